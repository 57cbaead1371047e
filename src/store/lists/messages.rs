//! The messages of published lists, each moved on by conditional updates.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::ids::{MessageId, SlotToken};
use crate::domain::resource::EntryId;
use crate::domain::resource::list::{List, ListMessage};
use crate::domain::slot::{Slot, SlotState};
use crate::store::convert::{id, maybe_moment, moment, ms, parsed, snowflake};
use crate::store::slots::{state_name, state_of};
use crate::store::{Store, StoreError};

impl Store {
    /// The messages of a list in their order.
    pub async fn list_messages(&self, list: &List) -> Result<Vec<ListMessage>, StoreError> {
        let rows = sqlx::query_as!(
            MessageRow,
            "SELECT token, place, entries, shown, surplus, due, state, attempts, first_send, last_send,
                    next_try, message, posted_at
             FROM list_message WHERE list = ?1 ORDER BY place",
            list.id,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(|row| row.read(list)).collect()
    }

    /// Every list that has a message on its way: what a new process takes up.
    pub async fn lists_under_way(&self) -> Result<Vec<i64>, StoreError> {
        let lists = sqlx::query_scalar!(
            "SELECT DISTINCT list FROM list_message WHERE state IN ('sending', 'retry', 'reconcile') ORDER BY list"
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(lists)
    }

    /// Keeps which entries each message is to show; those that are new are planned.
    pub async fn arrange_list(&self, list: i64, messages: Vec<ListMessage>) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    for message in messages {
                        let token = message.slot.token.to_string();
                        let entries = names(&message.entries);
                        let (place, due) = (i64::from(message.place), ms(message.slot.due));
                        sqlx::query!(
                            "INSERT INTO list_message (token, list, place, entries, surplus, due, state, attempts)
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'planned', 0)
                             ON CONFLICT (token) DO UPDATE SET entries = excluded.entries, surplus = excluded.surplus",
                            token,
                            list,
                            place,
                            entries,
                            message.surplus,
                            due,
                        )
                        .execute(&mut tx.main)
                        .await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Records a step of the state machine of one message, and the mark of what was sent last. False when
    /// it is no longer in the state `expected`.
    pub async fn save_list_message(
        &self,
        expected: SlotState,
        message: &ListMessage,
    ) -> Result<bool, StoreError> {
        let (expected, shown, slot) = (state_name(expected), message.shown.clone(), message.slot.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (token, state) = (slot.token.to_string(), state_name(slot.state));
                    let [first_send, last_send, next_try, posted_at] =
                        [slot.first_send, slot.last_send, slot.next_try, slot.posted_at].map(|at| at.map(ms));
                    let message = slot.message.map(|message| id(message.0));
                    let saved = sqlx::query!(
                        "UPDATE list_message SET state = ?3, attempts = ?4, first_send = ?5, last_send = ?6,
                                next_try = ?7, message = ?8, posted_at = ?9, shown = ?10
                         WHERE token = ?1 AND state = ?2",
                        token,
                        expected,
                        state,
                        slot.attempts,
                        first_send,
                        last_send,
                        next_try,
                        message,
                        posted_at,
                        shown,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(saved.rows_affected() == 1)
                })
            })
            .await
    }

    /// Notes what a message shows; none while an edit is on its way.
    pub async fn list_message_shows(
        &self,
        token: SlotToken,
        shown: Option<String>,
    ) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let token = token.to_string();
                    sqlx::query!("UPDATE list_message SET shown = ?2 WHERE token = ?1", token, shown)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Notes that a message is not there any more although nobody asked the bot.
    pub async fn list_message_removed(&self, token: SlotToken) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let token = token.to_string();
                    sqlx::query!("UPDATE list_message SET state = 'posted_removed' WHERE token = ?1", token)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets a message that was one too many and is gone.
    pub async fn drop_list_message(&self, token: SlotToken) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let token = token.to_string();
                    sqlx::query!("DELETE FROM list_message WHERE token = ?1", token)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

fn names(entries: &[EntryId]) -> String {
    serde_json::to_string(entries).expect("names of entries always make JSON")
}

/// A message of a list as its columns.
struct MessageRow {
    token: String,
    place: i64,
    entries: String,
    shown: Option<String>,
    surplus: i64,
    due: i64,
    state: String,
    attempts: i64,
    first_send: Option<i64>,
    last_send: Option<i64>,
    next_try: Option<i64>,
    message: Option<i64>,
    posted_at: Option<i64>,
}

impl MessageRow {
    fn read(self, list: &List) -> Result<ListMessage, StoreError> {
        let due = moment(self.due)?;
        let slot = Slot {
            token: parsed(&self.token, "list_message.token")?,
            guild: list.guild,
            channel: list.channel,
            local_date: TimeZone::UTC.to_datetime(due).date(),
            due,
            // A list is never too late.
            deadline: Timestamp::MAX,
            state: state_of(&self.state).ok_or(StoreError::BadRow("list_message.state"))?,
            attempts: u32::try_from(self.attempts)
                .map_err(|_| StoreError::BadRow("list_message.attempts"))?,
            first_send: maybe_moment(self.first_send)?,
            last_send: maybe_moment(self.last_send)?,
            next_try: maybe_moment(self.next_try)?,
            message: self.message.map(|message| MessageId(snowflake(message))),
            posted_at: maybe_moment(self.posted_at)?,
        };
        Ok(ListMessage {
            slot,
            place: u32::try_from(self.place).map_err(|_| StoreError::BadRow("list_message.place"))?,
            entries: serde_json::from_str(&self.entries)
                .map_err(|_| StoreError::BadRow("list_message.entries"))?,
            shown: self.shown,
            surplus: self.surplus != 0,
        })
    }
}
