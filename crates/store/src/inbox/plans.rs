//! How the databases find the rows of lists.

use super::*;
use crate::listing::{Filter, newest};
use db::Scratch;
use hotline::kind::Kind;
use hotline::scope::Reach;

/// The steps by which SQLite would find the rows of a statement.
async fn steps(store: &Store, sql: Sql) -> Vec<String> {
    let plan = Sql::new("explain query plan").push_sql(sql);
    let plan: Vec<(i64, i64, i64, String)> = store.db().all(plan).await.unwrap();
    plan.into_iter().map(|(.., step)| step).collect()
}

/// Every list and every count finds its rows by an index, however much lies in the archive.
#[tokio::test]
async fn no_list_walks_over_the_archive() {
    let scratch = Scratch::sqlite().unwrap();
    let store = Store::open(scratch.url()).await.unwrap();
    let (unit, now) = (UnitCode::from("350104-cgj"), Instant::from_millis(0));
    let after = Some(After { key: 5, case: 7 });
    for (unclaimed, calls) in [
        (Unclaimed::Nothing, Calls::Ordinary),
        (Unclaimed::Within("350104".into()), Calls::All),
        (Unclaimed::Everything, Calls::Secret),
    ] {
        let reader = Reader { unclaimed, calls };
        let pages = Inbox::ALL.into_iter().flat_map(|inbox| {
            let list = ListOf {
                inbox,
                unit: &unit,
                reader: &reader,
                narrowed: &Narrowed::default(),
            };
            [None, after].map(|after| list.page(now, after, 50))
        });
        let reach = Reach::Some {
            units: [unit.clone(), "350104-cgj-2".into()].into(),
            centres: [].into(),
            areas: [].into(),
            intake: [].into(),
        };
        let late = Filter {
            late: Some((true, now)),
            ..Filter::default()
        };
        let own = [Filter::default(), late]
            .into_iter()
            .flat_map(|filter| [None, Some(9)].map(|before| newest(&reach, &filter, before, 50)))
            .collect::<Vec<_>>();
        let narrowed = Filter {
            item: Some("B15".to_owned()),
            area: Some("350104".into()),
            channel: Some("phone".to_owned()),
            submitted: (None, Some(now)),
            status: Some("closed".to_owned()),
            ..Filter::default()
        };
        let own = own
            .into_iter()
            .chain([None, Some(9)].map(|before| newest(&Reach::Everything, &narrowed, before, 50)));
        for sql in pages.chain(own).chain([counts(&unit, &reader, now)]) {
            let text = sql.text().to_owned();
            for step in steps(&store, sql).await {
                // `held` is what was found along a unit's own index.
                let found = step.contains("cases_to_accept") || step == "SCAN held";
                let walks = step.starts_with("SCAN") && !found;
                assert!(!walks, "{step}: {text}");
            }
        }
    }
    store.close().await;
}

/// Narrowed by everything at once.
fn narrow(inbox: Inbox) -> Narrowed {
    Narrowed {
        kind: Some(Kind::Help),
        item: Some("B15".into()),
        area: Some("350104".into()),
        urgent: Some(false),
        supervised: Some(false),
        in_hand_of: inbox
            .lies_with_units()
            .then(|| vec!["p1".to_owned(), "林工".to_owned()]),
        below: inbox.lies_with_units().then(|| "对湖派出所".into()),
    }
}

/// Each condition by itself, and all of them.
fn narrowings(inbox: Inbox) -> Vec<Narrowed> {
    let all = narrow(inbox);
    let none = Narrowed::default;
    vec![
        Narrowed {
            kind: all.kind,
            ..none()
        },
        Narrowed {
            item: all.item.clone(),
            ..none()
        },
        Narrowed {
            area: all.area.clone(),
            ..none()
        },
        Narrowed {
            urgent: Some(true),
            ..none()
        },
        Narrowed {
            supervised: Some(true),
            ..none()
        },
        Narrowed {
            in_hand_of: all.in_hand_of.clone(),
            ..none()
        },
        Narrowed {
            below: all.below.clone(),
            ..none()
        },
        all,
    ]
}

/// The index that holds what waits, and nothing else, for each list.
const fn own_index(inbox: Inbox) -> &'static str {
    match inbox {
        Inbox::ToRule => "assignments_ruling",
        Inbox::ToReview => "cases_awaiting",
        Inbox::ToAccept => "cases_to_accept",
        Inbox::ToDispatch => "cases_to_dispatch",
        Inbox::Extensions => "cases_extensions",
        Inbox::Waiting => "cases_waiting",
        Inbox::ReworkAsked => "cases_rework_asked",
        Inbox::CallBack => "cases_call_back",
        _ => "assignments_inbox",
    }
}

