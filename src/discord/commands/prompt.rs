//! `/prompt`: the community's own prompts.

use super::{Asked, Ctx, Never, complete};
use crate::discord::answer;
use crate::discord::custom_id::OwnForm;
use crate::discord::render::own_prompts;
use crate::discord::render::screen::Screen;
use crate::domain::prompt::{Format, SubTheme};

/// Never called: Discord shows a command with subcommands by these alone.
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    default_member_permissions = "MANAGE_MESSAGES",
    subcommands("list", "add")
)]
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn prompt(_ctx: Ctx<'_>) -> Result<(), Never> {
    Ok(())
}

#[poise::command(slash_command, guild_only)]
async fn list(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let own = asked.bot.services.list_own(&caller).await?;
        Ok(own_prompts::screen(&asked.texts, asked.locale(), &own, 0))
    };
    asked.show(work).await;
    Ok(())
}

#[poise::command(slash_command, guild_only)]
async fn add(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::formats"]
    #[max_length = 64]
    kind: String,
    #[autocomplete = "complete::subthemes"]
    #[max_length = 64]
    about: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    if asked.caller().await.is_none() {
        return Ok(());
    }
    let (texts, locale) = (&asked.texts, asked.locale());
    let format = own_prompts::meant(texts, locale, &kind, Format::ALL, "format", Format::slug);
    let theme = own_prompts::meant(texts, locale, &about, SubTheme::ALL, "subtheme", SubTheme::slug);
    let unknown = |key, given: String| Screen::text(texts.say(locale, key, &[("given", given.into())]));
    match (format, theme) {
        // Who may send the form is asked when it is sent: opening it waits for nothing.
        (Some(format), Some(subtheme)) => {
            let form = own_prompts::form(
                texts,
                locale,
                OwnForm { number: None, format, subtheme, seen: None },
                None,
            );
            answer::open(&asked.bot.http, &asked.incoming, &form).await;
        }
        (None, _) => asked.now(&unknown("own-bad-kind", kind)).await,
        (_, None) => asked.now(&unknown("own-bad-about", about)).await,
    }
    Ok(())
}
