//! The schema as the database has it, for a test that both have the same.

use crate::db::Db;
use crate::dialect::TypeClass;
use crate::error::DbError;
use crate::row::{Record, Row};
use crate::sql::Sql;

/// One column of one table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableColumn {
    /// Table.
    pub table: String,
    /// Column.
    pub column: String,
    /// Sort of type.
    pub class: TypeClass,
    /// Whether it may be null.
    pub nullable: bool,
    /// Position in the primary key, from 1; 0 if it is not part of it.
    pub key: u32,
}

impl Record for TableColumn {
    fn read(row: &Row) -> Result<TableColumn, DbError> {
        Ok(TableColumn {
            table: row.get(0)?,
            column: row.get(1)?,
            class: TypeClass::of(&row.get::<String>(2)?),
            nullable: row.get(3)?,
            key: row.get(4)?,
        })
    }
}

pub(crate) async fn read(db: &Db) -> Result<Vec<TableColumn>, DbError> {
    let mut columns: Vec<TableColumn> = db.all(Sql::new(db.dialect().schema())).await?;
    columns.sort();
    Ok(columns)
}
