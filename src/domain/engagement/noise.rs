//! The noise: discrete Laplace from whole numbers alone, exact to the last bit.
//!
//! Algorithm 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy"
//! (2020), with `epsilon = s / t`. Floating point leaks through its low bits (Mironov 2012), so
//! there is none here; each draw from a range rejects what would favour some of its values.

use rand::Rng;

use super::tier::Epsilon;

/// A whole number `z` with chance proportional to `exp(-epsilon * |z|)`.
pub fn discrete_laplace(epsilon: Epsilon, rng: &mut dyn Rng) -> i64 {
    let (s, t) = epsilon.fraction();
    loop {
        let part = below(t, rng);
        if !at_exp(part, t, rng) {
            continue;
        }
        let mut whole = 0_u64;
        while at_exp(1, 1, rng) {
            whole += 1;
        }
        // The geometric part ends after a few steps; 2^32 of them would take longer than the universe has.
        let size = (part + t * whole) / s;
        let negative = below(2, rng) == 1;
        if negative && size == 0 {
            // Or zero would come up twice as often.
            continue;
        }
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        return if negative { -size } else { size };
    }
}

/// True with chance `exp(-n / d)`, for `n <= d`: the walk stops at an odd step with exactly that chance,
/// for `1 - x + x^2/2! - x^3/3! ...` is the exponential's own series.
pub(super) fn at_exp(n: u64, d: u64, rng: &mut dyn Rng) -> bool {
    let mut step = 1;
    while below(d * step, rng) < n {
        step += 1;
    }
    step % 2 == 1
}

/// A number from 0 to `n - 1`, each with the same chance.
pub(super) fn below(n: u64, rng: &mut dyn Rng) -> u64 {
    // As many of the 2^64 values as come out even; the few beyond them are drawn again.
    let beyond = (u64::MAX % n + 1) % n;
    loop {
        let drawn = rng.next_u64();
        if drawn <= u64::MAX - beyond {
            return drawn % n;
        }
    }
}
