//! What the benches share: a stage of communities in the stand-in, and a bot in a process of its own.
//!
//! The bot under measure runs in a child process, so that its CPU time and memory are its own
//! and not the stand-in's. Every figure of a table comes from one run on one machine; compare
//! figures within a run and never across runs.
#![expect(dead_code, reason = "each bench uses a part of it")]

pub mod child;
pub mod proc;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId, MessageId, UserId};
use chimebot::standin::{Options, StandIn};
use serde::{Deserialize, Serialize};

/// Which bot runs in the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// This project's.
    Chimebot,
    /// The same client, which answers and stores nothing.
    Bare,
    /// The same client, one autocommit insert with a full sync for each press.
    Autocommit,
}

impl Kind {
    /// Its name on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chimebot => "chimebot",
            Self::Bare => "bare",
            Self::Autocommit => "autocommit",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Chimebot, Self::Bare, Self::Autocommit].into_iter().find(|kind| kind.name() == name)
    }
}

/// What the child is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Where the stand-in is.
    pub base: String,
    /// Its token.
    pub token: String,
    /// The communities: guild, channel, and the people in it who keep their answers.
    pub homes: Vec<(u64, u64, Vec<u64>)>,
    /// Whether each community gets a card at once.
    pub cards: bool,
    /// In how many seconds the four weeks of every community end, if any run.
    pub ends_in: Option<u64>,
    /// Where it keeps its files.
    pub folder: PathBuf,
}

/// One community with its card.
pub struct Home {
    pub guild: GuildId,
    pub channel: ChannelId,
    pub people: Vec<UserId>,
    pub card: Option<(MessageId, Vec<String>)>,
}

/// A stand-in with communities, and a bot in a child process.
pub struct Stage {
    pub standin: StandIn,
    pub homes: Vec<Home>,
    pub child: Child,
    pub started: Instant,
    folder: tempfile::TempDir,
}

impl Stage {
    /// `guilds` communities of `people` each, and the bot `kind`, connected.
    pub async fn open(kind: Kind, guilds: usize, people: usize, cards: bool, limit: Option<usize>) -> Self {
        Self::of(kind, guilds, people, (cards, None), limit).await
    }

    /// The same for this project's bot, with cards, and with four weeks that end everywhere at one moment.
    pub async fn ending(guilds: usize, people: usize, ends_in: Duration) -> Self {
        Self::of(Kind::Chimebot, guilds, people, (true, Some(ends_in.as_secs())), None).await
    }

    /// Where the bot keeps its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn of(
        kind: Kind,
        guilds: usize,
        people: usize,
        (cards, ends_in): (bool, Option<u64>),
        limit: Option<usize>,
    ) -> Self {
        let mut options = Options::new(Clock::system());
        options.keep_bodies = false;
        options.global_per_second = limit;
        options.shards = u64::try_from(Self::shards(guilds)).unwrap_or(1);
        let standin = StandIn::start(options).await.expect("a free port on loopback");
        let owner = standin.add_user("owner");
        let members: Vec<UserId> = (0..people).map(|n| standin.add_user(&format!("p{n}"))).collect();
        let homes: Vec<Home> = (0..guilds)
            .map(|n| {
                let guild = standin.add_guild(&format!("g{n}"), owner);
                let channel = standin.add_channel(guild, "check-in");
                for member in &members {
                    standin.add_member(guild, *member, &[]);
                }
                Home { guild, channel, people: members.clone(), card: None }
            })
            .collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let plan = Plan {
            base: standin.base_url(),
            token: standin.token().to_owned(),
            homes: homes
                .iter()
                .map(|home| (home.guild.0, home.channel.0, home.people.iter().map(|user| user.0).collect()))
                .collect(),
            cards,
            ends_in,
            folder: folder.path().to_owned(),
        };
        let path = folder.path().join("plan.json");
        std::fs::write(&path, serde_json::to_vec(&plan).expect("a plan is plain data")).expect("a plan file");
        if kind == Kind::Chimebot {
            // Before the clock starts: a bot that starts finds its communities on disk.
            let done = this_bench("--prepare", kind, &path).spawn().and_then(|mut child| child.wait());
            assert!(done.expect("the bench starts itself").success(), "the files could not be made");
        }
        let started = Instant::now();
        let child = this_bench("--child", kind, &path).spawn().expect("the bench starts itself");
        standin.until_ready().await;
        Self { standin, homes, child, started, folder }
    }

    /// Discord takes 2,500 communities on a shard and no more.
    pub fn shards(guilds: usize) -> usize {
        guilds.div_ceil(2_000).max(1)
    }

    /// Waits until each community has its card.
    pub async fn cards(&mut self, patience: Duration) {
        let end = Instant::now() + patience;
        for home in &mut self.homes {
            while home.card.is_none() {
                assert!(Instant::now() < end, "a card did not come in time");
                if let Some(card) = self.standin.messages(home.channel, None).pop() {
                    let ids = card.buttons().into_iter().filter_map(|button| button.custom_id);
                    home.card = Some((card.id, ids.collect()));
                } else {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        }
    }

    /// The press number `n`: another person and community each time, another answer each round.
    pub fn press(&self, n: usize) -> chimebot::standin::Act {
        let home = &self.homes[n % self.homes.len()];
        let person = home.people[(n / self.homes.len()) % home.people.len()];
        let (message, ids) = home.card.as_ref().expect("the cards are there");
        let round = n / (self.homes.len() * home.people.len());
        // The first ones are answers; the last of a card are help and about.
        let answers = ids.len().saturating_sub(2).max(1);
        self.standin.press(person, *message, &ids[round % answers])
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // A child that has ended already is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn this_bench(what: &str, kind: Kind, plan: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the bench knows its own file"));
    command.args([what, kind.name()]).arg(plan).stdin(Stdio::null());
    command
}

/// The middle, and the 99th of a hundred, in milliseconds.
pub fn percentiles(times: &mut [Duration]) -> (f64, f64, f64) {
    times.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list"
        )]
        let place = ((times.len() as f64 - 1.0) * share).round() as usize;
        times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    };
    (at(0.5), at(0.99), at(1.0))
}

/// Runs a bench, or the bot when this is the child.
pub fn main(bench: impl Future<Output = ()>) {
    let mut args = std::env::args().skip(1);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let first = args.next();
    if let Some(what @ ("--prepare" | "--child")) = first.as_deref() {
        let kind = args.next().and_then(|name| Kind::named(&name)).expect("a kind of bot");
        let plan = std::fs::read(args.next().expect("a plan")).expect("the plan file");
        let plan = serde_json::from_slice(&plan).expect("the plan as it was written");
        if what == "--prepare" {
            runtime.block_on(child::prepare(plan));
        } else {
            runtime.block_on(child::run(kind, plan));
        }
    } else {
        runtime.block_on(bench);
    }
}
