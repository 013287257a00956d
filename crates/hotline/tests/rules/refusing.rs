//! 拒绝的话: whatever is refused, the sentence fits the command, and each way out that it names is open.

use hotline::case::command::Verb;
use hotline::case::status::Status;
use hotline::refusal::{Code, Refusal};
use serde_json::{Value, json};

use crate::world::{Scene, actor};

/// People of every kind who have to do with the cases below.
const PEOPLE: &[&str] = &[
    "requester",
    "agent",
    "shift_lead",
    "dispatcher",
    "reviewer",
    "call_back",
    "inspector@市效能办",
    "handler@仓山公安分局",
    "reviewer@仓山公安分局",
    "handler@对湖派出所",
];

/// Words by which a sentence names a command as the way out. Words that begin another's come later.
const WAYS: &[(&str, Verb)] = &[
    ("可不予受理", Verb::Decline),
    ("请先受理", Verb::Accept),
    ("请先批转", Verb::Dispatch),
    ("等受理中心批转", Verb::Dispatch),
    ("可直接答复", Verb::AnswerDirectly),
    ("或直接答复", Verb::AnswerDirectly),
    ("或转办", Verb::Transfer),
    ("可转办", Verb::Transfer),
    ("可撤回", Verb::Withdraw),
    ("请先签收", Verb::Sign),
    ("您可以要求重办", Verb::AskRework),
    ("由受理中心重办", Verb::Rework),
    ("由受理中心办结后", Verb::Close),
    ("可由受理中心重新打开", Verb::Reopen),
    ("由受理中心重新打开", Verb::Reopen),
    ("由受理中心撤销并件", Verb::Unmerge),
    ("可指定兜底", Verb::DesignateFallback),
    ("请先裁定", Verb::RuleOnReturn),
    ("可以电话联系并记入", Verb::Contact),
];

/// Sentences that point somewhere without naming a command on this case.
const ELSEWHERE: &[&str] = &[
    "请另外登记",
    "请等它答复后审核",
    "请交给有这项职责的单位或岗位",
    "请重新提出诉求",
    "请直接办理",
    "请在现有期限内",
    "请尽快答复",
    "办结以后受理中心可重新打开",
    "申请",
];

fn text() -> Value {
    json!({"text": "已关停"})
}

fn reason() -> Value {
    json!({"reason": "又响了"})
}

fn at_the_branch(scene: &mut Scene) {
    scene
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does("handler@仓山公安分局", "reply", text())
        .does(
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        )
        .does("reviewer", "review", json!({"decision": "pass"}));
}

const BRANCH: &str = "handler@仓山公安分局";

fn with(mut scene: Scene, by: &str, verb: &str, what: Value) -> Scene {
    scene.does(by, verb, what);
    scene
}

fn submitted() -> Scene {
    let mut scene = Scene::empty("2017-11-27 09:00");
    scene.register("agent", json!({"kind": "help"}));
    scene
}

fn accepted() -> Scene {
    Scene::accepted("2017-11-27 09:00", &json!({"kind": "help"}))
}

fn dispatched() -> Scene {
    with(
        accepted(),
        "dispatcher",
        "dispatch",
        json!({"lead": "仓山公安分局"}),
    )
}

fn signed() -> Scene {
    with(dispatched(), BRANCH, "sign", Value::Null)
}

fn returning() -> Value {
    json!({"reason": "not_our_duty", "basis": "不归我们"})
}

fn returned() -> Scene {
    with(signed(), BRANCH, "return", returning())
}

fn delegated() -> Scene {
    with(signed(), BRANCH, "delegate", json!({"to": "对湖派出所"}))
}

fn answered() -> Scene {
    let mut scene = dispatched();
    at_the_branch(&mut scene);
    scene
}

fn reworked() -> Scene {
    let mut scene = answered();
    scene
        .does("requester", "rate", json!({"grade": 1, "solved": false}))
        .does("requester", "ask_rework", reason())
        .does("dispatcher", "rework", reason());
    at_the_branch(&mut scene);
    scene
}

fn merged() -> Scene {
    let mut scene = accepted();
    scene.register("agent", json!({"kind": "help", "accept": true}));
    with(scene, "dispatcher", "merge", json!({"into": "FZ1"}))
}

