use super::*;
use proptest::prelude::*;

fn wang() -> Requester {
    Requester {
        name: Some(Line::new("王小明").unwrap()),
        phone: Some(Phone::new("13800000555").unwrap()),
        address: Some(Line::new("鼓楼区东街88号3座502室").unwrap()),
        email: None,
    }
}

/// What goes in and what is proposed.
const TABLE: &[(&str, &str)] = &[
    ("电话13800000555。", "电话×××××××××××。"),
    ("138-0000-0555", "×××-××××-××××"),
    ("138 0000 0555", "××× ×××× ××××"),
    ("１３８００００0555", "×××××××××××"),
    ("138\u{200B}0000\u{200B}0555", "×××\u{200B}××××\u{200B}××××"),
    ("+86 138 0000 0555", "××× ××× ×××× ××××"),
    ("一三八零零零零零五五五", "×××××××××××"),
    ("0591-88886666", "××××-××××××××"),
    ("（0591）88886666", "（××××）××××××××"),
    ("010 6666 8888 找他", "××× ×××× ×××× 找他"),
    ("座机 8765432", "座机 ×××××××"),
    ("打87654321没人接", "打××××××××没人接"),
    ("身份证350102199001011234", "身份证××××××××××××××××××"),
    ("35010219900101123X", "××××××××××××××××××"),
    ("３５０１０２１９９００１０１１２３ｘ", "××××××××××××××××××"),
    ("350102 19900101 1234", "×××××× ×××××××× ××××"),
    ("350102900101123", "×××××××××××××××"),
    ("卡号6222 0214 0200 1234 567", "卡号×××× ×××× ×××× ×××× ×××"),
    ("单号202611290000123", "单号×××××××××××××××"),
    ("闽A12345占道", "闽A×××××占道"),
    ("闽A·D12345", "闽A·××××××"),
    ("闽ａ１２３４５", "闽ａ×××××"),
    ("写信到wang.xm@example.com。", "写信到××××.××@×××××××.×××。"),
    ("微信号：wang_88", "微信号：×××××××"),
    ("QQ 12345678", "QQ ××××××××"),
    ("东街88号3座502室", "东街××号×座×××室"),
    ("住学军路12号，3栋502室", "住学军路××号，×栋×××室"),
    ("学军路 12 号 3 栋 502 室", "学军路 ×× 号 × 栋 ××× 室"),
    ("工业大道８-2号旁", "工业大道×-×号旁"),
    ("八一七路十二号", "八一七路××号"),
    ("东街88号A座二单元五〇二室", "东街××号×座×单元×××室"),
    ("12号楼3-502室", "××号楼×-×××室"),
    ("东街88号3-502", "东街××号×-×××"),
    ("融信小区7#802", "融信小区×#×××"),
    ("12号楼502漏水", "××号楼×××漏水"),
    ("拨打0591-88886666一直没人接", "拨打××××-××××××××一直没人接"),
    ("电话87654321一直占线", "电话××××××××一直占线"),
    ("打87654321一直占线", "打××××××××一直占线"),
    ("138-0000-0555一直关机", "×××-××××-××××一直关机"),
    ("13800000555一直关机", "×××××××××××一直关机"),
    ("138 0000 0555三次都没接", "××× ×××× ××××三次都没接"),
    ("0591 8888 6666一次也没通", "×××× ×××× ××××一次也没通"),
    ("打了三138-0000-0555", "打了三×××-××××-××××"),
    ("138零零零零0555", "×××××××××××"),
    ("1 3 8 0 0 0 0 0 5 5 5", "× × × × × × × × × × ×"),
    (
        "1、3、8、0、0、0、0、0、5、5、5",
        "×、×、×、×、×、×、×、×、×、×、×",
    ),
    ("138.0000.0555。", "×××.××××.××××。"),
    ("138，0000，0555一直关机", "×××，××××，××××一直关机"),
    ("+86/138/0000/0555", "×××/×××/××××/××××"),
    ("0591、8888、6666", "××××、××××、××××"),
    ("电话8888.6666", "电话××××.××××"),
    ("2026.11.29，13800000555", "2026.11.29，×××××××××××"),
    ("单号2026一二三四五六七", "单号×××××××××××"),
    ("壹叁捌零零零零零伍伍伍", "×××××××××××"),
    ("138 - 0000 - 0555", "××× - ×××× - ××××"),
    ("138‑0000−0555", "×××‑××××−××××"),
    ("电话138\n00000555，谢谢", "电话×××\n××××××××，谢谢"),
    ("请打138\r\n  0000 0555", "请打×××\r\n  ×××× ××××"),
    ("138\n0000\n0555", "×××\n××××\n××××"),
    ("打0591-\n88886666", "打××××-\n××××××××"),
    ("证件35010219\n9001011234", "证件××××××××\n××××××××××"),
    ("证件350102 900101 123", "证件×××××× ×××××× ×××"),
    ("0591-8765432\n2、请尽快", "××××-×××××××\n2、请尽快"),
    ("一辆A·12345占道", "一辆A·×××××占道"),
    ("我叫王小明，王 小 明", "我叫×××，× × ×"),
];

