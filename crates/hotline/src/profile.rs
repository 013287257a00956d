//! The profile of a city: its rules, catalogue, units and holidays, read from text files.

mod amended;
mod composed;
mod error;
mod files;
mod head;
mod source;

pub(crate) use amended::Layer;
use amended::{Layers, Texts};
pub use composed::ComposedIn;
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
    /// Words of which a search for one finds the others, a group each: 噪音, 噪声.
    pub synonyms: Vec<Vec<String>>,
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
            synonyms: head.synonyms,
            files: texts.clone(),
        })
    }

    /// The calendar of the profile's holiday notices.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        Calendar::new(&self.notices)
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
