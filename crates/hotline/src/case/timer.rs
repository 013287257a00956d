//! 时限提醒: which instants a case waits for. Timers are a function of where the case stands, never
//! bookkeeping of their own; late, lamps and lists do not depend on whether they ran.

use super::Case;
use super::status::{Hold, Status};
use crate::codes::UnitCode;
use crate::rulebook::Rulebook;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use workday::{Calendar, Instant};

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerKind {
    /// 受理 is overdue.
    Accept,
    /// 批转 is overdue.
    Dispatch,
    /// 签收 is overdue.
    Sign,
    /// Nobody has spoken to the requester.
    Contact,
    /// A return was not ruled on in time: escalated, never upheld by silence.
    Ruling,
    /// An assisting unit is late.
    Assist,
    /// The last day of the promise has begun.
    DueSoon,
    /// The promise has lapsed, or a step of the ladder is reached so many working days later.
    Late,
    /// The centre's final review is overdue; counts against the centre.
    FinalReview,
    /// A rework was not decided in time: escalated.
    Rework,
    /// Granted waiting is used up.
    Waiting,
    /// The rating window ends.
    Window,
    /// The day of a commitment is over.
    Commitment,
    /// The parent was answered or ended.
    Parent,
}

impl TimerKind {
    const NAMES: [(Self, &'static str); 14] = [
        (Self::Accept, "accept"),
        (Self::Dispatch, "dispatch"),
        (Self::Sign, "sign"),
        (Self::Contact, "contact"),
        (Self::Ruling, "ruling"),
        (Self::Assist, "assist"),
        (Self::DueSoon, "due_soon"),
        (Self::Late, "late"),
        (Self::FinalReview, "final_review"),
        (Self::Rework, "rework"),
        (Self::Waiting, "waiting"),
        (Self::Window, "window"),
        (Self::Commitment, "commitment"),
        (Self::Parent, "parent"),
    ];

    /// Whether firing does no more than remind somebody.
    pub const fn reminds(self) -> bool {
        !matches!(self, Self::Waiting | Self::Window | Self::Parent)
    }

    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

/// A timer of one case: its kind, its round, the unit or the step that it is for. Written
/// `kind/round/which` in database and events.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerKey {
    /// What for.
    pub kind: TimerKind,
    /// In which round.
    pub round: u32,
    /// Unit code, step of the ladder, number of the commitment; may be empty.
    pub which: String,
}

impl fmt::Display for TimerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.kind.name(), self.round, self.which)
    }
}

impl FromStr for TimerKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || format!("不认识的定时项 {text} (unknown timer)");
        let mut parts = text.splitn(3, '/');
        let (name, round, which) = (parts.next(), parts.next(), parts.next());
        let kind = TimerKind::NAMES
            .iter()
            .find(|(_, known)| Some(*known) == name)
            .ok_or_else(unknown)?
            .0;
        let round = round
            .and_then(|round| round.parse().ok())
            .ok_or_else(unknown)?;
        Ok(Self {
            kind,
            round,
            which: which.unwrap_or_default().to_owned(),
        })
    }
}

impl Serialize for TimerKey {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimerKey {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// A timer and when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Which.
    pub key: TimerKey,
    /// When.
    pub at: Instant,
}

impl Case {
    /// Every instant that the case waits for as it stands.
    pub fn timers(&self, rules: &Rulebook, calendar: &Calendar) -> Vec<Timer> {
        let mut timers = Vec::new();
        let mut add = |kind, which: &str, at| {
            let key = TimerKey {
                kind,
                round: self.round,
                which: which.to_owned(),
            };
            if !self.reminded.contains(&key) {
                timers.push(Timer { key, at });
            }
        };
        match self.status {
            // The instant stands in the key: a second wait in the same round reminds again.
            Status::Submitted => add(TimerKind::Accept, &instant(self.next_by), self.next_by),
            Status::Accepted => add(TimerKind::Dispatch, &instant(self.next_by), self.next_by),
            Status::Answered | Status::Closed | Status::Merged => {
                if let Some(asked) = &self.rework_asked {
                    add(
                        TimerKind::Rework,
                        &instant(asked.decide_by),
                        asked.decide_by,
                    );
                } else if let (Status::Answered, Some(answer)) = (self.status, &self.answer) {
                    add(TimerKind::Window, "", answer.window_until);
                }
            }
            _ => {}
        }
        if matches!(self.status, Status::Accepted | Status::InProgress) {
            self.promise_timers(rules, calendar, &mut add);
        }
        if self.status == Status::InProgress {
            self.holding_timers(&mut add);
            self.contact_timer(rules, calendar, &mut add);
        }
        for (n, until) in self.commitments.iter().enumerate() {
            if !self
                .reminded
                .iter()
                .any(|key| key.kind == TimerKind::Commitment && key.which == n.to_string())
            {
                add(
                    TimerKind::Commitment,
                    &n.to_string(),
                    Instant::end_of(*until),
                );
            }
        }
        timers
    }

