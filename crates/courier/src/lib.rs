#![doc = include_str!("../README.md")]

mod net;
mod post;

pub use net::Net;
pub use post::{Courier, Failure};
