//! 地点: who led what happened at the same place, whatever it was. It says less than the duty list and than
//! what became of like matters, and decides where these leave two units side by side.

use super::{Near, Reason, distance, numbers};
use hotline::codes::UnitCode;
use text::near::Places;
use text::suggest::Evidence;

/// What speaks for a unit because it led these cases, as far as they lie at the draft's place; nothing if
/// none of them does.
pub(super) fn led_here(unit: &UnitCode, cases: &[&Near]) -> Option<Evidence<Reason>> {
    let here: Vec<&Near> = cases
        .iter()
        .copied()
        .filter(|near| near.likeness.is_nearby())
        .collect();
    if here.is_empty() {
        return None;
    }
    let (count, (zh, en)) = (here.len(), whereabouts(&here));
    let (in_zh, in_en) = numbers(&here);
    Some(Evidence {
        code: unit.to_string(),
        weight: weight(&here),
        reason: Reason::new(
            format!("{zh}近一年 {count} 件由该单位主办：{in_zh}"),
            format!("{count} {en} led by this unit within a year: {in_en}"),
        ),
    })
}

/// The place alone stays below the last of the duty list; the same matter at the same place counts beside
/// what the matter counts already.
fn weight(here: &[&Near]) -> i64 {
    let same_place = here.iter().any(|near| near.likeness.places == Places::Same);
    let same_matter = here
        .iter()
        .any(|near| near.says_the_same() || near.likeness.same_item == Some(true));
    3 * i64::try_from(here.len().min(5)).unwrap_or(5)
        + if same_place { 2 } else { 0 }
        + if same_matter { 10 } else { 0 }
}

/// Where all of them are, in both languages: no nearer than the farthest.
fn whereabouts(here: &[&Near]) -> (String, String) {
    if here.iter().all(|near| near.likeness.places == Places::Same) {
        return ("同一地点".to_owned(), "at the same place".to_owned());
    }
    let metres: Option<Vec<u32>> = here.iter().map(|near| near.likeness.metres).collect();
    match metres.and_then(|metres| metres.into_iter().max()) {
        Some(farthest) => {
            let (zh, en) = distance(farthest);
            (format!("{zh}内"), format!("within {en}"))
        }
        None => (
            "同一路段或附近".to_owned(),
            "on the same road or near by".to_owned(),
        ),
    }
}
