//! 统计: what a case adds to the figures, as a function of its events. The roll-ups are sums of this and
//! nothing else, so they can be taken back, moved and proved, case by case.
//!
//! | figure | counted on the day | under | once for |
//! |---|---|---|---|
//! | `received` 收件 | of submission | the accepting centre, before that the registering one | a case |
//! | `given` 交办 | the lead got it | that lead | a lead and round |
//! | `in_time`, `late` 按时、逾期答复 | of the counted reply | who answered | a round |
//! | `direct` 直接答复 | of the answer, one of the above too | the centre | a round |
//! | `returned_upheld`, `returned_rejected` 退件 | of the ruling | the returning lead | a ruling |
//! | `reworked` 重办 | the rework was granted | who answered the round before | a rework |
//! | `heard` 有效评价 | of the effective rating | who answered | a round |
//! | `solved` 解决 | the same, if the requester says so | who answered | a round |
//! | `satisfied` 满意 | the same, from the rulebook's grade on | who answered | a round |
//! | `grades` 评分合计 | the same, the sum of grades 1 to 5 | who answered | a round |
//! | `minutes` 办理用时 | of the counted reply, in working minutes | who answered | a round |
//!
//! No rating is no figure: `heard` is the number that `solved` and `satisfied` are parts of, never the
//! number of answers. A return inside a bureau's own tree is its own affair and is no 退件. A merged case
//! is answered with its parent and counts for the centre: the unit did the work once, in the parent.
//! When a case is corrected, everything it added moves to its kind, item and area of now.

mod measures;
mod rates;

pub use measures::{Measure, Measures};
pub use rates::Rates;

use crate::case::Case;
use crate::case::assignment::{Assignment, Duty};
use crate::case::event::{Answered, Event, Rating, Recorded, ReturnRuled, RoundBegun};
use crate::case::fold::FoldError;
use crate::case::status::Hold;
use crate::codes::UnitCode;
use std::collections::BTreeMap;
use workday::{Calendar, Date, Hours, Instant};

/// With what is measured: the rules of the case, and whose hours working minutes are counted in.
pub struct Yardstick<'a> {
    /// The grade from which on a requester is satisfied, by the rulebook in force on a day.
    pub satisfied_grade: &'a dyn Fn(Option<Date>) -> u32,
    /// Hours of the city's centre.
    pub hours: &'a Hours,
    /// Working days as known now.
    pub calendar: &'a Calendar,
}

/// Under whom something counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Under {
    /// Nobody yet: the requester wrote by himself and no centre has accepted.
    Nobody,
    /// A centre, for what it did itself.
    Centre(UnitCode),
    /// The unit that answers for the case, and the one below that does the work, if another.
    Unit {
        /// 主办.
        lead: UnitCode,
        /// 经办: the last of the chain below it.
        hand: Option<UnitCode>,
    },
}

/// By what figures can be told apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traits {
    /// 类别.
    pub kind: String,
    /// 事项; empty for none.
    pub item: String,
    /// County-level area; empty for none.
    pub county: String,
    /// 渠道.
    pub channel: String,
    /// Hour of the day of submission, 0 to 23.
    pub hour: i64,
}

/// What a case adds to the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Its traits as of now.
    pub traits: Traits,
    /// By day and by whom.
    pub entries: BTreeMap<(Date, Under), Measures>,
}

impl Contribution {
    /// What a case adds, from its whole history.
    ///
    /// # Errors
    /// The events are not a case.
    pub fn of(id: i64, events: &[Recorded], by: &Yardstick<'_>) -> Result<Self, FoldError> {
        let first = events.first().ok_or(FoldError::NotRegistered)?;
        let mut tally = Tally {
            case: Case::begin(id, first)?,
            since: first.at,
            rounds: BTreeMap::new(),
            entries: BTreeMap::new(),
        };
        for recorded in &events[1..] {
            tally.take(recorded)?;
        }
        Ok(tally.finish(by))
    }
}

/// An answered round.
struct Round {
    since: Instant,
    counted_at: Instant,
    late: bool,
    direct: bool,
    under: Under,
    rating: Option<(Instant, Rating)>,
}

struct Tally {
    case: Case,
    /// When the current round began to count.
    since: Instant,
    rounds: BTreeMap<u32, Round>,
    entries: BTreeMap<(Date, Under), Measures>,
}

impl Tally {
    fn add(&mut self, at: Instant, under: Under, measure: Measure, n: i64) {
        *self
            .entries
            .entry((at.date(), under))
            .or_default()
            .at(measure) += n;
    }

    fn take(&mut self, recorded: &Recorded) -> Result<(), FoldError> {
        let rating_before = self.case.rating.clone();
        if let Event::ReturnRuled(ReturnRuled { unit, upheld, .. }) = &recorded.event
            && self.returns_to_the_centre(unit)
        {
            let measure = if *upheld {
                Measure::ReturnedUpheld
            } else {
                Measure::ReturnedRejected
            };
            let under = Under::Unit {
                lead: unit.clone(),
                hand: None,
            };
            self.add(recorded.at, under, measure, 1);
        }
        let round_before = self.case.round;
        self.case.apply(recorded)?;
        match &recorded.event {
            Event::Accepted { from, .. } => self.since = *from,
            Event::RoundBegun(RoundBegun { rework, .. }) => {
                self.since = recorded.at;
                if *rework {
                    let before = self.rounds.get(&round_before);
                    let under = before.map_or_else(|| self.centre(), |round| round.under.clone());
                    self.add(recorded.at, under, Measure::Reworked, 1);
                }
            }
            _ => {}
        }
        self.follow_round(recorded, rating_before.as_ref());
        Ok(())
    }

