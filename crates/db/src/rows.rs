//! Rows that wait to be inserted, many with one statement.

use std::fmt::Write as _;

use crate::dialect::Dialect;
use crate::dialect::text_index;
use crate::error::{DbError, Place};
use crate::sql::Rendered;
use crate::value::Val;

/// Rows of one INSERT at most.
const MOST_ROWS: usize = 64;
/// Arguments that a statement of PostgreSQL may have.
const MOST_ARGS: usize = 65_535;

/// Rows by table.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    tables: Vec<TableRows>,
}

#[derive(Debug)]
struct TableRows {
    place: Place,
    table: &'static str,
    columns: &'static [&'static str],
    values: Vec<Val>,
}

impl Rows {
    /// Adds one row.
    pub(crate) fn add(
        &mut self,
        place: Place,
        table: &'static str,
        columns: &'static [&'static str],
        row: Vec<Val>,
    ) -> Result<(), DbError> {
        if row.is_empty() || row.len() != columns.len() {
            let why = format!("{} values for the columns of {table}", row.len());
            return Err(DbError::Statement { place, why });
        }
        if row.iter().any(Val::has_nul) {
            return Err(DbError::Nul);
        }
        self.of(place, table, columns).extend(row);
        Ok(())
    }

    /// Takes over all rows of another.
    pub(crate) fn append(&mut self, other: &mut Rows) {
        for rows in other.tables.drain(..) {
            self.of(rows.place, rows.table, rows.columns)
                .extend(rows.values);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.tables.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    fn of(
        &mut self,
        place: Place,
        table: &'static str,
        columns: &'static [&'static str],
    ) -> &mut Vec<Val> {
        let same = |rows: &TableRows| rows.table == table && rows.columns == columns;
        let at = self.tables.iter().position(same).unwrap_or_else(|| {
            self.tables.push(TableRows {
                place,
                table,
                columns,
                values: Vec::new(),
            });
            self.tables.len() - 1
        });
        &mut self.tables[at].values
    }

    /// All rows as COPY takes them, a statement and its data for each table; none are left here.
    pub(crate) fn take_copy(&mut self) -> Vec<(String, Vec<u8>)> {
        let copy = |rows: TableRows| {
            let words = format!(
                "copy {} ({}) from stdin",
                rows.table,
                rows.columns.join(", ")
            );
            (words, copy_text(&rows.values, rows.columns.len()))
        };
        self.tables.drain(..).map(copy).collect()
    }

    /// All rows for SQLite, a statement of one row and the values of all for each table; none are left here.
    pub(crate) fn take_each(&mut self) -> Vec<Rendered> {
        let each = |rows: TableRows| {
            let mut text = String::new();
            let first = &rows.values[..rows.columns.len()];
            rows.write(&mut text, Dialect::Sqlite, first, 0);
            Rendered {
                place: rows.place,
                text,
                args: rows.values,
            }
        };
        self.tables.drain(..).map(each).collect()
    }

    /// Statements that insert all rows on PostgreSQL, as many as one can hold; none are left here.
    pub(crate) fn take_together(&mut self) -> Vec<Rendered> {
        let mut inserts: Vec<TableRows> = Vec::new();
        for rows in self.tables.drain(..) {
            let width = rows.columns.len();
            let mut left = rows.values.len() / width;
            let mut values = rows.values.into_iter();
            while left > 0 {
                // Powers of two, so that few different texts are prepared.
                let some = 1 << left.min(MOST_ROWS).min(MOST_ARGS / width).ilog2();
                left -= some;
                inserts.push(TableRows {
                    place: rows.place,
                    table: rows.table,
                    columns: rows.columns,
                    values: values.by_ref().take(some * width).collect(),
                });
            }
        }
        let mut statements = Vec::new();
        let mut together: Vec<TableRows> = Vec::new();
        let mut args = 0;
        for insert in inserts {
            args += insert.values.len();
            if args > MOST_ARGS {
                statements.extend(join(std::mem::take(&mut together)));
                args = insert.values.len();
            }
            together.push(insert);
        }
        statements.extend(join(together));
        statements
    }
}

