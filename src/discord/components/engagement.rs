//! The controls of `/engagement`.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::GroupStep;
use crate::discord::engagement;
use crate::service::caller::Caller;

/// One control.
pub async fn step(press: &Press<'_>, caller: &Caller, step: GroupStep) {
    // A file or what a press did comes beside the page, which stays.
    let beside = matches!(step, GroupStep::File | GroupStep::PostDigest | GroupStep::StopDigest);
    let place = if beside { Place::New } else { press.place };
    let work = engagement::step(press.bot, &press.texts, press.locale(), caller, step);
    answer::show(press.http(), &press.incoming, &press.texts, place, work).await;
}
