//! Reply templates: written by a unit's administrator, read in the unit and below, changed by dated versions.

use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};

async fn names(client: &Client) -> Vec<String> {
    let all = client.get("/api/templates").await.ok().json();
    let all = all.as_array().unwrap();
    let names = all
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned());
    names.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_written_read_below_and_changed_by_versions() {
    on_both(async |server: &TestServer| {
        let admin = server.with("unit_admin@仓山公安分局").await;
        let body = |unit: &str, name: &str| json!({ "unit": unit, "name": name, "text": "经到场核实：" });
        let made = admin
            .post("/api/templates", &body("仓山公安分局", "到场核实"))
            .await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.text("template");
        // Not for units beside or above; empty words and unknown units are refused.
        for (body, told) in [
            (body("鼓楼公安分局", "x"), "403 not_yours"),
            (body("市公安局", "x"), "403 not_yours"),
            (body("没有这个单位", "x"), "422 unknown_unit"),
            (body("仓山公安分局", " "), "422 bad_value"),
        ] {
            assert_eq!(admin.post("/api/templates", &body).await.told(), told);
        }
        // Read in the unit and below it, not beside it, and changed by none of them.
        let station = server.with("handler@对湖派出所").await;
        assert_eq!(names(&station).await, ["到场核实"]);
        let beside = server.with("handler@鼓楼公安分局").await;
        assert_eq!(names(&beside).await, Vec::<String>::new());
        let path = format!("/api/templates/{id}");
        assert_eq!(beside.get(&path).await.told(), "404 not_found");
        let next = |seen: u32| json!({ "seen": seen, "name": "到场核实", "text": "已到场核实，情况如下：" });
        let revise = format!("{path}/revise");
        assert_eq!(station.post(&revise, &next(1)).await.told(), "403 not_yours");
        assert_eq!(beside.post(&revise, &next(1)).await.told(), "404 not_found");

        admin.post(&revise, &next(1)).await.ok();
        assert_eq!(admin.post(&revise, &next(1)).await.told(), "409 stale");
        let versions = station.get(&path).await.ok().json();
        let texts: Vec<_> = versions
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].clone())
            .collect();
        assert_eq!(texts, ["经到场核实：", "已到场核实，情况如下："]);
        assert_eq!((&versions[0]["until"], &versions[1]["until"]), (&versions[1]["from"], &Value::Null));
        assert_eq!(versions[1]["may_change"], false);
        // Whoever was overtaken reads who was faster, by name.
        let me = admin.get("/api/me").await.ok().json();
        for (label, name) in [(&made.json()["by"], &made.json()["by_name"]), (&versions[1]["by"], &versions[1]["by_name"])] {
            assert_eq!(name, &me["name"], "{label}");
            assert_ne!(name, label);
        }

        let end = format!("{path}/end");
        assert_eq!(admin.post(&end, &json!({ "seen": 1 })).await.told(), "409 stale");
        assert_eq!(admin.post(&end, &json!({ "seen": 2 })).await.status, 204);
        assert_eq!(names(&station).await, Vec::<String>::new());
        assert_eq!(admin.post(&revise, &next(2)).await.told(), "409 stale");
        let auditor = server.with("auditor").await;
        let trail = auditor.get("/api/audit?act=write_template,end_template").await.ok().json();
        assert_eq!(trail["rows"].as_array().unwrap().len(), 3);
    })
    .await;
}
