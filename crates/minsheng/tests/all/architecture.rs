//! What `ARCHITECTURE.md` and the crates' own pages say of the house, against the house.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Names = BTreeSet<String>;

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Names {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// The cells of the rows of the table whose head begins with a word.
fn rows<'a>(page: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let head = format!("| {head} |");
    let lines = page.lines().skip_while(|line| !line.starts_with(&head));
    lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// The crates of the house, each with those that it is built from.
fn crates() -> BTreeMap<String, Names> {
    let folders = std::fs::read_dir(house().join("crates")).unwrap();
    let folders: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    let name = |folder: &PathBuf| folder.file_name().unwrap().to_str().unwrap().to_owned();
    let all: Names = folders.iter().map(name).collect();
    let used = |folder: &PathBuf| {
        let manifest: toml::Table = page(&folder.join("Cargo.toml")).parse().unwrap();
        let needed = manifest.get("dependencies").and_then(toml::Value::as_table);
        let needed = needed.into_iter().flat_map(toml::Table::keys);
        let ours = needed.filter(|name| all.contains(*name)).cloned();
        (name(folder), ours.collect())
    };
    folders.iter().map(used).collect()
}

#[test]
fn the_table_of_crates_says_what_each_is_built_from() {
    let page = page(&house().join("ARCHITECTURE.md"));
    let mut told = BTreeMap::new();
    for row in rows(&page, "crate") {
        let [name, _, uses] = row[..] else {
            panic!("{row:?} has no three cells");
        };
        told.insert(name.trim_matches('`').to_owned(), quoted(uses));
    }
    assert_eq!(told, crates());
}

#[test]
fn every_module_is_found_by_its_name() {
    let mut pages = 0;
    for name in crates().into_keys() {
        let folder = house().join("crates").join(&name);
        let Ok(page) = std::fs::read_to_string(folder.join("README.md")) else {
            continue;
        };
        let heads = ["room", "file", "module"];
        let Some(head) = heads.iter().find(|head| !rows(&page, head).is_empty()) else {
            continue;
        };
        let told: Vec<String> = rows(&page, head)
            .iter()
            .flat_map(|row| quoted(row[0]))
            .collect();
        let files = std::fs::read_dir(folder.join("src")).unwrap();
        let files = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let modules = files.filter_map(|file| file.strip_suffix(".rs").map(str::to_owned));
        let modules: Vec<_> = modules.filter(|module| module != "lib").collect();
        let (told_once, there) = (
            told.iter().cloned().collect::<Names>(),
            modules.into_iter().collect::<Names>(),
        );
        assert_eq!(told_once, there, "{name}: rows of README.md, and modules");
        assert_eq!(told.len(), there.len(), "{name}: a module has two rows");
        pages += 1;
    }
    assert!(pages >= 6, "tables were found in {pages} crates only");
}