#[test]
fn what_tells_who_somebody_is_is_blotted_out() {
    for (text, proposed) in TABLE {
        let masked = mask(text, Some(&wang()));
        assert_eq!(&masked.text, proposed, "{text}");
        assert!(!masked.found.is_empty(), "{text}");
        assert_eq!(
            mask(&masked.text, Some(&wang())).text,
            masked.text,
            "{text}"
        );
    }
}

/// What a reader needs stays.
#[test]
fn what_tells_nobody_stays() {
    for text in [
        "2026-11-29 08:30 起，每天17:00至23:00",
        "11月29日前修好，共20261129",
        "东街门前的路灯",
        "村口道路12号动工，1月12号停水",
        "乘地铁到南门路12号线",
        "请拨12345，或者96110",
        "赔偿30000000元",
        "一座桥、两栋楼、三室一厅",
        "乘12号线、3号502路",
        "第十二条第三款",
        "2026年1月1日0时到2027年",
        "×××室",
        "赔13,800,000,055元，或1,380,000,055",
        "1、3、5、7、9、11、13、15路",
        "1、3、101、102、103号",
        "套餐199、1999、2999元",
        "2019、2020、2021、2022这四年",
        "交3000、5000的都有",
        "2026.11.29，2026/11/30，11.29 08:30",
        "区号0591、0592、0593和010、020、0591",
        "坐标26.0753,119.2965",
        "11，12，13，14，15，16，17，18号",
        "1 2 3 4 5 6 7 8 9 10 11 12 13号门口",
        "20261129一早，30000000元一分不少",
        "110\n119\n120\n12345\n96110",
        "139\n0000\n0000\n12",
        "101\n1390000\n0000",
        "2026-11-29\n08:30\n17:00",
        "共3件：\n1\n3\n5\n7\n9\n11\n13\n15\n17",
        "甲A·B、表B·2",
        "",
    ] {
        let masked = mask(text, None);
        assert_eq!(masked.text, text);
        assert_eq!(masked.found, [], "{text}");
    }
    // 市民 is nobody's name.
    let somebody = Requester {
        name: Some(Line::new("市民").unwrap()),
        ..Requester::default()
    };
    assert_eq!(mask("市民反映", Some(&somebody)).text, "市民反映");
}

#[test]
fn it_says_what_it_found_and_where() {
    let text = "我叫王小明，电话13800000555，身份证350102199001011234，住鼓楼区东街88号3座502室。";
    let masked = mask(text, Some(&wang()));
    let kinds: Vec<_> = masked.found.iter().map(|one| one.what).collect();
    assert_eq!(
        kinds,
        [
            Personal::Name,
            Personal::Phone,
            Personal::Identity,
            Personal::Address
        ]
    );
    assert_eq!(masked.found[0].words, "王小明");
    assert_eq!(masked.found[0].at, (2, 5));
    assert_eq!(masked.text.chars().count(), text.chars().count());
    let unknown = mask(text, None);
    assert!(unknown.found.iter().all(|one| one.what != Personal::Name));
    assert!(unknown.text.contains("东街××号×座×××室"));
}

