//! Reading: what an actor may see of a case and of lists, always through `hotline::scope`.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::actions::Action;
use hotline::case::promise::Promise;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::directory::UnitKind;
use hotline::kind::Kind;
use hotline::refusal::Code;
use hotline::scope::view::{CaseView, HistoryLine, Light, Opened as _, history, view};
use hotline::scope::{Reach, calls_at, sees, sees_everything};
use std::collections::BTreeSet;
use store::accounts::PeopleNarrowed;
pub use store::figures::Axis;
pub use store::inbox::{After, Inbox};
use store::inbox::{ListOf, Narrowed, Reader, Unclaimed};
pub use store::listing::Filter;
use store::sealed::CaseWords;
use workday::{DayLine, Instant};

/// The most colleagues that are named at once.
const COLLEAGUES: u32 = 500;

/// A row of a list: the case as the actor may read it, and where the list goes on.
pub struct Row {
    /// The case.
    pub view: CaseView,
    /// Where the list goes on.
    pub after: After,
    /// Until when the step of the list is due, where that is not the promise: accepting, dispatching.
    pub by: Option<Instant>,
}

/// Which list of which unit, and what it is narrowed to; what is not set does not narrow.
#[derive(Debug, Clone)]
pub struct InboxAsk {
    /// Whose.
    pub unit: UnitCode,
    /// The list.
    pub inbox: Inbox,
    /// Kind.
    pub kind: Option<Kind>,
    /// Item.
    pub item: Option<ItemCode>,
    /// Area, with everything inside it.
    pub area: Option<AreaCode>,
    /// Whether it is urgent.
    pub urgent: Option<bool>,
    /// 督办.
    pub supervised: Option<bool>,
    /// Only cases that the asker has in hand in the unit: 经办人 is he.
    pub mine: bool,
    /// Only cases that the unit has delegated (下派) to this one, this round.
    pub below: Option<UnitCode>,
}

impl InboxAsk {
    /// A whole list.
    #[must_use]
    pub const fn whole(unit: UnitCode, inbox: Inbox) -> Self {
        Self {
            unit,
            inbox,
            kind: None,
            item: None,
            area: None,
            urgent: None,
            supervised: None,
            mine: false,
            below: None,
        }
    }
}

/// A case on a screen.
pub struct CasePage {
    /// The case.
    pub view: CaseView,
    /// What the actor may do, and why not the rest.
    pub actions: Vec<Action>,
    /// What happened.
    pub history: Vec<HistoryLine>,
    /// The promise of this round.
    pub promise: Option<Promise>,
    /// How it was counted, day by day; empty where it is the same day.
    pub days: Vec<DayLine>,
}

impl App {
    /// A case that the actor may see.
    ///
    /// Whoever does not see everything has the database look for number and reach at once: a case that he
    /// may not see is not read, and takes no longer than one that does not exist.
    ///
    /// # Errors
    /// `not_found`, whether it does not exist or may not be seen.
    pub async fn seen_case(&self, actor: &Actor, no: &str) -> Result<Case, AppError> {
        let (store, profile) = (&self.0.store, self.profile());
        let directory = &profile.directory;
        // A requester has proved by the query code that the case is his.
        let case = if *actor == Actor::Requester || sees_everything(actor, directory) {
            store.case(no).await?
        } else {
            store.case_within(&Reach::of(actor, directory), no).await?
        };
        let case = case.ok_or(Code::NotFound)?;
        if sees(actor, &case, directory) {
            Ok(case)
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// A case as the actor may read it.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn view(&self, actor: &Actor, no: &str) -> Result<CaseView, AppError> {
        let case = self.seen_case(actor, no).await?;
        self.view_of(actor, &case)
            .await?
            .ok_or_else(|| Code::NotFound.into())
    }

    /// A case with what the actor may do and what he may read of its history: one page of a screen.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn page(&self, actor: &Actor, no: &str) -> Result<CasePage, AppError> {
        // Whoever does not see everything is told `not_found` before more is read: a case that he may
        // not see takes no longer than one that does not exist.
        if !sees_everything(actor, &self.profile().directory) {
            self.seen_case(actor, no).await?;
        }
        let story = self.0.store.story(no).await?.ok_or(Code::NotFound)?;
        let (case, words, mut events) = story;
        if !sees(actor, &case, &self.profile().directory) {
            return Err(Code::NotFound.into());
        }
        let view = self.view_with(actor, &case, &words).await?;
        let view = view.ok_or(Code::NotFound)?;
        // Events that came after the case was read belong to a later version of the page.
        events.retain(|recorded| recorded.seq <= case.version);
        let history =
            history(&case, &events, actor, &self.profile().directory, &words).unwrap_or_default();
        let now = self.now().max(case.at);
        let basis = self.basis(Some(&case), now)?;
        let actions = case.actions(&basis.context(now), actor);
        let promise = case.promise.clone();
        let days = promise.as_ref().map_or_else(Vec::new, |promise| {
            let counted = |from| basis.calendar.explain(from, promise.last_day);
            promise.counted_from().map_or_else(Vec::new, counted)
        });
        Ok(CasePage {
            view,
            actions,
            history,
            promise,
            days,
        })
    }

