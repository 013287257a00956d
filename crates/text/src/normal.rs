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

/// A text in the form in which it is compared.
pub fn normalise(text: &str) -> String {
    text.chars().map(normal).collect()
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
