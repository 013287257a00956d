//! What everybody may read, as it is published: mostly long after the case came, and not in the order of its number.

use crate::browser::{House, Keeps};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_last_comes_first() {
    let house = House::new(false).await;
    let mut numbers = Vec::new();
    for (kind, minute) in [("help", 31), ("consult", 32), ("help", 33)] {
        let at = format!("2026-11-20T10:{minute}:00+08:00");
        house.clock.set(at.parse().unwrap());
        numbers.push(house.registered(json!({"kind": kind})).await.0);
    }
    // The oldest case is published last.
    for (no, hour) in [(2, 11), (1, 12), (0, 13)] {
        let at = format!("2026-11-20T{hour}:00:00+08:00");
        house.clock.set(at.parse().unwrap());
        house.publish(&numbers[no]).await;
    }
    let mut browser = house.browser(Keeps::All);
    for (path, expected) in [
        ("/public.atom", vec![0, 1, 2]),
        ("/public.atom?kind=help", vec![0, 2]),
        ("/public.atom?q=%E8%B7%AF%E7%81%AF", vec![0, 1, 2]),
        ("/", vec![0, 1, 2]),
    ] {
        let page = browser.get(path).await;
        let told = |no: &&usize| page.text.find(&format!("/public/{}", numbers[**no]));
        let found: Vec<_> = expected.iter().map(|no| told(&no).expect(path)).collect();
        assert!(found.is_sorted(), "{path}: {}", page.text);
        let all = page.text.matches("<entry>").count();
        assert!(path == "/" || all == expected.len(), "{all} of {path}");
    }
}

/// Whoever asks by a name of his own making gets no feed that leads there.
#[tokio::test(flavor = "multi_thread")]
async fn a_feed_leads_to_the_address_of_the_settings() {
    let mut house = House::new(true).await;
    let no = house.registered(json!({"kind": "help"})).await.0;
    house.publish(&no).await;
    let read = async |house: &House| {
        let feed = house
            .browser(Keeps::All)
            .get_of("elsewhere.example", "/public.atom")
            .await;
        feed.text
    };
    let by_host = read(&house).await;
    assert!(
        by_host.contains("https://elsewhere.example/public.atom"),
        "{by_host}"
    );
    house.address = Some("https://12345.example.gov.cn:8443".to_owned());
    let feed = read(&house).await;
    for link in ["/public.atom\"", "/public\"", &format!("/public/{no}\"")] {
        let whole = format!("href=\"https://12345.example.gov.cn:8443{link}");
        assert!(feed.contains(&whole), "{whole}: {feed}");
    }
    assert!(!feed.contains("elsewhere"), "{feed}");
}

/// 噪音 is no word of the list of items, which says 噪声.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_people_say_lead_to_the_items_that_they_mean() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let noise = "/public?q=%E5%99%AA%E9%9F%B3&area=350104";
    // An item of which nothing is public leads nowhere.
    assert!(!browser.get(noise).await.text.contains("按事项找"));
    let of_item = json!({"kind": "help", "item": "B15", "area": "350104"});
    let no = house.registered(of_item).await.0;
    house.publish(&no).await;
    let page = browser.get(noise).await.text;
    let link = "<a href=\"/public?area=350104&#38;item=B15\">商业喇叭噪声</a>";
    assert!(page.contains(link), "{page}");
    assert_eq!(page.matches("item=").count(), 1, "{page}");
    for path in [
        "/public",
        "/public?q=%E5%99%AA%E9%9F%B3&area=350105",
        "/public?q=%E5%99%AA",
        "/public?q=zs",
        "/public?q=%E5%99%AA%E9%9F%B3&item=A01",
    ] {
        let page = browser.get(path).await.text;
        assert!(!page.contains("按事项找"), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_case_says_that_it_is_in_hand_until_its_answer() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house.publish(&no).await;
    let public = format!("/public/{no}");
    let mut now = async |told: &str| {
        let page = browser.get(&public).await.text;
        let row = format!("<th scope=\"row\">现在</th><td>{told}</td>");
        assert_eq!(page.contains(&row), !told.is_empty(), "{told}: {page}");
        assert_eq!(page.contains(">现在</th>"), !told.is_empty());
    };
    now("办理中").await;
    house.answer(&no).await;
    now("").await;
}

/// Whoever reads a public case reads that its time is over, too.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_case_that_is_late_says_so() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house.publish(&no).await;
    let mut told = async |at: &str| {
        house.clock.set(at.parse().unwrap());
        let page = browser.get(&format!("/public/{no}")).await.text;
        let (_, row) = page.split_once(">是否按期</th><td>")?;
        Some(row.split('<').next().unwrap().to_owned())
    };
    // Three working days from Friday: until Wednesday, the 25th.
    assert_eq!(told("2026-11-25T23:59:00+08:00").await, None);
    let two = Some("已超过承诺时间 2 个工作日".to_owned());
    assert_eq!(told("2026-11-27T10:00:00+08:00").await, two);
    assert_eq!(told("2026-11-29T10:00:00+08:00").await, two);
    house
        .clock
        .set("2026-11-30T09:00:00+08:00".parse().unwrap());
    house.answer(&no).await;
    let late = told("2026-11-30T10:00:00+08:00").await.unwrap();
    assert!(late.starts_with("晚了 4 天"), "{late}");
}
