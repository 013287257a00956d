//! 统计 as a list: the total first, then a row for each line, each beside the period before.

use super::Export;
use super::pages::Rows;
use crate::AppError;
use crate::figures::{FigureAsk, FigureLine};
use hotline::figures::Measures;
use store::figures::Axis;

/// A row of figures.
#[derive(Debug)]
pub struct FigureRow {
    /// A day, a code, an hour; `@CODE` for what a centre did itself; empty of all, and for none.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Figures of the period.
    pub now: Measures,
    /// Figures of the period before; of a day none, since days of another period are other days.
    pub before: Option<Measures>,
}

impl Export {
    /// All rows: there are as many as units at the most.
    pub(super) async fn figures(
        &self,
        ask: &FigureAsk,
        axis: Option<Axis>,
    ) -> Result<Rows, AppError> {
        let page = self.app.figures(&self.actor, ask, axis).await?;
        let row = |line: FigureLine, axis: Option<Axis>| FigureRow {
            key: line.shown(axis),
            name: self.app.figure_name(axis, &line.key),
            now: line.now,
            before: (axis != Some(Axis::Day)).then_some(line.before),
        };
        let mut rows = vec![row(page.total, None)];
        rows.extend(page.lines.into_iter().map(|line| row(line, axis)));
        Ok(Rows::Figures(rows))
    }
}
