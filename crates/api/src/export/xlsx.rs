//! Excel workbooks: each row goes to a file of its own on the disk as it is read, and the workbook is
//! sent when it is whole.

use super::columns::{cells, heads, last_line};
use crate::limits::Place;
use crate::problem::Problem;
use app::AppError;
use app::export::{Export, Rows};
use axum::body::{Body, Bytes};
use futures_util::stream;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::fs::File;
use std::io::Seek as _;
use tokio::io::AsyncReadExt as _;

const PIECE: usize = 64 * 1024;

/// The list as a workbook. When its reader goes away before it is whole, the work stops.
pub(super) async fn body(mut export: Export, slot: Place) -> Result<Body, Problem> {
    let mut book = Book::begin(&export).map_err(failed)?;
    let file = loop {
        match grow(&mut export, book).await? {
            Grown::More(more) => book = more,
            Grown::Whole(file) => break file,
        }
    };
    Ok(sent(Stage::Sending(file, slot)))
}

/// The same, told while it grows: a line `rows N` a page, a line `of N` if it holds only the first of so many, a
/// line `bytes N`, and then so many bytes.
pub(super) fn told(export: Export, slot: Place) -> Result<Body, Problem> {
    let book = Book::begin(&export).map_err(failed)?;
    Ok(sent(Stage::Growing(Box::new(export), book, slot)))
}

/// How far a workbook has come.
enum Stage {
    Growing(Box<Export>, Book, Place),
    Sending(tokio::fs::File, Place),
}

fn sent(stage: Stage) -> Body {
    let pieces = stream::try_unfold(stage, async |stage| -> Result<_, AppError> {
        match stage {
            Stage::Growing(mut export, book, slot) => match grow(&mut export, book).await? {
                Grown::More(book) => {
                    let rows = format!("rows {}\n", export.rows);
                    Ok(Some((rows.into(), Stage::Growing(export, book, slot))))
                }
                Grown::Whole(file) => {
                    let size = file.metadata().await.map_err(failed)?.len();
                    let of = export.cut_of();
                    let of = of.map_or_else(String::new, |of| format!("of {of}\n"));
                    let head = format!("rows {}\n{of}bytes {size}\n", export.rows);
                    Ok(Some((head.into(), Stage::Sending(file, slot))))
                }
            },
            Stage::Sending(mut file, slot) => {
                let mut piece = vec![0; PIECE];
                let read = file.read(&mut piece).await.map_err(failed)?;
                piece.truncate(read);
                let more = (read > 0).then(|| (Bytes::from(piece), Stage::Sending(file, slot)));
                Ok(more)
            }
        }
    });
    Body::from_stream(pieces)
}

/// A workbook after one more page.
enum Grown {
    More(Book),
    Whole(tokio::fs::File),
}

async fn grow(export: &mut Export, book: Book) -> Result<Grown, AppError> {
    if let Some(page) = export.next().await? {
        let written = tokio::task::spawn_blocking(move || book.add(&page));
        return Ok(Grown::More(written.await.map_err(failed)?.map_err(failed)?));
    }
    let last = last_line(export);
    let whole = tokio::task::spawn_blocking(move || book.finish(&last));
    let file = whole.await.map_err(failed)??;
    Ok(Grown::Whole(tokio::fs::File::from_std(file)))
}

/// The disk for temporary files is full or gone, mostly.
fn failed(error: impl std::fmt::Display) -> AppError {
    tracing::warn!(%error, "a workbook was not written");
    AppError::NoFiles(error.to_string())
}

struct Book {
    book: Box<Workbook>,
    row: u32,
}

impl Book {
    fn begin(export: &Export) -> Result<Self, XlsxError> {
        let mut book = Box::new(Workbook::new());
        book.add_worksheet_with_constant_memory()?
            .set_name("导出")?;
        let mut begun = Self { book, row: 0 };
        begun.line(std::iter::once(export.watermark.clone()))?;
        begun.line(heads(export.list()).into_iter().map(ToOwned::to_owned))?;
        Ok(begun)
    }

    fn add(mut self, page: &Rows) -> Result<Self, XlsxError> {
        for row in cells(page) {
            self.line(row.into_iter())?;
        }
        Ok(self)
    }

    /// Every cell is text: nothing that a citizen wrote is a formula.
    fn line(&mut self, cells: impl Iterator<Item = String>) -> Result<(), XlsxError> {
        let row = self.row;
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self, last: &str) -> Result<File, AppError> {
        let internal = |error: XlsxError| AppError::NoFiles(error.to_string());
        self.line(std::iter::once(last.to_owned()))
            .map_err(internal)?;
        let no_room = |error: std::io::Error| AppError::NoFiles(error.to_string());
        let mut file = tempfile::tempfile().map_err(no_room)?;
        self.book.save_to_writer(&file).map_err(internal)?;
        file.rewind().map_err(no_room)?;
        Ok(file)
    }
}
