//! `minsheng key`: keys of programs. A token is printed once, when its key is made.

use crate::config::{DatabaseFlag, Settings};
use crate::user::post;
use anyhow::{Context as _, Result, bail};
use app::accounts::COMMAND_LINE;
use app::keys::{KnownKey, NewKey, Scope};
use clap::{Args, Subcommand};
use hotline::directory::Directory;

/// Keys of programs.
#[derive(Args)]
pub struct Key {
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key; its token is printed once.
    Add {
        /// Name, never used before; histories show it.
        name: String,
        /// ROLE@UNIT, such as handler@仓山区城管局; several are possible. Without @UNIT the city's centre.
        #[arg(long = "post", required = true, value_name = "ROLE@UNIT")]
        posts: Vec<String>,
        /// What it may be used for: read, intake, command, identity, files, export, webhooks, figures.
        #[arg(
            long = "scope",
            required = true,
            value_name = "SCOPE",
            value_delimiter = ','
        )]
        scopes: Vec<String>,
        /// It ends after so many days; if missing, only when it is taken back.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3650))]
        days: Option<i64>,
    },
    /// List keys: id, name, posts, scopes, end, last use.
    List,
    /// Take a key back, for good.
    Revoke {
        /// The key's id, as the list shows it: the eight digits in its token.
        id: String,
    },
}

impl Key {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        let app = match self.command {
            Command::Add { .. } => config.open().await?,
            _ => config.open_existing().await?,
        };
        let (directory, today) = (app.profile().directory.clone(), app.now().date());
        match self.command {
            Command::Add {
                name,
                posts,
                scopes,
                days,
            } => {
                let new = NewKey {
                    name,
                    posts: posts
                        .iter()
                        .map(|text| post(text, &directory, today))
                        .collect::<Result<_>>()?,
                    scopes: scopes
                        .iter()
                        .map(|text| text.parse::<Scope>())
                        .collect::<Result<_, _>>()?,
                    expires_at: days.map(|days| app.now().plus_hours(days * 24)),
                };
                let (known, token) = app.add_key(COMMAND_LINE, new).await?;
                eprintln!("密钥 {} 已建立；下面的令牌只显示这一次：", known.key.name);
                crate::tell::line(token);
            }
            Command::List => {
                let now = app.now();
                for key in app.keys().await? {
                    crate::tell::line(line(&key, &directory, now));
                }
            }
            Command::Revoke { id } => {
                if !app
                    .revoke_key(COMMAND_LINE, &id)
                    .await
                    .context(id.clone())?
                {
                    bail!("没有密钥 {id} (no such key)");
                }
                crate::tell::line(format_args!("密钥 {id} 已收回"));
            }
        }
        app.store().close().await;
        Ok(())
    }
}

fn line(known: &KnownKey, directory: &Directory, now: workday::Instant) -> String {
    let posts = known.posts.iter().map(|post| {
        let unit = directory.name_of(&post.unit);
        format!("{}@{unit}", post.role)
    });
    let posts: Vec<_> = posts.collect();
    let scopes: Vec<_> = known.scopes.iter().map(|scope| scope.as_str()).collect();
    let key = &known.key;
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("{at} 收回"),
        (None, Some(end)) if now >= end => format!("{end} 到期"),
        (None, Some(end)) => format!("有效至 {end}"),
        (None, None) => "长期".to_owned(),
    };
    let used = key
        .used_at
        .map_or("没有用过".to_owned(), |at| format!("最近使用 {at}"));
    format!(
        "{}  {}  {}  {}  {state}  {used}",
        key.id,
        key.name,
        posts.join("，"),
        scopes.join(",")
    )
}
