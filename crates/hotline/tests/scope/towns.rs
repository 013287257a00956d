//! Made-up cities: some areas, a tree of units, people with posts, cases that somebody held.

use std::fmt::Write;

use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::Case;
use hotline::case::assignment::Given;
use hotline::case::event::{Event, Facts, Recorded};
use hotline::case::promise::{Base, Promise};
use hotline::codes::{AreaCode, UnitCode};
use hotline::kind::Kind;
use hotline::text::TextRef;
use workday::Instant;

use crate::world::instant;

/// Province, city, two counties and a functional area, and some streets.
pub const AREAS: [&str; 8] = [
    "350000",
    "350100",
    "350102",
    "350104",
    "3501GX",
    "350104003",
    "350104004",
    "350102001",
];

const KINDS: [&str; 7] = [
    "centre",
    "bureau",
    "branch",
    "street",
    "station",
    "utility",
    "efficiency_office",
];

/// What a unit is made from: kind, area, and whom it stands below.
pub type Seed = [u8; 3];

/// `units.toml` of a city: its centre (below a province or not) and a unit for each seed. A parent
/// always comes earlier, so there is no circle.
pub fn units(province: bool, seeds: &[Seed]) -> String {
    let mut toml = String::new();
    for area in AREAS {
        let parent = match area {
            "350000" => "",
            "350100" => "parent = \"350000\"",
            _ if area.len() == 9 => &format!("parent = \"{}\"", &area[..6]),
            _ => "parent = \"350100\"",
        };
        let _ = write!(
            toml,
            "[[area]]\ncode = \"{area}\"\nname = \"区{area}\"\n{parent}\n"
        );
    }
    let mut codes = vec!["350100".to_owned()];
    let mut unit = |code: &str, kind: &str, area: &str, parent: Option<&str>| {
        let parent = parent.map_or(String::new(), |parent| format!("parent = \"{parent}\""));
        let _ = write!(
            toml,
            "[[unit]]\ncode = \"{code}\"\nname = \"单位{code}\"\nkind = \"{kind}\"\narea = \"{area}\"\n{parent}\n"
        );
    };
    let above = province.then_some("350000");
    if province {
        unit("350000", "province", "350000", None);
    }
    unit("350100", "centre", "350100", above);
    for (n, [kind, area, parent]) in seeds.iter().enumerate() {
        let kind = KINDS[usize::from(*kind) % KINDS.len()];
        let area = AREAS[usize::from(*area) % AREAS.len()];
        let parent = usize::from(*parent) % (codes.len() + 1);
        let code = format!("u{n}");
        unit(&code, kind, area, codes.get(parent).map(String::as_str));
        codes.push(code);
    }
    toml
}

/// Somebody with one or two posts; a unit that does not exist is possible.
pub fn person(posts: &[(u8, u8)], units: &[UnitCode]) -> Actor {
    let post = |(role, unit): &(u8, u8)| Post {
        role: Role::ALL[usize::from(*role) % Role::ALL.len()],
        unit: units
            .get(usize::from(*unit) % (units.len() + 1))
            .cloned()
            .unwrap_or_else(|| UnitCode::from("gone")),
    };
    Actor::Staff(Staff {
        person: "p".to_owned(),
        posts: posts.iter().map(post).collect(),
    })
}

/// What a case is made from.
#[derive(Debug, Clone)]
pub struct Past {
    pub registered: Option<u8>,
    pub accepted: Option<u8>,
    pub area: Option<u8>,
    pub held: Vec<u8>,
    pub published: bool,
}

/// A case with that past.
pub fn case(past: &Past, units: &[UnitCode]) -> Case {
    let unit = |n: u8| units[usize::from(n) % units.len()].clone();
    let at = instant("2017-11-20 09:00");
    let mut events = vec![Event::Registered {
        no: "FZ1".to_owned(),
        facts: facts(
            past.area
                .map(|n| AREAS[usize::from(n) % AREAS.len()].into()),
        ),
        unit: past.registered.map(unit),
        accept_by: at,
    }];
    if let Some(centre) = past.accepted.map(unit) {
        events.push(accepted(centre, at));
        let given = |n: &u8| Given {
            unit: unit(*n),
            sign_by: at,
            return_by: at,
            reply_by: None,
        };
        if let [lead, assist @ ..] = &*past.held {
            events.push(Event::Dispatched {
                lead: given(lead),
                assist: assist.iter().map(given).collect(),
                note: None,
            });
        }
    }
    if past.published {
        events.push(Event::Published {
            title: words(),
            text: words(),
            answer: words(),
        });
    }
    let recorded: Vec<_> = events
        .into_iter()
        .zip(1..)
        .map(|(event, seq)| Recorded {
            seq,
            at,
            actor: "system".to_owned(),
            event,
        })
        .collect();
    Case::fold(1, &recorded).unwrap()
}

fn words() -> TextRef {
    TextRef {
        id: 1,
        digest: String::new(),
    }
}

fn facts(area: Option<AreaCode>) -> Facts {
    Facts {
        channel: "web".to_owned(),
        kind: Kind::Help,
        report: false,
        item: None,
        area,
        title: words(),
        text: words(),
        place: None,
        point: None,
        requester: None,
        anonymous: true,
        confidential: false,
        urgent: false,
        simple: false,
        repeat_of: None,
        split_from: None,
        line: None,
    }
}

fn accepted(centre: UnitCode, at: Instant) -> Event {
    Event::Accepted {
        centre,
        rulebook: instant("2017-11-01 00:00").date(),
        from: at,
        case_kind: Kind::Help,
        item: None,
        urgent: false,
        simple: false,
        promise: Promise {
            due: Instant::end_of(at.date()),
            last_day: at.date(),
            base: Base::SameDay { date: at.date() },
            extended: 0,
            waited: 0,
            provisional: false,
        },
        dispatch_by: at,
    }
}
