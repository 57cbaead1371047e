//! Every id is read back as it was, and whatever else is sent is refused.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::domain::consent::Choice;
use crate::domain::prompt::{Component, Format, SubTheme};
use crate::domain::resource::{DraftOf, EntryId, Shelf, Support, Topic};
use crate::domain::schedule;

fn check_in() -> impl Strategy<Value = CheckInRef> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(|token| CheckInRef::Slot(SlotToken(token))),
        ("[a-z0-9_-]{1,24}", "[0-9a-f]{8}", date())
            .prop_map(|(prompt, content, date)| CheckInRef::CardLess { prompt, content, date }),
    ]
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![(0..=24_u8).prop_map(Given::Answer), Just(Given::Hard), Just(Given::Skip)]
}

fn given_on() -> impl Strategy<Value = GivenOn> {
    (check_in(), given(), date()).prop_map(|(at, given, day)| GivenOn { at, given, day })
}

fn date() -> impl Strategy<Value = jiff::civil::Date> {
    (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::date(y, m, d))
}

fn choice_set() -> impl Strategy<Value = ChoiceSet> {
    (0..16_u8).prop_map(|bits| ChoiceSet::from_bits(bits).unwrap())
}

fn some_choice_set() -> impl Strategy<Value = ChoiceSet> {
    choice_set().prop_map(|set| if set.is_empty() { set.with(Choice::CountDays) } else { set })
}

fn plain<T: Copy + fmt::Debug + 'static>(table: &[(T, &'static str)]) -> impl Strategy<Value = T> + use<T> {
    proptest::sample::select(table.iter().map(|(value, _)| *value).collect::<Vec<_>>())
}

fn my_data() -> impl Strategy<Value = MyDataStep> {
    prop_oneof![
        Just(MyDataStep::Show),
        some_choice_set().prop_map(MyDataStep::AskOff),
        some_choice_set().prop_map(MyDataStep::Off),
        Just(MyDataStep::AskErase),
        Just(MyDataStep::Erase),
        Just(MyDataStep::AskExport),
        Just(MyDataStep::Export),
        Just(MyDataStep::DropDraft),
        any::<u16>().prop_map(MyDataStep::Answers),
        Just(MyDataStep::Suggested),
        token().prop_map(MyDataStep::TakeBack),
    ]
}

fn token() -> impl Strategy<Value = SlotToken> {
    any::<[u8; 16]>().prop_map(SlotToken)
}

fn entry() -> impl Strategy<Value = EntryId> {
    "[a-z0-9-]{1,32}".prop_map(|text| text.parse().unwrap())
}

fn back() -> impl Strategy<Value = Back> {
    use proptest::sample::select;

    let shelf = prop_oneof![
        select(Support::ALL).prop_map(Shelf::Support),
        select(Topic::ALL).prop_map(Shelf::Topic),
        (select(Component::ALL), proptest::option::of(select(Support::ALL)))
            .prop_map(|(component, support)| Shelf::Near(component, support)),
    ];
    (shelf, any::<u16>()).prop_map(|(shelf, from)| Back { shelf, from })
}

fn find() -> impl Strategy<Value = FindStep> {
    prop_oneof![
        Just(FindStep::Start),
        Just(FindStep::Topics),
        Just(FindStep::Pick),
        back().prop_map(FindStep::On),
        back().prop_map(FindStep::Open),
        back().prop_map(|back| FindStep::Near(back.shelf)),
        (entry(), proptest::option::of(back())).prop_map(|(entry, back)| FindStep::Dead(entry, back)),
    ]
}

fn review() -> impl Strategy<Value = ReviewStep> {
    prop_oneof![
        any::<u16>().prop_map(ReviewStep::Show),
        token().prop_map(ReviewStep::Accept),
        token().prop_map(ReviewStep::Decline),
        token().prop_map(ReviewStep::Edit),
        token().prop_map(ReviewStep::Waiting),
        (entry(), any::<u32>()).prop_map(|(entry, version)| ReviewStep::Still(entry, version)),
        (entry(), any::<u32>()).prop_map(|(entry, version)| ReviewStep::Retire(entry, version)),
    ]
}

fn zone() -> impl Strategy<Value = String> {
    proptest::sample::select(schedule::zone_names().to_vec())
}

