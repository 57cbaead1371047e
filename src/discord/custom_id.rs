//! The `custom_id` of every button, select and modal: a plain, versioned grammar.
//!
//! `1:<kind>:<ref>:<arg>:<bits>`, at most 100 bytes. It holds no secret and needs
//! no row: who acts is always the interaction's own user, so a forged id can do
//! only what that person could do by tapping. The parser is total: whatever
//! Discord or an attacker sends is either one of the acts below or [`BadId`].
//! A version is answered for good once it has been posted.

mod group;
mod library;
mod own_prompt;
mod reminder;
mod resources;
mod steps;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::domain::check_in::{
    BadRef, CheckInRef, Given, GivenOn, compact, is_prompt_id, parse_date, small_number,
};
use crate::domain::consent::ChoiceSet;
use crate::domain::ids::{ChannelId, GuildId, SlotToken};
use crate::domain::resource::Topic;
use crate::domain::resource::list::{of_scope, scope};

pub use group::GroupStep;
pub use library::{DraftStep, EntryStep, LibraryStep, Part, SureStep};
pub use own_prompt::{OwnControl, OwnForm, OwnStep};
pub use reminder::{Nudge, RemindStep};
pub use resources::{Back, FindStep, Outcome, ReviewStep, SuggestStep};
pub use steps::{
    KeepState, KeepStep, ListStep, MeStep, MyDataStep, PastStep, QuietStep, RenewStep, SetupStep,
};

/// Discord's limit on a `custom_id`, in bytes as we count it (all of ours are ASCII).
pub const LIMIT: usize = 100;

/// What a press means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomId {
    /// An answer's button on a card.
    Answer(CheckInRef, Given),
    /// The select of a card with more than five answers; the answer is its value.
    Pick(CheckInRef),
    /// *Get help now*. Reads nothing but its kind.
    Help,
    /// The country select under the help lines. Reads nothing but its kind.
    HelpCountry,
    /// *About*. Reads nothing but its kind.
    About,
    /// *Keep something?*, and every later step of saying yes.
    Keep(KeepStep, KeepState),
    /// A step in `/my-data`; of the community named, or of the one it stands in. Who presses is whose data it is.
    MyData(Option<GuildId>, MyDataStep),
    /// A page of the list of communities of `/my-data` in a direct message; with a value, that community.
    MyDataOf(u16),
    /// Agreeing to a consent text that has changed.
    Renew(RenewStep),
    /// A control of the reminders' screen.
    Remind(RemindStep),
    /// A button under a reminder in a direct message.
    Nudge(Nudge),
    /// A control of the member's own page.
    Me(MeStep),
    /// A zone that was offered on the member's own page.
    MeZone(String),
    /// *Did you mean to check in yesterday?* Yes, on this date. With the answer it stood under, where own
    /// words may be written beside that.
    Yesterday(Date, Option<CheckInRef>),
    /// A page of kept answers, newest first; with a value chosen, one of them.
    Past(u16),
    /// One kept answer: its date, and what was answered.
    PastOne(PastStep, Date, CheckInRef),
    /// A control of `/resources`.
    Find(FindStep),
    /// A control of *Suggest one*.
    Suggest(SuggestStep),
    /// A control of `/library review`.
    Review(ReviewStep),
    /// The button under the message that tells what became of a suggestion.
    Outcome(Outcome),
    /// A control of `/engagement`.
    Group(GroupStep),
    /// A control of the set-up panel.
    Setup(SetupStep),
    /// Takes back this change of settings, if it is still the last.
    Undo(i64),
    /// A control of *tomorrow's card*: the prompt shown, to be swapped.
    Swap {
        /// The id of the prompt that was shown; a stale press swaps nothing.
        shown: String,
    },
    /// The list of the community's own prompts, from this page on; with a value chosen, one of them.
    OwnPrompts(u16),
    /// A control of one of them.
    Own(OwnControl),
    /// The form for one.
    OwnForm(OwnForm),
    /// A control of the `/quiet` panel.
    Quiet(QuietStep),
    /// *What happened* under a staff notice.
    WhatHappened {
        /// The slot the notice is about, when it is about one.
        slot: Option<SlotToken>,
        /// The notice's own token, by which its post is found again.
        notice: Option<SlotToken>,
    },
    /// *Bring in these*, under what a file would do to the list of resources.
    BringIn {
        /// The mark of the plan that was shown; if another is due by now, nothing is done.
        mark: String,
    },
    /// *Cancel*, beside it.
    BringInNot,
    /// A control by which moderators keep the list of resources.
    Library(LibraryStep),
    /// *Search* under a published list.
    Search {
        /// The message's own token, by which it is found again.
        token: SlotToken,
    },
    /// A control of `/library publish`: of the list of this topic, or of all, in this channel.
    List(ListStep, ChannelId, Option<Topic>),
    /// *What happened* under a notice about that list, with the notice's own token.
    ListHappened(ChannelId, Option<Topic>, SlotToken),
    /// *Time and zone*: opens the form, filled in as things stood, without asking the store.
    TimeForm {
        /// The minute of the day, 0 to 1,439.
        time: u16,
        /// The zone's name.
        zone: String,
    },
    /// One of the zones that were offered, with the time that came with them.
    UseZone {
        /// The minute of the day, 0 to 1,439.
        time: u16,
        /// The zone's name.
        zone: String,
    },
}

