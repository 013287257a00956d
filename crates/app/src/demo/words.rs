//! Invented people and places. No name, number or road stands for a real one.

use super::{Chance, matters};
use hotline::catalogue::Item;

const SURNAMES: &[&str] = &[
    "陈", "林", "黄", "张", "吴", "李", "郑", "王", "刘", "杨", "蔡", "许", "谢", "邱", "施", "余",
    "郭", "高", "叶", "潘",
];
const ROADS: &[&str] = &[
    "榕荫路",
    "江畔街",
    "桂枝巷",
    "白马新村",
    "银杏里",
    "听涛路",
    "石榴巷",
    "青榄路",
    "望潮街",
    "茉莉新村",
    "荔枝里",
    "双桥路",
    "藤山巷",
    "闽水苑",
    "碧荷里",
];
const WHEN: &[&str] = &[
    "这几天",
    "上周起",
    "每天晚上",
    "今天早上",
    "昨天夜里",
    "最近一个月",
    "雨后",
];
const WISH: &[&str] = &[
    "请尽快处理。",
    "请派人来看看。",
    "希望给个答复。",
    "影响到老人休息，请帮忙协调。",
    "附近还有学校，请重视。",
    "😟 请早点处理。",
];

/// A name, as people give it on the telephone.
pub(super) fn name(chance: &mut Chance) -> String {
    format!(
        "{}{}",
        chance.pick(SURNAMES),
        chance.pick(&["女士", "先生"])
    )
}

/// A number in a range that no operator gives out.
pub(super) fn phone(chance: &mut Chance) -> String {
    format!("1390000{:04}", chance.below(10_000))
}

/// A place.
pub(super) fn place(chance: &mut Chance) -> String {
    format!("{}{}号附近", chance.pick(ROADS), 1 + chance.below(300))
}

/// Title and text of what somebody says about an item: 咨询, 建议, 投诉 or 求助.
pub(super) fn told(kind: &str, item: &Item, place: &str, chance: &mut Chance) -> (String, String) {
    let (when, wish) = (chance.pick(WHEN), chance.pick(WISH));
    let (name, said) = (&item.name, matters::of(&item.code).said);
    let spot = place.trim_end_matches("附近");
    match kind {
        "consult" => (
            format!("咨询{name}归谁管"),
            format!("{when}{place}，{said}，想问一下该哪个部门管，多久能处理好。"),
        ),
        "suggestion" => (
            format!("关于{name}的建议"),
            format!("{when}{place}，{said}。建议定期巡查，处理以前先公告。{wish}"),
        ),
        "complaint" => (
            format!("{spot}{name}没人管"),
            format!("{when}{place}，{said}，已经反映过，一直没有处理。{wish}"),
        ),
        _ => (
            format!("{spot}{name}"),
            format!("{when}{place}，{said}。{wish}"),
        ),
    }
}
