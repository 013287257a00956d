//! Inboxes: what waits for a unit or a centre, the most urgent first, paged by key. Badges count open
//! work only. How they are found may change (another table, another index); the questions stay.

use crate::figures::FigureQuery;
use crate::{Store, StoreError, case_row, scope};
use db::Sql;
use hotline::case::Case;
use hotline::codes::{AreaCode, UnitCode};
use hotline::figures::Measure;
use hotline::scope::Reach;
use serde::{Deserialize, Serialize};
use workday::Instant;

/// A list of open work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inbox {
    /// 待签收.
    ToSign,
    /// 在办.
    InHand,
    /// 退件待裁定, asked by this unit.
    ReturnAsked,
    /// 今日到期.
    DueToday,
    /// 超期.
    Overdue,
    /// 重办.
    Rework,
    /// 协办.
    Assisting,
    /// 待审核.
    ToReview,
    /// 待受理, at a centre.
    ToAccept,
    /// 待批转, at a centre.
    ToDispatch,
    /// 退件待裁定, at the centre or unit that gave the case.
    ToRule,
    /// 延期待决定, at a centre.
    Extensions,
    /// 等候待决定, at a centre.
    Waiting,
    /// 重办待决定, at a centre.
    ReworkAsked,
    /// 待回访, at a centre.
    CallBack,
}

impl Inbox {
    /// Every list.
    pub const ALL: [Self; 15] = [
        Self::ToSign,
        Self::InHand,
        Self::ReturnAsked,
        Self::DueToday,
        Self::Overdue,
        Self::Rework,
        Self::Assisting,
        Self::ToReview,
        Self::ToAccept,
        Self::ToDispatch,
        Self::ToRule,
        Self::Extensions,
        Self::Waiting,
        Self::ReworkAsked,
        Self::CallBack,
    ];

    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToSign => "to_sign",
            Self::InHand => "in_hand",
            Self::ReturnAsked => "return_asked",
            Self::DueToday => "due_today",
            Self::Overdue => "overdue",
            Self::Rework => "rework",
            Self::Assisting => "assisting",
            Self::ToReview => "to_review",
            Self::ToAccept => "to_accept",
            Self::ToDispatch => "to_dispatch",
            Self::ToRule => "to_rule",
            Self::Extensions => "extensions",
            Self::Waiting => "waiting",
            Self::ReworkAsked => "rework_asked",
            Self::CallBack => "call_back",
        }
    }

    /// Whether the list stands on a unit's assignments.
    const fn of_assignments(self) -> bool {
        matches!(
            self,
            Self::ToSign
                | Self::InHand
                | Self::ReturnAsked
                | Self::DueToday
                | Self::Overdue
                | Self::Rework
                | Self::Assisting
                | Self::ToRule
        )
    }
}

/// Which cases that no centre has claimed yet belong to a unit's lists: the city's centre gets all,
/// a county's those of its area, other units none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclaimed {
    /// None.
    Nothing,
    /// Those of an area.
    Within(AreaCode),
    /// All.
    Everything,
}

/// Where a page of a list ended: due instant and case id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Sort key: due instant or the instant that the step is due, in milliseconds.
    pub key: i64,
    /// Case id.
    pub case: i64,
}

/// A row of a list.
#[derive(Debug, Clone)]
pub struct InboxRow {
    /// The case.
    pub case: Case,
    /// Where the list goes on.
    pub after: After,
}

