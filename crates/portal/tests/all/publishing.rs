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
