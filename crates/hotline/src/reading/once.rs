//! JSON in which every field stands once. Of a field that is given twice one of the two would be left out
//! without a word, and which one is seen by whoever looks on the way is anybody's guess.

use super::sentence;
use crate::refusal::{Code, Refusal};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};
use std::fmt;

/// Why a text was not read.
#[derive(Debug)]
pub enum NotRead {
    /// It is no JSON.
    Malformed(serde_json::Error),
    /// A field is given twice.
    Refused(Refusal),
}

/// Reads JSON; refused if a field is given twice, at whatever depth.
///
/// # Errors
/// No JSON, or `bad_value` with the way to the field.
pub fn once(bytes: &[u8]) -> Result<Value, NotRead> {
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let read: Result<Once, _> = serde_path_to_error::deserialize(&mut text);
    let Once(value) = read.map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        if error.classify() != Category::Data {
            return NotRead::Malformed(error);
        }
        let said = sentence(if path == "." { "" } else { &path }, &error.to_string());
        NotRead::Refused(Refusal::because(Code::BadValue, said))
    })?;
    text.end().map_err(NotRead::Malformed)?;
    Ok(value)
}

struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Once)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, told: &mut fmt::Formatter<'_>) -> fmt::Result {
        told.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Once(value)) = list.next_element()? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if all.contains_key(&name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            let Once(value) = fields.next_value()?;
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match once(text.as_bytes()) {
            Ok(value) => value.to_string(),
            Err(NotRead::Malformed(_)) => "malformed".to_owned(),
            Err(NotRead::Refused(refusal)) => refusal.detail.unwrap_or_default(),
        }
    }

    #[test]
    fn a_field_given_twice_is_named_wherever_it_is() {
        for (text, said) in [
            (
                r#"{"a": 1, "a": 1}"#,
                "a：写了两次，请只写一次 (given twice)",
            ),
            (
                r#"{"parts": [{}, {"t": 1, "x": 2, "t": 3}]}"#,
                "parts[1].t：写了两次",
            ),
            (r#"{"a": {"b": {"c": 1, "\u0063": 2}}}"#, "a.b.c：写了两次"),
            (r#"{"a": 1, "a": "#, "a：写了两次"),
        ] {
            assert!(told(text).starts_with(said), "{text}: {}", told(text));
        }
    }

    #[test]
    fn everything_else_is_read_as_ever() {
        for text in [
            r#"{"a":[1,-2,3.5,true,null,"\u4e2d",{"a":{"a":[]}}]}"#,
            "[]",
            "7",
            "{}",
            "18446744073709551615",
        ] {
            let ever: Value = serde_json::from_str(text).unwrap();
            assert_eq!(told(text), ever.to_string());
        }
        let deep = "[".repeat(5000);
        for text in ["{", "{} {}", "{\"x\": 1e999}", "", "{\"a\": \u{1}}", &deep] {
            assert_eq!(told(text), "malformed", "{text}");
        }
    }
}
