//! How much one sender may ask for. Defaults and fuller words stand in `default.toml`.

use super::layers::{ConfigError, Layers};
use api::limits::{Limits, Net, Rate};

/// How much one sender may ask for.
#[derive(Debug, Clone)]
pub struct Limiting {
    /// Proxies that are believed when they say for whom they ask; this machine.
    pub proxies: Vec<Net>,
    /// Connections of one address at once; 256.
    pub connections: usize,
    /// Requests of an address on the public part; 600 a minute, 200 at once.
    address: Rate,
    /// Sign-ins of an address; 60 a minute, 100 at once.
    sign_in: Rate,
    /// Requests of a member of staff or a key; 6000 a minute, 2000 at once.
    person: Rate,
    /// Requests of the public at once; 128.
    public_at_once: usize,
}

impl Limiting {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let number = |key| layers.within(key, 0..=10_000_000);
        let some =
            |key| Ok(usize::try_from(layers.within(key, 1..=1_000_000)?).unwrap_or(usize::MAX));
        let rate = |a_minute, at_once| Ok(Rate::per_minute(number(a_minute)?, number(at_once)?));
        Ok(Self {
            proxies: nets(layers, "limits.proxies")?,
            connections: some("limits.address_connections")?,
            address: rate("limits.address_a_minute", "limits.address_at_once")?,
            sign_in: rate("limits.sign_in_a_minute", "limits.sign_in_at_once")?,
            person: rate("limits.person_a_minute", "limits.person_at_once")?,
            public_at_once: some("limits.public_at_once")?,
        })
    }

    /// As the interface wants them.
    pub fn for_api(&self) -> Limits {
        Limits {
            trusted: self.proxies.clone(),
            address: self.address,
            sign_in: self.sign_in,
            person: self.person,
            public_at_once: self.public_at_once,
        }
    }
}

/// What the server may send to other programs.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Private blocks that webhooks may lead to; none.
    pub allowed: Vec<Net>,
}

impl Sending {
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        Ok(Self {
            allowed: nets(layers, "webhooks.allowed")?,
        })
    }
}

fn nets(layers: &Layers, key: &str) -> Result<Vec<Net>, ConfigError> {
    let texts: Vec<String> = layers.get(key)?;
    let net = |text: &String| text.parse::<Net>().map_err(|why| layers.wrong(key, &why));
    texts.iter().map(net).collect()
}
