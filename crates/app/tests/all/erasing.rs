//! What was erased is found no more, however the index comes about.

use crate::commanding::{MORNING, code, houses};
use crate::house::{agent, found, none, platforms, register, run, staff};
use app::accounts::COMMAND_LINE;
use app::execute::Ask;
use db::Sql;
use hotline::actor::{Actor, Role};
use hotline::case::event::Erasure;
use hotline::refusal::Code;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn erased_words_find_nothing() {
    for (app, _, _scratch) in platforms(0).await {
        let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "text": "居住证怎么补办", "accept": true});
        let no = register(&app, with).await;
        let agent = agent(&app);
        run(
            &app,
            &agent,
            &no,
            "answer_directly",
            json!({"text": "带户口簿到派出所"}),
        )
        .await;
        let rating = json!({"grade": 5, "solved": true});
        run(&app, &agent, &no, "rate", rating).await;
        assert_eq!(
            found(&app, &agent, "居住证 户口簿", &none()).await,
            [no.clone()]
        );
        app.erase(&no, Erasure::Words, "本人申请").await.unwrap();
        for typed in ["居住证", "户口簿"] {
            assert!(found(&app, &agent, typed, &none()).await.is_empty());
        }
        let proved = app
            .prove_search(&mut |what| panic!("{what}"))
            .await
            .unwrap();
        assert_eq!(proved, (1, 0));
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_erased_is_never_found_again() {
    for (app, _, _scratch) in platforms(0).await {
        let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "accept": true,
            "text": "我叫欧阳锦绣，居住证怎么补办", "requester": {"name": "欧阳锦绣", "phone": "13900000001"}});
        let no = register(&app, with).await;
        let (agent, reviewer) = (agent(&app), staff(&app, Role::Reviewer, "市智慧中心"));
        let answer = json!({"text": "带户口簿到派出所"});
        run(&app, &agent, &no, "answer_directly", answer).await;
        let rating = json!({"grade": 5, "solved": true});
        run(&app, &agent, &no, "rate", rating).await;
        let only_words = async |when: &str| {
            for typed in ["居住证", "补办", "户口簿"] {
                assert_eq!(
                    found(&app, &agent, typed, &none()).await,
                    [no.clone()],
                    "{when}"
                );
            }
            for typed in ["欧阳锦绣", "欧阳", "锦绣"] {
                assert!(
                    found(&app, &agent, typed, &none()).await.is_empty(),
                    "{typed} {when}"
                );
            }
            let proved = app.prove_search(&mut |what| panic!("{what}")).await;
            assert_eq!(proved.unwrap(), (1, 0), "{when}");
        };
        only_words("before").await;
        app.erase(&no, Erasure::Persons, "本人申请").await.unwrap();
        only_words("erased").await;
        app.rebuild_search(&mut |_| ()).await.unwrap();
        only_words("made anew").await;
        // Words that come later are found; they are read by somebody who knows what was erased.
        let copy =
            json!({"title": "居住证", "text": "证件遗失如何补办", "answer": "带户口簿到派出所"});
        run(&app, &reviewer, &no, "publish", copy).await;
        only_words("published").await;
        let public = found(&app, &Actor::Public, "遗失", &none()).await;
        assert_eq!(public, [no.clone()]);
        app.rebuild_search(&mut |_| ()).await.unwrap();
        only_words("published and made anew").await;
        // Elsewhere nobody knows which words were names: none of the older ones is looked for.
        let mut dossiers = Vec::new();
        let out = app.export_dossiers(&mut dossiers, None, &mut |_| {}).await;
        assert_eq!(out.unwrap().end.cases, 1);
        let (elsewhere, _, _other) = platforms(0).await.swap_remove(0);
        let taken = elsewhere
            .import(&mut dossiers.as_slice(), None, &mut Nobody)
            .await;
        assert_eq!(taken.unwrap().taken, 1);
        elsewhere.rebuild_search(&mut |_| ()).await.unwrap();
        for typed in ["欧阳锦绣", "欧阳", "锦绣"] {
            assert!(found(&elsewhere, &agent, typed, &none()).await.is_empty());
        }
        assert_eq!(found(&elsewhere, &agent, &no, &none()).await, [no.clone()]);
        elsewhere.store().close().await;
        app.store().close().await;
    }
}

/// Whoever hears nothing of an import.
struct Nobody;

impl app::dossier::import::Listener for Nobody {
    fn bad(&mut self, bad: &app::dossier::check::BadLine) {
        panic!("{bad:?}");
    }
    fn progress(&mut self, _: &app::dossier::import::Imported) {}
}

#[tokio::test]
async fn what_is_erased_is_gone_and_the_events_stay() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let (app, no) = (&house.app, &case.no);
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let agent = house.staff(Role::Agent, "市智慧中心");
        let open = app.erase(no, Erasure::Persons, "本人申请").await;
        let told = format!("{:?}", open.as_ref().unwrap_err());
        assert!(told.contains("这件还没有结束"), "{told}");
        assert_eq!(code(open), Code::WrongState);
        let answer = json!({ "text": "已告知。" });
        let ask = Ask::default();
        let done = house.run(&agent, no, "answer_directly", answer, &ask);
        done.await.unwrap();
        let end = json!({ "reason": "电话里已说清" });
        let done = house.run(&dispatcher, no, "close", end, &ask);
        done.await.unwrap();
        let nobody = app.erase(no, Erasure::Persons, " ").await;
        assert_eq!(code(nobody), Code::ReasonMissing);

        app.erase(no, Erasure::Persons, "本人申请").await.unwrap();
        let view = app.view(&dispatcher, no).await.unwrap();
        assert!(view.requester.is_none() && view.text.is_some() && view.answer.is_some());
        let reveal = json!({ "reason": "核实" });
        let told = house.run(&dispatcher, no, "reveal_identity", reveal, &ask);
        assert!(told.await.unwrap().identity.unwrap().is_empty());

        app.erase(no, Erasure::Words, "法院裁定").await.unwrap();
        let view = app.view(&dispatcher, no).await.unwrap();
        let words = [&view.title, &view.text, &view.place, &view.answer];
        assert!(words.iter().all(|words| words.is_none()));
        let history = app.history(&dispatcher, no).await.unwrap();
        assert!(history.len() >= 6);
        let stored = app.store().case(no).await.unwrap().unwrap();
        assert_eq!(app.store().audited(stored.id, "erase").await.unwrap(), 2);
        let (proved, different) = app.prove(&mut |what| panic!("{what}")).await.unwrap();
        assert_eq!((proved, different), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_the_server_stands_under_one_name_in_trail_and_events() {
    for house in houses(MORNING).await {
        let app = &house.app;
        let no = register(
            app,
            json!({"channel": "phone", "kind": "help", "title": "判决", "text": "不服判决"}),
        )
        .await;
        let agent = house.staff(Role::Agent, "市智慧中心");
        run(
            app,
            &agent,
            &no,
            "decline",
            json!({"reason": "litigation", "advice": "请找法院"}),
        )
        .await;
        app.erase(&no, Erasure::Words, "本人申请").await.unwrap();
        let case = app.store().case(&no).await.unwrap().unwrap();
        let last = app.store().events(case.id).await.unwrap().pop().unwrap();
        assert_eq!(
            (last.event.kind(), last.actor.as_str()),
            ("erased", COMMAND_LINE)
        );
        let by = Sql::new("select actor from audit where act = 'erase'");
        let by: Vec<String> = app.store().db().all(by).await.unwrap();
        assert_eq!(by, [COMMAND_LINE]);
        app.store().close().await;
    }
}
