//! What an answer was taken from.

use serde::{Deserialize, Serialize};

/// Version and entry of the knowledge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeUsed {
    /// The entry.
    pub entry: i64,
    /// The version that held.
    pub version: u32,
}
