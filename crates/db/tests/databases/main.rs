//! The layer on real databases: SQLite always, PostgreSQL when `TEST_POSTGRES_URL` names a server.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod listening;
mod migrating;
mod modest;
mod postgres;
mod sample;
mod sqlite;
mod text_index;
mod values;
mod writing;
