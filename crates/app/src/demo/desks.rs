//! What lies on the desks of the demonstration's units: some cases for each of their lists, so that whoever signs
//! in as a handler or a reviewer has a day's work. They come about through the rules, as all cases do.

use super::plan::{Plan, Script};
use super::words::{name, phone, place, told};
use super::{Chance, actor, matters, spot};
use crate::AppError;
use hotline::actor::{Actor, Role};
use hotline::catalogue::Item;
use hotline::codes::{AreaCode, UnitCode};
use hotline::deadline::{Deadline, Question};
use hotline::directory::UnitKind;
use hotline::kind::Kind;
use hotline::profile::Profile;
use serde_json::{Value, json};
use workday::Instant;

/// One round of work for every so many cases of the city.
pub(super) const CITY: usize = 200;

/// The ways that cases come to the units with accounts: who leads, and whom the work is delegated to.
const WAYS: &[&[&str]] = &[
    &["仓山公安分局", "对湖派出所"],
    &["仓山公安分局"],
    &["仓山区智慧中心"],
    &["仓山区智慧中心", "仓山区城管局"],
    &["仓山区城管局"],
    &["鼓楼区城管局"],
    &["市住建局"],
    &["福州水务集团"],
];

/// Where a case has come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    ToSign,
    InHand,
    DueToday,
    Overdue,
    ReturnAsked,
    Assisting,
    ExtensionAsked,
    Waiting,
    ToReview,
    AtTheCentre,
    Rework,
}

use Stands::{
    Assisting, AtTheCentre, DueToday, ExtensionAsked, InHand, Overdue, ReturnAsked, Rework,
    ToReview, ToSign, Waiting,
};

/// What every round brings to every way.
const EACH: &[Stands] = &[ToSign, ToSign, InHand, InHand, DueToday, ToReview];
/// What comes to a way once in the rounds: the rarer lists, one after the other.
const RARE: &[Stands] = &[
    Rework,
    ReturnAsked,
    Assisting,
    Overdue,
    AtTheCentre,
    ExtensionAsked,
    Waiting,
];
/// Rarer cases of a round.
const RARE_EACH: usize = 4;

/// The scripts of so many rounds.
///
/// # Errors
/// The profile lacks one of the units, or its calendar is broken.
pub(super) fn invent(
    profile: &Profile,
    rounds: usize,
    now: Instant,
    chance: &mut Chance,
) -> Result<Vec<Plan>, AppError> {
    let mut plans = Vec::new();
    for round in 0..rounds {
        for names in WAYS {
            let way = Way::named(profile, names)?;
            let rare = (0..RARE_EACH).map(|n| RARE[(round * RARE_EACH + n) % RARE.len()]);
            for stands in EACH.iter().copied().chain(rare) {
                plans.push(way.case(stands, profile, now, chance)?);
            }
        }
    }
    Ok(plans)
}

/// The units that a case goes through, from the one that leads down to the one that works.
struct Way {
    city: UnitCode,
    units: Vec<UnitCode>,
    centre_leads: bool,
    area: Option<AreaCode>,
}

impl Way {
    fn named(profile: &Profile, names: &[&str]) -> Result<Self, AppError> {
        let directory = &profile.directory;
        let mut way = Self {
            city: directory.city_centre().code.clone(),
            units: Vec::new(),
            centre_leads: false,
            area: None,
        };
        for name in names {
            let missing = || AppError::Setup(format!("目录里没有 {name} (no such unit)"));
            let unit = directory.find(name).ok_or_else(missing)?;
            way.centre_leads |= unit.kind == UnitKind::Centre;
            way.area = Some(unit.area.clone()).filter(|area| *area != directory.city_centre().area);
            way.units.push(unit.code.clone());
        }
        Ok(way)
    }

    fn lead(&self) -> &UnitCode {
        &self.units[0]
    }

    /// Who works: the last of the way.
    fn hand(&self) -> Actor {
        let last = self.units.len() - 1;
        self.staff(last)
    }

