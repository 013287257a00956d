//! 查找: by number, or by words within what the actor sees and reads.

mod rebuild;
pub(crate) mod spelling;

use self::spelling::spellings;
use crate::reading::Filter;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::event::Event;
use hotline::refusal::{Code, Refusal};
use hotline::scope::shelf::{Look, Shelf, concerns_search, words_on};
use hotline::scope::view::{CaseView, Opened};
use hotline::scope::{Reach, sees};
use hotline::text::TextRef;
use std::collections::{BTreeMap, BTreeSet};
use store::commit::{Commit, Conflict, StreamWrite};
use store::sealed::CaseWords;
use store::search::{Search, Tokens};
use store::{Abort, StoreError, TextTerm};
use text::query::{QUERY_MAX, Query, QueryError};
use text::token::{add_tokens, without};

/// What stands before a number where it is told.
const CALLED: [&str; 8] = [
    "受理编号",
    "诉求编号",
    "工单编号",
    "编号",
    "CASE NUMBER",
    "CASE NO",
    "NUMBER",
    "NO",
];

/// So many ways of saying what was typed are looked for, at most.
const WAYS: usize = 6;

/// The terms of a query, as the database is asked for them.
fn terms(query: &Query) -> Vec<TextTerm<'_>> {
    let terms = query.terms().iter().map(|term| TextTerm {
        token: &term.token,
        begins: term.begins,
    });
    terms.collect()
}

impl App {
    /// Cases found, the newest first; `before` is the id where the last page ended. A number finds its
    /// case and nothing else; to staff also the number under which a line knows it (两号并存).
    ///
    /// # Errors
    /// `bad_value` if there is nothing to look for; or the database does not answer.
    pub async fn search(
        &self,
        actor: &Actor,
        typed: &str,
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, CaseView)>, AppError> {
        let found = if let Some(no) = self.number_in(typed) {
            self.by_number(actor, &no, before).await?
        } else if let Some(of_lines) = self.by_number_of_a_line(actor, typed, before).await? {
            of_lines
        } else {
            let asked = self.asked(typed)?;
            self.by_words(actor, &asked, filter, before, limit).await?
        };
        self.views(actor, found).await
    }

    /// The number of a case, if nothing else was typed: the city's letters and then digits, as they stand in
    /// a message: in brackets, before a full stop, behind 编号, in groups.
    fn number_in(&self, typed: &str) -> Option<String> {
        if typed.len() > QUERY_MAX {
            return None;
        }
        let around = |c: char| !c.is_alphanumeric();
        let normal = text::normal::normalise(typed).to_ascii_uppercase();
        let no = normal.trim_matches(around);
        let no = CALLED
            .iter()
            .find_map(|word| no.strip_prefix(word))
            .unwrap_or(no);
        let no = no.trim_start_matches(around);
        let no: String = no
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let digits = no.strip_prefix(self.profile().number_prefix.as_str())?;
        let all = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then_some(no)
    }

