//! The rules of reminders, each on its own, and laws that hold whatever happens.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::ids::MessageId;
use crate::domain::planner::{Event as Said, History};
use crate::domain::schedule::zone;

const USER: UserId = UserId(5);
const CHANNEL: ChannelId = ChannelId(50);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// One member in London, stepped by hand.
struct Member {
    it: Reminder,
    zone: TimeZone,
    quiet: Option<Quiet>,
    checked_in: bool,
    now: Timestamp,
    tokens: u8,
    rng: ChaCha8Rng,
}

impl Member {
    /// Picked these days at this hour on Sunday; now it is Monday, 23 November 2026, 06:00.
    fn new(days: Days, hour: i8) -> Self {
        let mut member = Self {
            it: Reminder::default(),
            zone: zone("Europe/London").unwrap(),
            quiet: None,
            checked_in: false,
            now: at("2026-11-22T06:00:00Z"),
            tokens: 0,
            rng: ChaCha8Rng::seed_from_u64(1),
        };
        member.step(Event::Days(days, USER));
        member.step(Event::Hour(hour, USER));
        member.now = at("2026-11-23T06:00:00Z");
        member
    }

    fn step(&mut self, event: Event) -> Effect {
        self.tokens += 1;
        let timing = Timing::default();
        let here = Here {
            guild: GuildId(1),
            zone: &self.zone,
            day_start: crate::domain::check_in::DAY_START,
            quiet: self.quiet,
            checked_in: self.checked_in,
            timing: &timing,
            fresh: SlotToken([self.tokens; 16]),
            now: self.now,
        };
        let Step { reminder, effect } = step(&self.it, event, &here, &mut self.rng);
        self.it = reminder;
        effect
    }

    fn wake(&self) -> Timestamp {
        self.it.wake(self.now, &Timing::default()).expect("something is to come")
    }

    /// Goes to the next moment at which something is due, and lets it go out. Gives when and what.
    fn next(&mut self) -> (String, Kind) {
        for _ in 0..100 {
            self.now = self.wake().max(self.now);
            if (self.step(Event::Look)) == (Effect::Ready { first: true }) {
                let Effect::Send(kind) = self.step(Event::Go(CHANNEL)) else { panic!("{:?}", self.it) };
                let token = self.it.next.as_ref().unwrap().slot.token;
                self.step(Event::Heard(token, Said::Answer { message: MessageId(9), at: self.now }));
                let local = self.zone.to_datetime(self.now);
                return (local.strftime("%a %d %H:%M").to_string(), kind);
            }
        }
        panic!("nothing came: {:?}", self.it)
    }

    fn press(&mut self, press: Press) -> Told {
        let token = self.it.last.unwrap().token;
        match self.step(Event::Pressed(token, press, USER)) {
            Effect::Tell(told) => told,
            other => panic!("{other:?}"),
        }
    }

    fn nudge(&mut self) -> String {
        let (when, kind) = self.next();
        assert_eq!(kind, Kind::Nudge);
        when
    }
}

#[test]
fn nothing_comes_before_days_and_an_hour_are_picked() {
    let mut member = Member::new(Days::ALL, 10);
    member.it = Reminder::default();
    assert_eq!(member.it.wake(member.now, &Timing::default()), None);
    member.step(Event::Days(Often::Daily.days(), USER));
    assert_eq!(member.it.wake(member.now, &Timing::default()), None, "an hour is missing");
    member.step(Event::Hour(10, USER));
    assert_eq!(member.nudge(), "Tue 24 10:00");
}

#[test]
fn a_new_yes_begins_with_the_next_day_so_that_after_a_stop_nobody_has_two_in_a_day() {
    let mut member = Member::new(Days::ALL, 10);
    assert_eq!(member.nudge(), "Mon 23 10:00");
    // *Stop* deletes the box, and with it that one has gone out today.
    member.it = Reminder::default();
    member.step(Event::Hour(22, USER));
    member.step(Event::Days(Days::ALL, USER));
    assert_eq!(member.nudge(), "Tue 24 22:00");
    // Another hour is no new yes.
    member.now = at("2026-11-25T06:00:00Z");
    member.step(Event::Hour(8, USER));
    assert_eq!(member.nudge(), "Wed 25 08:00");
}

