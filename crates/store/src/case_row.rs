//! `cases` and `assignments`: where a case stands, folded from its events.

use crate::{Store, StoreError, scope};
use db::{Sql, Val};
use hotline::case::Case;
use hotline::case::status::{Hold, Status};
use hotline::scope::Reach;
use workday::Instant;

pub(crate) const COLUMNS: &[&str] = &[
    "case_id",
    "no",
    "version",
    "status",
    "kind",
    "item",
    "area",
    "channel",
    "secret",
    "urgent",
    "centre",
    "lead",
    "round",
    "submitted_at",
    "accepted_at",
    "next_by",
    "due",
    "stopped_at",
    "awaiting",
    "extension_asked",
    "waiting_asked",
    "rework_asked",
    "call_back",
    "published",
    "published_at",
    "ended_at",
    "lamp_days",
    "rulebook",
    "supervised",
    "state",
];

pub(crate) const ASSIGNMENT_COLUMNS: &[&str] = &[
    "case_id", "round", "unit", "duty", "upper", "giver", "state", "open", "given_at", "sign_by",
    "due", "person",
];

fn millis(at: Option<Instant>) -> Val {
    at.map(Instant::as_millis).into()
}

/// A case's row, in the order of [`COLUMNS`].
pub(crate) fn row(case: &Case, call_back: bool) -> Result<Vec<Val>, StoreError> {
    let state = serde_json::to_string(case)
        .map_err(|error| StoreError::unreadable("cases.state", error))?;
    let working = case.status == Status::InProgress;
    let question = case
        .question
        .as_ref()
        .filter(|question| !question.settled && !question.decided);
    Ok(vec![
        case.id.into(),
        case.no.as_str().into(),
        Val::Int(i64::try_from(case.version).unwrap_or(i64::MAX)),
        case.status.as_str().into(),
        case.facts.kind.as_str().into(),
        case.facts
            .item
            .as_ref()
            .map(hotline::codes::ItemCode::as_str)
            .into(),
        case.facts
            .area
            .as_ref()
            .map(hotline::codes::AreaCode::as_str)
            .into(),
        case.facts.channel.as_str().into(),
        case.facts.secret().into(),
        case.facts.urgent.into(),
        case.claimed_by()
            .map(hotline::codes::UnitCode::as_str)
            .into(),
        case.lead().map(|lead| lead.unit.as_str().to_owned()).into(),
        case.round.into(),
        case.submitted_at.as_millis().into(),
        millis(case.accepted.as_ref().map(|accepted| accepted.at)),
        case.next_by.as_millis().into(),
        millis(case.promise.as_ref().map(|promise| promise.due)),
        millis(case.stopped_at()),
        case.pending
            .as_ref()
            .filter(|_| working)
            .map(|pending| pending.awaiting.as_str().to_owned())
            .into(),
        case.extension.is_some().into(),
        (question.is_some() && case.status.is_open()).into(),
        case.rework_asked.is_some().into(),
        call_back.into(),
        case.published.is_some().into(),
        millis(case.published.as_ref().map(|copy| copy.at)),
        millis(case.ended_at),
        case.promise
            .as_ref()
            .map(|promise| i64::from(promise.lamp_days()))
            .into(),
        case.accepted
            .as_ref()
            .map(|accepted| accepted.rulebook.to_string())
            .into(),
        case.supervised.into(),
        state.into(),
    ])
}

/// Rows of the case's assignments, in the order of [`ASSIGNMENT_COLUMNS`].
pub(crate) fn assignment_rows(case: &Case) -> Vec<Vec<Val>> {
    let due = case
        .promise
        .as_ref()
        .map_or(i64::MAX, |promise| promise.due.as_millis());
    let working = case.status == Status::InProgress;
    let centre = case.accepted.as_ref().map(|accepted| &accepted.centre);
    let row = |a: &hotline::case::assignment::Assignment| {
        let open =
            working && a.round == case.round && a.state.is_live() && a.state != Hold::Approved;
        vec![
            case.id.into(),
            a.round.into(),
            a.unit.as_str().into(),
            a.duty.as_str().into(),
            a.upper
                .as_ref()
                .map(hotline::codes::UnitCode::as_str)
                .into(),
            a.upper
                .as_ref()
                .or(centre)
                .map(hotline::codes::UnitCode::as_str)
                .into(),
            a.state.as_str().into(),
            open.into(),
            a.given_at.as_millis().into(),
            a.given.sign_by.as_millis().into(),
            a.given.reply_by.map_or(due, Instant::as_millis).into(),
            // Which of the sealed words name him: the row itself names nobody.
            a.person
                .as_ref()
                .and_then(|words| words.parse::<i64>().ok())
                .into(),
        ]
    };
    case.assignments.iter().map(row).collect()
}

