//! What an answer promises for later, beside the answer.

use crate::house::{platforms, promise, register, run, staff, to_be_promised};
use hotline::actor::{Actor, Role};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_case_reads_its_parents_answer_with_its_promise() {
    for (app, _, _scratch) in platforms(0).await {
        let parent = register(&app, to_be_promised()).await;
        let child = register(&app, to_be_promised()).await;
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        run(&app, &dispatcher, &child, "merge", json!({"into": parent})).await;
        promise(&app, &parent).await;
        app.fire_due(app.now()).await.unwrap();
        for reader in [Actor::Requester, dispatcher] {
            let of_parent = app.view(&reader, &parent).await.unwrap();
            let of_child = app.view(&reader, &child).await.unwrap();
            assert_eq!(of_child.answer.as_deref(), Some("已要求商家夜里关喇叭。"));
            assert_eq!(of_child.commitment.as_deref(), Some("夜巡一个月"));
            assert_eq!(
                (of_child.commitment, of_child.commitment_until),
                (of_parent.commitment, of_parent.commitment_until)
            );
        }
        app.store().close().await;
    }
}

/// One look into the accounts, whoever stands in the rows.
#[tokio::test(flavor = "multi_thread")]
async fn names_are_looked_up_together() {
    for (app, _, _scratch) in platforms(1).await {
        let known = app.demo_accounts().await.unwrap().remove(0);
        let label = format!("staff:{}", known.login);
        let labels = [
            "staff:谁也不是",
            "system",
            "staff:key:省平台",
            &label,
            &label,
        ];
        let labels = labels.iter().cycle().take(5000).map(|it| (*it).to_owned());
        let names = app.names_of(labels).await.unwrap();
        let names: Vec<_> = names.into_iter().collect();
        let mut wanted = vec![
            (label, known.name),
            ("staff:key:省平台".to_owned(), "省平台".to_owned()),
        ];
        wanted.sort();
        assert_eq!(names, wanted);
        app.store().close().await;
    }
}