#[test]
fn three_offers_come_on_one_three_and_seven_days() {
    for (often, wanted) in [
        (Often::Weekly, ["Mon 23", "Mon 30", "Mon 07"]),
        (Often::ThreeDays, ["Mon 23", "Wed 25", "Fri 27"]),
        (Often::Daily, ["Mon 23", "Tue 24", "Wed 25"]),
    ] {
        let mut member = Member::new(often.days(), 18);
        for day in wanted {
            assert_eq!(member.nudge(), format!("{day} 18:00"));
            member.press(Press::CheckIn);
        }
    }
}

#[test]
fn three_unanswered_make_it_weekly_and_three_more_end_it_kindly() {
    let mut member = Member::new(Days::ALL, 10);
    let came: Vec<_> = (0..7).map(|_| member.next()).collect();
    let days: Vec<_> = came.iter().map(|(when, _)| &when[..6]).collect();
    assert_eq!(days, ["Mon 23", "Tue 24", "Wed 25", "Wed 02", "Wed 09", "Wed 16", "Wed 23"]);
    assert!(came[..6].iter().all(|(_, kind)| *kind == Kind::Nudge));
    assert_eq!(came[6].1, Kind::Goodbye);
    assert_eq!((member.it.rest, member.it.user), (Some(Rest::Faded), None), "and the id is not kept");
    assert_eq!(member.it.wake(member.now, &Timing::default()), None);
    assert_eq!(member.press(Press::Again), Told::Again);
    assert_eq!(member.nudge(), "Thu 24 10:00", "on the days they had picked");
}

#[test]
fn the_days_that_were_picked_come_back_with_any_sign_of_life_but_fewer() {
    let picked = Often::ThreeDays.days();
    let faded = || {
        let mut member = Member::new(picked, 10);
        let came: Vec<_> = (0..4).map(|_| member.nudge()).collect();
        assert_eq!(came, ["Mon 23 10:00", "Wed 25 10:00", "Fri 27 10:00", "Fri 04 10:00"]);
        assert_eq!(member.it.picked, Some(picked));
        member
    };
    for press in [Press::CheckIn, Press::NotToday, Press::Later] {
        let mut member = faded();
        member.press(press);
        assert_eq!((member.it.days, member.it.picked), (Some(picked), None), "{press:?}");
    }
    let mut member = faded();
    member.step(Event::CheckedIn);
    assert_eq!(member.nudge(), "Mon 07 10:00");
    let mut member = faded();
    let weekly = times::only(jiff::civil::Weekday::Friday);
    assert_eq!(member.press(Press::Fewer), Told::Fewer(weekly));
    assert_eq!((member.it.days, member.it.picked), (Some(weekly), None));
    assert_eq!(member.nudge(), "Fri 11 10:00");
    // Days that are picked anew are the ones that count.
    let mut member = faded();
    member.step(Event::Days(Days::ALL, USER));
    assert_eq!((member.it.days, member.it.picked), (Some(Days::ALL), None));
}

#[test]
fn a_box_from_before_the_picked_days_were_kept_still_opens() {
    let member = Member::new(Days::ALL, 10);
    let mut old = serde_json::to_value(&member.it).unwrap();
    old.as_object_mut().unwrap().remove("picked");
    assert_eq!(serde_json::from_value::<Reminder>(old).unwrap(), member.it);
}

#[test]
fn whoever_has_checked_in_that_day_gets_none_and_nothing_counts_as_unanswered() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    member.now = at("2026-11-24T07:00:00Z");
    member.step(Event::CheckedIn);
    member.checked_in = true;
    member.now = at("2026-11-24T10:00:00Z");
    assert_eq!(member.step(Event::Look), Effect::Nothing);
    assert_eq!(member.it.unanswered, 0);
    member.checked_in = false;
    assert_eq!(member.nudge(), "Wed 25 10:00");
    // What they ask for comes all the same.
    member.checked_in = true;
    member.press(Press::Later);
    let (when, kind) = member.next();
    assert_eq!((when.as_str(), kind), ("Wed 25 13:00", Kind::Again));
}

