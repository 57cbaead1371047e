//! Periods of a community: planned, opened with a key of their own, and closed once.
//!
//! Closing takes two steps over two files. One transaction of the main file draws the noise, writes
//! the releases, charges the budget, deletes the tallies and plans the next period; then the period's
//! key goes. A crash before it leaves the period open, one after it a key that opens nothing: the
//! start removes it. A period that is open without its key, as every backup holds it, becomes void.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::convert::{id, moment, ms, snowflake};
use super::erase::truncate_logs;
use super::keys::{DataKey, Keyring};
use super::tallies::{find_period_key, sums, tier_of};
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::engagement::{Released, Tier, Window, blur};
use crate::domain::ids::GuildId;
use crate::rng::from_the_system;

/// A community that may have a period and has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplanned {
    /// The community.
    pub guild: GuildId,
    /// Its zone.
    pub zone: String,
    /// When its admins turned posting on.
    pub on_since: Timestamp,
    /// When its last period ended, and in which zone that was frozen.
    pub last: Option<(Timestamp, String)>,
}

/// A period that was planned or is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// The community.
    pub guild: GuildId,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// In which zone.
    pub zone: String,
    /// The size of the group, once it is open.
    pub tier: Option<Tier>,
}

/// A period as it was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// From when, and until when.
    pub window: Window,
    /// In which zone.
    pub zone: String,
}

