//! How a changed profile is refused.

use super::any_text::small;
use super::folder::load;

/// Changes the small profile and says how it is refused: the line's text and the English sentence.
#[track_caller]
pub fn refused(path: &str, old: &str, new: &str) -> (String, String) {
    let mut folder = small();
    let text = folder[path].clone();
    assert!(text.contains(old), "{path} does not hold {old:?}");
    folder.insert(path.to_owned(), text.replacen(old, new, 1));
    let Err(error) = load(&folder) else {
        panic!("{new:?} is let through");
    };
    assert_eq!(error.file, path, "{error}");
    assert!(error.zh.chars().any(|it| it > '\u{2fff}'), "{error}");
    let line = error.line.unwrap_or_else(|| panic!("no line: {error}"));
    let shown = folder[path]
        .lines()
        .nth(line - 1)
        .unwrap_or_default()
        .to_owned();
    (shown, error.en)
}

/// The mistake is on a line that holds `marker`, and the sentence says `words`.
#[track_caller]
pub fn points_at(path: &str, old: &str, new: &str, marker: &str, words: &str) {
    let (line, en) = refused(path, old, new);
    assert!(line.contains(marker), "points at {line:?}: {en}");
    assert!(en.contains(words), "{en}");
}

/// Adds an entry before the first one of `table`.
#[track_caller]
pub fn points_at_added(path: &str, table: &str, added: &str, marker: &str, words: &str) {
    points_at(path, table, &format!("{added}\n{table}"), marker, words);
}
