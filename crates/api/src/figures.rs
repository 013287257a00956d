//! 统计: figures of a period within reach, and the list of cases behind each.

mod answers;

pub(crate) use answers::Answers;

use crate::Api;
use crate::export::Format;
use crate::extract::Query;
use crate::page::paged;
use crate::problem::Problem;
use crate::session::Signed;
use app::AppError;
use app::export::List;
use app::figures::{FigureAsk, FigureLine, FigurePage};
use app::reading::Axis;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use hotline::actor::Actor;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::figures::{Measure, Measures};
use hotline::kind::Kind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use workday::Date;

/// What the rows stand for.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// Days.
    Day,
    /// Units: a case counts for its lead and for the unit below it that does the work.
    Unit,
    /// 类别.
    Kind,
    /// 事项.
    Item,
    /// County-level areas.
    Area,
    /// 渠道.
    Channel,
    /// Hours of the day of submission.
    Hour,
}

impl From<By> for Axis {
    fn from(by: By) -> Self {
        match by {
            By::Day => Self::Day,
            By::Unit => Self::Unit,
            By::Kind => Self::Kind,
            By::Item => Self::Item,
            By::Area => Self::Area,
            By::Channel => Self::Channel,
            By::Hour => Self::Hour,
        }
    }
}

/// A figure that the list of cases can open.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Figure {
    /// 收件.
    Received,
    /// 交办.
    Given,
    /// 答复.
    Answered,
    /// 按时答复.
    InTime,
    /// 逾期答复.
    Late,
    /// 直接答复.
    Direct,
    /// 退件.
    Returned,
    /// 退件成立.
    ReturnedUpheld,
    /// 退件驳回.
    ReturnedRejected,
    /// 重办.
    Reworked,
    /// 有效评价.
    Heard,
    /// 解决.
    Solved,
    /// 满意.
    Satisfied,
}

impl Figure {
    pub(crate) fn measures(self) -> Vec<Measure> {
        let one = match self {
            Self::Answered => return vec![Measure::InTime, Measure::Late],
            Self::Returned => return vec![Measure::ReturnedUpheld, Measure::ReturnedRejected],
            Self::Received => Measure::Received,
            Self::Given => Measure::Given,
            Self::InTime => Measure::InTime,
            Self::Late => Measure::Late,
            Self::Direct => Measure::Direct,
            Self::ReturnedUpheld => Measure::ReturnedUpheld,
            Self::ReturnedRejected => Measure::ReturnedRejected,
            Self::Reworked => Measure::Reworked,
            Self::Heard => Measure::Heard,
            Self::Solved => Measure::Solved,
            Self::Satisfied => Measure::Satisfied,
        };
        vec![one]
    }
}

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FigureQuery {
    /// First day; the first of the month if missing.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Last day; today if missing. Three years at most.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Rows along this, beside the total.
    #[param(inline)]
    by: Option<By>,
    /// Code, name or alias of a unit: what it or a unit below it answers for or has in hand.
    #[param(value_type = Option<String>)]
    unit: Option<UnitCode>,
    /// The unit without those below it.
    #[serde(default)]
    #[param(required = false)]
    alone: bool,
    kind: Option<Kind>,
    /// 便民服务事项; `-` for none.
    #[param(value_type = Option<String>)]
    item: Option<ItemCode>,
    /// County-level area; the city's own code for places of which only the city is known, `-` for none.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// 渠道.
    channel: Option<String>,
    /// Hour of the day of submission, 0 to 23.
    #[param(maximum = 23)]
    hour: Option<u8>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl FigureQuery {
    fn ask(self) -> (FigureAsk, Option<Axis>) {
        let ask = FigureAsk {
            from: self.from,
            to: self.to,
            unit: self.unit.filter(|unit| !unit.as_str().is_empty()),
            alone: self.alone,
            kind: self.kind,
            item: self.item.filter(|item| !item.as_str().is_empty()),
            area: self.area.filter(|area| !area.as_str().is_empty()),
            channel: self.channel.filter(|channel| !channel.is_empty()),
            hour: self.hour,
        };
        (ask, self.by.map(Axis::from))
    }

    /// The whole list, to be taken out in some form, and its days as they are today.
    pub(crate) fn whole(
        self,
        api: &Api,
        actor: &Actor,
        asked: String,
    ) -> Result<(List, Option<Format>), Problem> {
        let format = self.format;
        let (mut ask, axis) = self.ask();
        let (_, (from, to)) = api.app.figure_query(actor, &ask)?;
        (ask.from, ask.to) = (Some(from), Some(to));
        Ok((List::Figures(Box::new(ask), axis, asked), format))
    }
}

/// Counts of a period. A rating that nobody gave is no figure.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    /// 收件.
    received: i64,
    /// 交办.
    given: i64,
    /// 答复: in time and late.
    answered: i64,
    /// 按时答复.
    in_time: i64,
    /// 逾期答复.
    late: i64,
    /// 直接答复, of the answered.
    direct: i64,
    /// 退件: upheld and rejected.
    returned: i64,
    /// 退件成立.
    returned_upheld: i64,
    /// 退件驳回.
    returned_rejected: i64,
    /// 重办.
    reworked: i64,
    /// 有效评价.
    heard: i64,
    /// 解决, of the heard.
    solved: i64,
    /// 满意, of the heard.
    satisfied: i64,
    /// 评分合计, of the heard.
    grades: i64,
    /// 办理用时 of the answered, in working minutes.
    minutes: i64,
    /// Shares and means of these.
    rates: RatesView,
}

