//! A workbook that holds fewer rows than there are says so in its last line, before it comes, and in the audit
//! trail.

use crate::exports::{behind_its_progress, dechunked, lines, registered, sheet};
use crate::server::{Client, TestServer, on_both};
use serde_json::json;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The same platform with workbooks that hold so many rows.
async fn with_sheets_of(server: &TestServer, rows: u64) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = api::router(api::Api::new(server.app.clone(), false).sheets_of(rows));
    let stop = std::future::pending();
    tokio::spawn(api::server::serve(listener, router, stop));
    address
}

/// What is told before a workbook: of how many rows it has the first, and how many these are.
async fn told(client: &Client, path: &str) -> Vec<String> {
    let more = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{more}format=xlsx-progress");
    let whole = dechunked(&client.get(&path).await.ok());
    let lines = whole.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| String::from_utf8_lossy(line).into_owned());
    let lines: Vec<_> = lines
        .take_while(|line| !line.starts_with("bytes "))
        .collect();
    lines[lines.len() - 2..].to_vec()
}

async fn notes(auditor: &Client) -> Vec<String> {
    let rows = auditor.get("/api/audit?act=exported").await.ok().json();
    let rows = rows["rows"].as_array().unwrap().clone();
    let note = |row: &serde_json::Value| row["note"].as_str().unwrap().to_owned();
    rows.iter().map(note).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_that_is_cut_says_so() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let mut all = Vec::new();
        for n in 0..5 {
            all.push(registered(&agent, &format!("石敢当倒了 {n}"), json!({})).await);
        }
        let auditor = server.with("auditor").await;
        let agent = agent.at(with_sheets_of(server, 3).await);
        // Counted before it is read, and counted while it is read.
        for path in ["/api/cases/export", "/api/cases/export?q=石敢当"] {
            let more = if path.contains('?') { '&' } else { '?' };
            let book = agent.get(&format!("{path}{more}format=xlsx")).await.ok();
            let sheet = sheet(&book);
            let there = all.iter().filter(|no| sheet.contains(no.as_str())).count();
            assert_eq!(there, 3, "{path}");
            let last = "未完：一共 5 件，这张表只放得下前 3 件。要全部的，请导出 CSV，或者把清单收窄再导；";
            assert!(sheet.contains(last), "{path}: {sheet}");
            assert!(!sheet.contains("完，共"), "{path}");
            assert_eq!(told(&agent, path).await, ["rows 3", "of 5"], "{path}");
            // CSV has them all.
            let lines = lines(&agent.get(path).await.ok());
            assert!(lines.last().unwrap()[0].starts_with("完，共 5 件"));
            assert_eq!(lines.len(), 5 + 3);
            let mut notes = notes(&auditor).await;
            notes.retain(|note| note.starts_with("诉求件清单（") == path.contains('?'));
            let of = |end: &str| notes.iter().filter(|note| note.ends_with(end)).count();
            assert_eq!((of("；3/5"), of("；5")), (2, 1), "{path}: {notes:?}");
        }
        // What just fits is whole.
        let exact = agent.at(with_sheets_of(server, 5).await);
        for path in ["/api/cases/export?kind=complaint", "/api/cases/export?q=石敢当"] {
            let book = exact.get(&format!("{path}&format=xlsx")).await.ok();
            let sheet = sheet(&book);
            assert!(sheet.contains("完，共 5 件") && !sheet.contains("未完"), "{path}");
            behind_its_progress(&exact, path, 5).await;
        }
    })
    .await;
}
