//! 来电人: earlier and open cases of the number that calls, for the centre that takes the call.

use crate::{App, AppError, trail};
use hotline::actor::{Actor, Role};
use hotline::directory::UnitKind;
use hotline::person::Phone;
use hotline::refusal::Code;
use hotline::scope::Reach;
use hotline::scope::view::CaseView;

/// Who takes calls or calls back.
const ROLES: [Role; 5] = [
    Role::Agent,
    Role::ShiftLead,
    Role::Dispatcher,
    Role::Reviewer,
    Role::CallBack,
];

impl App {
    /// Cases of the requester with this number, the newest first, as far as the actor sees them. Secret
    /// cases are left out: a number must not tell who reported something. The look is written to the
    /// audit trail before it is answered.
    ///
    /// # Errors
    /// `not_yours` if the actor works at no centre; or the database does not answer.
    pub async fn cases_of_caller(
        &self,
        actor: &Actor,
        phone: &Phone,
        limit: u32,
    ) -> Result<Vec<CaseView>, AppError> {
        let directory = &self.profile().directory;
        let at_a_centre = actor.posts().iter().any(|post| {
            let unit = directory.unit(&post.unit);
            ROLES.contains(&post.role) && unit.is_some_and(|unit| unit.kind == UnitKind::Centre)
        });
        if !at_a_centre {
            return Err(Code::NotYours.into());
        }
        let reach = Reach::of(actor, directory);
        let found = self.store().cases_of_phone(&reach, phone, limit).await?;
        let now = self.now();
        let numbers: Vec<&str> = found.iter().map(|case| case.no.as_str()).collect();
        self.store()
            // The number itself is in the cases; without any it is nobody's yet.
            .note_audit(trail::row(
                now,
                actor.label(),
                "look_up_caller",
                numbers.join(" "),
            )?)
            .await?;
        let mut shown = Vec::with_capacity(found.len());
        for case in &found {
            shown.extend(self.view_of(actor, case).await?);
        }
        Ok(shown)
    }
}
