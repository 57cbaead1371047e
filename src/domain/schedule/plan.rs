//! Which slots ought to exist, and whether a planned one still fits its community.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::occurrence::{Occurrence, occurrence_on};
use crate::domain::community::Community;
use crate::domain::ids::ChannelId;
use crate::domain::slot::{Slot, SlotState};

/// How far ahead a card's date is searched for: a week of chosen weekdays, a date that
/// does not exist, and the day by which zones differ.
const REACH: i32 = 16;

/// So many days back a time of which nothing is known is looked through: as long as cards are remembered.
const LONG: i64 = 400;

/// A slot that ought to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSlot {
    /// The date, and when its card is due.
    pub occurrence: Occurrence,
    /// Where it goes.
    pub channel: ChannelId,
    /// The state to begin in: planned, or at once skipped, missed or failed.
    pub state: SlotState,
}

/// What settings that changed since mean for a slot that was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing.
    Keep,
    /// Its moment or its channel is another now.
    Move(Occurrence, ChannelId),
    /// It is due, but the community rests, is turned off or has no card then: tell
    /// the planner so.
    Rest,
}

/// The slots that ought to exist at `now`, oldest first: those that fell due since `looked`, and the next
/// upcoming.
///
/// `looked` is the moment up to which an earlier call has already planned this
/// community (none: since posting was turned on), so that a change of settings never
/// invents a card in the past. Of those that fell due during an outage only the newest
/// may still be posted; the others are given so that none is missing where cards that
/// did not come are counted. Insert what is returned unless the (guild, local date)
/// exists: calling again is harmless.
///
/// The upcoming one is the next that will really be posted; rest days are written down
/// as skipped once they are due, not before, for a rest may be ended early.
pub fn due_slots(
    community: &Community,
    zone: &TimeZone,
    looked: Option<Timestamp>,
    now: Timestamp,
) -> Vec<DueSlot> {
    let (Some(on_since), Some(channel)) = (community.on_since, community.check_in_channel) else {
        return Vec::new();
    };
    let after = looked.map_or(on_since, |looked| looked.max(on_since));
    let mut due = due_between(community, zone, after, now);
    if let Some(newest) = due.last_mut() {
        newest.state = state_of_due(community, newest.occurrence, now);
    }
    let upcoming = next_occurrence(community, zone, now.max(on_since)).map(|occurrence| DueSlot {
        occurrence,
        channel,
        state: SlotState::Planned,
    });
    due.into_iter().chain(upcoming).collect()
}

/// The cards that fell due after `from` and by `until`, none of which will be posted any more: the state of
/// each says why.
pub fn due_between(
    community: &Community,
    zone: &TimeZone,
    from: Timestamp,
    until: Timestamp,
) -> Vec<DueSlot> {
    let (Some(on_since), Some(channel)) = (community.on_since, community.check_in_channel) else {
        return Vec::new();
    };
    let days = |moment: Timestamp| zone.to_datetime(moment).date();
    let oldest = days(until).saturating_sub(LONG.days());
    let first = days(from.max(on_since)).saturating_sub(1.day()).max(oldest);
    let found = first.series(1.day()).take_while(|date| *date <= days(until));
    let found = found.filter_map(|date| card_on(community, zone, date));
    let found = found.filter(|found| found.due > from.max(on_since) && found.due <= until);
    let state = |date| {
        if resting(community, date) {
            SlotState::Skipped
        } else if community.trouble.is_some() {
            SlotState::FailedPerm
        } else {
            SlotState::Missed
        }
    };
    found.map(|occurrence| DueSlot { occurrence, channel, state: state(occurrence.local_date) }).collect()
}

/// The next card after `after` that settings allow: on a chosen weekday, not in a rest.
/// None while posting is off, no channel is chosen, or the rest has no end.
///
/// A schedule that stopped by itself (`Community::trouble`) has a next occurrence all
/// the same: it is when posting goes on if the trouble is mended.
pub fn next_occurrence(community: &Community, zone: &TimeZone, after: Timestamp) -> Option<Occurrence> {
    community.check_in_channel?;
    let after = after.max(community.on_since?);
    let search = |first: Date| {
        days_from(first)
            .filter(|date| !resting(community, *date))
            .filter_map(|date| card_on(community, zone, date))
            .find(|found| found.due > after)
    };
    // Yesterday's card can still be ahead: a gap may have moved it past midnight.
    search(zone.to_datetime(after).date().yesterday().ok()?)
        .or_else(|| search(community.quiet?.until?.tomorrow().ok()?))
}

