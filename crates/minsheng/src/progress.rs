//! A bar on standard error that says how far something is; without a terminal a line now and then.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

const WIDTH: u64 = 30;

/// A bar.
pub struct Progress {
    what: &'static str,
    whole: Option<u64>,
    began: Instant,
    shown: Option<Instant>,
    done: u64,
    terminal: bool,
}

impl Progress {
    /// A bar for so many of something; without a number for what has no known end.
    pub fn new(what: &'static str, whole: Option<u64>) -> Self {
        Self {
            what,
            whole,
            began: Instant::now(),
            shown: None,
            done: 0,
            terminal: std::io::stderr().is_terminal(),
        }
    }

    /// So many are done, and a word about it.
    pub fn at(&mut self, done: u64, word: &str) {
        self.done = done;
        let often = Duration::from_millis(if self.terminal { 200 } else { 5000 });
        if self.shown.is_none_or(|shown| shown.elapsed() >= often) {
            self.shown = Some(Instant::now());
            self.show(done, word);
        }
    }

    /// It is done.
    pub fn end(self, word: &str) {
        if self.shown.is_some() {
            self.show(self.whole.unwrap_or(self.done), word);
            if self.terminal {
                let _ = writeln!(std::io::stderr());
            }
        }
    }

    fn show(&self, done: u64, word: &str) {
        let seconds = self.began.elapsed().as_secs();
        let part = match self.whole {
            Some(whole) if whole > 0 => {
                let filled = (done.min(whole) * WIDTH / whole).min(WIDTH);
                let bar =
                    |times: u64, c: &str| c.repeat(usize::try_from(times).unwrap_or_default());
                format!(
                    "{}{} {:>3} %",
                    bar(filled, "█"),
                    bar(WIDTH - filled, "░"),
                    done.min(whole) * 100 / whole
                )
            }
            _ => done.to_string(),
        };
        let line = format!("{} {part}  {word}  {seconds} s", self.what);
        let mut err = std::io::stderr().lock();
        // A terminal's line is written over; elsewhere each stands for itself.
        let _ = if self.terminal {
            write!(err, "\r{line}\x1b[K")
        } else {
            writeln!(err, "{line}")
        };
        let _ = err.flush();
    }
}
