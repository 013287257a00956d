//! What speaks for an item or a unit: words in common, the duty list, precedents of the matter and of the
//! place.

use super::place::led_here;
use super::{Draft, Near, Reason, numbers};
use crate::App;
use hotline::case::assignment::Duty;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::shapes::Located;
use std::collections::{BTreeMap, BTreeSet};
use text::normal::normalise;
use text::suggest::Evidence;

impl App {
    /// What speaks for each item.
    pub(super) fn item_evidence(&self, draft: &Draft, near: &[Near]) -> Vec<Evidence<Reason>> {
        let mut evidence = Vec::new();
        let words: BTreeSet<String> = self.segmenter().content(&draft.words).into_iter().collect();
        let text = normalise(&draft.words);
        let today = self.now().date();
        let catalogue = &self.profile().catalogue;
        for item in catalogue.items().iter().filter(|it| it.in_force(today)) {
            let of_item = self.segmenter().content(&item.name);
            let common: Vec<&String> = of_item
                .iter()
                .filter(|word| words.contains(*word))
                .collect();
            if !common.is_empty() {
                let said = common.iter().map(|word| word.as_str()).collect::<Vec<_>>();
                let (zh, en) = (said.join("、"), said.join(", "));
                evidence.push(Evidence {
                    code: item.code.to_string(),
                    weight: 12 * i64::try_from(common.len()).unwrap_or(1)
                        - i64::try_from(of_item.len()).unwrap_or(0),
                    reason: Reason::new(
                        format!("诉求提到“{zh}”，事项名称为“{}”", item.name),
                        format!("it says {en}, as the item's name does"),
                    ),
                });
            }
            // What is said in a word of the name already is not said once more by another word with it.
            let also: Vec<&str> = (item.also.iter().map(String::as_str))
                .filter(|word| text.contains(&normalise(word)))
                .filter(|word| !common.iter().any(|of_name| word.contains(of_name.as_str())))
                .collect();
            if !also.is_empty() {
                let (zh, en) = (also.join("、"), also.join(", "));
                evidence.push(Evidence {
                    code: item.code.to_string(),
                    weight: 12 * i64::try_from(also.len()).unwrap_or(1)
                        - i64::try_from(of_item.len()).unwrap_or(0),
                    reason: Reason::new(
                        format!("诉求提到“{zh}”，也就是“{}”", item.name),
                        format!("it says {en}, another word for this item"),
                    ),
                });
            }
        }
        let mut precedents: BTreeMap<&ItemCode, Vec<&Near>> = BTreeMap::new();
        // What else happened at the place tells nothing of what this is about.
        for near in near.iter().filter(|near| near.says_the_same()) {
            if let Some(item) = &near.case.facts.item {
                precedents.entry(item).or_default().push(near);
            }
        }
        for (item, cases) in precedents {
            let listed = catalogue.item(item).is_some_and(|it| it.in_force(today));
            if !listed {
                continue;
            }
            evidence.push(Evidence {
                code: item.to_string(),
                weight: precedent_weight(&cases),
                reason: precedent(&cases, "归为此项", "given this item"),
            });
        }
        evidence
    }

    /// What speaks for each unit.
    pub(super) fn unit_evidence(
        &self,
        draft: &Draft,
        item: Option<&ItemCode>,
        near: &[Near],
    ) -> Vec<Evidence<Reason>> {
        let directory = &self.profile().directory;
        let today = self.now().date();
        let here = self.area_of(draft);
        let mut evidence = Vec::new();
        if let Some(item) = item {
            let area = here.as_ref().unwrap_or(&directory.city_centre().area);
            let name = self.item_name(item);
            let serving = directory
                .with_duty(item, area)
                .into_iter()
                .filter(|unit| unit.in_force(today));
            for (rank, unit) in (0_i64..).zip(serving) {
                let place = directory
                    .area(&unit.area)
                    .map_or_else(|| unit.area.to_string(), |area| area.name.clone());
                evidence.push(Evidence {
                    code: unit.code.to_string(),
                    weight: 40 - 5 * rank.min(4),
                    reason: Reason::new(
                        format!("职责清单：{name}（{place}）"),
                        format!("duty list: {} in {place}", self.item_in_english(item)),
                    ),
                });
            }
        }
        evidence.extend(self.precedents_of_units(here.as_ref(), near));
        for word in self.segmenter().content(&draft.words) {
            if let Some(unit) = directory.find(&word).filter(|unit| unit.in_force(today)) {
                evidence.push(Evidence {
                    code: unit.code.to_string(),
                    weight: 8,
                    reason: Reason::new(format!("诉求点名“{word}”"), format!("it names {word}")),
                });
            }
        }
        evidence
    }

