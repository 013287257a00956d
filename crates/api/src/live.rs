//! 实时更新: what happens to cases within reach, as server-sent events. An update says which case, what
//! kind of event and which version; whoever wants more asks for the case and is answered by his rights.

use crate::Api;
use crate::life::Life;
use crate::problem::{Fault, Problem};
use crate::session::Signed;
use app::live::{Batch, Update};
use app::presence::Stir;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use hotline::scope::Reach;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Live connections of one person.
const OF_ONE: usize = 8;
/// Live connections in all.
const OF_ALL: usize = 2_000;
/// How often a quiet connection hears something.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Rights are looked at again before an update if they were looked at longer ago than this.
const RIGHTS: Duration = Duration::from_secs(2);
/// Pieces that wait for a slow client.
const PIECES: usize = 8;
/// How long a piece waits before the client is let go, where nobody says otherwise.
pub(crate) const STALLED: Duration = Duration::from_secs(20);
/// Whoever missed more than this reads his lists anew.
const MISSED: i64 = 10_000;

/// 一条实时消息: one message of the stream, field by field.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "says in the document what the stream carries")]
pub(crate) struct LiveMessage {
    /// The place in the feed; goes back as `Last-Event-ID`.
    id: Option<String>,
    /// `ready`, `case`, `here` or `reset`.
    event: Option<String>,
    /// JSON: of a `case` `{"no", "kind", "version", "position"}`, otherwise `{}`.
    data: Option<String>,
    /// Milliseconds after which a client that lost the stream comes again.
    retry: Option<u32>,
}

/// How many live connections everybody has.
#[derive(Clone, Default)]
pub(crate) struct Crowd(Arc<Mutex<HashMap<String, usize>>>);

/// A place in the crowd, until it is dropped.
struct Place(Crowd, String);

impl Crowd {
    fn enter(&self, person: &str) -> Option<Place> {
        let mut crowd = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = crowd.values().sum();
        let own = crowd.entry(person.to_owned()).or_default();
        if *own >= OF_ONE || all >= OF_ALL {
            return None;
        }
        *own += 1;
        Some(Place(self.clone(), person.to_owned()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut crowd = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = crowd.get_mut(&self.1) {
            *own -= 1;
            if *own == 0 {
                crowd.remove(&self.1);
            }
        }
    }
}

/// 实时更新 · What happens to cases within reach, as it happens (server-sent events)
///
/// `event: here` with `{"no"}` says that somebody came to a case, left it, or began to write there.
/// `event: case` carries `{"no", "kind", "version", "position"}` and no word of anybody; `id` is the
/// place in the feed. `event: ready` comes first. With `Last-Event-ID` everything since comes again;
/// after too long a time, or if the place is not known, `event: reset` says that lists should be read
/// anew. A comment comes every 15 s. The stream ends when the session ends, and for clients that do not
/// keep up; they come again.
#[utoipa::path(get, path = "/api/live", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The last id that was read.")),
    responses((status = 200, content_type = "text/event-stream", body = LiveMessage,
        description = "A stream of messages; the schema is that of one message with its fields by name.")))]
pub(crate) async fn live(
    State(api): State<Api>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = api.crowd.enter(&signed.staff.person);
    let place = place.ok_or_else(|| Problem::from(Fault::TooMany).after(5))?;
    let last = match headers.get(LAST_EVENT_ID) {
        None => None,
        Some(id) => Some(position(id.to_str().ok()).ok_or_else(bad_id)?),
    };
    // First listen, then read the head: what comes later is heard.
    let updates = api.app.listen();
    let stirs = api.app.hear_stirs();
    let head = api.app.feed_head().await?;
    let (pieces, body) = mpsc::channel(PIECES);
    let connection = Connection {
        reach: Reach::of(&signed.actor(), &api.app.profile().directory),
        looked_at: Instant::now(),
        at: last.unwrap_or(head),
        life: api.life(),
        api,
        signed,
        pieces,
    };
    tokio::spawn(async move {
        connection.run(updates, stirs, head).await;
        drop(place);
    });
    let body = futures_util::stream::unfold(body, async |mut body| {
        let piece: Bytes = body.recv().await?;
        Some((Ok::<_, Infallible>(piece), body))
    });
    let kind = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // Proxies that gather what they pass on would keep it to themselves.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((kind, Body::from_stream(body)).into_response())
}

fn position(id: Option<&str>) -> Option<i64> {
    let position = id?.trim().parse().ok()?;
    (position >= 0).then_some(position)
}

fn bad_id() -> Problem {
    Problem::bad_value("Last-Event-ID：应当是收到过的 id (expected an id that was received)")
}

/// One live connection.
struct Connection {
    api: Api,
    life: Life,
    signed: Signed,
    reach: Reach,
    /// When rights were last looked at.
    looked_at: Instant,
    /// The last place that was dealt with.
    at: i64,
    pieces: mpsc::Sender<Bytes>,
}

/// What comes to a connection.
enum Heard<B, S> {
    Batch(Result<B, RecvError>),
    Stir(S),
}

/// The next that comes. A connection that was behind with stirs has missed the oldest of them, which screens
/// make up for, and goes on at once with those that are left.
async fn next<B: Clone, S: Clone>(
    updates: &mut broadcast::Receiver<B>,
    stirs: &mut broadcast::Receiver<S>,
) -> Heard<B, S> {
    loop {
        tokio::select! {
            batch = updates.recv() => return Heard::Batch(batch),
            stir = stirs.recv() => match stir {
                Ok(stir) => return Heard::Stir(stir),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Heard::Batch(Err(RecvError::Closed)),
            }
        }
    }
}

