//! 人员: people, their posts and passwords, for the three administrators.

use crate::Api;
use crate::export::Format;
use crate::extract::{Json, Path, Query};
use crate::inbox::unit_of;
use crate::keys::PostWanted;
use crate::page::{page_size, paged, part, said, whole};
use crate::problem::Problem;
use crate::session::Signed;
use crate::sign_in::PostView;
use app::access::is_locked;
use app::accounts::{NewPerson, PeopleNarrowed, Person};
use app::export::List;
use axum::extract::State;
use axum::http::StatusCode;
use hotline::text::Line;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Somebody who works here.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonView {
    /// Id, as histories name him.
    person: String,
    /// What he signs in with.
    login: String,
    name: String,
    posts: Vec<PostView>,
    /// May not sign in.
    blocked: bool,
    /// An account of the demonstration.
    demo: bool,
    /// Locked until then, after too many wrong passwords.
    locked_until: Option<String>,
    /// Since when he is signed in, if he is.
    signed_in: Option<String>,
}

impl PersonView {
    fn new(api: &Api, person: Person) -> Self {
        let Person {
            account,
            posts,
            signed_in,
        } = person;
        let locked = is_locked(account.locked_until, api.app.now()).then_some(account.locked_until);
        Self {
            person: account.person,
            login: account.login,
            name: account.name,
            posts: PostView::all(api, posts),
            blocked: account.disabled,
            demo: account.demo,
            locked_until: locked.map(|until| until.to_string()),
            signed_in: signed_in.map(|since| since.to_string()),
        }
    }
}

/// A page of people, by login.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeoplePage {
    people: Vec<PersonView>,
    /// Give it as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// Which people.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleQuery {
    /// A part of login or name.
    #[param(max_length = 60)]
    q: Option<String>,
    /// Code, name or alias of a unit in which they have a post.
    unit: Option<String>,
    /// Only blocked ones, or only others.
    blocked: Option<bool>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl PeopleQuery {
    fn narrowed(&self, api: &Api) -> Result<PeopleNarrowed, Problem> {
        let unit = said(self.unit.as_deref()).map(|unit| unit_of(api, unit));
        Ok(PeopleNarrowed {
            part: part(self.q.as_deref())?.map(str::to_owned),
            unit: unit.transpose()?,
            blocked: self.blocked,
            after: self.cursor.clone(),
        })
    }

    /// The same people as a whole list, and the form in which it goes out.
    pub(crate) fn whole(
        &self,
        api: &Api,
        words: String,
    ) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        Ok((
            List::People(Box::new(self.narrowed(api)?), words),
            self.format,
        ))
    }
}

/// Somebody to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonWanted {
    /// What he will sign in with; never used before.
    #[schema(min_length = 1, max_length = 60)]
    login: String,
    /// Name on the screen.
    #[schema(value_type = String)]
    name: Line,
    /// In which roles, of which units.
    #[schema(min_items = 1, max_items = 20)]
    posts: Vec<PostWanted>,
    /// At least 10 characters; one is made if it is missing.
    #[serde(default)]
    password: Option<String>,
}

/// The posts that somebody is to have, and no others.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostsWanted {
    #[schema(min_items = 1, max_items = 20)]
    posts: Vec<PostWanted>,
    /// Those that he had when the change was written, in any order: `stale` if somebody changed them since.
    seen: Vec<PostWanted>,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordWanted {
    /// At least 10 characters; one is made if it is missing.
    #[serde(default)]
    password: Option<String>,
}

/// Whether somebody may sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockWanted {
    blocked: bool,
    /// Why; needed to block.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Line,
    /// Whether he was blocked when this was asked: `stale` if somebody turned it since. Missing: as he is.
    #[serde(default)]
    seen: Option<bool>,
}

/// A password that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordMade {
    /// Told once; none if it was chosen.
    password: Option<String>,
}

fn posts(api: &Api, wanted: Vec<PostWanted>) -> Result<Vec<hotline::actor::Post>, Problem> {
    let posts = wanted.into_iter().map(|post| post.read(api));
    posts.collect()
}

/// 人员清单 · People with their posts
///
/// For 系统管理员, 安全管理员 and 审计管理员.
#[utoipa::path(get, path = "/api/people", tag = "administration", operation_id = "list_people", security(("session" = []), ("token" = [])),
    params(PeopleQuery), responses((status = 200, body = PeoplePage)))]
