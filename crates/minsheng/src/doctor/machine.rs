//! The machine under the program: settings, disk, backups.

use crate::backup;
use crate::config::{Config, EMPTY, Server};
use app::clock::{Clock as _, SystemClock};
use app::doctor::{Finding, OF_A_STANDBY};
use std::fs::OpenOptions;
use std::path::Path;
use std::process::Command;
use store::StoreError;

/// Less than this is wrong: a busy hour fills it.
const LEAST: u64 = 1 << 30;
/// The log of SQLite shrinks after every reader; beyond this one has been reading for very long.
const LOG: u64 = 1 << 30;

/// Settings that are allowed but hardly meant.
pub fn settings(config: &Config) -> Vec<Finding> {
    let told = hardly_meant(&config.server);
    if told.is_empty() {
        return vec![Finding::fine(
            SETTINGS,
            "设置：没有错误 (settings: no mistake)",
        )];
    }
    told
}

const SETTINGS: &str = "settings";

fn hardly_meant(server: &Server) -> Vec<Finding> {
    let mut told = Vec::new();
    let inside = ["127.", "[::1]", "localhost"];
    let outside = !inside.iter().any(|own| server.listen.starts_with(own));
    if outside && !server.secure {
        told.push(Finding::warning(
            SETTINGS,
            format!(
                "设置：在 {0} 上听，而 server.secure 是 false (settings: listens on {0}, and server.secure is false)",
                server.listen
            ),
            "请只听本机、由代理终结 TLS，并写 server.secure = true (listen on this machine only, let a proxy end TLS, and write server.secure = true)",
        ));
    }
    match &server.public_address {
        // Who runs it for the public says `secure`; on a developer's machine the host will do.
        None if server.secure => told.push(Finding::warning(
            SETTINGS,
            "设置：没有写 server.public_address，消息里的链接没有主机，群众点不开，订阅里的照请求里的主机写 (settings: no server.public_address; links in messages have no host, so nobody can open them, and those in feeds follow the host of the request)",
            "请写群众用的地址，如 server.public_address = \"https://12345.example.gov.cn\" (write the address that the public uses)",
        )),
        Some(address) if server.secure && address.starts_with("http://") => {
            told.push(Finding::warning(
                SETTINGS,
                format!(
                    "设置：server.secure 是 true，而 server.public_address 是 {address} (settings: server.secure is true, and server.public_address is {address})"
                ),
                "请把它写成 https://… (write it as https://…)",
            ));
        }
        _ => {}
    }
    told
}

/// Space where the database and the data folder are.
pub fn disk(config: &Config) -> Vec<Finding> {
    const TOPIC: &str = "disk";
    let mut findings = Vec::new();
    let mut places = vec![config.data.clone()];
    if let Ok(file) = backup::file_of(&config.database) {
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > LOG) {
            findings.push(Finding::warning(
                TOPIC,
                "磁盘：SQLite 的 -wal 文件超过 1 GiB (disk: the -wal file of SQLite has more than 1 GiB)",
                "有人读了很久没有结束（例如导出或别的工具）；结束后它会自己缩小 (somebody has been reading for long, as an export or another tool; it shrinks by itself afterwards)",
            ));
        }
        places.push(file);
    }
    places.extend(config.backup.folder.clone());
    let mut told = Vec::new();
    for place in places {
        // The folder may not be there yet.
        let Some(place) = place.ancestors().find(|place| place.exists()) else {
            continue;
        };
        let place = if place.as_os_str().is_empty() {
            Path::new(".")
        } else {
            place
        };
        let Some((device, size, free)) = space(place) else {
            continue;
        };
        if told.contains(&device) {
            continue;
        }
        findings.push(left(place, size, free));
        told.push(device);
    }
    findings
}

/// What to make of so many free bytes of so many.
fn left(place: &Path, size: u64, free: u64) -> Finding {
    const TOPIC: &str = "disk";
    let what = format!(
        "磁盘：{0} 还有 {1} MiB，共 {2} MiB (disk: {0} has {1} MiB left of {2} MiB)",
        place.display(),
        free >> 20,
        size >> 20
    );
    let todo = "请腾出空间或加盘；满了以后写入答 503，已确认的不会丢 (make room or add a disk; when it is full, writing answers 503, and nothing acknowledged is lost)";
    if free < LEAST {
        Finding::wrong(TOPIC, what, todo)
    } else if free < size / 10 {
        Finding::warning(TOPIC, what, todo)
    } else {
        Finding::fine(TOPIC, what)
    }
}

