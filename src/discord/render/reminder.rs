//! Reminders: the direct message, what its buttons answer, and the screen on which they are picked.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::screen::{Button, Does, Look, Offer, Offers, Screen, Select};
use super::{button, me, paragraphs, spaced, when};
use crate::discord::custom_id::{CustomId, Nudge, RemindStep};
use crate::domain::community::{Community, Days};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::reminder::{Kind, Often, Press, Rest, Told, is_night};
use crate::service::reminders::{Away, Pressed, ReminderTold};
use crate::words::Texts;

/// The direct message itself.
pub fn nudge(texts: &Texts, locale: &str, guild: GuildId, token: SlotToken, kind: Kind) -> Screen {
    let press = |key, press| Button::plain(texts.say(locale, key, &[]), nudge_id(guild, token, Some(press)));
    if kind == Kind::Goodbye {
        let again = press("button-nudge-again", Press::Again);
        return Screen::text(texts.say(locale, "nudge-goodbye", &[])).buttons(vec![again]);
    }
    Screen::text(texts.say(locale, "nudge", &[])).buttons(vec![
        Button { look: Look::Main, ..press("button-nudge-check-in", Press::CheckIn) },
        press("button-nudge-later", Press::Later),
        press("button-nudge-not-today", Press::NotToday),
        press("button-nudge-fewer", Press::Fewer),
        stop(texts, locale, guild, token),
    ])
}

/// What a press under a reminder is answered with, in its place.
pub fn pressed(texts: &Texts, locale: &str, token: SlotToken, pressed: &Pressed) -> Screen {
    let Pressed { told, reminder, community } = pressed;
    let say = |key| texts.say(locale, key, &[]);
    match told {
        Told::Way => way(texts, locale, community),
        Told::Later(at) => {
            let zone = TimeZone::get(&reminder.zone).unwrap_or(TimeZone::UTC);
            let time = when::clock(zone.to_datetime(*at).time());
            Screen::text(texts.say(locale, "nudge-told-later", &[("time", time.into())]))
        }
        Told::NotToday => Screen::text(say("nudge-told-not-today")),
        Told::Fewer(days) => {
            let days = when::days(texts, locale, *days);
            Screen::text(texts.say(locale, "nudge-told-fewer", &[("days", days.into())]))
        }
        Told::Fewest => {
            Screen::text(say("nudge-told-fewest")).buttons(vec![stop(texts, locale, community.guild, token)])
        }
        Told::Again => match reminder.next {
            Some(next) => {
                let moment = when::in_zone(texts, locale, &reminder.zone, next);
                Screen::text(texts.say(locale, "nudge-told-again", &[("when", moment.into())]))
            }
            None => Screen::text(say("nudge-told-rests")),
        },
    }
}

/// After *Stop*; `now` is whether it was on until then.
pub fn stopped(texts: &Texts, locale: &str, now: bool) -> Screen {
    Screen::text(texts.say(locale, if now { "nudge-stopped" } else { "nudge-off" }, &[]))
}

/// The screen on which days and hour are picked; none when *remind me* is off.
pub fn panel(texts: &Texts, locale: &str, told: Option<&ReminderTold>) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let Some(told) = told else {
        return Screen::text(say("remind-off")).buttons(button::ways_to_help(texts, locale));
    };
    let mut screen =
        Screen::text(paragraphs([vec![say("remind-title")], lines(texts, locale, told)].concat()))
            .buttons(Often::ALL.map(|often| offer(texts, locale, often, told.days)).into());
    if let Some(days) = told.days {
        screen =
            screen.select(days_select(texts, locale, days)).select(hours_select(texts, locale, told.hour));
    }
    let mut last = Vec::new();
    if told.rest.is_none() && told.picked.is_some() {
        last.push(Button::main(say("button-remind-before"), CustomId::Remind(RemindStep::AsBefore)));
    }
    if told.rest.is_some() {
        last.push(Button::main(say("button-remind-resume"), CustomId::Remind(RemindStep::Resume)));
    } else if told.days.is_some() {
        last.push(Button::plain(say("button-remind-pause"), CustomId::Remind(RemindStep::Pause)));
    }
    last.push(me::back(texts, locale));
    last.extend(button::ways_to_help(texts, locale));
    screen.buttons(last)
}

/// That screen under what was said before it, such as the yes.
pub fn panel_after(texts: &Texts, locale: &str, said: String, told: Option<&ReminderTold>) -> Screen {
    let mut screen = panel(texts, locale, told);
    screen.content = spaced([said, screen.content]);
    screen
}

/// What is picked, in plain words.
pub fn lines(texts: &Texts, locale: &str, told: &ReminderTold) -> Vec<String> {
    let say = |key| texts.say(locale, key, &[]);
    let zone = told.zone.clone();
    let Some(days) = told.days else { return vec![say("remind-nothing")] };
    let days = when::days(texts, locale, days);
    let mut lines = vec![texts.say(locale, "remind-days", &[("days", days.into())])];
    if let Some(picked) = told.picked.filter(|_| told.rest.is_none()) {
        let days = when::days(texts, locale, picked);
        lines.push(texts.say(locale, "remind-weekly", &[("days", days.into())]));
    }
    lines.push(match told.hour {
        Some(hour) => {
            let args = [("time", clock(hour).into()), ("zone", zone.into())];
            texts.say(locale, "remind-hour", &args)
        }
        None => texts.say(locale, "remind-no-hour", &[("zone", zone.into())]),
    });
    match (told.rest, told.away, told.next) {
        (Some(rest), ..) => lines.push(say(rest_key(rest))),
        (None, Some(away), _) => lines.push(say(away_key(away))),
        (None, None, Some(next)) => {
            let moment = when::in_zone(texts, locale, &told.zone, next);
            lines.push(texts.say(locale, "remind-next", &[("when", moment.into())]));
        }
        (None, None, None) => {}
    }
    lines
}

