//! What staff and bot did in the open: cards and the list of resources. Nothing here passes a gate, so
//! no statement may look at what members did.
//!
//! The copy of a card's prompt is left alone for that reason: it goes when the last kept answer to it
//! goes, and so its being there says whether anybody kept one. A resource that a member found dead is
//! not looked at either. `tests/it/tidy/gate.rs` holds both.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::convert::{id, ms, parsed};
use super::slots::state_of;
use super::{Store, StoreError};
use crate::domain::engagement::Deeds;
use crate::domain::ids::GuildId;
use crate::domain::slot::SlotState;

impl Store {
    /// The local dates since `since` on which the community got its card, also where somebody removed it.
    pub async fn card_dates(&self, guild: GuildId, since: Date) -> Result<BTreeSet<Date>, StoreError> {
        let (guild, since) = (id(guild.0), since.to_string());
        let dates = sqlx::query_scalar!(
            "SELECT local_date FROM slot
             WHERE guild = ?1 AND local_date >= ?2 AND state IN ('posted', 'posted_removed')",
            guild,
            since,
        )
        .fetch_all(&self.0.readers)
        .await?;
        dates.iter().map(|date| parsed(date, "slot.local_date")).collect()
    }

    /// What staff and bot did in a community after `since` and until `now`.
    pub async fn deeds(&self, guild: GuildId, since: Timestamp, now: Timestamp) -> Result<Deeds, StoreError> {
        let (guild, since, now) = (id(guild.0), ms(since), ms(now));
        let cards = sqlx::query!(
            r#"SELECT state, count(*) AS "count: i64" FROM slot
               WHERE guild = ?1 AND due > ?2 AND due <= ?3 GROUP BY state"#,
            guild,
            since,
            now,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let staff = sqlx::query!(
            r#"SELECT
                   count(DISTINCT CASE WHEN resource.retired = 0 AND (what = 'add'
                       OR (what = 'import' AND before IS NULL)) THEN resource.entry END) AS "added: i64",
                   count(DISTINCT CASE WHEN what = 'check' THEN resource.entry END) AS "checked: i64"
               FROM resource_change JOIN resource
                   ON resource.guild = resource_change.guild AND resource.entry = resource_change.entry
               WHERE resource_change.guild = ?1 AND at > ?2 AND at <= ?3"#,
            guild,
            since,
            now,
        )
        .fetch_one(&self.0.readers)
        .await?;
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let mut deeds =
            Deeds { added: small(staff.added), checked: small(staff.checked), ..Deeds::default() };
        for row in cards {
            let state = state_of(&row.state).ok_or(StoreError::BadRow("slot.state"))?;
            match state {
                SlotState::Posted | SlotState::PostedRemoved => deeds.posted += small(row.count),
                SlotState::Missed | SlotState::Unsure | SlotState::FailedPerm | SlotState::FailedBug => {
                    deeds.missed += small(row.count);
                }
                // Under way, or left out by staff: a rest is nothing that went wrong.
                SlotState::Planned
                | SlotState::Sending
                | SlotState::Retry
                | SlotState::Reconcile
                | SlotState::Skipped => {}
            }
        }
        Ok(deeds)
    }
}
