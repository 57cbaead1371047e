//! The four separate choices a member has. All are off until the member turns one on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The version of the consent text that a choice given today was read under.
///
/// It grows when the text changes in meaning, so that it stays known what each person agreed to.
///
/// 2: a coded note of an erasure stays for 30 days.
/// 3: *add me to group counts*, and what others see of it; what is not locked, and breaks, returns and the run, are
/// named.
/// 4: members see the group's totals too, and staff can have them posted in a channel.
pub const CONSENT_VERSION: u32 = 4;

/// One thing a member may let the bot keep or do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Count my days.
    CountDays,
    /// Keep my answers for me.
    KeepAnswers,
    /// Add me to group counts.
    GroupCounts,
    /// Remind me.
    RemindMe,
}

impl Choice {
    /// Every choice, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::CountDays, Self::KeepAnswers, Self::GroupCounts, Self::RemindMe];

    /// The name under which it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::CountDays => "count_days",
            Self::KeepAnswers => "keep_answers",
            Self::GroupCounts => "group_counts",
            Self::RemindMe => "remind_me",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names none of the four choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a choice: count_days, keep_answers, group_counts or remind_me is needed")]
pub struct BadChoice;

impl FromStr for Choice {
    type Err = BadChoice;

    fn from_str(text: &str) -> Result<Self, BadChoice> {
        Self::ALL.into_iter().find(|choice| choice.name() == text).ok_or(BadChoice)
    }
}

/// A set of choices, four bits wide, as a button's `custom_id` carries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChoiceSet(u8);

impl ChoiceSet {
    /// No choice: nothing is kept.
    pub const NONE: Self = Self(0);

    /// From its bits; none when a bit beyond the four is set.
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits < 1 << Choice::ALL.len()).then_some(Self(bits))
    }

    /// Its bits, *count my days* lowest.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether `choice` is in it.
    pub fn contains(self, choice: Choice) -> bool {
        self.0 & choice.bit() != 0
    }

    /// This set and `choice`.
    #[must_use]
    pub fn with(self, choice: Choice) -> Self {
        Self(self.0 | choice.bit())
    }

    /// This set but for `choice`.
    #[must_use]
    pub fn without(self, choice: Choice) -> Self {
        Self(self.0 & !choice.bit())
    }

    /// The choices that are in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether no choice is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its choices, in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = Choice> {
        Choice::ALL.into_iter().filter(move |choice| self.contains(*choice))
    }
}

impl FromIterator<Choice> for ChoiceSet {
    fn from_iter<I: IntoIterator<Item = Choice>>(choices: I) -> Self {
        choices.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_can_be_turned_on_and_off_alone() {
        for choice in Choice::ALL {
            let one = ChoiceSet::NONE.with(choice);
            assert_eq!(one.iter().collect::<Vec<_>>(), [choice]);
            assert!(one.without(choice).is_empty());
            let all: ChoiceSet = Choice::ALL.into_iter().collect();
            assert_eq!(all.without(choice).iter().count(), 3);
            assert_eq!(all.without(choice).with(choice), all);
        }
    }

    #[test]
    fn bits_and_names_come_back_and_others_are_refused() {
        for bits in 0..=15 {
            assert_eq!(ChoiceSet::from_bits(bits).map(ChoiceSet::bits), Some(bits));
        }
        assert!((16..=255).all(|bits| ChoiceSet::from_bits(bits).is_none()));
        for choice in Choice::ALL {
            assert_eq!(choice.name().parse(), Ok(choice));
        }
        assert_eq!("everything".parse::<Choice>(), Err(BadChoice));
    }
}
