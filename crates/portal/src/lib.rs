#![doc = include_str!("../README.md")]

mod about;
mod assets;
mod dates;
mod door;
mod fault;
mod follow;
mod frame;
mod home;
mod look;
mod outside;
mod write;

use app::App;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// What every page shares. Clones share it too.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    app: App,
    secure: bool,
    demo: bool,
}

impl Portal {
    /// The pages of a platform. `secure`: browsers come by HTTPS only; `demo`: the database holds the
    /// demonstration, and every page says so.
    pub fn new(app: App, secure: bool, demo: bool) -> Self {
        Self(Arc::new(Inner { app, secure, demo }))
    }

    fn app(&self) -> &App {
        &self.0.app
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
        // A case is followed.
        .route("/follow", get(door::ask).post(door::enter))
        .route("/follow/leave", post(door::leave))
        .route("/c/{token}", get(door::by_link))
        .route("/follow/{no}", get(follow::page))
        .route("/follow/{no}/{act}", post(follow::act))
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
