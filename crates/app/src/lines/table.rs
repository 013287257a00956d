//! A line's cases as a table with a line of heads.

use super::{Fields, quotes};
use hotline::kind::Kind;
use hotline::point::Point;
use hotline::refusal::{Code, Refusal};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Heads of a table, in Chinese or as the fields are called, and the field they mean.
const HEADS: [(&str, &str); 13] = [
    ("编号", "no"),
    ("受理时间", "accepted_at"),
    ("类别", "kind"),
    ("标题", "title"),
    ("内容", "text"),
    ("事项", "item"),
    ("区域", "area"),
    ("地点", "place"),
    ("坐标", "point"),
    ("姓名", "name"),
    ("电话", "phone"),
    ("保密", "confidential"),
    ("紧急", "urgent"),
];

/// Heads that are understood besides, as other systems write them.
const ALSO: [(&str, &str); 1] = [("区划", "area")];

/// The rows of a table.
///
/// # Errors
/// It has no heads that are known.
pub(super) fn read(text: &str) -> Result<Fields, Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let unknown = |what: &str| {
        let known = HEADS.map(|head| head.0).join("、");
        let why = format!("第 1 行应当是表头：{known}；{what} (heads expected)");
        Refusal::because(Code::BadValue, why)
    };
    let faults = quotes::faults(text);
    reader.headers().map_err(|_| unknown(""))?;
    let first = reader.position().byte();
    if let Some(fault) = faults.iter().find(|fault| fault.byte < first) {
        return Err(unknown(&fault.sentence()));
    }
    let heads = reader.headers().map_err(|_| unknown(""))?;
    let field = |head: &str| {
        let head = head.trim();
        let known = HEADS
            .iter()
            .chain(&ALSO)
            .find(|(zh, en)| *zh == head || *en == head);
        known.map(|known| known.1).ok_or_else(|| {
            let head: String = head.chars().filter(|c| !c.is_control()).take(20).collect();
            unknown(&format!("不认识“{head}”"))
        })
    };
    let heads = heads.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let mut seen = HashSet::new();
    if let Some(twice) = heads.iter().find(|head| !seen.insert(**head)) {
        let head = HEADS.iter().find(|head| head.1 == *twice);
        let head = head.map_or(*twice, |head| head.0);
        return Err(unknown(&format!("“{head}”有两栏")));
    }
    if !heads.contains(&"no") || !heads.contains(&"accepted_at") {
        return Err(unknown("编号和受理时间不能少"));
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let (at, begin) = (reader.position().line(), reader.position().byte());
        let read = reader.read_record(&mut record);
        let end = reader.position().byte();
        match read {
            Ok(false) => return Ok(rows),
            Ok(true) => {
                let at = record.position().map_or(at, csv::Position::line);
                let fault = faults.iter().find(|it| (begin..end).contains(&it.byte));
                let fields = match fault {
                    Some(fault) => Err(Refusal::because(Code::BadValue, fault.sentence())),
                    None => cells(&heads, &record),
                };
                rows.push((at, fields));
            }
            Err(_) => {
                let why = "这一行读不懂 (not understood)";
                rows.push((at, Err(Refusal::because(Code::BadValue, why))));
            }
        }
    }
}

fn cells(heads: &[&str], record: &csv::StringRecord) -> Result<Map<String, Value>, Refusal> {
    if record.len() != heads.len() {
        let why = format!(
            "应当有 {} 栏，实有 {} 栏 (columns: {} expected, {} found)",
            heads.len(),
            record.len(),
            heads.len(),
            record.len()
        );
        return Err(Refusal::because(Code::BadValue, why));
    }
    let mut fields = Map::new();
    let mut requester = Map::new();
    for (head, cell) in heads.iter().zip(record) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match *head {
            "name" | "phone" => {
                requester.insert((*head).to_owned(), cell.into());
            }
            "confidential" | "urgent" => {
                fields.insert((*head).to_owned(), yes_or_no(head, cell)?.into());
            }
            "point" => {
                let point: Point = cell
                    .parse()
                    .map_err(|error| Refusal::because(Code::BadValue, format!("point：{error}")))?;
                fields.insert("point".to_owned(), json!(point));
            }
            "kind" => {
                let kind = Kind::ALL.iter().find(|kind| kind.zh() == cell);
                let kind = kind.map_or(cell, |kind| kind.as_str());
                fields.insert("kind".to_owned(), kind.into());
            }
            head => {
                fields.insert(head.to_owned(), cell.into());
            }
        }
    }
    if !requester.is_empty() {
        fields.insert("requester".to_owned(), requester.into());
    }
    Ok(fields)
}

