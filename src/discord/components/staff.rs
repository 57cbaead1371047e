//! The controls of `/quiet`, of the next card, and of a staff notice.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::QuietStep;
use crate::discord::render::staff;
use crate::domain::ids::SlotToken;
use crate::service::caller::Caller;

/// A control of the `/quiet` panel.
pub async fn quiet(press: &Press<'_>, caller: &Caller, step: QuietStep) {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let work = async {
        Ok(match step {
            QuietStep::Start => staff::rest(texts, locale, &services.rest(caller, None).await?, ""),
            QuietStep::End => staff::rest(texts, locale, &services.end_rest(caller).await?, ""),
            QuietStep::Tomorrow => {
                staff::next_card(texts, locale, services.next_card(caller).await?.as_ref())
            }
        })
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// *Swap it* under the next card.
pub async fn swap(press: &Press<'_>, caller: &Caller, shown: &str) {
    let (texts, locale) = (&press.texts, press.locale());
    let work = async {
        let swapped = press.bot.services.swap(caller, shown).await?;
        Ok(staff::swapped(texts, locale, &swapped))
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// *What happened* under a notice: about its slot when it names one, else as `/why-not`.
pub async fn what_happened(press: &Press<'_>, caller: &Caller, slot: Option<SlotToken>) {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let work = async {
        let why = services.why_not(caller.guild, slot).await?;
        Ok(staff::why_not(texts, locale, &why))
    };
    answer::show(press.http(), &press.incoming, texts, Place::New, work).await;
}
