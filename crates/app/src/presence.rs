//! 谁在看: who else has a case open. Whoever may see the case may see who is at it. It is no event: nothing of
//! it stays, and a screen that falls silent is forgotten.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::refusal::Code;
use hotline::scope::Reach;
use std::sync::Arc;
use store::presence::{Arrival, Present};
use tokio::sync::broadcast;

/// How long a screen counts as there after it was heard of, in milliseconds. Screens speak every 15 s.
const ALIVE: i64 = 75_000;
/// A row is written anew once it is as old as this, in milliseconds.
const RENEW: i64 = 25_000;

/// Word that somebody came to a case, left it, or began or ended writing.
#[derive(Clone)]
pub struct Stir(Arc<Case>);

impl Stir {
    /// Number of the case.
    pub fn no(&self) -> &str {
        &self.0.no
    }

    /// Whether it may be told within a reach: the rule of lists.
    pub fn lies_within(&self, reach: &Reach) -> bool {
        reach.covers(&self.0)
    }
}

/// What somebody's screen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// He reads.
    Reading,
    /// He has a form with words open.
    Writing,
    /// He has left.
    Leaving,
}

impl App {
    /// Hears from now on where somebody comes, leaves, or begins to write. Of other servers it is not
    /// heard: screens ask again soon anyway.
    pub fn hear_stirs(&self) -> broadcast::Receiver<Stir> {
        self.0.live.stirs.subscribe()
    }

    /// Notes what the actor does at a case, and says who else is there, the first to come first.
    ///
    /// # Errors
    /// `not_found`; `not_yours` for who is not staff; or the database does not answer.
    pub async fn at_case(
        &self,
        actor: &Actor,
        no: &str,
        doing: Doing,
    ) -> Result<Vec<Present>, AppError> {
        let case = self.seen_case(actor, no).await?;
        let Actor::Staff(staff) = actor else {
            return Err(Code::NotYours.into());
        };
        let now = self.now();
        let forget = now.plus_millis(-ALIVE);
        let mut present = self.store().present(case.id, forget, now).await?;
        let own = present.iter().position(|one| one.person == staff.person);
        let own = own.map(|at| present.remove(at));
        let writing = doing == Doing::Writing;
        let stirs = match &own {
            None => doing != Doing::Leaving,
            Some(own) => doing == Doing::Leaving || own.writing != writing,
        };
        let renew = |own: Present| own.seen_at <= now.plus_millis(-RENEW);
        if doing == Doing::Leaving {
            self.store().leave(case.id, &staff.person).await?;
        } else if stirs || own.is_none_or(renew) {
            let unit = staff.posts.first().map(|post| post.unit.clone());
            let arrival = Arrival {
                case: case.id,
                person: staff.person.clone(),
                unit: unit.ok_or(Code::NotYours)?,
                writing,
                at: now,
                forget,
            };
            self.store().arrive(arrival).await?;
        }
        if stirs {
            // Nobody there to hear it is no error.
            let _ = self.0.live.stirs.send(Stir(Arc::new(case)));
        }
        Ok(present)
    }
}
