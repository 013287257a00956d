//! Narrowed lists of open work: the rows of the whole list that fit, in its order, whatever the page.

use crate::exports::{lines, registered};
use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const BRANCH: &str = "仓山公安分局";
const CENTRE: &str = "市智慧中心";

/// All rows of a list, so many a page.
async fn rows(client: &Client, unit: &str, list: &str, by: &str, page: u32) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/units/{unit}/inbox/{list}?limit={page}{by}{cursor}");
        let answer = client.get(&path).await.ok().json();
        all.extend(answer["cases"].as_array().unwrap().iter().cloned());
        let Some(next) = answer["next"].as_str() else {
            return all;
        };
        cursor = format!("&cursor={next}");
    }
}

/// What the rows of a list are narrowed by, and which of them fit.
type Narrowing<'a> = (&'static str, Box<dyn Fn(&Value) -> bool + 'a>);

/// Cases whose row says so, whose area lies in another, and those that are named.
fn narrowings(mine: &BTreeSet<String>) -> Vec<Narrowing<'_>> {
    let is = |field: &'static str, value: Value| move |row: &Value| row[field] == value;
    let inside = |row: &Value| row["area"].as_str().unwrap().starts_with("350104");
    let own = |row: &Value| mine.contains(row["no"].as_str().unwrap());
    vec![
        ("&kind=help", Box::new(is("kind", json!("help")))),
        ("&kind=consult", Box::new(is("kind", json!("consult")))),
        ("&item=B15", Box::new(is("item", json!("B15")))),
        ("&area=350104", Box::new(inside)),
        ("&area=350104003", Box::new(is("area", json!("350104003")))),
        ("&urgent=true", Box::new(is("urgent", json!(true)))),
        ("&urgent=false", Box::new(is("urgent", json!(false)))),
        ("&supervised=true", Box::new(is("supervised", json!(true)))),
        (
            "&supervised=false",
            Box::new(is("supervised", json!(false))),
        ),
        ("&mine=false", Box::new(|_: &Value| true)),
        ("&mine=true", Box::new(own)),
        (
            "&kind=help&area=350104&supervised=false",
            Box::new(move |row: &Value| {
                row["kind"] == "help" && inside(row) && row["supervised"] == false
            }),
        ),
    ]
}

