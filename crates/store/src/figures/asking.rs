//! Figures of a period: from a cube where one has the traits that are asked for, else from what the cases
//! add. The same conditions narrow the list of cases, so that every figure can be opened.

use super::reach::{FigureReach, Worked};
use super::{CUBES, day, measures, month};
use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql};
use hotline::codes::UnitCode;
use hotline::figures::{Measure, Measures};
use std::collections::BTreeMap;
use workday::Date;

/// What the rows of an answer stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Days.
    Day,
    /// Units: a case counts for its lead and for the unit below that does the work.
    Unit,
    /// 类别.
    Kind,
    /// 事项.
    Item,
    /// County-level areas.
    Area,
    /// 渠道.
    Channel,
    /// Hours of the day of submission.
    Hour,
}

impl Axis {
    const fn column(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Unit => "lead",
            Self::Kind => "kind",
            Self::Item => "item",
            Self::Area => "county",
            Self::Channel => "channel",
            Self::Hour => "hour",
        }
    }
}

/// A question for figures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FigureQuery {
    /// First and last day. A month that is counted to its end, also an end that is still to come, costs
    /// no more than a day.
    pub days: (Date, Date),
    /// One kind.
    pub kind: Option<String>,
    /// One item.
    pub item: Option<String>,
    /// One county-level area.
    pub county: Option<String>,
    /// One channel.
    pub channel: Option<String>,
    /// One hour, of two digits.
    pub hour: Option<String>,
    /// Some units.
    pub worked: Option<Worked>,
    /// What the asker sees; nothing for everything.
    pub reach: Option<FigureReach>,
}

/// Where figures are read: a cube or the cases' own rows, with the columns' names there.
struct Source {
    table: &'static str,
    cube: Option<&'static str>,
}

impl Source {
    const CASES: Self = Self {
        table: "case_figures",
        cube: None,
    };

    fn column(&self, name: &'static str) -> &'static str {
        let cube = CUBES.iter().find(|(cube, _)| Some(*cube) == self.cube);
        let place = cube.and_then(|(_, columns)| columns.iter().position(|column| *column == name));
        match place {
            Some(0) => "a",
            Some(1) => "b",
            Some(_) => "c",
            None => name,
        }
    }
}

/// A row of an answer: its key, along units also the unit that works below it; whether it is taken off.
struct Line(String, String, bool, Measures);

impl Record for Line {
    fn read(row: &Row) -> Result<Self, DbError> {
        let off: i64 = row.get("off")?;
        Ok(Self(
            row.get("k")?,
            row.get("hand")?,
            off > 0,
            measures(row)?,
        ))
    }
}

/// Cells of the cubes that make up a period: those that are added, and those that are taken off again.
#[derive(Debug, Default, PartialEq, Eq)]
struct Periods {
    added: Vec<i64>,
    taken_off: Vec<i64>,
}

impl Periods {
    /// The days from the first to the last: a whole month is one cell; most of a month is the whole
    /// without the rest, some of it is its days.
    fn of((from, to): (Date, Date)) -> Self {
        let (mut periods, mut at) = (Self::default(), from);
        while at <= to {
            let end = at.last_of_month();
            let last = end.min(to);
            let (first_day, last_day, all) = (at.day(), last.day(), end.day());
            let days =
                |first: i8, last: i8| (first..=last).map(move |n| month(day(at)) + i64::from(n));
            let asked = last_day - first_day + 1;
            if all - asked + 1 < asked {
                periods.added.push(month(day(at)));
                periods.taken_off.extend(days(1, first_day - 1));
                periods.taken_off.extend(days(last_day + 1, all));
            } else {
                periods.added.extend(days(first_day, last_day));
            }
            match last.tomorrow() {
                Ok(next) => at = next,
                Err(_) => break,
            }
        }
        periods
    }
}

fn sums() -> String {
    let names = Measure::ALL.map(Measure::as_str);
    let sums = names.map(|name| format!("cast(coalesce(sum({name}), 0) as bigint) as {name}"));
    sums.join(", ")
}

impl FigureQuery {
    /// The source that has every trait that is asked for, the smallest first.
    fn source(&self, axis: Option<Axis>) -> Source {
        let reach_by_unit = self
            .reach
            .as_ref()
            .is_some_and(|reach| reach.stems.is_empty());
        if self.reach.is_some() && !reach_by_unit {
            return Source::CASES;
        }
        let unit = self.worked.is_some() || self.reach.is_some();
        let wanted = [
            (self.kind.is_some(), "kind"),
            (self.item.is_some(), "item"),
            (self.county.is_some(), "county"),
            (self.channel.is_some(), "channel"),
            (self.hour.is_some(), "hour"),
            (unit, "lead"),
            (
                axis.is_some_and(|axis| axis != Axis::Day),
                axis.map_or("", Axis::column),
            ),
        ];
        let fits = |columns: &[&str; 3]| {
            wanted
                .iter()
                .all(|(asked, column)| !asked || columns.contains(column))
        };
        let smallest = ["hour", "channel", "unit", "item"];
        let fit = smallest.iter().find_map(|name| {
            CUBES
                .iter()
                .find(|(cube, columns)| cube == name && fits(columns))
        });
        fit.map_or(Source::CASES, |(cube, _)| Source {
            table: "daily_figures",
            cube: Some(cube),
        })
    }

