//! The controls of `/library publish`, and *Search* under a published list.

use super::{Press, resources};
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::ListStep;
use crate::discord::lists;
use crate::discord::render::library::publish::Of;
use crate::domain::ids::ChannelId;
use crate::domain::resource::Topic;
use crate::service::caller::Caller;

/// One control.
pub async fn step(
    press: &Press<'_>,
    caller: &Caller,
    step: ListStep,
    channel: ChannelId,
    topic: Option<Topic>,
) {
    let of = Of { texts: &press.texts, locale: press.locale(), channel, topic };
    let work = lists::step(press.bot, caller, &of, step);
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// *What happened* under a notice about a list: how it stands, and what can be done.
pub async fn happened(press: &Press<'_>, caller: &Caller, channel: ChannelId, topic: Option<Topic>) {
    let of = Of { texts: &press.texts, locale: press.locale(), channel, topic };
    let work = lists::show(press.bot, caller, &of);
    answer::show(press.http(), &press.incoming, &press.texts, Place::New, work).await;
}

/// *Search*: the way into the list, in private.
pub async fn search(press: &Press<'_>, caller: &Caller) {
    let work = resources::start(press, caller);
    answer::show(press.http(), &press.incoming, &press.texts, Place::New, work).await;
}
