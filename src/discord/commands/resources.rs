//! `/resources`: where members find help with something.

use super::{Asked, Ctx, Never, complete};
use crate::discord::render::resources;
use crate::service::resources::Searched;

#[poise::command(slash_command, guild_only)]
pub(super) async fn resources(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::resources"]
    #[max_length = 100]
    search: Option<String>,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let (texts, locale) = (&asked.texts, asked.locale());
    let Some(typed) = search else {
        let work = async {
            let kept = asked.bot.services.kept_of_looks(&caller).await?;
            Ok(resources::start(texts, locale, kept))
        };
        asked.show(work).await;
        return Ok(());
    };
    let work = async {
        Ok(match asked.bot.services.search(&caller, &typed, locale).await? {
            Searched::One(looked) => resources::entry(texts, locale, &looked, None),
            Searched::Some(shelved) => resources::found(texts, locale, &typed, &shelved),
        })
    };
    asked.show(work).await;
    Ok(())
}
