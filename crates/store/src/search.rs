//! `words_staff`, `words_centre`, `words_public`: by which tokens a case is found, a table a shelf. The
//! row of a case bears its id; ids sort by time, so the newest hits come first without sorting.

use crate::listing::Filter;
use crate::{Store, StoreError, case_row, scope, spot};
use db::{Abort, DbError, Hits, Never, Sql, TextTerm, Then, Tx, Val, Wanted};
use hotline::case::Case;
use hotline::codes::UnitCode;
use hotline::person::Phone;
use hotline::point::Point;
use hotline::scope::Reach;
use hotline::scope::shelf::{Look, Shelf};

pub(crate) const COLUMNS: &[&str] = &["rowid", "tokens"];

/// Assignments that are few enough to be set beside the hits.
const FEW: i64 = 20_000;

/// The tokens of a case, with one blank between, for each shelf.
pub type Tokens = Vec<(Shelf, String)>;

/// Index rows to be written anew.
#[derive(Debug, Clone)]
pub struct Reindexed {
    /// The case.
    pub case: i64,
    /// The version that the tokens were made from.
    pub version: u64,
    /// The tokens.
    pub tokens: Tokens,
    /// Where it is found.
    pub spot: Option<Point>,
}

/// An index and a row of it.
pub(crate) type FoundBy = (&'static str, Vec<Val>);

/// The table that holds a shelf's index; its `rowid` is the case's id.
pub const fn index(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Staff => "words_staff",
        Shelf::Centre => "words_centre",
        Shelf::Public => "words_public",
    }
}

/// The rows of a case; a shelf without tokens has none.
pub(crate) fn rows(case: i64, found_by: Option<&[(Shelf, String)]>) -> Option<Vec<FoundBy>> {
    let row = |(shelf, tokens): &(Shelf, String)| {
        let row = vec![case.into(), Val::Tokens(tokens.clone())];
        (index(*shelf), row)
    };
    let filled = |found: &[(Shelf, String)]| {
        let filled = found.iter().filter(|(_, tokens)| !tokens.is_empty());
        filled.map(row).collect()
    };
    found_by.map(filled)
}

/// Takes a case off every shelf.
pub(crate) async fn forget(tx: &mut Tx, case: i64) -> Result<(), DbError> {
    for sql in [
        "delete from words_staff where rowid = {}",
        "delete from words_centre where rowid = {}",
        "delete from words_public where rowid = {}",
    ] {
        tx.run(Sql::new(sql).bind(case)).await?;
    }
    Ok(())
}

/// What is looked for on one shelf.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Where, and which cases count.
    pub look: &'a Look,
    /// Groups of terms: all of one group must be there.
    pub groups: &'a [Vec<TextTerm<'a>>],
    /// What the hits are narrowed to.
    pub filter: &'a Filter,
    /// Only cases older than this id.
    pub before: Option<i64>,
    /// Rows at most.
    pub limit: u32,
}

