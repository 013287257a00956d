//! The demonstration's knowledge base. Every answer is composed and marked so; no office has confirmed it.

use crate::clock::SetClock;
use crate::{App, AppError};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::knowledge::{Proposal, ReviewOutcome};
use hotline::text::{Line, Words};
use workday::Instant;

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passed,
    Waits,
    SentBack(&'static str),
    Withdrawn(&'static str),
}

use Fate::{Passed, SentBack, Waits, Withdrawn};

/// Question, answer, source, owner, item, written so many days ago, valid so many days from then, fate.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i64,
    i64,
    Fate,
);

const ROWS: &[Row] = &[
    (
        "餐馆、商铺用喇叭音响招揽顾客，夜里扰民，归谁管？",
        "商业经营用高音喇叭招揽顾客扰民，由所在地公安派出所处理，夜里也可以直接拨打 110。请说清店名、位置和响的时段，我们受理后交公安分局，3 个工作日内答复。",
        "便民服务事项 B15（示例口径）",
        "市公安局",
        "B15",
        200,
        400,
        Passed,
    ),
    (
        "路灯不亮了找谁修？",
        "市管道路的路灯由市住建局的路灯单位维修，小区里的路灯由物业或社区负责。请说清灯杆编号或最近的门牌，3 个工作日内答复。",
        "便民服务事项 A07（示例口径）",
        "市住建局",
        "A07",
        180,
        400,
        Passed,
    ),
    (
        "家里停水或者水压很小怎么办？",
        "计划停水会提前在福州水务公告；没有公告的，报小区名和楼号，由福州水务集团派人查看。爆管漏水属于紧急情况，当天处理。",
        "福州水务集团服务承诺（示例口径）",
        "福州水务集团",
        "A11",
        150,
        400,
        Passed,
    ),
    (
        "停电了怎么报修，什么时候来电？",
        "先看电表箱开关是否跳闸；整栋或整片停电，报户号或小区名，由国网福州供电公司查看停电范围和预计来电时间，也可拨 95598。",
        "国网福州供电公司服务指南（示例口径）",
        "国网福州供电公司",
        "A12",
        140,
        400,
        Passed,
    ),
    (
        "办理居住证需要什么材料？",
        "本人身份证、居住地住址证明（租房合同或单位、学校证明）、近期照片。到居住地派出所或社区服务站办理，15 个工作日内领取，不收费。",
        "市公安局办事指南（示例口径）",
        "市公安局",
        "",
        120,
        400,
        Passed,
    ),
    (
        "工地夜间施工噪声扰民怎么办？",
        "22 时到次日 6 时除抢修抢险外不得进行产生噪声的施工；确需夜间施工的应当公告。请说清工地位置和时间，由城管部门到场核实。",
        "市城管委办事口径（示例口径）",
        "市城管委",
        "",
        110,
        400,
        Passed,
    ),
    (
        "小区电梯坏了没人修，找哪个部门？",
        "先找物业；物业不修的，由市市场监管局督促维保单位处理。有人被困请立即拨打 119 或 96333。",
        "市市场监管局办事指南（示例口径）",
        "市市场监管局",
        "",
        100,
        400,
        Passed,
    ),
    (
        "2017 年老旧小区加装电梯补助怎么申请？",
        "由业主推选代表向街道申请，市住建局审核后拨付。补助标准以当年通知为准。",
        "当年通知（示例口径，已过期）",
        "市住建局",
        "",
        300,
        90,
        Passed,
    ),
    (
        "高温天气室外作业有没有补贴？",
        "6 月到 9 月室外作业和降不到 33 度以下的室内作业，用人单位应发高温津贴。没有发的可向人社部门投诉。",
        "话务员根据来电整理（示例口径）",
        "市智慧中心",
        "",
        3,
        200,
        Waits,
    ),
    (
        "共享单车乱停在盲道上怎么处理？",
        "由街道或城管通知企业清运。",
        "话务员根据来电整理（示例口径）",
        "市城管委",
        "",
        12,
        300,
        SentBack("没有写明依据和多久清运，请补充。"),
    ),
    (
        "旧版公交卡还能用吗？",
        "可以继续用，余额不变。",
        "公交集团通知（示例口径，已停用）",
        "市智慧中心",
        "",
        90,
        400,
        Withdrawn("口径有变，等新的通知。"),
    ),
];

fn staff(app: &App, login: &str, role: Role) -> Actor {
    let post = Post {
        role,
        unit: app.profile().directory.city_centre().code.clone(),
    };
    Actor::Staff(Staff {
        person: login.to_owned(),
        posts: vec![post],
    })
}

/// Writes the entries, as an agent and a librarian of the demonstration would.
///
/// # Errors
/// The database does not answer, or the profile lacks a unit or an item.
pub(super) async fn fill(app: &App, clock: &SetClock, now: Instant) -> Result<(), AppError> {
    let writer = staff(app, "huawuyuan", Role::Agent);
    let librarian = staff(app, "zhishiku", Role::Librarian);
    let words = |text: &str| Words::new(text).map_err(|error| AppError::Setup(error.to_string()));
    let line = |text: &str| Line::new(text).map_err(|error| AppError::Setup(error.to_string()));
    for (question, answer, source, owner, item, ago, days, fate) in ROWS {
        let written = now.plus_hours(-24 * ago);
        clock.set(written);
        let proposal = Proposal {
            question: line(question)?,
            answer: words(answer)?,
            source: line(source)?,
            valid_until: written.plus_hours(24 * days).date(),
            owner: (*owner).to_owned(),
            item: (!item.is_empty()).then(|| (*item).into()),
        };
        let entry = app.propose_knowledge(&writer, &proposal, true).await?;
        clock.set(written.plus_hours(20));
        let (outcome, reason) = match fate {
            Waits => continue,
            SentBack(why) => (ReviewOutcome::SentBack, Some(words(why)?)),
            Passed | Withdrawn(_) => (ReviewOutcome::Passed, None),
        };
        app.review_knowledge(&librarian, entry.id, 1, outcome, reason.as_ref())
            .await?;
        if let Withdrawn(why) = fate {
            clock.set(written.plus_hours(24 * 30));
            app.withdraw_knowledge(&librarian, entry.id, Some(&words(why)?))
                .await?;
        }
    }
    Ok(())
}
