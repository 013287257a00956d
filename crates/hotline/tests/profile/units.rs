//! The tree of Fuzhou: areas, units, duties.

use hotline::codes::{AreaCode, UnitCode};
use hotline::directory::{Directory, Unit, UnitKind};

use super::folder::profile;

/// Short names that stories use (`design.md §8`).
const ALIASES: [&str; 19] = [
    "市智慧中心",
    "仓山区智慧中心",
    "鼓楼区智慧中心",
    "市公安局",
    "仓山公安分局",
    "鼓楼公安分局",
    "对湖派出所",
    "仓前派出所",
    "市城管委",
    "仓山区城管局",
    "鼓楼区城管局",
    "市住建局",
    "仓山区住建局",
    "市市场监管局",
    "福州水务集团",
    "国网福州供电公司",
    "对湖街道",
    "市效能办",
    "仓山区效能办",
];

/// Streets and towns of each county-level area (`domain.md §11`); 连江 without 马祖乡.
const TOWNS: [(&str, usize); 13] = [
    ("350102", 10),
    ("350103", 10),
    ("350104", 14),
    ("350105", 4),
    ("350111", 9),
    ("350112", 18),
    ("350121", 16),
    ("350122", 22),
    ("350123", 12),
    ("350124", 16),
    ("350125", 21),
    ("350128", 7),
    ("350181", 26),
];

