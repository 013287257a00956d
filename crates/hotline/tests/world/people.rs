//! People by the names that stories use: `ROLE`, `ROLE@UNIT`, `ROLE@UNIT:NAME`.

use hotline::actor::{Actor, Post, Staff};

use super::city;

/// Makes an actor; several posts of one person are joined by `+`.
pub fn actor(text: &str) -> Actor {
    match text {
        "requester" => Actor::Requester,
        "public" => Actor::Public,
        "system" => Actor::System,
        staff => Actor::Staff(member(staff)),
    }
}

fn member(text: &str) -> Staff {
    let (posts, name) = text.split_once(':').unwrap_or((text, ""));
    let posts = posts.split('+').map(|post| {
        let (role, unit) = post.split_once('@').unwrap_or((post, "市智慧中心"));
        Post {
            role: role.parse().unwrap(),
            unit: city().unit(unit).clone(),
        }
    });
    Staff {
        posts: posts.collect(),
        person: if name.is_empty() { text } else { name }.to_owned(),
    }
}