    fn conditions(&self, source: &Source, axis: Option<Axis>) -> Sql {
        let between = |sql: Sql| {
            sql.and("day >= {}", day(self.days.0))
                .and("day <= {}", day(self.days.1))
        };
        let mut sql = match source.cube {
            None => between(Sql::new("1 = 1")),
            Some(cube) => {
                // Written out: an index of one cube is found only by a planner that sees which it is.
                let sql = Sql::made(format!("cube = '{cube}'"));
                if axis == Some(Axis::Day) {
                    between(sql).push("and day % 100 > 0")
                } else {
                    let Periods { added, taken_off } = Periods::of(self.days);
                    sql.push("and day in ({})")
                        .list([added, taken_off].concat())
                }
            }
        };
        let traits = [
            ("kind", &self.kind),
            ("item", &self.item),
            ("county", &self.county),
            ("channel", &self.channel),
            ("hour", &self.hour),
        ];
        for (name, value) in traits {
            if let Some(value) = value {
                let is = Sql::made(format!("{} = {{}}", source.column(name)));
                sql = sql.and_sql(is.bind(value.as_str()));
            }
        }
        let (lead, hand) = (source.column("lead"), source.column("hand"));
        if let Some(worked) = &self.worked {
            sql = sql.and_sql(worked.condition(lead, hand));
        }
        if let Some(reach) = &self.reach {
            let mut within = reach.worked.condition(lead, hand);
            for stem in &reach.stems {
                within = within
                    .push("or (county >= {} and county < {})")
                    .bind(stem.as_str())
                    .bind(format!("{stem}~"));
            }
            sql = sql.and_sql(within);
        }
        sql
    }

    fn sql(&self, axis: Option<Axis>) -> Sql {
        let source = self.source(axis);
        let (key, hand) = match axis {
            None => ("''", "''"),
            Some(Axis::Day) => ("cast(day as text)", "''"),
            Some(Axis::Unit) => (source.column("lead"), source.column("hand")),
            Some(axis) => (source.column(axis.column()), "''"),
        };
        // Along days there is nothing to take off, and the cases' own rows have no months.
        let off = match (axis, source.cube) {
            (Some(Axis::Day), _) | (_, None) => Vec::new(),
            _ => Periods::of(self.days).taken_off,
        };
        let off = if off.is_empty() {
            Sql::new("0 as off,")
        } else {
            Sql::new("case when day in ({}) then 1 else 0 end as off,").list(off)
        };
        let sql = Sql::made(format!("select {key} as k, {hand} as hand,"))
            .push_sql(off)
            .push_sql(Sql::made(format!("{} from {} where", sums(), source.table)))
            .push_sql(self.conditions(&source, axis));
        sql.push("group by 1, 2, 3")
    }

