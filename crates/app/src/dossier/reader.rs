//! Reading the file line by line: numbers, digest, and lines that no program wrote.

use super::Line;
use super::check::{Reason, reason};
use super::unknown::plain;
use crate::chance;
use hotline::reading::{NotRead, once};
use sha2::{Digest as _, Sha256};
use std::io::BufRead;

/// A longer line is no line of ours: words have at most 10,000 characters.
const LONGEST: usize = 4 << 20;

/// A line as read.
pub(super) struct Read {
    /// Its number, from 1.
    pub(super) line: u64,
    /// What it says.
    pub(super) what: Result<Line, Reason>,
}

/// Reads lines.
pub(super) struct Reader<'a> {
    input: &'a mut dyn BufRead,
    line: u64,
    bytes: u64,
    /// Over everything before the line that was read last.
    digest: Sha256,
    last: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self {
            input,
            line: 0,
            bytes: 0,
            digest: Sha256::new(),
            last: Vec::new(),
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digest of everything before the line that was read last, in hexadecimal.
    pub(super) fn digest(&self) -> String {
        chance::hex(&self.digest.clone().finalize())
    }

    /// The next line that is not empty.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Read>> {
        loop {
            self.digest.update(&self.last);
            self.last.clear();
            let Some(too_long) = self.fill()? else {
                return Ok(None);
            };
            self.line += 1;
            let line = self.line;
            if too_long {
                let what = Err(reason("这一行太长", "the line is too long"));
                return Ok(Some(Read { line, what }));
            }
            let text = self.last.trim_ascii();
            if !text.is_empty() {
                let what = understood(text);
                return Ok(Some(Read { line, what }));
            }
        }
    }

    /// Reads up to the end of a line into `last`; whether it was too long to be kept; nothing at the
    /// end of the file.
    fn fill(&mut self) -> std::io::Result<Option<bool>> {
        let (mut any, mut too_long) = (false, false);
        loop {
            let part = self.input.fill_buf()?;
            if part.is_empty() {
                return Ok(any.then_some(too_long));
            }
            any = true;
            let end = part.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(part.len(), |end| end + 1);
            self.last.extend_from_slice(&part[..taken]);
            self.input.consume(taken);
            self.bytes += u64::try_from(taken).unwrap_or_default();
            if self.last.len() > LONGEST {
                too_long = true;
                self.digest.update(&self.last);
                self.last.clear();
            }
            if end.is_some() {
                return Ok(Some(too_long));
            }
        }
    }
}

/// A line, if every field of it is known and stands once.
fn understood(text: &[u8]) -> Result<Line, Reason> {
    let value = once(text).map_err(|why| match why {
        NotRead::Malformed(error) => not_understood(&error),
        NotRead::Refused(refusal) => twice(&refusal.detail.unwrap_or_default()),
    })?;
    serde_json::from_value(value).map_err(|error| {
        let said = error.to_string();
        let named = |what: &str| said.strip_prefix(what)?.split('`').nth(1);
        if let Some(name) = named("unknown field") {
            return unknown_field(&plain(name));
        }
        if let Some(name) = named("missing field") {
            let name = plain(name);
            return reason(
                format!("缺“{name}”"),
                format!("the field {name} is missing"),
            );
        }
        // Where in the line, which a value does not know any more.
        match serde_json::from_slice::<Line>(text) {
            Err(error) => not_understood(&error),
            Ok(_) => reason("看不懂", "not understood"),
        }
    })
}

/// The parser's sentence may repeat a value, which may be a person's words.
fn not_understood(error: &serde_json::Error) -> Reason {
    let column = error.column();
    reason(
        format!("第 {column} 个字节处看不懂"),
        format!("not understood at byte {column}"),
    )
}

/// A field that the program does not know.
pub(super) fn unknown_field(field: &str) -> Reason {
    reason(
        format!("有不认识的“{field}”"),
        format!("the field {field} is not known"),
    )
}

/// A field that stands twice; the sentence begins with the way to it.
fn twice(sentence: &str) -> Reason {
    let field = plain(sentence.split('：').next().unwrap_or_default());
    reason(
        format!("“{field}”写了两次"),
        format!("the field {field} stands twice"),
    )
}
