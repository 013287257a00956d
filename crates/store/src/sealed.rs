//! `texts` and `persons`: words and particulars, apart from the events that refer to them.

use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql, Tx, Val};
use hotline::case::event::Erasure;
use hotline::person::{Phone, Requester};
use hotline::scope::view::Opened;
use hotline::text::{PersonRef, TextRef};
use std::collections::BTreeMap;

/// Words to be kept.
#[derive(Debug, Clone)]
pub struct SealedText {
    /// Id, unique in the case.
    pub id: i64,
    /// Salt of the digest that the event carries.
    pub salt: [u8; 16],
    /// The words.
    pub body: String,
}

/// A person to be kept.
#[derive(Debug, Clone)]
pub struct SealedPerson {
    /// Id, unique in the case.
    pub id: i64,
    /// Salt of the digest that the event carries.
    pub salt: [u8; 16],
    /// The particulars.
    pub person: Requester,
}

pub(crate) const TEXT_COLUMNS: &[&str] = &["case_id", "text_id", "salt", "body"];

pub(crate) const PERSON_COLUMNS: &[&str] = &["case_id", "person_id", "salt", "body", "phone"];

pub(crate) fn text_row(case: i64, text: &SealedText) -> Vec<Val> {
    vec![
        case.into(),
        text.id.into(),
        text.salt.into(),
        text.body.as_str().into(),
    ]
}

pub(crate) fn person_row(case: i64, person: &SealedPerson) -> Result<Vec<Val>, StoreError> {
    let body = serde_json::to_string(&person.person)
        .map_err(|error| StoreError::unreadable("persons.body", error))?;
    // The body keeps the number as it was given, its digest with it; this column is what is looked up.
    let phone = person.person.phone.as_ref().map(Phone::dialled);
    Ok(vec![
        case.into(),
        person.id.into(),
        person.salt.into(),
        body.into(),
        phone.into(),
    ])
}

/// Words and persons of a case.
#[derive(Debug, Clone, Default)]
pub struct CaseWords {
    texts: BTreeMap<i64, SealedText>,
    persons: BTreeMap<i64, SealedPerson>,
}

impl CaseWords {
    pub(crate) fn of(texts: Vec<SealedText>, persons: Vec<SealedPerson>) -> Self {
        Self {
            texts: texts.into_iter().map(|text| (text.id, text)).collect(),
            persons: persons
                .into_iter()
                .map(|person| (person.id, person))
                .collect(),
        }
    }

    /// Words with their salt, for the copy that a part of a split gets.
    pub fn sealed_text(&self, id: i64) -> Option<SealedText> {
        self.texts.get(&id).cloned()
    }

    /// A person with his salt, for the copy that a part of a split gets.
    pub fn sealed_person(&self, id: i64) -> Option<&SealedPerson> {
        self.persons.get(&id)
    }
}

impl CaseWords {
    /// Takes in what is about to be written.
    pub fn add(&mut self, texts: &[SealedText], persons: &[SealedPerson]) {
        self.texts
            .extend(texts.iter().map(|text| (text.id, text.clone())));
        self.persons
            .extend(persons.iter().map(|person| (person.id, person.clone())));
    }
}

impl Opened for CaseWords {
    fn words(&self, text: &TextRef) -> Option<String> {
        self.texts.get(&text.id).map(|sealed| sealed.body.clone())
    }
    fn person(&self, person: &PersonRef) -> Option<Requester> {
        self.persons
            .get(&person.id)
            .map(|sealed| sealed.person.clone())
    }
}

impl Record for SealedText {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("text_id")?,
            salt: row.get("salt")?,
            body: row.get("body")?,
        })
    }
}

impl Record for SealedPerson {
    fn read(row: &Row) -> Result<Self, DbError> {
        let body: String = row.get("body")?;
        let person = serde_json::from_str(&body).map_err(|error| DbError::Column {
            column: "persons.body".to_owned(),
            why: error.to_string(),
        })?;
        Ok(Self {
            id: row.get("person_id")?,
            salt: row.get("salt")?,
            person,
        })
    }
}

/// 清除: deletes persons, or words and files as well, with their salts; what the events hold of them then proves
/// nothing about anybody.
pub(crate) async fn erase(tx: &mut Tx, case: i64, what: Erasure) -> Result<(), DbError> {
    if what == Erasure::Words {
        let texts = Sql::new("delete from texts where case_id = {}");
        tx.run(texts.bind(case)).await?;
        // What no case refers to is swept away from where files are kept.
        let files = Sql::new("delete from attachments where case_id = {}");
        tx.run(files.bind(case)).await?;
    }
    let persons = Sql::new("delete from persons where case_id = {}");
    tx.run(persons.bind(case)).await?;
    Ok(())
}

/// A row that belongs to a case.
struct OfCase<T>(i64, T);

impl<T: Record> Record for OfCase<T> {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self(row.get("case_id")?, T::read(row)?))
    }
}

/// Where words of cases are looked up.
const INDEXES: &[&str] = &["words_staff", "words_centre", "words_public"];
/// What 清除 deletes from.
const ERASED: &[&str] = &["texts", "persons", "attachments", "spots"];

impl Store {
    /// Writes the database's files anew, so that what was erased stands in them no more. Answers whether
    /// nothing is left: somebody may still read what was before ([`db::Db::rewrite`]).
    ///
    /// # Errors
    /// The disk is full, or the database does not answer.
    pub async fn rewrite_erased(&self) -> Result<bool, StoreError> {
        Ok(self.db.rewrite(INDEXES, ERASED).await?)
    }

    /// Words and persons of many cases, read at once for a page of a list.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn words_of(&self, cases: &[i64]) -> Result<BTreeMap<i64, CaseWords>, StoreError> {
        let texts =
            Sql::new("select case_id, text_id, salt, body from texts where case_id in ({})");
        let texts: Vec<OfCase<SealedText>> = self.db.all(texts.list(cases.iter().copied())).await?;
        let persons =
            Sql::new("select case_id, person_id, salt, body from persons where case_id in ({})");
        let persons: Vec<OfCase<SealedPerson>> =
            self.db.all(persons.list(cases.iter().copied())).await?;
        let mut words: BTreeMap<i64, CaseWords> = BTreeMap::new();
        for OfCase(case, text) in texts {
            words.entry(case).or_default().texts.insert(text.id, text);
        }
        for OfCase(case, person) in persons {
            let of_case = words.entry(case).or_default();
            of_case.persons.insert(person.id, person);
        }
        Ok(words)
    }

    /// Words and persons of a case.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn words(&self, case: i64) -> Result<CaseWords, StoreError> {
        let texts = Sql::new("select text_id, salt, body from texts where case_id = {}")
            .bind(case)
            .quick();
        let texts: Vec<SealedText> = self.db.all(texts).await?;
        let persons = Sql::new("select person_id, salt, body from persons where case_id = {}")
            .bind(case)
            .quick();
        let persons: Vec<SealedPerson> = self.db.all(persons).await?;
        Ok(CaseWords::of(texts, persons))
    }

    /// One person of a case; none if he was erased.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn person(&self, case: i64, person: i64) -> Result<Option<Requester>, StoreError> {
        let sql = Sql::new("select person_id, salt, body from persons where case_id = {}")
            .bind(case)
            .push("and person_id = {}")
            .bind(person);
        let sealed: Option<SealedPerson> = self.db.opt(sql).await?;
        Ok(sealed.map(|sealed| sealed.person))
    }
}
