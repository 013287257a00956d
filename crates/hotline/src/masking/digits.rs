//! Numbers that tell who somebody is, however they are spaced or written.

use super::{Personal, Seen, half, unseen};

/// Digits without anything in between.
struct Run {
    from: usize,
    to: usize,
    digits: String,
    /// An X follows, as in identity numbers.
    x: bool,
}

/// Most that may stand between two runs of one number, such as `）-`.
const BETWEEN: usize = 2;
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

fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(digit) = digit(*c) else { continue };
        match runs.last_mut() {
            Some(run) if chars[run.to..at].iter().all(|c| unseen(*c)) => {
                run.digits.push(digit);
                run.to = at + 1;
            }
            _ => runs.push(Run {
                from: at,
                to: at + 1,
                digits: digit.to_string(),
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
                || matches!(
                    half(*c),
                    ' ' | '-' | '—' | '–' | '(' | ')' | '·' | '\t' | '_'
                )
        })
}

pub(super) fn find(chars: &[char]) -> Vec<Seen> {
    let runs = runs(chars);
    let mut seen = Vec::new();
    let mut first = 0;
    while first < runs.len() {
        // The longest number that begins here.
        let mut last = first;
        while last + 1 < runs.len() && last - first < 7 && near(chars, &runs[last], &runs[last + 1])
        {
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
    seen
}

/// What these runs are together.
fn number(chars: &[char], runs: &[Run]) -> Option<Seen> {
    let (begin, end) = (runs.first()?, runs.last()?);
    let digits: String = runs.iter().map(|run| run.digits.as_str()).collect();
    let identity = digits.len() == 17 && end.x;
    let whole = runs.len() == 1;
    let what = match digits.len() {
        _ if identity => Personal::Identity,
        18 if born(&digits) => Personal::Identity,
        15 if whole => Personal::Identity,
        16..=19 => Personal::Card,
        11 | 13 | 15 if mobile(&digits) => Personal::Phone,
        10..=12 if landline(&digits) => Personal::Phone,
        _ if whole && digits.len() >= LONG => Personal::LongNumber,
        7 | 8 if local(chars, runs, &digits) => Personal::Phone,
        _ => return None,
    };
    let from = match begin.from.checked_sub(1).map(|at| (at, half(chars[at]))) {
        Some((at, '+' | '(')) if what == Personal::Phone => at,
        _ => begin.from,
    };
    let to = end.to + usize::from(identity);
    Some(Seen { what, from, to })
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

/// A number without its area code: eight digits that are no date and no sum, or after a word that says so.
fn local(chars: &[char], runs: &[Run], digits: &str) -> bool {
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
    let sum = matches!(
        chars.get(to),
        Some('元' | '万' | '亿' | '.' | '块' | '个' | '号')
    );
    let date = digits.starts_with("19") || digits.starts_with("20");
    let letters = from > 0 && chars[from - 1].is_ascii_alphanumeric();
    digits.len() == 8 && !sum && !date && !letters
}
