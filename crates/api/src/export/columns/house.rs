//! What administrators look after: people, keys, endpoints, messages, the audit trail.

use super::words::{act, delivery, message, scope};
use super::{Column, at, minutes, seconds, text, yes};
use crate::webhooks::DeliveryState;
use app::export::PersonRow;
use app::keys::KnownKey;
use app::oversight::messages::Sent;
use app::oversight::trail::TrailRow;
use app::webhooks::{Delivery, Webhook, delivery::message_id};

pub(super) const TRAIL: [Column<(TrailRow, Option<String>)>; 6] = [
    ("时间", |one| seconds(one.0.row.at)),
    ("谁", |one| text(one.1.as_ref())),
    ("账号", |one| one.0.row.actor.replace("staff:", "")),
    ("做了什么", |one| act(&one.0.row.act).to_owned()),
    ("编号", |one| text(one.0.no.as_ref())),
    ("说明", |one| one.0.row.note.clone()),
];

pub(super) const MESSAGES: [Column<(Sent, Option<String>)>; 8] = [
    ("编号", |one| one.0.no.clone()),
    ("发给", |one| match &one.1 {
        Some(unit) => unit.clone(),
        None if one.0.message.addressee == "requester" => "诉求人".to_owned(),
        None => "同遇的人".to_owned(),
    }),
    ("消息", |one| message(&one.0.message.template).to_owned()),
    ("状态", |one| standing(&one.0).to_owned()),
    ("写好时间", |one| minutes(one.0.created_at)),
    ("送出时间", |one| at(one.0.sent_at)),
    ("试过几次", |one| one.0.tries.to_string()),
    ("再试时间", |one| match one.0.sent_at {
        Some(_) => String::new(),
        None => minutes(one.0.next_at),
    }),
];

pub(super) const PEOPLE: [Column<PersonRow>; 7] = [
    ("账号", |one| one.person.account.login.clone()),
    ("姓名", |one| one.person.account.name.clone()),
    ("岗位", |one| one.posts.clone()),
    ("停用", |one| yes(one.person.account.disabled)),
    ("锁到", |one| at(one.locked_until)),
    ("登录于", |one| at(one.person.signed_in)),
    ("演示", |one| yes(one.person.account.demo)),
];

pub(super) const KEYS: [Column<(KnownKey, String)>; 9] = [
    ("名称", |one| one.0.key.name.clone()),
    ("编号", |one| one.0.key.id.clone()),
    ("岗位", |one| one.1.clone()),
    ("能用来", |one| {
        let scopes = one.0.scopes.iter().map(|one| scope(one.as_str()));
        scopes.collect::<Vec<_>>().join("、")
    }),
    ("到期", |one| at(one.0.key.expires_at)),
    ("最近用", |one| at(one.0.key.used_at)),
    ("谁建的", |one| {
        one.0.key.created_by.replace("staff:", "")
    }),
    ("建于", |one| minutes(one.0.key.created_at)),
    ("收回于", |one| at(one.0.key.revoked_at)),
];

pub(super) const WEBHOOKS: [Column<Webhook>; 8] = [
    ("地址", |one| one.url.clone()),
    ("谁的", |one| one.owner.clone()),
    // The kinds as messages name them; none means all.
    ("事件", |one| match one.kinds.trim() {
        "" => "全部".to_owned(),
        kinds => kinds.replace(' ', "、"),
    }),
    ("停用于", |one| at(one.disabled_at)),
    ("为何停用", |one| text(one.disabled_why.as_ref())),
    ("连败次数", |one| one.failures.to_string()),
    ("从何时起", |one| at(one.failing_since)),
    ("建于", |one| minutes(one.created_at)),
];

pub(super) const DELIVERIES: [Column<Delivery>; 10] = [
    ("序号", |one| one.told.position.to_string()),
    ("消息号", |one| {
        message_id(&one.told.webhook, one.told.position)
    }),
    ("状态", |one| {
        delivery(DeliveryState::of(one).as_str()).to_owned()
    }),
    ("写于", |one| seconds(one.created_at)),
    ("次数", |one| one.tries.to_string()),
    ("上次", |one| {
        one.tried_at.map_or_else(String::new, seconds)
    }),
    ("下次", |one| {
        one.next_at.map_or_else(String::new, seconds)
    }),
    ("回应", |one| text(one.status.as_ref())),
    ("毫秒", |one| text(one.millis.as_ref())),
    ("为何没有回应", |one| text(one.error.as_ref())),
];

fn standing(sent: &Sent) -> &'static str {
    match sent.sent_at {
        Some(_) => "已送出",
        None if sent.tries > 0 => "没送成",
        None => "等着送",
    }
}
