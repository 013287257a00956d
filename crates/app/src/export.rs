//! 导出: a whole list, page by page, under the same scope and with the same masks as on the screen. Who
//! took which list out is written to the audit trail before the first row leaves.

mod days;
mod figures;
mod list;
mod pages;
mod rules;
mod versions;

pub use days::DayRow;
pub use figures::FigureRow;
pub use list::{List, Reach};
pub use pages::{CaseRow, EntryRow, PersonRow, Rows};
pub use rules::{BookRow, DutyRow, RulesList, RulesNarrowed, UnitRow};
pub use versions::VersionRow;

use crate::{App, AppError, trail};
use hotline::actor::Actor;
use pages::Place;
use workday::Instant;

/// A list on its way out. Dropping it stops the work.
pub struct Export {
    app: App,
    actor: Actor,
    list: List,
    /// None after the last page.
    place: Option<Place>,
    /// Rows that have gone out.
    pub rows: u64,
    /// Rows that have been read; more than have gone out where the file holds no more.
    seen: u64,
    /// How many the file holds.
    most: u64,
    /// How many rows there were when it began, if they were counted; more may come in between.
    pub total: Option<i64>,
    /// When it began.
    pub at: Instant,
    /// The list in words, who takes it out, and when: stands in the file.
    pub watermark: String,
}

impl App {
    /// Begins to take a list out.
    ///
    /// # Errors
    /// `not_yours` for the list of a unit in which the actor has no post; or the database does not
    /// answer.
    pub async fn export(
        &self,
        actor: &Actor,
        list: List,
        format: &'static str,
    ) -> Result<Export, AppError> {
        let total = list.count(self, actor).await?;
        let now = self.now();
        let person = actor.person().unwrap_or_default();
        let name = self.name_of(person).await?.unwrap_or_default();
        let time = now.to_string().replace('T', " ");
        let watermark = format!(
            "{}；导出人 {name}（{person}）；{}；内部资料",
            list.words(self),
            time.get(..16).unwrap_or(&time)
        );
        let rows = total.map_or_else(String::new, |total| format!("；{total}"));
        let note = format!("{format}；{}{rows}", list.words(self));
        self.note_export(actor, "export", note).await?;
        Ok(Export {
            app: self.clone(),
            actor: actor.clone(),
            list,
            place: Some(Place::Beginning),
            rows: 0,
            seen: 0,
            most: u64::MAX,
            total,
            at: now,
            watermark,
        })
    }

    async fn note_export(
        &self,
        actor: &Actor,
        act: &'static str,
        note: String,
    ) -> Result<(), AppError> {
        let now = self.now();
        let row = trail::row(now, actor.label(), act, note)?;
        Ok(self.store().note_audit(row).await?)
    }
}

impl Export {
    /// Which list it is.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The same into a file that holds so many rows.
    #[must_use]
    pub const fn of_at_most(mut self, rows: u64) -> Self {
        self.most = rows;
        self
    }

    /// How many rows there are, if the file holds only the first of them.
    #[must_use]
    pub fn cut_of(&self) -> Option<u64> {
        let counted = self.total.and_then(|total| u64::try_from(total).ok());
        let there_are = self.seen.max(counted.unwrap_or_default());
        (self.is_full() && there_are > self.rows).then_some(there_are)
    }

    const fn is_full(&self) -> bool {
        self.rows >= self.most
    }

    /// The next rows; none after the last. That all went out, or how many of how many, is then written down
    /// too. Of a list that was not counted, what the file does not hold is read all the same: there it comes
    /// as pages without rows.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next(&mut self) -> Result<Option<Rows>, AppError> {
        let Some(place) = self.place.take() else {
            return Ok(None);
        };
        let known = self.is_full() && self.total.is_some();
        let page = if known { None } else { self.read(place).await? };
        if let Some((mut rows, next)) = page {
            self.seen += rows.count() as u64;
            rows.keep(usize::try_from(self.most - self.rows).unwrap_or(usize::MAX));
            self.rows += rows.count() as u64;
            self.place = Some(next);
            return Ok(Some(rows));
        }
        let of = self.cut_of();
        let of = of.map_or_else(String::new, |of| format!("/{of}"));
        let note = format!("{}；{}{of}", self.watermark, self.rows);
        self.app.note_export(&self.actor, "exported", note).await?;
        Ok(None)
    }
}
