//! Timers of a case that is broken: the others' fire all the same, and whoever runs the server is told.

use crate::commanding::{MORNING, houses};
use crate::house::write;
use app::clock::Clock as _;
use app::doctor::Weight;
use app::execute::Ask;
use hotline::actor::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_case_stops_no_timer_of_another() {
    for house in houses(MORNING).await {
        let app = &house.app;
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let no = house.register(&Ask::default()).await.unwrap().no;
            let to = json!({ "lead": "仓山公安分局" });
            let ask = Ask::default();
            house
                .run(&dispatcher, &no, "dispatch", to, &ask)
                .await
                .unwrap();
            numbers.push(no);
        }
        let version = async |no: &str| app.store().case(no).await.unwrap().unwrap().version;
        let (first, second) = (version(&numbers[1]).await, version(&numbers[2]).await);
        // The first cannot be read, and has more timers than a sweep reads at once, before all others; one
        // of the second comes from a program of another version.
        let broken = app.store().case(&numbers[0]).await.unwrap().unwrap().id;
        let odd = app.store().case(&numbers[1]).await.unwrap().unwrap().id;
        let mut spoil = vec![
            "create table saved as select case_id, state from cases".to_owned(),
            format!("update cases set state = '?' where case_id = {broken}"),
            format!("insert into timers (case_id, timer, at) values ({odd}, 'unheard_of', 0)"),
        ];
        for n in 0..450 {
            spoil.push(format!(
                "insert into timers (case_id, timer, at) values ({broken}, 'unheard_of:{n:03}', {n})"
            ));
        }
        write(app, spoil).await;
        house.clock.set(house.clock.now().plus_days(7));
        assert_eq!(app.fire_due(house.clock.now()).await.unwrap(), 1);
        assert!(version(&numbers[2]).await > second);
        assert_eq!(version(&numbers[1]).await, first);
        assert_eq!(app.stuck_cases(), 2);
        assert_eq!(app.fire_due(house.clock.now()).await.unwrap(), 0);
        let findings = app.examine_in_passing().await.unwrap();
        let told = findings.iter().find(|it| it.topic == "timers").unwrap();
        assert_eq!(told.weight, Weight::Warning);
        assert!(told.what.contains(&numbers[0]) && told.what.contains(&numbers[1]));
        assert!(!told.what.contains(&numbers[2]), "{told:?}");
        // Mended, they are tried again, a minute later.
        let state = "select s.state from saved s where s.case_id = cases.case_id";
        let mend = vec![
            "delete from timers where timer like 'unheard%'".to_owned(),
            format!("update cases set state = ({state}) where case_id = {broken}"),
        ];
        write(app, mend).await;
        house.clock.set(house.clock.now().plus_millis(60_000));
        assert_eq!(app.fire_due(house.clock.now()).await.unwrap(), 2);
        assert!(version(&numbers[1]).await > first);
        assert_eq!(app.stuck_cases(), 0);
        app.store().close().await;
    }
}