/// What a cell says that is a yes or a no, in any case and width. A word that is not known is refused:
/// taken for a no, it would open what a citizen asked to be kept.
fn yes_or_no(head: &str, cell: &str) -> Result<bool, Refusal> {
    match text::normal::normalise(cell).trim() {
        "是" | "true" | "yes" | "y" | "1" | "√" => Ok(true),
        "否" | "false" | "no" | "n" | "0" | "" => Ok(false),
        _ => {
            let zh = HEADS.iter().find(|(_, en)| *en == head);
            let zh = zh.map_or(head, |head| head.0);
            let why = format!(
                "{zh}：没有这个值，可以填：是、否、true、false、yes、no、y、n、1、0、√，空着就是否 ({head}: no such value; one of: 是, 否, true, false, yes, no, y, n, 1, 0, √; empty is no)"
            );
            Err(Refusal::because(Code::BadValue, why))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lines::{self, Form};
    use hotline::case::command::Register;

    #[test]
    fn the_area_has_its_word_and_that_of_other_systems() {
        for head in ["区域", "区划", "area"] {
            let csv =
                format!("编号,受理时间,类别,内容,{head}\nA1,2026-11-19 09:00,求助,x,350104\n");
            let row = lines::read("12315", &csv, Form::Csv).unwrap().remove(0);
            let area = row.register.unwrap().area;
            assert_eq!(area, Some("350104".into()), "{head}");
        }
        let twice = "编号,受理时间,类别,内容,区域,区划\nA1,2026-11-19 09:00,求助,x,350104,350104\n";
        assert!(lines::read("12315", twice, Form::Csv).is_err());
    }

    #[test]
    fn only_a_known_word_is_a_yes_or_a_no() {
        for (cell, said) in [
            ("是", Some(true)),
            ("TRUE", Some(true)),
            ("Yes", Some(true)),
            ("Ｙ", Some(true)),
            ("１", Some(true)),
            ("√", Some(true)),
            ("否", Some(false)),
            ("False", Some(false)),
            ("NO", Some(false)),
            ("ｎ", Some(false)),
            ("0", Some(false)),
            (" ", Some(false)),
            ("保密", None),
            ("是的", None),
            ("2", None),
        ] {
            for head in ["保密", "紧急"] {
                let csv =
                    format!("编号,受理时间,类别,内容,{head}\nA1,2026-11-19 09:00,求助,x,{cell}\n");
                let row = lines::read("12315", &csv, Form::Csv).unwrap().remove(0);
                let flag = |register: &Register| match head {
                    "保密" => register.confidential,
                    _ => register.urgent,
                };
                let read = row.register.as_ref().ok();
                assert_eq!(read.map(|register| flag(register)), said, "{head} {cell}");
                if let Err(refusal) = &row.register {
                    let why = refusal.detail.as_ref().unwrap();
                    assert!(
                        why.starts_with(&format!("{head}：没有这个值，可以填：是、否")),
                        "{why}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_quotation_mark_left_open_is_a_bad_row() {
        let head = "编号,受理时间,类别,内容\n";
        let good = |no: &str| format!("{no},2026-11-19 09:00,求助,x\n");
        let told = |csv: &str| {
            let rows = lines::read("12315", csv, Form::Csv).unwrap();
            let rows = rows.into_iter().map(|row| {
                let why = row.register.err();
                (row.at, why.map(|why| why.detail.unwrap_or_default()))
            });
            rows.collect::<Vec<_>>()
        };
        let begun = "A2,2026-11-19 09:00,求助,\"没有合上\n";
        let rows = told(&format!(
            "{head}{}{begun}{}{}",
            good("A1"),
            good("A3"),
            good("A4")
        ));
        assert_eq!((rows.len(), &rows[0]), (2, &(2, None)));
        assert_eq!(rows[1].0, 3);
        assert!(
            rows[1]
                .1
                .as_ref()
                .unwrap()
                .starts_with("第 3 行的引号没有合上")
        );
        // The next quotation mark would close it, and what stands between would be gone all the same.
        let closed = "A4,2026-11-19 09:00,求助,\"另一件\"\n";
        let rows = told(&format!(
            "{head}{begun}{}{closed}{}",
            good("A3"),
            good("A5")
        ));
        assert_eq!((rows.len(), rows[0].0, &rows[1]), (2, 2, &(5, None)));
        assert!(
            rows[0].1.as_ref().unwrap().starts_with("第 2 行的引号"),
            "{rows:?}"
        );
        // A mark within quotes is doubled; one inside a bare cell is a mark.
        let fine =
            "A6,2026-11-19 09:00,求助,\"说\"\"好\"\",\n又来\"\nA7,2026-11-19 09:00,求助,5\" 管\n";
        assert_eq!(told(&format!("{head}{fine}")), [(2, None), (4, None)]);
        let heads = "编号,受理时间,类别,\"内容\nA1,2026-11-19 09:00,求助,x\n";
        let why = lines::read("12315", heads, Form::Csv)
            .unwrap_err()
            .detail
            .unwrap();
        assert!(why.contains("第 1 行的引号没有合上"), "{why}");
    }
}
