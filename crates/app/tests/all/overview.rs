//! Open work of a whole demonstration city: what the database counts against what the cases themselves
//! say, and the columns that an older database gets filled in.

use crate::house::{in_a_city, staff};
use app::App;
use app::overview::{OpenAsk, OpenWork, Overview};
use db::Sql;
use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::case::promise::Lamp;
use hotline::case::status::{Hold, Status};
use hotline::scope::sees;
use std::collections::BTreeMap;
use store::open::Step;

async fn every_case(app: &App) -> Vec<Case> {
    let (mut all, mut last) = (Vec::new(), 0);
    loop {
        let cases = app.store().cases_after(last, 500).await.unwrap();
        let Some(case) = cases.last() else { return all };
        last = case.id;
        all.extend(cases);
    }
}

/// What the cases say, one by one, without the columns.
async fn said(
    app: &App,
    actor: &Actor,
) -> (
    i64,
    [i64; 3],
    BTreeMap<String, i64>,
    BTreeMap<&'static str, i64>,
) {
    let (now, calendar) = (app.now(), app.working_days());
    let (mut open, mut lamps) = (0, [0; 3]);
    let (mut leads, mut steps) = (BTreeMap::new(), BTreeMap::new());
    for case in every_case(app).await {
        let is_open = matches!(
            case.status,
            Status::Submitted | Status::Accepted | Status::InProgress
        );
        if !is_open || !sees(actor, &case, &app.profile().directory) {
            continue;
        }
        open += 1;
        let rules = app.rules_of(Some(&case), now).unwrap();
        match case.lamp(now, &rules, &calendar) {
            Some(Lamp::Red) => lamps[0] += 1,
            Some(Lamp::Yellow) => lamps[1] += 1,
            Some(Lamp::Green) => lamps[2] += 1,
            None => {}
        }
        let lead = case
            .lead()
            .map_or_else(String::new, |lead| lead.unit.to_string());
        *leads.entry(lead).or_default() += 1;
        let waits = |hold| {
            let mut live = case.current().filter(|one| one.state.is_live());
            case.status == Status::InProgress && live.any(|one| one.state == hold)
        };
        for (step, waits) in [
            ("to_accept", case.status == Status::Submitted),
            ("to_dispatch", case.status == Status::Accepted),
            ("to_sign", waits(Hold::ToSign)),
            ("to_rule", waits(Hold::ReturnAsked)),
            ("extensions", case.extension.is_some()),
            (
                "rework",
                case.status == Status::InProgress && case.round > 1,
            ),
        ] {
            if waits {
                *steps.entry(step).or_default() += 1;
            }
        }
    }
    (open, lamps, leads, steps)
}

async fn agrees(app: &App, actor: &Actor) -> Overview {
    let found = app.overview(actor).await.unwrap();
    let (open, lamps, leads, steps) = said(app, actor).await;
    assert_eq!(found.total.open, open);
    assert_eq!(
        [found.total.red, found.total.yellow, found.total.green],
        lamps
    );
    let counted: BTreeMap<_, _> = found
        .leads
        .iter()
        .map(|(lead, tally)| {
            (
                lead.as_ref().map_or_else(String::new, ToString::to_string),
                tally.open,
            )
        })
        .collect();
    assert_eq!(counted, leads);
    for (step, tally, _) in &found.steps {
        if !matches!(step, Step::Waiting | Step::ToReview) {
            assert_eq!(
                steps.get(step.as_str()).copied().unwrap_or(0),
                tally.open,
                "{step:?}"
            );
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_counts_what_the_cases_say() {
    in_a_city(5, async |app| {
        let app = &app;
        let leader = staff(app, Role::Leader, "市智慧中心");
        let found = agrees(app, &leader).await;
        assert!(
            found.total.red > 0 && found.total.yellow > 0 && found.total.green > 0,
            "{found:?}"
        );
        let whole = found.total;
        // Nobody counts what he could not find.
        for (role, unit) in [
            (Role::Inspector, "仓山区效能办"),
            (Role::ShiftLead, "仓山区智慧中心"),
            (Role::Handler, "对湖派出所"),
            (Role::Handler, "市城管委"),
        ] {
            let found = agrees(app, &staff(app, role, unit)).await;
            assert!(found.total.open < whole.open, "{unit}");
        }
        // Every number's list, page by page, each case once.
        for (step, tally, _) in agrees(app, &leader).await.steps {
            let ask = OpenAsk {
                work: OpenWork {
                    step: Some((step, false)),
                    ..OpenWork::default()
                },
                ..OpenAsk::default()
            };
            let (mut after, mut listed) = (None, 0);
            loop {
                let page = app.open_cases(&leader, &ask, after, 3).await.unwrap();
                listed += i64::try_from(page.len()).unwrap();
                let Some((at, _)) = page.last() else { break };
                after = Some(*at);
            }
            assert_eq!(listed, tally.open, "{step:?}");
        }
    })
    .await;
}

/// A database of before gets the same columns from the cases' states as a commit writes.
#[tokio::test(flavor = "multi_thread")]
async fn older_databases_are_filled_in() {
    in_a_city(5, async |app| {
        let app = &app;
        let leader = staff(app, Role::Leader, "市智慧中心");
        let before = app.overview(&leader).await.unwrap().total;
        let migration = store::MIGRATIONS.iter().find(|one| one.name == "lamps").unwrap();
        let fill = match app.store().db().dialect() {
            db::Dialect::Sqlite => migration.sqlite,
            db::Dialect::Postgres => migration.postgres,
        };
        let columns = "select coalesce(rulebook, '-') || ' ' || coalesce(lamp_days, -1) from cases where ended_at is null order by case_id";
        let written: Vec<String> = app.store().db().all(Sql::new(columns)).await.unwrap();
        assert!(written.iter().any(|one| one.ends_with(" 0")), "some same-day case is open");
        let emptied = app.store().db().write(fill, |fill, tx| {
            Box::pin(async move {
                tx.run(Sql::new("update cases set lamp_days = null, rulebook = null")).await?;
                tx.run(Sql::made(fill.trim_end().trim_end_matches(';').to_owned()))
                    .await?;
                Ok::<(), store::Abort<db::Never>>(())
            })
        });
        emptied.await.unwrap();
        let filled: Vec<String> = app.store().db().all(Sql::new(columns)).await.unwrap();
        assert_eq!(filled, written);
        assert_eq!(app.overview(&leader).await.unwrap().total, before);
    })
    .await;
}