/// The connection is over.
struct Over;

impl Connection {
    async fn run(
        mut self,
        updates: broadcast::Receiver<Batch>,
        stirs: broadcast::Receiver<Stir>,
        head: i64,
    ) {
        let ending = self.life.clone();
        let gone = self.pieces.clone();
        tokio::select! {
            _ = self.tell(updates, stirs, head) => {}
            () = ending.ending() => {}
            () = gone.closed() => {}
        }
    }

    async fn tell(
        &mut self,
        mut updates: broadcast::Receiver<Batch>,
        mut stirs: broadcast::Receiver<Stir>,
        head: i64,
    ) -> Result<(), Over> {
        self.begin(head).await?;
        let mut quiet_until = Instant::now() + HEARTBEAT;
        loop {
            let heard = next(&mut updates, &mut stirs);
            let heard = match tokio::time::timeout_at(quiet_until, heard).await {
                Ok(Heard::Stir(stir)) => {
                    self.pass_stir(&stir).await?;
                    continue;
                }
                Ok(Heard::Batch(batch)) => Ok(batch),
                Err(late) => Err(late),
            };
            match heard {
                Ok(Ok(batch)) => {
                    if self.pass_on(&batch).await? {
                        quiet_until = Instant::now() + HEARTBEAT;
                    }
                }
                // Too slow: nothing is kept for it. It comes again and reads from where it was.
                Ok(Err(RecvError::Lagged(_) | RecvError::Closed)) => return Err(Over),
                Err(_) => {
                    self.look_at_rights().await?;
                    self.send(format!(":\nid: {}\n\n", self.at)).await?;
                    quiet_until = Instant::now() + HEARTBEAT;
                }
            }
        }
    }

    /// Says where the connection stands, and what it missed.
    async fn begin(&mut self, head: i64) -> Result<(), Over> {
        let unknown = self.at > head || head - self.at > MISSED;
        if unknown {
            self.at = head;
            let reset = format!("retry: 2000\nid: {head}\nevent: reset\ndata: {{}}\n\n");
            return self.send(reset).await;
        }
        let ready = format!("retry: 2000\nid: {}\nevent: ready\ndata: {{}}\n\n", self.at);
        self.send(ready).await?;
        while self.at < head {
            let missed = self
                .api
                .app
                .updates_after(self.at)
                .await
                .map_err(|_| Over)?;
            if missed.is_empty() {
                return Err(Over);
            }
            self.pass_on(&missed).await?;
        }
        Ok(())
    }

    /// Passes on what lies within reach and was not dealt with yet; whether there was any.
    async fn pass_on(&mut self, batch: &[Update]) -> Result<bool, Over> {
        if self.looked_at.elapsed() > RIGHTS {
            self.look_at_rights().await?;
        }
        let mut text = String::new();
        let new = batch.iter().filter(|update| update.position > self.at);
        for update in new.filter(|update| update.lies_within(&self.reach)) {
            let Update {
                position,
                no,
                kind,
                version,
                ..
            } = update;
            let data = serde_json::json!({ "no": no, "kind": kind, "version": version, "position": position });
            let _ = write!(text, "id: {position}\nevent: case\ndata: {data}\n\n");
        }
        self.at = batch
            .last()
            .map_or(self.at, |last| last.position.max(self.at));
        let any = !text.is_empty();
        if any {
            self.send(text).await?;
        }
        Ok(any)
    }

    /// Says where somebody came, left, or began to write. People alone are told, for they look.
    async fn pass_stir(&mut self, stir: &Stir) -> Result<(), Over> {
        if self.looked_at.elapsed() > RIGHTS {
            self.look_at_rights().await?;
        }
        if self.signed.key.is_some() || !stir.lies_within(&self.reach) {
            return Ok(());
        }
        let data = serde_json::json!({ "no": stir.no() });
        self.send(format!("event: here\ndata: {data}\n\n")).await
    }

    /// Whether the session still holds, and what its holder sees now.
    async fn look_at_rights(&mut self) -> Result<(), Over> {
        let app = &self.api.app;
        let staff = match &self.signed.key {
            Some(_) => app
                .key(&self.signed.token)
                .await
                .map(|key| key.map(|key| key.staff)),
            None => app.signed_in(&self.signed.token).await,
        };
        let Ok(Some(staff)) = staff else {
            return Err(Over);
        };
        self.looked_at = Instant::now();
        self.signed.staff = staff;
        // Also with the same posts: a unit may have begun or ended since.
        self.reach = Reach::of(&self.signed.actor(), &app.profile().directory);
        Ok(())
    }

    /// Hands a piece to the client. One that does not take it in time is let go.
    async fn send(&self, text: String) -> Result<(), Over> {
        let sent = timeout(self.api.stalled, self.pieces.send(Bytes::from(text))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            _ => Err(Over),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn whoever_was_behind_with_stirs_goes_on_at_once() {
        let (_kept, mut updates) = broadcast::channel::<()>(1);
        let (stir, mut stirs) = broadcast::channel(2);
        for n in 1..=5 {
            let _ = stir.send(n);
        }
        let mut heard = || match next(&mut updates, &mut stirs).now_or_never() {
            Some(Heard::Stir(n)) => Some(n),
            _ => None,
        };
        assert_eq!([heard(), heard(), heard()], [Some(4), Some(5), None]);
    }
}
