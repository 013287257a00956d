//! Figures for Prometheus: well formed, right, and without anything of a case in them.

use crate::server::{TestServer, on_both};
use std::collections::BTreeMap;

/// Samples by name with labels; every line is checked for its form.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let (mut samples, mut family) = (BTreeMap::new(), String::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            rest.split(' ').next().unwrap().clone_into(&mut family);
            continue;
        }
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(name, family, "HELP and TYPE belong together");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        assert!(name.starts_with(&family), "{line} under {family}");
        assert!(
            samples
                .insert(name.to_owned(), value.parse().unwrap())
                .is_none(),
            "{line} twice"
        );
    }
    samples
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_say_what_happened() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.submitted().await;
        let agent = server.with("agent").await;
        agent.command(&no, "accept", "{}").await.ok();
        for _ in 0..3 {
            agent.get(&format!("/api/cases/{no}")).await.ok();
        }
        server.anonymous().get("/慕容女士").await;
        let answer = server.anonymous().get("/metrics").await.ok();
        assert!(
            answer
                .header("content-type")
                .starts_with("text/plain; version=0.0.4")
        );
        let text = String::from_utf8(answer.body).unwrap();
        assert!(!text.contains(&no) && !text.contains("慕容"), "{text}");
        let figures = samples(&text);
        let figure = |name: &str| {
            *figures
                .get(name)
                .unwrap_or_else(|| panic!("{name}: {text}"))
        };
        let read = "{method=\"GET\",path=\"/api/cases/{no}\"";
        assert!(
            (figure(&format!(
                "minsheng_http_requests_total{read},status=\"200\"}}"
            )) - 3.0)
                .abs()
                < 0.1
        );
        let name = "minsheng_http_request_duration_seconds";
        let count = figure(&format!("{name}_count{read}}}"));
        assert!((figure(&format!("{name}_bucket{read},le=\"+Inf\"}}")) - count).abs() < 0.1);
        let mut before = 0.0;
        for bound in ["0.002", "0.05", "1", "10", "+Inf"] {
            let bucket = figure(&format!("{name}_bucket{read},le=\"{bound}\"}}"));
            assert!(
                bucket >= before,
                "{bound}: buckets hold what the smaller ones hold"
            );
            before = bucket;
        }
        assert!(
            figure("minsheng_http_requests_total{method=\"GET\",path=\"-\",status=\"404\"}") > 0.0
        );
        assert!((figure("minsheng_cases_open{status=\"accepted\"}") - 1.0).abs() < 0.1);
        assert!((figure("minsheng_sessions") - 1.0).abs() < 0.1);
        assert!(figure("minsheng_outbox_waiting") > 0.0);
        assert!((figure("minsheng_database_up") - 1.0).abs() < 0.1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_there_are_still_figures() {
    let server = TestServer::new().await;
    server.app.store().close().await;
    let answer = server.anonymous().get("/metrics").await.ok();
    let figures = samples(&String::from_utf8(answer.body).unwrap());
    assert!(figures["minsheng_database_up"].abs() < 0.1);
    assert!(!figures.contains_key("minsheng_sessions"));
    server.stop().await;
}
