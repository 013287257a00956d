//! `minsheng config`: the settings in force, and whether they are right.

use super::layers::{DEFAULT, Origin, variable_of};
use super::{Config, Settings, print};
use anyhow::Result;
use clap::Subcommand;
use std::collections::BTreeSet;

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
            Self::Check => check(settings)?,
        }
        Ok(())
    }
}

fn check(settings: &Settings) -> Result<()> {
    let layers = settings.layers(&[])?;
    let config = Config::of(&layers)?;
    config.load_profile()?;
    for key in layers.keys() {
        if let Some((value, origin)) = layers.look(key)
            && *origin != Origin::Default
        {
            crate::tell::line(format_args!(
                "{key} = {}  # {origin}",
                print::shown(key, value)
            ));
        }
    }
    let known: BTreeSet<String> = layers.keys().map(variable_of).collect();
    // Not refused: a platform may set variables of its own, such as MINSHENG_SERVICE_HOST.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let stray = name.starts_with("MINSHENG_") && !known.contains(&*name);
        if stray && !OTHERS.contains(&&*name) {
            eprintln!("！环境变量 {name} 不是民声的设置，没有用到 (not a setting)");
        }
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
