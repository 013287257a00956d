//! Servers to be measured: the program itself as users run it, and a bare one to compare with.

use super::client::{Conn, get};
use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get as route;
use clap::Args;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that runs beside; ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the program to its first answer.
    pub start: Duration,
}

impl Server {
    /// `minsheng serve` on a database.
    pub async fn serve(database: &str, data: &Path) -> Result<Self> {
        let data = data.join("data");
        let data = data.to_str().context("a folder's name")?;
        let arguments = [
            "serve",
            "--database",
            database,
            "--data",
            data,
            "--log",
            "warn",
        ];
        Self::begin(&arguments).await
    }

    /// The bare server, answering so many bytes.
    pub async fn bare(bytes: usize) -> Result<Self> {
        Self::begin(&["bench", "bare", "--bytes", &bytes.to_string()]).await
    }

    async fn begin(arguments: &[&str]) -> Result<Self> {
        let address = free_address()?;
        let started = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .args(["--listen", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            address,
            start: Duration::ZERO,
        };
        while !server.answers().await {
            if started.elapsed() > Duration::from_mins(2) {
                bail!("the server did not start: {arguments:?}");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.start = started.elapsed();
        Ok(server)
    }

    async fn answers(&self) -> bool {
        let Ok(mut conn) = Conn::open(self.address).await else {
            return false;
        };
        conn.ask(&get("/api/health", ""))
            .await
            .is_ok_and(|status| status == 200)
    }

    /// Tells it to stop, and waits.
    pub fn stop(mut self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        if told.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Answers everything with the same bytes.
#[derive(Args)]
pub struct Bare {
    #[arg(long)]
    listen: SocketAddr,
    #[arg(long)]
    bytes: usize,
}

impl Bare {
    pub async fn run(self) -> Result<()> {
        let body: &'static str = "x".repeat(self.bytes).leak();
        let answer = move || async move { ([(CONTENT_TYPE, "application/json")], body) };
        let router = Router::new()
            .route("/api/health", route(async || "ok"))
            .route("/api/cases/{no}", route(answer));
        let listener = tokio::net::TcpListener::bind(self.listen).await?;
        Ok(axum::serve(listener, router).await?)
    }
}