    fn staff(&self, at: usize) -> Actor {
        let role = if self.centre_leads && at == 0 {
            Role::Dispatcher
        } else {
            Role::Handler
        };
        actor(role, &self.units[at])
    }

    /// One case that stands so now.
    fn case(
        &self,
        stands: Stands,
        profile: &Profile,
        now: Instant,
        chance: &mut Chance,
    ) -> Result<Plan, AppError> {
        let directory = &profile.directory;
        let area = if let Some(area) = &self.area {
            area.clone()
        } else {
            let centres = directory
                .units()
                .filter(|unit| unit.kind == UnitKind::Centre && unit.code != self.city);
            let areas: Vec<AreaCode> = centres.map(|unit| unit.area.clone()).collect();
            chance.pick(&areas).clone()
        };
        let item = self.item(profile, &area, chance);
        let begun = match stands {
            ToSign => now.plus_millis(-chance.minutes(40, 170) * MINUTE),
            ReturnAsked => now.plus_millis(-chance.minutes(150, 300) * MINUTE),
            InHand | Assisting | ExtensionAsked | Waiting => {
                now.plus_millis(-chance.minutes(900, 3_600) * MINUTE)
            }
            ToReview | AtTheCentre => now.plus_millis(-chance.minutes(1_800, 2_300) * MINUTE),
            Rework => now.plus_millis(-chance.minutes(4_300, 4_900) * MINUTE),
            Overdue => now.plus_millis(-chance.minutes(15_000, 20_000) * MINUTE),
            DueToday => due_today(profile, item, now)?,
        };
        let mut script = Script::at(begun);
        script.then(
            0,
            actor(Role::Agent, &self.city),
            "register",
            said(profile, item, &area, chance),
        );
        let other = self.other(profile, chance);
        let assists = stands == Assisting;
        let dispatch = if assists {
            json!({ "lead": other.as_str(), "assist": [self.lead().as_str()] })
        } else {
            json!({ "lead": self.lead().as_str() })
        };
        script.then(
            chance.minutes(3, 20),
            actor(Role::Dispatcher, &self.city),
            "dispatch",
            dispatch,
        );
        self.travel(stands, item, &mut script, chance);
        Ok(Plan {
            steps: script.steps,
        })
    }

    /// From dispatch to where the case stands.
    fn travel(&self, stands: Stands, item: &Item, script: &mut Script, chance: &mut Chance) {
        let below = self.units.len() > 1 && stands != Assisting;
        if below {
            script.then(6, self.staff(0), "sign", json!({}));
            let to = &self.units[1];
            script.then(8, self.staff(0), "delegate", json!({ "to": to.as_str() }));
        }
        let hand = if below { self.hand() } else { self.staff(0) };
        if stands == ToSign {
            return;
        }
        if stands == ReturnAsked {
            let why = json!({ "reason": "not_our_duty", "basis": "三定方案没有这一项" });
            script.then(chance.minutes(20, 60), hand, "return", why);
            return;
        }
        script.then(chance.minutes(30, 120), hand.clone(), "sign", json!({}));
        match stands {
            ExtensionAsked => {
                let asks = json!({ "days": 2, "reason": "配件要从外地调来，两天后到货" });
                script.then(
                    chance.minutes(60, 300),
                    hand.clone(),
                    "request_extension",
                    asks,
                );
            }
            Waiting => {
                let asks = json!({ "question": "请补充门牌号，方便师傅上门。" });
                script.then(chance.minutes(60, 300), hand.clone(), "ask_requester", asks);
            }
            _ => {
                let how = json!({ "how": "phone", "reached": true });
                script.then(chance.minutes(60, 240), hand.clone(), "contact", how);
            }
        }
        if matches!(stands, ToReview | AtTheCentre | Rework) {
            self.answer(stands, item, hand, script, chance);
        } else if stands != ToSign {
            let progress = json!({ "text": "已到现场查看，正在联系施工人员。", "public": true });
            script.then(chance.minutes(30, 200), hand, "note_progress", progress);
        }
    }

