//! 答复模板: words that a unit begins its replies with. A template is a row of dated versions; a changed
//! one is the next version, and what was written before stays as it was.

use crate::actor::Actor;
use crate::codes::UnitCode;
use crate::directory::Directory;
use crate::refusal::{Code, Refusal};
use crate::scope::templates as rights;
use crate::text::{Line, Words};
use workday::Instant;

/// One dated version of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Id, the same for all versions.
    pub id: i64,
    /// 1, 2, 3 …
    pub version: u32,
    /// The unit whose it is, and of all below it.
    pub unit: UnitCode,
    /// What it is called.
    pub name: String,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// It holds from then on.
    pub from: Instant,
    /// It held until then: replaced, or taken out of use.
    pub until: Option<Instant>,
}

/// What somebody writes down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is called.
    pub name: Line,
    /// The words.
    pub text: Words,
}

impl Template {
    /// A first version for a unit: code, name or alias.
    ///
    /// # Errors
    /// `unknown_unit`, `not_yours`, `bad_value`.
    pub fn write(
        actor: &Actor,
        id: i64,
        unit: &str,
        draft: &Draft,
        now: Instant,
        directory: &Directory,
    ) -> Result<Self, Refusal> {
        if !rights::may_write_at_all(actor) {
            return Err(Code::NotYours.into());
        }
        let found = directory.find(unit.trim());
        let found = found.filter(|unit| unit.in_force(now.date()));
        let unit = &found.ok_or(Code::UnknownUnit)?.code;
        if !rights::may_write(actor, unit, directory) {
            return Err(Code::NotYours.into());
        }
        checked(draft)?;
        Ok(Self {
            id,
            version: 1,
            unit: unit.clone(),
            name: draft.name.as_str().to_owned(),
            text: draft.text.as_str().to_owned(),
            by: actor.label(),
            from: now,
            until: None,
        })
    }

    /// The next version, for whoever saw this one.
    ///
    /// # Errors
    /// `not_yours`, `stale`, `bad_value`.
    pub fn next(
        &self,
        actor: &Actor,
        seen: u32,
        draft: &Draft,
        now: Instant,
        directory: &Directory,
    ) -> Result<Self, Refusal> {
        self.may_change(actor, seen, directory)?;
        checked(draft)?;
        Ok(Self {
            version: self.version + 1,
            name: draft.name.as_str().to_owned(),
            text: draft.text.as_str().to_owned(),
            by: actor.label(),
            from: now,
            ..self.clone()
        })
    }

    /// Whether the actor, who saw that version, may replace it or take it out of use.
    ///
    /// # Errors
    /// `not_yours`; `stale` if another version holds by now, or none.
    pub fn may_change(
        &self,
        actor: &Actor,
        seen: u32,
        directory: &Directory,
    ) -> Result<(), Refusal> {
        if !rights::may_write(actor, &self.unit, directory) {
            return Err(Code::NotYours.into());
        }
        if self.until.is_some() || seen != self.version {
            return Err(Code::Stale.into());
        }
        Ok(())
    }
}

fn checked(draft: &Draft) -> Result<(), Refusal> {
    for (name, empty) in [
        ("name", draft.name.is_empty()),
        ("text", draft.text.is_empty()),
    ] {
        if empty {
            let why = format!("{name}：没有填写 (missing)");
            return Err(Refusal::because(Code::BadValue, why));
        }
    }
    Ok(())
}
