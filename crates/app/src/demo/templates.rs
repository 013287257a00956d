//! The demonstration's reply templates. Composed like all of it; a unit writes its own.

use crate::clock::SetClock;
use crate::{App, AppError};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::template::Draft;
use hotline::text::{Line, Words};
use workday::Instant;

/// Unit, name, words.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "市住建局",
        "路灯已修好",
        "您反映的路灯不亮，我们已于　月　日　时派人到场，查明是　　　，现已更换修好，当晚复查能正常亮灯。",
    ),
    (
        "市住建局",
        "要等材料",
        "您反映的问题已到场核实，情况属实。需要更换的　　　没有现货，预计　月　日到货，到货后　个工作日内修好。",
    ),
    (
        "市住建局",
        "不是本单位管养",
        "经核实，您反映的设施由　　　管养。我们已转告该单位，并请其在　月　日前与您联系。",
    ),
    (
        "仓山公安分局",
        "噪声已到场",
        "民警已于　月　日　时到场，情况属实。已要求店家关停喇叭、夜间不得再放，并当场出具书面警告。之后三天我们会在夜间复查。",
    ),
    (
        "仓山公安分局",
        "到场时没有发现",
        "民警于　月　日　时、　时两次到场，当时没有发现您反映的情况。请在再次发生时拨打 110，我们会尽快到场。",
    ),
    (
        "仓山区城管局",
        "占道已清理",
        "执法人员已于　月　日到场，占道物品已当场清理，并告知店家不得再占。该路段已列入每天巡查。",
    ),
    (
        "福州水务集团",
        "爆管已修复",
        "接到您的反映后，抢修人员于　时到场，　时修复供水。停水给您添了不便，请打开龙头放水片刻再用。",
    ),
];

/// Writes the templates, as each unit's administrator would have some weeks ago.
///
/// # Errors
/// The database does not answer, or the profile lacks a unit.
pub(super) async fn fill(app: &App, clock: &SetClock, now: Instant) -> Result<(), AppError> {
    let setup = |error: &dyn std::fmt::Display| AppError::Setup(error.to_string());
    clock.set(now.plus_days(-40));
    for (unit, name, text) in ROWS {
        let profile = app.profile();
        let found = profile.directory.find(unit);
        let found = found.ok_or_else(|| setup(&format!("no such unit: {unit}")))?;
        let admin = Actor::Staff(Staff {
            person: "demo".to_owned(),
            posts: vec![Post {
                role: Role::UnitAdmin,
                unit: found.code.clone(),
            }],
        });
        let draft = Draft {
            name: Line::new(name).map_err(|error| setup(&error))?,
            text: Words::new(text).map_err(|error| setup(&error))?,
        };
        app.write_template(&admin, unit, &draft).await?;
    }
    Ok(())
}
