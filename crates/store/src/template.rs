//! `reply_templates`: words that units begin their replies with, in dated versions.

use crate::audit::AuditRow;
use crate::{Store, StoreError};
use db::{Abort, DbError, Record, Row, Sql, Tx, Val};
use hotline::codes::UnitCode;
use hotline::template::Template;
use std::collections::BTreeSet;
use workday::Instant;

const COLUMNS: &[&str] = &[
    "template_id",
    "version",
    "unit",
    "name",
    "text",
    "written_by",
    "valid_from",
    "valid_to",
];

const TEMPLATES: &str = "select template_id, version, unit, name, text, written_by, valid_from, valid_to from reply_templates where";

/// A read row.
struct Stored(Template);

impl Record for Stored {
    fn read(row: &Row) -> Result<Self, DbError> {
        let version: i64 = row.get("version")?;
        Ok(Self(Template {
            id: row.get("template_id")?,
            version: u32::try_from(version).map_err(|error| DbError::Column {
                column: "reply_templates.version".to_owned(),
                why: error.to_string(),
            })?,
            unit: row.get::<String>("unit")?.into(),
            name: row.get("name")?,
            text: row.get("text")?,
            by: row.get("written_by")?,
            from: Instant::from_millis(row.get("valid_from")?),
            until: row
                .get::<Option<i64>>("valid_to")?
                .map(Instant::from_millis),
        }))
    }
}

fn add(tx: &mut Tx, template: &Template) -> Result<(), DbError> {
    let row: Vec<Val> = vec![
        template.id.into(),
        i64::from(template.version).into(),
        template.unit.as_str().into(),
        template.name.as_str().into(),
        template.text.as_str().into(),
        template.by.as_str().into(),
        template.from.as_millis().into(),
        Val::Null,
    ];
    tx.insert_many("reply_templates", COLUMNS, vec![row])
}

/// What becomes of a template.
#[derive(Debug, Clone)]
pub enum TemplateChange {
    /// The first version, or the next one.
    Write(Template),
    /// The version that holds ends.
    End(Template),
}

impl Store {
    /// Templates that hold now, of these units or of all, by unit and name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn templates(
        &self,
        units: Option<&BTreeSet<UnitCode>>,
        limit: u32,
    ) -> Result<Vec<Template>, StoreError> {
        let sql = Sql::new(TEMPLATES).push("valid_to is null");
        let sql = match units {
            Some(units) if units.is_empty() => return Ok(Vec::new()),
            Some(units) => sql
                .push("and unit in ({})")
                .list(units.iter().map(UnitCode::as_str)),
            None => sql,
        };
        let sql = sql.order("unit, name, template_id").limit(limit);
        let rows = self.db.all::<Stored>(sql).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Every version of a template, the first first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn template(&self, id: i64) -> Result<Vec<Template>, StoreError> {
        let sql = Sql::new(TEMPLATES).push("template_id = {}").bind(id);
        let rows = self.db.all::<Stored>(sql.order("version")).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Writes a version, ending the one before, or ends the one that holds. Gives false, and writes
    /// nothing, if somebody else was faster.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn change_template(
        &self,
        change: TemplateChange,
        audit: AuditRow,
    ) -> Result<bool, StoreError> {
        let done = self.db.write((change, audit), |(change, audit), tx| {
            Box::pin(async move {
                let (ended, next) = match change {
                    TemplateChange::Write(next) => ((next.id, next.version - 1), Some(next)),
                    TemplateChange::End(last) => ((last.id, last.version), None),
                };
                if ended.1 > 0 {
                    let sql =
                        Sql::new("update reply_templates set valid_to = {} where valid_to is null");
                    let sql = sql
                        .bind(audit.at.as_millis())
                        .and("template_id = {}", ended.0)
                        .and("version = {}", i64::from(ended.1));
                    if tx.run(sql).await? == 0 {
                        return Err(Abort::Refused(()));
                    }
                }
                if let Some(next) = next {
                    add(tx, next)?;
                }
                crate::audit::add(tx, audit)?;
                Ok::<(), Abort<()>>(())
            })
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Abort::Refused(())) => Ok(false),
            Err(Abort::Db(error)) => Err(error.into()),
        }
    }
}
