//! 附近的件: what else happened around a place, by metres. Only what the actor sees and whose place he reads;
//! a secret case is never found, and never looked around from by whoever may not read its place.

use crate::reading::Filter;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::point::{Circle, METRES_MAX, Point};
use hotline::refusal::{Code, Refusal};
use hotline::scope::Reach;
use hotline::scope::view::CaseView;
use store::spot::Around;

const DAY_MS: i64 = 86_400_000;
/// The most days that are looked back.
pub const DAYS_MAX: u32 = 3660;

/// Around what.
#[derive(Debug, Clone)]
pub enum Middle {
    /// A point.
    Point(Point),
    /// The point of a case, by its number; the case itself is left out.
    Case(String),
}

impl App {
    /// Cases of the last days within so many metres, with their metres, the nearest first.
    ///
    /// # Errors
    /// `not_yours` for people without a post that deals with cases; `not_found`; `bad_value` where metres or
    /// days are too many, or the case has no point that the actor may read; or the database does not answer.
    pub async fn nearby(
        &self,
        actor: &Actor,
        middle: &Middle,
        metres: u32,
        days: u32,
        most: u32,
    ) -> Result<Vec<(u32, CaseView)>, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        if reach == Reach::Published {
            return Err(Code::NotYours.into());
        }
        if metres > METRES_MAX || days > DAYS_MAX {
            let why = format!(
                "最多 {METRES_MAX} 米、{DAYS_MAX} 天 (at most {METRES_MAX} metres and {DAYS_MAX} days)"
            );
            return Err(Refusal::because(Code::BadValue, why).into());
        }
        let (point, except) = match middle {
            Middle::Point(point) => (*point, None),
            Middle::Case(no) => {
                let case = self.seen_case(actor, no).await?;
                let view = self.view_of(actor, &case).await?.ok_or(Code::NotFound)?;
                let why = "point：这一件没有坐标 (this case has no point)";
                let none = || Refusal::because(Code::BadValue, why);
                (view.point.ok_or_else(none)?, Some(case.id))
            }
        };
        let since = self.now().plus_millis(-i64::from(days) * DAY_MS);
        let filter = Filter {
            submitted: (Some(since), None),
            ..Filter::default()
        };
        let around = Around {
            circle: Circle::new(point, metres),
            reach: &reach,
            filter: &filter,
            except,
            limit: most,
        };
        let mut nearby = Vec::new();
        for (metres, case) in self.store().around(around).await? {
            let view = self.view_of(actor, &case).await?;
            if let Some(view) = view.filter(|view| view.point.is_some()) {
                nearby.push((metres, view));
            }
        }
        Ok(nearby)
    }
}
