//! Figures for Prometheus, in its text form. Labels are patterns of paths, methods and statuses:
//! nothing of a case or a person is in them, and their number is bounded.

mod exposition;

use crate::Api;
use app::gauges::Gauges;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Upper bounds of the histogram's buckets, in milliseconds.
const BUCKETS: [u64; 11] = [2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000];
/// What the database is asked is kept so long, however often somebody asks.
const FRESH: Duration = Duration::from_secs(5);

/// Durations of requests to one path.
#[derive(Debug, Clone, Default)]
struct Histogram {
    /// How many took at most as long as the bucket's bound; the last is all of them.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    micros: u64,
}

impl Histogram {
    fn note(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (bucket, bound) in self.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(micros <= bound * 1000);
        }
        self.count += 1;
        self.micros = self.micros.saturating_add(micros);
    }
}

#[derive(Debug, Default)]
struct Counts {
    /// By method and pattern.
    durations: BTreeMap<(&'static str, String), Histogram>,
    /// By method, pattern and status.
    answers: BTreeMap<(&'static str, String, u16), u64>,
}

#[derive(Debug, Default)]
struct Inner {
    counts: Mutex<Counts>,
    under_way: AtomicI64,
    gauges: tokio::sync::Mutex<Option<(Instant, Option<Gauges>)>>,
}

/// What is counted. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Metrics(Arc<Inner>);

impl Metrics {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, method: &'static str, path: &str, status: u16, took: Duration) {
        let mut counts = self.counts();
        let known = counts.answers.get_mut(&(method, path.to_owned(), status));
        match known {
            Some(count) => *count += 1,
            None => {
                counts.answers.insert((method, path.to_owned(), status), 1);
            }
        }
        counts
            .durations
            .entry((method, path.to_owned()))
            .or_default()
            .note(took);
    }
}

/// Only methods that HTTP knows are told apart: a sender may invent others without end.
fn known(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// A request under way; it is no longer when its sender has gone away either.
struct UnderWay(Metrics);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts every request.
pub(crate) async fn around(State(api): State<Api>, request: Request, next: Next) -> Response {
    let metrics = api.metrics;
    metrics.0.under_way.fetch_add(1, Ordering::Relaxed);
    let under_way = UnderWay(metrics.clone());
    let (started, method) = (Instant::now(), known(request.method()));
    let path = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let path = path.as_ref().map_or("-", MatchedPath::as_str);
    metrics.note(method, path, response.status().as_u16(), started.elapsed());
    drop(under_way);
    response
}

/// `/metrics` alone, for a listener of its own or beside the interface.
pub fn routes(api: Api) -> Router {
    Router::new().route("/metrics", get(show)).with_state(api)
}

async fn show(State(api): State<Api>) -> impl IntoResponse {
    let gauges = gauges(&api).await;
    let text = exposition::written(&api, gauges.as_ref());
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
}

/// What the database says, not older than a few seconds; nothing while it is away.
async fn gauges(api: &Api) -> Option<Gauges> {
    let mut kept = api.metrics.0.gauges.lock().await;
    if let Some((at, gauges)) = &*kept
        && at.elapsed() < FRESH
    {
        return gauges.clone();
    }
    let gauges = api.app.gauges().await.ok();
    *kept = Some((Instant::now(), gauges.clone()));
    gauges
}
