//! `chimebot restore`: puts a backup back, without what was erased since.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::Args;
use jiff::{SpanRound, Timestamp, Unit};
use zeroize::Zeroizing;

use super::ConfigArgs;
use crate::backup::{Known, Unpacked, identities, unpack};
use crate::clock::Clock;
use crate::jobs::retention;
use crate::rng::Chance;
use crate::service::Services;
use crate::store::{Store, StoreError};
use crate::words::Words;

/// Which backup, and how it opens.
#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The dated folder of the backup, inside the folder of backups
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
    /// The file with the secret half of the backup key
    #[arg(long, value_name = "FILE")]
    pub identity: PathBuf,
    /// Go on though no ledger of erasures is left: people who erased their data since are back in it
    #[arg(long)]
    pub no_ledger: bool,
    /// Go on though the keys that are here do not open everybody's data: those people are left out
    #[arg(long)]
    pub drop_unreadable: bool,
}

/// The identity file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} holds no identity: it is the file that age-keygen wrote, with one line that starts with AGE-SECRET-KEY-1",
    path = .0.display()
)]
pub struct BadIdentity(PathBuf);

/// The ledger does not reach back to this backup.
#[derive(Debug, thiserror::Error)]
#[error(
    "this backup is older than 30 days, or carries no date: erasures are remembered for 30 days, so people who erased \
     their data before that would be back in it. Take a younger one. `--no-ledger` goes on all the same: then tell \
     your members"
)]
pub struct TooOld;

/// Puts it back and says how old it is.
pub async fn main(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(&args.config)?;
    let keyring = super::keys::keyring(&config, &environment)?;
    let (live, clock) = (super::paths(&config), Clock::system());
    let text = std::fs::read_to_string(&args.identity)
        .with_context(|| format!("the identity file {} cannot be read", args.identity.display()))?;
    let text = Zeroizing::new(text);
    let identities = identities(&text).ok_or_else(|| BadIdentity(args.identity.clone()))?;
    let unpacked = unpack(&args.from, &identities, args.no_ledger, &live).await?;
    let oldest = clock.now().saturating_sub(retention::ERASURES).unwrap_or(Timestamp::MIN);
    if !args.no_ledger && unpacked.copied_at.is_none_or(|made| made < oldest) {
        return Err(TooOld.into());
    }
    let (all, keyless) = unpacked.keyless().await?;
    if keyless > 0 && !args.drop_unreadable {
        return Err(unpacked.other_keys(all, keyless).into());
    }
    // Opening carries out what was erased since; then what has had its time goes too.
    let store = Store::open(unpacked.copies.clone(), keyring, clock.clone()).await?;
    let strangers = leave_out_strangers(&store, &unpacked, args.drop_unreadable).await;
    let now = clock.now();
    let forgotten = retention::catch_up(&store, now).await;
    let settled = settle(&store, &clock, unpacked.copied_at).await;
    // A copy from before the master key was changed.
    let wrapped = store.rotate_master(super::keys::wanted(&config, &environment)?).await;
    store.close().await;
    let left_out = match strangers? {
        LeftOut::Nobody => keyless,
        LeftOut::Some(more) => keyless + more,
        LeftOut::NotAllowed(more) => return Err(unpacked.other_keys(all, keyless + more).into()),
    };
    wrapped
        .context("the members' keys could not be wrapped by the present master key; nothing was put back")?;
    forgotten.context("what has had its time could not be removed; nothing was put back")?;
    settled.context("what fell due since the backup could not be settled; nothing was put back")?;
    let made = unpacked.copied_at;
    let from_here = unpacked.keys_from_here;
    let (last, unread) =
        (what_was_erased(unpacked.known, unpacked.damaged_lines > 0), unpacked.unread.clone());
    let aside = unpacked.put_in_place(now).await?;
    println!("{}", age_of(made, now));
    if from_here {
        println!(
            "Its copy of the keys is gone, so the keys that were here are used. Who came later is not in it."
        );
    }
    if left_out > 0 {
        println!("{left_out} of {all} members could not be read and are left out: what they kept is gone.");
    }
    for path in unread {
        println!("{} does not open. It was not needed: enough is known without it.", path.display());
    }
    for folder in aside {
        println!(
            "What was here lies in {} now. The bot deletes it in 7 days, for it holds what people may erase from now \
             on. Delete it sooner when all is well.",
            folder.display()
        );
    }
    println!("{last} Start the bot.");
    Ok(ExitCode::SUCCESS)
}

