//! 登记 受理 不予受理 转办 直接答复 撤回 重新打开: how a case comes in, and how it leaves early.

use super::lining::Lined;
use super::{Act, Case, Context, Decision, reason, spoken};
use crate::actor::{Actor, Role};
use crate::case::command::{
    Accept, AnswerDirectly, Decline, KnowledgeGiven, Register, Reopen, Transfer, Withdraw,
};
use crate::case::event::{Answered, Event, Facts, KnowledgeUsed, RoundBegun};
use crate::case::promise::{Base, Promise};
use crate::case::status::Status;
use crate::codes::UnitCode;
use crate::directory::UnitKind;
use crate::kind::Kind;
use crate::refusal::{Code, Refusal};
use crate::text::{PersonRef, TextRef, Vault};
use workday::Instant;

/// A case to be: its id, its number, its first events.
#[derive(Debug)]
pub struct NewCase {
    /// Id in the store.
    pub id: i64,
    /// Number that people use.
    pub no: String,
    /// Registration, and acceptance if it was in the same act.
    pub events: Vec<Event>,
}

const TITLE_FROM_TEXT: usize = 30;

impl NewCase {
    /// 登记.
    ///
    /// # Errors
    /// A refusal; nothing has happened then.
    pub fn register(
        context: &Context<'_>,
        actor: &Actor,
        register: &Register,
        vault: &mut dyn Vault,
    ) -> Result<Self, Refusal> {
        let lined = register
            .line
            .as_ref()
            .map(|given| Lined::check(context, actor, given))
            .transpose()?;
        let unit = match lined {
            Some(_) => Some(context.directory.city_centre().code.clone()),
            None => registering_unit(context, actor)?,
        };
        let channel = register
            .channel
            .clone()
            .unwrap_or_else(|| if unit.is_some() { "phone" } else { "web" }.to_owned());
        check_register(context, register, &channel, unit.is_some(), lined.as_ref())?;
        let within = match register.point {
            Some(point) => context.within(point)?,
            None => None,
        };
        let title = if register.title.is_empty() {
            register
                .text
                .as_str()
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(TITLE_FROM_TEXT)
                .collect()
        } else {
            register.title.as_str().to_owned()
        };
        let (title, text) = (vault.seal(&title), vault.seal(register.text.as_str()));
        let place = register
            .place
            .as_ref()
            .filter(|place| !place.is_empty())
            .map(|place| vault.seal(place.as_str()));
        let requester = register
            .requester
            .as_ref()
            .filter(|who| !who.is_empty())
            .map(|who| vault.keep(who));
        let mut facts = Facts::sealed(register, channel, title, text, place, requester);
        facts.area = facts.area.or(within);
        facts.point = register.point.map(|point| vault.seal(&point.to_string()));
        if let Some(lined) = lined {
            let fresh = context.fresh.first().cloned().ok_or(Code::WrongState)?;
            facts.line = Some(lined.from.clone());
            return Self::of_line(context, fresh, facts, unit, &lined);
        }
        let accepts = register.accept && unit.is_some();
        let (id, no) = context.fresh.first().cloned().ok_or(Code::WrongState)?;
        let minutes = i64::from(context.rules.accept_minutes);
        let accept_by = context.now.plus_millis(minutes * 60_000);
        let mut events = Vec::with_capacity(2);
        if accepts && let Some(centre) = unit.clone() {
            let accept = Accept {
                kind: None,
                item: None,
                urgent: None,
                simple: None,
            };
            let accepted = accepted(context, &facts, centre, accept_by, &accept)?;
            events.push(Event::Registered {
                no: no.clone(),
                facts,
                unit,
                accept_by,
            });
            events.push(accepted);
        } else {
            events.push(Event::Registered {
                no: no.clone(),
                facts,
                unit,
                accept_by,
            });
        }
        Ok(Self { id, no, events })
    }

    /// A case that a line has taken already, as that line has it.
    fn of_line(
        context: &Context<'_>,
        (id, no): (i64, String),
        facts: Facts,
        unit: Option<UnitCode>,
        lined: &Lined<'_>,
    ) -> Result<Self, Refusal> {
        let (kind, urgent, simple) = (facts.kind, facts.urgent, facts.simple);
        let (item, from) = (facts.item.clone(), lined.from.accepted_at);
        let matter = context.matter(kind, item.as_ref(), urgent, simple, from.date());
        let registered = Event::Registered {
            no: no.clone(),
            facts,
            unit,
            accept_by: context.now,
        };
        let accepted = |centre, promise| Event::Accepted {
            centre,
            rulebook: context.rules.effective,
            from,
            case_kind: kind,
            item,
            urgent,
            simple,
            promise,
            dispatch_by: context.now,
        };
        let events = lined.events(context, registered, matter, accepted)?;
        Ok(Self { id, no, events })
    }

