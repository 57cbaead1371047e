//! A community's own prompts: typed by moderators, judged as every pack is, then asked with the others.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Services;
use super::caller::Caller;
use crate::domain::community::Community;
use crate::domain::ids::GuildId;
use crate::domain::prompt::{Finding, OwnPrompt, Pack, PostedPrompt};
use crate::store::{OwnAct, OwnPromptHeld, StoreError};
use crate::words::Texts;

/// The most prompts of a community's own, retired ones included.
const MOST: u32 = 200;

/// All prompts of one community, built-in ones and its own.
pub struct AllPrompts {
    texts: Arc<Texts>,
    locale: String,
    /// Built-in and own ones; none where there are no own.
    mixed: Option<Pack>,
}

impl AllPrompts {
    /// As one pack.
    pub fn pack(&self) -> &Pack {
        self.mixed.as_ref().unwrap_or_else(|| self.texts.pack(&self.locale))
    }
}

/// One prompt of the community's own as its moderators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnShown {
    /// What is kept of it.
    pub held: OwnPromptHeld,
    /// How it would be posted, what was typed last being judged first; or what is wrong with it.
    pub judged: Result<PostedPrompt, Vec<Finding>>,
}

/// What became of a wish about own prompts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// The list, by number.
    List(Vec<OwnPromptHeld>),
    /// One of them.
    One(Box<OwnShown>),
    /// What was typed is in use now.
    Used(Box<OwnShown>),
    /// It is asked no longer.
    Retired(Box<OwnShown>),
    /// It is asked again.
    Restored(Box<OwnShown>),
    /// Somebody changed it meanwhile: this is how it stands, and nothing was done.
    Changed(Box<OwnShown>),
    /// Somebody changed it while this was typed, or it went: that is kept as a prompt of its own.
    Beside(Box<OwnShown>),
    /// There is no such prompt.
    Gone,
    /// There are as many as can be.
    Full,
    /// Only moderators may do that.
    Refused,
}

/// The name under which a prompt stands in the pack.
pub fn own_id(number: i64) -> String {
    format!("own-{number}")
}

impl Services {
    /// Every prompt that a community may be asked.
    pub async fn prompts(&self, known: &Community) -> Result<AllPrompts, StoreError> {
        let own = self.own_prompts(known.guild).await?;
        let texts = self.words.now();
        let core = texts.pack(&known.locale);
        let asked = own.iter().filter(|held| !held.retired);
        // One that a newer lint refuses is left out until somebody mends it; /prompt list says so.
        let good: Vec<_> =
            asked.filter_map(|held| held.body.as_ref()?.judged(&own_id(held.number), core).ok()).collect();
        let mixed = (!good.is_empty()).then(|| core.with(good));
        Ok(AllPrompts { mixed, locale: known.locale.clone(), texts })
    }

    /// What a moderator may begin from, and its print, if it is at hand without waiting for the store.
    pub fn own_prompt_at_hand(&self, guild: GuildId, number: i64) -> Option<(OwnPrompt, u32)> {
        let own = self.known.own_prompts.peek(&guild)?;
        let held = own.iter().find(|held| held.number == number)?.clone().at(self.clock.now())?;
        let seen = print(&held);
        Some((held.pending.or(held.body)?, seen))
    }

