//! Slots: every due post, moved on by conditional updates, so that
//! no two loops and no crash can post one twice.

use jiff::Timestamp;
use jiff::civil::Date;

use super::convert::{id, maybe_moment, moment, ms, parsed, snowflake};
use super::{Store, StoreError, notices};
use crate::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use crate::domain::slot::{Slot, SlotState};

/// A slot and the prompt as it was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSlot {
    /// The slot.
    pub slot: Slot,
    /// The posted prompt as JSON; none before it was chosen, and after the copy went.
    pub prompt: Option<String>,
}

impl Store {
    /// Notes a due post. False when the community already has one for that local date.
    pub async fn plan_slot(&self, slot: &Slot) -> Result<bool, StoreError> {
        let row = Row::from(slot);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let planned = sqlx::query!(
                        "INSERT INTO slot (token, guild, channel, local_date, due, deadline, state, attempts,
                                           first_send, last_send, next_try, message, posted_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                         ON CONFLICT (guild, local_date) DO NOTHING",
                        row.token,
                        row.guild,
                        row.channel,
                        row.local_date,
                        row.due,
                        row.deadline,
                        row.state,
                        row.attempts,
                        row.first_send,
                        row.last_send,
                        row.next_try,
                        row.message,
                        row.posted_at,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(planned.rows_affected() == 1)
                })
            })
            .await
    }

    /// Records a step of the state machine. False when the slot is no longer in the state `expected`:
    /// then somebody else moved it, and nothing was changed.
    ///
    /// Token, guild and local date never change; the due time only while the slot is planned.
    pub async fn save_slot(&self, expected: SlotState, slot: &Slot) -> Result<bool, StoreError> {
        let (row, expected) = (Row::from(slot), state_name(expected));
        let (guild, posted) = (slot.guild, slot.state == SlotState::Posted);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let saved = sqlx::query!(
                        "UPDATE slot SET channel = ?3, state = ?4, attempts = ?5, first_send = ?6, last_send = ?7,
                                next_try = ?8, message = ?9, posted_at = ?10, due = ?11, deadline = ?12
                         WHERE token = ?1 AND state = ?2",
                        row.token,
                        expected,
                        row.channel,
                        row.state,
                        row.attempts,
                        row.first_send,
                        row.last_send,
                        row.next_try,
                        row.message,
                        row.posted_at,
                        row.due,
                        row.deadline,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if posted && saved.rows_affected() == 1 {
                        // With this card here, there is nothing left to mend about an earlier one.
                        notices::drop_waiting(&mut tx.main, guild, &notices::OF_CARDS).await?;
                    }
                    Ok(saved.rows_affected() == 1)
                })
            })
            .await
    }

    /// Keeps the prompt that will be posted, and the bags it was drawn from, both as JSON. Once set it
    /// stays: false when there is one, since what was sent may already be on people's screens.
    pub async fn set_slot_prompt(
        &self,
        slot: &Slot,
        prompt: String,
        bags: String,
    ) -> Result<bool, StoreError> {
        let (token, guild) = (slot.token.to_string(), id(slot.guild.0));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let set = sqlx::query!(
                        "UPDATE slot SET prompt = ?2 WHERE token = ?1 AND prompt IS NULL",
                        token,
                        prompt
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if set.rows_affected() == 0 {
                        return Ok(false);
                    }
                    sqlx::query!(
                        "INSERT INTO bag (guild, state) VALUES (?1, ?2)
                         ON CONFLICT (guild) DO UPDATE SET state = excluded.state",
                        guild,
                        bags,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(true)
                })
            })
            .await
    }

    /// The slot of a token, with its prompt.
    pub async fn find_slot(&self, token: SlotToken) -> Result<Option<FoundSlot>, StoreError> {
        let token = token.to_string();
        let row = sqlx::query!(
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at, prompt
             FROM slot WHERE token = ?1",
            token,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(|row| {
            let slot = Slot::try_from(Row {
                token: row.token,
                guild: row.guild,
                channel: row.channel,
                local_date: row.local_date,
                due: row.due,
                deadline: row.deadline,
                state: row.state,
                attempts: row.attempts,
                first_send: row.first_send,
                last_send: row.last_send,
                next_try: row.next_try,
                message: row.message,
                posted_at: row.posted_at,
            })?;
            Ok(FoundSlot { slot, prompt: row.prompt })
        })
        .transpose()
    }

    /// Unfinished slots that are due and not resting until a later try, oldest first: those that come
    /// after `last`, the last of the page before.
    pub async fn due_slots(
        &self,
        now: Timestamp,
        last: Option<&Slot>,
        limit: u32,
    ) -> Result<Vec<Slot>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let (due, token) =
            last.map_or((i64::MIN, String::new()), |last| (ms(last.due), last.token.to_string()));
        let rows = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot
             WHERE state IN ('planned', 'sending', 'retry', 'reconcile') AND due <= ?1
               AND (next_try IS NULL OR next_try <= ?1) AND (due, token) > (?3, ?4)
             ORDER BY due, token LIMIT ?2",
            now,
            limit,
            due,
            token,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    /// How many unfinished slots are due at exactly this moment: the herd.
    pub async fn due_together(&self, due: Timestamp) -> Result<usize, StoreError> {
        let due = ms(due);
        let herd = sqlx::query_scalar!(
            "SELECT count(*) FROM slot
             WHERE state IN ('planned', 'sending', 'retry', 'reconcile') AND due = ?1",
            due,
        )
        .fetch_one(&self.0.readers)
        .await?;
        Ok(usize::try_from(herd).unwrap_or(0))
    }

    /// The slots of a community that are planned and not yet sent, oldest first.
    pub async fn planned_slots(&self, guild: GuildId) -> Result<Vec<Slot>, StoreError> {
        let guild = id(guild.0);
        let rows = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot WHERE guild = ?1 AND state = 'planned' ORDER BY due",
            guild,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    /// Every unfinished slot, oldest first: what a new process takes up.
    pub async fn unfinished_slots(&self) -> Result<Vec<Slot>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot WHERE state IN ('planned', 'sending', 'retry', 'reconcile') ORDER BY due"
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Slot::try_from).collect()
    }

    /// The slot of a community on one local date.
    pub async fn slot_on(&self, guild: GuildId, local_date: Date) -> Result<Option<Slot>, StoreError> {
        let (guild, local_date) = (id(guild.0), local_date.to_string());
        let row = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot WHERE guild = ?1 AND local_date = ?2",
            guild,
            local_date,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(Slot::try_from).transpose()
    }

    /// The newest card that people can see, with its prompt.
    pub async fn newest_posted(&self, guild: GuildId) -> Result<Option<FoundSlot>, StoreError> {
        let guild = id(guild.0);
        let token = sqlx::query_scalar!(
            "SELECT token FROM slot WHERE guild = ?1 AND state = 'posted' ORDER BY local_date DESC LIMIT 1",
            guild,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        match token {
            Some(token) => self.find_slot(parsed(&token, "slot.token")?).await,
            None => Ok(None),
        }
    }

    /// The last post that was due by `now`, whatever became of it.
    pub async fn last_due(&self, guild: GuildId, now: Timestamp) -> Result<Option<Slot>, StoreError> {
        let (guild, now) = (id(guild.0), ms(now));
        let row = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot WHERE guild = ?1 AND due <= ?2 ORDER BY local_date DESC LIMIT 1",
            guild,
            now,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(Slot::try_from).transpose()
    }

    /// The last post due since `since` that did not come as it should have.
    pub async fn last_failed(&self, guild: GuildId, since: Timestamp) -> Result<Option<Slot>, StoreError> {
        let (guild, since) = (id(guild.0), ms(since));
        let row = sqlx::query_as!(
            Row,
            "SELECT token, guild, channel, local_date, due, deadline, state, attempts,
                    first_send, last_send, next_try, message, posted_at
             FROM slot WHERE guild = ?1 AND due >= ?2 AND state IN ('missed', 'unsure', 'failed_perm', 'failed_bug')
             ORDER BY local_date DESC LIMIT 1",
            guild,
            since,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(Slot::try_from).transpose()
    }

    /// Slots from before `before` whose prompt copy nobody needs any more: no kept answer is left, and
    /// they are not the newest card, which stays open until the next.
    ///
    /// `before` must lie so far back that older cards are closed.
    pub async fn stale_prompts(&self, before: Date) -> Result<Vec<SlotToken>, StoreError> {
        let before = before.to_string();
        let rows = sqlx::query_scalar!(
            "SELECT token FROM slot
             WHERE local_date < ?1 AND prompt IS NOT NULL AND token NOT IN (SELECT what FROM answer)
               AND local_date < (SELECT max(newest.local_date) FROM slot newest
                                 WHERE newest.guild = slot.guild AND newest.state = 'posted')",
            before,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.iter().map(|token| parsed(token, "slot.token")).collect()
    }

    /// Removes the prompt copies of these slots.
    pub async fn drop_prompts(&self, slots: Vec<SlotToken>) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    for slot in slots {
                        let token = slot.to_string();
                        sqlx::query!("UPDATE slot SET prompt = NULL WHERE token = ?1", token)
                            .execute(&mut tx.main)
                            .await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Forgets finished slots from before `before` whose prompt copy went, at most `limit` at once, but
    /// never the newest card. Returns how many.
    pub async fn prune_slots(&self, before: Date, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (before.to_string(), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM slot WHERE token IN (
                 SELECT token FROM slot
                 WHERE local_date < ?1 AND prompt IS NULL
                   AND state NOT IN ('planned', 'sending', 'retry', 'reconcile')
                   AND local_date < (SELECT max(newest.local_date) FROM slot newest
                                     WHERE newest.guild = slot.guild)
                 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// The name under which a state is stored; the same as its JSON.
pub(super) fn state_name(state: SlotState) -> &'static str {
    match state {
        SlotState::Planned => "planned",
        SlotState::Sending => "sending",
        SlotState::Retry => "retry",
        SlotState::Reconcile => "reconcile",
        SlotState::Posted => "posted",
        SlotState::PostedRemoved => "posted_removed",
        SlotState::Missed => "missed",
        SlotState::Unsure => "unsure",
        SlotState::FailedPerm => "failed_perm",
        SlotState::FailedBug => "failed_bug",
        SlotState::Skipped => "skipped",
    }
}

/// The state of this name.
pub(super) fn state_of(name: &str) -> Option<SlotState> {
    SlotState::ALL.into_iter().find(|state| state_name(*state) == name)
}

/// A slot as its columns.
struct Row {
    token: String,
    guild: i64,
    channel: i64,
    local_date: String,
    due: i64,
    deadline: i64,
    state: String,
    attempts: i64,
    first_send: Option<i64>,
    last_send: Option<i64>,
    next_try: Option<i64>,
    message: Option<i64>,
    posted_at: Option<i64>,
}

impl From<&Slot> for Row {
    fn from(slot: &Slot) -> Self {
        Self {
            token: slot.token.to_string(),
            guild: id(slot.guild.0),
            channel: id(slot.channel.0),
            local_date: slot.local_date.to_string(),
            due: ms(slot.due),
            deadline: ms(slot.deadline),
            state: state_name(slot.state).to_owned(),
            attempts: slot.attempts.into(),
            first_send: slot.first_send.map(ms),
            last_send: slot.last_send.map(ms),
            next_try: slot.next_try.map(ms),
            message: slot.message.map(|message| id(message.0)),
            posted_at: slot.posted_at.map(ms),
        }
    }
}

impl TryFrom<Row> for Slot {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            token: parsed(&row.token, "slot.token")?,
            guild: GuildId(snowflake(row.guild)),
            channel: ChannelId(snowflake(row.channel)),
            local_date: parsed(&row.local_date, "slot.local_date")?,
            due: moment(row.due)?,
            deadline: moment(row.deadline)?,
            state: state_of(&row.state).ok_or(StoreError::BadRow("slot.state"))?,
            attempts: u32::try_from(row.attempts).map_err(|_| StoreError::BadRow("slot.attempts"))?,
            first_send: maybe_moment(row.first_send)?,
            last_send: maybe_moment(row.last_send)?,
            next_try: maybe_moment(row.next_try)?,
            message: row.message.map(|message| MessageId(snowflake(message))),
            posted_at: maybe_moment(row.posted_at)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_stored_under_the_name_it_has_in_json() {
        for state in SlotState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state_name(state));
        }
    }
}
