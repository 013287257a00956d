//! A statement and its arguments, put together piece by piece.

use std::fmt::Write as _;
use std::panic::Location;

use crate::dialect::Dialect;
use crate::error::{DbError, Place};
use crate::value::Val;

/// A statement with arguments.
///
/// Each `{}` in the text takes the next argument and becomes the database's own mark. Texts are `&'static str`,
/// so that nothing a user typed can become part of a statement. The line on which `Sql::new` stands
/// names the statement in logs.
///
/// ```
/// # use db::Sql;
/// let unit: Option<&str> = Some("350104");
/// let sql = Sql::new("select no, due from cases where state = {}")
///     .bind("in_progress")
///     .and_some("unit = {}", unit)
///     .order("due, case_id")
///     .limit(50);
/// ```
#[derive(Debug, Clone)]
pub struct Sql {
    place: Place,
    text: String,
    args: Vec<Arg>,
    quick: bool,
}

#[derive(Debug, Clone)]
enum Arg {
    One(Val),
    List(Vec<Val>),
}

/// A statement as the database takes it.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub place: Place,
    pub text: String,
    pub args: Vec<Val>,
}

impl Rendered {
    /// A statement without arguments.
    #[track_caller]
    pub(crate) fn words(words: &str) -> Rendered {
        Rendered {
            place: Place(Location::caller()),
            text: words.to_owned(),
            args: Vec::new(),
        }
    }
}

impl Sql {
    /// Starts a statement.
    #[track_caller]
    pub fn new(text: &'static str) -> Sql {
        Sql {
            place: Place(Location::caller()),
            text: text.to_owned(),
            args: Vec::new(),
            quick: false,
        }
    }

    /// A statement whose text the program made itself, for instance from a list of columns. Never
    /// hand it anything that came from outside.
    #[track_caller]
    pub fn made(text: String) -> Sql {
        Sql {
            place: Place(Location::caller()),
            text,
            args: Vec::new(),
            quick: false,
        }
    }

    /// Says that it finds a handful of rows by a key: then SQLite reads them in the thread that asks,
    /// which takes less than to ask another. Never for a list, a search or a count.
    #[must_use]
    pub fn quick(mut self) -> Sql {
        self.quick = true;
        self
    }

    /// The argument of the next `{}`.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Val>) -> Sql {
        self.args.push(Arg::One(value.into()));
        self
    }

    /// The arguments of the next `{}`, which stands alone in brackets: `unit in ({})`.
    ///
    /// An empty list becomes `(null)`: `in` then holds for no row (and `not in` for none either).
    /// Lists are filled up with their last value to a power of two, so that a database keeps few
    /// prepared statements.
    #[must_use]
    pub fn list<T: Into<Val>>(mut self, values: impl IntoIterator<Item = T>) -> Sql {
        let values = values.into_iter().map(Into::into).collect();
        self.args.push(Arg::List(values));
        self
    }

    /// Goes on with more text.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Sql {
        self.text.push(' ');
        self.text.push_str(text);
        self
    }

    /// Adds `and (condition)`; the text so far must have a `where`. The condition has one `{}`.
    #[must_use]
    pub fn and(self, condition: &'static str, value: impl Into<Val>) -> Sql {
        self.condition(condition).bind(value)
    }

    /// [`Sql::and`] if there is a value, else nothing: only filters that are set may stand in the
    /// text, as `({} is null or …)` makes SQLite scan.
    #[must_use]
    pub fn and_some(self, condition: &'static str, value: Option<impl Into<Val>>) -> Sql {
        match value {
            Some(value) => self.and(condition, value),
            None => self,
        }
    }

    /// Adds `and (condition)` for a condition with its own arguments, for instance a scope.
    #[must_use]
    pub fn and_sql(mut self, condition: Sql) -> Sql {
        let _ = write!(self.text, " and ({})", condition.text);
        self.args.extend(condition.args);
        self
    }

    /// Goes on with another piece and its arguments.
    #[must_use]
    pub fn push_sql(mut self, piece: Sql) -> Sql {
        self.text.push(' ');
        self.text.push_str(&piece.text);
        self.args.extend(piece.args);
        self
    }

    /// Adds `order by …`.
    #[must_use]
    pub fn order(self, columns: &'static str) -> Sql {
        self.push("order by").push(columns)
    }

    /// Adds `limit …`.
    #[must_use]
    pub fn limit(self, rows: u32) -> Sql {
        self.push("limit {}").bind(rows)
    }

    /// Where the statement stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The text with its `{}`, for logs and tests.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn condition(mut self, condition: &str) -> Sql {
        let _ = write!(self.text, " and ({condition})");
        self
    }

    /// Whether it may be read in the thread that asks.
    pub(crate) fn is_quick(&self) -> bool {
        self.quick
    }

    /// Whether it surely writes nothing. `with` may hold an insert, so it counts as a write.
    pub(crate) fn is_select(&self) -> bool {
        let word = self.text.trim_start().get(..6).unwrap_or_default();
        word.eq_ignore_ascii_case("select")
    }

    /// Refuses U+0000 and a wrong number of arguments.
    pub(crate) fn check(&self) -> Result<(), DbError> {
        match self.text.matches("{}").count().cmp(&self.args.len()) {
            std::cmp::Ordering::Greater => return Err(miscounted(self.place, "fewer")),
            std::cmp::Ordering::Less => return Err(miscounted(self.place, "more")),
            std::cmp::Ordering::Equal => {}
        }
        let has_nul = |arg: &Arg| match arg {
            Arg::One(value) => value.has_nul(),
            Arg::List(values) => values.iter().any(Val::has_nul),
        };
        if self.args.iter().any(has_nul) {
            return Err(DbError::Nul);
        }
        Ok(())
    }

    /// Checks, and puts the database's own mark of an argument for `{}`.
    pub(crate) fn render(self, dialect: Dialect) -> Result<Rendered, DbError> {
        self.check()?;
        let mut text = String::with_capacity(self.text.len() + 16);
        let mut args = Vec::with_capacity(self.args.len());
        let mut pieces = self.text.split("{}");
        text.push_str(pieces.next().unwrap_or_default());
        for (piece, arg) in pieces.zip(self.args) {
            match arg {
                Arg::One(value) => place(&mut text, &mut args, dialect, value),
                Arg::List(values) => place_list(&mut text, &mut args, dialect, values),
            }
            text.push_str(piece);
        }
        Ok(Rendered {
            place: self.place,
            text,
            args,
        })
    }
}

