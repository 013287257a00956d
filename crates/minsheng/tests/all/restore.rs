//! Restores that come to nothing: the place is as it was, and a second one from a sound backup works;
//! also after one that was killed.

use crate::program::{Folder, command, minsheng, shown, well};
use crate::waiting::{rounds, until};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use store::Scratch;

const PICTURES: usize = 60;

/// Everything below a folder: files with what is in them, folders with nothing.
fn all_below(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path.clone());
                found.insert(path, None);
            } else {
                found.insert(path.clone(), Some(std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// A backup of a city with pictures.
struct Made {
    backup: PathBuf,
    /// What an export of it says.
    text: String,
    folder: Folder,
}

impl Made {
    fn of(from: &Scratch, name: &str) -> Self {
        let folder = Folder::new(name);
        well(&["demo", "--database", from.url(), "--cases", "40"]);
        let data = folder.join("data");
        for n in 0..PICTURES {
            let inner = data.join(format!("files/{:02x}", n % 7));
            std::fs::create_dir_all(&inner).unwrap();
            std::fs::write(inner.join(format!("{n}")), vec![b'x'; 3 * n]).unwrap();
        }
        let (to, data) = (folder.join("backups"), format!("data={}", data.display()));
        well(&[
            "backup",
            "--database",
            from.url(),
            "--set",
            &data,
            &shown(&to),
        ]);
        let mut made = std::fs::read_dir(&to).unwrap();
        Self {
            backup: made.next().unwrap().unwrap().path(),
            text: export(from.url(), &folder.join("before.jsonl")),
            folder,
        }
    }

    /// A copy of it to be damaged.
    fn copied(&self) -> PathBuf {
        let copy = self.folder.join("copy");
        let _ = std::fs::remove_dir_all(&copy);
        for (path, text) in all_below(&self.backup) {
            let to = copy.join(path.strip_prefix(&self.backup).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            match text {
                Some(text) => std::fs::write(to, text).unwrap(),
                None => std::fs::create_dir_all(to).unwrap(),
            }
        }
        copy
    }

    /// Whether everything is in the place.
    fn is_whole_in(&self, database: &str, data: &Path) {
        let strip = |all: BTreeMap<PathBuf, Option<Vec<u8>>>, from: &Path| -> BTreeMap<_, _> {
            let inner =
                |(path, text): (PathBuf, _)| (path.strip_prefix(from).unwrap().to_owned(), text);
            all.into_iter().map(inner).collect()
        };
        let files = strip(all_below(&data.join("files")), data);
        let kept = strip(all_below(&self.backup.join("files")), &self.backup);
        assert!(files == kept, "{:?}", files.keys());
        assert!(!data.join(".restore.partial").exists());
        let after = self.folder.join("after.jsonl");
        let text = export(database, &after);
        std::fs::remove_file(after).unwrap();
        assert!(text == self.text, "the same bytes");
    }
}

fn export(database: &str, to: &Path) -> String {
    well(&["export", "--database", database, &shown(to)]);
    std::fs::read_to_string(to).unwrap()
}

fn arguments(database: &str, data: &Path, backup: &Path) -> [String; 6] {
    let [restore, database_flag, data_flag] =
        ["restore", "--database", "--data"].map(str::to_owned);
    let (database, data, backup) = (database.to_owned(), shown(data), shown(backup));
    [restore, database_flag, database, data_flag, data, backup]
}

fn restore(database: &str, data: &Path, backup: &Path) -> Output {
    let all = arguments(database, data, backup);
    minsheng(&all.each_ref().map(String::as_str))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn longer(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes.push(b'x');
    std::fs::write(file, bytes).unwrap();
}

/// Makes the list fit a file as it is now.
fn listed_anew(backup: &Path, file: &str) {
    use sha2::{Digest as _, Sha256};
    let path = backup.join("backup.json");
    let mut list: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let bytes = std::fs::read(backup.join(file)).unwrap();
    let digest = app::chance::hex(&Sha256::digest(&bytes));
    for entry in list["files"].as_array_mut().unwrap() {
        if entry["path"] == file {
            entry["bytes"] = bytes.len().into();
            entry["sha256"] = digest.as_str().into();
        }
    }
    std::fs::write(path, list.to_string()).unwrap();
}

async fn holds_nothing(database: &str) -> bool {
    match database.strip_prefix("sqlite:") {
        Some(file) => !Path::new(file).exists(),
        None => store::is_empty(database).await.unwrap(),
    }
}

/// What is told of a damage, and how it is done to a copy.
type Damage<'a> = (&'a str, Box<dyn Fn(&Path) + 'a>);

/// Every kind of damage, each into a place that is not there, and one with an empty folder of files.
async fn a_failed_one_leaves_nothing(made: &Made, database: &str, stored: &str) {
    let place = made.folder.join("place");
    let data = place.join("deep/data");
    let picture = "files/03/59";
    assert!(made.backup.join(picture).is_file());
    let damages: Vec<Damage<'_>> = vec![
        ("摘要不符", Box::new(|copy| longer(&copy.join(picture)))),
        ("摘要不符", Box::new(|copy| longer(&copy.join(stored)))),
        (
            picture,
            Box::new(|copy| std::fs::remove_file(copy.join(picture)).unwrap()),
        ),
        (
            "",
            Box::new(|copy| {
                // The list fits, but the database is none: that is told only by reading it.
                let file = copy.join(stored);
                let bytes = std::fs::read(&file).unwrap();
                std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
                listed_anew(copy, stored);
            }),
        ),
    ];
    for (told, damage) in &damages {
        let copy = made.copied();
        damage(&copy);
        for there in [false, true] {
            if there {
                std::fs::create_dir_all(data.join("files")).unwrap();
            }
            let before = all_below(&place);
            let failed = restore(database, &data, &copy);
            assert!(!failed.status.success(), "{told}");
            assert!(said(&failed).contains(told), "{told}: {}", said(&failed));
            assert!(
                all_below(&place) == before,
                "{told}: {:?}",
                all_below(&place).keys()
            );
            assert_eq!(place.exists(), there, "{told}");
            assert!(holds_nothing(database).await, "{told}");
        }
        std::fs::remove_dir_all(&place).unwrap();
    }
    let good = restore(database, &data, &made.backup);
    assert!(good.status.success(), "{}", said(&good));
    made.is_whole_in(database, &data);
}

#[tokio::test]
async fn a_failed_one_leaves_nothing_on_sqlite() {
    let from = Scratch::sqlite().unwrap();
    let made = Made::of(&from, "restore-sqlite");
    let database = format!("sqlite:{}", made.folder.join("place/new/x.db").display());
    a_failed_one_leaves_nothing(&made, &database, "minsheng.db").await;
}

#[tokio::test]
async fn a_failed_one_leaves_nothing_on_postgres() {
    let Some(from) = Scratch::postgres_for_test().await else {
        return;
    };
    let to = Scratch::postgres_for_test().await.unwrap();
    let made = Made::of(&from, "restore-postgres");
    a_failed_one_leaves_nothing(&made, to.url(), "minsheng.pgdump").await;
}

#[tokio::test]
async fn attachments_that_are_in_place_are_left_there() {
    let from = Scratch::sqlite().unwrap();
    let made = Made::of(&from, "restore-in-place");
    let data = made.folder.join("place");
    let file = made.folder.join("place/x.db");
    let database = format!("sqlite:{}", file.display());
    let good = restore(&database, &data, &made.backup);
    assert!(good.status.success(), "{}", said(&good));
    // As a restore leaves it that is killed before the database is there.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(data.join(".restore.partial/files")).unwrap();
    std::fs::write(data.join("x.db.partial"), b"half").unwrap();
    let again = restore(&database, &data, &made.backup);
    assert!(again.status.success(), "{}", said(&again));
    made.is_whole_in(&database, &data);
    // With one that is another, one too many or one too few, they are not ours to write over.
    let picture = data.join("files/03/59");
    let sound = std::fs::read(&picture).unwrap();
    let other = vec![b'y'; sound.len()];
    let changes: [&dyn Fn(); 3] = [
        &|| std::fs::write(&picture, &other).unwrap(),
        &|| std::fs::write(data.join("files/more"), b"x").unwrap(),
        &|| std::fs::remove_file(&picture).unwrap(),
    ];
    for change in changes {
        std::fs::remove_file(&file).unwrap();
        change();
        let before = all_below(&data);
        let refused = restore(&database, &data, &made.backup);
        assert!(!refused.status.success());
        assert!(
            said(&refused).contains("files 不是空的，不覆盖"),
            "{}",
            said(&refused)
        );
        assert!(all_below(&data) == before);
        std::fs::write(&picture, &sound).unwrap();
        let _ = std::fs::remove_file(data.join("files/more"));
        let good = restore(&database, &data, &made.backup);
        assert!(good.status.success(), "{}", said(&good));
    }
}

/// Kills a restore at a moment; the next one brings everything, or all of it is there already.
fn killed(made: &Made, database: &str, data: &Path, wait: u64) {
    let all = arguments(database, data, &made.backup);
    let mut child = command(&all.each_ref().map(String::as_str))
        .spawn()
        .unwrap();
    let beside = data.join(".restore.partial");
    until("it is at work", || {
        beside.exists() || child.try_wait().unwrap().is_some()
    });
    std::thread::sleep(Duration::from_millis(wait));
    let _ = child.kill();
    child.wait().unwrap();
    let again = restore(database, data, &made.backup);
    if !again.status.success() {
        let said = said(&again);
        // It had come to its end, or its tool did after it.
        let whole = ["已存在", "目标库不是空的", "自己做完了"];
        assert!(whole.iter().any(|told| said.contains(told)), "{said}");
        let _ = std::fs::remove_dir_all(&beside);
    }
    made.is_whole_in(database, data);
}

#[test]
fn a_killed_one_is_run_again_on_sqlite() {
    let from = Scratch::sqlite().unwrap();
    let made = Made::of(&from, "restore-killed-sqlite");
    for run in rounds(8) {
        let data = made.folder.join("place");
        let database = format!("sqlite:{}", data.join("x.db").display());
        let wait = [0, 10, 30, 60, 100, 150, 250, 400][run % 8];
        killed(&made, &database, &data, wait);
        std::fs::remove_dir_all(&data).unwrap();
    }
}

#[tokio::test]
async fn a_killed_one_is_run_again_on_postgres() {
    let Some(from) = Scratch::postgres_for_test().await else {
        return;
    };
    let made = Made::of(&from, "restore-killed-postgres");
    for run in rounds(6) {
        let to = Scratch::postgres_for_test().await.unwrap();
        let data = made.folder.join("place");
        let wait = [0, 30, 80, 150, 300, 600][run % 6];
        killed(&made, to.url(), &data, wait);
        std::fs::remove_dir_all(&data).unwrap();
    }
}
