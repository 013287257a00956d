//! 诉求件 `case`: where it stands, as the fold of what happened to it.

pub mod actions;
pub mod assignment;
pub mod attachment;
mod calling;
pub mod command;
pub mod decide;
pub mod event;
pub mod fold;
pub mod ledger;
pub mod promise;
pub mod status;
pub mod telling;
pub mod timer;
pub mod transition;
mod verb;
pub mod words;

use crate::codes::UnitCode;
use crate::rulebook::Rulebook;
use crate::text::TextRef;
use assignment::{Assignment, Duty};
use attachment::FileOfCase;
use command::Part;
use event::{Erasure, Facts, Outcome, RatedBy, Rating};
use ledger::LedgerEntry;
use promise::{Lamp, Promise};
use serde::{Deserialize, Serialize};
use status::Status;
use std::collections::BTreeSet;
use timer::TimerKey;
use workday::{Calendar, Date, Instant};

/// Acceptance, and what the case is bound to by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// When.
    pub at: Instant,
    /// What the promise counts from.
    pub from: Instant,
    /// The centre that decides and reviews last.
    pub centre: UnitCode,
    /// Day of effect of the rulebook.
    pub rulebook: Date,
}

/// A reply on its way up through the reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingReply {
    /// The unit that wrote it.
    pub writer: UnitCode,
    /// The person who wrote it.
    pub person: String,
    /// The words, as last improved.
    pub text: TextRef,
    /// The unit whose review comes next.
    pub awaiting: UnitCode,
    /// The centre should have reviewed it by then.
    pub review_by: Option<Instant>,
    /// What it promises for later.
    #[serde(default)]
    pub commitment: Option<TextRef>,
    /// The day of that commitment.
    pub commitment_until: Option<Date>,
}

/// 等候: granted time for the requester's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Working days granted at once.
    pub days: u32,
    /// When they are used up.
    pub used_up_at: Instant,
}

/// A question to the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The unit that asks.
    pub unit: UnitCode,
    /// When.
    pub at: Instant,
    /// The words.
    pub text: TextRef,
    /// Whether it was answered, or the waiting is over.
    pub settled: bool,
    /// Whether the centre has decided about waiting.
    pub decided: bool,
    /// Granted waiting that still runs.
    pub waiting: Option<Waiting>,
}

/// An extension that waits for the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionAsked {
    /// The unit that asks.
    pub unit: UnitCode,
    /// Working days.
    pub days: u32,
    /// When.
    pub at: Instant,
}

/// The answer that the citizen reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When the citizen got it.
    pub at: Instant,
    /// The instant that decides whether it was in time.
    pub counted_at: Instant,
    /// The words; a merged case reads its parent's.
    pub text: Option<TextRef>,
    /// The unit that answered; none if the centre did directly.
    pub unit: Option<UnitCode>,
    /// The window for rating and rework closes then.
    pub window_until: Instant,
    /// What the reply promised for later.
    #[serde(default)]
    pub commitment: Option<TextRef>,
    /// By which day.
    #[serde(default)]
    pub commitment_until: Option<Date>,
}

/// A rework that was asked for and is undecided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReworkAsked {
    /// When.
    pub at: Instant,
    /// The centre should decide by then.
    pub decide_by: Instant,
}

/// The masked copy that the public may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicCopy {
    /// When it was last published.
    pub at: Instant,
    /// Title.
    pub title: TextRef,
    /// Text.
    pub text: TextRef,
    /// Answer.
    pub answer: TextRef,
}

/// A case, exactly as its events left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Id in the store.
    pub id: i64,
    /// Number that people use.
    pub no: String,
    /// Number of events so far.
    pub version: u64,
    /// Instant of the last event.
    pub at: Instant,
    /// Where it stands.
    pub status: Status,
    /// Where it stood before it ended, for reopening.
    pub before_end: Option<Status>,
    /// What it is about.
    pub facts: Facts,
    /// The centre that registered it; none if the requester did.
    pub registered_by: Option<UnitCode>,
    /// When it was submitted.
    pub submitted_at: Instant,
    /// 受理 or 批转 until then, while it waits for that.
    pub next_by: Instant,
    /// Acceptance.
    pub accepted: Option<Acceptance>,
    /// The round, from 1.
    pub round: u32,
    /// Reworks so far.
    pub reworks: u32,
    /// The promise of this round.
    pub promise: Option<Promise>,
    /// 计时账.
    pub ledger: Vec<LedgerEntry>,
    /// Every assignment of every round.
    pub assignments: Vec<Assignment>,
    /// Returns asked on this case so far, by whichever unit.
    pub returns: u32,
    /// A disputed return was ruled: the ruling binds, in later rounds too.
    pub binding: bool,
    /// A reply on its way up.
    pub pending: Option<PendingReply>,
    /// When the lead's top-level unit handed it up.
    pub handed_up: Option<Instant>,
    /// The question of this round.
    pub question: Option<Question>,
    /// Questions asked in this round.
    #[serde(default)]
    pub questions: u32,
    /// An undecided extension.
    pub extension: Option<ExtensionAsked>,
    /// Extensions granted, in all rounds.
    pub extensions: u32,
    /// The answer of this round.
    pub answer: Option<Answer>,
    /// The effective rating of this round.
    pub rating: Option<Rating>,
    /// An undecided rework.
    pub rework_asked: Option<ReworkAsked>,
    /// Call-backs in this round.
    pub follow_ups: u32,
    /// Whether one of them was answered, whatever was said.
    #[serde(default)]
    pub followed_up: bool,
    /// How it was closed.
    pub outcome: Option<Outcome>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Id of the parent that it follows.
    pub merged_into: Option<i64>,
    /// Number of that parent.
    pub merged_into_no: Option<String>,
    /// Ids of the cases that follow this one.
    pub children: BTreeSet<i64>,
    /// 督办.
    pub supervised: bool,
    /// 来电人标记.
    pub flagged: bool,
    /// 催办 so far.
    pub urged: u32,
    /// 办理要点 for the units of a secret case.
    pub handling_text: Option<TextRef>,
    /// Parts released to the units of a secret case.
    pub released: BTreeSet<Part>,
    /// Masked copy.
    pub published: Option<PublicCopy>,
    /// 同遇 so far.
    pub me_too: u32,
    /// Days by which something was promised in an answer.
    pub commitments: Vec<Date>,
    /// 清除: what was deleted.
    #[serde(default)]
    pub erased: Option<Erasure>,
    /// Reminders that were given.
    pub reminded: BTreeSet<TimerKey>,
    /// 附件, in the order in which they came.
    #[serde(default)]
    pub files: Vec<FileOfCase>,
}

