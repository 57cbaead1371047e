//! *Get help now*: from memory, at once, without a trace.

use serenity::all::CreateInteractionResponse;

use super::Press;
use crate::discord::answer;
use crate::discord::render::help;

/// The lines of the community's country.
pub async fn now(press: &Press<'_>) {
    let country = press.bot.services.country_of(press.incoming.guild);
    answered(press, country.as_deref(), false).await;
}

/// The lines of the country that was picked.
pub async fn elsewhere(press: &Press<'_>) {
    answered(press, press.values.first().map(String::as_str), true).await;
}

async fn answered(press: &Press<'_>, country: Option<&str>, in_place: bool) {
    let today = press.bot.services.today_utc();
    let screen = help::screen(&press.texts, press.locale(), country, today);
    let response: CreateInteractionResponse =
        if in_place && press.place == answer::Place::InPlace { screen.update() } else { screen.reply() };
    answer::show_help(press.http(), &press.incoming, response).await;
}
