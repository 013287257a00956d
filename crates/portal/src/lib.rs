#![doc = include_str!("../README.md")]

mod about;
mod assets;
mod dates;
mod door;
mod fault;
mod figures;
mod follow;
mod frame;
mod home;
mod look;
mod outside;
mod pace;
mod public;
mod typed;
mod write;

use app::App;
use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::routing::{get, post};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What every page shares. Clones share it too.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    app: App,
    secure: bool,
    demo: bool,
    /// Where the public comes; none: by the `Host` of the request.
    address: Option<String>,
    /// Forms with photos, side by side.
    photos: Arc<Semaphore>,
}

impl Portal {
    /// The pages of a platform. `secure`: browsers come by HTTPS only; `demo`: the database holds the
    /// demonstration, and every page says so; `address`: where the public comes, as
    /// `https://12345.example.gov.cn`, for links that are read elsewhere.
    pub fn new(app: App, secure: bool, demo: bool, address: Option<String>) -> Self {
        Self(Arc::new(Inner {
            app,
            secure,
            demo,
            address,
            photos: Arc::new(Semaphore::new(follow::photos::AT_ONCE)),
        }))
    }

    fn app(&self) -> &App {
        &self.0.app
    }

    /// What an absolute link begins with: the address of the settings, else the host that was asked.
    fn base(&self, headers: &HeaderMap) -> String {
        if let Some(address) = &self.0.address {
            return address.clone();
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let scheme = if self.0.secure { "https" } else { "http" };
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    }
}

/// Every page. The caller puts its own edge around them, and [`outside`] around that.
pub fn pages(portal: Portal) -> Router {
    Router::new()
        .route("/", get(home::home))
        .route("/about", get(about::about))
        .route("/look", get(look::change))
        .route("/assets/{name}", get(assets::asset))
        // A case is written.
        .route("/write", get(write::begin).post(write::go_on))
        .route("/write/places", get(write::places))
        .route("/write/map", get(write::map))
        .route("/write/at", post(write::at))
        .route("/write/receipt", get(write::receipt::again))
        // A case is followed.
        .route("/follow", get(door::ask).post(door::enter))
        .route("/follow/leave", get(door::left).post(door::leave))
        .route("/c/{token}", get(door::by_link))
        .route("/follow/{no}", get(follow::page))
        .route(
            "/follow/{no}/photo",
            get(follow::back).post(follow::photos::add),
        )
        .route("/follow/{no}/file/{file}", get(follow::photos::whole))
        .route("/follow/{no}/file/{file}/small", get(follow::photos::small))
        .route("/follow/{no}/{act}", get(follow::back_of).post(follow::act))
        // What is public.
        .route("/public", get(public::list))
        .route("/public.csv", get(public::csv))
        .route("/public.atom", get(public::atom))
        .route("/figures", get(figures::page))
        .route("/figures.csv", get(figures::csv))
        .route("/public/{no}", get(public::one))
        .route(
            "/public/{no}/me-too",
            get(follow::back).post(public::me_too),
        )
        .route_layer(axum::middleware::from_fn_with_state(
            portal.clone(),
            pace::around,
        ))
        .with_state(portal)
}

/// Goes around everything: errors become pages where a browser asked for a page, and what is worth it
/// is compressed.
pub fn outside(portal: Portal, router: Router) -> Router {
    router.layer(axum::middleware::from_fn_with_state(
        portal,
        outside::around,
    ))
}
