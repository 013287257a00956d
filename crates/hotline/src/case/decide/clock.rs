//! 补充 等候 延期 更正 调休: what may move the promise, each by an event with a reason, and nothing else.

use super::standing::{NO_EXTENSION, NO_WAITING, not_now};
use super::{Act, Case, Context, Decision, needed, reason, spoken};
use crate::case::command::{
    AskRequester, Correct, DecideExtension, DecideWaiting, Grant, HearFromRequester,
    RequestExtension,
};
use crate::case::event::{Corrected, Event};
use crate::case::promise::{Base, Promise};
use crate::case::status::Status;
use crate::case::{ExtensionAsked, Question};
use crate::codes::UnitCode;
use crate::refusal::{Code, Refusal};
use crate::text::Vault;
use workday::{Instant, OutOfRange};

/// What an assisting unit hears that asks for an extension: whose step it is, and what it may do itself.
const LEAD_EXTENDS: &str = "延期由主办单位申请。协办单位还要几天，请记进展告诉主办单位，办好了报答复。 \
    (The lead unit asks for an extension. As an assisting unit, note in your progress how many days you still need, \
    and reply when it is done.)";

impl Case {
    /// The promise after waiting ended at an instant: of the days granted at once, only the
    /// working-day midnights between question and answer stay.
    pub(super) fn after_waiting(
        &self,
        context: &Context<'_>,
        at: Instant,
    ) -> Result<Option<Promise>, OutOfRange> {
        let (Some(promise), Some(question)) = (&self.promise, &self.question) else {
            return Ok(None);
        };
        let Some(waiting) = &question.waiting else {
            return Ok(None);
        };
        let used = context
            .calendar
            .midnights(question.at, at)
            .min(waiting.days);
        if used == waiting.days {
            return Ok(None);
        }
        // Only what is still in the promise is taken back: a correction may have counted it anew.
        let waited = promise.waited.saturating_sub(waiting.days - used);
        Promise::count(promise.base, promise.extended, waited, context.calendar).map(Some)
    }

    /// 调休: what a newly loaded calendar does to an open promise.
    ///
    /// # Errors
    /// The dates lie outside the calendar.
    pub fn redate(&self, context: &Context<'_>, table: i16) -> Result<Option<Event>, OutOfRange> {
        let waits = matches!(self.status, Status::Accepted | Status::InProgress)
            || self.status == Status::Merged && self.answer.is_none();
        let Some(old) = self.promise.as_ref().filter(|_| waits) else {
            return Ok(None);
        };
        let promise = Promise::count(old.base, old.extended, old.waited, context.calendar)?;
        Ok((&promise != old).then_some(Event::Redated { table, promise }))
    }
}

