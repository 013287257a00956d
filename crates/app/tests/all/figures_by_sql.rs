//! Figures beside SQL over the events: statements that know nothing of how cases are folded, and of the
//! product's own sums.

use crate::figures::{ask, leader, total};
use crate::house::in_a_city;
use app::App;
use app::figures::FigureAsk;
use app::reading::Axis;
use db::Sql;
use hotline::actor::Actor;
use hotline::codes::UnitCode;
use hotline::figures::{Measure, Measures};
use workday::{Date, Instant};

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
/// a body, `J(body, a.b)` one within it.
fn translated(app: &App, text: &str) -> String {
    let sqlite = app.store().db().dialect() == db::Dialect::Sqlite;
    let mut sql = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once("J(") {
        let (inside, tail) = tail.split_once(')').unwrap();
        let (body, path) = inside.split_once(", ").unwrap();
        sql += head;
        let field = if sqlite {
            format!("json_extract({body}, '$.{path}')")
        } else {
            let path = path.replace('.', "', '");
            format!("json_extract_path_text(cast({body} as json), '{path}')")
        };
        sql += &field;
        rest = tail;
    }
    sql + rest
}

async fn says(app: &App, text: &str) -> i64 {
    let sql = Sql::made(translated(app, text));
    app.store().db().one(sql).await.unwrap()
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

/// Which round of its case an event belongs to.
fn round(of: &str) -> String {
    format!(
        "(select count(*) from events r{of} where r{of}.stream_id = {of}.stream_id and r{of}.kind = 'round_begun' and r{of}.seq <= {of}.seq)"
    )
}

/// The last answer `a` of each round, unless it was opened again within the round.
fn standing_answers() -> String {
    let (a, o) = (round("a"), round("o"));
    format!(
        "a.kind in ('answered', 'answered_with_parent') and not exists (select 1 from events o where o.stream_id = a.stream_id
            and o.seq > a.seq and o.kind in ('reopened', 'unmerged', 'answered', 'answered_with_parent') and {o} = {a})"
    )
}

