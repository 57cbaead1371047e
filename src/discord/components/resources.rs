//! The controls of `/resources`, of *Something that may help* and of *Suggest one*.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::{Back, FindStep, SuggestStep};
use crate::discord::error::Fault;
use crate::discord::render::screen::Screen;
use crate::discord::render::{resources, suggestion};
use crate::domain::resource::{EntryId, Shelf, Topic};
use crate::service::caller::Caller;

/// One step through the list.
pub async fn find(press: &Press<'_>, caller: &Caller, step: FindStep) {
    // The thank-you above it stays: what it offers is not used up.
    let place = if matches!(step, FindStep::Near(_)) { Place::New } else { press.place };
    answer::show(press.http(), &press.incoming, &press.texts, place, look(press, caller, step)).await;
}

async fn look(press: &Press<'_>, caller: &Caller, step: FindStep) -> Result<Screen, Fault> {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let picked = press.values.first();
    Ok(match step {
        FindStep::Start => start(press, caller).await?,
        FindStep::Topics => match picked.and_then(|slug| Topic::from_slug(slug)) {
            Some(topic) => on(press, caller, Back { shelf: Shelf::Topic(topic), from: 0 }).await?,
            None => start(press, caller).await?,
        },
        FindStep::On(back) => on(press, caller, back).await?,
        FindStep::Open(back) => one(press, caller, Some(back)).await?,
        FindStep::Pick => one(press, caller, None).await?,
        FindStep::Near(shelf) => {
            let found = services.something(caller, shelf, locale).await?;
            let kept = services.kept_of_looks(caller).await?;
            resources::something(texts, locale, shelf, &found, kept)
        }
        FindStep::Dead(id, back) => {
            let flagged = services.flag_dead(caller, &id).await?;
            resources::flagged(texts, locale, flagged, back)
        }
    })
}

/// Where to begin, with a true word on what is kept of it.
pub async fn start(press: &Press<'_>, caller: &Caller) -> Result<Screen, Fault> {
    let kept = press.bot.services.kept_of_looks(caller).await?;
    Ok(resources::start(&press.texts, press.locale(), kept))
}

async fn on(press: &Press<'_>, caller: &Caller, Back { shelf, from }: Back) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    let shelved = services.shelf(caller, shelf, press.locale()).await?;
    if from == 0 {
        // Only of those who chose to be counted; the first of a period stands, so a way back counts nothing.
        services.count_shelf(caller, shelf, &shelved).await?;
    }
    Ok(resources::shelf(&press.texts, press.locale(), shelf, from.into(), &shelved))
}

/// The entry that was picked in a select.
async fn one(press: &Press<'_>, caller: &Caller, back: Option<Back>) -> Result<Screen, Fault> {
    let picked: Option<EntryId> = press.values.first().and_then(|value| value.parse().ok());
    let Some(id) = picked else { return start(press, caller).await };
    let looked = press.bot.services.look_at(caller, &id).await?;
    if let (Some(back), Some(entry)) = (back, &looked.entry) {
        // Only of those who chose to be counted, as on a shelf.
        press.bot.services.count_opened(caller, back.shelf, entry).await?;
    }
    Ok(resources::entry(&press.texts, press.locale(), &looked, back))
}

/// One step of suggesting something.
pub async fn suggest(press: &Press<'_>, caller: &Caller, step: SuggestStep) {
    let (texts, locale) = (&press.texts, press.locale());
    if step == SuggestStep::Form {
        // A form must be the first answer and never waits for the store.
        return answer::open(press.http(), &press.incoming, &suggestion::form(texts, locale)).await;
    }
    let work = async {
        let tell = step == SuggestStep::SendAndTell;
        // Only what stands in a private message of ours was seen and confirmed.
        let read = (press.place == Place::InPlace).then(|| suggestion::read_back(press.content)).flatten();
        let Some(text) = read else { return Ok(suggestion::lost(texts, locale)) };
        let sent = press.bot.services.suggest(caller, press.message, text, tell).await?;
        Ok(suggestion::sent(texts, locale, sent))
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}