    /// Keeps what the current round says of itself; earlier rounds stay as they ended.
    fn follow_round(&mut self, recorded: &Recorded, rating_before: Option<&Rating>) {
        let (Some(answer), Some(promise)) = (&self.case.answer, &self.case.promise) else {
            self.rounds.remove(&self.case.round);
            return;
        };
        let direct = matches!(recorded.event, Event::Answered(Answered { unit: None, .. }));
        let known = self.rounds.remove(&self.case.round);
        let mut round = Round {
            since: self.since,
            counted_at: answer.counted_at,
            late: answer.counted_at >= promise.due,
            direct: direct || known.as_ref().is_some_and(|round| round.direct),
            under: self.under(answer.unit.as_ref()),
            rating: known.and_then(|round| round.rating),
        };
        if self.case.rating.as_ref() != rating_before {
            round.rating = self.case.rating.clone().map(|rating| (recorded.at, rating));
        }
        self.rounds.insert(self.case.round, round);
    }

    /// Whether a unit's return lies before the centre, and not before a unit above it.
    fn returns_to_the_centre(&self, unit: &UnitCode) -> bool {
        let mine = self.case.current().find(|a| &a.unit == unit);
        mine.is_some_and(|a| a.upper.is_none() && a.duty == Duty::Lead)
    }

    fn under(&self, unit: Option<&UnitCode>) -> Under {
        match unit {
            Some(lead) => Under::Unit {
                lead: lead.clone(),
                hand: hand(&self.case, self.case.round, lead),
            },
            None => self.centre(),
        }
    }

    fn centre(&self) -> Under {
        let accepted = self.case.accepted.as_ref().map(|accepted| &accepted.centre);
        let centre = accepted.or(self.case.registered_by.as_ref());
        centre.map_or(Under::Nobody, |centre| Under::Centre(centre.clone()))
    }

    fn finish(mut self, by: &Yardstick<'_>) -> Contribution {
        let received = self.centre();
        self.add(self.case.submitted_at, received, Measure::Received, 1);
        let leads = self.case.assignments.iter();
        let given: Vec<_> = leads
            .filter(|a| a.duty == Duty::Lead)
            .map(|a| {
                let hand = hand(&self.case, a.round, &a.unit);
                let lead = a.unit.clone();
                (a.given_at, Under::Unit { lead, hand })
            })
            .collect();
        for (at, under) in given {
            self.add(at, under, Measure::Given, 1);
        }
        let rulebook = self
            .case
            .accepted
            .as_ref()
            .map(|accepted| accepted.rulebook);
        let satisfied_grade = (by.satisfied_grade)(rulebook);
        for round in std::mem::take(&mut self.rounds).into_values() {
            let (at, under) = (round.counted_at, &round.under);
            let outcome = if round.late {
                Measure::Late
            } else {
                Measure::InTime
            };
            self.add(at, under.clone(), outcome, 1);
            if round.direct {
                self.add(at, under.clone(), Measure::Direct, 1);
            }
            let minutes = by.hours.between(by.calendar, round.since, round.counted_at);
            self.add(at, under.clone(), Measure::Minutes, i64::from(minutes));
            if let Some((at, rating)) = &round.rating {
                let satisfied = u32::from(rating.grade) >= satisfied_grade;
                self.add(*at, under.clone(), Measure::Heard, 1);
                self.add(
                    *at,
                    under.clone(),
                    Measure::Solved,
                    i64::from(rating.solved),
                );
                self.add(*at, under.clone(), Measure::Satisfied, i64::from(satisfied));
                self.add(*at, under.clone(), Measure::Grades, i64::from(rating.grade));
            }
        }
        let facts = &self.case.facts;
        let county = facts.area.as_ref().map(|area| area.county().to_owned());
        let item = facts.item.as_ref().map(|item| item.as_str().to_owned());
        Contribution {
            traits: Traits {
                kind: facts.kind.as_str().to_owned(),
                item: item.unwrap_or_default(),
                county: county.unwrap_or_default(),
                channel: facts.channel.clone(),
                hour: i64::from(self.case.submitted_at.minute_of_day() / 60),
            },
            entries: self.entries,
        }
    }
}

/// The last of the chain below a lead, in one round; none if it works itself.
fn hand(case: &Case, round: u32, lead: &UnitCode) -> Option<UnitCode> {
    let below = |upper: &UnitCode| -> Option<&Assignment> {
        case.assignments.iter().rev().find(|a| {
            a.round == round
                && a.duty == Duty::Below
                && a.upper.as_ref() == Some(upper)
                && !matches!(a.state, Hold::Returned | Hold::Relieved)
        })
    };
    let mut hand = None;
    let mut next = below(lead);
    // A tree has no more levels than nodes.
    for _ in 0..case.assignments.len() {
        let Some(node) = next else { break };
        next = below(&node.unit);
        hand = Some(node.unit.clone());
    }
    hand
}
