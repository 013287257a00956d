//! Messages: what citizens and units are told, and how it leaves the house. For now a log line and a
//! file a message; a message never carries a person's words, and of a secret case no content at all.

use crate::{App, AppError, chance, joined};
use hotline::case::event::Event;
use serde_json::{Value, json};
use std::path::Path;
use store::commit::StreamWrite;
use store::outbox::{Came, Delivery, Message, WaitingMessage};
use store::wait::Wait;
use workday::Instant;

const BATCH: u32 = 200;
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
            Event::ReturnRuled {
                lead: Some(lead), ..
            }
            | Event::RoundBegun {
                lead: Some(lead), ..
            } => vec![lead.unit.clone()],
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
    /// Delivers what waits in the outbox into a folder, one file a message; gives how many left.
    ///
    /// # Errors
    /// The database does not answer. A message that cannot be written is tried again later.
    pub async fn deliver(&self, folder: Option<&Path>) -> Result<u64, AppError> {
        let mut delivered = 0;
        loop {
            let now = self.now();
            let waiting = self.0.store.waiting_messages(now, WAIT, BATCH).await?;
            if waiting.is_empty() {
                return Ok(delivered);
            }
            let mut noted = Vec::with_capacity(waiting.len());
            for WaitingMessage { message, tries, .. } in waiting {
                let came = self.try_to_deliver(&message, tries, now, folder).await?;
                delivered += u64::from(matches!(came, Came::Left(_)));
                noted.push(Delivery {
                    case: message.case,
                    message: message.id,
                    came,
                });
            }
            // A death before this delivers these again: told twice is better than never.
            self.0.store.note_deliveries(noted).await?;
        }
    }
}

impl App {
    async fn try_to_deliver(
        &self,
        message: &Message,
        tries: i64,
        now: Instant,
        folder: Option<&Path>,
    ) -> Result<Came, AppError> {
        let Message {
            template,
            addressee,
            case,
            ..
        } = message;
        let joined = match joined::person_of(message) {
            Some(person) => {
                let Some(contact) = self.contact_of_joined(*case, person).await? else {
                    tracing::info!(template, addressee, case, "nobody left to tell");
                    return Ok(Came::Gone);
                };
                Some(contact)
            }
            None => None,
        };
        let written = match folder {
            Some(folder) => {
                let letter = match joined {
                    // The page is everybody's, and its address already in the message.
                    Some(contact) => {
                        json!({ "to": JOINED, "contact": contact, "template": template, "body": message.body })
                    }
                    None => {
                        json!({ "to": addressee, "template": template, "body": self.linked(message).await? })
                    }
                };
                write_file(folder, message, &letter).await
            }
            None => Ok(()),
        };
        Ok(match written {
            Ok(()) => {
                tracing::info!(template, addressee, case, "message delivered");
                Came::Left(now)
            }
            Err(error) => {
                tracing::warn!(template, addressee, case, %error, "message not delivered");
                let wait = (1_i64 << tries.clamp(0, 10)).min(LONGEST_WAIT);
                Came::Failed(now.plus_millis(wait * 60_000))
            }
        })
    }

    /// The body of a message with a link to its case, where one belongs. The link is made when the message
    /// leaves, so that the database holds no token that opens a case.
    async fn linked(&self, message: &Message) -> Result<String, AppError> {
        let mut body: Value = serde_json::from_str(&message.body)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        if body.get("link").is_none() {
            return Ok(message.body.clone());
        }
        body["link"] = format!("/c/{}", self.link(message.case).await?).into();
        Ok(body.to_string())
    }
}

async fn write_file(folder: &Path, message: &Message, letter: &Value) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let file = folder.join(format!("{}-{}.json", message.case, message.id));
    tokio::fs::write(file, letter.to_string()).await
}
