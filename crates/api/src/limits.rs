//! How much one sender may ask for, and how much the public may have at once, so that a flood on the
//! public part leaves staff at work.
//!
//! - An address has a budget on the public part, one for sign-ins and one for tokens that nobody knows
//!   yet, each of its own. A member of staff or a key that is known has a budget of his own, wherever he
//!   sits: agents behind the address of a flood go on, also those who come while it lasts.
//! - The public's requests share a number of places; when they are taken and a queue waits, the next
//!   is told so at once. Forms with files, which come slowly, have places of their own, and so have
//!   sign-ins; of all of them one address has a share only. Requests of staff never wait for a place, and the
//!   public leaves them a quarter of the database's connections.
//! - A program on the same machine that names no address is trusted: it could take the server down by
//!   other means.

mod address;
mod bucket;
mod places;

pub use address::Sender;
pub(crate) use address::{Peer, share};
pub use app::Net;
pub use bucket::Rate;
pub(crate) use places::{Place, Places};

use crate::Api;
use crate::problem::{Fault, Problem};
use crate::scopes;
use address::sender;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bucket::{Buckets, Marks};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How much one sender may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Proxies that are believed when they say for whom they ask (`X-Forwarded-For`).
    pub trusted: Vec<Net>,
    /// Requests of an address on the public part; as many again with tokens that nobody knows.
    pub address: Rate,
    /// Sign-ins of an address.
    pub sign_in: Rate,
    /// Requests of a member of staff or a key.
    pub person: Rate,
    /// Requests of the public at once; half as many forms with files beside them.
    pub public_at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            trusted: Net::LOOPBACK.to_vec(),
            address: Rate::per_minute(600, 200),
            sign_in: Rate::per_minute(60, 100),
            person: Rate::per_minute(6000, 2000),
            public_at_once: 128,
        }
    }
}

/// How long a request of the public waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many wait for each place; further ones are refused at once.
const QUEUE_A_PLACE: usize = 8;
/// Places in all, at most.
const PLACES_MAX: usize = 1 << 20;
/// Forms with files that one address may send side by side.
const FORMS_OF_ONE: usize = 8;

/// Who has asked for how much. Clones share it.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    limits: Limits,
    addresses: Buckets,
    /// Of tokens that nobody knows: a flood without any leaves those who come with one alone.
    strangers: Buckets,
    sign_ins: Buckets,
    persons: Buckets,
    /// Tokens that were right not long ago.
    known: Marks,
    public: Places<IpAddr>,
    /// Of those who send files: a piece now and then, and minutes for all of them.
    forms: Places<IpAddr>,
    /// Of those who sign in: staff, whom nobody knows yet.
    signing_in: Places<IpAddr>,
}

/// Whose place a request takes.
#[derive(Clone, Copy)]
enum Room {
    Public,
    Forms,
    SignIns,
}

impl Gate {
    pub(crate) fn new(limits: Limits) -> Self {
        let places = limits.public_at_once.clamp(1, PLACES_MAX);
        let room = |places: usize, of_one| {
            Places::new(places, of_one).waited_for(places * QUEUE_A_PLACE, PATIENCE)
        };
        Self(Arc::new(Inner {
            addresses: Buckets::new(limits.address),
            strangers: Buckets::new(limits.address),
            sign_ins: Buckets::new(limits.sign_in),
            persons: Buckets::new(limits.person),
            known: Marks::default(),
            public: room(places, places / 2),
            forms: room(places.div_ceil(2), FORMS_OF_ONE),
            signing_in: room(places, places / 2),
            limits,
        }))
    }

    /// Before a token is looked up: one that was not right before is charged to its address.
    pub(crate) fn token(&self, sender: Sender, token: &str) -> Result<(), Problem> {
        if self.0.known.has(token) {
            return Ok(());
        }
        charge(&self.0.strangers, sender)
    }

    /// A token was right: it is charged to whose it is, except to a program on this machine.
    pub(crate) fn person(&self, sender: Sender, token: &str, person: &str) -> Result<(), Problem> {
        self.0.known.set(token);
        match sender {
            Sender::Local => Ok(()),
            Sender::From(_) => self.0.persons.take(person).map_err(too_many),
        }
    }

