//! Everybody who acts, rightly or wrongly.

use std::sync::OnceLock;

use hotline::actor::Actor;
use hotline::scope::Reach;

use crate::world::{actor, city};

/// Units that get cases; their people are in the cast.
pub const UNITS: [&str; 9] = [
    "仓山公安分局",
    "仓山区智慧中心",
    "对湖派出所",
    "市公安局",
    "仓山区城管局",
    "市城管委",
    "对湖街道",
    "福州水务集团",
    "鼓楼区智慧中心",
];

const OTHERS: &[&str] = &[
    "requester",
    "public",
    "system",
    "agent",
    "shift_lead",
    "dispatcher",
    "reviewer",
    "call_back",
    "leader",
    "librarian",
    "system_admin",
    "inspector@市效能办",
    "inspector@仓山区效能办",
    "agent@仓山区智慧中心",
    "shift_lead@仓山区智慧中心",
    "dispatcher@仓山区智慧中心",
    "call_back@仓山区智慧中心",
    "unit_admin@仓山公安分局",
    "leader@仓山区城管局",
    "handler@仓山公安分局+reviewer@仓山公安分局:身兼两职",
    "dispatcher+reviewer@市公安局:两处任职",
    "dispatcher@市公安局",
];

/// An actor and what he reaches.
pub struct Player {
    pub actor: Actor,
    pub reach: Reach,
}

impl Player {
    /// Whether he sees the case.
    pub fn sees(&self, case: &hotline::case::Case) -> bool {
        self.actor == Actor::Requester || self.reach.covers(case)
    }
}

/// The cast: the centre in every role, and handler and reviewer of every unit.
pub fn cast() -> &'static [Player] {
    static CAST: OnceLock<Vec<Player>> = OnceLock::new();
    CAST.get_or_init(|| {
        let of_units = UNITS
            .iter()
            .flat_map(|unit| [format!("handler@{unit}"), format!("reviewer@{unit}")]);
        let others = OTHERS.iter().map(|other| (*other).to_owned());
        let all = others.chain(of_units).map(|name| {
            let actor = actor(&name);
            let reach = Reach::of(&actor, &city().profile.directory);
            Player { actor, reach }
        });
        all.collect()
    })
}
