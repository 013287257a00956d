//! What comes after the answer: ratings, reworks, call-backs, copies for the public.

use super::{Act, Script, Wait};
use crate::matter::{line, words};
use crate::words::thanks;
use hotline::actor::{Actor, Role};
use hotline::case::command::{
    Annotate, AskRework, CallOutcome, Command, FollowUp, Publish, Rate, Rework, Supervise, Urge,
};

/// What citizens say who need no rework, grade and solved: some are content with an honest answer to what
/// stays as it is, and somebody is not, though it was mended.
const HEARD: [(u8, bool); 32] = heard();

const fn heard() -> [(u8, bool); 32] {
    let mut all = [(5, true); 32];
    let others = [
        (4, true),
        (4, true),
        (4, true),
        (4, true),
        (4, true),
        (4, true),
        (4, true),
        (4, false),
        (3, true),
        (3, false),
        (3, false),
        (2, true),
    ];
    let mut at = 0;
    while at < others.len() {
        all[at] = others[at];
        at += 1;
    }
    all
}

impl Script<'_> {
    /// What the citizen says to the answer, and what others do around it.
    pub(super) fn hear(&mut self, secret: bool, first: bool) {
        if self.chance.in_thousand(4) {
            let by = self.dispatcher();
            let text = words("与诉求人约定电话联系的时间。");
            self.act(Wait::Any(10), by, Command::Annotate(Annotate { text }));
        }
        if first && self.chance.in_thousand(18) {
            self.unsatisfied();
        } else if self.chance.in_thousand(430) {
            let (grade, solved) = *self.chance.pick(&HEARD);
            let wait = self.any(20, 8_000);
            self.rate(wait, grade, solved);
            if !secret && self.chance.in_thousand(25) {
                let by = self.staff(Role::Reviewer, &self.players.city.clone());
                let publish = Publish {
                    title: line("居民反映的问题已处理"),
                    text: words("居民反映附近环境和设施的问题。"),
                    answer: words("承办单位已到现场处理，并将加强巡查。"),
                };
                self.act(Wait::Working(300), by, Command::Publish(publish));
            }
        } else if self.chance.in_thousand(90) {
            self.call_back();
        }
    }

    pub(super) fn rate(&mut self, wait: Wait, grade: u8, solved: bool) {
        let comment = thanks(self.chance)
            .filter(|_| solved && grade > 2)
            .map(words);
        let rate = Rate {
            grade,
            solved,
            comment,
            like: grade == 5 && self.chance.in_thousand(80),
        };
        self.act(wait, Actor::Requester, Command::Rate(rate));
    }

    pub(super) fn unsatisfied(&mut self) {
        let wait = self.any(30, 3_000);
        self.rate(wait, 2, false);
        let reason = words("没有解决，还是老样子");
        self.act(
            Wait::Any(30),
            Actor::Requester,
            Command::AskRework(AskRework { reason }),
        );
        if self.chance.in_thousand(300) {
            let text = Some(words("请问办到哪一步了？"));
            self.act(
                Wait::Any(60),
                Actor::Requester,
                Command::Urge(Urge { text }),
            );
        }
        let by = self.dispatcher();
        // A county's centre would have to give it on again; the unit below it does the work.
        let lead = match self.players.down.first() {
            Some(below) if self.players.centre_leads => below.clone(),
            _ => self.players.lead.clone(),
        };
        let rework = Rework {
            reason: words("诉求人反映没有解决，请重新办理"),
            lead: Some(lead.as_str().to_owned()),
        };
        let wait = self.working(20, 300);
        self.act(wait, by, Command::Rework(rework));
        if self.chance.in_thousand(100) {
            let by = self.dispatcher();
            let reason = words("再次不满意");
            self.act(Wait::Any(30), by, Command::Supervise(Supervise { reason }));
        }
        self.sign(&lead, 60);
        self.work(&lead);
        self.life.push_back((Wait::Working(25), Act::Reviews(true)));
        self.hear(true, false);
    }

    pub(super) fn call_back(&mut self) {
        let by = self.staff(Role::CallBack, &self.players.city.clone());
        // One draw for both, so that what follows in the case's life is drawn as ever.
        let drawn = self.chance.below(1000);
        let (reached, unsolved) = (drawn < 600, drawn < 50);
        let follow_up = FollowUp {
            outcome: if reached {
                CallOutcome::Reached
            } else {
                CallOutcome::NotReached
            },
            solved: reached.then_some(!unsolved),
            grade: reached.then_some(4),
            note: None,
        };
        let wait = self.working(200, 2_000);
        self.act(wait, by, Command::FollowUp(follow_up));
    }
}
