//! What people typed or pasted, without what no keyboard types: nobody sees such a character, so nobody can be
//! asked to remove it.

/// Several lines: what breaks a line elsewhere becomes a line feed, other control characters go.
pub(crate) fn words(raw: &str) -> String {
    let mut words = String::with_capacity(raw.len());
    for c in raw.replace("\r\n", "\n").chars() {
        match c {
            // Word processors break lines and pages by these.
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => words.push('\n'),
            '\n' | '\t' => words.push(c),
            c if c.is_control() => {}
            c => words.push(c),
        }
    }
    words
}

/// One line: what breaks it is a space.
pub(crate) fn line(raw: &str) -> String {
    words(raw).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_keyboard_types_goes_and_lines_stay_lines() {
        assert_eq!(
            words("一\u{b}二\u{c}三\r\n四\r五\t六\u{0}\u{1b}七"),
            "一\n二\n三\n四\n五\t六七"
        );
        assert_eq!(line("学军路\u{b}12 号\u{7}"), "学军路 12 号");
    }
}
