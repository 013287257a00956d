//! Files as they come from telephones and from people who mean harm, and what is kept of them.
#![allow(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

mod cut_off;
mod keeping;
mod pictures;
