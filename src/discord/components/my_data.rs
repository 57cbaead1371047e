//! `/my-data`: its buttons.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::MyDataStep;
use crate::discord::render::my_data;
use crate::service::caller::Caller;

/// One step.
pub async fn step(press: &Press<'_>, caller: &Caller, step: MyDataStep) {
    let texts = &press.texts;
    let locale = press.locale();
    let work = async {
        let services = &press.bot.services;
        Ok(match step {
            MyDataStep::Show => my_data::overview(texts, locale, &services.my_data(caller).await?),
            MyDataStep::AskOff(choices) | MyDataStep::Off(choices) => {
                // What is off already cannot be turned off: an older page says how things were.
                let on = services.choices(caller).await?.and(choices);
                if on.is_empty() {
                    my_data::overview(texts, locale, &services.my_data(caller).await?)
                } else if matches!(step, MyDataStep::AskOff(_)) {
                    my_data::ask_off(texts, locale, on)
                } else {
                    services.turn_off(caller, on).await?;
                    my_data::off_done(texts, locale, on)
                }
            }
            MyDataStep::AskErase => my_data::ask_erase(texts, locale),
            MyDataStep::Erase => {
                let erased = services.erase(caller).await?;
                my_data::erased(texts, locale, erased, services.my_data(caller).await?.changes)
            }
            MyDataStep::Answers(page) => {
                my_data::answers(texts, locale, &services.my_data(caller).await?, page)
            }
        })
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}
