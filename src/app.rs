//! The composition root: puts the bot together from values and runs it until it is told to stop.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Operator;
use crate::discord::Bot;
use crate::discord::client::{self, Around, Endpoints, Fatal};
use crate::discord::commands::{Commands, Unnamed};
use crate::discord::download::Downloads;
use crate::discord::gateway::Gateway;
use crate::discord::handler::{Handler, Undecodable};
use crate::domain::planner::Timing;
use crate::health::Vitals;
use crate::jobs::scheduler::{Scheduler, Ticked};
use crate::rng::Chance;
use crate::service::Services;
use crate::store::{Store, StoreError};
use crate::words::Words;

/// How long a stop waits for what is under way. Closing the store has the fifth second.
const FINISH: Duration = Duration::from_secs(4);
/// The longest pause between two attempts to hear who the bot is.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Everything the bot is made of.
pub struct Parts {
    /// The open store.
    pub store: Store,
    /// The texts.
    pub words: Arc<Words>,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// Who runs the bot.
    pub operator: Operator,
    /// The bot's token.
    pub token: SecretString,
    /// Where Discord is.
    pub endpoints: Endpoints,
    /// The planner's times.
    pub timing: Timing,
}

/// Why the bot ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// Discord will not have it.
    #[error(transparent)]
    Fatal(#[from] Fatal),
    /// The texts of the commands are incomplete.
    #[error(transparent)]
    Unnamed(#[from] Unnamed),
    /// What an earlier process left could not be taken up.
    #[error("the store could not be read at the start: {0}")]
    Store(#[from] StoreError),
}

/// The bot, put together.
pub struct App {
    bot: Arc<Bot>,
    scheduler: Arc<Scheduler>,
    handler: Arc<Handler>,
    gateway: Arc<Gateway>,
    undecodable: Undecodable,
    commands: Commands,
    token: SecretString,
    endpoints: Endpoints,
    around: Around,
}

impl App {
    /// Puts the bot together. Nothing is sent yet.
    ///
    /// # Errors
    /// When the client cannot be set up or a command has no name.
    pub fn build(parts: Parts) -> Result<Self, Ended> {
        let http = Arc::new(client::http(&parts.token, &parts.endpoints)?);
        let texts = parts.words.now();
        let services = Services::new(parts.store, parts.words, parts.clock, parts.chance);
        let downloads = Downloads::new(&parts.endpoints)?;
        let bot = Arc::new(Bot::new(services, http, downloads, parts.operator));
        let handler = Arc::new(Handler::new(Arc::clone(&bot), Commands::new(&texts)?));
        let gateway = Arc::<Gateway>::default();
        Ok(Self {
            scheduler: Arc::new(Scheduler::new(Arc::clone(&bot), Arc::clone(&gateway), parts.timing)),
            handler,
            gateway,
            undecodable: Undecodable::default(),
            commands: Commands::new(&texts)?,
            bot,
            token: parts.token,
            endpoints: parts.endpoints,
            around: Around::default(),
        })
    }

    /// Lets the bot know what its process knows. Without it some closes do not end it.
    #[must_use = "the bot that knows is a new value"]
    pub fn knowing(self, around: Around) -> Self {
        Self { around, ..self }
    }

    /// The bot's inside, for the rehearsal page and tests.
    pub fn bot(&self) -> Arc<Bot> {
        Arc::clone(&self.bot)
    }

    /// The scheduler, for the rehearsal page and tests.
    pub fn scheduler(&self) -> Arc<Scheduler> {
        Arc::clone(&self.scheduler)
    }

    /// What the health page looks at.
    pub fn vitals(&self) -> Vitals {
        Vitals { gateway: Arc::clone(&self.gateway), scheduler: Arc::clone(&self.scheduler) }
    }

    /// Counts events that could not be decoded.
    pub fn undecodable(&self) -> Undecodable {
        self.undecodable.clone()
    }

    /// Runs until `cancel`, then finishes what is under way.
    ///
    /// # Errors
    /// When Discord says never again, or the store cannot be read at the start.
    pub async fn run(self, cancel: CancellationToken) -> Result<(), Ended> {
        self.scheduler.start().await?;
        let stop = cancel.child_token();
        // Whichever ends first stops the other; both come to their own end, so that no shard is left behind.
        let ending = |outcome| {
            stop.cancel();
            outcome
        };
        let gateway = async { ending(self.connect(&stop).await) };
        let jobs = async { ending(self.work(&stop).await) };
        // Boxed: it is the whole bot, and would make the future of every caller as large.
        let mut both = Box::pin(async {
            let (connected, worked) = tokio::join!(gateway, jobs);
            connected.and(worked)
        });
        let early = tokio::select! {
            outcome = &mut both => Some(outcome),
            () = stop.cancelled() => None,
        };
        self.bot.tasks.close();
        let rest = async {
            let outcome = match early {
                Some(outcome) => outcome,
                None => both.await,
            };
            self.bot.tasks.wait().await;
            outcome
        };
        // What is cut off here is on disk as claimed, and taken up at the next start.
        tokio::time::timeout(FINISH, rest).await.unwrap_or_else(|_late| {
            tracing::warn!("not everything under way was finished in time");
            Ok(())
        })
    }

    async fn connect(&self, stop: &CancellationToken) -> Result<(), Ended> {
        let http = || client::http(&self.token, &self.endpoints);
        let on_client = |shards: Arc<_>| {
            self.gateway.on_client(Arc::clone(&shards));
            self.handler.on_client(shards);
        };
        let handler = Arc::clone(&self.handler);
        let raw = self.undecodable.clone();
        client::stay_connected(&self.token, http, handler, raw, on_client, &self.around, stop).await?;
        Ok(())
    }

    /// Hears who the bot is, registers its commands, and runs the scheduler.
    async fn work(&self, stop: &CancellationToken) -> Result<(), Ended> {
        let mut pause = Duration::from_millis(500);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                met = self.introduce() => if met? { break },
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        }
        // Beside the scheduler: cards do not wait until Discord takes the commands.
        let registering = async {
            self.bot.register_commands(&self.commands).await;
            std::future::pending().await
        };
        let ticked = tokio::select! {
            ticked = self.scheduler.run(stop) => ticked,
            never = registering => never,
        };
        match ticked {
            Ticked::Done => Ok(()),
            Ticked::TokenRefused => Err(Fatal::BadToken.into()),
        }
    }

    /// Asks Discord who the bot is. False when it could not be asked.
    async fn introduce(&self) -> Result<bool, Fatal> {
        let me = client::introduce(&self.bot.http).await?;
        if let Some(me) = me {
            self.bot.me.store(me.0, Ordering::Relaxed);
        }
        Ok(me.is_some())
    }
}
