//! What answers are taken from: entries of the knowledge base, templates of replies.

use super::{Column, minutes, words, yes};
use app::export::EntryRow;
use hotline::template::Template;

pub(super) const KNOWLEDGE: [Column<EntryRow>; 12] = [
    ("问题", |one| one.version.question.clone()),
    ("答案", |one| one.version.answer.clone()),
    ("依据", |one| one.version.source.clone()),
    ("有效期到", |one| one.version.valid_until.to_string()),
    ("负责单位", |one| one.owner.clone()),
    ("事项", |one| one.item.clone()),
    ("状态", |one| words::standing(one.standing).to_owned()),
    ("第几版", |one| one.version.number.to_string()),
    ("新版待审核", |one| yes(one.waits)),
    ("自拟示例", |one| yes(one.version.composed)),
    ("谁写的", |one| one.by.clone()),
    ("写于", |one| minutes(one.version.written.at)),
];

pub(super) const TEMPLATES: [Column<(Template, String)>; 6] = [
    ("名称", |one| one.0.name.clone()),
    ("内容", |one| one.0.text.clone()),
    ("单位", |one| one.1.clone()),
    ("第几版", |one| one.0.version.to_string()),
    ("谁写的", |one| one.0.by.replace("staff:", "")),
    ("从何时起", |one| minutes(one.0.from)),
];
