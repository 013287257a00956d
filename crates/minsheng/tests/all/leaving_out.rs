//! What an export leaves at home: accounts, posts, passwords, sessions, keys, endpoints.

use crate::program::{Folder, command, shown, well};
use db::Sql;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;
use store::people::Session;
use store::{Scratch, Store};
use workday::Instant;

/// What the tables of people and programs hold, all together.
async fn people_and_programs(store: &Store) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for (table, sql) in [
        ("staff", "select count(*) from staff"),
        ("posts", "select count(*) from posts"),
        ("sessions", "select count(*) from sessions"),
        ("api_keys", "select count(*) from api_keys"),
        ("webhooks", "select count(*) from webhooks"),
    ] {
        counts.push((table, store.db().one(Sql::new(sql)).await.unwrap()));
    }
    counts
}

/// An account whose names stand nowhere else; its password comes by standard input.
fn add_account(database: &str) {
    let arguments = [
        "user",
        "--database",
        database,
        "add",
        "no-such-login",
        "--name",
        "无此姓名",
    ];
    let mut adding = command(&[&arguments[..], &["--post", "system_admin"]].concat());
    let mut adding = adding.stdin(Stdio::piped()).spawn().unwrap();
    let typed = adding
        .stdin
        .take()
        .unwrap()
        .write_all(b"no such password\n");
    typed.unwrap();
    assert!(adding.wait().unwrap().success());
}

async fn exported(from: &Scratch, to: &Scratch, folder: &Folder) {
    well(&["demo", "--database", from.url(), "--cases", "30"]);
    add_account(from.url());
    let key = [
        "key",
        "--database",
        from.url(),
        "add",
        "无此密钥",
        "--post",
        "leader",
    ];
    let made = well(&[&key[..], &["--scope", "webhooks"]].concat());
    let made = String::from_utf8(made.stdout).unwrap();
    let token = made
        .split_whitespace()
        .find(|word| word.starts_with("minsheng_"));
    let token = token.unwrap_or_else(|| panic!("{made}"));

    let store = Store::open(from.url()).await.unwrap();
    let session = Session {
        token: [7; 32],
        person: "no-such-login".to_owned(),
        created_at: Instant::from_millis(0),
        expires_at: Instant::from_millis(4_102_444_800_000),
    };
    store.begin_session(session).await.unwrap();
    let accounts = store.accounts().await.unwrap();
    let counts = people_and_programs(&store).await;
    for (table, count) in &counts {
        assert!(*count > 0 || *table == "webhooks", "{counts:?}");
    }
    store.close().await;

    let file = shown(&folder.join("cases.jsonl"));
    let data = format!("data={}", shown(&folder.join("data")));
    well(&["export", "--database", from.url(), "--set", &data, &file]);
    let text = std::fs::read_to_string(&file).unwrap();
    let mut sorts = BTreeSet::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        sorts.insert(line["line"].as_str().unwrap().to_owned());
    }
    let wanted = ["case", "end", "event", "header", "person", "text"];
    assert_eq!(sorts.iter().collect::<Vec<_>>(), wanted);
    let id = token.split('_').nth(1).unwrap();
    let secrets = [
        "$argon2",
        "no-such-login",
        "无此姓名",
        "无此密钥",
        token,
        id,
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(accounts.len() > 5);
    for account in accounts {
        assert!(!text.contains(&account.password), "{}", account.login);
        // Histories name him by his id; what he is called is no part of them.
        assert!(!text.contains(&account.name), "{}", account.name);
    }

    well(&["import", "--database", to.url(), "--set", &data, &file]);
    let store = Store::open(to.url()).await.unwrap();
    let empty: Vec<_> = counts.iter().map(|(table, _)| (*table, 0)).collect();
    assert_eq!(people_and_programs(&store).await, empty);
    assert!(store.cases_after(0, 100).await.unwrap().len() >= 30);
    store.close().await;
}

#[tokio::test]
async fn an_export_carries_no_accounts() {
    let (from, to) = (Scratch::sqlite().unwrap(), Scratch::sqlite().unwrap());
    exported(&from, &to, &Folder::new("leaving-out-sqlite")).await;
    let (Some(from), Some(to)) = (
        Scratch::postgres_for_test().await,
        Scratch::postgres_for_test().await,
    ) else {
        return;
    };
    exported(&from, &to, &Folder::new("leaving-out-postgres")).await;
}
