//! Discord's permission bits and how they add up in a channel.

use super::model::{Channel, Guild};

/// Everything, everywhere.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// See the channel.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// Write in the channel.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// Delete other people's messages.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// Send embeds.
pub const EMBED_LINKS: u64 = 1 << 14;
/// Send files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// Read what was written before.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Ping everyone.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// Use slash commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// What `@everyone` may do in a new guild.
pub const EVERYONE: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | 1 << 0
    | 1 << 6
    | 1 << 26;
/// Every bit Discord documents.
pub const ALL: u64 = (1 << 53) - 1;

/// What `user` may do in the guild at large.
pub fn in_guild(guild: &Guild, user: u64) -> u64 {
    let Some(member) = guild.members.get(&user) else { return 0 };
    if guild.owner == user {
        return ALL;
    }
    let held = guild.roles.iter().filter(|role| role.id == guild.id || member.roles.contains(&role.id));
    let bits = held.fold(0, |bits, role| bits | role.permissions);
    if bits & ADMINISTRATOR != 0 { ALL } else { bits }
}

/// What `user` may do in `channel`: role permissions, then the overwrites for everyone,
/// for the roles together, and for the person, as Discord's permissions page orders them.
pub fn in_channel(guild: &Guild, channel: &Channel, user: u64) -> u64 {
    let mut bits = in_guild(guild, user);
    if bits == ALL {
        return bits;
    }
    let Some(member) = guild.members.get(&user) else { return 0 };
    let of = |id: u64| channel.overwrites.iter().filter(move |overwrite| overwrite.id == id);
    for everyone in of(guild.id) {
        bits = bits & !everyone.deny | everyone.allow;
    }
    let (mut allow, mut deny) = (0, 0);
    for role in member.roles.iter().flat_map(|&role| of(role)) {
        allow |= role.allow;
        deny |= role.deny;
    }
    bits = bits & !deny | allow;
    for own in of(user) {
        bits = bits & !own.deny | own.allow;
    }
    // Who cannot see a channel can do nothing in it; who cannot write cannot attach or ping.
    if bits & VIEW_CHANNEL == 0 {
        return 0;
    }
    if bits & SEND_MESSAGES == 0 {
        bits &= !(EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE);
    }
    bits
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::model::{Member, Overwrite, Role};
    use super::*;

    const GUILD: u64 = 1;
    const OWNER: u64 = 2;
    const MEMBER: u64 = 3;
    const ROLE: u64 = 4;

    fn guild(role_permissions: u64) -> Guild {
        let role = |id, permissions| Role { id, name: String::new(), permissions, position: 0, bot: None };
        let member = |roles| Member { roles, joined_ms: 0 };
        Guild {
            id: GUILD,
            name: String::new(),
            owner: OWNER,
            roles: vec![role(GUILD, EVERYONE), role(ROLE, role_permissions)],
            channels: Vec::new(),
            members: BTreeMap::from([(OWNER, member(vec![])), (MEMBER, member(vec![ROLE]))]),
            crowd: 0,
            joined_ms: 0,
        }
    }

    fn channel(overwrites: &[(u64, u64, u64)]) -> Channel {
        let overwrites =
            overwrites.iter().map(|&(id, allow, deny)| Overwrite { id, member: id == MEMBER, allow, deny });
        Channel { overwrites: overwrites.collect(), ..Channel::text(9, GUILD, "daily", 0) }
    }

    #[test]
    fn the_owner_and_administrators_may_do_everything() {
        let closed = channel(&[(GUILD, 0, ALL)]);
        assert_eq!(in_channel(&guild(0), &closed, OWNER), ALL);
        assert_eq!(in_channel(&guild(ADMINISTRATOR), &closed, MEMBER), ALL);
    }

    #[test]
    fn a_stranger_may_do_nothing() {
        assert_eq!(in_channel(&guild(0), &channel(&[]), 77), 0);
    }

    #[test]
    fn a_role_overrules_everyone_and_a_person_overrules_the_role() {
        let rooms = [
            (channel(&[(GUILD, 0, SEND_MESSAGES)]), false),
            (channel(&[(GUILD, 0, SEND_MESSAGES), (ROLE, SEND_MESSAGES, 0)]), true),
            (channel(&[(ROLE, SEND_MESSAGES, 0), (MEMBER, 0, SEND_MESSAGES)]), false),
            (channel(&[(ROLE, 0, SEND_MESSAGES), (MEMBER, SEND_MESSAGES, 0)]), true),
        ];
        for (room, may) in rooms {
            assert_eq!(in_channel(&guild(0), &room, MEMBER) & SEND_MESSAGES != 0, may, "{room:?}");
        }
    }

    #[test]
    fn an_unseen_channel_takes_all_rights_away() {
        assert_eq!(in_channel(&guild(0), &channel(&[(GUILD, 0, VIEW_CHANNEL)]), MEMBER), 0);
    }
}