/// Cases of many kinds at the branch, in every list that it has, and some that still wait at the centre; the
/// numbers of those that its handler has in hand.
async fn a_day_of_work(server: &TestServer) -> BTreeSet<String> {
    let (agent, dispatcher) = (server.with("agent").await, server.with("dispatcher").await);
    let handler = server.with(&format!("handler@{BRANCH}")).await;
    let inspector = server.with("inspector@市效能办").await;
    let mut mine = BTreeSet::new();
    for n in 0..14_u32 {
        let kind = ["help", "complaint", "suggestion"][n as usize % 3];
        let area = ["350104", "350104003", "350102"][n as usize % 3 / (1 + n as usize % 2)];
        let more = json!({ "channel": "phone", "kind": kind, "area": area, "urgent": n % 4 == 1,
            "item": (n % 2 == 0).then_some("B15"), "accept": n != 13 });
        let no = registered(&agent, &format!("第 {n} 件"), more).await;
        if n % 5 == 0 {
            let why = r#"{"reason": "反复反映"}"#;
            inspector.command(&no, "supervise", why).await.ok();
        }
        if n > 9 {
            continue;
        }
        let lead = format!("{{\"lead\": \"{BRANCH}\"}}");
        dispatcher.command(&no, "dispatch", &lead).await.ok();
        if n < 2 {
            continue;
        }
        handler.command(&no, "sign", "{}").await.ok();
        // Whoever names nobody takes it himself; names may be written as well, one's own or another's.
        let taker = match n {
            2 | 5 | 8 => "{}".to_owned(),
            3 | 9 => format!("{{\"person\": \"handler@{BRANCH}\"}}"),
            4 | 7 => r#"{"person": "林工"}"#.to_owned(),
            _ => continue,
        };
        handler.command(&no, "take", &taker).await.ok();
        if !taker.contains("林工") {
            mine.insert(no.clone());
        }
        if n == 8 {
            let basis = r#"{"reason": "not_our_duty", "basis": "不在职责清单里。"}"#;
            handler.command(&no, "return", basis).await.ok();
        }
        if n == 9 {
            let reached = r#"{"how": "phone", "reached": true}"#;
            handler.command(&no, "contact", reached).await.ok();
            let text = r#"{"text": "已经关停。"}"#;
            handler.command(&no, "reply", text).await.ok();
        }
    }
    // Taken from him: the last who was named has it.
    let last = mine.iter().next().unwrap().clone();
    let other = r#"{"person": "林工"}"#;
    handler.command(&last, "take", other).await.ok();
    mine.remove(&last);
    mine
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_list_is_the_whole_one_without_the_others() {
    on_both(async |server: &TestServer| {
        let mine = a_day_of_work(server).await;
        server.at("2026-11-20T18:00:00+08:00");
        let handler = server.with(&format!("handler@{BRANCH}")).await;
        let dispatcher = server.with("dispatcher").await;
        let mut narrowed_some = BTreeSet::new();
        for (client, unit) in [(&handler, BRANCH), (&dispatcher, CENTRE)] {
            let counted = format!("/api/units/{unit}/badges");
            let badges = client.get(&counted).await.ok().json();
            for (list, count) in badges.as_object().unwrap() {
                let whole = rows(client, unit, list, "", 200).await;
                assert_eq!(*count, json!(whole.len()), "{list}");
                for (by, fits) in narrowings(&mine) {
                    let centres = [
                        "to_accept",
                        "to_dispatch",
                        "extensions",
                        "waiting",
                        "rework_asked",
                        "call_back",
                    ];
                    if by == "&mine=true" && centres.contains(&list.as_str()) {
                        let path = format!("/api/units/{unit}/inbox/{list}?mine=true");
                        assert_eq!(client.get(&path).await.told(), "422 bad_value");
                        continue;
                    }
                    let wanted: Vec<_> = whole.iter().filter(|row| fits(row)).cloned().collect();
                    for page in [2, 200] {
                        let found = rows(client, unit, list, by, page).await;
                        // At the city's centre nobody holds a part of a case.
                        if by == "&mine=true" && unit == CENTRE {
                            assert_eq!(found, Vec::<Value>::new(), "{list}");
                        } else {
                            assert_eq!(found, wanted, "{unit} {list} {by}");
                        }
                    }
                    if !wanted.is_empty() && wanted.len() < whole.len() {
                        narrowed_some.insert(by);
                    }
                }
            }
            assert_eq!(client.get(&counted).await.ok().json(), badges);
        }
        for by in [
            "&kind=help",
            "&item=B15",
            "&area=350104",
            "&urgent=true",
            "&supervised=true",
            "&mine=true",
        ] {
            assert!(
                narrowed_some.contains(by),
                "{by} narrows no list of this test"
            );
        }
        let reviewed = rows(&handler, BRANCH, "to_review", "&mine=true", 50).await;
        assert_eq!(
            reviewed.len(),
            1,
            "his reply waits for the branch's reviewer"
        );
        let colleague = server.with(&format!("unit_admin@{BRANCH}")).await;
        let others = rows(&colleague, BRANCH, "in_hand", "&mine=true", 50).await;
        assert_eq!(
            others,
            Vec::<Value>::new(),
            "what a colleague has is not mine"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_list_goes_out_as_it_stands() {
    on_both(async |server: &TestServer| {
        a_day_of_work(server).await;
        let handler = server.with(&format!("handler@{BRANCH}")).await;
        for by in ["", "&mine=true", "&kind=help&item=B15"] {
            let wanted = rows(&handler, BRANCH, "in_hand", by, 200).await;
            assert!(!wanted.is_empty(), "{by}");
            let path = format!("/api/units/{BRANCH}/inbox/in_hand/export?format=csv{by}");
            let file = handler.get(&path).await.ok();
            assert_eq!(file.header("total-count"), wanted.len().to_string(), "{by}");
            let lines = lines(&file);
            let asked = by.trim_start_matches('&');
            let asked = if asked.is_empty() {
                String::new()
            } else {
                format!("（{asked}）")
            };
            assert!(
                lines[0][0].starts_with(&format!("仓山公安分局 在办{asked}；")),
                "{}",
                lines[0][0]
            );
            let out: Vec<_> = lines[2..].iter().map(|line| line[0].clone()).collect();
            let numbers: Vec<_> = wanted
                .iter()
                .map(|row| row["no"].as_str().unwrap())
                .collect();
            assert_eq!(out[..numbers.len()], numbers, "{by}");
            assert_eq!(
                out.len(),
                numbers.len() + 1,
                "{by}: and the line that ends it"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_cannot_be_narrowed_by_is_refused() {
    on_both(async |server: &TestServer| {
        let handler = server.with(&format!("handler@{BRANCH}")).await;
        for (by, told) in [
            ("item=Z99", "422 unknown_item"),
            ("area=999999", "422 bad_value"),
            ("kind=wish", "422 bad_value"),
            ("urgent=perhaps", "422 bad_value"),
            ("mine=2", "422 bad_value"),
            ("below=nowhere", "422 unknown_unit"),
            ("lead=x", "422 bad_value"),
            ("format=csv", "422 bad_value"),
        ] {
            let reply = handler
                .get(&format!("/api/units/{BRANCH}/inbox/in_hand?{by}"))
                .await;
            assert_eq!(reply.told(), told, "{by}");
            reply.assert_problem();
        }
        for by in ["cursor=1.2", "limit=3"] {
            let path = format!("/api/units/{BRANCH}/inbox/in_hand/export?{by}");
            assert_eq!(handler.get(&path).await.told(), "422 bad_value", "{by}");
        }
        // Nothing narrows away who may read the list at all.
        let stranger = server.with("handler@鼓楼区城管局").await;
        for path in ["inbox/in_hand?mine=true", "inbox/in_hand/export?mine=true"] {
            let reply = stranger.get(&format!("/api/units/{BRANCH}/{path}")).await;
            assert_eq!(reply.told(), "403 not_yours", "{path}");
        }
    })
    .await;
}

/// What the branch has delegated to a station, in whatever list of the branch it stands; not what lies with the same
/// station without it.
#[tokio::test(flavor = "multi_thread")]
async fn a_unit_asks_for_what_it_has_delegated_to_one_below() {
    on_both(async |server: &TestServer| {
        let (agent, dispatcher) = (server.with("agent").await, server.with("dispatcher").await);
        let branch = server.with(&format!("handler@{BRANCH}")).await;
        let (station, other) = ("对湖派出所", "临江派出所");
        let mut numbers = Vec::new();
        for (n, to) in [Some(station), Some(other), None].into_iter().enumerate() {
            let more =
                json!({ "channel": "phone", "kind": "help", "area": "350104", "accept": true });
            let no = registered(&agent, &format!("第 {n} 件"), more).await;
            let lead = format!("{{\"lead\": \"{BRANCH}\"}}");
            dispatcher.command(&no, "dispatch", &lead).await.ok();
            branch.command(&no, "sign", "{}").await.ok();
            if let Some(to) = to {
                let to = format!("{{\"to\": \"{to}\"}}");
                branch.command(&no, "delegate", &to).await.ok();
            }
            numbers.push(no);
        }
        let found = async |client: &Client, unit: &str, below: &str| -> Vec<String> {
            let by = format!("&below={below}");
            let rows = rows(client, unit, "in_hand", &by, 50).await;
            let numbers = rows
                .iter()
                .map(|row| row["no"].as_str().unwrap().to_owned());
            numbers.collect()
        };
        let whole = rows(&branch, BRANCH, "in_hand", "", 50).await;
        assert_eq!(whole.len(), 3);
        assert_eq!(found(&branch, BRANCH, station).await, numbers[..1]);
        assert_eq!(found(&branch, BRANCH, other).await, numbers[1..2]);
        assert_eq!(found(&branch, BRANCH, BRANCH).await, Vec::<String>::new());
        let path = format!("/api/units/{CENTRE}/inbox/to_dispatch?below={BRANCH}");
        assert_eq!(dispatcher.get(&path).await.told(), "422 bad_value");
    })
    .await;
}
