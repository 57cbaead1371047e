//! Whether the two files, the operator's keys and the ledger fit together: asked at each start, and by whoever
//! looks from beside.

use std::path::Path;

use jiff::Timestamp;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::{OpenError, Paths, beside, newest_migration, reading};
use crate::rng::Chance;
use crate::store::keys::Keyring;
use crate::store::ledger::Entries;
use crate::store::remembered;

/// What tells whether the files belong to each other and to the keys.
#[derive(Default)]
struct Traits {
    /// What the keys left in the key file, by the keys' names.
    proofs: Vec<(String, Vec<u8>)>,
    /// Somebody has a row in the main file.
    members: bool,
    /// Somebody has a key in the key file.
    keyed: bool,
    /// The main file has had a key file beside it.
    known: bool,
}

impl Traits {
    /// The sentence about what does not fit, if anything.
    fn judge(
        &self,
        paths: &Paths,
        keyring: &Keyring,
        proves_master: impl Fn(&[u8]) -> bool,
    ) -> Result<(), OpenError> {
        for (name, proof) in &self.proofs {
            let (which, right) = match name.as_str() {
                "master" => ("master", proves_master(proof)),
                _ => ("reference", *proof == keyring.reference_proof()),
            };
            if !right {
                return Err(OpenError::WrongKey { which, path: paths.keys.clone() });
            }
        }
        if self.proofs.len() < 2 && self.members {
            return Err(OpenError::HalfMissing { missing: paths.keys.clone(), present: paths.main.clone() });
        }
        if !self.known && self.keyed {
            return Err(OpenError::HalfMissing { missing: paths.main.clone(), present: paths.keys.clone() });
        }
        Ok(())
    }

    async fn of_main(&mut self, main: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        self.members = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM member) AS "any!: bool""#)
            .fetch_one(&mut *main)
            .await?;
        self.known = sqlx::query_scalar!("SELECT value FROM meta WHERE key = 'key_check'")
            .fetch_optional(main)
            .await?
            .is_some();
        Ok(())
    }

    async fn of_keys(&mut self, keys: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let proofs = sqlx::query!("SELECT name, proof FROM key_check").fetch_all(&mut *keys).await?;
        self.proofs = proofs.into_iter().map(|row| (row.name, row.proof)).collect();
        self.keyed = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM member_key) AS "any!: bool""#)
            .fetch_one(keys)
            .await?;
        Ok(())
    }
}

/// Compares the keys with those the files were made with, or notes them in a new pair of files.
pub(super) async fn check_keys(
    paths: &Paths,
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<(), OpenError> {
    let in_main = |error: sqlx::Error| OpenError::of_sqlite(&paths.main, &error);
    let in_keys = |error: sqlx::Error| OpenError::of_sqlite(&paths.keys, &error);
    let mut traits = Traits::default();
    traits.of_main(main).await.map_err(in_main)?;
    traits.of_keys(keys).await.map_err(in_keys)?;
    traits.judge(paths, keyring, |proof| keyring.take_up(proof))?;
    note_keys(keys, keyring, chance).await.map_err(in_keys)?;
    sqlx::query!("INSERT INTO meta (key, value) VALUES ('key_check', 'noted') ON CONFLICT DO NOTHING")
        .execute(main)
        .await
        .map_err(in_main)?;
    Ok(())
}

async fn note_keys(
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<(), sqlx::Error> {
    let (master, reference) = (keyring.master_proof(chance), keyring.reference_proof().to_vec());
    sqlx::query!(
        "INSERT INTO key_check (name, proof) VALUES ('master', ?1), ('reference', ?2) ON CONFLICT DO NOTHING",
        master,
        reference,
    )
    .execute(keys)
    .await
    .map(|_| ())
}

/// What is to be known of the ledger beside files that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerFound {
    /// Something of it is lost, which the next start will note.
    pub lost: bool,
    /// Something of it was lost in the last 30 days.
    pub was_lost: bool,
}

/// Asks what a start asks of files and keys that lie there, and changes nothing. May be asked beside a bot.
///
/// # Errors
/// The sentence with which a start would end.
pub async fn fits(paths: &Paths, keyring: &Keyring, now: Timestamp) -> Result<LedgerFound, OpenError> {
    if paths.unfinished_restore().exists() {
        return Err(OpenError::HalfRestored(paths.main.clone()));
    }
    let mut traits = Traits::default();
    let mut ledger = LedgerFound { lost: false, was_lost: false };
    if let Some(mut main) = with_tables(&paths.main).await? {
        let failed = |error: sqlx::Error| OpenError::of_sqlite(&paths.main, &error);
        traits.of_main(&mut main).await.map_err(failed)?;
        let entries =
            Entries::read(&paths.erasures).map_err(|error| OpenError::of_io(&paths.erasures, error))?;
        ledger.lost =
            remembered::is_lost(&mut main, &entries.unwrap_or_default(), now).await.map_err(failed)?;
        ledger.was_lost = remembered::was_lost(&mut main, now).await.map_err(failed)?;
        main.close().await.map_err(failed)?;
    }
    if let Some(mut keys) = with_tables(&paths.keys).await? {
        let failed = |error: sqlx::Error| OpenError::of_sqlite(&paths.keys, &error);
        traits.of_keys(&mut keys).await.map_err(failed)?;
        keys.close().await.map_err(failed)?;
    }
    traits.judge(paths, keyring, |proof| keyring.proves_master(proof))?;
    Ok(ledger)
}

/// A file with tables in it; none where a start would make them.
async fn with_tables(path: &Path) -> Result<Option<SqliteConnection>, OpenError> {
    if !std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        return Ok(None);
    }
    let failed = |error: sqlx::Error| OpenError::of_sqlite(path, &error);
    let alone = !beside(path, "-wal").exists();
    let mut file = reading(path).immutable(alone).connect().await.map_err(failed)?;
    if newest_migration(&mut file).await.map_err(failed)?.is_some() {
        return Ok(Some(file));
    }
    file.close().await.map_err(failed)?;
    Ok(None)
}