/// Whether what must be written can be.
pub fn places(config: &Config) -> Vec<Finding> {
    const TOPIC: &str = "disk";
    let mut findings = Vec::new();
    let mut folders = vec![config.data.clone()];
    if let Ok(file) = backup::file_of(&config.database) {
        if file.exists()
            && let Err(error) = OpenOptions::new().append(true).open(&file)
        {
            findings.push(Finding::wrong(
                TOPIC,
                format!(
                    "库文件 {0} 不能写：{error} (the database file {0} cannot be written: {error})",
                    file.display()
                ),
                "请把它的主人改成运行服务的账号（chown），权限改为 600 (let the account that runs the server own it, by chown, with mode 600)",
            ));
        }
        // SQLite writes its log beside the file.
        folders.extend(file.parent().map(Path::to_path_buf));
    }
    for folder in folders {
        let Some(there) = folder.ancestors().find(|folder| folder.exists()) else {
            continue;
        };
        let there = if there.as_os_str().is_empty() {
            Path::new(".")
        } else {
            there
        };
        let probe = there.join(format!(".minsheng-doctor-{}", std::process::id()));
        let written = OpenOptions::new().write(true).create_new(true).open(&probe);
        if let Err(error) = written {
            findings.push(Finding::wrong(
                TOPIC,
                format!(
                    "文件夹 {0} 不能写：{error} (the folder {0} cannot be written: {error})",
                    there.display()
                ),
                "请把它的主人改成运行服务的账号（chown），或者换一个 data、database 的位置 (let the account that runs the server own it, by chown, or choose another place for data or database)",
            ));
        } else {
            // A file that cannot be taken away again is seen by the next look at the folder.
            let _ = std::fs::remove_file(&probe);
        }
    }
    findings
}

/// Whether the database is there, and nothing in it.
pub fn is_empty(error: &anyhow::Error) -> bool {
    let is = |cause: &StoreError| matches!(cause, StoreError::Db(db::DbError::Empty));
    error
        .chain()
        .any(|cause| cause.downcast_ref().is_some_and(is))
}

/// The database cannot be looked at, and what to do.
pub fn no_database(config: &Config, error: &anyhow::Error) -> Finding {
    let mut causes = error.chain();
    if is_empty(error) {
        let address = store::redacted(&config.database);
        let what = format!(
            "数据库：{address} 里还没有民声的表 (database: {address} holds no tables of Minsheng yet)"
        );
        return Finding::wrong("database", what, EMPTY);
    }
    let standby = causes.any(|cause| match cause.downcast_ref() {
        Some(StoreError::Db(error)) => error.is_of_a_standby(),
        _ => false,
    });
    let todo = if standby {
        OF_A_STANDBY
    } else if backup::file_of(&config.database).is_ok() {
        "请核对 database 的路径和文件的主人；文件损坏的，先留一份，再用 minsheng restore 恢复最近的备份 \
         (check the path of database and who owns the file; if it is damaged, keep a copy and restore the last backup with minsheng restore)"
    } else {
        "请依次核对：PostgreSQL 在运行（pg_isready）；主机和端口对；角色和库都已建（createuser、createdb）；\
         pg_hba.conf 放行这台机器；密码对。服务会一直等库回来，不用重启 \
         (check one after the other: PostgreSQL runs, as pg_isready says; host and port; role and database exist, by \
         createuser and createdb; pg_hba.conf lets this machine in; the password. The server waits for the database \
         and needs no restart)"
    };
    Finding::wrong("database", format!("数据库：{error:#}"), todo)
}

/// Whether the city's profile is right; without it nothing can be opened.
pub fn profile(config: &Config) -> Finding {
    const TOPIC: &str = "profile";
    match (config.load_profile(), &config.profile) {
        (Ok(profile), None) => Finding::fine(
            TOPIC,
            format!(
                "配置：程序里的 {0} (profile: {0}, of the program)",
                profile.name
            ),
        ),
        (Ok(profile), Some(folder)) => Finding::fine(
            TOPIC,
            format!(
                "配置：{0}，在 {1} (profile: {0} in {1})",
                profile.name,
                folder.display()
            ),
        ),
        (Err(error), folder) => {
            let folder = folder.as_ref().map(|folder| folder.display().to_string());
            let folder = folder.unwrap_or_default();
            Finding::wrong(
                TOPIC,
                format!("配置：{folder} {error:#}"),
                format!(
                    "请在 {folder} 里改好上面说的文件和行，运行 minsheng config check，再启动；库没有问题，不用恢复备份 \
                     (mend the file and line named above, run minsheng config check, then start; nothing is wrong with the \
                     database, and no backup need be restored)"
                ),
            )
        }
    }
}

/// Device, bytes of a file system and bytes that are free for us, by `df` of POSIX.
fn space(place: &Path) -> Option<(String, u64, u64)> {
    let out = Command::new("df")
        .arg("-Pk")
        .arg(place)
        .env("LC_ALL", "C")
        .output()
        .ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let fields: Vec<&str> = text.lines().nth(1)?.split_whitespace().collect();
    let kib = |at: usize| fields.get(at)?.parse::<u64>().ok().map(|kib| kib << 10);
    Some(((*fields.first()?).to_owned(), kib(1)?, kib(3)?))
}

