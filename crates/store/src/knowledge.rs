//! `knowledge`, `knowledge_versions`, `words_knowledge`: the knowledge base and how it is found.

use crate::{Store, StoreError};
use db::{Abort, DbError, Record, Row, Sql, TextTerm, Val};
use hotline::codes::{ItemCode, UnitCode};
use hotline::knowledge::{Entry, Mark, ReviewOutcome, Standing, Version};
use std::collections::BTreeMap;
use workday::{Date, Instant};

/// What a list of entries is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// How they stand.
    pub standing: Option<Standing>,
    /// Only those whose newest version waits for its review.
    pub waiting: bool,
    /// Only of these units.
    pub owner: Option<UnitCode>,
    /// Only entries written before this one.
    pub before: Option<i64>,
}

const COLUMNS: &[&str] = &[
    "entry_id",
    "version",
    "question",
    "answer",
    "source",
    "valid_until",
    "owner",
    "item",
    "composed",
    "written_by",
    "written_at",
    "passed",
    "reviewed_by",
    "reviewed_at",
    "review_reason",
    "withdrawn_by",
    "withdrawn_at",
    "withdrawn_reason",
];

struct Stored {
    entry: i64,
    changes: i64,
    version: Version,
}

impl Record for Stored {
    fn read(row: &Row) -> Result<Self, DbError> {
        let wrong = |column: &str| DbError::Column {
            column: format!("knowledge_versions.{column}"),
            why: "not understood".to_owned(),
        };
        let mark = |by: &str, at: &str, reason: Option<&str>| -> Result<Option<Mark>, DbError> {
            let (Some(by), Some(at)) =
                (row.get::<Option<String>>(by)?, row.get::<Option<i64>>(at)?)
            else {
                return Ok(None);
            };
            let reason = match reason {
                Some(column) => row.get(column)?,
                None => None,
            };
            let at = Instant::from_millis(at);
            Ok(Some(Mark { by, at, reason }))
        };
        let until: String = row.get("valid_until")?;
        let passed: Option<bool> = row.get("passed")?;
        let outcome = passed.map(|passed| {
            if passed {
                ReviewOutcome::Passed
            } else {
                ReviewOutcome::SentBack
            }
        });
        let reviewed = mark("reviewed_by", "reviewed_at", Some("review_reason"))?;
        Ok(Self {
            entry: row.get("entry_id")?,
            changes: row.get("changes")?,
            version: Version {
                number: u32::try_from(row.get::<i64>("version")?).map_err(|_| wrong("version"))?,
                question: row.get("question")?,
                answer: row.get("answer")?,
                source: row.get("source")?,
                valid_until: until.parse().map_err(|_| wrong("valid_until"))?,
                owner: UnitCode::from(row.get::<String>("owner")?),
                item: row.get::<Option<String>>("item")?.map(ItemCode::from),
                composed: row.get("composed")?,
                written: mark("written_by", "written_at", None)?
                    .ok_or_else(|| wrong("written_by"))?,
                reviewed: outcome.zip(reviewed),
                withdrawn: mark("withdrawn_by", "withdrawn_at", Some("withdrawn_reason"))?,
            },
        })
    }
}

fn row(entry: i64, version: &Version) -> Vec<Val> {
    let reviewed = version.reviewed.as_ref();
    let reviewed_mark = reviewed.map(|(_, mark)| mark);
    let withdrawn = version.withdrawn.as_ref();
    let by = |mark: Option<&Mark>| mark.map(|mark| mark.by.clone()).into();
    let at = |mark: Option<&Mark>| mark.map(|mark| mark.at.as_millis()).into();
    let why = |mark: Option<&Mark>| mark.and_then(|mark| mark.reason.clone()).into();
    vec![
        entry.into(),
        i64::from(version.number).into(),
        version.question.as_str().into(),
        version.answer.as_str().into(),
        version.source.as_str().into(),
        version.valid_until.to_string().into(),
        version.owner.as_str().into(),
        version
            .item
            .as_ref()
            .map(|item| item.as_str().to_owned())
            .into(),
        version.composed.into(),
        version.written.by.as_str().into(),
        version.written.at.as_millis().into(),
        reviewed
            .map(|(outcome, _)| *outcome == ReviewOutcome::Passed)
            .into(),
        by(reviewed_mark),
        at(reviewed_mark),
        why(reviewed_mark),
        by(withdrawn),
        at(withdrawn),
        why(withdrawn),
    ]
}

