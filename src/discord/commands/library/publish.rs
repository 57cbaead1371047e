//! `/library publish`: a list in a channel, kept right.

use serenity::all::PartialChannel;

use super::{Asked, Ctx, Never};
use crate::discord::commands::complete;
use crate::discord::lists;
use crate::discord::render::library::publish::{Of, unknown_topic};
use crate::domain::ids::ChannelId;

#[poise::command(slash_command, guild_only)]
pub(super) async fn publish(
    ctx: Ctx<'_>,
    #[channel_types("Text")] channel: PartialChannel,
    #[autocomplete = "complete::topics"]
    #[max_length = 40]
    topic: Option<String>,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let topic = topic.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let meant = match topic {
        None => Some(None),
        Some(typed) => complete::topic_meant(&asked.texts, asked.locale(), typed).map(Some),
    };
    let Some(meant) = meant else {
        let given = topic.unwrap_or_default().to_owned();
        asked.now(&unknown_topic(&asked.texts, asked.locale(), given)).await;
        return Ok(());
    };
    let channel = ChannelId(channel.id.get());
    let of = Of { texts: &asked.texts, locale: asked.locale(), channel, topic: meant };
    asked.show(lists::show(asked.bot, &caller, &of)).await;
    Ok(())
}
