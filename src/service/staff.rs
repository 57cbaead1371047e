//! What moderators do: a rest for the cards, and a look at the next card.

use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use super::zone_of;
use crate::domain::bag::Bags;
use crate::domain::community::{Community, Quiet};
use crate::domain::prompt::{Pack, PostedPrompt};
use crate::domain::schedule::{Occurrence, next_occurrence};
use crate::domain::slot::SlotState;
use crate::store::StoreError;

/// What became of a wish about the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Cards rest from today, until this day when one is given.
    Began(Option<Date>),
    /// The rest has ended; the next card, if there is one.
    Ended(Box<Community>, Option<Occurrence>),
    /// There was none to end.
    None,
    /// That day has gone by.
    Past,
    /// Only moderators may do that.
    Refused,
}

/// The next card as staff may see and swap it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextCard {
    /// The prompt.
    pub prompt: PostedPrompt,
    /// When it is due; none while nothing is planned.
    pub due: Option<Occurrence>,
    /// The community.
    pub community: Community,
}

/// What became of *swap it*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// Another prompt is next now.
    Swapped(NextCard),
    /// It had changed already: this is next.
    Changed(NextCard),
    /// There was no other.
    NoOther(NextCard),
    /// Only moderators may do that.
    Refused,
}

impl Services {
    /// The community as its staff sees it, set up or not.
    pub async fn community_or_new(&self, caller: &Caller) -> Result<Community, StoreError> {
        Ok(self.community(caller.guild).await?.unwrap_or_else(|| Community::new(caller.guild)))
    }

    /// Lets cards and reminders rest from today.
    pub async fn rest(&self, caller: &Caller, until: Option<Date>) -> Result<Rest, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Rest::Refused);
        }
        let today = zone_of(&known).to_datetime(self.clock.now()).date();
        if until.is_some_and(|day| day < today) {
            return Ok(Rest::Past);
        }
        let quiet = Quiet { from: today, until };
        self.store
            .change_community(caller.guild, caller.user, "quiet", move |known| {
                // A rest that goes on keeps its first day.
                let from = known.quiet.filter(|now| now.covers(today)).map_or(today, |now| now.from);
                known.quiet = Some(Quiet { from, ..quiet });
            })
            .await?;
        self.changed(caller.guild);
        Ok(Rest::Began(until))
    }

    /// Ends the rest.
    pub async fn end_rest(&self, caller: &Caller) -> Result<Rest, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Rest::Refused);
        }
        let now = self.clock.now();
        let zone = zone_of(&known);
        let today = zone.to_datetime(now).date();
        if known.quiet.is_none_or(|quiet| quiet.is_over(today)) {
            return Ok(Rest::None);
        }
        let changed = self
            .store
            .change_community(caller.guild, caller.user, "quiet", |known| known.quiet = None)
            .await?;
        self.changed(caller.guild);
        let next = self.next_due(&changed.after).await?;
        Ok(Rest::Ended(Box::new(changed.after), next))
    }

    /// The next card. None when the caller is no moderator.
    pub async fn next_card(&self, caller: &Caller) -> Result<Option<NextCard>, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(None);
        }
        let mut bags = self.bags(&known).await?;
        let prompts = self.prompts(&known).await?;
        let drawn = self.chance.with(|rng| bags.peek(prompts.pack(), rng));
        self.save_bags(&known, &bags).await?;
        Ok(Some(self.as_next_card(known, &drawn).await?))
    }

    /// Swaps the next card for another of the same component, if `shown` is still the next.
    pub async fn swap(&self, caller: &Caller, shown: &str) -> Result<Swapped, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Swapped::Refused);
        }
        let prompts = self.prompts(&known).await?;
        let pack = prompts.pack();
        let mut bags = self.bags(&known).await?;
        let before = self.chance.with(|rng| bags.peek(pack, rng));
        if before != shown {
            self.save_bags(&known, &bags).await?;
            return Ok(Swapped::Changed(self.as_next_card(known, &before).await?));
        }
        let after = self.chance.with(|rng| bags.swap(pack, rng));
        self.save_bags(&known, &bags).await?;
        Ok(match after {
            Some(after) => Swapped::Swapped(self.as_next_card(known, &after).await?),
            None => Swapped::NoOther(self.as_next_card(known, &before).await?),
        })
    }

    /// A prompt to show how a card looks: the next one, without drawing it.
    pub async fn sample(&self, known: &Community) -> Result<PostedPrompt, StoreError> {
        let mut bags = self.bags(known).await?;
        let prompts = self.prompts(known).await?;
        let drawn = self.chance.with(|rng| bags.peek(prompts.pack(), rng));
        Ok(posted(prompts.pack(), &drawn))
    }

    /// The bags of a community; new ones when it has none that can be read.
    pub async fn bags(&self, known: &Community) -> Result<Bags, StoreError> {
        let stored = self.store.find_bags(known.guild).await?;
        let Some(state) = stored else { return Ok(Bags::default()) };
        Ok(serde_json::from_str(&state).unwrap_or_else(|_| {
            tracing::error!("the prompt bags of a community cannot be read; new ones are made");
            Bags::default()
        }))
    }

    /// Keeps the bags of a community.
    pub async fn save_bags(&self, known: &Community, bags: &Bags) -> Result<(), StoreError> {
        let state = serde_json::to_string(bags).expect("bags are plain data and always make JSON");
        self.store.save_bags(known.guild, state).await
    }

    async fn as_next_card(&self, community: Community, prompt: &str) -> Result<NextCard, StoreError> {
        let prompts = self.prompts(&community).await?;
        let due = self.next_due(&community).await?;
        Ok(NextCard { prompt: posted(prompts.pack(), prompt), due, community })
    }

    /// The next card that will come, by the settings of `known`. A date whose card was posted or given up
    /// has none any more, whatever its new time.
    pub async fn next_due(&self, known: &Community) -> Result<Option<Occurrence>, StoreError> {
        let zone = zone_of(known);
        let mut after = self.clock.now();
        while let Some(next) = next_occurrence(known, &zone, after) {
            let slot = self.store.slot_on(known.guild, next.local_date).await?;
            if slot.is_none_or(|slot| slot.state == SlotState::Planned) {
                return Ok(Some(next));
            }
            after = next.due;
        }
        Ok(None)
    }
}

fn posted(pack: &Pack, prompt: &str) -> PostedPrompt {
    let prompt = pack.get(prompt).or_else(|| pack.prompts().first());
    prompt.expect("a pack holds at least one prompt").posted()
}
