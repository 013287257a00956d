//! Several short runs make a figure: the median, and how far they lie apart.

/// A measured figure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figure {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Figure {
    /// Of the results of several runs.
    pub fn of(mut runs: Vec<f64>) -> Self {
        runs.sort_by(f64::total_cmp);
        Self {
            median: share_of(&runs, 0.5),
            least: runs.first().copied().unwrap_or_default(),
            most: runs.last().copied().unwrap_or_default(),
        }
    }

    /// As people read it, with a unit's factor and decimals.
    pub fn shown(self, decimals: usize) -> String {
        let Self {
            median,
            least,
            most,
        } = self;
        let number = |value: f64| thousands(value, decimals);
        format!("{} ({}–{})", number(median), number(least), number(most))
    }
}

/// The value below which that share of sorted values lies.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list"
)]
pub fn share_of(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

/// 12,345.6.
pub fn thousands(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = match text.find('.') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && digit.is_ascii_digit() {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_medians() {
        let figure = Figure::of(vec![3.0, 1.0, 12_345.6]);
        assert_eq!(figure.shown(1), "3.0 (1.0–12,345.6)");
        assert_eq!(thousands(1_000_000.0, 0), "1,000,000");
        assert_eq!(thousands(999.0, 0), "999");
        assert_eq!(Figure::of(Vec::new()), Figure::default());
    }
}
