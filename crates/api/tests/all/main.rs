//! The interface as programs meet it: the real router over TCP, on real databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod article;
mod attaching;
mod attachments;
mod bad_days;
mod bad_input;
mod bulk;
mod codes;
mod colleagues;
mod condition;
mod contract;
mod cut_exports;
mod exports;
mod exports_of_figures;
mod exports_of_the_house;
mod figures;
mod floods;
mod holiday_tables;
mod keys;
mod knowledge;
mod lines;
mod lists;
mod live;
mod logs;
mod metrics;
mod narrowed;
mod office;
mod overview;
mod points;
mod presence;
mod publishing;
mod reads;
mod receiver;
mod repeats;
mod resets;
mod rights;
mod rows_of_rights;
mod rules;
mod rules_of_lists;
mod rules_of_units;
mod server;
mod sessions;
mod slow_forms;
mod slow_readers;
mod suggesting;
mod templates;
mod webhook_changes;
mod webhooks;
