//! `Reach` as data, `sees` and the plain rule say the same, in any city.

use hotline::actor::Actor;
use hotline::codes::UnitCode;
use hotline::scope::view::{Eyes, eyes};
use hotline::scope::{Reach, sees};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::restated::finds;
use super::towns::{Past, Seed, case, person, units};
use crate::world::city_of;

fn past() -> impl Strategy<Value = Past> {
    let unit = || proptest::option::weighted(0.7, any::<u8>());
    (
        unit(),
        unit(),
        unit(),
        proptest::collection::vec(any::<u8>(), 0..4),
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(registered, accepted, area, held, published)| Past {
            registered,
            accepted,
            area,
            held,
            published,
        })
}

fn check(province: bool, seeds: &[Seed], people: &[Vec<(u8, u8)>], pasts: &[Past]) {
    let city = city_of(&units(province, seeds));
    let directory = &city.directory;
    let codes: Vec<UnitCode> = directory.units().map(|unit| unit.code.clone()).collect();
    let cases: Vec<_> = pasts.iter().map(|past| case(past, &codes)).collect();
    let staff = people.iter().map(|posts| person(posts, &codes));
    let actors = staff.chain([Actor::Requester, Actor::Public, Actor::System]);
    for actor in actors {
        let reach = Reach::of(&actor, directory);
        for (case, past) in cases.iter().zip(pasts) {
            let expected = finds(&actor, case, directory);
            assert_eq!(reach.covers(case), expected, "{actor:?} {past:?}");
            // Who has shown number and query code sees his case, whatever the lists say.
            let sees = sees(&actor, case, directory);
            assert_eq!(sees, expected || actor == Actor::Requester);
            let eyes = eyes(&actor, case, directory);
            assert_eq!(eyes.is_some(), sees);
            if let Some(Eyes::Public) = eyes {
                assert!(
                    case.published.is_some(),
                    "the public reads what is published"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 160,
        rng_seed: RngSeed::Fixed(12_345),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn lists_and_single_looks_follow_the_plain_rule(
        province in any::<bool>(),
        seeds in proptest::collection::vec(any::<Seed>(), 0..14),
        people in proptest::collection::vec(
            proptest::collection::vec((any::<u8>(), any::<u8>()), 1..3), 1..16),
        pasts in proptest::collection::vec(past(), 1..10),
    ) {
        check(province, &seeds, &people, &pasts);
    }
}
