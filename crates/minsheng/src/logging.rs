//! The log: on standard error, for people or as JSON. Nothing personal is in it, at any level.

use crate::config::{Log, LogFormat};

/// Begins to log as the settings say.
pub fn start(log: Log) {
    let log_to = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::from(log.level))
        .with_writer(std::io::stderr)
        .with_ansi(false);
    match log.format {
        LogFormat::Text => log_to.init(),
        LogFormat::Json => log_to.json().flatten_event(true).init(),
    }
}
