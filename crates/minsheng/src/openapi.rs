//! `minsheng openapi`: the interface as OpenAPI 3.1, for clients that are generated from it.

use anyhow::Result;

pub fn run() -> Result<()> {
    crate::tell::line(serde_json::to_string_pretty(&api::openapi())?);
    Ok(())
}
