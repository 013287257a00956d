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
            Finding::fine("database", what)
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
                format!("{what}，文件损坏：{broken}"),
                "请停止服务，保留现有文件，用 minsheng restore 恢复最近的备份到新位置",
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

fn describe(standing: &Standing, is_postgres: bool) -> String {
    format!(
        "数据库：{} {}，{} MiB",
        if is_postgres { "PostgreSQL" } else { "SQLite" },
        standing.version,
        standing.bytes >> 20
    )
}

fn file(standing: &Standing, what: &str) -> Finding {
    if standing.free_bytes > FREE && standing.free_bytes > standing.bytes / 4 {
        return Finding::warning(
            "database",
            format!("{what}，其中 {} MiB 是空的", standing.free_bytes >> 20),
            "不急；要缩小就备份再恢复：备份里没有空页",
        );
    }
    Finding::fine("database", format!("{what}，逐页查过"))
}

fn server(standing: &Standing, what: &str) -> Finding {
    let major = standing
        .version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < POSTGRES) {
        let todo = format!("请升级到 PostgreSQL {POSTGRES} 以上");
        return Finding::wrong("database", format!("{what}，版本太旧"), todo);
    }
    if standing.standby {
        return Finding::wrong(
            "database",
            format!("{what}，是备库，只能读"),
            "请把 database 指向主库；主库坏了就先提升备库（docs/operations.md）",
        );
    }
    let (used, most) = (standing.connections, standing.most_connections);
    if used * 5 > most * 4 {
        return Finding::warning(
            "database",
            format!("{what}，连接 {used}，上限 {most}"),
            "请加大 max_connections，或减小各台的 store.readers",
        );
    }
    Finding::fine("database", format!("{what}，连接 {used} / {most}"))
}

fn replication(standing: &Standing) -> Finding {
    const TOPIC: &str = "replication";
    if standing.standbys.is_empty() {
        return Finding::fine(TOPIC, "备库：没有");
    }
    let list: Vec<_> = standing
        .standbys
        .iter()
        .map(|it| {
            format!(
                "{} {} {} 落后 {} KiB",
                it.name,
                it.state,
                it.sync,
                it.behind >> 10
            )
        })
        .collect();
    let what = format!("备库：{}", list.join("；"));
    let bad = |it: &store::Standby| it.state != "streaming" || it.behind > BEHIND;
    if standing.standbys.iter().any(bad) {
        return Finding::warning(
            TOPIC,
            what,
            "请看备库的日志、网络和磁盘；落后太多时提升它会丢失最后几步",
        );
    }
    Finding::fine(TOPIC, what)
}
