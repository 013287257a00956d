//! 两号并存: files of lines that keep their own number. Each row is a case of its own: a bad one is told
//! with its place and stops no other, and one that is known already is not taken twice.

mod known;
mod quotes;
mod table;

use crate::execute::{Ask, Done};
use crate::search::spelling::spellings;
use crate::{App, AppError};
use futures_util::{StreamExt as _, stream};
use hotline::actor::{Actor, Role};
use hotline::case::command::{Command, Register};
use hotline::case::event::FromLine;
use hotline::catalogue::LineStatus;
use hotline::reading;
use hotline::refusal::{Code, Refusal};
use hotline::rulebook::Rulebook;
use hotline::scope::Reach;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use workday::Instant;

/// Rows of one file.
pub const ROWS_MAX: usize = 10_000;
/// Taken in side by side; the database writes them together.
const AT_ONCE: usize = 16;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table with a line of heads, in UTF-8.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// A row as it stands in the file.
#[derive(Debug)]
pub struct Row {
    /// Its line in the file, from 1.
    pub at: u64,
    /// The line's own number of the case, if it was readable.
    pub no: Option<String>,
    /// What is to be registered, or why not.
    pub register: Result<Box<Register>, Refusal>,
}

/// What came of a row.
#[derive(Debug)]
pub struct Taken {
    /// Its line in the file, from 1.
    pub at: u64,
    /// The line's own number of the case.
    pub no: Option<String>,
    /// What came of it; without events the case was known.
    pub done: Result<Done, AppError>,
}

impl App {
    /// Takes a line's file in. Of rows with one number the first that can be taken stands, in the order of
    /// the file; the others are known by then.
    ///
    /// # Errors
    /// The file as a whole is not understood. What is wrong with a row is told with the row.
    pub async fn take_in_lines(
        &self,
        actor: &Actor,
        line: &str,
        text: &str,
        form: Form,
    ) -> Result<Vec<Taken>, AppError> {
        let rows = read(line, text, form)?;
        let label = actor.label();
        let one = async |row: Row| {
            let done = match row.register {
                Ok(register) => {
                    self.register(actor, &label, &register, &Ask::default())
                        .await
                }
                Err(refusal) => Err(refusal.into()),
            };
            Taken {
                at: row.at,
                no: row.no,
                done,
            }
        };
        let one_after_another = async |rows: Vec<Row>| {
            let mut taken = Vec::with_capacity(rows.len());
            for row in rows {
                taken.push(one(row).await);
            }
            taken
        };
        let running = by_number(rows).into_iter().map(one_after_another);
        let running: Vec<_> = running.collect();
        let taken: Vec<_> = stream::iter(running).buffered(AT_ONCE).collect().await;
        let mut taken: Vec<_> = taken.into_iter().flatten().collect();
        taken.sort_by_key(|taken| taken.at);
        Ok(taken)
    }

    /// Whether the actor may bring a line's cases in: asked before a file is read.
    ///
    /// # Errors
    /// `not_yours`; `not_found` if no line of that number keeps it.
    pub fn may_bring_lines(&self, actor: &Actor, line: &str) -> Result<(), AppError> {
        let profile = self.profile();
        let line = profile.catalogue.line(line);
        let line = line.filter(|line| line.status == LineStatus::Parallel);
        let city = &profile.directory.city_centre().code;
        let own = [Role::Handler, Role::Reviewer, Role::UnitAdmin];
        let agent = actor.has_post(&[Role::Agent], city);
        match line {
            Some(line) if agent || actor.has_post(&own, &line.unit) => Ok(()),
            None if agent => Err(Code::NotFound.into()),
            _ => Err(Code::NotYours.into()),
        }
    }

    /// The rulebook in force: for a case of a line on the day on which the line accepted it.
    pub(crate) fn rules_at_line(
        &self,
        register: &Register,
        now: Instant,
    ) -> Result<Arc<Rulebook>, Refusal> {
        let line = register.line.as_ref();
        let accepted = line.and_then(|line| line.accepted_at.parse::<Instant>().ok());
        self.rules_of(None, accepted.map_or(now, |accepted| accepted.min(now)))
    }

    /// The case that a line knows under a number of its own, for one who may see it: its number here.
    ///
    /// # Errors
    /// `not_found`, whether there is none or it may not be seen; or the database does not answer.
    pub async fn no_of_line(
        &self,
        actor: &Actor,
        line: &str,
        no: &str,
    ) -> Result<String, AppError> {
        let reach = Reach::of(actor, &self.profile().directory);
        let line = std::iter::once(line);
        let spellings = spellings(no);
        let spellings = spellings.iter().map(String::as_str);
        let cases = self.store().cases_of_lines(&reach, line, spellings);
        // Of several from a time when a number was taken as it stood, the first.
        let mut cases = cases.await?;
        Ok(cases.pop().ok_or(Code::NotFound)?.no)
    }
}

/// The rows of each number together, in the order in which the file names the numbers first. Rows without
/// one are each alone.
fn by_number(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let (mut together, mut places) = (Vec::<Vec<Row>>::new(), BTreeMap::new());
    for row in rows {
        let key = row.no.as_deref().map(FromLine::key);
        let place = key.map_or(together.len(), |key| {
            *places.entry(key).or_insert(together.len())
        });
        match together.get_mut(place) {
            Some(rows) => rows.push(row),
            None => together.push(vec![row]),
        }
    }
    together
}

