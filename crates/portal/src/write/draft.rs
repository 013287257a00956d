//! What a citizen has written so far, and what is still wrong with it.

use super::{pin, places};
use crate::frame::Frame;
use crate::typed;
use app::AppError;
use hotline::case::command::Register;
use hotline::codes::AreaCode;
use hotline::kind::Kind;
use hotline::person::{Phone, Requester};
use hotline::point::Point;
use hotline::profile::Profile;
use hotline::shapes::Located;
use hotline::text::{LINE_MAX, Line, WORDS_MAX, Words};

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    What,
    Where,
    Photos,
    Who,
}

impl Step {
    pub(crate) const ALL: [Self; 4] = [Self::What, Self::Where, Self::Photos, Self::Who];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Where => "where",
            Self::Photos => "photos",
            Self::Who => "who",
        }
    }

    /// The step that a button asks for: `to-where`.
    pub(crate) fn asked(go: &str) -> Option<Self> {
        let code = go.strip_prefix("to-")?;
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    pub(crate) const fn number(self) -> usize {
        self as usize + 1
    }
}

/// A field that is wrong.
pub(crate) struct Mistake {
    pub(crate) step: Step,
    pub(crate) field: &'static str,
    pub(crate) sentence: String,
}

/// The form, whatever step it comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// Idempotency-Key: sent twice, it is one case.
    pub(crate) key: String,
    /// The step that was filled in.
    pub(crate) step: String,
    /// The button: `next`, `to-STEP`, `look-WORD`.
    pub(crate) go: String,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) place: String,
    pub(crate) area: String,
    /// Longitude and latitude, as the script writes them; empty without one.
    pub(crate) point: String,
    /// `named`, `confidential`, `anonymous`.
    pub(crate) who: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    /// Filled by the script of a browser that keeps chosen photos until the words are sent. Empty: a step
    /// cannot hand files on, so photos are chosen in the form that is sent last.
    pub(crate) keeps: String,
    /// Names of photos came as words of the step that keeps them: its script was not there yet, nothing is kept.
    unkept: bool,
}

