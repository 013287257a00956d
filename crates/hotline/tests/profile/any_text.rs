//! Whatever is in the files, the answer is a profile or a refusal.

use proptest::prelude::*;

use super::folder::{Folder, fuzhou, load};

/// A small profile, so that thousands of changed ones are read quickly.
pub fn small() -> Folder {
    let mut folder = fuzhou();
    folder.retain(|path, _| {
        !path.starts_with("holidays/")
            && !path.starts_with("units/")
            && path != "hotlines.toml"
            && path != "shapes.toml"
    });
    folder.insert(
        "holidays/2017.toml".to_owned(),
        fuzhou()["holidays/2017.toml"].clone(),
    );
    folder.insert(
        "hotlines.toml".to_owned(),
        "[[line]]\nnumber = \"12319\"\nname = \"城建\"\nkind = \"city\"\nstatus = \"merged\"\nunit = \"市公安局\"\n".to_owned(),
    );
    folder.insert(
        "units.toml".to_owned(),
        r#"[[area]]
code = "350000"
name = "福建省"

[[area]]
code = "350100"
name = "福州市"
parent = "350000"

[[unit]]
code = "350100"
name = "福州市智慧中心"
kind = "centre"
area = "350100"

[[unit]]
code = "350100-gaj"
name = "福州市公安局"
aliases = ["市公安局"]
kind = "bureau"
parent = "350100"
area = "350100"
duties = ["B15", "B16@350100"]
"#
        .to_owned(),
    );
    folder
}

#[test]
fn the_small_profile_loads() {
    load(&small()).unwrap_or_else(|error| panic!("{error}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_in_any_file(pick in any::<prop::sample::Index>(), text in "\\PC{0,200}") {
        let mut folder = small();
        let path = pick.get(&folder.keys().cloned().collect::<Vec<_>>()).clone();
        folder.insert(path, text);
        let _ = load(&folder);
    }

    #[test]
    fn a_file_cut_out_or_written_over(
        pick in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 0_usize..40,
        text in "[\\[\\]\"=@a-z0-9\n,.-]{0,12}",
    ) {
        let mut folder = small();
        let path = pick.get(&folder.keys().cloned().collect::<Vec<_>>()).clone();
        let mut chars: Vec<char> = folder[&path].chars().collect();
        let start = from.index(chars.len());
        let end = (start + length).min(chars.len());
        chars.splice(start..end, text.chars());
        folder.insert(path.clone(), chars.into_iter().collect());
        if let Err(error) = load(&folder) {
            prop_assert!(!error.zh.is_empty() && !error.en.is_empty());
            let lines = folder.get(&error.file).map_or(1, |text| text.lines().count() + 1);
            prop_assert!(error.line.is_none_or(|line| (1..=lines.max(1)).contains(&line)));
        }
    }

    #[test]
    fn arbitrary_file_names(name in "\\PC{0,30}", text in "\\PC{0,30}") {
        let mut folder = small();
        folder.insert(name, text);
        let _ = load(&folder);
    }
}
