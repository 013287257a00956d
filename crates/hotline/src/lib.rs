#![doc = include_str!("../README.md")]

pub mod actor;
pub mod case;
pub mod catalogue;
pub mod codes;
pub mod deadline;
pub mod directory;
pub mod kind;
pub mod person;
pub mod profile;
pub mod reading;
pub mod refusal;
pub mod rulebook;
#[cfg(feature = "schema")]
pub mod schema;
pub mod scope;
pub mod text;