    async fn by_number(
        &self,
        actor: &Actor,
        no: &str,
        before: Option<i64>,
    ) -> Result<Vec<Case>, AppError> {
        match self.seen_case(actor, no).await {
            Ok(case) => Ok(Vec::from_iter((before.is_none()).then_some(case))),
            Err(AppError::Refused(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Cases that lines know under this number, in whatever case and width, if the actor sees one.
    async fn by_number_of_a_line(
        &self,
        actor: &Actor,
        typed: &str,
        before: Option<i64>,
    ) -> Result<Option<Vec<Case>>, AppError> {
        let no = typed.trim();
        if !matches!(actor, Actor::Staff(_)) || no.is_empty() || no.len() > QUERY_MAX {
            return Ok(None);
        }
        let profile = self.profile();
        let lines = profile.catalogue.lines().iter();
        let lines = lines.map(|line| line.number.as_str());
        let reach = Reach::of(actor, &profile.directory);
        let spellings = spellings(no);
        let spellings = spellings.iter().map(String::as_str);
        let cases = self.store().cases_of_lines(&reach, lines, spellings);
        let mut cases = cases.await?;
        cases.retain(|case| sees(actor, case, &profile.directory));
        if cases.is_empty() {
            return Ok(None);
        }
        cases.retain(|case| before.is_none_or(|before| case.id < before));
        Ok(Some(cases))
    }

    /// What is looked for: the words that were typed, or the same with others that the city takes for them.
    fn asked(&self, typed: &str) -> Result<Vec<Query>, AppError> {
        let segmenter = self.segmenter();
        let mut asked = vec![Query::read(typed, &segmenter).map_err(refused)?];
        let mut ways = vec![typed.to_owned()];
        for words in &self.profile().synonyms {
            let others: Vec<String> = (ways.iter())
                .flat_map(|way| {
                    let said = words.iter().filter(|word| way.contains(word.as_str()));
                    said.flat_map(|said| {
                        let others = words.iter().filter(move |word| *word != said);
                        others.map(|word| way.replace(said.as_str(), word))
                    })
                })
                .collect();
            ways.extend(others);
            ways.truncate(WAYS);
        }
        let others = ways.iter().skip(1);
        asked.extend(others.filter_map(|way| Query::read(way, &segmenter).ok()));
        Ok(asked)
    }

    async fn by_words(
        &self,
        actor: &Actor,
        asked: &[Query],
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Case>, AppError> {
        let groups: Vec<Vec<TextTerm<'_>>> = asked.iter().map(terms).collect();
        let mut found: BTreeMap<i64, Case> = BTreeMap::new();
        for look in Look::of(actor, &self.profile().directory) {
            let search = Search {
                look: &look,
                groups: &groups,
                filter,
                before,
                limit,
            };
            let cases = self.store().search(search).await?;
            found.extend(cases.into_iter().map(|case| (case.id, case)));
        }
        let newest = found.into_values().rev();
        Ok(newest
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .collect())
    }

    /// Commits, with the tokens by which the cases are found from now on.
    pub(crate) async fn put(&self, mut commit: Commit) -> Result<(), Abort<Conflict>> {
        for stream in &mut commit.streams {
            stream.found_by = self.found_by(stream).await?;
        }
        self.store().commit(commit).await
    }

    /// The tokens of a case as it will be; none if nothing changes by which it is found.
    pub(crate) async fn found_by(
        &self,
        stream: &StreamWrite,
    ) -> Result<Option<Tokens>, StoreError> {
        let mut events = stream.events.iter().map(|recorded| &recorded.event);
        if !events.any(concerns_search) {
            return Ok(None);
        }
        let id = stream.case.id;
        let mut earlier = Vec::new();
        let mut known = CaseWords::default();
        if stream.expected > 0 {
            // Nobody has written in between, or this commit will be refused as stale.
            earlier = self.store().events(id).await?;
            known = self.store().words(id).await?;
        }
        known.add(&stream.texts, &stream.persons);
        let events = earlier.iter().chain(&stream.events);
        let events: Vec<_> = events.map(|recorded| &recorded.event).collect();
        Ok(Some(self.findable(&stream.case, &events, &known).await?))
    }

    /// The tokens by which a stored case is found.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn tokens_of(&self, case: &Case) -> Result<Tokens, StoreError> {
        let events = self.store().events(case.id).await?;
        let events: Vec<_> = events.iter().map(|recorded| &recorded.event).collect();
        let words = self.store().words(case.id).await?;
        self.findable(case, &events, &words).await
    }

    /// The tokens of a case. Once its persons are erased nobody knows any more which of the older words
    /// are their names: of these only what stands in the index stays there, and nothing comes in.
    async fn findable(
        &self,
        case: &Case,
        events: &[&Event],
        opened: &CaseWords,
    ) -> Result<Tokens, StoreError> {
        let all = tokens(case, events, opened, &|_| true);
        let erased = |event: &&Event| matches!(event, Event::Erased { .. });
        let Some(place) = events.iter().rposition(erased) else {
            return Ok(all);
        };
        let later = events[place..].iter().flat_map(|event| event.words());
        let later: BTreeSet<_> = later.map(|(_, text, _)| text.id).collect();
        let later = tokens(case, events, opened, &|text| later.contains(&text.id));
        let mut findable = Vec::with_capacity(all.len());
        for ((shelf, all), (_, later)) in all.into_iter().zip(&later) {
            let mut tokens: BTreeSet<_> = later.split_whitespace().map(str::to_owned).collect();
            let older = all.split_whitespace();
            let older: Vec<_> = older.filter(|token| !tokens.contains(*token)).collect();
            tokens.extend(self.store().standing(case.id, &older).await?);
            let tokens: Vec<_> = tokens.into_iter().collect();
            findable.push((shelf, tokens.join(" ")));
        }
        Ok(findable)
    }
}

/// The tokens of a case on each shelf. Particulars of the requester are taken out of the words first:
/// nobody is found by name or number because somebody wrote them into the text. Only texts that count.
pub(crate) fn tokens(
    case: &Case,
    events: &[&Event],
    opened: &dyn Opened,
    counts: &dyn Fn(&TextRef) -> bool,
) -> Tokens {
    let requester = case.facts.requester.as_ref();
    let requester = requester.and_then(|person| opened.person(person));
    let requester = requester.unwrap_or_default();
    let lines = [&requester.name, &requester.address, &requester.email];
    let particulars: Vec<&str> = lines
        .into_iter()
        .flatten()
        .map(hotline::text::Line::as_str)
        .chain(requester.phone.iter().map(hotline::person::Phone::as_str))
        .collect();
    let on = |shelf: Shelf| {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for text in words_on(shelf, case, events) {
            if counts(text)
                && seen.insert(text.id)
                && let Some(words) = opened.words(text)
            {
                add_tokens(&without(&words, particulars.iter().copied()), &mut found);
            }
        }
        let found: Vec<String> = found.into_iter().collect();
        (shelf, found.join(" "))
    };
    Shelf::ALL.into_iter().map(on).collect()
}

pub(crate) fn refused(error: QueryError) -> AppError {
    let why = match error {
        QueryError::TooLong => {
            format!("q：最多 {QUERY_MAX} 字 (at most {QUERY_MAX} characters)")
        }
        QueryError::Nothing => {
            "q：请输入要查的字、词或编号，标点和表情单独查不了 (type a word or a number to look for; signs and emoji alone are not looked for)".to_owned()
        }
        QueryError::LongNumber => {
            "q：全文不查电话、证件等长号码，请按来电号码查 (long numbers are not looked for in texts; look up the caller)"
                .to_owned()
        }
    };
    Refusal::because(Code::BadValue, why).into()
}
