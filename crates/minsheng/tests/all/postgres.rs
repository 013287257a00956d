//! Servers of PostgreSQL that a test may stop.

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
