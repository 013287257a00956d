//! The profile in the binary, and profiles in folders.

use crate::AppError;
use hotline::profile::Profile;
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../profiles/fuzhou"]
struct Fuzhou;

/// The profile of Fuzhou that is part of the program.
///
/// # Errors
/// The profile has a mistake.
pub fn built_in() -> Result<Profile, AppError> {
    let files: Vec<_> = Fuzhou::iter()
        .filter_map(|path| Some((path.to_string(), Fuzhou::get(&path)?.data)))
        .map(|(path, data)| (path, String::from_utf8_lossy(&data).into_owned()))
        .collect();
    load(&files)
}

/// Writes the files of the profile that is part of the program into a new folder, or an empty one. How many.
///
/// # Errors
/// Something is in the folder, or it cannot be written.
pub fn write_built_in(folder: &Path) -> Result<usize, AppError> {
    let told = |error: std::io::Error| {
        AppError::Setup(format!(
            "{}：写不了：{error} (cannot be written)",
            folder.display()
        ))
    };
    std::fs::create_dir_all(folder).map_err(told)?;
    if std::fs::read_dir(folder).map_err(told)?.next().is_some() {
        return Err(AppError::Setup(format!(
            "{} 不是空的，不覆盖 (not empty, nothing is written over)",
            folder.display()
        )));
    }
    let mut many = 0;
    for path in Fuzhou::iter() {
        let Some(file) = Fuzhou::get(&path) else {
            continue;
        };
        let place = folder.join(&*path);
        if let Some(above) = place.parent() {
            std::fs::create_dir_all(above).map_err(told)?;
        }
        std::fs::write(place, file.data).map_err(told)?;
        many += 1;
    }
    Ok(many)
}

/// A profile from a folder.
///
/// # Errors
/// The folder cannot be read, or the profile has a mistake: file, line and a sentence.
pub fn from_folder(folder: &Path) -> Result<Profile, AppError> {
    let mut files = Vec::new();
    read_folder(folder, folder, &mut files)
        .map_err(|error| {
            let why = format!(
                "{}：读不了配置文件夹，请核对路径和权限：{error} (the profile's folder cannot be read: check path and permissions)",
                folder.display()
            );
            AppError::Setup(why)
        })?;
    load(&files)
}

fn load(files: &[(String, String)]) -> Result<Profile, AppError> {
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Profile::from_files(files).map_err(|error| AppError::Setup(error.to_string()))
}

fn read_folder(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(String, String)>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read(&path)?;
            let text = String::from_utf8(text).map_err(|error| {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.split(|byte| *byte == b'\n').count();
                std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    format!("{name} 第 {line} 行：不是 UTF-8 编码，请另存为 UTF-8 (line {line} is not UTF-8)"),
                )
            })?;
            files.push((name, text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_the_program_has() {
        let folder = std::env::temp_dir().join(format!("minsheng-profile-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        assert_eq!(write_built_in(&folder).unwrap(), Fuzhou::iter().count());
        assert_eq!(from_folder(&folder).unwrap().name, built_in().unwrap().name);
        for path in Fuzhou::iter() {
            let file = std::fs::read(folder.join(&*path)).unwrap();
            assert!(file == *Fuzhou::get(&path).unwrap().data, "{path}");
        }
        let again = write_built_in(&folder).unwrap_err().to_string();
        assert!(again.contains("不是空的"), "{again}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
