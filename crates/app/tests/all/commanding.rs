//! Commands as people give them, and how they are answered.

use crate::house::{opened, scratches, staff};
use app::clock::SetClock;
use app::execute::{Ask, Done};
use app::{App, AppError};
use hotline::actor::{Actor, Role};
use hotline::case::command::{Command, Register};
use hotline::refusal::Code;
use serde_json::{Value, json};
use std::sync::Arc;
use store::Scratch;

/// A platform that may have another server beside it.
pub struct House {
    pub app: App,
    pub clock: Arc<SetClock>,
    _scratch: Option<Scratch>,
}

/// One on each database.
pub async fn houses(at: &str) -> Vec<House> {
    let mut houses = Vec::new();
    for scratch in scratches().await {
        let (app, clock) = opened(scratch.url(), at.parse().unwrap()).await;
        houses.push(House {
            app,
            clock,
            _scratch: Some(scratch),
        });
    }
    houses
}

impl House {
    /// Another server on the same database.
    pub async fn beside(&self) -> House {
        let (store, clock) = (self.app.store().clone(), self.clock.clone());
        let profile = app::profile::built_in().unwrap();
        House {
            app: App::open(store, profile, clock.clone(), None)
                .await
                .unwrap(),
            clock,
            _scratch: None,
        }
    }

    pub fn staff(&self, role: Role, unit: &str) -> Actor {
        staff(&self.app, role, unit)
    }

    pub async fn register(&self, ask: &Ask) -> Result<Done, AppError> {
        let register = json!({ "kind": "help", "item": "B15", "title": "喇叭", "text": "太吵", "accept": true,
            "requester": { "name": "陈女士", "phone": "１３９00000000" } });
        let register: Register = serde_json::from_value(register).unwrap();
        let agent = self.staff(Role::Agent, "市智慧中心");
        self.app.register(&agent, "agent", &register, ask).await
    }

    pub async fn run(
        &self,
        actor: &Actor,
        no: &str,
        verb: &str,
        with: Value,
        ask: &Ask,
    ) -> Result<Done, AppError> {
        self.app
            .execute(actor, no, &Command::read(verb, with).unwrap(), ask)
            .await
    }
}

/// Under a key.
pub fn key(id: &str) -> Ask {
    Ask {
        command_id: Some(id.to_owned()),
        if_match: None,
    }
}

/// Why it was refused.
pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> Code {
    match result {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// A Saturday of the article.
pub const MORNING: &str = "2026-11-18T09:00:00+08:00";
