//! One slot's world: the channel as Discord keeps it, the disk, and a process that dies.

use chimebot::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use chimebot::domain::planner::{Effect, Event, History, step};
use chimebot::domain::schedule::Occurrence;
use chimebot::domain::slot::Slot;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{DEADLINE, DUE_MS, HOUR, MINUTE, Ms, Plan, SECOND, moment};

const TIMEOUT: Ms = 10 * SECOND;
/// A request that was given up may arrive so much later than it was sent. The quiet time is built on it.
const LATEST_ARRIVAL: Ms = 44 * SECOND;

/// One message in the channel.
pub struct Post {
    pub created: Ms,
    removed: Option<Ms>,
}

impl Post {
    pub fn is_there(&self, at: Ms) -> bool {
        self.removed.is_none_or(|removed| removed > at)
    }
}

/// The channel, as Discord keeps it.
pub struct Channel {
    pub posts: Vec<Post>,
    /// When requests that were given up will arrive.
    on_their_way: Vec<Ms>,
    nonce_window: Ms,
    /// No answer but trouble in this span.
    pub dark: (Ms, Ms),
    /// From when on the channel is gone.
    pub gone_from: Option<Ms>,
    /// The odds that a moderator removes a post.
    removal: f64,
}

impl Channel {
    fn new(chance: &mut SmallRng) -> Self {
        Self {
            posts: Vec::new(),
            on_their_way: Vec::new(),
            nonce_window: chance.random_range(120 * SECOND..=300 * SECOND),
            dark: outage(chance),
            gone_from: chance.random_bool(0.01).then(|| chance.random_range(0..10 * MINUTE)),
            removal: 0.03,
        }
    }

    fn is_dark(&self, at: Ms) -> bool {
        self.dark.0 <= at && at < self.dark.1
    }

    fn is_gone(&self, at: Ms) -> bool {
        self.gone_from.is_some_and(|from| from <= at)
    }

    /// A request with the slot's nonce arrives.
    fn create(&mut self, at: Ms, chance: &mut SmallRng) -> Event {
        if self.is_gone(at) {
            return Event::Gone;
        }
        if let Some(known) = self.posts.iter().position(|post| at - post.created <= self.nonce_window) {
            return if self.posts[known].is_there(at) { self.answer(known) } else { Event::Removed };
        }
        let removed = chance.random_bool(self.removal).then(|| at + chance.random_range(SECOND..10 * MINUTE));
        self.posts.push(Post { created: at, removed });
        self.answer(self.posts.len() - 1)
    }

    fn answer(&self, post: usize) -> Event {
        Event::Answer { message: MessageId(post as u64), at: moment(self.posts[post].created) }
    }

    /// Requests that were still on their way up to `at` arrive.
    pub fn settle(&mut self, at: Ms, chance: &mut SmallRng) {
        self.on_their_way.sort_unstable();
        while let Some(next) = self.on_their_way.first().copied().filter(|next| *next <= at) {
            self.on_their_way.remove(0);
            self.create(next, chance);
        }
    }

    fn history(&self, at: Ms, after: Timestamp) -> History {
        let found = self.posts.iter().position(|post| post.is_there(at) && moment(post.created) > after);
        found.map_or(History::Absent, |post| History::Found {
            message: MessageId(post as u64),
            at: moment(self.posts[post].created),
        })
    }
}

/// In one slot of ten, a stop of ten minutes to six hours at a random place around the due moment.
fn outage(chance: &mut SmallRng) -> (Ms, Ms) {
    if !chance.random_bool(0.1) {
        return (0, 0);
    }
    let from = chance.random_range(-3 * HOUR..2 * HOUR);
    (from, from + chance.random_range(10 * MINUTE..6 * HOUR))
}

