//! One form for what people write in many: full-width and half-width, large and small letters.

/// What a character is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A Chinese character (or kana, or hangul): words are written without blanks between.
    Ideograph,
    /// A letter or digit of a script that puts blanks between words.
    Letter,
    /// Anything else: it only separates.
    Break,
}

/// The sort of a character in its normal form.
pub fn sort(c: char) -> Sort {
    match c {
        '\u{3005}'
        | '\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() =>
        {
            Sort::Ideograph
        }
        _ if c.is_alphanumeric() => Sort::Letter,
        _ => Sort::Break,
    }
}

/// A character in the form in which it is compared: half-width, small.
pub fn normal(c: char) -> char {
    let narrow = match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    narrow.to_lowercase().next().unwrap_or(narrow)
}

/// Whether a character only says how others are shown and is not seen itself (Unicode's category Cf): marks of
/// direction, joiners, soft hyphens, tags. Texts that are copied carry them, and nobody types them.
pub const fn unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0001}'
            | '\u{e0020}'..='\u{e007f}'
    )
}

/// A text in the form in which it is compared: what is not seen parts no word.
pub fn normalise(text: &str) -> String {
    let seen = text.chars().filter(|c| !unseen(*c));
    seen.map(normal).collect()
}

/// Runs of characters of one sort, in order, without what only separates. The text is in its normal
/// form.
pub fn runs(text: &str) -> impl Iterator<Item = (Sort, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| sort(c) == Sort::Break);
        let kind = sort(rest.chars().next()?);
        let end = rest.find(|c| sort(c) != kind).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some((kind, run))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(normalise("ＦＺ１２ Ａb，。　x"), "fz12 ab,。 x");
    }

    #[test]
    fn what_is_not_seen_parts_nothing() {
        assert_eq!(
            normalise("\u{202a}FZ\u{200b}12\u{202c}噪\u{feff}声"),
            "fz12噪声"
        );
        // None of these is a letter: what the index holds of texts without them stays as it is.
        let all = (0..=u32::from(char::MAX)).filter_map(char::from_u32);
        assert!(all.filter(|c| unseen(*c)).all(|c| sort(c) == Sort::Break));
    }

    #[test]
    fn runs_are_of_one_sort() {
        let runs: Vec<_> = runs("施埔路12号b15,店。喇叭").collect();
        let expected = [
            (Sort::Ideograph, "施埔路"),
            (Sort::Letter, "12"),
            (Sort::Ideograph, "号"),
            (Sort::Letter, "b15"),
            (Sort::Ideograph, "店"),
            (Sort::Ideograph, "喇叭"),
        ];
        assert_eq!(runs, expected);
    }
}
