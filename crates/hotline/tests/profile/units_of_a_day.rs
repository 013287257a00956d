//! Amendments of units and duties: from a day on, over the files of Fuzhou.

use hotline::amendment::{Part, differences};
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use serde_json::{Value, json};

use super::folder::profile;
use super::lists::{day, differs, refused, version};

fn unit(code: &str, name: &str, parent: &str) -> Value {
    json!({ "code": code, "name": name, "kind": "station", "parent": parent, "area": "350104003" })
}

fn code(code: &str) -> UnitCode {
    UnitCode::from(code)
}

const STATION: &str = "350104-pcs-duihu";

#[test]
fn a_unit_is_added_and_another_ends_from_a_day_on() {
    let base = profile();
    let mut branch = base.directory.find("对湖派出所").unwrap().clone();
    assert_eq!(branch.code.as_str(), STATION);
    let json = json!({ "units": { "entries": [unit("350104-pcs-shipu", "施埔派出所", "350104-gafj")], "ended": [STATION] } });
    let new = version(1, "2026-12-01", json, &base);
    let eve = base
        .amended(std::slice::from_ref(&new), day("2026-11-30"))
        .unwrap();
    assert!(eve.directory.find("施埔派出所").is_none());
    let after = base.amended(&[new], day("2026-12-01")).unwrap();
    let directory = &after.directory;
    let added = directory.find("施埔派出所").unwrap();
    assert_eq!(added.from, Some(day("2026-12-01")));
    // Hours and review of its type.
    assert_eq!(
        (added.hours.to_string(), added.review),
        ("24h".to_owned(), false)
    );
    assert!(directory.is_below(&added.code, &code("350104-gafj")));
    let ended = directory.unit(&branch.code).unwrap();
    assert!(ended.in_force(day("2026-11-30")) && !ended.in_force(day("2026-12-01")));
    branch.until = Some(day("2026-11-30"));
    assert_eq!(*ended, branch, "nothing else of it changes, duties neither");
    assert!(
        directory.is_below(&branch.code, &code("350104-gafj")),
        "who stood above it still sees its cases"
    );
    let told = differences(Part::Units, &base, &after, day("2026-12-01"));
    assert!(told.contains(&differs(STATION, "until", None, Some("2026-11-30"))));
    assert!(told.contains(&differs(
        "350104-pcs-shipu",
        "parent",
        None,
        Some("350104-gafj")
    )));
    assert!(
        told.iter()
            .all(|it| [STATION, "350104-pcs-shipu"].contains(&&*it.entry)),
        "{told:?}"
    );
}

#[test]
fn a_unit_that_changes_keeps_its_code_and_duties() {
    let base = profile();
    let old = base.directory.find("仓山区城管局").unwrap().clone();
    let json = json!({ "units": { "entries": [{ "code": old.code, "name": "仓山区城市管理局", "aliases": ["仓山区城管局"],
        "kind": "bureau", "parent": "350104", "area": "350104", "hours": "24h", "review": false, "composed": true }] } });
    let new = version(1, "2026-12-01", json, &base);
    let after = base.amended(&[new], day("2026-12-01")).unwrap();
    let changed = after.directory.find("仓山区城管局").unwrap();
    assert_eq!(changed.code, old.code);
    assert_eq!(changed.duties, old.duties);
    assert_eq!(changed.from, None, "it goes on");
    let told = differences(Part::Units, &base, &after, day("2026-12-01"));
    let keys: Vec<&str> = told.iter().map(|it| &*it.key).collect();
    assert_eq!(keys, ["name", "aliases", "hours", "review"]);
    assert!(
        after
            .composed()
            .contains(&format!("unit {}: 仓山区城市管理局", old.code))
    );
}

