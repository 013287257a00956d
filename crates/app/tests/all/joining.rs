//! 同遇的人: who said 我也遇到 and left a number is told once how it went, on both databases.

use crate::house::{agent, platforms, promise, register, run, staff, to_be_promised};
use app::App;
use hotline::actor::{Actor, Role};
use hotline::case::event::Erasure;
use hotline::person::Phone;
use serde_json::{Value, json};
use std::path::PathBuf;

const CITY: &str = "市智慧中心";
const OTHER: &str = "13900000007";
const THIRD: &str = "13900000008";

/// Where messages are handed over, emptied by each look.
struct Outbox(PathBuf);

impl Outbox {
    fn new(name: &str) -> Self {
        let name = format!("minsheng-joining-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// What left since the last look: to those who joined, and to all others.
    async fn left(&self, app: &App) -> (Vec<Value>, Vec<Value>) {
        app.deliver(Some(&self.0)).await.unwrap();
        let mut letters = Vec::new();
        for file in std::fs::read_dir(&self.0).into_iter().flatten() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            letters.push(serde_json::from_str(&text).unwrap());
        }
        let _ = std::fs::remove_dir_all(&self.0);
        letters
            .into_iter()
            .partition(|letter: &Value| letter["to"] == "joined")
    }
}

/// An accepted case that everybody may read.
async fn published(app: &App) -> String {
    let no = register(app, to_be_promised()).await;
    let copy = json!({"title": "喇叭扰民", "text": "夜里喇叭响。", "answer": ""});
    run(app, &staff(app, Role::Reviewer, CITY), &no, "publish", copy).await;
    no
}

async fn join(app: &App, no: &str, contact: Option<&str>) {
    let with = json!({ "contact": contact });
    run(app, &Actor::Public, no, "me_too", with).await;
}

fn numbers(letters: &[Value]) -> Vec<&str> {
    let mut numbers: Vec<_> = letters
        .iter()
        .map(|letter| letter["contact"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// Whom the messages of a case go to, as they stand in the database; no number is among them.
async fn addressees(app: &App, no: &str) -> Vec<String> {
    let admin = staff(app, Role::SystemAdmin, CITY);
    let sent = app.messages_sent(&admin, None, Some(no), None, 200).await;
    let messages = sent.unwrap().into_iter().map(|sent| sent.message);
    let told = |message: store::outbox::Message| {
        let kept = format!("{} {}", message.addressee, message.body);
        assert!(!kept.contains(OTHER) && !kept.contains(THIRD), "{kept}");
        message.addressee
    };
    messages.map(told).collect()
}

async fn joined(app: &App, no: &str) -> usize {
    let all = addressees(app, no).await;
    all.iter().filter(|to| to.starts_with("joined:")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_number_is_told_once_when_the_case_is_answered() {
    for (n, (app, _, _scratch)) in platforms(0).await.into_iter().enumerate() {
        let outbox = Outbox::new(&format!("once-{n}"));
        let no = published(&app).await;
        for contact in [Some("139 0000 0007"), None, Some(THIRD), Some(OTHER)] {
            join(&app, &no, contact).await;
        }
        assert!(outbox.left(&app).await.0.is_empty(), "nothing to tell yet");
        promise(&app, &no).await;
        assert_eq!(joined(&app, &no).await, 2);
        let (told, others) = outbox.left(&app).await;
        assert_eq!(numbers(&told), [OTHER, THIRD]);
        for letter in &told {
            assert_eq!(letter["template"], "joined_answered");
            let body: Value = serde_json::from_str(letter["body"].as_str().unwrap()).unwrap();
            // Nothing that opens the case, and nothing of it.
            assert_eq!(
                body,
                json!({ "no": no, "link": format!("/public/{no}") }),
                "{letter}"
            );
        }
        assert!(!others.is_empty());
        for letter in &others {
            let letter = letter.to_string();
            assert!(
                !letter.contains(OTHER) && !letter.contains(THIRD),
                "{letter}"
            );
        }
        assert!(outbox.left(&app).await.0.is_empty(), "told once");
        let dispatcher = staff(&app, Role::Dispatcher, CITY);
        assert_eq!(app.view(&dispatcher, &no).await.unwrap().me_too, 4);
        // It is nobody's own case by that number.
        let phone = Phone::new(OTHER).unwrap();
        let own = app.cases_of_caller(&agent(&app), &phone, 10).await.unwrap();
        assert!(own.is_empty());

        // Answered once more, who joined since is told, and nobody else.
        let rating = json!({"grade": 1, "solved": false});
        run(&app, &agent(&app), &no, "rate", rating).await;
        let reason = json!({"reason": "夜里又响了"});
        run(&app, &agent(&app), &no, "ask_rework", reason.clone()).await;
        run(&app, &dispatcher, &no, "rework", reason).await;
        join(&app, &no, Some("13900000009")).await;
        let unit = "仓山区城管局";
        let handler = staff(&app, Role::Handler, unit);
        run(&app, &handler, &no, "sign", json!({})).await;
        let reply = json!({"text": "已收走喇叭。"});
        run(&app, &handler, &no, "reply", reply).await;
        for unit in [unit, CITY] {
            let reviewer = staff(&app, Role::Reviewer, unit);
            run(&app, &reviewer, &no, "review", json!({"decision": "pass"})).await;
        }
        assert_eq!(numbers(&outbox.left(&app).await.0), ["13900000009"]);
        let proved = app.prove(&mut |what| panic!("{what}")).await.unwrap();
        assert_eq!(proved, (1, 0));
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_what_was_erased_or_is_public_no_more() {
    for (n, (app, _, _scratch)) in platforms(0).await.into_iter().enumerate() {
        let outbox = Outbox::new(&format!("erased-{n}"));
        let dispatcher = staff(&app, Role::Dispatcher, CITY);
        let admin = staff(&app, Role::SystemAdmin, CITY);
        for erased in [Erasure::Persons, Erasure::Words] {
            // Once with the message still waiting, once with one that has left and is sent again.
            for left in [false, true] {
                let no = published(&app).await;
                join(&app, &no, Some(OTHER)).await;
                promise(&app, &no).await;
                let end = json!({"reason": "电话里已说清"});
                run(&app, &dispatcher, &no, "close", end).await;
                if left {
                    assert_eq!(numbers(&outbox.left(&app).await.0), [OTHER]);
                }
                assert_eq!(joined(&app, &no).await, 1, "closing tells nobody twice");
                app.erase(&no, erased, "本人申请").await.unwrap();
                if left {
                    let sent = app.messages_sent(&admin, None, Some(&no), None, 200).await;
                    let sent = sent.unwrap().into_iter().map(|sent| sent.message);
                    for message in sent {
                        let place = (message.case, message.id);
                        app.send_again(&admin, place).await.unwrap();
                    }
                }
                let (told, others) = outbox.left(&app).await;
                assert!(told.is_empty(), "{erased:?} {left}: {told:?}");
                assert!(!others.is_empty(), "the requester's own message leaves");
                assert_eq!(joined(&app, &no).await, 0, "it is forgotten");
                let view = app.view(&dispatcher, &no).await.unwrap();
                assert_eq!(view.published, erased == Erasure::Persons);
            }
        }
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_hears_of_an_end_and_of_the_answer_of_the_case_that_it_follows() {
    for (n, (app, _, _scratch)) in platforms(0).await.into_iter().enumerate() {
        let outbox = Outbox::new(&format!("ends-{n}"));
        let withdrawn = published(&app).await;
        join(&app, &withdrawn, Some(OTHER)).await;
        let reason = json!({"reason": "店家搬走了"});
        run(&app, &agent(&app), &withdrawn, "withdraw", reason).await;
        let (told, _) = outbox.left(&app).await;
        assert_eq!(numbers(&told), [OTHER]);
        assert_eq!(told[0]["template"], "joined_ended");

        let (child, parent) = (
            published(&app).await,
            register(&app, to_be_promised()).await,
        );
        join(&app, &child, Some(THIRD)).await;
        let dispatcher = staff(&app, Role::Dispatcher, CITY);
        run(&app, &dispatcher, &child, "merge", json!({"into": parent})).await;
        assert!(
            outbox.left(&app).await.0.is_empty(),
            "it is still to be answered"
        );
        promise(&app, &parent).await;
        app.fire_due(app.now()).await.unwrap();
        let (told, _) = outbox.left(&app).await;
        assert_eq!(numbers(&told), [THIRD]);
        let letter = told[0].to_string();
        assert!(letter.contains("joined_answered") && letter.contains(&format!("/public/{child}")));
        assert!(!letter.contains(&parent), "the other case is not public");
        app.store().close().await;
    }
}

/// A path opens nothing on a telephone.
#[tokio::test(flavor = "multi_thread")]
async fn links_begin_with_the_address_that_the_public_uses() {
    for (n, (app, _, _scratch)) in platforms(0).await.into_iter().enumerate() {
        let outbox = Outbox::new(&format!("address-{n}"));
        let no = published(&app).await;
        join(&app, &no, Some(OTHER)).await;
        app.reached_at("https://12345.example.gov.cn".to_owned());
        promise(&app, &no).await;
        let (told, others) = outbox.left(&app).await;
        let links = |letters: &[Value]| -> Vec<String> {
            let body = |letter: &Value| serde_json::from_str(letter["body"].as_str().unwrap());
            let bodies = letters.iter().map(|letter| body(letter).unwrap());
            let link = |body: Value| Some(body["link"].as_str()?.to_owned());
            bodies.filter_map(link).collect()
        };
        let page = format!("https://12345.example.gov.cn/public/{no}");
        assert_eq!(links(&told), [page]);
        let own = links(&others);
        assert!(!own.is_empty());
        for link in own {
            let token = link.strip_prefix("https://12345.example.gov.cn/c/");
            let visit = app.visit_by_link(token.expect(&link)).await.unwrap();
            assert_eq!(visit.unwrap().no, no);
        }
        app.store().close().await;
    }
}
