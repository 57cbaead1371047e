//! The controls of `/library review`.

use super::{Press, library};
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::{Part, ReviewStep};
use crate::discord::error::Fault;
use crate::discord::library::Keeper;
use crate::discord::render::screen::Screen;
use crate::discord::render::suggestion;
use crate::domain::resource::{DraftOf, Typed};
use crate::service::caller::Caller;
use crate::store::Act;

/// One step. The right to it is asked again where something is shown or changed.
pub async fn step(press: &Press<'_>, caller: &Caller, step: ReviewStep) {
    if let ReviewStep::Edit(token) = step {
        // Only what stands in a private message of ours was seen.
        let read = (press.place == Place::InPlace).then(|| suggestion::read_back(press.content)).flatten();
        let shown = read.map(|suggestion| Typed::suggested(&suggestion));
        return library::open(press, caller, Part::Words, DraftOf::Suggestion(token), shown).await;
    }
    let keeper = Keeper { bot: press.bot, texts: &press.texts, locale: press.locale(), caller };
    let work = Box::pin(carry_out(keeper, step));
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

async fn carry_out(keeper: Keeper<'_>, step: ReviewStep) -> Result<Screen, Fault> {
    let (services, caller) = (&keeper.bot.services, keeper.caller);
    match step {
        ReviewStep::Show(at) => keeper.review(at.into(), None).await,
        ReviewStep::Waiting(_) => keeper.review(0, None).await,
        ReviewStep::Accept(token) | ReviewStep::Edit(token) => keeper.accept(token, false).await,
        ReviewStep::Decline(token) => {
            let reviewed = services.decline(caller, token).await?;
            keeper.review(0, Some((reviewed, "review-declined"))).await
        }
        ReviewStep::Still(entry, version) => {
            let reviewed = services.settle_dead(caller, &entry, version, Act::Check).await?;
            keeper.review(0, Some((reviewed, "review-still"))).await
        }
        ReviewStep::Retire(entry, version) => {
            let reviewed = services.settle_dead(caller, &entry, version, Act::Retire).await?;
            keeper.review(0, Some((reviewed, "review-retired"))).await
        }
    }
}
