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
    ("东街88号3座502室", "东街88号×座×××室"),
    ("东街88号A座二单元五〇二室", "东街88号×座×单元×××室"),
    ("12号楼3-502室", "××号楼×-×××室"),
    ("东街88号3-502", "东街88号×-×××"),
    ("融信小区7#802", "融信小区×#×××"),
    ("12号楼502漏水", "××号楼×××漏水"),
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
        "东街88号门前的路灯",
        "请拨12345，或者96110",
        "赔偿30000000元",
        "一座桥、两栋楼、三室一厅",
        "乘12号线、3号502路",
        "第十二条第三款",
        "2026年1月1日0时到2027年",
        "×××室",
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
    assert!(unknown.text.contains("88号×座×××室"));
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

/// The digits of a text, whatever stands between them.
fn digits_of(text: &str) -> String {
    text.chars().filter_map(digits::digit).collect()
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
    fn spaces_do_not_hide_a_mobile_number(own in "1[3-9][0-9]{9}", at in 1usize..10, space in "[ －　—-]") {
        let mut spaces = vec![None; 11];
        spaces[at - 1] = space.chars().next();
        let masked = mask(&spaced(&own, &spaces), None).text;
        prop_assert_eq!(digits_of(&masked), "");
    }

    #[test]
    fn a_proposal_needs_no_second_one(text in "[0-9A-Z×号室座 -]{0,40}|\\PC{0,60}") {
        let once = mask(&text, Some(&wang())).text;
        let twice = mask(&once, Some(&wang()));
        prop_assert_eq!(twice.text, once);
    }
}
