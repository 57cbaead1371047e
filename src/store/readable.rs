//! Whose key does not open what is kept of them: in a backup that was put together with a younger file of keys.

use super::convert::{id, member_ref, snowflake};
use super::members::Caller;
use super::resume::members;
use super::{Store, StoreError};
use crate::domain::ids::GuildId;

impl Store {
    /// Members whose key opens nothing that is kept of them. Reads all of everybody.
    pub async fn unreadable(&self) -> Result<Vec<Caller>, StoreError> {
        let mut reader = self.0.readers.acquire().await?;
        let everybody = members(&mut reader).await?;
        drop(reader);
        let mut found = Vec::new();
        for (guild, member) in everybody {
            let caller = Caller { guild: GuildId(snowflake(guild)), member: member_ref(&member)? };
            if !self.opens(caller).await? {
                found.push(caller);
            }
        }
        Ok(found)
    }

    /// Removes those members: first their keys, which fit nothing, then their rows. No line of the ledger is
    /// written, for they erased nothing: another backup may bring them back.
    pub async fn leave_out(&self, callers: Vec<Caller>) -> Result<(), StoreError> {
        let job = self.0.writer.alone(move |tx| {
            Box::pin(async move {
                for caller in callers {
                    let (guild, member) = (id(caller.guild.0), caller.member.0.to_vec());
                    sqlx::query!(
                        "DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2",
                        guild,
                        member
                    )
                    .execute(&mut tx.keys)
                    .await?;
                    tx.cache.forget(caller.guild, caller.member);
                }
                Ok(())
            })
        });
        job.await?;
        self.tidy().await
    }

    async fn opens(&self, caller: Caller) -> Result<bool, StoreError> {
        let kept = self.holdings(caller).await.map(drop);
        let all = match kept {
            Ok(()) => self.suggestions_of(caller).await.map(drop),
            failed => failed,
        };
        match all {
            Ok(()) => Ok(true),
            Err(StoreError::Sealed(_)) => Ok(false),
            Err(fault) => Err(fault),
        }
    }
}
