//! `chimebot backup`: one backup now, beside the running bot or without it.

use std::process::ExitCode;

use jiff::Timestamp;

use super::ConfigArgs;
use crate::backup::{Backups, MAIN_LIVES, clean};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Keyring;

/// Nothing says where backups go.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} does not say where backups go. Make a key with `age-keygen` on another machine, keep it there, and add a \
     section [backup] with folder and recipient; config.example.toml shows it",
    path = .0.display()
)]
pub struct NoBackupSection(std::path::PathBuf);

/// Makes one and says where it lies.
pub async fn main(args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(args)?;
    let clock = Clock::system();
    let backups = of(&config, super::keys::keyring(&config, &environment)?, clock.clone())?
        .ok_or_else(|| NoBackupSection(config.path.clone()))?;
    clean(&super::paths(&config));
    let now = clock.now();
    let before = backups.newest(now);
    let folder = backups.make().await?;
    if is_plausible(before, now) {
        backups.expire(now)?;
    }
    println!("{}", folder.display());
    eprintln!("The backup was made, encrypted and read back. Only your identity file opens it.");
    Ok(ExitCode::SUCCESS)
}

/// Whether it can be `now`: the backup `before` was made not long ago. This command does not live long enough
/// to see whether the machine's clock is right, and with a wrong one every backup would go. The running bot
/// takes away later what is left here.
fn is_plausible(before: Option<Timestamp>, now: Timestamp) -> bool {
    before.is_some_and(|before| now.duration_since(before) < MAIN_LIVES)
}

/// The backups that the settings ask for; none when they ask for none.
///
/// `keyring` is that of the open store, where there is one: it learns of a changed master key.
pub fn of(config: &Config, keyring: Keyring, clock: Clock) -> anyhow::Result<Option<Backups>> {
    let Some(section) = &config.backup else { return Ok(None) };
    let recipient = section.recipient().map_err(anyhow::Error::msg)?;
    Ok(Some(Backups::new(section.folder.clone(), recipient, super::paths(config), keyring, clock)))
}
