//! Printing: a reader who has gone away (`… | head`) ends the program quietly instead of a panic.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};

/// Prints a line.
pub fn line(text: impl Display) {
    text_end(&format!("{text}\n"));
}

/// Prints a text as it is.
pub fn text_end(text: &str) {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Err(error) = written {
        if error.kind() != ErrorKind::BrokenPipe {
            eprintln!("没有写完：{error} (not all was written)");
        }
        std::process::exit(1);
    }
}
