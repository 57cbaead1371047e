//! Discord: the only room that names serenity or poise.
//!
//! An interaction comes in at `handler`, is parsed (`commands`, `components`,
//! `modals`), asks one use case of `service`, and is rendered (`render`) and
//! answered (`answer`). Posts of the bot's own go out through `post`.

pub mod answer;
pub mod client;
pub mod commands;
pub mod components;
pub mod custom_id;
pub mod error;
pub mod handler;
pub mod incoming;
pub mod modals;
pub mod panel;
pub mod permissions;
pub mod post;
pub mod render;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serenity::all::{ComponentInteraction, Http, MessageFlags};
use tokio_util::task::TaskTracker;

use crate::config::Operator;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::service::Services;
use crate::service::caller::Caller;
use crate::store::StoreError;
use answer::Place;
use error::brief;
use incoming::Incoming;
use permissions::Standing;

/// What every handler works with.
pub struct Bot {
    /// The use cases.
    pub services: Services,
    /// The REST client.
    pub http: Arc<Http>,
    /// Who runs the bot.
    pub operator: Operator,
    /// Interactions under way; a stop waits for them.
    pub tasks: TaskTracker,
    /// The bot's own user id, once connected.
    pub me: AtomicU64,
}

impl Bot {
    /// A bot over `services`, speaking through `http`.
    pub fn new(services: Services, http: Arc<Http>, operator: Operator) -> Self {
        Self { services, http, operator, tasks: TaskTracker::new(), me: AtomicU64::new(0) }
    }

    /// Who acts, when it is in a community.
    pub fn caller(&self, incoming: &Incoming) -> Option<Caller> {
        let guild = incoming.guild?;
        Some(Caller {
            guild,
            member: self.services.member_ref(guild, incoming.user),
            user: incoming.user,
            rights: incoming.rights.clone(),
        })
    }

    /// The bot's own user id; 0 before the first connection.
    pub fn me(&self) -> UserId {
        UserId(self.me.load(Ordering::Relaxed))
    }

    /// What the bot may do in a channel, asked from Discord.
    pub async fn standing(&self, guild: GuildId, channel: ChannelId) -> Standing {
        permissions::standing(&self.http, self.me(), guild, channel).await
    }

    /// Stops a community's schedule when `channel` is its check-in channel.
    pub async fn channel_trouble(&self, guild: GuildId, channel: ChannelId, trouble: Trouble) {
        let stopped = self.services.channel_trouble(guild, channel, trouble).await;
        if let Err(fault) = stopped {
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

    /// Registers the slash commands when they are not the ones Discord has.
    pub async fn register_commands(&self, commands: &commands::Commands) {
        let list = commands.to_register();
        let wanted = commands::fingerprint(&list);
        if self.services.registered_commands().await.ok().flatten().as_deref() == Some(wanted.as_str()) {
            return;
        }
        match self.http.create_global_commands(&list).await {
            Ok(_) => {
                tracing::info!("the slash commands were registered");
                if let Err(fault) = self.services.commands_registered(&wanted).await {
                    tracing::warn!(%fault, "that the commands are registered could not be noted");
                }
            }
            Err(fault) => tracing::warn!(why = brief(&fault), "the slash commands could not be registered"),
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
