//! Stories: acceptance tests that a hotline director can read (`design.md §8`). Each is played on a
//! fresh database of its own, through this crate, the way the API takes; timers fire between the
//! steps, each with the clock at its due.

mod cast;
mod expect;
mod script;
mod timeline;

use crate::clock::SetClock;
use crate::execute::Ask;
use crate::{App, AppError};
use cast::{Cast, Who};
use hotline::actor::Actor;
use hotline::case::command::{Command, Verb};
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use script::{Script, Step};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::{Scratch, Store};
use timeline::Timeline;
use workday::{Instant, Notice};

/// Why a story did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The file is not a story.
    #[error("{0}")]
    Script(String),
    /// An expectation was not met.
    #[error("第 {step} 步：{what}\n  应为 {expected}\n  实为 {came}")]
    Unmet {
        /// The step, from 1.
        step: usize,
        /// Which expectation.
        what: String,
        /// What was expected.
        expected: String,
        /// What came.
        came: String,
    },
    /// The platform failed.
    #[error(transparent)]
    App(#[from] AppError),
}

/// What is handed in where a story attaches something.
const SMALL_DOCUMENT: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A case of the story.
#[derive(Debug, Clone)]
struct Known {
    no: String,
    /// Names under which its requester goes.
    requesters: Vec<String>,
    /// Its query code, as it was told; a part of a split has none of its own.
    code: Option<String>,
}

/// What a step led to.
#[derive(Debug, Default)]
struct Came {
    refused: Option<Refusal>,
    events: Vec<String>,
    label: Option<String>,
}

/// Plays a story. Without a database it is a SQLite file that goes with the story; with the URL of a
/// PostgreSQL server it is a database made for the story on that server, and dropped.
///
/// # Errors
/// The story is not understood, an expectation was not met, or the platform failed.
pub async fn play(
    file: &Path,
    database: Option<&str>,
    profile: Profile,
    tell: &mut dyn FnMut(&str),
) -> Result<(), StoryError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| StoryError::Script(format!("{}: {error}", file.display())))?;
    let script = Script::read(&text).map_err(StoryError::Script)?;
    if let Some(other) = script.profile.as_ref().filter(|it| **it != profile.name) {
        return Err(StoryError::Script(format!(
            "profile：这个故事写给 {other}，现在的配置是 {0}；用 --profile 指出它的文件夹 (written for {other}, \
             this is {0}: name its folder by --profile)",
            profile.name
        )));
    }
    let scratch = match database {
        Some(url) if !url.starts_with("sqlite:") => Scratch::postgres(url, "minsheng_story_").await,
        _ => Scratch::sqlite(),
    };
    let scratch = scratch.map_err(|error| AppError::from(store::StoreError::from(error)))?;
    let store = Store::open(scratch.url()).await.map_err(AppError::from)?;
    let first = script
        .steps
        .first()
        .map_or(Instant::from_millis(0), |step| step.at);
    let clock = Arc::new(SetClock::at(first));
    let app = App::open(store.clone(), profile, clock.clone(), script.rulebook).await?;
    let cast = Cast::of(&script, &app.profile().directory).map_err(StoryError::Script)?;
    let folder = file.parent().unwrap_or(Path::new(".")).to_owned();
    let timeline = Timeline::new(&app);
    let mut stage = Stage {
        app: &app,
        clock: &clock,
        cast,
        folder,
        known: BTreeMap::new(),
    };
    tell(&format!("《{}》", script.title));
    let played = stage.play(&script, &timeline, tell).await;
    drop(stage);
    store.close().await;
    played
}

struct Stage<'a> {
    app: &'a App,
    clock: &'a SetClock,
    cast: Cast,
    folder: std::path::PathBuf,
    known: BTreeMap<String, Known>,
}