/// The text is not one of our ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a custom_id of this bot")]
pub struct BadId;

impl From<BadRef> for BadId {
    fn from(_: BadRef) -> Self {
        Self
    }
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(at, given) => write!(f, "1:answer:{at}:{given}:"),
            Self::Pick(at) => write!(f, "1:pick:{at}::"),
            Self::Help => f.write_str("1:help:::"),
            Self::HelpCountry => f.write_str("1:country:::"),
            Self::About => f.write_str("1:about:::"),
            Self::Keep(step, state) => {
                let name = name_of(&KeepStep::ALL, step);
                match &state.answer {
                    Some(GivenOn { at, given, day }) => {
                        write!(f, "1:keep-{name}:{at}:{given}.{}:{}", compact(*day), state.ticked.bits())
                    }
                    None => write!(f, "1:keep-{name}:::{}", state.ticked.bits()),
                }
            }
            Self::MyData(of, step) => {
                f.write_str("1:mydata")?;
                if let Some(guild) = of {
                    write!(f, "-{guild}")?;
                }
                match step {
                    MyDataStep::Show => f.write_str("::show:"),
                    MyDataStep::AskOff(choices) => write!(f, "::askoff:{}", choices.bits()),
                    MyDataStep::Off(choices) => write!(f, "::off:{}", choices.bits()),
                    MyDataStep::AskErase => f.write_str("::askerase:"),
                    MyDataStep::Erase => f.write_str("::erase:"),
                    MyDataStep::AskExport => f.write_str("::askexport:"),
                    MyDataStep::Export => f.write_str("::export:"),
                    MyDataStep::DropDraft => f.write_str("::dropdraft:"),
                    MyDataStep::Answers(page) => write!(f, ":{page}:answers:"),
                    MyDataStep::Suggested => f.write_str("::suggested:"),
                    MyDataStep::TakeBack(token) => write!(f, ":{token}:take:"),
                }
            }
            Self::MyDataOf(0) => f.write_str("1:mydataof:::"),
            Self::MyDataOf(page) => write!(f, "1:mydataof:{page}::"),
            Self::Renew(step) => write!(f, "1:renew::{}:", name_of(&RenewStep::ALL, step)),
            Self::Remind(step) => write!(f, "1:remind::{}:", name_of(&RemindStep::ALL, step)),
            Self::Nudge(nudge) => nudge.fmt(f),
            Self::Me(step) => write!(f, "1:me::{}:", name_of(&MeStep::ALL, step)),
            Self::MeZone(zone) => write!(f, "1:mezone:{zone}::"),
            Self::Yesterday(date, under) => {
                let under = under.as_ref().map(ToString::to_string).unwrap_or_default();
                write!(f, "1:yesterday:{}:{under}:", compact(*date))
            }
            Self::Past(page) => write!(f, "1:past:{page}::"),
            Self::PastOne(step, date, what) => {
                write!(f, "1:past-{}:{what}:{}:", name_of(&PastStep::ALL, step), compact(*date))
            }
            Self::Find(step) => step.fmt(f),
            Self::Suggest(step) => write!(f, "1:suggest::{}:", name_of(&SuggestStep::ALL, step)),
            Self::Review(step) => step.fmt(f),
            Self::Outcome(outcome) => outcome.fmt(f),
            Self::Group(step) => step.fmt(f),
            Self::Setup(step) => write!(f, "1:setup::{}:", name_of(&SetupStep::PLAIN, step)),
            Self::Undo(number) => write!(f, "1:undo:{number}::"),
            Self::Swap { shown } => write!(f, "1:swap:{shown}::"),
            Self::OwnPrompts(page) => write!(f, "1:owns:{page}::"),
            Self::Own(control) => control.fmt(f),
            Self::OwnForm(form) => form.fmt(f),
            Self::Quiet(step) => write!(f, "1:quiet::{}:", name_of(&QuietStep::ALL, step)),
            Self::WhatHappened { slot, notice } => {
                let text =
                    |token: &Option<SlotToken>| token.map(|token| token.to_string()).unwrap_or_default();
                write!(f, "1:happened:{}:{}:", text(slot), text(notice))
            }
            Self::BringIn { mark } => write!(f, "1:bringin:{mark}::"),
            Self::BringInNot => f.write_str("1:bringin:::"),
            Self::Library(step) => step.fmt(f),
            Self::Search { token } => write!(f, "1:search:{token}::"),
            Self::List(step, channel, topic) => {
                write!(f, "1:list-{}:{channel}:{}:", name_of(&ListStep::ALL, step), scope(*topic))
            }
            Self::ListHappened(channel, topic, notice) => {
                write!(f, "1:list-happened:{channel}:{}:{notice}", scope(*topic))
            }
            Self::TimeForm { time, zone } => write!(f, "1:time:{time}:{zone}:"),
            Self::UseZone { time, zone } => write!(f, "1:zone:{time}:{zone}:"),
        }
    }
}

