//! The gate under test: its noise, its table, its calendar, its sentences, those who attack it, and what
//! simpler designs would do.

mod attacks;
mod calendar;
mod communities;
mod designs;
mod noise;
mod printing;
mod report;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::resource::{Support, Topic};

fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn epsilon(micro: u32) -> Epsilon {
    Epsilon::of_micro(micro).unwrap()
}

/// The epsilons of the table, in millionths.
const TABLE: [u32; 4] = [1_000_000, 500_000, 200_000, 80_000];

#[test]
fn the_table_is_that_of_the_contract_and_no_tier_spends_more_than_its_cap() {
    let told = Tier::ALL.map(|tier| {
        let figures: Vec<_> = tier.figures().map(|(figure, epsilon)| (figure, epsilon.micro())).collect();
        (tier.number(), figures, tier.spends(), tier.cap())
    });
    let scales = Part::ALL.iter().map(|part| (Figure::Scale(*part), 80_000));
    let large = [(Figure::TookPart, 200_000), (Figure::Support, 200_000), (Figure::Topic, 200_000)];
    assert_eq!(
        told,
        [
            (10, vec![(Figure::TookPart, 1_000_000)], 1_000_000, 2_000_000),
            (25, vec![(Figure::TookPart, 1_000_000), (Figure::Support, 1_000_000)], 2_000_000, 3_000_000),
            (
                100,
                vec![(Figure::TookPart, 500_000), (Figure::Support, 500_000), (Figure::Topic, 500_000)],
                1_500_000,
                2_000_000
            ),
            (500, large.into_iter().chain(scales).collect(), 1_000_000, 1_000_000),
        ]
    );
    for (_, _, spends, cap) in told {
        assert!(spends <= cap);
    }
    assert_eq!(TABLE.map(|micro| epsilon(micro).fraction()), [(1, 1), (1, 2), (1, 5), (2, 25)]);
    assert_eq!([0, 3_000_001].map(Epsilon::of_micro), [None, None]);
}

#[test]
fn a_group_is_as_large_as_declared_and_never_larger_than_its_server() {
    let tier = |declared, members| Tier::of(declared, members).map(Tier::number);
    assert_eq!(tier(None, 5_000), None, "nothing was declared");
    for (people, number) in [(9, None), (10, Some(10)), (24, Some(10)), (25, Some(25)), (99, Some(25))] {
        assert_eq!(tier(Some(people), 5_000), number, "{people} declared");
        assert_eq!(tier(Some(5_000), u64::from(people)), number, "{people} members");
    }
    for (people, number) in [(100, 100), (499, 100), (500, 500), (u32::MAX, 500)] {
        assert_eq!(tier(Some(people), u64::MAX), Some(number));
    }
    for tier in Tier::ALL {
        assert_eq!(Tier::from_number(tier.number()), Some(tier));
    }
    assert_eq!(Tier::from_number(11), None);
}

#[test]
fn each_figure_and_cell_has_a_word_of_its_own_and_is_found_by_it() {
    let count = |figure: Figure| figure.cells().count();
    assert_eq!(Figure::ALL.map(count), [1, 4, 12, 3, 3, 3, 3, 3]);
    let mut words = Vec::new();
    for figure in Figure::ALL {
        assert_eq!(Figure::from_slug(figure.slug()), Some(figure));
        for cell in figure.cells() {
            assert_eq!(Cell::from_slug(figure, cell.slug()), Some(cell));
            assert_eq!(figure.cell(cell.bin()), Some(cell));
            words.push((figure.slug(), cell.slug()));
        }
        assert_eq!(figure.cell(u8::try_from(count(figure)).unwrap()), None);
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), 32);
    assert_eq!((Figure::from_slug("all"), Cell::from_slug(Figure::Topic, "gambling")), (None, None));
    for (at, way) in (0..).zip(Support::ALL) {
        assert_eq!(Counted::Support(*way).cell().bin(), at);
        assert_eq!(Counted::Support(*way).cell().slug(), way.slug());
    }
    for topic in Topic::ALL {
        assert_eq!(Counted::Topic(*topic).cell().slug(), topic.slug());
    }
    for (part, level) in Part::ALL.iter().flat_map(|part| Level::ALL.iter().map(move |level| (*part, *level)))
    {
        let cell = Counted::Scale(part, level).cell();
        assert_eq!((cell.figure(), cell.slug()), (Figure::Scale(part), level.slug()));
        assert_eq!(cell.figure().slug(), format!("scale_{}", part.slug()));
    }
}

#[test]
fn a_scale_of_five_has_two_low_steps_a_middle_and_two_high_ones() {
    use Level::{High, Low, Middle};
    let levels = |steps| (0..=steps).map(move |index| Level::of(index, steps)).collect::<Vec<_>>();
    assert_eq!(levels(5), [Some(Low), Some(Low), Some(Middle), Some(High), Some(High), None]);
    assert_eq!(levels(2), [Some(Low), Some(High), None]);
    assert_eq!((levels(1), levels(0)), (vec![None, None], vec![None]));
}
