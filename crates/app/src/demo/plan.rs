//! What will happen to each invented case: a script whose steps after now simply have not happened
//! yet, so that cases stand in every state by themselves.

use super::matters::{self, Matter};
use super::words::{name, phone, place, told};
use super::{Chance, actor, spot};
use crate::App;
use hotline::actor::{Actor, Role};
use hotline::catalogue::Item;
use hotline::codes::{AreaCode, UnitCode};
use hotline::directory::{Unit, UnitKind};
use serde_json::{Value, json};
use workday::Instant;

/// A case's script.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
}

/// One step of it.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: Instant,
    pub(super) by: Actor,
    pub(super) verb: &'static str,
    pub(super) with: Value,
}

/// Cases begin up to so many days before now.
const DAYS_BACK: i64 = 24;

/// A script as it is written: each step so many minutes after the last.
pub(super) struct Script {
    now: Instant,
    pub(super) steps: Vec<Step>,
}

impl Script {
    pub(super) const fn at(now: Instant) -> Self {
        Self {
            now,
            steps: Vec::new(),
        }
    }

    /// So many minutes later.
    pub(super) fn then(&mut self, minutes: i64, by: Actor, verb: &'static str, with: Value) {
        self.now = self.now.plus_millis(minutes * 60_000);
        self.steps.push(Step {
            at: self.now,
            by,
            verb,
            with,
        });
    }
}

/// Who plays in a case: the centre, the unit that leads, the one below it, others.
struct Players {
    city: UnitCode,
    lead: UnitCode,
    below: Option<UnitCode>,
    other: UnitCode,
    centre_leads: bool,
}

/// The script of the n-th invented case.
pub(super) fn invent(n: usize, app: &App, now: Instant, chance: &mut Chance) -> Plan {
    // Two kinds of waiting are short: some cases begin so late that they are still at it.
    let (unread, returning) = (n % 25 == 11, n % 50 == 37);
    let back = match (unread, returning) {
        (true, _) => chance.minutes(3, 100),
        (_, true) => chance.minutes(320, 500),
        _ => chance.minutes(10, DAYS_BACK * 24 * 60),
    };
    let mut script = Script::at(now.plus_millis(-back * 60_000));
    let profile = app.profile();
    let items: Vec<&Item> = profile.catalogue.items().iter().collect();
    let item = *chance.pick(&items);
    let counties: Vec<AreaCode> = profile
        .directory
        .units()
        .filter(|unit| unit.kind == UnitKind::Centre)
        .map(|unit| unit.area.clone())
        .collect();
    let area = chance.pick(&counties).clone();
    let players = cast(app, item, &area, chance);
    let (agent, dispatcher) = (
        actor(Role::Agent, &players.city),
        actor(Role::Dispatcher, &players.city),
    );
    let citizen = unread || chance.below(4) == 0;
    let mut with = said(item, &area, citizen, chance);
    let place = with["place"].as_str().unwrap_or_default();
    if let Some(point) = spot::point(&profile.shapes, &area, place) {
        with["point"] = json!(point);
    }
    let report = with["report"] == json!(true);
    if citizen {
        script.then(0, Actor::Requester, "register", with);
        if unread {
            return Plan {
                steps: script.steps,
            };
        }
        if n % 19 == 3 {
            script.then(
                30,
                Actor::Requester,
                "withdraw",
                json!({ "reason": "自己解决了" }),
            );
            return Plan {
                steps: script.steps,
            };
        }
        if n % 23 == 5 {
            script.then(
                25,
                agent,
                "decline",
                json!({ "reason": "litigation", "advice": "请向受理的法院或仲裁机构查询。" }),
            );
            return Plan {
                steps: script.steps,
            };
        }
        script.then(chance.minutes(5, 150), agent.clone(), "accept", json!({}));
    } else {
        with["accept"] = json!(true);
        script.then(0, agent.clone(), "register", with);
    }
    if n % 14 == 8 {
        script.then(
            chance.minutes(2, 40),
            dispatcher.clone(),
            "merge",
            json!({ "into": "" }),
        );
    }
    match n % 17 {
        1 => script.then(
            3,
            agent,
            "answer_directly",
            json!({ "text": "已按知识库口径答复，办理地点和材料已逐项说明。" }),
        ),
        2 => script.then(
            4,
            agent,
            "transfer",
            json!({ "to": "110", "note": "有人受伤" }),
        ),
        _ => handle(n, item, &players, &dispatcher, report, &mut script, chance),
    }
    if n % 17 != 2 {
        hear(n, item, &players, &mut script, chance);
    }
    Plan {
        steps: script.steps,
    }
}

