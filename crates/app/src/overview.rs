//! 全局: open work within reach by lamp, status, lead, area and step, and the cases behind each of these
//! numbers. Both go by the same columns and the same rule: a number and its list cannot differ.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::codes::{AreaCode, UnitCode};
use hotline::scope::Reach;
use hotline::scope::view::CaseView;
use std::collections::BTreeMap;
use store::open::{Burning, OpenGroup};
pub use store::open::{OpenAfter, OpenWork, Step};
use workday::{Calendar, Instant};

/// What is open: a promise may still be kept or broken.
const OPEN: [Status; 3] = [Status::Submitted, Status::Accepted, Status::InProgress];
/// Cases that are looked at at a time.
const STRIDE: u32 = 2_000;

/// Numbers of open work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of it.
    pub open: i64,
    /// 红灯.
    pub red: i64,
    /// 黄灯.
    pub yellow: i64,
    /// 绿灯.
    pub green: i64,
    /// When the oldest was submitted.
    pub since: Option<Instant>,
}

impl Tally {
    fn add(&mut self, group: &OpenGroup, lamp: Option<Lamp>) {
        self.open += group.cases;
        match lamp {
            Some(Lamp::Red) => self.red += group.cases,
            Some(Lamp::Yellow) => self.yellow += group.cases,
            Some(Lamp::Green) => self.green += group.cases,
            None => {}
        }
        let since = self.since.unwrap_or(group.since);
        self.since = Some(since.min(group.since));
    }
}

/// Open work within reach.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// In all.
    pub total: Tally,
    /// 今日到期: of these, what is due until 24:00 and not late yet.
    pub due_today: Tally,
    /// By status.
    pub statuses: Vec<(Status, Tally)>,
    /// By lead; none for what no unit leads yet.
    pub leads: BTreeMap<Option<UnitCode>, Tally>,
    /// By county-level area; none where it is not known.
    pub areas: BTreeMap<Option<AreaCode>, Tally>,
    /// By the step that is waited for, and how much of it is beyond the step's own limit where one is
    /// known. A case may wait for several steps.
    pub steps: Vec<(Step, Tally, Option<i64>)>,
}

/// Which of the open cases.
#[derive(Debug, Clone, Default)]
pub struct OpenAsk {
    /// Of a lamp.
    pub lamp: Option<Lamp>,
    /// Due until 24:00 and not late yet.
    pub due_today: bool,
    /// The rest.
    pub work: OpenWork,
}

impl App {
    fn lamp_of(
        &self,
        burning: &Burning,
        now: Instant,
        calendar: &Calendar,
    ) -> Result<Option<Lamp>, AppError> {
        let Some(due) = burning.due else {
            return Ok(None);
        };
        // As `rules_of` has it: what a case is bound to, else what is in force.
        let books = &self.profile().rulebooks;
        let rules = match burning.rulebook.and_then(|day| books.effective(day)) {
            Some(rules) => rules.clone(),
            None => self.rules_of(None, now)?,
        };
        let at = burning.stopped.unwrap_or(now);
        Ok(Some(Lamp::at(at, due, burning.days, &rules, calendar)))
    }

    /// How much open work is within the actor's reach. The database counts; no case is read.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        let (now, calendar) = (self.now(), self.working_days());
        let today = (now, Instant::end_of(now.date()));
        let mut found = Overview {
            statuses: OPEN.map(|status| (status, Tally::default())).to_vec(),
            steps: Step::ALL
                .map(|step| (step, Tally::default(), step.limited().then_some(0)))
                .to_vec(),
            ..Overview::default()
        };
        for group in self.store().open_groups(&reach, now).await? {
            let lamp = self.lamp_of(&group.burning, now, &calendar)?;
            let add = |tally: &mut Tally| tally.add(&group, lamp);
            add(&mut found.total);
            add(found.leads.entry(group.lead.clone()).or_default());
            add(found.areas.entry(group.area.clone()).or_default());
            let burning = group
                .burning
                .due
                .filter(|_| group.burning.stopped.is_none());
            if burning.is_some_and(|due| due > today.0 && due <= today.1) {
                add(&mut found.due_today);
            }
            for (status, tally) in &mut found.statuses {
                if *status == group.status {
                    add(tally);
                }
            }
            for (step, tally, over) in &mut found.steps {
                if let Some((_, late)) = group.steps.iter().find(|(one, _)| one == step) {
                    add(tally);
                    *over = over.map(|over| over + if *late { group.cases } else { 0 });
                }
            }
        }
        Ok(found)
    }

    /// How many cases are behind a number of the overview.
    pub(crate) async fn count_open(&self, actor: &Actor, ask: &OpenAsk) -> Result<i64, AppError> {
        let places = self.open_places(actor, ask, None, usize::MAX).await?;
        Ok(i64::try_from(places.len()).unwrap_or(i64::MAX))
    }

    /// Where the cases behind a number stand, the most urgent first.
    async fn open_places(
        &self,
        actor: &Actor,
        ask: &OpenAsk,
        after: Option<OpenAfter>,
        limit: usize,
    ) -> Result<Vec<OpenAfter>, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        let (now, calendar) = (self.now(), self.working_days());
        let mut work = ask.work.clone();
        if ask.due_today {
            work.due = Some((now, Instant::end_of(now.date())));
        }
        let (mut places, mut at) = (Vec::new(), after);
        while places.len() < limit {
            let store = self.store();
            let found = store.open_cases(&reach, &work, now, at, STRIDE).await?;
            let whole = found.len() < STRIDE as usize;
            at = found.last().map(|case| case.at);
            for case in found {
                let lamp = self.lamp_of(&case.burning, now, &calendar)?;
                if ask.lamp.is_none() || ask.lamp == lamp {
                    places.push(case.at);
                }
            }
            if whole {
                break;
            }
        }
        places.truncate(limit);
        Ok(places)
    }

    /// The cases behind a number of the overview, the most urgent first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_cases(
        &self,
        actor: &Actor,
        ask: &OpenAsk,
        after: Option<OpenAfter>,
        limit: u32,
    ) -> Result<Vec<(OpenAfter, CaseView)>, AppError> {
        let places = self.open_places(actor, ask, after, limit as usize).await?;
        let ids: Vec<_> = places.iter().map(|at| at.case).collect();
        let (store, mut words) = (self.store(), BTreeMap::new());
        let cases = store.cases_of(&ids).await?;
        if !ids.is_empty() {
            words = store.words_of(&ids).await?;
        }
        let mut cases: BTreeMap<_, _> = cases.into_iter().map(|case| (case.id, case)).collect();
        let mut shown = Vec::with_capacity(places.len());
        for at in places {
            if let Some(case) = cases.remove(&at.case) {
                let words = words.remove(&case.id).unwrap_or_default();
                let view = self.view_with(actor, &case, &words).await?;
                shown.extend(view.map(|view| (at, view)));
            }
        }
        Ok(shown)
    }
}