/// Whether a slot still fits its community. Only a planned slot ever moves or rests by
/// this: once a request was sent, the planner sees it through. (To a slot that waits to
/// be sent again, hand the rest as `planner::Event::Rest`: it knows what is safe.)
///
/// Nothing rests before it is due, so a change that is undone in time leaves no trace.
pub fn fit(slot: &Slot, community: &Community, zone: &TimeZone, now: Timestamp) -> Fit {
    if slot.state.is_final() {
        return Fit::Keep;
    }
    let wanted = card_on(community, zone, slot.local_date).zip(community.check_in_channel);
    let planned = slot.state == SlotState::Planned;
    if planned
        && let Some((occurrence, channel)) = wanted
        && occurrence.due > now
        && (occurrence.due, occurrence.deadline, channel) != (slot.due, slot.deadline, slot.channel)
    {
        return Fit::Move(occurrence, channel);
    }
    let due_now = now >= slot.due;
    let stands = community.on_since.is_some()
        && !resting(community, slot.local_date)
        && wanted.is_some_and(|(occurrence, _)| !planned || occurrence.due == slot.due);
    match (stands, due_now, wanted) {
        (true, true, Some((occurrence, channel))) if planned && channel != slot.channel => {
            Fit::Move(occurrence, channel)
        }
        (false, true, _) => Fit::Rest,
        _ => Fit::Keep,
    }
}

fn state_of_due(community: &Community, due: Occurrence, now: Timestamp) -> SlotState {
    if resting(community, due.local_date) {
        SlotState::Skipped
    } else if now <= due.deadline {
        SlotState::Planned
    } else if community.trouble.is_some() {
        SlotState::FailedPerm
    } else {
        SlotState::Missed
    }
}

fn card_on(community: &Community, zone: &TimeZone, date: Date) -> Option<Occurrence> {
    community.days.contains(date.weekday()).then(|| occurrence_on(zone, date, community.time)).flatten()
}

fn resting(community: &Community, date: Date) -> bool {
    community.quiet.is_some_and(|quiet| quiet.covers(date))
}

