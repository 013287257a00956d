//! The rules of `design.md §3` one by one, with dates of real calendars.

#![expect(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

#[path = "rules/assisting.rs"]
mod assisting;
#[path = "rules/contacting.rs"]
mod contacting;
#[path = "rules/correcting.rs"]
mod correcting;
#[path = "rules/extending.rs"]
mod extending;
#[path = "rules/joining.rs"]
mod joining;
#[path = "rules/lamps.rs"]
mod lamps;
#[path = "rules/limits.rs"]
mod limits;
#[path = "rules/rating.rs"]
mod rating;
#[path = "rules/refusing.rs"]
mod refusing;
#[path = "rules/returning.rs"]
mod returning;
#[path = "rules/reviewing.rs"]
mod reviewing;
#[path = "rules/reworking.rs"]
mod reworking;
#[path = "rules/ruling.rs"]
mod ruling;
#[path = "rules/waiting.rs"]
mod waiting;
#[allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its part of the world"
)]
#[path = "world/world.rs"]
mod world;
