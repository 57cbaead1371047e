//! What was released of a community: read back as it was written, and nothing else.
//!
//! Whoever reports reads here alone. No statement in this file looks at an answer or a tally, and
//! `tests/it/tidy/gate.rs` holds that.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::convert::{id, moment};
use super::tallies::tier_of;
use super::{Store, StoreError};
use crate::domain::engagement::{Cell, Coming, Epsilon, Figure, Released, ReleasedPeriod, first_day};
use crate::domain::ids::GuildId;
use crate::domain::schedule;

impl Store {
    /// The finished periods of a community, the last one first.
    pub async fn released(&self, guild: GuildId) -> Result<Vec<ReleasedPeriod>, StoreError> {
        let guild = id(guild.0);
        let rows = sqlx::query!(
            r#"SELECT start_at, end_at, zone, tier AS "tier!: i64", figure, bin, epsilon_micro, noisy
               FROM period JOIN release ON release.guild = period.guild AND release.period = period.start_at
               WHERE period.guild = ?1 AND state = 'closed'
               ORDER BY start_at DESC"#,
            guild,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let mut periods: Vec<(i64, ReleasedPeriod)> = Vec::new();
        for row in rows {
            let tier = tier_of(row.tier)?;
            if periods.last().is_none_or(|(start, _)| *start != row.start_at) {
                let zone = schedule::zone(&row.zone).unwrap_or(TimeZone::UTC);
                let last = moment(row.end_at)?.saturating_sub(SignedDuration::from_millis(1));
                let first = first_day(&zone, moment(row.start_at)?);
                let last = zone.to_datetime(last.unwrap_or(Timestamp::MIN)).date();
                let period = ReleasedPeriod { first, last, tier, numbers: Vec::new() };
                periods.push((row.start_at, period));
            }
            let cell = Figure::from_slug(&row.figure).and_then(|figure| Cell::from_slug(figure, &row.bin));
            let epsilon = u32::try_from(row.epsilon_micro).ok().and_then(Epsilon::of_micro);
            let (Some(cell), Some(epsilon)) = (cell, epsilon) else {
                return Err(StoreError::BadRow("release"));
            };
            if let Some((_, period)) = periods.last_mut() {
                period.numbers.push(Released::from_the_store(tier, cell, epsilon, row.noisy));
            }
        }
        for (_, period) in &mut periods {
            period.numbers.sort_by_key(Released::cell);
        }
        Ok(periods.into_iter().map(|(_, period)| period).collect())
    }

    /// Which numbers come next; none where no period is planned or open. It says nothing of what is counted.
    pub async fn coming(&self, guild: GuildId, now: Timestamp) -> Result<Option<Coming>, StoreError> {
        let guild = id(guild.0);
        let row = sqlx::query!(
            r#"SELECT start_at AS "start_at!: i64", end_at AS "end_at!: i64", zone, state FROM period
               WHERE guild = ?1 AND state IN ('planned', 'open')"#,
            guild,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let zone = schedule::zone(&row.zone).unwrap_or(TimeZone::UTC);
        let day = |at: Timestamp| zone.to_datetime(at).date();
        let (start, end) = (moment(row.start_at)?, moment(row.end_at)?);
        Ok(Some(match row.state.as_str() {
            "planned" => Coming::Begins(day(start)),
            _ if end <= now => Coming::Ended,
            _ => Coming::Runs(day(end)),
        }))
    }

    /// What a period has spent and may spend at most, in millionths; by first moment.
    pub async fn budgets(&self, guild: GuildId) -> Result<Vec<(u32, u32)>, StoreError> {
        let guild = id(guild.0);
        let rows =
            sqlx::query!("SELECT spent_micro, cap_micro FROM budget WHERE guild = ?1 ORDER BY period", guild)
                .fetch_all(&self.0.readers)
                .await?;
        let small = |micro: i64| u32::try_from(micro).map_err(|_| StoreError::BadRow("budget"));
        rows.into_iter().map(|row| Ok((small(row.spent_micro)?, small(row.cap_micro)?))).collect()
    }
}
