//! A simulated year of a thousand members, with lost answers, outages, moves and quiet days: nobody is
//! written to who did not ask, at night, twice in a day, or after *Stop*.

use std::collections::{HashMap, HashSet};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::ids::MessageId;
use crate::domain::planner::{Event as Said, History};
use crate::domain::schedule::zone;

const MEMBERS: u64 = 1_000;
const ZONES: [&str; 7] = [
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Australia/Lord_Howe",
    "America/Nuuk",
];

/// A message that lies in somebody's direct channel.
struct Dm {
    token: SlotToken,
    at: Timestamp,
    kind: Kind,
    date: Date,
}

struct Life {
    rng: ChaCha8Rng,
    it: Option<Reminder>,
    zone: TimeZone,
    now: Timestamp,
    tokens: u64,
    inbox: Vec<Dm>,
    /// When one more was promised, and the date there.
    laters: HashMap<Timestamp, Date>,
    dms_open: bool,
    stops: usize,
    /// At most so many minutes lie between two things they do.
    pause: i64,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let home = zone(ZONES[rng.random_range(0..ZONES.len())]).unwrap();
        Self {
            rng,
            it: None,
            zone: home,
            now: "2027-01-01T00:00:00Z".parse().unwrap(),
            tokens: seed << 32,
            inbox: Vec::new(),
            laters: HashMap::new(),
            dms_open: true,
            stops: 0,
            // One in five hardly ever does anything.
            pause: if seed % 5 == 1 { 100_000 } else { 2_000 },
        }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn step(&mut self, event: Event) -> Effect {
        self.tokens += 1;
        let mut fresh = [0; 16];
        fresh[..8].copy_from_slice(&self.tokens.to_be_bytes());
        let timing = Timing::default();
        let here = Here {
            guild: GuildId(1),
            zone: &self.zone,
            day_start: crate::domain::check_in::DAY_START,
            quiet: Some(Quiet {
                from: jiff::civil::date(2027, 8, 1),
                until: Some(jiff::civil::date(2027, 8, 14)),
            }),
            checked_in: false,
            timing: &timing,
            fresh: SlotToken(fresh),
            now: self.now,
        };
        let Step { reminder, effect } =
            step(self.it.as_ref().unwrap_or(&Reminder::default()), event, &here, &mut self.rng);
        if self.it.is_some() {
            self.it = Some(reminder);
        } else {
            assert_eq!(effect, Effect::Nothing, "who did not ask is left alone");
            assert_eq!(reminder.wake(self.now, &timing), None);
        }
        effect
    }

    /// Something arrives in the direct channel, and every rule is held against it.
    fn deliver(&mut self, kind: Kind) -> MessageId {
        let it = self.it.as_ref().expect("nobody is written to who did not ask, or has stopped it");
        let next = it.next.as_ref().unwrap();
        let (token, hour) = (next.slot.token, it.hour.unwrap());
        if let Some(at) = self.inbox.iter().rposition(|dm| dm.token == token) {
            // Discord knows the nonce again for two minutes at least.
            let age = self.now.duration_since(self.inbox[at].at);
            assert!(age <= SignedDuration::from_secs(120), "sent a second time after {age:?}");
            return MessageId(at as u64 + 1);
        }
        let local = self.zone.to_datetime(self.now);
        let chosen = kind != Kind::Again && is_night(Time::constant(hour, 0, 0, 0));
        assert!(!is_night(local.time()) || chosen, "{kind:?} at night: {local}, picked was {hour}");
        let date = local.date();
        let that_day = |again: bool| {
            self.inbox.iter().filter(|dm| dm.date == date && (dm.kind == Kind::Again) == again).count()
        };
        if kind == Kind::Again {
            let asked = self.laters.values().filter(|promised| **promised == date).count();
            assert!(that_day(true) < asked, "one more than was asked for by Later");
        } else {
            assert_eq!(that_day(false), 0, "a second one on {date}");
        }
        self.inbox.push(Dm { token, at: self.now, kind, date });
        MessageId(self.inbox.len() as u64)
    }

    /// What the job does with one that is due; requests fail as they do.
    fn tick(&mut self) {
        let Effect::Ready { .. } = self.step(Event::Look) else { return };
        if self.chance(2) {
            self.step(Event::NotYet(self.now + SignedDuration::from_secs(30)));
            return;
        }
        let effect = self.step(Event::Go(ChannelId(7)));
        let Some(token) = self.it.as_ref().and_then(|it| it.next.as_ref()).map(|next| next.slot.token) else {
            return;
        };
        let said = match effect {
            Effect::Send(_) if !self.dms_open => Said::Forbidden,
            Effect::Send(kind) => match self.rng.random_range(0..20) {
                0 => Said::TooMany { retry_after: SignedDuration::from_secs(5) },
                1 => Said::ServerTrouble,
                2 => {
                    self.deliver(kind);
                    Said::ServerTrouble
                }
                3 => {
                    // The process dies here, with the request on its way.
                    self.deliver(kind);
                    return;
                }
                _ => Said::Answer { message: self.deliver(kind), at: self.now },
            },
            Effect::AskHistory { after } => {
                let found = self.inbox.iter().rposition(|dm| dm.token == token && dm.at >= after);
                Said::History(found.map_or(History::Absent, |at| History::Found {
                    message: MessageId(at as u64 + 1),
                    at: self.inbox[at].at,
                }))
            }
            _ => return,
        };
        self.step(Event::Heard(token, said));
    }

