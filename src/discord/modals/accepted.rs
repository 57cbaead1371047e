//! The form for a suggestion that a moderator takes: the texts of an entry to be, looked through.

use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::Picked;
use crate::discord::incoming::Incoming;
use crate::discord::render::library::review::{self, LINK, PHONE, SENTENCE, TITLE, Written};
use crate::discord::render::screen::Field;
use crate::discord::render::staff;
use crate::domain::ids::SlotToken;
use crate::service::caller::Caller;
use crate::words::Texts;

/// The form was sent. Nothing is kept of it yet: kind, topics and supports are to be picked.
pub async fn sent(
    bot: &Bot,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    (caller, token): (&Caller, SlotToken),
    rows: &[ActionRow],
) {
    let [title, sentence, link, phone] = [TITLE, SENTENCE, LINK, PHONE].map(|name| Field::read(rows, name));
    let locale = &incoming.locale;
    let work = async {
        if !bot.services.may_keep_library(caller).await? {
            return Ok(staff::moderators_only(texts, locale));
        }
        Ok(match Written::read(&title, &sentence, &link, &phone) {
            Some(written) => review::pick(texts, locale, token, &written, &Picked::default()),
            None => review::refused(texts, locale),
        })
    };
    answer::show(&bot.http, incoming, texts, place, work).await;
}
