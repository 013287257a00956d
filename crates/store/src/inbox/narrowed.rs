//! What a list of open work is narrowed to. All of it is asked of the rows that the list's own index finds,
//! so that a narrowed list reads at most what the whole one would.

use super::Inbox;
use crate::scope;
use db::Sql;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::kind::Kind;

/// What a list is narrowed to; what is not set does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Kind.
    pub kind: Option<Kind>,
    /// Item.
    pub item: Option<ItemCode>,
    /// Area, with everything inside it.
    pub area: Option<AreaCode>,
    /// Whether it is urgent.
    pub urgent: Option<bool>,
    /// Whether it is under 督办.
    pub supervised: Option<bool>,
    /// Words by which somebody is named: cases that he has in hand in the unit, this round.
    pub in_hand_of: Option<Vec<String>>,
    /// A unit to which the list's own has delegated its part (下派), this round.
    pub below: Option<UnitCode>,
}

impl Narrowed {
    /// The conditions on the rows of a unit's list: on `cases c`, and on `assignments a` where the list
    /// stands on these. None where nothing narrows.
    pub(super) fn conditions(&self, inbox: Inbox, unit: &UnitCode) -> Vec<Sql> {
        let mut all = Vec::new();
        if let Some(kind) = self.kind {
            all.push(Sql::new("c.kind = {}").bind(kind.as_str()));
        }
        if let Some(item) = &self.item {
            all.push(Sql::new("c.item = {}").bind(item.as_str()));
        }
        if let Some(area) = &self.area {
            all.push(scope::inside(area));
        }
        if let Some(urgent) = self.urgent {
            all.push(Sql::new("c.urgent = {}").bind(urgent));
        }
        if let Some(supervised) = self.supervised {
            all.push(Sql::new("c.supervised = {}").bind(supervised));
        }
        if let Some(names) = &self.in_hand_of {
            all.push(in_hand_of(names, inbox, unit));
        }
        if let Some(below) = &self.below {
            all.push(delegated_to(below, unit));
        }
        all
    }
}

/// That the unit's own part of the case, this round, is in the hands of somebody. Names are sealed words: the
/// assignment knows only which ones they are.
fn in_hand_of(names: &[String], inbox: Inbox, unit: &UnitCode) -> Sql {
    let names = names.iter().map(String::as_str);
    if inbox.held() {
        let named = "exists (select 1 from texts t where t.case_id = a.case_id and t.text_id = a.person and t.body in ({}))";
        return Sql::new(named).list(names);
    }
    Sql::new("exists (select 1 from assignments h join texts t on t.case_id = h.case_id and t.text_id = h.person where h.case_id = c.case_id and h.round = c.round and h.unit = {} and t.body in ({}))")
        .bind(unit.as_str())
        .list(names)
}

/// That the unit has delegated the case to another, this round: whatever else that other unit does in it stays
/// unsaid.
fn delegated_to(below: &UnitCode, unit: &UnitCode) -> Sql {
    Sql::new("exists (select 1 from assignments l where l.case_id = c.case_id and l.round = c.round and l.unit = {} and l.upper = {})")
        .bind(below.as_str())
        .bind(unit.as_str())
}
