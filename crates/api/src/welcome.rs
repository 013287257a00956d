//! What the sign-in page shows before anybody is signed in: the city, and in a demonstration its
//! accounts. Real accounts are never listed.

use crate::Api;
use crate::problem::Problem;
use crate::sign_in::PostView;
use axum::Json;
use axum::extract::State;
use hotline::codes::UnitCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Where somebody arrives.
#[derive(Serialize, ToSchema)]
pub(crate) struct Welcome {
    /// The city whose profile is loaded.
    city: String,
    /// Code of the city's own centre (市级中心).
    #[schema(value_type = String)]
    centre: UnitCode,
    /// 示例数据: the database holds the demonstration, and every page says so.
    demo: bool,
    /// Accounts of the demonstration; none otherwise.
    accounts: Vec<DemoAccountView>,
    /// The password of them all.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'static str>,
}

/// An account of the demonstration.
#[derive(Serialize, ToSchema)]
pub(crate) struct DemoAccountView {
    /// What one signs in with.
    login: String,
    /// Name on the screen.
    name: String,
    /// Roles in units.
    posts: Vec<PostView>,
}

/// 登录页 · The city, and in a demonstration its accounts
#[utoipa::path(get, path = "/api/welcome", tag = "session", responses((status = 200, body = Welcome)))]
pub(crate) async fn welcome(State(api): State<Api>) -> Result<Json<Welcome>, Problem> {
    let found = api.app.demo_accounts().await?;
    let demo = !found.is_empty();
    let accounts = found.into_iter().map(|account| DemoAccountView {
        login: account.login,
        name: account.name,
        posts: PostView::all(&api, account.posts),
    });
    Ok(Json(Welcome {
        city: api.app.profile().city.clone(),
        centre: api.app.profile().directory.city_centre().code.clone(),
        demo,
        accounts: accounts.collect(),
        password: demo.then_some(app::demo::PASSWORD),
    }))
}
