//! Accounts as whoever runs the server sees to them: what is changed is said, and what is not.

use crate::program::{Folder, Server, answer, command};
use std::io::Write as _;
use std::process::Stdio;
use store::{Scratch, Store};

const FIRST: &str = "the first password";
const OTHER: &str = "another password";

/// Runs `minsheng user …` with a line on standard input; whether it ended well, and all that it said.
fn user(database: &str, arguments: &[&str], typed: Option<&str>) -> (bool, String) {
    let mut all = vec!["user", "--database", database];
    all.extend(arguments);
    let mut command = command(&all);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // Whoever reads nothing may be gone already.
    let _ = input.write_all(
        typed
            .map_or(String::new(), |line| format!("{line}\n"))
            .as_bytes(),
    );
    drop(input);
    let done = child.wait_with_output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (
        done.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn signs_in(server: &Server, password: &str) -> u16 {
    let body = serde_json::json!({ "login": "lin", "password": password }).to_string();
    let headers = "Content-Type: application/json\r\n";
    answer(server.port, "POST", "/api/sign-in", headers, &body)
        .unwrap()
        .status
}

#[track_caller]
fn says((well, said): (bool, String), ended_well: bool, parts: &[&str]) {
    assert_eq!(well, ended_well, "{said}");
    for part in parts {
        assert!(said.contains(part), "{part} is missing: {said}");
    }
    assert!(
        !said.contains("password\n") && !said.contains(FIRST),
        "{said}"
    );
}

async fn an_account_from_first_to_last(scratch: &Scratch, folder: &str) {
    let database = scratch.url();
    let folder = Folder::new(folder);
    let run = |arguments: &[&str], typed| user(database, arguments, typed);
    let agent = ["add", "lin", "--post", "agent"];
    // A new account wants a name and a password, and is not made without.
    says(run(&agent, Some(FIRST)), false, &["--name"]);
    let named = ["add", "lin", "--name", "林某", "--post", "agent"];
    says(run(&named, Some("short")), false, &["密码至少"]);
    says(run(&["enable", "lin"], None), false, &["没有账号 lin"]);
    says(run(&["disable", "lin"], None), false, &["没有账号 lin"]);
    says(run(&["password", "lin"], None), false, &["没有账号 lin"]);
    says(run(&named, Some(FIRST)), true, &["lin 可以登录了"]);
    let server = Server::start(database, &folder.join("data"));
    assert_eq!(signs_in(&server, FIRST), 200);
    // A post more: no password is wanted, and one that is given is said not to be used.
    let more = ["add", "lin", "--post", "shift_lead"];
    let kept = "密码没有变";
    let (well, said) = run(&more, None);
    assert!(well && !said.contains("可以登录了"), "{said}");
    says((well, said), true, &["加了岗位：shift_lead@", kept]);
    let again = ["add", "lin", "--name", "别的名字", "--post", "shift_lead"];
    let told = [
        "原来就有",
        kept,
        "标准输入没有读",
        "还是“林某”",
        "“别的名字”没有用",
    ];
    says(run(&again, Some(OTHER)), true, &told);
    assert_eq!(
        (signs_in(&server, FIRST), signs_in(&server, OTHER)),
        (200, 401)
    );
    let (_, listed) = run(&["list"], None);
    assert!(
        listed.starts_with("lin  林某  agent@") && listed.contains("，shift_lead@"),
        "{listed}"
    );
    // Disabled: neither a post nor a password opens it, and each says what does.
    says(run(&["disable", "lin"], None), true, &["不能再登录"]);
    let opens = ["停用着，还不能登录", "minsheng user enable lin"];
    let (_, said) = run(&["add", "lin", "--post", "dispatcher"], None);
    assert!(!said.contains("可以登录了"), "{said}");
    says((true, said), true, &opens);
    says(run(&["password", "lin"], Some(OTHER)), true, &opens);
    assert_eq!(signs_in(&server, OTHER), 401);
    says(run(&["enable", "lin"], None), true, &["lin 可以登录了"]);
    assert_eq!(
        (signs_in(&server, FIRST), signs_in(&server, OTHER)),
        (401, 200)
    );
    says(
        run(&["enable", "lin"], None),
        true,
        &["没有停用，什么也没有改"],
    );
    // Locked after ten wrong passwords, it is opened before the hour is over.
    for _ in 0..10 {
        signs_in(&server, FIRST);
    }
    assert_eq!(signs_in(&server, OTHER), 401, "locked");
    says(run(&["enable", "lin"], None), true, &["lin 可以登录了"]);
    assert_eq!(signs_in(&server, OTHER), 200);
    drop(server);
    // Each act stands in the audit trail, and none that changed nothing.
    let store = Store::open(database).await.unwrap();
    for (act, times) in [
        ("add_person", 1),
        ("set_posts", 2),
        ("block_person", 1),
        ("reset_password", 1),
        ("unblock_person", 2),
    ] {
        let by = store.actors_of(act).await.unwrap();
        assert_eq!(by, vec!["command line"; times], "{act}");
    }
    store.close().await;
}

#[tokio::test]
async fn on_sqlite() {
    an_account_from_first_to_last(&Scratch::sqlite().unwrap(), "user-sqlite").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        an_account_from_first_to_last(&scratch, "user-postgres").await;
    }
}
