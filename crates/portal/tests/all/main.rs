//! The pages as a browser sees them that keeps its cookies, or not, on a database of their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod aloud;
mod asks;
mod away;
mod browser;
mod cookies;
mod desk;
mod endings;
mod next_steps;
mod promises;
mod publishing;
mod receipts;
mod sentences;
