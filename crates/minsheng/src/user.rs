//! `minsheng user`: accounts of staff. Passwords come from standard input, never from the command line.

use crate::config::{DatabaseFlag, Settings};
use anyhow::{Context as _, Result, anyhow, bail};
use app::App;
use app::accounts::SHORTEST_PASSWORD;
use clap::{Args, Subcommand};
use hotline::actor::Post;
use hotline::directory::Directory;
use workday::Date;

/// Accounts of staff.
#[derive(Args)]
pub struct User {
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add an account, or posts to one; the password is read from standard input.
    Add {
        /// What one signs in with.
        login: String,
        /// Name on the screen.
        #[arg(long)]
        name: String,
        /// ROLE@UNIT, such as handler@仓山区城管局; several are possible. Without @UNIT the city's centre.
        #[arg(long = "post", required = true, value_name = "ROLE@UNIT")]
        posts: Vec<String>,
    },
    /// Set another password, read from standard input; sessions end.
    Password {
        /// The login.
        login: String,
    },
    /// Keep an account from signing in; sessions end.
    Disable {
        /// The login.
        login: String,
    },
    /// List accounts with their posts.
    List,
}

impl User {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        // The first account may come before the first start.
        let app = match self.command {
            Command::Add { .. } => config.open().await?,
            _ => config.open_existing().await?,
        };
        let (directory, today) = (app.profile().directory.clone(), app.now().date());
        match self.command {
            Command::Add { login, name, posts } => {
                let posts = posts
                    .iter()
                    .map(|text| post(text, &directory, today))
                    .collect::<Result<Vec<_>>>()?;
                app.add_staff(&login, &name, &password()?, posts, false)
                    .await?;
                crate::tell::line(format_args!("{login} 可以登录了"));
            }
            Command::Password { login } => {
                changed(
                    app.change_staff(&login, Some(password()?), false).await?,
                    &login,
                )?;
                crate::tell::line(format_args!("{login} 的密码已更换，原有登录已结束"));
            }
            Command::Disable { login } => {
                changed(app.change_staff(&login, None, true).await?, &login)?;
                crate::tell::line(format_args!("{login} 不能再登录"));
            }
            Command::List => list(&app, &directory).await?,
        }
        app.store().close().await;
        Ok(())
    }
}

fn changed(changed: bool, login: &str) -> Result<()> {
    if changed {
        Ok(())
    } else {
        bail!("没有账号 {login} (no such account)")
    }
}

async fn list(app: &App, directory: &Directory) -> Result<()> {
    for account in app.store().accounts().await? {
        let mut posts = Vec::new();
        for post in app.store().posts(&account.person).await? {
            let unit = directory
                .unit(&post.unit)
                .map_or(post.unit.as_str(), |unit| unit.name.as_str());
            posts.push(format!("{}@{unit}", post.role));
        }
        let state = if account.disabled { "（停用）" } else { "" };
        crate::tell::line(format_args!(
            "{}{state}  {}  {}",
            account.login,
            account.name,
            posts.join("，")
        ));
    }
    Ok(())
}

pub(crate) fn post(text: &str, directory: &Directory, today: Date) -> Result<Post> {
    let (role, unit) = text
        .split_once('@')
        .map_or((text, None), |(role, unit)| (role, Some(unit)));
    let role = role.parse().map_err(|error: String| anyhow!(error))?;
    let unit = match unit {
        Some(name) => directory
            .find(name)
            .filter(|unit| unit.in_force(today))
            .ok_or_else(|| anyhow!("没有“{name}”这个单位 (no such unit)"))?,
        None => directory.city_centre(),
    };
    Ok(Post {
        role,
        unit: unit.code.clone(),
    })
}

fn password() -> Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("从标准输入读密码 (reading the password)")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < SHORTEST_PASSWORD {
        bail!(
            "密码至少 {SHORTEST_PASSWORD} 个字符，从标准输入给出 (at least {SHORTEST_PASSWORD} characters, on standard input)"
        );
    }
    Ok(password)
}