    /// A part of a split: the same person, the same acceptance, words of its own.
    pub(super) fn part_of(
        case: &Case,
        context: &Context<'_>,
        fresh: &(i64, String),
        title: TextRef,
        text: TextRef,
        requester: Option<PersonRef>,
        item: Option<crate::codes::ItemCode>,
    ) -> Result<Self, Refusal> {
        let accepted = case.accepted.as_ref().ok_or(Code::WrongState)?;
        let item = item.or_else(|| case.facts.item.clone());
        let facts = Facts {
            title,
            text,
            requester,
            item: item.clone(),
            split_from: Some(case.no.clone()),
            // The line knows the whole under its number, not the part.
            line: None,
            ..case.facts.clone()
        };
        let day = accepted.from.date();
        let matter = context.matter(facts.kind, item.as_ref(), facts.urgent, facts.simple, day);
        // The citizen was promised an answer when he asked, not when the centre split the case.
        let promise = Promise::count(
            context.base(matter, case.facts.line.as_ref(), accepted.from),
            0,
            0,
            context.calendar,
        )?;
        let dispatch_by = context
            .now
            .plus_millis(i64::from(context.rules.dispatch_minutes) * 60_000);
        let (case_kind, urgent, simple) = (facts.kind, facts.urgent, facts.simple);
        let registered = Event::Registered {
            no: fresh.1.clone(),
            facts,
            unit: Some(accepted.centre.clone()),
            accept_by: context.now,
        };
        let accepted = Event::Accepted {
            centre: accepted.centre.clone(),
            rulebook: accepted.rulebook,
            from: accepted.from,
            case_kind,
            item,
            urgent,
            simple,
            promise,
            dispatch_by,
        };
        Ok(Self {
            id: fresh.0,
            no: fresh.1.clone(),
            events: vec![registered, accepted],
        })
    }
}

fn registering_unit(context: &Context<'_>, actor: &Actor) -> Result<Option<UnitCode>, Refusal> {
    match actor {
        Actor::Requester => Ok(None),
        Actor::Staff(_) => {
            let post = actor.posts().iter().find(|post| {
                let centre = context
                    .directory
                    .unit(&post.unit)
                    .is_some_and(|unit| unit.kind == UnitKind::Centre);
                post.role == Role::Agent && centre
            });
            post.map(|post| Some(post.unit.clone()))
                .ok_or_else(|| Code::NotYours.into())
        }
        Actor::Public | Actor::System => Err(Code::NotYours.into()),
    }
}

fn check_register(
    context: &Context<'_>,
    register: &Register,
    channel: &str,
    staff: bool,
    lined: Option<&Lined<'_>>,
) -> Result<(), Refusal> {
    let bad = |what: &str| Err(Refusal::because(Code::BadValue, what));
    if register.accept && !staff {
        let why = "accept：由话务员受理 (staff accept)";
        return Err(Refusal::because(Code::NotYours, why));
    }
    // A line took its case by the list of that day.
    let taken = lined.map_or(context.now, |lined| lined.from.accepted_at);
    context.check_item(register.item.as_ref(), taken.date())?;
    if context.catalogue.channel(channel).is_none() {
        return bad("channel：没有这个渠道 (no such channel)");
    }
    if register
        .area
        .as_ref()
        .is_some_and(|area| context.directory.area(area).is_none())
    {
        return bad("area：没有这个区域代码 (no such area)");
    }
    if register.text.is_empty() && register.title.is_empty() {
        return bad("text：请写明要反映的事 (say what it is about)");
    }
    if register.report && register.kind != Kind::Complaint {
        return bad("report：举报属于投诉 (a report is a complaint)");
    }
    Ok(())
}

fn accepted(
    context: &Context<'_>,
    facts: &Facts,
    centre: UnitCode,
    accept_by: Instant,
    accept: &Accept,
) -> Result<Event, Refusal> {
    let case_kind = accept.kind.unwrap_or(facts.kind);
    let item = accept.item.clone().or_else(|| facts.item.clone());
    // What he registered it with stays, though it ended before it was accepted.
    if item != facts.item {
        context.check_item(item.as_ref(), context.now.date())?;
    }
    let urgent = accept.urgent.unwrap_or(facts.urgent);
    let simple = accept.simple.unwrap_or(facts.simple);
    // Accepting late gains nothing: the promise then counts from the end of the accept limit.
    let from = context.now.min(accept_by);
    let matter = context.matter(case_kind, item.as_ref(), urgent, simple, from.date());
    let rules = context.rules;
    let minutes = if matter.same_day {
        rules.dispatch_urgent_minutes
    } else {
        rules.dispatch_minutes
    };
    Ok(Event::Accepted {
        centre,
        rulebook: rules.effective,
        from,
        case_kind,
        item,
        urgent,
        simple,
        promise: Promise::count(matter.base(from, rules), 0, 0, context.calendar)?,
        dispatch_by: context.now.plus_millis(i64::from(minutes) * 60_000),
    })
}

