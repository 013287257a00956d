#![doc = include_str!("../README.md")]

pub mod normal;
pub mod query;
pub mod segment;
pub mod token;