/// So many returns, by whichever units, make a case disputed (`design.md §3`, Returns).
const DISPUTED_FROM: u32 = 2;

impl Case {
    /// 争议: so much has been returned that only a centre rules, and its ruling binds. The second return
    /// makes the case so, and with it a first one that still waits.
    pub const fn disputed(&self) -> bool {
        self.returns >= DISPUTED_FROM
    }

    /// Whether a return that is asked now finds the case disputed, or makes it so.
    pub(crate) const fn disputed_by_one_more(&self) -> bool {
        self.returns + 1 >= DISPUTED_FROM
    }

    /// Assignments of the current round.
    pub fn current(&self) -> impl DoubleEndedIterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(|assignment| assignment.round == self.round)
    }

    /// A unit's assignment in the current round.
    pub fn held_by(&self, unit: &UnitCode) -> Option<&Assignment> {
        self.current()
            .find(|assignment| &assignment.unit == unit && assignment.state.is_live())
    }

    /// The top-level unit that answers for the case, whoever works below it.
    pub fn lead(&self) -> Option<&Assignment> {
        self.current()
            .find(|assignment| assignment.duty == Duty::Lead && assignment.state.is_live())
    }

    /// The live assignment directly below a unit.
    pub fn below(&self, upper: &UnitCode) -> Option<&Assignment> {
        self.current().find(|assignment| {
            assignment.upper.as_ref() == Some(upper) && assignment.state.is_live()
        })
    }

    /// A unit and every live one below it in the case's own tree.
    pub fn branch(&self, top: &UnitCode) -> Vec<UnitCode> {
        let mut branch = vec![top.clone()];
        let mut next = 0;
        while next < branch.len() {
            let upper = branch[next].clone();
            let lower = self
                .current()
                .filter(|a| a.state.is_live() && a.upper.as_ref() == Some(&upper));
            let lower: Vec<_> = lower
                .map(|a| a.unit.clone())
                .filter(|unit| !branch.contains(unit))
                .collect();
            branch.extend(lower);
            next += 1;
        }
        branch
    }

    /// The live unit at the top of the tree that a unit works in.
    pub fn top_of(&self, unit: &UnitCode) -> Option<&Assignment> {
        let mut node = self.held_by(unit)?;
        while let Some(upper) = node.upper.as_ref().and_then(|upper| self.held_by(upper)) {
            node = upper;
        }
        Some(node)
    }

    /// Whether a unit belongs to the lead's tree (and not to the assisting units).
    pub fn works_for_lead(&self, unit: &UnitCode) -> bool {
        self.lead()
            .is_some_and(|lead| self.branch(&lead.unit).contains(unit))
    }

    /// Units that have the next step in their hands.
    pub fn holders(&self) -> Vec<&UnitCode> {
        self.current()
            .filter(|assignment| assignment.state.is_held())
            .map(|assignment| &assignment.unit)
            .collect()
    }

    /// The units that hold or once held the case: they go on seeing it.
    pub fn ever_held(&self) -> BTreeSet<&UnitCode> {
        self.assignments
            .iter()
            .map(|assignment| &assignment.unit)
            .collect()
    }

    /// Whether a rating becomes the effective one: the last of the requester's own, and what an
    /// agent writes down only while the requester has given none.
    pub(crate) fn takes(&self, rating: &Rating) -> bool {
        let own = self.rating.as_ref().map(|rating| rating.by) == Some(RatedBy::Requester);
        rating.by == RatedBy::Requester || !own
    }

    /// The instant that stops the clock: the counted reply, else the end of the case.
    pub fn stopped_at(&self) -> Option<Instant> {
        self.answer
            .as_ref()
            .map(|answer| answer.counted_at)
            .or(self.handed_up)
            .or(self.ended_at.filter(|_| self.status != Status::Merged))
    }

    /// Whether the promise of this round is broken, as of now.
    pub fn is_late(&self, now: Instant) -> bool {
        self.promise
            .as_ref()
            .is_some_and(|promise| self.stopped_at().unwrap_or(now) >= promise.due)
    }

    /// The lamp as of now; none before acceptance.
    pub fn lamp(&self, now: Instant, rules: &Rulebook, calendar: &Calendar) -> Option<Lamp> {
        let at = self.stopped_at().unwrap_or(now);
        self.promise
            .as_ref()
            .map(|promise| promise.lamp(at, rules, calendar))
    }
}
