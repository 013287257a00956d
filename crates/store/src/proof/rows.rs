//! Rows as they stand against rows as they should be, column by column.

use super::{Difference, How};
use db::Val;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Compares a row column by column; `columns` may be fewer than the row has.
pub(super) fn columns(
    place: &str,
    columns: &[&str],
    stored: &[Val],
    wanted: &[Val],
    found: &mut Vec<Difference>,
) {
    for ((column, stored), wanted) in columns.iter().zip(stored).zip(wanted) {
        let (stored, wanted) = (plain(stored), plain(wanted));
        if stored != wanted {
            found.push(Difference::other(
                format!("{place}.{column}"),
                told(&stored),
                told(&wanted),
            ));
        }
    }
}

/// Compares the rows of one case in a table; `keys` are the columns that tell them apart.
pub(super) fn table(
    name: &str,
    names: &[&str],
    keys: &[usize],
    stored: &[Vec<Val>],
    wanted: &[Vec<Val>],
    found: &mut Vec<Difference>,
) {
    let key = |row: &Vec<Val>| {
        let parts: Vec<_> = keys
            .iter()
            .filter_map(|at| row.get(*at))
            .map(told)
            .collect();
        parts.join("/")
    };
    let mut there: BTreeMap<_, _> = stored.iter().map(|row| (key(row), row)).collect();
    for row in wanted {
        let key = key(row);
        let place = format!("{name}[{key}]");
        match there.remove(&key) {
            Some(stored) => columns(&place, names, stored, row, found),
            None => found.push(Difference::new(place, How::Missing)),
        }
    }
    for key in there.into_keys() {
        found.push(Difference::new(format!("{name}[{key}]"), How::Stray));
    }
}

/// SQLite keeps a boolean as a number.
fn plain(value: &Val) -> Cow<'_, Val> {
    match value {
        Val::Bool(value) => Cow::Owned(Val::Int(i64::from(*value))),
        other => Cow::Borrowed(other),
    }
}

fn told(value: &Val) -> String {
    match value {
        Val::Null => "空".to_owned(),
        Val::Int(number) => number.to_string(),
        Val::Bool(value) => i64::from(*value).to_string(),
        Val::Text(text) | Val::Tokens(text) => text.clone(),
        Val::Bytes(bytes) => format!("{} 字节", bytes.len()),
        Val::Real(number) => number.to_string(),
    }
}
