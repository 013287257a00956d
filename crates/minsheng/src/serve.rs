//! `minsheng serve`: HTTP, timers, delivery, in one process.

use anyhow::{Context as _, Result};
use api::Api;
use app::App;
use app::clock::SystemClock;
use clap::Args;
use hotline::profile::Profile;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How often due timers and waiting messages are looked for.
const SWEEP: Duration = Duration::from_secs(1);

/// Serves until it is told to stop (SIGTERM or Ctrl-C).
#[derive(Args)]
pub struct Serve {
    /// The database: `sqlite:PATH` or `postgres://…`.
    #[arg(
        long,
        env = "MINSHENG_DATABASE",
        default_value = "sqlite:data/minsheng.db",
        hide_env_values = true
    )]
    database: String,
    /// Where to listen.
    #[arg(long, env = "MINSHENG_LISTEN", default_value = "127.0.0.1:12345")]
    listen: String,
    /// Folder for what is not in the database: delivered messages.
    #[arg(long, env = "MINSHENG_DATA", default_value = "data")]
    data: PathBuf,
    /// Browsers come by HTTPS only (a proxy ends it): cookies are sent no other way.
    #[arg(long, env = "MINSHENG_SECURE")]
    secure: bool,
    /// What is logged to standard error: error, warn, info, debug.
    #[arg(long, env = "MINSHENG_LOG", default_value = "info")]
    log: tracing::Level,
}

impl Serve {
    pub async fn run(self, profile: Profile) -> Result<()> {
        tracing_subscriber::fmt()
            .with_max_level(self.log)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .init();
        std::fs::create_dir_all(&self.data).with_context(|| self.data.display().to_string())?;
        let store = store::Store::open(&self.database).await?;
        let app = App::open(
            store.clone(),
            profile,
            Arc::new(SystemClock::default()),
            None,
        )
        .await?;
        let listener = TcpListener::bind(&self.listen).await;
        let listener =
            listener.with_context(|| format!("不能在 {} 上监听 (cannot listen)", self.listen))?;
        crate::tell::line(format_args!(
            "民声在 http://{} （Ctrl-C 停止）",
            listener.local_addr()?
        ));
        let sweeping = tokio::spawn(sweep(app.clone(), self.data.join("outbox")));
        api::server::serve(
            listener,
            api::router(Api::new(app, self.secure)),
            told_to_stop()?,
        )
        .await;
        sweeping.abort();
        // Waits for what the writer has taken; nothing acknowledged is under way any more.
        store.close().await;
        crate::tell::line("民声已停止");
        Ok(())
    }
}

/// Comes to its end with SIGTERM or Ctrl-C.
fn told_to_stop() -> Result<impl Future<Output = ()>> {
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    })
}

/// Timers and messages. A database that is away for a while is only waited for.
async fn sweep(app: App, outbox: impl AsRef<Path>) {
    let mut tick = tokio::time::interval(SWEEP);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = app.fire_due(app.now()).await {
            tracing::warn!(%error, "timers were not fired; they are looked at again");
        }
        if let Err(error) = app.deliver(Some(outbox.as_ref())).await {
            tracing::warn!(%error, "messages were not delivered; they are looked at again");
        }
    }
}
