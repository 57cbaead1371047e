//! `/setup`: one change at a time, each with its line in the audit, and undo.

use jiff::Timestamp;
use jiff::civil::Time;

use super::caller::Caller;
use super::{Services, zone_of};
use crate::domain::community::{Community, Days};
use crate::domain::ids::{ChannelId, RoleId};
use crate::store::{Changed, StoreError, Undone};

/// One change an admin asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the setting of that name in Community")]
pub enum Change {
    CheckInChannel(ChannelId),
    Days(Days),
    Time(Time),
    Zone(String),
    Country(String),
    Language(String),
    ModeratorRole(Option<RoleId>),
    LeaderRole(Option<RoleId>),
    NoticeChannel(Option<ChannelId>),
    DigestChannel(Option<ChannelId>),
    People(u32),
    Words(bool),
    Sound(bool),
    On,
    Off,
}

/// What became of a wish to change something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done(Box<Done>),
    /// Only admins may do that.
    Refused,
    /// There was nothing to take back.
    NothingToUndo,
    /// Somebody changed something after what was to be taken back.
    Newer,
}

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The settings before and after.
    pub settings: Changed,
    /// Whether a card that was still to come today comes no more, though posting goes on.
    pub today_dropped: bool,
}

impl Change {
    fn apply(self, known: &mut Community, now: Timestamp) {
        match self {
            Self::CheckInChannel(channel) => {
                known.check_in_channel = Some(channel);
                // A new channel is a person's decision to go on.
                known.trouble = None;
            }
            Self::Days(days) => known.days = days,
            Self::Time(time) => known.time = time,
            Self::Zone(zone) => known.zone = zone,
            Self::Country(country) => known.country = Some(country),
            Self::Language(locale) => known.locale = locale,
            Self::ModeratorRole(role) => known.moderator_role = role,
            Self::LeaderRole(role) => known.leader_role = role,
            Self::NoticeChannel(channel) => known.notice_channel = channel,
            Self::DigestChannel(channel) => {
                known.digest_channel = channel;
                // Choosing where it goes is asking for it.
                known.digest = channel.is_some();
            }
            Self::People(people) => known.people = Some(people),
            Self::Words(words) => known.words = words,
            Self::Sound(sound) => known.sound = sound,
            Self::On => {
                known.on_since.get_or_insert(now);
                known.trouble = None;
            }
            Self::Off => {
                known.on_since = None;
                // Nothing is stopped where nothing runs; turning on asks Discord anew.
                known.trouble = None;
            }
        }
    }
}

impl Services {
    /// Makes `changes` together, as one line of the audit and one step of undo.
    pub async fn change(&self, caller: &Caller, changes: Vec<Change>) -> Result<Outcome, StoreError> {
        if !caller.rights.admin() {
            return Ok(Outcome::Refused);
        }
        let now = self.clock.now();
        let done = self
            .store
            .change_community(caller.guild, caller.user, "setup", move |known| {
                for change in changes {
                    change.apply(known, now);
                }
            })
            .await?;
        self.done(caller, done).await
    }

    /// Takes back the change `number`, if nobody changed anything since.
    pub async fn undo(&self, caller: &Caller, number: i64) -> Result<Outcome, StoreError> {
        if !caller.rights.admin() {
            return Ok(Outcome::Refused);
        }
        match self.store.undo_change(caller.guild, caller.user, number).await? {
            Undone::Done(changed) => self.done(caller, *changed).await,
            Undone::Newer => Ok(Outcome::Newer),
            Undone::Nothing => Ok(Outcome::NothingToUndo),
        }
    }
}

impl Services {
    async fn done(&self, caller: &Caller, settings: Changed) -> Result<Outcome, StoreError> {
        // Before the scheduler looks: it lets today's slot rest as soon as it does.
        let today_dropped = self.drops_today(&settings).await?;
        self.remember_country(&settings.after);
        self.changed(caller.guild);
        if settings.before.as_ref().is_none_or(|before| before.zone != settings.after.zone) {
            self.store.look_at_reminders(caller.guild).await?;
        }
        Ok(Outcome::Done(Box::new(Done { settings, today_dropped })))
    }

    async fn drops_today(&self, settings: &Changed) -> Result<bool, StoreError> {
        let Some(before) = settings.before.as_ref().filter(|_| settings.after.on_since.is_some()) else {
            return Ok(false);
        };
        let today = zone_of(before).to_datetime(self.clock.now()).date();
        let was = self.next_due(before).await?;
        let is = self.next_due(&settings.after).await?;
        Ok(was.is_some_and(|next| next.local_date == today) && is.is_none_or(|next| next.local_date > today))
    }
}

/// Reads a clock time as people write it: `9`, `9:30`, `09.30`, `9h30`, `0930`, `9am`, `6:30 pm`.
pub fn read_time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase();
    let (digits, half) = if let Some(rest) = text.strip_suffix("am") {
        (rest.trim_end(), Some(0))
    } else if let Some(rest) = text.strip_suffix("pm") {
        (rest.trim_end(), Some(12))
    } else {
        (text.as_str(), None)
    };
    let run_together = (digits.len() == 4 && digits.is_ascii()).then(|| digits.split_at(2));
    let (hour, minute) = digits.split_once([':', '.', 'h']).or(run_together).unwrap_or((digits, "00"));
    let number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<i8>().ok()).flatten()
    };
    // "21.5" may be half past or five past: it is asked for again.
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// The clock time of a minute of the day, 0 to 1,439.
pub fn time_of_minute(minute: u16) -> Option<Time> {
    Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}

/// The minute of the day of a clock time.
pub fn minute_of_time(time: Time) -> u16 {
    u16::try_from(i16::from(time.hour()) * 60 + i16::from(time.minute())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read_as_people_write_them() {
        for (text, expected) in [
            ("9", "09:00"),
            ("09:00", "09:00"),
            ("9.30", "09:30"),
            ("18:30", "18:30"),
            ("0930", "09:30"),
            ("9h30", "09:30"),
            ("9am", "09:00"),
            ("12 am", "00:00"),
            ("12pm", "12:00"),
            ("6:30 PM", "18:30"),
            (" 00:00 ", "00:00"),
        ] {
            let read = read_time(text).unwrap();
            assert_eq!(read.strftime("%H:%M").to_string(), expected, "{text}");
        }
        for text in ["", "noon", "24:00", "9:60", "13pm", "0am", "9:5:1", "21.5", "9:5", "930", "-9", "９"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }
}
