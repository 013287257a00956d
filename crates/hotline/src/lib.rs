//! hotline

pub mod catalogue;
pub mod codes;
pub mod directory;
pub mod kind;
pub mod profile;
pub mod rulebook;
