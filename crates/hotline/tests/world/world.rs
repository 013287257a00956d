//! A small world to play cases in: the shipped profile, people, a vault, and a stage with a clock.

mod city;
mod people;
mod scene;
mod stage;
mod vault;

pub use city::{city, city_of, instant};
pub use people::actor;
pub use scene::Scene;
pub use stage::{Stage, Tale};
pub use vault::Safe;
