//! The machine: what it is, how busy it is, how fast its disk makes things durable.

use anyhow::Result;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Lines that say on what was measured.
pub fn head() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |line| line.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = read("/proc/meminfo");
    let memory = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .unwrap_or_default();
    let kernel = read("/proc/sys/kernel/osrelease");
    let mut head = String::new();
    let _ = writeln!(
        head,
        "机器：{cores} 核 {model}，{} GiB，Linux {}",
        memory >> 20,
        kernel.trim()
    );
    let _ = writeln!(head, "版本：minsheng {}", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(
        head,
        "命令：{}",
        std::env::args().collect::<Vec<_>>().join(" ")
    );
    head
}

/// Load averages of one, five and fifteen minutes.
pub fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// How many small appends a second the folder's disk makes durable.
pub fn fsyncs(folder: &Path) -> Result<f64> {
    let path = folder.join(format!("fsync-{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_millis(400) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(f64::from(count) / seconds)
}

/// Memory of a process in MiB: now, and at most so far.
pub fn memory(process: u32) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}
