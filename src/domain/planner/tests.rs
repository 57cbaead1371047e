//! The table in the module's description, row by row, and what holds for all of it.

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;
use crate::domain::ids::{ChannelId, GuildId, SlotToken};
use crate::domain::schedule::Occurrence;
use crate::domain::slot::SlotState;

const MESSAGE: MessageId = MessageId(77);

/// A moment that many seconds after the card is due.
fn after_due(secs: i64) -> Timestamp {
    "2027-01-10T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(secs)
}

fn planned() -> Slot {
    let occurrence = Occurrence {
        local_date: "2027-01-10".parse().unwrap(),
        due: after_due(0),
        deadline: after_due(7200),
    };
    Slot::planned(SlotToken([3; 16]), GuildId(1), ChannelId(2), occurrence)
}

/// One slot and what the test does to it.
struct Life {
    slot: Slot,
    chance: SmallRng,
}

impl Life {
    fn new() -> Self {
        Self { slot: planned(), chance: SmallRng::seed_from_u64(5) }
    }

    /// Hands in `event` that many seconds after due, and keeps the slot that comes back.
    fn at(&mut self, secs: i64, event: Event) -> Effect {
        let step = step(&self.slot, event, after_due(secs), &Timing::default(), &mut self.chance);
        self.slot = step.slot;
        step.effect
    }

    fn sent(secs: i64) -> Self {
        let mut life = Self::new();
        assert_eq!(life.at(secs, Event::Tick), Effect::Send);
        life
    }

    /// Sent when due, and the outcome unknown.
    fn in_doubt() -> Self {
        let mut life = Self::sent(0);
        assert!(matches!(life.at(10, Event::ServerTrouble), Effect::Wait { .. }));
        life
    }

    /// As in doubt, and the history has been asked.
    fn asking() -> Self {
        let mut life = Self::in_doubt();
        assert_eq!(life.at(100, Event::Tick), Effect::AskHistory { after: after_due(-120) });
        life
    }
}

const ANSWERS: [Event; 14] = [
    Event::Restarted,
    Event::Answer { message: MESSAGE, at: Timestamp::UNIX_EPOCH },
    Event::TooMany { retry_after: SignedDuration::from_secs(5) },
    Event::TooMany { retry_after: SignedDuration::MIN },
    Event::ServerTrouble,
    Event::Removed,
    Event::Forbidden,
    Event::Gone,
    Event::Unauthorized,
    Event::BadRequest,
    Event::History(History::Found { message: MESSAGE, at: Timestamp::UNIX_EPOCH }),
    Event::History(History::Absent),
    Event::History(History::NotAllowed),
    Event::History(History::Trouble),
];

#[test]
fn a_card_is_sent_when_due_and_posted_when_answered() {
    let mut life = Life::new();
    assert_eq!(life.at(-1, Event::Tick), Effect::Wait { until: after_due(0) });
    assert_eq!(life.slot, planned());
    assert_eq!(life.at(0, Event::Tick), Effect::Send);
    assert_eq!((life.slot.state, life.slot.attempts), (SlotState::Sending, 1));
    assert_eq!((life.slot.first_send, life.slot.last_send), (Some(after_due(0)), Some(after_due(0))));
    assert_eq!(life.at(1, Event::Answer { message: MESSAGE, at: after_due(1) }), Effect::Record);
    assert_eq!((life.slot.state, life.slot.message), (SlotState::Posted, Some(MESSAGE)));
    assert_eq!(life.slot.posted_at, Some(after_due(1)));
}

#[test]
fn a_card_is_posted_up_to_its_deadline_and_missed_after() {
    assert_eq!(Life::new().at(7200, Event::Tick), Effect::Send);
    let mut late = Life::new();
    assert_eq!(late.at(7201, Event::Tick), Effect::Record);
    assert_eq!(late.slot.state, SlotState::Missed);
}

