//! 修订规则: new dated versions of parts of the rules; tried out, kept, taken back.

use crate::Api;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::session::Signed;
use app::amending::{Hanging, NewPromise, Outcome, Proposal, Touched};
use axum::extract::State;
use axum::http::StatusCode;
use hotline::amendment::{Amendment, Change, Difference, Part, Standing};
use hotline::kind::Kind;
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
use hotline::text::Line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use workday::Date;

/// A new version, to be tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVersion {
    /// Its first day; tomorrow at the earliest.
    #[schema(value_type = String, format = Date)]
    effective: Date,
    /// What changes.
    change: Change,
}

impl From<NewVersion> for Proposal {
    fn from(new: NewVersion) -> Self {
        Self {
            effective: new.effective,
            change: new.change,
        }
    }
}

/// A new version, to be kept as it was tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptVersion {
    /// Its first day; tomorrow at the earliest.
    #[schema(value_type = String, format = Date)]
    effective: Date,
    /// What changes.
    change: Change,
    /// Why, for everybody who reads the list.
    why: Line,
    /// `seen` of the preview, as it was told.
    #[serde(default)]
    #[schema(required = true)]
    seen: String,
}

/// The promise of a new case, without and with a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewPromiseView {
    kind: Kind,
    /// 类别.
    kind_name: &'static str,
    /// When it is accepted.
    accepted: String,
    /// When it would lapse without the change.
    before: String,
    /// When it would lapse with it.
    after: String,
}

/// What hangs on an entry that ends. It stays as it is; somebody must see to it. What is of another part
/// is missing.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = RulesTouched)]
pub(crate) struct TouchedView {
    /// The code of the item or unit; of a duty `UNIT ITEM`.
    entry: String,
    /// The Chinese name of the item or unit.
    name: String,
    /// Open cases of the item.
    cases: Option<u64>,
    /// Open assignments of the unit; it finishes them.
    assignments: Option<u64>,
    /// Accounts with a post in the unit.
    people: Option<u64>,
    /// Keys of programs with a post in the unit.
    keys: Option<u64>,
    /// Units that still have the item there when the duty ends.
    others: Option<u64>,
}

impl From<Touched> for TouchedView {
    fn from(touched: Touched) -> Self {
        let plain = Self {
            entry: touched.entry,
            name: touched.name,
            ..Self::default()
        };
        match touched.what {
            Hanging::Cases(cases) => Self {
                cases: Some(cases),
                ..plain
            },
            Hanging::Unit(at_work) => Self {
                assignments: Some(at_work.assignments),
                people: Some(at_work.people),
                keys: Some(at_work.keys),
                ..plain
            },
            Hanging::Others(others) => Self {
                others: Some(others),
                ..plain
            },
        }
    }
}

/// What a version would change.
#[derive(Serialize, ToSchema)]
pub(crate) struct RulesPreview {
    /// What was tried out, and on what; keeping names it as it is.
    seen: String,
    part: Part,
    #[schema(value_type = String, format = Date)]
    effective: Date,
    /// Every value that differs on its first day.
    differences: Vec<Difference>,
    /// What new cases accepted at nine o'clock on its first day would be promised; told of the rulebook.
    promises: Vec<NewPromiseView>,
    /// What hangs on entries that end.
    touched: Vec<TouchedView>,
    /// Open cases now; they keep what they were promised.
    open: u64,
    /// The file that it becomes, in the form of the profile's files.
    text: String,
}

/// Who took a version back, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = RulesWithdrawalView)]
pub(crate) struct WithdrawalView {
    /// Who, such as `staff:LOGIN`.
    by: String,
    /// His name, if he is known.
    by_name: Option<String>,
    at: String,
    why: String,
}

/// A version that was kept.
#[derive(Serialize, ToSchema)]
#[schema(as = RulesVersionView)]
pub(crate) struct VersionView {
    /// Its number.
    no: i64,
    part: Part,
    #[schema(value_type = String, format = Date)]
    effective: Date,
    standing: Standing,
    /// Who wrote it, such as `staff:LOGIN`.
    by: String,
    /// His name, if he is known.
    by_name: Option<String>,
    at: String,
    why: String,
    withdrawn: Option<WithdrawalView>,
}

/// A version that was kept, and what it changed.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeRulesVersionView)]
pub(crate) struct WholeVersionView {
    #[serde(flatten)]
    version: VersionView,
    /// Every value that differed on its first day from what was kept before it.
    differences: Vec<Difference>,
    /// The file, in the form of the profile's files.
    text: String,
}

/// The rules as they were changed while the platform runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct RulesView {
    /// Today; a version begins on a later day.
    #[schema(value_type = String, format = Date)]
    today: Date,
    /// Versions kept, the newest first.
    versions: Vec<VersionView>,
    /// Entries that officials must still confirm.
    composed: Vec<String>,
}

/// What was kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionKept {
    /// Its number.
    no: i64,
}

/// Why something is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    /// The reason.
    why: Line,
}

/// 规则的修订 · Versions kept while the platform runs
///
/// For 系统管理员, 安全管理员 and 审计管理员. What is in force is under `/api/reference`.
#[utoipa::path(get, path = "/api/rules", tag = "administration", operation_id = "rules", security(("session" = []), ("token" = [])),
    responses((status = 200, body = RulesView)))]
pub(crate) async fn rules(
    State(api): State<Api>,
    signed: Signed,
) -> Result<axum::Json<RulesView>, Problem> {
    let kept = api.app.amendments(&signed.actor())?;
    let names = names_in(&api, kept.iter().map(|(it, _)| it)).await?;
    let view = |(amendment, standing)| view(amendment, standing, &names);
    let versions = kept.into_iter().map(view).collect();
    Ok(axum::Json(RulesView {
        today: api.app.now().date(),
        versions,
        composed: api.app.profile().composed(),
    }))
}

