//! The database: whether it is sound, and who follows it.

use super::Finding;
use crate::{App, AppError};
use store::{Standing, StoreError};

/// The oldest server that is supported.
const POSTGRES: u32 = 15;
/// Bytes in a file that nothing uses, worth a word when they are also a quarter of it.
const FREE: i64 = 256 << 20;
/// Bytes of log that a standby may be behind.
const BEHIND: i64 = 64 << 20;

/// What to do where the database is a standby.
pub const OF_A_STANDBY: &str = "请把 database 指向主库；主库坏了就先提升备库，见 docs/operations.md 第 2 节。指着备库时服务不启动 (let database name the primary; if that is broken, promote the standby first: docs/operations.md, §2. The server does not start on a standby)";

impl App {
    /// What the database says of itself, without reading it through.
    pub(super) async fn glance_at_database(&self) -> Result<Vec<Finding>, AppError> {
        let db = self.store().db();
        let standing = db.standing().await.map_err(StoreError::from)?;
        let is_postgres = standing.most_connections > 0;
        let what = describe(&standing, is_postgres);
        let mut findings = vec![if is_postgres {
            server(&standing, &what)
        } else {
            Finding::fine("database", format!("数据库：{what} (database: {what})"))
        }];
        if is_postgres && !standing.standby {
            findings.push(replication(&standing));
        }
        Ok(findings)
    }

    pub(super) async fn examine_database(&self) -> Result<Vec<Finding>, AppError> {
        const TOPIC: &str = "database";
        let db = self.store().db();
        let standing = db.standing().await.map_err(StoreError::from)?;
        let mut findings = Vec::new();
        let is_postgres = standing.most_connections > 0;
        let what = describe(&standing, is_postgres);
        findings.push(match db.broken().await.map_err(StoreError::from)? {
            Some(broken) => Finding::wrong(
                TOPIC,
                said(
                    &what,
                    format!("文件损坏：{broken}"),
                    format!("the file is damaged: {broken}"),
                ),
                "请停止服务，保留现有文件，用 minsheng restore 恢复最近的备份到新位置 (stop the server, keep the file, restore the last backup to another place with minsheng restore)",
            ),
            None if is_postgres => server(&standing, &what),
            None => file(&standing, &what),
        });
        if is_postgres && !standing.standby {
            findings.push(replication(&standing));
        }
        Ok(findings)
    }
}

/// Which database, its version and size: the same in both languages.
fn describe(standing: &Standing, is_postgres: bool) -> String {
    format!(
        "{} {}, {} MiB",
        if is_postgres { "PostgreSQL" } else { "SQLite" },
        // Debian's PostgreSQL says more, in brackets.
        standing.version.split(' ').next().unwrap_or_default(),
        standing.bytes >> 20
    )
}

/// What there is to say of it, for people of both languages.
fn said(what: &str, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> String {
    format!("数据库：{what}，{zh} (database: {what}, {en})")
}

fn file(standing: &Standing, what: &str) -> Finding {
    if standing.free_bytes > FREE && standing.free_bytes > standing.bytes / 4 {
        return Finding::warning(
            "database",
            said(
                what,
                format!("其中 {} MiB 是空的", standing.free_bytes >> 20),
                format!("{} MiB of it are empty", standing.free_bytes >> 20),
            ),
            "不急；要缩小就备份再恢复：备份里没有空页 (no hurry; a backup has no empty pages, so restoring one makes it smaller)",
        );
    }
    Finding::fine("database", said(what, "逐页查过", "every page was read"))
}

fn server(standing: &Standing, what: &str) -> Finding {
    let major = standing
        .version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < POSTGRES) {
        let todo = format!(
            "请升级到 PostgreSQL {POSTGRES} 以上 (upgrade to PostgreSQL {POSTGRES} or newer)"
        );
        return Finding::wrong("database", said(what, "版本太旧", "too old"), todo);
    }
    if standing.standby {
        return Finding::wrong(
            "database",
            said(what, "是备库，只能读", "a standby, which cannot be written"),
            OF_A_STANDBY,
        );
    }
    let (used, most) = (standing.connections, standing.most_connections);
    if used * 5 > most * 4 {
        return Finding::warning(
            "database",
            said(
                what,
                format!("连接 {used}，上限 {most}"),
                format!("{used} of {most} connections"),
            ),
            "请加大 max_connections，或减小各台的 store.readers (raise max_connections, or lower store.readers on each server)",
        );
    }
    Finding::fine(
        "database",
        said(
            what,
            format!("连接 {used} / {most}"),
            format!("{used} of {most} connections"),
        ),
    )
}

