//! `minsheng bench` on small databases: whether every row that the budgets speak of is measured and printed
//! beside its reference. How fast anything is says the bench itself, on a machine of its own.

use crate::program::{Folder, shown, well};

/// Rows that are expected: how they begin, of how many cases, how the reference begins.
type Expected = (&'static str, &'static str, &'static str);

const ONCE: &[Expected] = &[
    ("working-day deadlines, one core", "", "from day to day: "),
    ("binary", "", "—"),
];

/// On a database. The times of 120 cases are those that 240 are compared with.
const EACH: &[Expected] = &[
    ("inbox of a unit: in hand", "120", "—"),
    ("inbox of a unit: in hand", "240", "at 120: "),
    ("inbox of a unit: to sign", "240", "at 120: "),
    ("badges of a unit", "240", "at 120: "),
    ("inbox of the centre: to dispatch", "240", "at 120: "),
    ("inbox of the centre: to call back", "240", "at 120: "),
    ("badges of the centre", "240", "at 120: "),
    (
        "statistics by unit, this month, first answer",
        "240",
        "at 120: ",
    ),
    (
        "statistics by unit, this month, from memory",
        "240",
        "at 120: ",
    ),
    (
        "statistics by day, of a unit, first answer",
        "240",
        "at 120: ",
    ),
    (
        "statistics by day, of a unit, from memory",
        "240",
        "at 120: ",
    ),
    ("read a case by number", "120", "bare axum: "),
    ("read a case by number", "240", "bare axum: "),
    (
        "search, two Chinese words, first page, p99, asked for the first time",
        "240",
        "the statement alone: ",
    ),
    (
        "search, two Chinese words, first page, p99, asked again",
        "240",
        "the statement alone: ",
    ),
    ("memory after that", "240", "bare axum, just started: "),
    ("start", "240", "minsheng openapi: "),
    (
        "sweep, everything open, none due",
        "240",
        "the statement alone: ",
    ),
    (
        "sweep, each timer that is due",
        "240",
        "with a tenth as many: ",
    ),
];

const SQLITE: &[Expected] = &[
    (
        "intake over HTTP, durable, 64 connections",
        "120",
        "raw SQLite, ",
    ),
    (
        "intake over HTTP, durable, 64 connections",
        "240",
        "raw SQLite, ",
    ),
    ("the same, when the disk allows", "240", "raw SQLite, "),
];

const POSTGRES: Expected = (
    "intake over HTTP, durable, 64 connections",
    "60",
    "pgbench -M ",
);

fn number(text: &str) -> Option<f64> {
    let first = text.split(' ').next()?;
    first.replace(',', "").parse().ok()
}

/// The row that is expected, with a figure, its reference and ratio, and what the disk did.
fn stands(rows: &[Vec<&str>], database: &str, (what, cases, reference): Expected) {
    let row = rows.iter().find(|row| {
        row[0].starts_with(what)
            && (row[1], row[2]) == (cases, database)
            && row[4].starts_with(reference)
    });
    let row =
        row.unwrap_or_else(|| panic!("no {what} {database} {cases} ({reference}): {rows:#?}"));
    assert!(
        number(row[3]).is_some_and(|figure| figure >= 0.0),
        "{row:?}"
    );
    assert!(number(row[8]).is_some_and(|fsyncs| fsyncs > 0.0), "{row:?}");
    if reference == "—" {
        assert_eq!(row[5], "—", "{row:?}");
    } else {
        let of = row[4]
            .rsplit_once(": ")
            .and_then(|(_, figure)| number(figure));
        assert!(of.is_some_and(|of| of >= 0.0), "{row:?}");
        assert!(number(row[5]).is_some(), "{row:?}");
    }
    // PostgreSQL's search is reported, and what others are compared with has no budget of its own.
    let reported = what.starts_with("search") && database == "PostgreSQL";
    if !(reported || reference == "—" && cases == "120") {
        assert!(
            !row[6].is_empty() && ["yes", "**missed**"].contains(&row[7]),
            "{row:?}"
        );
    }
}

/// The table that a bench prints, as cells.
fn table(told: &str) -> Vec<Vec<&str>> {
    let rows = told.lines().filter_map(|line| line.strip_prefix("| "));
    rows.map(|row| row.trim_end_matches(" |").split(" | ").collect())
        .collect()
}

fn bench(arguments: &[&str]) -> String {
    let mut all = vec!["bench", "--runs", "1", "--seconds", "1"];
    all.extend(arguments);
    String::from_utf8(well(&all).stdout).unwrap()
}

#[test]
fn every_row_with_a_budget_is_measured_beside_its_reference() {
    let folder = Folder::new("bench");
    let place = shown(&folder.join("databases"));
    let told = bench(&["--sizes", "120,240", "--folder", &place]);
    let rows = table(&told);
    for expected in ONCE {
        stands(&rows, "", *expected);
    }
    for expected in EACH.iter().chain(SQLITE) {
        stands(&rows, "SQLite", *expected);
    }
}

/// The rest is the same program; what another database does by itself is its reference.
#[test]
fn intake_is_measured_beside_pgbench() {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        return;
    };
    let folder = Folder::new("bench-postgres");
    let place = shown(&folder.join("databases"));
    let mut arguments = vec!["--sizes", "60", "--folder", &place, "--only", "intake"];
    arguments.extend(["--no-sqlite", "--postgres", &server]);
    let told = bench(&arguments);
    stands(&table(&told), "PostgreSQL", POSTGRES);
}
