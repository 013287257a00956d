//! Plates, e-mail addresses, accounts, and the numbers of an address.

use super::digits::digit;
use super::{Personal, Seen, half};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领";
/// What follows a number that is finer than the street number; the longer before the shorter.
const FINER: [&str; 8] = ["号楼", "单元", "座", "室", "幢", "栋", "#楼", "#"];
/// Finer parts whose words also count things, as in 一座桥: only after Arabic digits or a letter.
const COUNTING: [&str; 5] = ["座", "幢", "栋", "#楼", "#"];
/// What a street's name ends with.
const STREETS: [&str; 8] = ["路", "街", "巷", "弄", "村", "坊", "大道", "胡同"];
/// The same endings where a number behind them is a day's or another thing's.
const NO_STREETS: [&str; 6] = ["公路", "铁路", "道路", "马路", "全村", "本村"];
/// What leads an account, without regard to case.
const ACCOUNTS: [&str; 5] = ["微信", "qq", "wx", "vx", "weixin"];

pub(super) fn find(chars: &[char]) -> Vec<Seen> {
    let plain: Vec<char> = chars.iter().map(|c| half(*c)).collect();
    let mut seen = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let found = email(&plain, at)
            .or_else(|| plate(&plain, at))
            .or_else(|| account(&plain, at))
            .or_else(|| house(&plain, at));
        match found {
            Some(one) => {
                at = one.to;
                seen.push(one);
            }
            None => at += 1,
        }
    }
    seen
}

fn longest(chars: &[char], from: usize, is: impl Fn(char) -> bool) -> usize {
    let rest = chars.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|c| is(**c)).count()
}

/// `闽A12345`, `闽A·D12345`, `A·12345`: the place of registration stays.
fn plate(chars: &[char], at: usize) -> Option<Seen> {
    // Without the province it is one by its dot.
    let alone =
        at == 0 || !PROVINCES.contains(chars[at - 1]) && !chars[at - 1].is_ascii_alphanumeric();
    if alone && chars[at].is_ascii_uppercase() && matches!(chars.get(at + 1), Some('·' | '•')) {
        let to = longest(chars, at + 2, |c| c.is_ascii_alphanumeric());
        let digits = chars[at + 2..to].iter().filter(|c| c.is_ascii_digit());
        return ((5..=6).contains(&(to - at - 2)) && digits.count() >= 3).then_some(Seen {
            what: Personal::Plate,
            from: at + 2,
            to,
        });
    }
    if !PROVINCES.contains(chars[at]) || !chars.get(at + 1)?.is_ascii_alphabetic() {
        return None;
    }
    let from = longest(chars, at + 2, |c| matches!(c, '·' | ' ' | '-' | '•' | '.'));
    let to = longest(chars, from, |c| c.is_ascii_alphanumeric());
    let digits = chars[from..to].iter().any(char::is_ascii_digit);
    ((4..=7).contains(&(to - from)) && digits && from - at <= 3).then_some(Seen {
        what: Personal::Plate,
        from,
        to,
    })
}

/// From the first character of the local part.
fn email(chars: &[char], at: usize) -> Option<Seen> {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '%');
    let middle = longest(chars, at, word);
    if middle == at || chars.get(middle) != Some(&'@') {
        return None;
    }
    let to = longest(chars, middle + 1, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
    });
    chars[middle + 1..to].contains(&'.').then_some(Seen {
        what: Personal::Email,
        from: at,
        to,
    })
}

/// `微信号：abc_123`, `QQ 12345678`.
fn account(chars: &[char], at: usize) -> Option<Seen> {
    let lead = ACCOUNTS.iter().find_map(|lead| {
        let mut long = 0;
        for c in lead.chars() {
            (chars.get(at + long)?.to_ascii_lowercase() == c).then_some(())?;
            long += 1;
        }
        Some(long)
    })?;
    let from = longest(chars, at + lead, |c| {
        matches!(c, '号' | '是' | '为' | ':' | ' ' | '码' | '同')
    });
    let to = longest(chars, from, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
    });
    ((5..=20).contains(&(to - from))).then_some(Seen {
        what: Personal::Account,
        from,
        to,
    })
}

/// `学军路12号`, `3座`, `二单元`, `502室`, `A-502室`, `12号楼`, and what follows one of them: `88号3-502`, `7#802`.
fn house(chars: &[char], at: usize) -> Option<Seen> {
    let part = |c: char| {
        digit(c).is_some()
            || c.is_ascii_alphabetic()
            || matches!(c, '-' | '十' | '百' | '甲' | '乙' | '丙')
    };
    if at > 0 && part(chars[at - 1]) {
        return None;
    }
    let to = longest(chars, at, part);
    if to == at || to - at > 10 {
        return None;
    }
    let number = &chars[at..to];
    let arabic = number.iter().any(char::is_ascii_digit);
    let letter = number.len() == 1 && number[0].is_ascii_alphabetic();
    let next = longest(chars, to, |c| c == ' ');
    let rest: String = chars[next..].iter().take(2).collect();
    let unit = FINER.iter().find(|unit| rest.starts_with(**unit));
    let finer = match unit {
        Some(unit) if COUNTING.contains(unit) => arabic || letter,
        // 一室一厅 is a size; a room has three places when it is written out.
        Some(&"室") => arabic || number.len() >= 3,
        Some(_) => true,
        // 12号线 is a line, and 1月12号 a day: a street number stands behind a street's name.
        None if rest.starts_with('号') && rest != "号线" && on_a_street(&chars[..at]) => true,
        // What is blotted out behind it was longer: it is looked at once.
        None if chars.get(to) == Some(&super::MARK) => false,
        None => arabic && to - at >= 3 && follows_a_house(chars, at) && !counts(chars, to),
    };
    finer.then_some(Seen {
        what: Personal::House,
        from: at,
        to,
    })
}

/// Whether the words before end with a street's name.
fn on_a_street(before: &[char]) -> bool {
    let blanks = before.iter().rev().take_while(|c| **c == ' ').count();
    let before: String = before[..before.len() - blanks]
        .iter()
        .skip(before.len().saturating_sub(blanks + 3))
        .collect();
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    ends(&STREETS) && !ends(&NO_STREETS)
}

/// Whether a street number or a finer part stands right before.
fn follows_a_house(chars: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| chars[at]);
    let number = |back| before(back).is_some_and(|c| digit(c).is_some());
    match before(1) {
        Some('号' | '#') => number(2),
        Some('座' | '幢' | '栋' | '楼' | '元') => true,
        _ => false,
    }
}

/// Whether what follows says that the number counts something, or is a line's.
fn counts(chars: &[char], to: usize) -> bool {
    let next = chars.get(to).copied();
    next.is_some_and(|c| "路线时点年月日米平人户个元万吨辆棵".contains(c))
}
