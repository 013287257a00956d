//! 知识: questions that are asked again and again, each with the answer that may be given, where it comes
//! from, until when it holds and whose it is.
//!
//! An entry is a row of dated [`Version`]s. Words of a version are never changed: whoever knows better
//! writes the next one, and until a librarian has passed that, the one before goes on holding.

use crate::actor::Actor;
use crate::catalogue::Catalogue;
use crate::codes::{ItemCode, UnitCode};
use crate::directory::Directory;
use crate::refusal::{Code, Refusal};
use crate::scope::knowledge as rights;
use crate::text::{Line, Words};
use serde::{Deserialize, Serialize};
use workday::{Date, Instant};

/// What somebody proposes as an entry, or as the next version of one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The question as citizens ask it.
    #[cfg_attr(feature = "schema", schema(value_type = String, max_length = 200))]
    pub question: Line,
    /// The answer that may be given.
    #[cfg_attr(feature = "schema", schema(value_type = String, max_length = 10_000))]
    pub answer: Words,
    /// Where it comes from: the rule, notice or office.
    #[cfg_attr(feature = "schema", schema(value_type = String, max_length = 200))]
    pub source: Line,
    /// The last day on which it may be used.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub valid_until: Date,
    /// The unit that answers for it: code, name or alias.
    pub owner: String,
    /// The item that it belongs to.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub item: Option<ItemCode>,
}

/// How a review ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// It may be used.
    Passed,
    /// It may not; its writer reads why.
    SentBack,
}

/// Who marked a version, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Who, as events name people.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why; needed to send back and to withdraw.
    pub reason: Option<String>,
}

/// One dated version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1, 2, 3 …
    pub number: u32,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Where it comes from.
    pub source: String,
    /// The last day on which it may be used.
    pub valid_until: Date,
    /// The unit that answers for it.
    pub owner: UnitCode,
    /// The item that it belongs to.
    pub item: Option<ItemCode>,
    /// Invented; officials have not confirmed it.
    pub composed: bool,
    /// Who wrote it, and when.
    pub written: Mark,
    /// How the librarian's review ended.
    pub reviewed: Option<(ReviewOutcome, Mark)>,
    /// It was taken out of use.
    pub withdrawn: Option<Mark>,
}

/// How an entry stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 有效: may be used for answers.
    InForce,
    /// 已过期: passed once, but its last day is over.
    Expired,
    /// 待审核: no version was passed yet.
    Unreviewed,
    /// 已退回: the only versions were sent back.
    SentBack,
    /// 已停用.
    Withdrawn,
}

/// An entry with all its versions, the first first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id.
    pub id: i64,
    /// How often it was written to; whoever writes must have seen the last.
    pub changes: i64,
    /// Never empty.
    pub versions: Vec<Version>,
}

/// What a decision about an entry rests on.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Now.
    pub now: Instant,
    /// Items.
    pub catalogue: &'a Catalogue,
    /// Units of the moment.
    pub directory: &'a Directory,
}

impl Version {
    /// A first or next version as proposed by an actor.
    ///
    /// # Errors
    /// `not_yours`; `unknown_unit`, `unknown_item`; `bad_value` for empty words or a day that is over.
    pub fn propose(
        ground: &Ground<'_>,
        actor: &Actor,
        proposal: &Proposal,
        number: u32,
    ) -> Result<Self, Refusal> {
        if !rights::may_write_at_all(actor) {
            return Err(Code::NotYours.into());
        }
        let owner = ground.directory.find(proposal.owner.trim());
        let today = ground.now.date();
        let owner = owner
            .filter(|unit| unit.in_force(today))
            .ok_or(Code::UnknownUnit)?;
        if !rights::may_write(actor, &owner.code, ground.directory) {
            return Err(Code::NotYours.into());
        }
        let item = proposal
            .item
            .clone()
            .filter(|item| !item.as_str().is_empty());
        if let Some(item) = &item
            && ground
                .catalogue
                .item(item)
                .is_none_or(|item| !item.in_force(today))
        {
            return Err(Code::UnknownItem.into());
        }
        for (name, empty) in [
            ("question", proposal.question.is_empty()),
            ("answer", proposal.answer.is_empty()),
            ("source", proposal.source.is_empty()),
        ] {
            if empty {
                return Err(bad(format!("{name}：没有填写 (missing)")));
            }
        }
        if proposal.valid_until < today {
            return Err(bad(
                "valid_until：这一天已经过去 (this day is over already)",
            ));
        }
        Ok(Self {
            number,
            question: proposal.question.as_str().to_owned(),
            answer: proposal.answer.as_str().to_owned(),
            source: proposal.source.as_str().to_owned(),
            valid_until: proposal.valid_until,
            owner: owner.code.clone(),
            item,
            composed: false,
            written: Mark {
                by: actor.label(),
                at: ground.now,
                reason: None,
            },
            reviewed: None,
            withdrawn: None,
        })
    }