/// Cases brought to where something about them is refused.
fn places() -> Vec<(&'static str, Scene)> {
    let mut late = signed();
    late.at("2017-11-29 09:00");
    let rejected = json!({"decision": "reject", "reason": "归你们"});
    let mut places = vec![
        ("submitted", submitted()),
        ("accepted", accepted()),
        ("dispatched", dispatched()),
        ("signed", signed()),
        ("too late to return", late),
        ("return asked", returned()),
        (
            "return refused",
            with(returned(), "dispatcher", "rule_on_return", rejected),
        ),
        ("delegated", delegated()),
        (
            "a unit below returns",
            with(delegated(), "handler@对湖派出所", "return", returning()),
        ),
        ("replied", with(signed(), BRANCH, "reply", text())),
        ("answered", answered()),
        (
            "answered directly",
            with(accepted(), "agent", "answer_directly", text()),
        ),
        (
            "rework asked",
            with(answered(), "requester", "ask_rework", reason()),
        ),
        ("answered after its rework", reworked()),
    ];
    places.extend(ends());
    places
}

fn ends() -> Vec<(&'static str, Scene)> {
    let mut followed = merged();
    followed.turn_to(1);
    followed.does("agent", "answer_directly", text()).turn_to(2);
    let declined = json!({"reason": "litigation", "advice": "请向法院反映"});
    let good = json!({"grade": 5, "solved": true});
    let away = json!({"to": "110", "note": "急"});
    vec![
        (
            "closed",
            with(answered(), "requester", "rate", good.clone()),
        ),
        (
            "closed after its rework",
            with(reworked(), "requester", "rate", good),
        ),
        ("declined", with(submitted(), "agent", "decline", declined)),
        (
            "withdrawn",
            with(dispatched(), "requester", "withdraw", reason()),
        ),
        ("transferred", with(accepted(), "agent", "transfer", away)),
        ("merged", merged()),
        ("merged and answered", followed),
    ]
}

/// Whether a person may give a command; the command's own fields aside.
fn may(scene: &Scene, by: &str, verb: Verb) -> bool {
    let (case, by) = (scene.case(), actor(by));
    let actions = case.actions(&scene.stage.context(Some(case)), &by);
    let open = actions.into_iter().find(|action| action.verb == verb);
    open.is_some_and(|action| action.refused.is_none())
}

fn refusal(scene: &Scene, by: &str, verb: Verb) -> Option<Refusal> {
    let (case, by) = (scene.case(), actor(by));
    let context = scene.stage.context(Some(case));
    let actions = case.actions(&context, &by);
    match actions.into_iter().find(|action| action.verb == verb) {
        Some(action) => action.refused,
        None => case.refused_before_values(&context, &by, verb),
    }
}

fn sentence(refusal: &Refusal) -> String {
    let detail = refusal.detail.as_deref().unwrap_or_default();
    let zh = detail.rsplit_once(" (").map_or(detail, |(zh, _)| zh);
    format!("{}{zh}", refusal.code.zh())
}

#[test]
fn no_refusal_names_a_way_that_is_closed() {
    let (mut read, mut closed) = (std::collections::BTreeSet::new(), Vec::new());
    for (place, scene) in places() {
        for by in PEOPLE {
            for verb in Verb::ALL.iter().copied() {
                let Some(refused) = refusal(&scene, by, verb) else {
                    continue;
                };
                let said = sentence(&refused);
                let mut rest = said.clone();
                let whose = || format!("{place}: {by} {}: {said}", verb.as_str());
                for (words, way) in WAYS.iter().filter(|(words, _)| said.contains(words)) {
                    rest = rest.replace(words, "");
                    // “先” is said to whoever can do it himself.
                    let open = if words.starts_with('请') {
                        may(&scene, by, *way)
                    } else {
                        PEOPLE.iter().any(|who| may(&scene, who, *way))
                    };
                    if !open || *way == verb {
                        closed.push(format!("{} ({} is closed)", whose(), way.as_str()));
                    }
                }
                for words in ELSEWHERE {
                    rest = rest.replace(words, "");
                }
                // Whatever else asks or allows something is a way that nobody has looked at.
                if ["请", "可", "由受理中心"]
                    .iter()
                    .any(|word| rest.contains(word))
                {
                    closed.push(format!("{} (not looked at)", whose()));
                }
                read.insert(said);
            }
        }
    }
    assert!(closed.is_empty(), "{closed:#?}");
    assert!(read.len() > 30, "{read:#?}");
}

