//! Versions of units and duties, laid over the files.

use super::load::{RawFile, RawUnit};
use crate::profile::{Layer, ProfileError, Source};
use serde::Deserialize;
use toml::Spanned;

/// Entries of a version of the units. Duties have versions of their own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitsLayer {
    unit: Vec<RawUnit>,
}

/// Entries of a version of the duties.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutiesLayer {
    duty: Vec<RawDuty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDuty {
    unit: Spanned<String>,
    /// An item alone (in the unit's own area) or as `ITEM@AREA`.
    duty: Spanned<String>,
    #[serde(default)]
    composed: bool,
    /// It is the unit's business no longer.
    #[serde(default)]
    ended: bool,
}

/// What the files and the versions kept since say of a unit: the newest entry, and its duties, each
/// where it was written last.
pub(super) struct Entry<'a> {
    pub(super) source: Source<'a>,
    pub(super) raw: &'a RawUnit,
    pub(super) duties: Vec<(Source<'a>, &'a Spanned<String>, bool)>,
}

/// Versions of the units.
pub(super) fn units<'a>(
    layers: &[Layer<'a>],
) -> Result<Vec<(Source<'a>, UnitsLayer)>, ProfileError> {
    let each = |layer: &Layer<'a>| Ok((layer.source, layer.source.parse()?));
    layers.iter().map(each).collect()
}

/// Versions of the duties.
pub(super) fn duties<'a>(
    layers: &[Layer<'a>],
) -> Result<Vec<(Source<'a>, DutiesLayer)>, ProfileError> {
    let each = |layer: &Layer<'a>| Ok((layer.source, layer.source.parse()?));
    layers.iter().map(each).collect()
}

/// The units of the files; one that stands twice is refused later, with its names.
pub(super) fn of_files<'a>(files: &'a [(Source<'a>, RawFile)]) -> Vec<Entry<'a>> {
    let each = |(source, file): &'a (Source<'a>, RawFile)| {
        file.unit.iter().map(move |raw| {
            let duties = raw.duties.iter().map(|duty| (*source, duty, false));
            Entry {
                source: *source,
                raw,
                duties: duties.collect(),
            }
        })
    };
    files.iter().flat_map(each).collect()
}

/// Units that are added, or take the place of those of their code and keep their duties.
pub(super) fn lay_units<'a>(
    entries: &mut Vec<Entry<'a>>,
    layers: &'a [(Source<'a>, UnitsLayer)],
) -> Result<(), ProfileError> {
    for (source, layer) in layers {
        for (at, raw) in layer.unit.iter().enumerate() {
            let code = raw.code.get_ref();
            let twice = layer.unit[..at]
                .iter()
                .any(|other| other.code.get_ref() == code);
            if let Some(duty) = raw.duties.first() {
                return Err(source.refuse(
                    &duty.span(),
                    "职责另有版本，不写在单位里",
                    "duties have versions of their own",
                ));
            }
            if twice {
                return Err(source.refuse(
                    &raw.code.span(),
                    format!("单位 {code} 写了两次"),
                    format!("unit {code} stands twice"),
                ));
            }
            match entries.iter_mut().find(|it| it.raw.code.get_ref() == code) {
                Some(known) => {
                    known.source = *source;
                    known.raw = raw;
                }
                None => entries.push(Entry {
                    source: *source,
                    raw,
                    duties: Vec::new(),
                }),
            }
        }
    }
    Ok(())
}

/// Duties that are added, or taken away. One that is there already is written anew, so that files may
/// take in what was kept.
pub(super) fn lay_duties<'a>(
    entries: &mut [Entry<'a>],
    layers: &'a [(Source<'a>, DutiesLayer)],
) -> Result<(), ProfileError> {
    for (source, layer) in layers {
        for raw in &layer.duty {
            let code = raw.unit.get_ref();
            let Some(entry) = entries.iter_mut().find(|it| it.raw.code.get_ref() == code) else {
                return Err(source.refuse(
                    &raw.unit.span(),
                    format!("没有单位 {code}"),
                    format!("there is no unit {code}"),
                ));
            };
            let duties = &mut entry.duties;
            duties.retain(|(_, duty, _)| duty.get_ref() != raw.duty.get_ref());
            if !raw.ended {
                duties.push((*source, &raw.duty, raw.composed));
            }
        }
    }
    Ok(())
}
