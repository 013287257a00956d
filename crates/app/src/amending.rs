//! 修订: a new dated version of a part of the rules: tried out, kept, taken back, and learnt by the other
//! servers on the same database.

mod touched;

pub use touched::{Hanging, Touched};

use crate::city::Cities;
use crate::{App, AppError, previewed};
use hotline::actor::Actor;
use hotline::amendment::{Amendment, Change, Difference, Part, Standing, differences, may_begin};
use hotline::deadline::{Deadline, Question};
use hotline::kind::Kind;
use hotline::profile::{Profile, ProfileError};
use hotline::refusal::{Code, Refusal};
use hotline::scope::office::{Care, may};
use std::sync::{Arc, PoisonError};
use store::amendment::NewRow;
use text::pinyin::Spelled;
use workday::{Date, Instant};

/// A new version as it is proposed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// First day in force.
    pub effective: Date,
    /// What changes.
    pub change: Change,
}

/// The promise of a new case, without and with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPromise {
    /// The kind of case.
    pub kind: Kind,
    /// When it is accepted.
    pub accepted: Instant,
    /// When it would lapse without the change.
    pub before: Instant,
    /// When it would lapse with it.
    pub after: Instant,
}

/// What a version would change.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was tried out, and on what ([`previewed`]): whoever keeps it names this.
    pub seen: String,
    /// The file that it becomes.
    pub text: String,
    /// Every value that differs on its first day.
    pub differences: Vec<Difference>,
    /// What new cases accepted at nine o'clock on its first day would be promised; told of the rulebook.
    pub promises: Vec<NewPromise>,
    /// What hangs on entries that end.
    pub touched: Vec<Touched>,
    /// Open cases, which keep what they were promised.
    pub open: u64,
}

/// Combinations of readings that a name is found by.
const READINGS: usize = 8;

/// Pinyin initials of a name, its letters alone.
fn initials(name: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for spelled in Spelled::new(name).initials(READINGS) {
        let letters: String = spelled.chars().filter(char::is_ascii_lowercase).collect();
        if !letters.is_empty() && !all.contains(&letters) {
            all.push(letters);
        }
    }
    all
}

impl App {
    /// The city's profile as it will be on a later day by what is kept now; of a day that is over, as it
    /// is today.
    pub fn profile_on(&self, day: Date) -> Arc<Profile> {
        let day = day.max(self.now().date());
        self.cities().on(day).profile.clone()
    }

    /// Every version kept, the newest first, and how each stands.
    ///
    /// # Errors
    /// `not_yours`.
    pub fn amendments(&self, actor: &Actor) -> Result<Vec<(Amendment, Standing)>, AppError> {
        may(actor, Care::Look)?;
        let today = self.now().date();
        let cities = self.cities();
        let stand = |it: &Amendment| (it.clone(), it.standing(today));
        Ok(cities.amendments.iter().rev().map(stand).collect())
    }

    /// What a kept version changed or will change, against the versions kept before it.
    ///
    /// # Errors
    /// `not_found`; or it does not fit those any more: a mistake of the program.
    pub fn differences_of(&self, no: i64) -> Result<Vec<Difference>, AppError> {
        let found = self.cities().differences(no).map_err(|error| odd(&error))?;
        found.ok_or_else(|| Code::NotFound.into())
    }

    /// Says what a version would change, and changes nothing.
    ///
    /// # Errors
    /// `not_yours`; `day_passed`; `bad_value` with the sentence that the loader would say.
    pub async fn preview_amendment(
        &self,
        actor: &Actor,
        proposal: &Proposal,
    ) -> Result<Outcome, AppError> {
        may(actor, Care::Rules)?;
        let (now, day) = (self.now(), proposal.effective);
        let part = proposal.change.part();
        let (before, after, text, seen) = {
            let cities = self.cities();
            may_begin(part, day, now.date(), &cities.amendments)?;
            let before = cities.on(day).profile.clone();
            let change = proposal.change.clone().spelled(initials);
            let text = change.file(day, &before)?;
            let mut all = cities.amendments.clone();
            let new = Amendment {
                no: cities.newest + 1,
                part,
                effective: day,
                text: text.clone(),
                by: actor.label(),
                at: now,
                why: String::new(),
                withdrawn: None,
            };
            let path = new.path();
            all.push(new);
            // Every later day must hold too: something kept for then may not fit any more.
            let then = cities.with(all, cities.newest + 1, now.date());
            let then = then.map_err(|error| proposal.change.refusal(&path, &text, &error))?;
            let after = then.on(day).profile.clone();
            let seen = previewed::name(cities.newest, &named(part, &text));
            (before, after, text, seen)
        };
        let differences = differences(part, &before, &after, day);
        if differences.is_empty() {
            let why = "和现行的一样，没有要改的 (it is the same as what is in force)";
            return Err(Refusal::because(Code::BadValue, why).into());
        }
        Ok(Outcome {
            seen,
            text,
            differences,
            promises: match part {
                Part::Rulebook => self.promises(day, &before, &after)?,
                Part::Items | Part::Reasons | Part::Units | Part::Duties => Vec::new(),
            },
            touched: self.touched(&proposal.change, &after, day).await?,
            open: self.store().open_count().await?,
        })
    }

