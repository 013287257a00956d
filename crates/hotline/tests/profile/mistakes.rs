//! Mistakes in rulebooks, in the head of a profile and in its file names.

use super::any_text::small;
use super::folder::load;
use super::refusal::{points_at, refused};

const RULES: &str = "rulebook-2017-11-01.toml";

#[test]
fn a_rulebook_key_unknown_missing_or_twice() {
    points_at(
        RULES,
        "[limit_help]",
        "[limit_helps]",
        "[limit_helps]",
        "unknown field `limit_helps`",
    );
    let mut folder = small();
    let text = folder[RULES].clone();
    let from = text.find("[limit_help]").unwrap();
    let to = from + text[from..].find("\n\n").unwrap();
    folder.insert(
        RULES.to_owned(),
        format!("{}{}", &text[..from], &text[to..]),
    );
    let error = load(&folder).unwrap_err();
    assert_eq!(error.zh, "缺少键 limit_help");
    assert_eq!((error.file.as_str(), error.line), (RULES, Some(1)));
    points_at(
        RULES,
        "[limit_help]",
        "[limit_consult]",
        "[limit_consult]",
        "duplicate",
    );
    points_at(
        RULES,
        "value = 2",
        "",
        "[limit_consult]",
        "missing field `value`",
    );
    points_at(
        RULES,
        "value = 2",
        "value = 2\nnote = 1",
        "note",
        "unknown field `note`",
    );
}

#[test]
fn a_rulebook_value_of_no_sense() {
    points_at(
        RULES,
        "value = 2",
        "value = 0",
        "value = 0",
        "limit_consult must be from 1 to 366",
    );
    points_at(RULES, "value = 2", "value = 400", "value = 400", "not 400");
    points_at(RULES, "value = 2", "value = -2", "value = -2", "");
    points_at(
        RULES,
        "value = 2",
        "value = \"2\"",
        "value = \"2\"",
        "invalid type",
    );
    points_at(
        RULES,
        "\"working_days\"",
        "\"hours\"",
        "\"hours\"",
        "counted in working_days",
    );
    points_at(RULES, "value = 2", "value = ", "value = ", "");
}

#[test]
fn the_day_of_effect() {
    let effective = "effective = \"2017-11-01\"";
    points_at(
        RULES,
        effective,
        "effective = \"1.11.2017\"",
        "1.11.2017",
        "is not a date",
    );
    points_at(
        RULES,
        effective,
        "effective = \"2017-02-30\"",
        "2017-02-30",
        "is not a date",
    );
    let (line, en) = refused(RULES, effective, "effective = \"2015-01-01\"");
    assert!(
        line.contains("effective") && en.contains("rulebook-2015-01-01.toml"),
        "{en}"
    );
}

#[test]
fn the_ladder_of_escalation() {
    points_at(
        RULES,
        "to = \"centre\"",
        "to = \"mayor\"",
        "[[escalation]]",
        "unknown addressee",
    );
    points_at(
        RULES,
        "days_late = 5",
        "days_late = 2",
        "[[escalation]]",
        "must be greater",
    );
    points_at(
        RULES,
        "name = \"告知函\"",
        "name = \" \"",
        "[[escalation]]",
        "must not be empty",
    );
}

#[test]
fn no_rulebook_at_all() {
    let mut folder = small();
    folder.retain(|path, _| !path.starts_with("rulebook"));
    let error = load(&folder).unwrap_err();
    assert!(error.en.contains("no rulebook"), "{error}");
}

#[test]
fn the_head() {
    let path = "profile.toml";
    points_at(
        path,
        "centre = \"350100\"",
        "centre = \"350100-gaj\"",
        "gaj",
        "kind centre",
    );
    points_at(
        path,
        "\"Asia/Shanghai\"",
        "\"Europe/Berlin\"",
        "Berlin",
        "only be Asia/Shanghai",
    );
    points_at(path, "\"FZ\"", "\"fz\"", "fz", "capital letters");
    points_at(path, "hours = \"24h\"", "hours = \"25h\"", "25h", "25h");
    points_at(
        path,
        "station = {",
        "# station = {",
        "[unit_kinds]",
        "lacks station",
    );
    points_at(path, "city = \"福州市\"", "city = \"\"", "city", "empty");
}

#[test]
fn a_holiday_notice() {
    let mut folder = small();
    let path = "holidays/2017.toml".to_owned();
    let text = format!("{}\nnonsense = 1\n", folder[&path]);
    let lines = text.lines().count();
    folder.insert(path.clone(), text);
    let error = load(&folder).unwrap_err();
    assert_eq!(error.file, path);
    assert_eq!(error.line, Some(lines), "{error}");
}

#[test]
fn files_missing_misspelt_or_twice() {
    let mut folder = small();
    folder.remove("reasons.toml");
    let error = load(&folder).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("reasons.toml", None));
    assert_eq!(
        error.to_string(),
        "reasons.toml: 缺少这个文件 / the file is missing"
    );

    let mut folder = small();
    folder.insert("ruelbook-2020-01-01.toml".to_owned(), String::new());
    assert_eq!(load(&folder).unwrap_err().file, "ruelbook-2020-01-01.toml");
    let mut folder = small();
    folder.insert("README.md".to_owned(), "# 说明".to_owned());
    assert!(load(&folder).is_ok());

    let folder = small();
    let twice = folder.iter().chain(folder.iter().take(1));
    let twice = twice.map(|(path, text)| (path.as_str(), text.as_str()));
    let error = hotline::profile::Profile::from_files(twice).unwrap_err();
    assert!(error.en.contains("given twice"), "{error}");
}

#[test]
fn words_for_each_other_come_at_least_in_twos() {
    for given in [r#"["噪音"]"#, r#"["噪", "噪声"]"#, "[]"] {
        let place = r#"["噪音", "噪声"]"#;
        points_at(
            "profile.toml",
            place,
            given,
            given,
            "synonyms needs two words",
        );
    }
}
