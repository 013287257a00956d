//! How many files the process may have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are no connection of a client: the database, the log, attachments, other programs.
const OWN: usize = 192;

/// Raises the process's own limit as far as the system lets it; gives how many of the wanted connections
/// then fit. A shell often starts programs with 1,024, though the system would give them more.
pub fn room_for(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let needed = u64::try_from(wanted.saturating_add(OWN)).unwrap_or(u64::MAX);
    let Some(now) = limit.current.filter(|now| *now < needed) else {
        return wanted;
    };
    let most = limit
        .maximum
        .map_or(needed, |most| most.min(needed))
        .max(now);
    let raised = Rlimit {
        current: Some(most),
        maximum: limit.maximum,
    };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => most,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files stays as it is");
            now
        }
    };
    // Where the system gives very little, half of it is for connections.
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    let room = files.saturating_sub(OWN).max(files / 2).max(1);
    if room < wanted {
        tracing::warn!(
            wanted,
            room,
            files,
            "fewer connections than server.connections: the system allows no more open files \
             (ulimit -n, or LimitNOFILE of the unit)"
        );
    }
    room.min(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_connections_than_files() {
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(room_for(10), 10);
        let most = limit.maximum.and_then(|most| usize::try_from(most).ok());
        if let Some(most) = most {
            let room = room_for(most);
            assert!(room > 0 && room < most, "{room} of {most}");
        }
        assert!(getrlimit(Resource::Nofile).current >= limit.current);
    }
}