impl FromStr for CustomId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() > LIMIT {
            return Err(BadId);
        }
        let mut parts = text.split(':');
        let fields = [parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next()];
        let [Some("1"), Some(kind), Some(at), Some(arg), Some(bits), None] = fields else {
            return Err(BadId);
        };
        if let Some(step) = kind.strip_prefix("keep-") {
            let step = by_name(&KeepStep::ALL, step)?;
            let answer = match arg.split_once('.') {
                None if at.is_empty() && arg.is_empty() => None,
                None => return Err(BadId),
                Some((given, day)) => {
                    Some(GivenOn { at: at.parse()?, given: given.parse()?, day: parse_date(day)? })
                }
            };
            return Ok(Self::Keep(step, KeepState { answer, ticked: choices(bits)? }));
        }
        if let Some(step) = kind.strip_prefix("past-") {
            let step = by_name(&PastStep::ALL, step)?;
            return match bits {
                "" => Ok(Self::PastOne(step, parse_date(arg)?, at.parse()?)),
                _ => Err(BadId),
            };
        }
        if let Some(step) = kind.strip_prefix("own-") {
            return if bits.is_empty() { OwnControl::read(step, at, arg).map(Self::Own) } else { Err(BadId) };
        }
        if let Some(name) = kind.strip_prefix("lib-") {
            return LibraryStep::read(name, at, arg, bits).map(Self::Library);
        }
        if let Some(step) = kind.strip_prefix("list-") {
            let (channel, topic) = (ChannelId(number(at)?), of_scope(arg).map_err(|_| BadId)?);
            return match (step, bits) {
                ("happened", notice) => {
                    maybe_token(notice)?.map(|notice| Self::ListHappened(channel, topic, notice)).ok_or(BadId)
                }
                (step, "") => Ok(Self::List(by_name(&ListStep::ALL, step)?, channel, topic)),
                _ => Err(BadId),
            };
        }
        if let Some(of) = kind.strip_prefix("mydata") {
            let of = match of.strip_prefix('-') {
                Some(guild) => Some(GuildId(number(guild)?)),
                None if of.is_empty() => None,
                None if (of, arg, bits) == ("of", "", "") => return later_page(at).map(Self::MyDataOf),
                None => return Err(BadId),
            };
            return my_data_step(at, arg, bits).map(|step| Self::MyData(of, step));
        }
        if let Some(kind) = kind.strip_prefix("find") {
            return if bits.is_empty() { FindStep::read(kind, at, arg).map(Self::Find) } else { Err(BadId) };
        }
        if let Some(kind) = kind.strip_prefix("group") {
            return if bits.is_empty() {
                GroupStep::read(kind, at, arg).map(Self::Group)
            } else {
                Err(BadId)
            };
        }
        match (kind, at, arg, bits) {
            ("suggest", "", name, "") => by_name(&SuggestStep::ALL, name).map(Self::Suggest),
            ("review", at, arg, bits) => ReviewStep::read(at, arg, bits).map(Self::Review),
            ("outcome", at, "", "") => Outcome::read(at).map(Self::Outcome),
            ("answer", at, given, "") => Ok(Self::Answer(at.parse()?, given.parse()?)),
            ("pick", at, "", "") => Ok(Self::Pick(at.parse()?)),
            ("help", "", "", "") => Ok(Self::Help),
            ("country", "", "", "") => Ok(Self::HelpCountry),
            ("about", "", "", "") => Ok(Self::About),
            ("renew", "", name, "") => by_name(&RenewStep::ALL, name).map(Self::Renew),
            ("remind", "", name, "") => by_name(&RemindStep::ALL, name).map(Self::Remind),
            ("nudge", at, name, "") => Nudge::read(at, name).map(Self::Nudge),
            ("me", "", name, "") => by_name(&MeStep::ALL, name).map(Self::Me),
            ("mezone", zone, "", "") if is_zone_name(zone) => Ok(Self::MeZone(zone.to_owned())),
            ("yesterday", date, "", "") => Ok(Self::Yesterday(parse_date(date)?, None)),
            ("yesterday", date, under, "") => Ok(Self::Yesterday(parse_date(date)?, Some(under.parse()?))),
            ("past", page, "", "") => number(page).map(Self::Past),
            ("setup", "", name, "") => by_name(&SetupStep::PLAIN, name).map(Self::Setup),
            ("undo", line, "", "") => Ok(Self::Undo(number(line)?)),
            ("swap", shown, "", "") if is_prompt_id(shown) => Ok(Self::Swap { shown: shown.to_owned() }),
            ("owns", page, "", "") => number(page).map(Self::OwnPrompts),
            ("ownform", at, kind, seen) => OwnForm::read(at, kind, seen).map(Self::OwnForm),
            ("quiet", "", name, "") => by_name(&QuietStep::ALL, name).map(Self::Quiet),
            ("happened", slot, notice, "") => {
                Ok(Self::WhatHappened { slot: maybe_token(slot)?, notice: maybe_token(notice)? })
            }
            ("bringin", "", "", "") => Ok(Self::BringInNot),
            ("bringin", mark, "", "") if is_mark(mark) => Ok(Self::BringIn { mark: mark.to_owned() }),
            ("search", token, "", "") => Ok(Self::Search { token: token.parse().map_err(|_| BadId)? }),
            ("time", time, zone, "") if is_zone_name(zone) => {
                Ok(Self::TimeForm { time: minute_of_day(time)?, zone: zone.to_owned() })
            }
            ("zone", time, zone, "") if is_zone_name(zone) => {
                Ok(Self::UseZone { time: minute_of_day(time)?, zone: zone.to_owned() })
            }
            _ => Err(BadId),
        }
    }
}

