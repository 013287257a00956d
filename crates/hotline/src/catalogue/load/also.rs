//! Other words of an item, by which people find it.

use toml::Spanned;

use crate::catalogue::Item;
use crate::profile::{Place, ProfileError, Source};

/// Characters of a word, at most.
const LONGEST: usize = 20;

/// A word where it stands.
pub(super) type Said<'a> = (Place<'a>, String);

/// The words of the item of this name, each noted with its place.
pub(super) fn words<'a>(
    source: &Source<'a>,
    name: &str,
    also: Vec<Spanned<String>>,
    said: &mut Vec<Said<'a>>,
) -> Result<Vec<String>, ProfileError> {
    let mut words: Vec<String> = Vec::with_capacity(also.len());
    for word in also {
        let span = word.span();
        source.not_blank(&word, "also")?;
        let word = word.into_inner();
        if word.trim() != word || word.chars().count() > LONGEST || word.contains(char::is_control)
        {
            return Err(source.refuse(
                &span,
                format!("“{name}”的别的说法最多 {LONGEST} 字，前后不留空格"),
                format!(
                    "another word of {name:?} has at most {LONGEST} characters, and no blanks around it"
                ),
            ));
        }
        if word == name || words.contains(&word) {
            return Err(source.refuse(
                &span,
                format!("“{name}”已经有“{word}”这个说法"),
                format!("{name:?} is found by {word:?} already"),
            ));
        }
        said.push((source.place(&span), word.clone()));
        words.push(word);
    }
    Ok(words)
}

/// Refuses a word that is the name of an item: whoever types a name means that item.
pub(super) fn none_is_a_name(said: &[Said<'_>], items: &[Item]) -> Result<(), ProfileError> {
    for (place, word) in said {
        let called = |item: &&Item| item.name == *word && item.until.is_none();
        if let Some(item) = items.iter().find(called) {
            let code = &item.code;
            return Err(place.refuse(
                format!("“{word}”是事项 {code} 的名称，不能作别的说法"),
                format!("{word:?} is the name of item {code}, not another word for one"),
            ));
        }
    }
    Ok(())
}
