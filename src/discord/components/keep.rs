//! *Keep something?*: the choices, the whole text, 18 and over, and the yes.
//!
//! Every step but the last carries what was ticked in its own `custom_id`, so that
//! nothing is stored, here or in memory, before the yes.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::{KeepState, KeepStep};
use crate::discord::render::keep;
use crate::service::caller::Caller;

/// One step.
pub async fn step(press: &Press<'_>, caller: &Caller, step: KeepStep, state: KeepState) {
    let texts = &press.texts;
    let locale = press.locale();
    match step {
        KeepStep::Read => {
            let screen = keep::whole_text(texts, locale, &press.bot.operator, &state);
            answer::show_in_place(press.http(), &press.incoming, &screen).await;
        }
        KeepStep::Under18 => {
            let screen = keep::under_18(texts, locale);
            answer::show_in_place(press.http(), &press.incoming, &screen).await;
        }
        KeepStep::NotNow => {
            let screen = keep::not_now(texts, locale);
            answer::show_in_place(press.http(), &press.incoming, &screen).await;
        }
        KeepStep::Choose | KeepStep::Age | KeepStep::Agree => {
            let work = async {
                let services = &press.bot.services;
                Ok(match step {
                    KeepStep::Agree => {
                        let agreed = services.agree(caller, state.ticked, state.answer.as_ref()).await?;
                        keep::done(texts, locale, &agreed)
                    }
                    _ => {
                        let on = services.choices(caller).await?;
                        if step == KeepStep::Age && !state.ticked.is_empty() {
                            if on.is_empty() {
                                keep::age(texts, locale, &state)
                            } else {
                                // They said 18 or older when they turned the first one on.
                                let agreed =
                                    services.agree(caller, state.ticked, state.answer.as_ref()).await?;
                                keep::done(texts, locale, &agreed)
                            }
                        } else {
                            keep::choices(texts, locale, on, &state)
                        }
                    }
                })
            };
            answer::show(press.http(), &press.incoming, texts, press.place, work).await;
        }
    }
}
