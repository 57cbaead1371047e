//! A member's box of days: opened, changed and sealed inside one transaction of the one writer.

use super::answers::{days_place, open_days};
use super::keys::{DataKey, Keyring};
use super::members::{Caller, columns, find_key};
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::days::DaysBox;
use crate::rng::Chance;

impl Store {
    /// Changes the caller's box of days and returns what `edit` made of it; none when they count no days.
    pub async fn edit_days<T: Send + 'static>(
        &self,
        caller: Caller,
        edit: impl FnOnce(&mut DaysBox) -> T + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| Box::pin(async move { edit_box(tx, caller, &keyring, &chance, edit).await }))
            .await
    }
}

/// Changes a box of days inside a transaction of the writer.
pub(super) async fn edit_box<T>(
    tx: &mut Tx,
    caller: Caller,
    keyring: &Keyring,
    chance: &Chance,
    edit: impl FnOnce(&mut DaysBox) -> T,
) -> Result<Option<T>, StoreError> {
    let (guild, member) = columns(caller);
    let counts = sqlx::query_scalar!(
        r#"SELECT (SELECT sealed FROM days WHERE guild = ?1 AND member_ref = ?2) AS "sealed: Vec<u8>"
           FROM consent WHERE guild = ?1 AND member_ref = ?2 AND choice = 'count_days'"#,
        guild,
        member,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    let Some(sealed) = counts else { return Ok(None) };
    // Without the key an erasure is under way, and nothing is kept any more.
    let Some(key) = find_key(tx, keyring, caller).await? else { return Ok(None) };
    let before = sealed.map_or_else(|| Ok(DaysBox::new()), |sealed| open_days(&key, caller, &sealed))?;
    let mut days = before.clone();
    let made = edit(&mut days);
    if days != before {
        save_box(tx, caller, &key, &days, chance).await?;
    }
    Ok(Some(made))
}

/// Seals a box and puts it in its place.
pub(super) async fn save_box(
    tx: &mut Tx,
    caller: Caller,
    key: &DataKey,
    days: &DaysBox,
    chance: &Chance,
) -> Result<(), StoreError> {
    let (guild, member) = columns(caller);
    let sealed = days_place(caller).seal(key, &days.encode(), chance);
    sqlx::query!(
        "INSERT INTO days (guild, member_ref, sealed) VALUES (?1, ?2, ?3)
         ON CONFLICT (guild, member_ref) DO UPDATE SET sealed = excluded.sealed",
        guild,
        member,
        sealed,
    )
    .execute(&mut tx.main)
    .await?;
    Ok(())
}
