//! The controls of a community's own prompts.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::{OwnControl, OwnForm, OwnStep};
use crate::discord::render::own_prompts;
use crate::service::caller::Caller;
use crate::store::OwnAct;

/// A page of the list, or the one that was chosen there.
pub async fn list(press: &Press<'_>, caller: &Caller, page: u16) {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let chosen = press.values.first().and_then(|number| number.parse().ok());
    let work = async {
        let own = match chosen {
            Some(number) => services.show_own(caller, number).await?,
            None => services.list_own(caller).await?,
        };
        Ok(own_prompts::screen(texts, locale, &own, page))
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// A control of one of them.
pub async fn step(press: &Press<'_>, caller: &Caller, control: OwnControl) {
    let (texts, locale) = (&press.texts, press.locale());
    let act = match control.step {
        OwnStep::Use => OwnAct::Use,
        OwnStep::Retire => OwnAct::Retire,
        OwnStep::Restore => OwnAct::Restore,
    };
    let work = async {
        let own = press.bot.services.change_own(caller, control.number, control.seen, act).await?;
        Ok(own_prompts::screen(texts, locale, &own, 0))
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// The form, filled in with what is at hand: a form must be the first answer and never waits for the store.
/// Who may send it is asked when it is sent.
pub async fn form(press: &Press<'_>, caller: &Caller, form: OwnForm) {
    let at_hand = form.number.and_then(|number| press.bot.services.own_prompt_at_hand(caller.guild, number));
    let (from, seen) = at_hand.unzip();
    let form = OwnForm { seen, ..form };
    let modal = own_prompts::form(&press.texts, press.locale(), form, from.as_ref());
    answer::open(press.http(), &press.incoming, &modal).await;
}
