//! How busy the platform is, for the operator's figures.

use crate::{App, AppError};
pub use store::gauge::Gauges;
pub use store::{Load, Writes};

impl App {
    /// What waits in the database, and since when.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn gauges(&self) -> Result<Gauges, AppError> {
        Ok(self.store().gauges(self.now()).await?)
    }

    /// How busy this process keeps the database.
    pub fn load(&self) -> Load {
        self.store().db().load()
    }

    /// What the writer has done (SQLite).
    pub fn writes(&self) -> Writes {
        self.store().db().writes()
    }
}
