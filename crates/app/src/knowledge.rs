//! 知识库: proposing, reviewing and withdrawing entries; finding them; which of them an answer may be
//! taken from. The rules are `hotline::knowledge`'s.

use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::knowledge::{Entry, Ground, Mark, Proposal, ReviewOutcome, Version};
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use hotline::scope::knowledge as rights;
use hotline::text::Words;
use std::collections::{BTreeMap, BTreeSet};
use store::TextTerm;
use text::query::Query;
use text::token::add_tokens;

mod offered;

pub use offered::Offered;
pub use store::knowledge::Narrowed;

/// Entries that are read at once while their index is made anew.
const AT_ONCE: u32 = 100;

impl App {
    fn ground<'a>(&self, profile: &'a Profile) -> Ground<'a> {
        Ground {
            now: self.now(),
            catalogue: &profile.catalogue,
            directory: &profile.directory,
        }
    }

    /// Proposes a new entry; it waits for a librarian. `composed`: invented, for a demonstration.
    ///
    /// # Errors
    /// As [`Version::propose`]; or the database does not answer.
    pub async fn propose_knowledge(
        &self,
        actor: &Actor,
        proposal: &Proposal,
        composed: bool,
    ) -> Result<Entry, AppError> {
        let first = Version::propose(&self.ground(&self.profile()), actor, proposal, 1)?;
        let entry = Entry {
            id: chance::id(self.now())?,
            changes: 0,
            versions: vec![Version { composed, ..first }],
        };
        self.keep(actor, entry).await
    }

    /// Writes the next version of an entry, for whoever saw version `seen`.
    ///
    /// # Errors
    /// As [`Entry::revise`]; or the database does not answer.
    pub async fn revise_knowledge(
        &self,
        actor: &Actor,
        id: i64,
        proposal: &Proposal,
        seen: u32,
    ) -> Result<Entry, AppError> {
        let mut entry = self.knowledge_entry(actor, id).await?;
        let next = entry.revise(&self.ground(&self.profile()), actor, proposal, seen);
        entry
            .versions
            .push(self.or_overtaken(actor, &entry, next).await?);
        self.keep(actor, entry).await
    }

    /// A librarian passes the newest version or sends it back.
    ///
    /// # Errors
    /// As [`Entry::review`]; or the database does not answer.
    pub async fn review_knowledge(
        &self,
        actor: &Actor,
        id: i64,
        number: u32,
        outcome: ReviewOutcome,
        reason: Option<&Words>,
    ) -> Result<Entry, AppError> {
        let mut entry = self.knowledge_entry(actor, id).await?;
        let mark = entry.review(
            &self.ground(&self.profile()),
            actor,
            number,
            outcome,
            reason,
        );
        let mark = self.or_overtaken(actor, &entry, mark).await?;
        if let Some(newest) = entry.versions.last_mut() {
            newest.reviewed = Some((outcome, mark));
        }
        self.keep(actor, entry).await
    }

    /// A librarian takes the version that holds out of use.
    ///
    /// # Errors
    /// As [`Entry::withdraw`]; or the database does not answer.
    pub async fn withdraw_knowledge(
        &self,
        actor: &Actor,
        id: i64,
        reason: Option<&Words>,
    ) -> Result<Entry, AppError> {
        let mut entry = self.knowledge_entry(actor, id).await?;
        let (number, mark) = entry.withdraw(&self.ground(&self.profile()), actor, reason)?;
        let mut versions = entry.versions.iter_mut();
        if let Some(version) = versions.find(|version| version.number == number) {
            version.withdrawn = Some(mark);
        }
        self.keep(actor, entry).await
    }

    /// One entry with all its versions.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn knowledge_entry(&self, actor: &Actor, id: i64) -> Result<Entry, AppError> {
        if !rights::reads(actor) {
            return Err(Code::NotFound.into());
        }
        let mut found = self.store().knowledge(&[id]).await?;
        found.pop().ok_or_else(|| Code::NotFound.into())
    }

    /// Entries, the newest first; with words typed those that have them all.
    ///
    /// # Errors
    /// `not_yours`; `bad_value` if there is nothing to look for; or the database does not answer.
    pub async fn knowledge_list(
        &self,
        actor: &Actor,
        typed: Option<&str>,
        by: &Narrowed,
        limit: u32,
    ) -> Result<Vec<Entry>, AppError> {
        if !rights::reads(actor) {
            return Err(Code::NotYours.into());
        }
        let today = self.now().date();
        let query = self.typed(typed)?;
        let ids = match &query {
            None => self.store().knowledge_list(by, today, limit).await?,
            Some(query) => {
                let groups = [terms(query)];
                self.store()
                    .knowledge_found(&groups, by, today, limit)
                    .await?
            }
        };
        Ok(self.store().knowledge(&ids).await?)
    }

    /// How many entries [`App::knowledge_list`] has.
    ///
    /// # Errors
    /// As [`App::knowledge_list`].
    pub async fn count_knowledge(
        &self,
        actor: &Actor,
        typed: Option<&str>,
        by: &Narrowed,
    ) -> Result<i64, AppError> {
        if !rights::reads(actor) {
            return Err(Code::NotYours.into());
        }
        let query = self.typed(typed)?;
        let groups = query.as_ref().map(|query| [terms(query)]);
        let groups = groups.as_ref().map(<[_; 1]>::as_slice);
        let today = self.now().date();
        Ok(self.store().count_knowledge(groups, by, today).await?)
    }

    fn typed(&self, typed: Option<&str>) -> Result<Option<Query>, AppError> {
        let read = |typed| Query::read(typed, &self.segmenter()).map_err(crate::search::refused);
        typed.map(read).transpose()
    }

    /// Names of people who wrote, reviewed or withdrew these entries, by the label that marks carry.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn names_in(&self, entries: &[Entry]) -> Result<BTreeMap<String, String>, AppError> {
        let versions = entries.iter().flat_map(|entry| &entry.versions);
        let marks = versions.flat_map(|version| {
            let reviewed = version.reviewed.iter().map(|(_, mark)| mark);
            let written = std::iter::once(&version.written);
            written.chain(reviewed).chain(&version.withdrawn)
        });
        let labels: Vec<String> = marks.map(|mark| mark.by.clone()).collect();
        self.names_of(labels).await
    }

    /// Writes the words by which entries are found anew, from what is stored; gives how many entries. One
    /// that changes under our hands was written with its words just now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn rebuild_knowledge(&self) -> Result<u64, AppError> {
        let (mut by, mut done) = (Narrowed::default(), 0);
        let today = self.now().date();
        loop {
            let ids = self.store().knowledge_list(&by, today, AT_ONCE).await?;
            let Some(last) = ids.last() else {
                return Ok(done);
            };
            by.before = Some(*last);
            for entry in self.store().knowledge(&ids).await? {
                let tokens = tokens(&entry);
                self.store()
                    .replace_knowledge_tokens(entry.id, entry.changes, tokens)
                    .await?;
                done += 1;
            }
        }
    }

    /// What was decided; of one who saw an older version, with who wrote the newest and when.
    async fn or_overtaken<T>(
        &self,
        actor: &Actor,
        entry: &Entry,
        decided: Result<T, Refusal>,
    ) -> Result<T, AppError> {
        match decided {
            Err(refusal) if refusal.code == Code::Stale => {
                let newest = entry.newest();
                let did = (&newest.written, newest.number, "写了", "wrote");
                Err(self.overtaken(actor, did).await?)
            }
            decided => Ok(decided?),
        }
    }

    async fn overtaken(
        &self,
        actor: &Actor,
        (mark, number, zh, en): Did<'_>,
    ) -> Result<AppError, AppError> {
        let who = self.faster(actor, &mark.by, mark.at).await?;
        let why = format!(
            "{} {zh}第 {number} 版 ({} {en} version {number})",
            who.zh, who.en
        );
        Ok(Refusal::because(Code::Stale, why).into())
    }

    async fn keep(&self, actor: &Actor, entry: Entry) -> Result<Entry, AppError> {
        let (id, tokens) = (entry.id, tokens(&entry));
        let written = Entry {
            changes: entry.changes + 1,
            ..entry.clone()
        };
        if self.store().keep_knowledge(entry, tokens).await? {
            return Ok(written);
        }
        // Somebody was faster by less than it took to decide: what he did stands there by now.
        let entry = self.knowledge_entry(actor, id).await?;
        Err(match latest(&entry) {
            Some(did) => self.overtaken(actor, did).await?,
            None => Code::Stale.into(),
        })
    }
}

