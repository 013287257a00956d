//! Listening: connections, slow ones cut off, and an end that lets what is under way finish.

mod patience;
mod rest;

use crate::limits::{Net, Peer, share};
use axum::Router;
use axum::http::Request;
use axum::http::header::EXPECT;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use patience::Patient;
use rest::Rest;
use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

/// How long the head of a request may take, and a connection wait for its next one.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// How much a server takes on.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Connections at once; more wait in the queue of the system.
    pub connections: usize,
    /// Connections of one address at once; more are closed at once.
    pub of_one_address: usize,
    /// Proxies, whose connections are many people's.
    pub proxies: Vec<Net>,
    /// What is under way at the end gets so long to finish.
    pub farewell: Duration,
    /// How long the other side may take nothing at all of what is written to it.
    pub patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 4096,
            of_one_address: 256,
            proxies: Net::LOOPBACK.to_vec(),
            farewell: Duration::from_secs(10),
            patience: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop` comes to its end, then lets requests under way finish.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    serve_within(Bounds::default(), listener, router, stop).await;
}

/// The same within other bounds.
pub async fn serve_within(
    bounds: Bounds,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let tenants = Tenants::default();
    let slots = Arc::new(Semaphore::new(bounds.connections));
    let (stopping, stopped) = watch::channel(false);
    tokio::pin!(stop);
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await.ok();
            (listener.accept().await, slot)
        };
        let (accepted, slot) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                let peer = peer.ip();
                let proxy = bounds.proxies.iter().any(|net| net.contains(peer));
                let most = if proxy {
                    usize::MAX
                } else {
                    bounds.of_one_address
                };
                // Dropped here, a connection is closed: others need the slot.
                let Some(tenancy) = tenants.enter(peer, most) else {
                    continue;
                };
                let stream = Patient::new(stream, bounds.patience);
                let connection = connection(stream, peer, router.clone(), stopped.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop((slot, tenancy));
                });
            }
            // Too many open files, usually: others must finish first.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop((listener, stopped));
    let _ = stopping.send(true);
    if tokio::time::timeout(bounds.farewell, stopping.closed())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish in time");
    }
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Tenants(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection of an address, until it is dropped.
struct Tenancy(Tenants, IpAddr);

impl Tenants {
    fn enter(&self, peer: IpAddr, most: usize) -> Option<Tenancy> {
        let address = share(peer);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Tenancy(self.clone(), address))
    }
}

impl Drop for Tenancy {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

async fn connection(
    stream: Patient,
    peer: IpAddr,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let waits = request.headers().contains_key(EXPECT);
        router.call(request.map(|body| Rest::of(body, waits)))
    });
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = async { stopped.wait_for(|stopped| *stopped).await.is_ok() } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}
