//! What the centre does first: accepting, ending early, dispatching.

use super::{Act, Script, Wait};
use crate::matter::{line, words};
use hotline::actor::Actor;
use hotline::case::command::{Accept, Command, Decline, Dispatch, Register, Transfer, Withdraw};

impl Script<'_> {
    pub(super) fn begin(&mut self, mut register: Register, by_requester: bool, agent: &Actor) {
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
    pub(super) fn ends_early(&mut self, by_requester: bool, agent: &Actor) -> bool {
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

    pub(super) fn dispatch(&mut self, secret: bool, assisted: bool) {
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
}
