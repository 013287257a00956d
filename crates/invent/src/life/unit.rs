//! What a unit does from dispatch to the answer.

use super::{Act, Script, Wait};
use crate::matter::{line, words};
use crate::words::reply;
use hotline::actor::{Actor, Role};
use hotline::case::command::{
    AskRequester, Command, Contact, DecideExtension, DecideWaiting, Delegate, Evidence, Grant,
    HearFromRequester, How, NoteProgress, Reply, RequestExtension, Return, RuleOnReturn, Ruling,
    Sign,
};
use hotline::codes::UnitCode;
use hotline::text::Words;

impl Script<'_> {
    pub(super) fn sign(&mut self, unit: &UnitCode, most: i64) {
        let centre = *unit == self.players.lead && self.players.centre_leads;
        let by = self.hands(unit, centre);
        let wait = self.working(1, most);
        self.act(wait, by, Command::Sign(Sign {}));
    }

    /// From dispatch to the answer.
    pub(super) fn handle(&mut self, secret: bool) {
        let players = self.players;
        let assisted = players.other != players.lead && self.chance.in_thousand(60);
        self.dispatch(secret, assisted);
        let mut lead = players.lead.clone();
        let mut down = players.down.clone();
        if players.other != players.lead
            && !assisted
            && self.chance.in_thousand(45)
            && self.bounce(&lead)
        {
            lead = players.other.clone();
            down.clear();
        }
        let mut upper = lead;
        self.sign(&upper, 200);
        if self.chance.in_thousand(55) {
            self.extend(&upper);
        }
        if self.chance.in_thousand(20) {
            self.ask(&upper);
        }
        for lower in down {
            let centre = upper == players.lead && players.centre_leads;
            let by = self.hands(&upper, centre);
            let to = lower.as_str().to_owned();
            let wait = self.working(5, 90);
            self.act(wait, by, Command::Delegate(Delegate { to, note: None }));
            self.sign(&lower, 120);
            upper = lower;
        }
        if assisted {
            let other = players.other.clone();
            self.sign(&other, 30);
            let by = self.staff(Role::Handler, &other);
            let wait = self.working(10, 100);
            let reply = self.answer();
            self.act(wait, by, reply);
        }
        self.work(&upper);
        if self.chance.in_thousand(30) {
            self.life
                .push_back((Wait::Working(30), Act::Reviews(false)));
            let by = self.staff(Role::Handler, &upper);
            let (wait, reply) = (self.working(20, 200), self.answer());
            self.act(wait, by, reply);
        }
        self.life.push_back((Wait::Working(25), Act::Reviews(true)));
    }

    /// 退件 and what the centre says to it; whether the other unit leads then.
    pub(super) fn bounce(&mut self, lead: &UnitCode) -> bool {
        let by = self.staff(Role::Handler, lead);
        let reason = *self
            .chance
            .pick(&["not_our_duty", "not_our_area", "other_lead"]);
        let request = Return {
            reason: reason.to_owned(),
            basis: words("职责清单未列该事项"),
            suggest: Some(self.players.other.as_str().to_owned()),
        };
        let wait = self.working(5, 120);
        self.act(wait, by, Command::Return(request));
        let upheld = self.chance.in_thousand(600);
        let ruling = RuleOnReturn {
            decision: if upheld {
                Ruling::Uphold
            } else {
                Ruling::Reject
            },
            lead: upheld.then(|| self.players.other.as_str().to_owned()),
            reason: words("按职责清单认定"),
            unit: None,
        };
        let (wait, by) = (self.any(20, 300), self.dispatcher());
        self.act(wait, by, Command::RuleOnReturn(ruling));
        upheld
    }

    pub(super) fn extend(&mut self, unit: &UnitCode) {
        let by = self.staff(Role::Handler, unit);
        let days = 1 + u32::try_from(self.chance.below(2)).unwrap_or(0);
        let reason = words("需要检测管道并协调权属单位");
        let wait = self.working(20, 200);
        self.act(
            wait,
            by,
            Command::RequestExtension(RequestExtension { days, reason }),
        );
        let decision = if self.chance.in_thousand(800) {
            Grant::Grant
        } else {
            Grant::Refuse
        };
        let decide = DecideExtension {
            decision,
            days: None,
            reason: words("按申请理由决定"),
        };
        let (wait, by) = (self.any(20, 300), self.dispatcher());
        self.act(wait, by, Command::DecideExtension(decide));
    }

    pub(super) fn ask(&mut self, unit: &UnitCode) {
        let by = self.staff(Role::Handler, unit);
        let question = words("请补充门牌号和发生的时间。");
        let wait = self.working(10, 120);
        self.act(wait, by, Command::AskRequester(AskRequester { question }));
        let decide = DecideWaiting {
            decision: Grant::Grant,
            reason: Words::default(),
        };
        let (wait, by) = (self.any(10, 200), self.dispatcher());
        self.act(wait, by, Command::DecideWaiting(decide));
        let text = words("在 12 号楼下，每天傍晚。");
        let wait = self.any(30, 2_000);
        self.act(
            wait,
            Actor::Requester,
            Command::HearFromRequester(HearFromRequester { text }),
        );
    }

    /// What the unit that writes does.
    pub(super) fn work(&mut self, unit: &UnitCode) {
        let by = self.staff(Role::Handler, unit);
        if self.chance.in_thousand(800) {
            let contact = Contact {
                how: if self.chance.in_thousand(700) {
                    How::Phone
                } else {
                    How::Visit
                },
                reached: self.chance.in_thousand(850),
                note: None,
            };
            let wait = self.working(5, 200);
            self.act(wait, by.clone(), Command::Contact(contact));
        }
        if self.chance.in_thousand(250) {
            let note = NoteProgress {
                text: words("已到现场查看。"),
                public: self.chance.in_thousand(500),
            };
            let wait = self.working(10, 200);
            self.act(wait, by.clone(), Command::NoteProgress(note));
        }
        // 99.8 % are in time (`domain.md §5`); a few units take their time.
        let wait = if self.chance.in_thousand(6) {
            self.working(1_500, 6_000)
        } else {
            self.working(15, 420)
        };
        let reply = self.answer();
        self.act(wait, by, reply);
    }

    pub(super) fn answer(&mut self) -> Command {
        let evidence = Evidence {
            what: line("处理后的现场"),
            at: None,
            place: None,
        };
        Command::Reply(Reply {
            text: words(&reply(self.done, self.chance)),
            evidence: self
                .chance
                .in_thousand(400)
                .then_some(evidence)
                .into_iter()
                .collect(),
            commitment: None,
        })
    }
}
