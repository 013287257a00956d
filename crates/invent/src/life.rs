//! What will be done to a case: steps one after another, each so long after the last. Steps that lie
//! after the present simply have not happened yet, so that cases stand in every state by themselves.

use crate::cast::{Players, Town, staff};
use crate::chance::Chance;
use crate::matter::{Matter, line, words};
use crate::words::{explained, reply, thanks};
use hotline::actor::{Actor, Role};
use hotline::case::command::{
    Accept, Annotate, AnswerDirectly, AskRequester, AskRework, CallOutcome, Command, Contact,
    DecideExtension, DecideWaiting, Decline, Delegate, Dispatch, Evidence, FollowUp, Grant,
    HearFromRequester, How, NoteProgress, Publish, Rate, Register, Reply, RequestExtension, Return,
    Rework, RuleOnReturn, Ruling, Sign, Supervise, Transfer, Urge, Withdraw,
};
use hotline::codes::UnitCode;
use hotline::text::Words;
use std::collections::VecDeque;

/// How long after the last step, in minutes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wait {
    /// Day and night.
    Any(i64),
    /// Of working time.
    Working(i64),
}

/// What happens in a step.
#[derive(Debug)]
pub(crate) enum Act {
    Register(Box<Register>, Actor),
    Command(Box<Command>, Actor),
    /// 并件 into the case before this one; the rest is for the case that this one cannot join.
    Merge(Actor),
    /// The reply climbs: whoever's turn it is reviews, until the citizen has it. `false`: the centre
    /// sends it back.
    Reviews(bool),
}

/// Steps of a case.
pub(crate) type Life = VecDeque<(Wait, Act)>;

struct Script<'a> {
    life: Life,
    players: &'a Players,
    done: &'static str,
    chance: &'a mut Chance,
}

/// The life of a case. `follows`: it is about what the case before it is about, and is merged.
pub(crate) fn life(
    town: &Town,
    players: &Players,
    matter: Matter,
    follows: bool,
    all_open: bool,
    chance: &mut Chance,
) -> Life {
    let Matter {
        register,
        done,
        by_requester,
        at_once,
    } = matter;
    let secret = register.report || register.confidential;
    let agent = town.agent(chance);
    let mut script = Script {
        life: Life::new(),
        players,
        done,
        chance,
    };
    script.begin(register, by_requester && !all_open, &agent);
    if all_open {
        script.dispatch(secret, false);
        if script.chance.in_thousand(500) {
            script.sign(&players.lead, 2);
        }
        return script.life;
    }
    if script.ends_early(by_requester, &agent) {
        return script.life;
    }
    if follows {
        let dispatcher = script.dispatcher();
        let wait = script.any(2, 40);
        script.life.push_back((wait, Act::Merge(dispatcher)));
    }
    if at_once && !follows {
        let text = words(&explained(script.chance));
        let wait = script.any(1, 6);
        script.act(
            wait,
            agent,
            Command::AnswerDirectly(AnswerDirectly {
                text,
                knowledge: None,
            }),
        );
    } else {
        script.handle(secret);
    }
    script.hear(secret, true);
    script.life
}

