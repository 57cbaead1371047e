//! What a member sets for themselves: kept in the open, as long as one of the four choices is on.

use jiff::civil::{Date, Time};

use super::convert::hour_minute;
use super::days::edit_box;
use super::keys::Keyring;
use super::members::{Caller, columns};
use super::writer::Tx;
use super::{Store, StoreError};
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
    /// Sets something of the caller's own. False when they have no choice on: then nothing is kept.
    pub async fn set_own(&self, caller: Caller, setting: Setting) -> Result<bool, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| Box::pin(async move { set(tx, caller, setting, &keyring, &chance).await }))
            .await
    }

    /// Whether answers are kept that would have had their time before `today`, were they kept so long.
    pub async fn answers_would_go(
        &self,
        caller: Caller,
        keep: KeepAnswers,
        today: Date,
    ) -> Result<bool, StoreError> {
        let (guild, member) = columns(caller);
        let (long, today) = (i64::from(keep == KeepAnswers::Months13), today.to_string());
        let any = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM answer WHERE guild = ?1 AND member_ref = ?2
               AND date(local_date, CASE WHEN ?3 THEN '+13 months' ELSE '+90 days' END) < ?4) AS "any!: bool""#,
            guild,
            member,
            long,
            today,
        );
        Ok(any.fetch_one(&self.0.readers).await?)
    }

    /// The same of own words.
    pub async fn words_would_go(
        &self,
        caller: Caller,
        keep: KeepWords,
        today: Date,
    ) -> Result<bool, StoreError> {
        let (guild, member) = columns(caller);
        let (days, today) = (i64::from(keep.days()), today.to_string());
        let any = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM own_words WHERE guild = ?1 AND member_ref = ?2
               AND date(keep_until, format('%+d days', ?3 - coalesce(
                   (SELECT words_days FROM member WHERE guild = ?1 AND member_ref = ?2), 30))) < ?4)
               AS "any!: bool""#,
            guild,
            member,
            days,
            today,
        );
        Ok(any.fetch_one(&self.0.readers).await?)
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
                "UPDATE own_words SET keep_until = date(keep_until, format('%+d days', ?3 - coalesce(
                     (SELECT words_days FROM member WHERE guild = ?1 AND member_ref = ?2), 30)))
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