#[test]
fn a_refusal_speaks_of_the_command() {
    let scenes = places();
    let told = |place: &str, by: &str, verb: Verb| {
        let (_, scene) = scenes.iter().find(|(name, _)| *name == place).unwrap();
        let refused = refusal(scene, by, verb).unwrap();
        (refused.code, refused.detail.unwrap_or_default())
    };
    let at = |place, by, verb, code, words: &str| {
        let (real, detail) = told(place, by, verb);
        assert_eq!(real, code, "{place} {verb:?}: {detail}");
        assert!(detail.starts_with(words), "{place} {verb:?}: {detail}");
        assert!(detail.ends_with(".)"), "{place} {verb:?}: {detail}");
    };
    let wrong = Code::WrongState;
    let shift = "shift_lead";
    for place in ["accepted", "dispatched", "answered"] {
        at(place, shift, Verb::Accept, wrong, "这件已经受理。");
    }
    at(
        "accepted",
        shift,
        Verb::Decline,
        wrong,
        "已经受理，不能再不予受理。",
    );
    at(
        "dispatched",
        shift,
        Verb::Decline,
        wrong,
        "已经批转，由承办单位办理。",
    );
    at(
        "dispatched",
        shift,
        Verb::AnswerDirectly,
        wrong,
        "已经批转，由承办单位答复。",
    );
    for place in ["submitted", "accepted", "dispatched", "answered"] {
        at(place, shift, Verb::Reopen, wrong, "这件没有结束");
        at(place, shift, Verb::Unmerge, wrong, "这件没有并件");
    }
    for place in ["submitted", "accepted", "dispatched"] {
        at(place, shift, Verb::Rework, wrong, "还没答复，不用重办。");
        at(place, shift, Verb::Close, wrong, "还没答复，不能办结。");
        at(
            place,
            "requester",
            Verb::Rate,
            wrong,
            "还没答复，答复以后才能评价。",
        );
    }
    at(
        "submitted",
        shift,
        Verb::DecideExtension,
        wrong,
        "没有等决定的延期申请。",
    );
    at(
        "submitted",
        shift,
        Verb::Dispatch,
        wrong,
        "还没受理，请先受理。",
    );
    at("merged", shift, Verb::Reopen, Code::Ended, "已并入 FZ1，");
    at("closed", shift, Verb::Unmerge, Code::Ended, "这件没有并件");
    at(
        "closed",
        shift,
        Verb::Close,
        Code::Ended,
        "已经办结，也没有等决定的重办申请。",
    );
    at(
        "declined",
        shift,
        Verb::Accept,
        Code::Ended,
        "已定不予受理，可由受理中心重新打开。",
    );
}

/// 要求重办 is the requester's own: the centre's ways are told once it is closed to him.
#[test]
fn a_requester_is_told_his_own_way_while_it_is_open() {
    for (place, mut scene) in places() {
        if !["answered", "closed", "answered after its rework"].contains(&place) {
            continue;
        }
        for verb in [Verb::Urge, Verb::Withdraw, Verb::HearFromRequester] {
            let told = |scene: &Scene| refusal(scene, "requester", verb).map(|one| sentence(&one));
            let open = may(&scene, "requester", Verb::AskRework);
            assert_eq!(open, place != "answered after its rework", "{place}");
            if let Some(told) = told(&scene) {
                assert_eq!(
                    told.contains("您可以要求重办"),
                    open,
                    "{place} {verb:?}: {told}"
                );
                assert!(!open || !told.contains("受理中心"), "{told}");
            }
        }
        // Urging and withdrawing are refused in all of them.
        assert!(
            refusal(&scene, "requester", Verb::Withdraw).is_some(),
            "{place}"
        );
        if place == "closed" {
            scene.at("2018-03-01 09:00");
            let told = sentence(&refusal(&scene, "requester", Verb::Urge).unwrap());
            assert!(told.contains("可由受理中心重新打开"), "{told}");
        }
    }
}

/// The public, who may see that a case was published, is not told which case it went into.
#[test]
fn the_public_is_not_told_the_number_of_the_other_case() {
    let scenes = places();
    let (_, scene) = scenes.iter().find(|(name, _)| *name == "merged").unwrap();
    assert_eq!(scene.case().status, Status::Merged);
    let refused = refusal(scene, "public", Verb::MeToo).unwrap();
    assert!(!refused.detail.unwrap().contains("FZ1"));
}
