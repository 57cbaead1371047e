//! Many communities at nine: the pace Discord allows, and nobody else kept waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId};
use chimebot::domain::pacing::Pace;
use chimebot::service::caller::Rights;
use chimebot::service::setup::Change;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::{arm, refused};
use crate::support::{Makings, TestBot};

/// How many communities are in the herd.
const HERD: usize = 300;

/// Another community whose card comes at nine in London.
pub async fn community(bot: &TestBot, name: &str) -> (GuildId, ChannelId) {
    let guild = bot.standin.add_guild(name, bot.admin);
    let channel = bot.standin.add_channel(guild, "check-in");
    let services = &bot.bot().services;
    let rights = Rights { manage_server: true, ..Rights::default() };
    let caller = services.caller(guild, bot.admin, rights);
    let zone = Change::Zone("Europe/London".to_owned());
    services.change(&caller, vec![zone, Change::CheckInChannel(channel), Change::On]).await.unwrap();
    (guild, channel)
}

async fn herd(bot: &TestBot) -> Vec<ChannelId> {
    let mut channels = vec![bot.check_in];
    for n in 1..HERD {
        channels.push(community(bot, &format!("Community {n}")).await.1);
    }
    channels
}

fn running() -> Makings {
    let clock = Clock::running_from("2026-11-23T08:50:00Z".parse().unwrap());
    Makings { clock, global_per_second: Some(50), ..Makings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_herd_of_300_is_posted_at_the_pace_discord_allows_while_presses_are_answered() {
    let bot = TestBot::set_up_with(running()).await;
    let channels = herd(&bot).await;
    bot.at("2026-11-23T08:59:00Z").await;
    bot.clock.set("2026-11-23T08:59:59Z".parse().unwrap());
    let stalls = Stalls::watch();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    let posted = || channels.iter().filter(|channel| !bot.posts(**channel).is_empty()).count();
    while posted() < HERD {
        let pressed = Instant::now();
        let help = bot.slash(bot.ana, "help-now").await;
        assert!(help.content.starts_with("If you are in danger"));
        slowest = slowest.max(pressed.elapsed());
        assert!(begun.elapsed() < Duration::from_secs(40), "{} cards are posted", posted());
        sleep(Duration::from_millis(100)).await;
    }
    let took = begun.elapsed();
    // When each card was made, by Discord's clock.
    let mut made: Vec<u64> = channels.iter().map(|channel| bot.posts(*channel)[0].id.0 >> 22).collect();
    made.sort_unstable();
    let most = made.iter().enumerate().map(|(n, from)| made[n..].partition_point(|at| *at < from + 1_000));
    let most = most.max().unwrap();
    let (refused, stalled) = (bot.standin.invalid_answers(), stalls.longest());
    println!(
        "{HERD} cards in {:.1} s, from first to last {:.1} s; most in any second {most}; {refused} refused; \
         slowest press {} ms; the machine itself stood still for {} ms",
        took.as_secs_f64(),
        f64::from(u32::try_from(made[HERD - 1] - made[0]).unwrap()) / 1_000.0,
        slowest.as_millis(),
        stalled.as_millis(),
    );
    // 48 leave in any second. What they meet on a machine that stands still arrives together, here in
    // the same process; Discord's 50 leave room for 40 ms of that.
    assert!(refused == 0 || stalled > Duration::from_millis(40), "{refused} refused");
    assert!(most <= 50, "{most} in one second");
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(slowest < Duration::from_millis(1_500), "{slowest:?}");
    assert!(channels.iter().all(|channel| bot.posts(*channel).len() == 1));
    bot.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_every_channel_refuses_the_bot_slows_down_and_knocks_once_each() {
    let bot = TestBot::set_up_with(running()).await;
    let channels = herd(&bot).await;
    bot.at("2026-11-23T08:59:00Z").await;
    arm(&bot, ("POST", "/messages"), 0, refused(403, 50001));
    bot.clock.set("2026-11-23T09:00:10Z".parse().unwrap());
    let begun = Instant::now();
    while bot.bot().gate.pace() != Pace::Slow {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", bot.bot().gate.pace());
        sleep(Duration::from_millis(20)).await;
    }
    // What was under way when the pace changed still comes back.
    sleep(Duration::from_secs(3)).await;
    let refusals = bot.standin.invalid_answers();
    sleep(Duration::from_secs(4)).await;
    let since = bot.standin.invalid_answers() - refusals;
    assert!(since <= 8, "{since} in four seconds");
    for channel in &channels {
        assert!(bot.standin.requests(&format!("POST /channels/{channel}/messages")) <= 1);
    }
    bot.finish().await;
}

/// Measures how late the machine lets a task run.
struct Stalls {
    longest: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Stalls {
    fn watch() -> Self {
        let longest = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&longest);
        let task = tokio::spawn(async move {
            const REST: Duration = Duration::from_millis(5);
            loop {
                let begun = Instant::now();
                sleep(REST).await;
                let late = u64::try_from(begun.elapsed().saturating_sub(REST).as_millis()).unwrap();
                seen.fetch_max(late, Ordering::Relaxed);
            }
        });
        Self { longest, task }
    }

    fn longest(&self) -> Duration {
        self.task.abort();
        Duration::from_millis(self.longest.load(Ordering::Relaxed))
    }
}
