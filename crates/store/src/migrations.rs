//! The schema's changes, in order; never edited after they landed.

use db::Migration;

/// Every change so far.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "cases",
        sql: include_str!("migrations/0001_cases.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 2,
        name: "people",
        sql: include_str!("migrations/0002_people.sql"),
        sqlite: "",
        postgres: "",
    },
];
