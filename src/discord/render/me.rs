//! `/me`: one calm private page in words, and the settings behind it.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};

use super::screen::{Button, Field, Look, Modal, Offer, Offers, Screen, Select};
use super::{button, engagement, keep, paragraphs, reminder, spaced, when};
use crate::discord::custom_id::{CustomId, KeepState, KeepStep, MeStep, MyDataStep};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::domain::prompt::Component;
use crate::domain::reminder::Rest;
use crate::service::me::{Me, MyDays};
use crate::words::Texts;

/// The page.
pub fn page(texts: &Texts, locale: &str, me: &Me, first: Option<String>) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let step = |key, step| Button::plain(say(key), CustomId::Me(step));
    let mut lines = vec![say("me-title")];
    lines.extend(me.days.as_ref().map(|days| days_lines(texts, locale, days)));
    lines.extend(me.kept.as_ref().map(|kept| {
        let all = Component::FIVE.into_iter().chain([Component::Extra]);
        let parts = all.filter_map(|component| {
            let count = kept.get(&component).copied()?;
            let name = texts.say(locale, &format!("component-{}", component.slug()), &[]);
            Some(texts.say(locale, "me-kept-part", &[("component", name.into()), ("count", count.into())]))
        });
        match texts.list(locale, parts) {
            parts if parts.is_empty() => say("me-kept-none"),
            parts => texts.say(locale, "me-kept", &[("parts", parts.into())]),
        }
    }));
    if me.on.is_empty() {
        lines.push(say("me-nothing"));
    } else {
        lines.push(texts.say(locale, "me-on", &[("choices", keep::names(texts, locale, me.on).into())]));
        lines.extend(me.reminder.as_ref().map(|told| reminder::in_short(texts, locale, told)));
        lines.extend(place_lines(texts, locale, me));
    }
    let mut own = Vec::new();
    if me.kept.is_some() {
        own.push(Button::plain(say("button-me-past"), CustomId::Past(0)));
    }
    match is_resting(me) {
        Some(true) => own.push(step("button-me-rest-end", MeStep::EndRest)),
        Some(false) => own.push(step("button-me-rest", MeStep::Rest)),
        None => {}
    }
    if let Some(days) = &me.days {
        own.push(if days.run_on {
            step("button-me-run-off", MeStep::RunOff)
        } else {
            step("button-me-run-on", MeStep::RunOn)
        });
    }
    let mut settings = Vec::new();
    if !me.on.is_empty() {
        settings.push(step("button-me-settings", MeStep::Settings));
        if me.on.contains(Choice::RemindMe) {
            settings.push(reminder::button(texts, locale));
        }
        settings.push(Button::plain(say("button-me-data"), CustomId::MyData(None, MyDataStep::Show)));
    }
    if me.more_to_choose {
        let state = KeepState { answer: None, ticked: ChoiceSet::NONE };
        settings.push(Button::plain(say("button-keep"), CustomId::Keep(KeepStep::Choose, state)));
    }
    settings.push(step("button-me-leaders", MeStep::Leaders));
    let mut help = vec![step("button-setback", MeStep::Setback)];
    help.extend(button::ways_to_help(texts, locale));
    let lines = spaced([first.unwrap_or_default(), paragraphs(lines)]);
    Screen::text(lines).buttons(own).buttons(settings).buttons(help)
}

/// Whether the member takes a break; none where there is nothing to take one from.
fn is_resting(me: &Me) -> Option<bool> {
    match (&me.days, &me.reminder) {
        (Some(days), _) => Some(days.resting_since.is_some()),
        (None, Some(told)) => told.days.map(|_| told.rest == Some(Rest::Paused)),
        (None, None) => None,
    }
}

/// Zone, the beginning of the day and country.
fn place_lines(texts: &Texts, locale: &str, me: &Me) -> [String; 3] {
    let (zone, own) = &me.zone;
    let zone_key = if *own { "me-zone-own" } else { "me-zone-community" };
    let zone_args = [("zone", zone.clone().into()), ("clock", when::clock(me.clock).into())];
    let country = me.country.as_deref().and_then(|code| texts.help().country_name(code));
    [
        texts.say(locale, zone_key, &zone_args),
        texts.say(locale, "me-day-start", &[("time", when::clock(me.day_start).into())]),
        match country {
            Some(name) => texts.say(locale, "me-country", &[("country", name.to_owned().into())]),
            None => texts.say(locale, "me-country-community", &[]),
        },
    ]
}

