//! The proof of the figures: the sums are the sums of what the cases add.

use super::{CUBES, FigureRow};
use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql};
use hotline::figures::{Measure, Measures};
use std::collections::BTreeMap;

/// A cell of a cube, with each of its figures as it is stored and as the cases add up to it.
struct Compared {
    day: i64,
    cell: [String; 3],
    figures: Vec<(Measure, i64, i64)>,
}

impl Record for Compared {
    fn read(row: &Row) -> Result<Self, DbError> {
        let mut figures = Vec::new();
        for (at, measure) in Measure::ALL.into_iter().enumerate() {
            figures.push((measure, row.get(4 + 2 * at)?, row.get(5 + 2 * at)?));
        }
        Ok(Self {
            day: row.get(0)?,
            cell: [row.get(1)?, row.get(2)?, row.get(3)?],
            figures,
        })
    }
}

/// A day, or the whole month that a cube keeps beside its days.
fn named(day: i64) -> String {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    match day {
        0 => format!("{year}-{month:02} 全月"),
        day => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Figures that are not what they should be: which, as it is stored, as it was counted.
fn unlike(figures: impl IntoIterator<Item = (Measure, i64, i64)>) -> String {
    let unlike = figures
        .into_iter()
        .filter(|(_, stored, counted)| stored != counted);
    let told = unlike.map(|(measure, stored, counted)| {
        let (zh, name) = (measure.zh(), measure.as_str());
        format!("{zh}库里 {stored}，应是 {counted} ({name}: stored {stored}, counted {counted})")
    });
    told.collect::<Vec<_>>().join("、")
}

/// What differs between the rows of a case as they are stored and as they were counted, at most so many.
#[must_use]
pub fn differing_rows(stored: &[FigureRow], counted: &[FigureRow], most: usize) -> Vec<String> {
    let mut rows: BTreeMap<_, [Measures; 2]> = BTreeMap::new();
    for (side, some) in [stored, counted].into_iter().enumerate() {
        for row in some {
            let key = (row.day, &row.lead, &row.hand, &row.traits);
            rows.entry(key).or_default()[side] += row.measures;
        }
    }
    let told = rows
        .into_iter()
        .filter(|(_, [stored, counted])| stored != counted);
    let told = told.map(|((day, lead, hand, traits), [stored, counted])| {
        let [kind, item, county, channel, hour] = traits;
        let names = ["lead", "hand", "kind", "item", "county", "channel", "hour"];
        let place = place(
            names
                .into_iter()
                .zip([lead, hand, kind, item, county, channel, hour]),
        );
        let both = Measure::ALL.map(|measure| (measure, stored.get(measure), counted.get(measure)));
        format!("{}{place} {}", named(day), unlike(both))
    });
    told.take(most).collect()
}

/// Columns that say something.
fn place<'v>(columns: impl IntoIterator<Item = (&'static str, &'v String)>) -> String {
    let said = columns.into_iter().filter(|(_, value)| !value.is_empty());
    said.flat_map(|(name, value)| [" ", name, "=", value])
        .collect()
}

impl Store {
    /// Cells of the cubes that are not the sum of what the cases add, as text that names the cube, the
    /// day, whose it is and each figure, at most so many of each cube.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figure_mismatches(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let names = Measure::ALL.map(Measure::as_str);
        let both = names.map(|name| {
            let sum = |of: i64| {
                format!("cast(sum(case when stored = {of} then {name} else 0 end) as bigint)")
            };
            format!("{}, {}", sum(1), sum(0))
        });
        let wrong = names
            .map(|name| format!("sum(case when stored = 1 then {name} else -{name} end) <> 0"));
        let mut found = Vec::new();
        for (cube, columns) in CUBES {
            let column = |name: &str| {
                if name.is_empty() {
                    "''".to_owned()
                } else {
                    name.to_owned()
                }
            };
            let [a, b, c] = columns.map(column);
            let sql = Sql::made(format!(
                "select day, a, b, c, {} from (
                    select 1 as stored, day, a, b, c, {names} from daily_figures where cube = {{}}
                    union all select 0 as stored, day, {a} as a, {b} as b, {c} as c, {names} from case_figures
                    union all select 0 as stored, day / 100 * 100, {a} as a, {b} as b, {c} as c, {names} from case_figures
                 ) d group by day, a, b, c having {} order by day, a, b, c",
                both.join(", "),
                wrong.join(" or "),
                names = names.join(", ")
            ));
            let cells: Vec<Compared> = self.db.all(sql.bind(cube).limit(limit)).await?;
            found.extend(cells.into_iter().map(|cell| {
                let place = place(columns.into_iter().zip(&cell.cell));
                format!(
                    "{cube} {}{place}：{}",
                    named(cell.day),
                    unlike(cell.figures)
                )
            }));
        }
        Ok(found)
    }

    /// Forgets all figures and sends their follower back to the first event, both or neither.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_figures(&self, follower: &'static str) -> Result<(), StoreError> {
        let done = self.db.write(follower, |follower, tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "update followers set position = 0, recounts = recounts + 1 where name = {}",
                );
                tx.run(sql.bind(*follower)).await?;
                tx.run(Sql::new("delete from case_figures")).await?;
                tx.run(Sql::new("delete from daily_figures")).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        Ok(done.await?)
    }
}
