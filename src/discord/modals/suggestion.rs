//! The form of *Suggest one*: it is shown back with what would be kept, and nothing is stored yet.

use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::incoming::Incoming;
use crate::discord::render::screen::Field;
use crate::discord::render::suggestion::{self, TITLE, WAY, WHY};
use crate::domain::suggestion::Suggestion;
use crate::words::Texts;

/// The form was sent.
pub async fn sent(bot: &Bot, incoming: &Incoming, texts: &Texts, place: Place, rows: &[ActionRow]) {
    let [title, way, why] = [TITLE, WAY, WHY].map(|name| Field::read(rows, name));
    let locale = &incoming.locale;
    let screen = match Suggestion::read(&title, &way, &why) {
        Ok(read) => suggestion::confirm(texts, locale, &read, bot.services.suggestion_kept_until()),
        Err(fault) => suggestion::refused(texts, locale, fault, &way),
    };
    answer::show_at(&bot.http, incoming, place, &screen).await;
}
