//! A stand-in Discord: guilds, channels, members, messages and interactions
//! behind one local server that speaks Discord's REST and gateway protocols.
//!
//! The real Discord client of the bot talks to it in rehearsals and in every
//! integration test. It keeps Discord's own rules (deadlines, permissions,
//! ephemeral replies, the nonce window), fails on demand, and writes down what
//! the bot did wrong, so that a test ends with [`StandIn::finish`]. One
//! [`Clock`] rules its deadlines, snowflakes and history.

pub mod acts;
pub mod faults;
pub mod finish;
pub mod looks;
pub mod message;
mod model;
pub mod rules;
pub mod world;

use jiff::SignedDuration;

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
            bot_permissions: 0x1_4C00,
            token: "stand-in.token.not-a-secret".to_owned(),
            keep_bodies: true,
        }
    }
}

/// A running stand-in. Its clones are the same one; the server stops with the last of them.
#[derive(Clone)]
pub struct StandIn {}

impl StandIn {
    /// Starts the server on 127.0.0.1.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        unimplemented!("{options:?}")
    }

    /// The root that `discord.proxy` is set to, such as `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        unimplemented!()
    }

    /// The bot token, without the `Bot ` prefix.
    pub fn token(&self) -> &str {
        unimplemented!()
    }

    /// The bot's own account.
    pub fn bot_user(&self) -> UserId {
        unimplemented!()
    }

    /// The bot's application id.
    pub fn application_id(&self) -> u64 {
        unimplemented!()
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        unimplemented!()
    }

    /// The server's routes, for another listener (TLS, a test's own).
    pub fn router(&self) -> axum::Router {
        unimplemented!()
    }
}
