//! 导出: a whole list, page by page, under the same scope and with the same masks as on the screen. Who
//! took which list out is written to the audit trail before the first row leaves.

use crate::overview::{OpenAfter, OpenAsk};
use crate::reading::{After, Filter, Inbox};
use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::codes::UnitCode;
use hotline::scope::view::CaseView;
use store::audit::AuditRow;
use workday::Instant;

/// Rows read at once.
const PAGE: u32 = 200;

/// Which list.
#[derive(Debug, Clone)]
pub enum List {
    /// The cases within reach that a filter lets through, and the filter as it was asked for.
    Cases(Box<Filter>, String),
    /// A list of a unit's open work.
    Inbox(UnitCode, Inbox),
    /// The open cases behind a number of the overview, and the number as it was asked for.
    Open(Box<OpenAsk>, String),
}

impl List {
    /// The list in words, for the audit trail and the head of the file.
    fn words(&self, app: &App) -> String {
        match self {
            Self::Cases(_, asked) => narrowed("诉求件清单", asked),
            Self::Open(_, asked) => narrowed("在办件清单", asked),
            Self::Inbox(unit, inbox) => {
                let directory = &app.profile().directory;
                let unit = directory.unit(unit);
                let unit = unit.map_or("", |unit| unit.name.as_str());
                format!("{unit} {}", inbox.as_str())
            }
        }
    }
}

fn narrowed(list: &str, asked: &str) -> String {
    let asked: String = asked
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    if asked.is_empty() {
        list.to_owned()
    } else {
        format!("{list}（{asked}）")
    }
}

/// Where the next page begins.
enum Place {
    Beginning,
    Before(i64),
    After(After),
    Open(OpenAfter),
    End,
}

/// A list on its way out. Dropping it stops the work.
pub struct Export {
    app: App,
    actor: Actor,
    list: List,
    place: Place,
    /// Rows that have gone out.
    pub rows: u64,
    /// How many rows there were when it began; more may come in between.
    pub total: i64,
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
        let total = match &list {
            List::Cases(filter, _) => self.count_cases(actor, filter).await?,
            List::Inbox(unit, inbox) => self.badge(actor, unit, *inbox).await?,
            List::Open(ask, _) => self.count_open(actor, ask).await?,
        };
        let now = self.now();
        let person = actor.person().unwrap_or_default();
        let name = self.name_of(person).await?.unwrap_or_default();
        let time = now.to_string().replace('T', " ");
        let watermark = format!(
            "{}；导出人 {name}（{person}）；{}；内部资料",
            list.words(self),
            time.get(..16).unwrap_or(&time)
        );
        let note = format!("{format}；{}；{total}", list.words(self));
        self.note_export(actor, "export", note).await?;
        Ok(Export {
            app: self.clone(),
            actor: actor.clone(),
            list,
            place: Place::Beginning,
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
    /// The next rows; none after the last. That all went out is then written down too.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next(&mut self) -> Result<Option<Vec<CaseView>>, AppError> {
        let page = match (&self.list, &self.place) {
            (_, Place::End) => return Ok(None),
            (List::Cases(filter, _), place) => {
                let before = match place {
                    Place::Before(id) => Some(*id),
                    _ => None,
                };
                let rows = self.app.cases(&self.actor, filter, before, PAGE).await?;
                self.place = rows.last().map_or(Place::End, |row| Place::Before(row.0));
                rows.into_iter().map(|row| row.1).collect::<Vec<_>>()
            }
            (List::Inbox(unit, inbox), place) => {
                let after = match place {
                    Place::After(after) => Some(*after),
                    _ => None,
                };
                let rows = self
                    .app
                    .inbox(&self.actor, unit, *inbox, after, PAGE)
                    .await?;
                let last = rows.last().map(|row| Place::After(row.after));
                self.place = last.unwrap_or(Place::End);
                rows.into_iter().map(|row| row.view).collect()
            }
            (List::Open(ask, _), place) => {
                let after = match place {
                    Place::Open(after) => Some(*after),
                    _ => None,
                };
                let rows = self.app.open_cases(&self.actor, ask, after, PAGE).await?;
                let last = rows.last().map(|row| Place::Open(row.0));
                self.place = last.unwrap_or(Place::End);
                rows.into_iter().map(|row| row.1).collect()
            }
        };
        self.rows += page.len() as u64;
        if page.is_empty() {
            self.place = Place::End;
            let note = format!("{}；{}", self.watermark, self.rows);
            self.app.note_export(&self.actor, "exported", note).await?;
            return Ok(None);
        }
        Ok(Some(page))
    }
}
