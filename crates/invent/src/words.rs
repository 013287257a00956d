//! Invented people, places and words. No name, number or road stands for a real one.

use crate::chance::Chance;
use hotline::kind::Kind;

const SURNAMES: &[&str] = &[
    "陈", "林", "黄", "张", "吴", "李", "郑", "王", "刘", "杨", "蔡", "许", "谢", "邱", "施", "余",
    "郭", "高", "叶", "潘", "江", "何", "周", "曾", "翁", "方", "卢", "池", "程", "严",
];
const FIRST: &[&str] = &[
    "榕荫",
    "江畔",
    "桂枝",
    "白马",
    "银杏",
    "听涛",
    "石榴",
    "青榄",
    "望潮",
    "茉莉",
    "荔枝",
    "双桥",
    "藤山",
    "闽水",
    "碧荷",
    "云锦",
    "松风",
    "朝阳",
    "南屏",
    "水岸",
    "书香",
    "竹屿",
    "丹桂",
    "金雁",
    "海晏",
    "福泽",
    "螺洲东",
    "旗山南",
    "乌峰",
    "鼓岭下",
];
const LAST: &[&str] = &[
    "路", "街", "巷", "新村", "里", "支路", "花园", "小区", "大道", "弄",
];
const SPOTS: &[&str] = &[
    "门口",
    "路口",
    "公交站旁",
    "菜市场边",
    "小学门前",
    "桥下",
    "北侧",
    "地下车库入口",
    "三号楼下",
    "河边步道",
    "沿街店面",
    "停车场",
    "医院对面",
    "工地旁",
    "绿化带",
];
const WHEN: &[&str] = &[
    "这几天",
    "上周起",
    "每天晚上十点以后",
    "今天早上",
    "昨天夜里",
    "最近一个月",
    "大雨以后",
    "从月初开始",
    "周末",
    "每天傍晚五点到七点",
    "中午午休时间",
    "已经连续三天",
    "春节以后",
    "前天下午",
];
const EFFECTS: &[&str] = &[
    "附近居民都受影响",
    "老人和小孩很不方便",
    "打过电话，对方说正在安排",
    "物业说不归他们管",
    "整栋楼的人都在说",
    "夜里更厉害",
    "周末更严重",
    "离小学只有一个路口",
    "邻居也反映过",
    "拍了照片，可以提供",
    "去年也有过一次",
    "一直没有看到人来",
];
const ASKS: &[&str] = &[
    "想咨询怎么办理，需要带什么材料",
    "想问一下由哪个部门负责",
    "请问什么时候能恢复",
    "想了解收费的标准和依据",
    "请问网上能不能办，要几个工作日",
];
const IDEAS: &[&str] = &[
    "建议增设提示牌",
    "建议提前公告",
    "建议增加夜间巡查",
    "建议公布负责人和电话",
    "建议每季度普查一次",
];
const WISHES: &[&str] = &[
    "请尽快处理。",
    "请派人来看看。",
    "希望给个答复。",
    "影响到老人休息，请帮忙协调。",
    "附近还有学校，请重视。",
    "已经反映过一次了，请督促落实。",
    "处理以后请电话告知。",
];
const FOUND: &[&str] = &[
    "经现场核查，情况属实。",
    "接件后工作人员当天到现场查看。",
    "经核实，反映的情况部分属实。",
    "经联系诉求人并到现场察看，情况属实。",
    "经查阅资料并到现场了解，情况属实。",
];
const EXPLAINED: &[&str] = &[
    "已说明由哪个部门负责，以及要带的材料。",
    "已逐项说明办理的时限和标准。",
    "已告知正在处理，预计两天内恢复。",
    "已告知网上办理的入口和步骤。",
];
const THANKS: &[&str] = &[
    "很快，谢谢",
    "处理得不错",
    "态度好",
    "比上次快多了",
    "说得很清楚",
    "已经好了",
];

/// A name, as people give it on the telephone.
pub(crate) fn name(chance: &mut Chance) -> String {
    format!(
        "{}{}",
        chance.pick(SURNAMES),
        chance.pick(&["女士", "先生"])
    )
}

/// A number in a range that no operator gives out. Some people call again and again.
pub(crate) fn phone(chance: &mut Chance) -> String {
    let often = chance.in_thousand(40);
    format!(
        "1390{:07}",
        chance.below(if often { 2_000 } else { 9_999_999 })
    )
}

/// A place.
pub(crate) fn place(chance: &mut Chance) -> String {
    let (first, last) = (chance.pick(FIRST), chance.pick(LAST));
    format!(
        "{first}{last}{}号{}",
        1 + chance.below(400),
        chance.pick(SPOTS)
    )
}

/// Title and text of what somebody says about an item.
pub(crate) fn matter(
    item: &str,
    said: &str,
    place: &str,
    kind: Kind,
    chance: &mut Chance,
) -> (String, String) {
    let (when, wish) = (chance.pick(WHEN), chance.pick(WISHES));
    let effect = chance.pick(EFFECTS);
    match kind {
        Kind::Consult => {
            let ask = chance.pick(ASKS);
            (
                format!("咨询{item}"),
                format!("{when}{place}，{said}，{ask}。"),
            )
        }
        Kind::Suggestion => {
            let idea = chance.pick(IDEAS);
            (
                format!("关于{item}的建议"),
                format!("{when}{place}，{said}，{effect}，{idea}。{wish}"),
            )
        }
        Kind::Complaint => (
            format!("{place}{item}无人处理"),
            format!("{when}{place}，{said}，{effect}，多次反映没有处理。{wish}"),
        ),
        Kind::Help => (
            format!("{place}{item}"),
            format!("{when}{place}，{said}，{effect}。{wish}"),
        ),
    }
}

/// What a unit answers that has done so.
pub(crate) fn reply(done: &str, chance: &mut Chance) -> String {
    format!("{}{done}。感谢您的来电。", chance.pick(FOUND))
}

/// What the centre answers at once.
pub(crate) fn explained(chance: &mut Chance) -> String {
    format!("{}感谢您的来电。", chance.pick(EXPLAINED))
}

/// A word with a rating, from those who leave one.
pub(crate) fn thanks(chance: &mut Chance) -> Option<&'static str> {
    chance.in_thousand(250).then(|| *chance.pick(THANKS))
}
