//! Who sees a case, and which of its parts (`design.md §5`).

#![expect(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

#[path = "scope/leaks.rs"]
mod leaks;
#[path = "scope/marks.rs"]
mod marks;
#[path = "scope/reach.rs"]
mod reach;
#[path = "scope/restated.rs"]
mod restated;
#[path = "scope/towns.rs"]
mod towns;
#[allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its part of the world"
)]
#[path = "world/world.rs"]
mod world;
