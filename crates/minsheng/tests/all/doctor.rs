//! The doctor as a monitor asks it.

use crate::program::{Folder, minsheng, shown, well};
use serde_json::Value;
use std::path::Path;
use store::Scratch;

/// The profile of Fuzhou in a folder of its own, with nothing left to confirm.
fn all_confirmed(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            all_confirmed(&from, &to);
        } else {
            let text = std::fs::read_to_string(&from).unwrap();
            let lines = text.lines().filter(|line| *line != "composed = true");
            std::fs::write(to, lines.collect::<Vec<_>>().join("\n")).unwrap();
        }
    }
}

/// Lets some entries of a file be confirmed still.
fn composed(file: &Path, entry: &str, many: usize) {
    let text = std::fs::read_to_string(file).unwrap();
    let entries: Vec<_> = text.split(entry).collect();
    assert!(entries.len() > many, "{}", file.display());
    let mark = format!("{entry}\ncomposed = true");
    let (marked, rest) = (entries[..=many].join(&mark), &entries[many + 1..]);
    let whole = [&[marked.as_str()][..], rest].concat().join(entry);
    std::fs::write(file, whole).unwrap();
}

#[tokio::test]
async fn what_officials_must_confirm_is_counted_and_told_with_its_way() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("doctor-composed"));
    store::Store::open(scratch.url())
        .await
        .unwrap()
        .close()
        .await;
    let fuzhou = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/fuzhou");
    let own = folder.join("profile");
    all_confirmed(Path::new(fuzhou), &own);
    let data = format!("data={}", folder.join("data").display());
    let profile = format!("profile={}", shown(&own));
    let told = || {
        let arguments = ["--database", scratch.url(), "--set", &data, "--set"];
        let (told, _) = ask(&[&arguments[..], &[profile.as_str()]].concat());
        let weight = weight(&told, "composed").to_owned();
        let findings = told["findings"].as_array().unwrap();
        let finding = findings.iter().find(|it| it["topic"] == "composed");
        let finding = finding.unwrap();
        let what = finding["what"].as_str().unwrap().to_owned();
        let todo = finding["todo"].as_str().unwrap_or_default().to_owned();
        (weight, what, todo)
    };
    assert_eq!(told().0, "fine");
    composed(&own.join("items.toml"), "[[item]]", 3);
    let (weight, what, todo) = told();
    assert_eq!(weight, "warning");
    assert!(
        what.contains("规则：3 处") && what.contains("3 entries"),
        "{what}"
    );
    assert!(todo.contains("事项 3 在“规则”里写新的一版"), "{todo}");
    assert!(!todo.contains("composed"), "{todo}");
    // Channels have no versions that are written while the platform runs.
    composed(&own.join("channels.toml"), "[[channel]]", 2);
    let (weight, what, todo) = told();
    assert_eq!(weight, "warning");
    assert!(
        what.contains("规则：5 处") && what.contains("5 entries"),
        "{what}"
    );
    let (by_version, by_file) = todo.split_once(" 在“规则”里写新的一版").unwrap();
    assert!(
        by_version.contains("事项 3") && !by_version.contains("渠道"),
        "{todo}"
    );
    assert!(
        by_file.starts_with("，渠道 2 在服务器的配置文件里去掉待核定的标记再重启"),
        "{todo}"
    );
}

/// What it says, and its exit status.
fn ask(arguments: &[&str]) -> (Value, i32) {
    let mut all = vec!["doctor", "--json"];
    all.extend(arguments);
    let done = minsheng(&all);
    let told =
        serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error} {done:?}"));
    (told, done.status.code().unwrap())
}

fn weight<'v>(told: &'v Value, topic: &str) -> &'v str {
    let finding = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["topic"] == topic);
    let finding = finding.unwrap_or_else(|| panic!("{topic}: {told}"));
    if finding["weight"] != "fine" {
        assert!(
            finding["todo"]
                .as_str()
                .is_some_and(|todo| !todo.is_empty()),
            "{finding}"
        );
    }
    finding["weight"].as_str().unwrap()
}

/// Which folder of backups, and what to do about it; no bare word of the system.
fn tells_of_the_folder(told: &Value, folder: &Path) {
    let finding = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["topic"] == "backup");
    let finding = finding.unwrap();
    let (what, todo) = (
        finding["what"].as_str().unwrap(),
        finding["todo"].as_str().unwrap(),
    );
    let named = shown(folder);
    let sentences = format!(
        "备份：没有 backup.folder 所指的文件夹 {named} (backup: there is no folder {named}, which backup.folder names)"
    );
    assert_eq!(what, sentences);
    for part in ["建好", "挂上", "minsheng backup", "make it", "mount"] {
        assert!(todo.contains(part), "{part}: {todo}");
    }
}

/// A case that the events let begin on another day: which figure of which day.
fn names_the_figure(figures: &str, no: &str) {
    let which = figures.strip_prefix(&format!("{no}：统计与经过不符："));
    let which = which.unwrap_or_else(|| panic!("{figures}"));
    let counted = "收件库里 0，应是 1 (received: stored 0, counted 1)";
    assert!(
        which.contains("2100-01-01 ") && which.contains(counted),
        "{which}"
    );
}

