//! Reading `reasons.toml`.

use super::Reason;
use super::load::Once;
use crate::profile::{Layer, Place, ProfileError, Source};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonsFile {
    decline: Vec<Spanned<Reason>>,
    #[serde(rename = "return")]
    returns: Vec<Spanned<Reason>>,
}

/// Entries of a version of the reasons.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonsLayer {
    #[serde(default)]
    decline: Vec<Spanned<Reason>>,
    #[serde(default, rename = "return")]
    returns: Vec<Spanned<Reason>>,
}

/// The reasons to decline and to return of `reasons.toml`, with the versions kept since.
pub(crate) fn reasons(
    source: &Source<'_>,
    layers: &[Layer<'_>],
) -> Result<(Vec<Reason>, Vec<Reason>), ProfileError> {
    let file: ReasonsFile = source.parse()?;
    let mut decline = of_source(source, file.decline)?;
    let mut returns = of_source(source, file.returns)?;
    for layer in layers {
        let file: ReasonsLayer = layer.source.parse()?;
        add_reasons(&mut decline, of_source(&layer.source, file.decline)?);
        add_reasons(&mut returns, of_source(&layer.source, file.returns)?);
    }
    Ok((numbered(decline)?, numbered(returns)?))
}

/// A reason and where it stands.
type Placed<'a> = (Place<'a>, Reason);

/// The reasons of one list of a file, each once.
fn of_source<'a>(
    source: &Source<'a>,
    reasons: Vec<Spanned<Reason>>,
) -> Result<Vec<Placed<'a>>, ProfileError> {
    let mut once = Once::new(source);
    let placed = reasons.into_iter().map(|reason| {
        let span = reason.span();
        let reason = reason.into_inner();
        once.text(&reason.code, &span)?;
        Ok((source.place(&span), reason))
    });
    placed.collect()
}

/// Entries that are added or take the place of those of their code.
fn add_reasons<'a>(list: &mut Vec<Placed<'a>>, layer: Vec<Placed<'a>>) {
    for new in layer {
        match list.iter_mut().find(|(_, old)| old.code == new.1.code) {
            Some(old) => *old = new,
            None => list.push(new),
        }
    }
}

/// Reasons are numbered from 1 without gaps: notices quote the number.
fn numbered(reasons: Vec<Placed<'_>>) -> Result<Vec<Reason>, ProfileError> {
    let mut list = Vec::with_capacity(reasons.len());
    for (expected, (place, reason)) in (1_usize..).zip(reasons) {
        if usize::from(reason.number) != expected {
            return Err(place.refuse(
                format!(
                    "理由 {} 的序号应为 {expected}，不是 {}",
                    reason.code, reason.number
                ),
                format!(
                    "reason {} must be number {expected}, not {}",
                    reason.code, reason.number
                ),
            ));
        }
        let texts = [&reason.code, &reason.name, &reason.advice, &reason.english];
        if texts.into_iter().any(|text| text.trim().is_empty()) {
            return Err(place.refuse(
                format!("第 {expected} 类理由缺少文字或正确的途径"),
                format!("reason number {expected} lacks a text or the right way to go"),
            ));
        }
        if let (Some(from), Some(until)) = (reason.from, reason.until)
            && until < from
        {
            return Err(place.refuse(
                format!("止日 {until} 早于起日 {from}"),
                format!("until {until} is before from {from}"),
            ));
        }
        list.push(reason);
    }
    Ok(list)
}