#[test]
fn a_request_under_way_is_left_alone_for_its_lease() {
    let mut life = Life::sent(0);
    assert_eq!(life.at(59, Event::Tick), Effect::Wait { until: after_due(60) });
    assert_eq!(life.slot.state, SlotState::Sending);
    assert!(matches!(life.at(61, Event::Tick), Effect::AskHistory { .. }));
}

#[test]
fn after_a_crash_the_same_nonce_is_sent_again_within_a_minute() {
    let mut life = Life::sent(0);
    assert_eq!(life.at(20, Event::Restarted), Effect::Wait { until: after_due(20) });
    assert_eq!(life.at(20, Event::Tick), Effect::Send);
    assert_eq!((life.slot.first_send, life.slot.attempts), (Some(after_due(0)), 2));
}

#[test]
fn after_a_longer_crash_the_history_is_asked_first() {
    let mut life = Life::sent(0);
    life.at(61, Event::Restarted);
    assert_eq!(life.at(61, Event::Tick), Effect::AskHistory { after: after_due(-120) });
    assert_eq!(life.slot.state, SlotState::Reconcile);
}

#[test]
fn the_history_is_asked_only_after_a_quiet_time() {
    let mut life = Life::in_doubt();
    assert_eq!(life.at(58, Event::Tick), Effect::Send);
    life.at(68, Event::ServerTrouble);
    assert_eq!(life.at(80, Event::Tick), Effect::Wait { until: after_due(103) });
    assert_eq!(life.at(102, Event::Tick), Effect::Wait { until: after_due(103) });
    assert!(matches!(life.at(103, Event::Tick), Effect::AskHistory { .. }));
}

#[test]
fn what_the_history_says_settles_it() {
    let mut found = Life::asking();
    assert_eq!(
        found.at(101, Event::History(History::Found { message: MESSAGE, at: after_due(3) })),
        Effect::Record
    );
    assert_eq!((found.slot.state, found.slot.posted_at), (SlotState::Posted, Some(after_due(3))));

    let mut absent = Life::asking();
    absent.at(101, Event::History(History::Absent));
    assert_eq!(absent.at(101, Event::Tick), Effect::Send);
    assert_eq!(absent.slot.first_send, Some(after_due(101)), "a new series of requests begins");

    let mut too_late = Life::asking();
    too_late.at(7201, Event::History(History::Absent));
    assert_eq!(too_late.at(7201, Event::Tick), Effect::Record);
    assert_eq!(too_late.slot.state, SlotState::Missed);

    let mut hidden = Life::asking();
    assert_eq!(hidden.at(101, Event::History(History::NotAllowed)), Effect::Notice);
    assert_eq!(hidden.slot.state, SlotState::Unsure);
}

#[test]
fn a_history_that_does_not_answer_is_asked_again() {
    let mut life = Life::asking();
    assert_eq!(life.at(159, Event::Tick), Effect::Wait { until: after_due(160) });
    assert!(matches!(life.at(160, Event::Tick), Effect::AskHistory { .. }));
    for event in [Event::History(History::Trouble), Event::ServerTrouble] {
        assert!(matches!(life.at(161, event), Effect::Wait { until } if until > after_due(161)));
        assert_eq!(life.slot.state, SlotState::Reconcile);
    }
}

#[test]
fn past_the_deadline_a_doubt_is_settled_but_nothing_is_sent() {
    let mut life = Life::sent(7190);
    life.at(7200, Event::ServerTrouble);
    assert!(matches!(life.at(7210, Event::Tick), Effect::Wait { .. }));
    assert!(matches!(life.at(7240, Event::Tick), Effect::AskHistory { .. }));
    life.at(7241, Event::History(History::Absent));
    assert_eq!(life.at(7241, Event::Tick), Effect::Record);
    assert_eq!(life.slot.state, SlotState::Missed);
}

#[test]
fn a_429_counts_as_no_attempt_and_leaves_no_doubt() {
    let mut life = Life::sent(0);
    let effect = life.at(1, Event::TooMany { retry_after: SignedDuration::from_secs(300) });
    assert!(matches!(effect, Effect::Wait { until } if until >= after_due(301) && until <= after_due(303)));
    assert_eq!((life.slot.state, life.slot.attempts, life.slot.first_send), (SlotState::Retry, 0, None));
    assert!(matches!(life.at(300, Event::Tick), Effect::Wait { .. }));
    assert_eq!(life.at(304, Event::Tick), Effect::Send, "no history need be asked");
}

