//! Use cases and jobs on real databases: SQLite always, PostgreSQL when `TEST_POSTGRES_URL` names a server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::cloned_ref_to_slice_refs,
    reason = "what is found is compared with a list of one"
)]

mod city;
mod clock;
mod clock_ahead;
mod commands;
mod dossier;
mod figures;
mod figures_by_sql;
mod following;
mod search;
mod suggest;
mod visits;

mod calling;
mod carrying;
mod commanding;
mod delivering;
mod doctor;
mod doors;
mod erasing;
mod firing;
mod house;
mod index;
mod joining;
mod listener;
mod narrowing;
mod nearby;
mod not_understood;
mod overview;
mod places;
mod promises;
mod proof;
mod redating;
mod refolding;
