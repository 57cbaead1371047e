//! The switch of the digest: for the leader role and Manage Server, asked at each press.
//!
//! Where it goes is an admin's to say, in `/setup`; whether it is posted there is the leaders' too.

use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use crate::domain::engagement::digest_of;
use crate::domain::ids::ChannelId;
use crate::domain::schedule;
use crate::store::StoreError;

/// What became of a press on the switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Switched {
    /// It is posted from the period that runs on.
    On {
        /// Where.
        channel: ChannelId,
        /// When next.
        next: NextDigest,
    },
    /// It is posted no more.
    Off,
    /// No channel was chosen for it.
    NoChannel,
    /// They are no leader.
    Refused,
}

/// When a digest that is turned on comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextDigest {
    /// On this day.
    On(Date),
    /// Not on this day, for the community rests then.
    NotOn(Date),
    /// When four weeks of numbers have ended; none run yet.
    Later,
    /// Not before posting is turned on again.
    Off,
}

impl Services {
    /// Turns the digest on or off.
    pub async fn switch_digest(&self, caller: &Caller, on: bool) -> Result<Switched, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.leader(&known) {
            return Ok(Switched::Refused);
        }
        let Some(channel) = known.digest_channel else {
            return Ok(if on { Switched::NoChannel } else { Switched::Off });
        };
        // Only where there is a channel at that moment: an admin may have taken it away meanwhile.
        let change = self.store.change_community(caller.guild, caller.user, "digest", move |known| {
            known.digest = on && known.digest_channel.is_some();
        });
        let changed = change.await?;
        self.changed(caller.guild);
        if !on {
            return Ok(Switched::Off);
        }
        if !changed.after.digest {
            return Ok(Switched::NoChannel);
        }
        let next = match (changed.after.on_since, self.next_digest(caller).await?) {
            (None, _) => NextDigest::Off,
            (_, None) => NextDigest::Later,
            (_, Some(day)) if changed.after.quiet.is_some_and(|rest| rest.covers(day)) => {
                NextDigest::NotOn(day)
            }
            (_, Some(day)) => NextDigest::On(day),
        };
        Ok(Switched::On { channel, next })
    }

    /// On which day numbers are posted next: those of a period that has just ended, where they wait for
    /// their hour, else those of the period that runs.
    async fn next_digest(&self, caller: &Caller) -> Result<Option<Date>, StoreError> {
        if let Some(planned) = self.store.next_digest(caller.guild, self.clock.now()).await? {
            return Ok(Some(planned));
        }
        let live = self.store.live_period(caller.guild).await?.filter(|live| live.tier.is_some());
        Ok(live.and_then(|live| {
            let zone = schedule::zone(&live.zone)?;
            digest_of(&zone, live.end).map(|occurrence| occurrence.local_date)
        }))
    }
}
