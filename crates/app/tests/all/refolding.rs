//! Folding anew: what an older program left in the rows is mended from the events.

use crate::house::{CASES, agent, platforms, promise, register, run, staff, to_be_promised};
use app::App;
use db::{Abort, Never, Sql};
use hotline::actor::Role;
use serde_json::{Value, json};

async fn all<R: db::Record>(app: &App, sql: &'static str) -> Vec<R> {
    app.store().db().all(Sql::new(sql)).await.unwrap()
}

async fn differing(app: &App) -> Vec<String> {
    let mut named = Vec::new();
    app.prove(&mut |what| named.push(what.to_owned()))
        .await
        .unwrap();
    named
}

/// A case whose reply promised something and whose unsatisfied requester was reached.
async fn promised_and_reached(app: &App) -> String {
    let no = register(app, to_be_promised()).await;
    promise(app, &no).await;
    let rating = json!({"grade": 1, "solved": false});
    run(app, &agent(app), &no, "rate", rating).await;
    let reached = json!({"outcome": "reached", "solved": false});
    let caller = staff(app, Role::CallBack, "市智慧中心");
    run(app, &caller, &no, "follow_up", reached).await;
    no
}

/// Makes the rows what a program without promises and call-backs left.
async fn made_old(app: &App) {
    let states: Vec<(i64, String)> = all(app, "select case_id, state from cases").await;
    let mut old = Vec::new();
    for (case, state) in states {
        let mut state: Value = serde_json::from_str(&state).unwrap();
        state.as_object_mut().unwrap().remove("followed_up");
        for part in ["answer", "pending"] {
            if let Some(part) = state[part].as_object_mut() {
                part.remove("commitment");
                part.remove("commitment_until");
            }
        }
        old.push((case, state.to_string()));
    }
    let done = app.store().db().write(old, |old, tx| {
        Box::pin(async move {
            for (case, state) in old {
                let sql = Sql::new("update cases set state = {}, call_back = (status = 'answered'), lead = 'x' where case_id = {}");
                tx.run(sql.bind(state.as_str()).bind(*case)).await?;
            }
            tx.run(Sql::new("update assignments set upper = 'x'")).await?;
            Ok::<(), Abort<Never>>(())
        })
    });
    done.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_an_older_program_are_mended_from_the_events() {
    for (app, _, _scratch) in platforms(CASES).await {
        let no = promised_and_reached(&app).await;
        app.follow_feed().await.unwrap();
        assert_eq!(differing(&app).await, Vec::<String>::new());
        let events = "select stream_id, seq, body from events order by stream_id, seq";
        let timers = "select case_id, timer, at from timers order by case_id, timer";
        let before: Vec<(i64, i64, String)> = all(&app, events).await;
        let waiting: Vec<(i64, String, i64)> = all(&app, timers).await;

        made_old(&app).await;
        let named = differing(&app).await;
        let of_it = named.iter().find(|what| what.starts_with(&no)).unwrap();
        for part in ["state.answer", "state.followed_up", "cases.call_back"] {
            assert!(of_it.contains(part), "{of_it}");
        }
        let centre = staff(&app, Role::Reviewer, "市智慧中心");
        let old = app.view(&centre, &no).await.unwrap();
        assert_eq!(old.commitment, None);

        let mut told = Vec::new();
        let folded = app.fold_anew(&mut |done| told.push(done)).await.unwrap();
        let stored: Vec<i64> = all(&app, "select count(*) from cases").await;
        let cases = u64::try_from(stored[0]).unwrap();
        assert_eq!((folded.looked_at, folded.left), (cases, 0));
        assert!(folded.mended > 0 && folded.mended <= cases, "{folded:?}");
        assert_eq!(told.last(), Some(&cases));

        assert_eq!(differing(&app).await, Vec::<String>::new());
        let mended = app.view(&centre, &no).await.unwrap();
        assert_eq!(mended.commitment.as_deref(), Some("夜巡一个月"));
        let call_back: Vec<bool> = app
            .store()
            .db()
            .all(Sql::new("select call_back from cases where no = {}").bind(no.as_str()))
            .await
            .unwrap();
        assert_eq!(call_back, [false]);
        assert_eq!(all::<(i64, i64, String)>(&app, events).await, before);
        assert_eq!(all::<(i64, String, i64)>(&app, timers).await, waiting);
        let again = app.fold_anew(&mut |_| ()).await.unwrap();
        assert_eq!((again.looked_at, again.mended), (cases, 0));
        app.store().close().await;
    }
}

/// A row at another version than its events is not folding's to mend, and a state that nobody reads is.
#[tokio::test(flavor = "multi_thread")]
async fn what_folding_does_not_mend_is_left_and_told() {
    for (app, _, _scratch) in platforms(0).await {
        let nos = [
            promised_and_reached(&app).await,
            promised_and_reached(&app).await,
        ];
        app.follow_feed().await.unwrap();
        let spoilt = app.store().db().write(nos.clone(), |nos, tx| {
            Box::pin(async move {
                for (no, spoil) in nos.iter().zip(["version = version + 1", "state = 'x'"]) {
                    let sql = Sql::made(format!("update cases set {spoil} where no = '{no}'"));
                    tx.run(sql).await?;
                }
                Ok::<(), Abort<Never>>(())
            })
        });
        spoilt.await.unwrap();
        let folded = app.fold_anew(&mut |_| ()).await.unwrap();
        assert_eq!((folded.looked_at, folded.mended, folded.left), (2, 1, 1));
        let named = differing(&app).await;
        assert!(
            named.len() == 1 && named[0].starts_with(&nos[0]),
            "{named:?}"
        );
        app.store().close().await;
    }
}
