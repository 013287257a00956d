//! 导出: a whole list, page by page, under the same scope and with the same masks as on the screen. Who
//! took which list out is written to the audit trail before the first row leaves.

use crate::overview::{OpenAfter, OpenAsk};
use crate::reading::{After, Filter, Inbox};
use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::codes::UnitCode;
use hotline::scope::view::CaseView;
use std::collections::BTreeMap;
use store::audit::AuditRow;
use store::messages::{MessageState, Place as MessagePlace, Sent};
use store::trail::{TrailNarrowed, TrailRow};
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
    /// Rows of the audit trail, and what was asked for.
    Trail(Box<TrailNarrowed>, String),
    /// Messages in this state, about the case of this number, and what was asked for.
    Messages(Option<MessageState>, Option<String>, String),
}

/// Some rows of a list.
#[derive(Debug)]
pub enum Rows {
    /// Cases as the actor sees them.
    Cases(Vec<CaseView>),
    /// Rows of the audit trail, and the name of who did it.
    Trail(Vec<(TrailRow, Option<String>)>),
    /// Messages, and the name of the unit that one goes to.
    Messages(Vec<(Sent, Option<String>)>),
}

impl Rows {
    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Cases(rows) => rows.len(),
            Self::Trail(rows) => rows.len(),
            Self::Messages(rows) => rows.len(),
        }
    }
}

impl List {
    /// The list in words, for the audit trail and the head of the file.
    fn words(&self, app: &App) -> String {
        match self {
            Self::Cases(_, asked) => narrowed("诉求件清单", asked),
            Self::Open(_, asked) => narrowed("在办件清单", asked),
            Self::Trail(_, asked) => narrowed("审计记录", asked),
            Self::Messages(_, _, asked) => narrowed("消息清单", asked),
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
    Message(MessagePlace),
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
            List::Trail(by, _) => self.count_trail(actor, by).await?,
            List::Messages(state, no, _) => {
                self.count_messages(actor, *state, no.as_deref()).await?
            }
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
        let place = std::mem::replace(&mut self.place, Place::End);
        if matches!(place, Place::End) {
            return Ok(None);
        }
        let (rows, next) = self.read(place).await?;
        self.rows += rows.count() as u64;
        let Some(next) = next else {
            let note = format!("{}；{}", self.watermark, self.rows);
            self.app.note_export(&self.actor, "exported", note).await?;
            return Ok(None);
        };
        self.place = next;
        Ok(Some(rows))
    }

    /// A page from a place on, and where the one after it begins; none if there was nothing any more.
    async fn read(&self, place: Place) -> Result<(Rows, Option<Place>), AppError> {
        let (app, actor) = (&self.app, &self.actor);
        Ok(match &self.list {
            List::Cases(filter, _) => {
                let before = match place {
                    Place::Before(id) => Some(id),
                    _ => None,
                };
                let rows = app.cases(actor, filter, before, PAGE).await?;
                let next = rows.last().map(|row| Place::Before(row.0));
                (
                    Rows::Cases(rows.into_iter().map(|row| row.1).collect()),
                    next,
                )
            }
            List::Inbox(unit, inbox) => {
                let after = match place {
                    Place::After(after) => Some(after),
                    _ => None,
                };
                let rows = app.inbox(actor, unit, *inbox, after, PAGE).await?;
                let next = rows.last().map(|row| Place::After(row.after));
                let views = rows.into_iter().map(|row| row.view).collect();
                (Rows::Cases(views), next)
            }
            List::Open(ask, _) => {
                let after = match place {
                    Place::Open(after) => Some(after),
                    _ => None,
                };
                let rows = app.open_cases(actor, ask, after, PAGE).await?;
                let next = rows.last().map(|row| Place::Open(row.0));
                (
                    Rows::Cases(rows.into_iter().map(|row| row.1).collect()),
                    next,
                )
            }
            List::Trail(by, _) => {
                let by = match place {
                    Place::Before(id) => TrailNarrowed {
                        before: Some(id),
                        ..(**by).clone()
                    },
                    _ => (**by).clone(),
                };
                let rows = app.trail(actor, &by, PAGE).await?;
                let next = rows.last().map(|row| Place::Before(row.row.id));
                let labels: Vec<_> = rows.iter().map(|row| row.row.actor.clone()).collect();
                let names: BTreeMap<_, _> = app.names_of(labels).await?;
                let named = |row: TrailRow| {
                    let name = names.get(&row.row.actor).cloned();
                    (row, name)
                };
                (Rows::Trail(rows.into_iter().map(named).collect()), next)
            }
            List::Messages(state, no, _) => {
                let before = match place {
                    Place::Message(place) => Some(place),
                    _ => None,
                };
                let rows = app.messages_sent(actor, *state, no.as_deref(), before, PAGE);
                let rows = rows.await?;
                let next = rows.last();
                let next = next.map(|row| Place::Message((row.message.case, row.message.id)));
                let named = |sent: Sent| {
                    let unit = app.addressee(&sent.message.addressee);
                    (sent, unit)
                };
                (Rows::Messages(rows.into_iter().map(named).collect()), next)
            }
        })
    }
}
