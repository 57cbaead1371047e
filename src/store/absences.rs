//! Communities that Discord does not name any more when the bot connects.
//!
//! A community that removes the bot while it is off, or while a shard is lost, tells it nothing. When
//! Discord leaves it out twice, a day apart, it is taken to have left, and the seven days begin.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::convert::{id, ms, snowflake};
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::ids::{GuildId, shard_of};

/// How long must lie between the two times that a community is not named.
const APART: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Takes note of the communities that Discord named for `shard`, of `shards`. Returns those that are
    /// now taken to have left.
    pub async fn named(
        &self,
        shard: u32,
        shards: u32,
        named: HashSet<GuildId>,
    ) -> Result<Vec<GuildId>, StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| Box::pin(async move { take_note(tx, shard, shards, &named, now).await }))
            .await
    }
}

async fn take_note(
    tx: &mut Tx,
    shard: u32,
    shards: u32,
    named: &HashSet<GuildId>,
    now: Timestamp,
) -> Result<Vec<GuildId>, StoreError> {
    let known = sqlx::query!(
        r#"SELECT known.guild AS "guild!: i64", absence.since AS "since?: i64"
           FROM (SELECT guild FROM community UNION SELECT guild FROM member UNION SELECT guild FROM absence) known
           LEFT JOIN absence ON absence.guild = known.guild
           WHERE known.guild NOT IN (SELECT guild FROM departure)"#
    )
    .fetch_all(&mut tx.main)
    .await?;
    // Whoever is named is back, also where a backup or a lost event says otherwise.
    let departed = sqlx::query_scalar!("SELECT guild FROM departure").fetch_all(&mut tx.main).await?;
    for guild in departed.into_iter().filter(|guild| named.contains(&GuildId(snowflake(*guild)))) {
        sqlx::query!("DELETE FROM departure WHERE guild = ?1", guild).execute(&mut tx.main).await?;
    }
    let (at, day) = (ms(now), APART.as_millis());
    let mut left = Vec::new();
    for row in known {
        let guild = GuildId(snowflake(row.guild));
        if shard_of(guild, shards) != shard {
            continue;
        }
        match row.since {
            Some(_) if named.contains(&guild) => forget(tx, guild).await?,
            None if named.contains(&guild) => {}
            None => {
                sqlx::query!("INSERT INTO absence (guild, since) VALUES (?1, ?2)", row.guild, at)
                    .execute(&mut tx.main)
                    .await?;
            }
            Some(since) if i128::from(at.saturating_sub(since)) >= day => {
                sqlx::query!(
                    "INSERT INTO departure (guild, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    row.guild,
                    at
                )
                .execute(&mut tx.main)
                .await?;
                forget(tx, guild).await?;
                left.push(guild);
            }
            Some(_) => {}
        }
    }
    Ok(left)
}

async fn forget(tx: &mut Tx, guild: GuildId) -> Result<(), StoreError> {
    let guild = id(guild.0);
    sqlx::query!("DELETE FROM absence WHERE guild = ?1", guild).execute(&mut tx.main).await?;
    Ok(())
}