fn named<'a>(directory: &'a Directory, name: &str) -> &'a Unit {
    directory.find(name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn the_short_names_of_stories_resolve() {
    let directory = profile().directory;
    for alias in ALIASES {
        let unit = named(&directory, alias);
        assert_eq!(directory.unit(&unit.code), Some(unit), "{alias}");
        assert_eq!(directory.find(unit.code.as_str()), Some(unit), "{alias}");
        assert_eq!(directory.find(&unit.name), Some(unit), "{alias}");
    }
    assert_eq!(directory.find("城管局"), None);
    assert_eq!(directory.city_centre().code.as_str(), "350100");
}

#[test]
fn who_stands_below_whom() {
    let directory = profile().directory;
    let below = |lower, upper| {
        directory.is_below(
            &named(&directory, lower).code,
            &named(&directory, upper).code,
        )
    };
    assert!(below("对湖派出所", "仓山公安分局"));
    assert!(below("仓前派出所", "仓山公安分局"));
    assert!(below("仓山公安分局", "市公安局"));
    assert!(below("对湖派出所", "市公安局"));
    assert!(below("市公安局", "市智慧中心"));
    assert!(below("仓山区城管局", "仓山区智慧中心"));
    assert!(below("对湖街道", "仓山区智慧中心"));
    assert!(below("仓山区智慧中心", "市智慧中心"));
    assert!(below("福州水务集团", "市智慧中心"));
    assert!(below("仓山区效能办", "市效能办"));
    assert!(!below("仓山公安分局", "对湖派出所"));
    assert!(!below("仓山公安分局", "仓山公安分局"));
    assert!(!below("仓山公安分局", "仓山区智慧中心"));
    assert!(!below("仓山区城管局", "市城管委"));
    assert!(!below("鼓楼区城管局", "仓山区智慧中心"));
    let nobody = UnitCode::from("nobody");
    assert!(!directory.is_below(&nobody, &directory.city_centre().code));
}

#[test]
fn ancestors_and_what_is_below_agree() {
    let directory = profile().directory;
    let above: Vec<_> = directory
        .ancestors(&named(&directory, "对湖派出所").code)
        .iter()
        .map(|unit| unit.name.as_str())
        .collect();
    assert_eq!(
        above,
        [
            "仓山公安分局",
            "福州市公安局",
            "福州市智慧中心",
            "福建省12345便民服务平台"
        ]
    );
    for upper in directory.units() {
        for lower in directory.below(&upper.code) {
            assert!(directory.ancestors(&lower.code).contains(&upper));
            assert!(directory.is_below(&lower.code, &upper.code));
        }
    }
    let all: usize = directory
        .units()
        .map(|unit| directory.below(&unit.code).len())
        .sum();
    let chains: usize = directory
        .units()
        .map(|unit| directory.ancestors(&unit.code).len())
        .sum();
    assert_eq!(all, chains);
}

#[test]
fn every_town_is_there_once() {
    let directory = profile().directory;
    for (county, towns) in TOWNS {
        let inside =
            |area: &AreaCode| area.as_str().len() == 9 && area.as_str().starts_with(county);
        let areas = directory
            .areas()
            .iter()
            .filter(|area| inside(&area.code))
            .count();
        assert_eq!(areas, towns, "{county}");
        let streets = directory
            .units()
            .filter(|unit| unit.kind == UnitKind::Street && inside(&unit.area))
            .count();
        // 平潭 runs its own platform: no unit of it takes cases from here.
        assert_eq!(
            streets,
            if county == "350128" { 0 } else { towns },
            "{county}"
        );
    }
    assert_eq!(directory.find("350122400"), None, "马祖乡");
    assert!(directory.area(&AreaCode::from("350122400")).is_none());
}

#[test]
fn every_county_has_its_centre() {
    let directory = profile().directory;
    let centres: Vec<_> = directory
        .units()
        .filter(|unit| unit.kind == UnitKind::Centre)
        .map(|unit| unit.area.as_str())
        .collect();
    assert_eq!(
        centres.len(),
        14,
        "the city, 12 counties, the high-tech zone"
    );
    for (county, _) in TOWNS {
        assert_eq!(centres.contains(&county), county != "350128", "{county}");
    }
    assert_eq!(named(&directory, "智慧闽清").name, "闽清县智慧中心");
}

#[test]
fn areas_cover_what_lies_inside() {
    let directory = profile().directory;
    let area = |code: &str| directory.area(&AreaCode::from(code)).unwrap().clone();
    assert!(area("350100").code.covers(&area("350104003").code));
    assert!(area("350104").code.covers(&area("350104003").code));
    assert!(area("350100").code.covers(&area("3501GX").code));
    assert!(!area("350102").code.covers(&area("350104003").code));
    assert_eq!(area("350104003").parent.unwrap().as_str(), "350104");
}

#[test]
fn review_and_hours_follow_the_type() {
    let directory = profile().directory;
    for unit in directory.units() {
        let expected = match unit.kind {
            UnitKind::Centre
            | UnitKind::Bureau
            | UnitKind::Branch
            | UnitKind::Street
            | UnitKind::Utility => Some(true),
            UnitKind::Station | UnitKind::Team => Some(false),
            _ => None,
        };
        assert!(
            expected.is_none_or(|expected| expected == unit.review),
            "{}",
            unit.name
        );
        let around = matches!(unit.kind, UnitKind::Station | UnitKind::Utility);
        if around || unit.kind == UnitKind::Bureau {
            let hours = if around {
                "24h"
            } else {
                "8:30-12:00,14:30-17:30"
            };
            assert_eq!(unit.hours, hours.parse().unwrap(), "{}", unit.name);
        }
    }
}

#[test]
fn every_item_is_somebodys_duty_in_every_county() {
    let profile = profile();
    let directory = &profile.directory;
    let centres = directory
        .units()
        .filter(|unit| unit.kind == UnitKind::Centre);
    let areas: Vec<_> = centres.map(|unit| &unit.area).collect();
    for item in profile.catalogue.items() {
        for area in &areas {
            let holders = directory.with_duty(&item.code, area);
            // Looked up for the whole city, only units of the whole city answer.
            if area.as_str() != "350100" {
                assert!(!holders.is_empty(), "{} {} {area}", item.code, item.name);
            }
            assert!(holders.iter().all(|unit| unit.area.covers(area)));
        }
    }
    for unit in directory.units() {
        for duty in &unit.duties {
            assert!(
                profile.catalogue.item(&duty.item).is_some(),
                "{}",
                unit.name
            );
        }
    }
}

#[test]
fn the_nearest_unit_comes_first() {
    let directory = profile().directory;
    let names = |item: &str, area: &str| {
        let holders = directory.with_duty(&item.into(), &area.into());
        holders
            .iter()
            .map(|unit| unit.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("B15", "350104003"), ["仓山公安分局"]);
    assert_eq!(names("B16", "350104003"), ["对湖街道", "仓山公安分局"]);
    assert_eq!(names("A12", "350104"), ["国网福州供电公司"]);
    assert_eq!(names("A01", "350104"), ["仓山区住建局", "福州市住建局"]);
    assert!(names("B15", "350200").is_empty());
}

#[test]
fn old_names_end_where_new_ones_begin() {
    let directory = profile().directory;
    let day = |text: &str| text.parse().unwrap();
    let (old, new) = (named(&directory, "市旅发委"), named(&directory, "市文旅局"));
    assert!(old.in_force(day("2017-11-18")) && !new.in_force(day("2017-11-18")));
    assert!(!old.in_force(day("2020-01-01")) && new.in_force(day("2020-01-01")));
}