#[test]
fn after_a_restore_nothing_that_was_due_comes_again_and_nobody_is_said_not_to_have_answered() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    // The backup is from Monday noon; it is put back on Wednesday, half an hour after that day's reminder.
    member.now = at("2026-11-25T10:30:00Z");
    member.step(Event::Restored);
    assert_eq!(member.it.unanswered, 0);
    assert_eq!(member.it.done, Some("2026-11-25".parse().unwrap()));
    member.step(Event::Hour(20, USER));
    assert_eq!(member.nudge(), "Thu 26 20:00", "another hour makes no second one that day");
    // One that was on its way when the backup was made.
    let mut member = Member::new(Days::ALL, 10);
    member.now = at("2026-11-23T10:00:00Z");
    member.step(Event::Look);
    assert!(matches!(member.step(Event::Go(CHANNEL)), Effect::Send(_)));
    member.now = at("2026-11-23T10:10:00Z");
    member.step(Event::Restored);
    assert_eq!(member.nudge(), "Tue 24 10:00");
    // One that is still to come, comes.
    let mut member = Member::new(Days::ALL, 10);
    member.step(Event::Restored);
    assert_eq!(member.nudge(), "Mon 23 10:00");
}

#[test]
fn a_button_or_a_check_in_begins_the_count_anew() {
    let mut member = Member::new(Days::ALL, 10);
    for _ in 0..8 {
        member.nudge();
        member.nudge();
        member.now += SignedDuration::from_hours(5);
        member.step(Event::CheckedIn);
        assert_eq!(member.it.unanswered, 0);
    }
    assert_eq!(member.it.days, Some(Days::ALL));
}

#[test]
fn the_day_of_a_reminder_ends_at_four_in_the_morning() {
    let mut member = Member::new(Days::ALL, 20);
    member.nudge();
    member.now = at("2026-11-24T03:59:00Z");
    let mut in_time = member.it.clone();
    in_time.checked_in(member.now);
    assert_eq!((in_time.unanswered, in_time.last.unwrap().open), (0, false));
    member.now = at("2026-11-24T04:00:00Z");
    member.step(Event::Look);
    assert_eq!(member.it.unanswered, 1);
}

#[test]
fn later_sends_one_more_in_three_hours_and_not_at_night() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    member.now = at("2026-11-23T10:20:00Z");
    assert_eq!(member.press(Press::Later), Told::Later(at("2026-11-23T13:20:00Z")));
    member.now = at("2026-11-23T10:30:00Z");
    assert_eq!(member.press(Press::Later), Told::Later(at("2026-11-23T13:20:00Z")), "pressed twice is once");
    assert_eq!(member.next(), ("Mon 23 13:20".to_owned(), Kind::Again));
    assert_eq!(member.nudge(), "Tue 24 10:00");
    member.now = at("2026-11-24T18:00:00Z");
    assert_eq!(member.press(Press::Later), Told::NotToday, "nine in the evening is night");
    assert_eq!(member.nudge(), "Wed 25 10:00");
    member.now = at("2026-11-25T17:59:00Z");
    assert_eq!(member.press(Press::Later), Told::Later(at("2026-11-25T20:59:00Z")));
}

#[test]
fn a_check_in_or_not_today_takes_a_later_one_back() {
    for check_in in [true, false] {
        let mut member = Member::new(Days::ALL, 10);
        member.nudge();
        member.press(Press::Later);
        if check_in {
            member.step(Event::CheckedIn);
        } else {
            assert_eq!(member.press(Press::NotToday), Told::NotToday);
        }
        assert_eq!(member.nudge(), "Tue 24 10:00");
    }
}

#[test]
fn not_today_pressed_on_an_older_one_holds_for_this_day() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    member.now = at("2026-11-24T07:00:00Z");
    member.press(Press::NotToday);
    assert_eq!(member.nudge(), "Wed 25 10:00");
}

#[test]
fn fewer_goes_down_to_once_a_week_and_no_further() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    assert_eq!(member.press(Press::Fewer), Told::Fewer(Often::ThreeDays.days()));
    assert_eq!(member.nudge(), "Wed 25 10:00");
    assert_eq!(member.press(Press::Fewer), Told::Fewer(Often::Weekly.days()));
    assert_eq!(member.nudge(), "Mon 30 10:00");
    assert_eq!(member.press(Press::Fewer), Told::Fewest);
    assert_eq!(fewer(Days::from_bits(0b110_0000).unwrap()), Days::from_bits(0b010_0000));
}

#[test]
fn a_pause_lasts_until_it_is_ended_and_keeps_no_id() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    member.step(Event::Pause);
    assert_eq!((member.it.wake(member.now, &Timing::default()), member.it.user), (None, None));
    member.step(Event::Hour(11, USER));
    assert_eq!(member.it.rest, Some(Rest::Paused), "picking another hour does not end it");
    member.now = at("2026-12-20T12:00:00Z");
    member.step(Event::Resume(USER));
    assert_eq!(member.nudge(), "Mon 21 11:00");
}

