//! `chimebot run`: the bot against Discord, or anything that speaks it.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio_util::sync::CancellationToken;

use super::{EXIT_CONFIG, RunArgs};
use crate::app::{App, Ended, Parts};
use crate::clock::Clock;
use crate::config::{Config, Environment};
use crate::discord::client::Endpoints;
use crate::domain::planner::Timing;
use crate::keyfile::{self, KeyName};
use crate::rng::Chance;
use crate::store::{Keyring, Paths, Store};
use crate::telemetry;
use crate::words::Words;

/// Runs the bot until it is asked to stop.
pub async fn main(args: RunArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(&args.config)?;
    telemetry::init(config.log.level, &environment);
    let operator = config.operator()?.clone();
    let (token, _) = environment.token()?;
    let words = load_words(&config)?;
    let cancel = on_signals();
    let clock = match &args.clock {
        None => Clock::system(),
        Some(url) => stand_in_clock(&config, url, &cancel).await?,
    };
    let paths = Paths { main: config.storage.database(), keys: config.storage.keys_database() };
    let store = Store::open(paths, keyring(&config, &environment)?, clock.clone()).await?;
    let app = App::build(Parts {
        store: store.clone(),
        words: Arc::new(words),
        clock,
        chance: Chance::system(),
        operator,
        token,
        endpoints: Endpoints { proxy: config.discord.proxy.clone(), reroute: None },
        timing: Timing::default(),
    })?;
    let ended = app.run(cancel).await;
    store.close().await;
    match ended {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Ended::Fatal(fatal)) => {
            eprintln!("chimebot: {fatal}");
            Ok(ExitCode::from(EXIT_CONFIG))
        }
        Err(other) => Err(other.into()),
    }
}

/// The operator's keys, from their two files.
pub fn keyring(config: &Config, environment: &Environment) -> anyhow::Result<Keyring> {
    let read = |name| keyfile::read(name, &config.storage.key_file(name, environment));
    let (master, reference) = (read(KeyName::Master)?, read(KeyName::Reference)?);
    Ok(Keyring::new(master.as_slice(), reference.as_slice())?)
}

/// The texts, with the operator's laid over them.
pub fn load_words(config: &Config) -> anyhow::Result<Words> {
    Words::load(config.words.prompts_dir.as_deref()).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the words cannot be used; mend these and start again:\n{}", lines.join("\n"))
    })
}

/// A token that is cancelled when the process is asked to stop. A second request ends it at once.
fn on_signals() -> CancellationToken {
    let cancel = CancellationToken::new();
    let told = cancel.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("asked to stop; finishing what is under way");
        told.cancel();
        asked_to_stop().await;
        std::process::exit(1);
    });
    cancel
}

/// Returns when the process is asked to stop, by Ctrl-C or SIGTERM.
#[cfg(unix)]
pub(super) async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Returns when the process is asked to stop.
#[cfg(not(unix))]
pub(super) async fn asked_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}

/// A clock that follows the stand-in's. For tests of the real binary alone.
async fn stand_in_clock(config: &Config, url: &str, cancel: &CancellationToken) -> anyhow::Result<Clock> {
    if !config.discord.is_loopback() {
        bail!("--clock is for a stand-in on this machine: set discord.proxy to a loopback address");
    }
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
    let clock = Clock::system();
    let address = format!("{}/standin/clock", url.trim_end_matches('/'));
    follow(&client, &address, &clock).await.context("the stand-in's clock cannot be read")?;
    let (followed, cancel) = (clock.clone(), cancel.clone());
    tokio::spawn(async move {
        while !cancel.is_cancelled() {
            tokio::time::sleep(Duration::from_millis(50)).await;
            drop(follow(&client, &address, &followed).await);
        }
    });
    Ok(clock)
}

async fn follow(client: &reqwest::Client, address: &str, clock: &Clock) -> anyhow::Result<()> {
    let answer: serde_json::Value = client.get(address).send().await?.error_for_status()?.json().await?;
    let now = answer["now_ms"].as_i64().context("the answer has no now_ms")?;
    clock.set(jiff::Timestamp::from_millisecond(now)?);
    Ok(())
}
