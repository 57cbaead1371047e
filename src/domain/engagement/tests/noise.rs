//! Whether the noise is what it says: by exact fractions, and by drawing.

use std::collections::BTreeMap;

use super::super::noise::{at_exp, below};
use super::*;

/// The chance of `z`, for measuring; the promise itself is held by the fractions below.
pub fn chance(epsilon: Epsilon, z: i64) -> f64 {
    let epsilon = f64::from(epsilon.micro()) / 1e6;
    let alpha = (-epsilon).exp();
    (1.0 - alpha) / (1.0 + alpha) * (-epsilon * f64::from(i32::try_from(z.abs()).unwrap())).exp()
}

/// A fraction in its lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(n: i128, d: i128) -> Self {
        let (mut a, mut b) = (n.abs(), d);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Self(n / a.max(1), d / a.max(1))
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }
}

/// The chance that the walk of `at_exp(n, d)` stops at an odd step up to `steps`.
fn stops_odd(n: i128, d: i128, steps: i128) -> Fraction {
    let (mut reached, mut odd) = (Fraction(1, 1), Fraction(0, 1));
    for step in 1..=steps {
        let on = Fraction::new(n, d * step);
        if step % 2 == 1 {
            odd = odd.plus(reached.times(Fraction::new(on.1 - on.0, on.1)));
        }
        reached = reached.times(on);
    }
    odd
}

/// The first terms of the series of `exp(-n / d)`, up to the power of `last`.
fn series(n: i128, d: i128, last: i128) -> Fraction {
    let (mut sum, mut term) = (Fraction(1, 1), Fraction(1, 1));
    for power in 1..=last {
        term = term.times(Fraction::new(-n, d * power));
        sum = sum.plus(term);
    }
    sum
}

#[test]
fn the_walk_has_the_chances_of_the_exponential_series_fraction_by_fraction() {
    for micro in TABLE {
        let (_, t) = epsilon(micro).fraction();
        let t = i128::from(t);
        for part in 0..=t {
            // An odd last step: a stop there is counted, so both end at the same term.
            for last in [1, 3, 5, 7] {
                assert_eq!(stops_odd(part, t, last), series(part, t, last), "exp(-{part}/{t}), {last} terms");
            }
        }
    }
}

#[test]
fn the_odds_between_neighbours_are_exactly_epsilon_everywhere() {
    // A size `y` comes from the numbers `s*y .. s*y + s`, each kept with chance exp(-number / t). The numbers of
    // `y + 1` are those of `y` and s more, so the log of the odds is s / t for every y: epsilon, not nearly.
    for micro in TABLE {
        let (s, t) = epsilon(micro).fraction();
        let numbers = |size: u64| (0..t * 900).filter(move |number| number / s == size).collect::<Vec<_>>();
        let mut most = Fraction(0, 1);
        for size in 0..200 {
            let (here, next) = (numbers(size), numbers(size + 1));
            assert_eq!(here.len(), next.len());
            for (a, b) in here.iter().zip(&next) {
                let odds = Fraction::new(i128::from(b - a), i128::from(t));
                assert_eq!(odds, Fraction::new(i128::from(micro), 1_000_000), "{micro} at {size}");
                most = odds;
            }
        }
        assert_eq!(most, Fraction::new(i128::from(micro), 1_000_000));
    }
}

#[test]
fn draws_fit_the_chances_they_should_have() {
    const DRAWS: u32 = 120_000;
    for (seed, micro) in (1..).zip(TABLE) {
        let (epsilon, mut rng) = (epsilon(micro), seeded(seed));
        let mut found: BTreeMap<i64, f64> = BTreeMap::new();
        for _ in 0..DRAWS {
            *found.entry(discrete_laplace(epsilon, &mut rng)).or_default() += 1.0;
        }
        let expected = |z| chance(epsilon, z) * f64::from(DRAWS);
        let edge = (0..1_000).find(|z| expected(*z) < 20.0).unwrap();
        let (mut square, mut cells, mut rest) = (0.0, 0.0, (f64::from(DRAWS), f64::from(DRAWS)));
        for z in -edge + 1..edge {
            let (seen, should) = (found.get(&z).copied().unwrap_or(0.0), expected(z));
            square += (seen - should).powi(2) / should;
            cells += 1.0;
            rest = (rest.0 - seen, rest.1 - should);
        }
        square += (rest.0 - rest.1).powi(2) / rest.1;
        // With `cells` degrees of freedom; four standard deviations either way.
        let off = (square - cells) / (2.0_f64 * cells).sqrt();
        assert!(off.abs() < 4.0, "epsilon {micro}: chi-square {square:.1} over {cells} cells");
    }
}

#[test]
fn the_chances_sum_to_one_and_the_range_holds_nineteen_of_twenty() {
    for micro in TABLE {
        let epsilon = epsilon(micro);
        let sum = |edge: i64| (-edge..=edge).map(|z| chance(epsilon, z)).sum::<f64>();
        assert!((sum(1_000) - 1.0).abs() < 1e-9);
        let within = epsilon.within();
        assert!(sum(within) >= 0.95 && sum(within - 1) < 0.95, "{micro}: {within}");
    }
    assert_eq!(TABLE.map(|micro| epsilon(micro).within()), [3, 6, 15, 37]);
}

#[test]
fn a_draw_from_a_range_favours_none_of_its_values() {
    /// A generator that gives what it was told, in order.
    struct Told(Vec<u64>);
    impl rand::rand_core::TryRng for Told {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(u32::try_from(self.0.remove(0) >> 32).unwrap())
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(self.0.remove(0))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(0);
            Ok(())
        }
    }
    // 2^64 = 3 * 6148914691236517205 + 1: the last value would favour 0, and is drawn again.
    assert_eq!(below(3, &mut Told(vec![u64::MAX, 5])), 2);
    assert_eq!(below(3, &mut Told(vec![u64::MAX - 1])), 2);
    assert_eq!(below(2, &mut Told(vec![u64::MAX])), 1, "2^64 is even");
    assert_eq!(below(1, &mut Told(vec![u64::MAX])), 0);
    assert!(at_exp(0, 1, &mut Told(vec![7])), "exp(0) is 1");
}
