//! A phone number of an entry, as people of its country write it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits with the marks people set between them, at most 30 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The text is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number has 2 to 15 digits, with spaces, brackets, dots, dashes or a + before them")]
pub struct PhoneFault;

impl Phone {
    /// As people write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = PhoneFault;

    fn from_str(text: &str) -> Result<Self, PhoneFault> {
        let text = text.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = |c: char| c.is_ascii_digit() || " ()+-./".contains(c);
        let plus_leads = text.rfind('+').is_none_or(|at| at == 0);
        if (2..=15).contains(&digits) && text.len() <= 30 && plus_leads && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PhoneFault)
        }
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneFault;

    fn try_from(text: String) -> Result<Self, PhoneFault> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pass_as_people_write_them_and_letters_do_not() {
        for good in ["116 123", "+44 (0)113 496-0000", "988", "1.800.662.4357", " 13 11 14 "] {
            assert!(good.parse::<Phone>().is_ok(), "{good}");
        }
        for bad in ["", "1", "call us", "1800-SMART", "44+113", "123456789012345678", "٩٨٨", "116\n123"] {
            assert!(bad.parse::<Phone>().is_err(), "{bad}");
        }
    }
}
