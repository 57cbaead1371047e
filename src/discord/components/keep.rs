//! *Keep something?*: the choices, the whole text, 18 and over, and the yes.
//!
//! Every step but the last carries what was ticked in its own `custom_id`, so that
//! nothing is stored, here or in memory, before the yes.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::{KeepState, KeepStep};
use crate::discord::error::Fault;
use crate::discord::render::screen::Screen;
use crate::discord::render::{keep, reminder, thanks};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::service::caller::Caller;
use crate::service::check_ins::OFFERED;

/// One step.
pub async fn step(press: &Press<'_>, caller: &Caller, step: KeepStep, state: KeepState) {
    let texts = &press.texts;
    let locale = press.locale();
    let ready = match step {
        KeepStep::Read => keep::whole_text(texts, locale, &press.bot.operator, &state),
        KeepStep::Under18 => keep::under_18(texts, locale),
        KeepStep::NotNow => keep::not_now(texts, locale),
        KeepStep::Choose | KeepStep::Age | KeepStep::Agree => {
            let work = with_store(press, caller, step, &state);
            return answer::show(press.http(), &press.incoming, texts, press.place, work).await;
        }
    };
    answer::show_at(press.http(), &press.incoming, press.place, &ready).await;
}

async fn with_store(
    press: &Press<'_>,
    caller: &Caller,
    step: KeepStep,
    state: &KeepState,
) -> Result<Screen, Fault> {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let on = services.choices(caller).await?;
    // An older button may tick what is on by now; a forged one, what is not offered.
    let open: ChoiceSet = OFFERED.into_iter().filter(|choice| !on.contains(*choice)).collect();
    let on_by_now = step != KeepStep::Choose && !state.ticked.is_empty() && state.ticked.and(open).is_empty();
    if open.is_empty() || on_by_now {
        return Ok(keep::all_on(texts, locale, state));
    }
    let state = &KeepState { ticked: state.ticked.and(open), ..state.clone() };
    let nothing_ticked = state.ticked.is_empty();
    let said_yes = match step {
        KeepStep::Agree => true,
        // They said 18 or older when they turned the first one on; it is asked once.
        KeepStep::Age => !on.is_empty(),
        _ => false,
    };
    Ok(if nothing_ticked || step == KeepStep::Choose {
        keep::choices(texts, locale, on, state)
    } else if said_yes {
        match services.agree(caller, state.ticked, state.answer.as_ref()).await? {
            Some(agreed) => {
                let done = keep::done(texts, locale, &agreed);
                if agreed.turned_on.contains(Choice::RemindMe) {
                    let told = services.reminder(caller).await?;
                    reminder::panel_after(texts, locale, done.content, told.as_ref())
                } else {
                    done
                }
            }
            None => thanks::lost(texts, locale),
        }
    } else {
        keep::age(texts, locale, state)
    })
}
