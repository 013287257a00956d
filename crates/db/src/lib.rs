#![doc = include_str!("../README.md")]

mod db;
mod dialect;
mod error;
mod job;
mod listening;
mod migration;
mod pool;
mod retry;
mod row;
mod rows;
mod schema;
mod scratch;
mod server;
mod sql;
mod tx;
mod upkeep;
mod value;
mod writer;

pub use db::{Db, Load, Options};
pub use dialect::text_index::TextTerm;
pub use dialect::{Dialect, TypeClass};
pub use error::{Abort, ConstraintKind, DbError, Never, Place};
pub use job::Work;
pub use listening::Listening;
pub use migration::Migration;
pub use pool::modestly;
pub use row::{Column, Record, Row, Scalar};
pub use schema::TableColumn;
pub use scratch::Scratch;
pub use server::{create_database, drop_database, is_empty, redacted, tool_environment};
pub use sql::Sql;
pub use tx::Tx;
pub use upkeep::{Standby, Standing};
pub use value::Val;
pub use writer::Writes;
