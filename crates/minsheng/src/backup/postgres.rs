//! PostgreSQL: its own tools, `pg_dump` and `pg_restore`; the password goes by the environment, never
//! by the command line, where everybody on the machine could read it.

use super::manifest::Entry;
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

/// Name of the dump in a backup.
pub const FILE: &str = "minsheng.pgdump";

fn tool(name: &str, database: &str) -> Result<Command> {
    let mut command = Command::new(name);
    command
        .envs(store::tool_environment(database)?)
        .stdin(Stdio::null());
    Ok(command)
}

/// Runs a tool to its end, with a file on its standard input.
fn run(mut command: Command, input: Option<&Path>) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let missing = || {
        format!("运行不了 {name}：请安装 postgresql-client，版本不低于服务器 (cannot run {name})")
    };
    let file = input.map(File::open).transpose()?;
    if file.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .with_context(missing)?;
    if let (Some(mut file), Some(mut to)) = (file, child.stdin.take()) {
        // Whatever could not be handed over the tool misses, and says so.
        let _ = std::io::copy(&mut file, &mut to);
    }
    let status = child.wait().with_context(missing)?;
    if status.success() {
        Ok(())
    } else {
        bail!("{name} 没有成功 (failed)：{status}")
    }
}

/// Dumps the database as of one instant.
pub fn dump(database: &str, into: &Path) -> Result<Entry> {
    let file = into.join(FILE);
    let mut command = tool("pg_dump", database)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    command.arg("--file").arg(&file);
    run(command, None)?;
    File::open(&file)?.sync_all()?;
    // Whether the dump can be read to its end is told by its own table of contents and a dry run.
    let mut read = Command::new("pg_restore");
    read.arg("--file=/dev/null").arg(&file);
    run(read, None)?;
    super::entry(FILE, &file)
}

/// Restores a dump into an empty database: all or nothing. The tool is handed the dump: if this program
/// is killed the rest does not come, and nothing is kept.
pub fn restore(database: &str, file: &Path) -> Result<()> {
    let name = store::tool_environment(database)?
        .into_iter()
        .find(|(variable, _)| *variable == "PGDATABASE")
        .map(|(_, name)| name)
        .context("postgres://…/NAME")?;
    let mut command = tool("pg_restore", database)?;
    command.args([
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ]);
    command.arg("--dbname").arg(name);
    run(command, Some(file))
}
