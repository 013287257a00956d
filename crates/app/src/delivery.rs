//! Messages: what citizens and units are told, and how it leaves the house. For now a log line and a
//! file a message; a message never carries a person's words, and of a secret case no content at all.

mod letter;

use crate::{App, AppError, chance, joined};
use hotline::case::event::{Event, ReturnRuled, RoundBegun};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use store::commit::StreamWrite;
use store::outbox::{Came, Delivery, Message, WaitingMessage};
use store::wait::Wait;
use tokio::task::{JoinError, JoinSet};
use workday::Instant;

const BATCH: u32 = 200;
/// Cases whose messages leave side by side: what is noted of them shares a COMMIT.
const SIDE_BY_SIDE: usize = 16;
/// A server that takes messages and dies keeps them from the others for so long, in milliseconds.
const CLAIM: i64 = 60_000;
/// So long it works on what it took: well before another may take it.
const CLAIMED: Duration = Duration::from_secs(30);
/// The addressee of what a citizen is told.
const REQUESTER: &str = "requester";
/// To whom a message goes that tells one of those who joined a case.
const JOINED: &str = "joined";
/// The wait before a failed delivery is tried again doubles up to this many minutes.
const LONGEST_WAIT: i64 = 60;
/// No message waits longer, also one that was written or tried while the clock ran ahead.
pub(crate) const WAIT: Wait = Wait::of_millis(LONGEST_WAIT * 60_000);

/// Messages that the new events of a case call for.
pub(crate) fn messages(
    stream: &StreamWrite,
    now: Instant,
    all: &mut Vec<Message>,
) -> Result<(), AppError> {
    let case = &stream.case;
    let mut tell = |addressee: String, template: &str| -> Result<(), AppError> {
        let due = case
            .promise
            .as_ref()
            .map(|promise| promise.last_day.to_string());
        let mut body = json!({ "no": case.no, "last_day": due });
        // Of a secret case not even a way to its words: the phone may lie on a table.
        if addressee == REQUESTER && !case.facts.secret() {
            body["link"] = "".into();
        }
        let body = body.to_string();
        all.push(Message {
            case: case.id,
            id: chance::id(now)?,
            addressee,
            template: template.to_owned(),
            body,
        });
        Ok(())
    };
    for recorded in &stream.events {
        let requester = match &recorded.event {
            Event::Accepted { .. } => Some("accepted"),
            Event::Declined { .. } => Some("declined"),
            Event::Transferred { .. } => Some("transferred"),
            Event::QuestionAsked { .. } => Some("question_asked"),
            Event::WaitingDecided { granted: true, .. } => Some("waiting_granted"),
            Event::ExtensionDecided { granted: true, .. } => Some("extended"),
            Event::Answered { .. } | Event::AnsweredWithParent { .. } => Some("answered"),
            Event::RoundBegun { .. } => Some("round_begun"),
            Event::Redated { .. } => Some("redated"),
            Event::Merged { .. } => Some("merged"),
            _ => None,
        };
        if let Some(template) = requester {
            tell(REQUESTER.to_owned(), template)?;
        }
        let units = match &recorded.event {
            Event::Dispatched { lead, assist, .. } => std::iter::once(lead)
                .chain(assist)
                .map(|given| given.unit.clone())
                .collect(),
            Event::Delegated { to, .. } | Event::FallbackDesignated { to, .. } => {
                vec![to.unit.clone()]
            }
            Event::ReturnRuled(ReturnRuled {
                lead: Some(lead), ..
            })
            | Event::RoundBegun(RoundBegun {
                lead: Some(lead), ..
            }) => vec![lead.unit.clone()],
            Event::Urged { .. } | Event::Supervised { .. } => {
                case.holders().into_iter().cloned().collect()
            }
            _ => Vec::new(),
        };
        for unit in units {
            tell(format!("unit:{unit}"), recorded.event.kind())?;
        }
    }
    Ok(())
}

