//! A whole bot's morning when half of its channels are gone: pacing, breaker and planner together.

use std::collections::BTreeSet;
use std::time::Duration;

use chimebot::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use chimebot::domain::pacing::{Answered, Class, Pacer, Turn};
use chimebot::domain::planner::{Effect, Event, Timing, step};
use chimebot::domain::schedule::Occurrence;
use chimebot::domain::slot::{Slot, SlotState};
use jiff::civil::date;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{DEADLINE, HOUR, Ms, moment};

/// What a community of the vanishing has come to.
struct Community {
    slot: Slot,
    vanished: bool,
    stopped: bool,
    requests: u32,
}

/// Ten thousand communities at nine, half of whose channels are gone without the bot having been told.
#[test]
fn when_5000_channels_vanish_the_refusals_stay_far_from_a_ban() {
    let mut chance = SmallRng::seed_from_u64(404);
    let timing = Timing::default();
    let occurrence = Occurrence { local_date: date(2027, 1, 15), due: moment(0), deadline: moment(DEADLINE) };
    let mut communities: Vec<Community> = (0..10_000u64)
        .map(|n| Community {
            slot: Slot::planned(SlotToken([0; 16]), GuildId(n), ChannelId(n), occurrence),
            vanished: n % 2 == 0,
            stopped: false,
            requests: 0,
        })
        .collect();
    let mut pacer = Pacer::default();
    for (n, community) in communities.iter().enumerate() {
        pacer.push(Class::Post, community.slot.guild, community.slot.channel, n);
    }
    // When they come, and whose they are.
    let mut answers: BTreeSet<(Duration, usize)> = BTreeSet::new();
    let mut refusals: Vec<Duration> = Vec::new();
    let mut now = Duration::ZERO;
    loop {
        let at = moment(Ms::try_from(now.as_millis()).unwrap());
        while let Some((_, n)) = answers.first().copied().filter(|(when, _)| *when <= now) {
            answers.pop_first();
            let community = &mut communities[n];
            let event = if community.vanished {
                refusals.push(now);
                Event::Gone
            } else {
                Event::Answer { message: MessageId(n as u64), at }
            };
            let answered = if community.vanished { Answered::Invalid } else { Answered::Fine };
            pacer.done(community.slot.channel, answered, now);
            let step = step(&community.slot, event, at, &timing, &mut chance);
            community.slot = step.slot;
            community.stopped |= matches!(step.effect, Effect::PauseSchedule(_));
        }
        let wake = match pacer.next(now) {
            Turn::Go { channel, job } => {
                let community = &mut communities[job];
                let step = step(&community.slot, Event::Tick, at, &timing, &mut chance);
                community.slot = step.slot;
                if step.effect == Effect::Send {
                    community.requests += 1;
                    // Most answers come at once, a few are as slow as the timeout allows.
                    let takes = if chance.random_bool(0.02) { 9_000 } else { chance.random_range(40..900) };
                    answers.insert((now + Duration::from_millis(takes), job));
                } else {
                    pacer.done(channel, Answered::Fine, now);
                }
                continue;
            }
            Turn::Wait(until) => Some(until),
            Turn::Idle => None,
        };
        let answer = answers.first().map(|(when, _)| *when);
        let Some(next) = [wake, answer].into_iter().flatten().min() else { break };
        now = next;
    }

    let span = Duration::from_mins(10);
    let most = refusals
        .iter()
        .enumerate()
        .map(|(n, first)| refusals[n..].partition_point(|later| *later < *first + span))
        .max()
        .unwrap();
    let posted = communities.iter().filter(|community| community.slot.state == SlotState::Posted).count();
    println!(
        "{} refusals, at most {most} in ten minutes; {posted} of 5000 healthy communities posted in {} min",
        refusals.len(),
        now.as_secs() / 60
    );
    assert!(most < 500, "{most}");
    assert!(refusals.len() > 900, "the model refuses: {}", refusals.len());
    for community in &communities {
        assert!(community.requests <= 1, "no second request to a channel that is gone");
        let ended = community.slot.state;
        let refused = community.vanished && community.requests == 1;
        assert_eq!(ended == SlotState::FailedPerm, refused);
        assert_eq!(community.stopped, refused, "each one stopped says so once");
        let expected = if community.requests == 0 { SlotState::Missed } else { SlotState::Posted };
        assert!(refused || ended == expected, "{ended:?}");
    }

    // The next morning those that were refused are asked for nothing more.
    for community in communities.iter().filter(|community| community.stopped) {
        let again =
            Slot::planned(SlotToken([1; 16]), community.slot.guild, community.slot.channel, occurrence);
        for at in [0, HOUR, DEADLINE + 1] {
            let step = step(&again, Event::Paused, moment(at), &timing, &mut chance);
            assert_ne!(step.effect, Effect::Send);
        }
    }
}
