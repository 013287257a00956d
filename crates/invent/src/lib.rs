#![doc = include_str!("../README.md")]
#![deny(missing_docs, unsafe_code)]

mod arrival;
mod cast;
mod chance;
mod fill;
mod life;
mod matter;
mod play;
mod words;

pub use chance::Chance;
pub use fill::{Filled, Progress, fill};
pub use matter::registrations;

use workday::Instant;

/// Cases a day that a city of Fuzhou's size gets: a million in a year.
pub const PER_DAY: usize = 2_740;

/// What is invented.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many cases.
    pub cases: usize,
    /// How many come on an average day; the last of them just before `until`.
    pub per_day: usize,
    /// The instant up to which things have happened.
    pub until: Instant,
    /// Another seed, other cases.
    pub seed: u64,
    /// Every case came within the last hour, is in work and waits for nothing that is due.
    pub all_open: bool,
}

/// Why inventing stopped.
#[derive(Debug, thiserror::Error)]
pub enum InventError {
    /// The database did not take the cases.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A step met something other than a refusal of the rules.
    #[error(transparent)]
    App(#[from] app::AppError),
    /// The profile has no county with units that deal with cases.
    #[error("目录里没有可以承办的单位 (the profile has no units to work with)")]
    NoUnits,
    /// A worker died.
    #[error("a worker stopped: {0}")]
    Worker(String),
}
