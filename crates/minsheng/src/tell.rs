//! Printing: a reader who has gone away (`… | head`) ends the program quietly instead of a panic.

use std::fmt::Display;
use std::io::Write as _;

/// Prints a line.
pub fn line(text: impl Display) {
    text_end(&format!("{text}\n"));
}

/// Prints a text as it is.
pub fn text_end(text: &str) {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if written.is_err() {
        // Nobody reads any more, or the disk behind the redirection is full.
        std::process::exit(1);
    }
}
