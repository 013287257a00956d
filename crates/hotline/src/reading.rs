//! Reading what came from outside: mistakes are named by field, in Chinese and English, and the value
//! itself, which may be personal, is not repeated.

mod once;

pub use once::{NotRead, once};

use crate::refusal::{Code, Refusal};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a value; of a mistake it says which field it is in and what would be right.
///
/// # Errors
/// `bad_value` with a detail of the form `field：中文 (English)`.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let said = error.into_inner().to_string();
        let detail = sentence(if path == "." { "" } else { &path }, &said);
        Refusal::because(Code::BadValue, detail)
    })
}

/// Reads a value that has lists of entries; a mistake inside one also tells which entry it is, as `whose`
/// calls it in Chinese and English: a place in a list means nothing to whoever filled in a form.
///
/// # Errors
/// `bad_value` with a detail of the form `field：whose：中文 (whose: English)`.
pub fn read_entries<T: DeserializeOwned>(
    value: &Value,
    whose: impl Fn(&Value) -> Option<(String, String)>,
) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let entry = innermost(value, error.path());
        let said = error.into_inner().to_string();
        let detail = sentence(if path == "." { "" } else { &path }, &said);
        let named = entry
            .and_then(whose)
            .and_then(|whose| with_entry(&detail, &whose));
        Refusal::because(Code::BadValue, named.unwrap_or(detail))
    })
}

/// The entry of the innermost list on the way to a mistake.
fn innermost<'a>(value: &'a Value, path: &serde_path_to_error::Path) -> Option<&'a Value> {
    use serde_path_to_error::Segment;
    let (mut at, mut entry) = (value, None);
    for segment in path {
        let inner = match segment {
            Segment::Seq { index } => at.get(index),
            Segment::Map { key } => at.get(key),
            Segment::Enum { variant } => at.get(variant),
            Segment::Unknown => None,
        };
        let Some(inner) = inner else { break };
        at = inner;
        if matches!(segment, Segment::Seq { .. }) {
            entry = Some(inner);
        }
    }
    entry
}

/// A sentence with the entry that it is about.
fn with_entry(detail: &str, (zh, en): &(String, String)) -> Option<String> {
    let (field, what) = detail.split_once('：')?;
    let (chinese, english) = what.strip_suffix(')')?.rsplit_once(" (")?;
    Some(format!("{field}：{zh}：{chinese} ({en}: {english})"))
}

/// A mistake in a field (empty: in the whole), as the reader told it, for people.
pub fn sentence(path: &str, said: &str) -> String {
    if let Some(rest) = said.strip_prefix("missing field ") {
        return format!("{}：没有填写 (missing)", within(path, first_name(rest)));
    }
    if let Some(rest) = said.strip_prefix("unknown field ") {
        let (zh, en) = choices(rest);
        let field = within(path, &clipped(first_name(rest)));
        return format!("{field}：没有这一项{zh} (no such field{en})");
    }
    if let Some(rest) = said.strip_prefix("duplicate field ") {
        let field = within(path, &clipped(first_name(rest)));
        return format!("{field}：写了两次，请只写一次 (given twice)");
    }
    let at = if path.is_empty() {
        String::new()
    } else {
        format!("{path}：")
    };
    if let Some(rest) = said.strip_prefix("unknown variant ") {
        let (zh, en) = choices(rest);
        return format!("{at}没有这个值{zh} (no such value{en})");
    }
    if said.starts_with("invalid type") || said.starts_with("invalid value") {
        let (zh, en) = expected(said.rsplit(", expected ").next().unwrap_or_default());
        let apart = if zh.starts_with(|c: char| c.is_ascii()) {
            " "
        } else {
            ""
        };
        return format!("{at}应当是{apart}{zh} (expected {en})");
    }
    if said.starts_with("data did not match any variant") {
        return format!("{at}格式不对，请看接口文档 (not understood, see the documentation)");
    }
    // Our own types tell their mistakes in both languages already; what is English alone a library said.
    if said.is_ascii() {
        return format!("{at}{}", parsed(said));
    }
    format!("{at}{said}")
}

