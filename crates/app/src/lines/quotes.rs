//! Quotation marks of a table that do not pair: whoever reads on from one swallows the rows below it
//! without a word, so the row in which it begins is refused.

/// A quotation mark that does not pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where the quoted cell begins, in bytes.
    pub byte: u64,
    /// The line in which it begins, from 1.
    line: u64,
    /// Whether the file ends inside it; else there is more in the cell behind the closing mark.
    open: bool,
}

impl Fault {
    /// What is wrong, for people.
    pub(super) fn sentence(self) -> String {
        let line = self.line;
        if self.open {
            return format!(
                "第 {line} 行的引号没有合上，以下各行都没有收 (the quotation mark in line {line} is not closed; nothing from there on was taken)"
            );
        }
        format!(
            "第 {line} 行的引号没有成对：合上之后还有字 (the quotation marks in line {line} do not pair: more follows the closing one)"
        )
    }
}

/// Where a byte of a table stands.
enum State {
    /// At the beginning of a cell.
    Begin,
    /// In a cell without quotation marks: one that stands inside is a character like others.
    Bare,
    /// Within quotation marks.
    Quoted,
    /// Behind a mark that closes the cell, unless a second one follows.
    Closed,
}

/// The quotation marks of a table that do not pair, in order.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    let (mut state, mut line) = (State::Begin, 1);
    let (mut begun, mut found) = ((0, 1), Vec::new());
    let fault = |(byte, line), open| Fault { byte, line, open };
    for (at, byte) in (0..).zip(text.bytes()) {
        let ends = matches!(byte, b',' | b'\n' | b'\r');
        state = match (state, byte) {
            (State::Begin, b'"') => {
                begun = (at, line);
                State::Quoted
            }
            (State::Quoted, b'"') => State::Closed,
            (State::Quoted, _) | (State::Closed, b'"') => State::Quoted,
            (State::Begin | State::Bare | State::Closed, _) if ends => State::Begin,
            (State::Closed, _) => {
                found.push(fault(begun, false));
                State::Bare
            }
            (State::Begin | State::Bare, _) => State::Bare,
        };
        line += u64::from(byte == b'\n');
    }
    if matches!(state, State::Quoted) {
        found.push(fault(begun, true));
    }
    found
}
