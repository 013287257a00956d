//! The document and the code say the same.

use crate::server::TestServer;
use api::documents::{Door, codes, text};
use hotline::case::command::Verb;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read as _;
use store::{DbError, StoreError};

#[tokio::test(flavor = "multi_thread")]
async fn the_served_document_is_the_committed_one() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let made = text(&api::openapi());
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file, made.as_bytes()).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == *made,
        "openapi.json is not up to date: UPDATE_OPENAPI=1 cargo test -p api"
    );
    let server = TestServer::new().await;
    let served = server.anonymous().get("/api/openapi.json").await;
    assert!(
        served
            .headers
            .iter()
            .all(|(name, _)| name != "content-encoding")
    );
    assert_eq!(String::from_utf8(served.body).unwrap(), *made);
    let packs = server.anonymous().header("accept-encoding", "br, gzip");
    let packed = packs.get("/api/openapi.json").await.ok();
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < made.len() / 5, "{}", packed.body.len());
    let mut whole = String::new();
    flate2::read::GzDecoder::new(&packed.body[..])
        .read_to_string(&mut whole)
        .unwrap();
    assert_eq!(whole, *made);
    let refuses = server.anonymous().header("accept-encoding", "gzip;q=0");
    let plain = refuses.get("/api/openapi.json").await.ok();
    assert_eq!(plain.body.len(), made.len());
    server.stop().await;
}

#[test]
fn it_is_openapi_3_1_without_dangling_references() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference
            .strip_prefix('#')
            .expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{path}: an id twice");
            // Generated programs have nothing else to call it by.
            let bare = ["add", "all", "change", "list", "load", "one", "year"];
            assert!(!bare.contains(&id), "{path}: {id} of what?");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{path}"
            );
            assert!(operation["responses"]["default"].is_object(), "{path}");
            for response in operation["responses"].as_object().unwrap().values() {
                let described = response["$ref"].is_string() || response["description"] != "";
                assert!(described, "{path}: OpenAPI wants a description");
            }
        }
    }
}

#[test]
fn it_refers_to_nothing_that_its_reader_does_not_have() {
    let made = text(&api::openapi());
    for paper in ["§", ".md"] {
        let told = made.lines().find(|line| line.contains(paper));
        assert_eq!(told, None, "{paper}");
    }
}

fn collect(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            all.extend(
                map.get("$ref")
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned),
            );
            map.values().for_each(|value| collect(value, all));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, all)),
        _ => {}
    }
}

#[test]
fn every_command_has_an_operation() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    for verb in Verb::ALL {
        let documented = match verb {
            Verb::Register => document["paths"]["/api/cases"]["post"].is_object(),
            verb => [Door::Staff, Door::Citizens]
                .iter()
                .any(|door| document["paths"][door.path(*verb)]["post"].is_object()),
        };
        assert!(documented, "{}", verb.as_str());
    }
}

#[test]
fn every_refusal_has_a_status_of_the_caller() {
    for code in hotline::refusal::Code::ALL {
        let status = api::problem::status_of(*code).as_u16();
        assert!([403, 404, 409, 413, 415, 422].contains(&status), "{code:?}");
    }
    let all = codes();
    assert_eq!(
        all.iter().collect::<BTreeSet<_>>().len(),
        all.len(),
        "a code of rules and of the wire"
    );
}

#[test]
fn a_full_or_busy_database_is_a_503() {
    let busy = DbError::Busy("locked".to_owned());
    let gone = DbError::Unavailable("gone".to_owned());
    for error in [DbError::Full, busy, gone] {
        let problem = api::Problem::from(app::AppError::from(StoreError::Db(error)));
        assert_eq!(
            (problem.status().as_u16(), problem.code()),
            (503, "unavailable")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_without_any_network() {
    let server = TestServer::new().await;
    for path in ["/api/docs", "/api/docs/docs.js", "/api/docs/docs.css"] {
        let page = server.anonymous().get(path).await.ok();
        let text = String::from_utf8(page.body.clone()).unwrap();
        assert!(
            !text.contains("https://") && !text.contains("http://") && text.len() > 200,
            "{path}"
        );
        assert!(
            page.header("content-security-policy")
                .starts_with("default-src 'self'")
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
    server.stop().await;
}