    /// Keeps a version as it was tried out ([`Outcome::seen`]); gives its number.
    ///
    /// # Errors
    /// As [`App::preview_amendment`]; `reason_missing`; `stale` if it was not tried out, or something was kept or
    /// taken back since; or the database does not answer.
    pub async fn keep_amendment(
        &self,
        actor: &Actor,
        proposal: &Proposal,
        why: &str,
        seen: &str,
    ) -> Result<i64, AppError> {
        let on = previewed::on(seen);
        let outcome = match self.preview_amendment(actor, proposal).await {
            // What somebody else has just kept may be why this one no longer fits: he is told that first.
            Err(AppError::Refused(refusal))
                if refusal.code != Code::NotYours
                    && on.is_some_and(|on| self.cities().newest != on) =>
            {
                return Err(stale());
            }
            tried => tried?,
        };
        let why = reason(why)?;
        let (part, effective) = (proposal.change.part(), proposal.effective);
        if on.is_some() && previewed::on(&outcome.seen) != on {
            return Err(stale());
        }
        let no = previewed::rows(seen, &named(part, &outcome.text))? + 1;
        let new = NewRow {
            seq: no,
            part,
            effective,
            text: outcome.text,
            why: why.to_owned(),
            withdraws: None,
        };
        let note = format!("{no}：{} {effective}，{why}", part.zh());
        self.add_amendment(actor, "amend_rules", new, note).await?;
        Ok(no)
    }

    /// Takes a version back whose day has not come.
    ///
    /// # Errors
    /// `not_yours`, `not_found`, `in_force`, `built_upon`, `reason_missing`; `stale` if it was taken back before;
    /// `bad_value` if another version stands on it; or the database does not answer.
    pub async fn withdraw_amendment(
        &self,
        actor: &Actor,
        no: i64,
        why: &str,
    ) -> Result<(), AppError> {
        may(actor, Care::Rules)?;
        self.refresh_amendments().await?;
        let (now, why) = (self.now(), reason(why)?);
        let new = {
            let cities = self.cities();
            let found = cities.amendments.iter().find(|it| it.no == no);
            let found = found.ok_or(Code::NotFound)?;
            found.may_withdraw(now.date(), &cities.amendments)?;
            let left = cities.amendments.iter().filter(|it| it.no != no);
            let (left, seq) = (left.cloned().collect(), cities.newest + 1);
            cities
                .with(left, seq, now.date())
                .map_err(|error| refused(&error))?;
            NewRow {
                seq,
                part: found.part,
                effective: found.effective,
                text: String::new(),
                why: why.to_owned(),
                withdraws: Some(no),
            }
        };
        let note = format!("{no}：{} {}，{why}", new.part.zh(), new.effective);
        self.add_amendment(actor, "withdraw_rules", new, note).await
    }

    async fn add_amendment(
        &self,
        actor: &Actor,
        act: &str,
        new: NewRow,
        note: String,
    ) -> Result<(), AppError> {
        let audit = self.act(actor, act, note)?;
        let added = self.store().add_amendment(new, audit).await?;
        // Also when somebody else was faster: the next look shows what he did.
        self.refresh_amendments().await?;
        if added { Ok(()) } else { Err(stale()) }
    }

    /// Takes in versions that were kept or taken back by another server on the same database; whether
    /// there were any. To be called every now and then.
    ///
    /// # Errors
    /// The database does not answer, or holds a version that does not fit this server's profile.
    pub async fn refresh_amendments(&self) -> Result<bool, AppError> {
        let newest = self.store().newest_amendment().await?;
        let today = self.now().date();
        let known = |cities: &Cities| (cities.newest, cities.begins() <= today);
        if known(&self.cities()) == (newest, true) {
            return Ok(false);
        }
        let (amendments, newest) = self.store().amendments().await?;
        let next = self.cities().with(amendments, newest, today);
        let next = next.map_err(|error| AppError::Setup(error.to_string()))?;
        let cities = self.0.cities.write();
        let mut cities = cities.unwrap_or_else(PoisonError::into_inner);
        // Two who look at once may come back in any order.
        let newer = cities.newest < next.newest;
        if newer || cities.newest == next.newest && cities.begins() > today {
            *cities = next;
        }
        Ok(newer)
    }

    fn promises(
        &self,
        day: Date,
        before: &Profile,
        after: &Profile,
    ) -> Result<Vec<NewPromise>, AppError> {
        let calendar = self.working_days();
        let accepted = Instant::start_of(day).plus_millis(9 * 3_600_000);
        let promise = |kind: Kind| {
            let question = Question {
                kind: Some(kind),
                days: None,
                item: None,
                urgent: false,
                accepted,
                rulebook: None,
            };
            Ok(NewPromise {
                kind,
                accepted,
                before: Deadline::count(&question, before, &calendar)?.promise.due,
                after: Deadline::count(&question, after, &calendar)?.promise.due,
            })
        };
        Kind::ALL.into_iter().map(promise).collect()
    }
}

/// What is kept of a version, by which its preview is known.
fn named(part: Part, text: &str) -> String {
    format!("{}\n{text}", part.as_str())
}

/// The loader's sentence as a refusal.
fn refused(error: &ProfileError) -> AppError {
    Refusal::because(Code::BadValue, format!("{} ({})", error.zh, error.en)).into()
}

fn odd(error: &ProfileError) -> AppError {
    AppError::Internal(error.to_string())
}

fn stale() -> AppError {
    let why = "试算之后规则又有变化，请重新试算 (the rules have changed since; preview again)";
    Refusal::because(Code::Stale, why).into()
}

fn reason(why: &str) -> Result<&str, Refusal> {
    let why = why.trim();
    if why.is_empty() {
        let detail = "why：请写为什么改 (say why)";
        return Err(Refusal::because(Code::ReasonMissing, detail));
    }
    Ok(why)
}
