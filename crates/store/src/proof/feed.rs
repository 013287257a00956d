//! Whether every event has its one place in the feed, or waits for it, and whether places have no gaps.

use crate::{Store, StoreError};
use db::Sql;

/// An event, or a place in the feed for one, that does not have exactly one fellow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// The case's id.
    pub case: i64,
    /// The case's number, if there is a case.
    pub no: Option<String>,
    /// Number of the event in its case.
    pub seq: i64,
    /// Whether there is such an event.
    pub happened: bool,
    /// How many places it has, the waiting one among them.
    pub places: i64,
}

impl Store {
    /// Events of the cases after an id up to another that have no place in the feed or several, and places
    /// without an event; at most so many. The database sorts what lies between the ids: choose them so that
    /// it is not too much, for each time it walks over the whole feed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn misplaced(
        &self,
        after: i64,
        to: i64,
        limit: u32,
    ) -> Result<Vec<Misplaced>, StoreError> {
        // One statement, so that it sees one moment: an event never waits and has its place at once.
        let sql = Sql::new(
            "select m.stream_id, c.no, m.seq, m.happened, m.places from (
                select stream_id, seq, sum(happened) as happened, sum(places) as places from (
                    select stream_id, seq, 1 as happened, 0 as places from events where stream_id > {} and stream_id <= {}
                    union all select stream_id, seq, 0, 1 from feed where stream_id > {} and stream_id <= {}
                    union all select stream_id, seq, 0, 1 from feed_waiting where stream_id > {} and stream_id <= {}
                ) p group by stream_id, seq having sum(happened) <> 1 or sum(places) <> 1
             ) m left join cases c on c.case_id = m.stream_id",
        );
        let sql = (0..3).fold(sql, |sql, _| sql.bind(after).bind(to));
        let rows: Vec<(i64, Option<String>, i64, i64, i64)> = self
            .db
            .all(sql.order("m.stream_id, m.seq").limit(limit))
            .await?;
        let misplaced = |(case, no, seq, happened, places)| Misplaced {
            case,
            no,
            seq,
            happened: happened > 0,
            places,
        };
        Ok(rows.into_iter().map(misplaced).collect())
    }

    /// Gaps in the places of the feed: first and last place that is missing; at most so many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_gaps(&self, limit: u32) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = Sql::new(
            "select (select coalesce(max(b.position), 0) + 1 from feed b where b.position < f.position), f.position - 1
             from feed f where f.position > 1 and not exists (select 1 from feed b where b.position = f.position - 1)",
        );
        Ok(self.db.all(sql.order("f.position").limit(limit)).await?)
    }
}
