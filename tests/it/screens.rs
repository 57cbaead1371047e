//! Every screen as a person reads it, kept to be read aloud and to be noticed when it changes.

use std::fmt::Write as _;

use chimebot::discord::custom_id::KeepState;
use chimebot::discord::permissions::Standing;
use chimebot::discord::render::screen::{Does, Offers, Row, Screen};
use chimebot::discord::render::{about, card, help, keep, my_data, reminder, setup, thanks};
use chimebot::domain::check_in::{CheckInRef, Given, GivenOn};
use chimebot::domain::community::Community;
use chimebot::domain::consent::{Choice, ChoiceSet};
use chimebot::domain::ids::{ChannelId, GuildId, RoleId, SlotToken};
use chimebot::domain::permissions::missing;
use chimebot::domain::reminder::{Kind, Often, Rest};
use chimebot::service::check_ins::{Answered, Kept, Thanks};
use chimebot::service::days::DaysShown;
use chimebot::service::reminders::ReminderTold;
use chimebot::words::{Texts, Words};
use insta::assert_snapshot;
use jiff::civil::Date;

use crate::support::operator;

fn texts() -> std::sync::Arc<Texts> {
    Words::load(None).unwrap().now()
}

/// A screen in lines: its text, then each row, with links and greyed-out buttons marked.
fn read(screen: &Screen) -> String {
    assert!(screen.content.encode_utf16().count() <= 2_000, "Discord takes 2,000: {}", screen.content);
    let mut lines = screen.content.clone();
    for row in &screen.rows {
        lines.push('\n');
        match row {
            Row::Buttons(buttons) => {
                for button in buttons {
                    match &button.does {
                        Does::Press(_) => write!(lines, "[{}] ", button.label),
                        Does::Wait(_) => write!(lines, "({}) ", button.label),
                        Does::Open(url) => write!(lines, "[{} -> {url}] ", button.label),
                    }
                    .unwrap();
                }
            }
            Row::Select(select) => {
                let offers = match &select.offers {
                    Offers::Words(offers) => {
                        offers.iter().map(|offer| offer.label.as_str()).collect::<Vec<_>>().join(" / ")
                    }
                    Offers::Channels(_) => "channels".to_owned(),
                    Offers::Roles(_) => "roles".to_owned(),
                };
                write!(lines, "<{}: {offers}>", select.placeholder).unwrap();
            }
        }
    }
    lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn today() -> Date {
    "2026-12-01".parse().unwrap()
}

const TODAY: Date = jiff::civil::date(2026, 11, 23);

fn slot() -> CheckInRef {
    CheckInRef::Slot(SlotToken([7; 16]))
}

#[test]
fn help_in_a_country_nowhere_and_when_it_is_stale() {
    let texts = texts();
    assert_snapshot!("help_gb", read(&help::screen(&texts, "en", Some("GB"), today())));
    assert_snapshot!("help_nowhere", read(&help::screen(&texts, "en", None, today())));
    let later = "2029-01-01".parse().unwrap();
    assert_snapshot!("help_stale", read(&help::screen(&texts, "en", Some("US"), later)));
}

#[test]
fn help_never_leaves_out_a_country_of_the_book() {
    let texts = texts();
    for (code, name) in texts.help().countries() {
        let screen = help::screen(&texts, "en", Some(code), today());
        assert!(screen.content.contains(name), "{name}");
        assert!(screen.content.starts_with("If you are in danger now, call **"), "{name}");
        read(&screen);
    }
}

#[test]
fn about_and_the_card() {
    let texts = texts();
    assert_snapshot!("about", read(&about::screen(&texts, "en", &operator())));
    let scale = texts.pack("en").get("c1-side").unwrap().posted();
    assert_snapshot!("card_scale", read(&card::screen(&texts, "en", &scale, &slot())));
    let many = texts.pack("en").prompts().iter().find(|prompt| prompt.answers.len() > 5).unwrap().posted();
    assert_snapshot!("card_select", read(&card::screen(&texts, "en", &many, &slot())));
    assert_snapshot!("card_preview", read(&card::preview(&texts, "en", &many, &slot())));
}

#[test]
fn every_prompt_fits_on_a_card_and_on_its_preview() {
    let texts = texts();
    for prompt in texts.pack("en").prompts() {
        let prompt = prompt.posted();
        for screen in
            [card::screen(&texts, "en", &prompt, &slot()), card::preview(&texts, "en", &prompt, &slot())]
        {
            read(&screen);
            // A moderator's preview gets one more row, with *Swap it*.
            assert!(screen.rows.len() <= 4, "{}", prompt.prompt_id);
        }
    }
}

#[test]
fn the_thank_you_for_a_hard_answer_with_everything_kept() {
    let texts = texts();
    let prompt = texts.pack("en").get("c1-side").unwrap().posted();
    let thanks = |given, kept, days, more_to_choose| {
        let prompt = prompt.clone();
        let thanks = Thanks {
            at: slot(),
            prompt,
            given,
            day: TODAY,
            kept,
            days,
            more_to_choose,
            can_write: false,
            resources: false,
            something_on: true,
        };
        read(&thanks::screen(&texts, "en", &Answered::Thanked(Box::new(thanks))))
    };
    let days = |total, came_back_now| DaysShown {
        total,
        came_back_now,
        milestone: total == 1,
        run: None,
        yesterday: None,
    };
    assert_snapshot!("thanks_plain", thanks(Given::Answer(3), Kept::Nothing, None, true));
    assert_snapshot!("thanks_hard", thanks(Given::Answer(0), Kept::New, Some(days(1, false)), false));
    assert_snapshot!("thanks_back", thanks(Given::Skip, Kept::Changed, Some(days(23, true)), false));
    assert_snapshot!("lost", read(&thanks::lost(&texts, "en")));
}

#[test]
fn the_steps_of_a_yes() {
    let texts = texts();
    let answer = Some(GivenOn { at: slot(), given: Given::Hard, day: TODAY });
    let none = KeepState { answer: answer.clone(), ticked: ChoiceSet::NONE };
    let both = KeepState { answer, ticked: [Choice::CountDays, Choice::KeepAnswers].into_iter().collect() };
    assert_snapshot!("keep_choose", read(&keep::choices(&texts, "en", ChoiceSet::NONE, &none)));
    assert_snapshot!("keep_ticked", read(&keep::choices(&texts, "en", ChoiceSet::NONE, &both)));
    let on = ChoiceSet::NONE.with(Choice::CountDays);
    assert_snapshot!("keep_one_on", read(&keep::choices(&texts, "en", on, &none)));
    assert_snapshot!("keep_whole", read(&keep::whole_text(&texts, "en", &operator(), &none)));
    assert_snapshot!("keep_age", read(&keep::age(&texts, "en", &both)));
    assert_snapshot!("keep_under_18", read(&keep::under_18(&texts, "en")));
    assert_snapshot!(
        "data_erase",
        read(&my_data::MyDataPage { texts: &texts, locale: "en", of: None }.ask_erase())
    );
}

#[test]
fn reminders_and_the_screen_on_which_they_are_picked() {
    let texts = texts();
    let (guild, token) = (GuildId(1), SlotToken([7; 16]));
    assert_snapshot!("nudge", read(&reminder::nudge(&texts, "en", guild, token, Kind::Nudge)));
    assert_snapshot!("nudge_goodbye", read(&reminder::nudge(&texts, "en", guild, token, Kind::Goodbye)));
    let told = ReminderTold {
        days: None,
        picked: None,
        hour: None,
        zone: "Europe/London".to_owned(),
        rest: None,
        away: None,
        next: None,
    };
    assert_snapshot!("remind_nothing", read(&reminder::panel(&texts, "en", Some(&told))));
    let days = ReminderTold { days: Some(Often::ThreeDays.days()), ..told };
    assert_snapshot!("remind_days", read(&reminder::panel(&texts, "en", Some(&days))));
    let next = Some("2026-11-25T18:00:00Z".parse().unwrap());
    let picked = ReminderTold { hour: Some(18), next, ..days };
    assert_snapshot!("remind_picked", read(&reminder::panel(&texts, "en", Some(&picked))));
    let weekly = ReminderTold { picked: picked.days, days: Some(Often::Weekly.days()), ..picked.clone() };
    assert_snapshot!("remind_weekly", read(&reminder::panel(&texts, "en", Some(&weekly))));
    for rest in [Rest::Paused, Rest::Closed, Rest::Faded] {
        let rests = ReminderTold { rest: Some(rest), next: None, ..picked.clone() };
        assert_snapshot!(
            format!("remind_{rest:?}").to_lowercase(),
            read(&reminder::panel(&texts, "en", Some(&rests)))
        );
    }
    assert_snapshot!("remind_off", read(&reminder::panel(&texts, "en", None)));
}

#[test]
fn the_pages_of_the_panel() {
    let texts = texts();
    let guild = GuildId(1);
    let new = setup::Panel {
        community: Community::new(guild),
        standing: None,
        next: None,
        notices_standing: None,
        digest_standing: None,
        clock: "08:50".to_owned(),
        notices: Vec::new(),
        first: None,
        country: None,
        undo: None,
        starter: false,
    };
    assert_snapshot!("setup_new", read(&setup::page(&texts, "en", &new, 1)));
    let known = Community {
        zone: "Europe/London".to_owned(),
        check_in_channel: Some(ChannelId(11)),
        moderator_role: Some(RoleId(12)),
        people: Some(25),
        on_since: Some(jiff::Timestamp::UNIX_EPOCH),
        ..Community::new(guild)
    };
    let on = setup::Panel {
        community: known,
        standing: Some(Standing::Missing(missing(1 << 10))),
        next: Some("Monday, 23 November at 09:00 (Europe/London)".to_owned()),
        notices_standing: None,
        digest_standing: None,
        clock: "08:50".to_owned(),
        notices: Vec::new(),
        first: Some("Done: time is 09:00".to_owned()),
        country: Some("United Kingdom".to_owned()),
        undo: None,
        starter: false,
    };
    assert_snapshot!("setup_page1", read(&setup::page(&texts, "en", &on, 1)));
    assert_snapshot!("setup_page2", read(&setup::page(&texts, "en", &on, 2)));
}

#[test]
fn a_thank_you_with_everything_that_can_stand_under_it_stays_inside_discords_rows() {
    let texts = texts();
    let prompt = texts.pack("en").get("c1-side").unwrap().posted();
    let days =
        DaysShown { total: 23, came_back_now: true, milestone: false, run: Some(4), yesterday: Some(TODAY) };
    let thanks = Thanks {
        at: slot(),
        prompt,
        given: Given::Hard,
        day: TODAY,
        kept: Kept::New,
        days: Some(days),
        more_to_choose: true,
        can_write: true,
        resources: true,
        something_on: true,
    };
    let screen = thanks::screen(&texts, "en", &Answered::Thanked(Box::new(thanks)));
    read(&screen);
    for row in &screen.rows {
        assert!(!matches!(row, Row::Buttons(buttons) if buttons.len() > 5), "{row:?}");
    }
    assert_eq!(screen.rows.len(), 2);
}
