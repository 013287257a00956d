//! The catalogue: items, channels, reasons and lines of a city.

mod channel;
mod item;
mod line;
mod load;
mod load_reasons;
mod reason;

pub use channel::Channel;
pub use item::{Category, Item};
pub use line::{Line, LineKind, LineLimits, LineStatus};
pub use reason::Reason;

pub(crate) use load::{channels, items, lines};
pub(crate) use load_reasons::reasons;

use std::collections::HashMap;
use std::sync::Arc;

use crate::codes::ItemCode;

/// What may be chosen when a case is registered, declined or returned. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    categories: Vec<Category>,
    items: Vec<Item>,
    /// Position in `items`: an item is looked up at each registration and correction.
    item_at: HashMap<ItemCode, usize>,
    channels: Vec<Channel>,
    decline: Vec<Reason>,
    returns: Vec<Reason>,
    lines: Vec<Line>,
}

impl Catalogue {
    /// Puts a catalogue together; the loader has checked that no code stands twice.
    pub(crate) fn new(
        categories: Vec<Category>,
        items: Vec<Item>,
        channels: Vec<Channel>,
        decline: Vec<Reason>,
        returns: Vec<Reason>,
        lines: Vec<Line>,
    ) -> Self {
        let item_at = items
            .iter()
            .enumerate()
            .map(|(at, item)| (item.code.clone(), at))
            .collect();
        Catalogue(Arc::new(Inner {
            categories,
            items,
            item_at,
            channels,
            decline,
            returns,
            lines,
        }))
    }

    /// The convenience item (便民服务事项) of a code, also one no longer in force.
    pub fn item(&self, code: &ItemCode) -> Option<&Item> {
        self.0.item_at.get(code).map(|&at| &self.0.items[at])
    }

    /// All items in the order of the file.
    pub fn items(&self) -> &[Item] {
        &self.0.items
    }

    /// The categories (类) of the items.
    pub fn categories(&self) -> &[Category] {
        &self.0.categories
    }

    /// The channel (渠道) of a code.
    pub fn channel(&self, code: &str) -> Option<&Channel> {
        self.0.channels.iter().find(|channel| channel.code == code)
    }

    /// All channels in the order of the file.
    pub fn channels(&self) -> &[Channel] {
        &self.0.channels
    }

    /// The reason to decline (不予受理) of a code.
    pub fn decline_reason(&self, code: &str) -> Option<&Reason> {
        self.0.decline.iter().find(|reason| reason.code == code)
    }

    /// The reason to return (退件) of a code.
    pub fn return_reason(&self, code: &str) -> Option<&Reason> {
        self.0.returns.iter().find(|reason| reason.code == code)
    }

    /// All reasons to decline, by number.
    pub fn decline_reasons(&self) -> &[Reason] {
        &self.0.decline
    }

    /// All reasons to return, by number.
    pub fn return_reasons(&self) -> &[Reason] {
        &self.0.returns
    }

    /// The line (热线) of a number.
    pub fn line(&self, number: &str) -> Option<&Line> {
        self.0.lines.iter().find(|line| line.number == number)
    }

    /// The lines (热线) merged into the hotline or run beside it.
    pub fn lines(&self) -> &[Line] {
        &self.0.lines
    }
}
