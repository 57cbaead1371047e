//! The stand-in Discord, met through the real client.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod bot;
mod gateway;
mod interactions;
mod rest;

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::standin::{Options, StandIn};
use serde_json::json;
use serenity::all::Http;

/// A community with one channel, an owner and a member, and the commands registered.
struct Place {
    discord: StandIn,
    guild: GuildId,
    channel: ChannelId,
    owner: UserId,
    ana: UserId,
}

impl Place {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::frozen("2026-03-29T08:00:00Z".parse().unwrap());
        let mut options = Options::new(clock);
        change(&mut options);
        let discord = StandIn::start(options).await.unwrap();
        let (owner, ana) = (discord.add_user("olu"), discord.add_user("ana"));
        let guild = discord.add_guild("Harbour", owner);
        discord.add_member(guild, ana, &[]);
        let channel = discord.add_channel(guild, "daily");
        let http = bot::http(&discord, discord.token());
        http.set_application_id(discord.application_id().into());
        http.create_global_commands(&bot::commands()).await.unwrap();
        Self { discord, guild, channel, owner, ana }
    }

    fn http(&self) -> Http {
        bot::http(&self.discord, self.discord.token())
    }

    /// Posts a body as it stands.
    async fn post(&self, body: &serde_json::Value) -> serenity::Result<serenity::all::Message> {
        self.http().send_message(self.channel.0.into(), vec![], body).await
    }

    async fn say(&self, text: &str, nonce: Option<&str>) -> serenity::Result<serenity::all::Message> {
        let mut body = json!({ "content": text, "allowed_mentions": { "parse": [] } });
        if let Some(nonce) = nonce {
            body["nonce"] = json!(nonce);
            body["enforce_nonce"] = json!(true);
        }
        self.post(&body).await
    }
}