impl Act<'_> {
    fn promise(&self) -> Result<&Promise, Refusal> {
        self.case
            .promise
            .as_ref()
            .ok_or_else(|| Code::WrongState.into())
    }

    /// An open question is answered first, however many a round may have.
    pub(super) fn may_ask(&self) -> Result<(), Refusal> {
        let question = self.case.question.as_ref();
        let open = question.is_some_and(|question| !question.settled);
        if open || self.case.questions >= self.context.rules.waiting_times {
            Err(Code::AskedBefore.into())
        } else {
            Ok(())
        }
    }

    /// The question about which the centre has not decided yet.
    pub(super) fn undecided_question(&self) -> Result<&Question, Refusal> {
        let question = self.case.question.as_ref();
        question
            .filter(|question| !question.settled && !question.decided)
            .ok_or_else(|| not_now(NO_WAITING))
    }

    pub(super) fn undecided_extension(&self) -> Result<&ExtensionAsked, Refusal> {
        let asked = self.case.extension.as_ref();
        asked.ok_or_else(|| not_now(NO_EXTENSION))
    }

    /// An assisting unit, and one below it, has no promise of its own to prolong.
    pub(super) fn works_for_lead(&self) -> Result<&UnitCode, Refusal> {
        let unit = self.unit()?;
        if self.case.works_for_lead(unit) {
            Ok(unit)
        } else {
            Err(Refusal::because(Code::NotYours, LEAD_EXTENDS))
        }
    }

    /// Whether the promise may still be prolonged, by however many days.
    pub(super) fn may_extend(&self) -> Result<(), Refusal> {
        let promise = self.promise()?;
        if promise.same_day() {
            return Err(Code::SameDayNoExtension.into());
        }
        if self.now() >= promise.due {
            return Err(Code::ExtensionAfterDue.into());
        }
        if self.case.extension.is_some() {
            return Err(Code::ExtensionPending.into());
        }
        self.extensions_left()
    }

    fn extensions_left(&self) -> Result<(), Refusal> {
        if self.case.extensions >= self.context.rules.extension_times {
            Err(Code::ExtensionSpent.into())
        } else {
            Ok(())
        }
    }

    pub(super) fn ask_requester(
        &self,
        asked: &AskRequester,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let question = needed(&asked.question, "question", vault)?;
        self.may_ask()?;
        Ok(Event::QuestionAsked {
            unit: self.unit()?.clone(),
            question,
        }
        .into())
    }

    pub(super) fn decide_waiting(
        &self,
        decided: &DecideWaiting,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let question = self.undecided_question()?;
        let old = self.promise()?;
        if decided.decision == Grant::Refuse {
            let reason = spoken(Some(&decided.reason), vault);
            return Ok(Event::WaitingDecided {
                granted: false,
                reason,
                days: 0,
                used_up_at: None,
                promise: None,
            }
            .into());
        }
        let days = self.context.rules.waiting_days;
        let promise = Promise::count(
            old.base,
            old.extended,
            old.waited + days,
            self.context.calendar,
        )?;
        let used_up_at = self.context.calendar.due(question.at, days)?.due;
        let reason = spoken(Some(&decided.reason), vault);
        Ok(Event::WaitingDecided {
            granted: true,
            reason,
            days,
            used_up_at: Some(used_up_at),
            promise: Some(promise),
        }
        .into())
    }

    pub(super) fn hear(
        &self,
        heard: &HearFromRequester,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let text = needed(&heard.text, "text", vault)?;
        let answers = self
            .case
            .question
            .as_ref()
            .is_some_and(|question| !question.settled);
        let promise = if answers {
            self.case.after_waiting(self.context, self.now())?
        } else {
            None
        };
        Ok(Event::Heard {
            text,
            answers,
            promise,
        }
        .into())
    }

    pub(super) fn request_extension(
        &self,
        asked: &RequestExtension,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let unit = self.works_for_lead()?.clone();
        if asked.days == 0 {
            return Err(Refusal::because(
                Code::BadValue,
                "days：至少 1 个工作日 (at least 1 working day)",
            ));
        }
        let reason = reason(&asked.reason, vault)?;
        self.may_extend()?;
        self.check_days(asked.days)?;
        Ok(Event::ExtensionAsked {
            unit,
            days: asked.days,
            reason,
        }
        .into())
    }

    /// How many working days an extension may have at most: no more than the limit of the case, nor than what
    /// earlier ones left of all extensions together.
    pub(crate) fn most_days(&self) -> Result<u32, Refusal> {
        let promise = self.promise()?;
        let left = self.context.rules.extension_total_days;
        Ok(promise.limit().min(left.saturating_sub(promise.extended)))
    }

    fn check_days(&self, days: u32) -> Result<(), Refusal> {
        let (rules, promise) = (self.context.rules, self.promise()?);
        self.extensions_left()?;
        if days > promise.limit() {
            return Err(Refusal::because(
                Code::ExtensionTooLong,
                format!("最多 {} 个工作日 (at most)", promise.limit()),
            ));
        }
        // Compared by subtraction: a sum of what somebody typed could overflow.
        if days > rules.extension_total_days.saturating_sub(promise.extended) {
            let total = rules.extension_total_days;
            return Err(Refusal::because(
                Code::ExtensionTooLong,
                format!("累计最多 {total} 个工作日 (in all)"),
            ));
        }
        Ok(())
    }

    pub(super) fn decide_extension(
        &self,
        decided: &DecideExtension,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let asked = self.undecided_extension()?;
        let old = self.promise()?;
        // Either way the citizen is told why.
        let reason = Some(reason(&decided.reason, vault)?);
        if decided.decision == Grant::Refuse {
            return Ok(Event::ExtensionDecided {
                granted: false,
                days: 0,
                reason,
                promise: None,
            }
            .into());
        }
        // It may have become urgent since it was asked.
        if old.same_day() {
            return Err(Code::SameDayNoExtension.into());
        }
        let days = decided.days.unwrap_or(asked.days);
        if days == 0 {
            return Err(Refusal::because(
                Code::BadValue,
                "days：至少 1 个工作日 (at least 1 working day)",
            ));
        }
        self.check_days(days)?;
        let promise = Promise::count(
            old.base,
            old.extended + days,
            old.waited,
            self.context.calendar,
        )?;
        Ok(Event::ExtensionDecided {
            granted: true,
            days,
            reason,
            promise: Some(promise),
        }
        .into())
    }

    pub(super) fn correct(
        &self,
        correct: &Correct,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let facts = &self.case.facts;
        if correct.item.is_some() && correct.item != facts.item {
            self.context
                .check_item(correct.item.as_ref(), self.accepted_on())?;
        }
        if correct
            .area
            .as_ref()
            .is_some_and(|area| self.context.directory.area(area).is_none())
        {
            return Err(Refusal::because(
                Code::BadValue,
                "area：没有这个区域代码 (no such area)",
            ));
        }
        let within = match correct.point {
            Some(point) => self.context.within(point)?,
            None => None,
        };
        let reason = reason(&correct.reason, vault)?;
        let case_kind = correct.kind.unwrap_or(facts.kind);
        let item = correct.item.clone().or_else(|| facts.item.clone());
        let urgent = correct.urgent.unwrap_or(facts.urgent);
        let place = correct
            .place
            .as_ref()
            .filter(|place| !place.is_empty())
            .map(|place| vault.seal(place.as_str()));
        // A street inside the area that was found is known more exactly already.
        let known = facts.area.as_ref();
        let within = within.filter(|area| !known.is_some_and(|known| area.covers(known)));
        let area = correct.area.clone().or(within).or_else(|| known.cloned());
        let point = correct.point.map(|point| vault.seal(&point.to_string()));
        let matter = self.context.matter(
            case_kind,
            item.as_ref(),
            urgent,
            facts.simple,
            self.accepted_on(),
        );
        let promise = self.corrected(matter)?;
        Ok(Event::Corrected(Corrected {
            case_kind,
            item,
            place,
            point,
            area,
            urgent,
            reason,
            promise,
        })
        .into())
    }

    /// The promise as it would have been from acceptance, if that differs. The rework's own limit
    /// of a later round stays as it is.
    fn corrected(&self, matter: crate::case::promise::Matter) -> Result<Option<Promise>, Refusal> {
        let (Some(accepted), Some(old)) = (&self.case.accepted, &self.case.promise) else {
            return Ok(None);
        };
        if self.case.round > 1 {
            return Ok(None);
        }
        let line = self.case.facts.line.as_ref();
        let base = self.context.base(matter, line, accepted.from);
        let same = match (base, old.base) {
            (
                Base::Counted { days: new, .. },
                Base::Counted { days, .. } | Base::Corrected { days, .. },
            ) => new == days,
            (Base::SameDay { .. }, Base::SameDay { .. } | Base::Corrected { days: 0, .. }) => true,
            _ => false,
        };
        if same {
            return Ok(None);
        }
        let new = Promise::count(base, old.extended, old.waited, self.context.calendar)?;
        if new.due > self.now() {
            return Ok(Some(new));
        }
        let days = match base {
            Base::Counted { days, .. } => days,
            _ => 0,
        };
        let today = Base::Corrected {
            date: self.now().date(),
            days,
        };
        Ok(Some(Promise::count(today, 0, 0, self.context.calendar)?))
    }
}
