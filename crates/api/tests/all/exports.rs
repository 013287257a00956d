//! 导出: the same rows with the same masks as on the screen, written down, and safe to open.

use crate::server::{Client, Reply, TestServer, on_both};
use app::keys::Scope;
use serde_json::json;
use std::io::{Cursor, Read as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Lines of a CSV file, each as its cells; cells here hold no line feeds.
pub(crate) fn lines(reply: &Reply) -> Vec<Vec<String>> {
    let text = String::from_utf8(dechunked(reply)).unwrap();
    let text = text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark")
        .to_owned();
    let cells = |line: &str| {
        // One quote at each end: the first and the last cell may be empty.
        let line = line.strip_prefix('"').unwrap_or(line);
        let line = line.strip_suffix('"').unwrap_or(line);
        line.split("\",\"").map(ToOwned::to_owned).collect()
    };
    text.lines().map(cells).collect()
}

/// The body without the marks of chunked sending.
pub(crate) fn dechunked(reply: &Reply) -> Vec<u8> {
    if reply.header("transfer-encoding") != "chunked" {
        return reply.body.clone();
    }
    let (mut whole, mut rest) = (Vec::new(), reply.body.as_slice());
    loop {
        let end = rest
            .windows(2)
            .position(|two| two == b"\r\n")
            .expect("a size");
        let size = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
}

/// The one sheet of a workbook, as XML.
pub(crate) fn sheet(reply: &Reply) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(dechunked(reply))).unwrap();
    let mut sheet = String::new();
    let mut file = book.by_name("xl/worksheets/sheet1.xml").unwrap();
    file.read_to_string(&mut sheet).unwrap();
    sheet
}

/// The same workbook behind its progress: the rows as they are written, the size, and then all of it.
pub(crate) async fn behind_its_progress(client: &Client, path: &str, rows: usize) {
    let more = if path.contains('?') { '&' } else { '?' };
    let told = client
        .get(&format!("{path}{more}format=xlsx-progress"))
        .await
        .ok();
    let told = dechunked(&told);
    let mut rest = told.as_slice();
    let mut lines = Vec::new();
    let size: usize = loop {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
        let line = std::str::from_utf8(&rest[..end]).unwrap();
        rest = &rest[end + 1..];
        match line.strip_prefix("bytes ") {
            Some(size) => break size.parse().unwrap(),
            None => lines.push(line.to_owned()),
        }
    };
    assert_eq!(lines.last().unwrap(), &format!("rows {rows}"));
    assert_eq!(rest.len(), size);
    let mut book = zip::ZipArchive::new(Cursor::new(rest)).unwrap();
    assert!(book.by_name("xl/worksheets/sheet1.xml").is_ok());
}

