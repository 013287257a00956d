//! People who go on writing whatever they are answered.

use crate::program::{number, send_case};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What was acknowledged: numbers by key.
pub type Acknowledged = BTreeMap<String, String>;

#[derive(Default)]
struct Heard {
    acknowledged: Acknowledged,
    refusals: Vec<String>,
}

/// Writers that go on until told; what was acknowledged, by key, and what was not.
pub struct Load {
    over: Arc<AtomicBool>,
    heard: Arc<Mutex<Heard>>,
    writers: Vec<JoinHandle<()>>,
}

impl Load {
    /// Four writers without a pause.
    pub fn on(port: u16, name: &str) -> Self {
        Self::of(4, Duration::ZERO, port, name)
    }

    /// So many writers with so long a pause; a name used once.
    pub fn of(writers: usize, pause: Duration, port: u16, name: &str) -> Self {
        let (over, heard) = (
            Arc::new(AtomicBool::new(false)),
            Arc::<Mutex<Heard>>::default(),
        );
        let writer = |writer: usize| {
            let (over, heard) = (over.clone(), heard.clone());
            let name = name.to_owned();
            std::thread::spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let key = format!("a-key-nobody-guesses-{name}-{writer}-{n}");
                    let told = send_case(port, &key);
                    let wait = match &told {
                        Some(told) if told.status == 201 => pause,
                        _ => pause.max(Duration::from_millis(20)),
                    };
                    if let Some(told) = told {
                        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                        if told.status == 201 {
                            heard.acknowledged.insert(key, number(&told));
                        } else {
                            heard.refusals.push(told.whole);
                        }
                    }
                    std::thread::sleep(wait);
                }
            })
        };
        Self {
            writers: (0..writers).map(writer).collect(),
            over,
            heard,
        }
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many were acknowledged.
    pub fn so_far(&self) -> usize {
        self.heard().acknowledged.len()
    }

    /// What was acknowledged.
    pub fn acknowledged(&self) -> Acknowledged {
        self.heard().acknowledged.clone()
    }

    /// How many were answered, and refused.
    pub fn refused(&self) -> usize {
        self.heard().refusals.len()
    }

    /// Everybody stops. Whatever was not acknowledged was a 503 that says when to come again, or was
    /// not answered at all.
    pub fn end(self) -> Acknowledged {
        self.over.store(true, Ordering::Relaxed);
        for writer in self.writers {
            writer.join().unwrap();
        }
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        for refusal in &heard.refusals {
            let head = refusal.split("\r\n\r\n").next().unwrap().to_lowercase();
            assert!(
                head.starts_with("http/1.1 503") && head.contains("retry-after:"),
                "{refusal}"
            );
            assert!(refusal.contains("\"code\":\"unavailable\""), "{refusal}");
        }
        heard.acknowledged
    }
}
