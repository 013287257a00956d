//! 系统状况: what the doctor knows in passing.

use crate::server::{TestServer, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn the_condition_is_told_in_passing_and_counts_what_is_composed() {
    on_both(async |server: &TestServer| {
        let auditor = server.with("auditor").await;
        let condition = auditor.get("/api/condition").await.ok().json();
        let findings = condition["findings"].as_array().unwrap();
        let topics: Vec<_> = findings
            .iter()
            .map(|one| one["topic"].as_str().unwrap())
            .collect();
        for topic in [
            "database", "calendar", "clock", "timers", "messages", "feed", "webhooks", "accounts",
            "composed",
        ] {
            assert!(topics.contains(&topic), "{topic}: {topics:?}");
        }
        let composed = condition["composed"].as_array().unwrap().len();
        assert!(composed > 100, "{composed}");
        let told = findings
            .iter()
            .find(|one| one["topic"] == "composed")
            .unwrap();
        assert!(
            told["what"]
                .as_str()
                .unwrap()
                .contains(&composed.to_string())
        );
        // Each list by its own way: not all have versions that are written while the platform runs.
        let todo = told["todo"].as_str().unwrap();
        let (versions, files) = todo.split_once(" 在“规则”里写新的一版").unwrap();
        let profile = server.app.profile();
        let channels = profile.catalogue.channels().iter();
        let channels = channels.filter(|channel| channel.composed).count();
        assert!(versions.contains("事项 90"), "{todo}");
        assert!(!versions.contains("渠道"), "{todo}");
        assert!(files.contains(&format!("渠道 {channels}、热线 ")), "{todo}");
        assert!(files.contains(" 在服务器的配置文件里"), "{todo}");
        // Each in the language that is asked for, and in that one only.
        let english = auditor.clone().header("accept-language", "en");
        let english = english.get("/api/condition").await.ok().json();
        for (one, zh) in english["findings"].as_array().unwrap().iter().zip(findings) {
            for (en, zh) in [(&one["what"], &zh["what"]), (&one["todo"], &zh["todo"])] {
                let (Some(en), Some(zh)) = (en.as_str(), zh.as_str()) else {
                    assert_eq!(en, zh);
                    continue;
                };
                assert!(!zh.is_ascii() && !zh.contains(en), "{zh} / {en}");
                assert!(en.starts_with(|c: char| c.is_ascii_lowercase()), "{en}");
            }
        }
        let books = auditor.get("/api/reference/rulebooks").await.ok().json();
        assert_eq!(books.as_array().unwrap().last().unwrap()["composed"], true);
    })
    .await;
}
