//! 统计 over HTTP: figures, the lists behind them, and bad questions.

use crate::server::{TestServer, on_both};
use serde_json::Value;

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
