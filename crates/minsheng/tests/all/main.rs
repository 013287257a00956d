//! The program as users run it, on real databases: settings, backups, the doctor, the page for
//! integrators, and bad days; and that pages about the house tell what it is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod architecture;
mod backup;
mod bad_days;
mod bench;
mod calendar;
mod config;
mod demo;
mod doctor;
mod erasing;
mod fail_over;
mod hanging;
mod integrating;
mod kill;
mod leaving_out;
mod logs;
mod moving;
mod pages;
mod progress;
mod restore;
mod stopping;
mod user;
mod webhooks;

mod load;
mod postgres;
mod program;
mod proof;
mod receiver;
mod staff;
mod waiting;
