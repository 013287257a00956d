//! Text indexes: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Both hold the same tokens, made by
//! the program, and answer the same rows.
//!
//! An index is a table of two columns, `rowid` and `tokens`, made by a migration. Rows go in
//! with [`crate::Tx::insert`] and [`Val::Tokens`](crate::Val::Tokens), and out with a plain `delete … where rowid = {}`; they
//! cannot be read or changed. [`Dialect::matching`] is the condition that looks into it.

use super::Dialect;
use crate::sql::Sql;

/// A token to look for: letters, digits and Chinese characters only; anything else in it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextTerm<'a> {
    /// The token, as it was put in, in small letters.
    pub token: &'a str,
    /// Whether every token will do that begins like this.
    pub begins: bool,
}

impl Dialect {
    /// The condition that a row of `index` holds every term of one of the groups at least. The table must
    /// stand in the statement under its own name. Without a term no row fits.
    #[track_caller]
    pub fn matching<'a, G>(self, index: &'static str, groups: impl IntoIterator<Item = G>) -> Sql
    where
        G: IntoIterator<Item = TextTerm<'a>>,
    {
        let and = self.pick(" AND ", " & ");
        let groups: Vec<String> = groups
            .into_iter()
            .map(|group| {
                let terms: Vec<String> = group
                    .into_iter()
                    .filter_map(|term| self.term(term))
                    .collect();
                terms.join(and)
            })
            .filter(|group| !group.is_empty())
            .collect();
        let groups: Vec<String> = match groups.len() {
            0 => return Sql::new("1 = 0"),
            1 => groups,
            _ => groups.iter().map(|group| format!("({group})")).collect(),
        };
        let condition = match self {
            // The hidden column that bears the table's name is what FTS5 looks up.
            Dialect::Sqlite => format!("{index}.{index} match {{}}"),
            Dialect::Postgres => format!("{index}.tokens @@ cast({{}} as tsquery)"),
        };
        Sql::made(condition).bind(groups.join(self.pick(" OR ", " | ")))
    }

    /// A term in the words of the database. Quoted, so that no token is taken for an operator.
    fn term(self, term: TextTerm<'_>) -> Option<String> {
        let token: String = term.token.chars().filter(|c| c.is_alphanumeric()).collect();
        let (quote, begins) = match self {
            Dialect::Sqlite => ('"', " *"),
            Dialect::Postgres => ('\'', ":*"),
        };
        let begins = if term.begins { begins } else { "" };
        (!token.is_empty()).then(|| format!("{quote}{token}{quote}{begins}"))
    }
}

/// Writes the argument `$at` of tokens into an insert.
pub(crate) fn write_tokens(text: &mut String, dialect: Dialect, at: usize) {
    let before = dialect.pick("", "array_to_tsvector(string_to_array(");
    let after = dialect.pick("", ", ' '))");
    text.push_str(before);
    dialect.place(text, at);
    text.push_str(after);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_quoted_and_joined() {
        let term = |token, begins| TextTerm { token, begins };
        let groups = || {
            [
                vec![term("噪音", false), term("水", true)],
                vec![term("and\"'", false)],
            ]
        };
        let text = |dialect: Dialect| format!("{:?}", dialect.matching("notes", groups()));
        assert!(text(Dialect::Sqlite).contains(r#"(\"噪音\" AND \"水\" *) OR (\"and\")"#));
        assert!(text(Dialect::Postgres).contains("('噪音' & '水':*) | ('and')"));
        let none = Dialect::Sqlite.matching("notes", [[term("*", true)]]);
        assert_eq!(none.text(), "1 = 0");
    }
}
