//! What a list of published cases is narrowed to. The address says it in full, so that a list can be kept
//! and passed on.

use crate::follow::instant;
use app::reading::Filter;
use app::{App, AppError};
use hotline::actor::Actor;
use hotline::codes::AreaCode;
use hotline::scope::view::CaseView;
use serde::Deserialize;

/// Cases on a page.
pub(crate) const PAGE: usize = 20;
/// So many times as many are looked through where words are looked for.
const LOOKED_THROUGH: usize = 10;

/// The query of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrowing {
    /// Words in title, text or answer, or a number.
    pub(crate) q: String,
    pub(crate) kind: String,
    pub(crate) area: String,
    pub(crate) item: String,
    /// Where the page before ended.
    pub(crate) before: String,
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) cases: Vec<CaseView>,
    /// Where the list goes on; none at its end.
    pub(crate) next: Option<i64>,
    /// Nothing can be looked for by these words: only signs, too many, or a long number.
    pub(crate) unsearchable: bool,
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Narrowing {
    pub(crate) fn is_kind(&self, kind: &&str) -> bool {
        self.kind == *kind
    }

    pub(crate) fn is_item(&self, item: &&str) -> bool {
        self.item == *item
    }

    pub(crate) fn is_area(&self, area: &str) -> bool {
        self.area == area
    }

    /// The same by item in place of words.
    pub(crate) fn of_item(&self, item: &str) -> Self {
        Self {
            q: String::new(),
            item: item.to_owned(),
            before: String::new(),
            ..self.clone()
        }
    }

    fn filter(&self) -> Filter {
        Filter {
            kind: given(&self.kind),
            item: given(&self.item),
            area: given(&self.area).map(AreaCode::from),
            ..Filter::default()
        }
    }

    /// The cases that fit and were published last, the latest first. With words to look for, those are taken
    /// from the newest cases that have them.
    pub(crate) async fn latest(&self, app: &App, most: usize) -> Result<Vec<CaseView>, AppError> {
        if given(&self.q).is_none() {
            let limit = u32::try_from(most).unwrap_or(u32::MAX);
            return app.latest_published(&self.filter(), limit).await;
        }
        let mut cases = self.find(app, most * LOOKED_THROUGH).await?.cases;
        let at = |case: &CaseView| instant(case.published_at.as_deref());
        cases.sort_by_key(|case| std::cmp::Reverse(at(case)));
        cases.truncate(most);
        Ok(cases)
    }

    /// The newest cases that fit, within the public's reach: all that were ever published are looked
    /// through.
    pub(crate) async fn find(&self, app: &App, most: usize) -> Result<Found, AppError> {
        let filter = self.filter();
        let before = self.before.parse::<i64>().ok();
        // One more tells whether the list goes on.
        let limit = u32::try_from(most + 1).unwrap_or(u32::MAX);
        let public = Actor::Public;
        let rows = match given(&self.q) {
            None => app.cases(&public, &filter, before, limit).await,
            Some(words) => app.search(&public, &words, &filter, before, limit).await,
        };
        let mut rows = match rows {
            Err(AppError::Refused(_)) => {
                return Ok(Found {
                    unsearchable: true,
                    ..Found::default()
                });
            }
            rows => rows?,
        };
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().map(|(id, _)| *id).filter(|_| more);
        Ok(Found {
            cases: rows.into_iter().map(|(_, case)| case).collect(),
            next,
            unsearchable: false,
        })
    }

    /// The address of a list, from a place on.
    pub(crate) fn address(&self, path: &str, before: Option<i64>) -> String {
        let before = before.map(|id| id.to_string()).unwrap_or_default();
        let parts = [
            ("q", self.q.as_str()),
            ("kind", &self.kind),
            ("area", &self.area),
            ("item", &self.item),
            ("before", &before),
        ];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> = parts
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if parts.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", parts.join("&"))
        }
    }
}

/// A value of a query, percent-encoded.
fn escaped(value: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_the_whole_list() {
        let narrowing = Narrowing {
            q: "路灯 不亮".to_owned(),
            area: "350104".to_owned(),
            ..Narrowing::default()
        };
        assert_eq!(
            narrowing.address("/public", Some(7)),
            "/public?q=%E8%B7%AF%E7%81%AF%20%E4%B8%8D%E4%BA%AE&area=350104&before=7"
        );
        assert_eq!(
            Narrowing::default().address("/public.csv", None),
            "/public.csv"
        );
    }
}
