//! Every route of the interface. A handler without a description in OpenAPI cannot be added here.

use crate::documents::{self, Door};
use crate::problem::{Fault, Problem};
use crate::{
    Api, attachment, bulk, calendar, case, command, deadline, desk, edge, export, figures, health,
    inbox, keys, knowledge, limits, lines, live, lookup, metrics, oversight, overview, pages,
    people, preference, presence, public, publishing, reference, rules, sign_in, suggest, template,
    webhooks, welcome,
};
use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The interface of a platform.
pub fn router(api: Api) -> Router {
    router_beside(api, Router::new())
}

/// The interface beside other pages, which get the same edge: headers, log, origin, panics.
pub fn router_beside(api: Api, pages: Router) -> Router {
    let (routes, _) = routes();
    routes
        .with_state(api.clone())
        .merge(pages)
        .fallback(async || Problem::from(Fault::NoSuchPath))
        .method_not_allowed_fallback(async || Problem::from(Fault::MethodNotAllowed))
        .layer(from_fn_with_state(api.clone(), limits::around))
        .layer(from_fn(edge::around))
        .layer(from_fn_with_state(api, metrics::around))
}

/// The interface as OpenAPI 3.1.
pub fn openapi() -> OpenApi {
    routes().1
}

/// What administrators see to.
fn administration() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::set_posts))
        .routes(routes!(people::reset_password))
        .routes(routes!(people::block))
        .routes(routes!(oversight::messages))
        .routes(routes!(oversight::send_again))
        .routes(routes!(oversight::trail))
        .routes(routes!(oversight::condition))
        .routes(routes!(template::list, template::write))
        .routes(routes!(template::one))
        .routes(routes!(template::revise))
        .routes(routes!(template::end))
}

/// Lists as files.
fn exports() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(export::cases))
        .routes(routes!(export::inbox))
        .routes(routes!(export::open))
        .routes(routes!(export::audit))
        .routes(routes!(export::messages))
        .routes(routes!(export::people))
        .routes(routes!(export::keys))
        .routes(routes!(export::webhooks))
        .routes(routes!(export::deliveries))
        .routes(routes!(export::knowledge))
        .routes(routes!(export::templates))
        .routes(routes!(export::rules))
        .routes(routes!(export::versions))
        .routes(routes!(export::days))
        .routes(routes!(export::figures))
}

/// The knowledge base.
fn knowledge_base() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(knowledge::list, knowledge::propose))
        .routes(routes!(knowledge::one))
        .routes(routes!(knowledge::revise))
        .routes(routes!(knowledge::review))
        .routes(routes!(knowledge::withdraw))
        .routes(routes!(knowledge::suggest))
}

/// Lists that everything else refers to.
fn lists() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(lookup::items))
        .routes(routes!(lookup::units))
        .routes(routes!(reference::kinds))
        .routes(routes!(reference::items))
        .routes(routes!(reference::units))
        .routes(routes!(reference::all_duties))
        .routes(routes!(reference::duties))
        .routes(routes!(reference::unit))
        .routes(routes!(reference::areas))
        .routes(routes!(reference::shapes))
        .routes(routes!(reference::channels))
        .routes(routes!(reference::reasons))
        .routes(routes!(reference::lines))
        .routes(routes!(reference::rulebooks))
        .routes(routes!(reference::problems))
}

fn routes() -> (Router<Api>, OpenApi) {
    let described = OpenApiRouter::with_openapi(documents::head())
        // Signing in.
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::me))
        .routes(routes!(preference::all, preference::prefer))
        .routes(routes!(welcome::welcome))
        // Cases, for staff.
        .routes(routes!(case::register, case::list))
        .routes(routes!(case::one))
        .routes(routes!(case::history))
        .routes(routes!(case::actions))
        .routes(routes!(attachment::by_staff))
        .routes(routes!(attachment::file))
        .routes(routes!(attachment::thumbnail))
        .routes(routes!(publishing::propose))
        .routes(routes!(suggest::caller))
        .routes(routes!(suggest::duplicates))
        .routes(routes!(suggest::dispatch))
        .routes(routes!(suggest::nearby))
        .routes(routes!(inbox::inbox))
        .routes(routes!(inbox::badges))
        .routes(routes!(inbox::colleagues))
        .routes(routes!(figures::figures))
        .routes(routes!(overview::overview))
        .routes(routes!(overview::open_cases))
        .routes(routes!(live::live))
        .merge(exports())
        .routes(routes!(bulk::bulk))
        .routes(routes!(presence::at_case))
        .routes(routes!(lines::take_in))
        .routes(routes!(lines::one))
        // Citizens, without an account.
        .routes(routes!(public::submit))
        .routes(routes!(public::follow))
        .routes(routes!(attachment::by_citizen))
        .routes(routes!(attachment::file_for_citizen))
        .routes(routes!(attachment::thumbnail_for_citizen))
        // Lists and the calendar.
        .merge(lists())
        .routes(routes!(deadline::due))
        .routes(routes!(calendar::year))
        .routes(routes!(calendar::notices, calendar::load))
        .routes(routes!(calendar::preview))
        .routes(routes!(rules::rules, rules::keep))
        .routes(routes!(rules::preview))
        .routes(routes!(rules::one))
        .routes(routes!(rules::withdraw))
        // Programs.
        .routes(routes!(keys::list_keys, keys::add_key))
        .routes(routes!(keys::revoke_key))
        .routes(routes!(webhooks::list_webhooks, webhooks::add_webhook))
        .routes(routes!(webhooks::one_webhook))
        .routes(routes!(webhooks::change_webhook))
        .routes(routes!(webhooks::rotate_webhook))
        .routes(routes!(webhooks::disable_webhook))
        .routes(routes!(webhooks::enable_webhook))
        .routes(routes!(webhooks::remove_webhook))
        .routes(routes!(webhooks::webhook_deliveries))
        .routes(routes!(webhooks::resend_webhook))
        .merge(administration())
        .merge(knowledge_base())
        // For whoever runs it.
        .routes(routes!(health::health))
        .routes(routes!(health::ready));
    let (mut routes, mut openapi) = described.split_for_parts();
    // POST /api/cases/{no}/COMMAND, one for each command of staff.
    for verb in command::of_staff() {
        let path = Door::Staff.path(verb);
        documents::describe(&mut openapi, Door::Staff, verb);
        routes = routes.route(
            &path,
            post(move |a, b, c, d, e| command::by_staff(verb, a, b, c, d, e)),
        );
    }
    // POST /api/public/cases/{no}/COMMAND, one for each command of citizens.
    for verb in command::of_citizens() {
        let path = Door::Citizens.path(verb);
        documents::describe(&mut openapi, Door::Citizens, verb);
        routes = routes.route(
            &path,
            post(move |a, b, c, d, e| public::by_citizen(verb, a, b, c, d, e)),
        );
    }
    documents::finish(&mut openapi);
    let document = Arc::new(pages::Document::new(&documents::text(&openapi)));
    let routes = routes
        .route("/desk", get(desk::door))
        .route("/desk/", get(desk::entry))
        .route("/desk/{*path}", get(desk::file))
        .route("/api/docs", get(pages::docs))
        .route("/api/docs/docs.js", get(pages::docs_script))
        .route("/api/docs/docs.css", get(pages::docs_style))
        .route(
            "/api/openapi.json",
            get(async move |headers: HeaderMap| document.answer(&headers)),
        );
    (routes, openapi)
}
