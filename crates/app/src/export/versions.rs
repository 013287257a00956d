//! 规则的修订 as a list: every version that was kept while the platform runs, the newest first.

use super::Export;
use super::pages::Rows;
use crate::AppError;
use hotline::amendment::{Amendment, Standing};

/// A version that was kept.
#[derive(Debug)]
pub struct VersionRow {
    /// The version.
    pub version: Amendment,
    /// How it stands today.
    pub standing: Standing,
    /// Name of who wrote it.
    pub by: String,
    /// Name of who took it back.
    pub withdrawn_by: String,
}

impl Export {
    pub(super) async fn versions(&self) -> Result<Rows, AppError> {
        let kept = self.app.amendments(&self.actor)?;
        let labels = kept.iter().flat_map(|(version, _)| {
            let back = version.withdrawn.iter().map(|back| back.by.clone());
            std::iter::once(version.by.clone()).chain(back)
        });
        let names = self.app.names_of(labels.collect::<Vec<_>>()).await?;
        let name = |label: &str| names.get(label).cloned().unwrap_or_default();
        let row = |(version, standing): (Amendment, Standing)| VersionRow {
            by: name(&version.by),
            withdrawn_by: version
                .withdrawn
                .as_ref()
                .map_or_else(String::new, |back| name(&back.by)),
            version,
            standing,
        };
        Ok(Rows::Versions(kept.into_iter().map(row).collect()))
    }
}