impl Store {
    /// Communities that are turned on, declared at least `people`, and have no period, planned or open.
    pub async fn without_period(&self, people: u32) -> Result<Vec<Unplanned>, StoreError> {
        let people = i64::from(people);
        let rows = sqlx::query!(
            r#"SELECT guild, zone, on_since AS "on_since!: i64",
                      (SELECT end_at FROM period WHERE period.guild = community.guild
                       ORDER BY start_at DESC LIMIT 1) AS "last_end: i64",
                      (SELECT zone FROM period WHERE period.guild = community.guild
                       ORDER BY start_at DESC LIMIT 1) AS "last_zone: String"
               FROM community
               WHERE on_since IS NOT NULL AND people >= ?1 AND NOT EXISTS (
                   SELECT 1 FROM period
                   WHERE period.guild = community.guild AND state IN ('planned', 'open'))
               ORDER BY guild"#,
            people,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let last = row.last_end.map(moment).transpose()?.zip(row.last_zone);
                let (guild, on_since) = (GuildId(snowflake(row.guild)), moment(row.on_since)?);
                Ok(Unplanned { guild, zone: row.zone, on_since, last })
            })
            .collect()
    }

    /// Plans a period. Nothing happens where one is planned or open.
    pub async fn plan_period(&self, guild: GuildId, plan: Plan) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| Box::pin(async move { Ok(insert_plan(&mut tx.main, guild, &plan).await?) }))
            .await
    }

    /// Gives up a planned period: the community is not turned on, or too small.
    pub async fn drop_plan(&self, guild: GuildId) -> Result<(), StoreError> {
        let guild = id(guild.0);
        self.0
            .writer
            .run(move |tx| Box::pin(async move { Ok(delete_plan(&mut tx.main, guild).await.map(|_| ())?) }))
            .await
    }

    /// Planned periods that should have begun at `now`, at most `limit`.
    pub async fn periods_to_open(&self, now: Timestamp, limit: u32) -> Result<Vec<Live>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT guild AS "guild!: i64", start_at AS "start_at!: i64", end_at AS "end_at!: i64", zone, tier FROM period
             WHERE state = 'planned' AND start_at <= ?1 ORDER BY start_at, guild LIMIT ?2"#,
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Planned first periods whose community has moved to another zone since.
    pub async fn periods_to_move(&self) -> Result<Vec<(Live, String)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT period.guild AS "guild!: i64", start_at AS "start_at!: i64", end_at AS "end_at!: i64",
                      period.zone, tier, community.zone AS now_zone
               FROM period JOIN community ON community.guild = period.guild
               WHERE state = 'planned' AND community.zone <> period.zone AND NOT EXISTS (
                   SELECT 1 FROM period AS before
                   WHERE before.guild = period.guild AND before.end_at = period.start_at)"#,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let (guild, start_at, end_at) = (row.guild, row.start_at, row.end_at);
                let live = Row { guild, start_at, end_at, zone: row.zone, tier: row.tier };
                Ok((live.read()?, row.now_zone))
            })
            .collect()
    }

    /// Puts a planned period elsewhere.
    pub async fn move_plan(&self, guild: GuildId, plan: Plan) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    if delete_plan(&mut tx.main, id(guild.0)).await? {
                        insert_plan(&mut tx.main, guild, &plan).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Open periods that ended at `now` or before, at most `limit`.
    pub async fn periods_to_close(&self, now: Timestamp, limit: u32) -> Result<Vec<Live>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT guild AS "guild!: i64", start_at AS "start_at!: i64", end_at AS "end_at!: i64", zone, tier FROM period
             WHERE state = 'open' AND end_at <= ?1 ORDER BY end_at, guild LIMIT ?2"#,
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The planned or open period of a community.
    pub async fn live_period(&self, guild: GuildId) -> Result<Option<Live>, StoreError> {
        let guild = id(guild.0);
        let row = sqlx::query_as!(
            Row,
            r#"SELECT guild AS "guild!: i64", start_at AS "start_at!: i64", end_at AS "end_at!: i64", zone, tier FROM period
             WHERE guild = ?1 AND state IN ('planned', 'open')"#,
            guild,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(Row::read).transpose()
    }

    /// Opens the planned period of a community: freezes its window, zone and tier, and makes its key. False
    /// when none is planned.
    pub async fn open_period(&self, guild: GuildId, plan: Plan, tier: Tier) -> Result<bool, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let guild_id = id(guild.0);
                    if !delete_plan(&mut tx.main, guild_id).await? {
                        return Ok(false);
                    }
                    let (start, end) = (ms(plan.window.start), ms(plan.window.end));
                    let wrapped = keyring.wrap_period(&DataKey::generate(&chance), guild, start, &chance);
                    sqlx::query!(
                        "INSERT INTO period_key (guild, period, wrapped) VALUES (?1, ?2, ?3)
                         ON CONFLICT (guild, period) DO UPDATE SET wrapped = excluded.wrapped",
                        guild_id,
                        start,
                        wrapped,
                    )
                    .execute(tx.new_keys().await?)
                    .await?;
                    let (number, cap) = (tier.number(), tier.cap());
                    sqlx::query!(
                        "INSERT INTO period (guild, start_at, end_at, zone, state, tier)
                         VALUES (?1, ?2, ?3, ?4, 'open', ?5)",
                        guild_id,
                        start,
                        end,
                        plan.zone,
                        number,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    sqlx::query!(
                        "INSERT INTO budget (guild, period, spent_micro, cap_micro) VALUES (?1, ?2, 0, ?3)",
                        guild_id,
                        start,
                        cap,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Closes an open period, and plans `next`. False when it is not open: what was released once is never
    /// drawn again.
    pub async fn close_period(
        &self,
        guild: GuildId,
        start: Timestamp,
        next: Option<Plan>,
    ) -> Result<bool, StoreError> {
        let keyring = self.0.keyring.clone();
        self.0
            .writer
            .alone(move |tx| Box::pin(async move { close(tx, &keyring, guild, ms(start), next).await }))
            .await
    }
}

/// A period as its columns.
struct Row {
    guild: i64,
    start_at: i64,
    end_at: i64,
    zone: String,
    tier: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Live, StoreError> {
        Ok(Live {
            guild: GuildId(snowflake(self.guild)),
            start: moment(self.start_at)?,
            end: moment(self.end_at)?,
            zone: self.zone,
            tier: self.tier.map(tier_of).transpose()?,
        })
    }
}

async fn insert_plan(main: &mut SqliteConnection, guild: GuildId, plan: &Plan) -> Result<(), sqlx::Error> {
    let (guild, start, end) = (id(guild.0), ms(plan.window.start), ms(plan.window.end));
    sqlx::query!(
        "INSERT INTO period (guild, start_at, end_at, zone, state) VALUES (?1, ?2, ?3, ?4, 'planned')
         ON CONFLICT DO NOTHING",
        guild,
        start,
        end,
        plan.zone,
    )
    .execute(main)
    .await
    .map(|_| ())
}

async fn delete_plan(main: &mut SqliteConnection, guild: i64) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!("DELETE FROM period WHERE guild = ?1 AND state = 'planned'", guild);
    gone.execute(main).await.map(|gone| gone.rows_affected() > 0)
}

async fn close(
    tx: &mut Tx,
    keyring: &Keyring,
    guild: GuildId,
    start: i64,
    next: Option<Plan>,
) -> Result<bool, StoreError> {
    let guild_id = id(guild.0);
    let tier = sqlx::query_scalar!(
        r#"SELECT tier AS "tier!: i64" FROM period WHERE guild = ?1 AND start_at = ?2 AND state = 'open'"#,
        guild_id,
        start,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    let Some(tier) = tier.map(tier_of).transpose()? else { return Ok(false) };
    let Some(key) = find_period_key(&mut tx.keys, keyring, guild, start).await? else {
        // It was lost while the bot ran. Nothing can be counted any more.
        void(&mut tx.main, guild_id, start).await?;
        return Ok(false);
    };
    sqlx::query("BEGIN IMMEDIATE").execute(&mut tx.main).await?;
    let counts = sums(&mut tx.main, &key, guild, start).await?;
    let released = from_the_system(|rng| blur(tier, &counts, rng));
    keep_released(&mut tx.main, guild_id, start, &released).await?;
    sqlx::query!("DELETE FROM tally WHERE guild = ?1 AND period = ?2", guild_id, start)
        .execute(&mut tx.main)
        .await?;
    sqlx::query!("UPDATE period SET state = 'closed' WHERE guild = ?1 AND start_at = ?2", guild_id, start)
        .execute(&mut tx.main)
        .await?;
    if let Some(next) = &next {
        insert_plan(&mut tx.main, guild, next).await?;
    }
    sqlx::query("COMMIT").execute(&mut tx.main).await.map_err(|error| StoreError::of_commit(&error))?;
    // Whatever becomes of the key, the logs still hold the tallies.
    tx.ledger.logs_emptied(false);
    let gone = sqlx::query!("DELETE FROM period_key WHERE guild = ?1 AND period <= ?2", guild_id, start);
    if gone.execute(&mut tx.keys).await.is_err() {
        tracing::warn!("the key of a closed period could not be removed; the next start does it");
        return Ok(true);
    }
    truncate_logs(tx).await;
    Ok(true)
}

async fn keep_released(
    main: &mut SqliteConnection,
    guild: i64,
    period: i64,
    released: &[Released],
) -> Result<(), StoreError> {
    let mut spent = std::collections::BTreeMap::new();
    for number in released {
        let (cell, noisy, epsilon) = (number.cell(), number.for_the_store(), number.epsilon().micro());
        let (figure, bin) = (cell.figure().slug(), cell.slug());
        // The cells of a figure are apart: whoever is in one is in no other.
        spent.insert(figure, epsilon);
        sqlx::query!(
            "INSERT INTO release (guild, period, figure, bin, epsilon_micro, noisy) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            guild,
            period,
            figure,
            bin,
            epsilon,
            noisy,
        )
        .execute(&mut *main)
        .await?;
    }
    let spent: u32 = spent.into_values().sum();
    let charged = sqlx::query!(
        "UPDATE budget SET spent_micro = spent_micro + ?3 WHERE guild = ?1 AND period = ?2",
        guild,
        period,
        spent,
    )
    .execute(main)
    .await?;
    if charged.rows_affected() == 1 { Ok(()) } else { Err(StoreError::BadRow("budget")) }
}

async fn void(main: &mut SqliteConnection, guild: i64, start: i64) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM tally WHERE guild = ?1 AND period = ?2", guild, start)
        .execute(&mut *main)
        .await?;
    sqlx::query!("UPDATE period SET state = 'void' WHERE guild = ?1 AND start_at = ?2", guild, start)
        .execute(main)
        .await
        .map(|_| ())
}

/// What a start does about periods: keys that open nothing go, and an open period without its key is void.
pub(super) async fn finish_half_closings(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    let keyed = sqlx::query!("SELECT guild, period FROM period_key").fetch_all(&mut *keys).await?;
    let keyed: BTreeSet<_> = keyed.into_iter().map(|row| (row.guild, row.period)).collect();
    let open = sqlx::query!(
        r#"SELECT guild AS "guild!: i64", start_at AS "start_at!: i64" FROM period WHERE state = 'open'"#
    )
    .fetch_all(&mut *main)
    .await?;
    let open: BTreeSet<_> = open.into_iter().map(|row| (row.guild, row.start_at)).collect();
    for (guild, start) in open.difference(&keyed) {
        void(main, *guild, *start).await?;
    }
    for (guild, period) in keyed.difference(&open) {
        sqlx::query!("DELETE FROM period_key WHERE guild = ?1 AND period = ?2", guild, period)
            .execute(&mut *keys)
            .await?;
    }
    Ok(())
}
