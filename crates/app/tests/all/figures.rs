//! Figures of a whole demonstration city, on real databases: what opens behind each, what stood there the period
//! before, and what somebody may see of them.

use crate::house::{in_a_city, staff};
use app::App;
use app::execute::Ask;
use app::figures::{FOLLOWER, FigureAsk};
use app::reading::{Axis, Filter};
use db::Sql;
use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::case::command::Command;
use hotline::codes::UnitCode;
use hotline::figures::{Contribution, Measure, Measures, Traits, Under, Yardstick};
use hotline::scope::Reach;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use workday::Date;

pub fn leader(app: &App) -> Actor {
    staff(app, Role::Leader, "市智慧中心")
}

/// The year of the demonstration.
fn year() -> (Date, Date) {
    days("2026-01-01", "2026-12-31")
}

fn days(first: &str, last: &str) -> (Date, Date) {
    (first.parse().unwrap(), last.parse().unwrap())
}

fn asked_of((from, to): (Date, Date)) -> FigureAsk {
    FigureAsk {
        from: Some(from),
        to: Some(to),
        ..FigureAsk::default()
    }
}

pub fn ask() -> FigureAsk {
    asked_of(year())
}

pub async fn total(app: &App, actor: &Actor, ask: &FigureAsk) -> Measures {
    app.figures(actor, ask, None).await.unwrap().total.now
}

/// What every case adds, worked out here from the events.
async fn contributions(app: &App) -> BTreeMap<i64, (Case, Contribution)> {
    let (profile, calendar) = (app.profile(), app.working_days());
    let by = Yardstick {
        satisfied_grade: &|day| {
            let books = &profile.rulebooks;
            day.and_then(|day| books.effective(day))
                .map_or(3, |rules| rules.satisfied_grade)
        },
        hours: &profile.directory.city_centre().hours,
        calendar: &calendar,
    };
    let mut all = BTreeMap::new();
    for case in app.store().cases_after(0, 10_000).await.unwrap() {
        let events = app.store().events(case.id).await.unwrap();
        let contribution = Contribution::of(case.id, &events, &by).unwrap();
        all.insert(case.id, (case, contribution));
    }
    all
}

fn within(under: &Under, county: &str, reach: &Reach) -> bool {
    let Reach::Some {
        units,
        centres,
        areas,
        ..
    } = reach
    else {
        return true;
    };
    let own = match under {
        Under::Nobody => false,
        Under::Centre(centre) => centres.contains(centre),
        Under::Unit { lead, hand } => {
            units.contains(lead) || hand.as_ref().is_some_and(|hand| units.contains(hand))
        }
    };
    own || areas.iter().any(|area| area.covers(&county.into()))
}

/// Whether an entry of a case belongs to a line along an axis.
fn fits(axis: Option<Axis>, key: &str, traits: &Traits, under: &Under) -> bool {
    match axis {
        None => true,
        Some(Axis::Kind) => traits.kind == key,
        Some(Axis::Item) => traits.item == key,
        Some(Axis::Area) => traits.county == key,
        Some(Axis::Channel) => traits.channel == key,
        Some(Axis::Hour) => format!("{:02}", traits.hour) == key,
        _ => match under {
            Under::Nobody => false,
            Under::Centre(centre) => key == format!("@{centre}"),
            Under::Unit { lead, hand } => {
                lead.as_str() == key || hand.as_ref().is_some_and(|hand| hand.as_str() == key)
            }
        },
    }
}

