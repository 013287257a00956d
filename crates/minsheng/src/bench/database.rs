//! Databases to be measured: filled once, kept in a folder, used again.

use super::fill::Bar;
use anyhow::{Context as _, Result};
use app::App;
use app::clock::SystemClock;
use hotline::actor::{Post, Role};
use hotline::codes::UnitCode;
use hotline::profile::Profile;
use hotline::scope::shelf::Shelf;
use invent::Plan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::search::index;
use store::wait::Wait;
use store::{Db, Store};

/// What every account of a bench is opened with.
pub const PASSWORD: &str = "a password for the bench";

/// Cases with the tokens by which they are found, each with the table where they stand.
pub type FoundBy = BTreeMap<i64, Vec<(&'static str, String)>>;

/// A filled database, open in this process too.
pub struct Database {
    pub url: String,
    pub name: &'static str,
    pub cases: usize,
    /// Cases after this one came with the measuring.
    pub last_case: i64,
    /// SQLite's file.
    pub file: Option<PathBuf>,
    pub app: App,
}

/// Where databases are made.
pub struct Ground<'a> {
    pub folder: &'a Path,
    pub profile: &'a Profile,
    pub server: Option<&'a str>,
    pub seed: u64,
}

impl Ground<'_> {
    /// A database of so many cases, filled now unless it is there already.
    pub async fn database(&self, name: &'static str, cases: usize, open: bool) -> Result<Database> {
        let kind = if open { "open" } else { "cases" };
        let called = format!("minsheng_bench_{kind}_{cases}");
        let server = self.server.filter(|_| name == "PostgreSQL");
        let (url, file) = if let Some(server) = server {
            let (base, _) = server.rsplit_once('/').context("postgres://host/name")?;
            (format!("{base}/{called}"), None)
        } else {
            let file = self.folder.join(format!("{called}.db"));
            (format!("sqlite:{}", file.display()), Some(file))
        };
        let mark = self.folder.join(format!("{called}.{name}.filled"));
        let known = mark.exists();
        if known && let Ok(store) = Store::open(&url).await {
            let app = self.open(store).await?;
            return Self::ready(app, url, name, cases, file).await;
        }
        let _ = std::fs::remove_file(&mark);
        if let Some(server) = server {
            db::drop_database(server, &called).await?;
            db::create_database(server, &called).await?;
        }
        for end in ["", "-wal", "-shm"] {
            if let Some(file) = &file {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
        let app = self.open(Store::open(&url).await?).await?;
        let started = Instant::now();
        let plan = Plan {
            cases,
            per_day: invent::PER_DAY,
            until: app.now(),
            seed: self.seed,
            all_open: open,
        };
        let mut bar = Bar::begin(started);
        let filled = invent::fill(&app, plan, &mut |progress| bar.show(progress)).await?;
        bar.end();
        let seconds = started.elapsed().as_secs_f64();
        eprintln!("filled {name} {called}: {filled:?} in {seconds:.0} s");
        if !open {
            self.staff(&app).await?;
        }
        std::fs::write(&mark, format!("{filled:?} in {seconds:.0} s\n"))?;
        Self::ready(app, url, name, cases, file).await
    }

    async fn ready(
        app: App,
        url: String,
        name: &'static str,
        cases: usize,
        file: Option<PathBuf>,
    ) -> Result<Database> {
        let last = db::Sql::new("select max(case_id) from cases");
        let last_case = app.store().db().one(last).await?;
        Ok(Database {
            url,
            name,
            cases,
            last_case,
            file,
            app,
        })
    }

    async fn open(&self, store: Store) -> Result<App> {
        let clock = Arc::new(SystemClock::default());
        Ok(App::open(store, self.profile.clone(), clock, None).await?)
    }

    /// An agent and a dispatcher of the city, and a handler in every unit.
    async fn staff(&self, app: &App) -> Result<()> {
        let city = self.profile.directory.city_centre().code.clone();
        let posts = |unit: &UnitCode, roles: &[Role]| -> Vec<Post> {
            let post = |role: &Role| Post {
                role: *role,
                unit: unit.clone(),
            };
            roles.iter().map(post).collect()
        };
        let agent = posts(&city, &[Role::Agent, Role::Dispatcher, Role::CallBack]);
        app.add_staff("bench", "bench", PASSWORD, agent, true)
            .await?;
        Ok(())
    }
}

impl Database {
    pub fn db(&self) -> &Db {
        self.app.store().db()
    }

    /// Somebody with a post in a unit; made if he is not there.
    pub async fn handler(&self, unit: &UnitCode) -> Result<String> {
        let login = format!("bench-{unit}");
        let post = Post {
            role: Role::Handler,
            unit: unit.clone(),
        };
        // He may be there from an earlier run.
        let _ = self
            .app
            .add_staff(&login, &login, PASSWORD, vec![post], true)
            .await;
        self.token(&login).await
    }

    /// The agent's session.
    pub async fn agent(&self) -> Result<String> {
        self.token("bench").await
    }

    async fn token(&self, login: &str) -> Result<String> {
        let signed = self.app.sign_in(login, PASSWORD).await?;
        Ok(signed
            .with_context(|| format!("{login} cannot sign in"))?
            .token)
    }

    /// Lets the server beside forget what it answered about figures: they count as counted anew.
    pub async fn forget_answers(&self) -> Result<()> {
        let done = self.db().write((), |(), tx| {
            Box::pin(async move {
                let sql = "update followers set recounts = recounts + 1 where name = {}";
                let sql = db::Sql::new(sql).bind(store::load::FIGURES);
                tx.run(sql).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Waits until feed and outbox have been worked off by the server beside.
    pub async fn settle(&self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(40) {
            // Also those that a server has claimed and is about to write.
            let (store, soon) = (self.app.store(), self.app.now().plus_hours(1));
            let waiting = store.waiting_messages(soon, Wait::of_hours(1), 1).await?;
            if waiting.is_empty() && !self.app.store().feed_waits().await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// By what cases are found that came with the measuring, so many at most.
    pub async fn found_by(&self, most: u32) -> Result<FoundBy> {
        let mut found_by = BTreeMap::new();
        for case in self.app.store().cases_after(self.last_case, most).await? {
            let tokens = self.app.tokens_of(&case).await?;
            let row = |(shelf, tokens): (Shelf, String)| (index(shelf), tokens);
            let filled = tokens.into_iter().filter(|(_, tokens)| !tokens.is_empty());
            found_by.insert(case.id, filled.map(row).collect());
        }
        Ok(found_by)
    }

    /// Numbers from all over the database.
    pub async fn numbers(&self, wanted: usize) -> Result<Vec<String>> {
        let all: Vec<String> = self.db().all(db::Sql::new("select no from cases")).await?;
        let step = (all.len() / wanted.max(1)).max(1);
        let mut some: Vec<String> = all.into_iter().step_by(step).collect();
        // In no order, as people ask.
        some.sort_by_key(|no| no.bytes().rev().collect::<Vec<_>>());
        Ok(some)
    }
}
