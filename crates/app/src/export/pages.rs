//! The pages of a list that is taken out, each read where the one before ended.

use super::rules::{BookRow, DutyRow, UnitRow};
use super::{DayRow, Export, FigureRow, List, VersionRow};
use crate::AppError;
use crate::access::is_locked;
use crate::accounts::{PeopleNarrowed, Person};
use crate::keys::KnownKey;
use crate::knowledge::Narrowed;
use crate::overview::OpenAfter;
use crate::reading::After;
use hotline::actor::Post;
use hotline::catalogue::{Channel, Item, Line, Reason};
use hotline::codes::{ItemCode, UnitCode};
use hotline::knowledge::{Entry, Standing, Version};
use hotline::scope::view::CaseView;
use hotline::template::Template;
use store::deliveries::Delivery;
use store::messages::{MessageState, Place as MessagePlace, Sent};
use store::trail::{TrailNarrowed, TrailRow};
use store::webhooks::Webhook;
use workday::Instant;

/// Rows read at once.
const PAGE: u32 = 200;

/// Some rows of a list.
#[derive(Debug)]
pub enum Rows {
    /// Cases as the actor sees them.
    Cases(Vec<CaseRow>),
    /// Rows of the audit trail, and the name of who did it.
    Trail(Vec<(TrailRow, Option<String>)>),
    /// Messages, and the name of the unit that one goes to.
    Messages(Vec<(Sent, Option<String>)>),
    /// People.
    People(Vec<PersonRow>),
    /// Keys, and their posts in words.
    Keys(Vec<(KnownKey, String)>),
    /// Endpoints.
    Webhooks(Vec<Webhook>),
    /// Rows of a delivery log.
    Deliveries(Vec<Delivery>),
    /// Entries of the knowledge base.
    Knowledge(Vec<EntryRow>),
    /// Templates, and the name of their unit.
    Templates(Vec<(Template, String)>),
    /// Keys of rulebooks.
    Books(Vec<BookRow>),
    /// Items.
    Items(Vec<Item>),
    /// Units.
    Units(Vec<UnitRow>),
    /// Duties.
    Duties(Vec<DutyRow>),
    /// Reasons, and what for.
    Reasons(Vec<(&'static str, Reason)>),
    /// Channels.
    Channels(Vec<Channel>),
    /// Lines, and the name of their unit.
    Lines(Vec<(Line, String)>),
    /// Versions of the rules.
    Versions(Vec<VersionRow>),
    /// Days.
    Days(Vec<DayRow>),
    /// Figures.
    Figures(Vec<FigureRow>),
}

/// A case, with names beside its codes.
#[derive(Debug)]
pub struct CaseRow {
    /// The case as the actor sees it.
    pub view: CaseView,
    /// Code and name of its item.
    pub item: String,
    /// Name of its channel.
    pub channel: String,
    /// Name of its area, with the district in which it lies.
    pub area: String,
}

/// Somebody who works here.
#[derive(Debug)]
pub struct PersonRow {
    /// He.
    pub person: Person,
    /// His posts in words.
    pub posts: String,
    /// After too many wrong passwords he may not sign in until then.
    pub locked_until: Option<Instant>,
}

/// An entry, by the version that holds, else by the newest.
#[derive(Debug)]
pub struct EntryRow {
    /// That version.
    pub version: Version,
    /// How the entry stands.
    pub standing: Standing,
    /// Its newest version waits for a librarian.
    pub waits: bool,
    /// Name of the unit that answers for it.
    pub owner: String,
    /// Code and name of its item.
    pub item: String,
    /// Name of who wrote it.
    pub by: String,
}

impl Rows {
    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Cases(rows) => rows.len(),
            Self::Trail(rows) => rows.len(),
            Self::Messages(rows) => rows.len(),
            Self::People(rows) => rows.len(),
            Self::Keys(rows) => rows.len(),
            Self::Webhooks(rows) => rows.len(),
            Self::Deliveries(rows) => rows.len(),
            Self::Knowledge(rows) => rows.len(),
            Self::Templates(rows) => rows.len(),
            Self::Books(rows) => rows.len(),
            Self::Items(rows) => rows.len(),
            Self::Units(rows) => rows.len(),
            Self::Duties(rows) => rows.len(),
            Self::Reasons(rows) => rows.len(),
            Self::Channels(rows) => rows.len(),
            Self::Lines(rows) => rows.len(),
            Self::Versions(rows) => rows.len(),
            Self::Days(rows) => rows.len(),
            Self::Figures(rows) => rows.len(),
        }
    }

