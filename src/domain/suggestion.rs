//! What a member suggests for the list of resources, and telling them what became of it.
//!
//! A suggestion is a title, one way there and one sentence. What is typed is made plain at once, so
//! that it can stand in a message as it is and be read back from it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, GuildId, SlotToken, UserId};
use super::plain::{is_marked_up, readable};
use super::planner::{self, Timing};
use super::resource::link::LinkFault;
use super::resource::{Body, Link, Phone};
use super::schedule::Occurrence;
use super::slot::Slot;

/// How many days a suggestion is kept at most.
pub const KEPT_DAYS: i64 = 90;
/// How many of one person may wait at once.
pub const MOST_EACH: u32 = 3;
/// How many of one community may wait at once.
pub const MOST_HERE: u32 = 100;
/// For how long it is tried to tell somebody what became of theirs.
const TOLD_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Its title.
    pub title: String,
    /// Where it is on the web; a suggestion has this or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Why, in one sentence.
    pub why: String,
}

/// Why what was typed is no suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuggestionFault {
    /// A title or a sentence is missing, or nothing of it can be read.
    #[error("something is missing")]
    Empty,
    /// It is neither a link nor a number.
    #[error("no way there")]
    Way,
    /// It is a link that is not taken.
    #[error("a link that is not taken: {0}")]
    Link(LinkFault),
}

impl Suggestion {
    /// Reads what was typed into the three fields.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn read(title: &str, way: &str, why: &str) -> Result<Self, SuggestionFault> {
        let (title, why) = (line(title, Body::TITLE), line(why, Body::SENTENCE));
        if title.is_empty() || why.is_empty() {
            return Err(SuggestionFault::Empty);
        }
        let (link, phone) = way_there(way)?;
        Ok(Self { title, link, phone, why })
    }

    /// The link or the number, as it is shown and read back.
    pub fn way(&self) -> String {
        let link = self.link.as_ref().map(|link| link.as_str().to_owned());
        link.or_else(|| self.phone.as_ref().map(|phone| phone.as_str().to_owned())).unwrap_or_default()
    }
}

/// What somebody typed as one plain line, at most `most` characters long.
pub fn line(text: &str, most: usize) -> String {
    let marked = |mark: char| is_marked_up(mark.encode_utf8(&mut [0; 4]));
    let text = readable(text).replace('\n', " ");
    let text: String = text.chars().filter(|mark| !marked(*mark)).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().take(most).collect::<String>().trim_end().to_owned()
}

/// A number, or a link; one without its scheme is taken for https.
fn way_there(text: &str) -> Result<(Option<Link>, Option<Phone>), SuggestionFault> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    if let Ok(phone) = text.parse() {
        return Ok((None, Some(phone)));
    }
    let bare = text.contains('.') && !text.contains([':', '@', ' ']);
    let whole = if bare { format!("https://{text}") } else { text.to_owned() };
    match whole.parse() {
        Ok(link) => Ok((Some(link), None)),
        Err(fault) if whole.contains("://") => Err(SuggestionFault::Link(fault)),
        Err(_) => Err(SuggestionFault::Way),
    }
}

/// What is kept so that somebody hears what became of theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Who is to be told.
    pub user: UserId,
    /// The message, once staff decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
}

impl Wish {
    /// Of `user`, before staff decided.
    pub fn new(user: UserId) -> Self {
        Self { user, slot: None }
    }

    /// The same once staff decided, at `now`.
    #[must_use]
    pub fn decided(mut self, guild: GuildId, token: SlotToken, today: Date, now: Timestamp) -> Self {
        let deadline = now.saturating_add(TOLD_WITHIN).unwrap_or(Timestamp::MAX);
        let occurrence = Occurrence { local_date: today, due: now, deadline };
        self.slot = Some(Slot::planned(token, guild, ChannelId(0), occurrence));
        self
    }

    /// Takes a step towards the message: `channel` is where it goes, once that is known.
    ///
    /// None when nothing is left to do: it went out, or never will, and is to be forgotten.
    pub fn step(
        &self,
        event: planner::Event,
        channel: Option<ChannelId>,
        (now, timing): (Timestamp, &Timing),
        jitter: &mut dyn Rng,
    ) -> Option<(Self, planner::Effect)> {
        let mut slot = self.slot.clone()?;
        slot.channel = channel.unwrap_or(slot.channel);
        let step = planner::step(&slot, event, now, timing, jitter);
        let moved = Self { user: self.user, slot: Some(step.slot.clone()) };
        (!step.slot.state.is_final()).then_some((moved, step.effect))
    }

    /// When to look at it again.
    pub fn wake(&self, now: Timestamp, timing: &Timing) -> Option<Timestamp> {
        let slot = self.slot.as_ref()?;
        let lease = slot.last_send.and_then(|sent| sent.saturating_add(timing.lease).ok());
        Some(slot.next_try.or(lease).unwrap_or(now).max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_one_plain_line_and_a_way_there() {
        let read =
            Suggestion::read(" **Food**\nbank @everyone ", "food.example/leeds", "It\u{202e} helped. ");
        let read = read.unwrap();
        assert_eq!((&*read.title, &*read.why), ("Food bank @everyone", "It helped."));
        assert_eq!(read.way(), "https://food.example/leeds");
        let again = Suggestion::read(&read.title, &format!("<{}>", read.way()), &read.why);
        assert_eq!(again, Ok(read), "what is shown is read back as it was");
        let called = Suggestion::read("Line", "116 123", "Kind.").unwrap();
        assert_eq!((called.way(), called.link), ("116 123".to_owned(), None));
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        for way in ["", "call them", "javascript:alert(1)", "me@food.example", "1"] {
            assert_eq!(Suggestion::read("A", way, "B"), Err(SuggestionFault::Way), "{way}");
        }
        for (way, fault) in [("http://food.example", LinkFault::Scheme), ("bit.ly/1", LinkFault::Shortener)] {
            assert_eq!(Suggestion::read("A", way, "B"), Err(SuggestionFault::Link(fault)), "{way}");
        }
        assert_eq!(Suggestion::read("**", "116 123", "B"), Err(SuggestionFault::Empty));
        assert_eq!(Suggestion::read("A", "116 123", "\u{200b}"), Err(SuggestionFault::Empty));
    }

    #[test]
    fn the_longest_texts_stay_within_their_limits() {
        let read = Suggestion::read(&"é".repeat(300), "988", &"word ".repeat(90)).unwrap();
        assert_eq!((read.title.chars().count(), read.why.chars().count()), (80, 199));
    }
}