    /// What speaks for the units that led like matters, or what happened at the same place. Cases and units
    /// of another area have no say here: a road of that name may be in another county, too.
    fn precedents_of_units(&self, here: Option<&AreaCode>, near: &[Near]) -> Vec<Evidence<Reason>> {
        let directory = &self.profile().directory;
        let today = self.now().date();
        let around =
            |area: &AreaCode| here.is_none_or(|here| here.covers(area) || area.covers(here));
        // A road runs through several streets of a county.
        let in_county = |area: &AreaCode| {
            around(area) || here.is_some_and(|here| here.county() == area.county())
        };
        let mut leads: BTreeMap<&UnitCode, Vec<&Near>> = BTreeMap::new();
        for near in near {
            let fits = here.is_none() || near.view.area.as_ref().is_some_and(in_county);
            let lead = near
                .case
                .assignments
                .iter()
                .rev()
                .find(|a| a.duty == Duty::Lead && a.state.is_live());
            if let (Some(lead), true) = (lead, fits) {
                leads.entry(&lead.unit).or_default().push(near);
            }
        }
        let mut evidence = Vec::new();
        for (unit, cases) in leads {
            let known = directory.unit(unit);
            if !known.is_some_and(|unit| unit.in_force(today) && around(&unit.area)) {
                continue;
            }
            let alike: Vec<&Near> = cases
                .iter()
                .copied()
                .filter(|near| near.says_the_same())
                .collect();
            if !alike.is_empty() {
                evidence.push(Evidence {
                    code: unit.to_string(),
                    weight: precedent_weight(&alike),
                    reason: precedent(&alike, "由该单位主办", "led by this unit"),
                });
            }
            evidence.extend(led_here(unit, &cases));
        }
        evidence
    }

    /// The area that a draft names, or else the county that its point lies in.
    fn area_of(&self, draft: &Draft) -> Option<AreaCode> {
        let by_point = || match self.profile().shapes.locate(draft.point?) {
            Located::Inside(area) => area,
            Located::Unknown | Located::Outside => None,
        };
        draft.area.clone().or_else(by_point)
    }

    /// An item by code and name.
    pub(super) fn item_name(&self, item: &ItemCode) -> String {
        let catalogue = &self.profile().catalogue;
        let known = catalogue.item(item);
        known.map_or_else(
            || item.to_string(),
            |known| format!("{} {}", known.code, known.name),
        )
    }

    /// The same for a sentence in English.
    pub(super) fn item_in_english(&self, item: &ItemCode) -> String {
        let catalogue = &self.profile().catalogue;
        let known = catalogue.item(item);
        known.map_or_else(
            || item.to_string(),
            |known| format!("{} {}", known.code, known.english),
        )
    }
}

fn precedent_weight(cases: &[&Near]) -> i64 {
    let most_alike = cases
        .iter()
        .map(|near| near.likeness.words.len())
        .max()
        .unwrap_or(0);
    6 * i64::try_from(cases.len().min(5)).unwrap_or(5)
        + 4 * i64::try_from(most_alike.min(5)).unwrap_or(5)
}

fn precedent(cases: &[&Near], zh: &str, en: &str) -> Reason {
    let (count, (in_zh, in_en)) = (cases.len(), numbers(cases));
    Reason::new(
        format!("近一年 {count} 件相似诉求{zh}：{in_zh}"),
        format!("{count} like it {en} within a year: {in_en}"),
    )
}
