//! A member's box of days: opened, changed and sealed inside one transaction of the one writer.

use jiff::civil::{Date, Time};

use super::answers::{days_place, open_days};
use super::convert::hour_minute;
use super::keys::{DataKey, Keyring};
use super::members::{Caller, columns, find_key};
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::days::DaysBox;
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::rng::Chance;

/// A member's own place and time; none means the community's, or the usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The zone, and the member's date in the zone before and after, at the same moment.
    Zone {
        /// Its name; none for the community's.
        zone: Option<String>,
        /// The member's date before the change, and after it.
        dates: (Date, Date),
    },
    /// When their day begins.
    DayStart(Time),
    /// The country that orders resources.
    Country(Option<String>),
    /// How long answers are kept, those kept already included.
    KeepAnswers(KeepAnswers),
    /// How long own words are kept, those kept already included.
    KeepWords(KeepWords),
}

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

    /// Sets something of the caller's own. False when they have no choice on: then nothing is kept.
    pub async fn set_own(&self, caller: Caller, setting: Setting) -> Result<bool, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| Box::pin(async move { set(tx, caller, setting, &keyring, &chance).await }))
            .await
    }
}

async fn set(
    tx: &mut Tx,
    caller: Caller,
    setting: Setting,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<bool, StoreError> {
    let (guild, member) = columns(caller);
    let done = match setting {
        Setting::Zone { zone, dates: (before, after) } => {
            let done = sqlx::query!(
                "UPDATE member SET zone = ?3 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                zone
            )
            .execute(&mut tx.main)
            .await?;
            edit_box(tx, caller, keyring, chance, move |days| days.travel(before, after)).await?;
            done
        }
        Setting::DayStart(time) => {
            let time = hour_minute(time);
            sqlx::query!(
                "UPDATE member SET day_start = ?3 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                time
            )
            .execute(&mut tx.main)
            .await?
        }
        Setting::KeepAnswers(long) => {
            let long = i64::from(long == KeepAnswers::Months13);
            sqlx::query!(
                "UPDATE answer SET keep_until = date(local_date, CASE WHEN ?3 THEN '+13 months' ELSE '+90 days' END)
                 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                long,
            )
            .execute(&mut tx.main)
            .await?;
            sqlx::query!(
                "UPDATE member SET keep_long = ?3 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                long,
            )
            .execute(&mut tx.main)
            .await?
        }
        Setting::KeepWords(words) => {
            let days = i64::from(words.days());
            // They were written so many days before their last date as was chosen until now.
            sqlx::query!(
                "UPDATE own_words SET keep_until = min(
                     date(keep_until, format('%+d days', ?3 - coalesce(
                         (SELECT words_days FROM member WHERE guild = ?1 AND member_ref = ?2), 30))),
                     (SELECT keep_until FROM answer
                      WHERE answer.guild = own_words.guild AND answer.member_ref = own_words.member_ref
                        AND answer.local_date = own_words.local_date AND answer.what = own_words.what))
                 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                days,
            )
            .execute(&mut tx.main)
            .await?;
            sqlx::query!(
                "UPDATE member SET words_days = ?3 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                days,
            )
            .execute(&mut tx.main)
            .await?
        }
        Setting::Country(country) => {
            sqlx::query!(
                "UPDATE member SET country = ?3 WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
                country
            )
            .execute(&mut tx.main)
            .await?
        }
    };
    Ok(done.rows_affected() > 0)
}

async fn edit_box<T>(
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
