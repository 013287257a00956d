//! The doctor's proof: single things are spoilt one by one in a played city, and each is named.

use crate::house::{CASES, agent, now, platforms, register, run, write};
use app::App;
use db::Sql;
use serde_json::json;

/// What no doctor may repeat.
const PRIVATE: [&str; 3] = ["欧阳锦绣", "13900000001", "施埔路"];

async fn one<R: db::Record>(app: &App, sql: String) -> R {
    app.store().db().one(Sql::made(sql)).await.unwrap()
}

async fn proof(app: &App) -> Vec<String> {
    let mut named = Vec::new();
    let proved = app.prove(&mut |what| named.push(what.to_owned())).await;
    let (proved, different) = proved.unwrap();
    assert!(proved >= CASES as u64, "{proved}");
    assert_eq!(different, named.len() as u64);
    named
}

/// What is named while some rows of a table are spoilt; then they are put back.
async fn spoilt(app: &App, table: &str, rows: &str, spoil: &str) -> Vec<String> {
    let save = format!("create table saved as select * from {table} where {rows}");
    write(app, vec![save, spoil.to_owned()]).await;
    let named = proof(app).await;
    let mend = vec![
        format!("delete from {table} where {rows}"),
        format!("insert into {table} select * from saved"),
        "drop table saved".to_owned(),
    ];
    write(app, mend).await;
    for private in PRIVATE {
        assert!(!named.concat().contains(private), "{spoil}: {named:?}");
    }
    named
}

/// A played city with a case of a line and one of somebody known; the numbers of these two.
async fn played(app: &App) -> (String, String) {
    let line = json!({"kind": "help", "text": "停电", "item": null,
        "line": {"line": "95598", "no": "P1", "accepted_at": "2026-11-20T10:00:00+08:00"}});
    let line = register(app, line).await;
    let known = json!({"channel": "phone", "kind": "help", "title": "路灯", "accept": true, "text": "施埔路的路灯不亮",
        "requester": {"name": "欧阳锦绣", "phone": "13900000001"}});
    let known = register(app, known).await;
    app.follow_feed().await.unwrap();
    (line, known)
}

/// A telephone number and a line's number stand in rows of before as they were given.
#[tokio::test(flavor = "multi_thread")]
async fn rows_of_before_are_as_right_as_those_of_now() {
    for (app, _, _scratch) in platforms(CASES).await {
        let line = json!({"kind": "help", "text": "停电", "item": null,
            "line": {"line": "95598", "no": "ｐ-7", "accepted_at": "2026-11-20T10:00:00+08:00"}});
        register(&app, line).await;
        let known = json!({"channel": "phone", "kind": "help", "title": "路灯", "accept": true, "text": "路灯不亮",
            "requester": {"name": "欧阳锦绣", "phone": "+86 139 0000 0001"}});
        register(&app, known).await;
        app.follow_feed().await.unwrap();
        let ours = "body like '%+8613900000001%'";
        let key: String = one(
            &app,
            "select outside_no from line_cases where line = '95598' and outside_no like 'P%7'"
                .to_owned(),
        )
        .await;
        let phone: String = one(&app, format!("select phone from persons where {ours}")).await;
        assert_eq!((key.as_str(), phone.as_str()), ("P-7", "13900000001"));
        assert_eq!(proof(&app).await, Vec::<String>::new());
        let before = vec![
            "update line_cases set outside_no = 'ｐ-7' where outside_no = 'P-7'".to_owned(),
            format!("update persons set phone = '+8613900000001' where {ours}"),
        ];
        write(&app, before).await;
        assert_eq!(proof(&app).await, Vec::<String>::new());
    }
}

/// Every column but keys and `state`.
#[tokio::test(flavor = "multi_thread")]
async fn every_column_that_is_altered_is_named() {
    for (app, _, _scratch) in platforms(CASES).await {
        played(&app).await;
        assert_eq!(proof(&app).await, Vec::<String>::new());
        let picked = "select case_id, no from cases where status = 'in_progress' and lead is not null order by case_id limit 1";
        let (case, no): (i64, String) = one(&app, picked.to_owned()).await;
        let unit: String = one(
            &app,
            format!("select min(unit) from assignments where case_id = {case} and round = 1"),
        )
        .await;
        let mut altered = 0;
        for column in app.store().db().schema().await.unwrap() {
            let (table, name) = (column.table.as_str(), column.column.as_str());
            let (rows, place) = match table {
                "cases" => (format!("case_id = {case}"), format!("cases.{name}")),
                "assignments" => (
                    format!("case_id = {case} and round = 1 and unit = '{unit}'"),
                    format!("assignments[1/{unit}].{name}"),
                ),
                _ => continue,
            };
            if column.key > 0 || name == "state" && table == "cases" {
                continue;
            }
            let to = match column.class {
                db::TypeClass::Int => format!("coalesce({name}, 0) + 86400000"),
                db::TypeClass::Bool => format!("not {name}"),
                _ => "'x9'".to_owned(),
            };
            let spoil = format!("update {table} set {name} = {to} where {rows}");
            let named = spoilt(&app, table, &rows, &spoil).await;
            let begins = if name == "no" { "x9" } else { no.as_str() };
            let begins = format!("{begins}：由经过推出的与库里不同：{place} 库里 ");
            assert!(
                named.len() == 1 && named[0].starts_with(&begins) && named[0].contains("，应为 "),
                "{spoil}: {named:?}"
            );
            altered += 1;
        }
        assert_eq!(altered, 28 + 9);
        assert_eq!(proof(&app).await, Vec::<String>::new());
        app.store().close().await;
    }
}

