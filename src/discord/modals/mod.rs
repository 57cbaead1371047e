//! Forms that were sent: one file a form.

mod library;
mod own_prompt;
mod own_words;
mod own_zone;
mod suggestion;
mod time_and_zone;

use std::sync::Arc;

use serenity::all::{MessageFlags, ModalInteraction};

use super::Bot;
use super::answer::{self, Place};
use super::custom_id::{CustomId, LibraryStep, MeStep, PastStep, SetupStep, SuggestStep};
use super::incoming::Incoming;
use super::render::thanks;

/// Answers one form, whatever its `custom_id` is.
pub async fn route(bot: &Arc<Bot>, form: &ModalInteraction) {
    let incoming = Incoming::from(form);
    if !bot.recent.first_time(incoming.id) {
        return;
    }
    let texts = bot.services.words.now();
    // A form opened from a private message is answered in that message.
    let private = form.message.as_ref().and_then(|message| message.flags);
    let in_place = private.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    let place = if in_place { Place::InPlace } else { Place::New };
    let (id, rows) = (form.data.custom_id.parse(), &form.data.components);
    match (id, bot.caller(&incoming)) {
        (Ok(CustomId::Setup(SetupStep::TimeAndZone)), Some(caller)) => {
            time_and_zone::sent(bot, &incoming, &texts, place, &caller, rows).await;
        }
        (Ok(CustomId::Me(MeStep::Zone)), Some(caller)) => {
            own_zone::sent(bot, &incoming, &texts, place, &caller, rows).await;
        }
        (Ok(CustomId::PastOne(PastStep::Words, date, what)), Some(caller)) => {
            own_words::sent(bot, &incoming, &texts, &caller, (date, what), rows).await;
        }
        (Ok(CustomId::OwnForm(form)), Some(caller)) => {
            own_prompt::sent(bot, &incoming, &texts, place, &caller, form, rows).await;
        }
        (Ok(CustomId::Library(LibraryStep::Form { part, of, filled })), Some(caller)) => {
            library::sent(bot, &incoming, &texts, place, &caller, (part, of, filled), rows).await;
        }
        (Ok(CustomId::Suggest(SuggestStep::Form)), Some(_)) => {
            suggestion::sent(bot, &incoming, &texts, place, rows).await;
        }
        _ => {
            let screen = thanks::lost(&texts, &incoming.locale);
            answer::show_now(&bot.http, &incoming, &screen).await;
        }
    }
}
