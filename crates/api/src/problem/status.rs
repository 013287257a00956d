//! Which HTTP status a refusal has.

use axum::http::StatusCode;
use hotline::refusal::Code;

/// The status of a refusal; a new code does not compile without one. `stale` with `If-Match` is 412.
pub const fn status_of(code: Code) -> StatusCode {
    match code {
        Code::FileNotAllowed => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        // An unknown number and a wrong query code get the same answer.
        Code::NotFound | Code::BadCode => StatusCode::NOT_FOUND,
        Code::NotYours | Code::Confidential => StatusCode::FORBIDDEN,
        Code::BadValue
        | Code::ReasonMissing
        | Code::UnknownUnit
        | Code::UnknownItem
        | Code::ReplyEmpty
        | Code::FileUnreadable
        | Code::OutOfCalendar
        | Code::NoRulebook
        | Code::DayPassed
        | Code::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Stale
        | Code::Ended
        | Code::WrongState
        | Code::UnitNotBelow
        | Code::AlreadyHolds
        | Code::ReturnedBefore
        | Code::ReturnTooLate
        | Code::FallbackCannotReturn
        | Code::RulingBinds
        | Code::ExtensionAfterDue
        | Code::ExtensionSpent
        | Code::ExtensionTooLong
        | Code::ExtensionPending
        | Code::SameDayNoExtension
        | Code::AskedBefore
        | Code::OwnReply
        | Code::LowerUnitOpen
        | Code::RatingClosed
        | Code::ReworkSpent
        | Code::ReworkTooLate
        | Code::MergeImpossible
        | Code::NotSecret
        | Code::FollowUpSpent
        | Code::FilesSpent
        | Code::OwnWords
        | Code::KnowledgeNotInForce
        | Code::InForce
        | Code::BuiltUpon
        | Code::NotDue => StatusCode::CONFLICT,
    }
}