    /// Keeps the first so many.
    pub(super) fn keep(&mut self, most: usize) {
        match self {
            Self::Cases(rows) => rows.truncate(most),
            Self::Trail(rows) => rows.truncate(most),
            Self::Messages(rows) => rows.truncate(most),
            Self::People(rows) => rows.truncate(most),
            Self::Keys(rows) => rows.truncate(most),
            Self::Webhooks(rows) => rows.truncate(most),
            Self::Deliveries(rows) => rows.truncate(most),
            Self::Knowledge(rows) => rows.truncate(most),
            Self::Templates(rows) => rows.truncate(most),
            Self::Books(rows) => rows.truncate(most),
            Self::Items(rows) => rows.truncate(most),
            Self::Units(rows) => rows.truncate(most),
            Self::Duties(rows) => rows.truncate(most),
            Self::Reasons(rows) => rows.truncate(most),
            Self::Channels(rows) => rows.truncate(most),
            Self::Lines(rows) => rows.truncate(most),
            Self::Versions(rows) => rows.truncate(most),
            Self::Days(rows) => rows.truncate(most),
            Self::Figures(rows) => rows.truncate(most),
        }
    }
}

/// Where the next page begins.
pub(super) enum Place {
    Beginning,
    /// After the last row.
    End,
    Before(i64),
    After(After),
    Open(OpenAfter),
    Message(MessagePlace),
    Login(String),
}

/// Rows, and where those after them begin; nothing after the last.
type Page = Option<(Rows, Place)>;

impl Export {
    /// The rows from a place on.
    pub(super) async fn read(&self, place: Place) -> Result<Page, AppError> {
        let (app, actor) = (&self.app, &self.actor);
        if matches!(place, Place::End) {
            return Ok(None);
        }
        let before = match place {
            Place::Before(id) => Some(id),
            _ => None,
        };
        let (rows, next) = match &self.list {
            List::Cases(filter, _) => {
                let rows = app.cases(actor, filter, before, PAGE).await?;
                let next = rows.last().map(|row| Place::Before(row.0));
                let views = rows.into_iter().map(|row| row.1);
                (self.cases(views), next)
            }
            List::Found(filter, typed, _) => {
                let rows = app.search(actor, typed, filter, before, PAGE).await?;
                let next = rows.last().map(|row| Place::Before(row.0));
                let views = rows.into_iter().map(|row| row.1);
                (self.cases(views), next)
            }
            List::Inbox(ask, _) => {
                let after = match place {
                    Place::After(after) => Some(after),
                    _ => None,
                };
                let rows = app.inbox(actor, ask, after, PAGE).await?;
                let next = rows.last().map(|row| Place::After(row.after));
                let views = rows.into_iter().map(|row| row.view);
                (self.cases(views), next)
            }
            List::Open(ask, _) => {
                let after = match place {
                    Place::Open(after) => Some(after),
                    _ => None,
                };
                let rows = app.open_cases(actor, ask, after, PAGE).await?;
                let next = rows.last().map(|row| Place::Open(row.0));
                let views = rows.into_iter().map(|row| row.1);
                (self.cases(views), next)
            }
            List::Trail(by, _) => return self.trail(by, before).await,
            List::Messages(state, no, _) => {
                return self.messages(*state, no.as_deref(), place).await;
            }
            List::People(by, _) => {
                let after = match place {
                    Place::Login(login) => Some(login),
                    _ => None,
                };
                return self.people(by, after).await;
            }
            List::Deliveries(reach, id, which, _) => {
                let whose = reach.whose(actor)?;
                let rows = app.webhook_deliveries(whose, id, *which, before, PAGE);
                let rows = rows.await?;
                let next = rows.last().map(|row| Place::Before(row.told.position));
                (Rows::Deliveries(rows), next)
            }
            List::Knowledge(typed, by, _) => {
                return self.entries(typed.as_deref(), by, before).await;
            }
            // These are short, and read at once.
            List::Keys => {
                let rows = app.keys().await?.into_iter();
                let named = |key: KnownKey| {
                    let posts = self.in_words(&key.posts);
                    (key, posts)
                };
                (Rows::Keys(rows.map(named).collect()), Some(Place::End))
            }
            List::Rules(list, by, _) => (app.rules_list(*list, by), Some(Place::End)),
            List::Versions => (self.versions().await?, Some(Place::End)),
            List::Days(year) => (Rows::Days(app.days_of(*year)?), Some(Place::End)),
            List::Figures(ask, axis, _) => (self.figures(ask, *axis).await?, Some(Place::End)),
            List::Webhooks(reach) => {
                let rows = app.webhooks_of(reach.whose(actor)?).await?;
                (Rows::Webhooks(rows), Some(Place::End))
            }
            List::Templates => {
                let rows = app.templates(actor).await?.into_iter();
                let named = |template: Template| {
                    let unit = self.unit(&template.unit);
                    (template, unit)
                };
                (Rows::Templates(rows.map(named).collect()), Some(Place::End))
            }
        };
        Ok(next.map(|next| (rows, next)))
    }

