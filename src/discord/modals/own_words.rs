//! Own words beside a kept answer.

use jiff::civil::Date;
use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::incoming::Incoming;
use crate::discord::render::past;
use crate::discord::render::screen::Field;
use crate::domain::check_in::CheckInRef;
use crate::service::caller::Caller;
use crate::words::Texts;

/// The form was sent. It answers in a message of its own: the thank-you it was opened from stays.
pub async fn sent(
    bot: &Bot,
    incoming: &Incoming,
    texts: &Texts,
    caller: &Caller,
    (date, what): (Date, CheckInRef),
    rows: &[ActionRow],
) {
    let typed = Field::read(rows, past::WORDS);
    let work = async {
        let written = bot.services.write_words(caller, date, &what.to_string(), &typed).await?;
        Ok(past::written(texts, &incoming.locale, written))
    };
    answer::show(&bot.http, incoming, texts, Place::New, work).await;
}