/// What a line says of some days, and the cases behind each figure.
fn expected(
    all: &BTreeMap<i64, (Case, Contribution)>,
    reach: &Reach,
    days: (Date, Date),
    axis: Option<Axis>,
    key: &str,
) -> (Measures, BTreeMap<Measure, BTreeSet<i64>>) {
    let mut wanted = Measures::default();
    let mut cases: BTreeMap<Measure, BTreeSet<i64>> = BTreeMap::new();
    for (id, (case, contribution)) in all {
        let traits = &contribution.traits;
        let entries = contribution.entries.iter();
        let entries = entries.filter(|((date, under), _)| {
            (days.0..=days.1).contains(date)
                && fits(axis, key, traits, under)
                && within(under, &traits.county, reach)
        });
        for (_, measures) in entries {
            assert!(reach.covers(case), "{} counts for {reach:?}", case.no);
            wanted += *measures;
            for measure in Measure::ALL
                .into_iter()
                .filter(|one| measures.get(*one) > 0)
            {
                cases.entry(measure).or_default().insert(*id);
            }
        }
    }
    (wanted, cases)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_opens_and_shows_nothing_beyond_reach() {
    in_a_city(12, async |app| {
        let all = contributions(&app).await;
        let directory = &app.profile().directory;
        let mut actors = vec![leader(&app)];
        for (role, unit) in [
            (Role::Inspector, "市效能办"),
            (Role::Inspector, "仓山区效能办"),
            (Role::Leader, "仓山区智慧中心"),
            (Role::Dispatcher, "鼓楼区智慧中心"),
            (Role::Handler, "市公安局"),
            (Role::Handler, "仓山公安分局"),
            (Role::Handler, "对湖派出所"),
            (Role::UnitAdmin, "福州水务集团"),
        ] {
            actors.push(staff(&app, role, unit));
        }
        let mut opened = 0;
        for actor in &actors {
            let reach = Reach::of(actor, directory);
            for axis in [
                None,
                Some(Axis::Kind),
                Some(Axis::Item),
                Some(Axis::Area),
                Some(Axis::Channel),
                Some(Axis::Hour),
                Some(Axis::Unit),
            ] {
                let page = app.figures(actor, &ask(), axis).await.unwrap();
                let mut sum = Measures::default();
                let lines = if axis.is_some() {
                    page.lines
                } else {
                    vec![page.total.clone()]
                };
                for line in lines {
                    let (wanted, mut cases) = expected(&all, &reach, year(), axis, &line.key);
                    assert_eq!(line.now, wanted, "{axis:?} {} {actor:?}", line.key);
                    sum += line.now;
                    for measure in Measure::ALL {
                        let ask = read(&line.opening);
                        let (query, _) = app.figure_query(actor, &ask).unwrap();
                        let filter = Filter {
                            figure: Some((query, vec![measure])),
                            ..Filter::default()
                        };
                        let list = app.cases(actor, &filter, None, 10_000).await.unwrap();
                        let ids: BTreeSet<_> = list.iter().map(|(id, _)| *id).collect();
                        assert_eq!(
                            ids,
                            cases.remove(&measure).unwrap_or_default(),
                            "{measure:?} {axis:?} {} {actor:?}",
                            line.key
                        );
                        opened += ids.len();
                    }
                }
                if axis != Some(Axis::Unit) {
                    assert_eq!(sum, page.total.now, "{axis:?} {actor:?}");
                }
            }
        }
        assert!(opened > 1000, "{opened}");
        for actor in [
            Actor::Public,
            Actor::Requester,
            staff(&app, Role::SystemAdmin, "市智慧中心"),
        ] {
            assert!(app.figures(&actor, &ask(), None).await.is_err());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_compared_with_the_period_before() {
    in_a_city(16, async |app| {
        let all = contributions(&app).await;
        let directory = &app.profile().directory;
        let actors = [
            leader(&app),
            staff(&app, Role::Inspector, "仓山区效能办"),
            staff(&app, Role::Handler, "市公安局"),
        ];
        // Whole months, a day, as many days, and days of which the earlier ones lie in the month before.
        let periods = [
            (
                days("2026-11-01", "2026-11-30"),
                days("2026-10-01", "2026-10-31"),
            ),
            (
                days("2026-11-11", "2026-11-20"),
                days("2026-11-01", "2026-11-10"),
            ),
            (
                days("2026-11-06", "2026-11-20"),
                days("2026-10-22", "2026-11-05"),
            ),
            (
                days("2026-11-18", "2026-11-18"),
                days("2026-11-17", "2026-11-17"),
            ),
        ];
        let (mut earlier_only, mut both) = (0, 0);
        for actor in &actors {
            let reach = Reach::of(actor, directory);
            let says = |days, axis, key: &str| expected(&all, &reach, days, axis, key).0;
            for (period, before) in periods {
                for axis in [
                    Axis::Kind,
                    Axis::Item,
                    Axis::Area,
                    Axis::Channel,
                    Axis::Hour,
                    Axis::Unit,
                ] {
                    let ask = asked_of(period);
                    let page = app.figures(actor, &ask, Some(axis)).await.unwrap();
                    assert_eq!((page.days, page.before), (period, before));
                    assert_eq!(
                        page.total.now,
                        says(period, None, ""),
                        "{period:?} {actor:?}"
                    );
                    assert_eq!(
                        page.total.before,
                        says(before, None, ""),
                        "{before:?} {actor:?}"
                    );
                    let mut sum = Measures::default();
                    for line in &page.lines {
                        let what = format!("{axis:?} {} {period:?} {actor:?}", line.key);
                        assert_eq!(line.now, says(period, Some(axis), &line.key), "{what}");
                        assert_eq!(line.before, says(before, Some(axis), &line.key), "{what}");
                        sum += line.before;
                        both += usize::from(!line.now.is_zero() && !line.before.is_zero());
                        earlier_only += usize::from(line.now.is_zero());
                    }
                    // What was there before and is no more has its line too.
                    if axis != Axis::Unit {
                        assert_eq!(sum, page.total.before, "{axis:?} {before:?} {actor:?}");
                    }
                }
                // Days of another period are other days; in all they are compared.
                let ask = asked_of(period);
                let page = app.figures(actor, &ask, Some(Axis::Day)).await.unwrap();
                assert!(page.lines.iter().all(|line| line.before.is_zero()));
                assert_eq!(page.total.before, says(before, None, ""));
            }
        }
        assert!(both > 100 && earlier_only > 20, "{both} {earlier_only}");
    })
    .await;
}

/// The filter of a line, as the list of cases reads it.
fn read(opening: &[(&'static str, String)]) -> FigureAsk {
    let mut ask = FigureAsk::default();
    for (name, value) in opening {
        match *name {
            "from" => ask.from = Some(value.parse().unwrap()),
            "to" => ask.to = Some(value.parse().unwrap()),
            "unit" => ask.unit = Some(UnitCode::from(value.as_str())),
            "alone" => ask.alone = true,
            "kind" => ask.kind = Some(value.parse().unwrap()),
            "item" => ask.item = Some(value.as_str().into()),
            "area" => ask.area = Some(value.as_str().into()),
            "channel" => ask.channel = Some(value.clone()),
            "hour" => ask.hour = Some(value.parse().unwrap()),
            other => panic!("{other}"),
        }
    }
    ask
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_moves_what_a_case_added() {
    in_a_city(13, async |app| {
        let leader = leader(&app);
        let all = app.store().cases_after(0, 10_000).await.unwrap();
        let case = all
            .iter()
            .find(|case| {
                case.status.as_str() == "in_progress"
                    && case
                        .accepted
                        .as_ref()
                        .is_some_and(|a| a.centre.as_str() == "350100")
            })
            .unwrap();
        let kind = if case.facts.kind.as_str() == "help" {
            "complaint"
        } else {
            "help"
        };
        let of = async |kind: &str| {
            let narrowed = FigureAsk {
                kind: Some(kind.parse().unwrap()),
                ..ask()
            };
            total(&app, &leader, &narrowed).await.get(Measure::Received)
        };
        let before = (of(case.facts.kind.as_str()).await, of(kind).await);
        let command =
            Command::read("correct", json!({ "kind": kind, "reason": "登记有误" })).unwrap();
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        app.execute(&dispatcher, &case.no, &command, &Ask::default())
            .await
            .unwrap();
        app.follow_feed().await.unwrap();
        assert_eq!(
            (of(case.facts.kind.as_str()).await, of(kind).await),
            (before.0 - 1, before.1 + 1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_works_figures_out_again_and_names_what_differs() {
    in_a_city(14, async |app| {
        let write = async |text: &'static str| {
            let done = app.store().db().write((), move |(), tx| {
                Box::pin(async move {
                    tx.run(Sql::new(text)).await?;
                    Ok::<(), db::Abort<db::Never>>(())
                })
            });
            done.await.unwrap();
        };
        let prove = async || {
            let mut named = Vec::new();
            let different = app.prove_figures(&mut |what| named.push(what.to_owned())).await.unwrap();
            assert_eq!(usize::try_from(different).unwrap(), named.len());
            named
        };
        assert_eq!(prove().await, Vec::<String>::new());
        let before = total(&app, &leader(&app), &ask()).await;
        // A follower that is sent back counts nothing twice.
        write("update followers set position = 0 where name = 'figures'").await;
        app.follow_feed().await.unwrap();
        assert_eq!(prove().await, Vec::<String>::new());
        assert_eq!(total(&app, &leader(&app), &ask()).await, before);
        write("update daily_figures set late = late + 1 where cube = 'channel' and day = (select min(day) from daily_figures) and b = 'help'").await;
        let named = prove().await;
        assert!(!named.is_empty() && named.iter().all(|what| what.contains("channel")), "{named:?}");
        // Which sum of which day, of whom, what is stored and what should be.
        for what in &named {
            let (place, values) = what.split_once("：channel ").unwrap().1.split_once('：').unwrap();
            assert!(place.starts_with("20") && place.contains(" channel=") && place.contains(" kind=help"), "{what}");
            let values = values.strip_prefix("逾期答复库里 ").unwrap();
            let (stored, rest) = values.split_once("，应是 ").unwrap();
            let (counted, rest) = rest.split_once(' ').unwrap();
            assert_eq!(stored.parse::<i64>().unwrap(), counted.parse::<i64>().unwrap() + 1, "{what}");
            assert_eq!(rest, format!("(late: stored {stored}, counted {counted})"), "{what}");
        }
        write("delete from case_figures where case_id = (select max(case_id) from case_figures)").await;
        let last = app.store().cases_after(0, 10_000).await.unwrap().pop().unwrap();
        let named = prove().await;
        let of_case = named.iter().find(|what| what.starts_with(&last.no));
        let of_case = of_case.unwrap_or_else(|| panic!("{named:?}"));
        for part in [&last.submitted_at.to_string()[..10], " kind=", " channel=", "收件库里 0，应是 1 (received: stored 0, counted 1)"] {
            assert!(of_case.contains(part), "{part}: {of_case}");
        }
        // Counting again from the first event mends both.
        app.recount_figures().await.unwrap();
        assert!(total(&app, &leader(&app), &ask()).await.is_zero());
        app.follow_feed().await.unwrap();
        assert_eq!(prove().await, Vec::<String>::new());
        assert_eq!(total(&app, &leader(&app), &ask()).await, before);
        let followers = app.store().followers().await.unwrap();
        let position = followers.iter().find(|(name, _)| name == FOLLOWER).unwrap().1;
        assert_eq!(position, app.store().feed_head().await.unwrap());
    })
    .await;
}