pub(crate) async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(asked): Query<PeopleQuery>,
) -> Result<axum::Json<PeoplePage>, Problem> {
    paged(asked.format, "/api/people/export")?;
    let (by, limit) = (asked.narrowed(&api)?, page_size(asked.limit)?);
    let found = api.app.people(&signed.actor(), &by, limit).await?;
    let full = u32::try_from(found.len()).is_ok_and(|rows| rows >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|last| last.account.login.clone());
    let people = found.into_iter().map(|one| PersonView::new(&api, one));
    Ok(axum::Json(PeoplePage {
        people: people.collect(),
        next,
    }))
}

/// 加一位 · Add somebody
///
/// For 系统管理员. Without a password one is made and told once. An administrator's post goes with no
/// other (三员分立).
#[utoipa::path(post, path = "/api/people", tag = "administration", operation_id = "add_person", security(("session" = []), ("token" = [])),
    request_body = PersonWanted, responses((status = 201, body = PasswordMade)))]
pub(crate) async fn add(
    State(api): State<Api>,
    signed: Signed,
    Json(wanted): Json<PersonWanted>,
) -> Result<(StatusCode, axum::Json<PasswordMade>), Problem> {
    let PersonWanted {
        login,
        name,
        posts: wanted,
        password,
    } = wanted;
    let new = NewPerson {
        login,
        name,
        password,
        posts: posts(&api, wanted)?,
    };
    let password = api.app.hire(&signed.actor(), new).await?;
    Ok((StatusCode::CREATED, axum::Json(PasswordMade { password })))
}

/// 改岗位 · Give somebody these posts and no others
///
/// For 系统管理员, not for himself.
#[utoipa::path(post, path = "/api/people/{person}/posts", tag = "administration", operation_id = "set_posts", security(("session" = []), ("token" = [])),
    params(("person" = String, Path, description = "Id of the person.")), request_body = PostsWanted,
    responses((status = 204, description = "They hold from his next request on."), (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale`: somebody changed them since; the detail says who, when and what he has now.")))]
pub(crate) async fn set_posts(
    State(api): State<Api>,
    signed: Signed,
    Path(person): Path<String>,
    Json(wanted): Json<PostsWanted>,
) -> Result<StatusCode, Problem> {
    let (posts, seen) = (posts(&api, wanted.posts)?, posts(&api, wanted.seen)?);
    let actor = signed.actor();
    api.app.set_posts(&actor, &person, posts, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 重置密码 · Set another password
///
/// For 系统管理员. His sessions end. Not within ten minutes of another administrator who did: the password that he
/// was given would be void.
#[utoipa::path(post, path = "/api/people/{person}/password", tag = "administration", operation_id = "reset_password", security(("session" = []), ("token" = [])),
    params(("person" = String, Path, description = "Id of the person.")), request_body = PasswordWanted,
    responses((status = 200, body = PasswordMade), (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale`: another administrator has just set one; the detail says who, and when.")))]
pub(crate) async fn reset_password(
    State(api): State<Api>,
    signed: Signed,
    Path(person): Path<String>,
    Json(PasswordWanted { password }): Json<PasswordWanted>,
) -> Result<axum::Json<PasswordMade>, Problem> {
    let actor = signed.actor();
    let password = api.app.reset_password(&actor, &person, password).await?;
    Ok(axum::Json(PasswordMade { password }))
}

/// 停用、启用 · Keep somebody from signing in, or let him again
///
/// Blocking also for 安全管理员. His sessions end.
#[utoipa::path(post, path = "/api/people/{person}/block", tag = "administration", operation_id = "block_person", security(("session" = []), ("token" = [])),
    params(("person" = String, Path, description = "Id of the person.")), request_body = BlockWanted,
    responses((status = 204, description = "Done."), (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale`: somebody blocked him, or let him again, since it was seen; the detail says who, when and why.")))]
pub(crate) async fn block(
    State(api): State<Api>,
    signed: Signed,
    Path(person): Path<String>,
    Json(wanted): Json<BlockWanted>,
) -> Result<StatusCode, Problem> {
    let (
        actor,
        BlockWanted {
            blocked,
            reason,
            seen,
        },
    ) = (signed.actor(), wanted);
    let done = api.app.block(&actor, &person, blocked, &reason, seen);
    done.await?;
    Ok(StatusCode::NO_CONTENT)
}