/// The rows of a file.
///
/// # Errors
/// It has no heads that are known, or too many rows.
pub fn read(line: &str, text: &str, form: Form) -> Result<Vec<Row>, Refusal> {
    // One kind of line end, so that lines are counted as an editor counts them.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = &text.replace("\r\n", "\n");
    let rows: Fields = match form {
        Form::Csv => table::read(text)?,
        Form::JsonLines => (1..)
            .zip(text.lines())
            .filter(|(_, row)| !row.trim().is_empty())
            .map(|(at, row)| (at, object(row)))
            .collect(),
    };
    if rows.len() > ROWS_MAX {
        let why = format!("一次最多 {ROWS_MAX} 行 (at most {ROWS_MAX} rows)");
        return Err(Refusal::because(Code::BadValue, why));
    }
    Ok(rows
        .into_iter()
        .map(|(at, fields)| match fields {
            Ok(fields) => row(line, at, fields),
            Err(refusal) => Row {
                at,
                no: None,
                register: Err(refusal),
            },
        })
        .collect())
}

fn object(row: &str) -> Result<Map<String, Value>, Refusal> {
    match reading::once(row.as_bytes()) {
        Ok(Value::Object(fields)) => return Ok(fields),
        Err(reading::NotRead::Refused(refusal)) => return Err(refusal),
        Ok(_) | Err(reading::NotRead::Malformed(_)) => {}
    }
    let why = "这一行不是 JSON 对象 (not a JSON object)";
    Err(Refusal::because(Code::BadValue, why))
}

/// Each row with its line in the file, its fields by name; empty cells are left out.
type Fields = Vec<(u64, Result<Map<String, Value>, Refusal>)>;

/// A row as a registration: its own number and time go where a registration has them.
fn row(line: &str, at: u64, mut fields: Map<String, Value>) -> Row {
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let no = text(fields.remove("no"));
    let accepted_at = with_offset(&text(fields.remove("accepted_at")));
    let from = json!({ "line": line, "no": no, "accepted_at": accepted_at });
    fields.insert("line".to_owned(), from);
    let register = match Command::read("register", Value::Object(fields)) {
        Ok(Command::Register(register)) => Ok(register),
        Ok(_) => Err(Code::BadValue.into()),
        Err(refusal) => Err(refusal),
    };
    Row {
        at,
        no: Some(no).filter(|no| !no.is_empty()),
        register,
    }
}

/// A time as tables write it, `2026-11-20 10:30`, is the time here.
fn with_offset(time: &str) -> String {
    let time = time.trim();
    if !time.is_ascii() || time.len() > 19 {
        return time.to_owned();
    }
    let time = time.replace(['/', '.'], "-").replace(' ', "T");
    match time.len() {
        16 => format!("{time}:00+08:00"),
        19 => format!("{time}+08:00"),
        _ => time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotline::point::Point;

    #[test]
    fn a_point_comes_with_its_row() {
        let csv = "编号,受理时间,类别,内容,坐标\n\
                   A1,2026-11-19 09:00,求助,x,\"119.3062,26.0753\"\n\
                   A2,2026-11-19 09:00,求助,x,119.3062，26.0753\n\
                   A3,2026-11-19 09:00,求助,x,北门\n\
                   A4,2026-11-19 09:00,求助,x,\n";
        let point = Point::new(119.3062, 26.0753).unwrap();
        let rows = read("12315", csv, Form::Csv).unwrap();
        let points: Vec<_> = rows
            .iter()
            .map(|row| row.register.as_ref().ok().map(|register| register.point))
            .collect();
        assert_eq!(
            points,
            [Some(Some(point)), Some(Some(point)), None, Some(None)]
        );
        let json = r#"{"no": "A1", "accepted_at": "2026-11-19 09:00", "kind": "help", "text": "x", "point": {"lng": 119.3062, "lat": 26.0753}}"#;
        let rows = read("12315", json, Form::JsonLines).unwrap();
        assert_eq!(rows[0].register.as_ref().unwrap().point, Some(point));
    }

    #[test]
    fn tables_and_json_lines_are_read_row_by_row() {
        let csv = "\u{feff}编号,受理时间,类别,内容,姓名,电话,保密\r\n\
                   A1,2026-11-19 09:00,投诉,\"多收费,\n没有发票\",陈女士,13900000000,是\r\n\
                   A2,2026-11-19 09:00,投诉\r\n\
                   A3,昨天,求助,x,,,\r\n\
                   A4,2026-11-19T09:00:00+08:00,不知道,x,,,\r\n";
        let rows = read("12315", csv, Form::Csv).unwrap();
        let places: Vec<_> = rows
            .iter()
            .map(|row| (row.at, row.register.is_ok()))
            .collect();
        assert_eq!(places, [(2, true), (4, false), (5, true), (6, false)]);
        let first = rows[0].register.as_ref().unwrap();
        let line = first.line.as_ref().unwrap();
        assert_eq!(line.accepted_at, "2026-11-19T09:00:00+08:00");
        assert_eq!((line.no.as_str(), first.confidential), ("A1", true));
        assert!(first.text.as_str().contains("没有发票"));

        let lines = "{\"no\": 7, \"accepted_at\": \"2026-11-19T09:00:00+08:00\", \"kind\": \"help\", \"text\": \"x\"}\n\n[]\n{";
        let rows = read("12315", lines, Form::JsonLines).unwrap();
        let places: Vec<_> = rows
            .iter()
            .map(|row| (row.at, row.register.is_ok()))
            .collect();
        assert_eq!(places, [(1, true), (3, false), (4, false)]);
        assert_eq!(rows[0].no.as_deref(), Some("7"));
        for bad in ["", "编号\nA1", "编号,受理时间,颜色\nA1,2026-11-19 09:00,红"] {
            assert_eq!(
                read("12315", bad, Form::Csv).unwrap_err().code,
                Code::BadValue
            );
        }
        let many = "{}\n".repeat(ROWS_MAX + 1);
        assert!(read("12315", &many, Form::JsonLines).is_err());
    }
}
