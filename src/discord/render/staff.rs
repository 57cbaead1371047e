//! What staff see besides `/setup`: the rest, the next card, why there is no card, notices.

use jiff::civil::Date;
use serde_json::Value;

use super::screen::{Button, Does, Look, Screen};
use super::{card, paragraphs, setup, when};
use crate::discord::custom_id::{CustomId, GroupStep, LibraryStep, QuietStep, ReviewStep, SetupStep};
use crate::domain::check_in::CheckInRef;
use crate::domain::community::{Community, Quiet};
use crate::domain::ids::{ChannelId, SlotToken};
use crate::domain::resource::list::of_scope;
use crate::domain::slot::{Slot, SlotState};
use crate::service::staff::{NextCard, Rest, Swapped};
use crate::service::why_not::{Hindrance, WhyNot};
use crate::service::zone_of;
use crate::store::{Notice, OF_DIGESTS, RECHECKS, SUGGESTIONS};
use crate::words::Texts;

/// The `/quiet` panel: how it stands today, and what can be done.
pub fn quiet_panel(texts: &Texts, locale: &str, known: &Community, today: Date) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let rest = known.quiet.filter(|rest| !rest.is_over(today));
    let state = match rest {
        Some(Quiet { until: Some(day), .. }) => {
            texts.say(locale, "quiet-now", &[("until", day.to_string().into())])
        }
        Some(Quiet { until: None, .. }) => say("quiet-now-open"),
        None => say("quiet-panel"),
    };
    let press = |key, step, look| Button { label: say(key), does: Does::Press(CustomId::Quiet(step)), look };
    let first = if rest.is_some() {
        press("button-resume", QuietStep::End, Look::Main)
    } else {
        press("button-quiet", QuietStep::Start, Look::Plain)
    };
    let tomorrow = press("button-tomorrow", QuietStep::Tomorrow, Look::Plain);
    Screen::text(paragraphs([state, say("quiet-hint")])).buttons(vec![first, tomorrow])
}

/// After a wish about the rest.
pub fn rest(texts: &Texts, locale: &str, rest: &Rest, given: &str) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    match rest {
        Rest::Began(Some(day)) => {
            Screen::text(texts.say(locale, "quiet-on", &[("until", day.to_string().into())]))
                .buttons(vec![Button::plain(say("button-resume"), CustomId::Quiet(QuietStep::End))])
        }
        Rest::Began(None) => Screen::text(say("quiet-open"))
            .buttons(vec![Button::plain(say("button-resume"), CustomId::Quiet(QuietStep::End))]),
        Rest::Ended(known, Some(next)) => {
            let next = when::moment(texts, locale, known, next.due);
            Screen::text(texts.say(locale, "quiet-ended", &[("next", next.into())]))
        }
        Rest::Ended(_, None) => Screen::text(say("quiet-ended-off")),
        Rest::None => Screen::text(say("quiet-not")),
        Rest::Past => {
            Screen::text(texts.say(locale, "quiet-past-date", &[("given", given.to_owned().into())]))
        }
        Rest::Refused => moderators_only(texts, locale),
    }
}

/// The next card with *swap it*, or the refusal.
pub fn next_card(texts: &Texts, locale: &str, next: Option<&NextCard>) -> Screen {
    match next {
        Some(next) => next_with(texts, locale, next, "tomorrow-intro"),
        None => moderators_only(texts, locale),
    }
}

/// After *swap it*.
pub fn swapped(texts: &Texts, locale: &str, swapped: &Swapped) -> Screen {
    match swapped {
        Swapped::Swapped(next) => next_with(texts, locale, next, "tomorrow-swapped"),
        Swapped::Changed(next) => next_with(texts, locale, next, "tomorrow-changed"),
        Swapped::NoOther(next) => next_with(texts, locale, next, "tomorrow-same"),
        Swapped::Refused => next_card(texts, locale, None),
    }
}

/// `/why-not`.
pub fn why_not(texts: &Texts, locale: &str, why: &WhyNot) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let known = &why.community;
    let mut lines = waiting(texts, locale, known, &why.notices);
    lines.push(say("why-title"));
    let about = |key, slot: &Slot| {
        let due = when::moment(texts, locale, known, slot.due);
        let fate = match why.lost.filter(|lost| lost.explains(slot)) {
            Some(_) => say("why-lost"),
            None => fate(texts, locale, known, slot),
        };
        texts.say(locale, key, &[("due", due.into()), ("fate", fate.into())])
    };
    let key = if why.named { "why-this" } else { "why-last" };
    lines.push(why.last.as_ref().map_or_else(|| say("why-never"), |slot| about(key, slot)));
    lines.extend(why.failed.as_ref().map(|slot| about("why-failed", slot)));
    let because = why.hindrance.map(|hindrance| {
        say(match hindrance {
            Hindrance::Off => "why-off",
            Hindrance::NoChannel => "why-no-channel",
            Hindrance::Stopped => "why-stopped",
            Hindrance::Resting => "why-resting",
        })
    });
    lines.push(match (why.next, because) {
        (Some(next), None) => {
            let next = when::moment(texts, locale, known, next.due);
            match why.resting.and_then(|rest| rest.until) {
                Some(last) => texts.say(
                    locale,
                    "why-next-rest",
                    &[("until", last.to_string().into()), ("next", next.into())],
                ),
                None => texts.say(locale, "why-next", &[("next", next.into())]),
            }
        }
        (_, because) => {
            texts.say(locale, "why-next-none", &[("because", because.unwrap_or_default().into())])
        }
    });
    Screen::text(paragraphs(lines))
}

