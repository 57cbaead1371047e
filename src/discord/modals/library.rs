//! The forms of a draft of an entry.

use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::Part;
use crate::discord::incoming::Incoming;
use crate::discord::library::Keeper;
use crate::discord::render::library::form;
use crate::discord::render::screen::Field;
use crate::domain::resource::DraftOf;
use crate::service::caller::Caller;
use crate::words::Texts;

/// A form was sent: which one, of which draft, and whether it opened with what was there.
pub async fn sent(
    bot: &Bot,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    caller: &Caller,
    (part, of, filled): (Part, DraftOf, bool),
    rows: &[ActionRow],
) {
    let fields = form::fields(part).iter();
    let typed = fields.map(|(field, _)| (*field, Field::read(rows, field.slug()))).collect();
    let keeper = Keeper { bot, texts, locale: &incoming.locale, caller };
    let work = Box::pin(keeper.typed(&of, typed, filled));
    answer::show(&bot.http, incoming, texts, place, work).await;
}
