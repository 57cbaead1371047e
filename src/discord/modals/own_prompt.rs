//! A prompt that a moderator typed.

use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::OwnForm;
use crate::discord::incoming::Incoming;
use crate::discord::render::own_prompts::{self, FIELDS};
use crate::discord::render::screen::Field;
use crate::domain::prompt::OwnPrompt;
use crate::service::caller::Caller;
use crate::words::Texts;

/// The form was sent: what was typed is kept and shown as it would look, with what is wrong with it.
pub async fn sent(
    bot: &Bot,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    caller: &Caller,
    form: OwnForm,
    rows: &[ActionRow],
) {
    let typed = FIELDS.map(|name| Field::read(rows, name));
    let typed = OwnPrompt::typed(form.format, form.subtheme, typed.each_ref().map(String::as_str));
    let work = async {
        let own = bot.services.type_own(caller, (form.number, form.seen), &typed).await?;
        Ok(own_prompts::screen(texts, &incoming.locale, &own, 0))
    };
    answer::show(&bot.http, incoming, texts, place, work).await;
}
