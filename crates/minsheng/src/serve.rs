//! `minsheng serve`: HTTP, timers, delivery, in one process.

use crate::config::{DatabaseFlag, Settings};
use crate::logging;
use crate::pace::Pace;
use anyhow::{Context as _, Result, bail};
use api::Api;
use api::life::{Life, Stage};
use api::server::Bounds;
use app::{App, Courier};
use clap::Args;
use portal::Portal;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How often one of the 256 parts of the attachments is looked through.
const FILES_EVERY: Duration = Duration::from_mins(5);
/// How long the last step along the feed is waited for at the end; a lease holds no longer.
const LAST_STEP: Duration = Duration::from_secs(10);

/// Serves until it is told to stop (SIGTERM or Ctrl-C). Every flag is a setting too.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Where to listen (`server.listen`).
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Folder for what is not in the database (`data`).
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// Browsers come by HTTPS only, a proxy ends it (`server.secure`).
    #[arg(long)]
    secure: bool,
    /// What is logged to standard error (`log.level`).
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
}

impl Serve {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.read(&[
            ("database", self.database.database.as_deref()),
            ("server.listen", self.listen.as_deref()),
            ("data", self.data.as_deref()),
            ("server.secure", self.secure.then_some("true")),
            ("log.level", self.log.as_deref()),
        ])?;
        logging::start(config.log);
        let (data, listen) = (&config.data, &config.server.listen);
        std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
        let app = config.open().await?;
        app.keep_files_in(&data.join("files"))?;
        let listener = bound(listen).await?;
        let metrics = match &config.metrics.listen {
            Some(listen) => Some(bound(listen).await?),
            None => None,
        };
        crate::tell::line(format_args!(
            "民声在 http://{} （Ctrl-C 停止）",
            listener.local_addr()?
        ));
        let sweeping = tokio::spawn(sweep(app.clone(), data.join("outbox"), config.jobs.sweep));
        let dating = tokio::spawn(keep_calendar(app.clone(), config.jobs.sweep));
        let sweeping_files = tokio::spawn(sweep_files(app.clone()));
        let live = tokio::spawn({
            let app = app.clone();
            async move { app.keep_telling_live().await }
        });
        let mut following = tokio::spawn({
            let app = app.clone();
            async move { app.keep_following().await }
        });
        if let Some(address) = &config.server.public_address {
            app.reached_at(address.clone());
        }
        let demo = !app.store().demo_accounts().await?.is_empty();
        let portal = Portal::new(
            app.clone(),
            config.server.secure,
            demo,
            config.server.public_address.clone(),
        );
        let courier = Courier::new(config.webhooks.allowed.clone());
        let telling = tokio::spawn({
            let (app, courier) = (app.clone(), courier.clone());
            async move { app.keep_telling(&courier).await }
        });
        let api = Api::new(app.clone(), config.server.secure)
            .demonstrating(demo)
            .limited(config.limits.for_api())
            .sending(courier.clone());
        let stop = stopping(told_to_stop()?, api.life(), config.server.drain);
        let bounds = Bounds {
            connections: crate::descriptors::room_for(config.server.connections),
            of_one_address: config.limits.connections,
            proxies: config.limits.proxies.clone(),
            farewell: config.server.farewell,
            ..Bounds::default()
        };
        let apart = metrics.map(|listener| figures_apart(listener, &api));
        let mut beside = portal::pages(portal.clone());
        if config.metrics.on_main {
            beside = beside.merge(api::metrics::routes(api.clone()));
        }
        let routes = api::router_beside(api, beside);
        let routes = portal::outside(portal, routes);
        api::server::serve_within(bounds, listener, routes, stop).await;
        if let Some(apart) = apart {
            apart.abort();
        }
        // The step that it is at may still be on its way to the database, and would hold the lease anew.
        app.end_following();
        if tokio::time::timeout(LAST_STEP, &mut following)
            .await
            .is_err()
        {
            following.abort();
        }
        sweeping.abort();
        dating.abort();
        sweeping_files.abort();
        live.abort();
        telling.abort();
        let end = async {
            if let Err(error) = app.leave_feed().await {
                tracing::warn!(%error, "another server follows the feed only when the lease has ended");
            }
            // Waits for what the writer has taken; nothing acknowledged is under way any more.
            app.store().close().await;
        };
        // A COMMIT may hang for ever, as where its standby is away.
        let patience = config.server.farewell.max(LAST_STEP);
        if tokio::time::timeout(patience, end).await.is_err() {
            bail!(
                "民声停止了，数据库没有确认最后的写入；没有确认的可能已经记下 (stopped; the database did not confirm the last writes, which may be stored)"
            );
        }
        crate::tell::line("民声已停止");
        Ok(())
    }
}

