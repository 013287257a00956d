//! iCalendar files as Chinese calendar programmes write them.

use workday::{Calendar, DayKind, IcsFault, Notice, NoticeError, NoticeFault};

use super::{day, fuzhou, notices};

fn event(start: &str, end: &str, summary: &str) -> String {
    let end = if end.is_empty() {
        String::new()
    } else {
        format!("DTEND;VALUE=DATE:{end}\r\n")
    };
    format!(
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{start}\r\n{end}SUMMARY:{summary}\r\nEND:VEVENT\r\n"
    )
}

fn file(events: &[String]) -> String {
    format!(
        "\u{feff}BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:中国\r\n 法定节假日\r\n\
         BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
         END:STANDARD\r\nEND:VTIMEZONE\r\n{}END:VCALENDAR\r\n",
        events.concat()
    )
}

fn read(events: &[String]) -> Result<Notice, NoticeError> {
    Notice::from_ics(&file(events), day("2025-11-04"))
}

#[test]
fn a_year_as_events_is_the_same_as_its_table() {
    for (name, table) in notices() {
        let events: Vec<String> = table
            .days
            .iter()
            .map(|listed| {
                let start = listed.date.strftime("%Y%m%d").to_string();
                let mark = if listed.working { "班" } else { "休" };
                event(&start, "", &format!("{}（{mark}）", listed.name))
            })
            .collect();
        let notice = Notice::from_ics(&file(&events), table.issued).unwrap();
        assert_eq!(
            (notice.year, &notice.days),
            (table.year, &table.days),
            "{name}"
        );
        assert_eq!(notice.title, "中国法定节假日");
    }
}

#[test]
fn marks_in_their_usual_shapes() {
    for (summary, name, working) in [
        ("春节 休", "春节", false),
        ("春节(休)", "春节", false),
        ("春节（班）", "春节", true),
        ("春节 补班", "春节", true),
        ("春节补班", "春节", true),
        ("[班] 春节", "春节", true),
        ("【休】春节", "春节", false),
        ("春节假期", "春节", false),
        ("春节假期（休）", "春节", false),
        ("春节放假", "春节", false),
        ("上班(补春节假期)", "春节", true),
        ("春节调休上班", "春节", true),
        ("春节调休（班）", "春节", true),
        ("春节调休（休）", "春节", false),
        ("国庆节\\, 中秋节 休", "国庆节, 中秋节", false),
    ] {
        let notice = read(&[event("20260216", "20260217", summary)]).unwrap();
        let listed = &notice.days[0];
        assert_eq!(
            (listed.name.as_str(), listed.working),
            (name, working),
            "{summary}"
        );
    }
}

#[test]
fn doubtful_names_are_refused() {
    for summary in [
        "春节",
        "立春",
        "春节 调休",
        "春节 休 班",
        "休",
        "（班）",
        "春节 休班",
        "",
    ] {
        let error = read(&[event("20260216", "", summary)]).unwrap_err();
        assert!(
            matches!(error.fault, NoticeFault::NoMark(_)),
            "{summary}: {error:?}"
        );
        assert_eq!(error.line, Some(11), "{summary}");
        assert!(error.zh().contains('班') && error.en().contains('班'));
    }
}

#[test]
fn the_last_day_of_an_event_is_excluded() {
    let notice = read(&[
        event("20260101", "20260104", "元旦（休）"),
        event("20260104", "20260105", "元旦（班）"),
    ])
    .unwrap();
    assert_eq!(notice.days.len(), 4);
    assert!(notice.covers_its_year());
    let calendar = Calendar::new(&[notice]).unwrap();
    assert_eq!(
        calendar.day(day("2026-01-03")),
        Some(DayKind::Holiday("元旦".into()))
    );
    assert_eq!(
        calendar.day(day("2026-01-04")),
        Some(DayKind::MakeUp("元旦".into()))
    );
}

#[test]
fn an_import_may_be_laid_over_the_tables() {
    let mut changed = read(&[event("20261008", "", "国庆节 休")]).unwrap();
    changed.issued = day("2026-09-01");
    let calendar = fuzhou().with(changed).unwrap();
    assert!(!calendar.is_working(day("2026-10-08")));
}

#[test]
fn an_alarm_within_an_event_is_passed_over() {
    let text = event("20260216", "", "春节 休").replace(
        "END:VEVENT",
        "BEGIN:VALARM\r\nSUMMARY:提醒\r\nEND:VALARM\r\nEND:VEVENT",
    );
    assert_eq!(read(&[text]).unwrap().days.len(), 1);
}

#[test]
fn other_shapes_are_refused() {
    let good = event("20260216", "", "春节 休");
    let fault = |text: &str| match Notice::from_ics(text, day("2025-11-04")).unwrap_err().fault {
        NoticeFault::Ics(fault) => fault,
        other => panic!("{other:?}"),
    };
    for (events, expected) in [
        (good.replace(";VALUE=DATE", ""), IcsFault::NotAllDay),
        (
            good.replace("20260216", "20260216T080000"),
            IcsFault::NotAllDay,
        ),
        (good.replace("20260216", "20260230"), IcsFault::NotAllDay),
        (
            good.replace("SUMMARY", "RRULE:FREQ=YEARLY\r\nSUMMARY"),
            IcsFault::Recurring,
        ),
        (good.replace("END:VEVENT\r\n", ""), IcsFault::Unfinished),
        (
            good.replace("END:VEVENT", "BEGIN:VEVENT"),
            IcsFault::Unfinished,
        ),
        (format!("END:VEVENT\r\n{good}"), IcsFault::Unfinished),
        (
            good.replace("SUMMARY:春节 休", "SUMMARY"),
            IcsFault::NoColon,
        ),
        (
            good.replace("SUMMARY:春节 休\r\n", ""),
            IcsFault::Incomplete,
        ),
        (
            good.replace("SUMMARY:", "SUMMARY:元旦 休\r\nSUMMARY:"),
            IcsFault::Incomplete,
        ),
        (event("20260216", "20260216", "春节 休"), IcsFault::Span),
        (event("20260216", "20270216", "春节 休"), IcsFault::Span),
        (String::new(), IcsFault::NoEvent),
        (
            format!("{good}{}", event("20270206", "", "春节 休")),
            IcsFault::SeveralYears,
        ),
    ] {
        assert_eq!(
            fault(&file(std::slice::from_ref(&events))),
            expected,
            "{events}"
        );
        assert!(!format!("{expected:?}").is_empty());
    }
    assert_eq!(fault("春节 休"), IcsFault::NotACalendar);
    assert_eq!(fault(""), IcsFault::NotACalendar);
    let double = read(&[good.clone(), good]).unwrap_err();
    assert!(matches!(double.fault, NoticeFault::Twice(_)));
    assert_eq!(double.line, Some(15));
}
