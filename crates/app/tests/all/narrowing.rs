//! Words together with item, lateness and a figure: what is found is what stands in the list that is narrowed
//! the same way, for whoever asks, and both databases find the same.

use crate::figures::ask;
use crate::house::{found, in_a_city, none, staff};
use app::App;
use app::reading::Filter;
use hotline::actor::{Actor, Role};
use hotline::figures::Measure;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Words of the demonstration that stand in many cases.
const WORDS: [&str; 2] = ["路", "小区 反映"];
/// Items that are tried: those of most cases.
const ITEMS: usize = 12;

/// Every way in which a list is narrowed here, by name.
fn narrowed(app: &App, actor: &Actor, items: &BTreeSet<String>) -> Vec<(String, Filter)> {
    let now = app.now();
    let late = |late| Filter {
        late: Some((late, now)),
        ..none()
    };
    let mut all = vec![
        ("late".to_owned(), late(true)),
        ("in time".to_owned(), late(false)),
    ];
    for item in items {
        let of_item = Filter {
            item: Some(item.clone()),
            ..none()
        };
        let both = Filter {
            late: Some((false, now)),
            ..of_item.clone()
        };
        all.push((format!("{item} in time"), both));
        all.push((item.clone(), of_item));
    }
    for measure in [
        Measure::Received,
        Measure::Given,
        Measure::Late,
        Measure::Heard,
    ] {
        let (query, _) = app.figure_query(actor, &ask()).unwrap();
        let counted = Filter {
            figure: Some((query, vec![measure])),
            ..none()
        };
        let both = Filter {
            late: Some((true, now)),
            ..counted.clone()
        };
        all.push((measure.as_str().to_owned(), counted));
        all.push((format!("{} late", measure.as_str()), both));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_narrowed_by_item_lateness_and_figure() {
    // What each database found of the same city.
    let databases = RefCell::new(Vec::new());
    in_a_city(21, async |app| {
        let cases = app.store().cases_after(0, 10_000).await.unwrap();
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for item in cases.iter().filter_map(|case| case.facts.item.as_ref()) {
            *counted.entry(item.to_string()).or_default() += 1;
        }
        let mut items: Vec<_> = counted.into_iter().collect();
        items.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        items.truncate(ITEMS);
        let items: BTreeSet<String> = items.into_iter().map(|(item, _)| item).collect();
        let actors = [
            staff(&app, Role::Dispatcher, "市智慧中心"),
            staff(&app, Role::Leader, "仓山区智慧中心"),
            staff(&app, Role::Reviewer, "仓山公安分局"),
        ];
        let mut unnarrowed: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
        let mut told = Vec::new();
        let (mut kept, mut dropped) = (BTreeSet::new(), BTreeSet::new());
        for actor in &actors {
            for (name, filter) in narrowed(&app, actor, &items) {
                let list = app.cases(actor, &filter, None, 10_000).await.unwrap();
                let list: BTreeSet<_> = list.into_iter().map(|(_, view)| view.no).collect();
                for typed in WORDS {
                    let key = (actor.label(), typed);
                    if !unnarrowed.contains_key(&key) {
                        let all = found(&app, actor, typed, &none()).await;
                        unnarrowed.insert(key.clone(), all);
                    }
                    let all = &unnarrowed[&key];
                    let narrowed = found(&app, actor, typed, &filter).await;
                    let expected: Vec<_> = all
                        .iter()
                        .filter(|no| list.contains(*no))
                        .cloned()
                        .collect();
                    assert_eq!(narrowed, expected, "{typed} {name} {actor:?}");
                    let sort = name.split_whitespace().last().unwrap().to_owned();
                    if !narrowed.is_empty() {
                        kept.insert(sort.clone());
                    }
                    if narrowed.len() < all.len() {
                        dropped.insert(sort);
                    }
                    told.push((actor.label(), name.clone(), typed, narrowed));
                }
            }
        }
        // Each of them leaves something, and takes something away.
        for sort in ["late", "time", "received", "given", "heard"] {
            assert!(kept.contains(sort), "{sort}: {kept:?}");
        }
        for sort in ["late", "time", "given", "heard"] {
            assert!(dropped.contains(sort), "{sort}: {dropped:?}");
        }
        assert!(
            items.iter().filter(|item| kept.contains(*item)).count() > 5,
            "{kept:?}"
        );
        databases.borrow_mut().push(told);
    })
    .await;
    let databases = databases.into_inner();
    let first = &databases[0];
    assert!(databases.iter().all(|other| other == first));
}
