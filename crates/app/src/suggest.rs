//! 建议: cases that may be the same matter, and what and who usually follows. Whatever is suggested says
//! why; nothing is suggested from a case that the actor does not see, nor from a secret one.

mod evidence;
mod place;

use crate::reading::Filter;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::codes::{AreaCode, ItemCode};
use hotline::point::{Circle, Point};
use hotline::refusal::Code;
use hotline::scope::Reach;
use hotline::scope::shelf::Look;
use hotline::scope::view::CaseView;
use std::collections::BTreeMap;
use store::TextTerm;
use store::search::Search;
use store::spot::Around;
use text::near::{Likeness, Matter, NEAR_METRES, Places};
use text::suggest::{Suggestion, weigh};
use text::token::pairs;

/// Cases looked at, the newest that have something in common.
const LOOKED_AT: u32 = 100;
/// Days in which a matter counts as the same.
const DAYS: i64 = 30;
/// Days from which precedents are taken.
const DAYS_OF_PRECEDENTS: i64 = 365;
/// Words of a matter that are looked for, two by two.
const TELLING: usize = 6;
const DAY_MS: i64 = 86_400_000;

/// What somebody is writing down.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Title and text.
    pub words: String,
    /// Place.
    pub place: Option<String>,
    /// Area.
    pub area: Option<AreaCode>,
    /// Item, if chosen.
    pub item: Option<ItemCode>,
    /// Point, if there is one.
    pub point: Option<Point>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Reason {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self { zh, en }
    }
}

/// A case that may be the same matter.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The case, as the actor reads it.
    pub view: CaseView,
    /// What both have in common.
    pub reasons: Vec<Reason>,
    /// What tells them apart.
    pub differences: Vec<Reason>,
}

/// Items and units that a matter may go to.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// Items, the best first.
    pub items: Vec<Suggestion<Reason>>,
    /// Units, the best first.
    pub units: Vec<Suggestion<Reason>>,
}

/// Metres as people say them, in both languages.
fn distance(metres: u32) -> (String, String) {
    if metres < 1000 {
        return (format!("{metres} 米"), format!("{metres} m"));
    }
    let km = format!("{}.{}", metres / 1000, metres % 1000 / 100);
    (format!("{km} 公里"), format!("{km} km"))
}

/// A case near the draft.
struct Near {
    case: Case,
    view: CaseView,
    likeness: Likeness,
}

impl Near {
    /// Whether both have words in common, those of the place aside.
    fn says_the_same(&self) -> bool {
        !self.likeness.words.is_empty()
    }
}

/// The first three numbers of some cases, as a list in both languages.
fn numbers(cases: &[&Near]) -> (String, String) {
    let numbers = cases.iter().take(3).map(|near| near.case.no.as_str());
    let numbers = numbers.collect::<Vec<_>>();
    (numbers.join("、"), numbers.join(", "))
}

impl App {
    /// Cases of the last 30 days that may be the same matter, the most alike first.
    ///
    /// # Errors
    /// `not_yours` for people without a post that deals with cases; or the database does not answer.
    pub async fn duplicates(
        &self,
        actor: &Actor,
        draft: &Draft,
        most: usize,
    ) -> Result<Vec<Candidate>, AppError> {
        let mut near = self.near(actor, draft, draft.area.clone(), DAYS).await?;
        // Who says where and not yet what asks what else happens there.
        let only_where = draft.words.trim().is_empty();
        near.retain(|near| near.likeness.is_likely() || only_where && near.likeness.is_nearby());
        near.truncate(most);
        Ok(near
            .into_iter()
            .map(|near| self.candidate(draft, near))
            .collect())
    }