/// The age of the last backup, where one is configured.
pub fn backups(config: &Config) -> Option<Finding> {
    const TOPIC: &str = "backup";
    let folder = config.backup.folder.as_ref()?;
    let todo = "请看定时备份（systemd 的 minsheng-backup.timer）的日志，并手工运行一次 minsheng backup \
         (see the log of minsheng-backup.timer of systemd, and run minsheng backup once by hand)";
    if !folder.is_dir() {
        let what = format!(
            "备份：没有 backup.folder 所指的文件夹 {0} (backup: there is no folder {0}, which backup.folder names)",
            folder.display()
        );
        let todo = "请建好它、挂上它所在的盘，或把 backup.folder 改成备份真正所在的文件夹，再运行一次 minsheng backup \
             (make it, mount the disk that it lies on, or let backup.folder name where backups really are; then run minsheng backup once)";
        return Some(Finding::wrong(TOPIC, what, todo));
    }
    let newest = match backup::newest(folder) {
        Ok(newest) => newest,
        Err(error) => {
            let what = format!(
                "备份：读不了 {0} 里的备份 (backup: cannot read those in {0})：{error:#}",
                folder.display()
            );
            let todo = "请看这个文件夹归谁所有、里面的备份全不全，不全的移走，再运行一次 minsheng backup \
                 (see who owns this folder and whether the backups in it are whole, move those away that are not, and run minsheng backup once)";
            return Some(Finding::wrong(TOPIC, what, todo));
        }
    };
    let Some((path, manifest)) = newest else {
        return Some(Finding::wrong(
            TOPIC,
            format!(
                "备份：{0} 里还没有 (backup: none in {0} yet)",
                folder.display()
            ),
            todo,
        ));
    };
    let at: workday::Instant = match manifest.at.parse() {
        Ok(at) => at,
        Err(error) => {
            let what = format!(
                "备份：{0} 的时间不对 (backup: the time of {0} is odd)：{error}",
                path.display()
            );
            return Some(Finding::wrong(TOPIC, what, todo));
        }
    };
    let hours = (SystemClock::default().now().as_millis() - at.as_millis()) / 3_600_000;
    let what = format!(
        "备份：最近一次 {0}，{hours} 小时前 (backup: the last is {0}, {hours} hours old)",
        path.display()
    );
    Some(if hours > i64::from(config.backup.max_age_hours) {
        Finding::wrong(TOPIC, what, todo)
    } else {
        Finding::fine(TOPIC, what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::doctor::Weight::{self, Fine, Warning, Wrong};

    #[test]
    fn little_disk_is_told_before_it_is_full() {
        const GIB: u64 = 1 << 30;
        let place = Path::new("/var/lib/minsheng");
        let cases: [(u64, u64, Weight); 7] = [
            (100 * GIB, 50 * GIB, Fine),
            (100 * GIB, 10 * GIB, Fine),
            (100 * GIB, 10 * GIB - 1, Warning),
            (100 * GIB, GIB, Warning),
            (100 * GIB, GIB - 1, Wrong),
            (2 * GIB, GIB, Fine),
            (2 * GIB, 0, Wrong),
        ];
        for (size, free, weight) in cases {
            let told = left(place, size, free);
            assert_eq!(told.weight, weight, "{told:?}");
            assert_eq!(told.todo.is_some(), weight != Fine, "{told:?}");
            let mib = format!("{} MiB", free >> 20);
            assert!(told.what.contains("/var/lib/minsheng") && told.what.contains(&mib));
        }
    }

    #[test]
    fn links_of_a_public_server_do_not_follow_whoever_asks() {
        let server = |secure, address: Option<&str>| Server {
            listen: "127.0.0.1:12345".to_owned(),
            secure,
            public_address: address.map(str::to_owned),
            connections: 1,
            drain: std::time::Duration::ZERO,
            farewell: std::time::Duration::ZERO,
        };
        for (secure, address, warned) in [
            (false, None, false),
            (true, None, true),
            (true, Some("https://12345.example.gov.cn"), false),
            (true, Some("http://12345.example.gov.cn"), true),
            (false, Some("http://12345.example.gov.cn"), false),
        ] {
            let told = hardly_meant(&server(secure, address));
            let of_address = |it: &Finding| it.what.contains("public_address");
            assert_eq!(told.iter().any(of_address), warned, "{told:?}");
        }
    }

    #[test]
    fn a_file_system_is_measured() {
        let (_, size, free) = space(Path::new("/")).unwrap();
        assert!(size > 0 && free <= size);
    }
}