fn days_from(first: Date) -> impl Iterator<Item = Date> {
    (0..REACH).map_while(move |n| first.checked_add(n.days()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::community::{Days, Quiet, Trouble};
    use crate::domain::ids::{GuildId, SlotToken};
    use crate::domain::schedule;

    fn london() -> TimeZone {
        schedule::zone("Europe/London").unwrap()
    }

    /// Turned on long before the dates of these tests, a card at nine each day.
    fn community() -> Community {
        Community {
            zone: "Europe/London".to_owned(),
            check_in_channel: Some(ChannelId(5)),
            on_since: Some(at("2026-01-01T00:00:00Z")),
            ..Community::new(GuildId(1))
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn dates(slots: &[DueSlot]) -> Vec<(String, SlotState)> {
        slots.iter().map(|slot| (slot.occurrence.local_date.to_string(), slot.state)).collect()
    }

    fn planned(community: &Community, date: &str) -> Slot {
        let found = occurrence_on(&london(), day(date), community.time).unwrap();
        Slot::planned(SlotToken([1; 16]), community.guild, ChannelId(5), found)
    }

    #[test]
    fn cards_of_a_time_of_which_nothing_is_known_are_missed_or_rested() {
        let quiet = Some(Quiet { from: day("2027-01-08"), until: Some(day("2027-01-08")) });
        let community = Community { quiet, ..community() };
        let (from, until) = (at("2027-01-07T09:00:00Z"), at("2027-01-10T09:00:00Z"));
        let wanted = [("2027-01-08", SlotState::Skipped), ("2027-01-09", SlotState::Missed)];
        let mut wanted: Vec<_> = wanted.map(|(date, state)| (date.to_owned(), state)).into();
        wanted.push(("2027-01-10".to_owned(), SlotState::Missed));
        assert_eq!(dates(&due_between(&community, &london(), from, until)), wanted);
        let trouble = Community { trouble: Some(Trouble::ChannelGone), ..community };
        let found = due_between(&trouble, &london(), at("2027-01-09T12:00:00Z"), until);
        assert_eq!(dates(&found), [("2027-01-10".to_owned(), SlotState::FailedPerm)]);
        assert_eq!(due_between(&trouble, &london(), Timestamp::MIN, until).len(), 375, "since it is on");
        assert_eq!(due_between(&Community::new(GuildId(1)), &london(), from, until), []);
    }

    #[test]
    fn before_the_card_of_today_only_that_one_is_ahead() {
        let slots =
            due_slots(&community(), &london(), Some(at("2027-01-09T10:00:00Z")), at("2027-01-10T08:00:00Z"));
        assert_eq!(dates(&slots), [("2027-01-10".to_owned(), SlotState::Planned)]);
    }

    #[test]
    fn after_an_outage_every_missed_card_is_known_and_only_the_newest_is_caught_up() {
        use SlotState::{Missed, Planned, Skipped};
        let quiet = Some(Quiet { from: day("2027-01-08"), until: Some(day("2027-01-08")) });
        let community = Community { quiet, ..community() };
        let looked = Some(at("2027-01-06T12:00:00Z"));
        for (now, newest) in [("2027-01-10T10:59:00Z", Planned), ("2027-01-10T11:00:01Z", Missed)] {
            let wanted = [
                ("2027-01-07", Missed),
                ("2027-01-08", Skipped),
                ("2027-01-09", Missed),
                ("2027-01-10", newest),
                ("2027-01-11", Planned),
            ];
            let wanted = wanted.map(|(date, state)| (date.to_owned(), state));
            assert_eq!(dates(&due_slots(&community, &london(), looked, at(now))), wanted, "{now}");
        }
    }

    #[test]
    fn a_card_that_came_due_while_the_schedule_was_stopped_says_so() {
        let community = Community { trouble: Some(Trouble::ChannelGone), ..community() };
        let looked = Some(at("2027-01-09T12:00:00Z"));
        let slots = due_slots(&community, &london(), looked, at("2027-01-10T12:00:00Z"));
        assert_eq!(dates(&slots)[0], ("2027-01-10".to_owned(), SlotState::FailedPerm));
    }

    #[test]
    fn turning_on_after_the_hour_begins_the_next_day() {
        let community = Community { on_since: Some(at("2027-01-10T10:00:00Z")), ..community() };
        let slots = due_slots(&community, &london(), None, at("2027-01-10T10:00:05Z"));
        assert_eq!(dates(&slots), [("2027-01-11".to_owned(), SlotState::Planned)]);
    }

    #[test]
    fn an_earlier_time_chosen_after_it_has_passed_begins_the_next_day() {
        let community = Community { time: jiff::civil::time(8, 0, 0, 0), ..community() };
        let slots =
            due_slots(&community, &london(), Some(at("2027-01-10T08:59:50Z")), at("2027-01-10T09:00:00Z"));
        assert_eq!(dates(&slots), [("2027-01-11".to_owned(), SlotState::Planned)]);
    }

    #[test]
    fn nothing_is_due_while_posting_is_off_or_no_channel_is_chosen() {
        let now = at("2027-01-10T09:00:00Z");
        for community in
            [Community { on_since: None, ..community() }, Community { check_in_channel: None, ..community() }]
        {
            assert_eq!(due_slots(&community, &london(), None, now), []);
            assert_eq!(next_occurrence(&community, &london(), now), None);
        }
    }

    #[test]
    fn only_chosen_weekdays_have_cards() {
        let mondays = Community { days: Days::from_bits(1).unwrap(), ..community() };
        // 2027-01-11 is a Monday.
        let next = next_occurrence(&mondays, &london(), at("2027-01-11T09:00:00Z")).unwrap();
        assert_eq!(next.local_date, day("2027-01-18"));
        let slots =
            due_slots(&mondays, &london(), Some(at("2027-01-08T00:00:00Z")), at("2027-01-12T00:00:00Z"));
        assert_eq!(
            dates(&slots),
            [("2027-01-11".to_owned(), SlotState::Missed), ("2027-01-18".to_owned(), SlotState::Planned)]
        );
    }

    #[test]
    fn a_rest_is_written_down_when_due_and_the_next_card_follows_it() {
        let quiet = Quiet { from: day("2027-01-10"), until: Some(day("2027-03-01")) };
        let community = Community { quiet: Some(quiet), ..community() };
        let before =
            due_slots(&community, &london(), Some(at("2027-01-10T08:00:00Z")), at("2027-01-10T08:00:15Z"));
        assert_eq!(dates(&before), [("2027-03-02".to_owned(), SlotState::Planned)]);
        let after =
            due_slots(&community, &london(), Some(at("2027-01-10T08:59:50Z")), at("2027-01-10T09:00:05Z"));
        assert_eq!(dates(&after)[0], ("2027-01-10".to_owned(), SlotState::Skipped));
    }

    #[test]
    fn a_rest_without_end_has_no_next_card_but_one_before_it_begins() {
        let quiet = Quiet { from: day("2027-01-12"), until: None };
        let community = Community { quiet: Some(quiet), ..community() };
        let next = |now: &str| next_occurrence(&community, &london(), at(now)).map(|found| found.local_date);
        assert_eq!(next("2027-01-10T12:00:00Z"), Some(day("2027-01-11")));
        assert_eq!(next("2027-01-11T12:00:00Z"), None);
    }

    #[test]
    fn a_date_that_does_not_exist_is_stepped_over() {
        let apia = schedule::zone("Pacific/Apia").unwrap();
        let community = Community { on_since: Some(at("2011-12-01T00:00:00Z")), ..community() };
        let eve = occurrence_on(&apia, day("2011-12-29"), community.time).unwrap();
        let next = next_occurrence(&community, &apia, eve.due).unwrap();
        assert_eq!(next.local_date, day("2011-12-31"));
        assert_eq!(next.due.duration_since(eve.due), jiff::SignedDuration::from_hours(24));
    }

    #[test]
    fn a_card_that_a_gap_moved_past_midnight_is_the_card_of_the_day_before() {
        let nuuk = schedule::zone("America/Nuuk").unwrap();
        let community = Community { time: jiff::civil::time(23, 30, 0, 0), ..community() };
        let due = at("2027-03-28T00:00:00-01:00");
        let looked = Some(at("2027-03-27T12:00:00Z"));
        let slots = due_slots(&community, &nuuk, looked, due);
        assert_eq!(
            dates(&slots),
            [("2027-03-27".to_owned(), SlotState::Planned), ("2027-03-28".to_owned(), SlotState::Planned)]
        );
        let ahead = due_slots(&community, &nuuk, looked, due - jiff::SignedDuration::from_secs(1));
        assert_eq!(dates(&ahead), [("2027-03-27".to_owned(), SlotState::Planned)]);
    }

    #[test]
    fn a_planned_slot_follows_a_new_time_or_channel() {
        let slot = planned(&community(), "2027-01-10");
        let now = at("2027-01-10T08:00:00Z");
        assert_eq!(fit(&slot, &community(), &london(), now), Fit::Keep);
        let later = Community { time: jiff::civil::time(18, 0, 0, 0), ..community() };
        let moved = occurrence_on(&london(), slot.local_date, later.time).unwrap();
        assert_eq!(fit(&slot, &later, &london(), now), Fit::Move(moved, ChannelId(5)));
        let elsewhere = Community { check_in_channel: Some(ChannelId(6)), ..community() };
        for now in [now, slot.due] {
            assert!(matches!(fit(&slot, &elsewhere, &london(), now), Fit::Move(_, ChannelId(6))));
        }
    }

    #[test]
    fn a_planned_slot_rests_only_once_it_is_due() {
        let slot = planned(&community(), "2027-01-10");
        let quiet = Some(Quiet { from: slot.local_date, until: None });
        for changed in [
            Community { quiet, ..community() },
            Community { on_since: None, ..community() },
            Community { check_in_channel: None, ..community() },
            // 10 January 2027 is a Sunday.
            Community { days: Days::from_bits(1).unwrap(), ..community() },
            Community { time: jiff::civil::time(7, 0, 0, 0), ..community() },
        ] {
            let before = slot.due - jiff::SignedDuration::from_secs(1);
            assert_eq!(fit(&slot, &changed, &london(), before), Fit::Keep);
            assert_eq!(fit(&slot, &changed, &london(), slot.due), Fit::Rest);
        }
    }

    #[test]
    fn a_slot_under_way_does_not_move_and_rests_only_with_its_community() {
        let mut slot = planned(&community(), "2027-01-10");
        slot.state = SlotState::Retry;
        let later = Community { time: jiff::civil::time(18, 0, 0, 0), ..community() };
        assert_eq!(fit(&slot, &later, &london(), slot.due), Fit::Keep);
        let quiet = Some(Quiet { from: slot.local_date, until: None });
        assert_eq!(fit(&slot, &Community { quiet, ..community() }, &london(), slot.due), Fit::Rest);
        slot.state = SlotState::Posted;
        assert_eq!(fit(&slot, &Community { quiet, ..community() }, &london(), slot.due), Fit::Keep);
    }
}
