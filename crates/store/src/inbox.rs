//! Inboxes: what waits for a unit or a centre, the most urgent first, paged by key. Badges count open
//! work only. How they are found may change (another table, another index); the questions stay.

mod narrowed;
#[cfg(test)]
mod plans;

pub use narrowed::Narrowed;

use crate::{Store, StoreError, case_row, scope};
use db::Sql;
use hotline::case::Case;
use hotline::codes::{AreaCode, UnitCode};
use hotline::scope::Calls;
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

    /// The word on screens.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::ToSign => "待签收",
            Self::InHand => "在办",
            Self::ReturnAsked => "退件待定",
            Self::DueToday => "今日到期",
            Self::Overdue => "超期",
            Self::Rework => "重办中",
            Self::Assisting => "协办",
            Self::ToReview => "待审核",
            Self::ToAccept => "待受理",
            Self::ToDispatch => "待批转",
            Self::ToRule => "退件待裁定",
            Self::Extensions => "延期待决定",
            Self::Waiting => "等候待决定",
            Self::ReworkAsked => "重办待决定",
            Self::CallBack => "待回访",
        }
    }

    /// Whether the cases of the list lie with units, where a person may have them in hand.
    pub const fn lies_with_units(self) -> bool {
        self.of_assignments() || matches!(self, Self::ToReview)
    }

    /// Whether its rows are parts of cases that the unit itself holds.
    const fn held(self) -> bool {
        self.of_assignments() && !matches!(self, Self::ToRule)
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

/// For whom a unit's lists are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Which cases that no centre has claimed belong to the lists.
    pub unclaimed: Unclaimed,
    /// Whom he is to call back.
    pub calls: Calls,
}

/// A list of one unit for one reader.
#[derive(Debug, Clone, Copy)]
pub struct ListOf<'a> {
    /// The list.
    pub inbox: Inbox,
    /// Whose.
    pub unit: &'a UnitCode,
    /// For whom it is read.
    pub reader: &'a Reader,
    /// What it is narrowed to.
    pub narrowed: &'a Narrowed,
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
fn wanted(inbox: Inbox, unit: &UnitCode, reader: &Reader, now: Instant) -> (&'static str, Sql) {
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
        Inbox::ToAccept => ("c.next_by", to_accept(unit, &reader.unclaimed)),
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
        _ => {
            let answered = of_centre("c.call_back and c.status = 'answered'");
            let called = match reader.calls {
                Calls::Ordinary => answered.push("and not c.secret"),
                Calls::Secret => answered.push("and c.secret"),
                Calls::All => answered,
            };
            ("c.due", called)
        }
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

impl ListOf<'_> {
    /// A page. The list's own condition comes first and finds the rows by its index; what it is narrowed to
    /// is asked of these alone.
    fn page(&self, now: Instant, after: Option<After>, limit: u32) -> Sql {
        let inbox = self.inbox;
        let (key, condition) = wanted(inbox, self.unit, self.reader, now);
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
        for condition in self.narrowed.conditions(inbox, self.unit) {
            sql = sql.and_sql(condition);
        }
        if let Some(after) = after {
            let beyond = Sql::made(format!("and ({key}, {id}) > ({{}}, {{}})"))
                .bind(after.key)
                .bind(after.case);
            sql = sql.push_sql(beyond);
        }
        sql.push_sql(Sql::made(format!("order by {key}, {id}")))
            .limit(limit)
    }

    /// How many rows it has.
    fn count(&self, now: Instant) -> Sql {
        let (_, condition) = wanted(self.inbox, self.unit, self.reader, now);
        let narrowed = self.narrowed.conditions(self.inbox, self.unit);
        let from = tables(self.inbox, !narrowed.is_empty());
        let counted = Sql::made(format!("select count(*) {from}")).push_sql(condition);
        narrowed.into_iter().fold(counted, Sql::and_sql)
    }
}

/// How much waits in every list, a row a list.
fn counts(unit: &UnitCode, reader: &Reader, now: Instant) -> Sql {
    let mut all: Option<Sql> = None;
    for (at, inbox) in Inbox::ALL.into_iter().enumerate() {
        let (_, condition) = wanted(inbox, unit, reader, now);
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
        list: ListOf<'_>,
        now: Instant,
        after: Option<After>,
        limit: u32,
    ) -> Result<Vec<InboxRow>, StoreError> {
        let rows: Vec<(String, i64, i64)> = self.db.all(list.page(now, after, limit)).await?;
        let row = |(state, key, case): (String, i64, i64)| {
            Ok(InboxRow {
                case: case_row::read(&state)?,
                after: After { key, case },
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// How many rows a list has.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn inbox_count(&self, list: ListOf<'_>, now: Instant) -> Result<i64, StoreError> {
        Ok(self.db.one(list.count(now)).await?)
    }

    /// How much waits in each list, open work only: all of them in one trip.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn badges(
        &self,
        unit: &UnitCode,
        reader: &Reader,
        now: Instant,
    ) -> Result<Vec<(Inbox, i64)>, StoreError> {
        let counts: Vec<(usize, i64)> = self.db.all(counts(unit, reader, now)).await?;
        let badge = |(at, count)| Some((*Inbox::ALL.get(at)?, count));
        let mut badges: Vec<_> = counts.into_iter().filter_map(badge).collect();
        badges.sort();
        Ok(badges)
    }
}
