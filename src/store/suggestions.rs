//! What members suggest: sealed under their own key until staff decide, 90 days at most.
//!
//! The press that sends a suggestion is the consent for that row alone. Its sender may have nothing
//! else on: then they have a key and no `member` row, and the key goes with the last suggestion.
//! Whoever asked for it is told once what became of theirs, and then the rest of the row goes.

mod waiting;

use jiff::Timestamp;
use jiff::civil::Date;

use super::convert::{id, member_ref, moment, ms, parsed, snowflake};
use super::keys::DataKey;
use super::members::{Caller, columns, find_key, key_or_new};
use super::resources::{self, Change, Saved};
use super::seal::Place;
use super::writer::Tx;
use super::{Store, StoreError, drafts};
use crate::domain::ids::{GuildId, SlotToken, UserId};
use crate::domain::resource::Entry;
use crate::domain::suggestion::{MOST_EACH, MOST_HERE, Suggestion, Wish};

/// A wish is filled up to this length, so that it does not tell by its length how far it has come.
const FILLED: usize = 700;

/// A suggestion to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSuggestion {
    /// Its name; the same press has the same.
    pub id: SlotToken,
    /// What was suggested.
    pub suggestion: Suggestion,
    /// Who is to hear what becomes of it, if they asked.
    pub tell: Option<UserId>,
    /// The last date on which it may be kept.
    pub keep_until: Date,
}

/// What became of a new suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// It is kept, or was kept by the same press before.
    Kept,
    /// As many of theirs as may be are waiting.
    EnoughOfTheirs,
    /// As many as may be are waiting in the community.
    EnoughHere,
}

/// A suggestion as its sender sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSuggestion {
    /// Its name.
    pub id: SlotToken,
    /// When it was sent, which was the consent to keep it.
    pub given_at: Timestamp,
    /// The last date on which it may be kept.
    pub keep_until: Date,
    /// What was suggested; none once staff decided.
    pub suggestion: Option<Suggestion>,
    /// What staff decided, as the database names it, until the sender was told.
    pub outcome: Option<String>,
    /// Who is to hear of it.
    pub tell: Option<UserId>,
    /// When it is next tried to tell them.
    pub due: Option<Timestamp>,
}

/// A suggestion as staff see it: nothing of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingSuggestion {
    /// Its name.
    pub id: SlotToken,
    /// What was suggested.
    pub suggestion: Suggestion,
}

/// What staff decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It becomes this entry.
    List(Box<Change>),
    /// It is not taken.
    Decline,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is this entry now.
    Listed(Box<Entry>),
    /// It is not taken.
    Declined,
    /// Somebody decided before, or it was taken back.
    Gone,
    /// The name of the entry was taken meanwhile.
    Taken,
}

/// Whose outcome is to be told, and under which name.
pub type DueOutcome = (Caller, SlotToken);

/// Where a wish is left: as it is kept, when it is looked at next, and what to tell.
pub type WishLeft<T> = (Option<(Wish, Option<Timestamp>)>, T);