async fn examined(scratch: &Scratch, folder: &Folder) {
    let url = scratch.url();
    let data = format!("data={}", folder.join("data").display());
    let base = ["--database", url, "--set", &data];
    store::Store::open(url).await.unwrap().close().await;
    let (told, _) = ask(&base);
    assert_eq!(
        weight(&told, "accounts"),
        "warning",
        "nobody can sign in yet"
    );
    for topic in [
        "settings", "disk", "database", "clock", "timers", "messages", "feed",
    ] {
        assert_ne!(weight(&told, topic), "wrong", "{told}");
    }
    assert!(
        minsheng(&["demo", "--database", url, "--cases", "30"])
            .status
            .success()
    );
    let backups = format!("backup.folder={}", folder.join("backups").display());
    let with_backups = [&base[..], &["--set", &backups, "--rebuild"]].concat();
    let (told, code) = ask(&with_backups);
    assert_eq!(
        (weight(&told, "backup"), code),
        ("wrong", 1),
        "there is none"
    );
    tells_of_the_folder(&told, &folder.join("backups"));
    assert_eq!(
        weight(&told, "accounts"),
        "warning",
        "the demonstration's password"
    );
    assert_eq!(told["rebuild"]["different"], 0, "{told}");
    assert!(told["rebuild"]["proved"].as_u64().unwrap() >= 30);
    let made = minsheng(&[
        "backup",
        "--database",
        url,
        "--set",
        &data,
        "--set",
        &backups,
    ]);
    assert!(made.status.success(), "{made:?}");
    let (told, _) = ask(&with_backups);
    assert_eq!(weight(&told, "backup"), "fine");
    let open = [&base[..], &["--set", "server.listen=0.0.0.0:1"]].concat();
    assert_eq!(weight(&ask(&open).0, "settings"), "warning");
    // A step of the future: the machine's clock is wrong.
    let store = store::Store::open(url).await.unwrap();
    let no = store.cases_after(0, 1000).await.unwrap().pop().unwrap().no;
    store.db().write((), |(), tx| Box::pin(async move {
        tx.run(db::Sql::new("update events set at = 4102444800000 where stream_id = (select max(case_id) from cases)")).await?;
        Ok::<(), db::Abort<db::Never>>(())
    })).await.unwrap();
    store.close().await;
    let (told, code) = ask(&[&base[..], &["--rebuild"]].concat());
    assert_eq!(
        (weight(&told, "clock"), code, told["worst"].as_str()),
        ("wrong", 1, Some("wrong"))
    );
    // By name: the case, with what its events say otherwise, and the figures of the days it moved to.
    let named = told["rebuild"]["differences"].as_array().unwrap();
    let named: Vec<_> = named.iter().map(|what| what.as_str().unwrap()).collect();
    let [case, figures] = named[..] else {
        panic!("{told}")
    };
    let what = case.strip_prefix(&format!("{no}：由经过推出的与库里不同："));
    let what: Vec<_> = what
        .unwrap_or_else(|| panic!("{told}"))
        .split('、')
        .collect();
    assert!(
        what.contains(&"state.at") && what.contains(&"state.submitted_at"),
        "{told}"
    );
    names_the_figure(figures, &no);
    assert_eq!(told["rebuild"]["different"], 2);
    let todo = told["rebuild"]["todo"].as_str().unwrap();
    assert!(todo.contains("minsheng reindex"), "{todo}");
    // The figures are counted again by the command that it names, and the sums, too.
    assert!(todo.contains("minsheng reindex --figures"), "{todo}");
    let store = store::Store::open(url).await.unwrap();
    store.db().write((), |(), tx| Box::pin(async move {
        tx.run(db::Sql::new("update daily_figures set late = late + 1 where day = (select min(day) from daily_figures)")).await?;
        Ok::<(), db::Abort<db::Never>>(())
    })).await.unwrap();
    store.close().await;
    let rebuild = [&base[..], &["--rebuild"]].concat();
    let (told, _) = ask(&rebuild);
    assert!(told["rebuild"]["different"].as_u64().unwrap() > 2, "{told}");
    well(&[&["reindex", "--figures"], &base[..]].concat());
    let (told, _) = ask(&rebuild);
    let left = told["rebuild"]["differences"].as_array().unwrap();
    assert!(
        left.len() == 1 && left[0].as_str().unwrap().contains("state.at"),
        "{told}"
    );
}

#[tokio::test]
async fn on_sqlite() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("doctor-sqlite"));
    examined(&scratch, &folder).await;
    // A page of the file is torn.
    let file = scratch.url().strip_prefix("sqlite:").unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    let (page, last) = (4096, bytes.len() / 4096 - 1);
    bytes[page * (last / 2)..page * (last / 2 + 4)].fill(0xa5);
    std::fs::write(file, bytes).unwrap();
    let (told, code) = ask(&["--database", scratch.url()]);
    assert!(
        [1, 2].contains(&code) && weight(&told, "database") == "wrong",
        "{told}"
    );
}

