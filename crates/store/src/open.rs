//! Open work within reach: what is not answered yet. It is counted in groups of cases that burn alike and
//! wait for the same; which lamp a group shows follows from its promise, its rulebook and the calendar,
//! which no condition in SQL knows.

use crate::{Store, StoreError, scope};
use db::{DbError, Record, Row, Sql};
use hotline::case::status::Status;
use hotline::codes::{AreaCode, UnitCode};
use hotline::scope::Reach;
use workday::{Date, Instant};

/// What waits, and for whose step. A case may wait for several, so these overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 待受理.
    ToAccept,
    /// 待批转.
    ToDispatch,
    /// 待签收, by the lead, an assistant or a unit below.
    ToSign,
    /// 退件待裁定.
    ToRule,
    /// 延期待决定.
    Extension,
    /// 等候待决定.
    Waiting,
    /// 待审核.
    ToReview,
    /// 重办: in progress for another round.
    Rework,
}

impl Step {
    /// Every step, in the order of a case's life.
    pub const ALL: [Self; 8] = [
        Self::ToAccept,
        Self::ToDispatch,
        Self::ToSign,
        Self::ToRule,
        Self::Extension,
        Self::Waiting,
        Self::ToReview,
        Self::Rework,
    ];

    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToAccept => "to_accept",
            Self::ToDispatch => "to_dispatch",
            Self::ToSign => "to_sign",
            Self::ToRule => "to_rule",
            Self::Extension => "extensions",
            Self::Waiting => "waiting",
            Self::ToReview => "to_review",
            Self::Rework => "rework",
        }
    }

    /// Whether the step has a limit of its own that a row knows.
    pub const fn limited(self) -> bool {
        matches!(self, Self::ToAccept | Self::ToDispatch | Self::ToSign)
    }

    /// The condition on `cases c` that the case waits for it.
    const fn waits(self) -> &'static str {
        match self {
            Self::ToAccept => "c.status = 'submitted'",
            Self::ToDispatch => "c.status = 'accepted'",
            Self::ToSign => {
                "exists (select 1 from assignments a where a.case_id = c.case_id and a.open and a.state = 'to_sign')"
            }
            Self::ToRule => {
                "exists (select 1 from assignments a where a.case_id = c.case_id and a.open and a.state = 'return_asked')"
            }
            Self::Extension => "c.extension_asked",
            Self::Waiting => "c.waiting_asked",
            Self::ToReview => "c.awaiting is not null",
            Self::Rework => "c.status = 'in_progress' and c.round > 1",
        }
    }

    /// The same, beyond the step's own limit; never where none is known.
    fn over(self, now: Instant) -> Sql {
        let over = match self {
            Self::ToAccept => Sql::new("c.status = 'submitted' and c.next_by <= {}"),
            Self::ToDispatch => Sql::new("c.status = 'accepted' and c.next_by <= {}"),
            Self::ToSign => Sql::new(
                "exists (select 1 from assignments a where a.case_id = c.case_id and a.open and a.state = 'to_sign' and a.sign_by <= {})",
            ),
            _ => return Sql::new("1 = 0"),
        };
        over.bind(now.as_millis())
    }
}

/// What open work is narrowed to; what is not set does not narrow.
#[derive(Debug, Clone, Default)]
pub struct OpenWork {
    /// A status; one that is not open finds nothing.
    pub status: Option<Status>,
    /// The lead; `Some(None)` for cases that no unit leads.
    pub lead: Option<Option<UnitCode>>,
    /// The county-level area; `Some(None)` for cases of which none is known.
    pub area: Option<Option<AreaCode>>,
    /// The step that it waits for, and whether only beyond its limit.
    pub step: Option<(Step, bool)>,
    /// The counting promise lapses after the first instant and not after the second.
    pub due: Option<(Instant, Instant)>,
}

/// What the lamp of a case follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burning {
    /// First instant that is late; none before acceptance.
    pub due: Option<Instant>,
    /// See `Promise::lamp_days`.
    pub days: u32,
    /// Day of effect of the rulebook.
    pub rulebook: Option<Date>,
    /// When the promise stopped to count.
    pub stopped: Option<Instant>,
}

impl Record for Burning {
    fn read(row: &Row) -> Result<Self, DbError> {
        let at =
            |column| Ok::<_, DbError>(row.get::<Option<i64>>(column)?.map(Instant::from_millis));
        let days: Option<i64> = row.get("lamp_days")?;
        Ok(Self {
            due: at("due")?,
            days: days.and_then(|days| u32::try_from(days).ok()).unwrap_or(0),
            rulebook: row.parse_some("rulebook")?,
            stopped: at("stopped_at")?,
        })
    }
}

/// Open cases that nothing tells apart here.
#[derive(Debug, Clone)]
pub struct OpenGroup {
    /// Their status.
    pub status: Status,
    /// Their lead.
    pub lead: Option<UnitCode>,
    /// Their county-level area.
    pub area: Option<AreaCode>,
    /// How they burn.
    pub burning: Burning,
    /// What they wait for, and whether that is beyond its limit.
    pub steps: Vec<(Step, bool)>,
    /// How many they are.
    pub cases: i64,
    /// When the oldest was submitted.
    pub since: Instant,
}

impl Record for OpenGroup {
    fn read(row: &Row) -> Result<Self, DbError> {
        let status: String = row.get("status")?;
        let lead: Option<String> = row.get("lead")?;
        let area: Option<String> = row.get("county")?;
        let mut steps = Vec::new();
        for step in Step::ALL {
            // 0: does not wait, 1: waits, 2: beyond the limit.
            let state: i64 = row.get(step.as_str())?;
            if state > 0 {
                steps.push((step, state > 1));
            }
        }
        let known = Status::ALL.into_iter().find(|one| one.as_str() == status);
        Ok(Self {
            // The condition lets nothing else through.
            status: known.unwrap_or(Status::Submitted),
            lead: lead.as_deref().map(UnitCode::from),
            area: area.as_deref().map(AreaCode::from),
            burning: Burning::read(row)?,
            steps,
            cases: row.get("cases")?,
            since: Instant::from_millis(row.get("since")?),
        })
    }
}

