//! 导出 of figures, of the versions of the rules and of the calendar; and of every list there is as a workbook.

use crate::exports::{behind_its_progress, lines, sheet};
use crate::exports_of_the_house::rows;
use crate::figures::some_days;
use crate::receiver::Receiver;
use crate::rules::{keep, shorter};
use crate::server::{Client, TestServer, on_both};
use app::keys::Scope;
use serde_json::{Value, json};

const DAYS: &str = "from=2026-11-17&to=2026-11-20";

/// A line of a file by the names of its columns.
fn cell<'a>(file: &'a [Vec<String>], row: usize, head: &str) -> &'a str {
    let column = file[1].iter().position(|one| one == head);
    &file[row][column.unwrap_or_else(|| panic!("no column {head}: {:?}", file[1]))]
}

/// The counts of the API by the heads of the file.
const COUNTS: [(&str, &str); 15] = [
    ("收件", "received"),
    ("交办", "given"),
    ("答复", "answered"),
    ("按时答复", "in_time"),
    ("逾期答复", "late"),
    ("直接答复", "direct"),
    ("退件", "returned"),
    ("退件成立", "returned_upheld"),
    ("退件驳回", "returned_rejected"),
    ("重办", "reworked"),
    ("有效评价", "heard"),
    ("解决", "solved"),
    ("满意", "satisfied"),
    ("评分合计", "grades"),
    ("办理用时（工作分钟）", "minutes"),
];

