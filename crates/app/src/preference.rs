//! What a person chose at the desk, kept so that it follows him: columns of lists, saved filters. Everybody
//! reads and changes his own and nobody else's.

use crate::{App, AppError};
use hotline::refusal::{Code, Refusal};
use serde_json::Value;
use std::collections::BTreeMap;
use store::preference::Preference;

/// Choices of one person.
const MOST: i64 = 50;
/// Bytes of one choice as JSON.
const LARGEST: usize = 16 * 1024;
/// Characters of a name.
const NAME: usize = 60;

impl App {
    /// Everything that a person chose, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn preferences(&self, person: &str) -> Result<BTreeMap<String, Value>, AppError> {
        let kept = self.store().preferences(person).await?.into_iter();
        // What this program does not understand counts as not chosen.
        let kept =
            kept.filter_map(|(name, value)| Some((name, serde_json::from_str(&value).ok()?)));
        Ok(kept.collect())
    }

    /// Keeps a choice of a person under a name; null forgets it.
    ///
    /// # Errors
    /// `bad_value` for a name that is none, a choice that is too large, or too many of them; or the
    /// database does not answer.
    pub async fn prefer(&self, person: &str, name: &str, value: &Value) -> Result<(), AppError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ":._-".contains(c);
        if name.is_empty() || name.len() > NAME || !name.chars().all(fits) {
            return Err(refused(
                "name：1 到 60 个小写字母、数字或 : . _ - (1 to 60 of a-z 0-9 : . _ -)",
            ));
        }
        let text = (!value.is_null()).then(|| value.to_string());
        if text.as_ref().is_some_and(|text| text.len() > LARGEST) {
            return Err(refused("value：最大 16 KB (at most 16 KB)"));
        }
        let choice = Preference {
            person: person.to_owned(),
            name: name.to_owned(),
            value: text,
        };
        if self
            .store()
            .keep_preference(choice, self.now(), MOST)
            .await?
        {
            Ok(())
        } else {
            Err(refused("name：一个人最多记 50 项 (at most 50 choices)"))
        }
    }
}

fn refused(why: &str) -> AppError {
    AppError::Refused(Refusal::because(Code::BadValue, why))
}
