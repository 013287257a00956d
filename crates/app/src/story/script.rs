//! A story's file: title, rulebook, steps with what is expected of each.

use serde_json::{Map, Value};
use workday::{Date, Instant};

/// A story as written.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) title: String,
    /// The profile that it was written for.
    pub(super) profile: Option<String>,
    pub(super) rulebook: Option<Date>,
    pub(super) steps: Vec<Step>,
}

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: Instant,
    pub(super) by: String,
    pub(super) action: String,
    pub(super) case: Option<String>,
    pub(super) version: Option<u64>,
    pub(super) with: Value,
    pub(super) expect: Map<String, Value>,
}

impl Script {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.to_string())?;
        let Value::Object(mut story) = json(toml::Value::Table(table)) else {
            return Err("不是故事 (not a story)".to_owned());
        };
        let title = take_text(&mut story, "title")?.unwrap_or_default();
        let profile = take_text(&mut story, "profile")?;
        let rulebook = take_text(&mut story, "rulebook")?;
        let rulebook = rulebook
            .map(|day| day.parse().map_err(|_| format!("rulebook：{day}？")))
            .transpose()?;
        let Some(Value::Array(steps)) = story.remove("step") else {
            return Err("没有 [[step]] (no steps)".to_owned());
        };
        if let Some(key) = story
            .keys()
            .find(|key| !matches!(key.as_str(), "description" | "note" | "source"))
        {
            return Err(format!("不认识的 {key} (unknown key)"));
        }
        let mut read = Vec::with_capacity(steps.len());
        for (n, step) in steps.into_iter().enumerate() {
            read.push(Step::read(step).map_err(|why| format!("第 {} 步：{why}", n + 1))?);
        }
        let backwards = read.windows(2).position(|pair| pair[1].at < pair[0].at);
        match backwards {
            Some(n) => Err(format!("第 {} 步：时间倒退了 (time runs backwards)", n + 2)),
            None => Ok(Self {
                title,
                profile,
                rulebook,
                steps: read,
            }),
        }
    }

    /// Every actor that the story names, on stage or looking on.
    pub(super) fn actors(&self) -> Vec<String> {
        let mut actors = Vec::new();
        for step in &self.steps {
            actors.push(step.by.clone());
            for key in ["visible_to", "hidden_from"] {
                actors.extend(step.expect.get(key).map(list).unwrap_or_default());
            }
            for hides in step.expect.get("hides").map(tables).unwrap_or_default() {
                actors.extend(
                    hides
                        .get("actor")
                        .and_then(Value::as_str)
                        .map(ToOwned::to_owned),
                );
            }
        }
        actors
    }
}

impl Step {
    fn read(step: Value) -> Result<Self, String> {
        let Value::Object(mut step) = step else {
            return Err("不是一步 (not a step)".to_owned());
        };
        let at = take_text(&mut step, "at")?.ok_or("没有 at (no time)")?;
        let at = at.parse().map_err(|error| format!("at {at}：{error}"))?;
        let action = take_text(&mut step, "do")?.ok_or("没有 do (no command)")?;
        let by = take_text(&mut step, "by")?.unwrap_or_else(|| "system".to_owned());
        let version = step
            .remove("version")
            .map(|version| version.as_u64().ok_or("version?"))
            .transpose()?;
        let with = step
            .remove("with")
            .unwrap_or_else(|| Value::Object(Map::new()));
        let expect = match step.remove("expect") {
            None => Map::new(),
            Some(Value::Object(expect)) => expect,
            Some(_) => return Err("expect 不是表 (not a table)".to_owned()),
        };
        let case = take_text(&mut step, "case")?;
        take_text(&mut step, "note")?;
        match step.keys().next() {
            Some(key) => Err(format!("不认识的 {key} (unknown key)")),
            None => Ok(Self {
                at,
                by,
                action,
                case,
                version,
                with,
                expect,
            }),
        }
    }
}

fn take_text(table: &mut Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match table.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key} 应为文字 (text wanted)")),
    }
}

/// One text or a list of texts.
pub(super) fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// One table or a list of tables.
pub(super) fn tables(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    }
}

/// TOML as JSON; dates and times become text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(many) => many.into_iter().map(json).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, json(value)))
            .collect(),
    }
}