    /// From the reply up through the reviews, and for a rework back again.
    fn answer(
        &self,
        stands: Stands,
        item: &Item,
        hand: Actor,
        script: &mut Script,
        chance: &mut Chance,
    ) {
        let text = format!(
            "经现场核查，情况属实。{}，已回复诉求人。",
            matters::of(&item.code).done
        );
        let reply = json!({ "text": text, "evidence": [{ "what": "处理后的现场" }] });
        script.then(chance.minutes(600, 1_100), hand, "reply", reply);
        if stands == ToReview {
            return;
        }
        // A unit without a review of its own is simply passed over: its review is refused.
        for unit in self.units.iter().rev() {
            script.then(
                chance.minutes(30, 60),
                actor(Role::Reviewer, unit),
                "review",
                json!({ "decision": "pass" }),
            );
        }
        if stands == AtTheCentre {
            return;
        }
        let centre = actor(Role::Reviewer, &self.city);
        script.then(
            chance.minutes(60, 240),
            centre,
            "review",
            json!({ "decision": "pass" }),
        );
        let rating = json!({ "grade": 2, "solved": false, "comment": "过了一天又这样了" });
        script.then(chance.minutes(300, 900), Actor::Requester, "rate", rating);
        script.then(
            10,
            Actor::Requester,
            "ask_rework",
            json!({ "reason": "没有彻底解决" }),
        );
        let granted = json!({ "reason": "诉求人反映没有彻底解决" });
        script.then(
            chance.minutes(30, 200),
            actor(Role::Dispatcher, &self.city),
            "rework",
            granted,
        );
    }

    /// An item that one of the units answers for, without hurry; where there is none, any.
    fn item<'a>(&self, profile: &'a Profile, area: &AreaCode, chance: &mut Chance) -> &'a Item {
        let calm = |item: &&Item| !item.urgent;
        let all: Vec<&Item> = profile.catalogue.items().iter().filter(calm).collect();
        let answers = |item: &&&Item| {
            let duty = profile.directory.with_duty(&item.code, area);
            duty.iter().any(|unit| self.units.contains(&unit.code))
        };
        let theirs: Vec<&Item> = all.iter().filter(answers).copied().collect();
        chance.pick::<&Item>(if theirs.is_empty() { &all } else { &theirs })
    }

    /// A bureau that is not on the way.
    fn other(&self, profile: &Profile, chance: &mut Chance) -> UnitCode {
        let others: Vec<&UnitCode> = profile
            .directory
            .units()
            .filter(|unit| {
                unit.kind == UnitKind::Bureau
                    && unit.until.is_none()
                    && !self.units.contains(&unit.code)
            })
            .map(|unit| &unit.code)
            .collect();
        (*chance.pick(&others)).clone()
    }
}

const MINUTE: i64 = 60_000;

/// A help case's registration, taken on the telephone and accepted at once.
fn said(profile: &Profile, item: &Item, area: &AreaCode, chance: &mut Chance) -> Value {
    let place = place(chance);
    let (title, text) = told("help", item, &place, chance);
    let mut with = json!({
        "channel": "phone", "kind": "help", "item": item.code.as_str(), "title": title, "text": text, "place": place,
        "area": area.as_str(), "accept": true, "requester": { "name": name(chance), "phone": phone(chance) }
    });
    if let Some(point) = spot::point(&profile.shapes, area, &place) {
        with["point"] = json!(point);
    }
    with
}

/// When the oldest case was accepted whose promise has not ended before today.
fn due_today(profile: &Profile, item: &Item, now: Instant) -> Result<Instant, AppError> {
    let calendar = profile
        .calendar()
        .map_err(|error| AppError::Setup(error.zh()))?;
    let ends = |accepted: Instant| {
        let question = Question {
            kind: Some(Kind::Help),
            days: None,
            item: Some(item.code.clone()),
            urgent: false,
            accepted,
            rulebook: None,
        };
        Deadline::count(&question, profile, &calendar).map(|deadline| deadline.promise.last_day)
    };
    let mut days = (1..20).rev().map(|days| now.plus_hours(-24 * days));
    let oldest = days.find(|accepted| ends(*accepted).is_ok_and(|last| last >= now.date()));
    Ok(oldest.unwrap_or(now))
}
