//! The calendar as a table for other programs to compare with.

use std::fmt::Write;

use jiff::civil::Date;

use crate::calendar::Calendar;

/// Every day of every year with a notice, a line each: `date,working,kind` with `working` 0 or 1
/// and `kind` one of workday, weekend, holiday, makeup. The first line is the header.
pub fn export_csv(calendar: &Calendar) -> String {
    let mut out = String::from("date,working,kind\n");
    for year in calendar.years() {
        let Ok(start) = Date::new(year, 1, 1) else {
            continue;
        };
        for date in start.series(jiff::Span::new().days(1)) {
            if date.year() != year {
                break;
            }
            if let Some(kind) = calendar.day(date) {
                // Writing to a String cannot fail.
                let _ = writeln!(
                    out,
                    "{date},{},{}",
                    u8::from(kind.is_working()),
                    kind.as_str()
                );
            }
        }
    }
    out
}
