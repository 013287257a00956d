//! The article's own case, as it was played in November 2017.

use super::actor;
use super::plan::{Plan, Script};
use crate::{App, AppError};
use hotline::actor::{Actor, Role};
use serde_json::json;

/// The article's own case, in November 2017.
pub(super) fn article(app: &App) -> Result<Plan, AppError> {
    let code = |name: &str| {
        let unit = app
            .profile()
            .directory
            .find(name)
            .map(|unit| unit.code.clone());
        unit.ok_or_else(|| AppError::Setup(format!("目录里没有 {name} (no such unit)")))
    };
    let (branch, station) = (code("仓山公安分局")?, code("对湖派出所")?);
    let city = app.profile().directory.city_centre().code.clone();
    let mut script = Script::at(
        "2017-11-18T15:21:00+08:00"
            .parse()
            .map_err(|error| AppError::Setup(format!("{error}")))?,
    );
    script.then(0, actor(Role::Agent, &city), "register", json!({
        "channel": "phone", "kind": "help", "item": "B15", "title": "餐馆喇叭扰民",
        "text": "施埔路一家餐馆的喇叭正对住户，每天 17 时到 23 时播放。", "place": "施埔路", "area": "350104",
        "requester": { "name": "陈女士", "phone": "13900000000" }, "accept": true
    }));
    script.then(
        19,
        actor(Role::Dispatcher, &city),
        "dispatch",
        json!({ "lead": branch.as_str() }),
    );
    script.then(25, actor(Role::Handler, &branch), "sign", json!({}));
    script.then(
        5,
        actor(Role::Handler, &branch),
        "delegate",
        json!({ "to": station.as_str() }),
    );
    script.then(130, actor(Role::Handler, &station), "sign", json!({}));
    script.then(
        2950,
        actor(Role::Handler, &station),
        "contact",
        json!({ "how": "visit", "reached": true }),
    );
    script.then(
        3080,
        actor(Role::Handler, &station),
        "reply",
        json!({ "text": "民警到店核查，店家已将喇叭调低、转向店内，21 时后不再播放。" }),
    );
    script.then(
        52,
        actor(Role::Reviewer, &branch),
        "review",
        json!({ "decision": "pass" }),
    );
    script.then(
        568,
        actor(Role::Reviewer, &city),
        "review",
        json!({ "decision": "pass" }),
    );
    script.then(
        1627,
        Actor::Requester,
        "rate",
        json!({ "grade": 5, "solved": true, "comment": "很快，谢谢" }),
    );
    script.then(60, actor(Role::Reviewer, &city), "publish", json!({
        "title": "餐馆喇叭扰民", "text": "一家餐馆的喇叭正对住户。", "answer": "店家已将喇叭调低、转向店内。"
    }));
    Ok(Plan {
        steps: script.steps,
    })
}