/// What somebody says, as a registration.
fn said(item: &Item, area: &AreaCode, citizen: bool, chance: &mut Chance) -> Value {
    let place = place(chance);
    let kind = *chance.pick(&[
        "help",
        "help",
        "complaint",
        "complaint",
        "consult",
        "suggestion",
    ]);
    let (title, text) = told(kind, item, &place, chance);
    let report = kind == "complaint" && chance.below(6) == 0;
    let channel = if citizen {
        *chance.pick(&["web", "app", "wechat"])
    } else {
        "phone"
    };
    let mut with = json!({
        "channel": channel, "kind": kind, "item": item.code.as_str(), "title": title, "text": text, "place": place,
        "area": area.as_str(), "report": report, "confidential": chance.below(15) == 0,
        "requester": { "name": name(chance), "phone": phone(chance) }
    });
    if chance.below(5) == 0 {
        with["item"] = Value::Null;
    }
    with
}

fn cast(app: &App, item: &Item, area: &AreaCode, chance: &mut Chance) -> Players {
    let directory = &app.profile().directory;
    let city = directory.city_centre();
    let responsible: Vec<&Unit> = directory
        .with_duty(&item.code, area)
        .into_iter()
        .filter(|unit| unit.code != city.code)
        .collect();
    let anybody: Vec<&Unit> = directory
        .units()
        .filter(|unit| unit.kind == UnitKind::Bureau && unit.until.is_none())
        .collect();
    let first = responsible
        .first()
        .copied()
        .unwrap_or_else(|| *chance.pick(&anybody));
    // Half of a county's cases go through its centre, the others straight to the bureau.
    let centre = directory
        .ancestors(&first.code)
        .into_iter()
        .find(|unit| unit.kind == UnitKind::Centre && unit.code != city.code);
    let through = centre.filter(|_| chance.below(2) == 0);
    let below = match through {
        Some(_) => Some(first.code.clone()),
        None => directory
            .below(&first.code)
            .first()
            .map(|unit| unit.code.clone())
            .filter(|_| chance.below(2) == 0),
    };
    let lead = through.map_or_else(|| first.code.clone(), |centre| centre.code.clone());
    let others: Vec<&Unit> = anybody
        .into_iter()
        .filter(|unit| unit.code != lead && Some(&unit.code) != below.as_ref())
        .collect();
    let other = others
        .get(chance.below(others.len()))
        .map_or_else(|| lead.clone(), |unit| unit.code.clone());
    Players {
        city: city.code.clone(),
        lead,
        below,
        other,
        centre_leads: through.is_some(),
    }
}