/// The conditions of a list for one unit, after `from …`. `c` is the case, `a` the assignment.
fn wanted(
    inbox: Inbox,
    unit: &UnitCode,
    unclaimed: &Unclaimed,
    now: Instant,
) -> (&'static str, Sql) {
    let today_ends = Instant::end_of(now.date()).as_millis();
    let now = now.as_millis();
    let unit = unit.as_str();
    if inbox == Inbox::ToRule {
        let ruling = Sql::new("a.open and a.state = 'return_asked' and a.giver = {}");
        return ("a.due", ruling.bind(unit));
    }
    if inbox.of_assignments() {
        let held = Sql::new("a.open and a.unit = {}").bind(unit);
        let sql = match inbox {
            Inbox::ToSign => held.push("and a.state = 'to_sign'"),
            Inbox::InHand => held.push("and a.state in ('in_hand', 'delegated')"),
            Inbox::ReturnAsked => held.push("and a.state = 'return_asked'"),
            Inbox::Rework => held.push("and a.state <> 'replied' and a.round > 1"),
            Inbox::Assisting => held.push("and a.state <> 'replied' and a.duty = 'assist'"),
            Inbox::DueToday => held
                .push("and a.state <> 'replied' and a.due > {} and a.due <= {}")
                .bind(now)
                .bind(today_ends),
            _ => held
                .push("and a.state <> 'replied' and a.due <= {}")
                .bind(now),
        };
        return ("a.due", sql);
    }
    // Partial indexes hold what each of these lists is about, a few cases of many.
    let of_centre = |text: &'static str| Sql::new(text).push("and c.centre = {}").bind(unit);
    match inbox {
        Inbox::ToReview => ("c.due", Sql::new("c.awaiting = {}").bind(unit)),
        Inbox::ToAccept => ("c.next_by", to_accept(unit, unclaimed)),
        Inbox::ToDispatch => ("c.next_by", of_centre("c.status = 'accepted'")),
        Inbox::Extensions => (
            "c.due",
            of_centre("c.extension_asked and c.status in ('accepted', 'in_progress')"),
        ),
        Inbox::Waiting => (
            "c.due",
            of_centre("c.waiting_asked and c.status in ('accepted', 'in_progress')"),
        ),
        Inbox::ReworkAsked => (
            "c.due",
            of_centre("c.rework_asked and c.status in ('answered', 'closed', 'merged')"),
        ),
        _ => ("c.due", of_centre("c.call_back and c.status = 'answered'")),
    }
}

/// What no centre has claimed yet is only waiting to be accepted. The centre stands in an expression
/// because by itself it would lead SQLite to an index over the whole archive.
fn to_accept(unit: &str, unclaimed: &Unclaimed) -> Sql {
    let sql = Sql::new("c.status = 'submitted' and (coalesce(c.centre, '') = {}").bind(unit);
    match unclaimed {
        Unclaimed::Nothing => sql,
        Unclaimed::Within(area) => sql
            .push("or coalesce(c.centre, '') = '' and")
            .push_sql(scope::inside(area)),
        Unclaimed::Everything => sql.push("or coalesce(c.centre, '') = ''"),
    }
    .push(")")
}

/// A list's rows: its case is joined only where it is shown.
fn tables(inbox: Inbox, shown: bool) -> &'static str {
    match (inbox.of_assignments(), shown) {
        (true, true) => "from assignments a join cases c on c.case_id = a.case_id where",
        (true, false) => "from assignments a where",
        (false, _) => "from cases c where",
    }
}

fn page(
    inbox: Inbox,
    unit: &UnitCode,
    unclaimed: &Unclaimed,
    now: Instant,
    after: Option<After>,
    limit: u32,
) -> Sql {
    let (key, condition) = wanted(inbox, unit, unclaimed, now);
    let id = if inbox.of_assignments() {
        "a.case_id"
    } else {
        "c.case_id"
    };
    let mut sql = Sql::made(format!(
        "select c.state, {key} as at, {id} as id {}",
        tables(inbox, true)
    ))
    .push_sql(condition);
    if let Some(after) = after {
        let beyond = Sql::made(format!("and ({key}, {id}) > ({{}}, {{}})"))
            .bind(after.key)
            .bind(after.case);
        sql = sql.push_sql(beyond);
    }
    sql.push_sql(Sql::made(format!("order by {key}, {id}")))
        .limit(limit)
}

