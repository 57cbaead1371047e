//! All that the stand-in remembers, behind one lock.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::gateway::Session;
use super::interaction::Interaction;
use super::model::{Channel, File, Guild, Stored, User};
use super::snowflake::Mint;
use super::{Body, Fault, Message, Options, permissions};
use crate::clock::Clock;
use crate::domain::ids::{ChannelId, MessageId, UserId};

/// What the server's tasks and the handles share.
pub struct Shared {
    pub options: Options,
    pub address: SocketAddr,
    pub bot: u64,
    pub application: u64,
    pub stop: CancellationToken,
    world: Mutex<World>,
}

impl Shared {
    pub fn new(options: Options, address: SocketAddr) -> Self {
        let mut world = World::new(&options);
        let (application, bot) = (world.mint.before(), world.mint.before());
        world.application = application;
        world.bot = bot;
        world.cdn = format!("http://{address}");
        let own = User { id: bot, name: "Chime".into(), bot: true, locale: "en-US".into(), takes_dms: false };
        world.users.insert(bot, own);
        Self { options, address, bot, application, stop: CancellationToken::new(), world: Mutex::new(world) }
    }

    /// The world, locked. A test that panicked while looking leaves it usable.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything there is.
pub struct World {
    pub clock: Clock,
    pub bot: u64,
    pub application: u64,
    pub mint: Mint,
    pub users: BTreeMap<u64, User>,
    pub guilds: BTreeMap<u64, Guild>,
    pub channels: HashMap<u64, Channel>,
    /// The direct channel of each person.
    pub directs: HashMap<u64, u64>,
    pub messages: BTreeMap<u64, Stored>,
    pub interactions: BTreeMap<u64, Interaction>,
    pub tokens: HashMap<String, u64>,
    /// The last message created under each enforced nonce, and when.
    pub nonces: HashMap<String, (i64, u64)>,
    pub nonce_window: SignedDuration,
    pub commands: Vec<Value>,
    pub guild_commands: BTreeMap<u64, Vec<Value>>,
    pub sessions: Vec<Session>,
    pub connections: u64,
    pub identified: usize,
    pub resumed: usize,
    pub faults: Vec<Fault>,
    pub violations: Vec<String>,
    /// Method and path of every request.
    pub requests: Vec<String>,
    pub invalid: usize,
    pub bodies: Vec<Body>,
    pub seen_bodies: HashSet<(String, String, String)>,
    pub keep_bodies: bool,
    pub global_per_second: Option<usize>,
    pub recent: VecDeque<i64>,
    pub duplicate_next: bool,
    pub acks: bool,
    /// For whoever asks for the time next.
    pub order: Option<Value>,
    /// Where its files are, in place of Discord's file servers.
    pub cdn: String,
    /// Files that people chose for an option of a command.
    pub uploads: BTreeMap<u64, File>,
    stirred: watch::Sender<u64>,
    changed: watch::Sender<u64>,
}

impl World {
    fn new(options: &Options) -> Self {
        let clock = options.clock.clone();
        let mint = Mint::new(clock.now().as_millisecond());
        Self {
            clock,
            bot: 0,
            application: 0,
            mint,
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: HashMap::new(),
            directs: HashMap::new(),
            messages: BTreeMap::new(),
            interactions: BTreeMap::new(),
            tokens: HashMap::new(),
            nonces: HashMap::new(),
            nonce_window: options.nonce_window,
            commands: Vec::new(),
            guild_commands: BTreeMap::new(),
            sessions: Vec::new(),
            connections: 0,
            identified: 0,
            resumed: 0,
            faults: Vec::new(),
            violations: Vec::new(),
            requests: Vec::new(),
            invalid: 0,
            bodies: Vec::new(),
            seen_bodies: HashSet::new(),
            keep_bodies: options.keep_bodies,
            global_per_second: options.global_per_second,
            recent: VecDeque::new(),
            duplicate_next: false,
            acks: true,
            order: None,
            cdn: String::new(),
            uploads: BTreeMap::new(),
            stirred: watch::Sender::new(0),
            changed: watch::Sender::new(0),
        }
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// The id of something that happens now.
    pub fn new_id(&mut self) -> u64 {
        let now = self.now_ms();
        self.mint.now(now)
    }

    /// Wakes whoever waits for anything at all.
    pub fn stir(&self) {
        self.stirred.send_modify(|count| *count += 1);
    }

    /// Tells the page, and whoever waits, that something visible changed.
    pub fn change(&self) {
        self.changed.send_modify(|count| *count += 1);
        self.stir();
    }

    pub fn stirred(&self) -> watch::Receiver<u64> {
        self.stirred.subscribe()
    }

    pub fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// What `user` may do in a channel; in direct messages, everything that exists there.
    pub fn rights(&self, channel: &Channel, user: u64) -> u64 {
        match channel.guild {
            Some(guild) => {
                self.guilds.get(&guild).map_or(0, |guild| permissions::in_channel(guild, channel, user))
            }
            None if channel.recipient == Some(user) || user == self.bot => DIRECT,
            None => 0,
        }
    }

    /// The channel object, with its recipient filled in.
    pub fn channel_json(&self, channel: &Channel) -> Value {
        channel.json(channel.recipient.and_then(|user| self.users.get(&user)))
    }

    pub fn user_json(&self, user: u64) -> Value {
        self.users.get(&user).map_or(Value::Null, User::json)
    }

    /// The direct channel with `user`, made when it is first asked for.
    pub fn direct(&mut self, user: u64) -> u64 {
        if let Some(&channel) = self.directs.get(&user) {
            return channel;
        }
        let id = self.mint.before();
        self.channels.insert(id, Channel::direct(id, user));
        self.directs.insert(user, id);
        id
    }

    /// Puts a message into its channel.
    pub fn store(&mut self, message: Stored) {
        if let Some(channel) = self.channels.get_mut(&message.channel)
            && message.ephemeral_to.is_none()
        {
            channel.messages.insert(message.id);
        }
        self.messages.insert(message.id, message);
        self.change();
    }

    /// Takes a message away.
    pub fn remove_message(&mut self, id: u64) {
        if let Some(message) = self.messages.remove(&id)
            && let Some(channel) = self.channels.get_mut(&message.channel)
        {
            channel.messages.remove(&id);
        }
        self.change();
    }

    /// Gives a message out to be looked at, and notes that it was.
    pub fn look(&mut self, id: u64) -> Option<Message> {
        let stored = self.messages.get_mut(&id)?;
        stored.read = true;
        Some(stored.shown())
    }

    /// Whether `user` can see this message in front of them.
    pub fn sees(&self, user: u64, message: &Stored) -> bool {
        let visible = message.ephemeral_to.is_none_or(|only| only == user);
        let channel = self.channels.get(&message.channel);
        visible && channel.is_some_and(|channel| self.rights(channel, user) & permissions::VIEW_CHANNEL != 0)
    }

    /// A member object with rights in `channel`, as interactions carry it.
    pub fn acting_member(&self, guild: &Guild, channel: &Channel, user: u64) -> Value {
        let Some(person) = self.users.get(&user) else { return Value::Null };
        let mut json = guild.member_json(person);
        json["permissions"] = json!(permissions::in_channel(guild, channel, user).to_string());
        json
    }
}

/// What can be done in direct messages.
pub const DIRECT: u64 = permissions::VIEW_CHANNEL
    | permissions::SEND_MESSAGES
    | permissions::EMBED_LINKS
    | permissions::ATTACH_FILES
    | permissions::READ_MESSAGE_HISTORY
    | permissions::MENTION_EVERYONE
    | permissions::USE_APPLICATION_COMMANDS;

impl Stored {
    /// The message as the handles give it out.
    pub fn shown(&self) -> Message {
        Message {
            id: MessageId(self.id),
            channel: ChannelId(self.channel),
            author: UserId(self.author),
            ephemeral_to: self.ephemeral_to.map(UserId),
            content: self.json["content"].as_str().unwrap_or_default().to_owned(),
            json: self.json.clone(),
        }
    }
}