#[test]
fn more_than_two_hours_late_and_on_quiet_days_it_is_passed_over() {
    let mut member = Member::new(Days::ALL, 10);
    member.now = at("2026-11-23T12:00:01Z");
    assert_eq!(member.step(Event::Look), Effect::Nothing);
    assert_eq!(member.wake(), at("2026-11-24T10:00:00Z"));
    let until = Some("2026-11-26".parse().unwrap());
    member.quiet = Some(Quiet { from: "2026-11-24".parse().unwrap(), until });
    assert_eq!(member.nudge(), "Fri 27 10:00");
    let mut late = Member::new(Days::ALL, 10);
    late.now = at("2026-11-23T12:00:00Z");
    assert_eq!(late.nudge(), "Mon 23 12:00");
}

#[test]
fn after_a_long_sleep_the_newest_still_comes_and_older_ones_do_not() {
    let mut member = Member::new(Days::ALL, 10);
    member.now = at("2026-11-26T10:30:00Z");
    assert_eq!(member.nudge(), "Thu 26 10:30");
    assert_eq!(member.nudge(), "Fri 27 10:00");
}

#[test]
fn a_late_one_does_not_run_into_the_night_that_was_not_chosen() {
    let mut member = Member::new(Days::ALL, 20);
    member.now = at("2026-11-23T20:59:01Z");
    assert_eq!(member.step(Event::Look), Effect::Nothing);
    assert_eq!(member.wake(), at("2026-11-24T20:00:00Z"));
    let mut owl = Member::new(Days::ALL, 22);
    owl.now = at("2026-11-23T23:30:00Z");
    assert_eq!(owl.nudge(), "Mon 23 23:30", "who chose the night is written to in it");
    assert_eq!(owl.press(Press::Later), Told::NotToday);
}

#[test]
fn the_hour_is_the_members_own_through_both_changes_of_clocks() {
    let mut member = Member::new(Days::ALL, 1);
    member.now = at("2027-03-27T12:00:00Z");
    member.step(Event::Look);
    assert_eq!(member.nudge(), "Sun 28 02:00", "one o'clock does not exist: the first minute after");
    member.now = at("2027-10-30T12:00:00Z");
    member.step(Event::Resume(USER));
    assert_eq!(member.nudge(), "Sun 31 01:00");
    assert_eq!(member.now, at("2027-10-31T00:00:00Z"), "the first of the two");
    assert_eq!(member.nudge(), "Mon 01 01:00");
}

#[test]
fn who_moves_to_another_zone_has_neither_two_in_a_day_nor_one_in_the_night() {
    let mut member = Member::new(Days::ALL, 10);
    member.nudge();
    // In Honolulu it is midnight, of the day that had its reminder in London.
    member.zone = zone("Pacific/Honolulu").unwrap();
    member.step(Event::Look);
    assert_eq!(member.nudge(), "Tue 24 10:00");
    // In Auckland it is Wednesday morning already.
    member.zone = zone("Pacific/Auckland").unwrap();
    member.step(Event::Look);
    assert_eq!(member.nudge(), "Thu 26 10:00");
}

#[test]
fn a_lost_answer_is_settled_by_the_history_or_by_a_press() {
    let lost = || {
        let mut member = Member::new(Days::ALL, 10);
        member.now = at("2026-11-23T10:00:00Z");
        member.step(Event::Look);
        assert_eq!(member.step(Event::Go(CHANNEL)), Effect::Send(Kind::Nudge));
        let token = member.it.next.as_ref().unwrap().slot.token;
        member.step(Event::Heard(token, Said::ServerTrouble));
        (member, token)
    };
    let (mut member, token) = lost();
    member.now += SignedDuration::from_mins(5);
    assert_eq!(member.step(Event::Look), Effect::Ready { first: false });
    assert!(matches!(member.step(Event::Go(CHANNEL)), Effect::AskHistory { .. }));
    let found = History::Found { message: MessageId(3), at: at("2026-11-23T10:00:01Z") };
    member.step(Event::Heard(token, Said::History(found)));
    assert_eq!(member.nudge(), "Tue 24 10:00");

    let (mut member, token) = lost();
    let told = member.step(Event::Pressed(token, Press::CheckIn, USER));
    assert_eq!(told, Effect::Tell(Told::Way));
    assert_eq!(member.step(Event::Heard(token, Said::History(History::Absent))), Effect::Nothing);
    assert_eq!(member.nudge(), "Tue 24 10:00");
}