/// What stands nowhere in the case's words is not compared: a guess is told nothing.
#[test]
fn a_guess_is_told_only_what_the_words_have_told() {
    let guess = "王小明 鼓楼区东街88号3座502室";
    let told = told_in(&["路灯坏了", "我叫王 小明"], &wang());
    assert_eq!((told.name, told.phone), (wang().name, None));
    assert_eq!((told.address, told.email), (None, None));
    let nothing = told_in(&["路灯坏了", ""], &wang());
    assert_eq!(nothing, Requester::default());
    assert_eq!(mask(guess, Some(&nothing)), mask(guess, None));
}

/// What is somebody's own goes public by nobody's insisting; the rest is for a reader.
#[test]
fn mobile_and_identity_numbers_are_never_public() {
    for (text, what, from) in [
        ("请打138-0000-0555", Personal::Phone, 2),
        ("+86 13800000555", Personal::Phone, 0),
        ("请打（13800000555）", Personal::Phone, 3),
        ("壹叁捌零零零零零伍伍伍", Personal::Phone, 0),
        ("一三八零零零零零五五五", Personal::Phone, 0),
        ("１３８００００ 0555", Personal::Phone, 0),
        ("138零零零零0555", Personal::Phone, 0),
        ("打了三138 - 0000 - 0555", Personal::Phone, 3),
        ("请打138\n00000555", Personal::Phone, 2),
        ("请打138\n0000\n0555。", Personal::Phone, 2),
        ("证件35010219900101123X", Personal::Identity, 2),
        ("证件350102199001\n011234", Personal::Identity, 2),
        ("证件350102\n19900101\n1234", Personal::Identity, 2),
        ("证件350102900101123", Personal::Identity, 2),
        ("证件350102\n900101\n123", Personal::Identity, 2),
        ("请打١٣٨٠٠٠٠٠٥٥٥", Personal::Phone, 2),
        ("请打①③⑧⓪⓪⓪⓪⓪⑤⑤⑤", Personal::Phone, 2),
        ("请打𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟎𝟓𝟓𝟓", Personal::Phone, 2),
        (
            "证件三五零一零二 九零零一零一 一二三",
            Personal::Identity,
            2,
        ),
    ] {
        for answer in [false, true] {
            let found = never_public(text, answer).expect(text);
            assert_eq!((found.what, found.at.0), (what, from), "{text}");
            let masked = mask(text, None);
            assert_eq!(masked.found, [found], "{text}");
            assert_eq!(never_public(&masked.text, answer), None, "{text}");
        }
    }
    for text in [
        "请拨12345，或者96110",
        "闽A12345停在学军路12号3栋502室",
        "写信到wang@example.com",
        "件号FZ17111800237、单号202611290000123",
        "2026-11-29 08:30，共20261129件",
        "赔13900000000元",
        "卡号6222 0214 0200 1234 567",
        "110\n119\n120\n12345\n96110",
        "139\n0000\n0000\n12",
        "①现场查看②联系本人③3天内办结④共12人⑤完",
        "共865918888666件",
    ] {
        assert_eq!(never_public(text, false), None, "{text}");
    }
}

/// A citizen's words with a landline's number are somebody's; an answer names the office's.
#[test]
fn a_landline_may_stand_in_an_answer_and_nowhere_else() {
    for text in [
        "请打0591-88886666",
        "（0591）8888 6666",
        "零五九一 八八八八六六六六",
        "+86 591 88886666",
    ] {
        assert!(never_public(text, false).is_some(), "{text}");
        assert_eq!(never_public(text, true), None, "{text}");
    }
    assert_eq!(
        never_public("打0591-12345没人接，88886666也没有", false),
        None
    );
}