/// A narrowed list reads at most the open work of which it is a part: its rows are found by the list's own
/// index, and whatever else is looked at belongs to a case that was found.
#[tokio::test]
async fn a_narrowed_list_reads_no_more_than_the_whole_one() {
    let scratch = Scratch::sqlite().unwrap();
    let store = Store::open(scratch.url()).await.unwrap();
    let (unit, now) = (UnitCode::from("350104-cgj"), Instant::from_millis(0));
    let after = Some(After { key: 5, case: 7 });
    for unclaimed in [
        Unclaimed::Nothing,
        Unclaimed::Within("350104".into()),
        Unclaimed::Everything,
    ] {
        let reader = Reader {
            unclaimed,
            calls: Calls::Ordinary,
        };
        for inbox in Inbox::ALL {
            for narrowed in narrowings(inbox) {
                let list = ListOf {
                    inbox,
                    unit: &unit,
                    reader: &reader,
                    narrowed: &narrowed,
                };
                for sql in [
                    list.page(now, None, 50),
                    list.page(now, after, 50),
                    list.count(now),
                ] {
                    let text = sql.text().to_owned();
                    let steps = steps(&store, sql).await;
                    let looks =
                        |step: &&String| step.starts_with("SEARCH") || step.starts_with("SCAN");
                    let looks: Vec<_> = steps.iter().filter(looks).collect();
                    assert!(looks[0].contains(own_index(inbox)), "{looks:?}: {text}");
                    for step in &looks[1..] {
                        let of_case = step.contains("(case_id=?") || step.contains("(rowid=?)");
                        assert!(of_case, "{step}: {text}");
                    }
                }
            }
        }
    }
    store.close().await;
}

/// The same on PostgreSQL, which plans by what it knows of the tables: of many cases that are over and few
/// that are not, it reads the few.
#[tokio::test]
async fn postgres_reads_no_archive_for_a_narrowed_list() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let store = Store::open(scratch.url()).await.unwrap();
    let filled = store.db().write((), |(), tx| {
        Box::pin(async move {
            for sql in FILLED {
                tx.run(Sql::new(sql)).await?;
            }
            Ok::<(), db::Abort<db::Never>>(())
        })
    });
    filled.await.unwrap();
    let (unit, now) = (UnitCode::from("u1"), Instant::from_millis(0));
    let reader = Reader {
        unclaimed: Unclaimed::Nothing,
        calls: Calls::Ordinary,
    };
    for inbox in Inbox::ALL {
        for narrowed in narrowings(inbox) {
            let list = ListOf {
                inbox,
                unit: &unit,
                reader: &reader,
                narrowed: &narrowed,
            };
            for sql in [list.page(now, None, 50), list.count(now)] {
                let text = sql.text().to_owned();
                let plan = Sql::new("explain").push_sql(sql);
                let plan: Vec<String> = store.db().all(plan).await.unwrap();
                let archive = |line: &String| {
                    let whole = [
                        "Seq Scan on cases",
                        "Seq Scan on assignments",
                        "Seq Scan on texts",
                    ];
                    whole.iter().any(|scan| line.contains(scan))
                        || ["cases_sift", "cases_centre "]
                            .iter()
                            .any(|index| line.contains(index))
                };
                assert!(!plan.iter().any(archive), "{plan:#?}: {text}");
            }
        }
    }
    store.close().await;
}

/// Twenty thousand cases that are over, each with a part and some words, and sixty that wait in one list or
/// another.
const FILLED: [&str; 4] = [
    "insert into cases (case_id, no, version, status, kind, item, area, channel, secret, urgent, centre, lead, round, submitted_at, next_by, due,
        awaiting, extension_asked, waiting_asked, rework_asked, call_back, published, ended_at, supervised, state)
     select n, 'N' || n, 1, case when n > 20060 then 'submitted' when n <= 20000 then 'closed' when n % 3 = 0 then 'accepted' when n % 3 = 1 then 'in_progress' else 'answered' end,
        'help', 'B15', '350104', 'phone', false, false, 'u1', 'u1', 1, n, n, n,
        case when n > 20000 and n % 3 = 1 then 'u1' end, n > 20000 and n % 2 = 0, n > 20000 and n % 2 = 0, n > 20000 and n % 3 = 2, n > 20000, false,
        case when n <= 20000 then n end, false, repeat('x', 500)
     from generate_series(1, 20080) n",
    "insert into assignments (case_id, round, unit, duty, giver, state, open, given_at, sign_by, due, person)
     select n, 1, 'u1', 'lead', 'u1', case when n <= 20000 then 'approved' when n % 2 = 0 then 'return_asked' else 'in_hand' end, n > 20000, n, n, n, 1
     from generate_series(1, 20060) n",
    "insert into texts (case_id, text_id, salt, body)
     select n, t, '\\x00', 'words ' || n from generate_series(1, 20060) n, generate_series(1, 3) t",
    "analyze cases, assignments, texts",
];
