//! Numbers that tell who somebody is, however they are spaced or written.

use super::{Personal, Seen, half, unseen};

/// Digits of one script without anything in between: what follows a number in words, as in
/// `88886666一直没人接`, is no part of it.
struct Run {
    from: usize,
    to: usize,
    digits: String,
    /// Written in Chinese.
    words: bool,
    /// An X follows, as in identity numbers.
    x: bool,
}

/// Most that may stand between two runs of one number, such as `）-`.
const BETWEEN: usize = 2;
/// Most digits of one number that is written in pieces: a card's.
const MOST: usize = 19;
/// Most pieces of one number, if it is not written digit by digit.
const PIECES: usize = 8;
/// From here on a number is too long to be anything that a reader needs.
const LONG: usize = 11;
/// So far back something may say that a number is a telephone's.
const BEFORE: usize = 8;

/// Arabic digits of either width, and those that are written out one by one.
pub(super) fn digit(c: char) -> Option<char> {
    Some(match half(c) {
        c @ '0'..='9' => c,
        '〇' | '零' | '○' => '0',
        '一' | '幺' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

fn in_words(c: char) -> bool {
    !half(c).is_ascii_digit()
}

fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(digit) = digit(*c) else { continue };
        match runs.last_mut() {
            Some(run)
                if run.words == in_words(*c) && chars[run.to..at].iter().all(|c| unseen(*c)) =>
            {
                run.digits.push(digit);
                run.to = at + 1;
            }
            _ => runs.push(Run {
                from: at,
                to: at + 1,
                digits: digit.to_string(),
                words: in_words(*c),
                x: false,
            }),
        }
    }
    for run in &mut runs {
        let next = chars.get(run.to).map(|c| half(*c));
        run.x = matches!(next, Some('X' | 'x' | '×' | '*'));
    }
    runs
}

/// Whether two runs may be one number.
fn near(chars: &[char], left: &Run, right: &Run) -> bool {
    let between = &chars[left.to..right.from];
    let shown = between.iter().filter(|c| !unseen(**c)).count();
    shown <= BETWEEN
        && between.iter().all(|c| {
            unseen(*c)
                || listing(*c)
                || matches!(
                    half(*c),
                    ' ' | '-' | '—' | '–' | '(' | ')' | '·' | '\t' | '_'
                )
        })
}

/// Marks that stand between the pieces of a number, but also between numbers, or inside a sum.
fn listing(c: char) -> bool {
    matches!(half(c), '.' | ',' | '、' | '/')
}

pub(super) fn find(chars: &[char]) -> Vec<Seen> {
    let runs = runs(chars);
    let mut seen = Vec::new();
    let mut first = 0;
    while first < runs.len() {
        // The longest number that begins here.
        let (mut last, mut digits) = (first, runs[first].digits.len());
        while let Some(next) = runs.get(last + 1)
            && digits + next.digits.len() <= MOST
            && near(chars, &runs[last], next)
        {
            digits += next.digits.len();
            last += 1;
        }
        let taken = (first..=last)
            .rev()
            .find_map(|last| Some((last, number(chars, &runs[first..=last])?)));
        match taken {
            Some((last, one)) => {
                seen.push(one);
                first = last + 1;
            }
            None => first += 1,
        }
    }
    let mixed = mixed(chars, &runs, &seen);
    seen.extend(mixed);
    seen
}

/// Long numbers that change their script on the way, where nothing in them is a number already.
fn mixed(chars: &[char], runs: &[Run], seen: &[Seen]) -> Vec<Seen> {
    let joined = |left: &Run, right: &Run| chars[left.to..right.from].iter().all(|c| unseen(*c));
    let stretches = runs.chunk_by(joined).filter(|stretch| {
        let digits: usize = stretch.iter().map(|run| run.digits.len()).sum();
        digits >= LONG
    });
    let whole = stretches.map(|stretch| (stretch[0].from, stretch[stretch.len() - 1].to));
    whole
        .filter(|(from, to)| !seen.iter().any(|one| one.from < *to && *from < one.to))
        .map(|(from, to)| Seen {
            what: Personal::LongNumber,
            from,
            to,
        })
        .collect()
}

/// What these runs are together.
fn number(chars: &[char], runs: &[Run]) -> Option<Seen> {
    let (begin, end) = (runs.first()?, runs.last()?);
    let digits: String = runs.iter().map(|run| run.digits.as_str()).collect();
    let identity = digits.len() == 17 && end.x;
    let whole = runs.len() == 1;
    let listed = runs
        .windows(2)
        .any(|two| chars[two[0].to..two[1].from].iter().any(|c| listing(*c)));
    let one_by_one = runs.iter().all(|run| run.digits.len() == 1);
    if listed && !pieces(chars, runs) || runs.len() > PIECES && !one_by_one {
        return None;
    }
    let what = match digits.len() {
        _ if identity => Personal::Identity,
        18 if born(&digits) => Personal::Identity,
        15 if whole => Personal::Identity,
        // Four years with commas between them are no card.
        16..=19 if !listed => Personal::Card,
        11 | 13 | 15 if mobile(&digits) => Personal::Phone,
        10..=12 if landline(&digits) => Personal::Phone,
        _ if whole && digits.len() >= LONG => Personal::LongNumber,
        7 | 8 if local(chars, runs, &digits, listed) => Personal::Phone,
        _ => return None,
    };
    let from = match begin.from.checked_sub(1).map(|at| (at, half(chars[at]))) {
        Some((at, '+' | '(')) if what == Personal::Phone => at,
        _ => begin.from,
    };
    let to = end.to + usize::from(identity);
    Some(Seen { what, from, to })
}

/// Whether runs between marks that also make lists and sums look like the pieces of one number:
/// `138，0000，0555` or digit by digit, and not `13,800,000,055`, `1、3、101、102、103`, `199、1999、2999元`.
fn pieces(chars: &[char], runs: &[Run]) -> bool {
    let own = match runs {
        [code, own @ ..] if matches!(code.digits.as_str(), "86" | "0086") => own,
        own => own,
    };
    let one_by_one = own.iter().all(|run| run.digits.len() == 1);
    let groups = own.iter().all(|run| run.digits.len() >= 3);
    let after = runs.last().and_then(|run| chars.get(run.to));
    let sum = matches!(after, Some('元' | '万' | '亿' | '块' | '个'));
    (one_by_one || groups) && !sum
}

/// Whether the middle of an 18-digit number is a date of birth.
fn born(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u32>().unwrap_or(0);
    (1850..2150).contains(&part(6, 10))
        && (1..=12).contains(&part(10, 12))
        && (1..=31).contains(&part(12, 14))
}

/// 1 and a digit from 3 to 9, with or without 86 before it.
fn mobile(digits: &str) -> bool {
    let own = match digits.len() {
        11 => digits,
        13 => digits.strip_prefix("86").unwrap_or_default(),
        _ => digits.strip_prefix("0086").unwrap_or_default(),
    };
    own.starts_with('1') && matches!(own.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// Whether a telephone number, however it is spaced, is a mobile's.
pub(super) fn is_mobile(words: &str) -> bool {
    let digits: String = words.chars().filter_map(digit).collect();
    matches!(digits.len(), 11 | 13 | 15) && mobile(&digits)
}

/// An area code and seven or eight digits.
fn landline(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes[0] == b'0' && matches!(bytes[1], b'1'..=b'9') && {
        let code = if matches!(bytes[1], b'1' | b'2') {
            3
        } else {
            4
        };
        matches!(bytes.len() - code, 7 | 8) && !matches!(bytes[code], b'0' | b'1')
    }
}

/// A number without its area code: eight digits that are no date and no sum, or after a word that says so;
/// between marks of a list only after such a word.
fn local(chars: &[char], runs: &[Run], digits: &str, listed: bool) -> bool {
    let (from, to) = (runs[0].from, runs[runs.len() - 1].to);
    let halves = runs.len() == 2 && runs.iter().all(|run| run.digits.len() >= 3);
    if matches!(digits.as_bytes()[0], b'0' | b'1') || !(runs.len() == 1 || halves) {
        return false;
    }
    let before: String = chars[from.saturating_sub(BEFORE)..from].iter().collect();
    if ["电话", "座机", "号码", "致电", "拨打", "联系", "手机"]
        .iter()
        .any(|word| before.contains(word))
    {
        return true;
    }
    if listed {
        return false;
    }
    let sum = matches!(
        chars.get(to),
        Some('元' | '万' | '亿' | '.' | '块' | '个' | '号')
    );
    let date = digits.starts_with("19") || digits.starts_with("20");
    let letters = from > 0 && chars[from - 1].is_ascii_alphanumeric();
    digits.len() == 8 && !sum && !date && !letters
}
