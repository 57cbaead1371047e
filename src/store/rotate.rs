//! Changing the master key: every member's key, and every open period's, is wrapped anew, in one transaction of the key file.
//!
//! The commit is the one moment at which the change happens; before it the old key is in
//! force, after it the new one, and a crash leaves one of the two. What tells them apart is the
//! proof in the same file, so whoever has both keys finds the right one. Readers may still hold a
//! key that they read wrapped by the old one, so both open from before the change until the end
//! of the process. The logs are emptied, for they hold what the old key wrapped.

use std::path::Path;

use sqlx::{ConnectOptions as _, Connection as _};

use super::convert::{member_ref, snowflake};
use super::erase::truncate_logs;
use super::error::StoreError;
use super::keys::{Keyring, MasterKey};
use super::open::reading;
use super::writer::Tx;
use super::{OpenError, Store};
use crate::domain::ids::GuildId;
use crate::rng::Chance;

impl Store {
    /// Wraps every key with `master` from now on. Does nothing when that is so already.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] also when it takes longer than a caller waits; it may still be done then.
    pub async fn rotate_master(&self, master: MasterKey) -> Result<(), StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        if keyring.wraps_with(&master) {
            return Ok(());
        }
        keyring.accept(master.clone());
        let rotating = self
            .0
            .writer
            .alone(move |tx| Box::pin(async move { rotate(tx, &keyring, &master, &chance).await }));
        rotating.await?;
        self.logs_emptied().await;
        Ok(())
    }
}

async fn rotate(
    tx: &mut Tx,
    keyring: &Keyring,
    master: &MasterKey,
    chance: &Chance,
) -> Result<(), StoreError> {
    let file = tx.new_keys().await?;
    let rows =
        sqlx::query!("SELECT guild, member_ref, wrapped FROM member_key").fetch_all(&mut *file).await?;
    for row in rows {
        let (guild, member) = (GuildId(snowflake(row.guild)), member_ref(&row.member_ref)?);
        let key = keyring.unwrap(&row.wrapped, guild, member).ok_or(StoreError::Sealed("member_key"))?;
        let wrapped = Keyring::wrap_with(master, &key, guild, member, chance);
        sqlx::query!(
            "UPDATE member_key SET wrapped = ?3 WHERE guild = ?1 AND member_ref = ?2",
            row.guild,
            row.member_ref,
            wrapped
        )
        .execute(&mut *file)
        .await?;
    }
    let rows = sqlx::query!("SELECT guild, period, wrapped FROM period_key").fetch_all(&mut *file).await?;
    for row in rows {
        let guild = GuildId(snowflake(row.guild));
        let key =
            keyring.unwrap_period(&row.wrapped, guild, row.period).ok_or(StoreError::Sealed("period_key"))?;
        let wrapped = Keyring::wrap_period_with(master, &key, guild, row.period, chance);
        sqlx::query!(
            "UPDATE period_key SET wrapped = ?3 WHERE guild = ?1 AND period = ?2",
            row.guild,
            row.period,
            wrapped
        )
        .execute(&mut *file)
        .await?;
    }
    let proof = Keyring::proof_of(master, chance);
    sqlx::query!("UPDATE key_check SET proof = ?1 WHERE name = 'master'", proof).execute(&mut *file).await?;
    sqlx::query("COMMIT").execute(&mut tx.keys).await.map_err(|error| StoreError::of_commit(&error))?;
    keyring.adopt(master.clone());
    truncate_logs(tx).await;
    Ok(())
}

/// Whether the members' keys in this key file are wrapped by `master`. May be asked beside a running bot.
pub async fn is_wrapped_by(path: &Path, master: &MasterKey) -> Result<bool, OpenError> {
    let failed = |error: sqlx::Error| OpenError::of_sqlite(path, &error);
    let mut file = reading(path).connect().await.map_err(failed)?;
    let proof = sqlx::query_scalar!("SELECT proof FROM key_check WHERE name = 'master'")
        .fetch_optional(&mut file)
        .await
        .map_err(failed)?;
    file.close().await.map_err(failed)?;
    Ok(proof.is_some_and(|proof| Keyring::proves(master, &proof)))
}
