//! `attachments`: which files cases refer to. What a case knows of its files stands in its events;
//! these rows only tell which files are still wanted.

use crate::{Store, StoreError};
use db::{Sql, Val};
use hotline::case::event::{Attached, Event, Recorded};
use hotline::file::FileDigest;
use std::collections::BTreeSet;

pub(crate) const COLUMNS: &[&str] = &["case_id", "seq", "digest", "bytes"];

/// Rows of the files that these events bring.
pub(crate) fn rows(case: i64, events: &[Recorded]) -> Vec<Vec<Val>> {
    let row = |recorded: &Recorded| match &recorded.event {
        Event::Attached(Attached { file, .. }) => Some(vec![
            case.into(),
            Val::Int(i64::try_from(recorded.seq).unwrap_or(i64::MAX)),
            file.digest.as_str().into(),
            Val::Int(i64::try_from(file.bytes).unwrap_or(i64::MAX)),
        ]),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

impl Store {
    /// Those of the files that some case refers to.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn referred_to(
        &self,
        digests: &[FileDigest],
    ) -> Result<BTreeSet<String>, StoreError> {
        if digests.is_empty() {
            return Ok(BTreeSet::new());
        }
        let sql = Sql::new("select distinct digest from attachments where digest in ({})")
            .list(digests.iter().map(FileDigest::as_str));
        let digests: Vec<String> = self.db.all(sql).await?;
        Ok(digests.into_iter().collect())
    }
}
