//! What each operation answers to whom it is not for.

/// Operation, body, and the answers to somebody who is not signed in (for citizens: has no code), to
/// a handler of another unit (has another case's code), and to a leader, who sees all and does nothing
/// (is signed in, but has no code).
pub(crate) const ROWS: &[(&str, &str, [&str; 3])] = &[
    (
        "POST /api/sign-in",
        r#"{"login": "x", "password": "y"}"#,
        ["401 wrong_password"; 3],
    ),
    ("POST /api/sign-out", "", SIGNED),
    ("GET /api/me", "", SIGNED),
    ("GET /api/me/preferences", "", SIGNED),
    (
        "POST /api/me/preferences",
        r#"{"name": "columns", "value": ["no"]}"#,
        SIGNED,
    ),
    ("POST /api/cases/{no}/here", r#"{"writing": true}"#, READING),
    (
        "POST /api/cases/{no}/public-copy",
        "{}",
        ["401 unauthenticated", "404 not_found", "403 not_yours"],
    ),
    ("GET /api/welcome", "", OPEN),
    (
        "POST /api/cases",
        r#"{"kind": "help", "text": "x"}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/cases", "", SIGNED),
    (
        "POST /api/callers",
        r#"{"phone": "13900000000"}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("POST /api/suggest/duplicates", r#"{"text": "x"}"#, SIGNED),
    ("POST /api/suggest/dispatch", r#"{"text": "x"}"#, SIGNED),
    (
        "POST /api/suggest/nearby",
        r#"{"point": {"lng": 119.3, "lat": 26.08}}"#,
        SIGNED,
    ),
    ("GET /api/items", "", OPEN),
    ("GET /api/units", "", OPEN),
    ("GET /api/cases/{no}", "", READING),
    ("GET /api/cases/{no}/history", "", READING),
    ("GET /api/cases/{no}/actions", "", READING),
    (
        "GET /api/units/{unit}/inbox/{list}",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "GET /api/units/{unit}/badges",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "GET /api/units/{unit}/colleagues",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/figures", "", SIGNED),
    ("GET /api/figures/export", "", SIGNED),
    ("GET /api/overview", "", SIGNED),
    ("GET /api/overview/cases", "", SIGNED),
    ("GET /api/live", "", SIGNED),
    ("POST /api/cases/{no}/accept", "", STAFF),
    (
        "POST /api/cases/{no}/decline",
        r#"{"reason": "litigation"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/transfer", r#"{"to": "110"}"#, STAFF),
    (
        "POST /api/cases/{no}/answer_directly",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/dispatch",
        r#"{"lead": "鼓楼区城管局"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/sign", "", STAFF),
    ("POST /api/cases/{no}/take", r#"{"person": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/delegate",
        r#"{"to": "对湖派出所"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/return",
        r#"{"reason": "not_our_duty"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/rule_on_return",
        r#"{"decision": "uphold"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/designate_fallback",
        r#"{"unit": "鼓楼区城管局"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/contact",
        r#"{"how": "phone", "reached": true}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/note_progress",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/ask_requester",
        r#"{"question": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/decide_waiting",
        r#"{"decision": "grant"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/hear_from_requester",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/request_extension",
        r#"{"days": 1, "reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/decide_extension",
        r#"{"decision": "grant"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/reply", r#"{"text": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/review",
        r#"{"decision": "pass"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/publish",
        r#"{"title": "x", "text": "x", "answer": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/rate",
        r#"{"grade": 5, "solved": true}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/follow_up",
        r#"{"outcome": "reached"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/ask_rework",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/rework", r#"{"reason": "x"}"#, STAFF),
    ("POST /api/cases/{no}/close", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/merge",
        r#"{"into": "{other}"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/unmerge", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/split",
        r#"{"parts": [{"title": "x"}]}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/withdraw", r#"{"reason": "x"}"#, STAFF),
    ("POST /api/cases/{no}/reopen", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/correct",
        r#"{"kind": "consult", "reason": "x"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/urge", "", STAFF),
    (
        "POST /api/cases/{no}/supervise",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/reveal_identity",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    // Any staff who see a case may leave a note.
    ("POST /api/cases/{no}/annotate", r#"{"text": "x"}"#, READING),
    (
        "POST /api/cases/{no}/flag_caller",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/write_handling_text",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/release",
        r#"{"what": "title", "reason": "x"}"#,
        STAFF,
    ),
    ("GET /api/people", "", ADMIN),
    ("GET /api/people/export", "", ADMIN),
    (
        "POST /api/people",
        r#"{"login": "x", "name": "x", "posts": [{"role": "agent"}]}"#,
        ADMIN,
    ),
    (
        "POST /api/people/{person}/posts",
        r#"{"posts": [{"role": "agent"}], "seen": []}"#,
        ADMIN,
    ),
    ("POST /api/people/{person}/password", "", ADMIN),
    (
        "POST /api/people/{person}/block",
        r#"{"blocked": true, "reason": "x"}"#,
        ADMIN,
    ),
    ("GET /api/messages", "", ADMIN),
    ("GET /api/messages/export", "", ADMIN),
    ("POST /api/messages/{message}/send", "", ADMIN),
    ("GET /api/audit", "", ADMIN),
    ("GET /api/audit/export", "", ADMIN),
    ("GET /api/condition", "", ADMIN),
    ("GET /api/calendar", "", OPEN),
    (
        "POST /api/calendar/preview",
        r#"{"format": "toml", "text": ""}"#,
        ADMIN,
    ),
    ("GET /api/rules", "", ADMIN),
    ("GET /api/rules/export", "", ADMIN),
    ("POST /api/rules", NEW_RULES, ADMIN),
    ("POST /api/rules/preview", TRIED_RULES, ADMIN),
    ("GET /api/rules/{version}", "", ADMIN),
    (
        "POST /api/rules/{version}/withdraw",
        r#"{"why": "x"}"#,
        ADMIN,
    ),
    ("GET /api/templates", "", SIGNED),
    ("GET /api/templates/export", "", SIGNED),
    (
        "POST /api/templates",
        r#"{"unit": "仓山公安分局", "name": "x", "text": "x"}"#,
        ADMIN,
    ),
    ("GET /api/templates/{template}", "", NO_FILE),
    (
        "POST /api/templates/{template}/revise",
        r#"{"seen": 1, "name": "x", "text": "x"}"#,
        NO_FILE,
    ),
    (
        "POST /api/templates/{template}/end",
        r#"{"seen": 1}"#,
        NO_FILE,
    ),
    ("GET /api/knowledge", "", SIGNED),
    ("GET /api/knowledge/export", "", SIGNED),
    ("GET /api/lists/{list}/export", "", NO_LIST),
    ("GET /api/calendar/{year}/export", "", SIGNED),
    (
        "POST /api/knowledge",
        r#"{"question": "x", "answer": "x", "source": "x", "valid_until": "2026-12-31", "owner": "仓山公安分局"}"#,
        ADMIN,
    ),
    ("GET /api/knowledge/{entry}", "", NO_FILE),
    (
        "POST /api/knowledge/{entry}/revise",
        r#"{"seen": 1, "proposal": {"question": "x", "answer": "x", "source": "x", "valid_until": "2026-12-31", "owner": "鼓楼区城管局"}}"#,
        NO_FILE,
    ),
    (
        "POST /api/knowledge/{entry}/review",
        r#"{"version": 1, "outcome": "passed"}"#,
        NO_FILE,
    ),
    (
        "POST /api/knowledge/{entry}/withdraw",
        r#"{"reason": "x"}"#,
        NO_FILE,
    ),
    ("POST /api/suggest/knowledge", r#"{"text": "x"}"#, SIGNED),
    ("GET /api/keys", "", ADMIN),
    ("GET /api/keys/export", "", ADMIN),
    (
        "POST /api/keys",
        r#"{"name": "x", "posts": [{"role": "agent"}], "scopes": ["read"]}"#,
        ADMIN,
    ),
    ("POST /api/keys/{key}/revoke", "", ADMIN),
    (
        "POST /api/lines/{line}/cases",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/lines/{line}/cases/{line_no}", "", NO_FILE),
    ("GET /api/cases/export", "", SIGNED),
    ("GET /api/overview/cases/export", "", SIGNED),
    (
        "GET /api/units/{unit}/inbox/{list}/export",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "POST /api/cases/bulk",
        r#"{"command": "sign", "cases": [{"no": "{other}"}]}"#,
        SIGNED,
    ),
    ("POST /api/cases/{no}/attach", "", STAFF),
    ("GET /api/cases/{no}/files/{file}", "", NO_FILE),
    ("GET /api/cases/{no}/files/{file}/thumbnail", "", NO_FILE),
    ("POST /api/public/cases/{no}/attach", "", CITIZEN),
    ("GET /api/public/cases/{no}/files/{file}", "", CITIZEN),
    (
        "GET /api/public/cases/{no}/files/{file}/thumbnail",
        "",
        CITIZEN,
    ),
    ("GET /api/webhooks", "", ADMIN),
    ("GET /api/webhooks/export", "", ADMIN),
    (
        "POST /api/webhooks",
        r#"{"url": "https://example.org/"}"#,
        ADMIN,
    ),
    ("GET /api/webhooks/{webhook}", "", ADMIN),
    (
        "POST /api/webhooks/{webhook}/change",
        r#"{"url": "https://example.org/", "seen": {"url": "https://example.com/"}}"#,
        ADMIN,
    ),
    ("POST /api/webhooks/{webhook}/rotate", "", ADMIN),
    ("POST /api/webhooks/{webhook}/disable", "", ADMIN),
    ("POST /api/webhooks/{webhook}/enable", "", ADMIN),
    ("POST /api/webhooks/{webhook}/remove", "", ADMIN),
    ("GET /api/webhooks/{webhook}/deliveries", "", ADMIN),
    ("GET /api/webhooks/{webhook}/deliveries/export", "", ADMIN),
    (
        "POST /api/webhooks/{webhook}/resend",
        r#"{"after": 0}"#,
        ADMIN,
    ),
    (
        "POST /api/calendar",
        r#"{"format": "toml", "text": "", "seen": "0"}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "POST /api/public/cases",
        r#"{"kind": "help", "text": "x"}"#,
        ["201"; 3],
    ),
    ("GET /api/public/cases/{no}", "", UNPUBLISHED),
    (
        "POST /api/public/cases/{no}/hear_from_requester",
        r#"{"text": "x"}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/rate",
        r#"{"grade": 5, "solved": true}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/ask_rework",
        r#"{"reason": "x"}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/withdraw",
        r#"{"reason": "x"}"#,
        CITIZEN,
    ),
    ("POST /api/public/cases/{no}/urge", "", CITIZEN),
    ("POST /api/public/cases/{no}/me_too", "", UNPUBLISHED),
    ("GET /api/reference/kinds", "", OPEN),
    ("GET /api/reference/items", "", OPEN),
    ("GET /api/reference/units", "", OPEN),
    ("GET /api/reference/duties", "", OPEN),
    ("GET /api/reference/duties/{item}", "", OPEN),
    ("GET /api/reference/units/{unit}", "", OPEN),
    ("GET /api/reference/areas", "", OPEN),
    ("GET /api/reference/shapes", "", OPEN),
    ("GET /api/reference/channels", "", OPEN),
    ("GET /api/reference/reasons", "", OPEN),
    ("GET /api/reference/lines", "", OPEN),
    ("GET /api/reference/rulebooks", "", OPEN),
    ("GET /api/reference/problems", "", OPEN),
    ("GET /api/due", "", ["422 bad_value"; 3]),
    ("GET /api/calendar/{year}", "", OPEN),
    ("GET /api/health", "", OPEN),
    ("GET /api/ready", "", OPEN),
];

/// Of no use but to be refused.
const TRIED_RULES: &str =
    r#"{"effective": "2027-01-01", "change": {"rulebook": {"source": "x", "keys": []}}}"#;
const NEW_RULES: &str = r#"{"effective": "2027-01-01", "change": {"rulebook": {"source": "x", "keys": []}}, "why": "x", "seen": "0"}"#;
const OPEN: [&str; 3] = ["200"; 3];
/// About the account itself.
const SIGNED: [&str; 3] = ["401 unauthenticated", "20x", "20x"];
const READING: [&str; 3] = ["401 unauthenticated", "404 not_found", "200"];
const STAFF: [&str; 3] = ["401 unauthenticated", "404 not_found", "403 not_yours"];
const ADMIN: [&str; 3] = ["401 unauthenticated", "403 not_yours", "403 not_yours"];
const NO_FILE: [&str; 3] = ["401 unauthenticated", "404 not_found", "404 not_found"];
const CITIZEN: [&str; 3] = ["404 bad_code"; 3];
const NO_LIST: [&str; 3] = ["401 unauthenticated", "422 bad_value", "422 bad_value"];
const UNPUBLISHED: [&str; 3] = ["404 not_found", "404 bad_code", "404 not_found"];
