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

use crate::{App, AppError, chance};
use hotline::actor::Actor;
use pages::Place;
use store::audit::AuditRow;
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
        let row = AuditRow {
            id: chance::id(now)?,
            at: now,
            actor: actor.label(),
            act: act.to_owned(),
            case: None,
            note,
        };
        Ok(self.store().note_audit(row).await?)
    }
}

impl Export {
    /// Which list it is.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The next rows; none after the last. That all went out is then written down too.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next(&mut self) -> Result<Option<Rows>, AppError> {
        let Some(place) = self.place.take() else {
            return Ok(None);
        };
        if let Some((rows, next)) = self.read(place).await? {
            self.rows += rows.count() as u64;
            self.place = Some(next);
            return Ok(Some(rows));
        }
        let note = format!("{}；{}", self.watermark, self.rows);
        self.app.note_export(&self.actor, "exported", note).await?;
        Ok(None)
    }
}
