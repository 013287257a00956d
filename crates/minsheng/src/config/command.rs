//! `minsheng config`: the settings in force, and whether they are right.

use super::layers::{DEFAULT, Layers, Origin, near, variable_of};
use super::{Config, Settings, print};
use anyhow::{Result, bail};
use clap::Subcommand;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Variables that are no setting.
const OTHERS: &[&str] = &["MINSHENG_CONFIG"];

/// What to do with the settings.
#[derive(Subcommand)]
pub enum Command {
    /// Print the settings in force, commented; passwords are not shown.
    Print {
        /// The default file instead: a beginning for one's own.
        #[arg(long)]
        default: bool,
    },
    /// Write the profile that is in the program into a new folder, to be changed there; `profile` then names it.
    Profile {
        /// The folder: new, or empty.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Read everything, say what differs from the default and where it comes from. Exits 1 on a mistake.
    Check,
}

impl Command {
    pub fn run(self, settings: &Settings) -> Result<()> {
        match self {
            Self::Print { default: true } => crate::tell::text_end(DEFAULT),
            Self::Print { default: false } => {
                let layers = settings.layers(&[])?;
                Config::of(&layers)?;
                crate::tell::text_end(&print::effective(&layers));
            }
            Self::Profile { folder } => {
                let many = app::profile::write_built_in(&folder)?;
                crate::tell::line(format_args!(
                    "{many} 个文件写到了 {0}。在设置里写 profile = \"{0}\"，改好后 minsheng config check，再重启。\
                     以后升级不再改动它 ({many} files are in {0}: let the setting profile name it, then config check and a \
                     restart; an upgrade does not change it)",
                    folder.display()
                ));
            }
            Self::Check => check(settings)?,
        }
        Ok(())
    }
}

fn check(settings: &Settings) -> Result<()> {
    let (layers, mut mistakes) = settings.laid(&[])?;
    mistakes.extend(Config::mistakes(&layers));
    let default = Layers::new()?;
    for key in layers.keys() {
        let as_default = default.look(key).map(|(value, _)| value);
        if let Some((value, origin)) = layers.look(key)
            && *origin != Origin::Default
            && as_default != Some(value)
        {
            crate::tell::line(format_args!(
                "{key} = {}  # {origin}",
                print::shown(key, value)
            ));
        }
    }
    let known: BTreeSet<String> = layers.keys().map(variable_of).collect();
    let mut wrong: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let stray = name.starts_with("MINSHENG_") && !known.contains(&*name);
        if !stray || OTHERS.contains(&&*name) {
            continue;
        }
        match near(known.iter().map(String::as_str), &name) {
            Some(near) => wrong.push(format!(
                "{name}：不认识的环境变量，是不是 {near}？ (unknown variable, perhaps {near})"
            )),
            // Not refused: a platform may set variables of its own, such as MINSHENG_SERVICE_HOST.
            None => eprintln!("！环境变量 {name} 不是民声的设置，没有用到 (not a setting)"),
        }
    }
    if mistakes.is_empty() {
        let profile = Config::of(&layers)?.load_profile();
        wrong.extend(profile.err().map(|error| format!("{error:#}")));
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    crate::tell::line("设置没有错误 (the settings are right)");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Layers};

    #[test]
    fn every_default_is_a_good_value() {
        let layers = Layers::new().unwrap();
        Config::of(&layers).unwrap();
        let bad = [
            ("log.level", "loud"),
            ("log.format", "xml"),
            ("server.connections", "0"),
            ("server.farewell_seconds", "100000"),
            ("jobs.sweep_seconds", "0"),
            ("server.listen", "abc"),
            ("metrics.listen", "99"),
            ("database", "mysql://x"),
        ];
        for (key, value) in bad {
            let mut layers = layers.clone();
            layers.command_line(key, value).unwrap();
            let error = Config::of(&layers).err().unwrap().to_string();
            assert!(error.contains(key), "{error}");
        }
    }
}
