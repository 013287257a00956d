//! Settings: one commented file in the program, the operator's file, the environment, the command
//! line; every command reads them the same way.

mod command;
mod concern;
mod layers;
mod limits;
mod print;

pub use command::Command;
pub use concern::{Backup, Jobs, Log, LogFormat, Metrics, Server, Storing};
pub use layers::{ConfigError, Layers};
pub use limits::{Limiting, Sending};

use anyhow::{Result, bail};
use clap::Args;
use hotline::profile::Profile;
use std::path::PathBuf;

/// What to do about a database that holds nothing yet.
pub const EMPTY: &str = "新装的先运行 minsheng serve 或 minsheng demo；不是新装的，请核对 database 写的是不是那个库 (it holds no tables of Minsheng yet: start minsheng serve or minsheng demo first; if it is not a new one, check that database names the right one)";

/// Where settings come from, for every command.
#[derive(Args)]
pub struct Settings {
    /// The operator's settings (TOML); see `minsheng config print --default`.
    #[arg(long, global = true, env = "MINSHENG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting, over file and environment, such as `server.listen=127.0.0.1:8080`; repeatable.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// A profile in a folder instead of the one in the program.
    #[arg(long, global = true, value_name = "DIR")]
    profile: Option<String>,
}

/// The database, for every command that needs one.
#[derive(Args)]
pub struct DatabaseFlag {
    /// The database: `sqlite:PATH` or `postgres://…`.
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
}

/// Every setting. It is not printed as it is: the database's address may hold a password.
#[derive(Clone)]
pub struct Config {
    /// The database's address. It may hold a password.
    pub database: String,
    /// Folder for what is not in the database.
    pub data: PathBuf,
    /// Folder of the city's profile; none: the one in the program.
    pub profile: Option<PathBuf>,
    /// Listening.
    pub server: Server,
    /// How much one sender may ask for.
    pub limits: Limiting,
    /// What goes to other programs.
    pub webhooks: Sending,
    /// The database's use.
    pub store: Storing,
    /// What the server does by itself.
    pub jobs: Jobs,
    /// The log.
    pub log: Log,
    /// Figures.
    pub metrics: Metrics,
    /// Backups.
    pub backup: Backup,
}

impl Settings {
    /// All layers; last the command's own flags, by key.
    ///
    /// # Errors
    /// A setting is not known or does not fit.
    pub fn layers(&self, flags: &[(&str, Option<&str>)]) -> Result<Layers, ConfigError> {
        let (layers, mistakes) = self.laid(flags)?;
        mistakes.into_iter().next().map_or(Ok(layers), Err)
    }

    /// All layers but for what is wrong in them, and all that is.
    ///
    /// # Errors
    /// The file in the program is no TOML.
    fn laid(
        &self,
        flags: &[(&str, Option<&str>)],
    ) -> Result<(Layers, Vec<ConfigError>), ConfigError> {
        let mut layers = Layers::new()?;
        let mut mistakes = Vec::new();
        if let Some(file) = &self.config {
            mistakes.extend(layers.file(file));
        }
        mistakes.extend(layers.environment(|name| std::env::var(name).ok()));
        for pair in &self.set {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            mistakes.extend(layers.command_line(key, value).err());
        }
        let profile = [("profile", self.profile.as_deref())];
        for (key, value) in flags.iter().chain(&profile) {
            if let Some(value) = value {
                mistakes.extend(layers.command_line(key, value).err());
            }
        }
        Ok((layers, mistakes))
    }

    /// Every setting; last the command's own flags, by key.
    ///
    /// # Errors
    /// A setting is not known or does not fit.
    pub fn read(&self, flags: &[(&str, Option<&str>)]) -> Result<Config, ConfigError> {
        Config::of(&self.layers(flags)?)
    }

    /// The settings of a command that has no flag but the database.
    ///
    /// # Errors
    /// A setting is not known or does not fit.
    pub fn with(&self, database: &DatabaseFlag) -> Result<Config, ConfigError> {
        self.read(&[("database", database.database.as_deref())])
    }
}

impl Config {
    /// From layers.
    ///
    /// # Errors
    /// A value does not fit.
    pub fn of(layers: &Layers) -> Result<Self, ConfigError> {
        Ok(Self {
            database: concern::database(layers)?,
            data: PathBuf::from(layers.get::<String>("data")?),
            profile: concern::some(layers.get("profile")?).map(PathBuf::from),
            server: Server::read(layers)?,
            limits: Limiting::read(layers)?,
            webhooks: Sending::read(layers)?,
            store: Storing::read(layers)?,
            jobs: Jobs::read(layers)?,
            log: Log::read(layers)?,
            metrics: Metrics::read(layers)?,
            backup: Backup::read(layers)?,
        })
    }

    /// The first value of each concern that does not fit.
    fn mistakes(layers: &Layers) -> Vec<ConfigError> {
        let concerns = [
            concern::database(layers).err(),
            Server::read(layers).err(),
            Limiting::read(layers).err(),
            Sending::read(layers).err(),
            Storing::read(layers).err(),
            Jobs::read(layers).err(),
            Log::read(layers).err(),
            Metrics::read(layers).err(),
            Backup::read(layers).err(),
        ];
        concerns.into_iter().flatten().collect()
    }

    /// The city's profile.
    ///
    /// # Errors
    /// It has a mistake.
    pub fn load_profile(&self) -> Result<Profile> {
        Ok(match &self.profile {
            Some(folder) => app::profile::from_folder(folder)?,
            None => app::profile::built_in()?,
        })
    }

    /// Opens the database.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn open_store(&self) -> Result<store::Store> {
        self.open_expecting(false).await
    }

    async fn open_expecting(&self, expected: bool) -> Result<store::Store> {
        let options = store::Options {
            expected,
            ..self.store.options()
        };
        let opened = store::Store::open_with(&self.database, options).await;
        opened.map_err(|error| {
            let address = store::redacted(&self.database);
            let told = match error {
                store::StoreError::Db(db::DbError::Empty) => {
                    format!("{address} 里还没有民声的表；{EMPTY}")
                }
                _ => format!("打不开数据库 {address} (cannot open the database)"),
            };
            anyhow::Error::new(error).context(told)
        })
    }

    /// Opens the platform on a database that is there: a wrong path is told, not made, and an empty
    /// database stays empty.
    ///
    /// # Errors
    /// There is none or nothing in it, it cannot be opened, or the profile has a mistake.
    pub async fn open_existing(&self) -> Result<app::App> {
        if let Ok(file) = crate::backup::file_of(&self.database)
            && !file.exists()
        {
            bail!(
                "没有 {} 这个库；请核对 database 的路径，新装的先运行 minsheng serve 或 minsheng demo (there is no such database)",
                file.display()
            );
        }
        self.app_expecting(true).await
    }

    /// Opens the platform on the database, by the machine's clock.
    ///
    /// # Errors
    /// The database cannot be opened, or the profile has a mistake.
    pub async fn open(&self) -> Result<app::App> {
        self.app_expecting(false).await
    }

    async fn app_expecting(&self, expected: bool) -> Result<app::App> {
        // A mistake in the profile is told before anything is made.
        let profile = self.load_profile()?;
        let store = self.open_expecting(expected).await?;
        let clock = std::sync::Arc::new(app::clock::SystemClock::default());
        Ok(app::App::open(store, profile, clock, None).await?)
    }
}
