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
const DETAILS: &[&str] = &[
    "附近居民都受影响",
    "老人和小孩走路很不方便",
    "噪音很大，关了窗还是听得见",
    "气味刺鼻，不敢开窗",
    "车辆经过时常要绕行",
    "已经有人在这里摔倒",
    "物业说不归他们管",
    "打过电话，对方说正在安排",
    "路灯不亮，晚上看不清",
    "积水有半尺深",
    "垃圾堆了好几天没有清运",
    "占用了盲道和人行道",
    "店家把喇叭对着住户",
    "施工没有围挡，也没有提示牌",
    "水压很小，楼上几乎没有水",
    "电梯停了，八十岁的老人下不了楼",
    "票据上的金额和告知的不一样",
    "窗口排队很久，材料来回补了几次",
    "树枝压在电线上",
    "下水道反水，一楼进了污水",
    "流浪犬成群，孩子害怕",
    "夜里还有渣土车进出",
    "广场舞音响开得很响",
    "井盖一踩就响，怕掉下去",
    "停车收费没有公示标准",
    "公交车经常脱班，等了四十分钟",
];
const ASKS: &[&str] = &[
    "想咨询怎么办理，需要带什么材料",
    "想问一下由哪个部门负责",
    "请问什么时候能恢复",
    "想了解收费的标准和依据",
    "请问网上能不能办，要几个工作日",
];
const IDEAS: &[&str] = &[
    "建议增设提示牌和隔离栏",
    "建议错峰施工并提前公告",
    "建议增加夜间巡查",
    "建议把班次加密一些",
    "建议在路口补一盏灯",
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
    "经联系诉求人并现场踏勘，",
    "经查阅资料并与物业、店家沟通，",
];
const DONE: &[&str] = &[
    "已安排人员清理，并加强日常巡查。",
    "已责令当事人整改，现场恢复原状。",
    "已完成修复，路面恢复通行。",
    "已列入本月养护计划，先设置围挡和警示标志。",
    "已协调双方达成一致，夜间不再作业。",
    "已更换损坏部件，恢复正常使用。",
    "已将办理所需材料和时限逐项说明。",
    "已向施工单位下达通知，限期整改并复查。",
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
pub(crate) fn matter(item: &str, place: &str, kind: Kind, chance: &mut Chance) -> (String, String) {
    let detail = chance.pick(DETAILS);
    let wish = chance.pick(WISHES);
    let when = chance.pick(WHEN);
    match kind {
        Kind::Consult => {
            let ask = chance.pick(ASKS);
            (
                format!("咨询{item}"),
                format!("住在{place}，关于{item}，{ask}。{when}{detail}。"),
            )
        }
        Kind::Suggestion => {
            let idea = chance.pick(IDEAS);
            (
                format!("关于{item}的建议"),
                format!("{place}{when}{detail}，涉及{item}，{idea}。{wish}"),
            )
        }
        Kind::Complaint => (
            format!("{place}{item}无人处理"),
            format!("{when}{place}有{item}的情况，{detail}，多次反映没有处理。{wish}"),
        ),
        Kind::Help => (
            format!("{place}{item}"),
            format!(
                "{when}{place}有{item}的情况，{detail}，{}。{wish}",
                chance.pick(DETAILS)
            ),
        ),
    }
}

/// What a unit answers.
pub(crate) fn reply(chance: &mut Chance) -> String {
    format!("{}{}感谢您的来电。", chance.pick(FOUND), chance.pick(DONE))
}

/// A word with a rating, from those who leave one.
pub(crate) fn thanks(chance: &mut Chance) -> Option<&'static str> {
    chance.in_thousand(250).then(|| *chance.pick(THANKS))
}
