//! Marked words: whoever reads a mark has read those words.

use hotline::scope::view::Eyes;
use serde_json::{Value, json};

/// Whose words they are, and so who may read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Particulars of a person: nobody, whatever his eyes.
    Always,
    /// The requester's own words: he and staff; of a secret case units only once `part` is released.
    Own(&'static str),
    /// Said to the requester: he and staff.
    Said,
    /// Between centre and units.
    Inner,
    /// For the deciding centre.
    Centre,
    /// Published.
    Open,
}

/// Every mark, and how it is kept. A mark never occurs inside another.
pub const MARKS: &[(&str, Kept)] = &[
    ("M-name", Kept::Always),
    ("M-address", Kept::Always),
    ("M-email", Kept::Always),
    ("13912345678", Kept::Always),
    ("13700001111", Kept::Always),
    ("M-title", Kept::Own("title")),
    ("M-text", Kept::Own("text")),
    ("M-place", Kept::Own("place")),
    ("M-newplace", Kept::Own("place")),
    // Of the points: as text in the history and as a number in the view.
    ("119.2966", Kept::Own("place")),
    ("119.3031", Kept::Own("place")),
    ("M-heard", Kept::Own("text")),
    ("M-urged", Kept::Own("text")),
    ("M-ownfile", Kept::Own("files")),
    ("M-ownshows", Kept::Own("files")),
    ("M-otherfile", Kept::Own("files")),
    ("M-unitfile", Kept::Inner),
    ("M-unitshows", Kept::Inner),
    ("M-openfile", Kept::Said),
    ("M-comment", Kept::Own("text")),
    ("M-asksrework", Kept::Own("text")),
    ("M-question", Kept::Said),
    ("M-waiting", Kept::Said),
    ("M-extended", Kept::Said),
    ("M-progress", Kept::Said),
    ("M-answer", Kept::Said),
    ("M-rework", Kept::Said),
    ("M-closed", Kept::Said),
    ("M-note", Kept::Inner),
    ("M-handling", Kept::Inner),
    ("M-delegated", Kept::Inner),
    ("M-basis", Kept::Inner),
    ("M-ruled", Kept::Inner),
    ("M-contacted", Kept::Inner),
    ("M-inner", Kept::Inner),
    ("M-wantsmore", Kept::Inner),
    ("M-draft", Kept::Inner),
    ("M-evidence", Kept::Inner),
    ("M-sentback", Kept::Inner),
    ("M-supervised", Kept::Inner),
    ("M-corrected", Kept::Inner),
    ("M-officer", Kept::Inner),
    ("M-annotated", Kept::Centre),
    ("M-flagged", Kept::Centre),
    ("M-released", Kept::Centre),
    ("M-called", Kept::Centre),
    ("M-opentitle", Kept::Open),
    ("M-opentext", Kept::Open),
    ("M-openanswer", Kept::Open),
];

/// Whether these eyes may read words kept so.
pub fn may_read(kept: Kept, mark: &str, eyes: Eyes, secret: bool, released: &[&str]) -> bool {
    let out = |part: &str| released.contains(&part);
    match kept {
        // The centre releases name and number of a secret case to the units one by one.
        Kept::Always => {
            let named = mark == "M-name" && out("name") || mark == "13912345678" && out("phone");
            eyes == Eyes::Unit && secret && named
        }
        // A file may be released alone: which one it was, the test of releases asks.
        Kept::Own("files") if secret && eyes == Eyes::Unit => out("files") || out("file"),
        Kept::Own(part) => match eyes {
            Eyes::Requester | Eyes::Centre => true,
            Eyes::Unit => !secret || out(part),
            Eyes::Public => false,
        },
        Kept::Said => eyes != Eyes::Public,
        Kept::Inner => matches!(eyes, Eyes::Centre | Eyes::Unit),
        Kept::Centre => eyes == Eyes::Centre,
        Kept::Open => true,
    }
}

/// Registration with every particular.
pub fn registration(report: bool, confidential: bool) -> Value {
    json!({
        "kind": "complaint", "report": report, "confidential": confidential, "accept": true,
        "title": "M-title", "text": "M-text", "place": "M-place", "area": "350104003",
        "point": {"lng": 119.2966, "lat": 26.0855},
        "requester": {
            "name": "M-name", "phone": "13912345678",
            "address": "M-address", "email": "M-email",
        },
    })
}

/// A file as it would be kept.
fn file(n: u8) -> Value {
    json!({"digest": format!("{n:02x}").repeat(32), "kind": "jpeg", "bytes": 1})
}

