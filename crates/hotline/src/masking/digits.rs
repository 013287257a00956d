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

/// Most marks that may stand between two runs of one number, such as `）-`.
const BETWEEN: usize = 2;
/// Most blanks that may stand there besides; more of them are a table's.
const BLANKS: usize = 3;
/// Most digits of one number that is written in pieces: a card's.
const MOST: usize = 19;
/// Most pieces of one number, if it is not written digit by digit.
const PIECES: usize = 8;
/// From here on a number is too long to be anything that a reader needs.
const LONG: usize = 11;
/// So far back something may say that a number is a telephone's.
const BEFORE: usize = 8;

/// Where other scripts and fancy letters have their ten digits, the first of each. Of those in circles only zero has
/// another place.
const TENS: [u32; 12] = [
    0x0660, 0x06F0, 0x0966, 0x245F, 0x2775, 0x2789, 0x277F, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6,
];

/// Arabic digits of every shape and width, and those that are written out one by one.
pub(super) fn digit(c: char) -> Option<char> {
    if let Some(begin) = TENS
        .iter()
        .find(|begin| (**begin..**begin + 10).contains(&u32::from(c)))
    {
        return char::from_digit(u32::from(c) - begin, 10);
    }
    Some(match half(c) {
        c @ '0'..='9' => c,
        '〇' | '零' | '○' | '⓪' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '贰' | '貳' => '2',
        '三' | '叁' | '參' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' | '陸' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
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
    let between = || chars[left.to..right.from].iter().filter(|c| !unseen(**c));
    let blanks = between().filter(|c| c.is_whitespace()).count();
    // A line that was broken may be indented.
    (blanks <= BLANKS || between().any(|c| ends_line(*c)))
        && between().count() - blanks <= BETWEEN
        && between().all(|c| c.is_whitespace() || listing(*c) || joining(*c))
}

/// Marks that stand between the pieces of a number: dashes of every width, brackets, dots.
fn joining(c: char) -> bool {
    matches!(
        half(c),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '(' | ')' | '·' | '•' | '・' | '_'
    )
}

const fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Whether a line ends between two runs.
fn broken(chars: &[char], left: &Run, right: &Run) -> bool {
    chars[left.to..right.from].iter().any(|c| ends_line(*c))
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
        let read = |on_a_line: bool| {
            let mut ends = (first..=last).rev();
            ends.find_map(|last| {
                let runs = &runs[first..=last];
                let whole = runs.windows(2).all(|two| !broken(chars, &two[0], &two[1]));
                (whole == on_a_line).then_some(())?;
                Some((last, number(chars, runs)?))
            })
        };
        // What a line says already is not read on: the next may begin with the number of a list. But a number
        // that could be anything may be the beginning of one that goes on there.
        let taken = match read(true) {
            Some((last, one)) if own(&chars[one.from..one.to]).is_some() => Some((last, one)),
            unsure => read(false).or(unsure),
        };
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
    let lines = runs
        .windows(2)
        .filter(|two| broken(chars, &two[0], &two[1]));
    let lines = lines.count();
    if lines > 0 && !goes_on(chars, runs, lines) {
        return None;
    }
    if listed && !pieces(chars, runs) || runs.len() > PIECES && !one_by_one {
        return None;
    }
    let what = match digits.len() {
        _ if identity => Personal::Identity,
        18 if born(&digits) => Personal::Identity,
        15 if whole || old_identity(&digits) => Personal::Identity,
        // Four years with commas between them are no card.
        16..=19 if !listed && lines == 0 => Personal::Card,
        11 if whole && numbers_a_case(chars, begin, &digits) => Personal::LongNumber,
        11 | 13 | 15 if mobile(&digits) => Personal::Phone,
        10..=12 if landline(&digits) => Personal::Phone,
        12 | 13 if abroad(chars[..begin.from].last(), &digits) => Personal::Phone,
        _ if whole && digits.len() >= LONG => Personal::LongNumber,
        7 | 8 if lines == 0 && local(chars, runs, &digits, listed) => Personal::Phone,
        _ => return None,
    };
    let to = end.to + usize::from(identity);
    let stands_before = |from: usize, mark: char| from > 0 && half(chars[from - 1]) == mark;
    let mut from = begin.from;
    if what == Personal::Phone {
        from -= usize::from(stands_before(from, '+'));
        // A bracket that ends behind the number is the sentence's.
        let ends_inside = chars[from..to].iter().any(|c| half(*c) == ')');
        from -= usize::from(ends_inside && stands_before(from, '('));
    }
    Some(Seen { what, from, to })
}

/// Whether a number that stands on several lines is one that the end of a line has broken: once, or between the
/// three pieces of a mobile or an identity number; and no list, which goes on with lines of digits alone.
fn goes_on(chars: &[char], runs: &[Run], lines: usize) -> bool {
    let pieces = runs.iter().map(|run| run.digits.len());
    let (from, to) = (runs[0].from, runs[runs.len() - 1].to);
    let written = |line: &&[char]| !line.iter().all(|c| c.is_whitespace());
    let above = chars[..from]
        .rsplit(|c| ends_line(*c))
        .skip(1)
        .find(written);
    let below = chars[to..].split(|c| ends_line(*c)).skip(1).find(written);
    let in_digits = |line: &[char]| {
        // What is blotted out was a number: a second look tells the same.
        let number = |c: &char| digit(*c).is_some() || *c == super::MARK;
        let rest = |c: &char| c.is_whitespace() || joining(*c) || unseen(*c);
        line.iter().all(|c| number(c) || rest(c))
    };
    let in_three = |sizes: [usize; 3]| lines == 2 && pieces.clone().eq(sizes);
    // Of a mobile, of an identity card with its date between.
    (lines == 1
        || [[3, 4, 4], [6, 8, 4], [6, 8, 3], [6, 6, 3]]
            .into_iter()
            .any(in_three))
        && !above.is_some_and(in_digits)
        && !below.is_some_and(in_digits)
}

/// Numbers that are somebody's, and by which others are told from what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// A mobile's.
    Mobile,
    /// A landline's, with its area code.
    Landline,
    /// An identity card's, new or old.
    Identity,
}

/// What a passage reads as, however it is written; none if it may be anything.
pub(super) fn own(words: &[char]) -> Option<Own> {
    let digits: String = words.iter().filter_map(|c| digit(*c)).collect();
    let x = words.last().is_some_and(|c| digit(*c).is_none());
    match digits.len() {
        17 if x => Some(Own::Identity),
        18 if born(&digits) => Some(Own::Identity),
        15 if old_identity(&digits) => Some(Own::Identity),
        11 | 13 | 15 if mobile(&digits) => Some(Own::Mobile),
        10..=12 if landline(&digits) => Some(Own::Landline),
        12 | 13 if abroad(words.first(), &digits) => Some(Own::Landline),
        _ => None,
    }
}

/// Whether money follows.
pub(super) fn is_sum(chars: &[char], to: usize) -> bool {
    matches!(chars.get(to), Some('元' | '万' | '亿' | '块'))
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

/// Whether 15 digits are an identity number of the old kind: a province, and a date of birth whose year has two places.
fn old_identity(digits: &str) -> bool {
    let part = |from: usize| digits[from..from + 2].parse::<u32>().unwrap_or(0);
    let province = matches!(
        part(0),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82
    );
    province && (1..=12).contains(&part(8)) && (1..=31).contains(&part(10))
}

/// Whether 11 digits are a case's number, as `FZ17111800237`: right behind the city's letters, and a day first.
fn numbers_a_case(chars: &[char], run: &Run, digits: &str) -> bool {
    let part = |from: usize| digits[from..from + 2].parse::<u32>().unwrap_or(0);
    let letters = run.from > 0 && chars[run.from - 1].is_ascii_uppercase();
    letters && (1..=12).contains(&part(2)) && (1..=31).contains(&part(4))
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

/// A landline as it is dialled from abroad, such as `+86 591 88886666`.
fn abroad(before: Option<&char>, digits: &str) -> bool {
    let national = digits.strip_prefix("86");
    before.is_some_and(|c| half(*c) == '+')
        && national.is_some_and(|rest| landline(&format!("0{rest}")))
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
