//! 催办 督办 批注 标记 办理要点 解密 查看身份: acts that change no state.

use super::{Act, Decision, needed, reason, spoken};
use crate::actor::Post;
use crate::case::command::{
    Annotate, FlagCaller, Part, Release, RevealIdentity, Supervise, Urge, WriteHandlingText,
};
use crate::case::event::Event;
use crate::refusal::{Code, Refusal};
use crate::scope;
use crate::text::Vault;

impl Act<'_> {
    /// Whose the urging is: what an agent takes down is the caller's; a dispatcher or an inspector urges for
    /// his unit.
    pub(super) fn urge(&self, urge: &Urge, vault: &mut dyn Vault) -> Decision {
        Event::Urged {
            unit: self.owner(),
            text: spoken(urge.text.as_ref(), vault),
        }
        .into()
    }

    pub(super) fn supervise(
        &self,
        supervise: &Supervise,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        Ok(Event::Supervised {
            unit: self.unit().ok().cloned(),
            reason: reason(&supervise.reason, vault)?,
        }
        .into())
    }

    pub(super) fn annotate(
        &self,
        note: &Annotate,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        Ok(Event::Annotated {
            unit: self.unit()?.clone(),
            text: needed(&note.text, "text", vault)?,
        }
        .into())
    }

    pub(super) fn flag_caller(
        &self,
        flag: &FlagCaller,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        Ok(Event::CallerFlagged {
            reason: reason(&flag.reason, vault)?,
        }
        .into())
    }

    pub(super) fn write_handling_text(
        &self,
        write: &WriteHandlingText,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        Ok(Event::HandlingTextWritten {
            text: needed(&write.text, "text", vault)?,
        }
        .into())
    }

    pub(super) fn release(
        &self,
        release: &Release,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        self.is_secret()?;
        let reason = reason(&release.reason, vault)?;
        let what: Part = release.what;
        if let Part::File(seq) = what
            && self.case.file(seq).is_none()
        {
            let why = "what：这件没有这份附件 (the case has no such file)";
            return Err(Refusal::because(Code::BadValue, why));
        }
        Ok(Event::Released { what, reason }.into())
    }

    /// Only of a secret case anything is kept from the units.
    pub(super) fn is_secret(&self) -> Result<(), Refusal> {
        if self.case.facts.secret() {
            Ok(())
        } else {
            Err(Code::NotSecret.into())
        }
    }

    pub(super) fn may_know_who(&self) -> Result<(), Refusal> {
        let directory = self.context.directory;
        let trusted = |post: &Post| {
            scope::trusted(post.role) && self.case.is_decided_by(&post.unit, directory)
        };
        if self.case.facts.secret() && !self.actor.posts().iter().any(trusted) {
            Err(Code::Confidential.into())
        } else {
            Ok(())
        }
    }

    pub(super) fn reveal_identity(&self, reveal: &RevealIdentity) -> Result<Decision, Refusal> {
        self.may_know_who()?;
        if reveal.reason.is_empty() {
            return Err(Code::ReasonMissing.into());
        }
        Ok(Decision {
            reveals: true,
            ..Decision::default()
        })
    }
}