fn library() -> impl Strategy<Value = LibraryStep> {
    let of = || {
        prop_oneof![
            Just(DraftOf::New),
            entry().prop_map(DraftOf::Entry),
            token().prop_map(DraftOf::Suggestion)
        ]
    };
    prop_oneof![
        (plain(&Part::ALL), of(), any::<bool>()).prop_map(|(part, of, filled)| LibraryStep::Form {
            part,
            of,
            filled
        }),
        (plain(&DraftStep::ALL), of()).prop_map(|(step, of)| LibraryStep::Draft(step, of)),
        (plain(&SureStep::ALL), of(), any::<i64>())
            .prop_map(|(step, of, stamp)| LibraryStep::Sure(step, of, stamp)),
        entry().prop_map(LibraryStep::Edit),
        entry().prop_map(LibraryStep::AskRetire),
        (plain(&EntryStep::ALL), entry(), any::<u32>())
            .prop_map(|(step, entry, version)| LibraryStep::Entry(step, entry, version)),
        proptest::option::of(entry()).prop_map(LibraryStep::Next),
        any::<[u8; 16]>().prop_map(|token| LibraryStep::Waiting(SlotToken(token))),
        (entry(), any::<u16>()).prop_map(|(entry, page)| LibraryStep::History(entry, page)),
        (entry(), any::<i64>()).prop_map(|(entry, change)| LibraryStep::Undo(entry, change)),
    ]
}

fn any_id() -> impl Strategy<Value = CustomId> {
    let keep = (plain(&KeepStep::ALL), proptest::option::of(given_on()), choice_set());
    let slot = || proptest::option::of(any::<[u8; 16]>().prop_map(SlotToken));
    prop_oneof![
        (check_in(), given()).prop_map(|(at, given)| CustomId::Answer(at, given)),
        check_in().prop_map(CustomId::Pick),
        Just(CustomId::Help),
        Just(CustomId::HelpCountry),
        Just(CustomId::About),
        keep.prop_map(|(step, answer, ticked)| CustomId::Keep(step, KeepState { answer, ticked })),
        (proptest::option::of(any::<u64>().prop_map(GuildId)), my_data())
            .prop_map(|(of, step)| CustomId::MyData(of, step)),
        any::<u16>().prop_map(CustomId::MyDataOf),
        plain(&RenewStep::ALL).prop_map(CustomId::Renew),
        plain(&RemindStep::ALL).prop_map(CustomId::Remind),
        (any::<u64>(), any::<[u8; 16]>(), plain(&Nudge::ALL)).prop_map(|(guild, token, press)| {
            CustomId::Nudge(Nudge { guild: GuildId(guild), token: SlotToken(token), press })
        }),
        plain(&MeStep::ALL).prop_map(CustomId::Me),
        zone().prop_map(CustomId::MeZone),
        (date(), proptest::option::of(check_in())).prop_map(|(date, under)| CustomId::Yesterday(date, under)),
        any::<u16>().prop_map(CustomId::Past),
        (plain(&PastStep::ALL), date(), check_in())
            .prop_map(|(step, date, what)| CustomId::PastOne(step, date, what)),
        find().prop_map(CustomId::Find),
        (proptest::option::of(date()), any::<u8>())
            .prop_map(|(first, part)| CustomId::Group(GroupStep::Show(first, part))),
        Just(CustomId::Group(GroupStep::File)),
        (token(), proptest::option::of(date()))
            .prop_map(|(token, first)| CustomId::Group(GroupStep::Digest(token, first))),
        Just(CustomId::Group(GroupStep::PostDigest)),
        Just(CustomId::Group(GroupStep::StopDigest)),
        plain(&SuggestStep::ALL).prop_map(CustomId::Suggest),
        review().prop_map(CustomId::Review),
        (any::<u64>(), token())
            .prop_map(|(guild, token)| CustomId::Outcome(Outcome { guild: GuildId(guild), token })),
        plain(&SetupStep::PLAIN).prop_map(CustomId::Setup),
        (0..1440_u16, zone()).prop_map(|(time, zone)| CustomId::TimeForm { time, zone }),
        (0..1440_u16, zone()).prop_map(|(time, zone)| CustomId::UseZone { time, zone }),
        any::<i64>().prop_map(CustomId::Undo),
        "[a-z0-9_-]{1,24}".prop_map(|shown| CustomId::Swap { shown }),
        plain(&QuietStep::ALL).prop_map(CustomId::Quiet),
        any::<u16>().prop_map(CustomId::OwnPrompts),
        own_control().prop_map(CustomId::Own),
        own_form().prop_map(CustomId::OwnForm),
        "[0-9a-f]{16}".prop_map(|mark| CustomId::BringIn { mark }),
        Just(CustomId::BringInNot),
        library().prop_map(CustomId::Library),
        (slot(), slot()).prop_map(|(slot, notice)| CustomId::WhatHappened { slot, notice }),
        any::<[u8; 16]>().prop_map(|token| CustomId::Search { token: SlotToken(token) }),
        (plain(&ListStep::ALL), any::<u64>(), proptest::option::of(proptest::sample::select(Topic::ALL)))
            .prop_map(|(step, channel, topic)| CustomId::List(step, ChannelId(channel), topic)),
        (any::<u64>(), proptest::option::of(select(Topic::ALL)), token())
            .prop_map(|(channel, topic, notice)| CustomId::ListHappened(ChannelId(channel), topic, notice)),
    ]
}

