//! The proof of the figures: the sums are the sums of what the cases add.

use super::CUBES;
use crate::{Store, StoreError};
use db::Sql;
use hotline::figures::Measure;

impl Store {
    /// Cells of the cubes that are not the sum of what the cases add, as text, at most so many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figure_mismatches(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let names = Measure::ALL.map(Measure::as_str);
        let minus = names.map(|name| format!("-{name} as {name}")).join(", ");
        let wrong = names.map(|name| format!("sum({name}) <> 0")).join(" or ");
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
                "select day, a, b, c from (
                    select day, a, b, c, {} from daily_figures where cube = {{}}
                    union all select day, {a} as a, {b} as b, {c} as c, {minus} from case_figures
                    union all select day / 100 * 100, {a} as a, {b} as b, {c} as c, {minus} from case_figures
                 ) d group by day, a, b, c having {wrong} order by day, a, b, c",
                names.join(", ")
            ));
            let cells: Vec<(i64, String, String, String)> =
                self.db.all(sql.bind(cube).limit(limit)).await?;
            found.extend(
                cells
                    .into_iter()
                    .map(|(day, a, b, c)| format!("{cube} {day} {a} {b} {c}")),
            );
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