    async fn messages(
        &self,
        state: Option<MessageState>,
        no: Option<&str>,
        place: Place,
    ) -> Result<Page, AppError> {
        let before = match place {
            Place::Message(place) => Some(place),
            _ => None,
        };
        let sent = self.app.messages_sent(&self.actor, state, no, before, PAGE);
        let sent = sent.await?;
        let next = sent.last();
        let next = next.map(|row| Place::Message((row.message.case, row.message.id)));
        let named = |sent: Sent| {
            let unit = self.app.addressee(&sent.message.addressee);
            (sent, unit)
        };
        let rows = sent.into_iter().map(named).collect();
        Ok(next.map(|next| (Rows::Messages(rows), next)))
    }

    fn cases(&self, views: impl Iterator<Item = CaseView>) -> Rows {
        let profile = self.app.profile();
        let (catalogue, directory) = (&profile.catalogue, &profile.directory);
        let row = |view: CaseView| CaseRow {
            item: view
                .item
                .as_ref()
                .map_or_else(String::new, |item| self.item(item)),
            channel: view.channel.as_ref().map_or_else(String::new, |code| {
                let known = catalogue.channel(code);
                known.map_or_else(|| code.clone(), |channel| channel.name.clone())
            }),
            area: view.area.as_ref().map_or_else(String::new, |code| {
                let name = directory.name_around(code);
                name.unwrap_or_else(|| code.to_string())
            }),
            view,
        };
        Rows::Cases(views.map(row).collect())
    }

    async fn trail(&self, by: &TrailNarrowed, before: Option<i64>) -> Result<Page, AppError> {
        let by = TrailNarrowed {
            before: before.or(by.before),
            ..by.clone()
        };
        let rows = self.app.trail(&self.actor, &by, PAGE).await?;
        let next = rows.last().map(|row| Place::Before(row.row.id));
        let labels: Vec<_> = rows.iter().map(|row| row.row.actor.clone()).collect();
        let names = self.app.names_of(labels).await?;
        let named = |row: TrailRow| {
            let name = names.get(&row.row.actor).cloned();
            (row, name)
        };
        let rows = Rows::Trail(rows.into_iter().map(named).collect());
        Ok(next.map(|next| (rows, next)))
    }

    async fn people(&self, by: &PeopleNarrowed, after: Option<String>) -> Result<Page, AppError> {
        let by = PeopleNarrowed {
            after,
            ..by.clone()
        };
        let rows = self.app.people(&self.actor, &by, PAGE).await?;
        let next = rows.last();
        let next = next.map(|row| Place::Login(row.account.login.clone()));
        let row = |person: Person| PersonRow {
            posts: self.in_words(&person.posts),
            locked_until: Some(person.account.locked_until)
                .filter(|until| is_locked(*until, self.at)),
            person,
        };
        let rows = Rows::People(rows.into_iter().map(row).collect());
        Ok(next.map(|next| (rows, next)))
    }

    async fn entries(
        &self,
        typed: Option<&str>,
        by: &Narrowed,
        before: Option<i64>,
    ) -> Result<Page, AppError> {
        let by = Narrowed {
            before,
            ..by.clone()
        };
        let app = &self.app;
        let rows = app.knowledge_list(&self.actor, typed, &by, PAGE).await?;
        let next = rows.last().map(|row| Place::Before(row.id));
        let names = app.names_in(&rows).await?;
        let row = |entry: Entry| {
            let version = entry.holding().unwrap_or_else(|| entry.newest()).clone();
            let by = names.get(&version.written.by).cloned();
            EntryRow {
                standing: entry.standing(self.at.date()),
                waits: entry.newest().waits(),
                owner: self.unit(&version.owner),
                item: version
                    .item
                    .as_ref()
                    .map_or_else(String::new, |item| self.item(item)),
                by: by.unwrap_or_else(|| version.written.by.clone()),
                version,
            }
        };
        let rows = Rows::Knowledge(rows.into_iter().map(row).collect());
        Ok(next.map(|next| (rows, next)))
    }

    /// An item by code and name.
    fn item(&self, code: &ItemCode) -> String {
        let profile = self.app.profile();
        let known = profile.catalogue.item(code);
        known.map_or_else(|| code.to_string(), |item| format!("{code} {}", item.name))
    }

    /// A unit by its name; by its code if it is no more.
    fn unit(&self, unit: &UnitCode) -> String {
        self.app.profile().directory.name_of(unit).to_owned()
    }

    /// Posts in words: role and unit of each.
    fn in_words(&self, posts: &[Post]) -> String {
        let post = |post: &Post| format!("{}@{}", post.role.zh(), self.unit(&post.unit));
        posts.iter().map(post).collect::<Vec<_>>().join("、")
    }
}