    /// Whether a librarian passed it and nobody took it out of use since.
    pub fn holds(&self) -> bool {
        let passed = matches!(self.reviewed, Some((ReviewOutcome::Passed, _)));
        passed && self.withdrawn.is_none()
    }

    /// Whether it waits for its review.
    pub const fn waits(&self) -> bool {
        self.reviewed.is_none() && self.withdrawn.is_none()
    }
}

impl Entry {
    /// The version written last.
    ///
    /// # Panics
    /// Never: an entry has a version from the beginning.
    pub fn newest(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }

    /// The version that holds: of those passed the last, unless that was withdrawn. It may be past its
    /// last day.
    pub fn holding(&self) -> Option<&Version> {
        let passed =
            |version: &&Version| matches!(version.reviewed, Some((ReviewOutcome::Passed, _)));
        let last = self.versions.iter().rev().find(passed);
        last.filter(|version| version.holds())
    }

    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> Standing {
        match self.holding() {
            Some(version) if today <= version.valid_until => Standing::InForce,
            Some(_) => Standing::Expired,
            None if self.newest().waits() => Standing::Unreviewed,
            None if self.versions.iter().any(|one| one.withdrawn.is_some()) => Standing::Withdrawn,
            None => Standing::SentBack,
        }
    }

    /// The next version, for whoever saw the newest.
    ///
    /// # Errors
    /// `stale` if another came in between; else as [`Version::propose`].
    pub fn revise(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        proposal: &Proposal,
        seen: u32,
    ) -> Result<Version, Refusal> {
        let newest = self.newest();
        if !rights::may_write(actor, &newest.owner, ground.directory) {
            return Err(Code::NotYours.into());
        }
        if seen != newest.number {
            return Err(Code::Stale.into());
        }
        Version::propose(ground, actor, proposal, newest.number + 1)
    }

    /// 审核 of the newest version by a librarian who did not write it.
    ///
    /// # Errors
    /// `not_yours`, `stale`, `wrong_state`, `own_words`; `reason_missing` to send back; `bad_value` to
    /// pass what is over already.
    pub fn review(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        number: u32,
        outcome: ReviewOutcome,
        reason: Option<&Words>,
    ) -> Result<Mark, Refusal> {
        let newest = self.newest();
        if !rights::keeps(actor, &newest.owner, ground.directory) {
            return Err(Code::NotYours.into());
        }
        if number != newest.number {
            return Err(Code::Stale.into());
        }
        if !newest.waits() {
            return Err(Code::WrongState.into());
        }
        if newest.written.by == actor.label() {
            return Err(Code::OwnWords.into());
        }
        let reason = said(reason);
        if outcome == ReviewOutcome::SentBack && reason.is_none() {
            return Err(Code::ReasonMissing.into());
        }
        if outcome == ReviewOutcome::Passed && newest.valid_until < ground.now.date() {
            return Err(bad(
                "valid_until：已过有效期，请退回改期 (it is over already; send it back)",
            ));
        }
        Ok(Mark {
            by: actor.label(),
            at: ground.now,
            reason,
        })
    }

    /// 停用 of the version that holds; the next one has to be passed first before it is used again.
    ///
    /// # Errors
    /// `not_yours`, `wrong_state`, `reason_missing`.
    pub fn withdraw(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        reason: Option<&Words>,
    ) -> Result<(u32, Mark), Refusal> {
        let owner = &self.newest().owner;
        if !rights::keeps(actor, owner, ground.directory) {
            return Err(Code::NotYours.into());
        }
        let holding = self.holding().ok_or(Code::WrongState)?;
        let reason = said(reason).ok_or(Code::ReasonMissing)?;
        let mark = Mark {
            by: actor.label(),
            at: ground.now,
            reason: Some(reason),
        };
        Ok((holding.number, mark))
    }

    /// Whether this version may be used for an answer on a day.
    ///
    /// # Errors
    /// `knowledge_not_in_force`.
    pub fn may_answer(&self, number: u32, today: Date) -> Result<(), Refusal> {
        let holding = self
            .holding()
            .filter(|version| version.number == number && today <= version.valid_until);
        holding
            .map(|_| ())
            .ok_or_else(|| Code::KnowledgeNotInForce.into())
    }
}

fn said(reason: Option<&Words>) -> Option<String> {
    let reason = reason.filter(|reason| !reason.is_empty());
    reason.map(|reason| reason.as_str().to_owned())
}

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::because(Code::BadValue, why)
}
