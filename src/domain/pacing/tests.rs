//! The promises of the module's description, as properties over random loads.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A request as the tests queue it: class, guild, channel and a number of its own.
type Job = (Class, u64, u64, u64);

/// Runs a pacer until everything is answered, each request taking its own time, and gives back when
/// each one started.
struct Run {
    starts: Vec<(Duration, Job)>,
}

impl Run {
    fn of(jobs: &[(u64, Job)], takes: impl Fn(u64) -> u64) -> Self {
        let mut pacer = Pacer::default();
        let mut coming = jobs.to_vec();
        coming.sort_by_key(|(at, _)| *at);
        let mut coming = coming.into_iter().peekable();
        let mut under_way: Vec<(Duration, ChannelId)> = Vec::new();
        let mut now = ms(0);
        let mut starts = Vec::new();
        loop {
            while let Some((_, job)) = coming.next_if(|(at, _)| ms(*at) <= now) {
                pacer.push(job.0, GuildId(job.1), ChannelId(job.2), job);
            }
            for (_, channel) in under_way.extract_if(.., |(until, _)| *until <= now) {
                pacer.done(channel, Answered::Fine, now);
            }
            let wake = match pacer.next(now) {
                Turn::Go { channel, job } => {
                    assert!(
                        !under_way.iter().any(|(_, taken)| *taken == channel),
                        "one in flight per channel"
                    );
                    starts.push((now, job));
                    under_way.push((now + ms(takes(job.3)), channel));
                    continue;
                }
                Turn::Wait(until) => {
                    assert!(until > now);
                    Some(until)
                }
                Turn::Idle => None,
            };
            let next =
                [wake, coming.peek().map(|(at, _)| ms(*at)), under_way.iter().map(|(until, _)| *until).min()];
            match next.into_iter().flatten().min() {
                Some(moment) => now = moment,
                None => break,
            }
        }
        assert!(pacer.is_empty(), "everything queued is started");
        Self { starts }
    }

    fn assert_paced(&self) {
        for window in self.starts.windows(PER_SECOND + 1) {
            let span = window[PER_SECOND].0.saturating_sub(window[0].0);
            assert!(span >= SECOND, "{} requests in {span:?}", PER_SECOND + 1);
        }
    }

