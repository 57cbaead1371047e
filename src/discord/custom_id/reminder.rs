//! The controls of reminders: those in a community, and those in a direct message.
//!
//! A button in a direct message stands in no community, so its ref begins with the
//! community's id, in base 36, and goes on with the reminder's token, by which the
//! message is found again.

use std::fmt;

use super::{BadId, by_name, name_of};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::reminder::{Often, Press};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A control of the reminders' screen, in a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemindStep {
    /// Show what is picked.
    Show,
    /// So often.
    Often(Often),
    /// On the days that were chosen in the select.
    Days,
    /// On the days that were picked before it was once a week.
    AsBefore,
    /// At the hour that was chosen in the select.
    Hour,
    /// None until they are wanted again.
    Pause,
    /// They come again.
    Resume,
}

impl RemindStep {
    pub(super) const ALL: [(Self, &'static str); 9] = [
        (Self::Show, "show"),
        (Self::Often(Often::Weekly), "weekly"),
        (Self::Often(Often::ThreeDays), "three"),
        (Self::Often(Often::Daily), "daily"),
        (Self::Days, "days"),
        (Self::AsBefore, "before"),
        (Self::Hour, "hour"),
        (Self::Pause, "pause"),
        (Self::Resume, "resume"),
    ];
}

/// A button under a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nudge {
    /// The community whose reminder it is.
    pub guild: GuildId,
    /// The reminder's token.
    pub token: SlotToken,
    /// What it does; none for *Stop*.
    pub press: Option<Press>,
}

impl Nudge {
    pub(super) const ALL: [(Option<Press>, &'static str); 6] = [
        (Some(Press::CheckIn), "checkin"),
        (Some(Press::Later), "later"),
        (Some(Press::NotToday), "nottoday"),
        (Some(Press::Fewer), "fewer"),
        (Some(Press::Again), "again"),
        (None, "stop"),
    ];

    pub(super) fn read(at: &str, name: &str) -> Result<Self, BadId> {
        let (guild, token) = at.split_once('.').ok_or(BadId)?;
        Ok(Self {
            guild: GuildId(from_base36(guild)?),
            token: token.parse().map_err(|_| BadId)?,
            press: by_name(&Self::ALL, name)?,
        })
    }
}

impl fmt::Display for Nudge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = name_of(&Self::ALL, &self.press);
        write!(f, "1:nudge:{}.{}:{name}:", base36(self.guild.0), self.token)
    }
}

pub(super) fn base36(number: u64) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        let digit = usize::try_from(rest % 36).unwrap_or(0);
        digits.push(char::from(DIGITS[digit]));
        rest /= 36;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// A number as [`base36`] writes it, and in no other way.
pub(super) fn from_base36(text: &str) -> Result<u64, BadId> {
    let number = u64::from_str_radix(text, 36).map_err(|_| BadId)?;
    if base36(number) == text { Ok(number) } else { Err(BadId) }
}
