//! Servers of PostgreSQL that a test may stop.

use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A server in a folder; stopped when dropped.
pub struct Server {
    folder: PathBuf,
    pub url: String,
}

fn script(arguments: &[&str]) -> String {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/postgres-for-tests"
    );
    let done = Command::new(script).args(arguments).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {told}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

impl Server {
    pub fn start(folder: &Path) -> Self {
        // Its owner is another user, who must be able to come there.
        let above = folder.parent().unwrap();
        std::fs::set_permissions(above, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
        let url = script(&["start", folder.to_str().unwrap()]);
        Self {
            folder: folder.to_owned(),
            url,
        }
    }

    pub fn standby(folder: &Path, of: &Self) -> Self {
        let url = script(&[
            "standby",
            folder.to_str().unwrap(),
            of.folder.to_str().unwrap(),
        ]);
        Self {
            folder: folder.to_owned(),
            url,
        }
    }

    fn act(&self, action: &str) {
        script(&[action, self.folder.to_str().unwrap()]);
    }

    pub fn stop(&self) {
        self.act("stop");
    }

    pub fn start_again(&self) {
        self.act("start");
    }

    pub fn crash(&self) {
        self.act("kill");
    }

    /// Signals the server and all its processes: stopped so, they take connections and answer nothing.
    pub fn signal(&self, signal: Signal) {
        let file = self.folder.join("data/postmaster.pid");
        let server: i32 = std::fs::read_to_string(file)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let mut processes = vec![server];
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            // PID (NAME) STATE PARENT …
            let parent = stat
                .rsplit_once(") ")
                .and_then(|(_, after)| after.split(' ').nth(1)?.parse().ok());
            if parent == Some(server) {
                processes.extend(
                    entry
                        .file_name()
                        .to_str()
                        .and_then(|name| name.parse::<i32>().ok()),
                );
            }
        }
        for process in processes {
            // One of them may just have ended.
            let _ = kill_process(Pid::from_raw(process).unwrap(), signal);
        }
    }

    pub fn promote(&self) {
        self.act("promote");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../scripts/postgres-for-tests"
        );
        let _ = Command::new(script).arg("stop").arg(&self.folder).output();
    }
}