/// What became of one card, in a sentence.
pub fn fate(texts: &Texts, locale: &str, known: &Community, slot: &Slot) -> String {
    let key = match slot.state {
        // What is under way when the schedule stops waits until it is too late.
        SlotState::Planned if known.trouble.is_some() => "why-held",
        SlotState::Planned | SlotState::Sending | SlotState::Retry | SlotState::Reconcile => "why-underway",
        SlotState::Posted => "why-posted",
        SlotState::PostedRemoved => "why-removed",
        SlotState::Missed => "why-missed",
        SlotState::Unsure => "why-unsure",
        SlotState::FailedPerm => "why-perm",
        SlotState::FailedBug => "why-bug",
        SlotState::Skipped => "why-skipped",
    };
    let minutes = slot.posted_at.map_or(0, |at| at.duration_since(slot.due).as_mins());
    let late = if minutes >= 2 {
        texts.say(locale, "why-late", &[("minutes", minutes.into())])
    } else {
        String::new()
    };
    let deadline = zone_of(known).to_datetime(slot.deadline).time();
    texts.say(locale, key, &[("late", late.into()), ("until", when::clock(deadline).into())])
}

/// What waits for staff, as the first lines of what they open: it stays until it is mended.
pub fn waiting(texts: &Texts, locale: &str, known: &Community, notices: &[Notice]) -> Vec<String> {
    let mut lines: Vec<String> =
        notices.iter().map(|waiting| notice_text(texts, locale, known, waiting)).collect();
    if !lines.is_empty() && known.notice_channel.is_none() {
        lines.push(texts.say(locale, "notice-waits", &[]));
    }
    lines
}

/// The token of a notice: the `nonce` of its post and part of its button. The same for one notice always,
/// so that a crash between the post and the note of it does not post it twice.
pub fn notice_token(notice: &Notice) -> SlotToken {
    let mut token = [0; 16];
    token[..8].copy_from_slice(&notice.id.to_be_bytes());
    token[8..].copy_from_slice(&notice.made_at.as_millisecond().to_be_bytes());
    SlotToken(token)
}

/// A notice as it is posted to staff, with *What happened*.
pub fn notice(texts: &Texts, known: &Community, notice: &Notice) -> Screen {
    let args: Value = serde_json::from_str(&notice.args).unwrap_or_default();
    let slot: Option<SlotToken> = args["slot"].as_str().and_then(|token| token.parse().ok());
    let token = notice_token(notice);
    let (channel, topic) = (args["channel"].as_u64(), args["topic"].as_str().map(of_scope));
    let (label, id) = match (notice.key.as_str(), channel, topic) {
        (RECHECKS, ..) => ("button-library-waiting", CustomId::Library(LibraryStep::Waiting(token))),
        (SUGGESTIONS, ..) => ("button-library-waiting", CustomId::Review(ReviewStep::Waiting(token))),
        (key, ..) if OF_DIGESTS.contains(&key) => {
            ("button-engagement-page", CustomId::Group(GroupStep::Digest(token, None)))
        }
        // About a list: its own page tells more.
        (_, Some(channel), Some(Ok(topic))) => {
            ("button-what-happened", CustomId::ListHappened(ChannelId(channel), topic, token))
        }
        _ => ("button-what-happened", CustomId::WhatHappened { slot, notice: Some(token) }),
    };
    let label = texts.say(&known.locale, label, &[]);
    Screen::text(notice_text(texts, &known.locale, known, notice)).buttons(vec![Button::plain(label, id)])
}

/// A notice's sentence.
pub fn notice_text(texts: &Texts, locale: &str, known: &Community, notice: &Notice) -> String {
    let args: Value = serde_json::from_str(&notice.args).unwrap_or_default();
    let channel = setup::channel(texts, locale, args["channel"].as_u64().map(ChannelId));
    let due = args["due_ms"].as_i64().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let due = due.map(|due| when::moment(texts, locale, known, due)).unwrap_or_default();
    let suggested = if args["suggested"] == 1 { "yes" } else { "no" };
    let times = args["times"].as_u64().unwrap_or(1);
    let args = [
        ("channel", channel.into()),
        ("due", due.into()),
        ("suggested", suggested.into()),
        ("times", times.into()),
    ];
    texts.say(locale, &notice.key, &args)
}

/// "Only admins can do that."
pub fn admins_only(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "staff-only-admin", &[]))
}

/// "Only moderators can do that."
pub fn moderators_only(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "staff-only-moderator", &[]))
}

/// A refusal in words, with the way back to the set-up panel.
pub fn back_to_setup(texts: &Texts, locale: &str, content: String, again: CustomId) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    Screen::text(content).buttons(vec![
        Button::main(say("button-try-again"), again),
        Button::plain(say("button-cancel"), CustomId::Setup(SetupStep::Page1)),
    ])
}

fn next_with(texts: &Texts, locale: &str, next: &NextCard, intro: &str) -> Screen {
    let intro = match next.due {
        Some(due) => {
            let due = when::moment(texts, locale, &next.community, due.due);
            texts.say(locale, intro, &[("next", due.into())])
        }
        None => texts.say(locale, "tomorrow-off", &[]),
    };
    // The preview's controls lead nowhere; the token of all zeros belongs to no slot.
    let at = CheckInRef::Slot(SlotToken([0; 16]));
    let mut screen = card::preview(texts, &next.community.locale, &next.prompt, &at);
    screen.content = paragraphs([intro, screen.content]);
    let swap = texts.say(locale, "button-swap", &[]);
    screen.buttons(vec![Button::main(swap, CustomId::Swap { shown: next.prompt.prompt_id.clone() })])
}
