//! What a change of settings did, in words.

use super::{paragraphs, setup, when};
use crate::domain::community::{Community, Quiet};
use crate::service::setup::Outcome;
use crate::store::Changed;
use crate::words::Texts;

/// The sentence `key` with what changed, or the refusal; none when nothing changed.
pub fn said(texts: &Texts, locale: &str, outcome: &Outcome, key: &str) -> Option<String> {
    match outcome {
        Outcome::Done(changed) => {
            let what = what(texts, locale, &changed.settings);
            let done = if what.is_empty() {
                texts.say(locale, "setup-same", &[])
            } else {
                texts.say(locale, key, &[("what", what.into())])
            };
            let dropped = changed.today_dropped.then(|| texts.say(locale, "setup-day-dropped", &[]));
            Some(paragraphs([done].into_iter().chain(dropped)))
        }
        Outcome::Newer => Some(texts.say(locale, "setup-undo-newer", &[])),
        Outcome::NothingToUndo => Some(texts.say(locale, "setup-nothing-to-undo", &[])),
        Outcome::Refused => Some(texts.say(locale, "staff-only-admin", &[])),
    }
}

/// Each setting that differs, with what it is now.
pub fn what(texts: &Texts, locale: &str, changed: &Changed) -> String {
    let empty = Community::new(changed.after.guild);
    let before = changed.before.as_ref().unwrap_or(&empty);
    let after = &changed.after;
    let on_off = |on: bool| texts.say(locale, if on { "on" } else { "off" }, &[]);
    let none = || texts.say(locale, "change-none", &[]);
    let channel = |id: Option<_>| if id.is_none() { none() } else { setup::channel(texts, locale, id) };
    let role = |id: Option<_>| if id.is_none() { none() } else { setup::role(texts, locale, id) };
    let country = |known: &Community| {
        let name = known.country.as_deref().map(|code| texts.help().country_name(code).unwrap_or(code));
        name.map_or_else(none, str::to_owned)
    };
    let people =
        |known: &Community| texts.say(locale, known.people.map_or("change-none", setup::people_key), &[]);
    let rest = |known: &Community| match known.quiet {
        Some(Quiet { until: Some(last), .. }) => {
            texts.say(locale, "rest-until", &[("date", last.to_string().into())])
        }
        other => on_off(other.is_some()),
    };
    let language = |known: &Community| texts.say(&known.locale, "language-name", &[]);
    let all = [
        (
            "change-channel",
            before.check_in_channel != after.check_in_channel,
            channel(after.check_in_channel),
        ),
        ("change-days", before.days != after.days, when::days(texts, locale, after.days)),
        ("change-time", before.time != after.time, when::clock(after.time)),
        ("change-zone", before.zone != after.zone, after.zone.clone()),
        ("change-country", before.country != after.country, country(after)),
        ("change-language", before.locale != after.locale, language(after)),
        ("change-moderators", before.moderator_role != after.moderator_role, role(after.moderator_role)),
        ("change-leaders", before.leader_role != after.leader_role, role(after.leader_role)),
        ("change-notices", before.notice_channel != after.notice_channel, channel(after.notice_channel)),
        ("change-digest", before.digest_channel != after.digest_channel, channel(after.digest_channel)),
        ("change-people", before.people != after.people, people(after)),
        ("change-words", before.words != after.words, on_off(after.words)),
        ("change-sound", before.sound != after.sound, on_off(after.sound)),
        (
            "change-on",
            before.on_since.is_some() != after.on_since.is_some(),
            on_off(after.on_since.is_some()),
        ),
        ("change-quiet", before.quiet != after.quiet, rest(after)),
        ("change-trouble", before.trouble.is_some() && after.trouble.is_none(), String::new()),
    ];
    let said = all.into_iter().filter(|(_, differs, _)| *differs);
    texts.list(locale, said.map(|(key, _, to)| texts.say(locale, key, &[("to", to.into())])))
}
