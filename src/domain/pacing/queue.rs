//! Turns: guilds in a ring, in each guild its channels in a ring, in each channel a line.

use std::collections::{HashMap, VecDeque};

use super::Class;
use crate::domain::ids::{ChannelId, GuildId};

/// Everything that waits. All operations take the same short time however long the queue is.
#[derive(Debug)]
pub(super) struct Queue<T> {
    posts: Lane<T>,
    others: Lane<T>,
    /// Channels with a request under way, and the lines that wait for its answer.
    busy: HashMap<ChannelId, Vec<(Class, GuildId)>>,
    len: usize,
}

/// The requests of one class.
///
/// A line stands in its guild's ring while its channel is free and it is not empty; a guild stands
/// in the ring of guilds while its own ring is not empty.
#[derive(Debug)]
struct Lane<T> {
    lines: HashMap<(GuildId, ChannelId), VecDeque<T>>,
    channels: HashMap<GuildId, VecDeque<ChannelId>>,
    guilds: VecDeque<GuildId>,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { lines: HashMap::new(), channels: HashMap::new(), guilds: VecDeque::new() }
    }
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { posts: Lane::default(), others: Lane::default(), busy: HashMap::new(), len: 0 }
    }
}

impl<T> Queue<T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many requests wait for their answer.
    pub(super) fn under_way(&self) -> usize {
        self.busy.len()
    }

    /// Whether no line can move: all are empty or wait for an answer.
    pub(super) fn is_blocked(&self) -> bool {
        self.posts.guilds.is_empty() && self.others.guilds.is_empty()
    }

    pub(super) fn push(&mut self, class: Class, guild: GuildId, channel: ChannelId, job: T) {
        self.len += 1;
        let lane = self.lane(class);
        let jobs = lane.lines.entry((guild, channel)).or_default();
        jobs.push_back(job);
        if jobs.len() > 1 {
            return;
        }
        match self.busy.get_mut(&channel) {
            Some(waiting) => {
                waiting.push((class, guild));
            }
            None => self.lane(class).join(guild, channel),
        }
    }

    /// The next request of that class, whose channel is then taken.
    pub(super) fn pop(&mut self, class: Class) -> Option<(ChannelId, T)> {
        loop {
            let lane = match class {
                Class::Post => &mut self.posts,
                Class::Other => &mut self.others,
            };
            let (guild, channel) = lane.turn()?;
            // The other class, or another guild that shares a DM channel, may have taken the channel
            // since this line joined its ring.
            if let Some(waiting) = self.busy.get_mut(&channel) {
                waiting.push((class, guild));
                continue;
            }
            let jobs = lane.lines.get_mut(&(guild, channel)).expect("a line in a ring is kept");
            let job = jobs.pop_front().expect("a line in a ring is not empty");
            let more = !jobs.is_empty();
            if !more {
                lane.lines.remove(&(guild, channel));
            }
            self.len -= 1;
            let waiting = self.busy.entry(channel).or_default();
            if more {
                waiting.push((class, guild));
            }
            return Some((channel, job));
        }
    }

    /// The request in `channel` is over; lines that waited for it join their rings.
    pub(super) fn free(&mut self, channel: ChannelId) {
        let Some(waiting) = self.busy.remove(&channel) else { return };
        for (class, guild) in waiting {
            self.lane(class).join(guild, channel);
        }
    }

    fn lane(&mut self, class: Class) -> &mut Lane<T> {
        match class {
            Class::Post => &mut self.posts,
            Class::Other => &mut self.others,
        }
    }
}

impl<T> Lane<T> {
    fn join(&mut self, guild: GuildId, channel: ChannelId) {
        let ring = self.channels.entry(guild).or_default();
        ring.push_back(channel);
        if ring.len() == 1 {
            self.guilds.push_back(guild);
        }
    }

    /// The guild and channel whose turn it is; the guild goes to the end of the ring.
    fn turn(&mut self) -> Option<(GuildId, ChannelId)> {
        let guild = self.guilds.pop_front()?;
        let ring = self.channels.get_mut(&guild).expect("a guild in the ring has channels");
        let channel = ring.pop_front().expect("a guild in the ring has a channel to go");
        if ring.is_empty() {
            self.channels.remove(&guild);
        } else {
            self.guilds.push_back(guild);
        }
        Some((guild, channel))
    }
}
