//! Signing in and out.

use crate::Api;
use crate::extract::Json;
use crate::keys::ScopeName;
use crate::limits::{Places, Sender};
use crate::problem::{Fault, Problem};
use crate::session::{COOKIE_NAME, Signed};
use app::access::SignedIn;
use app::keys::Scope;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use hotline::actor::{Post, Role, Staff};
use hotline::codes::UnitCode;
use hotline::directory::UnitKind;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use utoipa::ToSchema;

/// The longest login or password, in characters.
const SECRET_MAX: usize = 200;
/// How many passwords are checked side by side: each takes a core and some 20 MB for a moment.
const PASSWORDS_AT_ONCE: usize = 2;
/// How many of one address, whose guesses leave the other place to the rest.
const PASSWORDS_OF_ONE: usize = 1;
/// How long a sign-in waits for its turn at the passwords, and how many wait.
const TURN: Duration = Duration::from_secs(10);
const QUEUE: usize = 1_000;

/// Login and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// Login.
    #[schema(max_length = 200)]
    login: String,
    /// Password.
    #[schema(max_length = 200, format = Password)]
    password: String,
    /// For programs: give the token in the answer instead of a cookie.
    #[serde(default)]
    token: bool,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Id of the person, as histories name him.
    person: String,
    /// Name on the screen.
    name: String,
    /// Roles in units.
    posts: Vec<PostView>,
    /// When the session ends; of a key nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Of a key: what it may be used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<ScopeName>>)]
    scopes: Option<Vec<&'static str>>,
    /// For `Authorization: Bearer`, if it was asked for; told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// A role in a unit.
#[derive(Serialize, ToSchema)]
#[schema(as = MyPost)]
pub(crate) struct PostView {
    role: Role,
    /// 角色.
    role_name: &'static str,
    unit: UnitCode,
    /// 单位.
    unit_name: String,
    /// What kind of unit it is.
    unit_kind: Option<UnitKind>,
}

impl PostView {
    /// Posts with the names of their units.
    pub(crate) fn all(api: &Api, posts: Vec<Post>) -> Vec<Self> {
        let posts = posts.into_iter().map(|post| {
            let directory = &api.app.profile().directory;
            let unit = directory.unit(&post.unit);
            Self {
                role: post.role,
                role_name: post.role.zh(),
                unit_name: unit.map_or_else(|| post.unit.to_string(), |unit| unit.name.clone()),
                unit_kind: unit.map(|unit| unit.kind),
                unit: post.unit,
            }
        });
        posts.collect()
    }
}

impl Me {
    fn new(api: &Api, name: String, staff: Staff, token: Option<String>) -> Self {
        Self {
            person: staff.person,
            name,
            posts: PostView::all(api, staff.posts),
            until: None,
            scopes: None,
            token,
        }
    }
}

/// 登录 · Sign in
///
/// Sets the cookie `minsheng_session` (HttpOnly, SameSite=Lax, 12 hours). After 10 wrong passwords
/// the account is locked for an hour; the answer is the same.
#[utoipa::path(post, path = "/api/sign-in", tag = "session", request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, description = "`wrong_password`")))]
pub(crate) async fn sign_in(
    State(api): State<Api>,
    sender: Option<Extension<Sender>>,
    Json(given): Json<Credentials>,
) -> Result<Response, Problem> {
    let sender = sender.map_or(Sender::Local, |sender| sender.0);
    let signed = checked(&api, sender, &given).await?;
    let cookie = cookie(&signed.token, 12 * 3600, api.secure);
    let token = given.token.then_some(signed.token);
    let set = token.is_none().then_some((SET_COOKIE, cookie));
    let mut me = Me::new(&api, signed.name, signed.staff, token);
    me.until = Some(signed.until.to_string());
    Ok((AppendHeaders(set), axum::Json(me)).into_response())
}

/// The turns at the passwords.
pub(crate) fn turns() -> Places<IpAddr> {
    Places::new(PASSWORDS_AT_ONCE, PASSWORDS_OF_ONE).waited_for(QUEUE, TURN)
}

/// Checks a password when its turn comes.
async fn checked(api: &Api, sender: Sender, given: &Credentials) -> Result<SignedIn, Problem> {
    let long = |text: &str| text.chars().count() > SECRET_MAX;
    if long(&given.login) || long(&given.password) {
        return Err(Fault::WrongPassword.into());
    }
    let turn = api.passwords.enter(sender.share()).await?;
    let signed = app::holding(turn, api.app.sign_in(&given.login, &given.password));
    signed.await?.ok_or_else(|| Fault::WrongPassword.into())
}

/// 退出 · Sign out
#[utoipa::path(post, path = "/api/sign-out", tag = "session", security(("session" = []), ("token" = [])),
    responses((status = 204, description = "The session has ended.")))]
pub(crate) async fn sign_out(State(api): State<Api>, signed: Signed) -> Result<Response, Problem> {
    api.app.sign_out(&signed.token).await?;
    let gone = AppendHeaders([(SET_COOKIE, cookie("", 0, api.secure))]);
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}

/// 当前账号 · Who is signed in
#[utoipa::path(get, path = "/api/me", tag = "session", security(("session" = []), ("token" = [])),
    responses((status = 200, body = Me)))]
pub(crate) async fn me(State(api): State<Api>, signed: Signed) -> Result<axum::Json<Me>, Problem> {
    let Signed { staff, key, token } = signed;
    let until = match &key {
        Some(_) => None,
        None => api.app.session_end(&token).await?,
    };
    let (name, scopes) = match key {
        Some(key) => (key.name, Some(key.scopes)),
        None => (
            api.app.name_of(&staff.person).await?.unwrap_or_default(),
            None,
        ),
    };
    let mut me = Me::new(&api, name, staff, None);
    me.until = until.map(|until| until.to_string());
    me.scopes = scopes.map(|scopes| scopes.into_iter().map(Scope::as_str).collect());
    Ok(axum::Json(me))
}

fn cookie(token: &str, seconds: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE_NAME}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
