//! The answers of a card.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::render::{renew, thanks};
use crate::domain::check_in::{CheckInRef, Given};
use crate::service::caller::Caller;
use crate::service::check_ins::Answered;

/// A button of a card: an answer, *Hard day* or *Skip*.
pub async fn answered(press: &Press<'_>, caller: &Caller, at: &CheckInRef, given: Given) {
    let work = async {
        let answered = press.bot.services.answer(caller, at, given).await?;
        let screen = thanks::screen(&press.texts, press.locale(), &answered);
        // The answer is saved by now: a fault here must not say otherwise.
        let changed = has_something_on(&answered)
            && press.bot.services.text_changed(caller).await.is_ok_and(|changed| changed);
        Ok(if changed { renew::under(&press.texts, press.locale(), screen) } else { screen })
    };
    answer::show(press.http(), &press.incoming, &press.texts, Place::New, work).await;
}

/// Whether a choice is on, so that there is a consent to ask about.
fn has_something_on(answered: &Answered) -> bool {
    matches!(answered, Answered::Thanked(thanks) if thanks.something_on)
}

/// A line of a card's select.
pub async fn picked(press: &Press<'_>, caller: &Caller, at: &CheckInRef) {
    let picked = press.values.first().and_then(|value| value.parse().ok());
    if let Some(given @ Given::Answer(_)) = picked {
        answered(press, caller, at, given).await;
    } else {
        let screen = thanks::lost(&press.texts, press.locale());
        answer::show_now(press.http(), &press.incoming, &screen).await;
    }
}
