//! A community: one Discord server and how its staff set the bot up.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, GuildId, RoleId};

/// Everything `/setup` and `/quiet` can change, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    /// The Discord server.
    pub guild: GuildId,
    /// IANA zone name, such as `Europe/London`.
    pub zone: String,
    /// ISO 3166 country code in upper case, such as `GB`.
    pub country: Option<String>,
    /// Locale of public texts, such as `en`.
    pub locale: String,
    /// Where the card is posted.
    pub check_in_channel: Option<ChannelId>,
    /// Local time of the card.
    pub time: Time,
    /// Local days of the card.
    pub days: Days,
    /// Who may do the moderators' acts, besides Manage Messages.
    pub moderator_role: Option<RoleId>,
    /// Who may do the leaders' acts, besides Manage Server.
    pub leader_role: Option<RoleId>,
    /// Where staff hear that something broke.
    pub notice_channel: Option<ChannelId>,
    /// Where the digest goes; none means no digest.
    pub digest_channel: Option<ChannelId>,
    /// Whether it goes there; leaders may stop it and let it go on. What staff did before there was a digest
    /// says nothing of it.
    #[serde(default)]
    pub digest: bool,
    /// About how many people take part, as the admins say.
    pub people: Option<u32>,
    /// Whether members may write own words.
    pub words: bool,
    /// Whether the card notifies (otherwise it is sent quietly).
    pub sound: bool,
    /// When an admin turned posting on; none means nothing is posted.
    pub on_since: Option<Timestamp>,
    /// Cards and reminders rest.
    pub quiet: Option<Quiet>,
    /// Why the schedule stopped by itself, until a person or a passing check resumes it.
    pub trouble: Option<Trouble>,
}

impl Community {
    /// A community as it is before anybody set it up.
    pub fn new(guild: GuildId) -> Self {
        Self {
            guild,
            zone: "UTC".to_owned(),
            country: None,
            locale: "en".to_owned(),
            check_in_channel: None,
            time: Time::constant(9, 0, 0, 0),
            days: Days::ALL,
            moderator_role: None,
            leader_role: None,
            notice_channel: None,
            digest_channel: None,
            digest: false,
            people: None,
            words: false,
            sound: false,
            on_since: None,
            quiet: None,
            trouble: None,
        }
    }
}

/// A rest from cards and reminders, neutral for every streak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first local day of rest.
    pub from: Date,
    /// The last local day of rest; none means until resumed.
    pub until: Option<Date>,
}

impl Quiet {
    /// Whether `day` is a day of rest.
    pub fn covers(self, day: Date) -> bool {
        day >= self.from && !self.is_over(day)
    }

    /// Whether its last day lies before `day`.
    pub fn is_over(self, day: Date) -> bool {
        self.until.is_some_and(|last| last < day)
    }
}

/// Why the schedule stopped by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The check-in channel is gone.
    ChannelGone,
    /// A permission that posting needs was taken away.
    PermissionLost,
}

impl Trouble {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::ChannelGone, Self::PermissionLost];

    /// The key of the notice that tells staff of it.
    pub const fn notice(self) -> &'static str {
        match self {
            Self::ChannelGone => "notice-channel-gone",
            Self::PermissionLost => "notice-permission-lost",
        }
    }
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

impl Days {
    /// Every day of the week.
    pub const ALL: Self = Self(0b0111_1111);

    /// From the stored bits, Monday lowest. None for bits beyond the week and for no day at all.
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits != 0 && bits <= Self::ALL.0).then_some(Self(bits))
    }

    /// The bits to store, Monday lowest.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}
