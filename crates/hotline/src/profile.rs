//! The profile of a city: its rules, catalogue, units and holidays, read from text files.

mod amended;
mod error;
mod files;
mod head;
mod source;

pub(crate) use amended::Layer;
use amended::{Layers, Texts};
pub use error::ProfileError;
pub(crate) use source::{Place, Source};

use workday::{Calendar, CalendarError, Notice};

use crate::catalogue::{self, Catalogue};
use crate::directory::{self, Directory};
use crate::rulebook::{self, Rulebook, Rulebooks};
use crate::shapes::{self, Shapes};
use files::Files;

/// Everything that is different in another city (`design.md §4`).
#[derive(Debug, Clone)]
pub struct Profile {
    /// Name of the profile, the folder it lies in, e.g. `fuzhou`.
    pub name: String,
    /// The city's Chinese name, e.g. 福州市.
    pub city: String,
    /// Versions of the rulebook.
    pub rulebooks: Rulebooks,
    /// Items, channels, reasons, lines.
    pub catalogue: Catalogue,
    /// Areas and units.
    pub directory: Directory,
    /// Holiday notices, in the order of their file names.
    pub notices: Vec<Notice>,
    /// Shapes of the areas for maps; empty where the profile has none.
    pub shapes: Shapes,
    /// What case numbers begin with, e.g. `FZ`.
    pub number_prefix: String,
    /// The files that it was read from, for amendments to be read with them.
    files: Texts,
}

impl Profile {
    /// Reads a profile from its files: pairs of the path inside the profile's folder, with `/`,
    /// and the text.
    ///
    /// Other files than `.toml` are passed over. Whatever is missing, unknown, contradictory or
    /// out of range is refused with file, line where it has one, and a sentence; the first
    /// mistake found is reported. Text of any kind is answered, never a panic.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Profile, ProfileError> {
        Profile::read(&Texts::of(files), &Layers::default())
    }

    /// Reads files and what amendments lay over them.
    fn read(texts: &Texts, layers: &Layers<'_>) -> Result<Profile, ProfileError> {
        let files = Files::sort(texts.iter().chain(layers.rulebooks.iter().copied()))?;
        let head = head::load(&files.profile)?;
        let rulebooks = rulebooks(&files.rulebooks)?;
        let (categories, items) = catalogue::items(&files.items, &layers.items)?;
        let directory = directory::load(
            &files.units,
            &layers.units,
            &layers.duties,
            &head.defaults,
            &head.centre,
            &items,
        )?;
        let (decline, returns) = catalogue::reasons(&files.reasons, &layers.reasons)?;
        let channels = catalogue::channels(&files.channels)?;
        let lines = catalogue::lines(&files.hotlines, &directory)?;
        let notices = notices(&files.holidays)?;
        let shapes = files.shapes.as_ref();
        let shapes = shapes.map(|source| shapes::load(source, &directory));
        Ok(Profile {
            name: head.name,
            city: head.city,
            rulebooks,
            catalogue: Catalogue::new(categories, items, channels, decline, returns, lines),
            directory,
            notices,
            shapes: shapes.transpose()?.unwrap_or_default(),
            number_prefix: head.number_prefix,
            files: texts.clone(),
        })
    }

    /// The calendar of the profile's holiday notices.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        Calendar::new(&self.notices)
    }

    /// Every entry that officials must still confirm (`composed = true`), as
    /// `where: what`, in the order rulebooks, items, channels, reasons, lines, units, duties, holidays.
    pub fn composed(&self) -> Vec<String> {
        let mut entries = Vec::new();
        for book in self.rulebooks.all() {
            let title = format!("rulebook {}", book.effective);
            if book.composed {
                entries.push(format!("{title}: effective"));
            }
            let keys = book.keys();
            let open = keys.iter().filter(|key| key.composed);
            entries.extend(open.map(|key| format!("{title}: {} = {}", key.key, key.value)));
        }
        let items = self.catalogue.items().iter().filter(|item| item.composed);
        entries.extend(items.map(|item| format!("item {}: {}", item.code, item.name)));
        let channels = self
            .catalogue
            .channels()
            .iter()
            .filter(|channel| channel.composed);
        entries.extend(channels.map(|it| format!("channel {}: {}", it.code, it.name)));
        for (list, reasons) in [
            ("decline", self.catalogue.decline_reasons()),
            ("return", self.catalogue.return_reasons()),
        ] {
            let open = reasons.iter().filter(|reason| reason.composed);
            entries.extend(open.map(|it| format!("{list} reason {}: {}", it.code, it.name)));
        }
        let lines = self.catalogue.lines().iter().filter(|line| line.composed);
        entries.extend(lines.map(|line| format!("line {}: {}", line.number, line.name)));
        let units = self.directory.units().filter(|unit| unit.composed);
        entries.extend(units.map(|unit| format!("unit {}: {}", unit.code, unit.name)));
        for unit in self.directory.units() {
            let open = unit.duties.iter().filter(|duty| duty.composed);
            entries.extend(open.map(|duty| format!("duty {}: {} {duty}", unit.code, unit.name)));
        }
        let notices = self.notices.iter().filter(|notice| notice.composed);
        entries.extend(notices.map(|it| format!("holidays {}: {}", it.issued, it.title)));
        entries
    }
}

/// No two versions may begin on the same day, and there is at least one.
fn rulebooks(sources: &[Source<'_>]) -> Result<Rulebooks, ProfileError> {
    let mut loaded: Vec<Rulebook> = Vec::with_capacity(sources.len());
    for source in sources {
        let (rulebook, place) = rulebook::load(source)?;
        if loaded
            .iter()
            .any(|other| other.effective == rulebook.effective)
        {
            let day = rulebook.effective;
            return Err(place.refuse(
                format!("有两个规则版本都从 {day} 起生效"),
                format!("two versions of the rulebook take effect on {day}"),
            ));
        }
        loaded.push(rulebook);
    }
    if loaded.is_empty() {
        return Err(ProfileError {
            file: "rulebook-YYYY-MM-DD.toml".to_owned(),
            line: None,
            zh: "缺少规则文件，至少要有一个版本".to_owned(),
            en: "no rulebook: at least one version is needed".to_owned(),
        });
    }
    Ok(Rulebooks::new(loaded))
}

/// Each notice by itself, then all together.
fn notices(sources: &[Source<'_>]) -> Result<Vec<Notice>, ProfileError> {
    let mut notices = Vec::with_capacity(sources.len());
    for source in sources {
        let notice = Notice::from_toml(source.text).map_err(|error| ProfileError {
            file: source.path.to_owned(),
            line: error.line,
            zh: error.zh(),
            en: error.en(),
        })?;
        notices.push(notice);
    }
    Calendar::new(&notices).map_err(|error| ProfileError {
        file: "holidays".to_owned(),
        line: None,
        zh: format!("放假安排之间有矛盾：{error}"),
        en: format!("the holiday notices contradict each other: {error}"),
    })?;
    Ok(notices)
}