/// A life that leaves every kind of words behind: who, what, with which words. `secret` cases are
/// never published.
#[expect(clippy::too_many_lines, reason = "a life is told in one go")]
pub fn life(secret: bool) -> Vec<(&'static str, &'static str, Value)> {
    let mut steps = vec![
        ("agent", "flag_caller", json!({"reason": "M-flagged"})),
        ("agent", "annotate", json!({"text": "M-annotated"})),
        (
            "dispatcher",
            "dispatch",
            json!({"lead": "仓山公安分局", "note": "M-note", "handling_text": "M-handling"}),
        ),
        (
            "inspector@仓山区效能办",
            "supervise",
            json!({"reason": "M-supervised"}),
        ),
        ("requester", "urge", json!({"text": "M-urged"})),
        (
            "handler@仓山公安分局",
            "return",
            json!({"reason": "other", "basis": "M-basis"}),
        ),
        (
            "dispatcher",
            "rule_on_return",
            json!({"decision": "reject", "reason": "M-ruled"}),
        ),
        ("handler@仓山公安分局", "sign", json!({})),
        (
            "handler@仓山公安分局",
            "take",
            json!({"person": "M-officer"}),
        ),
        (
            "handler@仓山公安分局",
            "delegate",
            json!({"to": "对湖派出所", "note": "M-delegated"}),
        ),
        ("handler@对湖派出所", "sign", json!({})),
        (
            "requester",
            "attach",
            json!({"file": file(1), "name": "M-ownfile", "caption": "M-ownshows"}),
        ),
        (
            "requester",
            "attach",
            json!({"file": file(4), "name": "M-otherfile"}),
        ),
        (
            "handler@对湖派出所",
            "attach",
            json!({"file": file(2), "name": "M-unitfile", "what": "M-unitshows"}),
        ),
        (
            "handler@对湖派出所",
            "attach",
            json!({"file": file(3), "name": "M-openfile", "public": true}),
        ),
        (
            "handler@对湖派出所",
            "contact",
            json!({"how": "phone", "reached": true, "note": "M-contacted"}),
        ),
        (
            "handler@对湖派出所",
            "note_progress",
            json!({"text": "M-inner"}),
        ),
        (
            "handler@对湖派出所",
            "note_progress",
            json!({"text": "M-progress", "public": true}),
        ),
        (
            "handler@对湖派出所",
            "ask_requester",
            json!({"question": "M-question"}),
        ),
        (
            "dispatcher",
            "decide_waiting",
            json!({"decision": "grant", "reason": "M-waiting"}),
        ),
        (
            "requester",
            "hear_from_requester",
            json!({"text": "M-heard"}),
        ),
        (
            "handler@对湖派出所",
            "request_extension",
            json!({"days": 1, "reason": "M-wantsmore"}),
        ),
        (
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "reason": "M-extended"}),
        ),
        (
            "dispatcher",
            "correct",
            json!({"place": "M-newplace", "point": {"lng": 119.3031, "lat": 26.033}, "reason": "M-corrected"}),
        ),
        (
            "handler@对湖派出所",
            "reply",
            json!({"text": "M-draft", "evidence": ["M-evidence"]}),
        ),
        (
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "send_back", "reason": "M-sentback"}),
        ),
        ("handler@对湖派出所", "reply", json!({"text": "M-draft"})),
        (
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        ),
        (
            "reviewer",
            "review",
            json!({"decision": "pass", "text": "M-answer"}),
        ),
    ];
    if secret {
        let with = json!({"what": "recording", "reason": "M-released"});
        steps.insert(2, ("dispatcher", "release", with));
    }
    let published = json!({"title": "M-opentitle", "text": "M-opentext", "answer": "M-openanswer"});
    if !secret {
        steps.push(("reviewer", "publish", published));
        steps.push(("public", "me_too", json!({"contact": "13700001111"})));
    }
    steps.extend([
        (
            "call_back",
            "follow_up",
            json!({"outcome": "reached", "solved": false, "note": "M-called"}),
        ),
        (
            "requester",
            "rate",
            json!({"grade": 1, "solved": false, "comment": "M-comment"}),
        ),
        ("requester", "ask_rework", json!({"reason": "M-asksrework"})),
        ("dispatcher", "rework", json!({"reason": "M-rework"})),
        ("handler@仓山公安分局", "sign", json!({})),
        ("handler@仓山公安分局", "reply", json!({"text": "M-draft"})),
        (
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        ),
        (
            "reviewer",
            "review",
            json!({"decision": "pass", "text": "M-answer"}),
        ),
        ("dispatcher", "close", json!({"reason": "M-closed"})),
    ]);
    steps
}
