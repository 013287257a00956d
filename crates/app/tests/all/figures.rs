//! Figures of a whole demonstration city, on real databases: what SQL over the events says, what opens
//! behind each, and what somebody may see of them.

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
use workday::{Date, Instant};

fn leader(app: &App) -> Actor {
    staff(app, Role::Leader, "市智慧中心")
}

fn ask() -> FigureAsk {
    FigureAsk {
        from: Some("2026-01-01".parse().unwrap()),
        to: Some("2026-12-31".parse().unwrap()),
        ..FigureAsk::default()
    }
}

async fn total(app: &App, actor: &Actor, ask: &FigureAsk) -> Measures {
    app.figures(actor, ask, None).await.unwrap().total.now
}

/// With the article's case, which is of 2017.
async fn ever(app: &App, actor: &Actor, ask: &FigureAsk) -> Measures {
    let mut all = total(app, actor, ask).await;
    let article = FigureAsk {
        from: Some("2017-01-01".parse().unwrap()),
        to: Some("2017-12-31".parse().unwrap()),
        ..ask.clone()
    };
    all += total(app, actor, &article).await;
    all
}

async fn count(app: &App, sql: &'static str) -> i64 {
    app.store().db().one(Sql::new(sql)).await.unwrap()
}

/// Statements over events and rows that share nothing with the figures' code; `J(body, a)` is a field of
/// a body as text.
async fn says(app: &App, text: &str) -> i64 {
    let (before, after) = match app.store().db().dialect() {
        db::Dialect::Sqlite => ("json_extract(", ", '$.KEY')"),
        db::Dialect::Postgres => ("json_extract_path_text(cast(", " as json), 'KEY')"),
    };
    let mut sql = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once("J(") {
        let (inside, tail) = tail.split_once(')').unwrap();
        let (body, key) = inside.split_once(", ").unwrap();
        sql += head;
        sql += before;
        sql += body;
        sql += &after.replace("KEY", key);
        rest = tail;
    }
    sql += rest;
    app.store().db().one(Sql::made(sql)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_what_sql_over_the_events_says() {
    in_a_city(11, async |app| {
        let leader = leader(&app);
        let all = ever(&app, &leader, &ask()).await;
        assert_eq!(
            all.get(Measure::Received),
            count(&app, "select count(*) from events where kind = 'registered'").await
        );
        let by_unit = "select count(*) from assignments where duty = 'lead'";
        assert_eq!(all.get(Measure::Given), count(&app, by_unit).await);
        // An answer counts for its round unless the case was opened again within it.
        let answers = "from events e where e.kind in ('answered', 'answered_with_parent') and not exists (
            select 1 from events o where o.stream_id = e.stream_id and o.seq > e.seq and o.kind in ('reopened', 'unmerged')
            and not exists (select 1 from events r where r.stream_id = e.stream_id and r.kind = 'round_begun' and r.seq > e.seq and r.seq < o.seq))";
        assert_eq!(all.answered(), says(&app, &format!("select count(*) {answers}")).await);
        let direct = format!("select count(*) {answers} and e.kind = 'answered' and J(e.body, unit) is null");
        assert_eq!(all.get(Measure::Direct), says(&app, &direct).await);
        let upheld = |yes: bool| {
            let yes = if yes { "('true', '1')" } else { "('false', '0')" };
            format!("select count(*) from events e where e.kind = 'return_ruled' and cast(J(e.body, upheld) as text) in {yes}
                and exists (select 1 from assignments a where a.case_id = e.stream_id and a.unit = J(e.body, unit) and a.upper is null and a.duty = 'lead')")
        };
        assert_eq!(all.get(Measure::ReturnedUpheld), says(&app, &upheld(true)).await);
        assert_eq!(all.get(Measure::ReturnedRejected), says(&app, &upheld(false)).await);
        let reworks = "select count(*) from events e where e.kind = 'round_begun' and cast(J(e.body, rework) as text) in ('true', '1')";
        assert_eq!(all.get(Measure::Reworked), says(&app, reworks).await);
        // Of cases with one round the columns say whether they were late.
        let late = "select count(*) from cases where round = 1 and status in ('answered', 'closed', 'merged') and stopped_at >= due
            and exists (select 1 from events e where e.stream_id = case_id and e.kind in ('answered', 'answered_with_parent'))";
        let rounds = count(&app, "select count(*) from cases where round > 1").await;
        let late = count(&app, late).await;
        assert!((late..=late + rounds).contains(&all.get(Measure::Late)), "{late} {all:?}");
        // The demonstration shows everything that is counted.
        for measure in Measure::ALL {
            assert!(all.get(measure) > 0, "{measure:?} does not occur in the demonstration");
        }
        // Days, as Shanghai counts them.
        let days = app.figures(&leader, &ask(), Some(Axis::Day)).await.unwrap().lines;
        for line in &days {
            let date: Date = line.opening.iter().find(|(name, _)| *name == "from").unwrap().1.parse().unwrap();
            let sql = Sql::new("select count(*) from events where kind = 'registered' and at >= {} and at < {}")
                .bind(Instant::start_of(date).as_millis())
                .bind(Instant::end_of(date).as_millis());
            let received: i64 = app.store().db().one(sql).await.unwrap();
            assert_eq!(line.now.get(Measure::Received), received, "{date}");
        }
        let sql = Sql::new("select kind, count(*) from cases where no not like 'FZ17%' group by kind order by kind");
        let kinds: Vec<(String, i64)> = app.store().db().all(sql).await.unwrap();
        let by_kind = app.figures(&leader, &ask(), Some(Axis::Kind)).await.unwrap().lines;
        let by_kind: Vec<_> = by_kind.iter().map(|line| (line.key.clone(), line.now.get(Measure::Received))).collect();
        assert_eq!(by_kind, kinds);
        let sql = Sql::new("select unit, count(*) from assignments where duty = 'lead' group by unit order by unit");
        for (unit, given) in app.store().db().all::<(String, i64)>(sql).await.unwrap() {
            let alone = FigureAsk { unit: Some(UnitCode::from(unit.as_str())), alone: true, ..ask() };
            let own = ever(&app, &leader, &alone).await;
            // A unit that works below another counts there too.
            assert!(own.get(Measure::Given) >= given, "{unit}");
        }
    })
    .await;
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

/// What a line says of 2026, and the cases behind each figure.
fn expected(
    all: &BTreeMap<i64, (Case, Contribution)>,
    reach: &Reach,
    axis: Option<Axis>,
    key: &str,
) -> (Measures, BTreeMap<Measure, BTreeSet<i64>>) {
    let mut wanted = Measures::default();
    let mut cases: BTreeMap<Measure, BTreeSet<i64>> = BTreeMap::new();
    for (id, (case, contribution)) in all {
        let traits = &contribution.traits;
        let entries = contribution.entries.iter();
        let entries = entries.filter(|((date, under), _)| {
            date.year() == 2026
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
                    let (wanted, mut cases) = expected(&all, &reach, axis, &line.key);
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
        write("delete from case_figures where case_id = (select max(case_id) from case_figures)").await;
        let last = app.store().cases_after(0, 10_000).await.unwrap().pop().unwrap();
        let named = prove().await;
        assert!(named.iter().any(|what| what.starts_with(&last.no)), "{named:?}");
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