#[expect(clippy::too_many_lines, reason = "a table of spoilings")]
#[tokio::test(flavor = "multi_thread")]
async fn every_row_that_is_altered_or_gone_is_named() {
    for (app, _, _scratch) in platforms(CASES).await {
        let (line, known) = played(&app).await;
        let id = async |no: &str| {
            one::<i64>(&app, format!("select case_id from cases where no = '{no}'")).await
        };
        let (of_line, of_known) = (id(&line).await, id(&known).await);
        let of = format!("case_id = {of_known}");
        let text: i64 = one(&app, format!("select min(text_id) from texts where {of}")).await;
        let person: i64 = one(&app, format!("select person_id from persons where {of}")).await;
        let (timer, at): (String, i64) = one(
            &app,
            format!("select timer, at from timers where {of} order by timer limit 1"),
        )
        .await;
        let in_feed = format!("stream_id = {of_known} and seq = 1");
        let place: i64 = one(&app, format!("select position from feed where {in_feed}")).await;
        let (text_row, person_row) = (
            format!("{of} and text_id = {text}"),
            format!("{of} and person_id = {person}"),
        );
        let timer_row = format!("{of} and timer = '{timer}'");
        let line_row = "line = '95598' and outside_no in ('P1', 'P2')".to_owned();
        let held =
            "select case_id, unit from assignments where round = 1 order by case_id, unit limit 1";
        let (with, unit): (i64, String) = one(&app, held.to_owned()).await;
        let of_held: String =
            one(&app, format!("select no from cases where case_id = {with}")).await;
        let given = format!("case_id = {with} and round = 1 and unit = '{unit}'");
        let other = format!("case_id = {of_known} and round = 9");
        let beyond = "case_id = 7".to_owned();
        let differs = |no: &str, what: String| format!("{no}：由经过推出的与库里不同：{what}");
        let of_place = |what: &str| vec![format!("{known}：feed[1] {what}")];
        let table: Vec<(&str, &String, String, Vec<String>)> = vec![
            (
                "cases",
                &of,
                format!("update cases set due = due + 1, secret = not secret where {of}"),
                Vec::new(),
            ),
            (
                "cases",
                &of,
                format!("update cases set state = 'no case' where {of}"),
                vec![differs(&known, "cases.state 看不懂".into())],
            ),
            (
                "cases",
                &of,
                format!(
                    "update cases set state = replace(state, '\"round\":1', '\"round\":2') where {of}"
                ),
                vec![differs(&known, "state.round".into())],
            ),
            (
                "timers",
                &timer_row,
                format!("delete from timers where {timer_row}"),
                vec![differs(&known, format!("timers[{timer}] 库里没有"))],
            ),
            (
                "timers",
                &timer_row,
                format!("update timers set at = at + 1 where {timer_row}"),
                vec![differs(
                    &known,
                    format!("timers[{timer}].at 库里 {}，应为 {at}", at + 1),
                )],
            ),
            (
                "timers",
                &of,
                format!(
                    "insert into timers (case_id, timer, at) values ({of_known}, 'window/7/', 1)"
                ),
                vec![differs(&known, "timers[window/7/] 不应有".into())],
            ),
            (
                "texts",
                &text_row,
                format!("delete from texts where {text_row}"),
                vec![differs(&known, format!("texts[{text}] 库里没有"))],
            ),
            (
                "texts",
                &text_row,
                format!("update texts set body = '施埔路' where {text_row}"),
                vec![differs(&known, format!("texts[{text}] 与经过里的摘要不符"))],
            ),
            (
                "texts",
                &of,
                format!(
                    "insert into texts select case_id, 5, salt, body from texts where {text_row}"
                ),
                vec![differs(&known, "texts[5] 不应有".into())],
            ),
            (
                "persons",
                &person_row,
                format!("delete from persons where {person_row}"),
                vec![differs(&known, format!("persons[{person}] 库里没有"))],
            ),
            (
                "persons",
                &person_row,
                format!("update persons set body = replace(body, '欧阳', '王') where {person_row}"),
                vec![differs(
                    &known,
                    format!("persons[{person}] 与经过里的摘要不符"),
                )],
            ),
            (
                "persons",
                &person_row,
                format!("update persons set phone = '13900000002' where {person_row}"),
                vec![differs(
                    &known,
                    format!("persons[{person}].phone 与经过里的摘要不符"),
                )],
            ),
            (
                "assignments",
                &given,
                format!("delete from assignments where {given}"),
                vec![differs(&of_held, format!("assignments[1/{unit}] 库里没有"))],
            ),
            (
                "assignments",
                &other,
                format!(
                    "insert into assignments select {of_known}, 9, unit, duty, upper, giver, state, open, given_at, sign_by, due, person from assignments where {given}"
                ),
                vec![differs(&known, format!("assignments[9/{unit}] 不应有"))],
            ),
            (
                "attachments",
                &of,
                format!(
                    "insert into attachments (case_id, seq, digest, bytes) values ({of_known}, 1, 'x', 1)"
                ),
                vec![differs(&known, "attachments[1] 不应有".into())],
            ),
            (
                "line_cases",
                &line_row,
                format!("delete from line_cases where {line_row}"),
                vec![differs(&line, "line_cases[95598/P1] 库里没有".into())],
            ),
            (
                "line_cases",
                &line_row,
                format!("update line_cases set outside_no = 'P2' where {line_row}"),
                vec![
                    differs(&line, "line_cases[95598/P1] 库里没有".into()),
                    format!("{line}：line_cases[95598/P2] 不应有"),
                ],
            ),
            (
                "line_cases",
                &line_row,
                format!("update line_cases set case_id = {of_known} where {line_row}"),
                vec![
                    differs(
                        &line,
                        format!("line_cases[95598/P1].case_id 库里 {of_known}，应为 {of_line}"),
                    ),
                    format!("{known}：line_cases[95598/P1] 不应有"),
                ],
            ),
            (
                "feed",
                &in_feed,
                format!("delete from feed where {in_feed}"),
                [
                    of_place("库里没有"),
                    vec![format!("feed：位置 {place} 至 {place} 空缺")],
                ]
                .concat(),
            ),
            (
                "feed",
                &in_feed,
                format!(
                    "insert into feed (position, stream_id, seq) select max(position) + 1, {of_known}, 1 from feed"
                ),
                of_place("库里 2 处，应为 1 处"),
            ),
            (
                "timers",
                &beyond,
                "insert into timers (case_id, timer, at) values (7, 'window/1/', 1)".into(),
                vec!["7：timers 有行，cases 里却没有这件".into()],
            ),
        ];
        for (name, rows, spoil, told) in table {
            let named = spoilt(&app, name, rows, &spoil).await;
            if told.is_empty() {
                assert!(
                    named.len() == 1 && named[0].contains("cases.secret 库里 "),
                    "{spoil}: {named:?}"
                );
            } else {
                assert_eq!(named, told, "{spoil}");
            }
        }
        let named = spoilt(&app, "cases", &of, &format!("delete from cases where {of}")).await;
        assert!(
            named.contains(&format!("{of_known}：events 有行，cases 里却没有这件")),
            "{named:?}"
        );
        assert_eq!(proof(&app).await, Vec::<String>::new());
        app.store().close().await;
    }
}