fn place(text: &mut String, args: &mut Vec<Val>, dialect: Dialect, value: Val) {
    args.push(value);
    dialect.place(text, args.len());
}

fn place_list(text: &mut String, args: &mut Vec<Val>, dialect: Dialect, mut values: Vec<Val>) {
    let Some(last) = values.last().cloned() else {
        text.push_str("null");
        return;
    };
    values.resize(values.len().next_power_of_two(), last);
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            text.push_str(", ");
        }
        place(text, args, dialect, value);
    }
}

fn miscounted(place: Place, than: &str) -> DbError {
    DbError::Statement {
        place,
        why: format!("{than} arguments than {{}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered() {
        let sql = Sql::new("select a from t where b = {}")
            .bind(1_i64)
            .and("c = {}", "x")
            .and_some("d = {}", None::<i64>)
            .and_sql(Sql::new("e in ({})").list(["p", "q", "r"]))
            .order("a")
            .limit(5);
        let rendered = sql.render(Dialect::Postgres).unwrap();
        assert_eq!(
            rendered.text,
            "select a from t where b = $1 and (c = $2) and (e in ($3, $4, $5, $6)) order by a limit $7"
        );
        assert_eq!(rendered.args.len(), 7);
        let sqlite = Sql::new("select {} where a in ({})")
            .bind(1_i64)
            .list([2_i64, 3]);
        let sqlite = sqlite.render(Dialect::Sqlite).unwrap();
        assert_eq!(sqlite.text, "select ? where a in (?, ?)");
        assert_eq!(rendered.args[5], Val::from("r"));
        assert_eq!(rendered.place.0.file(), file!());
    }

    #[test]
    fn empty_lists_match_nothing() {
        let rendered = Sql::new("select 1 where 1 in ({})")
            .list(Vec::<i64>::new())
            .render(Dialect::Postgres)
            .unwrap();
        assert_eq!(rendered.text, "select 1 where 1 in (null)");
    }

    #[test]
    fn arguments_must_fit() {
        assert!(Sql::new("select {}").render(Dialect::Postgres).is_err());
        assert!(
            Sql::new("select 1")
                .bind(1_i64)
                .render(Dialect::Postgres)
                .is_err()
        );
        let nul = Sql::new("select {}").bind("a\0b").render(Dialect::Postgres);
        assert_eq!(nul.unwrap_err(), DbError::Nul);
    }
}
