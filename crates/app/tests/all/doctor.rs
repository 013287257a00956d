//! 体检 with a clock that is set: how far the holiday tables must reach on which day.

use crate::house::{opened, scratches};
use app::App;
use app::doctor::{Finding, Weight};
use workday::{Instant, Notice};

fn noon(day: &str) -> Instant {
    format!("{day}T12:00:00+08:00").parse().unwrap()
}

/// `中文 (English)` is taken apart at the one place where ` (` stands.
fn halves_stand_apart(said: &str) {
    let halves: Vec<_> = said.split(" (").collect();
    assert_eq!(halves.len(), 2, "{said}");
    assert!(said.ends_with(')'), "{said}");
    assert!(!halves[0].is_ascii(), "{said}");
}

/// What is said of the calendar; whatever is not fine says what to do.
async fn calendar(app: &App) -> Finding {
    let findings = app.examine().await.unwrap();
    for finding in findings
        .iter()
        .chain(&app.examine_in_passing().await.unwrap())
    {
        for said in [Some(&finding.what), finding.todo.as_ref()]
            .into_iter()
            .flatten()
        {
            halves_stand_apart(said);
        }
        let todo = finding.todo.as_deref().unwrap_or_default();
        assert_eq!(
            finding.weight == Weight::Fine,
            todo.is_empty(),
            "{finding:?}"
        );
    }
    let mut findings = findings.into_iter().filter(|it| it.topic == "calendar");
    let finding = findings.next().unwrap();
    assert_eq!(findings.next(), None);
    finding
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holiday_tables_reach_as_far_as_promises_do() {
    for scratch in scratches().await {
        let (app, clock) = opened(scratch.url(), noon("2026-05-08")).await;
        // The profile's last table is of 2026.
        let years = app.working_days().years();
        assert_eq!(years.last(), Some(&2026));
        for (day, weight, about) in [
            ("2026-05-08", Weight::Fine, "2026"),
            ("2026-10-31", Weight::Fine, "2026"),
            ("2026-11-01", Weight::Warning, "2027"),
            ("2026-12-31", Weight::Warning, "2027"),
            ("2027-01-01", Weight::Wrong, "2027"),
            ("2027-11-20", Weight::Wrong, "2027"),
        ] {
            clock.set(noon(day));
            let told = calendar(&app).await;
            assert_eq!(told.weight, weight, "{day} {told:?}");
            assert!(told.what.contains(about), "{day} {told:?}");
            if weight != Weight::Fine {
                assert!(
                    told.todo.as_deref().unwrap().contains("“日历”里导入"),
                    "{told:?}"
                );
            }
        }
        // It is done, and all is well.
        let notice = "year = 2027\nissued = 2026-11-05\n\n[[holiday]]\nname = \"元旦\"\n\
            first = 2027-01-01\nlast = 2027-01-03\nwork = []\n";
        app.load_notice("test", Notice::from_toml(notice).unwrap())
            .await
            .unwrap();
        for (day, weight) in [
            ("2026-11-20", Weight::Fine),
            ("2027-03-01", Weight::Fine),
            ("2027-11-01", Weight::Warning),
        ] {
            clock.set(noon(day));
            assert_eq!(calendar(&app).await.weight, weight, "{day}");
        }
        app.store().close().await;
    }
}
