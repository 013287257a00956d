//! CSV as Excel reads it, sent page by page: nobody holds the whole list.

use super::columns::{cells, heads, last_line};
use crate::limits::Place;
use app::export::Export;
use axum::body::{Body, Bytes};
use futures_util::stream;

/// Tells Excel that what follows is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The list as a body. When its reader goes away nothing more is read from the database.
pub(super) fn body(export: Export, slot: Place) -> Body {
    let mut head = BYTE_ORDER_MARK.to_owned();
    line(&mut head, std::iter::once(export.watermark.as_str()));
    line(&mut head, heads(export.list()).into_iter());
    let pages = stream::try_unfold(
        (export, Some(head), Some(slot)),
        async |(mut export, head, slot)| -> Result<_, app::AppError> {
            if let Some(head) = head {
                return Ok(Some((Bytes::from(head), (export, None, slot))));
            }
            // The slot is given back with the last line.
            let Some(slot) = slot else { return Ok(None) };
            let mut text = String::new();
            let Some(page) = export.next().await? else {
                let last = last_line(&export);
                line(&mut text, std::iter::once(last.as_str()));
                return Ok(Some((Bytes::from(text), (export, None, None))));
            };
            for row in cells(&page) {
                line(&mut text, row.iter().map(String::as_str));
            }
            Ok(Some((Bytes::from(text), (export, None, Some(slot)))))
        },
    );
    Body::from_stream(pages)
}

/// Adds a line.
fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push('"');
        if begins_a_formula(cell) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// Whether a spreadsheet would run what a citizen wrote. An apostrophe in front makes it text.
fn begins_a_formula(cell: &str) -> bool {
    let odd = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    cell.starts_with(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_run() {
        let mut text = String::new();
        let cells = ["=1+1", "+A1", "-2", "@x", "a\"b,c\nd", "＝cmd", "普通", ""];
        line(&mut text, cells.into_iter());
        assert_eq!(
            text,
            "\"'=1+1\",\"'+A1\",\"'-2\",\"'@x\",\"a\"\"b,c\nd\",\"'＝cmd\",\"普通\",\"\"\r\n"
        );
    }
}