#[test]
fn a_429_to_a_second_request_leaves_the_doubt_about_the_first() {
    let mut life = Life::in_doubt();
    assert_eq!(life.at(20, Event::Tick), Effect::Send);
    life.at(21, Event::TooMany { retry_after: SignedDuration::from_secs(100) });
    assert_eq!((life.slot.attempts, life.slot.first_send), (1, Some(after_due(0))));
    assert!(matches!(life.at(130, Event::Tick), Effect::AskHistory { .. }));
}

#[test]
fn a_removed_post_is_never_posted_again() {
    let mut life = Life::in_doubt();
    life.at(20, Event::Tick);
    assert_eq!(life.at(21, Event::Removed), Effect::Record);
    assert_eq!(life.slot.state, SlotState::PostedRemoved);
    assert_eq!(life.at(500, Event::Tick), Effect::Nothing);
}

#[test]
fn a_lost_channel_or_permission_stops_the_schedule() {
    for (event, trouble) in [(Event::Gone, Trouble::ChannelGone), (Event::Forbidden, Trouble::PermissionLost)]
    {
        for mut life in [Life::sent(0), Life::in_doubt(), Life::asking()] {
            assert_eq!(life.at(110, event), Effect::PauseSchedule(trouble));
            assert_eq!(life.slot.state, SlotState::FailedPerm);
        }
        let mut not_yet_sent = Life::new();
        assert_eq!(not_yet_sent.at(-3600, event), Effect::PauseSchedule(trouble));
        assert_eq!(not_yet_sent.slot, planned(), "it can be mended before the card is due");
    }
}

#[test]
fn while_the_schedule_is_stopped_a_card_waits_for_its_deadline() {
    let mut life = Life::new();
    assert_eq!(life.at(60, Event::Paused), Effect::Wait { until: after_due(7200) });
    assert_eq!(life.slot, planned());
    let mut mended = Life { slot: life.slot.clone(), chance: life.chance.clone() };
    assert_eq!(mended.at(120, Event::Tick), Effect::Send);
    assert_eq!(life.at(7201, Event::Paused), Effect::Record, "the schedule is stopped already");
    assert_eq!(life.slot.state, SlotState::FailedPerm);
}

#[test]
fn a_community_that_rests_is_sent_nothing_more() {
    let mut waiting = Life::new();
    assert!(matches!(waiting.at(-5, Event::Rest), Effect::Wait { .. }));
    assert_eq!(waiting.slot.state, SlotState::Planned);
    assert_eq!(waiting.at(0, Event::Rest), Effect::Record);
    assert_eq!(waiting.slot.state, SlotState::Skipped);

    let mut refused = Life::sent(0);
    refused.at(1, Event::TooMany { retry_after: SignedDuration::from_secs(5) });
    refused.at(10, Event::Rest);
    assert_eq!(refused.slot.state, SlotState::Skipped);

    let mut doubtful = Life::in_doubt();
    assert!(matches!(doubtful.at(20, Event::Rest), Effect::Wait { .. }), "not sent again");
    assert!(matches!(doubtful.at(60, Event::Rest), Effect::AskHistory { .. }));
    doubtful.at(61, Event::History(History::Absent));
    doubtful.at(61, Event::Rest);
    assert_eq!(doubtful.slot.state, SlotState::Skipped);
}

#[test]
fn a_refused_token_stops_the_process_and_the_card_waits_for_a_good_one() {
    let mut life = Life::sent(0);
    assert_eq!(life.at(1, Event::Unauthorized), Effect::StopProcess);
    assert_eq!((life.slot.state, life.slot.first_send), (SlotState::Retry, None));
    assert_eq!(life.at(3600, Event::Tick), Effect::Send);
}

