//! The controls of `/engagement`.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::GroupStep;
use crate::discord::engagement;
use crate::service::caller::Caller;

/// One control. A file comes beside the page, which stays.
pub async fn step(press: &Press<'_>, caller: &Caller, step: GroupStep) {
    let place = if step == GroupStep::File { Place::New } else { press.place };
    let work = engagement::step(press.bot, &press.texts, press.locale(), caller, step);
    answer::show(press.http(), &press.incoming, &press.texts, place, work).await;
}
