//! The profile of Fuzhou as it is shipped, and what a profile is refused for.

#[path = "profile/any_text.rs"]
mod any_text;
#[path = "profile/folder.rs"]
mod folder;
#[path = "profile/mistakes.rs"]
mod mistakes;
#[path = "profile/rules.rs"]
mod rules;
#[path = "profile/units.rs"]
mod units;
