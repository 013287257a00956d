//! The demonstration of `make run`: the accounts that it prints open the doors of every role, and there is
//! a case in every state.

use crate::program::{Folder, Server, answer, well};
use hotline::actor::Role;
use hotline::case::status::Status;
use serde_json::Value;
use std::collections::BTreeSet;
use store::Scratch;

/// Cases of the year before, beside those of the last weeks.
const ARCHIVE: usize = 300;

/// Login and name of each account that was printed, and the password of all.
fn printed(text: &str) -> (Vec<(String, String)>, String) {
    let (_, accounts) = text.split_once("示例账号（密码都是 ").unwrap();
    let (password, accounts) = accounts.split_once("）：\n").unwrap();
    let account = |line: &str| {
        let (login, name) = line.trim().split_once(char::is_whitespace)?;
        Some((login.to_owned(), name.trim().to_owned()))
    };
    (
        accounts.lines().filter_map(account).collect(),
        password.to_owned(),
    )
}

/// What the server answers; it is a good answer.
#[track_caller]
fn asked(server: &Server, method: &str, path: &str, token: &str, body: &str) -> Value {
    let bearer = match token {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    };
    let headers = format!("{bearer}Content-Type: application/json\r\n");
    let told = answer(server.port, method, path, &headers, body).unwrap();
    assert_eq!(told.status, 200, "{path}: {}", told.whole);
    serde_json::from_str(&told.body).unwrap()
}

/// Fills a database with the arguments `more`, signs in with every account, and gives the server with the
/// token of the leader, who sees the whole city.
fn demonstrated(scratch: &Scratch, folder: &Folder, more: &[&str]) -> (Server, String) {
    let archive = ARCHIVE.to_string();
    let demo = ["demo", "--archive", &archive, "--database", scratch.url()];
    let demo = [&demo[..], more].concat();
    let text = String::from_utf8(well(&demo).stdout).unwrap();
    assert!(
        text.contains(&format!("过去一年：{ARCHIVE} 件诉求")),
        "{text}"
    );
    let (accounts, password) = printed(&text);
    let server = Server::start(scratch.url(), &folder.join("data"));
    let (mut roles, mut leader) = (BTreeSet::new(), String::new());
    for (login, name) in &accounts {
        let body = format!(r#"{{"login": "{login}", "password": "{password}", "token": true}}"#);
        let signed = asked(&server, "POST", "/api/sign-in", "", &body);
        let token = signed["token"].as_str().unwrap();
        let me = asked(&server, "GET", "/api/me", token, "");
        assert_eq!(me["name"], name.as_str(), "{me}");
        let posts = me["posts"].as_array().unwrap();
        let held: Vec<_> = posts
            .iter()
            .map(|post| post["role"].as_str().unwrap())
            .collect();
        if held == [Role::Leader.as_str()] {
            token.clone_into(&mut leader);
        }
        roles.extend(held.into_iter().map(ToOwned::to_owned));
    }
    let every: BTreeSet<_> = Role::ALL
        .iter()
        .map(|role| role.as_str().to_owned())
        .collect();
    assert_eq!(roles, every, "{text}");
    // Again it adds nothing, and says the accounts once more.
    let again = String::from_utf8(well(&demo).stdout).unwrap();
    assert!(again.contains("示例数据已经在库里，没有再添。"), "{again}");
    assert_eq!(printed(&again), (accounts, password));
    (server, leader)
}

#[tokio::test]
async fn every_role_signs_in_and_every_state_is_there() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("demo-sqlite"));
    let (server, leader) = demonstrated(&scratch, &folder, &[]);
    for status in Status::ALL {
        let path = format!("/api/cases?status={}&limit=1", status.as_str());
        let page = asked(&server, "GET", &path, &leader, "");
        assert_eq!(page["cases"].as_array().unwrap().len(), 1, "{status:?}");
    }
}

/// With few cases: in which states they are is for the rules to say, whatever the database.
#[tokio::test]
async fn every_role_signs_in_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        let folder = Folder::new("demo-postgres");
        let (server, leader) = demonstrated(&scratch, &folder, &["--cases", "20"]);
        let page = asked(&server, "GET", "/api/cases?limit=1", &leader, "");
        assert_eq!(page["cases"].as_array().unwrap().len(), 1);
    }
}
