//! 两号并存: a line's file over the wire, taken once, told row by row, found by the line's own number.

use crate::server::{Client, Reply, TestServer, on_both};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const FILE: &str = "\u{feff}编号,受理时间,类别,标题,内容,姓名,电话\r\n\
    A-1,2026-11-19 09:00,投诉,多收费,超市多收费😀,陈女士,13900000000\r\n\
    A-2,昨天,投诉,x,x,,\r\n\
    A-3,2026-11-19 09:00,投诉\r\n\
    A-4,2026-11-19 09:00,咨询,怎么退货,怎么退货,,\r\n\
    ,2026-11-19 09:00,咨询,没有编号,x,,\r\n\
    A-1,2026-11-19 09:00,投诉,又写了一遍,x,,\r\n";

async fn send(client: &Client, kind: &str, body: &[u8]) -> Reply {
    let client = client.clone().header("content-type", kind);
    client.send("POST", "/api/lines/12315/cases", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_once_and_told_row_by_row() {
    on_both(async |server: &TestServer| {
        let handler = server.with("handler@市市场监管局").await;
        let told = send(&handler, "text/csv; charset=utf-8", FILE.as_bytes()).await.ok().json();
        assert_eq!((&told["taken"], &told["known"], &told["refused"]), (&2.into(), &1.into(), &3.into()));
        let rows = told["rows"].as_array().unwrap();
        let places: Vec<_> = rows
            .iter()
            .map(|row| (row["row"].as_u64().unwrap(), row["problem"]["code"].as_str()))
            .collect();
        let bad = Some("bad_value");
        assert_eq!(places, [(2, None), (3, bad), (4, bad), (5, None), (6, bad), (7, None)]);
        // The first of the two rows of A-1 stands; of the other nothing is taken, and that is told.
        assert_eq!(rows[0]["no"], rows[5]["no"]);
        let told_of = |row: &serde_json::Value| (row["known"] == true, row["differs"] == true);
        assert_eq!((told_of(&rows[0]), told_of(&rows[5])), ((false, false), (true, true)));
        assert_eq!(told["differs"], 1);
        assert!(rows[1]["problem"]["detail"].as_str().unwrap().contains("accepted_at"));

        let again = send(&handler, "text/csv", FILE.as_bytes()).await.ok().json();
        assert_eq!((&again["taken"], &again["known"], &again["refused"]), (&0.into(), &3.into(), &3.into()));
        assert_eq!(again["rows"][0]["no"], rows[0]["no"]);
        let differing: Vec<_> = again["rows"].as_array().unwrap().iter().map(told_of).collect();
        let same = (true, false);
        assert_eq!(differing, [same, (false, false), (false, false), same, (false, false), (true, true)]);
        let lines = concat!(
            r#"{"no": "A-4", "accepted_at": "2026-11-19T09:00:00+08:00", "kind": "consult", "text": "x"}"#,
            "\n{\n",
            r#"{"no": 5, "accepted_at": "2026-11-19T09:00:00+08:00", "kind": "help", "text": "y", "item": "Z99"}"#,
            "\n",
            r#"{"no": 6, "accepted_at": "2026-11-19T09:00:00+08:00", "kind": "help", "text": "z"}"#,
        );
        let told = send(&handler, "application/x-ndjson", lines.as_bytes()).await.ok().json();
        assert_eq!((&told["taken"], &told["known"], &told["refused"]), (&1.into(), &1.into(), &2.into()));
        assert_eq!(told["rows"][2]["problem"]["code"], "unknown_item");

        // Found by the line's own number, exactly, and shown with the line.
        let found = handler.get("/api/lines/12315/cases/A-1").await.ok().json();
        assert_eq!(found["no"], rows[0]["no"]);
        assert_eq!(found["line"]["line"], "12315");
        assert_eq!(found["line"]["no"], "A-1");
        assert_eq!(found["line"]["accepted_at"], "2026-11-19T09:00:00+08:00");
        assert_eq!(found["status"], "in_progress");
        // Seven working days of the line's own, from when the line accepted it.
        assert_eq!(found["due"], "2026-12-01T00:00:00+08:00");
        let stranger = server.with("handler@鼓楼区城管局").await;
        // One box finds both numbers, for whoever sees the case.
        let list = |reply: Reply| reply.ok().json()["cases"].clone();
        let listed = list(handler.get("/api/cases?q=A-1").await);
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["no"]), (1, &rows[0]["no"]));
        for typed in ["a-1", "%EF%BC%A1-1", "%EF%BD%81%EF%BC%8D%EF%BC%91"] {
            let found = list(handler.get(&format!("/api/cases?q={typed}")).await);
            assert_eq!((found.as_array().unwrap().len(), &found[0]["no"]), (1, &rows[0]["no"]), "{typed}");
            assert_eq!(list(stranger.get(&format!("/api/cases?q={typed}")).await), json!([]), "{typed}");
        }
        assert_eq!(list(stranger.get("/api/cases?q=A-1").await), json!([]));
        for path in ["/api/lines/12315/cases/A-1", "/api/lines/12315/cases/A-9", "/api/lines/95598/cases/A-1"] {
            assert_eq!(stranger.get(path).await.told(), "404 not_found", "{path}");
        }
        for spelled in ["a-1", "%EF%BC%A1-1", "A-1%E2%80%8B", "%20A-1"] {
            let found = handler.get(&format!("/api/lines/12315/cases/{spelled}")).await.ok().json();
            assert_eq!(found["no"], rows[0]["no"], "{spelled}");
        }
        for path in ["/api/lines/12315/cases/A-", "/api/lines/12315/cases/A-11", "/api/lines/95598/cases/A-1"] {
            assert_eq!(handler.get(path).await.told(), "404 not_found", "{path}");
        }
        assert_eq!(send(&stranger, "text/csv", FILE.as_bytes()).await.told(), "403 not_yours");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_rows_with_one_number_the_first_stands() {
    on_both(async |server: &TestServer| {
        let handler = server.with("handler@市市场监管局").await;
        let head = "编号,受理时间,类别,标题,内容,姓名,电话,保密\n";
        let mut file = head.to_owned();
        for n in 0..40 {
            // Not one spelling of the number is the other's.
            file.extend([
                format!("R-{n},2026-11-19 09:00,投诉,第一行{n},x,张三,13900000001,是\n"),
                format!("ｒ-{n},2026-11-19 09:00,投诉,第二行{n},x,,,\n"),
                format!("R-{n},2026-11-19 09:00,投诉,第一行{n},x,张三,139-0000-0001,√\n"),
            ]);
        }
        let told = send(&handler, "text/csv", file.as_bytes())
            .await
            .ok()
            .json();
        let counts =
            ["taken", "known", "differs", "refused"].map(|name| told[name].as_u64().unwrap());
        assert_eq!(counts, [40, 80, 40, 0]);
        for (at, row) in told["rows"].as_array().unwrap().iter().enumerate() {
            let told = (
                row["row"].as_u64(),
                row["known"] == true,
                row["differs"] == true,
            );
            assert_eq!(told, (Some(at as u64 + 2), at % 3 > 0, at % 3 == 1));
        }
        for n in 0..40 {
            let case = handler
                .get(&format!("/api/lines/12315/cases/R-{n}"))
                .await
                .ok()
                .json();
            assert_eq!(case["confidential"], true, "{n}");
            assert_eq!(case["line"]["no"], format!("R-{n}"));
            assert_eq!(
                case["requester"]["name"].is_string(),
                case["requester"]["phone"].is_string()
            );
        }
        // A bad row takes no number away from a good one.
        let file = format!("{head}T-1,昨天,投诉,坏,x,,,\nT-1,2026-11-19 09:00,投诉,好,x,,,\n");
        let told = send(&handler, "text/csv", file.as_bytes())
            .await
            .ok()
            .json();
        let counts =
            ["taken", "known", "differs", "refused"].map(|name| told[name].as_u64().unwrap());
        assert_eq!(counts, [1, 0, 0, 1]);

        // One at a time it is told as well, and only what is different.
        let agent = server.with("agent").await;
        let line =
            json!({ "line": "95598", "no": "d1", "accepted_at": "2026-11-20T10:00:00+08:00" });
        let body = json!({ "kind": "help", "text": "停电", "line": line });
        let first = agent.post("/api/cases", &body).await.ok();
        assert_eq!((first.status, first.json().get("differs")), (201, None));
        let again = agent.post("/api/cases", &body).await.ok();
        assert_eq!((again.status, again.json().get("differs")), (200, None));
        let whom = json!({ "name": "张三", "phone": "13900000001" });
        for (field, other) in [
            ("text", json!("不停了")),
            ("title", json!("别的")),
            ("urgent", json!(true)),
            ("confidential", json!(true)),
            ("requester", whom),
            ("place", json!("北门")),
            (
                "line",
                json!({ "line": "95598", "no": "Ｄ1", "accepted_at": "2026-11-20T10:00:01+08:00" }),
            ),
        ] {
            let mut body = body.clone();
            body[field] = other;
            let told = agent.post("/api/cases", &body).await.ok();
            let told = (told.status, told.json());
            assert_eq!(
                (told.0, &told.1["differs"], &told.1["no"]),
                (200, &json!(true), &first.json()["no"]),
                "{field}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_opened_or_lost_by_a_cell_that_is_not_understood() {
    on_both(async |server: &TestServer| {
        let handler = server.with("handler@市市场监管局").await;
        let file = "编号,受理时间,类别,内容,保密\n\
            S-1,2026-11-19 09:00,投诉,不要告诉商家,TRUE\n\
            S-2,2026-11-19 09:00,投诉,不要告诉商家,要\n\
            S-3,2026-11-19 09:00,投诉,x,FALSE\n";
        let told = send(&handler, "text/csv", file.as_bytes())
            .await
            .ok()
            .json();
        assert_eq!((&told["taken"], &told["refused"]), (&2.into(), &1.into()));
        assert_eq!(told["rows"][1]["problem"]["code"], "bad_value");
        let why = told["rows"][1]["problem"]["detail"].as_str().unwrap();
        assert!(why.contains("保密：没有这个值，可以填：是、否"), "{why}");
        for (no, secret) in [("S-1", true), ("S-3", false)] {
            let case = handler
                .get(&format!("/api/lines/12315/cases/{no}"))
                .await
                .ok()
                .json();
            assert_eq!(case["confidential"], secret, "{no}");
        }
        assert_eq!(
            handler.get("/api/lines/12315/cases/S-2").await.told(),
            "404 not_found"
        );

        let file = "编号,受理时间,类别,标题,内容\n\
            Q-1,2026-11-19 09:00,投诉,x,x\n\
            Q-2,2026-11-19 09:00,投诉,x,\"没有合上\n\
            Q-3,2026-11-19 09:00,投诉,x,x\n";
        let told = send(&handler, "text/csv", file.as_bytes())
            .await
            .ok()
            .json();
        assert_eq!((&told["taken"], &told["refused"]), (&1.into(), &1.into()));
        let row = &told["rows"][1];
        assert_eq!(
            (&row["row"], &row["problem"]["code"]),
            (&3.into(), &"bad_value".into())
        );
        assert!(
            row["problem"]["detail"]
                .as_str()
                .unwrap()
                .contains("第 3 行的引号没有合上")
        );
        for no in ["Q-2", "Q-3"] {
            let told = handler
                .get(&format!("/api/lines/12315/cases/{no}"))
                .await
                .told();
            assert_eq!(told, "404 not_found", "{no}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_and_two_at_once_is_still_once() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let body = json!({ "kind": "help", "text": "停电", "line": { "line": "95598", "no": "P1", "accepted_at": "2026-11-20T10:00:00+08:00" } });
        let sent = std::iter::repeat_with(|| agent.post("/api/cases", &body)).take(8);
        let sent = futures_util::future::join_all(sent).await;
        let mut created = 0;
        let mut numbers = std::collections::BTreeSet::new();
        for reply in sent {
            created += u32::from(reply.clone().ok().status == 201);
            numbers.insert(reply.text("no"));
        }
        assert_eq!((created, numbers.len()), (1, 1));
        // The line answers help on the same day.
        let no = numbers.first().unwrap();
        let case = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(case["due"], "2026-11-21T00:00:00+08:00");
        assert_eq!(case["lead"], "国网福州供电公司");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_none_are_refused_whole() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    for (kind, body, told) in [
        (
            "application/json",
            b"{}".as_slice(),
            "415 unsupported_media_type",
        ),
        ("text/csv", b"\xb1\xe0\xba\xc5", "422 bad_value"),
        ("text/csv", "颜色\n红".as_bytes(), "422 bad_value"),
        ("text/csv", b"", "422 bad_value"),
        ("text/csv", &vec![b'x'; 11 << 20], "413 file_too_large"),
        (
            "application/x-ndjson",
            &b"{}\n".repeat(10_001),
            "422 bad_value",
        ),
    ] {
        assert_eq!(send(&agent, kind, body).await.told(), told);
    }
    let merged = agent.clone().header("content-type", "text/csv");
    let told = merged
        .send("POST", "/api/lines/12301/cases", FILE.as_bytes())
        .await
        .told();
    assert_eq!(told, "404 not_found");
    let citizen = json!({ "kind": "help", "text": "x", "line": { "line": "95598", "no": "1", "accepted_at": "2026-11-20T10:00:00+08:00" } });
    let told = server
        .anonymous()
        .post("/api/public/cases", &citizen)
        .await
        .told();
    assert_eq!(told, "403 not_yours");
    server.stop().await;
}

/// A line's file that the server has begun to read, and of which no more comes.
async fn half_sent(client: &Client) -> TcpStream {
    let mut stream = TcpStream::connect(client.address()).await.unwrap();
    let head = format!(
        "POST /api/lines/12315/cases HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         expect: 100-continue\r\ncontent-length: 1000000\r\ncontent-type: text/csv\r\n\r\n",
        client.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Said when the body is asked for: the file has its place.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_than_two_files_on_their_way() {
    let server = TestServer::new().await;
    let handler = server.with("handler@市市场监管局").await;
    let on_their_way = [half_sent(&handler).await, half_sent(&handler).await];
    let busy = send(&handler, "text/csv", FILE.as_bytes()).await;
    assert_eq!(busy.told(), "503 busy");
    let agent = server.with("agent").await;
    send(&agent, "text/csv", FILE.as_bytes()).await.ok();
    drop(on_their_way);
    // Whoever goes away leaves his places.
    while send(&handler, "text/csv", FILE.as_bytes()).await.told() != "200" {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    server.stop().await;
}