fn my_data_step(at: &str, name: &str, bits: &str) -> Result<MyDataStep, BadId> {
    match (at, name, bits) {
        ("", "show", "") => Ok(MyDataStep::Show),
        ("", "askoff", bits) => some_choices(bits).map(MyDataStep::AskOff),
        ("", "off", bits) => some_choices(bits).map(MyDataStep::Off),
        ("", "askerase", "") => Ok(MyDataStep::AskErase),
        ("", "erase", "") => Ok(MyDataStep::Erase),
        ("", "askexport", "") => Ok(MyDataStep::AskExport),
        ("", "export", "") => Ok(MyDataStep::Export),
        ("", "dropdraft", "") => Ok(MyDataStep::DropDraft),
        ("", "suggested", "") => Ok(MyDataStep::Suggested),
        (page, "answers", "") => number(page).map(MyDataStep::Answers),
        (token, "take", "") => token.parse().map(MyDataStep::TakeBack).map_err(|_| BadId),
        _ => Err(BadId),
    }
}

fn maybe_token(text: &str) -> Result<Option<SlotToken>, BadId> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| BadId) }
}

fn minute_of_day(text: &str) -> Result<u16, BadId> {
    number::<u16>(text).and_then(|time| if time < 24 * 60 { Ok(time) } else { Err(BadId) })
}

/// Whether it is the mark of a plan: 16 hexadecimal digits.
fn is_mark(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// A page of a list whose first page has no number.
fn later_page(text: &str) -> Result<u16, BadId> {
    match text {
        "" => Ok(0),
        "0" => Err(BadId),
        later => number(later),
    }
}

/// A number as it is written in one way only.
fn number<T: FromStr + ToString>(text: &str) -> Result<T, BadId> {
    let number: T = text.parse().map_err(|_| BadId)?;
    if text == number.to_string() { Ok(number) } else { Err(BadId) }
}

/// What an IANA zone may be called, as far as the grammar cares.
pub fn is_zone_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    (1..=64).contains(&text.len()) && text.chars().all(fits)
}

fn name_of<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> &'static str {
    table.iter().find(|(known, _)| known == value).map_or("", |(_, name)| name)
}

fn by_name<T: Copy>(table: &[(T, &'static str)], name: &str) -> Result<T, BadId> {
    table.iter().find(|(_, known)| *known == name).map(|(value, _)| *value).ok_or(BadId)
}

/// At least one choice: there is no turning off of nothing.
fn some_choices(bits: &str) -> Result<ChoiceSet, BadId> {
    choices(bits).and_then(|choices| if choices.is_empty() { Err(BadId) } else { Ok(choices) })
}

fn choices(bits: &str) -> Result<ChoiceSet, BadId> {
    small_number(bits, u8::MAX).and_then(ChoiceSet::from_bits).ok_or(BadId)
}

#[cfg(test)]
mod tests;