    /// The list of own prompts.
    pub async fn list_own(&self, caller: &Caller) -> Result<Own, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Own::Refused);
        }
        Ok(Own::List(self.own_prompts(caller.guild).await?.to_vec()))
    }

    /// One of them.
    pub async fn show_own(&self, caller: &Caller, number: i64) -> Result<Own, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Own::Refused);
        }
        Ok(self.own_shown(&known, number).await?.map_or(Own::Gone, |shown| Own::One(Box::new(shown))))
    }

    /// Keeps what was typed, for a look at it before it is put to use: for the prompt `number`, if that is
    /// still what its form was filled in with, else as a new one, so that nothing is overwritten or lost.
    pub async fn type_own(
        &self,
        caller: &Caller,
        (number, seen): (Option<i64>, Option<u32>),
        typed: &OwnPrompt,
    ) -> Result<Own, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Own::Refused);
        }
        let own = self.own_prompts(caller.guild).await?;
        let stands = number.and_then(|number| own.iter().find(|held| held.number == number));
        let fits = stands.filter(|held| seen.is_none_or(|seen| seen == print(held))).cloned();
        let kept = self.store.type_own_prompt(caller.guild, fits, typed, MOST).await?;
        self.known.own_prompts.forget(&caller.guild);
        let Some(kept) = kept else { return Ok(Own::Full) };
        Ok(match self.own_shown(&known, kept).await?.map(Box::new) {
            Some(shown) if number.is_some_and(|number| number != kept) => Own::Beside(shown),
            Some(shown) => Own::One(shown),
            None => Own::Gone,
        })
    }

    /// Does `act` with the prompt `number`, if it is still what the moderator saw: `seen` is its print.
    pub async fn change_own(
        &self,
        caller: &Caller,
        number: i64,
        seen: u32,
        act: OwnAct,
    ) -> Result<Own, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !caller.rights.moderator(&known) {
            return Ok(Own::Refused);
        }
        let Some(shown) = self.own_shown(&known, number).await? else { return Ok(Own::Gone) };
        let good = act == OwnAct::Retire || shown.judged.is_ok();
        let fits = match act {
            OwnAct::Use => shown.held.pending.is_some(),
            OwnAct::Retire => shown.held.body.is_some() && !shown.held.retired,
            OwnAct::Restore => shown.held.body.is_some() && shown.held.retired,
        };
        if print(&shown.held) != seen || !good || !fits {
            return Ok(Own::Changed(Box::new(shown)));
        }
        let done = self.store.change_own_prompt(caller.guild, caller.user, shown.held, act).await?;
        self.known.own_prompts.forget(&caller.guild);
        let Some(shown) = self.own_shown(&known, number).await? else { return Ok(Own::Gone) };
        let shown = Box::new(shown);
        Ok(match act {
            _ if !done => Own::Changed(shown),
            OwnAct::Use => Own::Used(shown),
            OwnAct::Retire => Own::Retired(shown),
            OwnAct::Restore => Own::Restored(shown),
        })
    }

    /// All of them as they stand now.
    async fn own_prompts(&self, guild: GuildId) -> Result<Arc<[OwnPromptHeld]>, StoreError> {
        let read = async { self.store.own_prompts(guild).await.map(Arc::from) };
        let (held, now) = (self.known.own_prompts.get(guild, read).await?, self.clock.now());
        if !held.iter().any(|held| held.is_over(now)) {
            return Ok(held);
        }
        Ok(held.iter().cloned().filter_map(|held| held.at(now)).collect())
    }

    async fn own_shown(&self, known: &Community, number: i64) -> Result<Option<OwnShown>, StoreError> {
        let own = self.own_prompts(known.guild).await?;
        let Some(held) = own.iter().find(|held| held.number == number).cloned() else { return Ok(None) };
        let texts = self.words.now();
        let core = texts.pack(&known.locale);
        let name = own_id(number);
        // Beside the other own ones too, so that nobody is asked the same thing twice.
        let others = own.iter().filter(|other| other.number != number && !other.retired);
        let others: Vec<_> = others
            .filter_map(|other| other.body.as_ref()?.judged(&own_id(other.number), core).ok())
            .collect();
        let Some(newest) = held.pending.as_ref().or(held.body.as_ref()) else { return Ok(None) };
        let judged = newest.judged(&name, &core.with(others)).map(|prompt| prompt.posted());
        Ok(Some(OwnShown { held, judged }))
    }
}

/// A print of all that a moderator saw of a prompt: what is stale does nothing.
pub fn print(held: &OwnPromptHeld) -> u32 {
    let seen = serde_json::to_vec(&(held.retired, &held.body, &held.pending));
    let digest = Sha256::digest(seen.expect("a prompt is plain data and always makes JSON"));
    digest.iter().take(4).fold(0, |print, byte| print << 8 | u32::from(*byte))
}
