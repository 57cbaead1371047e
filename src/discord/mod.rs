//! Discord: the only room that names serenity or poise.
//!
//! An interaction comes in at `handler`, is parsed (`commands`, `components`,
//! `modals`), asks one use case of `service`, and is rendered (`render`) and
//! answered (`answer`). Posts of the bot's own go out through `post`.

pub mod again;
pub mod answer;
pub mod client;
pub mod commands;
pub mod components;
pub mod custom_id;
pub mod direct;
pub mod download;
pub mod engagement;
pub mod error;
pub mod gateway;
pub mod handler;
pub mod incoming;
pub mod library;
pub mod lists;
pub mod modals;
pub mod my_data;
pub mod pace;
pub mod panel;
pub mod permissions;
pub mod picture;
pub mod post;
pub mod recent;
pub mod render;
pub mod renew;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serenity::all::{ComponentInteraction, Http, MessageFlags};
use tokio_util::task::TaskTracker;

use crate::config::Operator;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::domain::permissions::{NEEDED, NEEDED_BY_DIGESTS, NEEDED_BY_LISTS};
use crate::service::Services;
use crate::service::caller::Caller;
use crate::store::StoreError;
use answer::Place;
use download::Downloads;
use incoming::Incoming;
use pace::{Failed, Gate};
use permissions::Standing;
use recent::Recent;

/// How long registering the commands may take.
const REGISTER_LIMIT: Duration = Duration::from_secs(10);

/// What every handler works with.
pub struct Bot {
    /// The use cases.
    pub services: Services,
    /// The REST client.
    pub http: Arc<Http>,
    /// Where requests of the bot's own wait for their turn.
    pub gate: Gate,
    /// Fetches the files that are handed to the bot.
    pub downloads: Downloads,
    /// Who runs the bot.
    pub operator: Operator,
    /// Interactions under way; a stop waits for them.
    pub tasks: TaskTracker,
    /// The bot's own user id, once connected.
    pub me: AtomicU64,
    /// The interactions taken up lately.
    pub recent: Recent,
}

impl Bot {
    /// A bot over `services`, speaking through `http`.
    pub fn new(services: Services, http: Arc<Http>, downloads: Downloads, operator: Operator) -> Self {
        Self {
            services,
            http,
            gate: Gate::default(),
            downloads,
            operator,
            tasks: TaskTracker::new(),
            me: AtomicU64::new(0),
            recent: Recent::default(),
        }
    }

    /// Who acts, when it is in a community.
    pub fn caller(&self, incoming: &Incoming) -> Option<Caller> {
        Some(self.services.caller(incoming.guild?, incoming.user, incoming.rights.clone()))
    }

    /// What a community calls itself, asked from Discord; none when the bot is not in it, or cannot ask now.
    pub async fn guild_name(&self, guild: GuildId) -> Option<String> {
        permissions::home(self, guild).await.map(|home| home.name)
    }

    /// The bot's own user id; 0 before the first connection.
    pub fn me(&self) -> UserId {
        UserId(self.me.load(Ordering::Relaxed))
    }

    /// What the bot may do in a channel, asked from Discord.
    pub async fn standing(&self, guild: GuildId, channel: ChannelId) -> Standing {
        permissions::standing(self, self.me(), guild, channel, &NEEDED).await
    }

    /// What the bot may do in a channel where a list of resources is to stand.
    pub async fn standing_for_lists(&self, guild: GuildId, channel: ChannelId) -> Standing {
        permissions::standing(self, self.me(), guild, channel, &NEEDED_BY_LISTS).await
    }

    /// What the bot may do in the channel of the digest.
    pub async fn standing_for_digests(&self, guild: GuildId, channel: ChannelId) -> Standing {
        permissions::standing(self, self.me(), guild, channel, &NEEDED_BY_DIGESTS).await
    }

    /// Stops a community's schedule when `channel` is its check-in channel.
    pub async fn channel_trouble(&self, guild: GuildId, channel: ChannelId, trouble: Trouble) {
        let stopped = async {
            if trouble == Trouble::ChannelGone {
                self.services.list_channel_gone(guild, channel).await?;
            }
            self.services.channel_trouble(guild, channel, trouble).await
        };
        if let Err(fault) = stopped.await {
            tracing::warn!(%fault, "a lost channel could not be noted");
        }
    }

    /// Looks again whether the bot may post where a community wants its cards: stops the schedule or lets
    /// it go on. None when it has no such channel.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn recheck_rights(&self, known: &Community) -> Result<Option<Standing>, StoreError> {
        let Some(channel) = known.check_in_channel else { return Ok(None) };
        let standing = self.standing(known.guild, channel).await;
        let trouble = match &standing {
            Standing::Missing(_) => Some(Trouble::PermissionLost),
            Standing::Gone => Some(Trouble::ChannelGone),
            Standing::Good => None,
            Standing::Unknown => return Ok(Some(standing)),
        };
        match trouble {
            Some(trouble) => self.services.channel_trouble(known.guild, channel, trouble).await?,
            None if known.trouble.is_some() => self.services.trouble_over(known.guild).await?,
            None => {}
        }
        Ok(Some(standing))
    }

    /// Registers the slash commands when they are not the ones Discord has, however often it takes.
    pub async fn register_commands(&self, commands: &commands::Commands) {
        let list = commands.to_register();
        let wanted = commands::fingerprint(&list);
        if self.services.registered_commands().await.ok().flatten().as_deref() == Some(wanted.as_str()) {
            return;
        }
        let nowhere = (GuildId(0), ChannelId(0));
        let register = || async {
            let request = self.http.create_global_commands(&list);
            let outcome = self.gate.ask(nowhere, REGISTER_LIMIT, request).await;
            if let Err(failed @ (Failed::Said(_) | Failed::Silent)) = &outcome {
                tracing::warn!(why = failed.brief(), "the slash commands could not be registered");
            }
            outcome
        };
        if again::again(&self.services.chance, u32::MAX, register).await.is_ok() {
            tracing::info!("the slash commands were registered");
            if let Err(fault) = self.services.commands_registered(&wanted).await {
                tracing::warn!(%fault, "that the commands are registered could not be noted");
            }
        }
    }
}

/// A step replaces the private message it was pressed on; anything else gets a new one.
///
/// A forged press on a public message must never change that message.
pub fn place_of(press: &ComponentInteraction) -> Place {
    let private = press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    if private { Place::InPlace } else { Place::New }
}
