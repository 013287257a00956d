//! The shipped profile of Fuzhou, read once a test binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use hotline::case::Case;
use hotline::codes::UnitCode;
use hotline::profile::Profile;
use hotline::rulebook::Rulebook;
use workday::{Calendar, Instant};

/// Profile and calendar.
pub struct City {
    pub profile: Profile,
    pub calendar: Calendar,
}

/// The files of the shipped profile.
fn files() -> &'static BTreeMap<String, String> {
    static FILES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/fuzhou");
        let mut files = BTreeMap::new();
        for below in ["", "units", "holidays"] {
            for entry in fs::read_dir(root.join(below)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|end| end == "toml") {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                    files.insert(name.to_owned(), fs::read_to_string(&path).unwrap());
                }
            }
        }
        files
    })
}

fn load<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Profile {
    Profile::from_files(files).unwrap_or_else(|error| panic!("{error}"))
}

/// The shipped profile.
pub fn city() -> &'static City {
    static CITY: OnceLock<City> = OnceLock::new();
    CITY.get_or_init(|| {
        let profile = load(files().iter().map(|(path, text)| (&**path, &**text)));
        let calendar = profile.calendar().unwrap();
        City { profile, calendar }
    })
}

/// The shipped rules with areas and units of one's own.
pub fn city_of(units: &str) -> Profile {
    let line = "[[line]]\nnumber = \"12319\"\nname = \"城建\"\nkind = \"city\"\nstatus = \"merged\"\nunit = \"350100\"\n";
    let elsewhere = ["units/", "holidays/", "hotlines", "shapes"];
    let kept = files()
        .iter()
        .filter(|(path, _)| !elsewhere.iter().any(|start| path.starts_with(start)));
    let kept = kept.map(|(path, text)| (&**path, &**text));
    let year = ("holidays/2017.toml", &*files()["holidays/2017.toml"]);
    let own = [("units.toml", units), ("hotlines.toml", line), year];
    load(kept.chain(own))
}

impl City {
    /// The rulebook that a case is bound to; before acceptance the one in force.
    pub fn rules(&self, case: Option<&Case>, now: Instant) -> &Rulebook {
        let books = &self.profile.rulebooks;
        case.and_then(|case| case.accepted.as_ref())
            .and_then(|accepted| books.effective(accepted.rulebook))
            .or_else(|| books.on(now.date()))
            .unwrap()
    }

    /// Code of a unit by any of its names.
    pub fn unit(&self, name: &str) -> &UnitCode {
        let found = self.profile.directory.find(name);
        &found.unwrap_or_else(|| panic!("no unit {name}")).code
    }

    /// The calendar without the notice of a year, as it was before that was issued.
    pub fn calendar_before(&self, year: i16) -> Calendar {
        let known: Vec<_> = self
            .profile
            .notices
            .iter()
            .filter(|notice| notice.year < year)
            .cloned()
            .collect();
        Calendar::new(&known).unwrap()
    }
}

/// An instant in Fuzhou: `2017-11-18 15:21`, with seconds and milliseconds where they matter.
pub fn instant(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    let seconds = if time.len() == 5 { ":00" } else { "" };
    format!("{day}T{time}{seconds}+08:00").parse().unwrap()
}
