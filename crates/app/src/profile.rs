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