/// Figures on a listener of their own, where the settings want one: the outside does not see them, and
/// they are there when every place of the main listener is taken.
fn figures_apart(listener: TcpListener, api: &Api) -> JoinHandle<()> {
    let routes = api::metrics::routes(api.clone());
    let bounds = Bounds {
        connections: 16,
        ..Bounds::default()
    };
    let served = api::server::serve_within(bounds, listener, routes, std::future::pending());
    tokio::spawn(served)
}

/// Listens on an address of the settings.
async fn bound(listen: &str) -> Result<TcpListener> {
    let listener = TcpListener::bind(listen).await;
    listener.with_context(|| format!("不能在 {listen} 上监听 (cannot listen)"))
}

/// Hears SIGTERM and Ctrl-C.
fn told_to_stop() -> Result<mpsc::Receiver<()>> {
    let (tell, told) = mpsc::channel(2);
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        let (mut signal, tell) = (signal(kind)?, tell.clone());
        tokio::spawn(async move {
            while signal.recv().await.is_some() && tell.send(()).await.is_ok() {}
        });
    }
    Ok(told)
}

/// Comes to its end some time after the first word to stop: proxies are told first. A second word
/// ends the program at once; what was acknowledged is durable all the same.
async fn stopping(mut told: mpsc::Receiver<()>, life: Life, drain: Duration) {
    let _ = told.recv().await;
    tracing::info!("told to stop");
    life.go_on(Stage::Leaving);
    let waiting = life.clone();
    tokio::spawn(async move {
        if told.recv().await.is_some() {
            tracing::warn!("told to stop twice; stopping at once");
            std::process::exit(1);
        }
    });
    tokio::time::sleep(drain).await;
    waiting.go_on(Stage::Ending);
}

/// Attachments that no case refers to: one of 256 parts at a time, all within a day.
async fn sweep_files(app: App) {
    for part in (0..=u8::MAX).cycle() {
        tokio::time::sleep(FILES_EVERY).await;
        if let Err(error) = app.sweep_files(part).await {
            tracing::warn!(%error, "attachments were not swept; they are looked at again");
        }
    }
}

/// Holiday tables. By a new one every open case is looked at, which no timer waits for.
async fn keep_calendar(app: App, every: Duration) {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = app.refresh_calendar().await {
            tracing::warn!(%error, "holiday tables were not looked for; they are looked for again");
        }
    }
}

/// Timers and messages. A database that is away for a while is only waited for.
async fn sweep(app: App, outbox: impl AsRef<Path>, every: Duration) {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut pace, began) = (Pace::default(), Instant::now());
    loop {
        tick.tick().await;
        if let Err(error) = app.refresh_amendments().await {
            tracing::warn!(%error, "versions of rules were not looked for; they are looked for again");
        }
        let now = app.now();
        if pace.believes(now, began.elapsed())
            && let Err(error) = app.fire_due(now).await
        {
            tracing::warn!(%error, "timers were not fired; they are looked at again");
        }
        if let Err(error) = app.deliver(Some(outbox.as_ref())).await {
            tracing::warn!(%error, "messages were not delivered; they are looked at again");
        }
    }
}
