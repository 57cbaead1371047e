//! What may be reported of a group: numbers that passed the gate, and nothing else.
//!
//! Whoever builds a page, a picture, a table or a digest takes it from here. `tests/it/tidy/gate.rs`
//! holds that this file reaches no answer and no tally.

use super::Services;
use crate::domain::engagement::ReleasedPeriod;
use crate::domain::ids::GuildId;
use crate::store::StoreError;

impl Services {
    /// The finished periods of a community, the last one first.
    pub async fn report(&self, guild: GuildId) -> Result<Vec<ReleasedPeriod>, StoreError> {
        self.store.released(guild).await
    }
}
