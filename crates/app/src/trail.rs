//! A row of the audit trail (审计): who did what, and when.

use crate::{AppError, chance};
use store::audit::AuditRow;
use workday::Instant;

/// A row about no case; `AuditRow { case: Some(id), ..row }` is about one.
///
/// # Errors
/// The system gives no random numbers.
pub(crate) fn row(
    at: Instant,
    actor: impl Into<String>,
    act: impl Into<String>,
    note: impl Into<String>,
) -> Result<AuditRow, AppError> {
    Ok(AuditRow {
        id: chance::id(at)?,
        at,
        actor: actor.into(),
        act: act.into(),
        case: None,
        note: note.into(),
    })
}