/// How much waits in every list, a row a list.
fn counts(unit: &UnitCode, unclaimed: &Unclaimed, now: Instant) -> Sql {
    let mut all: Option<Sql> = None;
    for (at, inbox) in Inbox::ALL.into_iter().enumerate() {
        let (_, condition) = wanted(inbox, unit, unclaimed, now);
        let head = format!("select {at}, count(*) {}", tables(inbox, false));
        let count = Sql::made(head).push_sql(condition);
        all = Some(match all {
            Some(before) => before.push("union all").push_sql(count),
            None => count,
        });
    }
    all.unwrap_or_else(|| Sql::new("select 0, 0"))
}

impl Store {
    /// A page of a list, the most urgent first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn inbox(
        &self,
        inbox: Inbox,
        unit: &UnitCode,
        unclaimed: &Unclaimed,
        now: Instant,
        after: Option<After>,
        limit: u32,
    ) -> Result<Vec<InboxRow>, StoreError> {
        let sql = page(inbox, unit, unclaimed, now, after, limit);
        let rows: Vec<(String, i64, i64)> = self.db.all(sql).await?;
        let row = |(state, key, case): (String, i64, i64)| {
            Ok(InboxRow {
                case: case_row::read(&state)?,
                after: After { key, case },
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// How much waits in each list, open work only: all of them in one trip.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn badges(
        &self,
        unit: &UnitCode,
        unclaimed: &Unclaimed,
        now: Instant,
    ) -> Result<Vec<(Inbox, i64)>, StoreError> {
        let counts: Vec<(usize, i64)> = self.db.all(counts(unit, unclaimed, now)).await?;
        let badge = |(at, count)| Some((*Inbox::ALL.get(at)?, count));
        let mut badges: Vec<_> = counts.into_iter().filter_map(badge).collect();
        badges.sort();
        Ok(badges)
    }

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
fn newest(reach: &Reach, filter: &Filter, before: Option<i64>, limit: u32) -> Sql {
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

#[cfg(test)]
mod tests {
    use super::*;
    use db::Scratch;

    /// Every list and every count finds its rows by an index, however much lies in the archive.
    #[tokio::test]
    async fn no_list_walks_over_the_archive() {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let (unit, now) = (UnitCode::from("350104-cgj"), Instant::from_millis(0));
        let after = Some(After { key: 5, case: 7 });
        for unclaimed in [
            Unclaimed::Nothing,
            Unclaimed::Within("350104".into()),
            Unclaimed::Everything,
        ] {
            let pages = Inbox::ALL.into_iter().flat_map(|inbox| {
                [None, after].map(|after| page(inbox, &unit, &unclaimed, now, after, 50))
            });
            let reach = Reach::Some {
                units: [unit.clone(), "350104-cgj-2".into()].into(),
                centres: [].into(),
                areas: [].into(),
                intake: [].into(),
            };
            let late = Filter {
                late: Some((true, now)),
                ..Filter::default()
            };
            let own = [Filter::default(), late]
                .into_iter()
                .flat_map(|filter| {
                    [None, Some(9)].map(|before| newest(&reach, &filter, before, 50))
                })
                .collect::<Vec<_>>();
            let narrowed = Filter {
                item: Some("B15".to_owned()),
                area: Some("350104".into()),
                channel: Some("phone".to_owned()),
                submitted: (None, Some(now)),
                status: Some("closed".to_owned()),
                ..Filter::default()
            };
            let own = own.into_iter().chain(
                [None, Some(9)].map(|before| newest(&Reach::Everything, &narrowed, before, 50)),
            );
            for sql in pages.chain(own).chain([counts(&unit, &unclaimed, now)]) {
                let text = sql.text().to_owned();
                let plan = Sql::new("explain query plan").push_sql(sql);
                let plan: Vec<(i64, i64, i64, String)> = store.db().all(plan).await.unwrap();
                for (.., step) in plan {
                    // `held` is what was found along a unit's own index.
                    let found = step.contains("cases_to_accept") || step == "SCAN held";
                    let walks = step.starts_with("SCAN") && !found;
                    assert!(!walks, "{step}: {text}");
                }
            }
        }
        store.close().await;
    }
}