fn days_lines(texts: &Texts, locale: &str, days: &MyDays) -> String {
    let mut lines = vec![texts.say(locale, "me-days", &[("total", days.total.into())])];
    if days.came_back > 0 {
        lines.push(texts.say(locale, "me-came-back", &[("times", days.came_back.into())]));
    }
    lines.extend(days.run.map(|run| texts.say(locale, "me-run", &[("run", run.into())])));
    if let Some(since) = days.resting_since {
        let date = when::date(texts, locale, since);
        lines.push(texts.say(locale, "me-resting", &[("date", date.into())]));
    }
    paragraphs(lines)
}

/// The member's settings: zone, the beginning of their day, country.
pub fn settings(texts: &Texts, locale: &str, me: &Me, first: Option<String>) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let book = texts.help();
    let [zone, day_start, country] = place_lines(texts, locale, me);
    let country = texts.sentences(locale, country, say("me-country-help"));
    let lines = paragraphs([say("me-settings-title"), zone, day_start, country]);
    // One that was picked when later hours were offered is still shown.
    let later = Some(me.day_start.hour()).filter(|hour| !DAY_STARTS.contains(hour));
    let hours = DAY_STARTS.chain(later).filter_map(|hour| Time::new(hour, 0, 0, 0).ok()).map(|time| Offer {
        label: texts.say(locale, "me-day-start-offer", &[("time", when::clock(time).into())]),
        value: time.hour().to_string(),
        chosen: time == me.day_start,
    });
    let unset =
        Offer { label: say("me-country-unset"), value: UNSET.to_owned(), chosen: me.country.is_none() };
    let countries = book.countries().into_iter().map(|(code, name)| Offer {
        label: name.to_owned(),
        value: code.to_owned(),
        chosen: me.country.as_deref() == Some(code),
    });
    let countries = [unset].into_iter().chain(countries).take(25).collect();
    let keep = [KeepAnswers::Days90, KeepAnswers::Months13].map(|keep| Offer {
        label: say(match keep {
            KeepAnswers::Days90 => "me-keep-answers-90",
            KeepAnswers::Months13 => "me-keep-answers-13",
        }),
        value: keep_value(keep).to_owned(),
        chosen: keep == me.keep_answers,
    });
    let words = KeepWords::ALL.map(|keep| Offer {
        label: texts.say(locale, "me-keep-words", &[("days", keep.days().into())]),
        value: keep.days().to_string(),
        chosen: keep == me.keep_words,
    });
    let mut buttons = vec![Button::plain(say("button-me-zone"), CustomId::Me(MeStep::Zone))];
    if me.zone.1 {
        buttons.push(Button::plain(say("button-me-zone-back"), CustomId::Me(MeStep::ZoneBack)));
    }
    buttons.push(back(texts, locale));
    buttons.push(button::help(texts, locale));
    Screen::text(spaced([first.unwrap_or_default(), lines]))
        .select(one_of(MeStep::DayStart, say("me-pick-day-start"), hours.collect()))
        .select(one_of(MeStep::Country, say("me-pick-country"), countries))
        .select_if(me.kept.is_some(), || {
            one_of(MeStep::KeepAnswers, say("me-pick-keep-answers"), keep.to_vec())
        })
        .select_if(me.kept.is_some() && me.words, || {
            one_of(MeStep::KeepWords, say("me-pick-keep-words"), words.to_vec())
        })
        .buttons(buttons)
}

/// The hours at which a day may begin. Any later, and a whole morning would count for the day before.
pub const DAY_STARTS: RangeInclusive<i8> = 0..=12;

/// How *the community's country* is written in the select.
pub const UNSET: &str = "none";

/// How a choice of time is written in a select.
pub fn keep_value(keep: KeepAnswers) -> &'static str {
    match keep {
        KeepAnswers::Days90 => "90d",
        KeepAnswers::Months13 => "13m",
    }
}

/// The question before answers are kept for a shorter time, when some of them go by that.
pub fn ask_shorter_answers(texts: &Texts, locale: &str, before: Date) -> Screen {
    let args = [("date", when::date(texts, locale, before).into())];
    ask_shorter(texts, locale, texts.say(locale, "me-shorter-answers", &args), MeStep::Answers90)
}

