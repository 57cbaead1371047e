//! Posts that stand already: changing one, looking whether it is there, taking it away.
//!
//! All three may be asked twice without harm, so none needs the once-only machine.

use serenity::all::{HttpError, Message};

use super::{Poster, refused};
use crate::discord::pace::Failed;
use crate::discord::render::screen::Screen;
use crate::domain::ids::{ChannelId, GuildId, MessageId};
use crate::domain::planner::Event;

/// Discord's code for "no such message".
const UNKNOWN_MESSAGE: isize = 10_008;
/// Discord's code for too many edits of messages that are older than an hour.
const TOO_MANY_EDITS: isize = 30_046;

/// What became of such a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amended {
    /// It is as asked.
    Done,
    /// The message is gone: somebody removed it.
    Removed,
    /// The channel is gone.
    Gone,
    /// A right is missing.
    Forbidden,
    /// Older messages may not be edited so often; in an hour they may.
    Slow,
    /// Nobody knows whether it happened, or it came at a bad moment.
    Later,
    /// Discord calls it malformed.
    Malformed,
    /// The token is not valid any more.
    Unauthorized,
    /// The bot is stopping; nothing was sent.
    Stopping,
}

impl Poster {
    /// Gives a message the form of `screen`.
    pub async fn edit(
        &self,
        guild: GuildId,
        channel: ChannelId,
        message: MessageId,
        screen: &Screen,
    ) -> Amended {
        let target = serenity::all::ChannelId::new(channel.0);
        let request = target.edit_message(&self.bot.http, message.0, screen.edit_message());
        told(self.bot.gate.ask((guild, channel), self.limit, request).await)
    }

    /// Looks whether a message is still there.
    pub async fn look(&self, guild: GuildId, channel: ChannelId, message: MessageId) -> Amended {
        let target = serenity::all::ChannelId::new(channel.0);
        let request = self.bot.http.get_message(target, message.0.into());
        told::<Message>(self.bot.gate.ask((guild, channel), self.limit, request).await)
    }

    /// Takes a message away.
    pub async fn remove(&self, guild: GuildId, channel: ChannelId, message: MessageId) -> Amended {
        let target = serenity::all::ChannelId::new(channel.0);
        let request = self.bot.http.delete_message(target, message.0.into(), None);
        told(self.bot.gate.ask((guild, channel), self.limit, request).await)
    }
}

fn told<T>(outcome: Result<T, Failed>) -> Amended {
    let fault = match outcome {
        Ok(_) => return Amended::Done,
        Err(Failed::Stopping) => return Amended::Stopping,
        Err(Failed::Silent) => return Amended::Later,
        Err(Failed::Said(fault)) => fault,
    };
    match code(&fault) {
        Some(UNKNOWN_MESSAGE) => return Amended::Removed,
        Some(TOO_MANY_EDITS) => return Amended::Slow,
        _ => {}
    }
    match refused(&fault) {
        Event::Forbidden => Amended::Forbidden,
        Event::Gone => Amended::Gone,
        Event::Unauthorized => Amended::Unauthorized,
        Event::BadRequest => Amended::Malformed,
        _ => Amended::Later,
    }
}

fn code(fault: &serenity::Error) -> Option<isize> {
    match fault {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) => Some(refused.error.code),
        _ => None,
    }
}
