//! A small HTTP client, the same for every figure: it costs little, so that the server gets the cores.

use anyhow::{Context as _, Result, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that is kept.
pub struct Conn {
    stream: TcpStream,
    got: Vec<u8>,
    body: std::ops::Range<usize>,
}

impl Conn {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (got, body) = (Vec::with_capacity(16 << 10), 0..0);
        Ok(Self { stream, got, body })
    }

    /// Sends a request and reads the whole answer; its status.
    pub async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.got.clear();
        let head = loop {
            if self.stream.read_buf(&mut self.got).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some(end) = self.got.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.got[..head])?;
        let status = text.get(9..12).context("no status")?.parse()?;
        let length = text
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then_some(value)
            })
            .map_or(Ok(0), |value| value.trim().parse::<usize>())?;
        while self.got.len() < head + length {
            if self.stream.read_buf(&mut self.got).await? == 0 {
                bail!("the server closed the connection");
            }
        }
        self.body = head..head + length;
        Ok(status)
    }

    /// The last answer's body.
    pub fn body(&self) -> &[u8] {
        self.got.get(self.body.clone()).unwrap_or_default()
    }
}

/// A request that has no body.
pub fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n")
        .into_bytes()
}

/// A request with a JSON body.
pub fn post(path: &str, token: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// What a load came to.
pub struct Loaded {
    /// Good answers a second.
    pub rate: f64,
    /// Waits in milliseconds, sorted.
    pub waits: Vec<f64>,
    /// Answers that were not good, and the first of them.
    pub bad: usize,
    pub first_bad: Option<String>,
}

/// Asks over many connections for some time, each with the next of the requests.
pub async fn load(
    address: SocketAddr,
    connections: usize,
    time: Duration,
    requests: Arc<Vec<Vec<u8>>>,
) -> Result<Loaded> {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..connections {
        let requests = requests.clone();
        tasks.spawn(async move {
            let mut conn = Conn::open(address).await?;
            let (mut waits, mut bad, mut first_bad) = (Vec::new(), 0, None);
            let mut next = number * requests.len() / connections.max(1);
            while start.elapsed() < time {
                let sent = Instant::now();
                let status = conn.ask(&requests[next % requests.len()]).await?;
                next += 1;
                if status / 100 == 2 {
                    waits.push(sent.elapsed().as_secs_f64() * 1e3);
                } else {
                    bad += 1;
                    first_bad.get_or_insert_with(|| {
                        format!("{status} {}", String::from_utf8_lossy(conn.body()))
                    });
                }
            }
            Ok::<_, anyhow::Error>((waits, bad, first_bad))
        });
    }
    let (mut waits, mut bad, mut first_bad) = (Vec::new(), 0, None);
    while let Some(task) = tasks.join_next().await {
        let (own, own_bad, told) = task??;
        waits.extend(own);
        bad += own_bad;
        first_bad = first_bad.or(told);
    }
    let seconds = start.elapsed().as_secs_f64();
    waits.sort_by(f64::total_cmp);
    #[allow(clippy::cast_precision_loss, reason = "a rate")]
    let rate = waits.len() as f64 / seconds;
    Ok(Loaded {
        rate,
        waits,
        bad,
        first_bad,
    })
}
