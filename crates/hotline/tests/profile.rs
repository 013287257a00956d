//! The profile of Fuzhou as it is shipped, and what a profile is refused for.

#![expect(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

#[path = "profile/amended.rs"]
mod amended;
#[path = "profile/any_text.rs"]
mod any_text;
#[path = "profile/folder.rs"]
mod folder;
#[path = "profile/lists.rs"]
mod lists;
#[path = "profile/mistakes.rs"]
mod mistakes;
#[path = "profile/mistakes_in_lists.rs"]
mod mistakes_in_lists;
#[path = "profile/refusal.rs"]
mod refusal;
#[path = "profile/rules.rs"]
mod rules;
#[path = "profile/shapes.rs"]
mod shapes;
#[path = "profile/units.rs"]
mod units;
#[path = "profile/units_of_a_day.rs"]
mod units_of_a_day;
