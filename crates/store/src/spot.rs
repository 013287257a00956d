//! `spots`: where cases are whose place is no secret, for what is near a point. Written with the event that
//! brought the place, gone with the words; never of a secret case.

use crate::commit::StreamWrite;
use crate::listing::Filter;
use crate::{Store, StoreError, case_row, scope};
use db::{DbError, Sql, Tx, Val, vals};
use hotline::case::Case;
use hotline::point::{Circle, Point};
use hotline::scope::Reach;
use hotline::scope::shelf::moves;

pub(crate) const COLUMNS: &[&str] = &["case_id", "cell", "lng", "lat"];

/// The row of a case that is here.
pub(crate) fn row(case: i64, point: Point) -> Vec<Val> {
    let (lng, lat) = point.parts();
    vals![case, point.cell(), lng, lat]
}

/// Whether the stream moves its case, and the row from then on.
pub(crate) fn rows(stream: &StreamWrite) -> Option<Vec<Vec<Val>>> {
    let mut events = stream.events.iter();
    if !events.any(|recorded| moves(&recorded.event)) {
        return None;
    }
    let sealed = stream.case.facts.findable_point();
    let text = sealed.and_then(|point| stream.texts.iter().find(|text| text.id == point.id));
    let point = text.and_then(|text| text.body.parse().ok());
    Some(
        point
            .map(|point| row(stream.case.id, point))
            .into_iter()
            .collect(),
    )
}

/// Takes a case off the ground.
pub(crate) async fn forget(tx: &mut Tx, case: i64) -> Result<(), DbError> {
    tx.run(Sql::new("delete from spots where case_id = {}").bind(case))
        .await?;
    Ok(())
}

/// What is looked for around a point.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Where.
    pub circle: Circle,
    /// What the asker's posts reach.
    pub reach: &'a Reach,
    /// What the hits are narrowed to.
    pub filter: &'a Filter,
    /// A case that is not meant: the one that is asked about.
    pub except: Option<i64>,
    /// Rows at most.
    pub limit: u32,
}

impl Store {
    /// Cases around a point with their metres from it, the nearest first; of the equally near the newest.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn around(&self, around: Around<'_>) -> Result<Vec<(u32, Case)>, StoreError> {
        let circle = around.circle;
        let ((x, y), (east, north)) = (circle.middle(), circle.weights());
        let sum = || {
            Sql::new("(s.lng - {}) * (s.lng - {}) * {} + (s.lat - {}) * (s.lat - {}) * {}")
                .bind(x)
                .bind(x)
                .bind(east)
                .bind(y)
                .bind(y)
                .bind(north)
        };
        let sql = Sql::new("select s.lng, s.lat, c.state from spots s cross join cases c where c.case_id = s.case_id and not c.secret and s.cell in ({})")
            .list(circle.cells())
            .and_sql(sum().push("<= {}").bind(circle.most()))
            .and_sql(scope::condition(around.reach))
            .and_sql(around.filter.condition())
            .and_some("s.case_id <> {}", around.except)
            .and_some("s.case_id >= {}", around.filter.oldest())
            .push("order by")
            .push_sql(sum())
            .push(", s.case_id desc")
            .limit(around.limit);
        let rows: Vec<(i64, i64, String)> = self.db.all(sql).await?;
        let mut cases = Vec::with_capacity(rows.len());
        for (lng, lat, state) in rows {
            let Some(point) = Point::of_parts(lng, lat) else {
                return Err(StoreError::unreadable("spots.lng", "no point"));
            };
            cases.push((circle.metres_to(point), case_row::read(&state)?));
        }
        Ok(cases)
    }

    /// Where a case stands in the table.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn spot(&self, case: i64) -> Result<Option<Point>, StoreError> {
        let sql = Sql::new("select lng, lat from spots where case_id = {}").bind(case);
        let row: Option<(i64, i64)> = self.db.opt(sql).await?;
        Ok(row.and_then(|(lng, lat)| Point::of_parts(lng, lat)))
    }
}