    /// Ids of the cases that a figure counts, for `case_id in (…)`. A figure counts acts or rounds, the
    /// list has each case once.
    pub(crate) fn cases(&self, figure: &[Measure]) -> Sql {
        let any: Vec<_> = figure
            .iter()
            .map(|one| format!("{} > 0", one.as_str()))
            .collect();
        Sql::new("select case_id from case_figures where")
            .push_sql(self.conditions(&Source::CASES, None))
            .push_sql(Sql::made(format!("and ({})", any.join(" or "))))
    }
}

/// How far the figures have come: at one mark every question has one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// The last place of the feed that is counted.
    pub position: i64,
    /// How often they were counted anew.
    pub recounts: i64,
}

impl Record for Mark {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            position: row.get("position")?,
            recounts: row.get("recounts")?,
        })
    }
}

impl Store {
    /// How far the figures have come.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figures_mark(&self) -> Result<Mark, StoreError> {
        let sql = Sql::new("select position, recounts from followers where name = {}");
        let found = self.db.opt(sql.bind(crate::load::FIGURES)).await?;
        Ok(found.unwrap_or_default())
    }

    /// Figures of a period, in all or along an axis. Rows without any figure are left out.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figures(
        &self,
        query: &FigureQuery,
        axis: Option<Axis>,
    ) -> Result<Vec<(String, Measures)>, StoreError> {
        let lines: Vec<Line> = self.db.all(query.sql(axis)).await?;
        let mut by_key: BTreeMap<String, Measures> = BTreeMap::new();
        for Line(key, hand, off, measures) in lines {
            let keys = [(!hand.is_empty()).then_some(hand), Some(key)];
            for key in keys.into_iter().flatten() {
                let sum = by_key.entry(key).or_default();
                if off {
                    *sum -= measures;
                } else {
                    *sum += measures;
                }
            }
        }
        // Along units only one's own are named; the others stand in the rows of those.
        let own = |key: &str| {
            if key.is_empty() {
                return false;
            }
            let within = query
                .worked
                .as_ref()
                .is_none_or(|units| units.0.iter().any(|unit| unit == key));
            within && query.reach.as_ref().is_none_or(|reach| reach.names(key))
        };
        let shown = |key: &str, measures: &Measures| match axis {
            None => true,
            Some(Axis::Unit) => own(key) && !measures.is_zero(),
            Some(_) => !measures.is_zero(),
        };
        let lines = by_key.into_iter();
        Ok(lines
            .filter(|(key, measures)| shown(key, measures))
            .collect())
    }
}

/// Units and centres' own work under the keys of `case_figures`.
pub fn keys<'a>(units: impl IntoIterator<Item = &'a UnitCode>) -> Vec<String> {
    let units = units.into_iter();
    units
        .flat_map(|unit| [unit.as_str().to_owned(), super::centre_key(unit.as_str())])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_stand_for_their_days() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let periods = |from, to| {
            let periods = Periods::of((date(from), date(to)));
            (periods.added, periods.taken_off)
        };
        let days = |first: i64, last: i64| (first..=last).collect::<Vec<_>>();
        assert_eq!(periods("2026-01-01", "2026-12-31").0.len(), 12);
        assert_eq!(
            periods("2026-01-30", "2026-04-02"),
            (
                vec![
                    20_260_130, 20_260_131, 20_260_200, 20_260_300, 20_260_401, 20_260_402
                ],
                vec![]
            )
        );
        assert_eq!(
            periods("2026-02-01", "2026-02-27"),
            (vec![20_260_200], vec![20_260_228])
        );
        assert_eq!(
            periods("2026-10-07", "2026-10-30"),
            (
                vec![20_261_000],
                [days(20_261_001, 20_261_006), vec![20_261_031]].concat()
            )
        );
        assert_eq!(
            periods("2026-10-05", "2026-10-12"),
            (days(20_261_005, 20_261_012), vec![])
        );
        assert_eq!(
            periods("2024-02-29", "2024-02-29"),
            (vec![20_240_229], vec![])
        );
    }
}
