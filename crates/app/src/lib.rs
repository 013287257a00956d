#![doc = include_str!("../README.md")]

pub mod access;
pub mod accounts;
pub mod amending;
pub mod attachment;
pub mod calendar;
pub mod caller;
pub mod chance;
mod city;
pub mod clock;
pub mod delivery;
pub mod demo;
pub mod doctor;
pub mod dossier;
pub mod erasure;
pub mod error;
pub mod execute;
pub mod export;
mod faster;
pub mod figures;
pub mod following;
pub mod gauges;
mod holding;
pub mod intake;
mod joined;
pub mod keys;
pub mod knowledge;
pub mod lines;
pub mod live;
pub mod lookup;
pub mod nearby;
pub mod numbers;
pub mod outlook;
pub mod oversight;
pub mod overview;
pub mod preference;
pub mod presence;
pub mod preview;
pub mod previewed;
pub mod profile;
pub mod publishing;
pub mod reading;
pub mod refolding;
pub mod rehearsal;
pub mod search;
pub mod similar;
pub mod story;
pub mod suggest;
pub mod template;
pub mod ticking;
mod trail;
mod vault;
pub mod visit;
pub mod webhooks;
mod writing;

pub use courier::{Courier, Net};
pub use error::AppError;
pub use holding::{Held, held, holding};
pub use store::{modestly, waiting_at_most};

use city::{Basis, Cities, City};
use clock::Clock;
use hotline::case::Case;
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use hotline::rulebook::Rulebook;
use numbers::Numbers;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use store::Store;
use store::lease::Lease;
use tokio::sync::watch;
use workday::{Calendar, Date, Instant};

/// The platform at work: a profile, a store, a clock. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    cities: RwLock<Cities>,
    calendar: RwLock<Loaded>,
    /// Whoever holds it walks over the open cases.
    redated: tokio::sync::Mutex<calendar::Redated>,
    clock: Arc<dyn Clock>,
    numbers: Numbers,
    doors: access::Doors,
    /// By what other processes on the same database know this one.
    process: String,
    /// The lease of the feed while this process holds it.
    feed_lease: Mutex<Option<Lease>>,
    /// Whether this process is to follow the feed no further.
    following_ends: watch::Sender<bool>,
    /// Those who listen to live updates.
    live: live::Live,
    files: OnceLock<files::Files>,
    /// Where the public reaches the platform.
    address: OnceLock<String>,
    /// Cases whose timers could not be decided.
    stuck: ticking::Stuck,
    /// Keys whose use is being written down.
    noted_keys: Mutex<HashSet<String>>,
    /// The day whose rulebook holds whatever the day of acceptance; stories set it.
    rulebook_of: Option<Date>,
}

/// Working days, and the tables they come from.
struct Loaded {
    calendar: Calendar,
    /// Tables of the store that are in it.
    notices: usize,
}

impl App {
    /// Opens the platform on a store: the profile's calendar, and the tables loaded since.
    ///
    /// # Errors
    /// The database does not answer, or the tables contradict each other.
    pub async fn open(
        store: Store,
        profile: Profile,
        clock: Arc<dyn Clock>,
        rulebook_of: Option<Date>,
    ) -> Result<Self, AppError> {
        let loaded = calendar::loaded(&store, &profile).await?;
        let calendar = RwLock::new(loaded);
        let redated = calendar::Redated::of(&store.notices_kept().await?);
        let numbers = Numbers::new(profile.number_prefix.clone());
        let live = live::Live::from(store.feed_head().await?);
        Ok(Self(Arc::new(Inner {
            cities: RwLock::new(Cities::load(&store, profile, clock.now().date()).await?),
            store,
            calendar,
            redated: tokio::sync::Mutex::new(redated),
            clock,
            numbers,
            doors: access::Doors::default(),
            process: chance::token()?,
            feed_lease: Mutex::default(),
            following_ends: watch::Sender::new(false),
            live,
            files: OnceLock::new(),
            address: OnceLock::new(),
            stuck: ticking::Stuck::default(),
            noted_keys: Mutex::default(),
            rulebook_of,
        })))
    }

    /// Says where the public reaches the platform, such as `https://12345.example.gov.cn`: the links of messages
    /// begin so from now on. Nobody can open one that is a path alone. Said once.
    pub fn reached_at(&self, address: String) {
        let _ = self.0.address.set(address);
    }

    /// A path as a link for whoever is elsewhere.
    pub(crate) fn link_to(&self, path: &str) -> String {
        let address = self.0.address.get();
        format!("{}{path}", address.map_or("", String::as_str))
    }

    /// The store below.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The city's profile as it is today: its files, and the versions kept since.
    pub fn profile(&self) -> Arc<Profile> {
        self.city().profile.clone()
    }

    /// The profile of today and what is made of it.
    pub(crate) fn city(&self) -> Arc<City> {
        self.cities().on(self.now().date())
    }

    pub(crate) fn cities(&self) -> RwLockReadGuard<'_, Cities> {
        let cities = self.0.cities.read();
        cities.unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.0.numbers
    }

    /// Cuts texts into words; it knows the city's names.
    pub fn segmenter(&self) -> Arc<text::segment::Segmenter> {
        self.city().segmenter.clone()
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Working days as known now.
    pub fn working_days(&self) -> Calendar {
        self.0
            .calendar
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .calendar
            .clone()
    }

    /// The rulebook that a case is bound to; before acceptance the one in force.
    ///
    /// # Errors
    /// No rulebook was in force on that day.
    pub fn rules_of(&self, case: Option<&Case>, now: Instant) -> Result<Arc<Rulebook>, Refusal> {
        let books = &self.profile().rulebooks;
        let bound = case
            .and_then(|case| case.accepted.as_ref())
            .and_then(|accepted| books.effective(accepted.rulebook));
        let day = self.0.rulebook_of.unwrap_or(now.date());
        let none = || Refusal::because(Code::NoRulebook, day.to_string());
        bound.or_else(|| books.on(day)).cloned().ok_or_else(none)
    }

    /// What a decision about a case stands on; before acceptance the rulebook in force.
    ///
    /// # Errors
    /// No rulebook was in force on that day.
    pub(crate) fn basis(&self, case: Option<&Case>, now: Instant) -> Result<Basis, Refusal> {
        Ok(self.basis_on(self.rules_of(case, now)?))
    }

    /// The same with a rulebook at hand.
    pub(crate) fn basis_on(&self, rules: Arc<Rulebook>) -> Basis {
        Basis {
            rules,
            profile: self.profile(),
            calendar: self.working_days(),
        }
    }
}
