//! What a step must lead to.

use super::script::{Step, list, tables};
use super::{Came, Stage, StoryError};
use crate::AppError;
use hotline::case::Case;
use hotline::case::ledger::Effect;
use hotline::codes::UnitCode;
use hotline::scope;
use serde_json::Value;
use std::collections::BTreeSet;
use workday::Instant;

/// Checks every expectation of a step.
pub(super) async fn check(
    stage: &Stage<'_>,
    n: usize,
    step: &Step,
    came: &Came,
    case: Option<&Case>,
) -> Result<(), StoryError> {
    let unmet = |what: &str, expected: String, came: String| {
        Err(StoryError::Unmet {
            step: n,
            what: format!("{} {what}", step.action),
            expected,
            came,
        })
    };
    let wanted = step.expect.get("refused").and_then(Value::as_str);
    let refused = came.refused.as_ref().map(|refusal| refusal.code.as_str());
    if wanted != refused {
        let told = came.refused.as_ref().map_or_else(
            || "办成了".to_owned(),
            |refusal| format!("{}（{refusal}）", refusal.code.as_str()),
        );
        return unmet("refused", wanted.unwrap_or("办成").to_owned(), told);
    }
    for (key, expected) in step.expect.iter().filter(|(key, _)| *key != "refused") {
        if key == "events" {
            let expected = list(expected);
            if expected != came.events {
                return unmet(key, format!("{expected:?}"), format!("{:?}", came.events));
            }
            continue;
        }
        let Some(case) = case else {
            return unmet(key, expected.to_string(), "没有这一件 (no case)".to_owned());
        };
        match key.as_str() {
            "visible_to" | "hidden_from" => {
                for actor in list(expected) {
                    let seen = sees(stage, &actor, step, case)?;
                    if seen != (key == "visible_to") {
                        let word = |seen| if seen { "能看" } else { "不能看" };
                        return unmet(
                            key,
                            format!("{actor} {}", word(!seen)),
                            format!("{actor} {}", word(seen)),
                        );
                    }
                }
            }
            "hides" => {
                for hides in tables(expected) {
                    let actor = hides
                        .get("actor")
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    for field in hides.get("fields").map(list).unwrap_or_default() {
                        if let Some(shown) = shown(stage, actor, step, case, &field).await? {
                            return unmet(key, format!("{actor} 看不到 {field}"), shown);
                        }
                    }
                }
            }
            _ => {
                let found = found(stage, key, case).map_err(StoryError::Script)?;
                let expected = normal(stage, key, expected).map_err(StoryError::Script)?;
                if found != expected {
                    return unmet(key, expected, found);
                }
            }
        }
    }
    Ok(())
}

fn known<'a>(stage: &'a Stage<'_>, step: &Step) -> Result<&'a super::Known, StoryError> {
    let label = stage.label(step).unwrap_or_else(|| "A".to_owned());
    stage
        .known
        .get(&label)
        .ok_or_else(|| StoryError::Script(format!("没有“{label}”这一件 (no case {label})")))
}

fn sees(stage: &Stage<'_>, actor: &str, step: &Step, case: &Case) -> Result<bool, StoryError> {
    let actor = stage
        .cast
        .who(actor)
        .map_err(StoryError::Script)?
        .looking_at(known(stage, step)?);
    Ok(scope::sees(&actor, case, &stage.app.profile().directory))
}

/// What an actor reads in a field; nothing if it is absent or masked.
async fn shown(
    stage: &Stage<'_>,
    actor: &str,
    step: &Step,
    case: &Case,
    field: &str,
) -> Result<Option<String>, StoryError> {
    let actor = stage
        .cast
        .who(actor)
        .map_err(StoryError::Script)?
        .looking_at(known(stage, step)?);
    let view = match stage.app.view(&actor, &case.no).await {
        Ok(view) => view,
        Err(AppError::Refused(_)) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let view =
        serde_json::to_value(&view).map_err(|error| StoryError::Script(error.to_string()))?;
    let value = field
        .split('.')
        .try_fold(&view, |value, part| value.get(part));
    let hidden = |text: &str| text.is_empty() || text.chars().all(|c| matches!(c, '*' | '＊'));
    Ok(match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()).filter(|text| !hidden(text)),
        Some(Value::Object(parts))
            if parts.values().all(|part| part.as_str().is_some_and(hidden)) =>
        {
            None
        }
        Some(Value::Array(parts)) if parts.is_empty() => None,
        Some(other) => Some(other.to_string()),
    })
}

/// What the case says under a key, in normal form.
fn found(stage: &Stage<'_>, key: &str, case: &Case) -> Result<String, String> {
    let now = stage.app.now();
    let promise = case.promise.as_ref();
    Ok(match key {
        "status" => case.status.as_str().to_owned(),
        "due" => promise.map_or_else(|| "none".to_owned(), |promise| promise.due.to_string()),
        "provisional" => promise
            .is_some_and(|promise| promise.provisional)
            .to_string(),
        "late" => case.is_late(now).to_string(),
        "lamp" => {
            let rules = stage
                .app
                .rules_of(Some(case), now)
                .map_err(|error| error.to_string())?;
            case.lamp(now, &rules, &stage.app.working_days())
                .map_or("none", |lamp| lamp.as_str())
                .to_owned()
        }
        "holders" => units(&case.holders().into_iter().cloned().collect()),
        "lead" => case
            .lead()
            .map_or_else(|| "none".to_owned(), |lead| lead.unit.to_string()),
        "round" => case.round.to_string(),
        "reworks" => case.reworks.to_string(),
        "rating" => case
            .rating
            .as_ref()
            .map_or_else(|| "none".to_owned(), |rating| rating.grade.to_string()),
        "ledger" => case
            .ledger
            .iter()
            .filter(|entry| entry.effect != Effect::Unchanged)
            .count()
            .to_string(),
        other => return Err(format!("不认识的期望 {other} (unknown expectation)")),
    })
}

/// What is expected under a key, in the same form.
fn normal(stage: &Stage<'_>, key: &str, expected: &Value) -> Result<String, String> {
    let unit = |name: &str| {
        let directory = &stage.app.profile().directory;
        let unit = directory.find(name);
        unit.map(|unit| unit.code.clone())
            .ok_or_else(|| format!("没有“{name}”这个单位 (no such unit)"))
    };
    Ok(match (key, expected) {
        ("due", Value::String(due)) if due != "none" => due
            .parse::<Instant>()
            .map_err(|error| format!("due {due}：{error}"))?
            .to_string(),
        ("holders", names) => units(
            &list(names)
                .iter()
                .map(|name| unit(name))
                .collect::<Result<_, _>>()?,
        ),
        ("lead", Value::String(name)) if !name.is_empty() && name != "none" => {
            unit(name)?.to_string()
        }
        ("lead", Value::String(_)) => "none".to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    })
}

fn units(units: &BTreeSet<UnitCode>) -> String {
    units
        .iter()
        .map(UnitCode::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}
