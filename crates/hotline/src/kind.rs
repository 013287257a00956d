//! The kind (类别) of a case: what the requester wants.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Kind (类别) of a case; each has a limit of its own in the rulebook.
///
/// A report (举报) is a complaint with a flag, not a kind of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 咨询: a question about rules or procedures.
    Consult,
    /// 投诉: something was done badly or not at all; includes 举报.
    Complaint,
    /// 建议: a proposal.
    Suggestion,
    /// 求助: a request for help.
    Help,
}

impl Kind {
    /// All kinds, in the order of the rulebook.
    pub const ALL: [Kind; 4] = [Kind::Consult, Kind::Complaint, Kind::Suggestion, Kind::Help];

    /// The Chinese word shown on screens.
    pub const fn zh(self) -> &'static str {
        match self {
            Kind::Consult => "咨询",
            Kind::Complaint => "投诉",
            Kind::Suggestion => "建议",
            Kind::Help => "求助",
        }
    }

    /// The name in data, stories and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Consult => "consult",
            Kind::Complaint => "complaint",
            Kind::Suggestion => "suggestion",
            Kind::Help => "help",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind {0:?}: expected consult, complaint, suggestion or help")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads the name used in data; anything else is [`UnknownKind`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("\"{kind}\""));
        }
        assert!("求助".parse::<Kind>().is_err());
    }
}
