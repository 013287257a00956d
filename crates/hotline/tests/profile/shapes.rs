//! Shapes of areas for maps: what is shipped, and mistakes in them.

use super::any_text::small;
use super::folder::{load, profile};

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
