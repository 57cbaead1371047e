//! Local dates of a community that are neutral for every streak, and why.

use jiff::civil::Date;

use super::convert::{id, maybe_date, parsed};
use super::{Store, StoreError};
use crate::domain::ids::GuildId;

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
        let (guild, why) = (id(guild.0), span.why.name());
        let (from, until) = (span.from.to_string(), span.until.map(|date| date.to_string()));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "INSERT INTO neutral_span (guild, why, first_day, last_day) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT (guild, why, first_day) DO UPDATE SET last_day = excluded.last_day",
                        guild,
                        why,
                        from,
                        until,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
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

    /// Forgets spans of every community that ended before `before`. Returns how many.
    pub async fn prune_spans(&self, before: Date) -> Result<u64, StoreError> {
        let before = before.to_string();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let gone = sqlx::query!("DELETE FROM neutral_span WHERE last_day < ?1", before)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(gone.rows_affected())
                })
            })
            .await
    }
}
