//! The text form: a family after the other, each with what it is.

use super::BUCKETS;
use crate::Api;
use app::gauges::Gauges;
use std::fmt::{Display, Write as _};
use std::sync::atomic::Ordering;

/// Families as they are written.
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (n, (label, text)) in labels.iter().enumerate() {
            let text = text
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            let _ = write!(
                self.0,
                "{}{label}=\"{text}\"",
                if n == 0 { '{' } else { ',' }
            );
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{end} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }
}

/// Every figure.
pub(super) fn written(api: &Api, gauges: Option<&Gauges>) -> String {
    let mut text = Text(String::with_capacity(16 * 1024));
    text.family("minsheng_build_info", "gauge", "The program.");
    text.sample(
        "minsheng_build_info",
        &[("version", env!("CARGO_PKG_VERSION"))],
        1,
    );
    text.one(
        "minsheng_ready",
        "gauge",
        "1 unless the server is about to stop.",
        u8::from(api.life().is_ready()),
    );
    requests(api, &mut text);
    database(api, gauges.is_some(), &mut text);
    if let Some(gauges) = gauges {
        waiting(api, gauges, &mut text);
    }
    process(&mut text);
    text.0
}

fn requests(api: &Api, text: &mut Text) {
    let under_way = api.metrics.0.under_way.load(Ordering::Relaxed);
    text.one(
        "minsheng_http_requests_in_progress",
        "gauge",
        "Requests under way.",
        under_way,
    );
    let counts = api.metrics.counts();
    text.family(
        "minsheng_http_requests_total",
        "counter",
        "Answers by route and status.",
    );
    for ((method, path, status), count) in &counts.answers {
        let status = status.to_string();
        let labels = [("method", *method), ("path", path), ("status", &status)];
        text.sample("minsheng_http_requests_total", &labels, count);
    }
    let name = "minsheng_http_request_duration_seconds";
    text.family(
        name,
        "histogram",
        "Time to the head of the answer, by route.",
    );
    for ((method, path), histogram) in &counts.durations {
        for (count, bound) in histogram.buckets.iter().zip(BUCKETS) {
            let bound = seconds(bound * 1000);
            let labels = [("method", *method), ("path", path), ("le", &bound)];
            text.sample(&format!("{name}_bucket"), &labels, count);
        }
        let labels = [("method", *method), ("path", path.as_str()), ("le", "+Inf")];
        text.sample(&format!("{name}_bucket"), &labels, histogram.count);
        text.sample(
            &format!("{name}_sum"),
            &labels[..2],
            seconds(histogram.micros),
        );
        text.sample(&format!("{name}_count"), &labels[..2], histogram.count);
    }
}

/// Microseconds as seconds, without rounding.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn database(api: &Api, up: bool, text: &mut Text) {
    let (writes, load) = (api.app.writes(), api.app.load());
    text.one(
        "minsheng_database_up",
        "gauge",
        "1 if the database answers.",
        u8::from(up),
    );
    let rows = [
        (
            "minsheng_writer_commits_total",
            "counter",
            "Transactions of the writer (SQLite).",
            writes.commits,
        ),
        (
            "minsheng_writer_jobs_total",
            "counter",
            "Writes in them (SQLite).",
            writes.jobs,
        ),
        (
            "minsheng_writer_broken_total",
            "counter",
            "Connections thrown away after an error (SQLite).",
            writes.broken,
        ),
        (
            "minsheng_write_queue",
            "gauge",
            "Writes that wait or run.",
            load.writes,
        ),
        (
            "minsheng_write_queue_limit",
            "gauge",
            "Writes that may wait.",
            load.most_writes,
        ),
        (
            "minsheng_pool_in_use",
            "gauge",
            "Connections in use.",
            load.lent,
        ),
        (
            "minsheng_pool_limit",
            "gauge",
            "Connections there may be.",
            load.most_lent,
        ),
    ];
    for (name, kind, help, value) in rows {
        text.one(name, kind, help, value);
    }
    text.one(
        "minsheng_write_oldest_seconds",
        "gauge",
        "How long the oldest write has waited or run.",
        load.longest.as_secs(),
    );
}

fn waiting(api: &Api, gauges: &Gauges, text: &mut Text) {
    let now = api.app.now().as_millis();
    let age = |since: Option<workday::Instant>| {
        let millis = since.map_or(0, |since| (now - since.as_millis()).max(0));
        seconds(
            u64::try_from(millis)
                .unwrap_or_default()
                .saturating_mul(1000),
        )
    };
    let (behind, follower) = gauges
        .feed_behind
        .as_ref()
        .map_or((0, ""), |(name, behind)| (*behind, name));
    let rows = [
        (
            "minsheng_timers_due",
            "Timers that are due and have not fired, counted up to 10000.",
            gauges.timers_due.to_string(),
        ),
        (
            "minsheng_timers_lag_seconds",
            "Since when the first of them is due.",
            age(gauges.timer_since),
        ),
        (
            "minsheng_timers_stuck",
            "Cases whose timers this process could not decide; its log names them.",
            api.app.stuck_cases().to_string(),
        ),
        (
            "minsheng_outbox_waiting",
            "Messages that are not delivered, counted up to 10000.",
            gauges.messages.to_string(),
        ),
        (
            "minsheng_outbox_failing",
            "Those whose delivery failed, counted up to 10000.",
            gauges.messages_failed.to_string(),
        ),
        (
            "minsheng_outbox_lag_seconds",
            "Since when the first of them waits.",
            age(gauges.message_since),
        ),
        (
            "minsheng_feed_waiting",
            "Events without a place in the feed, counted up to 10000.",
            gauges.feed_waiting.to_string(),
        ),
        (
            "minsheng_sessions",
            "Sessions of staff.",
            gauges.sessions.to_string(),
        ),
    ];
    for (name, help, value) in rows {
        text.one(name, "gauge", help, value);
    }
    let name = "minsheng_feed_behind";
    text.family(
        name,
        "gauge",
        "Entries of the feed that the slowest follower has not seen.",
    );
    text.sample(name, &[("follower", follower)], behind);
    text.family("minsheng_cases_open", "gauge", "Open cases by status.");
    for status in ["submitted", "accepted", "in_progress", "answered"] {
        let count = gauges
            .open
            .iter()
            .find(|(known, _)| known == status)
            .map_or(0, |(_, count)| *count);
        text.sample("minsheng_cases_open", &[("status", status)], count);
    }
}

/// Memory and open files, where the system tells them.
fn process(text: &mut Text) {
    let memory = std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmRSS:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
    if let Some(kib) = memory {
        text.one(
            "process_resident_memory_bytes",
            "gauge",
            "Memory in use.",
            kib * 1024,
        );
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        text.one(
            "process_open_fds",
            "gauge",
            "Open files and connections.",
            open.count(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_seconds_are_exact() {
        let mut text = Text(String::new());
        text.sample("a", &[("b", "c\"\\\nd"), ("e", "f")], 1);
        assert_eq!(text.0, "a{b=\"c\\\"\\\\\\nd\",e=\"f\"} 1\n");
        assert_eq!(
            ["0", "0.002", "1.5", "10"],
            [0, 2000, 1_500_000, 10_000_000]
                .map(seconds)
                .each_ref()
                .map(String::as_str)
        );
    }
}