    fn promise_timers(
        &self,
        rules: &Rulebook,
        calendar: &Calendar,
        add: &mut impl FnMut(TimerKind, &str, Instant),
    ) {
        let Some(promise) = &self.promise else { return };
        if let Some(waiting) = self
            .question
            .as_ref()
            .and_then(|question| question.waiting.as_ref())
        {
            add(TimerKind::Waiting, "", waiting.used_up_at);
        }
        if self.handed_up.is_some() {
            return;
        }
        if !promise.same_day() {
            add(
                TimerKind::DueSoon,
                &promise.last_day.to_string(),
                Instant::start_of(promise.last_day),
            );
        }
        for (step, rung) in rules.escalation.iter().enumerate() {
            let day = calendar
                .add(promise.last_day, rung.days_late)
                .map(|last| last.date);
            // A moved promise is a new promise: its date stands in the key, so that it warns again.
            if let Ok(day) = day {
                add(
                    TimerKind::Late,
                    &format!("{}/{step}", promise.last_day),
                    Instant::end_of(day),
                );
            }
        }
    }

    /// 先行联系: the lead's people, or those below, speak to the requester first. Nobody is reminded of
    /// one who left no particulars.
    fn contact_timer(
        &self,
        rules: &Rulebook,
        calendar: &Calendar,
        add: &mut impl FnMut(TimerKind, &str, Instant),
    ) {
        let Some(lead) = self.lead().filter(|_| self.facts.requester.is_some()) else {
            return;
        };
        let spoken = self.current().any(|a| a.contacted_at.is_some());
        if let (false, Ok(by)) = (
            spoken,
            calendar.due(lead.given_at, rules.first_contact_days),
        ) {
            let which = format!("{}/{}", lead.unit, lead.given_at.as_millis());
            add(TimerKind::Contact, &which, by.due);
        }
    }

    fn holding_timers(&self, add: &mut impl FnMut(TimerKind, &str, Instant)) {
        for assignment in self.current() {
            let which = |unit: &UnitCode| format!("{unit}/{}", assignment.given_at.as_millis());
            match assignment.state {
                Hold::ToSign => add(
                    TimerKind::Sign,
                    &which(&assignment.unit),
                    assignment.given.sign_by,
                ),
                Hold::ReturnAsked => {
                    if let Some(asked) = &assignment.returning {
                        add(TimerKind::Ruling, &which(&assignment.unit), asked.rule_by);
                    }
                }
                _ => {}
            }
            if let Some(by) = assignment
                .given
                .reply_by
                .filter(|_| assignment.state.is_held())
            {
                add(TimerKind::Assist, &which(&assignment.unit), by);
            }
        }
        if let Some(by) = self.pending.as_ref().and_then(|pending| pending.review_by) {
            add(TimerKind::FinalReview, &by.as_millis().to_string(), by);
        }
    }
}

fn instant(at: Instant) -> String {
    at.as_millis().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_and_read() {
        for text in [
            "sign/1/350104-gaj/1511000000000",
            "late/2/2017-11-22/0",
            "window/1/",
        ] {
            assert_eq!(text.parse::<TimerKey>().unwrap().to_string(), text);
        }
        assert!("fly/1/".parse::<TimerKey>().is_err());
        assert!("sign/x/".parse::<TimerKey>().is_err());
    }
}