/// A bracket that is the sentence's is no part of what is told.
#[test]
fn a_number_is_told_without_the_sentences_bracket() {
    for (text, words) in [
        ("联系（13800000555）", "13800000555"),
        ("联系(电话+86 13800000555)", "+86 13800000555"),
        ("联系(+86 13800000555)", "+86 13800000555"),
        ("座机（0591）88886666", "（0591）88886666"),
        ("手机(+86)13800000555", "(+86)13800000555"),
    ] {
        assert_eq!(mask(text, None).found[0].words, words, "{text}");
    }
}

/// Digits as people write them.
fn spaced(digits: &str, spaces: &[Option<char>]) -> String {
    let mut text = String::new();
    for (c, space) in digits.chars().zip(spaces) {
        text.push(c);
        text.extend(space);
    }
    text
}

/// What is said before and after a number, numerals among it.
const AROUND: (&str, &str) = (
    "(打|拨打|电话|打了三|第一)?",
    "(一直没人接|三次都没接|一次也没通|五天|，谢谢)?",
);

/// The Arabic digits of a text, whatever stands between them.
fn arabic(text: &str) -> String {
    text.chars().filter(|c| half(*c).is_ascii_digit()).collect()
}

proptest! {
    #[test]
    fn no_mobile_number_survives(before in "[^0-9０-９一二三四五六七八九零〇○幺]{0,12}", own in "1[3-9][0-9]{9}", after in "[^0-9]{0,12}") {
        let text = format!("{before}{own}{after}");
        let masked = mask(&text, None).text;
        prop_assert!(!masked.contains(&own), "{masked}");
        prop_assert_eq!(masked.chars().count(), text.chars().count());
    }

    #[test]
    fn none_survives_in_any_words(text in "\\PC{0,20}", own in "1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]", after in "\\PC{0,20}") {
        let whole = format!("{text}{own}{after}");
        prop_assert!(!mask(&whole, None).text.contains(&own));
    }

    #[test]
    fn no_identity_number_survives(own in "[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9Xx]") {
        let masked = mask(&format!("证件{own}，谢谢"), None);
        prop_assert_eq!(&masked.text, &format!("证件{}，谢谢", "×".repeat(18)));
        prop_assert_eq!(masked.found[0].what, Personal::Identity);
    }

    #[test]
    fn spaces_do_not_hide_a_mobile_number(own in "1[3-9][0-9]{9}", at in 1usize..10, space in "[ －　—-]", (before, after) in AROUND) {
        let mut spaces = vec![None; 11];
        spaces[at - 1] = space.chars().next();
        let text = format!("{before}{}{after}", spaced(&own, &spaces));
        prop_assert_eq!(arabic(&mask(&text, None).text), "");
    }

    #[test]
    fn no_way_of_spacing_hides_a_mobile_number(own in "1[3-9][0-9]{9}", space in "[ －　—.,，、/·-]", every in prop::bool::ANY, (before, after) in AROUND) {
        let space = space.chars().next();
        let spaces: Vec<_> = (0..11).map(|at| space.filter(|_| at < 10 && (every || matches!(at, 2 | 6)))).collect();
        let text = format!("{before}{}{after}", spaced(&own, &spaces));
        prop_assert_eq!(arabic(&mask(&text, None).text), "");
    }

    #[test]
    fn numerals_do_not_hide_a_landline(code in "0591|010", own in "[2-9][0-9]{3}", rest in "[0-9]{4}", space in "[ -]?", (before, after) in AROUND) {
        let text = format!("{before}{code}{space}{own}{space}{rest}{after}");
        prop_assert_eq!(arabic(&mask(&text, None).text), "");
    }

    #[test]
    fn a_proposal_needs_no_second_one(text in "[0-9A-Z×号室座 -]{0,40}|\\PC{0,60}") {
        let once = mask(&text, Some(&wang())).text;
        let twice = mask(&once, Some(&wang()));
        prop_assert_eq!(twice.text, once);
    }
}
