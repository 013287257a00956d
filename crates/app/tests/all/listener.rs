//! A program that is told by webhooks, on a real socket.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// It notes the id of each message, and answers what it is told to.
#[derive(Clone)]
pub struct Listener {
    pub url: String,
    came: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
}

impl Listener {
    pub async fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let listener = Self {
            url: format!("http://{}/hook", socket.local_addr().unwrap()),
            came: Arc::default(),
            status: Arc::new(AtomicU16::new(204)),
        };
        let listening = listener.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                listening.hear(stream).await;
            }
        });
        listener
    }

    async fn hear(&self, mut stream: TcpStream) {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        while !bytes.ends_with(b"}}") {
            let n = stream.read(&mut piece).await.unwrap();
            assert!(n > 0, "a request that ends early");
            bytes.extend_from_slice(&piece[..n]);
        }
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines();
        let id = lines.find_map(|line| line.strip_prefix("webhook-id: "));
        self.came.lock().unwrap().push(id.unwrap().to_owned());
        let status = self.status.load(Ordering::Relaxed);
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// Ids of what came since the last look.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}
