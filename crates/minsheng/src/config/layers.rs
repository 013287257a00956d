//! Settings come in layers: the file in the program, the operator's file, the environment, the
//! command line. Each value remembers which layer it comes from, so that a mistake is told where it
//! was made.

use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;
use toml::de::DeTable;
use toml::{Table, Value};

/// Every key with its default, and what it is for.
pub const DEFAULT: &str = include_str!("default.toml");

/// Which layer a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The file in the program.
    Default,
    /// The operator's file.
    File {
        /// Its path.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("默认"),
            // A file that cannot be read has no lines.
            Self::File { path, line: 0 } => f.write_str(path),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Environment(name) => f.write_str(name),
            Self::CommandLine => f.write_str("命令行 (command line)"),
        }
    }
}

/// What is wrong with a setting, and where it was made. Values are not repeated: they may be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}：{zh} ({en})")]
pub struct ConfigError {
    /// Where.
    pub origin: Origin,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

fn refuse(origin: Origin, zh: impl Into<String>, en: impl Into<String>) -> ConfigError {
    ConfigError {
        origin,
        zh: zh.into(),
        en: en.into(),
    }
}

/// The value of every key, and where it comes from.
#[derive(Debug, Clone)]
pub struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    /// The defaults alone.
    ///
    /// # Errors
    /// The file in the program is no TOML.
    pub fn new() -> Result<Self, ConfigError> {
        let table: Table = DEFAULT.parse().map_err(|error: toml::de::Error| {
            refuse(Origin::Default, "默认设置", error.message())
        })?;
        let mut values = BTreeMap::new();
        for (key, value) in table {
            match value {
                Value::Table(section) => values.extend(
                    section
                        .into_iter()
                        .map(|(name, value)| (format!("{key}.{name}"), (value, Origin::Default))),
                ),
                value => {
                    values.insert(key, (value, Origin::Default));
                }
            }
        }
        Ok(Self { values })
    }

    /// Every key, in the alphabet's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// A key's value, and where it comes from.
    pub fn look(&self, key: &str) -> Option<&(Value, Origin)> {
        self.values.get(key)
    }

