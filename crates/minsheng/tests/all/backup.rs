//! Backups as an operator makes them, on real databases: taken while the server writes, killed half
//! way, damaged, put back.

use crate::load::Load;
use crate::program::{Folder, Server, command, minsheng, shown, well};
use crate::waiting::{rounds, until};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Scratch;

/// Makes a backup; gives its folder.
fn backup(database: &str, data: &Path, to: &Path) -> PathBuf {
    let data = format!("data={}", data.display());
    well(&["backup", "--database", database, "--set", &data, &shown(to)]);
    let mut made: Vec<_> = std::fs::read_dir(to)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(made.len(), 1, "{made:?}");
    made.remove(0)
}

fn export(database: &str, to: &Path) -> String {
    well(&["export", "--database", database, &shown(to)]);
    std::fs::read_to_string(to).unwrap()
}

fn there_and_back(from: &Scratch, to: &str, folder: &Folder) {
    let data = folder.join("data");
    let server = Server::start(from.url(), &data);
    std::fs::create_dir_all(data.join("files/ab")).unwrap();
    std::fs::write(data.join("files/ab/abcd"), b"a picture").unwrap();
    std::fs::write(data.join("files/ab/.abce.part"), b"half").unwrap();
    let load = Load::on(server.port, "backup");
    until("cases are acknowledged", || load.so_far() > 10);
    let before = load.acknowledged();
    let made = backup(from.url(), &data, &folder.join("backups"));
    until("it was at work all the time", || {
        load.so_far() > before.len()
    });
    load.end();
    server.kill();
    // Into an empty place; whatever was acknowledged before the backup began is in it.
    let restored = folder.join("restored");
    let arguments = [
        "restore",
        "--database",
        to,
        "--data",
        &shown(&restored),
        &shown(&made),
    ];
    well(&arguments);
    assert_eq!(
        std::fs::read(restored.join("files/ab/abcd")).unwrap(),
        b"a picture"
    );
    assert!(!restored.join("files/ab/.abce.part").exists());
    let text = export(to, &folder.join("restored.jsonl"));
    for no in before.values() {
        assert!(text.contains(no), "{no} was acknowledged before the backup");
    }
    let proved = minsheng(&["doctor", "--rebuild", "--database", to]);
    assert!(
        String::from_utf8_lossy(&proved.stdout).contains("，0 处与库里不同"),
        "{proved:?}"
    );
    // As of one instant: what the backup has is what the original had, event by event.
    let whole = export(from.url(), &folder.join("whole.jsonl"));
    let lines: std::collections::BTreeSet<&str> = whole.lines().collect();
    let strange = text
        .lines()
        .find(|line| !line.contains("\"line\":\"end\"") && !lines.contains(line));
    assert_eq!(strange, None);
    // Never over anything.
    let again = minsheng(&arguments);
    assert!(!again.status.success(), "{again:?}");
    assert_eq!(text, export(to, &folder.join("again.jsonl")));
}

#[tokio::test]
async fn sqlite_while_the_server_writes() {
    let (from, folder) = (Scratch::sqlite().unwrap(), Folder::new("backup-sqlite"));
    let to = format!("sqlite:{}", folder.join("new/minsheng.db").display());
    there_and_back(&from, &to, &folder);
}

#[tokio::test]
async fn postgres_while_the_server_writes() {
    let Some(from) = Scratch::postgres_for_test().await else {
        return;
    };
    let Some(to) = Scratch::postgres_for_test().await else {
        return;
    };
    let folder = Folder::new("backup-postgres");
    there_and_back(&from, to.url(), &folder);
    // A SQLite file is no place for it.
    let made = std::fs::read_dir(folder.join("backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let file = format!("sqlite:{}", folder.join("x.db").display());
    let other = minsheng(&["restore", "--database", &file, &shown(&made)]);
    assert!(!other.status.success() && String::from_utf8_lossy(&other.stderr).contains("export"));
    assert!(!folder.join("x.db").exists());
}

#[tokio::test]
async fn damage_is_found_and_an_interrupted_one_is_none() {
    let (from, folder) = (Scratch::sqlite().unwrap(), Folder::new("backup-damage"));
    well(&["demo", "--database", from.url(), "--cases", "40"]);
    let (data, to) = (folder.join("data"), folder.join("new.db"));
    let made = backup(from.url(), &data, &folder.join("backups"));
    let database = format!("sqlite:{}", to.display());
    let restore = |from: &Path| {
        minsheng(&[
            "restore",
            "--database",
            &database,
            "--data",
            &shown(&data),
            &shown(from),
        ])
    };
    // One byte in the middle of the database.
    let file = made.join("minsheng.db");
    let sound = std::fs::read(&file).unwrap();
    let mut bytes = sound.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let damaged = restore(&made);
    assert!(
        !damaged.status.success() && String::from_utf8_lossy(&damaged.stderr).contains("摘要不符"),
        "{damaged:?}"
    );
    assert!(!to.exists(), "nothing is put back that is damaged");
    std::fs::write(&file, &sound).unwrap();
    // Without its list it is no backup.
    std::fs::rename(made.join("backup.json"), made.join("x")).unwrap();
    assert!(!restore(&made).status.success());
    std::fs::rename(made.join("x"), made.join("backup.json")).unwrap();
    // Killed half way, again and again: what appears under its name is whole.
    let many = folder.join("many");
    for run in rounds(5) {
        let wait = [1, 5, 20, 60, 120, 40, 90][run % 7];
        let arguments = ["backup", "--database", from.url(), &shown(&many)];
        let mut child = command(&arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        // A name is good for a second.
        std::thread::sleep(Duration::from_secs(1));
    }
    if many.exists() {
        for entry in std::fs::read_dir(&many).unwrap() {
            let path = entry.unwrap().path();
            if !path.file_name().unwrap().to_str().unwrap().starts_with('.') {
                let other = format!("sqlite:{}", folder.join("other.db").display());
                let whole = minsheng(&[
                    "restore",
                    "--database",
                    &other,
                    "--data",
                    &shown(&folder.join("d")),
                    &shown(&path),
                ]);
                assert!(whole.status.success(), "{whole:?}");
                std::fs::remove_file(folder.join("other.db")).unwrap();
            }
        }
    }
    let good = restore(&made);
    assert!(good.status.success(), "{good:?}");
}
