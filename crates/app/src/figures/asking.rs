//! Figures of a period within somebody's reach, each compared with the period before, and the filter of
//! the list of cases that opens it.

use super::period::before;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::figures::Measures;
use hotline::kind::Kind;
use hotline::refusal::{Code, Refusal};
use hotline::scope::Reach;
use store::figures::{Axis, FigureQuery, FigureReach, Worked, keys};
use workday::Date;

/// Which cases figures are asked of; what is not set does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FigureAsk {
    /// First day; the first of this month if missing.
    pub from: Option<Date>,
    /// Last day; today if missing.
    pub to: Option<Date>,
    /// A unit: what it answers for or has in hand.
    pub unit: Option<UnitCode>,
    /// Without the units below it.
    pub alone: bool,
    /// 类别.
    pub kind: Option<Kind>,
    /// 事项.
    pub item: Option<ItemCode>,
    /// A county-level area.
    pub area: Option<AreaCode>,
    /// 渠道.
    pub channel: Option<String>,
    /// Hour of the day of submission.
    pub hour: Option<u8>,
}

/// A line of an answer.
#[derive(Debug, Clone)]
pub struct FigureLine {
    /// What it stands for: a day, a code; `@CODE` for what a centre did itself, empty for none.
    pub key: String,
    /// Figures of the period.
    pub now: Measures,
    /// Figures of the period before.
    pub before: Measures,
    /// The filter of the list of cases behind it; add `figure`.
    pub opening: Opening,
}

impl FigureLine {
    /// What it stands for as people read it: of a day its date, else the key.
    #[must_use]
    pub fn shown(&self, axis: Option<Axis>) -> String {
        let day = self.opening.iter().find(|(name, _)| *name == "from");
        match (axis, day) {
            (Some(Axis::Day), Some((_, day))) => day.clone(),
            _ => self.key.clone(),
        }
    }
}

/// A filter of the list of cases, as pairs of the query.
pub type Opening = Vec<(&'static str, String)>;

/// Figures of a period.
#[derive(Debug, Clone)]
pub struct FigurePage {
    /// First and last day.
    pub days: (Date, Date),
    /// First and last day of the period before.
    pub before: (Date, Date),
    /// In all.
    pub total: FigureLine,
    /// Along the axis that was asked for.
    pub lines: Vec<FigureLine>,
}

pub(super) fn bad(why: &str) -> AppError {
    Refusal::because(Code::BadValue, why).into()
}

impl FigureAsk {
    fn opening(&self, days: (Date, Date)) -> Opening {
        let mut opening = vec![("from", days.0.to_string()), ("to", days.1.to_string())];
        let mut add =
            |name, value: Option<String>| opening.extend(value.map(|value| (name, value)));
        add("unit", self.unit.as_ref().map(ToString::to_string));
        add(
            "alone",
            (self.unit.is_some() && self.alone).then(|| "true".to_owned()),
        );
        add("kind", self.kind.map(|kind| kind.as_str().to_owned()));
        add("item", self.item.as_ref().map(ToString::to_string));
        add("area", self.area.as_ref().map(ToString::to_string));
        add("channel", self.channel.clone());
        add("hour", self.hour.map(|hour| hour.to_string()));
        opening
    }
}

/// The opening of one line along an axis; none where no filter says it.
fn narrowed(opening: &Opening, axis: Axis, key: &str) -> Opening {
    let mut opening = opening.clone();
    let mut set = |name: &'static str, value: String| {
        opening.retain(|(known, _)| *known != name);
        opening.push((name, value));
    };
    match axis {
        Axis::Day => {
            let day = format!(
                "{}-{}-{}",
                &key[..4.min(key.len())],
                key.get(4..6).unwrap_or(""),
                key.get(6..).unwrap_or("")
            );
            set("from", day.clone());
            set("to", day);
        }
        Axis::Unit => {
            set("unit", key.to_owned());
            set("alone", "true".to_owned());
        }
        Axis::Kind => set("kind", key.to_owned()),
        Axis::Item => set(
            "item",
            if key.is_empty() {
                "-".to_owned()
            } else {
                key.to_owned()
            },
        ),
        Axis::Area => set(
            "area",
            if key.is_empty() {
                "-".to_owned()
            } else {
                key.to_owned()
            },
        ),
        Axis::Channel => set("channel", key.to_owned()),
        Axis::Hour => set("hour", key.trim_start_matches('0').to_owned()),
    }
    if let Some((_, hour)) = opening
        .iter_mut()
        .find(|(name, hour)| *name == "hour" && hour.is_empty())
    {
        hour.push('0');
    }
    opening
}

