//! `case_figures` and `daily_figures`: what each case adds to the figures, and the sums of it. Both are
//! written by one follower in one transaction, so at every instant the sums are the sums.

mod asking;
mod proving;
mod reach;

pub use asking::{Axis, FigureQuery, Mark, keys};
pub use proving::differing_rows;
pub use reach::{FigureReach, Worked};

use crate::lease::Lost;
use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql, Tx, Val, Work};
use hotline::figures::{Contribution, Measure, Measures, Under};
use std::collections::BTreeMap;
use workday::Date;

/// A cube: its name, and the columns of `case_figures` that it keeps apart.
pub(crate) const CUBES: [(&str, [&str; 3]); 4] = [
    ("unit", ["lead", "hand", "kind"]),
    ("item", ["item", "county", ""]),
    ("channel", ["channel", "kind", ""]),
    ("hour", ["hour", "", ""]),
];

const COLUMNS: &[&str] = &[
    "case_id",
    "day",
    "lead",
    "hand",
    "kind",
    "item",
    "county",
    "channel",
    "hour",
    "received",
    "given",
    "in_time",
    "late",
    "direct",
    "returned_upheld",
    "returned_rejected",
    "reworked",
    "heard",
    "solved",
    "satisfied",
    "grades",
    "minutes",
];

/// Cubes' rows in one statement: some eighteen arguments each.
const ROWS: usize = 400;

/// A day of Shanghai as a number that sorts and reads: 20171118.
pub fn day(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// A month as the cubes keep it beside its days, so that a year is not three hundred days: 20171100.
pub(crate) const fn month(day: i64) -> i64 {
    day / 100 * 100
}

/// What a case adds on one day, under one unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureRow {
    /// The case.
    pub case: i64,
    /// The day, as [`day`] writes it.
    pub day: i64,
    /// Code of the lead; `@CODE` for a centre's own work; empty for nobody.
    pub lead: String,
    /// Code of the unit below that works, if another.
    pub hand: String,
    /// Kind, item, county, channel, hour: empty for none.
    pub traits: [String; 5],
    /// The figures.
    pub measures: Measures,
}

/// How a centre's own work is written where a unit's code stands otherwise.
pub fn centre_key(code: &str) -> String {
    format!("@{code}")
}

impl FigureRow {
    /// The rows of a contribution, in the order of their key.
    pub fn of(case: i64, contribution: &Contribution) -> Vec<Self> {
        let traits = &contribution.traits;
        let traits = [
            traits.kind.clone(),
            traits.item.clone(),
            traits.county.clone(),
            traits.channel.clone(),
            format!("{:02}", traits.hour),
        ];
        let mut rows: Vec<_> = contribution
            .entries
            .iter()
            .map(|((date, under), measures)| {
                let (lead, hand) = match under {
                    Under::Nobody => (String::new(), String::new()),
                    Under::Centre(centre) => (centre_key(centre.as_str()), String::new()),
                    Under::Unit { lead, hand } => (
                        lead.as_str().to_owned(),
                        hand.as_ref().map_or("", |hand| hand.as_str()).to_owned(),
                    ),
                };
                Self {
                    case,
                    day: day(*date),
                    lead,
                    hand,
                    traits: traits.clone(),
                    measures: *measures,
                }
            })
            .collect();
        rows.sort();
        rows
    }

    fn column(&self, name: &str) -> &str {
        match name {
            "lead" => &self.lead,
            "hand" => &self.hand,
            "kind" => &self.traits[0],
            "item" => &self.traits[1],
            "county" => &self.traits[2],
            "channel" => &self.traits[3],
            "hour" => &self.traits[4],
            _ => "",
        }
    }

    fn values(&self) -> Vec<Val> {
        let mut row: Vec<Val> = vec![self.case.into(), self.day.into()];
        row.extend([self.lead.as_str().into(), self.hand.as_str().into()]);
        row.extend(self.traits.iter().map(|text| Val::from(text.as_str())));
        row.extend(self.measures.0.map(Val::Int));
        row
    }
}

/// The figures of a row that selects them by their names.
fn measures(row: &Row) -> Result<Measures, DbError> {
    let mut measures = Measures::default();
    for measure in Measure::ALL {
        *measures.at(measure) = row.get(measure.as_str())?;
    }
    Ok(measures)
}

