#![doc = include_str!("../README.md")]

pub mod lookup;
pub mod near;
pub mod normal;
pub mod pinyin;
pub mod query;
pub mod segment;
pub mod suggest;
pub mod token;
