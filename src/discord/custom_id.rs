//! The `custom_id` of every button, select and modal: a plain, versioned grammar.
//!
//! `1:<kind>:<ref>:<arg>:<bits>`, at most 100 bytes. It holds no secret and needs
//! no row: who acts is always the interaction's own user, so a forged id can do
//! only what that person could do by tapping. The parser is total: whatever
//! Discord or an attacker sends is either one of the acts below or [`BadId`].
//! A version is answered for good once it has been posted.

use std::fmt;
use std::str::FromStr;

use crate::domain::check_in::{BadRef, CheckInRef, Given, is_prompt_id, small_number};
use crate::domain::consent::ChoiceSet;
use crate::domain::ids::SlotToken;

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
    /// A step in `/my-data`.
    MyData(MyDataStep),
    /// A control of the set-up panel.
    Setup(SetupStep),
    /// A control of *tomorrow's card*: the prompt shown, to be swapped.
    Swap {
        /// The id of the prompt that was shown; a stale press swaps nothing.
        shown: String,
    },
    /// A control of the `/quiet` panel.
    Quiet(QuietStep),
    /// *What happened* under a staff notice.
    WhatHappened {
        /// The slot the notice is about, when it is about one.
        slot: Option<SlotToken>,
    },
}

/// A step of turning choices on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepStep {
    /// Show the choices, with those of the state ticked.
    Choose,
    /// Show the whole consent text, and the way back.
    Read,
    /// Ask once for 18 and over.
    Age,
    /// Yes: turn the ticked choices on.
    Agree,
    /// Under 18: nothing is kept, and nothing remembers it.
    Under18,
    /// Not now.
    NotNow,
}

/// What a consent step carries along, so that nothing is stored before the yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepState {
    /// The answer that *Keep something?* stood under, if it stood under one.
    pub answer: Option<(CheckInRef, Given)>,
    /// The choices ticked so far.
    pub ticked: ChoiceSet,
}

/// A step in `/my-data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MyDataStep {
    /// Show what is kept.
    Show,
    /// Ask before turning these choices off.
    AskOff(ChoiceSet),
    /// Turn them off, which deletes what they kept.
    Off(ChoiceSet),
    /// Ask before erasing everything.
    AskErase,
    /// Erase everything.
    Erase,
}

/// A control of the `/quiet` panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietStep {
    /// Let the cards rest until somebody ends it.
    Start,
    /// End the rest.
    End,
    /// Show the next card.
    Tomorrow,
}

/// A control of the set-up panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the control that the panel shows under this name")]
pub enum SetupStep {
    Page1,
    Page2,
    CheckInChannel,
    Days,
    ModeratorRole,
    LeaderRole,
    TimeAndZone,
    UseZone { time: u16 },
    NoticeChannel,
    DigestChannel,
    People,
    Words,
    WordsYes,
    Sound,
    Sample,
    TurnOn,
    TurnOff,
    Undo,
}

/// The text is not one of our ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a custom_id of this bot")]
pub struct BadId;

impl KeepStep {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Choose, "choose"),
        (Self::Read, "read"),
        (Self::Age, "age"),
        (Self::Agree, "agree"),
        (Self::Under18, "under18"),
        (Self::NotNow, "notnow"),
    ];
}

impl QuietStep {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Start, "start"), (Self::End, "end"), (Self::Tomorrow, "tomorrow")];
}