/// From dispatch to the answer.
#[allow(clippy::too_many_lines, reason = "a script is read from top to bottom")]
fn handle(
    n: usize,
    item: &Item,
    players: &Players,
    dispatcher: &Actor,
    report: bool,
    script: &mut Script,
    chance: &mut Chance,
) {
    let handler = |unit: &UnitCode| actor(Role::Handler, unit);
    let mut dispatch = json!({ "lead": players.lead.as_str() });
    if n.is_multiple_of(7) {
        dispatch["assist"] = json!([players.other.as_str()]);
    }
    if report {
        dispatch["handling_text"] = json!("请核查该处是否存在所反映的情况，注意保密。");
    }
    script.then(
        chance.minutes(5, 140),
        dispatcher.clone(),
        "dispatch",
        dispatch,
    );
    if n % 50 == 37 {
        script.then(
            30,
            handler(&players.lead),
            "return",
            json!({ "reason": "not_our_area", "basis": "现场在区界以外" }),
        );
        return;
    }
    if n % 11 == 4 {
        script.then(chance.minutes(30, 400), handler(&players.lead), "return", json!({ "reason": "not_our_duty", "basis": "三定方案第 4 条", "suggest": players.other.as_str() }));
        let ruling = if n.is_multiple_of(2) {
            json!({ "decision": "uphold", "lead": players.other.as_str(), "reason": "职责清单列在该单位" })
        } else {
            json!({ "decision": "reject", "reason": "职责清单列在贵单位" })
        };
        script.then(
            chance.minutes(60, 900),
            dispatcher.clone(),
            "rule_on_return",
            ruling,
        );
        return;
    }
    script.then(
        chance.minutes(20, 700),
        handler(&players.lead),
        "sign",
        json!({}),
    );
    if n % 13 == 6 {
        script.then(
            60,
            handler(&players.lead),
            "request_extension",
            json!({ "days": 2, "reason": "需要检测管道" }),
        );
        script.then(
            chance.minutes(60, 2000),
            dispatcher.clone(),
            "decide_extension",
            json!({ "decision": "grant", "reason": "情况属实" }),
        );
    }
    if n % 13 == 9 {
        script.then(
            90,
            handler(&players.lead),
            "ask_requester",
            json!({ "question": "请补充门牌号和发生时间。" }),
        );
        script.then(
            chance.minutes(30, 1500),
            dispatcher.clone(),
            "decide_waiting",
            json!({ "decision": "grant" }),
        );
        script.then(
            chance.minutes(200, 3000),
            Actor::Requester,
            "hear_from_requester",
            json!({ "text": "在 12 号楼下，每天傍晚。" }),
        );
    }
    let writer = match &players.below {
        Some(below) => {
            let by = if players.centre_leads {
                actor(Role::Dispatcher, &players.lead)
            } else {
                handler(&players.lead)
            };
            script.then(
                chance.minutes(10, 600),
                by,
                "delegate",
                json!({ "to": below.as_str() }),
            );
            script.then(chance.minutes(20, 900), handler(below), "sign", json!({}));
            below
        }
        None => &players.lead,
    };
    script.then(
        chance.minutes(60, 1800),
        handler(writer),
        "contact",
        json!({ "how": "phone", "reached": !n.is_multiple_of(5) }),
    );
    script.then(
        chance.minutes(60, 2600),
        handler(writer),
        "note_progress",
        json!({ "text": "已到现场查看。", "public": true }),
    );
    // A few units take their time: those cases are late.
    let longest = if n.is_multiple_of(9) { 20_000 } else { 3_000 };
    script.then(chance.minutes(120, longest), handler(writer), "reply", json!({ "text": format!("经现场核查，情况属实。{}，已回复诉求人。", matters::of(&item.code).done), "evidence": [{ "what": "处理后的现场" }] }));
    // Whoever reviews first depends on the tree; a review out of turn is simply refused.
    script.then(
        chance.minutes(30, 500),
        actor(Role::Reviewer, writer),
        "review",
        json!({ "decision": "pass" }),
    );
    script.then(
        chance.minutes(30, 500),
        actor(Role::Reviewer, &players.lead),
        "review",
        json!({ "decision": "pass" }),
    );
    let verdict = if n % 12 == 10 {
        json!({ "decision": "send_back", "reason": "没有写明处理结果" })
    } else {
        json!({ "decision": "pass" })
    };
    script.then(
        chance.minutes(60, 1400),
        actor(Role::Reviewer, &players.city),
        "review",
        verdict,
    );
}

/// What the citizen says to it.
fn hear(n: usize, item: &Item, players: &Players, script: &mut Script, chance: &mut Chance) {
    match n % 5 {
        0 | 1 => {
            let grade = 3 + chance.below(3);
            script.then(
                chance.minutes(60, 4000),
                Actor::Requester,
                "rate",
                // Some are content with how it was dealt with, though it is not solved.
                json!({ "grade": grade, "solved": n % 11 != 5 }),
            );
            if n.is_multiple_of(3) {
                let Matter { said, done } = matters::of(&item.code);
                let publish = json!({
                    "title": &item.name,
                    "text": format!("{said}，希望尽快处理。"),
                    "answer": format!("经现场核查，情况属实。{done}，并告知反映人。"),
                });
                script.then(
                    300,
                    actor(Role::Reviewer, &players.city),
                    "publish",
                    publish,
                );
            }
        }
        2 => {
            script.then(
                chance.minutes(60, 3000),
                Actor::Requester,
                "rate",
                json!({ "grade": 2, "solved": false, "comment": "还是老样子" }),
            );
            script.then(
                60,
                Actor::Requester,
                "ask_rework",
                json!({ "reason": "没有解决" }),
            );
            if n.is_multiple_of(2) {
                script.then(
                    chance.minutes(60, 1200),
                    actor(Role::Dispatcher, &players.city),
                    "rework",
                    json!({ "reason": "诉求人反映没有解决" }),
                );
            }
        }
        3 => script.then(
            chance.minutes(600, 6000),
            actor(Role::CallBack, &players.city),
            "follow_up",
            json!({ "outcome": "not_reached" }),
        ),
        _ => {}
    }
    if n % 10 == 8 {
        script.then(
            30,
            Actor::Requester,
            "urge",
            json!({ "text": "请问办到哪一步了？" }),
        );
    }
}