impl Stage<'_> {
    async fn play(
        &mut self,
        script: &Script,
        timeline: &Timeline<'_>,
        tell: &mut dyn FnMut(&str),
    ) -> Result<(), StoryError> {
        for (n, step) in script.steps.iter().enumerate() {
            self.advance(step.at).await?;
            let came = self.carry_out(step).await?;
            // What the step woke (a merged case's look at its parent) is due at once.
            self.advance(step.at).await?;
            let case = match came.label.as_ref().and_then(|label| self.known.get(label)) {
                Some(known) => self
                    .app
                    .store()
                    .case(&known.no)
                    .await
                    .map_err(AppError::from)?,
                None => None,
            };
            tell(&timeline.line(step, &came, case.as_ref()));
            expect::check(self, n + 1, step, &came, case.as_ref()).await?;
        }
        Ok(())
    }

    /// Lets the time pass: every timer on the way fires with the clock at its due; then the feed is
    /// sequenced and followed, and what waits in the outbox is delivered.
    async fn advance(&self, until: Instant) -> Result<(), AppError> {
        while let Some(timer) = self.app.next_due(until).await? {
            self.clock.set(timer.at.max(self.app.now()));
            self.app.fire(&timer).await?;
        }
        self.clock.set(until.max(self.app.now()));
        self.app.follow_feed().await?;
        self.app.deliver(None).await?;
        Ok(())
    }

    async fn carry_out(&mut self, step: &Step) -> Result<Came, StoryError> {
        match step.action.as_str() {
            "tick" => Ok(Came {
                label: self.label(step),
                ..Came::default()
            }),
            "import_calendar" => {
                self.import_calendar(step).await?;
                Ok(Came {
                    label: self.label(step),
                    ..Came::default()
                })
            }
            "register" => self.register(step).await,
            _ => self.command(step).await,
        }
    }

    async fn import_calendar(&self, step: &Step) -> Result<(), StoryError> {
        let bad = |why: String| StoryError::Script(format!("import_calendar: {why}"));
        let file = step
            .with
            .get("file")
            .and_then(Value::as_str)
            .ok_or_else(|| bad("file?".to_owned()))?;
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| bad(format!("{}: {error}", path.display())))?;
        let ics = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("ics"));
        let notice = if ics {
            Notice::from_ics(&text, step.at.date())
        } else {
            Notice::from_toml(&text)
        };
        self.app
            .load_notice(
                &Actor::System.label(),
                notice.map_err(|error| bad(error.zh()))?,
            )
            .await?;
        Ok(())
    }

    /// The case that a step is about: the named one, or the only one.
    fn label(&self, step: &Step) -> Option<String> {
        if let Some(label) = &step.case {
            return Some(label.clone());
        }
        // Parts of a split have labels of their own, made from the label of the whole.
        let part = |label: &str| {
            label
                .rsplit_once('.')
                .is_some_and(|(whole, _)| self.known.contains_key(whole))
        };
        let mut labels = self.known.keys().filter(|label| !part(label));
        labels.next().filter(|_| labels.next().is_none()).cloned()
    }

    async fn register(&mut self, step: &Step) -> Result<Came, StoryError> {
        let label = step.case.clone().unwrap_or_else(|| "A".to_owned());
        let who = self.cast.who(&step.by).map_err(StoryError::Script)?;
        let mut with = step.with.clone();
        if let Some(Value::String(repeat)) = with.get_mut("repeat_of")
            && let Some(known) = self.known.get(repeat.as_str())
        {
            *repeat = known.no.clone();
        }
        let mut requesters: Vec<String> = Vec::new();
        requesters.extend(
            with.pointer("/requester/name")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned),
        );
        let actor = match &who {
            Who::Staff(staff) => Actor::Staff(staff.clone()),
            Who::Requester(name) => {
                requesters.extend(name.clone());
                Actor::Requester
            }
            Who::Public => Actor::Public,
            Who::System => Actor::System,
        };
        let done = match Command::read("register", with) {
            Ok(Command::Register(register)) => {
                self.app
                    .register(&actor, &step.by, &register, &Ask::default())
                    .await
            }
            Ok(_) => Err(Code::BadValue.into()),
            Err(refusal) => Err(refusal.into()),
        };
        match done {
            Ok(done) => {
                self.known.insert(
                    label.clone(),
                    Known {
                        no: done.no,
                        requesters,
                        code: done.code,
                    },
                );
                Ok(Came {
                    refused: None,
                    events: done.events,
                    label: Some(label),
                })
            }
            Err(AppError::Refused(refusal)) => Ok(Came {
                refused: Some(refusal),
                ..Came::default()
            }),
            Err(other) => Err(other.into()),
        }
    }

    async fn command(&mut self, step: &Step) -> Result<Came, StoryError> {
        let label = self
            .label(step)
            .ok_or_else(|| StoryError::Script(format!("{}：没说是哪一件 (case?)", step.action)))?;
        let known = self.known.get(&label).cloned();
        let known = known
            .ok_or_else(|| StoryError::Script(format!("没有“{label}”这一件 (no case {label})")))?;
        let mut with = step.with.clone();
        let code = with.as_object_mut().and_then(|with| with.remove("code"));
        if let Some(Value::String(into)) = with.get_mut("into")
            && let Some(parent) = self.known.get(into.as_str())
        {
            *into = parent.no.clone();
        }
        if step.action == "attach" {
            self.hand_in(&mut with).await?;
        }
        let done = match self.acting(step, &known, code.as_ref()).await {
            Ok(actor) => {
                let ask = Ask {
                    command_id: None,
                    if_match: step.version,
                };
                match Verb::find(&step.action) {
                    Some(verb) => {
                        let asked = (verb, with);
                        self.app.carry_out(&actor, &known.no, asked, &ask).await
                    }
                    None => Err(Refusal::because(Code::BadValue, step.action.clone()).into()),
                }
            }
            Err(error) => Err(error),
        };
        match done {
            Ok(done) => {
                for (n, part) in done.parts.iter().enumerate() {
                    let requesters = known.requesters.clone();
                    self.known.insert(
                        format!("{label}.{}", n + 1),
                        Known {
                            no: part.clone(),
                            requesters,
                            code: None,
                        },
                    );
                }
                Ok(Came {
                    refused: None,
                    events: done.events,
                    label: Some(label),
                })
            }
            Err(AppError::Refused(refusal)) => Ok(Came {
                refused: Some(refusal),
                events: Vec::new(),
                label: Some(label),
            }),
            Err(other) => Err(other.into()),
        }
    }

    /// A file to attach: one that is kept as any other is.
    async fn hand_in(&self, with: &mut Value) -> Result<(), AppError> {
        let mut coming = self.app.file_coming().await?;
        coming.write(SMALL_DOCUMENT).await.map_err(AppError::from)?;
        let kept = self
            .app
            .files()
            .keep(&mut coming, ())
            .await
            .map_err(AppError::from)?;
        let kept = serde_json::to_value(kept);
        let kept = kept.map_err(|error| AppError::Internal(error.to_string()))?;
        if let Some(with) = with.as_object_mut() {
            with.insert("file".to_owned(), kept);
        }
        Ok(())
    }

    /// Who acts on this case. A citizen is its requester by its query code; the right one is used
    /// where the step names none.
    async fn acting(
        &self,
        step: &Step,
        known: &Known,
        code: Option<&Value>,
    ) -> Result<Actor, AppError> {
        let who = self.cast.who(&step.by).map_err(AppError::Setup)?;
        let open_to_all = step.action == "me_too";
        let citizen = matches!(who, Who::Requester(_) | Who::Public);
        if let (true, Some(code)) = (citizen, code) {
            let code = code
                .as_str()
                .map_or_else(|| code.to_string(), ToOwned::to_owned);
            let actor = self.app.requester(&known.no, &code).await?;
            return Ok(if open_to_all && who == Who::Public {
                Actor::Public
            } else {
                actor
            });
        }
        let actor = match who {
            Who::Public if !open_to_all => Actor::Requester,
            who => who.looking_at(known),
        };
        // The right code goes through the door as well: a locked number refuses it too.
        match (&actor, &known.code) {
            (Actor::Requester, Some(code)) => self.app.requester(&known.no, code).await,
            _ => Ok(actor),
        }
    }
}

impl Who {
    /// As whom somebody looks at a case: a requester of another case is the public.
    fn looking_at(&self, known: &Known) -> Actor {
        match self {
            Self::Staff(staff) => Actor::Staff(staff.clone()),
            Self::Requester(None) => Actor::Requester,
            Self::Requester(Some(name)) => {
                let own = known.requesters.is_empty() || known.requesters.contains(name);
                if own { Actor::Requester } else { Actor::Public }
            }
            Self::Public => Actor::Public,
            Self::System => Actor::System,
        }
    }
}
