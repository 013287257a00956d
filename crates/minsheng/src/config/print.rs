//! The settings as a file: the commented default with the values that are in force.

use super::layers::{DEFAULT, Layers, Origin};
use std::fmt::Write as _;
use toml::Value;

/// What stands in place of a secret.
const HIDDEN: &str = "＊＊＊";

/// The commented default file with the values in force; each that is not the default says where it
/// comes from. Secrets are not shown.
pub fn effective(layers: &Layers) -> String {
    let (mut out, mut section) = (String::new(), String::new());
    for line in DEFAULT.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = format!("{}.", name.trim_end_matches(']'));
        }
        let key = line.split_once(" = ").map(|(key, _)| key);
        let key = key.filter(|key| !key.starts_with('#'));
        let set = key.and_then(|key| {
            let full = format!("{section}{key}");
            layers.look(&full).map(|set| (key, full, set))
        });
        match set {
            Some((key, full, (value, Origin::Default))) => {
                let _ = writeln!(out, "{key} = {}", shown(&full, value));
            }
            Some((key, full, (value, origin))) => {
                let _ = writeln!(out, "{key} = {}  # {origin}", shown(&full, value));
            }
            None => {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    out
}

/// A value as it may be shown.
pub fn shown(key: &str, value: &Value) -> String {
    let name = key.rsplit('.').next().unwrap_or(key);
    let secret = ["secret", "password", "token", "key"]
        .iter()
        .any(|word| name.ends_with(word));
    match value {
        Value::String(text) if secret && !text.is_empty() => format!("{HIDDEN:?}"),
        Value::String(text) if key == "database" => {
            Value::String(store::redacted(text)).to_string()
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_a_file_that_says_the_same() {
        let mut layers = Layers::new().unwrap();
        assert_eq!(effective(&layers).trim(), DEFAULT.trim());
        layers
            .command_line("database", "postgres://m:geheim@h/x?password=geheim")
            .unwrap();
        layers.command_line("store.readers", "3").unwrap();
        let printed = effective(&layers);
        assert!(!printed.contains("geheim"), "{printed}");
        let read: toml::Table = printed.parse().unwrap();
        assert_eq!(read["store"]["readers"].as_integer(), Some(3));
        assert_eq!(read["database"].as_str(), Some("postgres://m@h/x"));
    }
}