    /// Items and units for a matter: by the duty list, by words in common with the item's name, by
    /// units that it names, by what became of matters like it, by who led what happened at its place.
    ///
    /// # Errors
    /// `not_yours` for people without a post that deals with cases; or the database does not answer.
    pub async fn dispatch_for(&self, actor: &Actor, draft: &Draft) -> Result<Dispatch, AppError> {
        let mut near = self.near(actor, draft, None, DAYS_OF_PRECEDENTS).await?;
        near.retain(|near| near.says_the_same() || near.likeness.is_nearby());
        let items = weigh(self.item_evidence(draft, &near), 5);
        let item = draft
            .item
            .clone()
            .or_else(|| items.first().map(|item| ItemCode::from(item.code.as_str())));
        let units = weigh(self.unit_evidence(draft, item.as_ref(), &near), 5);
        Ok(Dispatch { items, units })
    }

    /// Cases with something in common, the most alike first.
    async fn near(
        &self,
        actor: &Actor,
        draft: &Draft,
        area: Option<AreaCode>,
        days: i64,
    ) -> Result<Vec<Near>, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        if reach == Reach::Published {
            return Err(Code::NotYours.into());
        }
        let now = self.now();
        let ours = self.matter(
            &draft.words,
            draft.place.as_deref(),
            draft.item.as_ref(),
            draft.area.as_ref(),
            now,
        );
        let telling = telling(&ours);
        let groups = groups(&telling, ours.place.as_deref());
        let filter = Filter {
            area,
            submitted: (Some(now.plus_millis(-days * DAY_MS)), None),
            ..Filter::default()
        };
        let circle = draft.point.map(|point| Circle::new(point, NEAR_METRES));
        let mut found = BTreeMap::new();
        if let Some(circle) = circle {
            // Twenty metres away may be another county.
            let anywhere = Filter {
                area: None,
                ..filter.clone()
            };
            let around = Around {
                circle,
                reach: &reach,
                filter: &anywhere,
                except: None,
                limit: LOOKED_AT,
            };
            let cases = self.store().around(around).await?;
            found.extend(cases.into_iter().map(|(_, case)| (case.id, case)));
        }
        let look = Look::Staff(reach);
        let groups: Vec<Vec<TextTerm<'_>>> = groups
            .iter()
            .map(|group| {
                group
                    .iter()
                    .map(|token| TextTerm {
                        token,
                        begins: false,
                    })
                    .collect()
            })
            .collect();
        let search = Search {
            look: &look,
            groups: &groups,
            filter: &filter,
            before: None,
            limit: LOOKED_AT,
        };
        let mut near = Vec::new();
        let cases = self.store().search(search).await?;
        found.extend(cases.into_iter().map(|case| (case.id, case)));
        for case in found.into_values() {
            if case.facts.secret() {
                continue;
            }
            let Some(view) = self.view_of(actor, &case).await? else {
                continue;
            };
            let words = format!(
                "{}\n{}",
                view.title.as_deref().unwrap_or_default(),
                view.text.as_deref().unwrap_or_default()
            );
            let theirs = self.matter(
                &words,
                view.place.as_deref(),
                view.item.as_ref(),
                view.area.as_ref(),
                case.submitted_at,
            );
            let mut likeness = Likeness::of(&ours, &theirs);
            if let (Some(circle), Some(point)) = (circle, view.point) {
                likeness = likeness.apart(circle.metres_to(point));
            }
            near.push(Near {
                case,
                view,
                likeness,
            });
        }
        near.sort_by_key(|near| std::cmp::Reverse((near.likeness.weight(), near.case.id)));
        Ok(near)
    }

    fn matter(
        &self,
        words: &str,
        place: Option<&str>,
        item: Option<&ItemCode>,
        area: Option<&AreaCode>,
        at: workday::Instant,
    ) -> Matter {
        Matter {
            words: self.segmenter().content(words).into_iter().collect(),
            place: place
                .map(str::to_owned)
                .filter(|place| !place.trim().is_empty()),
            item: item.map(ToString::to_string),
            area: area.map(ToString::to_string),
            day: at.as_millis() / DAY_MS,
        }
    }

    fn candidate(&self, draft: &Draft, near: Near) -> Candidate {
        let Near {
            case,
            view,
            likeness,
        } = near;
        let (mut reasons, mut differences) = (Vec::new(), Vec::new());
        let place = view.place.clone().unwrap_or_default();
        match likeness.places {
            _ if likeness.metres.is_some() => {}
            Places::Same => reasons.push(Reason::new(
                format!("同一地点：{place}"),
                format!("the same place: {place}"),
            )),
            Places::Near => reasons.push(Reason::new(
                format!("同一路段：{place}"),
                format!("the same road: {place}"),
            )),
            Places::Apart => differences.push(Reason::new(
                format!("地点不同：{place}"),
                format!("another place: {place}"),
            )),
            Places::Unknown => {}
        }
        if let Some(metres) = likeness.metres {
            let (zh, en) = distance(metres);
            let apart = Reason::new(format!("相距 {zh}"), format!("{en} apart"));
            if likeness.is_nearby() {
                reasons.insert(0, apart);
            } else {
                differences.push(apart);
            }
        }
        if !likeness.words.is_empty() {
            let words = likeness.words.iter().take(5).cloned().collect::<Vec<_>>();
            reasons.push(Reason::new(
                format!("都提到：{}", words.join("、")),
                format!("both say: {}", words.join(", ")),
            ));
        }
        match (likeness.same_item, &case.facts.item) {
            (Some(true), Some(item)) => reasons.push(Reason::new(
                format!("同一事项：{}", self.item_name(item)),
                format!("the same item: {}", self.item_in_english(item)),
            )),
            (Some(false), Some(item)) => differences.push(Reason::new(
                format!("事项不同：{}", self.item_name(item)),
                format!("another item: {}", self.item_in_english(item)),
            )),
            _ => {}
        }
        let days = likeness.days;
        let apart = if days == 1 { "day" } else { "days" };
        let when = Reason::new(format!("相隔 {days} 天"), format!("{days} {apart} apart"));
        let side = if days <= 7 {
            &mut reasons
        } else {
            &mut differences
        };
        side.push(when);
        if !case.status.is_open() {
            differences.push(Reason::new(
                format!("那一件已结束：{}", case.status.zh()),
                format!("that one has ended: {}", case.status.as_str()),
            ));
        }
        if likeness.same_area == Some(false) && draft.area.is_some() {
            differences.push(Reason::new("区域不同", "another area"));
        }
        Candidate {
            view,
            reasons,
            differences,
        }
    }
}

