//! A stand-in Discord: guilds, channels, members, messages and interactions
//! behind one local server that speaks Discord's REST and gateway protocols.
//!
//! The real Discord client of the bot talks to it in rehearsals and in every
//! integration test. It keeps Discord's own rules (deadlines, permissions,
//! ephemeral replies, the nonce window), fails on demand, and writes down what
//! the bot did wrong, so that a test ends with [`StandIn::finish`]. One
//! [`Clock`] rules its deadlines, snowflakes and history.

mod acts;
mod commands;
mod control;
mod faults;
mod finish;
mod gateway;
mod interaction;
mod looks;
mod message;
mod model;
mod permissions;
mod rest;
pub mod rules;
mod server;
mod snowflake;
mod state;
mod submit;
mod waiting;
mod world;

use std::net::Ipv4Addr;
use std::sync::Arc;

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio_util::sync::DropGuard;

use self::state::Shared;

pub use self::acts::Act;
pub use self::faults::{Fault, FaultKind, Scope};
pub use self::finish::Body;
pub use self::looks::{Answer, ChannelInfo, GuildInfo, MemberInfo, RoleInfo};
pub use self::message::{Button, Message, Select};
use crate::clock::Clock;
use crate::domain::ids::UserId;

/// How a stand-in is to behave.
#[derive(Clone, Debug)]
pub struct Options {
    /// The one clock of deadlines, snowflakes and message times.
    pub clock: Clock,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// How long a repeated `nonce` with `enforce_nonce` gives the earlier message back.
    /// Discord says "the past few minutes"; 120 to 300 seconds is the range to test.
    pub nonce_window: SignedDuration,
    /// The heartbeat interval that HELLO names, in milliseconds of machine time.
    pub heartbeat_ms: u64,
    /// How many shards `GET /gateway/bot` recommends.
    pub shards: u64,
    /// Requests allowed in any second of the clock before a global 429; `None` for no limit.
    /// Interaction answers are not counted, as at Discord.
    pub global_per_second: Option<usize>,
    /// Permissions of the role the bot is given when it joins a guild.
    pub bot_permissions: u64,
    /// The bot token that REST and IDENTIFY must show.
    pub token: String,
    /// Whether request bodies are kept for the judges. Benches turn it off.
    pub keep_bodies: bool,
}

impl Options {
    /// The usual behaviour, on `clock`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            port: 0,
            nonce_window: SignedDuration::from_secs(180),
            heartbeat_ms: 41_250,
            shards: 1,
            global_per_second: None,
            bot_permissions: permissions::VIEW_CHANNEL
                | permissions::SEND_MESSAGES
                | permissions::EMBED_LINKS
                | permissions::READ_MESSAGE_HISTORY,
            token: "stand-in.token.not-a-secret".to_owned(),
            keep_bodies: true,
        }
    }
}

/// A running stand-in. Its clones are the same one; the server stops with the last of them.
#[derive(Clone)]
pub struct StandIn {
    shared: Arc<Shared>,
    _stop: Arc<DropGuard>,
}

impl StandIn {
    /// Starts the server on 127.0.0.1.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let shared = Arc::new(Shared::new(options, listener.local_addr()?));
        let guard = shared.stop.clone().drop_guard();
        tokio::spawn(server::run(listener, shared.clone()));
        Ok(Self { shared, _stop: Arc::new(guard) })
    }

    /// The root that `discord.proxy` is set to, such as `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The bot token, without the `Bot ` prefix.
    pub fn token(&self) -> &str {
        &self.shared.options.token
    }

    /// The bot's own account.
    pub fn bot_user(&self) -> UserId {
        UserId(self.shared.bot)
    }

    /// The bot's application id. It differs from the account's, so that a mix-up shows.
    pub fn application_id(&self) -> u64 {
        self.shared.application
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        &self.shared.options.clock
    }

    /// The server's routes, for another listener (TLS, a test's own).
    pub fn router(&self) -> axum::Router {
        server::router(self.shared.clone())
    }
}

impl std::fmt::Debug for StandIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StandIn").field("address", &self.shared.address).finish_non_exhaustive()
    }
}
