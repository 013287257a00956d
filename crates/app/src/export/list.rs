//! Which lists there are to take out, how long each is, and its name.

use super::rules::{RulesList, RulesNarrowed};
use crate::accounts::PeopleNarrowed;
use crate::figures::FigureAsk;
use crate::knowledge::Narrowed;
use crate::overview::OpenAsk;
use crate::reading::{Filter, InboxAsk};
use crate::webhooks::{Which, Whose};
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
use store::figures::Axis;
use store::messages::MessageState;
use store::trail::TrailNarrowed;

/// Which list; where it was narrowed, with what was asked for in words.
#[derive(Debug, Clone)]
pub enum List {
    /// The cases within reach that a filter lets through.
    Cases(Box<Filter>, String),
    /// Those of them that are found by what was typed.
    Found(Box<Filter>, String, String),
    /// A list of a unit's open work.
    Inbox(Box<InboxAsk>, String),
    /// The open cases behind a number of the overview.
    Open(Box<OpenAsk>, String),
    /// Rows of the audit trail.
    Trail(Box<TrailNarrowed>, String),
    /// Messages in this state, about the case of this number.
    Messages(Option<MessageState>, Option<String>, String),
    /// People.
    People(Box<PeopleNarrowed>, String),
    /// Keys of programs.
    Keys,
    /// Endpoints: one's own, or everybody's.
    Webhooks(Reach),
    /// The delivery log of the endpoint with this id, narrowed.
    Deliveries(Reach, String, Which, String),
    /// Entries of the knowledge base that say these words.
    Knowledge(Option<String>, Box<Narrowed>, String),
    /// Templates of replies.
    Templates,
    /// A list of the rules.
    Rules(RulesList, RulesNarrowed, String),
    /// Versions of the rules that were kept while the platform runs.
    Versions,
    /// A year of the calendar, day by day.
    Days(i16),
    /// Figures of a period along an axis.
    Figures(Box<FigureAsk>, Option<Axis>, String),
}

/// Whose endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One's own.
    Own,
    /// Everybody's, for an administrator.
    Everybodys,
}

impl Reach {
    /// The same, of whoever takes the list out.
    pub(super) fn whose(self, actor: &Actor) -> Result<Whose<'_>, AppError> {
        let Actor::Staff(staff) = actor else {
            return Err(Code::NotYours.into());
        };
        if self == Self::Own {
            return Ok(Whose::Own(staff));
        }
        may(actor, Care::Look)?;
        Ok(Whose::Everybodys(staff))
    }
}

impl List {
    /// How many rows there are now; what is found and what is counted itself is told while it is read.
    pub(super) async fn count(&self, app: &App, actor: &Actor) -> Result<Option<i64>, AppError> {
        let counted = match self {
            Self::Found(filter, typed, _) => {
                // What cannot be looked for is refused before the file begins.
                app.search(actor, typed, filter, None, 1).await?;
                return Ok(None);
            }
            Self::Figures(ask, ..) => {
                app.figure_query(actor, ask)?;
                return Ok(None);
            }
            Self::Versions => Ok(length(&app.amendments(actor)?)),
            Self::Days(year) => Ok(length(&app.days_of(*year)?)),
            Self::Cases(filter, _) => app.count_cases(actor, filter).await,
            Self::Inbox(ask, _) => app.count_inbox(actor, ask).await,
            Self::Open(ask, _) => app.count_open(actor, ask).await,
            Self::Trail(by, _) => app.count_trail(actor, by).await,
            Self::Messages(state, no, _) => app.count_messages(actor, *state, no.as_deref()).await,
            Self::People(by, _) => app.count_people(actor, by).await,
            Self::Keys => {
                may(actor, Care::Look)?;
                Ok(length(&app.keys().await?))
            }
            Self::Webhooks(reach) => Ok(length(&app.webhooks_of(reach.whose(actor)?).await?)),
            Self::Deliveries(reach, id, which, _) => {
                app.count_deliveries(reach.whose(actor)?, id, *which).await
            }
            Self::Knowledge(typed, by, _) => app.count_knowledge(actor, typed.as_deref(), by).await,
            Self::Templates => Ok(length(&app.templates(actor).await?)),
            Self::Rules(list, by, _) => {
                Ok(i64::try_from(app.rules_list(*list, by).count()).unwrap_or(i64::MAX))
            }
        };
        counted.map(Some)
    }

    /// The list in words, for the audit trail and the head of the file.
    pub(super) fn words(&self, app: &App) -> String {
        match self {
            Self::Cases(_, asked) | Self::Found(_, _, asked) => narrowed("诉求件清单", asked),
            Self::Open(_, asked) => narrowed("在办件清单", asked),
            Self::Trail(_, asked) => narrowed("审计记录", asked),
            Self::Messages(_, _, asked) => narrowed("消息清单", asked),
            Self::People(_, asked) => narrowed("人员清单", asked),
            Self::Keys => "密钥清单".to_owned(),
            Self::Webhooks(_) => "推送地址清单".to_owned(),
            Self::Deliveries(_, id, _, asked) if asked.is_empty() => narrowed("推送记录", id),
            Self::Deliveries(_, id, _, asked) => narrowed("推送记录", &format!("{id}；{asked}")),
            Self::Knowledge(_, _, asked) => narrowed("知识清单", asked),
            Self::Templates => "答复模板清单".to_owned(),
            Self::Rules(list, _, asked) => narrowed(list.zh(), asked),
            Self::Versions => "规则修订清单".to_owned(),
            Self::Days(year) => format!("{year} 年工作日历"),
            Self::Figures(ask, _, asked) => {
                let list = narrowed("统计", asked);
                match ask.periods(app.now().date()) {
                    Ok([(from, to), (first, last)]) => {
                        format!("{list}；{from} 至 {to}，上期 {first} 至 {last}")
                    }
                    Err(_) => list,
                }
            }
            Self::Inbox(ask, asked) => {
                let directory = &app.profile().directory;
                let unit = directory.unit(&ask.unit);
                let unit = unit.map_or("", |unit| unit.name.as_str());
                narrowed(&format!("{unit} {}", ask.inbox.zh()), asked)
            }
        }
    }
}

fn length<Row>(rows: &[Row]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

fn narrowed(list: &str, asked: &str) -> String {
    let asked: String = asked
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    if asked.is_empty() {
        list.to_owned()
    } else {
        format!("{list}（{asked}）")
    }
}
