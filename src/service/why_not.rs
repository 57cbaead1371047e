//! `/why-not`: what happened to the last due post, and when the next one is.

use jiff::Timestamp;

use super::Services;
use super::zone_of;
use crate::domain::community::Community;
use crate::domain::ids::GuildId;
use crate::domain::schedule::{Occurrence, next_occurrence};
use crate::domain::slot::Slot;
use crate::store::{Notice, StoreError};

/// What is known about the last card and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The community.
    pub community: Community,
    /// The last card that was due, and what became of it.
    pub last: Option<Slot>,
    /// The next card.
    pub next: Option<Occurrence>,
    /// Why there is no next card.
    pub hindrance: Option<Hindrance>,
    /// What staff have not heard yet.
    pub notices: Vec<Notice>,
    /// Now.
    pub now: Timestamp,
}

/// Why there is no next card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Posting is off.
    Off,
    /// No check-in channel is chosen.
    NoChannel,
    /// The schedule stopped by itself.
    Stopped,
    /// Cards rest.
    Resting,
}

impl Services {
    /// Looks up the last card and the next.
    pub async fn why_not(&self, guild: GuildId) -> Result<WhyNot, StoreError> {
        let now = self.clock.now();
        let community = self.community(guild).await?.unwrap_or_else(|| Community::new(guild));
        let last = self.store.last_due(guild, now).await?;
        let next = next_occurrence(&community, &zone_of(&community), now);
        let notices = self.store.waiting_notices(guild).await?;
        let hindrance = hindrance(&community, next);
        Ok(WhyNot { community, last, next, hindrance, notices, now })
    }
}

fn hindrance(known: &Community, next: Option<Occurrence>) -> Option<Hindrance> {
    if known.on_since.is_none() {
        Some(Hindrance::Off)
    } else if known.check_in_channel.is_none() {
        Some(Hindrance::NoChannel)
    } else if known.trouble.is_some() {
        Some(Hindrance::Stopped)
    } else if next.is_none() && known.quiet.is_some() {
        Some(Hindrance::Resting)
    } else {
        None
    }
}