    /// Lays the operator's file over, but for what is wrong in it; gives all that is: the file cannot be read,
    /// is no TOML, has a key that is not known or a value that does not fit.
    pub fn file(&mut self, path: &Path) -> Vec<ConfigError> {
        let shown = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => self.text(&shown, &text),
            Err(error) => {
                let at = Origin::File {
                    path: shown,
                    line: 0,
                };
                vec![refuse(at, "设置文件读不到", error.to_string())]
            }
        }
    }

    /// Lays a file's text over.
    fn text(&mut self, path: &str, text: &str) -> Vec<ConfigError> {
        let at = |offset: usize| {
            let before = text.as_bytes().iter().take(offset);
            Origin::File {
                path: path.to_owned(),
                line: before.filter(|&&byte| byte == b'\n').count() + 1,
            }
        };
        let wrong = |error: &toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            vec![refuse(at(start), "不是正确的 TOML 写法", error.message())]
        };
        let spans = match DeTable::parse(text) {
            Ok(spans) => spans,
            Err(error) => return wrong(&error),
        };
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return wrong(&error),
        };
        let mut placed = Vec::new();
        for (key, value) in spans.get_ref() {
            let name = key.get_ref().as_ref();
            match (value.get_ref().as_table(), table.get(name)) {
                (Some(section), Some(Value::Table(values))) => {
                    for (key, value) in section {
                        let inner = key.get_ref().as_ref();
                        if let Some(set) = values.get(inner) {
                            let full = format!("{name}.{inner}");
                            // The key's place tells of a wrong name, the value's of a wrong value.
                            let known = self.values.contains_key(&full);
                            let span = if known { value.span() } else { key.span() };
                            placed.push((span.start, full, set));
                        }
                    }
                }
                (_, Some(set)) => placed.push((key.span().start, name.to_owned(), set)),
                (_, None) => {}
            }
        }
        placed.sort_by_key(|(start, ..)| *start);
        let set = placed.into_iter().filter_map(|(start, key, value)| {
            let set = self.set(&key, value.clone(), at(start));
            set.err()
        });
        set.collect()
    }

    /// Lays the environment over: for each key the variable of its name. Gives what does not fit its key.
    pub fn environment(&mut self, variable: impl Fn(&str) -> Option<String>) -> Vec<ConfigError> {
        let keys: Vec<String> = self.values.keys().cloned().collect();
        let written = keys.iter().filter_map(|key| {
            let name = variable_of(key);
            let text = variable(&name)?;
            let written = self.written(key, &text, Origin::Environment(name));
            written.err()
        });
        written.collect()
    }

    /// Lays a value written on the command line over.
    ///
    /// # Errors
    /// There is no such key, or the value does not fit it.
    pub fn command_line(&mut self, key: &str, text: &str) -> Result<(), ConfigError> {
        self.written(key, text, Origin::CommandLine)
    }

    /// A value that came as words.
    fn written(&mut self, key: &str, text: &str, origin: Origin) -> Result<(), ConfigError> {
        let value = match self.values.get(key).map(|(value, _)| value) {
            Some(Value::Integer(_)) => text.trim().parse().ok().map(Value::Integer),
            Some(Value::Boolean(_)) => text.trim().parse().ok().map(Value::Boolean),
            // As a file writes it.
            Some(Value::Array(_)) if text.trim_start().starts_with('[') => {
                let table: Option<Table> = format!("list = {text}").parse().ok();
                table
                    .filter(|table| table.len() == 1)
                    .and_then(|mut table| table.remove("list"))
            }
            Some(Value::Array(_)) => {
                let parts = text
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                Some(Value::Array(
                    parts.map(|part| part.to_owned().into()).collect(),
                ))
            }
            _ => Some(Value::String(text.to_owned())),
        };
        match value {
            Some(value) => self.set(key, value, origin),
            None => Err(self.misfit(key, origin)),
        }
    }

    fn set(&mut self, key: &str, value: Value, origin: Origin) -> Result<(), ConfigError> {
        let Some((known, _)) = self.values.get(key) else {
            return Err(self.unknown(key, origin));
        };
        if !known.same_type(&value) {
            return Err(self.misfit(key, origin));
        }
        self.values.insert(key.to_owned(), (value, origin));
        Ok(())
    }

    fn unknown(&self, key: &str, origin: Origin) -> ConfigError {
        let near = near(self.values.keys().map(String::as_str), key);
        let (zh, en) = match near {
            Some(near) => (format!("，是不是 {near}？"), format!(", perhaps {near}")),
            None => (
                "，全部的键见 minsheng config print --default".to_owned(),
                String::new(),
            ),
        };
        refuse(
            origin,
            format!("不认识的设置 {key}{zh}"),
            format!("unknown setting{en}"),
        )
    }

    fn misfit(&self, key: &str, origin: Origin) -> ConfigError {
        let (zh, en) = match self.values.get(key).map(|(value, _)| value) {
            Some(Value::Integer(_)) => ("整数", "an integer"),
            Some(Value::Boolean(_)) => ("true 或 false", "true or false"),
            Some(Value::Array(_)) => (
                "一列文字，如 [\"甲\", \"乙\"]，环境变量和命令行里也可写 甲,乙",
                "a list of texts such as [\"a\", \"b\"], in the environment and on the command line also a,b",
            ),
            _ => ("带引号的文字", "a text in quotes"),
        };
        refuse(origin, format!("{key} 应是{zh}"), format!("should be {en}"))
    }

    /// A key's value as what it is for.
    ///
    /// # Errors
    /// The value is none of those that are understood.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<T, ConfigError> {
        let Some((value, origin)) = self.values.get(key) else {
            return Err(self.unknown(key, Origin::Default));
        };
        value.clone().try_into().map_err(|error: toml::de::Error| {
            refuse(
                origin.clone(),
                format!("{key} 的值不认识"),
                error.message().to_owned(),
            )
        })
    }

    /// A number between two bounds.
    ///
    /// # Errors
    /// It lies outside.
    pub fn within(&self, key: &str, bounds: RangeInclusive<u32>) -> Result<u32, ConfigError> {
        let number: i64 = self.get(key)?;
        match u32::try_from(number) {
            Ok(number) if bounds.contains(&number) => Ok(number),
            _ => {
                let origin = self
                    .values
                    .get(key)
                    .map_or(Origin::Default, |(_, o)| o.clone());
                let (low, high) = (bounds.start(), bounds.end());
                Err(refuse(
                    origin,
                    format!("{key} 应在 {low} 到 {high} 之间"),
                    format!("should be {low} to {high}"),
                ))
            }
        }
    }
}