/// The same on the member's own page, in a line.
pub fn in_short(texts: &Texts, locale: &str, told: &ReminderTold) -> String {
    let Some(days) = told.days else { return texts.say(locale, "me-remind-nothing", &[]) };
    let days = when::days(texts, locale, days);
    let Some(hour) = told.hour else {
        return texts.say(locale, "me-remind-no-hour", &[("days", days.into())]);
    };
    let picked = texts.say(locale, "me-remind", &[("days", days.into()), ("time", clock(hour).into())]);
    let state = match (told.rest, told.away, told.next) {
        (Some(rest), ..) => texts.say(locale, short_rest_key(rest), &[]),
        (None, Some(Away::Break), _) => texts.say(locale, "me-remind-break", &[]),
        (None, Some(Away::Quiet), _) => texts.say(locale, "remind-quiet", &[]),
        (None, None, Some(next)) => {
            let moment = when::in_zone(texts, locale, &told.zone, next);
            texts.say(locale, "remind-next", &[("when", moment.into())])
        }
        (None, None, None) => return picked,
    };
    texts.sentences(locale, picked, state)
}

/// The text that says why nothing comes, where no button stands that would change it.
pub fn short_rest_key(rest: Rest) -> &'static str {
    match rest {
        Rest::Paused => "remind-short-paused",
        Rest::Closed => "remind-short-closed",
        Rest::Faded => "remind-short-faded",
    }
}

/// The text that says why nothing comes.
fn rest_key(rest: Rest) -> &'static str {
    match rest {
        Rest::Paused => "remind-paused",
        Rest::Closed => "remind-closed",
        Rest::Faded => "remind-faded",
    }
}

fn away_key(away: Away) -> &'static str {
    match away {
        Away::Break => "remind-break",
        Away::Quiet => "remind-quiet",
    }
}

/// The way to the reminders' screen, for any other private screen in the community.
pub fn button(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-remind", &[]), CustomId::Remind(RemindStep::Show))
}

/// "09:00".
pub fn clock(hour: i8) -> String {
    when::clock(Time::new(hour, 0, 0, 0).unwrap_or(Time::midnight()))
}

fn nudge_id(guild: GuildId, token: SlotToken, press: Option<Press>) -> CustomId {
    CustomId::Nudge(Nudge { guild, token, press })
}

fn stop(texts: &Texts, locale: &str, guild: GuildId, token: SlotToken) -> Button {
    Button::plain(texts.say(locale, "button-nudge-stop", &[]), nudge_id(guild, token, None))
}

/// A link says where it leads without a name; the press before it was the answer.
fn way(texts: &Texts, locale: &str, community: &Community) -> Screen {
    let Some(channel) = community.check_in_channel else {
        return Screen::text(texts.say(locale, "nudge-no-way", &[]));
    };
    let url = format!("https://discord.com/channels/{}/{channel}", community.guild);
    Screen::text(texts.say(locale, "nudge-way", &[]))
        .buttons(vec![Button::link(texts.say(locale, "button-nudge-way", &[]), url)])
}

fn offer(texts: &Texts, locale: &str, often: Often, picked: Option<Days>) -> Button {
    let key = match often {
        Often::Weekly => "button-remind-weekly",
        Often::ThreeDays => "button-remind-three",
        Often::Daily => "button-remind-daily",
    };
    // Other days of the same number are as often.
    let same = picked.is_some_and(|days| days.bits().count_ones() == often.days().bits().count_ones());
    Button {
        label: texts.say(locale, key, &[]),
        does: Does::Press(CustomId::Remind(RemindStep::Often(often))),
        look: if same { Look::Yes } else { Look::Plain },
    }
}

fn days_select(texts: &Texts, locale: &str, picked: Days) -> Select {
    let offers = (1..=7).map(|day| Offer {
        label: when::day_name(texts, locale, day),
        value: day.to_string(),
        chosen: picked.bits() & (1 << (day - 1)) != 0,
    });
    Select {
        id: CustomId::Remind(RemindStep::Days),
        placeholder: texts.say(locale, "remind-pick-days", &[]),
        offers: Offers::Words(offers.collect()),
        least: 1,
        most: 7,
    }
}

/// The 24 hours, from the morning on.
fn hours_select(texts: &Texts, locale: &str, picked: Option<i8>) -> Select {
    let night = |hour: i8| is_night(Time::new(hour, 0, 0, 0).unwrap_or(Time::midnight()));
    let offers = (8..24).chain(0..8).map(|hour| Offer {
        label: if night(hour) {
            texts.say(locale, "remind-hour-night", &[("time", clock(hour).into())])
        } else {
            clock(hour)
        },
        value: hour.to_string(),
        chosen: picked == Some(hour),
    });
    Select {
        id: CustomId::Remind(RemindStep::Hour),
        placeholder: texts.say(locale, "remind-pick-hour", &[]),
        offers: Offers::Words(offers.collect()),
        least: 1,
        most: 1,
    }
}
