#![doc = include_str!("../README.md")]
#![deny(missing_docs, unsafe_code)]

mod calendar;
mod csv;
mod day_number;
mod explain;
mod hours;
mod ics;
mod instant;
mod notice;

pub use calendar::{Calendar, CalendarError, DayKind, LastDay, OutOfRange, Promise};
pub use csv::export_csv;
pub use explain::{DayLine, Why};
pub use hours::{Hours, HoursError, Shifts};
pub use ics::IcsFault;
pub use instant::{Instant, InstantError};
pub use jiff::civil::Date;
pub use notice::{Notice, NoticeDay, NoticeError, NoticeFault};