/// A reminder that is past and not sent is missed, unless its case was taken in from elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_past_reminder_that_is_gone_is_named() {
    for (app, clock, _scratch) in platforms(CASES).await {
        let (_, known) = played(&app).await;
        clock.set(now().plus_millis(40 * 86_400_000));
        assert_eq!(proof(&app).await, Vec::<String>::new());
        let rows = format!(
            "case_id = (select case_id from cases where no = '{known}') and timer like 'dispatch/%'"
        );
        let named = spoilt(
            &app,
            "timers",
            &rows,
            &format!("delete from timers where {rows}"),
        )
        .await;
        assert!(
            named.len() == 1 && named[0].contains("timers[dispatch/1/"),
            "{named:?}"
        );
        app.store().close().await;
    }
}

/// Whatever is written between two looks at a case is no difference.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_named_while_others_work() {
    for (app, _, _scratch) in platforms(CASES).await {
        let others = app.clone();
        let writing = tokio::spawn(async move {
            let agent = agent(&others);
            for n in 0..40 {
                let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "text": format!("第{n}问"), "accept": true});
                let no = register(&others, with).await;
                let answer = json!({"text": "带户口簿到派出所"});
                run(&others, &agent, &no, "answer_directly", answer).await;
                let rating = json!({"grade": 5, "solved": true});
                run(&others, &agent, &no, "rate", rating).await;
            }
        });
        let mut proofs = 0;
        while !writing.is_finished() || proofs == 0 {
            assert_eq!(proof(&app).await, Vec::<String>::new());
            proofs += 1;
        }
        writing.await.unwrap();
        assert_eq!(proof(&app).await, Vec::<String>::new());
        app.store().close().await;
    }
}