impl Draft {
    /// A form as it came; fields that it does not have are not read.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        let mut draft = Self::default();
        for (name, value) in fields {
            if name == "photo" {
                draft.unkept |= !value.is_empty();
            } else {
                draft.set(&name, &value);
            }
        }
        draft
    }

    /// A key of its own for a form that has none.
    pub(crate) fn take_key(&mut self) -> Result<(), AppError> {
        let good = self.key.len() == 32 && self.key.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !good {
            self.key = app::chance::token()?;
        }
        Ok(())
    }

    pub(crate) fn step(&self) -> Step {
        let named = Step::ALL.into_iter().find(|step| step.code() == self.step);
        named.unwrap_or(Step::What)
    }

    /// Whether photos have a step of their own, or stand on the page of the last one.
    pub(crate) fn keeps(&self) -> bool {
        !self.keeps.is_empty()
    }

    /// The step after another; after the last the case is sent.
    pub(crate) fn after(&self, step: Step) -> Option<Step> {
        match step {
            Step::What => Some(Step::Where),
            Step::Where if self.keeps() => Some(Step::Photos),
            Step::Where | Step::Photos => Some(Step::Who),
            Step::Who => None,
        }
    }

    /// The step before another.
    pub(crate) fn before(&self, step: Step) -> Option<Step> {
        match step {
            Step::What => None,
            Step::Where => Some(Step::What),
            Step::Photos => Some(Step::Where),
            Step::Who if self.keeps() => Some(Step::Photos),
            Step::Who => Some(Step::Where),
        }
    }

    /// Takes a field as it came; other names are not read.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let value = match name {
            "text" => typed::words(value),
            _ => typed::line(value),
        };
        if let Some(place) = self.field(name) {
            *place = value;
        }
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "key" => &mut self.key,
            "step" => &mut self.step,
            "go" => &mut self.go,
            "kind" => &mut self.kind,
            "text" => &mut self.text,
            "place" => &mut self.place,
            "area" => &mut self.area,
            "point" => &mut self.point,
            "who" => &mut self.who,
            "name" => &mut self.name,
            "phone" => &mut self.phone,
            "keeps" => &mut self.keeps,
            _ => return None,
        })
    }

    /// 举报 keeps the person secret by itself.
    pub(crate) fn is_report(&self) -> bool {
        self.kind == "report"
    }

    pub(crate) fn is_who(&self, who: &str) -> bool {
        self.who == who
    }

    fn kind(&self) -> Option<Kind> {
        if self.is_report() {
            return Some(Kind::Complaint);
        }
        self.kind.parse().ok()
    }

    /// 坐标, if there are any that can be read.
    pub(crate) fn point(&self) -> Option<Point> {
        self.point.parse().ok()
    }

    /// The area, where none was chosen: the one that the words of the place name, else the one around
    /// the point.
    pub(crate) fn find_area(&mut self, profile: &Profile) {
        if !self.area.is_empty() {
            return;
        }
        let named = places::named_in(&profile.directory, &self.place);
        let around = || match profile.shapes.locate(self.point()?) {
            Located::Inside(area) => area.map(|area| area.to_string()),
            Located::Outside | Located::Unknown => None,
        };
        if let Some(area) = named.or_else(around) {
            self.area = area;
        }
    }

    /// The county around the position and the one that was chosen or written, if those are two: one of them
    /// may be a slip, and nobody but him knows which.
    pub(crate) fn apart(&self, profile: &Profile) -> Option<(String, String)> {
        let Located::Inside(Some(around)) = profile.shapes.locate(self.point()?) else {
            return None;
        };
        let chosen = Some(self.area.clone()).filter(|area| !around.covers(&area.as_str().into()));
        let said = chosen
            .filter(|area| !area.is_empty())
            .or_else(|| places::begins_in(&profile.directory, &self.place))?;
        let said = AreaCode::from(said.as_str());
        // An area without a drawing of its own lies in one that has.
        let mut drawn = profile.shapes.areas.iter();
        let said = drawn.find(|shape| shape.code.covers(&said))?;
        let name = |code: &AreaCode| places::name(&profile.directory, code.as_str());
        (said.code != around).then(|| (name(&around), name(&said.code)))
    }

    /// What is wrong with a step.
    pub(crate) fn mistakes(&self, step: Step, profile: &Profile, frame: &Frame) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut wrong = |field, zh: &str, en: &str| {
            mistakes.push(Mistake {
                step,
                field,
                sentence: frame.t(zh, en).to_owned(),
            });
        };
        match step {
            Step::What => {
                if self.text.trim().is_empty() {
                    wrong(
                        "text",
                        "请写一写发生了什么，一两句就行。",
                        "Say what happened; a sentence or two will do.",
                    );
                }
                if self.kind().is_none() {
                    wrong(
                        "kind",
                        "请选一样。选错了没关系，我们受理时会改。",
                        "Choose one. If it is the wrong one we will put it right.",
                    );
                }
            }
            Step::Where => {
                let code = AreaCode::from(self.area.as_str());
                if !self.area.is_empty() && profile.directory.area(&code).is_none() {
                    wrong(
                        "area",
                        "请从列表里选一个区县或街道，也可以不选。",
                        "Choose an area of the list, or none.",
                    );
                }
                match self.point() {
                    None if !self.point.is_empty() => wrong(
                        "point",
                        "地图上的位置没有收到，请再标一次，或者只写地点。",
                        "The position did not arrive. Mark it again, or write the place.",
                    ),
                    Some(point) if profile.shapes.locate(point) == Located::Outside => {
                        let (zh, en) = pin::outside(profile);
                        wrong("point", &zh, &en);
                    }
                    _ => {}
                }
            }
            Step::Photos => {
                if self.unkept {
                    wrong(
                        "photo",
                        "照片还没放进来就翻页了。请再选一次，列出来了再走下一步；要是不列出来，就先不选，提交以后还能传。",
                        "The photos were not taken in before you went on. Choose them again and go on once they are listed; if they are not, go on without: you can send them after submitting.",
                    );
                }
            }
            Step::Who => match self.who.as_str() {
                "anonymous" => {}
                "named" | "confidential" => match Phone::new(&self.phone) {
                    Ok(_) => {}
                    Err(_) if self.phone.trim().is_empty() => wrong(
                        "phone",
                        "请留一个电话，进展要告诉您。不想留，请选“匿名”。",
                        "Leave a telephone number, or choose anonymous.",
                    ),
                    Err(_) => wrong(
                        "phone",
                        "电话号码只能是 3 到 20 位数字，例如 13900000000。",
                        "A telephone number has 3 to 20 digits.",
                    ),
                },
                _ => wrong("who", "请选一样。", "Choose one."),
            },
        }
        mistakes.extend(self.too_long(step, frame));
        mistakes
    }

    /// A text that the house does not take.
    fn too_long(&self, step: Step, frame: &Frame) -> Option<Mistake> {
        let (field, text, most, called) = match step {
            Step::What => ("text", &self.text, WORDS_MAX, ("经过", "In your own words")),
            Step::Where => ("place", &self.place, LINE_MAX, ("地点", "Place")),
            Step::Photos => return None,
            Step::Who => ("name", &self.name, LINE_MAX, ("称呼", "Name")),
        };
        let found = text.trim().chars().count();
        (found > most).then(|| Mistake {
            step,
            field,
            // Above the form it is read without its field.
            sentence: frame.language().pick(
                format!("{}最多 {most} 字，现在 {found} 字，请删短一些。", called.0),
                format!("{}: at most {most} characters; now {found}.", called.1),
            ),
        })
    }

    /// The case to be registered.
    ///
    /// # Errors
    /// A text that the house does not take; steps were checked before, so this is a rare one.
    pub(crate) fn register(&self) -> Result<Register, Mistake> {
        let line = |step, field, text: &str| {
            Line::new(text).map_err(|error| Mistake {
                step,
                field,
                sentence: error.to_string(),
            })
        };
        let text = Words::new(&self.text).map_err(|error| Mistake {
            step: Step::What,
            field: "text",
            sentence: error.to_string(),
        })?;
        let place = line(Step::Where, "place", &self.place)?;
        let name = line(Step::Who, "name", &self.name)?;
        let anonymous = self.is_who("anonymous");
        let requester = Requester {
            name: Some(name).filter(|name| !name.is_empty()),
            phone: Phone::new(&self.phone).ok(),
            ..Requester::default()
        };
        Ok(Register {
            channel: Some("web".to_owned()),
            kind: self.kind().unwrap_or(Kind::Help),
            report: self.is_report(),
            item: None,
            title: Line::default(),
            text,
            place: Some(place).filter(|place| !place.is_empty()),
            area: Some(self.area.as_str())
                .filter(|area| !area.is_empty())
                .map(AreaCode::from),
            point: self.point(),
            requester: Some(requester).filter(|_| !anonymous),
            anonymous,
            confidential: self.is_who("confidential"),
            urgent: false,
            simple: false,
            repeat_of: None,
            accept: false,
            line: None,
        })
    }
}
