//! A message as a file in a folder, from which a gateway takes it: whole and durable, or not there.

use serde_json::Value;
use std::fs::File;
use std::io::{Result, Write as _};
use std::path::Path;
use store::outbox::Message;

/// Writes a message into `CASE-MESSAGE.json` of a folder, which is made if it is not there. It is written
/// beside under a name that begins with `.` and ends in `.partial`: whoever takes every `*.json` never finds
/// half of one. Written again, it takes the place of the first.
///
/// # Errors
/// The folder cannot be made or written, or the disk is full; then there is no such file.
pub(super) async fn write(folder: &Path, message: &Message, letter: &Value) -> Result<()> {
    let name = format!("{}-{}.json", message.case, message.id);
    let (folder, text) = (folder.to_owned(), letter.to_string());
    let written = tokio::task::spawn_blocking(move || write_whole(&folder, &name, &text));
    written.await.map_err(std::io::Error::other)?
}

fn write_whole(folder: &Path, name: &str, text: &str) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let (partial, whole) = (folder.join(format!(".{name}.partial")), folder.join(name));
    let mut file = File::create(&partial)?;
    let written = file.write_all(text.as_bytes());
    let written = written.and_then(|()| file.sync_all());
    // What was not finished is of no use to anybody; if it cannot be removed, the next try writes over it.
    written
        .and_then(|()| std::fs::rename(&partial, &whole))
        .inspect_err(|_| drop(std::fs::remove_file(&partial)))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .inspect_err(|_| drop(std::fs::remove_file(&whole)))
}
