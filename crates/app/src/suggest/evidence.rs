//! What speaks for an item or a unit: words in common, the duty list, precedents.

use super::{Draft, Near, Reason};
use crate::App;
use hotline::case::assignment::Duty;
use hotline::codes::{ItemCode, UnitCode};
use std::collections::{BTreeMap, BTreeSet};
use text::suggest::Evidence;

impl App {
    /// What speaks for each item.
    pub(super) fn item_evidence(&self, draft: &Draft, near: &[Near]) -> Vec<Evidence<Reason>> {
        let mut evidence = Vec::new();
        let words: BTreeSet<String> = self.segmenter().content(&draft.words).into_iter().collect();
        let today = self.now().date();
        let catalogue = &self.profile().catalogue;
        for item in catalogue.items().iter().filter(|it| it.in_force(today)) {
            let of_item = self.segmenter().content(&item.name);
            let common: Vec<&String> = of_item
                .iter()
                .filter(|word| words.contains(*word))
                .collect();
            if !common.is_empty() {
                let said = common
                    .iter()
                    .map(|word| word.as_str())
                    .collect::<Vec<_>>()
                    .join("、");
                evidence.push(Evidence {
                    code: item.code.to_string(),
                    weight: 12 * i64::try_from(common.len()).unwrap_or(1)
                        - i64::try_from(of_item.len()).unwrap_or(0),
                    reason: Reason::new(
                        format!("诉求提到“{said}”，事项名称为“{}”", item.name),
                        format!("it says {said}, as the item's name does"),
                    ),
                });
            }
        }
        let mut precedents: BTreeMap<&ItemCode, Vec<&Near>> = BTreeMap::new();
        for near in near {
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
                reason: precedent(&cases, "归为此项", "were given this item"),
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
        let mut evidence = Vec::new();
        if let Some(item) = item {
            let area = draft.area.as_ref().unwrap_or(&directory.city_centre().area);
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
                        format!("duty list: {name} in {place}"),
                    ),
                });
            }
        }
        let mut leads: BTreeMap<&UnitCode, Vec<&Near>> = BTreeMap::new();
        for near in near {
            // Units of another area have no say here.
            let fits = draft.area.is_none() || near.likeness.same_area == Some(true);
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
        for (unit, cases) in leads {
            if directory
                .unit(unit)
                .is_some_and(|unit| unit.in_force(today))
            {
                evidence.push(Evidence {
                    code: unit.to_string(),
                    weight: precedent_weight(&cases),
                    reason: precedent(&cases, "由该单位主办", "were led by this unit"),
                });
            }
        }
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

    /// An item by code and name.
    pub(super) fn item_name(&self, item: &ItemCode) -> String {
        let catalogue = &self.profile().catalogue;
        let known = catalogue.item(item);
        known.map_or_else(
            || item.to_string(),
            |known| format!("{} {}", known.code, known.name),
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
    let numbers: Vec<&str> = cases
        .iter()
        .take(3)
        .map(|near| near.case.no.as_str())
        .collect();
    let (count, numbers) = (cases.len(), numbers.join("、"));
    Reason::new(
        format!("近一年 {count} 件相似诉求{zh}：{numbers}"),
        format!("{count} like it within a year {en}: {numbers}"),
    )
}