    /// Something a person may do on a day.
    fn act(&mut self) {
        let user = UserId(1);
        if self.it.is_none() {
            if self.stops < 3 && self.chance(10) {
                self.it = Some(Reminder::default());
                let days = Often::ALL[self.rng.random_range(0..3)].days();
                let hour = self.rng.random_range(0..24);
                self.step(Event::Days(days, user));
                self.step(Event::Hour(hour, user));
            } else {
                self.step(Event::Look);
            }
            return;
        }
        let token = self.inbox.last().map(|dm| dm.token);
        match self.rng.random_range(0..40) {
            0..=9 => {
                self.step(Event::CheckedIn);
            }
            10..=21 => {
                let Some(token) = token else { return };
                let press = [Press::CheckIn, Press::Later, Press::Later, Press::NotToday]
                    [self.rng.random_range(0..4)];
                let effect = self.step(Event::Pressed(token, press, user));
                if let Effect::Tell(Told::Later(at)) = effect {
                    self.laters.insert(at, self.zone.to_datetime(at).date());
                }
            }
            22 => {
                let Some(token) = token else { return };
                self.step(Event::Pressed(token, Press::Fewer, user));
            }
            23 => {
                self.step(Event::Days(Often::Daily.days(), user));
            }
            24 => {
                let hour = self.rng.random_range(0..24);
                self.step(Event::Hour(hour, user));
            }
            25 => {
                self.step(Event::Pause);
            }
            26 | 27 => {
                self.step(Event::Resume(user));
            }
            28 => self.dms_open = !self.dms_open,
            29 if self.chance(30) => {
                self.it = None;
                self.stops += 1;
            }
            30 if !self.it.as_ref().is_some_and(|it| it.next.as_ref().is_some_and(Next::is_under_way)) => {
                // They travel; a later one that was asked for is for where they were.
                let there = zone(ZONES[self.rng.random_range(0..ZONES.len())]).unwrap();
                let later = self.it.as_ref().and_then(|it| it.next.as_ref());
                if later.is_none_or(|next| next.kind != Kind::Again) {
                    self.zone = there;
                    self.step(Event::Look);
                }
            }
            _ => {}
        }
    }

    /// Lives from the first to the last of the year.
    fn live(&mut self) {
        let end: Timestamp = "2028-01-01T00:00:00Z".parse().unwrap();
        let mut outage: Option<Timestamp> = None;
        let mut act = self.now;
        while self.now < end {
            if act <= self.now {
                self.act();
                act = self.now + SignedDuration::from_mins(self.rng.random_range(30..self.pause));
                if self.chance(1) {
                    outage = Some(self.now + SignedDuration::from_mins(self.rng.random_range(1..1_500)));
                }
            }
            let due = self.it.as_ref().and_then(|it| it.wake(self.now, &Timing::default()));
            // While the bot is away nothing is looked at; then everything at once.
            let due = due.map(|due| outage.map_or(due, |over| due.max(over)));
            let next = due.map_or(act, |due| due.min(act));
            self.now = next.max(self.now + SignedDuration::from_secs(1));
            if outage.is_some_and(|over| over <= self.now) {
                outage = None;
            }
            if due.is_some_and(|due| due <= self.now) && outage.is_none() {
                self.tick();
            }
        }
    }
}

#[test]
fn a_year_of_a_thousand_members_breaks_no_promise() {
    let (mut sent, mut again, mut goodbyes, mut stops, mut silent) = (0, 0, 0, 0, 0);
    for seed in 0..MEMBERS {
        let mut life = Life::new(seed);
        // One in ten never asks.
        if seed % 10 == 0 {
            life.stops = 3;
        }
        life.live();
        let tokens: HashSet<_> = life.inbox.iter().map(|dm| dm.token).collect();
        assert_eq!(tokens.len(), life.inbox.len(), "each came once");
        sent += life.inbox.len();
        again += life.inbox.iter().filter(|dm| dm.kind == Kind::Again).count();
        goodbyes += life.inbox.iter().filter(|dm| dm.kind == Kind::Goodbye).count();
        if seed % 10 == 0 {
            assert!(life.inbox.is_empty(), "who did not ask got none");
            silent += 1;
        } else {
            stops += life.stops;
        }
    }
    // The year was lived, and not slept through.
    assert!(sent > 20_000 && again > 1_000 && stops > 100, "{sent} sent, {again} later, {stops} stopped");
    assert!(goodbyes > 0 && silent == MEMBERS / 10, "{goodbyes} goodbyes");
}
