//! Fields of commands: good ones, that no command refuses for what is missing, and wild ones.

use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::command::{Command, Verb};
use hotline::directory::{Unit, UnitKind};
use hotline::kind::Kind;
use serde_json::{Value, json};

use crate::world::{Stage, city};

/// Units to give a case to; who can give it further down comes oftener.
const GIVEN: [&str; 13] = [
    "仓山区智慧中心",
    "仓山公安分局",
    "仓山区智慧中心",
    "市公安局",
    "仓山区智慧中心",
    "对湖派出所",
    "仓山公安分局",
    "仓山区城管局",
    "市公安局",
    "市城管委",
    "对湖街道",
    "福州水务集团",
    "鼓楼区智慧中心",
];

fn pick<T: Clone>(from: &[T], salt: u16) -> T {
    from[usize::from(salt) % from.len()].clone()
}

/// Whether one unit may give to another, as far as good fields are concerned.
fn may_get(giver: &Unit, unit: &Unit) -> bool {
    let directory = &city().profile.directory;
    let area = giver.kind == UnitKind::Centre && giver.area.covers(&unit.area);
    giver.code != unit.code && (area || directory.is_below(&unit.code, &giver.code))
}

/// A unit that the actor's own unit may give to; any where there is none.
fn lower(actor: &Actor, salt: u16) -> &'static str {
    let directory = &city().profile.directory;
    let givers: Vec<_> = actor
        .posts()
        .iter()
        .filter_map(|post| directory.unit(&post.unit))
        .collect();
    let fit: Vec<_> = GIVEN
        .into_iter()
        .filter(|name| {
            let unit = directory.find(name).unwrap();
            givers.iter().any(|giver| may_get(giver, unit))
        })
        .collect();
    if fit.is_empty() {
        pick(&GIVEN, salt)
    } else {
        pick(&fit, salt)
    }
}

/// A command with fields as somebody would give them who knows his trade.
pub fn good(verb: Verb, stage: &Stage, case: &Case, actor: &Actor, salt: u16) -> Command {
    let unit = || lower(actor, salt);
    let yes = salt.is_multiple_of(2);
    let few = salt % 4 + 1;
    let grant = if salt.is_multiple_of(4) {
        "refuse"
    } else {
        "grant"
    };
    let with = match verb {
        Verb::Register => register(salt),
        Verb::Accept => json!({"kind": pick(&Kind::ALL, salt), "urgent": salt.is_multiple_of(9)}),
        Verb::Decline => json!({"reason": "litigation", "advice": "请向法院查询"}),
        Verb::Transfer => json!({"to": "12315"}),
        Verb::AnswerDirectly => json!({"text": "已经答复"}),
        Verb::Dispatch if salt.is_multiple_of(3) => {
            json!({"lead": unit(), "assist": [lower(actor, salt / 3), lower(actor, salt / 7)]})
        }
        Verb::Dispatch => json!({"lead": unit()}),
        Verb::Sign => json!({}),
        Verb::Attach => json!({
            "file": {"digest": format!("{salt:064x}"), "kind": "jpeg", "bytes": 1000},
            "name": "现场.jpg", "public": yes,
        }),
        Verb::Take => json!({"person": "林警官"}),
        Verb::Delegate => json!({"to": unit()}),
        Verb::Return => json!({"reason": "not_our_duty", "basis": "三定方案"}),
        Verb::RuleOnReturn => match salt % 3 {
            0 => json!({"decision": "reject", "reason": "属于你们"}),
            1 => json!({"decision": "uphold", "reason": "确实不属"}),
            _ => json!({"decision": "uphold", "reason": "改派", "lead": unit()}),
        },
        Verb::DesignateFallback => json!({"unit": unit(), "reason": "兜底"}),
        Verb::Contact => json!({"how": "phone", "reached": yes}),
        Verb::NoteProgress => json!({"text": "到过现场", "public": yes}),
        Verb::AskRequester => json!({"question": "几点最吵"}),
        Verb::DecideWaiting => json!({"decision": grant, "reason": "需要补充"}),
        Verb::HearFromRequester => json!({"text": "晚上八点"}),
        Verb::RequestExtension => json!({"days": few, "reason": "要检测"}),
        Verb::DecideExtension => json!({"decision": grant, "reason": "可以"}),
        Verb::Reply if yes => json!({"text": "已关停", "evidence": "照片"}),
        Verb::Reply => {
            let until = stage.now.plus_days(i64::from(salt % 9)).date();
            json!({"text": "已关停", "commitment": {"text": "再查", "until": until}})
        }
        Verb::Review if salt.is_multiple_of(4) => {
            json!({"decision": "send_back", "reason": "没有说清"})
        }
        Verb::Review => json!({"decision": "pass", "text": yes.then_some("改好了")}),
        Verb::Publish => {
            let answer = case.answer.as_ref().map_or("", |_| "已关停");
            json!({"title": "扰民", "text": "喇叭", "answer": answer})
        }
        Verb::Rate => json!({"grade": salt % 5 + 1, "solved": yes, "comment": "谢谢"}),
        Verb::FollowUp => match salt % 3 {
            0 => json!({"outcome": "not_reached"}),
            1 => json!({"outcome": "refused", "note": "不愿多谈"}),
            _ => json!({"outcome": "reached", "solved": yes, "grade": salt % 5 + 1}),
        },
        Verb::Rework if yes => json!({"reason": "没解决", "lead": unit()}),
        Verb::Rework
        | Verb::AskRework
        | Verb::Close
        | Verb::Unmerge
        | Verb::Withdraw
        | Verb::Reopen
        | Verb::Supervise
        | Verb::RevealIdentity
        | Verb::FlagCaller => json!({"reason": "理由"}),
        Verb::Merge => {
            let others: Vec<_> = stage
                .tales
                .values()
                .map(|tale| &tale.case)
                .filter(|other| other.id != case.id)
                .map(|other| other.no.clone())
                .collect();
            let none = vec!["没有".to_owned()];
            json!({"into": pick(if others.is_empty() { &none } else { &others }, salt)})
        }
        Verb::Split => json!({"parts": [{"title": "另一件", "text": "垃圾", "item": "B15"}]}),
        Verb::Correct => match salt % 4 {
            0 => json!({"urgent": salt.is_multiple_of(8), "reason": "看错了"}),
            1 => json!({"item": "A14", "reason": "是燃气"}),
            2 => json!({"place": "施埔路", "area": "350104003", "reason": "地点"}),
            _ => json!({"kind": pick(&Kind::ALL, salt / 4), "reason": "类别"}),
        },
        Verb::Urge => json!({"text": "快点"}),
        Verb::Annotate | Verb::WriteHandlingText => json!({"text": "要点"}),
        Verb::Release => {
            json!({"what": pick(&["title", "text", "place", "name", "phone", "files"], salt), "reason": "要核实"})
        }
        Verb::MeToo => json!({"contact": yes.then_some("13800000000")}),
    };
    Command::read(verb.as_str(), with).unwrap()
}

