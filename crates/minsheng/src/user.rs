//! `minsheng user`: accounts of staff. Passwords come from standard input, never from the command line.

use crate::config::{DatabaseFlag, Settings};
use anyhow::{Context as _, Result, anyhow, bail};
use app::App;
use app::access::is_locked;
use app::accounts::SHORTEST_PASSWORD;
use clap::{Args, Subcommand};
use hotline::actor::Post;
use hotline::directory::Directory;
use store::people::Account;
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
    /// Add an account: the password is read from standard input. An account that is there gets the posts,
    /// and keeps its password and name: none is read.
    Add {
        /// What one signs in with.
        login: String,
        /// Name on the screen; a new account needs it.
        #[arg(long)]
        name: Option<String>,
        /// ROLE@UNIT, such as handler@仓山区城管局; several are possible. Without @UNIT the city's centre.
        #[arg(long = "post", required = true, value_name = "ROLE@UNIT")]
        posts: Vec<String>,
    },
    /// Set another password, read from standard input; sessions end. A disabled account stays disabled.
    Password {
        /// The login.
        login: String,
    },
    /// Keep an account from signing in; sessions end.
    Disable {
        /// The login.
        login: String,
    },
    /// Let an account sign in again that is disabled, or locked after wrong passwords.
    Enable {
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
        let done = self.command.run(&app).await;
        app.store().close().await;
        done
    }
}

impl Command {
    async fn run(self, app: &App) -> Result<()> {
        let by = app.command_line();
        match self {
            Self::Add { login, name, posts } => add(app, &login, name.as_deref(), &posts).await,
            Self::Password { login } => {
                let account = known(app, &login).await?;
                by.password(&account, password()?).await?;
                crate::tell::line(format_args!("{login} 的密码已更换，原有登录已结束"));
                still_closed(&account);
                Ok(())
            }
            Self::Disable { login } => {
                by.block(&known(app, &login).await?).await?;
                crate::tell::line(format_args!("{login} 不能再登录"));
                Ok(())
            }
            Self::Enable { login } => {
                let account = known(app, &login).await?;
                if !account.disabled && !is_locked(account.locked_until, app.now()) {
                    crate::tell::line(format_args!("{login} 没有停用，什么也没有改"));
                    return Ok(());
                }
                by.unblock(&account).await?;
                crate::tell::line(format_args!("{login} 可以登录了，密码和岗位没有变"));
                Ok(())
            }
            Self::List => list(app, &app.profile().directory).await,
        }
    }
}

async fn add(app: &App, login: &str, name: Option<&str>, posts: &[String]) -> Result<()> {
    let (directory, today) = (app.profile().directory.clone(), app.now().date());
    let posts = posts
        .iter()
        .map(|text| post(text, &directory, today))
        .collect::<Result<Vec<_>>>()?;
    // Looked up first: whoever only adds a post types no password.
    if let Some(account) = app.store().account(login).await? {
        return give(app, &account, name, posts).await;
    }
    let name = name.filter(|name| !name.trim().is_empty());
    let name = name.context("新账号要写 --name 姓名 (a new account needs --name)")?;
    let password = password()?;
    if !app
        .command_line()
        .hire(login, name, &password, posts)
        .await?
    {
        bail!("{login} 刚刚由别人开了账号，什么也没有改 (taken meanwhile, nothing was changed)");
    }
    crate::tell::line(format_args!("{login} 可以登录了"));
    Ok(())
}

/// Posts for an account that is there: what was given besides them is not used, and said not to be.
async fn give(app: &App, account: &Account, name: Option<&str>, posts: Vec<Post>) -> Result<()> {
    let directory = app.profile().directory.clone();
    let login = &account.login;
    let new = app.command_line().give(account, posts).await?;
    let what = if new.is_empty() {
        "这些岗位原来就有，什么也没有加".to_owned()
    } else {
        format!("加了岗位：{}", shown(&new, &directory))
    };
    crate::tell::line(format_args!("已有账号 {login}，{what}"));
    crate::tell::line(format_args!(
        "密码没有变，标准输入没有读；要换密码：minsheng user password {login}"
    ));
    if let Some(name) = name.filter(|name| *name != account.name) {
        crate::tell::line(format_args!(
            "姓名没有变，还是“{}”；给出的“{name}”没有用",
            account.name
        ));
    }
    still_closed(account);
    Ok(())
}

/// Says of a disabled account how it is opened.
fn still_closed(account: &Account) {
    if account.disabled {
        crate::tell::line(format_args!(
            "{0} 停用着，还不能登录；要启用：minsheng user enable {0}",
            account.login
        ));
    }
}

async fn known(app: &App, login: &str) -> Result<Account> {
    let account = app.store().account(login).await?;
    account.with_context(|| format!("没有账号 {login} (no such account)"))
}

fn shown(posts: &[Post], directory: &Directory) -> String {
    let one = |post: &Post| {
        let unit = directory.name_of(&post.unit);
        format!("{}@{unit}", post.role)
    };
    posts.iter().map(one).collect::<Vec<_>>().join("，")
}

async fn list(app: &App, directory: &Directory) -> Result<()> {
    for account in app.store().accounts().await? {
        let posts = app.store().posts(&account.person).await?;
        let state = if account.disabled { "（停用）" } else { "" };
        crate::tell::line(format_args!(
            "{}{state}  {}  {}",
            account.login,
            account.name,
            shown(&posts, directory)
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
