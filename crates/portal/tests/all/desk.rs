//! What staff do with a case, so that its pages have something to tell.

use crate::browser::{Browser, House, Keeps};
use crate::receipts::{slip, submit};
use app::execute::Ask;
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::command::{Command, Register};
use serde_json::{Value, json};

pub const CENTRE: &str = "市智慧中心";
pub const UNIT: &str = "仓山区城管局";

impl House {
    /// Somebody with a post.
    pub fn staff(&self, role: Role, unit: &str) -> Actor {
        let profile = self.app.profile();
        let unit = profile.directory.find(unit).unwrap().code.clone();
        Actor::Staff(Staff {
            person: format!("{role}@{unit}"),
            posts: vec![Post { role, unit }],
        })
    }

    /// A command that is carried out.
    pub async fn run(&self, actor: &Actor, no: &str, verb: &str, with: Value) {
        let command = Command::read(verb, with).unwrap();
        let ask = Ask::default();
        let done = self.app.execute(actor, no, &command, &ask).await;
        done.unwrap_or_else(|error| panic!("{verb}: {error:?}"));
    }

    /// A command of the centre's dispatcher.
    pub async fn dispatcher(&self, no: &str, verb: &str, with: Value) {
        let dispatcher = self.staff(Role::Dispatcher, CENTRE);
        self.run(&dispatcher, no, verb, with).await;
    }

    /// A command of the unit's handler.
    pub async fn handler(&self, no: &str, verb: &str, with: Value) {
        let handler = self.staff(Role::Handler, UNIT);
        self.run(&handler, no, verb, with).await;
    }

    /// A review that passes.
    pub async fn pass(&self, no: &str, unit: &str) {
        let reviewer = self.staff(Role::Reviewer, unit);
        self.run(&reviewer, no, "review", json!({"decision": "pass"}))
            .await;
    }

    /// From the dispatch to the answer.
    pub async fn answer(&self, no: &str) {
        self.dispatcher(no, "dispatch", json!({"lead": UNIT})).await;
        self.handler(no, "sign", json!({})).await;
        self.handler(no, "reply", json!({"text": "换了新的灯泡。"}))
            .await;
        self.pass(no, UNIT).await;
        self.pass(no, CENTRE).await;
    }

    /// A copy of the case for everybody.
    pub async fn publish(&self, no: &str) {
        let reviewer = self.staff(Role::Reviewer, CENTRE);
        let case = self.app.view(&Actor::Requester, no).await.unwrap();
        let answer = case.answer.map_or("", |_| "换了灯泡");
        let copy = json!({"title": format!("路灯 {no}"), "text": "路灯不亮", "answer": answer});
        self.run(&reviewer, no, "publish", copy).await;
    }

    /// Submits a case in the browser's own visit; its number.
    pub async fn submitted(&self, browser: &mut Browser<'_>) -> String {
        submit(browser, false).await;
        slip(&browser.get("/write/receipt").await).0
    }

    /// A case that an agent wrote down, and a browser on a visit to it.
    pub async fn registered(&self, with: Value) -> (String, Browser<'_>) {
        let mut whole = json!({"channel": "phone", "title": "路灯", "text": "路灯不亮", "area": "350104",
            "requester": {"phone": "13900000001"}, "accept": true});
        let fields = whole.as_object_mut().unwrap();
        fields.extend(with.as_object().unwrap().clone());
        let register: Register = serde_json::from_value(whole).unwrap();
        let agent = self.staff(Role::Agent, CENTRE);
        let ask = Ask::default();
        let done = self.app.register(&agent, "test", &register, &ask).await;
        let done = done.unwrap();
        let mut browser = self.browser(Keeps::All);
        let code = done.code.unwrap();
        let fields = [("no", done.no.as_str()), ("code", code.as_str())];
        browser.post("/follow", &fields).await;
        (done.no, browser)
    }
}
