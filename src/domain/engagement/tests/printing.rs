//! What may be said of a number, and of two.

use std::collections::BTreeMap;

use super::noise::chance;
use super::*;

fn number(tier: Tier, figure: Figure, noisy: i64) -> Released {
    Released::from_the_store(tier, figure.cell(0).unwrap(), tier.epsilon(figure).unwrap(), noisy)
}

fn about(value: i64, low: i64, high: i64) -> Printed {
    Printed::About { value, low, high }
}

#[test]
fn a_small_group_reads_whole_numbers_and_a_handful_below_five() {
    let printed = |noisy| number(Tier::From10, Figure::TookPart, noisy).printed();
    assert_eq!(printed(8), about(8, 5, 11), "as the contract says it");
    for few in [-3, 0, 1, 4] {
        assert_eq!(printed(few), Printed::Handful);
    }
    assert_eq!(printed(5), about(5, 2, 8));
}

#[test]
fn a_large_group_reads_tens_and_a_range_that_is_never_narrower_than_the_noise() {
    let printed = |noisy| number(Tier::From500, Figure::TookPart, noisy).printed();
    assert_eq!(printed(214), about(210, 190, 230));
    assert_eq!(printed(215), about(220, 200, 230));
    assert_eq!(printed(5), about(10, 0, 20));
    assert_eq!(printed(4), Printed::Handful);
}

#[test]
fn two_numbers_differ_only_by_more_than_three_over_epsilon() {
    let small = |noisy| number(Tier::From10, Figure::TookPart, noisy);
    assert_eq!(small(11).compared_with(&small(8)), Difference::NotClear, "a gap of three is not more");
    assert_eq!(small(12).compared_with(&small(8)), Difference::More);
    assert_eq!(small(4).compared_with(&small(0)), Difference::NotClear, "both are a handful or none");
    assert_eq!(small(5).compared_with(&small(0)), Difference::More, "only one of the two is");
    assert_eq!(small(8).compared_with(&small(12)), Difference::Fewer);
    // The group grew: the later number has more noise, and decides.
    let large = |noisy| number(Tier::From500, Figure::TookPart, noisy);
    assert_eq!(large(25).compared_with(&small(11)), Difference::NotClear);
    assert_eq!(large(27).compared_with(&small(11)), Difference::More);
    assert_eq!(large(-40).compared_with(&small(11)), Difference::NotClear, "nobody is less than none");
}

#[test]
fn the_page_prints_how_often_noise_alone_looks_like_a_difference() {
    let often = TABLE.map(|micro| {
        let epsilon = epsilon(micro);
        let pairs = (-300_i64..=300).flat_map(|one| (-300_i64..=300).map(move |other| (one, other)));
        let apart = pairs.filter(|(one, other)| epsilon.tells_apart(one.abs_diff(*other)));
        apart.map(|(one, other)| chance(epsilon, one) * chance(epsilon, other)).sum::<f64>() * 100.0
    });
    let [a, b, c, d] = often.map(|percent| format!("{percent:.0}"));
    let said = format!("apart in {a}, {b}, {c} and {d} of 100 comparisons");
    assert!(include_str!("../../../../docs/engagement.md").contains(&said), "{said}");
}

/// Rounding before the noise would move every count to a ten first, and a leader who steers the others to
/// the edge would see the step of ten through any noise. So the noise must lie around the count itself.
#[test]
fn noise_is_added_to_the_count_itself_and_rounding_comes_after() {
    const ROUNDS: i64 = 4_000;
    let cell = Figure::TookPart.cell(0).unwrap();
    let mean = |count: u32, seed| {
        let mut rng = seeded(seed);
        let counts = BTreeMap::from([(cell, count)]);
        let wanted = [(cell, Tier::From500.epsilon(Figure::TookPart).unwrap())];
        let sum: i64 = (0..ROUNDS)
            .flat_map(|_| {
                super::super::released::blurred(Tier::From500, wanted.into_iter(), &counts, &mut rng)
            })
            .map(|number| number.for_the_store())
            .sum();
        f64::from(i32::try_from(sum).unwrap()) / f64::from(i32::try_from(ROUNDS).unwrap())
    };
    // The noise has a standard deviation of 7, and so the mean of one of 0.11.
    for (count, seed) in [(204, 1), (205, 2), (206, 3), (3, 4)] {
        let mean = mean(count, seed);
        assert!((mean - f64::from(count)).abs() < 0.5, "{count} people: {mean}");
    }
}

#[test]
fn every_cell_is_blurred_the_empty_ones_too() {
    for tier in Tier::ALL {
        let cells: usize = tier.figures().map(|(figure, _)| figure.cells().count()).sum();
        let mut rng = seeded(9);
        let runs: Vec<Vec<i64>> = (0..40)
            .map(|_| blur(tier, &BTreeMap::new(), &mut rng).iter().map(Released::for_the_store).collect())
            .collect();
        assert!(runs.iter().all(|run| run.len() == cells), "{tier:?}");
        for cell in 0..cells {
            assert!(runs.iter().any(|run| run[cell] != 0), "{tier:?}: cell {cell} has no noise");
        }
    }
}