/// Rows in COPY's text form: a line each, values parted by tabs.
fn copy_text(values: &[Val], width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.len() * 16);
    for (i, value) in values.iter().enumerate() {
        match value {
            Val::Null => out.extend_from_slice(b"\\N"),
            Val::Int(int) => out.extend_from_slice(int.to_string().as_bytes()),
            Val::Real(real) => out.extend_from_slice(real.to_string().as_bytes()),
            Val::Bool(bool) => out.push(if *bool { b't' } else { b'f' }),
            Val::Text(text) => copy_escaped(text, &mut out),
            // A text of lexemes as PostgreSQL writes them itself.
            Val::Tokens(tokens) => {
                for token in tokens.split(' ').filter(|token| !token.is_empty()) {
                    let quoted = token.replace('\\', "\\\\").replace('\'', "''");
                    copy_escaped(&format!("'{quoted}' "), &mut out);
                }
            }
            Val::Bytes(bytes) => {
                out.extend_from_slice(b"\\\\x");
                for byte in bytes {
                    out.push(HEX[usize::from(byte >> 4)]);
                    out.push(HEX[usize::from(byte & 15)]);
                }
            }
        }
        out.push(if (i + 1) % width == 0 { b'\n' } else { b'\t' });
    }
    out
}

fn copy_escaped(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte => out.push(byte),
        }
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Several INSERTs in one trip, which PostgreSQL takes as parts of one.
fn join(inserts: Vec<TableRows>) -> Option<Rendered> {
    let place = inserts.first()?.place;
    let last = inserts.len() - 1;
    let mut text = String::new();
    let mut args = Vec::new();
    for (number, insert) in inserts.into_iter().enumerate() {
        let part_of_one = number < last;
        if part_of_one {
            let word = if number == 0 { "with" } else { "," };
            let _ = write!(text, "{word} i{number} as (");
        }
        insert.write(&mut text, Dialect::Postgres, &insert.values, args.len());
        if part_of_one {
            text.push_str(")\n");
        }
        args.extend(insert.values);
    }
    Some(Rendered { place, text, args })
}

impl TableRows {
    /// Adds an insert of such values to a text that has so many arguments.
    fn write(&self, text: &mut String, dialect: Dialect, values: &[Val], before: usize) {
        let _ = write!(text, "insert into {} (", self.table);
        for (i, column) in self.columns.iter().enumerate() {
            text.push_str(if i > 0 { ", " } else { "" });
            text.push_str(column);
        }
        text.push_str(") values ");
        for (i, value) in values.iter().enumerate() {
            text.push_str(match (i, i % self.columns.len()) {
                (0, _) => "(",
                (_, 0) => "), (",
                _ => ", ",
            });
            let at = before + i + 1;
            if matches!(value, Val::Tokens(_)) {
                text_index::write_tokens(text, dialect, at);
            } else {
                dialect.place(text, at);
            }
        }
        text.push(')');
    }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;

    fn rows(cases: i64, events: i64) -> Rows {
        let place = Place(Location::caller());
        let mut rows = Rows::default();
        for id in 0..cases {
            let row = vec![id.into(), "new".into()];
            rows.add(place, "cases", &["case_id", "state"], row)
                .unwrap();
        }
        for id in 0..events {
            rows.add(place, "events", &["case_id"], vec![id.into()])
                .unwrap();
        }
        rows
    }

    #[test]
    fn sqlite_takes_row_after_row() {
        let sqlite = rows(2, 3).take_each();
        let texts: Vec<&str> = sqlite.iter().map(|sql| sql.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "insert into cases (case_id, state) values (?, ?)",
                "insert into events (case_id) values (?)"
            ]
        );
        assert_eq!((sqlite[0].args.len(), sqlite[1].args.len()), (4, 3));
    }

    #[test]
    fn postgres_takes_few_texts() {
        let few = rows(1, 2).take_together();
        assert_eq!(
            few[0].text,
            "with i0 as (insert into cases (case_id, state) values ($1, $2))\n\
             insert into events (case_id) values ($3), ($4)"
        );
        let many = rows(40_000, 1).take_together();
        assert!(many.iter().all(|sql| sql.args.len() <= 65_535));
        let args: usize = many.iter().map(|sql| sql.args.len()).sum();
        assert_eq!(args, 80_001);
    }

    #[test]
    fn rows_must_fit() {
        let place = Place(Location::caller());
        let mut rows = Rows::default();
        assert!(rows.add(place, "t", &["a"], vec![]).is_err());
        let nul = rows.add(place, "t", &["a"], vec!["\0".into()]);
        assert_eq!(nul, Err(DbError::Nul));
        assert!(rows.take_each().is_empty());
    }
}
