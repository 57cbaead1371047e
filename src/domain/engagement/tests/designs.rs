//! What simpler designs would tell of one person, beside this one.
//!
//! Two who attack: a leader who knows what all others did, and somebody who knows nothing and looks
//! before and after one person counts for the first time, while all others stay as they were.

use std::fmt::Write as _;

use super::communities::{SIZES, Size, rounded, took_part};
use super::noise::chance;
use super::*;

/// The chances of a number: the value at `at` has the chance of `at - middle`.
type Spread = Vec<f64>;

/// Of one draw of the noise, or of the difference of two: it has no sign.
fn of_noise(epsilon: Epsilon) -> Spread {
    (-800..=800).map(|z| chance(epsilon, z)).collect()
}

/// Of a sum of two, without the tails that nobody ever sees.
fn sum(one: &Spread, other: &Spread) -> Spread {
    let mut both = vec![0.0; one.len() + other.len() - 1];
    for (at, a) in one.iter().enumerate() {
        for (to, b) in both[at..].iter_mut().zip(other) {
            *to += a * b;
        }
    }
    let tail = both.iter().take_while(|chance| **chance < 1e-13).count();
    both[tail..both.len() - tail].to_vec()
}

fn times(one: &Spread, mut times: usize) -> Spread {
    let (mut all, mut power) = (vec![1.0], one.clone());
    while times > 0 {
        if times % 2 == 1 {
            all = sum(&all, &power);
        }
        times /= 2;
        if times > 0 {
            power = sum(&power, &power);
        }
    }
    all
}

/// How well the sum of the looks after, less that of the looks before, tells whether the person came between.
///
/// One difference is likelier with the person than without if it lies above half of what they move it by. So
/// the advantage is the chance of the noise to lie in a stretch of that length around 0.
fn before_and_after(epsilon: Epsilon, looks: usize) -> f64 {
    let side = times(&of_noise(epsilon), looks);
    let up_to: Vec<f64> = std::iter::once(0.0)
        .chain(side.iter().scan(0.0, |sum, chance| {
            *sum += chance;
            Some(*sum)
        }))
        .collect();
    let (more, fewer) = (looks / 2, looks - looks / 2);
    let below = |place: usize| up_to[place.min(side.len())];
    side.iter()
        .enumerate()
        .map(|(at, chance)| chance * (below(at + fewer) - below(at.saturating_sub(more))))
        .sum()
}

/// How well so many looks with fresh noise tell it to a leader who knows all others. Each look speaks for yes
/// or for no, always as loudly, so that they are counted.
fn averaged(epsilon: Epsilon, looks: usize) -> f64 {
    let for_yes: f64 = (0..=800).map(|z| chance(epsilon, z)).sum();
    let mut all = vec![1.0];
    for _ in 0..looks {
        let with = all.iter().map(|chance| chance * for_yes).chain([0.0]);
        let without = std::iter::once(0.0).chain(all.iter().map(|chance| chance * (1.0 - for_yes)));
        all = with.zip(without).map(|(a, b)| a + b).collect();
    }
    // All for yes comes first. If the answer is no, the same chances stand in the other order.
    all.iter().zip(all.iter().rev()).map(|(yes, no)| (yes - no).max(0.0)).sum()
}

/// In how many communities one person more changes what the second design prints. There it is certain.
fn at_an_edge(size: &Size) -> f64 {
    const COMMUNITIES: u32 = 1_000;
    let mut rng = seeded(11);
    let edges = (0..COMMUNITIES).filter(|_| {
        let others = took_part(size, &mut rng).into_iter().filter(|took| *took).count();
        let others = u32::try_from(others).unwrap();
        rounded(others) != rounded(others + 1)
    });
    f64::from(u32::try_from(edges.count()).unwrap()) / f64::from(COMMUNITIES)
}

#[test]
fn the_page_prints_what_simpler_designs_would_tell_of_one_person() {
    let mut table = String::new();
    for size in &SIZES {
        let epsilon = size.tier.epsilon(Figure::TookPart).unwrap();
        let edge = at_an_edge(size);
        // A release is the same however often it is looked at, so before and after are two of them at most.
        for (who, ours, fresh) in [
            ("knows all others", averaged(epsilon, 1), averaged as fn(Epsilon, usize) -> f64),
            ("before and after", before_and_after(epsilon, 1), before_and_after),
        ] {
            write!(table, "| {} | {who} | {ours:.3} | {edge:.3}, or 1.000 |", size.people).unwrap();
            for looks in [1, 30, 1_000] {
                write!(table, " {:.3} |", fresh(epsilon, looks)).unwrap();
            }
            table.push('\n');
        }
    }
    let page = include_str!("../../../../docs/engagement.md");
    assert!(page.contains(&table), "docs/engagement.md should hold:\n{table}");
}

#[test]
fn the_sums_are_right_where_a_short_word_is_known_for_them() {
    for micro in [1_000_000, 500_000, 200_000] {
        let epsilon = epsilon(micro);
        assert!((times(&of_noise(epsilon), 60).iter().sum::<f64>() - 1.0).abs() < 1e-6);
        // The difference of two draws is most often nothing, and moving it by one tells exactly so much.
        let most = (-800..=800).map(|z| chance(epsilon, z).powi(2)).sum::<f64>();
        assert!((before_and_after(epsilon, 1) - most).abs() < 1e-9, "{micro}");
        let half = f64::from(micro) / 2e6;
        assert!((averaged(epsilon, 1) - half.tanh()).abs() < 1e-9, "{micro}");
    }
}
