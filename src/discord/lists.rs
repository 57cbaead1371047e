//! `/library publish` as a whole: the entries from memory, the bot's standing from Discord.

use super::Bot;
use super::custom_id::ListStep;
use super::error::Fault;
use super::permissions::Standing;
use super::render::library::publish::Of;
use super::render::list;
use super::render::screen::Screen;
use crate::domain::resource::list::ListState;
use crate::service::caller::Caller;
use crate::service::lists::{ListDone, Listed};
use crate::service::zone_of;

/// How a list stands, or what would be posted.
pub async fn show(bot: &Bot, caller: &Caller, of: &Of<'_>) -> Result<Screen, Fault> {
    let services = &bot.services;
    let listed = services.listed(caller, of.channel, of.topic).await?;
    match &listed {
        Listed::Refused => return Ok(of.refused()),
        Listed::There(published) => {
            // A missing right may be why it is not kept, or not taken down.
            let standing = match published.state {
                ListState::Live => Standing::Good,
                ListState::Stopped | ListState::Leaving => {
                    bot.standing_for_lists(caller.guild, of.channel).await
                }
            };
            return Ok(of.there(published, &standing));
        }
        Listed::New => {}
    }
    let known = services.community_or_new(caller).await?;
    let library = services.library(caller.guild).await?;
    let today = zone_of(&known).to_datetime(services.clock.now()).date();
    // In the language in which it would be posted: what fits on a message hangs on it.
    let pieces = list::pieces(of.texts, &known.locale, &library, of.topic, today);
    let standing = bot.standing_for_lists(caller.guild, of.channel).await;
    Ok(of.new_one(&known.locale, &pieces, &standing))
}

/// One control of its screen.
pub async fn step(bot: &Bot, caller: &Caller, of: &Of<'_>, step: ListStep) -> Result<Screen, Fault> {
    let screen = carry_out(bot, caller, of, step).await?;
    // What would be posted stood on the message until now.
    Ok(Screen { embeds: Some(Vec::new()), ..screen })
}

async fn carry_out(bot: &Bot, caller: &Caller, of: &Of<'_>, step: ListStep) -> Result<Screen, Fault> {
    let services = &bot.services;
    let (done, said) = match step {
        ListStep::Cancel => return Ok(of.not_posted()),
        ListStep::AskDown => {
            return Ok(match services.listed(caller, of.channel, of.topic).await? {
                Listed::Refused => of.refused(),
                Listed::New => of.gone(),
                Listed::There(_) => of.ask_down(),
            });
        }
        ListStep::Publish | ListStep::Restore => {
            let listed = services.listed(caller, of.channel, of.topic).await?;
            if listed == Listed::Refused {
                return Ok(of.refused());
            }
            let standing = bot.standing_for_lists(caller.guild, of.channel).await;
            if let Some(why) = of.hindrance(&standing) {
                return Ok(of.hindered(why, step));
            }
            if step == ListStep::Publish {
                (services.publish_list(caller, of.channel, of.topic).await?, of.started())
            } else {
                (services.restore_list(caller, of.channel, of.topic).await?, of.back())
            }
        }
        ListStep::Down => (services.take_list_down(caller, of.channel, of.topic).await?, of.leaving()),
    };
    Ok(match done {
        ListDone::Done => said,
        ListDone::Gone => of.gone(),
        ListDone::Refused => of.refused(),
    })
}