pub(crate) async fn registered(agent: &Client, title: &str, more: serde_json::Value) -> String {
    let mut body = json!({ "kind": "complaint", "title": title, "text": "内容", "area": "350104", "accept": true,
        "requester": { "name": "陈女士", "phone": "13900000000" } });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    agent.post("/api/cases", &body).await.ok().text("no")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_words_where_the_screen_has_words() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        registered(
            &agent,
            "喇叭扰民",
            json!({ "channel": "phone", "item": "B15" }),
        )
        .await;
        let scopes = [Scope::Read, Scope::Export];
        let program = server.key("省平台", "dispatcher@市智慧中心", &scopes).await;
        let profile = server.app.profile();
        let item = profile.catalogue.item(&"B15".into()).unwrap();
        let item = format!("B15 {}", item.name);
        for (path, title) in [
            ("/api/cases/export", "诉求件清单；"),
            (
                "/api/units/市智慧中心/inbox/to_dispatch/export",
                "福州市智慧中心 待批转；",
            ),
        ] {
            let lines = lines(&program.get(path).await.ok());
            let head = &lines[0][0];
            assert!(head.starts_with(title), "{head}");
            assert!(head.contains("；导出人 省平台（key:省平台）；"), "{head}");
            assert_eq!(lines[1][6..9], ["事项", "渠道", "区域"]);
            assert_eq!(lines[2][6..9], [item.as_str(), "电话", "仓山区"]);
            // And codes for programs, under names of their own.
            assert_eq!(lines[1][22..], ["事项编码", "渠道编码", "区划编码"]);
            assert_eq!(lines[2][22..], ["B15", "phone", "350104"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_shows_what_the_list_shows_and_no_more() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let dispatcher = server.with("dispatcher").await;
        let open = registered(&agent, "=HYPERLINK(\"x\")", json!({})).await;
        let secret = registered(&agent, "谁举报的", json!({ "report": true })).await;
        let other = registered(&agent, "别处的件", json!({})).await;
        for (no, unit) in [
            (&open, "仓山公安分局"),
            (&secret, "仓山公安分局"),
            (&other, "鼓楼区城管局"),
        ] {
            let lead = format!(r#"{{"lead": "{unit}"}}"#);
            dispatcher.command(no, "dispatch", &lead).await.ok();
        }
        let handler = server.with("handler@仓山公安分局").await;
        for path in [
            "/api/cases/export",
            "/api/units/仓山公安分局/inbox/to_sign/export",
            "/api/overview/cases/export",
        ] {
            let reply = handler.get(path).await.ok();
            assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
            assert_eq!(reply.header("total-count"), "2", "{path}");
            assert!(
                reply
                    .header("content-disposition")
                    .ends_with("-2026-11-20.csv\"")
            );
            let lines = lines(&reply);
            // Who took it out, when; heads; rows; how many.
            assert!(
                lines[0][0].contains("handler@仓山公安分局")
                    && lines[0][0].contains("2026-11-20 10:30")
            );
            assert_eq!(lines[1][0], "编号");
            assert!(lines[4][0].starts_with("完，共 2 件"), "{lines:?}");
            assert_eq!(lines.len(), 5);
            let mut rows: Vec<_> = lines[2..4]
                .iter()
                .map(|row| (row[0].as_str(), row[9].as_str()))
                .collect();
            rows.sort_unstable();
            // A formula is no formula any more; of the report the title stays at the centre.
            let mut expected = [
                (open.as_str(), "'=HYPERLINK(\"\"x\"\")"),
                (secret.as_str(), ""),
            ];
            expected.sort_unstable();
            assert_eq!(rows, expected, "{path}");

            let book = handler.get(&format!("{path}?format=xlsx")).await.ok();
            assert!(book.header("content-type").contains("spreadsheetml"));
            let sheet = sheet(&book);
            behind_its_progress(&handler, path, 2).await;
            assert!(
                sheet.contains(&open) && sheet.contains(&secret) && sheet.contains("完，共 2 件")
            );
            assert!(!sheet.contains("<f>") && !sheet.contains("谁举报的"));
            let whole = format!("{sheet}{lines:?}");
            for hidden in ["陈女士", "13900000000", "谁举报的", "别处的件", &other] {
                assert!(!whole.contains(hidden), "{path}: {hidden}");
            }
        }
        let filtered = dispatcher
            .get("/api/cases/export?status=in_progress&kind=complaint")
            .await
            .ok();
        assert_eq!(lines(&filtered).len(), 3 + 3);
        let none = dispatcher.get("/api/cases/export?status=closed").await.ok();
        assert_eq!((none.header("total-count"), lines(&none).len()), ("0", 3));
        for (path, told) in [
            ("/api/cases/export?format=pdf", "422 bad_value"),
            ("/api/cases/export?item=Z99", "422 unknown_item"),
            (
                "/api/units/鼓楼区城管局/inbox/to_sign/export",
                "403 not_yours",
            ),
            (
                "/api/units/仓山公安分局/inbox/nothing/export",
                "422 bad_value",
            ),
        ] {
            assert_eq!(handler.get(path).await.told(), told, "{path}");
        }
        // Written down before the first row left, and again after the last.
        let store = server.app.store();
        let mut begun = store.actors_of("export").await.unwrap();
        let mut ended = store.actors_of("exported").await.unwrap();
        // The clock stands still here, so they have no order.
        begun.sort();
        ended.sort();
        assert_eq!(begun, ended);
        let (dispatcher, handler) = ("staff:dispatcher", "staff:handler@仓山公安分局");
        let mut expected = [dispatcher; 2].to_vec();
        expected.extend([handler; 9]);
        assert_eq!(begun, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_goes_out_page_by_page_and_stops_with_its_reader() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let title = "长".repeat(200);
        for _ in 0..450 {
            registered(&agent, &title, json!({})).await;
        }
        let reply = agent.get("/api/cases/export").await.ok();
        let lines = lines(&reply);
        assert_eq!(lines.len(), 453);
        let numbers: std::collections::BTreeSet<_> =
            lines[2..452].iter().map(|line| &line[0]).collect();
        assert_eq!(numbers.len(), 450);
        let mut export = server
            .app
            .export(
                &hotline::actor::Actor::Staff(
                    server.app.signed_in(&agent.token()).await.unwrap().unwrap(),
                ),
                app::export::List::Cases(Box::default(), String::new()),
                "csv",
            )
            .await
            .unwrap();
        let mut pages = Vec::new();
        while let Some(page) = export.next().await.unwrap() {
            pages.push(page.count());
        }
        assert_eq!(pages, [200, 200, 50]);

        // A reader that goes away after the head: nothing says that all went out.
        let done = async || {
            server
                .app
                .store()
                .actors_of("exported")
                .await
                .unwrap()
                .len()
        };
        let before = done().await;
        let mut stream = tokio::net::TcpStream::connect(server.address)
            .await
            .unwrap();
        let head = format!(
            "GET /api/cases/export HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n",
            agent.token()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut first = [0; 64];
        stream.read_exact(&mut first).await.unwrap();
        drop(stream);
        // The places for exports are free again: more than there are go through, one after another.
        for _ in 0..6 {
            agent.get("/api/cases/export?status=closed").await.ok();
        }
        let after = done().await;
        assert!(
            after == before + 6 || after == before + 7,
            "{before} {after}"
        );
    })
    .await;
}
