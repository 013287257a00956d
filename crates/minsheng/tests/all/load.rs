//! People who go on writing whatever they are answered.

use crate::program::{Answer, number, send_case};
use crate::staff::{Carried, Staff, version_of};
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
    carried: Carried,
    refusals: Vec<String>,
    doubted: Vec<String>,
}

/// The database went away while it confirmed the step: it may be kept.
const UNCONFIRMED: &str = "\"code\":\"unconfirmed\"";

impl Heard {
    fn registered(&mut self, key: &str, told: Answer) -> Option<String> {
        if told.status != 201 {
            if told.body.contains(UNCONFIRMED) {
                self.doubted.push(key.to_owned());
            }
            self.refusals.push(told.whole);
            return None;
        }
        let no = number(&told);
        self.acknowledged.insert(key.to_owned(), no.clone());
        Some(no)
    }

    fn carried(&mut self, no: &str, told: Answer) {
        if told.status == 200 {
            let versions = self.carried.entry(no.to_owned()).or_default();
            versions.push(version_of(&told));
        } else {
            self.refusals.push(told.whole);
        }
    }
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
        Self::with(None, writers, pause, port, name)
    }

    /// The same, and every third writer carries what it has registered on to its answer.
    pub fn at_work(staff: &Staff, writers: usize, pause: Duration, port: u16, name: &str) -> Self {
        Self::with(Some(staff), writers, pause, port, name)
    }

    fn with(staff: Option<&Staff>, writers: usize, pause: Duration, port: u16, name: &str) -> Self {
        let (over, heard) = (
            Arc::new(AtomicBool::new(false)),
            Arc::<Mutex<Heard>>::default(),
        );
        let writer = |writer: usize| {
            let (over, heard) = (over.clone(), heard.clone());
            let name = name.to_owned();
            let staff = staff.filter(|_| writer.is_multiple_of(3)).cloned();
            std::thread::spawn(move || {
                let heard = || heard.lock().unwrap_or_else(PoisonError::into_inner);
                for n in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let key = format!("a-key-nobody-guesses-{name}-{writer}-{n}");
                    let told = send_case(port, &key);
                    let no = told.and_then(|told| heard().registered(&key, told));
                    if let (Some(staff), Some(no)) = (&staff, &no) {
                        let mut hear = |told| heard().carried(no, told);
                        staff.carry(port, no, &key, &mut hear);
                    }
                    let wait = match no {
                        Some(_) => pause,
                        None => pause.max(Duration::from_millis(20)),
                    };
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

    /// The keys of cases that may be there or not, by what their senders were told.
    pub fn doubted(&self) -> Vec<String> {
        self.heard().doubted.clone()
    }

    /// Everybody stops. Whatever was not acknowledged was a 503 that says when to come again, and whether
    /// nothing was kept or the step may be, or was not answered at all.
    pub fn end(self) -> Acknowledged {
        self.end_all().0
    }

    /// The same, with the cases that were carried on.
    pub fn end_all(self) -> (Acknowledged, Carried) {
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
            let nothing_kept = refusal.contains("\"code\":\"unavailable\"");
            assert!(nothing_kept || refusal.contains(UNCONFIRMED), "{refusal}");
        }
        (heard.acknowledged, heard.carried)
    }
}