/// What would be right, from what the reader of a number, a date or a yes and no said.
fn parsed(said: &str) -> &'static str {
    // The calendar's library speaks of parts of a date that nobody typed, and of digits in them.
    const OF_DATES: [&str; 5] = ["date", "year", "month", "day", "unparsed"];
    if OF_DATES.iter().any(|part| said.contains(part)) {
        "应当是真实的日期，例如 2026-03-01 (expected a date that exists, such as 2026-03-01)"
    } else if said.contains("`true` or `false`") {
        "应当是 true 或 false (expected true or false)"
    } else if said.contains("float") {
        "应当是数 (expected a number)"
    } else if ["integer", "digit", "number too"]
        .iter()
        .any(|part| said.contains(part))
    {
        "应当是不太大的非负整数 (expected a whole number, not negative and not too large)"
    } else {
        "格式不对，请看接口文档 (not understood, see the documentation)"
    }
}

/// The first text with U+0000, which no database keeps: its field.
pub fn field_with_nul(value: &Value) -> Option<String> {
    let within = |name: String, inner: &Value| {
        let rest = field_with_nul(inner)?;
        let dot = if rest.is_empty() || rest.starts_with('[') {
            ""
        } else {
            "."
        };
        Some(format!("{name}{dot}{rest}"))
    };
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(list) => (0..)
            .zip(list)
            .find_map(|(at, inner)| within(format!("[{at}]"), inner)),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(name, inner)| within(clipped(name), inner)),
        _ => None,
    }
}

/// What is told of a text with U+0000 in a field.
pub fn nul_sentence(field: &str) -> String {
    let at = if field.is_empty() { "" } else { "：" };
    format!("{field}{at}{}", crate::text::TextError::Control(0))
}

/// The field inside the path, unless the path names it already.
fn within(path: &str, field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else if path == field || path.ends_with(&format!(".{field}")) {
        path.to_owned()
    } else {
        format!("{path}.{field}")
    }
}

fn first_name(rest: &str) -> &str {
    rest.split('`').nth(1).unwrap_or_default()
}