impl App {
    /// The question as the store asks it, within the actor's reach; also what narrows the list of cases.
    ///
    /// # Errors
    /// Unknown unit, item or area; a bad period; `not_yours` for whoever deals with no cases.
    pub fn figure_query(
        &self,
        actor: &Actor,
        ask: &FigureAsk,
    ) -> Result<(FigureQuery, (Date, Date)), AppError> {
        let directory = &self.profile().directory;
        let reach = Reach::of(actor, directory);
        if reach == Reach::Published {
            return Err(Code::NotYours.into());
        }
        let today = self.now().date();
        let days = ask.days(today)?;
        // Nothing is counted on days to come, so a month that is not over is counted as a whole.
        let until = if days.1 >= today {
            days.1.last_of_month()
        } else {
            days.1
        };
        let text = |none: bool, code: &str| if none { String::new() } else { code.to_owned() };
        let item = ask
            .item
            .as_ref()
            .map(|item| text(item.as_str() == "-", item.as_str()));
        if item.as_ref().is_some_and(|item| {
            !item.is_empty()
                && self
                    .profile()
                    .catalogue
                    .item(&ItemCode::from(item.as_str()))
                    .is_none()
        }) {
            return Err(Code::UnknownItem.into());
        }
        let county = ask
            .area
            .as_ref()
            .map(|area| text(area.as_str() == "-", area.as_str()));
        if let Some(county) = county.as_ref().filter(|county| !county.is_empty()) {
            let known = directory.area(&AreaCode::from(county.as_str())).is_some();
            if !known || county.len() != 6 {
                return Err(bad(
                    "area：应当是县级区域代码，如 350104 (expected the code of a county-level area)",
                ));
            }
        }
        if ask.hour.is_some_and(|hour| hour > 23) {
            return Err(bad("hour：0 到 23 (from 0 to 23)"));
        }
        let channel = ask.channel.clone();
        if channel
            .as_ref()
            .is_some_and(|channel| self.profile().catalogue.channel(channel).is_none())
        {
            return Err(bad("channel：没有这个渠道 (no such channel)"));
        }
        let worked = match &ask.unit {
            Some(unit) => Some(self.worked(unit, ask.alone)?),
            None => None,
        };
        let query = FigureQuery {
            days: (days.0, until),
            kind: ask.kind.map(|kind| kind.as_str().to_owned()),
            item,
            county,
            channel,
            hour: ask.hour.map(|hour| format!("{hour:02}")),
            worked,
            reach: FigureReach::of(&reach),
        };
        Ok((query, days))
    }

    /// A unit, and the ones below it unless alone; with `@` before its code a centre's own work only.
    fn worked(&self, unit: &UnitCode, alone: bool) -> Result<Worked, AppError> {
        let directory = &self.profile().directory;
        let known = |code: &str| directory.find(code).map(|unit| unit.code.clone());
        if let Some(centre) = unit.as_str().strip_prefix('@') {
            let centre = known(centre).ok_or(Code::UnknownUnit)?;
            return Ok(Worked(vec![store::figures::centre_key(centre.as_str())]));
        }
        let unit = known(unit.as_str()).ok_or(Code::UnknownUnit)?;
        if alone {
            return Ok(Worked(vec![unit.as_str().to_owned()]));
        }
        let below = directory.below(&unit);
        let units = std::iter::once(&unit).chain(below.iter().map(|lower| &lower.code));
        Ok(Worked(keys(units)))
    }

