//! The calendar with the real notices, against vectors worked out by hand and against counting
//! day by day.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::PathBuf;

use workday::{Calendar, Date, Instant, Notice};

mod explained;
mod far;
mod ics;
mod layers;
mod naive;
mod tables;
mod vectors;

/// The notices of the Fuzhou profile with their file names, in order of name.
fn notices() -> Vec<(String, Notice)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles/fuzhou/holidays");
    let mut notices: Vec<(String, Notice)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let notice = Notice::from_toml(&fs::read_to_string(&path).unwrap());
            let notice = notice.unwrap_or_else(|error| panic!("{name}: {}", error.zh()));
            (name, notice)
        })
        .collect();
    notices.sort_by(|a, b| a.0.cmp(&b.0));
    notices
}

/// The calendar of those notices.
fn fuzhou() -> Calendar {
    let notices: Vec<Notice> = notices().into_iter().map(|(_, notice)| notice).collect();
    Calendar::new(&notices).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}
