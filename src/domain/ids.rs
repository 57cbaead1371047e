//! Identifiers, one type each, so that a mix-up does not compile.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

macro_rules! snowflake {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }
    )+};
}

snowflake! {
    /// A community: one Discord server.
    GuildId,
    /// A channel or thread.
    ChannelId,
    /// A message.
    MessageId,
    /// A role.
    RoleId,
    /// A Discord account. Never logged, and stored only where `PRIVACY.md` says so.
    UserId,
}

/// The keyed reference under which a member's rows lie in one community.
///
/// It is an HMAC of guild and user, so the same person has unlike references in
/// two communities, and a stolen file does not say who they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberRef(pub [u8; 16]);

impl fmt::Debug for MemberRef {
    /// Prints nothing of the reference: it would link log lines to one person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberRef(..)")
    }
}

/// The name of one due post: 16 random bytes, written as 22 characters.
///
/// It is the slot's key, the `nonce` of the message and part of its buttons'
/// `custom_id`, which is how a post is found again when its outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SlotToken(pub [u8; 16]);

impl fmt::Display for SlotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// The text is not a slot token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a slot token: 22 characters of base64url are needed")]
pub struct BadToken;

impl FromStr for SlotToken {
    type Err = BadToken;

    fn from_str(text: &str) -> Result<Self, BadToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadToken)?;
        Ok(Self(bytes.try_into().map_err(|_| BadToken)?))
    }
}

impl From<SlotToken> for String {
    fn from(token: SlotToken) -> Self {
        token.to_string()
    }
}

impl TryFrom<String> for SlotToken {
    type Error = BadToken;

    fn try_from(text: String) -> Result<Self, BadToken> {
        text.parse()
    }
}

/// The connection, of `shards`, over which Discord tells of a community.
///
/// Source: Discord's Gateway documentation, "Sharding".
pub fn shard_of(guild: GuildId, shards: u32) -> u32 {
    u32::try_from((guild.0 >> 22) % u64::from(shards.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_token_is_22_characters_and_comes_back() {
        let token = SlotToken([0xA7; 16]);
        let text = token.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(text.parse(), Ok(token));
    }

    #[test]
    fn other_text_is_no_token() {
        for text in ["", "abc", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA=", "ééééééééééé"]
        {
            assert_eq!(text.parse::<SlotToken>(), Err(BadToken), "{text}");
        }
    }

    #[test]
    fn a_member_reference_does_not_print_itself() {
        assert_eq!(format!("{:?}", MemberRef([7; 16])), "MemberRef(..)");
    }
}
