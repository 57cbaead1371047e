//! Discord's ids, made from the clock: milliseconds since 2015 above 22 counting bits.

/// The first moment of Discord's calendar, in Unix milliseconds.
const EPOCH_MS: i64 = 1_420_070_400_000;
/// How long before the stand-in's start its guilds, channels and people came to be.
const PAST_MS: i64 = 90 * 24 * 3600 * 1000;

/// Makes ids that never repeat and never go back, whatever the clock does.
#[derive(Debug)]
pub struct Mint {
    last: u64,
    past: u64,
}

impl Mint {
    /// A mint for a stand-in that starts at `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        Self { last: 0, past: steps(now_ms - PAST_MS) }
    }

    /// The id of something that happens now: a message, an interaction.
    pub fn now(&mut self, now_ms: i64) -> u64 {
        self.last = (steps(now_ms) << 22).max(self.last + 1);
        self.last
    }

    /// The id of something that was there before. Each has a millisecond of its own, so
    /// that guilds spread over shards (`id >> 22`) as they do at Discord.
    pub fn before(&mut self) -> u64 {
        self.past += 1;
        self.past << 22
    }
}

fn steps(ms: i64) -> u64 {
    u64::try_from(ms - EPOCH_MS).unwrap_or(0).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_780_000_000_000;

    #[test]
    fn an_id_tells_its_moment() {
        let id = Mint::new(NOW).now(NOW);
        assert_eq!(i64::try_from(id >> 22).unwrap() + EPOCH_MS, NOW);
    }

    #[test]
    fn ids_grow_on_a_clock_that_stands_or_goes_back() {
        let mut mint = Mint::new(NOW);
        let ids = [mint.now(NOW), mint.now(NOW), mint.now(NOW - 5), mint.now(NOW + 5)];
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }

    #[test]
    fn earlier_things_spread_over_shards() {
        let mut mint = Mint::new(NOW);
        assert_ne!((mint.before() >> 22) % 2, (mint.before() >> 22) % 2);
    }
}