/// At most so much of a name that somebody made up.
fn clipped(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// What may stand instead: every name in back quotes after the first.
fn choices(rest: &str) -> (String, String) {
    let Some((_, listed)) = rest.split_once(", expected ") else {
        return Default::default();
    };
    let names: Vec<_> = listed.split('`').skip(1).step_by(2).collect();
    (
        format!("，可以填：{}", names.join("、")),
        format!("; one of: {}", names.join(", ")),
    )
}

fn expected(what: &str) -> (&str, &str) {
    match what {
        "a boolean" => ("true 或 false", "true or false"),
        "a string" | "str" | "a borrowed string" => ("文字", "a text"),
        "u8" | "u16" | "u32" | "u64" | "usize" => (
            "不太大的非负整数",
            "a whole number, not negative and not too large",
        ),
        "i8" | "i16" | "i32" | "i64" | "isize" => ("不太大的整数", "a whole number, not too large"),
        "f32" | "f64" => ("数", "a number"),
        "a character" => ("一个字", "one character"),
        "unit" => ("null", "null"),
        "a text or an object" => ("文字，或 JSON 对象", "a text or a JSON object"),
        "a sequence" => ("列表", "a list"),
        _ if what.starts_with("a tuple") || what.starts_with("an array") => ("列表", "a list"),
        _ if what.starts_with("struct ") || what.contains("tagged enum") || what == "a map" => {
            ("JSON 对象", "a JSON object")
        }
        // A choice is a word here, though the reader knows choices that are more.
        "string or map" => ("文字", "a text"),
        _ if what.starts_with("enum ") || what.contains("variant") => ("文字", "a text"),
        _ => ("别的值", "another value"),
    }
}

#[cfg(test)]
mod tests {
    use crate::case::command::Command;
    use serde::Deserialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        One,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Every {
        count: Option<i64>,
        small: Option<u16>,
        share: Option<f64>,
        list: Vec<String>,
        pair: Option<(i64, i64)>,
        map: BTreeMap<String, String>,
        choice: Option<Choice>,
        flag: bool,
        text: Option<String>,
        sign: Option<char>,
    }

    #[test]
    fn a_wrong_type_is_told_what_is_right() {
        for (wrong, said) in [
            (
                json!({"count": "x"}),
                "count：应当是不太大的整数 (expected a whole number",
            ),
            (
                json!({"count": 1.5}),
                "count：应当是不太大的整数 (expected a whole number",
            ),
            (
                json!({"small": -1}),
                "small：应当是不太大的非负整数 (expected a whole number",
            ),
            (json!({"share": "x"}), "share：应当是数 (expected a number)"),
            (json!({"list": "x"}), "list：应当是列表 (expected a list)"),
            (
                json!({"list": [1]}),
                "list[0]：应当是文字 (expected a text)",
            ),
            (json!({"pair": 1}), "pair：应当是列表 (expected a list)"),
            (
                json!({"map": []}),
                "map：应当是 JSON 对象 (expected a JSON object)",
            ),
            (json!({"choice": 1}), "choice：应当是文字 (expected a text)"),
            (json!({"flag": "x"}), "flag：应当是 true 或 false"),
            (json!({"text": {}}), "text：应当是文字 (expected a text)"),
            (
                json!({"sign": 5}),
                "sign：应当是一个字 (expected one character)",
            ),
            (json!(5), "应当是 JSON 对象 (expected a JSON object)"),
        ] {
            let detail = super::read::<Every>(wrong.clone())
                .unwrap_err()
                .detail
                .unwrap();
            assert!(detail.starts_with(said), "{wrong} {detail}");
        }
    }

    #[test]
    fn a_mistake_in_an_entry_tells_which_one() {
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Part {
            Book {
                #[serde(rename = "keys")]
                _keys: Vec<Every>,
            },
        }
        let whose = |entry: &serde_json::Value| {
            let name = entry.get("text")?.as_str()?;
            Some((format!("项 {name}"), name.to_owned()))
        };
        let told = |value| {
            let read = super::read_entries::<Part>(&value, whose);
            read.unwrap_err().detail.unwrap()
        };
        let keys = json!([{"text": "a"}, {"text": "b", "small": 70_000}]);
        assert_eq!(
            told(json!({"book": {"keys": keys}})),
            "book.keys[1].small：项 b：应当是不太大的非负整数 (b: expected a whole number, not negative and not too large)"
        );
        // One without a name is told by its place.
        let told = told(json!({"book": {"keys": [{"small": "x"}]}}));
        assert!(
            told.starts_with("book.keys[0].small：应当是不太大的非负整数 (expected"),
            "{told}"
        );
    }

    #[test]
    fn what_a_library_says_in_english_is_told_as_what_to_write() {
        for (said, told) in [
            ("cannot parse integer from empty string", "整数"),
            ("invalid digit found in string", "整数"),
            (
                "provided string was not `true` or `false`",
                "应当是 true 或 false",
            ),
            ("failed to parse year in date: invalid digit", "日期"),
            (
                "expected four digit year (or leading sign for six digit year)",
                "日期",
            ),
            ("something else", "格式不对"),
        ] {
            assert!(super::sentence("x", said).contains(told), "{said}");
        }
        let own = "x：最多 3 字 (at most 3)";
        assert_eq!(super::sentence("x", "最多 3 字 (at most 3)"), own);
    }

    #[test]
    fn a_nul_is_found_where_it_stands() {
        let value = json!({"a": ["x", {"b": "y\0"}], "c": "\0"});
        assert_eq!(super::field_with_nul(&value).as_deref(), Some("a[1].b"));
        assert_eq!(super::field_with_nul(&json!({"a": "x", "b": 1})), None);
        assert!(super::nul_sentence("a").starts_with("a：文字里有控制字符 U+0000"));
    }

    #[test]
    fn mistakes_are_named_by_field() {
        for (name, with, said) in [
            ("rate", json!({"grade": 5}), "solved：没有填写 (missing)"),
            (
                "rate",
                json!({"grade": 999, "solved": true}),
                "grade：应当是不太大的非负整数",
            ),
            (
                "rate",
                json!({"grade": 5, "solved": "陈女士"}),
                "solved：应当是 true 或 false",
            ),
            (
                "review",
                json!({"decision": "yes"}),
                "decision：没有这个值，可以填：pass、send_back",
            ),
            ("sign", json!({"x": 1}), "x：没有这一项 (no such field"),
            (
                "urge",
                json!({"text": "a\u{1}"}),
                "text：文字里有控制字符 U+0001",
            ),
            ("rate", json!([]), "应当是 JSON 对象"),
            (
                "reply",
                json!({"text": "好", "commitment": {"text": "修好", "until": "2026-02-30"}}),
                "commitment.until：应当是真实的日期",
            ),
            (
                "reply",
                json!({"text": "好", "commitment": 5}),
                "commitment：应当是文字，或 JSON 对象",
            ),
            (
                "reply",
                json!({"text": "好", "evidence": [{"at": "昨天"}]}),
                "evidence[0].what：没有填写",
            ),
            (
                "split",
                json!({"parts": [{"title": "x", "y": 1}]}),
                "parts[0].y：没有这一项，可以填：title、text、item",
            ),
        ] {
            let detail = Command::read(name, with).unwrap_err().detail.unwrap();
            assert!(detail.starts_with(said), "{detail}");
            assert!(!detail.contains("陈女士"));
        }
    }
}
