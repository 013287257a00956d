//! Settings as an operator meets them: file, environment, command line, mistakes.

use crate::program::Folder;
use std::process::{Command, Output};

impl Folder {
    fn file(&self, text: &str) -> String {
        let path = self.join("minsheng.toml");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

fn minsheng(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minsheng"));
    command
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied());
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_print_says_is_what_the_layers_say() {
    let folder = Folder::new("config-layers");
    let file = folder.file("[server]\nlisten = \"127.0.0.1:1\"\nsecure = true\n");
    let environment = [
        ("MINSHENG_CONFIG", file.as_str()),
        ("MINSHENG_SERVER_LISTEN", "127.0.0.1:2"),
    ];
    let printed = minsheng(
        &["config", "print", "--set", "log.format=json"],
        &environment,
    );
    let printed = out(&printed);
    assert!(
        printed.contains("listen = \"127.0.0.1:2\"  # MINSHENG_SERVER_LISTEN"),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("secure = true  # {file}:3")),
        "{printed}"
    );
    assert!(printed.contains("format = \"json\"  # 命令行"), "{printed}");
    let read: toml::Table = printed.parse().expect("a TOML file again");
    assert_eq!(read["jobs"]["sweep_seconds"].as_integer(), Some(1));
    // The default file alone is a beginning for one's own: it changes nothing.
    let default = out(&minsheng(&["config", "print", "--default"], &[]));
    let file = folder.file(&default);
    let same = minsheng(&["config", "print", "--config", &file], &[]);
    let same: toml::Table = out(&same).parse().unwrap();
    assert_eq!(default.parse::<toml::Table>().unwrap(), same);
}

#[test]
fn every_command_refuses_a_mistake_with_its_line() {
    let folder = Folder::new("config-mistakes");
    let file = folder.file("# ours\n[server]\nlisen = \"127.0.0.1:1\"\n");
    for command in [
        vec!["config", "check"],
        vec!["config", "print"],
        vec!["serve"],
        vec!["demo"],
        vec!["doctor"],
        vec!["user", "list"],
        vec!["calendar", "list"],
    ] {
        let mut arguments = command.clone();
        arguments.extend(["--config", &file]);
        let done = minsheng(&arguments, &[]);
        assert!(!done.status.success(), "{command:?}");
        assert!(
            err(&done).contains(&format!(
                "{file}:3：不认识的设置 server.lisen，是不是 server.listen？"
            )),
            "{command:?} {}",
            err(&done)
        );
    }
    assert!(
        !folder.join("data").exists(),
        "nothing is made before the settings are right"
    );
}

#[test]
fn secrets_are_not_printed() {
    let environment = [(
        "MINSHENG_DATABASE",
        "postgres://minsheng:geheim@127.0.0.1:1/minsheng",
    )];
    for arguments in [
        ["config", "print"],
        ["config", "check"],
        ["doctor", "--rebuild"],
        ["user", "list"],
    ] {
        let done = minsheng(&arguments, &environment);
        let all = out(&done) + &err(&done);
        assert!(!all.contains("geheim"), "{arguments:?} {all}");
    }
    let stray = minsheng(
        &["config", "check"],
        &[("MINSHENG_SERVICE_HOST", "10.0.0.1")],
    );
    assert!(
        stray.status.success() && err(&stray).contains("MINSHENG_SERVICE_HOST"),
        "{stray:?}"
    );
}

#[test]
fn the_public_address_is_one_that_links_can_begin_with() {
    let folder = Folder::new("config-address");
    let file = folder.file("[server]\npublic_address = \"https://12345.example.gov.cn/\"\n");
    let printed = |environment: &[(&str, &str)]| {
        let done = minsheng(&["config", "check", "--config", &file], environment);
        (done.status.success(), out(&done) + &err(&done))
    };
    assert!(printed(&[]).0);
    let (fine, told) = printed(&[("MINSHENG_SERVER_PUBLIC_ADDRESS", "https://12345.cn:8443")]);
    assert!(fine && told.contains("https://12345.cn:8443"), "{told}");
    for bad in [
        "12345.example.gov.cn",
        "https://",
        "https://12345.cn/minsheng",
        "https://:443",
        "https://12345.cn:x",
        "https://a b",
        "https://user@12345.cn",
        "ftp://12345.cn",
    ] {
        let (fine, told) = printed(&[("MINSHENG_SERVER_PUBLIC_ADDRESS", bad)]);
        let says = "MINSHENG_SERVER_PUBLIC_ADDRESS：server.public_address：应是 https://主机";
        assert!(!fine && told.contains(says), "{bad}: {told}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let folder = Folder::new("config-all");
    let file = folder.file(
        "[server]\nlisen = \"127.0.0.1:1\"\nconnections = 0\n\n[jobs]\nsweep_seconds = \"x\"\n",
    );
    let environment = [("MINSHENG_SERVER_LISTN", "127.0.0.1:2")];
    let done = minsheng(&["config", "check", "--config", &file], &environment);
    assert_eq!(done.status.code(), Some(1));
    let told = err(&done);
    let wanted = [
        format!("{file}:2：不认识的设置 server.lisen"),
        format!("{file}:6：jobs.sweep_seconds 应是整数"),
        format!("{file}:3：server.connections 应在"),
        "MINSHENG_SERVER_LISTN：不认识的环境变量，是不是 MINSHENG_SERVER_LISTEN？".to_owned(),
    ];
    for wanted in wanted {
        assert!(told.contains(&wanted), "{wanted}: {told}");
    }
    let none = folder.join("none.toml").display().to_string();
    let told = err(&minsheng(&["config", "check", "--config", &none], &[]));
    assert!(
        told.starts_with(&format!("{none}：设置文件读不到")),
        "{told}"
    );
}

#[test]
fn the_default_file_differs_from_nothing() {
    let folder = Folder::new("config-default");
    let file = folder.file(&out(&minsheng(&["config", "print", "--default"], &[])));
    let told = out(&minsheng(&["config", "check", "--config", &file], &[]));
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn the_profile_of_the_program_can_be_changed_in_a_folder() {
    let folder = Folder::new("config-profile");
    let profile = folder.join("fuzhou").display().to_string();
    let written = minsheng(&["config", "profile", &profile], &[]);
    assert!(written.status.success(), "{written:?}");
    let checked = minsheng(&["config", "check", "--profile", &profile], &[]);
    assert!(checked.status.success(), "{checked:?}");
    let again = minsheng(&["config", "profile", &profile], &[]);
    assert!(
        !again.status.success() && err(&again).contains("不是空的"),
        "{again:?}"
    );
}