/// Asserts that a row of a file is a row of the interface.
fn same(file: &[Vec<String>], row: usize, told: &Value, of_days: bool) {
    let key = told["key"].as_str().unwrap();
    // Nothing is taken for a formula.
    assert_eq!(cell(file, row, "编码").trim_start_matches('\''), key);
    assert_eq!(cell(file, row, "名称"), told["name"].as_str().unwrap());
    for (head, figure) in COUNTS {
        let now = told["now"][figure].as_i64().unwrap().to_string();
        assert_eq!(cell(file, row, head), now, "{figure} of {key}");
        let before = told["before"][figure].as_i64().unwrap().to_string();
        let before = if of_days { String::new() } else { before };
        assert_eq!(
            cell(file, row, &format!("上期{head}")),
            before,
            "{figure} of {key}"
        );
    }
    let rate = &told["now"]["rates"]["in_time"];
    let rate = rate
        .as_f64()
        .map_or_else(String::new, |rate| rate.to_string());
    assert_eq!(cell(file, row, "按时答复率"), rate);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_go_out_as_they_are_told() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let leader = server.with("leader").await;
        let branch = server.with("handler@仓山公安分局").await;
        let mut compared = 0;
        for client in [&leader, &branch] {
            for asked in [
                "",
                "&by=day",
                "&by=unit",
                "&by=kind",
                "&by=item",
                "&by=area",
                "&by=channel",
                "&by=hour",
                "&by=kind&channel=phone&area=350104",
            ] {
                let told = client
                    .get(&format!("/api/figures?{DAYS}{asked}"))
                    .await
                    .ok()
                    .json();
                let path = format!("/api/figures/export?{DAYS}{asked}");
                let reply = client.get(&path).await.ok();
                assert!(
                    reply
                        .header("content-disposition")
                        .contains("figures-2026-11-20.csv")
                );
                let file = lines(&reply);
                // Whose, of which days beside which, narrowed to what.
                let head = &file[0][0];
                let period = "；2026-11-17 至 2026-11-20，上期 2026-11-13 至 2026-11-16；导出人 ";
                assert!(
                    head.starts_with(&format!("统计（{DAYS}{asked}）{period}")),
                    "{head}"
                );
                let of_days = asked == "&by=day";
                let told_rows = told["rows"].as_array().unwrap();
                assert_eq!(file.len(), told_rows.len() + 4, "{asked}");
                same(&file, 2, &told["total"], false);
                for (row, told) in (3..).zip(told_rows) {
                    same(&file, row, told, of_days);
                    compared += 1;
                }
                let last = format!("完，共 {} 条；", told_rows.len() + 1);
                assert!(file.last().unwrap()[0].starts_with(&last), "{file:?}");
                let book = client.get(&format!("{path}&format=xlsx")).await.ok();
                let book = sheet(&book);
                assert!(book.contains("合计") && book.contains(&last), "{asked}");
                behind_its_progress(client, &path, told_rows.len() + 1).await;
            }
        }
        assert!(compared > 20, "{compared}");
        // What was there before stands beside what is.
        let file = lines(
            &leader
                .get(&format!("/api/figures/export?{DAYS}&by=kind"))
                .await
                .ok(),
        );
        let help = (3..file.len())
            .find(|row| cell(&file, *row, "编码") == "help")
            .unwrap();
        assert_eq!(
            (cell(&file, help, "收件"), cell(&file, help, "上期收件")),
            ("2", "1")
        );
        // Without days it is the month so far, and the file says which.
        let month = lines(&leader.get("/api/figures/export").await.ok());
        let head = &month[0][0];
        assert!(
            head.starts_with("统计；2026-11-01 至 2026-11-20，上期 2026-10-12 至 2026-10-31；"),
            "{head}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_go_out_to_whom_they_are_told() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let leader = server.with("leader").await;
        let mut clients = vec![("leader", leader.clone())];
        for who in ["librarian", "system_admin", "handler@鼓楼区城管局"] {
            clients.push((who, server.with(who).await));
        }
        let figures = [Scope::Figures];
        clients.push((
            "figures",
            server.key("统计", "leader@市智慧中心", &figures).await,
        ));
        let others = [Scope::Read, Scope::Export];
        clients.push((
            "export",
            server.key("导出", "leader@市智慧中心", &others).await,
        ));
        clients.push(("nobody", server.anonymous()));
        let mut refused = 0;
        for (who, client) in &clients {
            for asked in [
                "",
                "by=unit",
                "by=colour",
                "unit=nobody",
                "area=1",
                "from=2026-11-02&to=2026-11-01",
            ] {
                let told = client.get(&format!("/api/figures?{asked}")).await.told();
                let taken = client
                    .get(&format!("/api/figures/export?{asked}"))
                    .await
                    .told();
                assert_eq!(taken, told, "{who} {asked}");
                refused += usize::from(taken.starts_with("403"));
            }
        }
        assert!(refused >= 6, "{refused}");
        // A page is no file, and a file is nothing else.
        let told = leader.get("/api/figures?format=csv").await.told();
        assert_eq!(told, "422 bad_value");
        let told = leader.get("/api/figures/export?format=pdf").await.told();
        assert_eq!(told, "422 bad_value");
        let auditor = server.with("auditor").await;
        let trail = format!(
            "{:?}",
            rows(&auditor, "/api/audit/export?act=exported").await
        );
        assert!(
            trail.contains("统计（by=unit）；2026-11-01 至 2026-11-20"),
            "{trail}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_of_the_rules_go_out() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let none = rows(&admin, "/api/rules/export").await;
        assert_eq!(none, Vec::<Vec<String>>::new());
        assert_eq!(keep(&admin, &shorter("2026-12-01", 5)).await, 1);
        assert_eq!(keep(&admin, &shorter("2026-12-08", 4)).await, 2);
        let why = json!({ "why": "会上改了主意" });
        assert_eq!(admin.post("/api/rules/2/withdraw", &why).await.status, 204);
        let file = lines(&admin.get("/api/rules/export").await.ok());
        assert_eq!(file[0][0].split('；').next(), Some("规则修订清单"));
        let listed = admin.get("/api/rules").await.ok().json();
        let listed = listed["versions"].as_array().unwrap();
        assert_eq!((listed.len(), file.len()), (2, 5));
        for (row, version) in (2..).zip(listed) {
            assert_eq!(cell(&file, row, "号"), version["no"].to_string());
            assert_eq!(cell(&file, row, "哪一部分"), "规则");
            assert_eq!(
                cell(&file, row, "施行"),
                version["effective"].as_str().unwrap()
            );
            assert_eq!(cell(&file, row, "账号"), version["by"].as_str().unwrap());
            assert_eq!(
                cell(&file, row, "定下的人"),
                version["by_name"].as_str().unwrap()
            );
            assert_eq!(cell(&file, row, "理由"), version["why"].as_str().unwrap());
            let back = version["withdrawn"]["why"].as_str().unwrap_or_default();
            assert_eq!(cell(&file, row, "撤下的理由"), back);
        }
        assert_eq!(cell(&file, 2, "怎样了"), "已撤下");
        assert_eq!(cell(&file, 2, "撤下的理由"), "会上改了主意");
        assert_eq!(cell(&file, 3, "怎样了"), "未施行");
        behind_its_progress(&admin, "/api/rules/export", 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_goes_out_day_by_day() {
    on_both(async |server: &TestServer| {
        let handler = server.with("handler@鼓楼区城管局").await;
        for year in [2026, 2027, 2028] {
            let told = handler
                .get(&format!("/api/calendar/{year}"))
                .await
                .ok()
                .json();
            let told = told["days"].as_array().unwrap();
            let reply = handler
                .get(&format!("/api/calendar/{year}/export"))
                .await
                .ok();
            assert_eq!(reply.header("total-count"), told.len().to_string());
            let file = lines(&reply);
            assert!(file[0][0].starts_with(&format!("{year} 年工作日历；")));
            assert_eq!(file.len(), told.len() + 3);
            let kinds = [
                ("workday", "工作日"),
                ("weekend", "休息日"),
                ("holiday", "放假"),
                ("makeup", "调休上班"),
            ];
            for (row, day) in (2..).zip(told) {
                assert_eq!(cell(&file, row, "日期"), day["date"].as_str().unwrap());
                let kind = kinds.iter().find(|(code, _)| day["kind"] == *code).unwrap();
                assert_eq!(cell(&file, row, "类型"), kind.1);
                let yes = |flag: &Value| if flag == true { "是" } else { "" };
                assert_eq!(cell(&file, row, "上班"), yes(&day["working"]));
                assert_eq!(cell(&file, row, "暂定"), yes(&day["provisional"]));
                let named = !cell(&file, row, "节日").is_empty();
                assert_eq!(named, ["放假", "调休上班"].contains(&kind.1));
            }
        }
        let file = lines(&handler.get("/api/calendar/2026/export").await.ok());
        let national = (2..file.len())
            .find(|row| cell(&file, *row, "日期") == "2026-10-01")
            .unwrap();
        assert_eq!(cell(&file, national, "星期"), "四");
        assert!(
            cell(&file, national, "节日").contains("国庆"),
            "{:?}",
            file[national]
        );
        behind_its_progress(&handler, "/api/calendar/2026/export", 365).await;
        for year in ["2003", "2101", "40000", "x"] {
            let told = handler
                .get(&format!("/api/calendar/{year}/export"))
                .await
                .told();
            let known = handler.get(&format!("/api/calendar/{year}")).await.told();
            assert_eq!(
                (told.as_str(), told == known),
                ("422 out_of_calendar", true),
                "{year}"
            );
        }
    })
    .await;
}

/// Every address of a list as a file, from the served document, with something in its places.
async fn exports(client: &Client, webhook: &str) -> Vec<String> {
    let document = client.get("/api/openapi.json").await.ok().json();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        if !path.ends_with("/export") {
            continue;
        }
        assert!(item["get"].is_object(), "{path}");
        let places = |path: &str, list: &str| {
            path.replace("{unit}", "市智慧中心")
                .replace("{list}", list)
                .replace("{webhook}", webhook)
                .replace("{year}", "2026")
        };
        if path == "/api/lists/{list}/export" {
            let lists = [
                "books", "items", "units", "duties", "reasons", "channels", "lines",
            ];
            all.extend(lists.map(|list| places(path, list)));
        } else {
            all.push(places(path, "to_dispatch"));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_a_workbook_that_opens() {
    on_both(async |server: &TestServer| {
        some_days(server).await;
        let admin = server.with("system_admin").await;
        let clients = [
            admin.clone(),
            server.with("agent").await,
            server.with("leader").await,
        ];
        let receiver = Receiver::start().await;
        let key = server
            .key("公安平台", "handler@仓山公安分局", &[Scope::Webhooks])
            .await;
        let body = json!({ "url": receiver.url, "kinds": ["dispatched"] });
        let webhook = key.post("/api/webhooks", &body).await.text("id");
        let paths = exports(&admin, &webhook).await;
        assert!(paths.len() >= 15 + 6, "{paths:?}");
        for path in paths {
            let mut opened = false;
            for client in &clients {
                let book = client.get(&format!("{path}?format=xlsx")).await;
                if book.status == 403 {
                    continue;
                }
                let book = book.ok();
                assert!(
                    book.header("content-type").contains("spreadsheetml"),
                    "{path}"
                );
                let sheet = sheet(&book);
                assert!(
                    sheet.contains("导出人") && sheet.contains("完，共 "),
                    "{path}"
                );
                assert!(!sheet.contains("<f>"), "{path}");
                // As many rows as the file that is read line by line.
                let csv = rows(client, &path).await;
                assert!(
                    path.contains("/audit/") || sheet.contains(&format!("完，共 {} ", csv.len())),
                    "{path}"
                );
                opened = true;
                break;
            }
            assert!(opened, "{path}: nobody takes it out");
        }
    })
    .await;
}