impl Store {
    /// Keeps a suggestion, sealed under its sender's key, which is made if they have none.
    pub async fn suggest(&self, caller: Caller, new: NewSuggestion) -> Result<Suggested, StoreError> {
        let (keyring, chance, now) = (self.0.keyring.clone(), self.0.chance.clone(), self.0.clock.now());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (guild, member) = columns(caller);
                    let id = new.id.to_string();
                    let count = sqlx::query!(
                        r#"SELECT count(*) AS "here!: i64",
                                  count(*) FILTER (WHERE member_ref = ?2) AS "theirs!: i64",
                                  count(*) FILTER (WHERE id = ?3) AS "same!: i64"
                           FROM suggestion WHERE guild = ?1 AND outcome IS NULL"#,
                        guild,
                        member,
                        id,
                    )
                    .fetch_one(&mut tx.main)
                    .await?;
                    if count.same > 0 {
                        return Ok(Suggested::Kept);
                    }
                    if count.theirs >= i64::from(MOST_EACH) {
                        return Ok(Suggested::EnoughOfTheirs);
                    }
                    if count.here >= i64::from(MOST_HERE) {
                        return Ok(Suggested::EnoughHere);
                    }
                    // Not before an erasure of theirs, or that would be carried out on this too.
                    let given_at = ms(tx.ledger.not_before_an_erasure(caller, now));
                    let key = key_or_new(tx, caller, given_at, &keyring, &chance).await?;
                    let text = serde_json::to_string(&new.suggestion).expect("a few texts always make JSON");
                    let sealed = place(caller, &id, "sealed").seal(&key, text.as_bytes(), &chance);
                    let wish = new.tell.map(|user| {
                        place(caller, &id, "outcome_sealed").seal(&key, &filled(&Wish::new(user)), &chance)
                    });
                    let keep_until = new.keep_until.to_string();
                    sqlx::query!(
                        "INSERT INTO suggestion (guild, id, member_ref, given_at, keep_until, sealed, outcome_sealed)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        guild,
                        id,
                        member,
                        given_at,
                        keep_until,
                        sealed,
                        wish,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(Suggested::Kept)
                })
            })
            .await
    }

    /// The name of what `caller` sends from the screen that `press` names: the same for each press there.
    pub fn suggestion_name(&self, caller: Caller, press: u64) -> SlotToken {
        let row = press.to_string();
        SlotToken(self.0.keyring.row_ref(caller.guild, caller.member, super::erase::SUGGESTION, &row))
    }

    /// What the caller suggested and is still kept, oldest first.
    pub async fn suggestions_of(&self, caller: Caller) -> Result<Vec<HeldSuggestion>, StoreError> {
        let (guild, member) = columns(caller);
        let rows = sqlx::query!(
            r#"SELECT id AS "id!", given_at, keep_until, sealed, outcome, outcome_sealed, due FROM suggestion
               WHERE guild = ?1 AND member_ref = ?2 ORDER BY given_at, id"#,
            guild,
            member,
        )
        .fetch_all(&self.0.readers)
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        // Without the key an erasure is under way: nothing can be read, and nothing is kept for long.
        let Some(key) = self.read_key(caller).await? else { return Ok(Vec::new()) };
        let rows = rows.into_iter().map(|row| {
            let wish =
                row.outcome_sealed.map(|sealed| open_wish(&key, caller, &row.id, &sealed)).transpose()?;
            Ok(HeldSuggestion {
                suggestion: row.sealed.map(|sealed| open(&key, caller, &row.id, &sealed)).transpose()?,
                id: parsed(&row.id, "suggestion.id")?,
                given_at: moment(row.given_at)?,
                keep_until: parsed(&row.keep_until, "suggestion.keep_until")?,
                outcome: row.outcome,
                tell: wish.map(|wish| wish.user),
                due: row.due.map(moment).transpose()?,
            })
        });
        rows.collect()
    }

    /// Takes back one of the caller's suggestions, from the disk too. False when it is not there.
    pub async fn take_back(&self, caller: Caller, suggestion: SlotToken) -> Result<bool, StoreError> {
        let (keyring, now) = (self.0.keyring.clone(), self.0.clock.now());
        let id = suggestion.to_string();
        self.0
            .writer
            .alone(move |tx| {
                Box::pin(async move {
                    let row = super::erase::Row { table: super::erase::SUGGESTION, date: "", what: &id };
                    let gone = super::erase::erase_row(tx, &keyring, caller, row, now).await?;
                    drop_idle_key(tx, caller).await?;
                    Ok(gone)
                })
            })
            .await
    }

    /// Carries out what `actor` decided about a suggestion that waits: the entry, and the end of what was
    /// typed, in one transaction. Whoever asked to hear of it is then due to be told.
    pub async fn decide(
        &self,
        guild: GuildId,
        actor: UserId,
        suggestion: SlotToken,
        decision: Decision,
        today: Date,
    ) -> Result<Decided, StoreError> {
        let (keyring, chance, now) = (self.0.keyring.clone(), self.0.chance.clone(), self.0.clock.now());
        let (column, name) = (id(guild.0), suggestion.to_string());
        let done = self.0.writer.run(move |tx| {
            Box::pin(async move {
                let row = sqlx::query!(
                    "SELECT member_ref, sealed, outcome_sealed FROM suggestion
                     WHERE guild = ?1 AND id = ?2 AND outcome IS NULL",
                    column,
                    name,
                )
                .fetch_optional(&mut tx.main)
                .await?;
                let Some(row) = row else { return Ok((Decided::Gone, None)) };
                let caller = Caller { guild, member: member_ref(&row.member_ref)? };
                let key = find_key(tx, &keyring, caller).await?;
                let (outcome, decided) = match decision {
                    Decision::List(entry) => {
                        match resources::change(tx, (guild, actor, now), vec![*entry]).await? {
                            Saved::Done(entries) => {
                                let entry = entries.into_iter().next();
                                let entry = entry.ok_or(StoreError::BadRow("resource"))?;
                                ("listed", Decided::Listed(Box::new(entry)))
                            }
                            Saved::Stale(..) => return Ok((Decided::Taken, None)),
                        }
                    }
                    Decision::Decline => ("declined", Decided::Declined),
                };
                let listed = match (&decided, &key, &row.sealed) {
                    (Decided::Listed(entry), Some(key), Some(sealed)) => {
                        let suggestion = open(key, caller, &name, sealed)?;
                        Some(drafts::Listed { member: caller, key, suggestion, entry })
                    }
                    _ => None,
                };
                drafts::suggestion_decided(&mut tx.main, (guild, suggestion), actor, listed).await?;
                let (Some(sealed), Some(key)) = (row.outcome_sealed, key) else {
                    sqlx::query!("DELETE FROM suggestion WHERE guild = ?1 AND id = ?2", column, name)
                        .execute(&mut tx.main)
                        .await?;
                    return Ok((decided, Some(caller)));
                };
                let wish = open_wish(&key, caller, &name, &sealed)?.decided(guild, suggestion, today, now);
                let sealed = place(caller, &name, "outcome_sealed").seal(&key, &filled(&wish), &chance);
                let due = ms(now);
                sqlx::query!(
                    "UPDATE suggestion SET sealed = NULL, outcome = ?3, outcome_sealed = ?4, due = ?5
                     WHERE guild = ?1 AND id = ?2",
                    column,
                    name,
                    outcome,
                    sealed,
                    due,
                )
                .execute(&mut tx.main)
                .await?;
                Ok((decided, None))
            })
        });
        let (decided, gone) = done.await?;
        if let Some(caller) = gone {
            self.forget_idle(caller).await;
        }
        Ok(decided)
    }

    /// Whose outcome is to be looked at by `now`, the longest due first, at most `limit`.
    pub async fn due_outcomes(&self, now: Timestamp, limit: u32) -> Result<Vec<DueOutcome>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let rows = sqlx::query!(
            r#"SELECT guild AS "guild!", id AS "id!", member_ref AS "member_ref!" FROM suggestion
               WHERE due <= ?1 ORDER BY due, guild, id LIMIT ?2"#,
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let rows = rows.into_iter().map(|row| {
            let caller =
                Caller { guild: GuildId(snowflake(row.guild)), member: member_ref(&row.member_ref)? };
            Ok((caller, parsed(&row.id, "suggestion.id")?))
        });
        rows.collect()
    }

    /// Lets `take` at a wish of which staff decided, inside one transaction: what it leaves is kept, and a
    /// wish that it takes is forgotten, with the rest of the row. `take` hears whether it is listed. None
    /// when there is no such wish any more.
    pub async fn step_wish<T, F>(
        &self,
        (caller, suggestion): DueOutcome,
        take: F,
    ) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Wish, bool) -> WishLeft<T> + Send + 'static,
    {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        let name = suggestion.to_string();
        let done = self.0.writer.run(move |tx| {
            Box::pin(async move {
                let (guild, member) = columns(caller);
                let row = sqlx::query!(
                    r#"SELECT outcome AS "outcome!", outcome_sealed AS "sealed!" FROM suggestion
                       WHERE guild = ?1 AND id = ?2 AND member_ref = ?3 AND outcome IS NOT NULL"#,
                    guild,
                    name,
                    member,
                )
                .fetch_optional(&mut tx.main)
                .await?;
                let Some(row) = row else { return Ok((None, false)) };
                // Without the key an erasure was interrupted: there is nobody to tell.
                let Some(key) = find_key(tx, &keyring, caller).await? else { return Ok((None, false)) };
                let wish = open_wish(&key, caller, &name, &row.sealed)?;
                let (left, told) = take(&wish, row.outcome == "listed");
                let Some((wish, due)) = left else {
                    sqlx::query!("DELETE FROM suggestion WHERE guild = ?1 AND id = ?2", guild, name)
                        .execute(&mut tx.main)
                        .await?;
                    return Ok((Some(told), true));
                };
                let sealed = place(caller, &name, "outcome_sealed").seal(&key, &filled(&wish), &chance);
                let due = due.map(ms);
                sqlx::query!(
                    "UPDATE suggestion SET outcome_sealed = ?3, due = ?4 WHERE guild = ?1 AND id = ?2",
                    guild,
                    name,
                    sealed,
                    due,
                )
                .execute(&mut tx.main)
                .await?;
                Ok((Some(told), false))
            })
        });
        let (told, gone) = done.await?;
        if gone {
            self.forget_idle(caller).await;
        }
        Ok(told)
    }

    /// Deletes suggestions whose last date is before `today`, at most `limit` at once. Returns how many went.
    pub async fn prune_suggestions(&self, today: Date, limit: u32) -> Result<u64, StoreError> {
        let (today, limit) = (today.to_string(), i64::from(limit));
        let gone = self.0.writer.run(move |tx| {
            Box::pin(async move {
                let rows = sqlx::query!(
                    r#"DELETE FROM suggestion WHERE (guild, id) IN (
                           SELECT guild, id FROM suggestion WHERE keep_until < ?1 LIMIT ?2)
                       RETURNING guild AS "guild!", member_ref AS "member_ref!""#,
                    today,
                    limit,
                )
                .fetch_all(&mut tx.main)
                .await?;
                let callers = rows.into_iter().map(|row| {
                    Ok(Caller { guild: GuildId(snowflake(row.guild)), member: member_ref(&row.member_ref)? })
                });
                callers.collect::<Result<Vec<_>, StoreError>>()
            })
        });
        let gone = gone.await?;
        for caller in &gone {
            self.forget_idle(*caller).await;
        }
        Ok(gone.len() as u64)
    }

    /// Destroys the key of somebody of whom nothing is kept any more.
    async fn forget_idle(&self, caller: Caller) {
        let dropped = self.0.writer.alone(move |tx| Box::pin(drop_idle_key(tx, caller))).await;
        if let Err(fault) = dropped {
            // A key without rows opens nothing, and the next start removes it.
            tracing::warn!(%fault, "a key that is not needed any more could not be destroyed");
        }
    }
}