impl Act<'_> {
    pub(super) fn accept(&self, accept: &Accept) -> Result<Decision, Refusal> {
        self.accept_at(self.unit()?, accept)
    }

    /// 受理 by this centre.
    pub(super) fn accept_at(
        &self,
        centre: &UnitCode,
        accept: &Accept,
    ) -> Result<Decision, Refusal> {
        Ok(accepted(
            self.context,
            &self.case.facts,
            centre.clone(),
            self.case.next_by,
            accept,
        )?
        .into())
    }

    pub(super) fn decline(
        &self,
        decline: &Decline,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let listed = self.context.catalogue.decline_reason(&decline.reason);
        let listed = listed.filter(|reason| reason.in_force(self.now().date()));
        let listed = listed.ok_or_else(|| {
            let why = "不予受理的理由须从清单里选 (choose a reason for declining from the list)";
            Refusal::because(Code::ReasonMissing, why)
        })?;
        // Nobody is turned away without a way to go: the list's own words where the agent has none.
        let advice =
            spoken(Some(&decline.advice), vault).unwrap_or_else(|| vault.seal(&listed.advice));
        let advice = Some(advice);
        Ok(Event::Declined {
            reason: decline.reason.clone(),
            advice,
        }
        .into())
    }

    pub(super) fn transfer(
        &self,
        transfer: &Transfer,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        if transfer.to.is_empty() {
            return Err(Refusal::because(
                Code::BadValue,
                "to：请写明转给谁 (say to whom)",
            ));
        }
        let to = vault.seal(transfer.to.as_str());
        let note = spoken(Some(&transfer.note), vault);
        let event = Event::Transferred {
            to,
            note,
            relieved: self.everybody(),
        };
        Ok(Decision {
            events: vec![event],
            wake: self.case.children.iter().copied().collect(),
            ..Decision::default()
        })
    }

    pub(super) fn answer_directly(
        &self,
        answer: &AnswerDirectly,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        if answer.text.is_empty() {
            return Err(Code::ReplyEmpty.into());
        }
        let knowledge = match &answer.knowledge {
            Some(given) => Some(self.knowledge(given)?),
            None => None,
        };
        let answered = Event::Answered(Answered {
            text: vault.seal(answer.text.as_str()),
            unit: None,
            counted_at: self.now(),
            window_until: self.window_until(),
            relieved: Vec::new(),
            missed: Vec::new(),
            knowledge,
        });
        Ok(Decision {
            events: vec![answered],
            wake: self.case.children.iter().copied().collect(),
            ..Decision::default()
        })
    }

    /// The entry that an answer was taken from, if it may be used today.
    fn knowledge(&self, given: &KnowledgeGiven) -> Result<KnowledgeUsed, Refusal> {
        let known = self
            .context
            .knowledge
            .filter(|entry| entry.id.to_string() == given.entry);
        let unknown = "knowledge：没有这条知识 (no such entry)";
        let entry = known.ok_or_else(|| Refusal::because(Code::BadValue, unknown))?;
        entry.may_answer(given.version, self.now().date())?;
        Ok(KnowledgeUsed {
            entry: entry.id,
            version: given.version,
        })
    }

    pub(super) fn withdraw(
        &self,
        withdraw: &Withdraw,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let reason = reason(&withdraw.reason, vault)?;
        let event = Event::Withdrawn {
            reason,
            relieved: self.everybody(),
        };
        Ok(Decision {
            events: vec![event],
            wake: self.case.children.iter().copied().collect(),
            ..Decision::default()
        })
    }

    pub(super) fn reopen(
        &self,
        reopen: &Reopen,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let reason = reason(&reopen.reason, vault)?;
        if self.case.status == Status::Closed {
            // An answer was given and the case is over: what follows is a round of its own.
            let base = Base::Counted {
                from: self.now(),
                days: self.context.rules.rework_days,
            };
            let promise = Promise::count(base, 0, 0, self.context.calendar)?;
            let round = self.case.round + 1;
            let dispatch_by = self.dispatch_by();
            return Ok(Event::RoundBegun(RoundBegun {
                round,
                promise,
                lead: None,
                reason,
                rework: false,
                dispatch_by,
            })
            .into());
        }
        let accepted = self.case.accepted.is_some();
        let minutes = i64::from(self.context.rules.accept_minutes);
        let (status, next_by) = if accepted {
            (Status::Accepted, self.dispatch_by())
        } else {
            (Status::Submitted, self.now().plus_millis(minutes * 60_000))
        };
        Ok(Event::Reopened {
            status,
            reason,
            next_by,
        }
        .into())
    }
}
