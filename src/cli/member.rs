//! `chimebot member export|erase`: a person's rights where they cannot press a button themselves, such as by
//! letter or after a ban. The bot must be stopped: one process has the files.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::ConfigArgs;
use crate::clock::Clock;
use crate::domain::ids::{GuildId, UserId};
use crate::jobs::retention::STAFF;
use crate::service::export;
use crate::service::my_data::MyData;
use crate::store::{RawRow, Store};

/// Whose data, and of which community.
#[derive(Clone, Debug, Args)]
pub struct MemberArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The person's Discord user id
    #[arg(long, value_name = "ID")]
    pub user: u64,
    /// One community by its server id; every one that holds something when left out
    #[arg(long, value_name = "ID")]
    pub guild: Option<u64>,
}

/// It is erased for everybody who looks, and something unreadable is still on the disk.
#[derive(Debug, thiserror::Error)]
#[error(
    "the key of that person is destroyed, so nobody can read what was kept, and it stays so when a backup is put \
     back. But {}. Run this again until it says that all is gone",
    if *rows {
        "the disk refused to let the rows go: make room on it"
    } else {
        "another program has a database open, and an old copy stays in its log: close that program (a database \
         browser, a copy under way)"
    }
)]
pub struct NotWhole {
    rows: bool,
}

/// Prints all that is kept about a person, as JSON: a list with one entry for each community.
pub async fn export(args: &MemberArgs) -> anyhow::Result<ExitCode> {
    let store = open(args).await?;
    let user = UserId(args.user);
    let mut parts = Vec::new();
    for guild in communities(&store, args).await? {
        let changes = store.changes_by(guild, user).await?;
        let caller = store.caller(guild, user);
        let (held, suggestions) = (store.holdings(caller).await?, store.suggestions_of(caller).await?);
        let draft = store.draft_row(guild, user).await?;
        let data = MyData { held, suggestions, changes: changes.len(), draft, goes: None };
        let staff = data.changes > 0 || data.draft.is_some();
        if data.held.is_some() || !data.suggestions.is_empty() || staff {
            parts.push(export::json(guild, &data, &changes, Clock::system().now()));
        }
    }
    store.close().await;
    writeln!(std::io::stdout(), "[{}]", parts.join(",\n"))?;
    eprintln!("Communities that hold something about that person: {}.", parts.len());
    Ok(ExitCode::SUCCESS)
}

/// Erases a person's answers, days and choices. What is noted of staff goes after 180 days by itself, and
/// that it stays so long is said.
pub async fn erase(args: &MemberArgs) -> anyhow::Result<ExitCode> {
    let (config, _) = super::load(&args.config)?;
    let store = open(args).await?;
    // A backup that was cut off leaves keys in the clear.
    crate::backup::clean(&super::paths(&config));
    let user = UserId(args.user);
    let (mut erased, mut noted) = (0, Vec::new());
    let (mut rows_stay, mut waited) = (false, false);
    for guild in communities(&store, args).await? {
        let draft = store.drop_draft(guild, user).await?;
        let gone = store.erase_member(store.caller(guild, user)).await?;
        erased += usize::from(gone.anything || draft);
        rows_stay |= !gone.rows_gone;
        waited |= !gone.logs_emptied;
        noted.extend(store.changes_by(guild, user).await?);
    }
    // Also what an earlier erasure had to leave there.
    let finished = store.finish_half_erasures().await;
    let copies_stay = if waited { store.logs_wait() } else { !store.wait_for_logs().await };
    store.close().await;
    let sealed = seal_erasures(&args.config).await;
    let rows_stay = rows_stay && finished.is_err();
    if rows_stay || copies_stay {
        return Err(NotWhole { rows: rows_stay }.into());
    }
    if erased > 0 {
        println!("Erased. Communities that held something: {erased}.");
        if sealed {
            println!("It stays erased when a backup is put back.");
        }
    } else if noted.is_empty() {
        println!("Nothing is kept about that person: all is gone, or the id is not right.");
    } else {
        println!("No answers, days or choices of that person were kept, so nothing was erased.");
    }
    if let Some(last) = noted.iter().filter_map(made_at).max() {
        let until = last.saturating_add(STAFF).unwrap_or(jiff::Timestamp::MAX).strftime("%Y-%m-%d");
        println!(
            "What stays: {} lines on what they changed as staff, with their Discord id. Each goes after 180 \
             days, the last one after {until}.",
            noted.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// When a change as staff was made.
fn made_at(change: &RawRow) -> Option<jiff::Timestamp> {
    let (_, at) = change.columns.iter().find(|(column, _)| column == "at")?;
    jiff::Timestamp::from_millisecond(at.as_ref()?.parse().ok()?).ok()
}

/// Lays the ledger with the new lines beside the backups, as the running bot does. False when it could not.
async fn seal_erasures(args: &ConfigArgs) -> bool {
    let sealed = async {
        let (config, environment) = super::load(args)?;
        if let Some(backups) =
            super::backup::of(&config, super::keys::keyring(&config, &environment)?, Clock::system())?
        {
            backups.seal_erasures().await?;
        }
        anyhow::Ok(())
    };
    let failed = sealed.await.err();
    if let Some(why) = &failed {
        eprintln!(
            "chimebot: the ledger beside the backups is older now: {why:#}. Until the bot runs again and has written \
             it, a backup that is put back can bring this person back"
        );
    }
    failed.is_none()
}

async fn open(args: &MemberArgs) -> anyhow::Result<Store> {
    let (config, environment) = super::load(&args.config)?;
    Ok(Store::open(super::paths(&config), super::keys::keyring(&config, &environment)?, Clock::system())
        .await?)
}

async fn communities(store: &Store, args: &MemberArgs) -> anyhow::Result<Vec<GuildId>> {
    let user = UserId(args.user);
    if let Some(guild) = args.guild {
        return Ok(vec![GuildId(guild)]);
    }
    let mut all = store.held_in(user).await?;
    all.extend(store.changed_by(user).await?);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