#[test]
fn a_malformed_request_is_not_repeated() {
    let mut life = Life::sent(0);
    assert_eq!(life.at(1, Event::BadRequest), Effect::Record);
    assert_eq!(life.slot.state, SlotState::FailedBug);
    let mut asking = Life::asking();
    assert_eq!(asking.at(101, Event::BadRequest), Effect::Notice);
    assert_eq!(asking.slot.state, SlotState::Unsure);
}

#[test]
fn a_clock_set_back_begins_the_quiet_time_anew_and_looks_far_back() {
    let mut life = Life::sent(3600);
    life.at(100, Event::Restarted);
    assert_eq!(life.at(100, Event::Tick), Effect::Wait { until: after_due(145) });
    let two_days_before = after_due(145) - SignedDuration::from_hours(48);
    assert_eq!(life.at(145, Event::Tick), Effect::AskHistory { after: two_days_before });
}

#[test]
fn waits_after_trouble_double_up_to_a_minute_and_scatter() {
    for (attempts, shortest, longest) in [(1, 1, 3), (2, 2, 6), (5, 16, 48), (6, 30, 90), (4_000_000, 30, 90)]
    {
        for seed in 0..50 {
            let mut life = Life::sent(0);
            life.slot.attempts = attempts;
            life.chance = SmallRng::seed_from_u64(seed);
            let Effect::Wait { until } = life.at(10, Event::ServerTrouble) else { panic!("it waits") };
            let waited = until.duration_since(after_due(10)).as_secs();
            assert!((shortest..=longest).contains(&waited), "{attempts} attempts: {waited} s");
        }
    }
}

/// Slots as a healthy or a damaged file may hold them: any state with any set of moments.
fn any_slot(chance: &mut SmallRng) -> Slot {
    let mut moment =
        |odds: f64| chance.random_bool(odds).then(|| after_due(chance.random_range(-10_000..20_000)));
    let (first_send, last_send, next_try) = (moment(0.7), moment(0.7), moment(0.5));
    let state = SlotState::ALL[chance.random_range(0..SlotState::ALL.len())];
    let attempts = chance.random_range(0..4);
    Slot { state, attempts, first_send, last_send, next_try, ..planned() }
}

#[test]
fn every_state_has_an_answer_to_every_event_and_keeps_the_rules() {
    let mut chance = SmallRng::seed_from_u64(11);
    for _ in 0..2_000 {
        let slot = any_slot(&mut chance);
        let now = after_due(chance.random_range(-10_000..20_000));
        for event in [Event::Tick, Event::Rest, Event::Paused].into_iter().chain(ANSWERS) {
            let next = step(&slot, event, now, &Timing::default(), &mut chance);
            let told = format!("{slot:?} {event:?} at {now}: {next:?}");
            if slot.state.is_final() {
                assert_eq!(next.slot, slot, "a final state stays: {told}");
            }
            if next.effect == Effect::Send {
                assert_eq!(event, Event::Tick, "only a tick sends: {told}");
                assert_eq!(next.slot.state, SlotState::Sending, "{told}");
                assert_eq!(next.slot.last_send, Some(now), "{told}");
                assert!(next.slot.first_send.is_some() && now >= slot.due && now <= slot.deadline, "{told}");
                let doubt = slot.state != SlotState::Planned && slot.first_send.is_some();
                let age = now.duration_since(next.slot.first_send.unwrap()).as_secs();
                assert!(!doubt || (0..=60).contains(&age), "no second request after the window: {told}");
            }
            let ended = next.slot.state.is_final() && !slot.state.is_final();
            let says_so = matches!(next.effect, Effect::Record | Effect::PauseSchedule(_) | Effect::Notice);
            assert!(!ended || says_so, "an end is recorded: {told}");
            assert_eq!(next.effect == Effect::StopProcess, event == Event::Unauthorized, "{told}");
            assert_eq!(
                (next.slot.token, next.slot.due, next.slot.local_date),
                (slot.token, slot.due, slot.local_date)
            );
        }
    }
}
