//! Under which text a consent stands, and saying yes to a newer one.

use super::convert::ms;
use super::members::{Caller, columns};
use super::{Store, StoreError};

impl Store {
    /// Whether a choice that is on was turned on under a text older than `version`.
    pub async fn agreed_before(&self, caller: Caller, version: u32) -> Result<bool, StoreError> {
        let (guild, member) = columns(caller);
        let version = i64::from(version);
        Ok(sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM consent
               WHERE guild = ?1 AND member_ref = ?2 AND version < ?3) AS "any!: bool""#,
            guild,
            member,
            version,
        )
        .fetch_one(&self.0.readers)
        .await?)
    }

    /// Notes that the caller agrees to the text of `version` for all that is on. Turns nothing on. False
    /// when everything on stands under that text already.
    pub async fn agree_again(&self, caller: Caller, version: u32) -> Result<bool, StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (guild, member) = columns(caller);
                    let given_at = ms(tx.ledger.not_before_an_erasure(caller, now));
                    let version = i64::from(version);
                    let changed = sqlx::query!(
                        "UPDATE consent SET version = ?3, given_at = ?4
                         WHERE guild = ?1 AND member_ref = ?2 AND version < ?3",
                        guild,
                        member,
                        version,
                        given_at,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(changed.rows_affected() > 0)
                })
            })
            .await
    }
}
