//! Shapes of areas for maps: what is shipped, and mistakes in them.

use super::any_text::small;
use super::folder::{load, profile};
use hotline::point::Point;
use hotline::shapes::Located;

const SHAPE: &str = "[[area]]\ncode = \"350100\"\nx = 1\ny = 2\npath = \"M1 2l3-4 5 6z\"\n";

#[test]
fn the_county_level_areas_have_shapes() {
    let profile = profile();
    let shapes = &profile.shapes;
    assert_eq!(shapes.areas.len(), 13);
    let long: usize = shapes.areas.iter().map(|shape| shape.path.len()).sum();
    assert!(long < 60_000, "{long} bytes of a page");
    for shape in &shapes.areas {
        assert!(profile.directory.area(&shape.code).is_some());
        assert!(shape.x < shapes.width && shape.y < shapes.height);
    }
    let zoom = shapes.zoom.as_ref().unwrap();
    assert_eq!(zoom.areas.len(), 3);
    assert!(zoom.into.x + zoom.into.width <= shapes.width);
}

#[test]
fn a_profile_without_shapes_has_no_map() {
    let mut folder = small();
    folder.remove("shapes.toml");
    assert!(load(&folder).unwrap().shapes.areas.is_empty());
}

#[test]
fn mistakes_in_shapes() {
    for (old, new, words) in [
        ("350100", "350199", "county-level area"),
        ("350100", "3501", "county-level area"),
        ("M1 2l3-4 5 6z", "M1 2l3-4\\\"/><script>", "M, l, z"),
        ("M1 2l3-4 5 6z", "l1 2z", "M, l, z"),
        ("width = 10", "width = 0", "1 to"),
        ("y = 2", "z = 2", "unknown field"),
    ] {
        let mut folder = small();
        let text = format!("width = 10\nheight = 10\n{SHAPE}").replacen(old, new, 1);
        folder.insert("shapes.toml".to_owned(), text);
        let error = load(&folder).expect_err(new);
        assert_eq!(error.file, "shapes.toml");
        assert!(error.en.contains(words) && error.line.is_some(), "{error}");
    }
    let mut folder = small();
    let twice = format!("width = 10\nheight = 10\n{SHAPE}{SHAPE}");
    folder.insert("shapes.toml".to_owned(), twice);
    assert!(load(&folder).is_err());
}

fn at(lng: f64, lat: f64) -> Point {
    Point::new(lng, lat).unwrap()
}

#[test]
fn a_point_finds_its_area() {
    let profile = profile();
    for (lng, lat, area) in [
        (119.2966, 26.0855, "350102"), // 三坊七巷
        (119.3062, 26.0480, "350103"), // 台江步行街
        (119.3030, 26.0330, "350104"), // 师大仓山校区
        (119.4550, 25.9900, "350105"), // 马尾
        (119.6630, 25.9350, "350112"), // 长乐机场
        (119.3840, 25.7200, "350181"), // 福清
        (119.7900, 25.5000, "350128"), // 平潭
        (118.8600, 26.2200, "350124"), // 闽清
    ] {
        let found = profile.shapes.locate(at(lng, lat));
        assert_eq!(found, Located::Inside(Some(area.into())), "{lng},{lat}");
    }
    for (lng, lat) in [(118.0890, 24.4798), (119.3062, -26.0753), (26.0753, 89.0)] {
        assert_eq!(profile.shapes.locate(at(lng, lat)), Located::Outside);
    }
}

#[test]
fn borders_are_not_exact_and_a_coast_belongs_to_the_city() {
    let mut folder = small();
    let ground = "[ground]\nwest = 119.0\nnorth = 26.0\nlng = 0.01\nlat = 0.01\noff = 500\n";
    let square = SHAPE.replace("M1 2l3-4 5 6z", "M0 0l10 0 0 10-10 0z");
    let text = format!("width = 10\nheight = 10\n{ground}{square}");
    folder.insert("shapes.toml".to_owned(), text.clone());
    let shapes = load(&folder).unwrap().shapes;
    let inside = shapes.locate(at(119.05, 25.95));
    assert_eq!(inside, Located::Inside(Some("350100".into())));
    // 0.004 degrees of longitude are some 400 m here, 0.006 some 600 m.
    assert_eq!(shapes.locate(at(119.104, 25.95)), Located::Inside(None));
    assert_eq!(shapes.locate(at(119.106, 25.95)), Located::Outside);
    // A drawing that does not say where it lies finds nothing and refuses nothing.
    let text = text.replace(ground, "");
    folder.insert("shapes.toml".to_owned(), text);
    let shapes = load(&folder).unwrap().shapes;
    assert_eq!(shapes.locate(at(0.0, 0.0)), Located::Unknown);
}

#[test]
fn mistakes_in_the_ground() {
    let ground = "[ground]\nwest = 119.0\nnorth = 26.0\nlng = 0.01\nlat = 0.01\noff = 500\n";
    for (old, new) in [
        ("west = 119.0", "west = 219.0"),
        ("north = 26.0", "north = nan"),
        ("lng = 0.01", "lng = 0.0"),
        ("lat = 0.01", "lat = 1.5"),
        ("off = 500", "off = -1"),
        ("off = 500", ""),
    ] {
        let mut folder = small();
        let text = format!("width = 10\nheight = 10\n{ground}{SHAPE}").replacen(old, new, 1);
        folder.insert("shapes.toml".to_owned(), text);
        let error = load(&folder).expect_err(new);
        assert!(error.line.is_some(), "{error}");
    }
}
