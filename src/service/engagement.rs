//! What may be reported of a group: numbers that passed the gate, and what was done in the open.
//!
//! Whoever builds a page, a picture, a table or a digest takes it from here. `tests/it/tidy/gate.rs`
//! holds that this file reaches no answer and no tally.

use jiff::SignedDuration;

use super::caller::Caller;
use super::{Services, zone_of};
use crate::domain::community::Community;
use crate::domain::days::forgotten;
use crate::domain::engagement::{Cards, Coming, Deeds, ReleasedPeriod, Shelves, Tier};
use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::resource::Topic;
use crate::store::StoreError;

/// Of how long the page says what was done.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(28 * 24);

/// All that `/engagement` shows. It is the same for everybody but for what a leader may take along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPage {
    /// What staff and bot did in the last four weeks.
    pub deeds: Deeds,
    /// How many questions had their turn since all came round, and how many there are.
    pub questions: (usize, usize),
    /// How the list of resources stands.
    pub shelves: Shelves,
    /// The finished periods, the last one first.
    pub periods: Vec<ReleasedPeriod>,
    /// On which dates the card came.
    pub cards: Cards,
    /// Which numbers come next.
    pub next: Next,
    /// Where they are posted in short, and whether that is wanted.
    pub digest: (Option<ChannelId>, bool),
    /// Whether posting is on at all.
    pub on: bool,
    /// Whether whoever looks may do the leaders' acts.
    pub leader: bool,
}

/// Which numbers of a group come next, or why none do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Posting is off.
    Off,
    /// Nobody said about how many people take part.
    Unasked,
    /// Fewer than ten take part.
    Small,
    /// They are planned, or run.
    Coming(Coming),
    /// The group is large enough, and nothing is planned yet.
    Soon,
}

impl Services {
    /// The finished periods of a community, the last one first.
    pub async fn report(&self, guild: GuildId) -> Result<Vec<ReleasedPeriod>, StoreError> {
        self.store.released(guild).await
    }

    /// On which dates a community got its card, as far back as that is remembered.
    pub async fn cards(&self, known: &Community) -> Result<Cards, StoreError> {
        let forgotten = forgotten(zone_of(known).to_datetime(self.clock.now()).date());
        Ok(Cards::new(self.store.card_dates(known.guild, forgotten).await?, forgotten))
    }

    /// The page of a community, for any of its members.
    pub async fn group_page(&self, caller: &Caller) -> Result<GroupPage, StoreError> {
        let (guild, now) = (caller.guild, self.clock.now());
        let known = self.community_or_new(caller).await?;
        let since = now.saturating_sub(LOOK_BACK).unwrap_or(now);
        let prompts = self.prompts(&known).await?;
        let library = self.library(guild).await?;
        let today = zone_of(&known).to_datetime(now).date();
        let under = |topic: &Topic| library.live().any(|entry| entry.body.topics.contains(topic));
        Ok(GroupPage {
            deeds: self.store.deeds(guild, since, now).await?,
            questions: self.bags(&known).await?.asked(prompts.pack()),
            shelves: Shelves {
                entries: library.live().count(),
                overdue: library.live().filter(|entry| entry.body.is_overdue(today)).count(),
                empty: Topic::ALL.iter().copied().filter(|topic| !under(topic)).collect(),
            },
            periods: self.report(guild).await?,
            cards: self.cards(&known).await?,
            next: next(&known, self.store.coming(guild, now).await?),
            digest: (known.digest_channel, known.digest),
            on: known.on_since.is_some(),
            leader: caller.rights.leader(&known),
        })
    }

    /// What was published of a community, for who may take it along as a file; none for others.
    pub async fn report_to_take(&self, caller: &Caller) -> Result<Option<Vec<ReleasedPeriod>>, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.leader(&known) {
            return Ok(None);
        }
        self.report(caller.guild).await.map(Some)
    }
}

fn next(known: &Community, coming: Option<Coming>) -> Next {
    // What runs goes on to its end, whatever was changed since.
    match (coming, known.people) {
        (Some(runs @ (Coming::Runs(_) | Coming::Ended)), _) => Next::Coming(runs),
        _ if known.on_since.is_none() => Next::Off,
        (_, None) => Next::Unasked,
        (_, people) if Tier::of(people, u64::MAX).is_none() => Next::Small,
        (Some(coming), _) => Next::Coming(coming),
        (None, _) => Next::Soon,
    }
}
