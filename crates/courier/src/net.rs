//! Blocks of addresses.

use std::net::IpAddr;
use std::str::FromStr;

/// A block of addresses, written as `10.0.0.0/8` or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    base: u128,
    mask: u128,
    v4: bool,
}

impl Net {
    /// This machine: 127.0.0.0/8 and `::1`.
    pub const LOOPBACK: [Self; 2] = [
        Self {
            base: 127 << 24,
            mask: 0xff00_0000,
            v4: true,
        },
        Self {
            base: 1,
            mask: u128::MAX,
            v4: false,
        },
    ];

    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, v4) = bits(address);
        v4 == self.v4 && bits & self.mask == self.base
    }
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(address.to_bits()), true),
        IpAddr::V6(address) => (address.to_bits(), false),
    }
}

impl FromStr for Net {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let why = || format!("“{text}”不是网段，例如 10.0.0.0/8 (not a block of addresses)");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| why())?;
        let (bits, v4) = bits(address);
        let width = if v4 { 32 } else { 128 };
        let length = match length {
            Some(length) => length.trim().parse().map_err(|_| why())?,
            None => width,
        };
        if length > width {
            return Err(why());
        }
        let free = width - length;
        let all = if v4 { u128::from(u32::MAX) } else { u128::MAX };
        let mask = all & u128::MAX.checked_shl(free).unwrap_or(0);
        Ok(Self {
            base: bits & mask,
            mask,
            v4,
        })
    }
}

/// Blocks that are not the public internet: what lies there is somebody's own.
const NOT_PUBLIC: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "::/96",
    "64:ff9b::/32",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

/// Whether an address lies in the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    let block = |text: &&str| text.parse::<Net>().is_ok_and(|net| net.contains(address));
    !NOT_PUBLIC.iter().any(block)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read() {
        let net = |text: &str| text.parse::<Net>();
        assert_eq!(net("127.0.0.0/8"), Ok(Net::LOOPBACK[0]));
        assert_eq!(net("::1"), Ok(Net::LOOPBACK[1]));
        assert!(
            net("0.0.0.0/0")
                .unwrap()
                .contains("9.9.9.9".parse().unwrap())
        );
        assert!(
            !net("0.0.0.0/0")
                .unwrap()
                .contains("2001:db8::1".parse().unwrap())
        );
        assert!(
            net("2001:db8::/32")
                .unwrap()
                .contains("2001:db8:5::1".parse().unwrap())
        );
        for odd in ["", "x", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3/8", "::/129"] {
            assert!(net(odd).is_err(), "{odd}");
        }
    }
    #[test]
    fn only_the_public_internet_is_public() {
        assert!(NOT_PUBLIC.iter().all(|text| text.parse::<Net>().is_ok()));
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "fd00::1",
            "fe80::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "203.0.114.1",
            "2400:3200::1",
            "2606:4700::1111",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
