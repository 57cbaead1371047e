//! The kill test: the binary dies at random moments while posts fall due, and every
//! community still gets each card once.
//!
//! Each second life is let to mend what the lives before it left, before the next herd falls
//! due: a bot that never lives long enough may rightly be too late.
//!
//! The stand-in's clock runs ten times as fast as the machine's and leaps from one herd
//! of cards to the next, so that two days pass. What is counted are the messages that
//! stand in the channels.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId};
use chimebot::domain::schedule;
use chimebot::service::setup::Change;
use chimebot::standin::{Fault, FaultKind, Options, StandIn};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::Connection as _;

use super::child::{Home, Process};
use super::town::set_up;

const KILLS: usize = 50;
const LIMIT: Duration = Duration::from_mins(3);
/// How fast the stand-in's clock runs.
const SPEED: i64 = 10;
/// Herds of cards in a day, and how far apart they are: two of them within the two hours' grace.
const HERDS: i64 = 28;
const APART: SignedDuration = SignedDuration::from_mins(50);
/// Communities in a herd.
const HERD: usize = 4;
/// Where they may be. A card is posted until local midnight at most, so that each herd takes those of
/// these zones in which two hours are left.
const ZONES: [&str; 8] = [
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Africa/Nairobi",
    "Asia/Tokyo",
    "America/Sao_Paulo",
];
/// Discord's epoch, unix milliseconds.
const EPOCH_MS: i64 = 1_420_070_400_000;

struct Community {
    channel: ChannelId,
    zone: TimeZone,
    herd: i64,
}

struct World {
    standin: StandIn,
    clock: Clock,
    start: Timestamp,
    communities: Vec<Community>,
    home: Home,
}

#[derive(Debug, Default)]
struct Figures {
    kills: usize,
    /// Kills that left a post claimed and not settled.
    interrupted: usize,
    due: usize,
    posted: usize,
    duplicates: usize,
    lost: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_while_posts_fall_due_neither_lose_nor_double_one() {
    let world = World::build().await;
    let begun = Instant::now();
    let _driver = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(drive(world.clock.clone())));
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_123);
    let mut figures = Figures::default();
    let mut herd = 0;
    while figures.kills < KILLS {
        let due = world.due(herd);
        herd += 1;
        world.trouble(&mut rng);
        let mut bot = if herd % 2 == 1 && rng.random_bool(0.5) {
            world.up_when_due(due, None).await
        } else if herd % 2 == 0 {
            world.up_when_due(due, Some(herd - 1)).await
        } else {
            world.clock.set(due + SignedDuration::from_secs(rng.random_range(0..90)));
            world.home.run(&world.standin)
        };
        // Now, or within a tenth of a second of its first post, or on its way there.
        let before = world.posts();
        let patience = Instant::now() + Duration::from_millis(rng.random_range(0..3_000));
        while world.posts() == before && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..100))).await;
        figures.killed(&mut bot, &world).await;
        if figures.kills < KILLS && rng.random_bool(0.4) {
            // And once more in the middle of the mending, within the nonce's time or after it.
            world.clock.advance(SignedDuration::from_secs(rng.random_range(0..120)));
            let mut bot = world.home.run(&world.standin);
            tokio::time::sleep(Duration::from_millis(rng.random_range(0..1_200))).await;
            figures.killed(&mut bot, &world).await;
        }
    }
    world.standin.clear_faults();
    let bot = world.home.run(&world.standin);
    world.until_there(herd).await;
    bot.stops().await;
    world.count(herd, &mut figures);
    println!("{figures:?}, {herd} herds in {:?}", begun.elapsed());
    assert_eq!((figures.duplicates, figures.lost), (0, 0), "{figures:?} {:?}", world.not_posted().await);
    assert!(figures.interrupted >= KILLS / 10, "too few kills struck a post: {figures:?}");
    assert!(begun.elapsed() < LIMIT, "it took {:?}", begun.elapsed());
    if let Err(leftovers) = world.standin.finish() {
        panic!("the stand-in is not content:\n{}", leftovers.join("\n"));
    }
}

/// Lets the clock run, in small steps as a clock does.
async fn drive(clock: Clock) {
    let step = Duration::from_millis(20);
    loop {
        let before = Instant::now();
        tokio::time::sleep(step).await;
        // A machine that has much to do is late here too; more than a step at once would race the bot.
        let gone = i64::try_from(before.elapsed().min(2 * step).as_millis()).unwrap();
        clock.advance(SignedDuration::from_millis(gone * SPEED));
    }
}

