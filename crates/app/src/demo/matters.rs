//! What people say about each item of the convenience list, and what a unit then did: invented, and in keeping
//! with the item, so that a demonstration can be read.

use hotline::codes::ItemCode;

/// An item as somebody tells it.
#[derive(Debug, Clone, Copy)]
pub struct Matter {
    /// What is the matter, without place, time or stop at its end.
    pub said: &'static str,
    /// What the unit did about it, likewise.
    pub done: &'static str,
}

/// Lines of item, what is said and what was done, with a bar between them.
const LINES: &str = include_str!("matters.txt");
/// For an item that the profile has taken up since.
const ANY: Matter = Matter {
    said: "这里不对劲，住在附近的人都受影响",
    done: "已处理完毕，并加强日常巡查",
};

/// What is said and done about an item.
#[must_use]
pub fn of(item: &ItemCode) -> Matter {
    lines()
        .find_map(|(code, matter)| (code == item.as_str()).then_some(matter))
        .unwrap_or(ANY)
}

fn lines() -> impl Iterator<Item = (&'static str, Matter)> {
    LINES.lines().filter_map(|line| {
        let (code, rest) = line.split_once('|')?;
        let (said, done) = rest.split_once('|')?;
        Some((code, Matter { said, done }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_own_words() {
        let profile = crate::profile::built_in().unwrap();
        let told: Vec<&str> = lines().map(|(code, _)| code).collect();
        let items = profile.catalogue.items().iter();
        let items: Vec<&str> = items.map(|item| item.code.as_str()).collect();
        assert_eq!(told, items);
    }
}
