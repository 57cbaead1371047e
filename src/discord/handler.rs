//! What the gateway says: interactions go to their handler, everything about
//! channels and roles to the permission check, and the rest is left alone.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use serenity::all::{
    Context, Event, EventHandler, FullEvent, GuildChannel, GuildMemberUpdateEvent, Interaction, Member,
    Message, RawEventHandler, Ready, ShardManager, UnavailableGuild, UserId as SerenityUserId,
};
use serenity::async_trait;

use super::Bot;
use super::commands::Commands;
use super::{components, modals};
use crate::domain::community::Trouble;
use crate::domain::ids::{ChannelId, GuildId};

/// Receives every event of every shard.
pub struct Handler {
    bot: Arc<Bot>,
    commands: Commands,
    shards: OnceLock<Arc<ShardManager>>,
    me: AtomicU64,
    ready: Arc<AtomicBool>,
}

impl Handler {
    /// A handler for `bot` with its slash commands.
    pub fn new(bot: Arc<Bot>, commands: Commands) -> Self {
        Self { bot, commands, shards: OnceLock::new(), me: AtomicU64::new(0), ready: Arc::default() }
    }

    /// Whether a shard has been ready since the start.
    pub fn ready_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ready)
    }

    /// Hears of the shard manager, which the command framework wants to have.
    pub fn on_client(&self, shards: Arc<ShardManager>) {
        // A second client after a reconnect brings its own; the framework never uses it.
        drop(self.shards.set(shards));
    }

    async fn command(&self, ctx: &Context, interaction: Interaction) {
        let Some(shards) = self.shards.get() else { return };
        let framework = poise::FrameworkContext {
            serenity_context: ctx,
            bot_id: SerenityUserId::new(self.me.load(Ordering::Relaxed).max(1)),
            options: self.commands.options(),
            user_data: &self.bot,
            shard_manager: shards,
        };
        // Boxed: the framework's future is large, and it would make that of every press as large.
        Box::pin(poise::dispatch_event(framework, FullEvent::InteractionCreate { interaction })).await;
    }
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _ctx: Context, ready: Ready) {
        self.me.store(ready.user.id.get(), Ordering::Relaxed);
        self.bot.me.store(ready.user.id.get(), Ordering::Relaxed);
        self.ready.store(true, Ordering::Relaxed);
        let (shard, shards) = ready.shard.map_or((0, 1), |shard| (shard.id.0, shard.total));
        self.bot.services.spread_over(shards);
        let named = ready.guilds.iter().map(|guild| GuildId(guild.id.get())).collect();
        if let Err(fault) = self.bot.services.named(shard, shards, named).await {
            tracing::warn!(%fault, "which communities are still there could not be noted");
        }
        tracing::info!(guilds = ready.guilds.len(), "connected to Discord");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        // Counted, so that a stop lets what is under way finish.
        let _working = self.bot.tasks.token();
        match interaction {
            Interaction::Component(press) => components::route(&self.bot, &press).await,
            Interaction::Modal(form) => modals::route(&self.bot, &form).await,
            other => self.command(&ctx, other).await,
        }
    }

    async fn channel_delete(&self, _ctx: Context, channel: GuildChannel, _messages: Option<Vec<Message>>) {
        let guild = GuildId(channel.guild_id.get());
        self.bot.channel_trouble(guild, ChannelId(channel.id.get()), Trouble::ChannelGone).await;
    }

    async fn channel_update(&self, _ctx: Context, _old: Option<GuildChannel>, new: GuildChannel) {
        self.bot.services.rights_changed(GuildId(new.guild_id.get()), Some(ChannelId(new.id.get())));
    }

    async fn guild_role_update(
        &self,
        _ctx: Context,
        _old: Option<serenity::all::Role>,
        new: serenity::all::Role,
    ) {
        self.bot.services.rights_changed(GuildId(new.guild_id.get()), None);
    }

    async fn guild_role_delete(
        &self,
        _ctx: Context,
        guild: serenity::all::GuildId,
        _role: serenity::all::RoleId,
        _old: Option<serenity::all::Role>,
    ) {
        self.bot.services.rights_changed(GuildId(guild.get()), None);
    }

    /// Without the members intent this tells of the bot's own roles alone.
    async fn guild_member_update(
        &self,
        _ctx: Context,
        _old: Option<Member>,
        _new: Option<Member>,
        event: GuildMemberUpdateEvent,
    ) {
        self.bot.services.rights_changed(GuildId(event.guild_id.get()), None);
    }

    async fn guild_delete(&self, _ctx: Context, gone: UnavailableGuild, _old: Option<serenity::all::Guild>) {
        // An outage of Discord's also looks like this, with `unavailable`; it is no farewell.
        if gone.unavailable {
            return;
        }
        tracing::info!("the bot was removed from a community; what is kept of it goes in seven days");
        let left = self.bot.services.community_left(GuildId(gone.id.get())).await;
        if let Err(fault) = left {
            tracing::warn!(%fault, "that a community left could not be noted");
        }
    }

    async fn guild_create(&self, _ctx: Context, guild: serenity::all::Guild, _is_new: Option<bool>) {
        let back = self.bot.services.community_is_back(GuildId(guild.id.get())).await;
        if let Err(fault) = back {
            tracing::warn!(%fault, "that a community is back could not be noted");
        }
    }
}

/// Counts what serenity could not decode. A changed field at Discord would
/// otherwise mute the bot without a word.
#[derive(Clone, Default)]
pub struct Undecodable {
    count: Arc<AtomicU64>,
}

impl Undecodable {
    /// How many events could not be decoded since the start.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

/// Events that serenity 0.12 does not know and that the bot has no use for.
const NO_CONCERN: [&str; 6] = [
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE",
    "GUILD_SOUNDBOARD_SOUND_CREATE",
    "GUILD_SOUNDBOARD_SOUND_UPDATE",
    "GUILD_SOUNDBOARD_SOUND_DELETE",
    "GUILD_APPLICATION_COMMAND_INDEX_UPDATE",
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
];

#[async_trait]
impl RawEventHandler for Undecodable {
    async fn raw_event(&self, _ctx: Context, event: Event) {
        if let Event::Unknown(unknown) = event {
            if NO_CONCERN.contains(&unknown.kind.as_str()) {
                return;
            }
            self.count.fetch_add(1, Ordering::Relaxed);
            // The kind is Discord's own word; the payload may hold anything and is not logged.
            tracing::warn!(kind = unknown.kind, "an event from Discord could not be decoded");
        }
    }
}