/// Fields that somebody gives who does not: empty, unknown, far too large.
pub fn wild(verb: Verb, salt: u16) -> Option<Command> {
    let odd = [
        json!({}),
        json!({"reason": ""}),
        json!({"reason": "没有这个理由", "basis": "x"}),
        json!({"lead": "没有这个单位"}),
        json!({"lead": "仓山公安分局", "assist": ["仓山公安分局", "市智慧中心"]}),
        json!({"to": "市智慧中心"}),
        json!({"unit": "350000", "reason": "x"}),
        json!({"days": 0, "reason": "x"}),
        json!({"days": u32::MAX, "reason": "x"}),
        json!({"decision": "grant", "days": u32::MAX}),
        json!({"decision": "grant", "days": 0}),
        json!({"decision": "refuse"}),
        json!({"decision": "uphold", "lead": "市智慧中心", "reason": "x"}),
        json!({"decision": "reject", "unit": "对湖派出所", "reason": "x"}),
        json!({"decision": "pass"}),
        json!({"decision": "send_back"}),
        json!({"grade": 0, "solved": true}),
        json!({"grade": 255, "solved": false}),
        json!({"outcome": "reached", "grade": 9}),
        json!({"item": "Z99", "reason": "x"}),
        json!({"area": "999999", "reason": "x"}),
        json!({"parts": []}),
        json!({"parts": [{"title": "一"}, {"title": "二"}, {"title": "三"}]}),
        json!({"into": "FZ1"}),
        json!({"text": ""}),
        json!({"text": "答复", "commitment": {"text": "x", "until": "2004-01-01"}}),
        json!({"text": "答复", "commitment": {"text": "x", "until": "9999-12-31"}}),
        json!({"kind": "consult", "text": "问", "channel": "鸽子"}),
    ];
    let first = usize::from(salt) % odd.len();
    let mut turned = (0..odd.len()).map(|n| odd[(first + n) % odd.len()].clone());
    turned.find_map(|with: Value| Command::read(verb.as_str(), with).ok())
}

/// Fields of `register`.
pub fn register(salt: u16) -> Value {
    let kind = pick(&Kind::ALL, salt);
    let secret = salt.is_multiple_of(11);
    json!({
        "kind": kind,
        "title": "喇叭扰民",
        "text": "夜里喇叭扰民",
        "item": if salt.is_multiple_of(3) { Some("B15") } else { None },
        "area": if salt.is_multiple_of(5) { None } else { Some("350104") },
        "place": "施埔路",
        "report": secret && kind == Kind::Complaint,
        "confidential": secret,
        "urgent": salt.is_multiple_of(13),
        "requester": {"name": "陈女士", "phone": "13900000000"},
    })
}
