//! What a key must be allowed for each operation. People need no scope; what a key may see and do
//! beyond that is decided by its posts, as for people.

use crate::command;
use app::keys::Scope;

/// Which keys an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Keys with this scope.
    Scope(Scope),
    /// Any key.
    AnyKey,
    /// No key at all: people only.
    People,
}

use Asked::{AnyKey, People};
const READ: Asked = Asked::Scope(Scope::Read);
const EXPORT: Asked = Asked::Scope(Scope::Export);
const FILES: Asked = Asked::Scope(Scope::Files);
const WEBHOOKS: Asked = Asked::Scope(Scope::Webhooks);

/// Operations of staff but for the commands on a case. One that is missing here takes no key, and a
/// test refuses it.
const TABLE: &[(&str, Asked)] = &[
    ("POST /api/sign-out", People),
    ("GET /api/me", AnyKey),
    ("GET /api/me/preferences", People),
    ("POST /api/me/preferences", People),
    ("POST /api/cases/{no}/here", People),
    ("GET /api/keys", People),
    ("GET /api/keys/export", People),
    ("POST /api/keys", People),
    ("POST /api/keys/{key}/revoke", People),
    ("POST /api/calendar", People),
    ("POST /api/calendar/preview", People),
    ("GET /api/rules", People),
    ("GET /api/rules/export", People),
    ("POST /api/rules", People),
    ("POST /api/rules/preview", People),
    ("GET /api/rules/{version}", People),
    ("POST /api/rules/{version}/withdraw", People),
    ("GET /api/people", People),
    ("GET /api/people/export", People),
    ("POST /api/people", People),
    ("POST /api/people/{person}/posts", People),
    ("POST /api/people/{person}/password", People),
    ("POST /api/people/{person}/block", People),
    ("GET /api/messages", People),
    ("GET /api/messages/export", People),
    ("POST /api/messages/{message}/send", People),
    ("GET /api/audit", People),
    ("GET /api/audit/export", People),
    ("GET /api/condition", People),
    ("GET /api/webhooks", WEBHOOKS),
    ("GET /api/webhooks/export", WEBHOOKS),
    ("POST /api/webhooks", WEBHOOKS),
    ("GET /api/webhooks/{webhook}", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/change", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/rotate", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/disable", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/enable", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/remove", WEBHOOKS),
    ("GET /api/webhooks/{webhook}/deliveries", WEBHOOKS),
    ("GET /api/webhooks/{webhook}/deliveries/export", WEBHOOKS),
    ("POST /api/webhooks/{webhook}/resend", WEBHOOKS),
    ("POST /api/cases", Asked::Scope(Scope::Intake)),
    ("POST /api/lines/{line}/cases", Asked::Scope(Scope::Intake)),
    ("GET /api/lines/{line}/cases/{line_no}", READ),
    ("GET /api/cases", READ),
    ("GET /api/cases/{no}", READ),
    ("GET /api/cases/{no}/history", READ),
    ("GET /api/cases/{no}/actions", READ),
    (
        "POST /api/cases/{no}/public-copy",
        Asked::Scope(Scope::Command),
    ),
    ("POST /api/cases/bulk", Asked::Scope(Scope::Command)),
    ("GET /api/cases/export", EXPORT),
    ("GET /api/units/{unit}/inbox/{list}/export", EXPORT),
    ("GET /api/overview/cases/export", EXPORT),
    ("POST /api/cases/{no}/attach", FILES),
    ("GET /api/cases/{no}/files/{file}", FILES),
    ("GET /api/cases/{no}/files/{file}/thumbnail", FILES),
    ("GET /api/units/{unit}/inbox/{list}", READ),
    ("GET /api/units/{unit}/badges", READ),
    ("GET /api/units/{unit}/colleagues", People),
    ("POST /api/callers", People),
    ("POST /api/suggest/duplicates", READ),
    ("POST /api/suggest/dispatch", READ),
    ("POST /api/suggest/nearby", READ),
    ("GET /api/templates", READ),
    ("GET /api/templates/export", EXPORT),
    ("GET /api/templates/{template}", READ),
    ("POST /api/templates", People),
    ("POST /api/templates/{template}/revise", People),
    ("POST /api/templates/{template}/end", People),
    ("GET /api/knowledge", READ),
    ("GET /api/knowledge/export", EXPORT),
    ("GET /api/lists/{list}/export", EXPORT),
    ("GET /api/calendar/{year}/export", EXPORT),
    ("GET /api/knowledge/{entry}", READ),
    ("POST /api/knowledge", People),
    ("POST /api/knowledge/{entry}/revise", People),
    ("POST /api/knowledge/{entry}/review", People),
    ("POST /api/knowledge/{entry}/withdraw", People),
    ("POST /api/suggest/knowledge", READ),
    ("GET /api/figures", Asked::Scope(Scope::Figures)),
    ("GET /api/figures/export", Asked::Scope(Scope::Figures)),
    ("GET /api/overview", Asked::Scope(Scope::Figures)),
    ("GET /api/overview/cases", READ),
    ("GET /api/live", READ),
];

/// What an operation, written as `METHOD /path/{pattern}`, asks of a key; none if nobody said.
pub fn asked(operation: &str) -> Option<Asked> {
    let row = TABLE.iter().find(|(known, _)| *known == operation);
    row.map(|(_, asked)| *asked).or_else(|| {
        let verb = operation.strip_prefix("POST /api/cases/{no}/")?;
        let verb = command::of_staff().find(|known| known.as_str() == verb)?;
        let identity = verb == hotline::case::command::Verb::RevealIdentity;
        let scope = if identity {
            Scope::Identity
        } else {
            Scope::Command
        };
        Some(Asked::Scope(scope))
    })
}