    async fn place(&self, sender: Sender, room: Room) -> Result<Place, Problem> {
        let room = match room {
            Room::Public => &self.0.public,
            Room::Forms => &self.0.forms,
            Room::SignIns => &self.0.signing_in,
        };
        room.enter(sender.share()).await
    }
}

fn charge(buckets: &Buckets, sender: Sender) -> Result<(), Problem> {
    let charged = sender.share().map(|address| buckets.take(address));
    charged.unwrap_or(Ok(())).map_err(too_many)
}

fn too_many(seconds: u32) -> Problem {
    Problem::from(Fault::TooMany).after(seconds)
}

/// Whose the request is decides its budget and whether it needs a place.
pub(crate) async fn around(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let gate = &api.gate;
    let sender = sender(&request, &gate.0.limits.trusted);
    request.extensions_mut().insert(sender);
    let path = request.extensions().get::<MatchedPath>();
    let operation = path.map(|path| format!("{} {}", request.method(), path.as_str()));
    let permitted = match operation.as_deref() {
        // Whoever watches over the server is always answered; files of the desk and of pages ask nothing
        // of the database, and a whole office fetches them through one address.
        Some(
            "GET /api/health" | "GET /api/ready" | "GET /desk/" | "GET /desk/{*path}"
            | "GET /assets/{name}",
        ) => Ok(None),
        Some(operation) if scopes::asked(operation).is_some() => Ok(None),
        operation => {
            let room = room(operation, request.headers());
            let buckets = match room {
                Room::SignIns => &gate.0.sign_ins,
                Room::Public | Room::Forms => &gate.0.addresses,
            };
            match charge(buckets, sender) {
                Ok(()) => gate
                    .place(sender, room)
                    .await
                    .map(|place| Some((room, place))),
                Err(problem) => Err(problem),
            }
        }
    };
    match permitted {
        Ok(None) => next.run(request).await,
        Ok(Some((Room::SignIns, place))) => app::holding(place, next.run(request)).await,
        Ok(Some((_, place))) => app::modestly(app::holding(place, next.run(request))).await,
        Err(problem) => problem.into_response(),
    }
}

fn room(operation: Option<&str>, headers: &HeaderMap) -> Room {
    match operation {
        Some("POST /api/sign-in") => Room::SignIns,
        Some("POST /api/public/cases/{no}/attach" | "POST /follow/{no}/photo" | "POST /write")
            if in_parts(headers) =>
        {
            Room::Forms
        }
        _ => Room::Public,
    }
}

/// Whether a form comes in parts, as those with files do.
pub(crate) fn in_parts(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    kind.is_some_and(|kind| app::attachment::in_parts(kind.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::App;
    use app::clock::SetClock;
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures_util::FutureExt as _;
    use store::{Scratch, Store};
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::mpsc;

    /// Says that the handler is gone.
    struct Gone(mpsc::UnboundedSender<()>);

    impl Drop for Gone {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }

    /// Whoever hangs up leaves his place when the work has ended that was begun for him.
    #[tokio::test]
    async fn a_place_is_held_by_the_work_that_goes_on() {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        let clock = Arc::new(SetClock::at("2026-11-20T10:30:00+08:00".parse().unwrap()));
        let app = App::open(store, profile, clock, None);
        let api = Api::new(app.await.unwrap(), false).limited(Limits {
            public_at_once: 2,
            ..Limits::default()
        });
        let forms = &api.gate.0.forms;
        let (begin, mut begun) = mpsc::unbounded_channel();
        let (left, mut gone) = mpsc::unbounded_channel();
        // What a thread of its own would hold, is held by the test.
        let handler = move || async move {
            let _gone = Gone(left);
            let _ = begin.send(app::held());
            std::future::pending::<()>().await;
        };
        let router = Router::new().route("/write", post(handler));
        let router = router.layer(from_fn_with_state(api.clone(), around));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(crate::server::serve(
            listener,
            router,
            std::future::pending(),
        ));
        let mut sender = TcpStream::connect(address).await.unwrap();
        let form = "POST /write HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\
            content-type: Multipart/Form-Data; boundary=xx\r\n\r\n";
        sender.write_all(form.as_bytes()).await.unwrap();
        let held = begun.recv().await.unwrap();
        drop(sender);
        gone.recv().await.unwrap();
        assert!(forms.enter(None).now_or_never().is_none(), "it is taken");
        drop(held);
        assert!(forms.enter(None).await.is_ok());
        serving.abort();
    }
}