/// The condition under which an entry stands so on a day; the same as [`Entry::standing`].
fn standing(standing: Standing, today: Date) -> Sql {
    let day = today.to_string();
    match standing {
        Standing::InForce => Sql::new("k.holding is not null and k.valid_until >= {}").bind(day),
        Standing::Expired => Sql::new("k.holding is not null and k.valid_until < {}").bind(day),
        Standing::Unreviewed => Sql::new("k.holding is null and k.waits"),
        Standing::Withdrawn => Sql::new(
            "k.holding is null and not k.waits and exists (select 1 from knowledge_versions w where w.entry_id = k.entry_id and w.withdrawn_at is not null)",
        ),
        Standing::SentBack => Sql::new(
            "k.holding is null and not k.waits and not exists (select 1 from knowledge_versions w where w.entry_id = k.entry_id and w.withdrawn_at is not null)",
        ),
    }
}

fn narrowed(sql: Sql, by: &Narrowed, today: Date) -> Sql {
    let sql = match by.standing {
        Some(how) => sql.and_sql(standing(how, today)),
        None => sql,
    };
    let sql = if by.waiting {
        sql.and_sql(Sql::new("k.waits"))
    } else {
        sql
    };
    sql.and_some(
        "k.owner = {}",
        by.owner.as_ref().map(|owner| owner.as_str().to_owned()),
    )
    .and_some("k.entry_id < {}", by.before)
}