/// The same for own words.
pub fn ask_shorter_words(texts: &Texts, locale: &str, keep: KeepWords, before: Date) -> Screen {
    let yes = if keep == KeepWords::Days7 { MeStep::Words7 } else { MeStep::Words30 };
    let args = [("days", keep.days().into()), ("date", when::date(texts, locale, before).into())];
    ask_shorter(texts, locale, texts.say(locale, "me-shorter-words", &args), yes)
}

fn ask_shorter(texts: &Texts, locale: &str, question: String, yes: MeStep) -> Screen {
    Screen::text(question).buttons(vec![
        Button::main(texts.say(locale, "button-me-shorter", &[]), CustomId::Me(yes)),
        Button::plain(texts.say(locale, "button-cancel", &[]), CustomId::Me(MeStep::Settings)),
        button::help(texts, locale),
    ])
}

fn one_of(step: MeStep, placeholder: String, offers: Vec<Offer>) -> Select {
    Select { id: CustomId::Me(step), placeholder, offers: Offers::Words(offers), least: 1, most: 1 }
}

/// The form for the zone.
pub fn zone_form(texts: &Texts, locale: &str) -> Modal {
    Modal {
        id: CustomId::Me(MeStep::Zone),
        title: texts.say(locale, "me-zone-form", &[]),
        fields: vec![Field {
            name: ZONE,
            label: texts.say(locale, "me-zone-field", &[]),
            value: String::new(),
            most: 64,
            lines: false,
            needed: true,
        }],
    }
}

/// The name of the field in the form for the zone.
pub const ZONE: &str = "zone";

/// The question which of some zones was meant, each with its clock now.
pub fn which_zone(texts: &Texts, locale: &str, offers: &[(String, String)]) -> Screen {
    let zones = offers.iter().map(|(zone, clock)| {
        let args = [("zone", zone.clone().into()), ("clock", clock.clone().into())];
        Button::main(texts.say(locale, "setup-zone-offer", &args), CustomId::MeZone(zone.clone()))
    });
    let cancel = Button::plain(texts.say(locale, "button-cancel", &[]), CustomId::Me(MeStep::Settings));
    Screen::text(texts.say(locale, "setup-which-zone", &[]))
        .buttons(zones.take(5).collect())
        .buttons(vec![cancel, button::help(texts, locale)])
}

/// *I had a setback*: kind words and choices; nothing is stored. `total` are the days shown up, where they
/// are counted, and `keeps` tells whether there may be answers to look back on.
pub fn setback(texts: &Texts, locale: &str, total: Option<u32>, keeps: bool) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let days = total.filter(|total| *total > 0);
    let days = days.map(|total| texts.say(locale, "setback-days", &[("total", total.into())]));
    let words = match days {
        Some(days) => texts.sentences(locale, say("setback"), days),
        None => say("setback"),
    };
    let mut buttons = vec![Button {
        label: say("button-setback-talk"),
        look: Look::Main,
        ..Button::plain(String::new(), CustomId::Help)
    }];
    if keeps {
        buttons.push(Button::plain(say("button-setback-before"), CustomId::Past(0)));
    }
    buttons.push(Button::plain(say("button-setback-nothing"), CustomId::Me(MeStep::SetbackNothing)));
    buttons.push(button::help_lines(texts, locale));
    Screen::text(paragraphs([words, say("setback-next")])).buttons(buttons)
}

/// After *Nothing, thanks*.
pub fn setback_nothing(texts: &Texts, locale: &str) -> Screen {
    let mut buttons = vec![back(texts, locale)];
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(texts.say(locale, "setback-nothing", &[])).buttons(buttons)
}

/// *What leaders can see*; `counted` says whether this member chose to be in the group's numbers.
pub fn leaders(texts: &Texts, locale: &str, counted: bool) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let own = say(if counted { "me-leaders-in" } else { "me-leaders-out" });
    let mut buttons = vec![engagement::open(texts, locale), back(texts, locale)];
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(spaced([say("me-leaders"), own])).buttons(buttons)
}

/// The way back to the page.
pub fn back(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-me-back", &[]), CustomId::Me(MeStep::Show))
}