/// Names of those who wrote versions and took them back.
async fn names_in(
    api: &Api,
    kept: impl IntoIterator<Item = &Amendment>,
) -> Result<BTreeMap<String, String>, Problem> {
    let labels = kept.into_iter().flat_map(|it| {
        let back = it.withdrawn.as_ref().map(|back| back.by.clone());
        std::iter::once(it.by.clone()).chain(back)
    });
    Ok(api.app.names_of(labels.collect::<Vec<_>>()).await?)
}

fn view(amendment: Amendment, standing: Standing, names: &BTreeMap<String, String>) -> VersionView {
    VersionView {
        no: amendment.no,
        part: amendment.part,
        effective: amendment.effective,
        standing,
        by_name: names.get(&amendment.by).cloned(),
        by: amendment.by,
        at: amendment.at.to_string(),
        why: amendment.why,
        withdrawn: amendment.withdrawn.map(|it| WithdrawalView {
            by_name: names.get(&it.by).cloned(),
            by: it.by,
            at: it.at.to_string(),
            why: it.why,
        }),
    }
}

/// 一版修订 · A kept version and what it changed
///
/// For 系统管理员, 安全管理员 and 审计管理员.
#[utoipa::path(get, path = "/api/rules/{version}", tag = "administration", operation_id = "one_rules", security(("session" = []), ("token" = [])),
    params(("version" = String, Path, description = "Its number.")), responses((status = 200, body = WholeVersionView), (status = 404, description = "`not_found`")))]
pub(crate) async fn one(
    State(api): State<Api>,
    signed: Signed,
    Path(no): Path<String>,
) -> Result<axum::Json<WholeVersionView>, Problem> {
    let kept = api.app.amendments(&signed.actor())?;
    let found = kept.into_iter().find(|(it, _)| it.no.to_string() == no);
    let (amendment, standing) = found.ok_or(Code::NotFound)?;
    let names = names_in(&api, [&amendment]).await?;
    Ok(axum::Json(WholeVersionView {
        differences: api.app.differences_of(amendment.no)?,
        text: amendment.text.clone(),
        version: view(amendment, standing, &names),
    }))
}

/// 试算修订 · What a version would change, before it is kept
///
/// For 系统管理员. Nothing is changed.
#[utoipa::path(post, path = "/api/rules/preview", tag = "administration", operation_id = "preview_rules", security(("session" = []), ("token" = [])), request_body = NewVersion,
    responses((status = 200, body = RulesPreview), (status = 422, description = "`day_passed`, or `bad_value` with the sentence that the loader says")))]
pub(crate) async fn preview(
    State(api): State<Api>,
    signed: Signed,
    Json(new): Json<NewVersion>,
) -> Result<axum::Json<RulesPreview>, Problem> {
    let proposal = Proposal::from(new);
    let outcome = api.app.preview_amendment(&signed.actor(), &proposal).await;
    let Outcome {
        seen,
        text,
        differences,
        promises,
        touched,
        open,
    } = outcome?;
    let promise = |it: NewPromise| NewPromiseView {
        kind: it.kind,
        kind_name: it.kind.zh(),
        accepted: it.accepted.to_string(),
        before: it.before.to_string(),
        after: it.after.to_string(),
    };
    Ok(axum::Json(RulesPreview {
        seen,
        part: proposal.change.part(),
        effective: proposal.effective,
        differences,
        promises: promises.into_iter().map(promise).collect(),
        touched: touched.into_iter().map(TouchedView::from).collect(),
        open,
        text,
    }))
}

/// 定下修订 · Keep a version
///
/// For 系统管理员, only as it was previewed: `stale` if it was not, or if something was kept or taken back after
/// the preview.
#[utoipa::path(post, path = "/api/rules", tag = "administration", operation_id = "keep_rules", security(("session" = []), ("token" = [])), request_body = KeptVersion,
    responses((status = 201, body = VersionKept), (status = 409, description = "`stale`"),
        (status = 422, description = "`day_passed`, or `bad_value` with the sentence that the loader says")))]
pub(crate) async fn keep(
    State(api): State<Api>,
    signed: Signed,
    Json(kept): Json<KeptVersion>,
) -> Result<(StatusCode, axum::Json<VersionKept>), Problem> {
    let KeptVersion {
        effective,
        change,
        why,
        seen,
    } = kept;
    let proposal = Proposal { effective, change };
    let actor = signed.actor();
    let no = api
        .app
        .keep_amendment(&actor, &proposal, why.as_str(), &seen)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(VersionKept { no })))
}

/// 撤下修订 · Take a version back before its day
///
/// For 系统管理员. One that is in force stays: `in_force`.
#[utoipa::path(post, path = "/api/rules/{version}/withdraw", tag = "administration", operation_id = "withdraw_rules", security(("session" = []), ("token" = [])),
    params(("version" = String, Path, description = "Its number.")), request_body = Why,
    responses((status = 204), (status = 404, description = "`not_found`"), (status = 409, description = "`in_force`, `built_upon` or `stale`")))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    signed: Signed,
    Path(no): Path<String>,
    Json(why): Json<Why>,
) -> Result<StatusCode, Problem> {
    let actor = signed.actor();
    may(&actor, Care::Rules)?;
    let no: i64 = no.parse().map_err(|_| Code::NotFound)?;
    api.app
        .withdraw_amendment(&actor, no, why.why.as_str())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
