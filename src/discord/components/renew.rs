//! Saying yes to a consent text that has changed. Who says nothing goes on as before.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::RenewStep;
use crate::discord::render::renew;
use crate::service::caller::Caller;

/// One step.
pub async fn step(press: &Press<'_>, caller: &Caller, step: RenewStep) {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let work = async {
        let on = services.choices(caller).await?;
        Ok(match step {
            _ if on.is_empty() => renew::done(texts, locale, false),
            RenewStep::Read => renew::text(texts, locale, &press.bot.operator, on),
            RenewStep::Agree => renew::done(texts, locale, services.agree_again(caller).await?),
        })
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}
