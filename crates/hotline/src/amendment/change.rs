//! What an administrator fills in, and the file that it becomes.

use super::{NewDuties, NewItems, NewReasons, NewUnits, Part};
use crate::profile::{Profile, ProfileError};
use crate::refusal::{Code, Refusal};
use crate::rulebook::Rulebook;
use crate::text::Line;
use serde::Deserialize;
use toml::{Table, Value};
use workday::Date;

/// A new version of one part, as it is filled in, under the name of the part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = RulesChange))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Limits, counts and shares.
    Rulebook(NewRulebook),
    /// Items that are added, changed or ended.
    Items(NewItems),
    /// Reasons that are added, changed or ended.
    Reasons(NewReasons),
    /// Units that are added, changed or ended.
    Units(NewUnits),
    /// Duties that are added or ended.
    Duties(NewDuties),
}

/// A new version of the rulebook: the one in force on the day before it, with these keys changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRulebook {
    /// Title of the document; that of the version before if missing.
    #[serde(default)]
    pub title: Option<Line>,
    /// The document that says so, e.g. 榕政办〔2026〕12号. It becomes the source of every changed key.
    pub source: Line,
    /// Title or day of effect are still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
    /// The keys that change; all others stay as they are.
    pub keys: Vec<NewKey>,
}

/// A changed key of a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = NewRulebookKey))]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Its name, e.g. `limit_complaint`.
    pub key: String,
    /// Its number; nothing takes `list_limit` away, the only key that may be absent.
    pub value: Option<u32>,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}

impl Change {
    /// Which part it is of.
    pub const fn part(&self) -> Part {
        match self {
            Self::Rulebook(_) => Part::Rulebook,
            Self::Items(_) => Part::Items,
            Self::Reasons(_) => Part::Reasons,
            Self::Units(_) => Part::Units,
            Self::Duties(_) => Part::Duties,
        }
    }

    /// The same with the names that are looked up by pinyin spelled: initials of a name, the usual
    /// reading first.
    #[must_use]
    pub fn spelled(mut self, initials: impl Fn(&str) -> Vec<String>) -> Self {
        if let Self::Items(new) = &mut self {
            for item in &mut new.entries {
                item.initials = initials(item.name.as_str());
            }
        }
        self
    }

    /// The file that it becomes, in the form of the profile's files: a whole rulebook, or the entries of
    /// a list that change. `profile` is that of the day. Whether it is right is said by reading it with
    /// the others: [`Profile::amended`].
    ///
    /// # Errors
    /// `bad_value`: nothing changes, or there is no such key; `day_passed`: a version begins later.
    pub fn file(&self, effective: Date, profile: &Profile) -> Result<String, Refusal> {
        let table = match self {
            Self::Rulebook(new) => {
                // Also the files may hold a version whose day has not come.
                let later = profile.rulebooks.all().last();
                if let Some(later) = later.filter(|it| it.effective >= effective) {
                    let why = format!(
                        "effective：{0} 已有一版规则起施行，新的一版要在它之后 (a version begins on {0}; \
                         a new one comes after it)",
                        later.effective
                    );
                    return Err(Refusal::because(Code::DayPassed, why));
                }
                let before = profile.rulebooks.on(effective);
                new.table(effective, before.ok_or(Code::OutOfCalendar)?)?
            }
            Self::Items(new) => new.table(effective, &profile.catalogue)?,
            Self::Reasons(new) => new.table(effective, &profile.catalogue)?,
            Self::Units(new) => new.table(effective, &profile.directory)?,
            Self::Duties(new) => new.table(&profile.directory)?,
        };
        toml::to_string(&table).map_err(|error| Refusal::because(Code::BadValue, error.to_string()))
    }

    /// The loader's sentence about this version, whose file is `text` at `path`, as a refusal: whoever fills a
    /// version in sees no file, and is told the field in place of the line.
    pub fn refusal(&self, path: &str, text: &str, error: &ProfileError) -> Refusal {
        let line = error.line.filter(|_| error.file == path);
        let field = line.and_then(|line| self.field(text, line));
        let field = field.map_or(String::new(), |field| format!("{field}："));
        Refusal::because(
            Code::BadValue,
            format!("{field}{} ({})", error.zh, error.en),
        )
    }

    /// The field that a line of the file came from, such as `entries[3].parent`. Of units and duties: other
    /// lists tell an entry by what is wrong with it.
    fn field(&self, text: &str, line: usize) -> Option<String> {
        let entries = match self {
            Self::Units(new) => new.entries.len(),
            Self::Duties(new) => new.entries.len(),
            Self::Rulebook(_) | Self::Items(_) | Self::Reasons(_) => return None,
        };
        let lines = || text.lines().take(line);
        let at = lines().filter(|line| line.starts_with("[[")).count();
        let at = at.checked_sub(1)?;
        if at >= entries {
            return Some(format!("ended[{}]", at - entries));
        }
        let key = lines().last()?.split(" = ").next()?;
        // A duty is one text of the file and two fields.
        let whole = key == "duty" || key.starts_with('[');
        let key = if whole { "" } else { key };
        let dot = if whole { "" } else { "." };
        Some(format!("entries[{at}]{dot}{key}"))
    }
}

impl NewRulebook {
    fn table(&self, effective: Date, before: &Rulebook) -> Result<Table, Refusal> {
        if self.keys.is_empty() {
            let why = "keys：没有要改的 (nothing would change)";
            return Err(Refusal::because(Code::BadValue, why));
        }
        if self.source.as_str().is_empty() {
            let why = "source：请写依据的文件 (say which document says so)";
            return Err(Refusal::because(Code::BadValue, why));
        }
        let mut table = before.table();
        let title = self
            .title
            .as_ref()
            .map(Line::as_str)
            .filter(|title| !title.is_empty());
        table.insert("effective".to_owned(), effective.to_string().into());
        table.insert("title".to_owned(), title.unwrap_or(&before.title).into());
        table.insert("source".to_owned(), self.source.as_str().into());
        table.insert("composed".to_owned(), self.composed.into());
        for (at, new) in self.keys.iter().enumerate() {
            if self.keys[..at].iter().any(|earlier| earlier.key == new.key) {
                let why = format!("keys[{at}].key：{0} 写了两次 ({0} stands twice)", new.key);
                return Err(Refusal::because(Code::BadValue, why));
            }
            let Some(measure) = Rulebook::measure(&new.key) else {
                let why = format!("keys[{at}].key：规则没有 {0} 这一项 (no key {0})", new.key);
                return Err(Refusal::because(Code::BadValue, why));
            };
            match new.value {
                None => drop(table.remove(&new.key)),
                Some(value) => {
                    let mut key = Table::new();
                    key.insert("value".to_owned(), Value::Integer(value.into()));
                    key.insert("unit".to_owned(), measure.as_str().into());
                    key.insert("source".to_owned(), self.source.as_str().into());
                    key.insert("composed".to_owned(), new.composed.into());
                    table.insert(new.key.clone(), key.into());
                }
            }
        }
        Ok(table)
    }
}