    fn last(&self, which: impl Fn(&Job) -> bool) -> Duration {
        self.starts.iter().filter(|(_, job)| which(job)).map(|(at, _)| *at).max().unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_load_is_served_whole_in_order_and_within_the_pace(
        load in prop::collection::vec((0u64..5_000, any::<bool>(), 0u64..6, 0u64..8), 1..400),
        slowest in 1u64..2_000,
    ) {
        let jobs: Vec<(u64, Job)> = (0u64..)
            .zip(&load)
            .map(|(n, (at, post, guild, channel))| {
                let class = if *post { Class::Post } else { Class::Other };
                (*at, (class, *guild, *channel, n))
            })
            .collect();
        let run = Run::of(&jobs, |n| (n * 7919) % slowest + 1);
        run.assert_paced();
        let started: HashSet<u64> = run.starts.iter().map(|(_, job)| job.3).collect();
        prop_assert_eq!(started.len(), jobs.len());
        // Each line keeps its order.
        let arrival: HashMap<u64, u64> = jobs.iter().map(|(at, job)| (job.3, *at)).collect();
        let mut last: HashMap<(Class, u64, u64), (u64, u64)> = HashMap::new();
        for (_, job) in &run.starts {
            let place = (arrival[&job.3], job.3);
            if let Some(before) = last.insert((job.0, job.1, job.2), place) {
                prop_assert!(before < place, "a line was overtaken");
            }
        }
    }

    #[test]
    fn a_large_guild_delays_a_small_one_by_less_than_a_second(
        large in 100u64..600,
        channels in 1u64..600,
        arrives in 0u64..3_000,
        takes in 1u64..900,
    ) {
        let mut jobs: Vec<(u64, Job)> =
            (0..large).map(|n| (0, (Class::Post, 1, 10 + n % channels, n))).collect();
        jobs.push((arrives, (Class::Post, 2, 5, large)));
        let run = Run::of(&jobs, |_| takes);
        let waited = run.last(|job| job.1 == 2).saturating_sub(ms(arrives));
        prop_assert!(waited <= SECOND, "{waited:?}");
    }

    #[test]
    fn the_spread_of_a_herd_is_small_and_a_guilds_own(
        guild in any::<u64>(), herd in 0usize..1_000_000, room in 0i64..10_000,
    ) {
        let room = SignedDuration::from_secs(room);
        let delay = herd_delay(GuildId(guild), herd, room);
        prop_assert_eq!(delay, herd_delay(GuildId(guild), herd, room));
        prop_assert!(!delay.is_negative() && delay <= LONGEST_SPREAD && delay * 2 <= room);
        prop_assert!(delay.as_secs() <= i64::try_from(herd / PER_SECOND).unwrap());
    }
}

#[test]
fn ten_thousand_cards_at_nine_go_at_the_full_pace() {
    let jobs: Vec<(u64, Job)> = (0..10_000).map(|n| (0, (Class::Post, n, n, n))).collect();
    let run = Run::of(&jobs, |n| n % 300 + 20);
    run.assert_paced();
    assert_eq!(run.last(|_| true).as_secs(), 10_000 / 48);
}

#[test]
fn posts_go_first_and_the_rest_keep_two_places_in_48() {
    let posts = (0..960).map(|n| (0, (Class::Post, n, n, n)));
    let others = (0..960).map(|n| (0, (Class::Other, 5_000 + n, 5_000 + n, 5_000 + n)));
    let run = Run::of(&posts.chain(others).collect::<Vec<_>>(), |_| 10);
    let early = &run.starts[..960];
    assert_eq!(early.iter().filter(|(_, job)| job.0 == Class::Other).count(), 40);
    assert!(run.last(|job| job.0 == Class::Post) < ms(21_000));
}

#[test]
fn a_channel_that_hangs_stops_nobody_else() {
    let mut jobs: Vec<(u64, Job)> = (0..20).map(|n| (0, (Class::Post, 1, 1, n))).collect();
    jobs.extend((20..40).map(|n| (0, (Class::Other, 1, 1, n))));
    jobs.extend((40..500).map(|n| (0, (Class::Post, n, n, n))));
    let run = Run::of(&jobs, |n| if n < 40 { 10_000 } else { 50 });
    assert!(run.last(|job| job.1 != 1) < ms(10_000));
}

#[test]
fn a_herd_is_spread_evenly_and_one_guild_not_at_all() {
    let room = SignedDuration::from_hours(2);
    assert_eq!(herd_delay(GuildId(81_384_788_765_712_384), 1, room), SignedDuration::ZERO);
    // Guilds made one after another, as snowflakes number them.
    let mut tenths = [0u32; 10];
    for n in 0..5_000 {
        let delay = herd_delay(GuildId(1_000_000_000_000_000_000 + (n << 22)), 48_000, room);
        tenths[usize::try_from(delay.as_secs() / 9).unwrap()] += 1;
    }
    assert!(tenths.iter().all(|count| (350..650).contains(count)), "{tenths:?}");
}

#[test]
fn refusals_slow_the_pace_then_stop_posts_for_ten_minutes() {
    let mut breaker = Breaker::default();
    for _ in 0..199 {
        breaker.invalid(ms(0));
    }
    assert_eq!(breaker.pace(ms(1)), Pace::Full);
    breaker.invalid(ms(1));
    assert_eq!(breaker.pace(ms(1)), Pace::Slow);
    assert_eq!(breaker.pace(Duration::from_mins(10)), Pace::Full, "199 of them are ten minutes old");
    for _ in 0..250 {
        breaker.invalid(Duration::from_mins(1));
    }
    let until = Duration::from_mins(11);
    assert_eq!(breaker.pace(Duration::from_mins(1)), Pace::Stopped { until });
    assert_eq!(breaker.pace(until), Pace::Full);
}

#[test]
fn while_posts_are_stopped_the_rest_goes_one_a_minute() {
    let mut pacer = Pacer::default();
    for _ in 0..480 {
        pacer.done(ChannelId(9), Answered::Invalid, ms(0));
    }
    pacer.push(Class::Post, GuildId(1), ChannelId(1), "post");
    let stopped = Turn::Wait(Duration::from_mins(10));
    assert_eq!(pacer.next(ms(0)), stopped);
    for (n, check) in [(0, "one"), (1, "two")] {
        pacer.push(Class::Other, GuildId(1), ChannelId(2 + n), check);
    }
    assert_eq!(pacer.next(ms(0)), Turn::Go { channel: ChannelId(2), job: "one" });
    let minute = Duration::from_mins(1);
    assert_eq!(pacer.next(ms(1)), Turn::Wait(minute));
    assert_eq!(pacer.next(minute), Turn::Go { channel: ChannelId(3), job: "two" });
    assert_eq!(pacer.next(minute * 2), stopped);
    assert_eq!(pacer.next(Duration::from_mins(10)), Turn::Go { channel: ChannelId(1), job: "post" });
}

#[test]
fn no_more_than_four_seconds_of_requests_are_under_way() {
    let jobs: Vec<(u64, Job)> = (0..1_000).map(|n| (0, (Class::Post, n, n, n))).collect();
    let run = Run::of(&jobs, |_| 10_000);
    assert_eq!(run.starts.iter().filter(|(at, _)| *at < ms(10_000)).count(), UNDER_WAY);
}

#[test]
fn who_gave_up_waiting_takes_no_place_from_the_others() {
    let mut pacer = Pacer::default();
    for n in 0..200u64 {
        pacer.push(Class::Post, GuildId(n), ChannelId(n), n);
    }
    let mut started = 0;
    while let Turn::Go { channel, job } = pacer.next(ms(0)) {
        if job < 100 {
            pacer.unused(channel);
        } else {
            started += 1;
        }
    }
    assert_eq!(started, PER_SECOND);
    assert_eq!(pacer.next(ms(0)), Turn::Wait(SECOND));
}

#[test]
fn refusals_in_a_row_are_waited_out_for_longer_each_time_up_to_a_minute() {
    use rand::SeedableRng as _;
    let mut chance = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    for (refusals, seconds) in [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (u32::MAX, 60)] {
        let wait = backoff(refusals, &mut chance);
        let shortest = Duration::from_secs(seconds);
        assert!(shortest <= wait && wait <= shortest.mul_f64(1.5), "{refusals}: {wait:?}");
    }
}