    /// The name of what a line along an axis stands for; its key if it has none, 合计 of all.
    #[must_use]
    pub fn figure_name(&self, axis: Option<Axis>, key: &str) -> String {
        let Some(axis) = axis else {
            return "合计".to_owned();
        };
        let profile = self.profile();
        let (catalogue, directory) = (&profile.catalogue, &profile.directory);
        let unit = |code: &str| {
            let unit = directory.unit(&UnitCode::from(code));
            unit.map(|unit| unit.name.clone())
        };
        let found = match axis {
            Axis::Unit => match key.strip_prefix('@') {
                Some(centre) => unit(centre).map(|name| format!("{name}（直接）")),
                None => unit(key),
            },
            Axis::Kind => key.parse::<Kind>().ok().map(|kind| kind.zh().to_owned()),
            Axis::Item => catalogue
                .item(&ItemCode::from(key))
                .map(|item| item.name.clone()),
            Axis::Area => directory
                .area(&AreaCode::from(key))
                .map(|area| area.name.clone()),
            Axis::Channel => catalogue.channel(key).map(|channel| channel.name.clone()),
            Axis::Hour => Some(format!("{key}时")),
            Axis::Day => None,
        };
        let none = if key.is_empty() { "无" } else { key };
        found.unwrap_or_else(|| none.to_owned())
    }

    /// Figures of a period within the actor's reach, in all and along an axis.
    ///
    /// # Errors
    /// As [`App::figure_query`]; or the database does not answer.
    pub async fn figures(
        &self,
        actor: &Actor,
        ask: &FigureAsk,
        axis: Option<Axis>,
    ) -> Result<FigurePage, AppError> {
        let (query, days) = self.figure_query(actor, ask)?;
        self.figures_of(query, days, ask, axis).await
    }

    /// [`App::figures`] of a question that was understood already.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figures_of(
        &self,
        query: FigureQuery,
        days: (Date, Date),
        ask: &FigureAsk,
        axis: Option<Axis>,
    ) -> Result<FigurePage, AppError> {
        let earlier = before(days.0, days.1);
        let then = FigureQuery {
            days: earlier,
            ..query.clone()
        };
        let store = self.store();
        let along = async |query: &FigureQuery, axis: Option<Axis>| match axis {
            Some(axis) => store.figures(query, Some(axis)).await,
            None => Ok(Vec::new()),
        };
        let in_all = async |query: &FigureQuery| {
            let lines = store.figures(query, None).await?.into_iter();
            Ok(lines.map(|line| line.1).next().unwrap_or_default())
        };
        // Days of another period are other days.
        let compared = axis.filter(|axis| *axis != Axis::Day);
        // Two readers at a time: agents need the others.
        let (total, now) = tokio::try_join!(in_all(&query), along(&query, axis))?;
        let (total_before, before) = tokio::try_join!(in_all(&then), along(&then, compared))?;
        let opening = ask.opening(days);
        let total = FigureLine {
            key: String::new(),
            now: total,
            before: total_before,
            opening: opening.clone(),
        };
        let mut lines = Vec::new();
        if let Some(axis) = axis {
            let mut then: std::collections::BTreeMap<_, _> = before.into_iter().collect();
            let mut all: std::collections::BTreeMap<String, (Measures, Measures)> = now
                .into_iter()
                .map(|(key, measures)| {
                    (
                        key.clone(),
                        (measures, then.remove(&key).unwrap_or_default()),
                    )
                })
                .collect();
            all.extend(
                then.into_iter()
                    .map(|(key, measures)| (key, (Measures::default(), measures))),
            );
            lines.extend(all.into_iter().map(|(key, (now, before))| FigureLine {
                opening: narrowed(&opening, axis, &key),
                key,
                now,
                before,
            }));
        }
        Ok(FigurePage {
            days,
            before: earlier,
            total,
            lines,
        })
    }
}
