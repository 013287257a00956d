//! 全局: open work within reach by lamp, status and lead, and the cases behind each of these numbers. Both
//! are counted by the same rule over the same cases: a number and its list cannot differ by their rule.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::codes::UnitCode;
use hotline::scope::Reach;
use hotline::scope::view::CaseView;
use std::collections::BTreeMap;
use store::open::OpenWork;
use workday::Instant;

/// What is open: a promise may still be kept or broken.
const OPEN: [Status; 3] = [Status::Submitted, Status::Accepted, Status::InProgress];
/// Cases that are read at a time.
const STRIDE: u32 = 500;

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
    fn add(&mut self, case: &Case, lamp: Option<Lamp>) {
        self.open += 1;
        match lamp {
            Some(Lamp::Red) => self.red += 1,
            Some(Lamp::Yellow) => self.yellow += 1,
            Some(Lamp::Green) => self.green += 1,
            None => {}
        }
        let since = self.since.unwrap_or(case.submitted_at);
        self.since = Some(since.min(case.submitted_at));
    }
}

/// Open work within reach.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// In all.
    pub total: Tally,
    /// By status.
    pub statuses: Vec<(Status, Tally)>,
    /// By lead; none for what no unit leads yet.
    pub leads: BTreeMap<Option<UnitCode>, Tally>,
}

/// Which of the open cases.
#[derive(Debug, Clone, Default)]
pub struct OpenAsk {
    /// Of a lamp.
    pub lamp: Option<Lamp>,
    /// Of a status; one that is not open finds nothing.
    pub status: Option<Status>,
    /// Of a lead; `Some(None)` for what no unit leads.
    pub lead: Option<Option<UnitCode>>,
}

/// Where a list of open cases goes on: place of the status among the open ones, case id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAfter {
    /// Place of the status.
    pub place: usize,
    /// Case id.
    pub case: i64,
}

impl App {
    /// How much open work is within the actor's reach, by lamp, status and lead. Every open case is looked
    /// at, none of the archive.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        let (now, calendar, work) = (self.now(), self.working_days(), OpenWork::default());
        let mut found = Overview::default();
        for status in OPEN {
            let (mut tally, mut before) = (Tally::default(), None);
            loop {
                let store = self.store();
                let cases = store.open_cases(&reach, status, &work, before, STRIDE);
                let cases = cases.await?;
                for case in &cases {
                    let lamp = case.lamp(now, self.rules_of(Some(case), now)?, &calendar);
                    let lead = case.lead().map(|lead| lead.unit.clone());
                    tally.add(case, lamp);
                    found.total.add(case, lamp);
                    found.leads.entry(lead).or_default().add(case, lamp);
                }
                before = cases.last().map(|case| case.id);
                if before.is_none() || cases.len() < STRIDE as usize {
                    break;
                }
            }
            found.statuses.push((status, tally));
        }
        Ok(found)
    }

    /// The cases behind a number of the overview, status by status, the newest first.
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
        let reach = Reach::of(actor, &self.profile().directory);
        let (now, calendar) = (self.now(), self.working_days());
        let work = OpenWork {
            lead: ask.lead.clone(),
        };
        let mut shown = Vec::new();
        let from = after.map_or(0, |after| after.place);
        for (place, status) in OPEN.into_iter().enumerate().skip(from) {
            if ask.status.is_some_and(|wanted| wanted != status) {
                continue;
            }
            let mut before = after.filter(|after| after.place == place);
            loop {
                let below = before.map(|before| before.case);
                let store = self.store();
                let cases = store.open_cases(&reach, status, &work, below, STRIDE);
                let cases = cases.await?;
                let whole = cases.len() < STRIDE as usize;
                for case in cases {
                    let at = OpenAfter {
                        place,
                        case: case.id,
                    };
                    before = Some(at);
                    let lamp = case.lamp(now, self.rules_of(Some(&case), now)?, &calendar);
                    if ask.lamp.is_some() && ask.lamp != lamp {
                        continue;
                    }
                    shown.extend(self.view_of(actor, &case).await?.map(|view| (at, view)));
                    if shown.len() >= limit as usize {
                        return Ok(shown);
                    }
                }
                if whole {
                    break;
                }
            }
        }
        Ok(shown)
    }
}