/// Members whose key is there and opens nothing.
enum LeftOut {
    /// There are none, or the keys are the backup's own.
    Nobody,
    /// So many were taken out.
    Some(usize),
    /// So many would have to be taken out, and nobody said so.
    NotAllowed(usize),
}

/// Whoever said yes again since the backup has a key under the same reference, and it opens none of the old rows.
async fn leave_out_strangers(
    store: &Store,
    unpacked: &Unpacked,
    allowed: bool,
) -> Result<LeftOut, StoreError> {
    if !unpacked.keys_from_here {
        return Ok(LeftOut::Nobody);
    }
    let strangers = store.unreadable().await?;
    let count = strangers.len();
    if count == 0 {
        return Ok(LeftOut::Nobody);
    }
    if !allowed {
        return Ok(LeftOut::NotAllowed(count));
    }
    store.leave_out(strangers).await?;
    Ok(LeftOut::Some(count))
}

/// Whether people who erased their data since the backup are back in it, in a sentence or two.
fn what_was_erased(known: Known, damaged: bool) -> String {
    const TELL: &str = "Tell your members, so that they can look at /my-data and erase it again.";
    match known {
        Known::All if !damaged => "What was erased since is not in it.".to_owned(),
        Known::All => format!(
            "The ledger of erasures holds lines that cannot be read. What the others erased is not in it; what those \
             lines erased may be BACK. {TELL}"
        ),
        Known::Since(moment) => format!(
            "What was erased between the backup and {} is BACK in it, for no ledger of that time is left. {TELL}",
            moment.strftime("%Y-%m-%d %H:%M UTC")
        ),
        Known::Nothing => format!(
            "What people erased since the backup is BACK in it, for no ledger of erasures was there. {TELL}"
        ),
    }
}

/// Keeps what fell due since the backup from going out a second time.
async fn settle(store: &Store, clock: &Clock, made: Option<Timestamp>) -> anyhow::Result<()> {
    // It says nothing to anybody, so the built-in words do.
    let words = Words::load(None).map_err(|_| anyhow!("the built-in words cannot be read"))?;
    let services = Services::new(store.clone(), Arc::new(words), clock.clone(), Chance::system());
    Ok(services.settle_restored(made).await?)
}

/// How old the data is, in a sentence.
fn age_of(made: Option<Timestamp>, now: Timestamp) -> String {
    let Some(made) = made else {
        return "Nobody knows how old this data is: it carries no date.".to_owned();
    };
    let at = made.strftime("%Y-%m-%d %H:%M UTC");
    let rounding = SpanRound::new().smallest(Unit::Minute).largest(Unit::Hour);
    let minutes = now.since(made).ok().and_then(|span| span.round(rounding).ok());
    let (hours, minutes) = minutes.map_or((0, 0), |span| (span.get_hours(), span.get_minutes()));
    format!(
        "The data is from {at}: {} days, {} hours and {minutes} minutes old. What came later is not in it.",
        hours / 24,
        hours % 24
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_the_data_is_said_in_days_and_hours() {
        let now: Timestamp = "2026-11-23T10:05:00Z".parse().unwrap();
        let said = age_of(Some("2026-11-20T09:00:00Z".parse().unwrap()), now);
        assert!(said.contains("2026-11-20 09:00 UTC: 3 days, 1 hours and 5 minutes old"), "{said}");
        assert!(age_of(None, now).contains("Nobody knows"));
    }

    #[test]
    fn it_is_not_called_erased_what_may_be_back() {
        let since = Known::Since("2026-11-20T09:00:00Z".parse().unwrap());
        assert_eq!(what_was_erased(Known::All, false), "What was erased since is not in it.");
        for (known, damaged) in [(Known::All, true), (since, false), (Known::Nothing, false)] {
            let said = what_was_erased(known, damaged);
            assert!(said.contains("BACK") && said.contains("Tell your members"), "{said}");
        }
    }
}
