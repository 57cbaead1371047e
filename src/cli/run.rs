//! `chimebot run`: the bot against Discord, or anything that speaks it.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::SignedDuration;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{EXIT_CONFIG, RunArgs, keys};
use crate::app::{App, Ended, Parts};
use crate::clock::Clock;
use crate::config::{Backup, Config};
use crate::discord::client::{Around, Closes, Endpoints};
use crate::domain::planner::Timing;
use crate::health;
use crate::jobs::backups::{BackupJob, let_set_aside_go};
use crate::jobs::keys::follow;
use crate::rng::Chance;
use crate::store::Store;
use crate::telemetry;
use crate::words::Words;

/// How long closing the store may take. What was acknowledged is on disk before that.
const CLOSE: Duration = Duration::from_secs(1);

/// The operator's own texts cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the words cannot be used; mend these and start again:\n{0}")]
pub struct WordsError(String);

/// Runs the bot until it is asked to stop.
pub async fn main(args: RunArgs) -> anyhow::Result<ExitCode> {
    // Before all else: a service manager may change its mind at once.
    let cancel = on_signals(Signals::listen().context("the program cannot hear when it is to stop")?);
    let (config, environment) = super::load(&args.config)?;
    let closes = Closes::default();
    let heard = closes.clone();
    telemetry::init_with_ear(config.log.level, &environment, move |line| heard.hear(line));
    let operator = config.operator()?.clone();
    let (token, _) = environment.token()?;
    let words = load_words(&config)?;
    let follower = match &args.clock {
        None => None,
        Some(url) => Some(Follower::meet(&config, url).await?),
    };
    let clock = follower.as_ref().map_or_else(Clock::system, |follower| follower.clock.clone());
    let page = match config.health.listen {
        None => None,
        Some(address) => Some(health::bind(address).await?),
    };
    let store =
        Store::open(super::paths(&config), keys::keyring(&config, &environment)?, clock.clone()).await?;
    // Where a change of the master key was cut off, or an older copy of the keys was put back.
    store.rotate_master(keys::wanted(&config, &environment)?).await?;
    tokio::spawn(follow(config.storage.next_master(&environment), store.clone(), cancel.clone()));
    if let Some(follower) = follower {
        tokio::spawn(cancel.clone().run_until_cancelled_owned(follower.follow(store.clone())));
    }
    crate::backup::clean(&super::paths(&config));
    tokio::spawn(let_set_aside_go(super::paths(&config), clock.clone(), cancel.clone()));
    let copying = backups(&config, &clock, &store, &cancel)?;
    let app = App::build(Parts {
        store: store.clone(),
        words: Arc::new(words),
        clock,
        chance: Chance::system(),
        operator,
        token,
        endpoints: Endpoints { proxy: config.discord.proxy.clone(), reroute: None },
        timing: Timing::default(),
    })?
    .knowing(Around { closes, proxy: config.discord.through(&environment).map(|proxy| proxy.variable) });
    let page = page.map(|listener| tokio::spawn(health::serve(listener, app.vitals())));
    let ended = app.run(cancel).await;
    if let Some(page) = page {
        page.abort();
    }
    if let Some(copying) = copying {
        copying.abort();
    }
    if tokio::time::timeout(CLOSE, store.close()).await.is_err() {
        tracing::warn!("the database was still busy at the end; what was acknowledged is saved");
    }
    match ended {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Ended::Fatal(fatal)) => {
            eprintln!("chimebot: {fatal}");
            Ok(ExitCode::from(EXIT_CONFIG))
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes backups beside the bot, if the settings ask for any.
fn backups(
    config: &Config,
    clock: &Clock,
    store: &Store,
    cancel: &CancellationToken,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(backups) = super::backup::of(config, store.keyring().clone(), clock.clone())? else {
        return Ok(None);
    };
    let hours = config.backup.as_ref().map_or(Backup::LONGEST_HOURS, |section| section.every_hours);
    let every = SignedDuration::from_hours(hours.into());
    let job = BackupJob::new(backups, clock.clone(), every, store.erasures());
    Ok(Some(tokio::spawn(job.run(cancel.clone()))))
}

/// The texts, with the operator's laid over them.
pub fn load_words(config: &Config) -> Result<Words, WordsError> {
    let folder = config.words.prompts_dir.as_deref();
    if let Some(missing) = folder.filter(|folder| !folder.is_dir()) {
        // It may be made while the bot runs.
        tracing::warn!(folder = %missing.display(), "prompts_dir is not there; the built-in words are used");
    }
    Words::load_with_help(folder, config.words.help_overrides.as_deref()).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        WordsError(lines.join("\n"))
    })
}

/// A token that is cancelled when the process is asked to stop. A second request ends it at once.
fn on_signals(mut signals: Signals) -> CancellationToken {
    let cancel = CancellationToken::new();
    let told = cancel.clone();
    tokio::spawn(async move {
        signals.asked_to_stop().await;
        tracing::info!("asked to stop; finishing what is under way");
        told.cancel();
        signals.asked_to_stop().await;
        std::process::exit(1);
    });
    cancel
}

/// The ways in which the process is asked to stop: Ctrl-C and SIGTERM.
#[cfg(unix)]
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Begins to listen. Before this a request ends the process as it stands.
    pub(super) fn listen() -> std::io::Result<Self> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    /// Returns at the next request, also when it came earlier.
    pub(super) async fn asked_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The way in which the process is asked to stop: Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Begins to listen, which here is done with the first question.
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Returns at the next request.
    pub(super) async fn asked_to_stop(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}

/// Follows the stand-in's clock, and its orders. For tests of the real binary alone.
struct Follower {
    client: reqwest::Client,
    address: String,
    clock: Clock,
}

impl Follower {
    /// Takes the time once.
    async fn meet(config: &Config, url: &str) -> anyhow::Result<Self> {
        if !config.discord.is_loopback() {
            bail!("--clock is for a stand-in on this machine: set discord.proxy to a loopback address");
        }
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
        let address = format!("{}/standin/clock", url.trim_end_matches('/'));
        let mut follower = Self { client, address, clock: Clock::system() };
        let first = follower.ask().await.context("the stand-in's clock cannot be read")?;
        if first["running"] == false {
            // Between two looks it must not run on by itself and fall back.
            follower.clock = Clock::frozen(moment(&first)?);
        }
        follower.clock.set(moment(&first)?);
        Ok(follower)
    }

    /// Takes the time for ever, and carries out the faults that are ordered.
    async fn follow(self, store: Store) {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            // A stand-in that is away for a moment is asked again.
            let Ok(order) = self.look().await else { continue };
            if let Some(ms) = order["stall_ms"].as_u64() {
                let store = store.clone();
                tokio::spawn(async move { store.stall(Duration::from_millis(ms)).await });
            }
            if let Some(ms) = order["hang_commit_ms"].as_u64() {
                store.hang_next_commit(Duration::from_millis(ms));
            }
        }
    }

    /// Sets the clock by the stand-in's and gives its order, or null.
    async fn look(&self) -> anyhow::Result<serde_json::Value> {
        let mut answer = self.ask().await?;
        self.clock.set(moment(&answer)?);
        Ok(answer["order"].take())
    }

    async fn ask(&self) -> anyhow::Result<serde_json::Value> {
        Ok(self.client.get(&self.address).send().await?.error_for_status()?.json().await?)
    }
}

fn moment(answer: &serde_json::Value) -> anyhow::Result<jiff::Timestamp> {
    let now = answer["now_ms"].as_i64().context("the answer has no now_ms")?;
    Ok(jiff::Timestamp::from_millisecond(now)?)
}