/// Working minutes, counted day by day and shift by shift.
fn worked(app: &App, from: i64, to: i64) -> i64 {
    let hours = app.profile().directory.city_centre().hours.to_string();
    let minute = |time: &str| -> i64 {
        let (hour, minute) = time.split_once(':').unwrap();
        hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()
    };
    let calendar = app.working_days();
    let mut worked = 0;
    let mut day = Instant::start_of(Instant::from_millis(from).date());
    while day.as_millis() < to {
        if calendar.is_working(day.date()) {
            for shift in hours.split(',') {
                let (open, close) = shift.split_once('-').unwrap();
                let open = (day.as_millis() + minute(open) * 60_000).max(from);
                let close = (day.as_millis() + minute(close) * 60_000).min(to);
                worked += (close - open).max(0);
            }
        }
        day = day.plus_days(1);
    }
    worked / 60_000
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_and_ratings_are_what_sql_over_the_events_says() {
    in_a_city(17, async |app| {
        let all = ever(&app, &leader(&app), &ask()).await;
        // Each answered round: when it was answered, until when it was promised, and since when it ran.
        let (a, p) = (round("a"), round("p"));
        let rounds = format!(
            "select cast(J(a.body, counted_at) as bigint),
                (select cast(J(p.body, promise.due) as bigint) from events p where p.stream_id = a.stream_id and {p} = {a}
                    and J(p.body, promise.due) is not null order by p.seq desc limit 1),
                (select case when s.kind = 'round_begun' then s.at else cast(J(s.body, from) as bigint) end from events s
                    where s.stream_id = a.stream_id and s.kind in ('accepted', 'round_begun') and s.seq < a.seq
                    order by s.seq desc limit 1)
            from events a where {}",
            standing_answers()
        );
        let rounds = Sql::made(translated(&app, &rounds));
        let rounds: Vec<(i64, i64, i64)> = app.store().db().all(rounds).await.unwrap();
        let late = rounds.iter().filter(|(answered, due, _)| answered >= due).count();
        assert_eq!(all.get(Measure::Late), i64::try_from(late).unwrap());
        assert_eq!(all.get(Measure::InTime), i64::try_from(rounds.len() - late).unwrap());
        assert!(late > 0 && late < rounds.len(), "{late} of {}", rounds.len());
        let minutes = rounds.iter().map(|(answered, _, since)| worked(&app, *since, *answered));
        assert_eq!(all.get(Measure::Minutes), minutes.sum::<i64>());

        // The rating of a round after its standing answer: the requester's last, else the last.
        let (e, b) = (round("e"), round("b"));
        let asked = "cast(J(W.body, rating.by) as text) = 'requester'";
        let (by_e, by_b) = (asked.replace('W', "e"), asked.replace('W', "b"));
        let given = format!(
            "from events e join events a on a.stream_id = e.stream_id and a.seq < e.seq and {a} = {e} and {}
            where e.kind in ('rated', 'followed_up') and J(e.body, rating.grade) is not null
            and not exists (select 1 from events b where b.stream_id = e.stream_id and b.kind in ('rated', 'followed_up')
                and J(b.body, rating.grade) is not null and b.seq > a.seq and {b} = {e}
                and ((b.seq > e.seq and ({by_b} or not {by_e})) or (b.seq < e.seq and {by_b} and not {by_e})))",
            standing_answers()
        );
        let sum = async |what: &str| says(&app, &format!("select coalesce(sum({what}), 0) {given}")).await;
        assert_eq!(all.get(Measure::Heard), says(&app, &format!("select count(*) {given}")).await);
        let solved = "case when cast(J(e.body, rating.solved) as text) in ('true', '1') then 1 else 0 end";
        assert_eq!(all.get(Measure::Solved), sum(solved).await);
        let grade = "cast(J(e.body, rating.grade) as integer)";
        assert_eq!(all.get(Measure::Grades), sum(grade).await);
        // From which grade on says the profile; both rulebooks of Fuzhou say the same.
        let from: Vec<u32> = app.profile().rulebooks.all().iter().map(|rules| rules.satisfied_grade).collect();
        assert!(from.iter().all(|grade| *grade == 3), "{from:?}");
        assert_eq!(all.get(Measure::Satisfied), sum(&format!("case when {grade} >= 3 then 1 else 0 end")).await);

        // Each unit that got a round as its lead, unless the same round later gave it another part.
        let lead = |of: &str, field: &str, more: &str| {
            let (round_e, round_l) = (round("e"), round("l"));
            format!(
                "select e.stream_id, {round_e} as round, J(e.body, {field}.unit) as unit from events e where e.kind = '{of}'
                and J(e.body, {field}.unit) is not null {more}
                and not exists (select 1 from events l where l.stream_id = e.stream_id and l.seq > e.seq and {round_l} = {round_e}
                    and l.kind = 'delegated' and J(l.body, to.unit) = J(e.body, {field}.unit))"
            )
        };
        let (round_e, round_d) = (round("e"), round("d"));
        // What an assisting unit gave back went on to an assisting one.
        let assists = format!(
            "and J(e.body, under) is null and not exists (select 1 from events d where d.stream_id = e.stream_id
                and d.kind = 'dispatched' and {round_d} = {round_e}
                and J(d.body, assist) like '%\"unit\":\"' || J(e.body, unit) || '\"%')"
        );
        let given = [
            lead("dispatched", "lead", ""),
            lead("round_begun", "lead", ""),
            lead("fallback_designated", "to", "and J(e.body, under) is null"),
            lead("return_ruled", "lead", &assists),
        ];
        let given = format!("select count(*) from ({}) as given", given.join(" union "));
        assert_eq!(all.get(Measure::Given), says(&app, &given).await);
    })
    .await;
}
