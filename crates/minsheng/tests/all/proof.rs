//! What is there, compared with what was acknowledged.

use crate::load::Acknowledged;
use crate::program::well;
use crate::staff::Carried;
use crate::waiting::until_there;
use db::Sql;
use hotline::case::Case;
use store::Store;

/// Whatever was acknowledged is there, and is what its events say.
pub async fn nothing_is_lost(database: &str, acknowledged: &Acknowledged) {
    let store = Store::open(database).await.unwrap();
    for (key, no) in acknowledged {
        let case = store.case(no).await.unwrap();
        let case = case.unwrap_or_else(|| panic!("{no} ({key}) was acknowledged and is lost"));
        let events = store.events(case.id).await.unwrap();
        assert_eq!(
            Case::fold(case.id, &events).unwrap(),
            case,
            "{no} is half written"
        );
    }
    store.close().await;
}

/// Whole or not at all: a case, its events, its words, its code and its registration go together; each
/// event waits for its place in the feed or has one, never both, and places have no gaps. For cases that
/// citizens sent in. Gives how many events have their place.
pub async fn everything_is_whole(database: &str, acknowledged: &Acknowledged) -> i64 {
    nothing_is_lost(database, acknowledged).await;
    let store = Store::open(database).await.unwrap();
    let tables = [
        "cases",
        "registrations",
        "query_codes",
        "(select distinct stream_id from events) e",
        "(select distinct case_id from texts) t",
    ];
    let mut counts = Vec::new();
    for table in tables {
        let sql = Sql::made(format!("select count(*) from {table}"));
        counts.push(store.db().one::<i64>(sql).await.unwrap());
    }
    assert!(
        counts.iter().all(|count| *count == counts[0]),
        "{tables:?} {counts:?}"
    );
    assert!(counts[0] >= i64::try_from(acknowledged.len()).unwrap());
    let placed = one(&store, "select count(*) from feed").await;
    let waiting = one(&store, "select count(*) from feed_waiting").await;
    let events = one(&store, "select count(*) from events").await;
    assert_eq!(placed + waiting, events);
    let last = one(&store, "select coalesce(max(position), 0) from feed").await;
    assert_eq!(last, placed);
    let known =
        "select count(*) from feed f join events e on e.stream_id = f.stream_id and e.seq = f.seq";
    assert_eq!(one(&store, known).await, placed);
    store.close().await;
    placed
}

/// Each step that was acknowledged is there.
pub async fn no_step_is_lost(database: &str, carried: &Carried) {
    let store = Store::open(database).await.unwrap();
    for (no, versions) in carried {
        let case = store.case(no).await.unwrap().unwrap();
        assert!(
            versions.iter().all(|version| case.version >= *version),
            "{no} had come to {versions:?}"
        );
        let events = store.events(case.id).await.unwrap();
        assert_eq!(Case::fold(case.id, &events).unwrap(), case, "{no}");
    }
    store.close().await;
}

/// Waits until every event has its place and each follower has come to the last one. Nothing here does
/// the work of the server.
pub async fn everything_is_followed(store: &Store) {
    until_there("followers come to the end of the feed", async || {
        // In this order: what gets its place after a look at the head would be taken for followed.
        let waiting = one(store, "select count(*) from feed_waiting").await;
        let head = store.feed_head().await.unwrap();
        let followers = store.followers().await.unwrap();
        let there = followers.iter().all(|(_, at)| *at == head);
        (waiting == 0 && head > 0 && !followers.is_empty() && there).then_some(())
    })
    .await;
}

/// At every instant, and whoever died just before: the roll-ups are the sums of what the cases add, and no
/// more was counted than happened.
pub async fn nothing_is_counted_twice(store: &Store) {
    let wrong = store.figure_mismatches(10).await.unwrap();
    assert_eq!(wrong, [""; 0], "sums");
    for (counted, happened) in counts(store).await {
        assert!(counted <= happened, "{counted} of {happened}");
    }
}

/// Where everything was followed: the roll-ups are what the events say, without the doctor.
pub async fn everything_was_counted(store: &Store) {
    nothing_is_counted_twice(store).await;
    let counts = counts(store).await;
    for (counted, happened) in counts {
        assert_eq!(counted, happened, "{counts:?}");
    }
}

/// What the days of a roll-up say, beside what SQL over events and rows says: cases received, given to a
/// unit, answered. For cases that were opened once.
async fn counts(store: &Store) -> [(i64, i64); 3] {
    let mut all = [(0, 0); 3];
    for (n, (figure, happened)) in [
        ("received", "events where kind = 'registered'"),
        ("given", "assignments where duty = 'lead'"),
        ("in_time + late", "events where kind = 'answered'"),
    ]
    .into_iter()
    .enumerate()
    {
        let counted = format!(
            "select cast(coalesce(sum({figure}), 0) as bigint) from daily_figures where cube = 'hour' and day % 100 > 0"
        );
        let counted = store.db().one(Sql::made(counted)).await.unwrap();
        let happened = Sql::made(format!("select count(*) from {happened}"));
        all[n] = (counted, store.db().one(happened).await.unwrap());
    }
    all
}

async fn one(store: &Store, sql: &'static str) -> i64 {
    store.db().one(Sql::new(sql)).await.unwrap()
}

/// The doctor folds every case and works out every figure again, and finds no difference.
pub fn proved(database: &str) {
    let doctor = well(&["doctor", "--rebuild", "--database", database]);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(said.contains("，0 处与库里不同"), "{said}");
}

/// Every case is counted once, as the server left it, and the doctor finds nothing and has nothing to do.
pub async fn everything_is_counted_once(database: &str) {
    let store = Store::open(database).await.unwrap();
    everything_was_counted(&store).await;
    let followers = store.followers().await.unwrap();
    proved(database);
    assert_eq!(store.followers().await.unwrap(), followers);
    everything_was_counted(&store).await;
    store.close().await;
}
