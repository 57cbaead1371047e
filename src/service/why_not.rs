//! `/why-not`: what happened to the last due post, and when the next one is.

use jiff::SignedDuration;

use super::Services;
use super::restored::LostTime;
use super::zone_of;
use crate::domain::community::{Community, Quiet};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::schedule::Occurrence;
use crate::domain::slot::Slot;
use crate::store::{Notice, StoreError};

/// How long ago a card that did not come is still worth a word.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is known about the last card and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The community.
    pub community: Community,
    /// The last card that was due, and what became of it.
    pub last: Option<Slot>,
    /// Whether a notice named that card, so that it need not be the last.
    pub named: bool,
    /// An earlier card that did not come as it should have, if it is not too long ago.
    pub failed: Option<Slot>,
    /// The rest, when today is a day of it.
    pub resting: Option<Quiet>,
    /// The next card.
    pub next: Option<Occurrence>,
    /// Why there is no next card.
    pub hindrance: Option<Hindrance>,
    /// What staff have not heard yet.
    pub notices: Vec<Notice>,
    /// The time of which nothing is known, if a backup was put back.
    pub lost: Option<LostTime>,
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
    /// Looks up the card that `about` names, or else the last one, and the next.
    pub async fn why_not(&self, guild: GuildId, about: Option<SlotToken>) -> Result<WhyNot, StoreError> {
        let now = self.clock.now();
        let community = self.community(guild).await?.unwrap_or_else(|| Community::new(guild));
        let zone = zone_of(&community);
        let named = match about {
            Some(token) => self.store.find_slot(token).await?.map(|found| found.slot),
            None => None,
        };
        let named = named.filter(|slot| slot.guild == guild);
        let (last, failed) = if let Some(slot) = &named {
            (Some(slot.clone()), None)
        } else {
            let last = self.store.last_due(guild, now).await?;
            let since = now.saturating_sub(LOOK_BACK).unwrap_or(now);
            let failed = self.store.last_failed(guild, since).await?;
            let failed = failed.filter(|slot| last.as_ref().is_none_or(|last| last.token != slot.token));
            (last, failed)
        };
        let next = self.next_due(&community).await?;
        let notices = self.store.waiting_notices(guild).await?;
        let hindrance = hindrance(&community, next);
        let today = zone.to_datetime(now).date();
        let resting = community.quiet.filter(|rest| rest.covers(today));
        let named = named.is_some();
        let known = WhyNot { community, last, named, failed, resting, next, hindrance, notices, lost: None };
        Ok(WhyNot { lost: self.lost_time().await?, ..known })
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