impl Store {
    /// Writes an entry as it was decided, with the tokens by which it is found. Gives false, and writes
    /// nothing, if somebody else wrote since `entry.changes`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_knowledge(&self, entry: Entry, tokens: String) -> Result<bool, StoreError> {
        let done = self.db.write((entry, tokens), |(entry, tokens), tx| {
            Box::pin(async move {
                let newest = entry.newest();
                let holding = entry.holding();
                let facts: [Val; 5] = [
                    i64::from(newest.number).into(),
                    newest.waits().into(),
                    holding.map(|version| i64::from(version.number)).into(),
                    holding.map(|version| version.valid_until.to_string()).into(),
                    newest.owner.as_str().into(),
                ];
                if entry.changes == 0 {
                    let sql = Sql::new("insert into knowledge (newest, waits, holding, valid_until, owner, entry_id, changes) values ({}, {}, {}, {}, {}, {}, 1)");
                    let sql = facts.into_iter().fold(sql, Sql::bind);
                    tx.run(sql.bind(entry.id)).await?;
                } else {
                    let sql = Sql::new("update knowledge set newest = {}, waits = {}, holding = {}, valid_until = {}, owner = {}, changes = changes + 1 where entry_id = {}");
                    let sql = facts.into_iter().fold(sql, Sql::bind);
                    let sql = sql.bind(entry.id).and("changes = {}", entry.changes);
                    if tx.run(sql).await? == 0 {
                        return Err(Abort::Refused(()));
                    }
                    tx.run(Sql::new("delete from words_knowledge where rowid = {}").bind(entry.id)).await?;
                    for version in &entry.versions {
                        // Only marks are added; the words stay as they were written.
                        let row = row(entry.id, version);
                        let sql = Sql::new("update knowledge_versions set passed = {}, reviewed_by = {}, reviewed_at = {}, review_reason = {}, withdrawn_by = {}, withdrawn_at = {}, withdrawn_reason = {} where entry_id = {} and version = {}");
                        let sql = row.iter().skip(11).cloned().fold(sql, Sql::bind);
                        tx.run(sql.bind(entry.id).bind(i64::from(version.number))).await?;
                    }
                }
                let known = Sql::new("select coalesce(max(version), 0) from knowledge_versions where entry_id = {}");
                let known: i64 = tx.one(known.bind(entry.id)).await?;
                let fresh = entry.versions.iter().filter(|version| i64::from(version.number) > known);
                let rows: Vec<_> = fresh.map(|version| row(entry.id, version)).collect();
                if !rows.is_empty() {
                    tx.insert_many("knowledge_versions", COLUMNS, rows)?;
                }
                if !tokens.is_empty() {
                    tx.insert("words_knowledge", crate::search::COLUMNS, vec![entry.id.into(), Val::Tokens(tokens.clone())])?;
                }
                Ok::<(), Abort<()>>(())
            })
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Abort::Refused(())) => Ok(false),
            Err(Abort::Db(error)) => Err(error.into()),
        }
    }

    /// Writes the tokens of an entry anew, as long as it was not written to since. Gives whether it was so.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn replace_knowledge_tokens(
        &self,
        entry: i64,
        changes: i64,
        tokens: String,
    ) -> Result<bool, StoreError> {
        let data = (entry, changes, tokens);
        let done = self.db.write(data, |(entry, changes, tokens), tx| {
            Box::pin(async move {
                // The row is locked, so that nobody writes to the entry meanwhile.
                let same = Sql::new("update knowledge set changes = changes where entry_id = {}");
                if tx
                    .run(same.bind(*entry).and("changes = {}", *changes))
                    .await?
                    == 0
                {
                    return Ok(false);
                }
                let old = Sql::new("delete from words_knowledge where rowid = {}");
                tx.run(old.bind(*entry)).await?;
                if !tokens.is_empty() {
                    let row = vec![(*entry).into(), Val::Tokens(tokens.clone())];
                    tx.insert("words_knowledge", crate::search::COLUMNS, row)?;
                }
                Ok::<bool, Abort<db::Never>>(true)
            })
        });
        Ok(done.await?)
    }

    /// Entries by id, with all their versions; those that do not exist are left out.
    ///
    /// # Errors
    /// The database does not answer, or holds what is not understood.
    pub async fn knowledge(&self, ids: &[i64]) -> Result<Vec<Entry>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = Sql::new(
            "select k.changes, v.entry_id, v.version, v.question, v.answer, v.source, v.valid_until, v.owner, v.item, v.composed, \
             v.written_by, v.written_at, v.passed, v.reviewed_by, v.reviewed_at, v.review_reason, v.withdrawn_by, v.withdrawn_at, v.withdrawn_reason \
             from knowledge k join knowledge_versions v on v.entry_id = k.entry_id where k.entry_id in ({})",
        );
        let sql = sql.list(ids.iter().copied()).order("v.entry_id, v.version");
        let mut entries: BTreeMap<i64, Entry> = BTreeMap::new();
        for stored in self.db.all::<Stored>(sql).await? {
            let entry = entries.entry(stored.entry).or_insert_with(|| Entry {
                id: stored.entry,
                changes: stored.changes,
                versions: Vec::new(),
            });
            entry.versions.push(stored.version);
        }
        Ok(ids.iter().filter_map(|id| entries.remove(id)).collect())
    }

    /// Ids of entries, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn knowledge_list(
        &self,
        by: &Narrowed,
        today: Date,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = narrowed(
            Sql::new("select k.entry_id from knowledge k where 1 = 1"),
            by,
            today,
        );
        Ok(self
            .db
            .all(sql.order("k.entry_id desc").limit(limit))
            .await?)
    }

    /// Ids of entries that have all tokens of one of the groups, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn knowledge_found(
        &self,
        groups: &[Vec<TextTerm<'_>>],
        by: &Narrowed,
        today: Date,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = narrowed(self.matching("select k.entry_id", groups), by, today);
        let sql = sql.order("words_knowledge.rowid desc").limit(limit);
        Ok(self.db.all(sql).await?)
    }

    /// How many entries there are; with groups those that have all tokens of one of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_knowledge(
        &self,
        groups: Option<&[Vec<TextTerm<'_>>]>,
        by: &Narrowed,
        today: Date,
    ) -> Result<i64, StoreError> {
        let sql = match groups {
            Some(groups) => self.matching("select count(*)", groups),
            None => Sql::new("select count(*) from knowledge k where 1 = 1"),
        };
        Ok(self.db.one(narrowed(sql, by, today)).await?)
    }

    fn matching(&self, what: &'static str, groups: &[Vec<TextTerm<'_>>]) -> Sql {
        let groups = groups.iter().map(|group| group.iter().copied());
        let matching = self.db.dialect().matching("words_knowledge", groups);
        let from =
            "from words_knowledge cross join knowledge k where k.entry_id = words_knowledge.rowid";
        Sql::new(what).push(from).and_sql(matching)
    }
}
