//! The one list of Discord permissions the bot asks for.
//!
//! The invite link asks for exactly these, the check in `/setup` looks for exactly
//! these, and a feature that needs another adds it here. Fewer is safer: a bot that
//! holds a permission it never uses is a way in for somebody else.

/// One Discord permission: its bit and what the bot does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The bit in Discord's permission number.
    pub bit: u64,
    /// A short key for finding its name in a member's language.
    pub key: &'static str,
    /// The name on Discord's own settings page, in English.
    pub label: &'static str,
    /// What it is for, for the people who run the bot.
    pub why: &'static str,
}

/// Everything the bot needs in the channel it posts in. Viewing comes first: without it Discord tells
/// nothing about the others.
pub const NEEDED: [Permission; 3] = [
    Permission {
        bit: 1 << 10,
        key: "view-channel",
        label: "View Channel",
        why: "to see the channel it was given",
    },
    Permission { bit: 1 << 11, key: "send-messages", label: "Send Messages", why: "to post the check-in" },
    Permission {
        bit: 1 << 16,
        key: "read-message-history",
        label: "Read Message History",
        why: "to find its own post again after a broken connection, so that nothing is posted twice",
    },
];

/// What a published list needs besides: Discord takes no embed of a bot without it. It is not asked for by the
/// invite link, since the bot does without it until a moderator publishes a list, and then in one channel alone.
pub const EMBED_LINKS: Permission = Permission {
    bit: 1 << 14,
    key: "embed-links",
    label: "Embed Links",
    why: "to show a list of resources in a channel, if moderators publish one",
};

/// Everything the bot needs in a channel where a list is published.
pub const NEEDED_BY_LISTS: [Permission; 4] = [NEEDED[0], NEEDED[1], NEEDED[2], EMBED_LINKS];

/// What the digest needs besides: Discord takes no picture of a bot without it. Nor is it asked for by the
/// invite link: the digest is off until staff choose a channel for it.
pub const ATTACH_FILES: Permission = Permission {
    bit: 1 << 15,
    key: "attach-files",
    label: "Attach Files",
    why: "to post the picture of the group's numbers, if staff choose a channel for it",
};

/// Everything the bot needs in the channel of the digest.
pub const NEEDED_BY_DIGESTS: [Permission; 4] = [NEEDED[0], NEEDED[1], NEEDED[2], ATTACH_FILES];

/// Holders of this one pass every check in a server.
const ADMINISTRATOR: u64 = 1 << 3;

/// The list as one number, as Discord writes it.
pub fn needed_bits() -> u64 {
    NEEDED.iter().fold(0, |bits, permission| bits | permission.bit)
}

/// What of the list is not in `held`. Nothing is missing for an administrator.
pub fn missing(held: u64) -> Vec<Permission> {
    missing_of(&NEEDED, held)
}

/// What of `wanted` is not in `held`. Nothing is missing for an administrator.
pub fn missing_of(wanted: &[Permission], held: u64) -> Vec<Permission> {
    if held & ADMINISTRATOR != 0 {
        return Vec::new();
    }
    wanted.iter().copied().filter(|permission| held & permission.bit == 0).collect()
}

/// The address an admin opens to invite the bot, with exactly the permissions of the list.
pub fn invite_link(application_id: u64) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application_id}&permissions={}&integration_type=0&scope=bot+applications.commands",
        needed_bits()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_one_discords_own_calculator_gives() {
        // View Channel 1024, Send Messages 2048, Read Message History 65536.
        assert_eq!(needed_bits(), 1_024 + 2_048 + 65_536);
    }

    #[test]
    fn each_permission_is_one_bit_and_listed_once() {
        for permission in NEEDED {
            assert_eq!(permission.bit.count_ones(), 1, "{}", permission.label);
        }
        assert_eq!(needed_bits().count_ones() as usize, NEEDED.len());
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_else() {
        let all_but_send = needed_bits() & !(1 << 11);
        assert_eq!(missing(all_but_send).iter().map(|p| p.key).collect::<Vec<_>>(), ["send-messages"]);
        assert_eq!(missing(needed_bits()), []);
        assert_eq!(missing(0).len(), NEEDED.len());
    }

    #[test]
    fn a_list_needs_one_more_which_the_invite_does_not_ask_for() {
        let lacking = missing_of(&NEEDED_BY_LISTS, needed_bits());
        assert_eq!(lacking.iter().map(|p| p.key).collect::<Vec<_>>(), ["embed-links"]);
    }

    #[test]
    fn a_digest_needs_one_more_which_the_invite_does_not_ask_for() {
        let lacking = missing_of(&NEEDED_BY_DIGESTS, needed_bits());
        assert_eq!(lacking.iter().map(|p| p.key).collect::<Vec<_>>(), ["attach-files"]);
    }

    #[test]
    fn an_administrator_lacks_nothing() {
        assert_eq!(missing(ADMINISTRATOR), []);
    }

    #[test]
    fn the_link_asks_for_the_list_and_no_more() {
        let link = invite_link(1_234_567_890_123_456_789);
        assert!(link.contains("client_id=1234567890123456789&"), "{link}");
        assert!(link.contains("&permissions=68608&"), "{link}");
        assert!(link.ends_with("scope=bot+applications.commands"), "{link}");
    }
}
