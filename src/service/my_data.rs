//! `/my-data`: what is kept about the caller, and erasing it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::caller::Caller;
use super::{DEPARTED_AFTER, Services, export};
use crate::domain::ids::{GuildId, UserId};
use crate::store::{Erased, HeldSuggestion, Holdings, Member, RawRow, StoreError};

/// Everything kept about somebody in one community.
#[derive(Clone, Debug)]
pub struct MyData {
    /// As a member; none when no choice is on.
    pub held: Option<Holdings>,
    /// What they suggested, as long as it is kept.
    pub suggestions: Vec<HeldSuggestion>,
    /// How many changes as staff are noted with their id.
    pub changes: usize,
    /// Their draft of an entry, as its row lies on disk.
    pub draft: Option<RawRow>,
    /// After which day all of it goes, where the bot was taken out of the community.
    pub goes: Option<Date>,
}

impl Services {
    /// Everything kept about the caller in this community.
    pub async fn my_data(&self, caller: &Caller) -> Result<MyData, StoreError> {
        let held = self.store.holdings(caller.holder()).await?;
        if let Some(held) = &held {
            self.note_seen(caller, &held.member).await;
        }
        let suggestions = self.store.suggestions_of(caller.holder()).await?;
        let changes = self.store.changes_by(caller.guild, caller.user).await?.len();
        let draft = self.store.draft_row(caller.guild, caller.user).await?;
        let left = self.store.departed_at(caller.guild).await?;
        let goes = left.and_then(|since| since.saturating_add(DEPARTED_AFTER).ok());
        let goes = goes.map(|moment| TimeZone::UTC.to_datetime(moment).date());
        Ok(MyData { held, suggestions, changes, draft, goes })
    }

    /// Everything kept about the caller in this community, with each change as staff, and the same as JSON
    /// to take along.
    pub async fn export(&self, caller: &Caller) -> Result<(MyData, Vec<RawRow>, String), StoreError> {
        let data = self.my_data(caller).await?;
        let changes = self.store.changes_by(caller.guild, caller.user).await?;
        let json = export::json(caller.guild, &data, &changes, self.clock.now());
        Ok((data, changes, json))
    }

    /// Every community that holds something about somebody, as a member or as staff.
    pub async fn holding(&self, user: UserId) -> Result<Vec<GuildId>, StoreError> {
        let mut all = self.store.held_in(user).await?;
        all.extend(self.store.changed_by(user).await?);
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Notes the month in which a member acts, once a month: nobody is forgotten while they still come.
    pub(super) async fn note_seen(&self, caller: &Caller, member: &Member) {
        if member.last_seen != self.today_utc().strftime("%Y-%m").to_string()
            && let Err(fault) = self.store.seen(caller.holder()).await
        {
            // What they asked for does not wait on this; the next press tries again.
            tracing::warn!(%fault, "the month a member was last seen could not be noted");
        }
    }

    /// Whether a log still holds an old copy of something that was erased, because another program reads it.
    pub fn old_copy_waits(&self) -> bool {
        self.store.logs_wait()
    }

    /// Erases everything kept about the caller in this community, their draft of an entry included.
    pub async fn erase(&self, caller: &Caller) -> Result<Erased, StoreError> {
        let draft = self.throw_draft_away(caller).await?;
        let erased = self.store.erase_member(caller.holder()).await;
        // What they suggested may stand in the draft of a moderator, which is gone too.
        self.known.drafts.forget_all();
        let erased = erased?;
        Ok(Erased { anything: erased.anything || draft, ..erased })
    }
}
