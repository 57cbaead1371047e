//! Where chance comes from. The only file that may ask the operating system for it.
//!
//! A generator is handed down like the clock: seeded from the system in a live
//! bot, seeded by a number in rehearsals and tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A shared, cryptographically strong generator. Its clones draw from one stream.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<ChaCha20Rng>>);

impl Chance {
    /// Seeded by the operating system.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::from_rng(&mut system_rng()))))
    }

    /// Seeded by a number, for rehearsals and tests: the same number, the same draws.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Lends the generator to `draw`.
    pub fn with<T>(&self, draw: impl FnOnce(&mut dyn Rng) -> T) -> T {
        draw(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }
}

/// Lends the operating system's own generator to `draw`, with no seed in between: for what must never
/// be drawn the same way twice.
pub fn from_the_system<T>(draw: impl FnOnce(&mut dyn Rng) -> T) -> T {
    draw(&mut UnwrapErr(SysRng))
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance")
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for chance")]
fn system_rng() -> impl Rng {
    rand::rng()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_bytes() {
        assert_eq!(Chance::seeded(7).bytes::<8>(), Chance::seeded(7).bytes::<8>());
        assert_ne!(Chance::seeded(7).bytes::<8>(), Chance::seeded(8).bytes::<8>());
    }
}