#[tokio::test]
async fn on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        examined(&scratch, &Folder::new("doctor-postgres")).await;
    }
}

#[test]
fn what_keeps_the_server_from_starting_is_told_with_what_to_do() {
    let folder = Folder::new("doctor-places");
    let none = format!("sqlite:{}", folder.join("typo.db").display());
    let data = format!("data={}", folder.join("data").display());
    let (told, code) = ask(&["--database", &none, "--set", &data]);
    assert_eq!((weight(&told, "database"), code), ("wrong", 2));
    assert!(
        !folder.join("typo.db").exists(),
        "a wrong path is told, not made"
    );
    // The other topics are looked at all the same.
    assert_eq!(weight(&told, "settings"), "fine");
    let away = "postgres://nobody:geheim@127.0.0.1:1/none";
    let (told, code) = ask(&["--database", away, "--set", &data]);
    assert_eq!((weight(&told, "database"), code), ("wrong", 2));
    let said = told.to_string();
    assert!(
        said.contains("127.0.0.1:1/none") && !said.contains("geheim"),
        "{said}"
    );
    assert_ne!(weight(&told, "disk"), "wrong");
}

#[test]
fn a_mistake_in_the_profile_is_not_told_as_one_of_the_database() {
    let folder = Folder::new("doctor-profile");
    let profile = folder.join("fuzhou");
    well(&["config", "profile", &shown(&profile)]);
    std::fs::write(profile.join("channels.toml"), "x = [").unwrap();
    let database = format!("sqlite:{}", folder.join("x.db").display());
    let data = format!("data={}", folder.join("data").display());
    let (told, code) = ask(&[
        "--database",
        &database,
        "--set",
        &data,
        "--profile",
        &shown(&profile),
    ]);
    assert_eq!((weight(&told, "profile"), code), ("wrong", 2), "{told}");
    let findings = told["findings"].as_array().unwrap();
    assert!(
        findings.iter().all(|it| it["topic"] != "database"),
        "{told}"
    );
    let wrong = findings.iter().find(|it| it["topic"] == "profile").unwrap();
    assert!(
        wrong["what"].as_str().unwrap().contains("channels.toml"),
        "{told}"
    );
    assert!(
        !wrong["todo"].as_str().unwrap().contains("minsheng restore"),
        "{told}"
    );
}

#[test]
fn nothing_is_announced_before_every_address_is_had() {
    let folder = Folder::new("serve-taken");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = format!("metrics.listen={}", taken.local_addr().unwrap());
    let database = format!("sqlite:{}", folder.join("x.db").display());
    let data = shown(&folder.join("data"));
    let done = minsheng(&[
        "serve",
        "--database",
        &database,
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
        "--set",
        &metrics,
    ]);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&done.stdout), "");
    assert!(
        String::from_utf8_lossy(&done.stderr).contains("不能在"),
        "{done:?}"
    );
}

/// Whoever only looks makes nothing: neither tables in an empty database nor a file where there is none.
#[tokio::test]
async fn a_look_at_an_empty_database_leaves_it_empty() {
    let folder = Folder::new("doctor-empty");
    let data = format!("data={}", folder.join("data").display());
    let out = shown(&folder.join("out.jsonl"));
    let file = folder.join("empty.db");
    std::fs::write(&file, "").unwrap();
    let mut databases = vec![format!("sqlite:{}", shown(&file))];
    let scratch = Scratch::postgres_for_test().await;
    databases.extend(scratch.iter().map(|it| it.url().to_owned()));
    for database in &databases {
        let looks: [&[&str]; 4] = [
            &["doctor"],
            &["export", &out],
            &["key", "list"],
            &["reindex"],
        ];
        for look in looks {
            let done = minsheng(&[look, &["--database", database, "--set", &data]].concat());
            let told = [done.stdout.clone(), done.stderr.clone()].concat();
            let told = String::from_utf8_lossy(&told);
            assert_eq!(done.status.code(), Some(1), "{look:?}: {told}");
            for words in [
                "里还没有民声的表",
                "minsheng serve",
                "no tables of Minsheng",
            ] {
                assert!(told.contains(words), "{look:?}: {told}");
            }
        }
        let (told, code) = ask(&["--database", database, "--set", &data]);
        assert_eq!((weight(&told, "database"), code), ("wrong", 1));
        // Nothing was made: a program of other tables still finds it empty.
        let look = store::Options {
            expected: true,
            ..store::Options::default()
        };
        let opened = store::Store::open_with(database, look).await;
        let empty = store::StoreError::Db(db::DbError::Empty);
        assert_eq!(opened.unwrap_err().to_string(), empty.to_string());
    }
    assert_eq!(std::fs::read(&file).unwrap(), b"");
    let missing = folder.join("mistyped.db");
    let database = format!("sqlite:{}", shown(&missing));
    let done = minsheng(&["key", "list", "--database", &database, "--set", &data]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    assert!(!missing.exists());
}
