//! Case numbers: prefix, day, five digits (six after 99,999). Taken in blocks, so that intake does
//! not wait for a counter; gaps are fine.

use crate::{App, AppError};
use store::Store;
use text::normal::unseen;
use tokio::sync::Mutex;
use workday::Instant;

const BLOCK: i64 = 200;
/// Characters of a number, at most.
const LONGEST: usize = 40;

/// A number as people type or paste it or have it read to them, in groups: full-width, small letters, blanks,
/// dashes, and marks that nobody sees but that a copied text carries.
pub fn as_typed(no: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let seen = |c: &char| !c.is_control() && !c.is_whitespace() && !unseen(*c) && !dash(*c);
    let no: String = no.chars().filter(seen).map(narrow).take(LONGEST).collect();
    no.to_ascii_uppercase()
}

/// What stands between groups of digits; no number or code has one.
const fn dash(c: char) -> bool {
    matches!(
        c,
        '-' | '－' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '·' | '.' | '．'
    )
}

/// Digits of a number, at least: the day and five.
const DIGITS: usize = 11;

impl App {
    /// The same for whoever leaves out the city's letters, which stand before every number, or copies the words
    /// and marks around it: 受理编号：FZ26112500001。
    pub fn number_as_typed(&self, typed: &str) -> String {
        let mut no = as_typed(typed);
        no.retain(|c| c.is_ascii_alphanumeric());
        // No. FZ26112500001: an English word before it is of letters, too.
        let profile = self.profile();
        let prefix = profile.number_prefix.as_str();
        if let Some((_, digits)) = no.rsplit_once(prefix)
            && digits.len() >= DIGITS
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return format!("{prefix}{digits}");
        }
        if no.len() >= DIGITS && no.bytes().all(|byte| byte.is_ascii_digit()) {
            return format!("{prefix}{no}");
        }
        no
    }
}

/// The numbers that this process may give out.
pub struct Numbers {
    prefix: String,
    block: Mutex<Block>,
}

#[derive(Default)]
struct Block {
    day: String,
    next: i64,
    end: i64,
}

impl Numbers {
    pub(crate) fn new(prefix: String) -> Self {
        Self {
            prefix,
            block: Mutex::default(),
        }
    }

    /// A number's day and its place in the day; nothing if it is none of this city's.
    pub(crate) fn place(&self, no: &str) -> Option<(String, i64)> {
        let rest = no.strip_prefix(&self.prefix)?;
        let digits = rest.len() > 6 && rest.bytes().all(|byte| byte.is_ascii_digit());
        let (day, place) = rest.split_at_checked(6).filter(|_| digits)?;
        Some((day.to_owned(), place.parse().ok()?))
    }

    /// The next number of the day.
    pub(crate) async fn next(&self, store: &Store, now: Instant) -> Result<String, AppError> {
        let date = now.date();
        let day = format!(
            "{:02}{:02}{:02}",
            date.year().rem_euclid(100),
            date.month(),
            date.day()
        );
        let mut block = self.block.lock().await;
        if block.day != day || block.next >= block.end {
            let first = store.take_numbers(&day, BLOCK).await?;
            *block = Block {
                day,
                next: first,
                end: first + BLOCK,
            };
        }
        let number = format!("{}{}{:05}", self.prefix, block.day, block.next);
        block.next += 1;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::as_typed;

    #[test]
    fn numbers_are_taken_as_typed_and_as_pasted() {
        for typed in [
            " ｆz1711 1800237\n",
            "\u{feff}FZ17111800237\u{200b}",
            "\u{200e}fz\u{2060}1711\u{a0}180\u{ad}0237\u{202c}",
            "fz 171118-00237",
            "FZ－1711—1800–237",
            "fz.171118.00237",
        ] {
            assert_eq!(as_typed(typed), "FZ17111800237", "{typed:?}");
        }
        let hidden = "\u{200b}".repeat(50) + "FZ17111800237";
        assert_eq!(as_typed(&hidden), "FZ17111800237");
    }
}