    pub(crate) async fn view_of(
        &self,
        actor: &Actor,
        case: &Case,
    ) -> Result<Option<CaseView>, AppError> {
        let words = self.0.store.words(case.id).await?;
        self.view_with(actor, case, &words).await
    }

    /// The view, with the case's words at hand.
    pub(crate) async fn view_with(
        &self,
        actor: &Actor,
        case: &Case,
        words: &CaseWords,
    ) -> Result<Option<CaseView>, AppError> {
        let now = self.now();
        let basis = self.basis(Some(case), now)?;
        let light = Light {
            now,
            rules: &basis.rules,
            calendar: &basis.calendar,
            directory: &basis.profile.directory,
        };
        let mut shown = view(case, actor, light, words);
        if let (Some(shown), Some(parent), true) =
            (&mut shown, case.merged_into, case.answer.is_some())
            && shown.answer.is_none()
            && let Some(parent) = self.0.store.case_by_id(parent).await?
            && let Some(answer) = parent.answer.as_ref()
            && let Some(text) = answer.text.as_ref()
        {
            // A merged case reads its parent's answer with what was promised in it, and nothing else of
            // the parent.
            let words = self.0.store.words(parent.id).await?;
            shown.answer = words.words(text);
            let promised = answer.commitment.as_ref();
            shown.commitment = promised.and_then(|promised| words.words(promised));
            shown.commitment_until = answer.commitment_until;
        }
        Ok(shown)
    }

