//! A case's life as a model: random commands of everybody, random time, and after each step all that
//! must always hold (`design.md §3`).

#![expect(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

#[path = "life/buttons.rs"]
mod buttons;
#[path = "life/cast.rs"]
mod cast;
#[path = "life/drive.rs"]
mod drive;
#[path = "life/ended.rs"]
mod ended;
#[path = "life/fields.rs"]
mod fields;
#[path = "life/holding.rs"]
mod holding;
#[path = "life/record.rs"]
mod record;
#[path = "life/standing.rs"]
mod standing;
#[allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its part of the world"
)]
#[path = "world/world.rs"]
mod world;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same cases in every run, so that a build never fails by chance; `PROPTEST_CASES` and
/// `PROPTEST_RNG_SEED` look for new ones.
fn config(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { given.cases } else { cases },
        rng_seed: match given.rng_seed {
            RngSeed::Random => RngSeed::Fixed(12_345),
            fixed @ RngSeed::Fixed(_) => fixed,
        },
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..given
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn whatever_happens_a_case_makes_sense(
        start in 0..drive::STARTS.len(),
        steps in prop::collection::vec(any::<[u16; 5]>(), 1..70),
    ) {
        let mut story = String::new();
        let play = std::panic::AssertUnwindSafe(|| drive::play(start, &steps, &mut story));
        let outcome = std::panic::catch_unwind(play);
        prop_assert!(outcome.is_ok(), "{}\n{}", drive::said(outcome), story);
    }
}
