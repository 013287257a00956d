//! Who is on stage. People need not exist: an actor is made for the role; one actor string is one
//! person; a name used with two roles has both.

use super::script::Script;
use hotline::actor::{Post, Role, Staff};
use hotline::directory::Directory;
use std::collections::BTreeMap;

/// Somebody on stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Staff with every post of the story.
    Staff(Staff),
    /// A requester, perhaps with a name.
    Requester(Option<String>),
    /// Anybody.
    Public,
    /// The platform.
    System,
}

/// Everybody, by actor string.
#[derive(Debug)]
pub(super) struct Cast(BTreeMap<String, Who>);

impl Cast {
    pub(super) fn of(script: &Script, directory: &Directory) -> Result<Self, String> {
        let mut posts: BTreeMap<String, Vec<Post>> = BTreeMap::new();
        let mut persons = Vec::new();
        let mut cast = BTreeMap::new();
        for text in script.actors() {
            match read(&text, directory)? {
                Read::Plain(who) => {
                    cast.insert(text, who);
                }
                Read::Post { person, post } => {
                    let held = posts.entry(person.clone()).or_default();
                    if !held.contains(&post) {
                        held.push(post);
                    }
                    persons.push((text, person));
                }
            }
        }
        for (text, person) in persons {
            let posts = posts.get(&person).cloned().unwrap_or_default();
            cast.insert(text, Who::Staff(Staff { person, posts }));
        }
        Ok(Self(cast))
    }

    pub(super) fn who(&self, text: &str) -> Result<Who, String> {
        self.0
            .get(text)
            .cloned()
            .ok_or_else(|| format!("没有“{text}”这个人 (no such actor)"))
    }
}

enum Read {
    Plain(Who),
    Post { person: String, post: Post },
}

/// `ROLE`, `ROLE@UNIT`, `ROLE@UNIT:NAME`, `requester`, `requester:NAME`, `public`, `system`.
fn read(text: &str, directory: &Directory) -> Result<Read, String> {
    let (place, name) = match text.split_once(':') {
        Some((place, name)) => (place, Some(name.to_owned())),
        None => (text, None),
    };
    match place {
        "requester" => return Ok(Read::Plain(Who::Requester(name))),
        "public" => return Ok(Read::Plain(Who::Public)),
        "system" => return Ok(Read::Plain(Who::System)),
        _ => {}
    }
    let (role, unit) = match place.split_once('@') {
        Some((role, unit)) => (
            role,
            directory
                .find(unit)
                .ok_or_else(|| format!("没有“{unit}”这个单位 (no such unit)"))?,
        ),
        None => (place, directory.city_centre()),
    };
    let role: Role = role.parse()?;
    let post = Post {
        role,
        unit: unit.code.clone(),
    };
    let person = name.unwrap_or_else(|| format!("{role}@{}", unit.code));
    Ok(Read::Post { person, post })
}
