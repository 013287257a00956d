//! Mistakes in items, reasons, channels, lines, areas and units.

use super::any_text::small;
use super::refusal::{points_at, points_at_added};

#[test]
fn items() {
    let path = "items.toml";
    points_at(
        path,
        "code = \"A02\"",
        "code = \"A01\"",
        "A01",
        "already used at items.toml:",
    );
    points_at(
        path,
        "\"人行道砖缺损\"",
        "\"道路坑洼破损\"",
        "道路坑洼破损",
        "already used",
    );
    points_at(
        path,
        "code = \"A02\"",
        "code = \"B99\"",
        "B99",
        "category A and two digits",
    );
    points_at(
        path,
        "category = \"A\"",
        "category = \"Z\"",
        "\"Z\"",
        "no category 'Z'",
    );
    points_at(
        path,
        "initials = [\"dlkwps\"]",
        "initials = []",
        "initials = []",
        "initials",
    );
    points_at(path, "[\"dlkwps\"]", "[\"DL\"]", "\"DL\"", "lower case");
    let also = |words: &str| format!("usual_unit = \"区住建局\"\nalso = [{words}]");
    for (words, told) in [
        ("\"\"", "also must not be empty"),
        ("\" 地砖\"", "no blanks around it"),
        (
            "\"一二三四五六七八九十一二三四五六七八九十一\"",
            "at most 20",
        ),
        ("\"地砖\", \"地砖\"", "found by \"地砖\" already"),
        ("\"人行道砖缺损\"", "found by \"人行道砖缺损\" already"),
        (
            "\"商业喇叭噪声\"",
            "\"商业喇叭噪声\" is the name of item B15",
        ),
    ] {
        points_at(
            path,
            "usual_unit = \"区住建局\"",
            &also(words),
            "also = [",
            told,
        );
    }
    points_at(
        path,
        "english = \"road potholes\"",
        "english = \"\"",
        "english",
        "empty",
    );
    points_at(
        path,
        "usual_unit = \"区住建局\"",
        "from = \"2020-01-01\"\nuntil = \"2019-01-01\"\nusual_unit = \"x\"",
        "until",
        "before",
    );
    points_at_added(
        path,
        "[[category]]",
        "[[category]]\ncode = \"a\"\nname = \"x\"\nenglish = \"x\"\n",
        "\"a\"",
        "capital",
    );
    points_at(
        path,
        "\nurgent = true",
        "\nurgnt = true",
        "urgnt",
        "unknown field",
    );
}

#[test]
fn reasons() {
    let path = "reasons.toml";
    points_at(
        path,
        "code = \"litigation\"",
        "code = \"secret\"",
        "[[decline]]",
        "already used",
    );
    points_at(
        path,
        "number = 3",
        "number = 4",
        "[[decline]]",
        "must be number 3",
    );
    points_at(
        path,
        "english = \"Not the unit's duty.\"",
        "english = \"\"",
        "[[return]]",
        "lacks",
    );
}

#[test]
fn channels_and_lines() {
    points_at(
        "channels.toml",
        "code = \"qq\"",
        "code = \"web\"",
        "[[channel]]",
        "already used",
    );
    let path = "hotlines.toml";
    points_at(path, "市公安局", "市海关", "市海关", "does not exist");
    points_at(path, "12319", "电话", "电话", "digits");
    points_at(
        path,
        "\"merged\"",
        "\"gone\"",
        "\"gone\"",
        "unknown variant",
    );
    let line = small()[path].clone();
    points_at(
        path,
        "[[line]]",
        &format!("{line}\n[[line]]"),
        "12319",
        "already used",
    );
}

#[test]
fn areas() {
    let path = "units.toml";
    let area = |code: &str, parent: &str| {
        format!("[[area]]\ncode = \"{code}\"\nname = \"某区\"\nparent = \"{parent}\"\n")
    };
    points_at_added(
        path,
        "[[unit]]",
        &area("350100", "350000"),
        "350100",
        "already used at units.toml:",
    );
    points_at_added(
        path,
        "[[unit]]",
        &area("3501", "350000"),
        "\"3501\"",
        "6 or 9",
    );
    points_at_added(
        path,
        "[[unit]]",
        &area("350104", "350200"),
        "350200",
        "does not exist",
    );
    points_at_added(
        path,
        "[[unit]]",
        &area("350204", "350100"),
        "350100",
        "does not cover",
    );
    points_at_added(
        path,
        "[[unit]]",
        &area("350104", "350104"),
        "parent",
        "does not cover",
    );
}

#[test]
fn units() {
    let path = "units.toml";
    let last = "duties = [\"B15\", \"B16@350100\"]";
    points_at(
        path,
        "parent = \"350100\"\narea",
        "parent = \"350199\"\narea",
        "350199",
        "does not exist",
    );
    points_at(
        path,
        "[\"市公安局\"]",
        "[\"福州市智慧中心\"]",
        "aliases",
        "already used at units.toml:",
    );
    points_at(
        path,
        "[\"市公安局\"]",
        "[\"福州市公安局\"]",
        "aliases",
        "already used",
    );
    points_at(path, "[\"市公安局\"]", "[\" \"]", "aliases", "empty");
    points_at(
        path,
        "code = \"350100-gaj\"",
        "code = \"350100\"",
        "code",
        "already used",
    );
    points_at(
        path,
        "code = \"350100-gaj\"",
        "code = \"公安局\"",
        "code",
        "letters, digits",
    );
    points_at(
        path,
        "area = \"350100\"\nduties",
        "area = \"999999\"\nduties",
        "999999",
        "does not exist",
    );
    points_at(
        path,
        last,
        "duties = [\"B15\", \"Z99\"]",
        "Z99",
        "no item Z99",
    );
    points_at(
        path,
        last,
        "duties = [\"B15@350199\"]",
        "350199",
        "does not exist",
    );
    points_at(path, last, "duties = [\"B15\", \"B15\"]", "duties", "twice");
    points_at(path, last, "hours = \"9 to 5\"", "hours", "9 to 5");
    points_at(
        path,
        last,
        "from = \"2020-01-01\"\nuntil = \"2019-12-31\"",
        "until",
        "before",
    );
    points_at(
        path,
        "kind = \"bureau\"",
        "kind = \"ministry\"",
        "ministry",
        "unknown variant",
    );
    points_at(path, last, "duty = []", "duty", "unknown field");
}

#[test]
fn units_in_a_circle() {
    let path = "units.toml";
    points_at(
        path,
        "parent = \"350100\"\narea",
        "parent = \"350100-gaj\"\narea",
        "gaj",
        "lead back",
    );
    points_at(
        path,
        "kind = \"centre\"",
        "kind = \"centre\"\nparent = \"350100-gaj\"",
        "parent",
        "lead back to itself",
    );
}
