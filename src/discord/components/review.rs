//! The controls of `/library review`.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::{PickStep, Picked, ReviewStep};
use crate::discord::error::Fault;
use crate::discord::render::library::review;
use crate::discord::render::screen::Screen;
use crate::domain::ids::SlotToken;
use crate::domain::resource::{Kind, Support, Topic};
use crate::service::caller::Caller;
use crate::service::suggestions::Reviewed;
use crate::store::Act;

/// One step. The right to it is asked again where something is shown or changed.
pub async fn step(press: &Press<'_>, caller: &Caller, step: ReviewStep) {
    if let ReviewStep::Accept(token) = step
        && press.place == Place::InPlace
        && let Some(form) = review::form(&press.texts, press.locale(), token, press.content)
    {
        // A form must be the first answer and never waits for the store. It shows what stands above it.
        return answer::open(press.http(), &press.incoming, &form).await;
    }
    let work = carry_out(press, caller, step);
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

async fn carry_out(press: &Press<'_>, caller: &Caller, step: ReviewStep) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    match step {
        ReviewStep::Show(at) => next(press, caller, at.into(), None).await,
        ReviewStep::Accept(_) => next(press, caller, 0, None).await,
        ReviewStep::Decline(token) => {
            let reviewed = services.decline(caller, token).await?;
            after(press, caller, reviewed, "review-declined").await
        }
        ReviewStep::Pick(token, step, picked) => pick(press, caller, token, step, picked).await,
        ReviewStep::Still(entry, version) => {
            let reviewed = services.settle_dead(caller, &entry, version, Act::Check).await?;
            after(press, caller, reviewed, "review-still").await
        }
        ReviewStep::Retire(entry, version) => {
            let reviewed = services.settle_dead(caller, &entry, version, Act::Retire).await?;
            after(press, caller, reviewed, "review-retired").await
        }
    }
}

async fn pick(
    press: &Press<'_>,
    caller: &Caller,
    token: SlotToken,
    step: PickStep,
    mut picked: Picked,
) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    let written =
        (press.place == Place::InPlace).then(|| review::Written::read_back(press.content)).flatten();
    let Some(written) = written else { return next(press, caller, 0, None).await };
    match step {
        PickStep::Kind => picked.kind = press.values.first().and_then(|slug| Kind::from_slug(slug)),
        PickStep::Topics => {
            picked.topics = press.values.iter().filter_map(|slug| Topic::from_slug(slug)).collect();
        }
        PickStep::Supports => {
            picked.supports = press.values.iter().filter_map(|slug| Support::from_slug(slug)).collect();
        }
        PickStep::List => {
            let whole = written.clone().entry(picked.clone(), services.today_utc());
            if let Some(body) = whole {
                let reviewed = services.accept(caller, token, body).await?;
                return after(press, caller, reviewed, "review-listed").await;
            }
        }
    }
    if !services.may_keep_library(caller).await? {
        return after(press, caller, Reviewed::Refused, "").await;
    }
    Ok(review::pick(&press.texts, press.locale(), token, &written, &picked))
}

/// What comes next, with what the last press did above it.
async fn after(press: &Press<'_>, caller: &Caller, reviewed: Reviewed, done: &str) -> Result<Screen, Fault> {
    let said = review::said(&press.texts, press.locale(), reviewed, done);
    next(press, caller, 0, said).await
}

async fn next(press: &Press<'_>, caller: &Caller, at: usize, first: Option<String>) -> Result<Screen, Fault> {
    let waiting = press.bot.services.review(caller, at).await?;
    Ok(review::screen(&press.texts, press.locale(), &waiting, first))
}