fn replication(standing: &Standing) -> Finding {
    const TOPIC: &str = "replication";
    let hidden = standing.standbys.iter().any(|it| it.state.is_empty());
    if hidden {
        return Finding::warning(
            TOPIC,
            format!(
                "备库：{} 个，这个账号看不到它们的状态 (standbys: {}, whose state this user may not see)",
                standing.standbys.len(),
                standing.standbys.len()
            ),
            "请在主库上执行 grant pg_monitor to 程序的账号 (on the primary: grant pg_monitor to the program's user)",
        );
    }
    if let Some(needed) = needed(&standing.waits_for) {
        let confirm = |it: &&store::Standby| matches!(it.sync.as_str(), "sync" | "quorum");
        let there = standing.standbys.iter().filter(confirm).count();
        if there < needed {
            return Finding::wrong(
                TOPIC,
                format!(
                    "备库：主库的写入都在等备库。synchronous_standby_names = '{names}' 要 {needed} 个确认，现在有 {there} 个 (standbys: every write of the primary waits; {needed} have to confirm, {there} are there)",
                    names = standing.waits_for
                ),
                "请启动备库；一时起不来，就在主库上 alter system reset synchronous_standby_names; select pg_reload_conf()，在等的写入随即办完，代价是切换可能丢最后几步，见 docs/operations.md 第 2 节 (start the standby; if that takes long, reset synchronous_standby_names on the primary and reload: what waits is done at once, but a fail-over may lose the last steps; docs/operations.md)",
            );
        }
    }
    if standing.standbys.is_empty() {
        return Finding::fine(TOPIC, "备库：没有 (standbys: none)");
    }
    let list = |behind: &str, between: &str| {
        let each = standing.standbys.iter().map(|it| {
            let kib = it.behind >> 10;
            format!("{} {} {} {behind} {kib} KiB", it.name, it.state, it.sync)
        });
        each.collect::<Vec<_>>().join(between)
    };
    let what = format!(
        "备库：{} (standbys: {})",
        list("落后", "；"),
        list("behind by", "; ")
    );
    let bad = |it: &store::Standby| it.state != "streaming" || it.behind > BEHIND;
    if standing.standbys.iter().any(bad) {
        return Finding::warning(
            TOPIC,
            what,
            "请看备库的日志、网络和磁盘；落后太多时提升它会丢失最后几步 (see its log, network and disk; promoting one that is far behind loses the last steps)",
        );
    }
    Finding::fine(TOPIC, what)
}

/// How many standbys have to confirm each COMMIT, by `synchronous_standby_names`: `*`, `a, b`, `2 (a, b)`,
/// `FIRST 2 (a, b)`, `ANY 1 (*)`. None if it waits for nobody.
fn needed(names: &str) -> Option<usize> {
    let names = names.trim();
    if names.is_empty() {
        return None;
    }
    let count = names.split_once('(').map_or("", |(count, _)| count);
    let count = count.split_whitespace().last().unwrap_or_default();
    Some(count.parse().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(waits_for: &str, standbys: &[(&str, &str)]) -> Standing {
        let standbys = standbys.iter().map(|(state, sync)| store::Standby {
            name: "walreceiver".to_owned(),
            state: (*state).to_owned(),
            sync: (*sync).to_owned(),
            behind: 0,
        });
        Standing {
            version: "15.0".to_owned(),
            bytes: 0,
            free_bytes: 0,
            standby: false,
            connections: 1,
            most_connections: 100,
            waits_for: waits_for.to_owned(),
            standbys: standbys.collect(),
        }
    }

    #[test]
    fn writes_that_wait_for_a_standby_are_told() {
        use super::super::Weight;
        let (sync, quorum) = (("streaming", "sync"), ("streaming", "quorum"));
        let (far, hidden) = (("streaming", "async"), ("", ""));
        for (waits_for, standbys, weight) in [
            ("", &[][..], Weight::Fine),
            ("", &[far], Weight::Fine),
            ("*", &[], Weight::Wrong),
            ("*", &[far], Weight::Wrong),
            ("*", &[sync], Weight::Fine),
            ("a, b", &[sync], Weight::Fine),
            ("2 (a, b)", &[sync], Weight::Wrong),
            ("FIRST 2 (a, b)", &[sync, sync], Weight::Fine),
            ("ANY 1 (*)", &[quorum], Weight::Fine),
            ("any 2(*)", &[quorum], Weight::Wrong),
            ("*", &[hidden], Weight::Warning),
        ] {
            let found = replication(&standing(waits_for, standbys));
            assert_eq!(found.weight, weight, "{waits_for} {standbys:?}: {found:?}");
        }
    }
}
