//! 附件 over the wire: forms of browsers and programs, and who sees which file.

#![allow(
    clippy::too_many_lines,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test reads from top to bottom, and names are our own"
)]

mod gate;

use crate::server::{Client, Reply, TestServer, on_both};
use serde_json::Value;

/// A PNG of two by one pixels.
pub(crate) const PNG: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x02\x00\
    \x00\x00\x01\x08\x02\x00\x00\x00\x7b\x40\xe8\xdd\x00\x00\x00\x0d\x49\x44\x41\x54\x78\
    \x9c\x63\xb8\x23\x02\x04\x77\x00\x07\x23\x02\x09\x68\xc5\xaf\x2d\x00\x00\x00\x00\x49\
    \x45\x4e\x44\xae\x42\x60\x82";
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A part of a form: name, file name, content.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
        if let Some(file) = file {
            body.extend(format!("; filename=\"{file}\"\r\nContent-Type: text/html").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    body
}

pub(crate) async fn send(client: &Client, path: &str, parts: &[Part<'_>]) -> Reply {
    let client = client
        .clone()
        .header("content-type", "multipart/form-data; boundary=XX");
    client.send("POST", path, &form(parts)).await
}

pub(crate) async fn attach(client: &Client, no: &str, name: &str, content: &[u8]) -> Reply {
    send(
        client,
        &format!("/api/cases/{no}/attach"),
        &[("file", Some(name), content)],
    )
    .await
}

pub(crate) async fn files(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get(path).await.ok().json();
    page["files"].as_array().unwrap().clone()
}

/// The words of a refusal, without what differs by nature.
fn answer(reply: &Reply) -> (u16, Vec<u8>, Vec<(String, String)>) {
    let mut headers = reply.headers.clone();
    headers.retain(|(name, _)| name != "date");
    (reply.status, reply.body.clone(), headers)
}

#[tokio::test(flavor = "multi_thread")]
#[expect(
    clippy::too_many_lines,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a file's way is told in one go, under the name that the test gave it"
)]
async fn a_file_comes_in_with_a_form_and_goes_out_to_whom_the_case_is_shown() {
    on_both(async |server: &TestServer| {
        let (no, code) = server.dispatched("仓山公安分局").await;
        let citizen = server.anonymous().code(&code);
        let sent = send(
            &citizen,
            &format!("/api/public/cases/{no}/attach"),
            &[
                ("caption", None, "楼下的喇叭😀".as_bytes()),
                ("file", Some("C:\\照片\\现场😀 1.html"), PNG),
                ("taken_at", None, "昨晚八点".as_bytes()),
            ],
        )
        .await
        .ok();
        assert_eq!(sent.json()["events"], serde_json::json!(["attached"]));

        let handler = server.with("handler@仓山公安分局").await;
        let seen = files(&handler, &format!("/api/cases/{no}")).await;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0]["kind"], "png");
        assert_eq!(seen[0]["caption"], "楼下的喇叭😀");
        assert_eq!(seen[0]["taken_at"], "昨晚八点");
        assert_eq!(seen[0]["unit"], Value::Null);
        assert_eq!(
            (&seen[0]["width"], &seen[0]["height"]),
            (&2.into(), &1.into())
        );
        let name = seen[0]["name"].as_str().unwrap();
        assert!(
            name.starts_with("现场😀 ") && name.ends_with(".html"),
            "{name}"
        );

        let file = seen[0]["file"].as_u64().unwrap();
        let whole = handler
            .get(&format!("/api/cases/{no}/files/{file}"))
            .await
            .ok();
        assert_eq!(whole.header("content-type"), "image/png");
        assert_eq!(whole.header("x-content-type-options"), "nosniff");
        assert_eq!(whole.header("cache-control"), "no-store");
        assert!(whole.header("content-security-policy").contains("sandbox"));
        // What was sent as a page is named as what it is.
        let disposition = whole.header("content-disposition");
        assert!(
            disposition.starts_with("inline; filename=\""),
            "{disposition}"
        );
        assert!(
            disposition.contains("filename*=UTF-8''%E7%8E%B0%E5%9C%BA"),
            "{disposition}"
        );
        assert!(disposition.ends_with(".png"), "{disposition}");
        assert!(whole.body.starts_with(b"\x89PNG"));
        let small = handler
            .get(&format!("/api/cases/{no}/files/{file}/thumbnail"))
            .await
            .ok();
        assert_eq!(small.header("content-type"), "image/jpeg");
        assert!(small.body.starts_with(b"\xff\xd8\xff"));
        let own = citizen
            .get(&format!("/api/public/cases/{no}/files/{file}"))
            .await
            .ok();
        assert_eq!(own.body, whole.body);
        citizen
            .get(&format!("/api/public/cases/{no}/files/{file}/thumbnail"))
            .await
            .ok();

        // Number written as people write it.
        let wide: String = no
            .chars()
            .map(|c| if c == 'F' { 'ｆ' } else { c })
            .collect();
        handler
            .get(&format!("/api/cases/{wide}/files/{file}"))
            .await
            .ok();
        for (client, path, told) in [
            (
                &handler,
                format!("/api/cases/{no}/files/99"),
                "404 not_found",
            ),
            (
                &handler,
                format!("/api/cases/{no}/files/x"),
                "404 not_found",
            ),
            (
                &citizen,
                format!("/api/public/cases/{no}/files/99"),
                "404 not_found",
            ),
            (
                &server.anonymous(),
                format!("/api/public/cases/{no}/files/{file}"),
                "404 bad_code",
            ),
            (
                &server.anonymous(),
                format!("/api/cases/{no}/files/{file}"),
                "401 unauthenticated",
            ),
        ] {
            assert_eq!(client.get(&path).await.told(), told, "{path}");
        }
        // Neither name nor caption stands in an event.
        let case = server.app.store().case(&no).await.unwrap().unwrap();
        let events = server.app.store().events(case.id).await.unwrap();
        let events = serde_json::to_string(&events.iter().map(|it| &it.event).collect::<Vec<_>>());
        let events = events.unwrap();
        assert!(
            events.contains("\"attached\"") && !events.contains("现场") && !events.contains("喇叭")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_learns_that_there_is_a_file() {
    on_both(async |server: &TestServer| {
        let (no, code) = server.dispatched("仓山公安分局").await;
        let (other, other_code) = server.submitted().await;
        let citizen = server.anonymous().code(&code);
        let path = format!("/api/public/cases/{no}/attach");
        send(&citizen, &path, &[("file", Some("a.png"), PNG)])
            .await
            .ok();
        let handler = server.with("handler@仓山公安分局").await;
        handler.command(&no, "sign", "{}").await.ok();
        attach(&handler, &no, "现场勘验.pdf", PDF).await.ok();
        let seen = files(&handler, &format!("/api/cases/{no}")).await;
        let numbers: Vec<u64> = seen
            .iter()
            .map(|file| file["file"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers.len(), 2);
        assert_eq!(seen[1]["unit"], "仓山公安分局");

        // Another unit: a file that is there, one that is not, and no such case, all the same.
        let stranger = server.with("handler@鼓楼区城管局").await;
        for file in [numbers[0], numbers[1], 99] {
            for end in ["", "/thumbnail"] {
                let there = stranger
                    .get(&format!("/api/cases/{no}/files/{file}{end}"))
                    .await;
                let none = stranger
                    .get(&format!("/api/cases/FZ00000000000/files/{file}{end}"))
                    .await;
                assert_eq!(answer(&there), answer(&none));
                assert_eq!(there.told(), "404 not_found");
            }
        }
        let refused = attach(&stranger, &no, "a.png", PNG).await;
        let none = attach(&stranger, "FZ00000000000", "a.png", PNG).await;
        assert_eq!(answer(&refused), answer(&none));
        // The requester of another case, and this one's: the unit's own file is not for him.
        let foreign = server.anonymous().code(&other_code);
        let reply = foreign
            .get(&format!("/api/public/cases/{no}/files/{}", numbers[0]))
            .await;
        assert_eq!(reply.told(), "404 bad_code");
        let inner = citizen
            .get(&format!("/api/public/cases/{no}/files/{}", numbers[1]))
            .await;
        let absent = citizen
            .get(&format!("/api/public/cases/{no}/files/99"))
            .await;
        assert_eq!(answer(&inner), answer(&absent));
        let own = files(&citizen, &format!("/api/public/cases/{no}")).await;
        assert_eq!(own.len(), 1);
        // A number of this case does not open a file through another.
        let through = handler
            .get(&format!("/api/cases/{other}/files/{}", numbers[0]))
            .await;
        assert_eq!(through.told(), "404 not_found");
        // Who sees all and does nothing reads, and adds nothing.
        let leader = server.with("leader").await;
        leader
            .get(&format!("/api/cases/{no}/files/{}", numbers[1]))
            .await
            .ok();
        assert_eq!(
            attach(&leader, &no, "a.png", PNG).await.told(),
            "403 not_yours"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_report_stay_at_the_centre_until_released_one_by_one() {
    on_both(async |server: &TestServer| {
        let body = serde_json::json!({ "kind": "complaint", "report": true, "text": "举报", "area": "350104" });
        let submitted = server.anonymous().post("/api/public/cases", &body).await.ok();
        let (no, code) = (submitted.text("no"), submitted.text("code"));
        let citizen = server.anonymous().code(&code);
        let path = format!("/api/public/cases/{no}/attach");
        for name in ["账本.png", "住址.png"] {
            send(&citizen, &path, &[("file", Some(name), PNG)]).await.ok();
        }
        server.with("agent").await.command(&no, "accept", "{}").await.ok();
        let dispatcher = server.with("dispatcher").await;
        dispatcher.command(&no, "dispatch", r#"{"lead": "仓山公安分局"}"#).await.ok();
        let handler = server.with("handler@仓山公安分局").await;
        let page = format!("/api/cases/{no}");
        assert_eq!(files(&handler, &page).await.len(), 0);
        let at_centre = files(&dispatcher, &page).await;
        let numbers: Vec<_> = at_centre.iter().map(|file| file["file"].as_u64().unwrap()).collect();
        assert_eq!(numbers.len(), 2);
        let file = |n: usize| format!("/api/cases/{no}/files/{}", numbers[n]);
        let (hidden, absent) = (handler.get(&file(0)).await, handler.get(&format!("{page}/files/99")).await);
        assert_eq!(answer(&hidden), answer(&absent));
        let history = handler.get(&format!("{page}/history")).await.ok();
        let told = String::from_utf8(history.body).unwrap();
        assert!(!told.contains("账本") && !told.contains("住址"), "{told}");

        let release = |what: String| format!(r#"{{"what": "{what}", "reason": "要核对"}}"#);
        let refused = dispatcher.command(&no, "release", &release("file.99".to_owned())).await;
        assert_eq!(refused.told(), "422 bad_value");
        let refused = dispatcher.command(&no, "release", &release("file.".to_owned())).await;
        assert_eq!(refused.told(), "422 bad_value");
        dispatcher.command(&no, "release", &release(format!("file.{}", numbers[0]))).await.ok();
        handler.get(&file(0)).await.ok();
        assert_eq!(handler.get(&file(1)).await.told(), "404 not_found");
        assert_eq!(files(&handler, &page).await.len(), 1);
        // What the centre adds for the units is theirs at once; what an agent takes in is not.
        attach(&dispatcher, &no, "说明.pdf", PDF).await.ok();
        attach(&server.with("agent").await, &no, "来信.pdf", PDF).await.ok();
        let seen = files(&handler, &page).await;
        let names: Vec<_> = seen.iter().map(|file| file["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["账本.png", "说明.pdf"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_what_is_taken() {
    let server = TestServer::new().await;
    let (no, code) = server.submitted().await;
    let citizen = server
        .anonymous()
        .code(&code)
        .header("accept-language", "en");
    let path = format!("/api/public/cases/{no}/attach");
    let large = vec![b'x'; 11 << 20];
    let text = vec![b'x'; 100_000];
    let two: &[Part<'_>] = &[("file", Some("a.png"), PNG), ("file", Some("b.png"), PNG)];
    for (parts, told) in [
        (
            &[("file", Some("照片.jpg"), b"<html>".as_slice())][..],
            "415 file_not_allowed",
        ),
        (
            &[("file", Some("a.png"), &PNG[..40])],
            "422 file_unreadable",
        ),
        (&[("file", Some("a.png"), &large)], "413 file_too_large"),
        (&[("file", Some(""), b"")], "422 bad_value"),
        (&[("caption", None, b"x")], "422 bad_value"),
        (
            &[("caption", None, &text), ("file", Some("a.png"), PNG)],
            "413 too_large",
        ),
        (
            &[("caption", None, b"\0"), ("file", Some("a.png"), PNG)],
            "422 bad_value",
        ),
        (
            &[("caption", None, b"\xff\xfe"), ("file", Some("a.png"), PNG)],
            "422 bad_value",
        ),
        (
            &[("colour", None, b"red"), ("file", Some("a.png"), PNG)],
            "422 bad_value",
        ),
        (
            &[("public", None, b"maybe"), ("file", Some("a.png"), PNG)],
            "422 bad_value",
        ),
        (two, "422 bad_value"),
    ] {
        let reply = send(&citizen, &path, parts).await;
        assert_eq!(reply.told(), told);
        if told == "415 file_not_allowed" {
            let detail = reply.text("detail");
            assert!(
                ["JPEG", "PNG", "WebP", "PDF"]
                    .iter()
                    .all(|it| detail.contains(it)),
                "{detail}"
            );
        }
    }
    let json = citizen.clone().header("content-type", "application/json");
    assert_eq!(
        json.send("POST", &path, b"{}").await.told(),
        "415 not_multipart"
    );
    let no_end = citizen
        .clone()
        .header("content-type", "multipart/form-data; boundary=YY");
    assert_eq!(
        no_end.send("POST", &path, &form(two)).await.told(),
        "400 bad_request"
    );
    let no_boundary = citizen
        .clone()
        .header("content-type", "multipart/form-data");
    assert_eq!(
        no_boundary.send("POST", &path, &form(two)).await.told(),
        "415 not_multipart"
    );
    assert_eq!(
        files(&citizen, &format!("/api/public/cases/{no}"))
            .await
            .len(),
        0
    );
    server.stop().await;
}
