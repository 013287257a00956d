//! Lists of cases within reach, open or not: the newest first, narrowed, paged by key.

use crate::figures::FigureQuery;
use crate::{Store, StoreError, scope};
use db::Sql;
use hotline::case::Case;
use hotline::codes::{AreaCode, UnitCode};
use hotline::figures::Measure;
use hotline::scope::Reach;
use workday::Instant;

impl Store {
    /// Cases within reach, the newest first; `before` is the id where the last page ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_within(
        &self,
        reach: &Reach,
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        self.states(newest(reach, filter, before, limit)).await
    }

    /// Cases that everybody may read and a filter lets through, the latest published first: what is
    /// published late of an old case is new to whoever reads.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn latest_published(
        &self,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        self.states(latest_published(filter, limit)).await
    }

    /// How many cases are within reach. Every row is looked at: for exports, not for screens.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_within(&self, reach: &Reach, filter: &Filter) -> Result<i64, StoreError> {
        Ok(self
            .db
            .one(within("select count(*)", reach, filter))
            .await?)
    }
}

/// Units whose cases are looked for one unit after the other. A reach of more of them holds so much of
/// the city that walking back from the newest case soon fills a page.
const FEW_UNITS: usize = 64;

/// Cases within reach that a filter lets through, the newest first: in the order of their ids, or of
/// their submission where what they are about is narrowed.
pub(crate) fn newest(reach: &Reach, filter: &Filter, before: Option<i64>, limit: u32) -> Sql {
    let cases = match reach {
        Reach::Some {
            units,
            centres,
            areas,
            intake,
        } if units.len() <= FEW_UNITS
            && centres.is_empty()
            && areas.is_empty()
            && intake.is_empty() =>
        {
            // A station holds one case of a thousand: its own newest are found along its own index.
            let mut held = Sql::new("select c.state from cases c where c.case_id in (");
            for (at, unit) in units.iter().enumerate() {
                let union = if at == 0 { "" } else { "union all" };
                let of_unit = Sql::new(
                    "select distinct s.case_id from assignments s join cases c on c.case_id = s.case_id where s.unit = {}",
                )
                .bind(unit.as_str())
                .and_some("s.case_id < {}", before)
                .and_sql(filter.condition())
                .order("s.case_id desc")
                .limit(limit);
                held = held
                    .push(union)
                    .push("select case_id from (")
                    .push_sql(of_unit)
                    .push(") as held");
            }
            if units.is_empty() {
                held = held.push("null");
            }
            held.push(")")
        }
        // One index holds all that these lists are narrowed by, and few rows are looked at beyond it.
        _ if filter.sifts() => {
            let cases = Sql::new(
                "select c.state from cases f cross join cases c where c.case_id = f.case_id",
            )
            .and_sql(filter.facts("f"))
            .and_sql(scope::condition(reach))
            .and_sql(filter.standing());
            // Ids carry no order here: an imported case has a young id and an old submission.
            let cases = match before {
                Some(id) => cases
                    .push("and (f.submitted_at, f.case_id) <")
                    .push("((select submitted_at from cases where case_id = {}), {})")
                    .bind(id)
                    .bind(id),
                None => cases,
            };
            return cases
                .order("f.submitted_at desc, f.case_id desc")
                .limit(limit);
        }
        _ => within("select c.state", reach, filter).and_some("c.case_id < {}", before),
    };
    cases.order("c.case_id desc").limit(limit)
}

/// The latest published that a filter lets through: its index holds what lists are narrowed by.
pub(crate) fn latest_published(filter: &Filter, limit: u32) -> Sql {
    let text = "select c.state from cases f cross join cases c where c.case_id = f.case_id and f.published_at is not null";
    Sql::new(text)
        .and_sql(filter.facts("f"))
        .and_sql(filter.standing())
        .order("f.published_at desc, f.case_id desc")
        .limit(limit)
}

/// Cases within reach that a filter lets through, after `select …`.
fn within(select: &'static str, reach: &Reach, filter: &Filter) -> Sql {
    Sql::new(select)
        .push("from cases c where 1 = 1")
        .and_sql(scope::condition(reach))
        .and_sql(filter.condition())
}

/// Time by which an id may be older than the submission of its case, for a clock that was set back.
const ID_SLACK_MS: i64 = 86_400_000;

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Status.
    pub status: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// Item.
    pub item: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Area, with everything inside it.
    pub area: Option<AreaCode>,
    /// The current lead: one of these units.
    pub lead: Option<Vec<UnitCode>>,
    /// Submitted from the first instant on, before the second.
    pub submitted: (Option<Instant>, Option<Instant>),
    /// Whether the promise is broken, as of an instant.
    pub late: Option<(bool, Instant)>,
    /// The cases that figures count.
    pub figure: Option<(FigureQuery, Vec<Measure>)>,
}

impl Filter {
    /// The condition on `cases c`; only what is set stands in it.
    pub(crate) fn condition(&self) -> Sql {
        self.facts("c").and_sql(self.standing())
    }

    /// Whether anything is set.
    pub(crate) fn narrows(&self) -> bool {
        self.sifts()
            || self.status.is_some()
            || self.lead.is_some()
            || self.late.is_some()
            || self.figure.is_some()
    }

    /// Whether it narrows what cases are about, of which one may have to be looked for among all.
    fn sifts(&self) -> bool {
        let (from, before) = self.submitted;
        let of = [&self.kind, &self.item, &self.channel];
        of.iter().any(|it| it.is_some())
            || self.area.is_some()
            || from.is_some()
            || before.is_some()
    }

    /// What a case is about and when it came: all in the index `cases_sift`.
    fn facts(&self, row: &str) -> Sql {
        let (from, before) = self.submitted;
        let mut sql = Sql::new("1 = 1");
        for (column, value) in [
            ("kind", &self.kind),
            ("item", &self.item),
            ("channel", &self.channel),
        ] {
            if let Some(value) = value {
                sql = sql.and_sql(Sql::made(format!("{row}.{column} = {{}}")).bind(value.as_str()));
            }
        }
        for (bound, at) in [(">=", from), ("<", before)] {
            if let Some(at) = at {
                let bound = Sql::made(format!("{row}.submitted_at {bound} {{}}"));
                sql = sql.and_sql(bound.bind(at.as_millis()));
            }
        }
        match &self.area {
            Some(area) => sql.and_sql(scope::inside_as(row, area)),
            None => sql,
        }
    }

    /// How a case stands.
    fn standing(&self) -> Sql {
        let mut sql = Sql::new("1 = 1").and_some("c.status = {}", self.status.as_deref());
        if let Some(units) = &self.lead {
            let one_of = Sql::new("c.lead in ({})");
            sql = sql.and_sql(one_of.list(units.iter().map(UnitCode::as_str)));
        }
        if let Some((late, now)) = self.late {
            let text = if late {
                "c.due is not null and coalesce(c.stopped_at, {}) >= c.due"
            } else {
                "c.due is null or coalesce(c.stopped_at, {}) < c.due"
            };
            sql = sql.and_sql(Sql::new(text).bind(now.as_millis()));
        }
        if let Some((query, measures)) = &self.figure {
            let counted = Sql::new("c.case_id in (").push_sql(query.cases(measures));
            sql = sql.and_sql(counted.push(")"));
        }
        sql
    }

    /// An id below which no case was submitted late enough, so that a search from the newest to the
    /// oldest stops there: ids carry the instant at which they were drawn.
    pub(crate) fn oldest(&self) -> Option<i64> {
        let from = self.submitted.0?.as_millis().checked_sub(ID_SLACK_MS)?;
        from.max(0).checked_mul(1 << 22)
    }
}