/// The words that tell a matter from others: the longest.
fn telling(matter: &Matter) -> Vec<&str> {
    let place = matter.place.as_deref().unwrap_or_default();
    let mut words: Vec<&str> = matter
        .words
        .iter()
        .map(String::as_str)
        .filter(|word| !place.contains(word))
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(TELLING);
    words
}

/// What to look for: the place, or any two of the words; a lone word alone.
fn groups(words: &[&str], place: Option<&str>) -> Vec<Vec<String>> {
    let tokens = |text: &str| -> Vec<String> {
        let text = text::normal::normalise(text);
        let runs = text::normal::runs(&text);
        runs.flat_map(|(kind, run)| match kind {
            text::normal::Sort::Ideograph if run.chars().nth(1).is_some() => {
                pairs(run).map(str::to_owned).collect()
            }
            text::normal::Sort::Ideograph => Vec::new(),
            _ => vec![run.to_owned()],
        })
        .collect()
    };
    let mut groups = Vec::new();
    // Of a place its name, without what stands behind its first number.
    let name = place.map(|place| {
        place
            .split(|c: char| c.is_numeric())
            .next()
            .unwrap_or_default()
    });
    groups.extend(name.map(tokens).filter(|tokens| !tokens.is_empty()));
    for (n, one) in words.iter().enumerate() {
        for other in &words[n + 1..] {
            groups.push([tokens(one), tokens(other)].concat());
        }
    }
    if let [lone] = words {
        groups.push(tokens(lone));
    }
    groups.retain(|group| !group.is_empty());
    groups
}