#[test]
fn a_closed_channel_rests_until_the_member_says_otherwise() {
    let mut member = Member::new(Days::ALL, 10);
    member.now = at("2026-11-23T10:00:00Z");
    member.step(Event::Look);
    member.step(Event::Go(CHANNEL));
    let token = member.it.next.as_ref().unwrap().slot.token;
    member.step(Event::Heard(token, Said::Forbidden));
    assert_eq!((member.it.rest, member.it.user, member.it.channel), (Some(Rest::Closed), None, None));
    assert_eq!(member.it.wake(member.now, &Timing::default()), None);
    member.step(Event::Resume(USER));
    assert_eq!(member.nudge(), "Tue 24 10:00");
}

fn said() -> impl Strategy<Value = Said> {
    let moment = Timestamp::UNIX_EPOCH;
    prop_oneof![
        Just(Said::Answer { message: MessageId(1), at: moment }),
        Just(Said::TooMany { retry_after: SignedDuration::from_secs(3) }),
        Just(Said::ServerTrouble),
        Just(Said::Removed),
        Just(Said::Forbidden),
        Just(Said::Gone),
        Just(Said::Unauthorized),
        Just(Said::BadRequest),
        Just(Said::History(History::Absent)),
        Just(Said::History(History::Found { message: MessageId(1), at: moment })),
        Just(Said::History(History::NotAllowed)),
        Just(Said::History(History::Trouble)),
    ]
}

/// What happens, how many minutes after the last, and whether it is about the present token.
fn happening() -> impl Strategy<Value = (u16, Event, bool)> {
    let press = proptest::sample::select(vec![
        Press::CheckIn,
        Press::Later,
        Press::NotToday,
        Press::Fewer,
        Press::Again,
    ]);
    let token = SlotToken([255; 16]);
    let event = prop_oneof![
        4 => Just(Event::Look),
        4 => Just(Event::Go(CHANNEL)),
        1 => (1..=127_u8).prop_map(|bits| Event::Days(Days::from_bits(bits).unwrap(), USER)),
        1 => any::<i8>().prop_map(|hour| Event::Hour(hour, USER)),
        1 => Just(Event::Pause),
        1 => Just(Event::Resume(USER)),
        1 => Just(Event::Closed),
        1 => Just(Event::CheckedIn),
        1 => press.prop_map(move |press| Event::Pressed(token, press, USER)),
        3 => said().prop_map(move |said| Event::Heard(token, said)),
    ];
    (0..3_000_u16, event, any::<bool>())
}

proptest! {
    #[test]
    fn whatever_happens_the_state_is_whole(events in proptest::collection::vec(happening(), 1..80)) {
        let mut member = Member::new(Days::ALL, 10);
        for (minutes, event, about_it) in events {
            member.now += SignedDuration::from_mins(i64::from(minutes));
            let own = member.it.next.as_ref().map(|next| next.slot.token).filter(|_| about_it);
            let event = match event {
                Event::Pressed(token, press, user) => Event::Pressed(own.unwrap_or(token), press, user),
                Event::Heard(token, said) => Event::Heard(own.unwrap_or(token), said),
                other => other,
            };
            let before = member.it.clone();
            let effect = member.step(event);
            let it = &member.it;
            prop_assert!(it.rest.is_none() || it.user.is_none(), "who rests is not known: {it:?}");
            prop_assert!(!it.is_active() || it.user.is_some() && it.next.is_some(), "{it:?}");
            prop_assert!(it.done >= before.done, "a day that had its reminder has had it");
            prop_assert!(it.next.as_ref().is_none_or(|next| !next.slot.state.is_final()));
            if let Effect::Send(_) = effect {
                prop_assert!(it.is_active() && it.next.as_ref().unwrap().slot.last_send == Some(member.now));
            }
            let json = serde_json::to_string(it).unwrap();
            prop_assert!(json.len() < 1_000, "it fits into one size of box: {}", json.len());
            prop_assert_eq!(&serde_json::from_str::<Reminder>(&json).unwrap(), it);
        }
    }
}
