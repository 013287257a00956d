//! 谁抢了先: who was faster and when, as a refusal says it in both languages.

use crate::{App, AppError};
use hotline::actor::Actor;
use workday::{Date, Instant};

/// Who was faster and when; a sentence goes on with what he did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Faster {
    /// 王五 今天 10:41.
    pub(crate) zh: String,
    /// 王五, today 10:41, — with its last comma.
    pub(crate) en: String,
}

impl Faster {
    fn new(who: (&str, &str), at: Instant, today: Date) -> Self {
        let (zh, en) = moment(at, today);
        Self {
            zh: format!("{} {zh}", who.0),
            en: format!("{}, {en},", who.1),
        }
    }
}

/// When something was done, on the clock of Shanghai: of today only the time.
fn moment(at: Instant, today: Date) -> (String, String) {
    let (date, clock) = (at.date(), clock(at));
    if date == today {
        (format!("今天 {clock}"), format!("today {clock}"))
    } else {
        (format!("{date} {clock}"), format!("{date} {clock}"))
    }
}

/// 10:41.
pub(crate) fn clock(at: Instant) -> String {
    let minute = at.minute_of_day();
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Somebody's words inside a sentence of two halves, which are told apart by brackets of this sort.
pub(crate) fn quoted(words: &str) -> String {
    words.replace('(', "（").replace(')', "）")
}

impl App {
    /// Who did something, for `actor` who came too late with it.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn faster(
        &self,
        actor: &Actor,
        by: &str,
        at: Instant,
    ) -> Result<Faster, AppError> {
        let today = self.now().date();
        if by == actor.label() {
            let who = ("您（在另一个窗口）", "You (in another window)");
            return Ok(Faster::new(who, at, today));
        }
        let who = self.named(by).await?;
        Ok(Faster::new((&who, &who), at, today))
    }

    /// The name behind a label, for a sentence; the label's own words where it has none.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn named(&self, by: &str) -> Result<String, AppError> {
        let known = self.names_of([by.to_owned()]).await?;
        let id = by.strip_prefix("staff:").unwrap_or(by);
        Ok(quoted(known.get(by).map_or(id, String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_another_day_the_date_is_said() {
        let at: Instant = "2026-11-20T00:05:59+08:00".parse().unwrap();
        let today = at.date();
        let told = Faster::new(("王五", "王五"), at, today);
        assert_eq!(told.zh, "王五 今天 00:05");
        assert_eq!(told.en, "王五, today 00:05,");
        let told = Faster::new(("王五", "王五"), at, today.tomorrow().unwrap());
        assert_eq!(told.zh, "王五 2026-11-20 00:05");
        assert_eq!(told.en, "王五, 2026-11-20 00:05,");
        assert_eq!(quoted("离岗 (年假)"), "离岗 （年假）");
    }
}
