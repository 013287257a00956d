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
    let mut book = Book::begin(&export, slot).map_err(failed)?;
    loop {
        match grow(&mut export, book).await? {
            Grown::More(more) => book = more,
            Grown::Whole(file, slot) => return Ok(sent(Stage::Sending(file, slot))),
        }
    }
}

/// The same, told while it grows: a line `rows N` a page, a line `of N` if it holds only the first of so many, a
/// line `bytes N`, and then so many bytes.
pub(super) fn told(export: Export, slot: Place) -> Result<Body, Problem> {
    let book = Book::begin(&export, slot).map_err(failed)?;
    Ok(sent(Stage::Growing(Box::new(export), book)))
}

/// How far a workbook has come.
enum Stage {
    Growing(Box<Export>, Book),
    Sending(tokio::fs::File, Place),
}

fn sent(stage: Stage) -> Body {
    let pieces = stream::try_unfold(stage, async |stage| -> Result<_, AppError> {
        match stage {
            Stage::Growing(mut export, book) => match grow(&mut export, book).await? {
                Grown::More(book) => {
                    let rows = format!("rows {}\n", export.rows);
                    Ok(Some((rows.into(), Stage::Growing(export, book))))
                }
                Grown::Whole(file, slot) => {
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
    Whole(tokio::fs::File, Place),
}

async fn grow(export: &mut Export, book: Book) -> Result<Grown, AppError> {
    if let Some(page) = export.next().await? {
        let written = tokio::task::spawn_blocking(move || book.add(&page));
        return Ok(Grown::More(written.await.map_err(failed)?.map_err(failed)?));
    }
    whole(book, last_line(export)).await
}

async fn whole(book: Book, last: String) -> Result<Grown, AppError> {
    let whole = tokio::task::spawn_blocking(move || book.finish(&last));
    let (file, slot) = whole.await.map_err(failed)??;
    Ok(Grown::Whole(tokio::fs::File::from_std(file), slot))
}

/// The disk for temporary files is full or gone, mostly.
fn failed(error: impl std::fmt::Display) -> AppError {
    tracing::warn!(%error, "a workbook was not written");
    AppError::NoFiles(error.to_string())
}

/// A workbook on its way. It has its reader's place with it wherever it is written: work that has begun goes
/// on when the reader goes away, and so long the place is not another's.
struct Book {
    workbook: Box<Workbook>,
    row: u32,
    slot: Place,
}

impl Book {
    fn begin(export: &Export, slot: Place) -> Result<Self, XlsxError> {
        let mut begun = Self::empty(slot)?;
        begun.line(std::iter::once(export.watermark.clone()))?;
        begun.line(heads(export.list()).into_iter().map(ToOwned::to_owned))?;
        Ok(begun)
    }

    fn empty(slot: Place) -> Result<Self, XlsxError> {
        let mut workbook = Box::new(Workbook::new());
        workbook
            .add_worksheet_with_constant_memory()?
            .set_name("导出")?;
        Ok(Self {
            workbook,
            row: 0,
            slot,
        })
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
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self, last: &str) -> Result<(File, Place), AppError> {
        let internal = |error: XlsxError| AppError::NoFiles(error.to_string());
        self.line(std::iter::once(last.to_owned()))
            .map_err(internal)?;
        let no_room = |error: std::io::Error| AppError::NoFiles(error.to_string());
        let mut file = tempfile::tempfile().map_err(no_room)?;
        self.workbook.save_to_writer(&file).map_err(internal)?;
        file.rewind().map_err(no_room)?;
        Ok((file, self.slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Places;
    use futures_util::FutureExt as _;
    use std::sync::mpsc;
    use std::time::Duration;

    /// A reader goes away while the one thread for long work is at other work: his workbook waits there, and
    /// his place is not another's before it has been written.
    #[test]
    fn a_place_goes_with_the_work_that_nobody_waits_for() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        runtime.block_on(async {
            let places = Places::new(1, 1).waited_for(1, Duration::from_mins(10));
            let slot = places.enter(Some("a")).await.ok().unwrap();
            let (end, ends) = mpsc::channel::<()>();
            let other = tokio::task::spawn_blocking(move || ends.recv());
            let finishing = whole(Book::empty(slot).unwrap(), "共 0 行".to_owned());
            assert!(finishing.now_or_never().is_none(), "it has begun");
            assert!(places.enter(Some("b")).now_or_never().is_none());
            end.send(()).unwrap();
            other.await.unwrap().unwrap();
            assert!(places.enter(Some("b")).await.is_ok());
        });
    }
}
