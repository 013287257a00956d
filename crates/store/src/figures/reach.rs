//! Over which cases somebody's figures are counted.

use db::Sql;
use hotline::codes::AreaCode;
use hotline::scope::Reach;

/// Units, as `case_figures` names them: what one of them answers for or has in hand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Worked(pub Vec<String>);

impl Worked {
    pub(super) fn condition(&self, lead: &str, hand: &str) -> Sql {
        let keys = || self.0.iter().map(String::as_str);
        // The index of hands holds only the cases that have one.
        Sql::made(format!(
            "{lead} in ({{}}) or {hand} <> '' and {hand} in ({{}})"
        ))
        .list(keys())
        .list(keys())
    }
}

/// What somebody's figures are counted over: never more than the cases within his reach.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FigureReach {
    pub(super) worked: Worked,
    pub(super) stems: Vec<String>,
}

impl FigureReach {
    /// The reach as figures know it; nothing where every case counts.
    pub fn of(reach: &Reach) -> Option<Self> {
        let mut worked = Vec::new();
        let mut stems = Vec::new();
        match reach {
            Reach::Everything => return None,
            Reach::Published => {}
            Reach::Some {
                units,
                centres,
                areas,
                // What no centre has claimed counts for nobody yet.
                intake: _,
            } => {
                worked.extend(units.iter().map(|unit| unit.as_str().to_owned()));
                worked.extend(centres.iter().map(|code| super::centre_key(code.as_str())));
                // Figures know counties; an area inside one is not seen whole.
                stems.extend(
                    areas
                        .iter()
                        .filter_map(AreaCode::stem)
                        .map(ToOwned::to_owned),
                );
            }
        }
        Some(Self {
            worked: Worked(worked),
            stems,
        })
    }

    /// Whether a unit's own row may be shown.
    pub(super) fn names(&self, key: &str) -> bool {
        self.worked.0.iter().any(|own| own == key)
    }
}