pub(crate) fn read(state: &str) -> Result<Case, StoreError> {
    serde_json::from_str(state).map_err(|error| StoreError::unreadable("cases.state", error))
}

impl Store {
    /// A case by its number.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case(&self, no: &str) -> Result<Option<Case>, StoreError> {
        let sql = Sql::new("select state from cases where no = {}")
            .bind(no)
            .quick();
        Ok(self.states(sql).await?.pop())
    }

    /// A case by its number, if it lies within reach: whoever tries numbers shall not tell by the time
    /// which of them exist. So the rule is asked together with the number, and a case that may not be
    /// seen is neither handed out nor unfolded, which takes longer the more happened to it; and where
    /// there is no such number the rule is asked of the next one (after the last, of the last), and
    /// what comes of it is thrown away.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_within(&self, reach: &Reach, no: &str) -> Result<Option<Case>, StoreError> {
        let sql = Sql::new(
            "select case when c.no = {} then c.state end from cases c where c.case_id = coalesce((select n.case_id from cases n where n.no >= {} order by n.no limit 1), (select n.case_id from cases n order by n.no desc limit 1))",
        )
        .bind(no)
        .bind(no)
        .and_sql(scope::condition(reach))
        .quick();
        let states: Vec<Option<String>> = self.db.all(sql).await?;
        states
            .iter()
            .flatten()
            .map(|state| read(state))
            .next()
            .transpose()
    }

    /// A case by its id.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_by_id(&self, id: i64) -> Result<Option<Case>, StoreError> {
        let sql = Sql::new("select state from cases where case_id = {}")
            .bind(id)
            .quick();
        Ok(self.states(sql).await?.pop())
    }

    /// Cases whose promise is still open, from an id on, for an order of the calendar.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_cases_after(&self, id: i64, limit: u32) -> Result<Vec<Case>, StoreError> {
        let sql = Sql::new("select state from cases where case_id > {} and due is not null and status in ('accepted', 'in_progress', 'merged')")
            .bind(id)
            .order("case_id")
            .limit(limit);
        self.states(sql).await
    }

    /// Ids of the same cases: one whose state is not understood is among them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_ids_after(&self, id: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        let sql = Sql::new(
            "select case_id from cases where case_id > {} and due is not null and status in ('accepted', 'in_progress', 'merged')",
        );
        Ok(self
            .db
            .all(sql.bind(id).order("case_id").limit(limit))
            .await?)
    }

    /// Cases as their rows say they stand, from an id on.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_after(&self, id: i64, limit: u32) -> Result<Vec<Case>, StoreError> {
        let sql = Sql::new("select state from cases where case_id > {}")
            .bind(id)
            .order("case_id")
            .limit(limit);
        self.states(sql).await
    }

    /// Some cases, by their ids.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_of(&self, ids: &[i64]) -> Result<Vec<Case>, StoreError> {
        let sql = Sql::new("select state from cases where case_id in ({})");
        self.states(sql.list(ids.iter().copied())).await
    }

    /// The number of a case, also of one whose state is not understood.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn number_of(&self, id: i64) -> Result<Option<String>, StoreError> {
        let sql = Sql::new("select no from cases where case_id = {}").bind(id);
        Ok(self.db.opt(sql).await?)
    }

    /// Ids of cases, from an id on.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_ids_after(&self, id: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        let sql = Sql::new("select case_id from cases where case_id > {}").bind(id);
        Ok(self.db.all(sql.order("case_id").limit(limit)).await?)
    }

    /// Cases of a statement that selects their `state`.
    pub(crate) async fn states(&self, sql: Sql) -> Result<Vec<Case>, StoreError> {
        let states: Vec<String> = self.db.all(sql).await?;
        states.iter().map(|state| read(state)).collect()
    }

    /// The instant of the latest event of all.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn latest_event(&self) -> Result<Option<Instant>, StoreError> {
        // Ids sort by time, so the newest cases are the last; their events are few.
        let sql = Sql::new(
            "select max(e.at) from events e where e.stream_id in (select case_id from cases order by case_id desc limit 50)",
        );
        Ok(self
            .db
            .one::<Option<i64>>(sql)
            .await?
            .map(Instant::from_millis))
    }
}
