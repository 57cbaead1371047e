//! `/my-data`: what is kept about whoever asks.

use super::{Asked, Ctx, Never};
use crate::discord::my_data::{everywhere, page_of};
use crate::discord::render::my_data::MyDataPage;

#[poise::command(slash_command, rename = "my-data", interaction_context = "Guild|BotDm")]
pub(super) async fn my_data(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let (texts, locale, user) = (&asked.texts, asked.locale(), asked.incoming.user);
    if asked.incoming.guild.is_none() {
        if asked.first_time() {
            asked.show(everywhere(asked.bot, texts, locale, user, 0)).await;
        }
        return Ok(());
    }
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let page = MyDataPage { texts, locale, of: None };
    asked.show(async { Ok(page_of(&asked.bot.services, &caller, page).await?) }).await;
    Ok(())
}
