//! The rule of `hotline::scope` as a condition in SQL, for lists, counts, search and exports. A test
//! proves both equal on random trees and cases.

use db::Sql;
use hotline::codes::{AreaCode, UnitCode};
use hotline::scope::Reach;
use hotline::scope::shelf::{Centres, Look};

/// The condition on `cases c` under which a row lies within reach.
pub fn condition(reach: &Reach) -> Sql {
    match reach {
        Reach::Everything => Sql::new("1 = 1"),
        Reach::Published => Sql::new("c.published"),
        Reach::Some {
            units,
            centres,
            areas,
            intake,
        } => {
            let held = "exists (select 1 from assignments s where s.case_id = c.case_id and s.unit in ({}))";
            let mut sql = Sql::new(held).list(units.iter().map(UnitCode::as_str));
            if !centres.is_empty() {
                sql = sql
                    .push("or c.centre in ({})")
                    .list(centres.iter().map(UnitCode::as_str));
            }
            for area in areas {
                sql = sql.push("or").push_sql(inside(area));
            }
            for area in intake {
                sql = sql.push("or c.centre is null and").push_sql(inside(area));
            }
            sql
        }
    }
}

/// The condition on `cases c` that one of these centres decides about the case.
pub fn decided_by(centres: &Centres) -> Sql {
    let codes = centres.codes.iter().map(UnitCode::as_str);
    let mut sql = Sql::new("c.centre in ({})").list(codes);
    if centres.city {
        sql = sql.push("or c.centre is null");
    }
    for area in &centres.intake {
        sql = sql.push("or c.centre is null and").push_sql(inside(area));
    }
    sql
}

/// The condition on `cases c` under which a look finds it.
pub fn look(look: &Look) -> Sql {
    match look {
        Look::Staff(reach) => condition(reach),
        Look::Centre(centres) => decided_by(centres),
        Look::Public => condition(&Reach::Published),
    }
}

/// Cases that lie in an area.
pub(crate) fn inside(area: &AreaCode) -> Sql {
    inside_as("c", area)
}

/// The same of a row of `cases` by another name.
pub(crate) fn inside_as(row: &str, area: &AreaCode) -> Sql {
    match area.stem() {
        // Codes are digits and capitals: nothing in them sorts after the tilde.
        Some(stem) => Sql::made(format!(
            "({row}.area = {{}} or {row}.area >= {{}} and {row}.area < {{}})"
        ))
        .bind(area.as_str())
        .bind(stem)
        .bind(format!("{stem}~")),
        None => Sql::made(format!("{row}.area = {{}}")).bind(area.as_str()),
    }
}
