//! From where a request comes: the peer's address, or the one that a trusted proxy names.

use app::Net;
use axum::extract::Request;
use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The peer of a connection, as the listener says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Somebody at this address.
    From(IpAddr),
    /// A program on this machine.
    Local,
}

impl Sender {
    /// What shares one budget with him; nothing for a program on this machine.
    pub(crate) fn share(self) -> Option<IpAddr> {
        match self {
            Self::From(address) => Some(share(address)),
            Self::Local => None,
        }
    }
}

/// What shares one budget: an IPv4 address, or the /64 of an IPv6 address, which one household has.
pub(crate) fn share(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

/// Who sends this. Of the addresses in `X-Forwarded-For` the last that no trusted proxy added itself
/// counts; what stands before it anybody can have written.
pub(super) fn sender(request: &Request, trusted: &[Net]) -> Sender {
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else {
        return Sender::Local;
    };
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(peer) {
        return Sender::From(peer);
    }
    match forwarded(request.headers())
        .find(|address| address.is_none_or(|address| !is_trusted(address)))
    {
        Some(Some(address)) => Sender::From(address),
        // Something that is no address: nobody behind it can be told from others.
        Some(None) => Sender::From(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        None if peer.to_canonical().is_loopback() => Sender::Local,
        None => Sender::From(peer),
    }
}

/// Addresses of `X-Forwarded-For`, the last first; nothing for what is not one.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    values.into_iter().rev().flat_map(|value| {
        let text = value.to_str().unwrap_or("?");
        let parts: Vec<_> = text.rsplit(',').map(|part| address(part.trim())).collect();
        parts
    })
}

/// An address, with or without port.
fn address(text: &str) -> Option<IpAddr> {
    text.parse()
        .ok()
        .or_else(|| {
            text.parse()
                .ok()
                .map(|with: std::net::SocketAddr| with.ip())
        })
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn from(peer: &str, forwarded: &[&str]) -> Sender {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        for value in forwarded {
            request
                .headers_mut()
                .append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["127.0.0.0/8", "::1", "10.1.0.0/16"].map(|net| net.parse().unwrap());
        sender(&request, &trusted)
    }

    fn at(address: &str) -> Sender {
        Sender::From(address.parse().unwrap())
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(from("203.0.113.9", &["1.2.3.4"]), at("203.0.113.9"));
        assert_eq!(from("127.0.0.1", &["1.2.3.4"]), at("1.2.3.4"));
        assert_eq!(
            from("10.1.2.3", &["9.9.9.9, 1.2.3.4, 10.1.7.7"]),
            at("1.2.3.4")
        );
        assert_eq!(
            from("10.1.2.3", &["9.9.9.9", "1.2.3.4:5678"]),
            at("1.2.3.4")
        );
        assert_eq!(from("::ffff:10.1.2.3", &["2001:db8::1"]), at("2001:db8::1"));
        assert_eq!(from("10.2.2.3", &["1.2.3.4"]), at("10.2.2.3"));
        assert_eq!(from("127.0.0.1", &["nonsense"]), at("0.0.0.0"));
        assert_eq!(from("127.0.0.1", &[]), Sender::Local);
        assert_eq!(from("127.0.0.1", &["127.0.0.1"]), Sender::Local);
        assert_eq!(from("10.1.2.3", &[]), at("10.1.2.3"));
    }

    #[test]
    fn a_household_shares_a_budget() {
        let share = |text: &str| share(text.parse().unwrap());
        assert_eq!(share("2001:db8:1:2:3::4"), share("2001:db8:1:2::"));
        assert_ne!(share("2001:db8:1:2::"), share("2001:db8:1:3::"));
        assert_eq!(share("::ffff:1.2.3.4"), share("1.2.3.4"));
        assert_ne!(share("1.2.3.4"), share("1.2.3.5"));
    }
}
