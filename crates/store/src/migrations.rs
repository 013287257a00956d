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
    // Analysts read these with tools of their own; they need times and words, not milliseconds.
    Migration {
        version: 3,
        name: "bi views",
        sql: "",
        sqlite: "",
        postgres: include_str!("migrations/0003_bi_postgres.sql"),
    },
    Migration {
        version: 4,
        name: "feed",
        sql: include_str!("migrations/0004_feed.sql"),
        sqlite: "",
        postgres: include_str!("migrations/0004_feed_postgres.sql"),
    },
    Migration {
        version: 5,
        name: "api keys",
        sql: include_str!("migrations/0005_api_keys.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 6,
        name: "blind tries",
        sql: include_str!("migrations/0006_blind_tries.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 7,
        name: "visits",
        sql: include_str!("migrations/0007_visits.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 8,
        name: "attachments",
        sql: include_str!("migrations/0008_attachments.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 9,
        name: "figures",
        sql: include_str!("migrations/0009_figures.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 10,
        name: "webhooks",
        sql: include_str!("migrations/0010_webhooks.sql"),
        sqlite: "",
        postgres: "",
    },
    // Words by which cases are found. The tokens are the program's own; see `db::Dialect::matching`.
    Migration {
        version: 11,
        name: "search",
        sql: "",
        sqlite: include_str!("migrations/0011_search_sqlite.sql"),
        postgres: include_str!("migrations/0011_search_postgres.sql"),
    },
    Migration {
        version: 12,
        name: "lists",
        sql: include_str!("migrations/0012_lists.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 13,
        name: "line cases",
        sql: include_str!("migrations/0013_line_cases.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 14,
        name: "monthly figures",
        sql: include_str!("migrations/0014_monthly_figures.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 15,
        name: "knowledge",
        sql: include_str!("migrations/0015_knowledge.sql"),
        sqlite: include_str!("migrations/0015_knowledge_sqlite.sql"),
        postgres: include_str!("migrations/0015_knowledge_postgres.sql"),
    },
    Migration {
        version: 16,
        name: "reply templates",
        sql: include_str!("migrations/0016_reply_templates.sql"),
        sqlite: "",
        postgres: "",
    },
    // What the lamps of open work follow from, beside `due` and `stopped_at`, so that they are counted
    // without reading the cases.
    Migration {
        version: 17,
        name: "lamps",
        sql: include_str!("migrations/0017_lamps.sql"),
        sqlite: include_str!("migrations/0017_lamps_sqlite.sql"),
        postgres: include_str!("migrations/0017_lamps_postgres.sql"),
    },
    Migration {
        version: 18,
        name: "deliveries by endpoint",
        sql: include_str!("migrations/0018_deliveries_by_endpoint.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 19,
        name: "amendments",
        sql: include_str!("migrations/0019_amendments.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 20,
        name: "presence and preferences",
        sql: include_str!("migrations/0020_presence_and_preferences.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 21,
        name: "trail by person",
        sql: include_str!("migrations/0021_trail_by_person.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 22,
        name: "sift",
        sql: include_str!("migrations/0022_sift.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 23,
        name: "spots",
        sql: include_str!("migrations/0023_spots.sql"),
        sqlite: "",
        postgres: "",
    },
    // Answers about figures that are kept in memory hold at one mark; counting anew makes another one even
    // at the same place in the feed. On PostgreSQL the days of one unit are found without its city's.
    Migration {
        version: 24,
        name: "recounts",
        sql: include_str!("migrations/0024_recounts.sql"),
        sqlite: "",
        postgres: include_str!("migrations/0024_recounts_postgres.sql"),
    },
    // What lists of open work are narrowed by, beside what `cases` knew already.
    Migration {
        version: 25,
        name: "narrowed lists",
        sql: include_str!("migrations/0025_narrowed_lists.sql"),
        sqlite: include_str!("migrations/0025_narrowed_lists_sqlite.sql"),
        postgres: include_str!("migrations/0025_narrowed_lists_postgres.sql"),
    },
    // Tables of before may have been interrupted: the first start looks at the open cases once.
    Migration {
        version: 26,
        name: "redating",
        sql: include_str!("migrations/0026_redating.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 27,
        name: "published at",
        sql: include_str!("migrations/0027_published_at.sql"),
        sqlite: include_str!("migrations/0027_published_at_sqlite.sql"),
        postgres: include_str!("migrations/0027_published_at_postgres.sql"),
    },
];
