//! Reading `rulebook-YYYY-MM-DD.toml`.

use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::Spanned;

use super::escalation::ADDRESSEES;
use super::keys::RawRulebook;
use super::{EscalationStep, Measure, Provenance, Rulebook};
use crate::profile::{Place, ProfileError, Source};

/// One key as its table says it: `[limit_consult] value = 2  unit = "working_days"  source = "…"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKey {
    value: Spanned<u32>,
    unit: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    composed: bool,
}

/// Checks keys one after the other and remembers their sources.
pub(super) struct Reader<'a> {
    source: &'a Source<'a>,
    pub(super) provenance: Vec<Provenance>,
}

impl Reader<'_> {
    pub(super) fn key(
        &mut self,
        key: &'static str,
        raw: Spanned<RawKey>,
        measure: Measure,
        range: RangeInclusive<u32>,
    ) -> Result<u32, ProfileError> {
        let raw = raw.into_inner();
        let value = *raw.value.get_ref();
        let expected = measure.as_str();
        if raw.unit.get_ref() != expected {
            return Err(self.source.refuse(
                &raw.unit.span(),
                format!(
                    "{key} 的计量单位应为 {expected}，不是 {}",
                    raw.unit.get_ref()
                ),
                format!("{key} is counted in {expected}, not {}", raw.unit.get_ref()),
            ));
        }
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            return Err(self.source.refuse(
                &raw.value.span(),
                format!(
                    "{} 应在 {low} 到 {high} 之间，不能是 {value}",
                    super::key_name(key)
                ),
                format!("{key} must be from {low} to {high}, not {value}"),
            ));
        }
        self.source.not_blank(&raw.source, "source")?;
        self.provenance.push(Provenance {
            key,
            source: raw.source.into_inner(),
            composed: raw.composed,
        });
        Ok(value)
    }
}

/// Reads one rulebook; its file must be named after its day of effect.
pub(crate) fn load<'a>(source: &Source<'a>) -> Result<(Rulebook, Place<'a>), ProfileError> {
    let mut raw: RawRulebook = source.parse()?;
    let effective = source.date(&raw.effective)?;
    let expected = format!("rulebook-{effective}.toml");
    if source.path != expected {
        return Err(source.refuse(
            &raw.effective.span(),
            format!("生效日期 {effective} 与文件名不符，文件应名为 {expected}"),
            format!("effective is {effective}, so the file must be named {expected}"),
        ));
    }
    let place = source.place(&raw.effective.span());
    let escalation = ladder(source, std::mem::take(&mut raw.escalation))?;
    let mut reader = Reader {
        source,
        provenance: Vec::new(),
    };
    let rulebook = raw.check(effective, escalation, &mut reader)?;
    Ok((rulebook, place))
}

/// Steps must be addressed to somebody known and climb.
fn ladder(
    source: &Source<'_>,
    raw: Vec<Spanned<EscalationStep>>,
) -> Result<Vec<EscalationStep>, ProfileError> {
    let mut steps: Vec<EscalationStep> = Vec::with_capacity(raw.len());
    for step in raw {
        let span = step.span();
        let step = step.into_inner();
        if !ADDRESSEES.contains(&step.to.as_str()) {
            let known = ADDRESSEES.join(", ");
            return Err(source.refuse(
                &span,
                format!("催办层级的对象“{}”不认识，可用：{known}", step.to),
                format!(
                    "unknown addressee {:?} of an escalation step, expected one of {known}",
                    step.to
                ),
            ));
        }
        if step.name.trim().is_empty() {
            return Err(source.refuse(
                &span,
                "催办层级的 name 不能为空",
                "the name of an escalation step must not be empty",
            ));
        }
        if steps
            .last()
            .is_some_and(|last| last.days_late >= step.days_late)
        {
            return Err(source.refuse(
                &span,
                format!("催办层级“{}”的 days_late 应大于上一级", step.name),
                format!(
                    "days_late of step {:?} must be greater than that of the step before",
                    step.name
                ),
            ));
        }
        steps.push(step);
    }
    Ok(steps)
}