impl Layers {
    /// A value that is read but means nothing; `why` as `中文 (English)`.
    pub fn wrong(&self, key: &str, why: &str) -> ConfigError {
        let origin = self.values.get(key);
        let origin = origin.map_or(Origin::Default, |(_, origin)| origin.clone());
        let both = why.rsplit_once(" (").unwrap_or((why, why));
        let (zh, en) = (both.0, both.1.trim_end_matches(')'));
        refuse(origin, format!("{key}：{zh}"), en.to_owned())
    }
}

/// The variable of a key: `server.listen` is `MINSHENG_SERVER_LISTEN`.
pub fn variable_of(key: &str) -> String {
    format!("MINSHENG_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// The word that was probably meant.
pub fn near<'a>(known: impl Iterator<Item = &'a str>, word: &str) -> Option<&'a str> {
    let nearest = known.map(|known| (distance(known, word), known)).min();
    nearest
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, near)| near)
}

/// How many letters one word is from another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let kept = before + usize::from(from != *to);
            before = row[j + 1];
            row[j + 1] = kept.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut layers = Layers::new().unwrap();
        layers.text("m.toml", text).remove(0).to_string()
    }

    #[test]
    fn later_layers_win_and_are_remembered() {
        let mut layers = Layers::new().unwrap();
        let text = "data = \"/var/a\"\n\n[server]\nlisten = \"127.0.0.1:1\"\nsecure = true\n";
        assert_eq!(layers.text("m.toml", text), []);
        let variable =
            |name: &str| (name == "MINSHENG_SERVER_LISTEN").then(|| "127.0.0.1:2".to_owned());
        assert_eq!(layers.environment(variable), []);
        assert_eq!(
            layers.get::<String>("server.listen").unwrap(),
            "127.0.0.1:2"
        );
        assert_eq!(layers.get::<String>("data").unwrap(), "/var/a");
        assert!(layers.get::<bool>("server.secure").unwrap());
        let secure = &layers.look("server.secure").unwrap().1;
        assert_eq!(secure.to_string(), "m.toml:5");
        layers.command_line("server.listen", "127.0.0.1:3").unwrap();
        let (value, origin) = layers.look("server.listen").unwrap();
        assert_eq!(
            (value.as_str(), origin),
            (Some("127.0.0.1:3"), &Origin::CommandLine)
        );
    }

    #[test]
    fn a_list_is_written_as_in_a_file_or_with_commas() {
        let nets = ["127.0.0.0/8", "10.0.0.0/8"];
        for text in [
            r#"["127.0.0.0/8", "10.0.0.0/8"]"#,
            "127.0.0.0/8, 10.0.0.0/8",
        ] {
            let mut layers = Layers::new().unwrap();
            layers.command_line("webhooks.allowed", text).unwrap();
            assert_eq!(layers.get::<Vec<String>>("webhooks.allowed").unwrap(), nets);
        }
        for text in ["[127.0.0.0/8]", "[\"127.0.0.0/8\"", "[\"x\"]\nother = 1"] {
            let mut layers = Layers::new().unwrap();
            let error = layers.command_line("webhooks.allowed", text).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("webhooks.allowed 应是一列文字，如"),
                "{error}"
            );
        }
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let unknown = told("[server]\nlisten = \"x\"\nlisen = \"y\"\n");
        assert!(
            unknown.starts_with("m.toml:3：") && unknown.contains("server.listen"),
            "{unknown}"
        );
        let section = told("[sever]\nlisten = \"x\"\n");
        assert!(
            section.starts_with("m.toml:2：") && section.contains("server.listen"),
            "{section}"
        );
        assert!(told("[server]\nsecure = 1\n").starts_with("m.toml:2：server.secure"));
        assert!(told("data = \n").starts_with("m.toml:1："));
        assert!(told("server = 3\n").starts_with("m.toml:1："));
        let mut layers = Layers::new().unwrap();
        let variable = |name: &str| (name == "MINSHENG_STORE_READERS").then(|| "many".to_owned());
        let error = layers.environment(variable).remove(0).to_string();
        assert!(error.starts_with("MINSHENG_STORE_READERS："), "{error}");
        assert!(!error.contains("many"), "a value may be a secret: {error}");
        assert!(layers.command_line("nothing.such", "1").is_err());
    }

    #[test]
    fn numbers_have_bounds() {
        let mut layers = Layers::new().unwrap();
        assert_eq!(layers.text("m.toml", "[store]\nreaders = -1\n"), []);
        let error = layers
            .within("store.readers", 1..=9)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("m.toml:2：store.readers 应在 1 到 9 之间"),
            "{error}"
        );
    }
}
