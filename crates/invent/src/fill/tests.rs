//! Loaded at once or committed one by one: the same rows. And the mix is the one that was asked for.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a test")]

use super::*;
use app::clock::SetClock;
use db::{Scratch, Sql};
use store::Store;

const UNTIL: &str = "2026-03-18T15:00:00+08:00";

fn plan(cases: usize, per_day: usize) -> Plan {
    let until = UNTIL.parse().unwrap();
    let (seed, all_open) = (7, false);
    Plan {
        cases,
        per_day,
        until,
        seed,
        all_open,
    }
}

async fn scratches() -> Vec<Scratch> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    scratches
}

async fn open(scratch: &Scratch) -> App {
    let store = Store::open(scratch.url()).await.unwrap();
    let clock = Arc::new(SetClock::at(UNTIL.parse().unwrap()));
    let profile = app::profile::built_in().unwrap();
    App::open(store, profile, clock, None).await.unwrap()
}

/// Every row of every table as text; of bytes only their length.
async fn dump(store: &Store) -> Vec<(String, Vec<String>)> {
    let columns = store.db().schema().await.unwrap();
    let mut tables: Vec<String> = columns.iter().map(|column| column.table.clone()).collect();
    tables.dedup();
    let mut dump = Vec::new();
    for table in tables {
        // Only the platform itself writes the words of the index; they are asked for below.
        let own = ["leases", "followers"].contains(&table.as_str()) || table.starts_with("words_");
        if own || table.contains("migration") {
            continue;
        }
        // A message of the past counts as sent, and the places of loaded events follow their cases.
        let shown = columns.iter().filter(|column| {
            let other = ["sent_at", "tries", "position"];
            column.table == table && !other.contains(&column.column.as_str())
        });
        let shown: Vec<_> = shown
            .map(|column| match column.class {
                db::TypeClass::Bytes => format!("cast(length({}) as text)", column.column),
                _ => format!("coalesce(cast({} as text), '-')", column.column),
            })
            .collect();
        let text = format!(
            "select {} from {table} order by 1",
            shown.join(" || '|' || ")
        );
        let mut rows: Vec<String> = store.db().all(Sql::made(text)).await.unwrap();
        rows.sort();
        dump.push((table, rows));
    }
    dump
}

#[tokio::test(flavor = "multi_thread")]
async fn loaded_rows_are_those_of_commits() {
    for (one, other) in scratches().await.into_iter().zip(scratches().await) {
        let (loaded, committed) = (open(&one).await, open(&other).await);
        let workshop = Workshop::open(&loaded, plan(160, 20)).await.unwrap();
        let commits = workshop.commits(0, 160, &mut Played::default()).unwrap();
        let lives = loaded.lives_of(&commits).unwrap();
        assert_eq!(lives.cases(), 160);
        loaded.store().load(lives).await.unwrap();
        Workshop::open(&committed, plan(160, 20)).await.unwrap();
        for commit in commits {
            committed.store().commit(commit).await.unwrap();
        }
        committed.follow_feed().await.unwrap();
        let head = loaded.store().feed_head().await.unwrap();
        assert_eq!(head, committed.store().feed_head().await.unwrap());
        assert_eq!(
            loaded.store().feed_after(0, 5_000).await.unwrap().len(),
            usize::try_from(head).unwrap()
        );
        let (loaded, committed) = (dump(loaded.store()).await, dump(committed.store()).await);
        for ((table, rows), (_, wanted)) in loaded.iter().zip(&committed) {
            assert!(
                rows == wanted,
                "{table}: {} and {} rows",
                rows.len(),
                wanted.len()
            );
        }
        assert!(loaded.iter().filter(|(_, rows)| !rows.is_empty()).count() >= 9);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_database_is_what_was_asked_for() {
    for scratch in scratches().await {
        let app = open(&scratch).await;
        let mut told = Progress::default();
        let filled = fill(&app, plan(1_500, 75), &mut |progress| told = progress)
            .await
            .unwrap();
        assert_eq!((filled.cases, told.cases, told.of), (1_500, 1_500, 1_500));
        assert_eq!(filled.rows, told.rows);
        assert!(filled.refused * 50 < filled.commands, "{filled:?}");
        let mut differs = |what: &str| panic!("{what}");
        assert_eq!(app.prove(&mut differs).await.unwrap(), (1_500, 0));
        app.follow_feed().await.unwrap();
        assert_eq!(app.prove_figures(&mut differs).await.unwrap(), 0);
        app.prove_search(&mut differs).await.unwrap();
        let count = async |condition: &'static str| -> f64 {
            let sql = Sql::new("select count(*) from cases where").push(condition);
            app.store().db().one::<i64>(sql).await.unwrap() as f64 / 1_500.0
        };
        for (share, condition) in [
            (0.485, "kind = 'consult'"),
            (0.31, "kind = 'help'"),
            (0.155, "kind = 'suggestion'"),
            (0.05, "kind = 'complaint'"),
            (0.52, "lead is null and status in ('answered', 'closed')"),
        ] {
            let found = count(condition).await;
            assert!(
                (found - share).abs() < 0.05,
                "{condition}: {found}, not {share}"
            );
        }
        for status in [
            "status = 'in_progress'",
            "status = 'answered'",
            "status = 'closed'",
            "status = 'declined'",
            "status = 'withdrawn'",
            "status = 'transferred'",
            "status = 'merged'",
            "round > 1",
            "published",
        ] {
            assert!(count(status).await > 0.0, "none with {status}");
        }
        assert!(count("status = 'closed'").await > 0.3);
        // Two figures, not one under two names.
        let heard = async |condition: &'static str| -> i64 {
            let sql =
                Sql::new("select cast(count(*) as bigint) from case_figures where heard > 0 and");
            app.store().db().one(sql.push(condition)).await.unwrap()
        };
        let all = heard("true").await;
        let (content, mended) = (
            heard("satisfied > 0 and solved = 0").await,
            heard("satisfied = 0 and solved > 0").await,
        );
        assert!(content > 0 && mended > 0, "{content} and {mended} of {all}");
        assert!(
            (content + mended) * 4 < all,
            "{content} and {mended} of {all}"
        );
        let late = count("stopped_at >= due").await;
        assert!(late < 0.02, "{late} are late");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_cases_wait_for_nothing_that_is_due() {
    let scratch = Scratch::sqlite().unwrap();
    let app = open(&scratch).await;
    let plan = Plan {
        all_open: true,
        ..plan(2_000, 1)
    };
    fill(&app, plan, &mut |_| ()).await.unwrap();
    assert_eq!(app.fire_due(plan.until).await.unwrap(), 0);
    let open = Sql::new("select count(*) from cases where status in ('accepted', 'in_progress')");
    assert_eq!(app.store().db().one::<i64>(open).await.unwrap(), 2_000);
}
