//! 统计 over HTTP: figures, the lists behind them, and bad questions.

use crate::server::{TestServer, on_both};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn of(page: &Value, figure: &str) -> i64 {
    page["total"]["now"][figure].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_counted_within_reach_and_open() {
    on_both(async |server: &TestServer| {
        for _ in 0..3 {
            server.dispatched("仓山公安分局").await;
        }
        server.submitted().await;
        server.app.follow_feed().await.unwrap();
        let leader = server.with("leader").await;
        let page = leader.get("/api/figures?by=unit").await.ok().json();
        assert_eq!((of(&page, "received"), of(&page, "given")), (4, 3));
        assert_eq!(page["total"]["now"]["rates"]["satisfied"], Value::Null);
        let rows = page["rows"].as_array().unwrap();
        let row = rows
            .iter()
            .find(|row| row["name"] == "仓山公安分局")
            .unwrap();
        assert_eq!(row["now"]["given"], 3);
        for (cases, given) in [(&page["total"]["cases"], 3), (&row["cases"], 3)] {
            let list = cases.as_str().unwrap().replace("{figure}", "given");
            let list = leader.get(&list).await.ok().json();
            assert_eq!(list["cases"].as_array().unwrap().len(), given);
        }
        let hours = leader
            .get("/api/figures?by=hour&channel=web")
            .await
            .ok()
            .json();
        assert_eq!(hours["rows"].as_array().unwrap().len(), 1);
        let list = hours["rows"][0]["cases"]
            .as_str()
            .unwrap()
            .replace("{figure}", "received");
        assert_eq!(
            leader.get(&list).await.ok().json()["cases"]
                .as_array()
                .unwrap()
                .len(),
            4
        );
        let days = leader.get("/api/figures?by=day").await.ok().json();
        let day = days["rows"][0]["key"].as_str().unwrap();
        assert_eq!(day.len(), "2026-11-20".len());
        // A unit sees its own.
        let handler = server.with("handler@仓山公安分局").await;
        let own = handler.get("/api/figures?by=kind").await.ok().json();
        assert_eq!((of(&own, "received"), of(&own, "given")), (0, 3));
        let stranger = server.with("handler@鼓楼区城管局").await;
        let none = stranger
            .get("/api/figures?by=unit&unit=仓山公安分局")
            .await
            .ok()
            .json();
        assert_eq!(
            (of(&none, "given"), none["rows"].as_array().unwrap().len()),
            (0, 0)
        );
        let none = stranger
            .get("/api/cases?figure=given&unit=仓山公安分局")
            .await
            .ok()
            .json();
        assert_eq!(none["cases"].as_array().unwrap().len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_are_told_what_is_wrong() {
    let server = TestServer::new().await;
    let leader = server.with("leader").await;
    for (query, told) in [
        ("figures?from=2026-11-02&to=2026-11-01", "422 bad_value"),
        ("figures?from=2010-01-01&to=2026-11-01", "422 bad_value"),
        ("figures?from=-9999-01-01&to=-9999-01-02", "422 bad_value"),
        ("figures?from=9999-12-31&to=9999-12-31", "422 bad_value"),
        ("figures?from=yesterday", "422 bad_value"),
        ("figures?by=colour", "422 bad_value"),
        ("figures?unit=nobody", "422 unknown_unit"),
        ("figures?unit=@nobody", "422 unknown_unit"),
        ("figures?item=Z99", "422 unknown_item"),
        ("figures?area=350104003", "422 bad_value"),
        ("figures?area=999999", "422 bad_value"),
        ("figures?hour=24", "422 bad_value"),
        ("figures?hour=-1", "422 bad_value"),
        ("figures?channel=pigeon", "422 bad_value"),
        ("figures?surprise=1", "422 bad_value"),
        ("cases?from=2026-11-01", "422 bad_value"),
        ("cases?figure=none", "422 bad_value"),
        ("cases?figure=late&hour=99", "422 bad_value"),
        ("cases?area=999999", "422 bad_value"),
        ("cases?channel=pigeon", "422 bad_value"),
        ("cases?unit=nobody", "422 unknown_unit"),
        ("cases?submitted_from=x", "422 bad_value"),
    ] {
        assert_eq!(
            leader.get(&format!("/api/{query}")).await.told(),
            told,
            "{query}"
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_narrowed_by_area_unit_channel_day_and_lateness() {
    on_both(async |server: &TestServer| {
        server.dispatched("仓山公安分局").await;
        server.submitted().await;
        let leader = server.with("leader").await;
        for (query, rows) in [
            ("channel=web", 2),
            ("channel=phone", 0),
            ("unit=市公安局", 1),
            ("unit=仓山公安分局&late=false", 1),
            ("unit=鼓楼区城管局", 0),
            ("late=true", 0),
            ("late=false", 2),
            ("submitted_from=2010-01-01&submitted_to=2010-12-31", 0),
            ("submitted_from=2010-01-01", 2),
            ("submitted_to=2010-01-01", 0),
            ("area=350100", 2),
            ("area=350125", 0),
        ] {
            let page = leader.get(&format!("/api/cases?{query}")).await.ok().json();
            assert_eq!(page["cases"].as_array().unwrap().len(), rows, "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_memory_is_never_older_than_the_figures() {
    on_both(async |server: &TestServer| {
        let leader = server.with("leader").await;
        let handler = server.with("handler@仓山公安分局").await;
        let asked = async |client: &crate::server::Client| {
            client.get("/api/figures?by=unit").await.ok().json()
        };
        for n in 1..=3 {
            server.dispatched("仓山公安分局").await;
            server.app.follow_feed().await.unwrap();
            // Twice: the second time from memory.
            for _ in 0..2 {
                assert_eq!(of(&asked(&leader).await, "received"), n);
                let own = asked(&handler).await;
                assert_eq!((of(&own, "received"), of(&own, "given")), (0, n));
            }
        }
        // Asked side by side it is the same answer, and each asker has his own reach.
        let (a, b, own) = tokio::join!(asked(&leader), asked(&leader), asked(&handler));
        assert_eq!(a, b);
        assert_ne!(of(&a, "received"), of(&own, "received"));
        // Another server on the same database counts; this one does not go on telling what it knew.
        let known = server.app.figures_mark().await.unwrap();
        let write = async |text: &'static str| {
            let done = server.app.store().db().write((), move |(), tx| {
                Box::pin(async move {
                    tx.run(db::Sql::new(text)).await?;
                    Ok::<(), db::Abort<db::Never>>(())
                })
            });
            done.await.unwrap();
        };
        server.app.recount_figures().await.unwrap();
        assert_eq!(of(&asked(&leader).await, "received"), 0);
        server.app.follow_feed().await.unwrap();
        // Counted anew they stand at the same place of the feed, and yet it is another mark.
        let anew = server.app.figures_mark().await.unwrap();
        assert_eq!(anew.position, known.position);
        assert_ne!(anew, known);
        write("update daily_figures set received = received + 7 where cube = 'hour'").await;
        assert_eq!(of(&asked(&leader).await, "received"), 10);
        write("update daily_figures set received = received + 7 where cube = 'hour'").await;
        assert_eq!(
            of(&asked(&leader).await, "received"),
            10,
            "from memory while nothing is counted"
        );
    })
    .await;
}

/// An agent registers a case at an instant; its number.
async fn registered(server: &TestServer, at: &str, with: &Value) -> String {
    server.at(at);
    let agent = server.with("agent").await;
    let mut body = json!({ "channel": "phone", "title": "一件", "text": "一件事", "accept": true });
    for (key, value) in with.as_object().unwrap() {
        body[key] = value.clone();
    }
    let reply = agent.post("/api/cases", &body).await.ok();
    reply.text("no")
}

/// What is told apart below: four days, and one case four days before.
pub(crate) async fn some_days(server: &TestServer) {
    let loud = json!({ "kind": "help", "item": "B15", "area": "350104" });
    let dark = json!({ "kind": "complaint", "item": "A07", "area": "350102" });
    let to = async |no: &str, unit: &str| {
        let dispatcher = server.with("dispatcher").await;
        let lead = json!({ "lead": unit }).to_string();
        dispatcher.command(no, "dispatch", &lead).await.ok();
    };
    let earlier = registered(server, "2026-11-13T09:20:00+08:00", &loud).await;
    to(&earlier, "仓山公安分局").await;
    let no = registered(server, "2026-11-17T09:30:00+08:00", &loud).await;
    to(&no, "仓山公安分局").await;
    let branch = server.with("handler@仓山公安分局").await;
    branch.command(&no, "sign", "{}").await.ok();
    let station = json!({ "to": "对湖派出所" }).to_string();
    branch.command(&no, "delegate", &station).await.ok();
    let no = registered(server, "2026-11-17T15:10:00+08:00", &dark).await;
    to(&no, "鼓楼区城管局").await;
    server.at("2026-11-18T09:05:00+08:00");
    server.submitted().await;
    let asked = json!({ "kind": "consult" });
    let no = registered(server, "2026-11-18T20:00:00+08:00", &asked).await;
    let agent = server.with("agent").await;
    let answer = json!({ "text": "带户口簿到派出所" }).to_string();
    agent.command(&no, "answer_directly", &answer).await.ok();
    server.at("2026-11-20T10:30:00+08:00");
    server.app.follow_feed().await.unwrap();
}

const DAYS: &str = "/api/figures?from=2026-11-17&to=2026-11-20";

/// Received, given and answered.
fn three(counts: &Value) -> [i64; 3] {
    ["received", "given", "answered"].map(|figure| counts[figure].as_i64().unwrap())
}

fn rows(page: &Value) -> &Vec<Value> {
    page["rows"].as_array().unwrap()
}

/// A row's key or name, and three of its figures.
type Counted<'a> = (&'a str, [i64; 3]);

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_apart_along_each_axis() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let leader = server.with("leader").await;
        let centre = server.app.profile().directory.city_centre().name.clone();
        let centre = format!("{centre}（直接）");
        let unit = |alias: &str| {
            let directory = &server.app.profile().directory;
            directory.find(alias).unwrap().name.clone()
        };
        let (branch, station, county) = (
            unit("仓山公安分局"),
            unit("对湖派出所"),
            unit("鼓楼区城管局"),
        );
        let by_key: [(&str, &str, &[Counted]); 7] = [
            (
                "day",
                "key",
                &[("2026-11-17", [2, 2, 0]), ("2026-11-18", [2, 0, 1])],
            ),
            (
                "kind",
                "key",
                &[
                    ("complaint", [1, 1, 0]),
                    ("consult", [1, 0, 1]),
                    ("help", [2, 1, 0]),
                ],
            ),
            (
                "item",
                "key",
                &[("", [1, 0, 1]), ("A07", [1, 1, 0]), ("B15", [2, 1, 0])],
            ),
            (
                "area",
                "key",
                &[
                    ("", [1, 0, 1]),
                    ("350102", [1, 1, 0]),
                    ("350104", [2, 1, 0]),
                ],
            ),
            (
                "channel",
                "key",
                &[("phone", [3, 2, 1]), ("web", [1, 0, 0])],
            ),
            (
                "hour",
                "key",
                &[("09", [2, 1, 0]), ("15", [1, 1, 0]), ("20", [1, 0, 1])],
            ),
            (
                "unit",
                "name",
                &[
                    (&centre, [3, 0, 1]),
                    (&branch, [0, 1, 0]),
                    (&station, [0, 1, 0]),
                    (&county, [0, 1, 0]),
                ],
            ),
        ];
        for (by, called, expected) in by_key {
            let page = leader.get(&format!("{DAYS}&by={by}")).await.ok().json();
            assert_eq!(three(&page["total"]["now"]), [4, 2, 1], "{by}");
            let told: BTreeMap<&str, [i64; 3]> = rows(&page)
                .iter()
                .map(|row| (row[called].as_str().unwrap(), three(&row["now"])))
                .collect();
            assert_eq!(told, expected.iter().copied().collect(), "{by}");
            for (figure, whole) in page["total"]["now"].as_object().unwrap() {
                let Some(whole) = whole.as_i64() else {
                    continue;
                };
                let of = |row: &Value| row["now"][figure].as_i64().unwrap();
                let sum: i64 = rows(&page).iter().map(of).sum();
                if by != "unit" {
                    assert_eq!(sum, whole, "{figure} by {by}");
                } else if figure == "given" {
                    // Branch and station both stand there.
                    assert_eq!((sum, whole), (3, 2));
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_narrowed_by_each_filter() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let leader = server.with("leader").await;
        let city = server.app.profile().directory.city_centre().code.clone();
        let direct = format!("unit=@{city}");
        for (filter, expected) in [
            ("", [4, 2, 1]),
            ("kind=help", [2, 1, 0]),
            ("kind=suggestion", [0, 0, 0]),
            ("item=B15", [2, 1, 0]),
            ("item=-", [1, 0, 1]),
            ("area=350104", [2, 1, 0]),
            ("area=350102", [1, 1, 0]),
            ("area=-", [1, 0, 1]),
            ("unit=仓山公安分局", [0, 1, 0]),
            ("unit=对湖派出所", [0, 1, 0]),
            ("unit=市公安局&alone=true", [0, 0, 0]),
            ("unit=市公安局", [0, 1, 0]),
            (&direct, [3, 0, 1]),
            ("channel=phone", [3, 2, 1]),
            ("channel=web", [1, 0, 0]),
            ("hour=9", [2, 1, 0]),
            ("kind=help&channel=phone", [1, 1, 0]),
            ("kind=help&unit=鼓楼区城管局", [0, 0, 0]),
            ("item=B15&area=350104&hour=9&unit=仓山公安分局", [0, 1, 0]),
        ] {
            // Asked along an axis or not, it is the same.
            for by in ["", "&by=kind", "&by=unit"] {
                let page = leader
                    .get(&format!("{DAYS}&{filter}{by}"))
                    .await
                    .ok()
                    .json();
                assert_eq!(three(&page["total"]["now"]), expected, "{filter}{by}");
            }
            // And so many cases lie behind it.
            let page = leader.get(&format!("{DAYS}&{filter}")).await.ok().json();
            let cases = page["total"]["cases"].as_str().unwrap();
            for (figure, wanted) in ["received", "given", "answered"].iter().zip(expected) {
                let list = leader
                    .get(&cases.replace("{figure}", figure))
                    .await
                    .ok()
                    .json();
                let found = i64::try_from(list["cases"].as_array().unwrap().len());
                assert_eq!(found, Ok(wanted), "{figure} {filter}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_stand_beside_those_of_the_period_before() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let leader = server.with("leader").await;
        let page = leader.get(&format!("{DAYS}&by=kind")).await.ok().json();
        assert_eq!(
            page["before"],
            json!({ "from": "2026-11-13", "to": "2026-11-16" })
        );
        assert_eq!(three(&page["total"]["before"]), [1, 1, 0]);
        let before: BTreeMap<&str, [i64; 3]> = rows(&page)
            .iter()
            .map(|row| (row["key"].as_str().unwrap(), three(&row["before"])))
            .collect();
        let none = [0, 0, 0];
        let expected = [("complaint", none), ("consult", none), ("help", [1, 1, 0])];
        assert_eq!(before, expected.into_iter().collect());
        // Narrowed, both periods are; a unit's own stands beside its own.
        let page = leader
            .get(&format!("{DAYS}&kind=complaint"))
            .await
            .ok()
            .json();
        assert_eq!(three(&page["total"]["now"]), [1, 1, 0]);
        assert_eq!(three(&page["total"]["before"]), none);
        let branch = server.with("handler@仓山公安分局").await;
        let page = branch.get(&format!("{DAYS}&by=unit")).await.ok().json();
        assert_eq!(three(&page["total"]["before"]), [0, 1, 0]);
        // What was there before and is no more has its row.
        let page = leader
            .get("/api/figures?from=2026-11-19&to=2026-11-20&by=kind")
            .await;
        let page = page.ok().json();
        assert_eq!(three(&page["total"]["now"]), none);
        assert_eq!(three(&page["total"]["before"]), [4, 2, 1]);
        assert_eq!(rows(&page).len(), 3);
    })
    .await;
}
