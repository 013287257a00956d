//! The interface as programs meet it: the real router over TCP, on real databases.

mod article;
mod bad_days;
mod bad_input;
mod contract;
mod lists;
mod repeats;
mod rights;
mod server;
mod sessions;
