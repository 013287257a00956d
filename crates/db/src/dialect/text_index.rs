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

/// PostgreSQL: so many of the newest rows are looked through before the index is asked.
const NEWEST: u32 = 4096;
/// PostgreSQL: in such a part of the time that the rows span the index is asked for the newest hits before it
/// is asked for all of them.
const PART: u32 = 16;

/// Whose newest hits are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a, G> {
    /// The index.
    pub index: &'static str,
    /// Groups of terms: every term of one of them must be there.
    pub groups: &'a [G],
    /// A condition on `rowid` that says from where to where.
    pub range: &'a Sql,
    /// What becomes of the hits.
    pub then: Then,
}

/// What is asked of hits once they are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing: so many of the newest are all that is wanted.
    Taken(u32),
    /// Something that most of them, or many, fulfil.
    Looked,
    /// Something that may be so rare that the database had better begin with it; where, it decides.
    Sifted,
}

/// A way to the newest hits: what stands in a statement's `from`, under the name of the index and with its
/// `rowid`, and the condition that goes with it. To be ordered by `rowid`, descending.
#[derive(Debug, Clone)]
pub struct Hits {
    /// A table.
    pub from: Sql,
    /// A condition.
    pub fits: Sql,
}

impl Dialect {
    /// Ways to the newest hits, to be gone one after the other until one brings a full page; what the last
    /// one brings is all there is. SQLite needs only one: FTS5 brings its hits from the newest on.
    ///
    /// PostgreSQL's GIN brings all hits, in no order, and the planner, which takes neighbouring pairs of
    /// characters for independent, expects a tenth of them or fewer: left to itself it fetches what belongs to
    /// each of thousands before it sorts them, or walks over the whole table where it expects more than there are.
    /// So the order is prescribed: the newest rows one by one; then the index for the newest part; then for
    /// all, and what is asked of hits only when they are sorted. The inner `select` before `cast` hides the
    /// words from the planner, who then always takes the index. Where hits are sifted it is not hindered.
    #[track_caller]
    pub fn newest_hits<'a, G>(self, wanted: &Wanted<'_, G>) -> Vec<Hits>
    where
        G: AsRef<[TextTerm<'a>]>,
    {
        let &Wanted {
            index, range, then, ..
        } = wanted;
        let groups = wanted
            .groups
            .iter()
            .map(|group| group.as_ref().iter().copied());
        let Some(terms) = self.terms(groups) else {
            return vec![Hits {
                from: Sql::new(index),
                fits: Sql::new("1 = 0"),
            }];
        };
        if self == Dialect::Sqlite || then == Then::Sifted {
            return vec![Hits {
                from: Sql::new(index),
                fits: self.holds(index, terms).and_sql(range.clone()),
            }];
        }
        let hidden = |row: &str| {
            let text = format!("{row}.tokens @@ (select cast({{}} as tsquery))");
            Sql::made(text).bind(terms.clone())
        };
        let newest = Hits {
            from: Sql::made(format!(
                "(select {index}.rowid, {index}.tokens from {index} where 1 = 1"
            ))
            .and_sql(range.clone())
            // The number stands in the text, so that the plan can be kept.
            .push_sql(Sql::made(format!(
                "order by {index}.rowid desc limit {NEWEST}) as {index}"
            ))),
            fits: hidden(index),
        };
        let from_index = |part: Sql| {
            let found = Sql::made(format!(
                "(select h.rowid from (select {index}.rowid from {index} where 1 = 1"
            ))
            .and_sql(hidden(index))
            .and_sql(range.clone())
            .and_sql(part)
            .push("offset 0) as h order by h.rowid desc");
            let found = match then {
                Then::Taken(rows) => found.limit(rows),
                Then::Looked | Then::Sifted => found.push("offset 0"),
            };
            Hits {
                from: found.push_sql(Sql::made(format!(") as {index}"))),
                fits: Sql::new("1 = 1"),
            }
        };
        // Rowids grow with time.
        let part = Sql::made(format!(
            "{index}.rowid >= (select max({index}.rowid) - (max({index}.rowid) - min({index}.rowid)) / {PART} from {index} where 1 = 1"
        ))
        .and_sql(range.clone())
        .push(")");
        vec![newest, from_index(part), from_index(Sql::new("1 = 1"))]
    }

    /// The condition that a row of `index` holds every term of one of the groups at least. The table must
    /// stand in the statement under its own name. Without a term no row fits.
    #[track_caller]
    pub fn matching<'a, G>(self, index: &'static str, groups: impl IntoIterator<Item = G>) -> Sql
    where
        G: IntoIterator<Item = TextTerm<'a>>,
    {
        match self.terms(groups) {
            Some(terms) => self.holds(index, terms),
            None => Sql::new("1 = 0"),
        }
    }

    /// The condition that a row of `index` holds what is written here in the words of the database.
    #[track_caller]
    fn holds(self, index: &'static str, terms: String) -> Sql {
        let condition = match self {
            // The hidden column that bears the table's name is what FTS5 looks up.
            Dialect::Sqlite => format!("{index}.{index} match {{}}"),
            Dialect::Postgres => format!("{index}.tokens @@ cast({{}} as tsquery)"),
        };
        Sql::made(condition).bind(terms)
    }

    /// Groups of terms in the words of the database; nothing if there is no term.
    fn terms<'a, G>(self, groups: impl IntoIterator<Item = G>) -> Option<String>
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
            0 => return None,
            1 => groups,
            _ => groups.iter().map(|group| format!("({group})")).collect(),
        };
        Some(groups.join(self.pick(" OR ", " | ")))
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
