//! Local dates of a community that are neutral for every streak, and why.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::SqliteConnection;

use super::convert::{id, maybe_date, parsed};
use super::{Changed, Store, StoreError};
use crate::domain::ids::GuildId;
use crate::domain::schedule;

/// Why dates are neutral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Staff let cards and reminders rest.
    Quiet,
    /// The bot was away, or the card could not be posted.
    Outage,
    /// The community's plan had no card.
    NoCard,
}

impl Why {
    fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Outage => "outage",
            Self::NoCard => "no_card",
        }
    }
}

/// Dates that bridge every streak and add a day to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Why.
    pub why: Why,
    /// The first date.
    pub from: Date,
    /// The last date; none while it lasts.
    pub until: Option<Date>,
}

impl Store {
    /// Keeps a span, or gives the one with the same reason and first date another end.
    pub async fn save_span(&self, guild: GuildId, span: Span) -> Result<(), StoreError> {
        self.0.writer.run(move |tx| Box::pin(async move { save(&mut tx.main, guild, span).await })).await
    }

    /// The spans of `guild` that reach `since` or later, by first date.
    pub async fn spans(&self, guild: GuildId, since: Date) -> Result<Vec<Span>, StoreError> {
        let (guild, since) = (id(guild.0), since.to_string());
        let rows = sqlx::query!(
            "SELECT why, first_day, last_day FROM neutral_span
             WHERE guild = ?1 AND (last_day IS NULL OR last_day >= ?2) ORDER BY first_day, why",
            guild,
            since,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let why =
                    [Why::Quiet, Why::Outage, Why::NoCard].into_iter().find(|why| why.name() == row.why);
                Ok(Span {
                    why: why.ok_or(StoreError::BadRow("neutral_span.why"))?,
                    from: parsed(&row.first_day, "neutral_span.first_day")?,
                    until: maybe_date(row.last_day.as_deref(), "neutral_span.last_day")?,
                })
            })
            .collect()
    }

    /// Forgets spans of every community that ended before `before`, at most `limit` at once. Returns how
    /// many.
    pub async fn prune_spans(&self, before: Date, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (before.to_string(), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM neutral_span WHERE (guild, why, first_day) IN (
                 SELECT guild, why, first_day FROM neutral_span WHERE last_day < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// Makes the neutral dates agree with the rest that staff began, moved, ended or took back.
///
/// A date on which cards rested stays neutral whatever is changed later, today included: nobody loses a
/// day by a change of mind.
pub(super) async fn follow_rest(
    file: &mut SqliteConnection,
    changed: &Changed,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (before, after) = (changed.before.as_ref().and_then(|before| before.quiet), changed.after.quiet);
    if before == after {
        return Ok(());
    }
    let guild = changed.after.guild;
    let zone = schedule::zone(&changed.after.zone).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(now).date();
    if let Some(old) = before
        && after.is_none_or(|new| new.from != old.from)
        && !old.is_over(today)
    {
        // A zone further west may put today before the first day: then no day of it has come.
        if today < old.from {
            remove(file, guild, old.from).await?;
        } else {
            save(file, guild, Span { why: Why::Quiet, from: old.from, until: Some(today) }).await?;
        }
    }
    if let Some(new) = after {
        let rested = before.is_some_and(|old| old.from == new.from && old.covers(today));
        let until = if rested { new.until.map(|last| last.max(today)) } else { new.until };
        save(file, guild, Span { why: Why::Quiet, from: new.from, until }).await?;
    }
    Ok(())
}

async fn save(file: &mut SqliteConnection, guild: GuildId, span: Span) -> Result<(), StoreError> {
    let (guild, why) = (id(guild.0), span.why.name());
    let (from, until) = (span.from.to_string(), span.until.map(|date| date.to_string()));
    sqlx::query!(
        "INSERT INTO neutral_span (guild, why, first_day, last_day) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (guild, why, first_day) DO UPDATE SET last_day = excluded.last_day",
        guild,
        why,
        from,
        until,
    )
    .execute(file)
    .await?;
    Ok(())
}

async fn remove(file: &mut SqliteConnection, guild: GuildId, first: Date) -> Result<(), StoreError> {
    let (guild, why, first) = (id(guild.0), Why::Quiet.name(), first.to_string());
    sqlx::query!(
        "DELETE FROM neutral_span WHERE guild = ?1 AND why = ?2 AND first_day = ?3",
        guild,
        why,
        first,
    )
    .execute(file)
    .await?;
    Ok(())
}
