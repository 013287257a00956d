//! Answers about figures, kept in memory as they were written out: a wall and twenty screens that ask the same
//! thing cost one computation. An answer holds exactly as long as the figures stand where they stood when it
//! was counted, which is asked of the database each time; so it is never older than what a fresh one would be,
//! whichever server the case came to.

use crate::problem::Problem;
use app::App;
use app::AppError;
use app::figures::{FigureAsk, FigureQuery, Mark};
use app::reading::Axis;
use axum::body::Bytes;
use hotline::profile::Profile;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;
use workday::Date;

/// The most answers, and the most bytes of them, that are kept. The year of a city by unit has some 300 KB.
const MOST: usize = 256;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What an answer depends on beside the figures: the question with the asker's reach, what it was asked
/// as, its days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    /// As the database is asked; the reach is part of it.
    pub query: FigureQuery,
    /// As the asker put it: openings repeat his words.
    pub ask: FigureAsk,
    /// The rows' axis.
    pub axis: Option<Axis>,
    /// First and last day.
    pub days: (Date, Date),
}

/// An answer; none if it could not be counted.
type Cell = Arc<OnceCell<Option<Bytes>>>;

#[derive(Default)]
struct Kept {
    mark: Mark,
    /// Of which the names are.
    profile: Option<Arc<Profile>>,
    cells: HashMap<Asked, Cell>,
}

/// What is kept. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Kept>>);

impl Answers {
    /// The answer to a question, from memory if it was given since the figures moved last. Those who ask
    /// while it is counted wait for it.
    pub(crate) async fn of(
        &self,
        app: &App,
        asked: Asked,
        count: impl Future<Output = Result<Bytes, AppError>>,
    ) -> Result<Bytes, Problem> {
        let mark = app.figures_mark().await?;
        let cell = self.cell(mark, app.profile(), asked.clone());
        let mut failed = None;
        // Counted after the mark was read it is as new as the mark or newer, and nobody who reads another
        // mark is given it.
        let counting = async {
            match count.await {
                Ok(bytes) => Some(bytes),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            }
        };
        if let Some(bytes) = cell.get_or_init(|| counting).await {
            self.weigh();
            return Ok(bytes.clone());
        }
        // Those who waited are told so too, rather than each trying after the other.
        self.forget(&asked, &cell);
        let waited = || AppError::unavailable("the figures could not be counted");
        Err(failed.unwrap_or_else(waited).into())
    }

    fn forget(&self, asked: &Asked, cell: &Cell) {
        let mut kept = self.kept();
        if kept
            .cells
            .get(asked)
            .is_some_and(|known| Arc::ptr_eq(known, cell))
        {
            kept.cells.remove(asked);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of an answer. What was kept at another mark or under other names goes.
    fn cell(&self, mark: Mark, profile: Arc<Profile>, asked: Asked) -> Cell {
        let mut kept = self.kept();
        let same_names = kept
            .profile
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, &profile));
        if kept.mark != mark || !same_names || kept.cells.len() >= MOST {
            *kept = Kept {
                mark,
                profile: Some(profile),
                ..Kept::default()
            };
        }
        kept.cells.entry(asked).or_default().clone()
    }

    /// Lets everything go once it is too much together.
    fn weigh(&self) {
        let mut kept = self.kept();
        let bytes = kept.cells.values().filter_map(|cell| cell.get());
        let bytes: usize = bytes.flatten().map(Bytes::len).sum();
        if bytes > MOST_BYTES {
            kept.cells.clear();
        }
    }
}