impl Script<'_> {
    fn any(&mut self, least: i64, most: i64) -> Wait {
        Wait::Any(self.chance.skewed(least, most))
    }

    fn working(&mut self, least: i64, most: i64) -> Wait {
        Wait::Working(self.chance.skewed(least, most))
    }

    fn act(&mut self, wait: Wait, by: Actor, command: Command) {
        self.life
            .push_back((wait, Act::Command(Box::new(command), by)));
    }

    fn staff(&mut self, role: Role, unit: &UnitCode) -> Actor {
        staff(role, unit, self.chance)
    }

    fn dispatcher(&mut self) -> Actor {
        self.staff(Role::Dispatcher, &self.players.city.clone())
    }

    /// Whoever signs and gives on in a unit: a centre has dispatchers for it.
    fn hands(&mut self, unit: &UnitCode, centre: bool) -> Actor {
        let role = if centre {
            Role::Dispatcher
        } else {
            Role::Handler
        };
        self.staff(role, unit)
    }

    fn begin(&mut self, mut register: Register, by_requester: bool, agent: &Actor) {
        register.accept = !by_requester;
        let by = if by_requester {
            Actor::Requester
        } else {
            agent.clone()
        };
        let act = Act::Register(Box::new(register), by);
        self.life.push_back((Wait::Any(0), act));
    }

    /// Accepts what a requester wrote himself; whether the case ends here.
    fn ends_early(&mut self, by_requester: bool, agent: &Actor) -> bool {
        if by_requester {
            if self.chance.in_thousand(20) {
                let reason = words("自己解决了");
                let wait = self.any(10, 90);
                self.act(
                    wait,
                    Actor::Requester,
                    Command::Withdraw(Withdraw { reason }),
                );
                return true;
            }
            if self.chance.in_thousand(40) {
                let reasons = [
                    "litigation",
                    "out_of_power",
                    "other_power",
                    "in_hand_elsewhere",
                ];
                let reason = (*self.chance.pick(&reasons)).to_owned();
                let advice = words("请向受理机关或者有管辖权的部门查询。");
                let wait = self.any(5, 80);
                self.act(
                    wait,
                    agent.clone(),
                    Command::Decline(Decline { reason, advice }),
                );
                return true;
            }
            let wait = self.any(3, 100);
            let accept = Accept {
                kind: None,
                item: None,
                urgent: None,
                simple: None,
            };
            self.act(wait, agent.clone(), Command::Accept(accept));
        }
        if self.chance.in_thousand(12) {
            let bodies = ["110", "119", "12315", "province"];
            let body: &str = self.chance.pick::<&str>(&bodies);
            let to = line(body);
            let note = words("已向诉求人说明");
            let wait = self.any(1, 10);
            self.act(
                wait,
                agent.clone(),
                Command::Transfer(Transfer { to, note }),
            );
            return true;
        }
        false
    }

    fn dispatch(&mut self, secret: bool, assisted: bool) {
        let handling_text = secret.then(|| words("请核查该处是否存在所反映的情况，注意保密。"));
        let dispatch = Dispatch {
            lead: self.players.lead.as_str().to_owned(),
            assist: assisted
                .then(|| self.players.other.as_str().to_owned())
                .into_iter()
                .collect(),
            note: None,
            handling_text,
        };
        let (wait, by) = (self.any(3, 14), self.dispatcher());
        self.act(wait, by, Command::Dispatch(dispatch));
    }

    fn sign(&mut self, unit: &UnitCode, most: i64) {
        let centre = *unit == self.players.lead && self.players.centre_leads;
        let by = self.hands(unit, centre);
        let wait = self.working(1, most);
        self.act(wait, by, Command::Sign(Sign {}));
    }

    /// From dispatch to the answer.
    fn handle(&mut self, secret: bool) {
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
    fn bounce(&mut self, lead: &UnitCode) -> bool {
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

    fn extend(&mut self, unit: &UnitCode) {
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

    fn ask(&mut self, unit: &UnitCode) {
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
    fn work(&mut self, unit: &UnitCode) {
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

    fn answer(&mut self) -> Command {
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

    /// What the citizen says to the answer, and what others do around it.
    fn hear(&mut self, secret: bool, first: bool) {
        if self.chance.in_thousand(4) {
            let by = self.dispatcher();
            let text = words("与诉求人约定电话联系的时间。");
            self.act(Wait::Any(10), by, Command::Annotate(Annotate { text }));
        }
        if first && self.chance.in_thousand(18) {
            self.unsatisfied();
        } else if self.chance.in_thousand(430) {
            let grade = [5, 5, 5, 5, 5, 4, 4, 3][self.chance.below(8)];
            let wait = self.any(20, 8_000);
            self.rate(wait, grade, true);
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

    fn rate(&mut self, wait: Wait, grade: u8, solved: bool) {
        let comment = thanks(self.chance).filter(|_| solved).map(words);
        let rate = Rate {
            grade,
            solved,
            comment,
            like: grade == 5 && self.chance.in_thousand(80),
        };
        self.act(wait, Actor::Requester, Command::Rate(rate));
    }

    fn unsatisfied(&mut self) {
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

    fn call_back(&mut self) {
        let by = self.staff(Role::CallBack, &self.players.city.clone());
        let reached = self.chance.in_thousand(600);
        let follow_up = FollowUp {
            outcome: if reached {
                CallOutcome::Reached
            } else {
                CallOutcome::NotReached
            },
            solved: reached.then_some(true),
            grade: reached.then_some(4),
            note: None,
        };
        let wait = self.working(200, 2_000);
        self.act(wait, by, Command::FollowUp(follow_up));
    }
}
