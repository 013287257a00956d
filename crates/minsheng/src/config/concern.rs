//! What the settings are for: a struct a concern. Defaults and fuller words stand in `default.toml`.

use super::layers::{ConfigError, Layers};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// Listening for people and programs.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where; `127.0.0.1:12345`.
    pub listen: String,
    /// Browsers come by HTTPS only; false.
    pub secure: bool,
    /// Where the public reaches the platform, such as `https://12345.example.gov.cn`: absolute links
    /// begin so, in feeds and in messages; none: in feeds by the `Host` of the request, and in messages they are paths.
    pub public_address: Option<String>,
    /// Connections at once; 4096.
    pub connections: usize,
    /// "Not ready" for so long before new connections are refused; 0.
    pub drain: Duration,
    /// What is under way gets so long to finish; 10 s.
    pub farewell: Duration,
}

impl Server {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let seconds = |key| {
            Ok(Duration::from_secs(u64::from(
                layers.within(key, 0..=3600)?,
            )))
        };
        let connections = layers.within("server.connections", 1..=1_000_000)?;
        Ok(Self {
            listen: address(layers, "server.listen")?,
            secure: layers.get("server.secure")?,
            public_address: public_address(layers)?,
            connections: usize::try_from(connections).unwrap_or(usize::MAX),
            drain: seconds("server.drain_seconds")?,
            farewell: seconds("server.farewell_seconds")?,
        })
    }
}

/// Where to listen: a host and a port.
fn address(layers: &Layers, key: &str) -> Result<String, ConfigError> {
    let given: String = layers.get(key)?;
    let parts = given.rsplit_once(':');
    let fits = parts.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if fits {
        Ok(given)
    } else {
        let why =
            "应是 主机:端口，如 127.0.0.1:12345 (should be host:port, such as 127.0.0.1:12345)";
        Err(layers.wrong(key, why))
    }
}

/// Where the public comes: scheme, host, perhaps a port, and nothing behind, as the pages lie at `/`.
fn public_address(layers: &Layers) -> Result<Option<String>, ConfigError> {
    const KEY: &str = "server.public_address";
    let Some(given) = some(layers.get(KEY)?) else {
        return Ok(None);
    };
    let address = given.strip_suffix('/').unwrap_or(&given);
    let authority = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let is_host = |host: &str| {
        let plain = |it: u8| it.is_ascii_alphanumeric() || b".-".contains(&it);
        !host.is_empty() && host.bytes().all(plain)
    };
    let fits = authority.is_some_and(|authority| match authority.rsplit_once(':') {
        Some((host, port)) => is_host(host) && port.parse::<u16>().is_ok(),
        None => is_host(authority),
    });
    if fits {
        Ok(Some(address.to_owned()))
    } else {
        let why = "应是 https://主机 或 https://主机:端口，后面没有路径 (should be https://host or https://host:port, without a path)";
        Err(layers.wrong(KEY, why))
    }
}

/// The database's address, of one of the two kinds.
pub(super) fn database(layers: &Layers) -> Result<String, ConfigError> {
    let given: String = layers.get("database")?;
    let is_known = given
        .strip_prefix("sqlite:")
        .is_some_and(|path| !path.is_empty())
        || ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| given.starts_with(scheme));
    if is_known {
        Ok(given)
    } else {
        let why = "应以 sqlite:路径 或 postgres:// 开头 (should be sqlite:PATH or postgres://…)";
        Err(layers.wrong("database", why))
    }
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct Storing {
    /// Connections for reading; on PostgreSQL all connections of the process; 8.
    pub readers: u32,
    /// Writes that may wait; 4096.
    pub queue: u32,
    /// SQLite: pages of 4 KiB the file may grow to; no limit.
    pub max_pages: Option<u32>,
}

impl Storing {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let pages = layers.within("store.max_pages", 0..=u32::MAX - 1)?;
        Ok(Self {
            readers: layers.within("store.readers", 1..=1000)?,
            queue: layers.within("store.queue", 1..=1_000_000)?,
            max_pages: (pages > 0).then_some(pages),
        })
    }

    /// As the store wants it.
    pub fn options(&self) -> store::Options {
        store::Options {
            readers: self.readers,
            queue: self.queue,
            max_pages: self.max_pages,
            ..store::Options::default()
        }
    }
}

/// What the server does by itself.
#[derive(Debug, Clone)]
pub struct Jobs {
    /// How often due timers and waiting messages are looked for; 1 s.
    pub sweep: Duration,
}

impl Jobs {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let sweep = layers.within("jobs.sweep_seconds", 1..=3600)?;
        Ok(Self {
            sweep: Duration::from_secs(u64::from(sweep)),
        })
    }
}

/// For whom the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// What failed.
    Error,
    /// What somebody should look at.
    Warn,
    /// What was done.
    Info,
    /// How.
    Debug,
    /// Everything.
    Trace,
}

impl From<LogLevel> for tracing::Level {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

/// The log, on standard error.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// How much; info.
    pub level: LogLevel,
    /// For whom; text.
    pub format: LogFormat,
}

impl Log {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        Ok(Self {
            level: layers.get("log.level")?,
            format: layers.get("log.format")?,
        })
    }
}

/// Figures for Prometheus.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// A listener of their own; none.
    pub listen: Option<String>,
    /// Also at `/metrics` of the main listener; false.
    pub on_main: bool,
}

impl Metrics {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        Ok(Self {
            listen: some(layers.get("metrics.listen")?)
                .map(|_| address(layers, "metrics.listen"))
                .transpose()?,
            on_main: layers.get("metrics.on_main")?,
        })
    }
}

/// Where backups go.
#[derive(Debug, Clone)]
pub struct Backup {
    /// The folder; none.
    pub folder: Option<PathBuf>,
    /// `doctor` warns when the last one is older; 26 hours.
    pub max_age_hours: u32,
}

impl Backup {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        Ok(Self {
            folder: some(layers.get("backup.folder")?).map(PathBuf::from),
            max_age_hours: layers.within("backup.max_age_hours", 1..=100_000)?,
        })
    }
}

/// Empty is not set.
pub(super) fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}