impl App {
    /// Delivers what waits in the outbox into a folder, one file a message; gives how many left. Servers side
    /// by side share the work: each takes messages before it tries them. The messages of a case leave in
    /// order, those of several cases side by side.
    ///
    /// # Errors
    /// The database does not answer. A message that cannot be written is tried again later.
    pub async fn deliver(&self, folder: Option<&Path>) -> Result<u64, AppError> {
        let mut delivered = 0;
        loop {
            let (store, now) = (&self.0.store, self.now());
            let waiting = store.waiting_messages(now, WAIT, BATCH).await?;
            if waiting.is_empty() {
                return Ok(delivered);
            }
            let (claimed, began) = (
                store
                    .claim_messages(waiting, now.plus_millis(CLAIM))
                    .await?,
                std::time::Instant::now(),
            );
            let mut cases: BTreeMap<i64, Vec<WaitingMessage>> = BTreeMap::new();
            for one in claimed {
                cases.entry(one.message.case).or_default().push(one);
            }
            let (mut leaving, mut failed) = (JoinSet::new(), None);
            for messages in cases.into_values() {
                if leaving.len() >= SIDE_BY_SIDE {
                    count(leaving.join_next().await, &mut delivered, &mut failed);
                }
                let (app, folder) = (self.clone(), folder.map(Path::to_owned));
                leaving.spawn(async move {
                    let mut delivered = 0;
                    for one in messages {
                        // What takes so long is left to whoever comes when the claim has ended.
                        if began.elapsed() > CLAIMED {
                            break;
                        }
                        let now = app.now();
                        let left = app.deliver_one(&one, now, folder.as_deref()).await?;
                        delivered += u64::from(left);
                    }
                    Ok(delivered)
                });
            }
            while !leaving.is_empty() {
                count(leaving.join_next().await, &mut delivered, &mut failed);
            }
            if let Some(error) = failed {
                return Err(error);
            }
        }
    }

    /// Tries one message, and notes at once what came of it; whether it left. A death in between
    /// delivers it again when the claim has ended: told twice is better than never.
    async fn deliver_one(
        &self,
        WaitingMessage { message, tries, .. }: &WaitingMessage,
        now: Instant,
        folder: Option<&Path>,
    ) -> Result<bool, AppError> {
        let Message {
            template,
            addressee,
            case,
            ..
        } = message;
        let came = match self.try_to_deliver(message, folder).await {
            Ok(true) => {
                tracing::info!(template, addressee, case, "message delivered");
                Came::Left(now)
            }
            Ok(false) => {
                tracing::info!(template, addressee, case, "nobody left to tell");
                Came::Gone
            }
            Err(Undelivered::App(error)) if error.is_away() => return Err(error),
            Err(error) => {
                tracing::warn!(template, addressee, case, %error, "message not delivered");
                let wait = (1_i64 << (*tries).clamp(0, 10)).min(LONGEST_WAIT);
                Came::Failed(now.plus_millis(wait * 60_000))
            }
        };
        let noted = Delivery {
            case: *case,
            message: message.id,
            came,
        };
        self.0.store.note_deliveries(vec![noted]).await?;
        Ok(matches!(came, Came::Left(_)))
    }

    /// Writes a message, or only says that it leaves where there is no folder; false if nobody is left
    /// to tell.
    async fn try_to_deliver(
        &self,
        message: &Message,
        folder: Option<&Path>,
    ) -> Result<bool, Undelivered> {
        let joined = match joined::person_of(message) {
            Some(person) => match self.contact_of_joined(message.case, person).await? {
                Some(contact) => Some(contact),
                None => return Ok(false),
            },
            None => None,
        };
        let Some(folder) = folder else {
            return Ok(true);
        };
        let template = &message.template;
        let (letter, link) = if let Some(contact) = joined {
            // The page is everybody's, and its address already in the message.
            let mut body = read(message)?;
            if let Some(path) = body["link"].as_str() {
                body["link"] = self.link_to(path).into();
            }
            let body = body.to_string();
            (
                json!({ "to": JOINED, "contact": contact, "template": template, "body": body }),
                None,
            )
        } else {
            let (body, link) = self.linked(message).await?;
            let to = &message.addressee;
            (
                json!({ "to": to, "template": template, "body": body }),
                link,
            )
        };
        let written = letter::write(folder, message, &letter).await;
        if let (Err(_), Some(link)) = (&written, link) {
            // The next try makes one of its own, and nobody has read this.
            self.forget_link(&link).await?;
        }
        Ok(written.map(|()| true)?)
    }

    /// The body of a message with a link to its case, where one belongs, and the link's token. It is made
    /// when the message leaves, so that the database holds no token that opens a case.
    async fn linked(&self, message: &Message) -> Result<(String, Option<String>), AppError> {
        let mut body = read(message)?;
        if body.get("link").is_none() {
            return Ok((message.body.clone(), None));
        }
        let token = self.link(message.case).await?;
        body["link"] = self.link_to(&format!("/c/{token}")).into();
        Ok((body.to_string(), Some(token)))
    }
}

fn read(message: &Message) -> Result<Value, AppError> {
    let odd = |_| AppError::Internal("outbox.body is not understood".to_owned());
    serde_json::from_str(&message.body).map_err(odd)
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    File(#[from] std::io::Error),
}

/// Counts what left of one case; of errors the first is kept, while the others go on.
fn count(
    left: Option<Result<Result<u64, AppError>, JoinError>>,
    delivered: &mut u64,
    failed: &mut Option<AppError>,
) {
    let stopped = |error: JoinError| AppError::Internal(error.to_string());
    match left.map(|left| left.map_err(stopped).flatten()) {
        Some(Ok(left)) => *delivered += left,
        Some(Err(error)) => drop(failed.get_or_insert(error)),
        None => {}
    }
}
