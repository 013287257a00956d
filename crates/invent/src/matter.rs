//! What a case is about, as somebody registers it.

use crate::InventError;
use crate::cast::Town;
use crate::chance::Chance;
use crate::words;
use app::demo::matters;
use hotline::case::command::Register;
use hotline::catalogue::Item;
use hotline::codes::AreaCode;
use hotline::kind::Kind;
use hotline::person::{Phone, Requester};
use hotline::profile::Profile;
use hotline::text::{Line, Words};
use workday::Date;

/// Kinds of one city's week, of 97 (`peers.md §5`).
const KINDS: [(Kind, usize); 4] = [
    (Kind::Consult, 47),
    (Kind::Help, 30),
    (Kind::Suggestion, 15),
    (Kind::Complaint, 5),
];
/// How many of a thousand of each kind are answered at once: 52.7 % of all, some of which end before.
const AT_ONCE: [usize; 4] = [970, 145, 340, 90];
/// Channels of a thousand cases (composed; the telephone leads everywhere).
const CHANNELS: [(&str, usize); 10] = [
    ("phone", 720),
    ("wechat", 95),
    ("web", 60),
    ("app", 60),
    ("sms", 15),
    ("mail", 15),
    ("weibo", 15),
    ("letter", 8),
    ("qq", 5),
    ("province", 7),
];

/// A matter and what is decided about it from the start.
pub(crate) struct Matter {
    pub(crate) register: Register,
    /// What is done about it in the end.
    pub(crate) done: &'static str,
    /// It comes from the requester himself, not through an agent.
    pub(crate) by_requester: bool,
    /// An agent answers it at once.
    pub(crate) at_once: bool,
}

/// What agents type in, for a load of new cases: registrations that are accepted in the same act.
///
/// # Errors
/// The profile has no units that deal with cases.
pub fn registrations(
    profile: &Profile,
    on: Date,
    seed: u64,
    count: usize,
) -> Result<Vec<Register>, InventError> {
    let town = Town::of(profile, on)?;
    let registration = |n| {
        let mut chance = Chance::of(seed, n);
        let area = town.area(&mut chance).clone();
        let item = town.item(&mut chance).clone();
        let mut register = matter(&item, &area, None, &mut chance).register;
        register.accept = true;
        register
    };
    Ok((0..count).map(registration).collect())
}

/// Something that happens in an area; `again` is what somebody else has reported there already.
pub(crate) fn matter(
    item: &Item,
    area: &AreaCode,
    again: Option<&Matter>,
    chance: &mut Chance,
) -> Matter {
    let kind = chance.weighed(&KINDS.map(|(_, weight)| weight));
    let (channel, _) = CHANNELS[chance.weighed(&CHANNELS.map(|(_, weight)| weight))];
    let by_requester = matches!(channel, "wechat" | "web" | "app");
    let place = words::place(chance);
    let told = matters::of(&item.code);
    let (title, text) = words::matter(&item.name, told.said, &place, KINDS[kind].0, chance);
    let kind_is = KINDS[kind].0;
    let mut register = Register {
        channel: Some(channel.to_owned()),
        kind: kind_is,
        report: kind_is == Kind::Complaint && chance.in_thousand(170),
        item: Some(item.code.clone()).filter(|_| chance.in_thousand(860)),
        title: line(&title),
        text: words(&text),
        place: Some(line(&place)),
        area: Some(area.clone()),
        point: None,
        requester: Some(requester(chance)).filter(|_| chance.in_thousand(985)),
        anonymous: chance.in_thousand(20),
        confidential: chance.in_thousand(25),
        urgent: chance.in_thousand(12),
        simple: false,
        repeat_of: None,
        accept: !by_requester,
        line: None,
    };
    let mut at_once = chance.in_thousand(AT_ONCE[kind]);
    if let Some(earlier) = again {
        // Somebody else about the same thing: never a secret one, which would not be merged.
        let earlier = &earlier.register;
        register.item.clone_from(&earlier.item);
        register.place.clone_from(&earlier.place);
        register.title.clone_from(&earlier.title);
        register.kind = earlier.kind;
        (register.report, register.confidential, at_once) = (false, false, false);
    }
    Matter {
        register,
        done: told.done,
        by_requester,
        at_once,
    }
}

fn requester(chance: &mut Chance) -> Requester {
    Requester {
        name: Some(line(&words::name(chance))),
        phone: Phone::new(&words::phone(chance)).ok(),
        address: None,
        email: None,
    }
}

/// Invented words are short and plain: they are always taken.
pub(crate) fn words(text: &str) -> Words {
    Words::new(text).unwrap_or_default()
}

pub(crate) fn line(text: &str) -> Line {
    Line::new(text).unwrap_or_default()
}
