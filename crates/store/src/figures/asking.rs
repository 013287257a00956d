//! Figures of a period: from a cube where one has the traits that are asked for, else from what the cases
//! add. The same conditions narrow the list of cases, so that every figure can be opened.

use super::{CUBES, measures};
use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql};
use hotline::codes::{AreaCode, UnitCode};
use hotline::figures::{Measure, Measures};
use hotline::scope::Reach;

/// What the rows of an answer stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Units, as `case_figures` names them: what one of them answers for or has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked(pub Vec<String>);

impl Worked {
    fn condition(&self, lead: &str, hand: &str) -> Sql {
        let keys = || self.0.iter().map(String::as_str);
        Sql::made(format!("{lead} in ({{}}) or {hand} in ({{}})"))
            .list(keys())
            .list(keys())
    }
}

/// What somebody's figures are counted over: never more than the cases within his reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureReach {
    worked: Worked,
    stems: Vec<String>,
}

impl FigureReach {
    /// The reach as figures know it; nothing where every case counts.
    pub fn of(reach: &Reach) -> Option<Self> {
        let mut worked = Vec::new();
        let mut stems = Vec::new();
        match reach {
            Reach::Everything => return None,
            Reach::Published => {}
            Reach::Some {
                units,
                centres,
                areas,
                // What no centre has claimed counts for nobody yet.
                intake: _,
            } => {
                worked.extend(units.iter().map(|unit| unit.as_str().to_owned()));
                worked.extend(centres.iter().map(|code| super::centre_key(code.as_str())));
                // Figures know counties; an area inside one is not seen whole.
                stems.extend(
                    areas
                        .iter()
                        .filter_map(AreaCode::stem)
                        .map(ToOwned::to_owned),
                );
            }
        }
        Some(Self {
            worked: Worked(worked),
            stems,
        })
    }

    /// Whether a unit's own row may be shown.
    fn names(&self, key: &str) -> bool {
        self.worked.0.iter().any(|own| own == key)
    }
}

/// A question for figures.
#[derive(Debug, Clone, Default)]
pub struct FigureQuery {
    /// First and last day, as [`super::day`] writes them.
    pub days: (i64, i64),
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

struct Line(String, Measures);

impl Record for Line {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self(row.get("k")?, measures(row)?))
    }
}

fn sums(of: &str) -> String {
    let names = Measure::ALL.map(Measure::as_str);
    let sums = names.map(|name| format!("cast(coalesce(sum({of}{name}), 0) as bigint) as {name}"));
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

    fn conditions(&self, source: &Source) -> Sql {
        let (from, to) = self.days;
        let mut sql = match source.cube {
            Some(cube) => Sql::new("cube = {}").bind(cube).and("day >= {}", from),
            None => Sql::new("day >= {}").bind(from),
        }
        .and("day <= {}", to);
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
        let table = source.table;
        let key = axis.map_or("", Axis::column);
        match axis {
            None => Sql::made(format!("select '' as k, {} from {table} where", sums("")))
                .push_sql(self.conditions(&source)),
            Some(Axis::Unit) => {
                let (lead, hand) = (source.column("lead"), source.column("hand"));
                let names = Measure::ALL.map(Measure::as_str).join(", ");
                Sql::made(format!(
                    "select k, {} from (select {lead} as k, {names} from {table} where",
                    sums("u.")
                ))
                .push_sql(self.conditions(&source))
                .push_sql(Sql::made(format!(
                    "union all select {hand} as k, {names} from {table} where {hand} <> '' and ("
                )))
                .push_sql(self.conditions(&source))
                .push(")) u group by k order by k")
            }
            Some(Axis::Day) => Sql::made(format!(
                "select cast(day as text) as k, {} from {table} where",
                sums("")
            ))
            .push_sql(self.conditions(&source))
            .push("group by day order by day"),
            Some(_) => {
                let key = source.column(key);
                Sql::made(format!(
                    "select {key} as k, {} from {table} where",
                    sums("")
                ))
                .push_sql(self.conditions(&source))
                .push_sql(Sql::made(format!("group by {key} order by {key}")))
            }
        }
    }

    /// Ids of the cases that a figure counts, for `case_id in (…)`. A figure counts acts or rounds, the
    /// list has each case once.
    pub(crate) fn cases(&self, figure: &[Measure]) -> Sql {
        let any: Vec<_> = figure
            .iter()
            .map(|one| format!("{} > 0", one.as_str()))
            .collect();
        Sql::new("select case_id from case_figures where")
            .push_sql(self.conditions(&Source::CASES))
            .push_sql(Sql::made(format!("and ({})", any.join(" or "))))
    }
}

impl Store {
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
        let shown = lines
            .into_iter()
            .filter(|Line(key, _)| axis != Some(Axis::Unit) || own(key));
        let lines = shown.filter(|Line(_, measures)| axis.is_none() || !measures.is_zero());
        Ok(lines.map(|Line(key, measures)| (key, measures)).collect())
    }
}

/// Units and centres' own work under the keys of `case_figures`.
pub fn keys<'a>(units: impl IntoIterator<Item = &'a UnitCode>) -> Vec<String> {
    let units = units.into_iter();
    units
        .flat_map(|unit| [unit.as_str().to_owned(), super::centre_key(unit.as_str())])
        .collect()
}
