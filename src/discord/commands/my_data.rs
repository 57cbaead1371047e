//! `/my-data`: what is kept about whoever asks.

use super::{Asked, Ctx, Never};
use crate::discord::render::my_data as page;

#[poise::command(slash_command, rename = "my-data", guild_only)]
pub(super) async fn my_data(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let data = asked.bot.services.my_data(&caller).await?;
        Ok(page::overview(&asked.texts, asked.locale(), &data))
    };
    asked.show(work).await;
    Ok(())
}