fn own_control() -> impl Strategy<Value = OwnControl> {
    let step = prop_oneof![Just(OwnStep::Use), Just(OwnStep::Retire), Just(OwnStep::Restore)];
    (step, 1..i64::MAX, any::<u32>()).prop_map(|(step, number, seen)| OwnControl { step, number, seen })
}

fn own_form() -> impl Strategy<Value = OwnForm> {
    let (format, subtheme) = (select(Format::ALL), select(SubTheme::ALL));
    let (number, seen) = (proptest::option::of(1..i64::MAX), proptest::option::of(any::<u32>()));
    (number, format, subtheme, seen).prop_map(|(number, format, subtheme, seen)| OwnForm {
        number,
        format,
        subtheme,
        seen,
    })
}

/// A text near an id: one with some bytes replaced, dropped or added.
fn near_an_id() -> impl Strategy<Value = String> {
    (any_id(), any::<prop::sample::Index>(), any::<u8>(), 0..3_u8).prop_map(|(id, place, byte, how)| {
        let mut bytes = id.to_string().into_bytes();
        let place = place.index(bytes.len());
        match how {
            0 => bytes[place] = byte,
            1 => bytes.truncate(place),
            _ => bytes.insert(place, byte),
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #[test]
    fn every_id_fits_into_the_limit_and_is_read_back_as_it_was(id in any_id()) {
        let text = id.to_string();
        prop_assert!(text.is_ascii() && text.len() <= LIMIT, "{} bytes: {}", text.len(), text);
        prop_assert_eq!(text.parse(), Ok(id));
    }

    #[test]
    fn whatever_is_sent_is_an_id_of_ours_or_refused(text in prop_oneof![any::<String>(), near_an_id(), "1:.{0,120}"]) {
        // There is one way to write each act, so that two ids never mean the same press.
        if let Ok(id) = text.parse::<CustomId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}

#[test]
fn ids_that_were_posted_once_are_read_for_good() {
    let token = "AAAAAAAAAAAAAAAAAAAAAA";
    let at = CheckInRef::Slot(SlotToken([0; 16]));
    let both = ChoiceSet::from_bits(3).unwrap();
    for (text, id) in [
        (format!("1:answer:{token}:4:"), CustomId::Answer(at.clone(), Given::Answer(4))),
        (format!("1:pick:{token}::"), CustomId::Pick(at.clone())),
        ("1:help:::".to_owned(), CustomId::Help),
        ("1:country:::".to_owned(), CustomId::HelpCountry),
        ("1:about:::".to_owned(), CustomId::About),
        (
            format!("1:keep-agree:{token}:h.20261123:3"),
            CustomId::Keep(
                KeepStep::Agree,
                KeepState {
                    answer: Some(GivenOn { at, given: Given::Hard, day: jiff::civil::date(2026, 11, 23) }),
                    ticked: both,
                },
            ),
        ),
        ("1:renew::read:".to_owned(), CustomId::Renew(RenewStep::Read)),
        ("1:me::setback:".to_owned(), CustomId::Me(MeStep::Setback)),
        ("1:yesterday:20261122::".to_owned(), CustomId::Yesterday(jiff::civil::date(2026, 11, 22), None)),
        ("1:mydataof:::".to_owned(), CustomId::MyDataOf(0)),
        ("1:mydata::off:3".to_owned(), CustomId::MyData(None, MyDataStep::Off(both))),
        ("1:mydata-7::show:".to_owned(), CustomId::MyData(Some(GuildId(7)), MyDataStep::Show)),
        (
            "1:zone:540:Europe/London:".to_owned(),
            CustomId::UseZone { time: 540, zone: "Europe/London".to_owned() },
        ),
        (
            "1:lib-words:food-bank::1".to_owned(),
            CustomId::Library(LibraryStep::Form {
                part: Part::Words,
                of: "food-bank".parse().unwrap(),
                filled: true,
            }),
        ),
        ("1:lib-show:::".to_owned(), CustomId::Library(LibraryStep::Draft(DraftStep::Show, DraftOf::New))),
        (
            "1:lib-check:food-bank:3:".to_owned(),
            CustomId::Library(LibraryStep::Entry(EntryStep::Check, "food-bank".parse().unwrap(), 3)),
        ),
        ("1:find:::".to_owned(), CustomId::Find(FindStep::Start)),
        (
            "1:find-on:t-food:5:".to_owned(),
            CustomId::Find(FindStep::On(Back { shelf: Shelf::Topic(Topic::Food), from: 5 })),
        ),
        (
            format!("1:outcome:7ps.{token}::"),
            CustomId::Outcome(Outcome { guild: GuildId(10_000), token: SlotToken([0; 16]) }),
        ),
        ("1:group::0:".to_owned(), CustomId::Group(GroupStep::Show(None, 0))),
        (
            "1:group:20261130:1:".to_owned(),
            CustomId::Group(GroupStep::Show(Some(jiff::civil::date(2026, 11, 30)), 1)),
        ),
        ("1:groupfile:::".to_owned(), CustomId::Group(GroupStep::File)),
        (format!("1:groupdigest:{token}::"), CustomId::Group(GroupStep::Digest(SlotToken([0; 16]), None))),
        (
            format!("1:groupdigest:{token}:20261130:"),
            CustomId::Group(GroupStep::Digest(SlotToken([0; 16]), Some(jiff::civil::date(2026, 11, 30)))),
        ),
        ("1:grouppost:::".to_owned(), CustomId::Group(GroupStep::PostDigest)),
        ("1:groupstop:::".to_owned(), CustomId::Group(GroupStep::StopDigest)),
        ("1:remind::show:".to_owned(), CustomId::Remind(RemindStep::Show)),
        (
            format!("1:nudge:7ps.{token}:stop:"),
            CustomId::Nudge(Nudge { guild: GuildId(10_000), token: SlotToken([0; 16]), press: None }),
        ),
    ] {
        assert_eq!(text.parse(), Ok(id), "{text}");
    }
    for text in [
        "1:lib-words:food::2",
        "1:lib-words:Food::1",
        "1:lib-check::3:",
        "1:lib-save:food::",
        "1:lib-edit:::",
        "1:lib-nothing:::",
    ] {
        assert_eq!(text.parse::<CustomId>(), Err(BadId), "{text}");
    }
    for text in ["1:mydata::off:0", "1:zone:0540:UTC:", "1:zone:+540:UTC:", "2:help:::", "1:help::", ""] {
        assert_eq!(text.parse::<CustomId>(), Err(BadId), "{text}");
    }
}

#[test]
fn the_form_for_time_and_zone_carries_every_zone_there_is() {
    for zone in schedule::zone_names() {
        let id = CustomId::TimeForm { time: 1_439, zone: zone.clone() };
        let text = id.to_string();
        assert!(text.len() <= LIMIT, "{text}");
        assert_eq!(text.parse(), Ok(id));
    }
    for text in ["1:time:1440:UTC:", "1:time:09:UTC:", "1:time:540::", "1:time:540:a b:", "1:time:540:UTC:x"]
    {
        assert_eq!(text.parse::<CustomId>(), Err(BadId), "{text}");
    }
}

#[test]
fn a_notice_names_its_slot_itself_both_or_neither() {
    let tokens = [None, Some(SlotToken([7; 16]))];
    for (slot, notice) in tokens.into_iter().flat_map(|slot| tokens.map(|notice| (slot, notice))) {
        let id = CustomId::WhatHappened { slot, notice };
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}
