#![doc = include_str!("../README.md")]
#![allow(
    unused_qualifications,
    reason = "the macro that describes handlers writes full paths"
)]

pub mod documents;
pub mod extract;
pub mod language;
pub mod life;
pub mod limits;
pub mod metrics;
pub mod problem;
pub mod router;
mod rules;
pub mod scopes;
pub mod server;
pub mod session;

pub mod attachment;
mod bulk;
mod calendar;
mod case;
mod command;
mod deadline;
mod desk;
mod edge;
mod export;
mod figures;
mod health;
mod inbox;
mod keys;
mod knowledge;
mod lines;
mod live;
mod lookup;
mod oversight;
mod overview;
mod page;
mod pages;
mod people;
mod preference;
mod presence;
mod public;
mod publishing;
mod reference;
mod sign_in;
mod suggest;
mod template;
mod webhooks;
mod welcome;

pub use problem::Problem;
pub use router::{openapi, router, router_beside};

use app::{App, Courier};
use limits::Places;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// What every handler shares. Clones share it too.
#[derive(Clone)]
pub struct Api {
    /// The platform below.
    pub app: App,
    /// Whether browsers come by HTTPS only: the session's cookie is then `Secure`.
    secure: bool,
    /// Whether the database holds the demonstration: the documentation says so, as every page does.
    demo: bool,
    life: life::Life,
    metrics: metrics::Metrics,
    /// Places at the passwords, by address.
    passwords: Arc<Places<IpAddr>>,
    gate: limits::Gate,
    /// Places of files that staff hand in, by person; the public has its own at the gate.
    uploads: Arc<Places<String>>,
    /// Places of files that lines send, by person or key.
    line_files: Arc<Places<String>>,
    courier: Courier,
    crowd: live::Crowd,
    stalled: Duration,
    /// Places of lists that are taken out, by person.
    exports: Arc<Places<String>>,
    /// Rows that a workbook holds.
    sheet: u64,
    answers: figures::Answers,
}

impl Api {
    /// The interface of a platform. `secure`: browsers come by HTTPS only.
    pub fn new(app: App, secure: bool) -> Self {
        Self {
            app,
            secure,
            demo: false,
            life: life::Life::default(),
            metrics: metrics::Metrics::default(),
            passwords: Arc::new(sign_in::turns()),
            gate: limits::Gate::new(limits::Limits::default()),
            uploads: Arc::new(Places::new(attachment::AT_ONCE, attachment::OF_ONE)),
            line_files: Arc::new(Places::new(lines::AT_ONCE, lines::OF_ONE)),
            courier: Courier::new(Vec::new()),
            crowd: live::Crowd::default(),
            stalled: live::STALLED,
            exports: Arc::new(Places::new(export::AT_ONCE, export::OF_ONE)),
            sheet: export::SHEET_ROWS,
            answers: figures::Answers::default(),
        }
    }

    /// The same with somebody who may send to other addresses.
    #[must_use]
    pub fn sending(mut self, courier: Courier) -> Self {
        self.courier = courier;
        self
    }

    /// The same on a database that holds the demonstration, if it does.
    #[must_use]
    pub const fn demonstrating(mut self, demo: bool) -> Self {
        self.demo = demo;
        self
    }

    /// The same within other limits.
    #[must_use]
    pub fn limited(mut self, limits: limits::Limits) -> Self {
        self.gate = limits::Gate::new(limits);
        self
    }

    /// The same for clients of live updates that are let go when they take nothing for so long (20 s).
    #[must_use]
    pub fn letting_go_after(mut self, stalled: Duration) -> Self {
        self.stalled = stalled;
        self
    }

    /// The same with workbooks that hold so many rows of a list (a million).
    #[must_use]
    pub const fn sheets_of(mut self, rows: u64) -> Self {
        self.sheet = rows;
        self
    }

    /// The life of the server: whoever stops it says so here.
    pub fn life(&self) -> life::Life {
        self.life.clone()
    }
}
