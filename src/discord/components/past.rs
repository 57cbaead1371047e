//! Looking back on kept answers.

use jiff::civil::Date;

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::PastStep;
use crate::discord::render::my_data::deleted;
use crate::discord::render::past;
use crate::domain::check_in::CheckInRef;
use crate::service::caller::Caller;

/// A page; with a line of its list chosen, that answer.
pub async fn page(press: &Press<'_>, caller: &Caller, number: u16) {
    if let Some((date, what)) = press.values.first().and_then(|value| read(value)) {
        return one(press, caller, PastStep::Show, date, &what).await;
    }
    let work = async {
        let page = press.bot.services.past(caller, usize::from(number)).await?;
        Ok(past::page(&press.texts, press.locale(), &page))
    };
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// A step with one answer.
pub async fn one(press: &Press<'_>, caller: &Caller, step: PastStep, date: Date, what: &CheckInRef) {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    if matches!(step, PastStep::Words | PastStep::Anew) {
        // A form must be the first answer and never waits for the store, so it opens empty.
        let form = past::words_form(texts, locale, date, what.clone(), step == PastStep::Anew);
        return answer::open(press.http(), &press.incoming, &form).await;
    }
    let what = what.to_string();
    let work = async {
        Ok(match step {
            PastStep::Delete => {
                let done = past::deleted(texts, locale, services.forget_answer(caller, date, &what).await?);
                deleted(texts, locale, done, services.old_copy_waits())
            }
            PastStep::Show | PastStep::Words | PastStep::Anew => {
                let held = services.past_one(caller, date, &what).await?;
                past::one(texts, locale, held.as_ref(), services.may_write(caller).await?)
            }
            PastStep::Forget => {
                let done = past::forgotten(texts, locale, services.forget_words(caller, date, &what).await?);
                deleted(texts, locale, done, services.old_copy_waits())
            }
            PastStep::AskForget => {
                past::ask_forget(texts, locale, services.past_one(caller, date, &what).await?.as_ref())
            }
            PastStep::AskDelete => {
                past::ask_delete(texts, locale, services.past_one(caller, date, &what).await?.as_ref())
            }
        })
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// A line of the list: the date, and what was answered.
fn read(value: &str) -> Option<(Date, CheckInRef)> {
    let (date, what) = value.split_once('.')?;
    Some((date.parse().ok()?, what.parse().ok()?))
}