#[test]
fn mistakes_in_units_are_told_with_a_sentence() {
    let base = profile();
    for (units, told) in [
        (json!({}), "entries, ended：没有要改的"),
        (
            json!({ "ended": ["350104-none"] }),
            "ended[0]：没有 350104-none",
        ),
        (
            json!({ "ended": ["350104-gafj"] }),
            "ended[0]：仓山公安分局（350104-gafj）用到 2026-11-30，",
        ),
        (
            json!({ "ended": ["350100"] }),
            "ended[0]：福州市智慧中心（350100）是市级智慧中心，不能停用",
        ),
        (
            json!({ "entries": [unit("350104-x", "对湖派出所", "350104-gafj")] }),
            "entries[0].name：单位的名称、别名或代码“对湖派出所”已在对湖派出所（350104-pcs-duihu）的名称里用过，这里是对湖派出所（350104-x）的名称 (the unit name, alias or code \"对湖派出所\" is already used as the name of 对湖派出所 (350104-pcs-duihu); here it is the name of 对湖派出所 (350104-x))",
        ),
        (
            json!({ "entries": [{ "code": "350104-x", "name": "新所", "kind": "station", "parent": "350104-gafj",
                "area": "350104", "aliases": ["新派出所", "仓山公安分局"] }] }),
            "entries[0].aliases：单位的名称、别名或代码“仓山公安分局”已在仓山公安分局（350104-gafj）的",
        ),
        (
            json!({ "entries": [unit("350104 x", "新派出所", "350104-gafj")] }),
            "entries[0].code：新派出所的单位代码“350104 x”只能用",
        ),
        (
            json!({ "entries": [unit("350104-x", "新派出所", "350104-none")] }),
            "entries[0].parent：新派出所（350104-x）的上级单位“350104-none”不存在",
        ),
        (
            json!({ "entries": [{ "code": "350104-x", "name": "新所", "kind": "station", "area": "999999" }] }),
            "entries[0].area：区域“999999”不存在",
        ),
        (
            json!({ "entries": [{ "code": "350104-x", "name": "新所", "kind": "station", "area": "350104", "hours": "全天" }] }),
            "entries[0].hours：办公时间“全天”读不懂",
        ),
    ] {
        let said = refused("2026-12-01", json!({ "units": units }), &base);
        assert!(said.starts_with(told), "{said}");
    }
    let circle = json!({ "units": { "entries": [unit("350104-gafj", "仓山公安分局", STATION)] } });
    let said = refused("2026-12-01", circle, &base);
    let told = "entries[0].parent：仓山公安分局（350104-gafj）的上级绕一圈又回到它自己";
    assert!(said.starts_with(told), "{said}");
    // The unit that takes another's name is the one that changes, also where it stands before it.
    let units: Vec<_> = base.directory.units().collect();
    let (early, late) = (units[0], units[units.len() - 1]);
    let taken = json!({ "units": { "entries": [{ "code": early.code, "name": late.name, "kind": early.kind,
        "parent": early.parent, "area": early.area }] } });
    let said = refused("2026-12-01", taken, &base);
    let (name, old, new) = (&late.name, &late.code, &early.code);
    let told = format!(
        "entries[0].name：单位的名称、别名或代码“{name}”已在{name}（{old}）的名称里用过，这里是{name}（{new}）的名称"
    );
    assert!(said.starts_with(&told), "{said}");
    let parallel = base.catalogue.lines().iter();
    let mut parallel =
        parallel.filter(|line| line.status == hotline::catalogue::LineStatus::Parallel);
    let line = parallel
        .find(|line| base.directory.below(&line.unit).is_empty())
        .unwrap();
    let json = json!({ "units": { "ended": [line.unit] } });
    let said = refused("2026-12-01", json, &base);
    assert!(
        said.starts_with(&format!("热线 {} 归", line.number)),
        "{said}"
    );
}

/// Those below may end with it, or be given to another in the same version.
#[test]
fn a_unit_ends_with_or_after_those_below_it() {
    let base = profile();
    let branch = base.directory.find("仓山公安分局").unwrap();
    let below = base.directory.below(&branch.code);
    let moved = |name: &str, code: &UnitCode, area: &AreaCode, aliases: &[String]| json!({ "code": code, "name": name, "kind": "station", "parent": "350100-gaj", "area": area, "aliases": aliases });
    let entries: Vec<Value> = below[1..]
        .iter()
        .map(|unit| moved(&unit.name, &unit.code, &unit.area, &unit.aliases))
        .collect();
    let ended = [&branch.code, &below[0].code];
    let json = json!({ "units": { "entries": entries, "ended": ended } });
    let new = version(1, "2026-12-01", json, &base);
    let after = base.amended(&[new], day("2026-12-01")).unwrap();
    assert_eq!(
        after.directory.below(&branch.code).len(),
        1,
        "only who ended with it"
    );
}

