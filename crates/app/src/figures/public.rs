//! 公开的数据: figures of a month that the city tells everybody. Whole-city sums only, along few axes; a
//! unit with very few answers is not named, so that no number points at a case that somebody keeps secret.

use super::{FigureAsk, FigureLine};
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::figures::Measures;
use std::collections::BTreeMap;
use store::figures::Axis;
use workday::{Date, Instant};

/// A unit with fewer answers than this is not named.
pub const FEW: i64 = 3;

/// Figures of a month, and of the months before it.
#[derive(Debug, Clone)]
pub struct PublicFigures {
    /// First and last day; the last is today in the present month.
    pub days: (Date, Date),
    /// In all.
    pub total: Measures,
    /// By 类别: the code and its figures.
    pub kinds: Vec<(String, Measures)>,
    /// By county-level area.
    pub areas: Vec<(String, Measures)>,
    /// By unit, the most answers first.
    pub units: Vec<(String, Measures)>,
    /// By month, `202611`, the newest first: twelve at most.
    pub months: Vec<(String, Measures)>,
}

impl App {
    /// What the public may know of the month in which a day lies.
    ///
    /// # Errors
    /// The month lies ahead or too far back; or the database does not answer.
    pub async fn public_figures(&self, month: Date) -> Result<PublicFigures, AppError> {
        let today = self.now().date();
        let first = Date::new(month.year(), month.month(), 1).unwrap_or(month);
        // Into the next month, and back to its beginning, and one day back again.
        let ahead = Instant::start_of(first).plus_days(32).date();
        let next = Date::new(ahead.year(), ahead.month(), 1).unwrap_or(ahead);
        let last = Instant::start_of(next).plus_days(-1).date();
        let ask = FigureAsk {
            from: Some(first),
            to: Some(last.min(today.max(first))),
            ..FigureAsk::default()
        };
        // The sum of everything: nobody's reach, and no case of it can be opened from here.
        let city = Actor::System;
        let along = async |axis| self.figures(&city, &ask, Some(axis)).await;
        let kinds = along(Axis::Kind).await?;
        let (areas, units) = (along(Axis::Area).await?, along(Axis::Unit).await?);
        let twelve = twelve_months(first);
        let year = FigureAsk {
            from: twelve.last().copied(),
            ..ask.clone()
        };
        let year = self.figures(&city, &year, Some(Axis::Day)).await?;
        let key = |month: &Date| format!("{:04}{:02}", month.year(), month.month());
        let mut months: BTreeMap<String, Measures> =
            (twelve.iter().map(|month| (key(month), Measures::default()))).collect();
        for line in year.lines {
            let month = line.key.get(..6).unwrap_or_default().to_owned();
            let sum = months.entry(month).or_default();
            for (sum, more) in sum.0.iter_mut().zip(line.now.0) {
                *sum += more;
            }
        }
        let mut named = told(units.lines);
        named.retain(|(unit, measures)| !unit.starts_with('@') && measures.answered() >= FEW);
        named.sort_by_key(|(_, measures)| std::cmp::Reverse(measures.answered()));
        Ok(PublicFigures {
            days: kinds.days,
            total: kinds.total.now,
            kinds: told(kinds.lines),
            areas: told(areas.lines),
            units: named,
            months: months.into_iter().rev().take(12).collect(),
        })
    }
}

/// The first days of twelve months, the newest first: one in which nothing happened is one of them.
fn twelve_months(first: Date) -> Vec<Date> {
    let index = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
    let month = |back: i32| {
        let (year, month) = ((index - back) / 12, (index - back) % 12 + 1);
        let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
        Date::new(year, month, 1).ok()
    };
    (0..12).filter_map(month).collect()
}

/// Lines with something in them.
fn told(lines: Vec<FigureLine>) -> Vec<(String, Measures)> {
    let lines = lines.into_iter().filter(|line| !line.now.is_zero());
    lines
        .map(|line| (line.key, line.now))
        .filter(|(key, _)| !key.is_empty())
        .collect()
}
