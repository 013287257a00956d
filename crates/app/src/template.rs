//! 答复模板: writing, changing, taking out of use; which of them somebody may begin a reply with.

use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::refusal::Code;
use hotline::scope::templates as rights;
use hotline::template::{Draft, Template};
use store::template::TemplateChange;

/// Templates of one answer; a unit with its uppers has a few dozen.
const MOST: u32 = 500;

impl App {
    /// Templates that hold and that the actor reads, by unit and name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn templates(&self, actor: &Actor) -> Result<Vec<Template>, AppError> {
        let units = rights::read_of(actor, &self.profile().directory);
        Ok(self.store().templates(units.as_ref(), MOST).await?)
    }

    /// Every version of a template that the actor reads, the first first.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn template(&self, actor: &Actor, id: i64) -> Result<Vec<Template>, AppError> {
        let versions = self.store().template(id).await?;
        let units = rights::read_of(actor, &self.profile().directory);
        let reads = |template: &Template| {
            units
                .as_ref()
                .is_none_or(|units| units.contains(&template.unit))
        };
        if versions.first().is_some_and(reads) {
            Ok(versions)
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// Writes a template for a unit.
    ///
    /// # Errors
    /// As [`Template::write`]; or the database does not answer.
    pub async fn write_template(
        &self,
        actor: &Actor,
        unit: &str,
        draft: &Draft,
    ) -> Result<Template, AppError> {
        let now = self.now();
        let directory = &self.profile().directory;
        let template = Template::write(actor, chance::id(now)?, unit, draft, now, directory)?;
        self.change_template(actor, TemplateChange::Write(template.clone()), &template)
            .await?;
        Ok(template)
    }

    /// Writes the next version, for whoever saw version `seen`.
    ///
    /// # Errors
    /// `not_found`; as [`Template::next`]; or the database does not answer.
    pub async fn revise_template(
        &self,
        actor: &Actor,
        id: i64,
        seen: u32,
        draft: &Draft,
    ) -> Result<Template, AppError> {
        let versions = self.template(actor, id).await?;
        let last = versions.last().ok_or(Code::NotFound)?;
        let next = last.next(actor, seen, draft, self.now(), &self.profile().directory)?;
        self.change_template(actor, TemplateChange::Write(next.clone()), &next)
            .await?;
        Ok(next)
    }

    /// Takes a template out of use. Its versions stay.
    ///
    /// # Errors
    /// `not_found`; as [`Template::may_change`]; or the database does not answer.
    pub async fn end_template(&self, actor: &Actor, id: i64, seen: u32) -> Result<(), AppError> {
        let versions = self.template(actor, id).await?;
        let last = versions.last().ok_or(Code::NotFound)?;
        last.may_change(actor, seen, &self.profile().directory)?;
        self.change_template(actor, TemplateChange::End(last.clone()), last)
            .await
    }

    async fn change_template(
        &self,
        actor: &Actor,
        change: TemplateChange,
        template: &Template,
    ) -> Result<(), AppError> {
        let act = match change {
            TemplateChange::Write(_) => "write_template",
            TemplateChange::End(_) => "end_template",
        };
        let Template {
            id,
            version,
            unit,
            name,
            ..
        } = template;
        let audit = self.act(actor, act, format!("{unit} {name} ({id}.{version})"))?;
        if self.store().change_template(change, audit).await? {
            Ok(())
        } else {
            Err(Code::Stale.into())
        }
    }
}