impl World {
    async fn build() -> Self {
        let start: Timestamp = "2026-11-22T23:50:00Z".parse().unwrap();
        let clock = Clock::frozen(start);
        let standin =
            StandIn::start(Options { keep_bodies: false, ..Options::new(clock.clone()) }).await.unwrap();
        let home = Home::of(&standin);
        let owner = standin.add_user("Lee");
        let mut communities = Vec::new();
        let mut changes: Vec<(GuildId, Vec<Change>)> = Vec::new();
        for herd in 0..HERDS {
            let early = |name: &&str| {
                let local = schedule::zone(name).unwrap().to_datetime(due(start, herd));
                local.time() <= jiff::civil::time(21, 55, 0, 0)
            };
            for zone_name in ZONES.into_iter().filter(early).take(HERD) {
                let guild = standin.add_guild(&format!("Riverside {herd} {zone_name}"), owner);
                let channel = standin.add_channel(guild, "check-in");
                let zone = schedule::zone(zone_name).unwrap();
                let time = zone.to_datetime(due(start, herd)).time();
                communities.push(Community { channel, zone, herd });
                let settings = vec![
                    Change::Zone(zone_name.to_owned()),
                    Change::Time(time),
                    Change::CheckInChannel(channel),
                    Change::On,
                ];
                changes.push((guild, settings));
            }
        }
        set_up(&home, &clock, changes).await;
        Self { standin, clock, start, communities, home }
    }

    fn due(&self, herd: i64) -> Timestamp {
        due(self.start, herd)
    }

    /// A process that is at work when the herd falls due.
    ///
    /// With `mended`, the first so many herds are all there before that.
    async fn up_when_due(&self, due: Timestamp, mended: Option<i64>) -> Process {
        self.clock.set(due - SignedDuration::from_secs(120));
        let mut bot = self.home.run(&self.standin);
        bot.until_said("connected to Discord").await;
        if let Some(herds) = mended {
            self.until_there(herds).await;
        }
        self.clock.set(due.max(self.clock.now()));
        bot
    }

    /// Slows the requests that make and look for posts: before they are applied or after.
    fn trouble(&self, rng: &mut ChaCha8Rng) {
        self.standin.clear_faults();
        let delay = FaultKind::Delay(Duration::from_millis(rng.random_range(0..80)));
        let kind = if rng.random_bool(0.5) { delay } else { FaultKind::AfterApply(Box::new(delay)) };
        let fault = Fault { method: String::new(), path_contains: "/messages".to_owned(), times: None, kind };
        self.standin.fault(fault);
    }

    fn posts(&self) -> usize {
        self.standin.requests("POST /channels/")
    }

    /// Every (channel, local date) of the first `herds` herds, and how many messages stand there.
    fn cards(&self, herds: i64) -> (BTreeMap<(ChannelId, Date), usize>, usize) {
        let mut expected = BTreeMap::new();
        for herd in 0..herds {
            for community in self.communities.iter().filter(|one| one.herd == herd % HERDS) {
                expected.insert((community.channel, community.zone.to_datetime(self.due(herd)).date()), 0);
            }
        }
        let mut unexpected = 0;
        for community in &self.communities {
            for message in self.standin.messages(community.channel, None) {
                let ms = i64::try_from(message.id.0 >> 22).unwrap() + EPOCH_MS;
                let date = community.zone.to_datetime(Timestamp::from_millisecond(ms).unwrap()).date();
                match expected.get_mut(&(community.channel, date)) {
                    Some(count) => *count += 1,
                    None => unexpected += 1,
                }
            }
        }
        (expected, unexpected)
    }

    /// Waits until each card of the first so many herds stands, or it is clear that one will not.
    async fn until_there(&self, herds: i64) {
        let end = Instant::now() + Duration::from_secs(30);
        while self.cards(herds).0.values().any(|count| *count == 0) && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn count(&self, herds: i64, figures: &mut Figures) {
        let (cards, unexpected) = self.cards(herds);
        figures.due = cards.len();
        figures.posted = cards.values().sum::<usize>() + unexpected;
        figures.duplicates = cards.values().map(|count| count.saturating_sub(1)).sum::<usize>() + unexpected;
        figures.lost = cards.values().filter(|count| **count == 0).count();
    }

    /// What the bot itself says of slots that were not posted.
    async fn not_posted(&self) -> Vec<(String, String, i64, i64)> {
        let mut file = self.database().await;
        let sql = "SELECT local_date, state, attempts, (deadline - due) / 60000 FROM slot
                   WHERE state NOT IN ('posted', 'planned')";
        sqlx::query_as(sql).fetch_all(&mut file).await.unwrap()
    }

    async fn database(&self) -> sqlx::SqliteConnection {
        let path = self.home.path().join("data/chimebot.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).read_only(true);
        sqlx::SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// How many slots are claimed and not settled, as the dead process left them on disk.
    async fn unsettled(&self) -> i64 {
        let mut file = self.database().await;
        let sql = "SELECT count(*) FROM slot WHERE state IN ('sending', 'retry', 'reconcile')";
        let count = sqlx::query_scalar(sql).fetch_one(&mut file).await.unwrap();
        file.close().await.unwrap();
        count
    }
}

fn due(start: Timestamp, herd: i64) -> Timestamp {
    let (day, herd) = (herd / HERDS, herd % HERDS);
    let first = start + SignedDuration::from_mins(10);
    first + (day * 24).hours() + SignedDuration::from_secs(APART.as_secs() * herd)
}

impl Figures {
    async fn killed(&mut self, bot: &mut Process, world: &World) {
        bot.kill();
        self.kills += 1;
        self.interrupted += usize::from(world.unsettled().await > 0);
    }
}