impl Record for FigureRow {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            case: row.get("case_id")?,
            day: row.get("day")?,
            lead: row.get("lead")?,
            hand: row.get("hand")?,
            traits: [
                row.get("kind")?,
                row.get("item")?,
                row.get("county")?,
                row.get("channel")?,
                row.get("hour")?,
            ],
            measures: measures(row)?,
        })
    }
}

type Cell = (&'static str, i64, [String; 3]);

/// New contributions in place of old ones, for the cases that changed.
#[derive(Debug, Default)]
pub struct FigureChanges {
    cases: Vec<i64>,
    rows: Vec<FigureRow>,
    cells: BTreeMap<Cell, Measures>,
}

impl FigureChanges {
    /// Replaces what a case added by what it adds now; nothing if that is the same.
    pub fn replace(&mut self, case: i64, old: &[FigureRow], new: Vec<FigureRow>) {
        if old == new {
            return;
        }
        self.cases.push(case);
        for row in old {
            self.each_cell(row, |cell, measures| *cell -= measures);
        }
        for row in &new {
            self.each_cell(row, |cell, measures| *cell += measures);
        }
        self.rows.extend(new);
    }

    fn each_cell(&mut self, row: &FigureRow, change: impl Fn(&mut Measures, Measures)) {
        for (cube, columns) in CUBES {
            let key = columns.map(|column| row.column(column).to_owned());
            for period in [row.day, month(row.day)] {
                let cell = self.cells.entry((cube, period, key.clone()));
                change(cell.or_default(), row.measures);
            }
        }
    }

    fn upsert(rows: &[(&Cell, &Measures)]) -> Sql {
        let names = Measure::ALL.map(Measure::as_str);
        let sums: Vec<_> = names
            .iter()
            .map(|name| format!("{name} = daily_figures.{name} + excluded.{name}"))
            .collect();
        let places = vec!["{}"; 5 + names.len()].join(", ");
        let rows_text = vec![format!("({places})"); rows.len()].join(", ");
        let mut sql = Sql::made(format!(
            "insert into daily_figures (cube, day, a, b, c, {}) values {rows_text}
             on conflict (cube, day, a, b, c) do update set {}",
            names.join(", "),
            sums.join(", ")
        ));
        for ((cube, day, key), measures) in rows {
            sql = sql.bind(*cube).bind(*day);
            for part in key {
                sql = sql.bind(part.as_str());
            }
            for n in measures.0 {
                sql = sql.bind(n);
            }
        }
        sql
    }

    pub(crate) async fn apply(&self, tx: &mut Tx) -> Result<(), DbError> {
        if self.cases.is_empty() {
            return Ok(());
        }
        let gone = Sql::new("delete from case_figures where case_id in ({})");
        tx.run(gone.list(self.cases.iter().copied())).await?;
        let cells: Vec<_> = self.cells.iter().filter(|(_, n)| !n.is_zero()).collect();
        for rows in cells.chunks(ROWS) {
            tx.run(Self::upsert(rows)).await?;
        }
        let rows = self.rows.iter().map(FigureRow::values);
        tx.insert_many("case_figures", COLUMNS, rows)?;
        Ok(())
    }
}

impl crate::feed::Effect for FigureChanges {
    fn write<'t>(&'t self, tx: &'t mut Tx) -> Work<'t, (), Lost> {
        Box::pin(async move { Ok(self.apply(tx).await?) })
    }
}

impl Store {
    /// What some cases add to the figures as stored, by case, in the order of the rows' keys.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_figures(
        &self,
        cases: &[i64],
    ) -> Result<BTreeMap<i64, Vec<FigureRow>>, StoreError> {
        let sql = Sql::new("select * from case_figures where case_id in ({})");
        let rows: Vec<FigureRow> = self.db.all(sql.list(cases.iter().copied())).await?;
        let mut by_case: BTreeMap<i64, Vec<FigureRow>> = BTreeMap::new();
        for row in rows {
            by_case.entry(row.case).or_default().push(row);
        }
        for rows in by_case.values_mut() {
            rows.sort();
        }
        Ok(by_case)
    }
}