impl Store {
    /// Cases found on a shelf, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search(&self, search: Search<'_>) -> Result<Vec<Case>, StoreError> {
        let index = index(search.look.shelf());
        let (narrowed, then) = self.narrowed(search, index).await?;
        let bounds = [("<", search.before), (">=", search.filter.oldest())];
        let range = bounds
            .into_iter()
            .fold(Sql::new("1 = 1"), |sql, (sign, bound)| match bound {
                Some(id) => sql.and_sql(Sql::made(format!("{index}.rowid {sign} {{}}")).bind(id)),
                None => sql,
            });
        let ways = self.db.dialect().newest_hits(&Wanted {
            index,
            groups: search.groups,
            range: &range,
            then,
        });
        let mut found = Vec::new();
        for Hits { from, fits } in ways {
            let sql = Sql::new("select c.state from")
                .push_sql(from)
                .push_sql(Sql::made(format!(
                    "cross join cases c where c.case_id = {index}.rowid"
                )))
                .and_sql(fits)
                .and_sql(narrowed.clone())
                .push_sql(Sql::made(format!("order by {index}.rowid desc")));
            found = self.states(sql.limit(search.limit)).await?;
            if found.len() >= usize::try_from(search.limit).unwrap_or(usize::MAX) {
                break;
            }
        }
        Ok(found)
    }

    /// The condition under which a row counts, and how much of what is found may fulfil it. Somebody who
    /// sees few cases has them set beside the hits all at once: asking for each hit whether he sees it takes ten
    /// times as long when he sees one in hundreds.
    async fn narrowed(
        &self,
        search: Search<'_>,
        index: &'static str,
    ) -> Result<(Sql, Then), StoreError> {
        let Search { look, filter, .. } = search;
        // Each in brackets of its own: a scope is an `or` of several.
        let both = |sees: Sql| Sql::new("1 = 1").and_sql(sees).and_sql(filter.condition());
        let then = match look {
            _ if filter.narrows() => Then::Sifted,
            Look::Staff(Reach::Everything) => Then::Taken(search.limit),
            _ => Then::Looked,
        };
        let plain = (both(scope::look(look)), then);
        let Look::Staff(Reach::Some {
            units,
            centres,
            areas,
            intake,
        }) = look
        else {
            return Ok(plain);
        };
        if !(centres.is_empty() && areas.is_empty() && intake.is_empty()) {
            return Ok(plain);
        }
        let units = || units.iter().map(UnitCode::as_str);
        let held = Sql::new("select count(*) from (select 1 from assignments where unit in ({})")
            .list(units())
            .push("limit {}) as few")
            .bind(FEW + 1);
        if self.db.one::<i64>(held).await? > FEW {
            return Ok(plain);
        }
        // The sign keeps SQLite from looking up each of them in the index of words instead.
        let text =
            format!("+{index}.rowid in (select case_id from assignments where unit in ({{}}))");
        Ok((both(Sql::made(text).list(units())), Then::Sifted))
    }

    /// Writes the index rows of cases anew, as long as they still have the version given; answers the
    /// others.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn replace_found_by(&self, cases: Vec<Reindexed>) -> Result<Vec<i64>, StoreError> {
        let rows = |row: Reindexed| {
            let version = i64::try_from(row.version).unwrap_or(i64::MAX);
            let rows = rows(row.case, Some(&row.tokens)).unwrap_or_default();
            let spot = row.spot.map(|point| spot::row(row.case, point));
            (row.case, version, rows, spot)
        };
        let cases: Vec<_> = cases.into_iter().map(rows).collect();
        let written = self.db.write(cases, |cases, tx| {
            Box::pin(async move {
                let mut changed = Vec::new();
                let mut fresh = Vec::new();
                let mut spots = Vec::new();
                for (id, version, rows, spot) in cases {
                    // The row is locked, so that nobody writes to the case meanwhile.
                    let same = Sql::new("update cases set version = version where case_id = {}");
                    if tx.run(same.bind(*id).and("version = {}", *version)).await? == 0 {
                        changed.push(*id);
                        continue;
                    }
                    forget(tx, *id).await?;
                    spot::forget(tx, *id).await?;
                    fresh.extend(rows);
                    spots.extend(spot.clone());
                }
                for (index, row) in fresh {
                    tx.insert(index, COLUMNS, row.clone())?;
                }
                if !spots.is_empty() {
                    tx.insert_many("spots", spot::COLUMNS, spots)?;
                }
                Ok::<_, Abort<Never>>(changed)
            })
        });
        Ok(written.await?)
    }

    /// Whether the index of a shelf has a case with every one of these tokens; without tokens, no row.
    ///
    /// Tokens that should not be there are not seen: an index of tokens cannot be read back.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn is_found_by(
        &self,
        case: i64,
        shelf: Shelf,
        tokens: &str,
    ) -> Result<bool, StoreError> {
        let index = index(shelf);
        let here =
            || Sql::made(format!("select count(*) from {index} where rowid = {{}}")).bind(case);
        if tokens.is_empty() {
            return Ok(self.db.one::<i64>(here()).await? == 0);
        }
        let all: Vec<&str> = tokens.split(' ').collect();
        // A condition of thousands of terms is more than a parser likes.
        for some in all.chunks(100) {
            let terms = some.iter().map(|token| TextTerm {
                token,
                begins: false,
            });
            let matching = self.db.dialect().matching(index, [terms]);
            if self.db.one::<i64>(here().and_sql(matching)).await? != 1 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Which of some tokens stand in the index of a case, on whatever shelf.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn standing(&self, case: i64, tokens: &[&str]) -> Result<Vec<String>, StoreError> {
        let mut standing = Vec::new();
        for token in tokens {
            for shelf in Shelf::ALL {
                if self.is_found_by(case, shelf, token).await? {
                    standing.push((*token).to_owned());
                    break;
                }
            }
        }
        Ok(standing)
    }

    /// Cases whose requester has this number, the newest first, within reach; secret ones are left out.
    /// Rows of before hold a number as it was given, so every form of it is asked for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_of_phone(
        &self,
        reach: &Reach,
        phone: &Phone,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        let sql = Sql::new("select p.person_id, c.state from persons p cross join cases c where c.case_id = p.case_id and not c.secret")
            .and_sql(Sql::new("p.phone in ({})").list(phone.spellings()))
            .and_sql(scope::condition(reach))
            .order("p.case_id desc")
            .limit(limit);
        let rows: Vec<(i64, String)> = self.db.all(sql).await?;
        let mut cases = Vec::with_capacity(rows.len());
        for (person, state) in rows {
            let case = case_row::read(&state)?;
            // Somebody who has the same matter is no requester of the case.
            if case
                .facts
                .requester
                .as_ref()
                .is_some_and(|requester| requester.id == person)
            {
                cases.push(case);
            }
        }
        Ok(cases)
    }
}