/// A mark, the number of its version, and what was done to that in both languages.
type Did<'a> = (&'a Mark, u32, &'static str, &'static str);

/// What was done to an entry last.
fn latest(entry: &Entry) -> Option<Did<'_>> {
    let did = entry.versions.iter().flat_map(|one| {
        let reviewed = one.reviewed.as_ref().map(|(outcome, mark)| match outcome {
            ReviewOutcome::Passed => (mark, one.number, "审核通过了", "passed"),
            ReviewOutcome::SentBack => (mark, one.number, "退回了", "sent back"),
        });
        let withdrawn = one.withdrawn.as_ref();
        let withdrawn = withdrawn.map(|mark| (mark, one.number, "停用了", "withdrew"));
        let written = (&one.written, one.number, "写了", "wrote");
        [Some(written), reviewed, withdrawn].into_iter().flatten()
    });
    did.max_by_key(|(mark, ..)| mark.at)
}

fn terms(query: &Query) -> Vec<TextTerm<'_>> {
    let terms = query.terms().iter().map(|term| TextTerm {
        token: &term.token,
        begins: term.begins,
    });
    terms.collect()
}

/// The words by which an entry is found: of the version that holds, else of the newest.
fn tokens(entry: &Entry) -> String {
    let shown = entry.holding().unwrap_or_else(|| entry.newest());
    let mut tokens = BTreeSet::new();
    add_tokens(&shown.question, &mut tokens);
    add_tokens(&shown.answer, &mut tokens);
    tokens.into_iter().collect::<Vec<_>>().join(" ")
}
