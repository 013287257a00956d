//! A program that listens to webhooks, on a real socket.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A message as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) timestamp: String,
    pub(crate) signature: String,
    pub(crate) body: String,
    pub(crate) json: Value,
}

/// A program that listens: it answers what it is told to, 0 being nothing ever, then 200.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    came: Arc<Mutex<Vec<Message>>>,
    pub(crate) answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let receiver = Self {
            url: format!(
                "http://{}/hook?from=minsheng",
                listener.local_addr().unwrap()
            ),
            came: Arc::default(),
            answers: Arc::default(),
        };
        let listening = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let listening = listening.clone();
                tokio::spawn(async move { listening.hear(stream).await });
            }
        });
        receiver
    }

    async fn hear(&self, mut stream: TcpStream) {
        let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
        let (head, body) = loop {
            let n = stream.read(&mut chunk).await.unwrap_or(0);
            bytes.extend_from_slice(&chunk[..n]);
            let text = String::from_utf8(bytes.clone()).unwrap();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = field(head, "content-length").parse::<usize>().unwrap();
                if body.len() >= length {
                    break (head.to_owned(), body.to_owned());
                }
            }
            assert!(n > 0, "a request that ends early");
        };
        assert!(
            head.starts_with("POST /hook?from=minsheng HTTP/1.1"),
            "{head}"
        );
        assert_eq!(field(&head, "content-type"), "application/json");
        self.came.lock().unwrap().push(Message {
            id: field(&head, "webhook-id"),
            timestamp: field(&head, "webhook-timestamp"),
            signature: field(&head, "webhook-signature"),
            json: serde_json::from_str(&body).unwrap(),
            body,
        });
        let status = self.answers.lock().unwrap().pop_front().unwrap_or(200);
        if status == 0 {
            std::future::pending::<()>().await;
        }
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    pub(crate) fn answers(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    /// What came since the last look.
    pub(crate) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}

fn field(head: &str, name: &str) -> String {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
    found
        .next()
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}