impl SetupStep {
    const PLAIN: [(Self, &'static str); 17] = [
        (Self::Page1, "page1"),
        (Self::Page2, "page2"),
        (Self::CheckInChannel, "channel"),
        (Self::Days, "days"),
        (Self::ModeratorRole, "moderators"),
        (Self::LeaderRole, "leaders"),
        (Self::TimeAndZone, "time"),
        (Self::NoticeChannel, "notices"),
        (Self::DigestChannel, "digest"),
        (Self::People, "people"),
        (Self::Words, "words"),
        (Self::WordsYes, "wordsyes"),
        (Self::Sound, "sound"),
        (Self::Sample, "sample"),
        (Self::TurnOn, "on"),
        (Self::TurnOff, "off"),
        (Self::Undo, "undo"),
    ];
}

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
                    Some((at, given)) => write!(f, "1:keep-{name}:{at}:{given}:{}", state.ticked.bits()),
                    None => write!(f, "1:keep-{name}:::{}", state.ticked.bits()),
                }
            }
            Self::MyData(step) => match step {
                MyDataStep::Show => f.write_str("1:mydata::show:"),
                MyDataStep::AskOff(choices) => write!(f, "1:mydata::askoff:{}", choices.bits()),
                MyDataStep::Off(choices) => write!(f, "1:mydata::off:{}", choices.bits()),
                MyDataStep::AskErase => f.write_str("1:mydata::askerase:"),
                MyDataStep::Erase => f.write_str("1:mydata::erase:"),
            },
            Self::Setup(SetupStep::UseZone { time }) => write!(f, "1:setup:{time}:zone:"),
            Self::Setup(step) => write!(f, "1:setup::{}:", name_of(&SetupStep::PLAIN, step)),
            Self::Swap { shown } => write!(f, "1:swap:{shown}::"),
            Self::Quiet(step) => write!(f, "1:quiet::{}:", name_of(&QuietStep::ALL, step)),
            Self::WhatHappened { slot: Some(slot) } => write!(f, "1:happened:{slot}::"),
            Self::WhatHappened { slot: None } => f.write_str("1:happened:::"),
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
            let answer =
                if at.is_empty() && arg.is_empty() { None } else { Some((at.parse()?, arg.parse()?)) };
            return Ok(Self::Keep(step, KeepState { answer, ticked: choices(bits)? }));
        }
        match (kind, at, arg, bits) {
            ("answer", at, given, "") => Ok(Self::Answer(at.parse()?, given.parse()?)),
            ("pick", at, "", "") => Ok(Self::Pick(at.parse()?)),
            ("help", "", "", "") => Ok(Self::Help),
            ("country", "", "", "") => Ok(Self::HelpCountry),
            ("about", "", "", "") => Ok(Self::About),
            ("mydata", "", "show", "") => Ok(Self::MyData(MyDataStep::Show)),
            ("mydata", "", "askoff", bits) => Ok(Self::MyData(MyDataStep::AskOff(some_choices(bits)?))),
            ("mydata", "", "off", bits) => Ok(Self::MyData(MyDataStep::Off(some_choices(bits)?))),
            ("mydata", "", "askerase", "") => Ok(Self::MyData(MyDataStep::AskErase)),
            ("mydata", "", "erase", "") => Ok(Self::MyData(MyDataStep::Erase)),
            ("setup", time, "zone", "") => {
                let minute: u16 = time.parse().map_err(|_| BadId)?;
                // One way to write it: without a sign or leading zeros.
                let plain = minute < 24 * 60 && minute.to_string() == time;
                if plain { Ok(Self::Setup(SetupStep::UseZone { time: minute })) } else { Err(BadId) }
            }
            ("setup", "", name, "") => by_name(&SetupStep::PLAIN, name).map(Self::Setup),
            ("swap", shown, "", "") if is_prompt_id(shown) => Ok(Self::Swap { shown: shown.to_owned() }),
            ("quiet", "", name, "") => by_name(&QuietStep::ALL, name).map(Self::Quiet),
            ("happened", "", "", "") => Ok(Self::WhatHappened { slot: None }),
            ("happened", slot, "", "") => {
                Ok(Self::WhatHappened { slot: Some(slot.parse().map_err(|_| BadId)?) })
            }
            _ => Err(BadId),
        }
    }
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::consent::Choice;

    fn check_in() -> impl Strategy<Value = CheckInRef> {
        let date = (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::date(y, m, d));
        prop_oneof![
            any::<[u8; 16]>().prop_map(|token| CheckInRef::Slot(SlotToken(token))),
            ("[a-z0-9_-]{1,24}", "[0-9a-f]{8}", date)
                .prop_map(|(prompt, content, date)| CheckInRef::CardLess { prompt, content, date }),
        ]
    }

    fn given() -> impl Strategy<Value = Given> {
        prop_oneof![(0..=24_u8).prop_map(Given::Answer), Just(Given::Hard), Just(Given::Skip)]
    }

    fn choice_set() -> impl Strategy<Value = ChoiceSet> {
        (0..16_u8).prop_map(|bits| ChoiceSet::from_bits(bits).unwrap())
    }

    fn some_choice_set() -> impl Strategy<Value = ChoiceSet> {
        choice_set().prop_map(|set| if set.is_empty() { set.with(Choice::CountDays) } else { set })
    }

    fn plain<T: Copy + fmt::Debug + 'static>(
        table: &[(T, &'static str)],
    ) -> impl Strategy<Value = T> + use<T> {
        proptest::sample::select(table.iter().map(|(value, _)| *value).collect::<Vec<_>>())
    }

    fn my_data() -> impl Strategy<Value = MyDataStep> {
        prop_oneof![
            Just(MyDataStep::Show),
            some_choice_set().prop_map(MyDataStep::AskOff),
            some_choice_set().prop_map(MyDataStep::Off),
            Just(MyDataStep::AskErase),
            Just(MyDataStep::Erase),
        ]
    }

    fn any_id() -> impl Strategy<Value = CustomId> {
        let keep = (plain(&KeepStep::ALL), proptest::option::of((check_in(), given())), choice_set());
        let slot = proptest::option::of(any::<[u8; 16]>().prop_map(SlotToken));
        prop_oneof![
            (check_in(), given()).prop_map(|(at, given)| CustomId::Answer(at, given)),
            check_in().prop_map(CustomId::Pick),
            Just(CustomId::Help),
            Just(CustomId::HelpCountry),
            Just(CustomId::About),
            keep.prop_map(|(step, answer, ticked)| CustomId::Keep(step, KeepState { answer, ticked })),
            my_data().prop_map(CustomId::MyData),
            plain(&SetupStep::PLAIN).prop_map(CustomId::Setup),
            (0..1440_u16).prop_map(|time| CustomId::Setup(SetupStep::UseZone { time })),
            "[a-z0-9_-]{1,24}".prop_map(|shown| CustomId::Swap { shown }),
            plain(&QuietStep::ALL).prop_map(CustomId::Quiet),
            slot.prop_map(|slot| CustomId::WhatHappened { slot }),
        ]
    }

    /// A text near an id: one with some bytes replaced, dropped or added.
    fn near_an_id() -> impl Strategy<Value = String> {
        (any_id(), any::<prop::sample::Index>(), any::<u8>(), 0..3_u8).prop_map(|(id, place, byte, how)| {
            let mut bytes = id.to_string().into_bytes();
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] = byte,
                1 => bytes.truncate(place),
                _ => bytes.insert(place, byte),
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    }

    proptest! {
        #[test]
        fn every_id_fits_into_the_limit_and_is_read_back_as_it_was(id in any_id()) {
            let text = id.to_string();
            prop_assert!(text.is_ascii() && text.len() <= LIMIT, "{} bytes: {}", text.len(), text);
            prop_assert_eq!(text.parse(), Ok(id));
        }

        #[test]
        fn whatever_is_sent_is_an_id_of_ours_or_refused(text in prop_oneof![any::<String>(), near_an_id(), "1:.{0,120}"]) {
            // There is one way to write each act, so that two ids never mean the same press.
            if let Ok(id) = text.parse::<CustomId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn ids_that_were_posted_once_are_read_for_good() {
        let token = "AAAAAAAAAAAAAAAAAAAAAA";
        let at = CheckInRef::Slot(SlotToken([0; 16]));
        let both = ChoiceSet::from_bits(3).unwrap();
        for (text, id) in [
            (format!("1:answer:{token}:4:"), CustomId::Answer(at.clone(), Given::Answer(4))),
            (format!("1:pick:{token}::"), CustomId::Pick(at.clone())),
            ("1:help:::".to_owned(), CustomId::Help),
            ("1:country:::".to_owned(), CustomId::HelpCountry),
            ("1:about:::".to_owned(), CustomId::About),
            (
                format!("1:keep-agree:{token}:h:3"),
                CustomId::Keep(KeepStep::Agree, KeepState { answer: Some((at, Given::Hard)), ticked: both }),
            ),
            ("1:mydata::off:3".to_owned(), CustomId::MyData(MyDataStep::Off(both))),
            ("1:setup:540:zone:".to_owned(), CustomId::Setup(SetupStep::UseZone { time: 540 })),
        ] {
            assert_eq!(text.parse(), Ok(id), "{text}");
        }
        for text in
            ["1:mydata::off:0", "1:setup:0540:zone:", "1:setup:+540:zone:", "2:help:::", "1:help::", ""]
        {
            assert_eq!(text.parse::<CustomId>(), Err(BadId), "{text}");
        }
    }
}