/// Shares from 0 to 1 and means; null where there is nothing to divide by.
#[derive(Serialize, ToSchema)]
pub(crate) struct RatesView {
    /// 按时答复率: in_time ÷ answered.
    in_time: Option<f64>,
    /// 直接答复率: direct ÷ answered.
    direct: Option<f64>,
    /// 退件率: returned ÷ given.
    returned: Option<f64>,
    /// 派单准确率: 1 − returned_upheld ÷ given.
    well_given: Option<f64>,
    /// 重办率: reworked ÷ answered.
    reworked: Option<f64>,
    /// 有效评价率: heard ÷ answered.
    heard: Option<f64>,
    /// 解决率: solved ÷ heard.
    solved: Option<f64>,
    /// 满意率: satisfied ÷ heard.
    satisfied: Option<f64>,
    /// 平均评分: grades ÷ heard.
    grade: Option<f64>,
    /// 平均办理用时 in working hours: minutes ÷ 60 ÷ answered.
    hours: Option<f64>,
}

impl From<Measures> for Counts {
    fn from(measures: Measures) -> Self {
        let rates = measures.rates();
        let of = |measure| measures.get(measure);
        Self {
            received: of(Measure::Received),
            given: of(Measure::Given),
            answered: measures.answered(),
            in_time: of(Measure::InTime),
            late: of(Measure::Late),
            direct: of(Measure::Direct),
            returned: measures.returned(),
            returned_upheld: of(Measure::ReturnedUpheld),
            returned_rejected: of(Measure::ReturnedRejected),
            reworked: of(Measure::Reworked),
            heard: of(Measure::Heard),
            solved: of(Measure::Solved),
            satisfied: of(Measure::Satisfied),
            grades: of(Measure::Grades),
            minutes: of(Measure::Minutes),
            rates: RatesView {
                in_time: rates.in_time,
                direct: rates.direct,
                returned: rates.returned,
                well_given: rates.well_given,
                reworked: rates.reworked,
                heard: rates.heard,
                solved: rates.solved,
                satisfied: rates.satisfied,
                grade: rates.grade,
                hours: rates.hours,
            },
        }
    }
}

/// A row of figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct Row {
    /// A day, a code, an hour; `@CODE` for what a centre did itself; empty for none.
    key: String,
    /// Its name.
    name: String,
    /// Figures of the period.
    now: Counts,
    /// Figures of the period before; of a day nothing.
    before: Counts,
    /// The cases behind it: put the name of a figure for `{figure}`.
    cases: String,
}

/// A period.
#[derive(Serialize, ToSchema)]
pub(crate) struct Period {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
}

/// Figures of a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct Figures {
    /// The period.
    period: Period,
    /// The period before: as many months before whole months, else as many days.
    before: Period,
    /// In all. Rows along units overlap, and their sum is not the total.
    total: Row,
    /// Along `by`; none without it. Rows without any figure are left out.
    rows: Vec<Row>,
}

/// 统计 · Figures of a period, compared with the period before
///
/// Only of cases within reach: units see their own and what is below, inspectors and leaders their area.
/// `given`, `returned` and `reworked` count acts, answers and ratings count rounds; the list behind a
/// figure has each case once.
#[utoipa::path(get, path = "/api/figures", tag = "figures", security(("session" = []), ("token" = [])), params(FigureQuery),
    responses((status = 200, body = Figures)))]
pub(crate) async fn figures(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<FigureQuery>,
) -> Result<Response, Problem> {
    paged(query.format, "/api/figures/export")?;
    let (ask, axis) = query.ask();
    let actor = signed.actor();
    let (query, days) = api.app.figure_query(&actor, &ask)?;
    let asked = answers::Asked {
        query: query.clone(),
        ask: ask.clone(),
        axis,
        days,
    };
    let count = Box::pin(async {
        let page = api.app.figures_of(query, days, &ask, axis).await?;
        let written = serde_json::to_vec(&Figures::of(&api, page, axis));
        let written = written.map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(written.into())
    });
    let bytes = api.answers.of(&api.app, asked, count).await?;
    Ok(([(CONTENT_TYPE, "application/json")], Body::from(bytes)).into_response())
}

impl Figures {
    fn of(api: &Api, page: FigurePage, axis: Option<Axis>) -> Self {
        let row = |line: FigureLine, axis: Option<Axis>| Row {
            name: api.app.figure_name(axis, &line.key),
            key: line.shown(axis),
            now: line.now.into(),
            before: line.before.into(),
            cases: link(&line.opening),
        };
        let period = |(from, to)| Period { from, to };
        Self {
            period: period(page.days),
            before: period(page.before),
            total: row(page.total, None),
            rows: page.lines.into_iter().map(|line| row(line, axis)).collect(),
        }
    }
}

/// The address of the list behind a row. Codes are plain letters, digits, `-` and `@`.
fn link(opening: &app::figures::Opening) -> String {
    let pairs = opening
        .iter()
        .map(|(name, value)| format!("&{name}={value}"));
    format!("/api/cases?figure={{figure}}{}", pairs.collect::<String>())
}