/// One slot's world.
pub struct World<'a> {
    pub plan: &'a Plan,
    pub chance: SmallRng,
    pub channel: Channel,
    /// What survives a crash.
    pub disk: Slot,
    pub now: Ms,
    /// The machine is off in this span.
    off: (Ms, Ms),
    /// When the process was not there for more than a minute.
    stops: Vec<(Ms, Ms)>,
    restarted: bool,
    /// How often the history was asked for.
    pub asked: u32,
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan, number: u32) -> Self {
        let mut chance = SmallRng::seed_from_u64(plan.seed ^ (u64::from(number) << 20));
        let occurrence =
            Occurrence { local_date: date(2027, 1, 15), due: moment(0), deadline: moment(DEADLINE) };
        Self {
            plan,
            channel: Channel::new(&mut chance),
            disk: Slot::planned(SlotToken([7; 16]), GuildId(1), ChannelId(2), occurrence),
            now: -chance.random_range(0..15 * SECOND),
            off: outage(&mut chance),
            stops: Vec::new(),
            restarted: false,
            asked: 0,
            chance,
        }
    }

    fn fault(&mut self) -> bool {
        self.chance.random_bool(self.plan.fault)
    }

    /// The process dies, and comes back: mostly at once, sometimes after hours.
    fn crash(&mut self) {
        let down = match self.chance.random_range(0..100) {
            0..90 => self.chance.random_range(SECOND..30 * SECOND),
            90..99 => self.chance.random_range(30 * SECOND..10 * MINUTE),
            _ => self.chance.random_range(10 * MINUTE..3 * HOUR),
        };
        self.stop_until(self.now + down);
    }

    fn stop_until(&mut self, back: Ms) {
        if back - self.now > MINUTE {
            self.stops.push((self.now, back));
        }
        self.now = back;
        self.restarted = true;
    }

    /// One step of the planner, committed; with a fault before, during or after the commit.
    /// None when the process died or the disk refused, so that nothing may be done about it.
    fn commit(&mut self, event: Event) -> Option<Effect> {
        if self.fault() {
            self.crash();
            return None;
        }
        let step = step(&self.disk, event, moment(self.now), &self.plan.timing, &mut self.chance);
        if self.fault() {
            // The disk refuses: nothing is written, nothing is done. The next look comes with a tick.
            self.now += self.chance.random_range(SECOND..15 * SECOND);
            return None;
        }
        self.disk = step.slot;
        self.now += self.chance.random_range(1..20);
        if self.fault() {
            self.crash();
            return None;
        }
        Some(step.effect)
    }

    /// Sends the post and says what the bot hears; none when the process died meanwhile.
    fn send(&mut self) -> Option<Event> {
        let sent = self.now;
        let dies = self.fault();
        let goes_wrong = self.fault() || self.channel.is_dark(sent);
        let travels = self.chance.random_range(20..2 * SECOND);
        let event =
            if goes_wrong { self.wrong(sent) } else { self.channel.create(sent + travels, &mut self.chance) };
        if dies {
            // The process dies with the request anywhere on its way.
            self.now = sent + self.chance.random_range(0..TIMEOUT);
            self.crash();
            return None;
        }
        self.now = sent + if event == Event::ServerTrouble { TIMEOUT } else { travels };
        Some(event)
    }

    /// A request that does not get its answer: lost, arrived, or still on its way.
    fn wrong(&mut self, sent: Ms) -> Event {
        match self.chance.random_range(0..10) {
            0..3 => {}
            3..6 => {
                let _lost = self.channel.create(sent + 300, &mut self.chance);
            }
            6..8 => {
                let late = sent + self.chance.random_range(0..LATEST_ARRIVAL);
                self.channel.on_their_way.push(late);
            }
            _ => {
                let retry_after = SignedDuration::from_millis(self.chance.random_range(300..60 * SECOND));
                return Event::TooMany { retry_after };
            }
        }
        Event::ServerTrouble
    }

    fn ask(&mut self, after: Timestamp) -> Option<Event> {
        self.asked += 1;
        if self.fault() {
            self.crash();
            return None;
        }
        if self.fault() || self.channel.is_dark(self.now) {
            self.now += TIMEOUT;
            return Some(Event::History(History::Trouble));
        }
        self.now += self.chance.random_range(20..2 * SECOND);
        self.channel.settle(self.now, &mut self.chance);
        Some(if self.channel.is_gone(self.now) {
            Event::Gone
        } else if self.plan.may_read {
            Event::History(self.channel.history(self.now, after))
        } else {
            Event::History(History::NotAllowed)
        })
    }

    /// Lives until the slot has its final state.
    pub fn live(&mut self) {
        while !self.disk.state.is_final() {
            assert!(self.now < 48 * HOUR, "the slot never ends: {:?}", self.disk);
            if self.off.0 <= self.now && self.now < self.off.1 {
                self.stop_until(self.off.1);
            }
            self.channel.settle(self.now, &mut self.chance);
            let event = if self.restarted { Event::Restarted } else { Event::Tick };
            self.restarted = false;
            let Some(effect) = self.commit(event) else { continue };
            let heard = match effect {
                Effect::Send => self.send(),
                Effect::AskHistory { after } => self.ask(after),
                _ => None,
            };
            if let Some(heard) = heard {
                self.channel.settle(self.now, &mut self.chance);
                self.commit(heard);
            }
            if event == Event::Tick {
                // The scheduler polls, and looks again at the first poll after what the slot waits for.
                let wait = self.disk.next_try.map_or(0, |until| until.as_millisecond() - DUE_MS - self.now);
                self.now += wait.clamp(0, HOUR) + self.chance.random_range(1..15 * SECOND);
            }
        }
    }

    /// The longest part of the grace in which neither the bot nor Discord was stopped.
    pub fn longest_good_time(&self) -> Ms {
        let mut stops = self.stops.clone();
        stops.push(self.channel.dark);
        stops.sort_unstable();
        let (mut free_from, mut longest) = (0, 0);
        for (from, to) in stops {
            longest = longest.max(from.min(DEADLINE) - free_from);
            free_from = free_from.max(to);
        }
        longest.max(DEADLINE - free_from)
    }
}