    /// A case's history as the actor may read it.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn history(&self, actor: &Actor, no: &str) -> Result<Vec<HistoryLine>, AppError> {
        let case = self.seen_case(actor, no).await?;
        let events = self.0.store.events(case.id).await?;
        let words = self.0.store.words(case.id).await?;
        history(&case, &events, actor, &self.profile().directory, &words)
            .ok_or_else(|| Code::NotFound.into())
    }

    /// What the actor may do with a case, and why not the rest.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn actions(&self, actor: &Actor, no: &str) -> Result<Vec<Action>, AppError> {
        let case = self.seen_case(actor, no).await?;
        let now = self.now().max(case.at);
        let basis = self.basis(Some(&case), now)?;
        Ok(case.actions(&basis.context(now), actor))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), AppError> {
        Ok(self
            .0
            .store
            .db()
            .ping()
            .await
            .map_err(store::StoreError::from)?)
    }

    /// A page of a unit's list.
    ///
    /// # Errors
    /// `not_yours` if the actor has no post in the unit; or the database does not answer.
    pub async fn inbox(
        &self,
        actor: &Actor,
        ask: &InboxAsk,
        after: Option<After>,
        limit: u32,
    ) -> Result<Vec<Row>, AppError> {
        let reader = self.own_unit(actor, &ask.unit)?;
        let narrowed = self.narrowed(actor, ask).await?;
        let list = list_of(ask, &reader, &narrowed);
        let rows = self.0.store.inbox(list, self.now(), after, limit).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.case.id).collect();
        let words = self.0.store.words_of(&ids).await?;
        let (none, mut shown) = (CaseWords::default(), Vec::with_capacity(rows.len()));
        for row in rows {
            let words = words.get(&row.case.id).unwrap_or(&none);
            if let Some(view) = self.view_with(actor, &row.case, words).await? {
                shown.push(Row {
                    view,
                    after: row.after,
                    by: matches!(ask.inbox, Inbox::ToAccept | Inbox::ToDispatch)
                        .then(|| row.case.next_by),
                });
            }
        }
        Ok(shown)
    }

    /// How many rows a unit's list has.
    pub(crate) async fn count_inbox(&self, actor: &Actor, ask: &InboxAsk) -> Result<i64, AppError> {
        let reader = self.own_unit(actor, &ask.unit)?;
        let narrowed = self.narrowed(actor, ask).await?;
        let list = list_of(ask, &reader, &narrowed);
        Ok(self.0.store.inbox_count(list, self.now()).await?)
    }

    /// What a list is narrowed to, with the words by which the asker may be named as 经办人: his id, which
    /// `take` writes for whoever names nobody, or his name.
    async fn narrowed(&self, actor: &Actor, ask: &InboxAsk) -> Result<Narrowed, AppError> {
        let in_hand_of = match actor.person().filter(|_| ask.mine) {
            Some(person) => {
                let name = self.name_of(person).await?;
                Some(std::iter::once(person.to_owned()).chain(name).collect())
            }
            None => None,
        };
        Ok(Narrowed {
            kind: ask.kind,
            item: ask.item.clone(),
            area: ask.area.clone(),
            urgent: ask.urgent,
            supervised: ask.supervised,
            in_hand_of,
            below: ask.below.clone(),
        })
    }

    /// How many cases are within the actor's reach.
    pub(crate) async fn count_cases(
        &self,
        actor: &Actor,
        filter: &Filter,
    ) -> Result<i64, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        Ok(self.0.store.count_within(&reach, filter).await?)
    }

    /// How much waits in each list of a unit.
    ///
    /// # Errors
    /// `not_yours` if the actor has no post in the unit; or the database does not answer.
    pub async fn badges(
        &self,
        actor: &Actor,
        unit: &UnitCode,
    ) -> Result<Vec<(Inbox, i64)>, AppError> {
        let reader = self.own_unit(actor, unit)?;
        let store = &self.0.store;
        Ok(store.badges(unit, &reader, self.now()).await?)
    }

    /// Names of those who may sign in and have a post in a unit of the actor, each once.
    ///
    /// # Errors
    /// `not_yours` if the actor has no post in the unit; or the database does not answer.
    pub async fn colleagues(
        &self,
        actor: &Actor,
        unit: &UnitCode,
    ) -> Result<Vec<String>, AppError> {
        self.own_unit(actor, unit)?;
        let there = PeopleNarrowed {
            unit: Some(unit.clone()),
            blocked: Some(false),
            ..PeopleNarrowed::default()
        };
        let found = self.0.store.people(&there, COLLEAGUES).await?;
        let names: BTreeSet<_> = found.into_iter().map(|(one, _)| one.name).collect();
        Ok(names.into_iter().collect())
    }

    /// For whom a unit's lists are read: an actor who belongs to it.
    fn own_unit(&self, actor: &Actor, unit: &UnitCode) -> Result<Reader, AppError> {
        let own = actor
            .posts()
            .iter()
            .any(|post| &post.unit == unit && post.role.deals_with_cases());
        if !own {
            return Err(Code::NotYours.into());
        }
        let directory = &self.profile().directory;
        let unclaimed = match directory.unit(unit) {
            Some(city) if city.code == directory.city_centre().code => Unclaimed::Everything,
            Some(centre) if centre.kind == UnitKind::Centre => {
                Unclaimed::Within(centre.area.clone())
            }
            _ => Unclaimed::Nothing,
        };
        Ok(Reader {
            unclaimed,
            calls: calls_at(actor, unit),
        })
    }

    /// A unit and every one below it.
    ///
    /// # Errors
    /// `unknown_unit`.
    pub fn with_below(&self, unit: &str) -> Result<Vec<UnitCode>, AppError> {
        let directory = &self.profile().directory;
        let top = directory.find(unit).ok_or(Code::UnknownUnit)?.code.clone();
        let below = directory.below(&top).into_iter();
        let below = below.map(|lower| lower.code.clone()).collect::<Vec<_>>();
        Ok(std::iter::once(top).chain(below).collect())
    }

    /// Cases within the actor's reach, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases(
        &self,
        actor: &Actor,
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, CaseView)>, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        let cases = self.0.store.cases_within(&reach, filter, before, limit);
        self.views(actor, cases.await?).await
    }

    /// Cases that everybody may read, the latest published first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn latest_published(
        &self,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<CaseView>, AppError> {
        let cases = self.0.store.latest_published(filter, limit).await?;
        let shown = self.views(&Actor::Public, cases).await?;
        Ok(shown.into_iter().map(|(_, view)| view).collect())
    }

    /// Cases as the actor may read them, with their words read all at once.
    pub(crate) async fn views(
        &self,
        actor: &Actor,
        cases: Vec<Case>,
    ) -> Result<Vec<(i64, CaseView)>, AppError> {
        let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
        let words = self.0.store.words_of(&ids).await?;
        let (none, mut shown) = (CaseWords::default(), Vec::with_capacity(cases.len()));
        for case in cases {
            let words = words.get(&case.id).unwrap_or(&none);
            if let Some(view) = self.view_with(actor, &case, words).await? {
                shown.push((case.id, view));
            }
        }
        Ok(shown)
    }
}

fn list_of<'a>(ask: &'a InboxAsk, reader: &'a Reader, narrowed: &'a Narrowed) -> ListOf<'a> {
    ListOf {
        inbox: ask.inbox,
        unit: &ask.unit,
        reader,
        narrowed,
    }
}