/// Where a list of open work ended: until when the next step or the answer is due, and the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAfter {
    /// Milliseconds.
    pub key: i64,
    /// Case id.
    pub case: i64,
}

/// An open case as a list finds it.
#[derive(Debug, Clone, Copy)]
pub struct OpenCase {
    /// Its place in the list.
    pub at: OpenAfter,
    /// How it burns.
    pub burning: Burning,
}

impl Record for OpenCase {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            at: OpenAfter {
                key: row.get("key")?,
                case: row.get("case_id")?,
            },
            burning: Burning::read(row)?,
        })
    }
}

impl Store {
    /// How many cases are open: somebody still owes an answer.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_count(&self) -> Result<u64, StoreError> {
        let sql = Sql::new("select count(*)").push(OPEN);
        let count: i64 = self.db.one(sql).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Open work within reach, in groups.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_groups(
        &self,
        reach: &Reach,
        now: Instant,
    ) -> Result<Vec<OpenGroup>, StoreError> {
        Ok(self.db.all(groups(reach, now)).await?)
    }

    /// Open cases within reach, the most urgent first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_cases(
        &self,
        reach: &Reach,
        work: &OpenWork,
        now: Instant,
        after: Option<OpenAfter>,
        limit: u32,
    ) -> Result<Vec<OpenCase>, StoreError> {
        Ok(self.db.all(cases(reach, work, now, after, limit)).await?)
    }
}

/// The index of open cases repeats its condition word by word.
pub(crate) const OPEN: &str = "from cases c where c.ended_at is null and c.status in ('submitted', 'accepted', 'in_progress')";

fn groups(reach: &Reach, now: Instant) -> Sql {
    let mut sql = Sql::new(
        "select c.status as status, c.lead as lead, substr(c.area, 1, 6) as county, c.due as due, \
         c.lamp_days as lamp_days, c.rulebook as rulebook, c.stopped_at as stopped_at,",
    );
    for step in Step::ALL {
        sql = sql
            .push("case when")
            .push_sql(step.over(now))
            .push_sql(Sql::made(format!(
                "then 2 when {} then 1 else 0 end as {},",
                step.waits(),
                step.as_str()
            )));
    }
    sql.push("count(*) as cases, min(c.submitted_at) as since")
        .push(OPEN)
        .and_sql(scope::condition(reach))
        .push("group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15")
}

/// Until when the next step or the answer is due.
const KEY: &str = "coalesce(c.due, c.next_by)";

fn cases(
    reach: &Reach,
    work: &OpenWork,
    now: Instant,
    after: Option<OpenAfter>,
    limit: u32,
) -> Sql {
    let mut sql = Sql::made(format!(
        "select {KEY} as key, c.case_id as case_id, c.due as due, c.lamp_days as lamp_days, \
         c.rulebook as rulebook, c.stopped_at as stopped_at {OPEN}"
    ))
    .and_some("c.status = {}", work.status.map(Status::as_str))
    .and_sql(scope::condition(reach));
    sql = match &work.lead {
        None => sql,
        Some(None) => sql.push("and c.lead is null"),
        Some(Some(unit)) => sql.push("and c.lead = {}").bind(unit.as_str()),
    };
    sql = match &work.area {
        None => sql,
        Some(None) => sql.push("and c.area is null"),
        Some(Some(area)) => sql
            .push("and substr(c.area, 1, 6) = {}")
            .bind(area.as_str()),
    };
    if let Some((step, over)) = work.step {
        sql = sql.and_sql(if over {
            step.over(now)
        } else {
            Sql::new(step.waits())
        });
    }
    if let Some((from, to)) = work.due {
        sql = sql
            .push("and c.stopped_at is null")
            .and("c.due > {}", from.as_millis())
            .and("c.due <= {}", to.as_millis());
    }
    if let Some(after) = after {
        let beyond = Sql::made(format!("({KEY}, c.case_id) > ({{}}, {{}})"));
        sql = sql.and_sql(beyond.bind(after.key).bind(after.case));
    }
    sql.push_sql(Sql::made(format!("order by {KEY}, c.case_id")))
        .limit(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Scratch;

    /// Open work is found by its own index, however much lies in the archive.
    #[tokio::test]
    async fn open_work_does_not_walk_over_the_archive() {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let (now, after) = (Instant::from_millis(9), Some(OpenAfter { key: 5, case: 7 }));
        let narrow = OpenWork {
            status: Some(Status::InProgress),
            lead: Some(Some(UnitCode::from("350104-cgj"))),
            area: Some(Some(AreaCode::from("350104"))),
            step: Some((Step::ToSign, true)),
            due: Some((now, now)),
        };
        let reach = Reach::Everything;
        for sql in [
            groups(&reach, now),
            cases(&reach, &OpenWork::default(), now, None, 500),
            cases(&reach, &narrow, now, after, 500),
        ] {
            let plan = Sql::new("explain query plan").push_sql(sql);
            let plan: Vec<(i64, i64, i64, String)> = store.db().all(plan).await.unwrap();
            for (.., step) in plan {
                let walks = step.starts_with("SCAN") || step.starts_with("SEARCH c ");
                assert!(!walks || step.contains("cases_open"), "{step}");
            }
        }
        store.close().await;
    }
}
