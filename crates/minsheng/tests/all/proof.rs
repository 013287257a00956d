//! What is there, compared with what was acknowledged.

use crate::load::Acknowledged;
use crate::program::well;
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
/// event waits for its place in the feed or has one, never both, and places have no gaps. For cases of
/// citizens that nobody has touched. Gives how many events have their place.
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

async fn one(store: &Store, sql: &'static str) -> i64 {
    store.db().one(Sql::new(sql)).await.unwrap()
}

/// The doctor folds every case and works out every figure again, and finds no difference.
pub fn proved(database: &str) {
    let doctor = well(&["doctor", "--rebuild", "--database", database]);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(said.contains("，0 件与库里不同"), "{said}");
}

/// Every case is counted once, and the doctor finds nothing.
pub async fn everything_is_counted_once(database: &str) {
    proved(database);
    let store = Store::open(database).await.unwrap();
    let counted = "select cast(sum(received) as bigint) from daily_figures where cube = 'hour' and day % 100 > 0";
    let counted = one(&store, counted).await;
    assert_eq!(counted, one(&store, "select count(*) from cases").await);
    store.close().await;
}
