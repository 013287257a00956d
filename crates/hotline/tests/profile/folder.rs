//! The shipped files, to be loaded as they are or with a change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hotline::profile::{Profile, ProfileError};

/// Files of a profile by their path inside its folder.
pub type Folder = BTreeMap<String, String>;

/// `profiles/fuzhou` as it lies in the repository.
pub fn fuzhou() -> Folder {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/fuzhou");
    let mut folder = Folder::new();
    for below in ["", "units", "holidays"] {
        for entry in fs::read_dir(root.join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                let inside = if below.is_empty() {
                    name.to_owned()
                } else {
                    format!("{below}/{name}")
                };
                folder.insert(inside, fs::read_to_string(&path).unwrap());
            }
        }
    }
    folder
}

pub fn load(folder: &Folder) -> Result<Profile, ProfileError> {
    Profile::from_files(
        folder
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    )
}

/// The shipped profile.
pub fn profile() -> Profile {
    load(&fuzhou()).unwrap_or_else(|error| panic!("{error}"))
}