#[test]
fn duties_are_added_and_end_from_a_day_on() {
    let base = profile();
    let json = json!({ "duties": {
        "entries": [{ "unit": STATION, "item": "B15", "composed": true }, { "unit": "350104-cgj", "item": "B15", "area": "350104003" }],
        "ended": [{ "unit": "350104-gafj", "item": "B15" }] } });
    let new = version(1, "2026-12-01", json.clone(), &base);
    assert_eq!(new.path(), "duties-2026-12-01-1.toml");
    let after = base
        .amended(std::slice::from_ref(&new), day("2026-12-01"))
        .unwrap();
    let holders = |profile: &hotline::profile::Profile, area: &str| -> Vec<String> {
        let units = profile
            .directory
            .with_duty(&ItemCode::from("B15"), &AreaCode::from(area));
        units.iter().map(|unit| unit.code.to_string()).collect()
    };
    assert!(holders(&base, "350104003").contains(&"350104-gafj".to_owned()));
    assert_eq!(
        holders(&after, "350104003")[..2],
        ["350104-cgj", STATION].map(str::to_owned)
    );
    assert!(!holders(&after, "350104").contains(&"350104-gafj".to_owned()));
    let told = differences(Part::Duties, &base, &after, day("2026-12-01"));
    for difference in [
        differs("350104-gafj", "B15", Some("true"), None),
        differs("350104-cgj", "B15@350104003", None, Some("true")),
        differs(STATION, "B15.composed", None, Some("true")),
    ] {
        assert!(told.contains(&difference), "{told:?}");
    }
    assert!(
        after
            .composed()
            .contains(&format!("duty {STATION}: 对湖派出所 B15"))
    );
    // Files that have taken in what was kept read the same.
    let twice = version(
        2,
        "2026-12-01",
        json!({ "duties": { "entries": [{ "unit": "350104-cgj", "item": "B15", "area": "350104003" }] } }),
        &base,
    );
    let both = base.amended(&[new, twice], day("2026-12-01")).unwrap();
    assert_eq!(holders(&both, "350104003"), holders(&after, "350104003"));
    for (duties, says) in [
        (json!({}), "entries, ended：没有要改的"),
        (
            json!({ "ended": [{ "unit": "350104-gafj", "item": "B15", "area": "350104" }] }),
            "ended[0]：仓山公安分局 没有职责 B15@350104",
        ),
        (
            json!({ "entries": [{ "unit": "350104-none", "item": "B15" }] }),
            "entries[0].unit：没有单位 350104-none",
        ),
        (
            json!({ "entries": [{ "unit": STATION, "item": "Z99" }] }),
            "entries[0]：对湖派出所（350104-pcs-duihu）的职责“Z99”：没有事项 Z99",
        ),
        (
            json!({ "entries": [{ "unit": STATION, "item": "B15", "area": "1" }] }),
            "entries[0]：区域“1”不存在",
        ),
        (
            json!({ "entries": [{ "unit": STATION, "item": "B15" }], "ended": [{ "unit": STATION, "item": "B15" }] }),
            "ended[0]：350104-pcs-duihu B15 写了两次",
        ),
    ] {
        let said = refused("2026-12-01", json!({ "duties": duties }), &base);
        assert!(said.starts_with(says), "{said}");
    }
}

/// Parts lean on each other: whatever does not fit together on a day is told.
#[test]
fn a_duty_needs_the_item_of_its_day() {
    let base = profile();
    let json = json!({ "items": { "entries": [{ "code": "B21", "name": "无人机噪声", "english": "drone noise", "usual_unit": "公安分局" }] } });
    let item = version(1, "2026-12-01", json, &base);
    let duty = json!({ "duties": { "entries": [{ "unit": STATION, "item": "B21" }] } });
    assert!(refused("2026-11-30", duty.clone(), &base).contains("没有事项 B21"));
    let then = base
        .amended(std::slice::from_ref(&item), day("2026-12-01"))
        .unwrap();
    let duty = version(2, "2026-12-02", duty, &then);
    let both = [item, duty.clone()];
    assert!(base.amended(&both, day("2026-12-02")).is_ok());
    // Without the item, as when it is taken back.
    let error = base.amended(&[duty], day("2026-12-02")).unwrap_err();
    assert_eq!(error.file, "duties-2026-12-02-2.toml");
}