/// Whether something that the caller suggested is kept.
pub(super) async fn suggests(tx: &mut Tx, caller: Caller) -> Result<bool, sqlx::Error> {
    let (guild, member) = columns(caller);
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM suggestion WHERE guild = ?1 AND member_ref = ?2) AS "any!: bool""#,
        guild,
        member,
    )
    .fetch_one(&mut tx.main)
    .await
}

/// Destroys the caller's key when they have no choice on and nothing waits. Only for jobs that run alone.
async fn drop_idle_key(tx: &mut Tx, caller: Caller) -> Result<(), StoreError> {
    let (guild, member) = columns(caller);
    let is_member = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM member WHERE guild = ?1 AND member_ref = ?2) AS "any!: bool""#,
        guild,
        member,
    )
    .fetch_one(&mut tx.main)
    .await?;
    if is_member || suggests(tx, caller).await? {
        return Ok(());
    }
    sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
        .execute(&mut tx.keys)
        .await?;
    tx.cache.forget(caller.guild, caller.member);
    // The log still holds the key as it was.
    tx.ledger.logs_emptied(false);
    super::erase::truncate_logs(tx).await;
    Ok(())
}

fn place<'a>(caller: Caller, row: &'a str, column: &'static str) -> Place<'a> {
    Place { table: super::erase::SUGGESTION, column, row, guild: caller.guild, member: caller.member }
}

fn open(key: &DataKey, caller: Caller, row: &str, sealed: &[u8]) -> Result<Suggestion, StoreError> {
    let text = place(caller, row, "sealed").open(key, sealed)?;
    serde_json::from_slice(&text).map_err(|_| StoreError::BadRow("suggestion.sealed"))
}

fn open_wish(key: &DataKey, caller: Caller, row: &str, sealed: &[u8]) -> Result<Wish, StoreError> {
    let text = place(caller, row, "outcome_sealed").open(key, sealed)?;
    serde_json::from_slice(&text).map_err(|_| StoreError::BadRow("suggestion.outcome_sealed"))
}

fn filled(wish: &Wish) -> Vec<u8> {
    let json = serde_json::to_string(wish).expect("plain data always makes JSON");
    format!("{json:FILLED$}").into_bytes()
}
