//! A form that is not right yet: what is missing is said in one place, at the top, with a link to each field.

use crate::browser::{Answer, House, Keeps};
use axum::http::StatusCode;
use serde_json::json;

/// What the alert at the top says, by where its links lead. It stands before the case's first section.
fn mistakes(page: &Answer) -> Vec<(String, String)> {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let alert = page.text.find("id=\"mistakes\"").expect("an alert");
    assert!(
        alert < page.text.find("<section").unwrap(),
        "below the head"
    );
    assert_eq!(page.text.matches("role=\"alert\"").count(), 1);
    let (alert, _) = page.text[alert..].split_once("</ul>").unwrap();
    let links = alert.split("<a href=\"#").skip(1).map(|link| {
        let (to, said) = link.split_once("\">").unwrap();
        (to.to_owned(), said.split('<').next().unwrap().to_owned())
    });
    let links: Vec<_> = links.collect();
    for (to, _) in &links {
        assert!(page.text.contains(&format!("id=\"{to}\"")), "{to}");
    }
    links
}

fn said(what: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(to, said): &(&str, &str)| ((*to).to_owned(), (*said).to_owned());
    what.iter().map(pair).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_names_both_that_are_missing_at_the_top() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house.answer(&no).await;
    let rate = format!("/follow/{no}/rate");
    let grade = ("rate-grade", "请在五个等级里选一个。");
    let solved = ("rate-solved", "请选解决了还是没解决。");
    let page = browser.post(&rate, &[("text", "很好")]).await;
    assert_eq!(mistakes(&page), said(&[grade, solved]));
    assert!(page.text.contains("还差一点") && page.text.contains(">很好</textarea>"));
    let page = browser.post(&rate, &[("grade", "5")]).await;
    assert_eq!(mistakes(&page), said(&[solved]));
    let page = browser.post(&rate, &[("solved", "yes")]).await;
    assert_eq!(mistakes(&page), said(&[grade]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_form_of_a_case_is_told_at_the_top() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let no = house.submitted(&mut browser).await;
    for act in ["add", "withdraw"] {
        let page = browser.post(&format!("/follow/{no}/{act}"), &[]).await;
        let field = format!("{act}-text");
        assert_eq!(mistakes(&page), said(&[(&field, "请写一两句。")]));
    }
    house.dispatcher(&no, "accept", json!({})).await;
    house.answer(&no).await;
    let page = browser.post(&format!("/follow/{no}/rework"), &[]).await;
    assert_eq!(mistakes(&page), said(&[("rework-text", "请写一两句。")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_none_is_told_at_the_top_of_a_public_case() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house.publish(&no).await;
    let me_too = format!("/public/{no}/me-too");
    let page = browser.post(&me_too, &[("contact", "abc")]).await;
    let told = mistakes(&page);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "contact");
    let number =
        "请写 11 位手机号，或者带区号的座机，例如 13900000000、0591-88886666；也可以不留。";
    assert_eq!(told[0].1, number);
    assert!(page.text.contains("value=\"abc\"") && page.text.contains("aria-invalid"));
    // No word comes to a number that is none.
    for contact in ["139", "88886666", "12345", "1390000000", "23900000000"] {
        let page = browser.post(&me_too, &[("contact", contact)]).await;
        assert_eq!(mistakes(&page)[0].1, number, "{contact}");
    }
    for contact in ["139 0000 0000", "%2B8613900000001", "0591-88886666"] {
        let mut other = house.browser(Keeps::All);
        let joined = other.post(&me_too, &[("contact", contact)]).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{contact}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_nobody_sees_sends_nobody_back() {
    let house = House::new(false).await;
    for in_parts in [false, true] {
        let mut browser = house.browser(Keeps::All);
        let key = browser.get("/write").await.hidden("key");
        let (text, place) = if in_parts {
            ("路灯\u{b}不亮\u{0}", "学军\u{c}路口")
        } else {
            (
                "%E8%B7%AF%E7%81%AF%0B%E4%B8%8D%E4%BA%AE%00",
                "%E5%AD%A6%E5%86%9B%0C%E8%B7%AF%E5%8F%A3",
            )
        };
        let fields = [
            ("key", key.as_str()),
            ("step", "who"),
            ("go", "next"),
            ("kind", "help"),
            ("text", text),
            ("place", place),
            ("who", "anonymous"),
        ];
        let sent = if in_parts {
            browser.post_in_parts("/write", &fields).await
        } else {
            browser.post("/write", &fields).await
        };
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let (no, _) = crate::receipts::slip(&browser.get("/write/receipt").await);
        let view = house
            .app
            .view(&hotline::actor::Actor::Requester, &no)
            .await
            .unwrap();
        assert_eq!(view.text.as_deref(), Some("路灯\n不亮"));
        assert_eq!(view.place.as_deref(), Some("学军 路口"));
    }
}

/// After a mistake the browser's bar has the address of the form; loaded again, it is no request that cannot be read.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_form_leads_back_to_its_page() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    for act in ["add", "urge", "withdraw", "rate", "rework", "photo"] {
        let answer = browser.get(&format!("/follow/{no}/{act}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}");
        assert_eq!(answer.to, Some(format!("/follow/{no}")), "{act}");
    }
    for (from, to) in [
        ("/public/FZ1/me-too", "/public/FZ1"),
        ("/public/%E5%8F%B7/me-too", "/public/%E5%8F%B7"),
        ("/follow/leave", "/"),
    ] {
        let answer = browser.get(from).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{from}");
        assert_eq!(answer.to.as_deref(), Some(to));
    }
    // Nothing was done by any of it.
    let page = browser.get(&format!("/follow/{no}")).await;
    assert!(page.text.contains("补充说明"), "{}", page.text);
    let nothing = browser.get(&format!("/follow/{no}/nothing")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_byte_is_called_empty() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let photo = format!("/follow/{no}/photo");
    let key = "0123456789abcdef0";
    for (look, empty, nothing) in [
        (
            "zh",
            "zero.png：这个文件是空的，请重新选一个。",
            "没有收到照片，请再选一次。",
        ),
        (
            "en",
            "zero.png: This file is empty, please choose another.",
            "No photo arrived, please choose again.",
        ),
    ] {
        browser.cookies.insert("minsheng_look".into(), look.into());
        let page = browser.post_files(&photo, key, &[("zero.png", b"")]).await;
        assert_eq!(mistakes(&page), said(&[("photo", empty)]));
        let page = browser.post_files(&photo, key, &[]).await;
        assert_eq!(mistakes(&page), said(&[("photo", nothing)]));
    }
}

/// One pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54,
    0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0xc9, 0xfe, 0x92, 0xef, 0, 0, 0, 0, 0x49,
    0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_in_part_is_not_headed_as_if_nothing_had() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let photo = format!("/follow/{no}/photo");
    let key = "0123456789abcdef0";
    let files: [(&str, &[u8]); 2] = [("lamp.png", PIXEL), ("zero.png", b"")];
    let page = browser.post_files(&photo, key, &files).await;
    let told = mistakes(&page).remove(0).1;
    assert!(
        told.starts_with("收到了 1 个。没有收下的：zero.png"),
        "{told}"
    );
    assert!(page.text.contains("<b>有没收下的</b>"), "{}", page.text);
    assert!(!page.text.contains("没有传上去"));
    let page = browser.post_files(&photo, key, &[("zero.png", b"")]).await;
    assert!(page.text.contains("<b>没有传上去</b>"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_named_by_its_field() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let key = browser.get("/write").await.hidden("key");
    let long = "a".repeat(300);
    for (look, place, name) in [
        (
            "zh",
            "地点最多 200 字，现在 300 字，请删短一些。",
            "称呼最多 200 字，现在 300 字，请删短一些。",
        ),
        (
            "en",
            "Place: at most 200 characters; now 300.",
            "Name: at most 200 characters; now 300.",
        ),
    ] {
        browser.cookies.insert("minsheng_look".into(), look.into());
        for (step, field, told) in [("where", "place", place), ("who", "name", name)] {
            let fields = [
                ("key", key.as_str()),
                ("step", step),
                ("go", "next"),
                ("kind", "help"),
                ("text", "lamp"),
                ("who", "anonymous"),
                (field, &long),
            ];
            let page = browser.post("/write", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            let link = format!("<li><a href=\"#{field}\">{told}</a></li>");
            assert!(page.text.contains(&link), "{link}: {}", page.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_in_groups_opens_its_case() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    crate::receipts::submit(&mut browser, false).await;
    let (no, code) = crate::receipts::slip(&browser.get("/write/receipt").await);
    let (letters, digits) = no.split_at(2);
    let grouped = format!(
        "{}+{}-{}",
        letters.to_lowercase(),
        &digits[..6],
        &digits[6..]
    );
    let fields = [("no", grouped.as_str()), ("code", code.as_str())];
    let opened = browser.post("/follow", &fields).await;
    let to = opened.to.unwrap_or_default();
    assert!(to.starts_with(&format!("/follow/{no}")), "{grouped}: {to}");
}

/// What is too long is told with its limit and its length, beside what was written.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_says_how_long_it_may_be() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let long = "a".repeat(10_001);
    for act in ["add", "urge", "withdraw"] {
        let page = browser
            .post(&format!("/follow/{no}/{act}"), &[("text", &long)])
            .await;
        let (_, told) = mistakes(&page).remove(0);
        assert_eq!(told, "文字太长：最多 10000 字，收到 10001 字。", "{act}");
        assert!(page.text.contains(&format!(">{long}</textarea>")), "{act}");
    }
    let write = [
        ("step", "what"),
        ("go", "next"),
        ("kind", "help"),
        ("text", long.as_str()),
    ];
    let page = browser.post("/write", &write).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text
            .contains("经过最多 10000 字，现在 10001 字，请删短一些。")
    );
    assert!(page.text.contains(&format!(">{long}</textarea>")));
    // No form is that large; a page could not give it back.
    let huge = "a".repeat(10 * 1024 * 1024);
    let fields = [
        ("step", "who"),
        ("go", "next"),
        ("kind", "help"),
        ("text", huge.as_str()),
        ("who", "anonymous"),
    ];
    for page in [
        browser.post("/write", &fields).await,
        browser.post_in_parts("/write", &fields).await,
        browser
            .post(&format!("/follow/{no}/add"), &[("text", &huge)])
            .await,
    ] {
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(
            page.text.contains("经过、说明最多 10000 字"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("看不懂"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn number_and_code_open_as_people_write_them() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let (no, code) = crate::receipts::slip(&{
        crate::receipts::submit(&mut browser, false).await;
        browser.get("/write/receipt").await
    });
    let (left, right) = code.split_at(3);
    let wide: Vec<String> = code
        .bytes()
        .map(|digit| format!("%EF%BC%{:02X}", digit + 0x60))
        .collect();
    let wide = wide.concat();
    for (no, code) in [
        (no.clone(), format!("{left}-{right}")),
        (no.clone(), format!("{left}%E2%80%94%20{right}")),
        (no[2..].to_owned(), wide),
        (format!("{}%20-%20{}", &no[2..8], &no[8..]), code.clone()),
        // 受理编号：…。 and 【…】
        (
            format!("%E5%8F%97%E7%90%86%E7%BC%96%E5%8F%B7%EF%BC%9A{no}%E3%80%82"),
            code.clone(),
        ),
        (format!("%E3%80%90{no}%E3%80%91"), code.clone()),
        (format!("No.%20{no}"), code.clone()),
        (format!("Case%20number:%20{no}."), code.clone()),
    ] {
        let mut other = house.browser(Keeps::All);
        let answer = other.post("/follow", &[("no", &no), ("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{no} {code}");
    }
}

/// A pin in one county and words that name another: one of them may be a slip, and nothing is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_lies_elsewhere_than_the_words_is_asked_about() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let asked = "地图上的点在长乐区，您写的是仓山区，请看一下";
    let changle = "119.52,25.96";
    let names = [
        ("仓山区学军路口", "", changle, true),
        ("福州市仓山学军路口", "", changle, true),
        ("学军路口", "350104", changle, true),
        ("长乐区学军路口", "", changle, false),
        ("学军路口", "", changle, false),
        ("仓山路口", "", changle, false),
        ("仓山区学军路口", "", "", false),
    ];
    for (place, area, point, is) in names {
        let escaped: Vec<String> = place.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let escaped = escaped.concat();
        let fields = [
            ("step", "where"),
            ("go", "next"),
            ("kind", "help"),
            ("text", "a"),
            ("place", escaped.as_str()),
            ("area", area),
            ("point", point),
        ];
        let page = browser.post("/write", &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("怎么称呼您"), "{place}");
        assert_eq!(page.text.contains(asked), is, "{place}: {}", page.text);
    }
}
