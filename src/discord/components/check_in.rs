//! The answers of a card.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::render::thanks;
use crate::domain::check_in::{CheckInRef, Given};
use crate::service::caller::Caller;

/// A button of a card: an answer, *Hard day* or *Skip*.
pub async fn answered(press: &Press<'_>, caller: &Caller, at: &CheckInRef, given: Given) {
    let work = async {
        let answered = press.bot.services.answer(caller, at, given).await?;
        Ok(thanks::screen(&press.texts, press.locale(), &answered))
    };
    answer::show(press.http(), &press.incoming, &press.texts, Place::New, work).await;
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
