//! The set-up panel: two pages that say how things stand and let an admin change them.

use super::screen::{Button, Does, Field, Look, Modal, Offer, Offers, Screen, Select};
use super::{changes, paragraphs, when};
use crate::discord::custom_id::{CustomId, SetupStep};
use crate::discord::permissions::Standing;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::{ChannelId, RoleId};
use crate::domain::resource::Body;
use crate::domain::resource::import::Plan;
use crate::service::setup::{minute_of_time, time_of_minute};
use crate::store::Undoable;
use crate::words::Texts;

/// The tiers of "about how many people take part": the number stored and the text's key.
pub const PEOPLE: [(u32, &str); 5] = [
    (5, "setup-people-under10"),
    (10, "setup-people-10"),
    (25, "setup-people-25"),
    (100, "setup-people-100"),
    (500, "setup-people-500"),
];

/// Everything the panel shows.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The settings.
    pub community: Community,
    /// What the bot may do in the check-in channel, when there is one.
    pub standing: Option<Standing>,
    /// What the bot may do in the notice channel, when there is one and it is page 2.
    pub notices_standing: Option<Standing>,
    /// What the bot may do in the channel of the digest, when there is one and it is page 2.
    pub digest_standing: Option<Standing>,
    /// When the next card comes, in words.
    pub next: Option<String>,
    /// The time in the community's zone, now.
    pub clock: String,
    /// What waits for staff: the first lines.
    pub notices: Vec<String>,
    /// What the last press did.
    pub first: Option<String>,
    /// The country's name.
    pub country: Option<String>,
    /// The change that can be taken back; asked for on page 2.
    pub undo: Option<Undoable>,
    /// Whether the starter list is offered: nothing is on the list of resources yet. Asked for on page 2.
    pub starter: bool,
}

/// Page 1 or 2 of the panel.
pub fn page(texts: &Texts, locale: &str, panel: &Panel, page: u8) -> Screen {
    if page == 2 { second(texts, locale, panel) } else { first(texts, locale, panel) }
}

/// The form behind *Time and zone*, filled in as things stand.
pub fn time_form(texts: &Texts, locale: &str, time: u16, zone: &str) -> Modal {
    let say = |key| texts.say(locale, key, &[]);
    let time = time_of_minute(time).map(when::clock).unwrap_or_default();
    Modal {
        id: CustomId::Setup(SetupStep::TimeAndZone),
        title: say("setup-modal-title"),
        fields: vec![
            Field {
                name: "time",
                label: say("setup-modal-time"),
                value: time,
                most: 10,
                lines: false,
                needed: true,
            },
            Field {
                name: "zone",
                label: say("setup-modal-zone"),
                value: zone.to_owned(),
                most: 64,
                lines: false,
                needed: true,
            },
        ],
    }
}

/// The question which of some zones was meant, at most five, each with its clock now.
pub fn which_zone(
    texts: &Texts,
    locale: &str,
    offers: &[(String, String)],
    time: u16,
    first: Option<String>,
) -> Screen {
    let zones = offers.iter().map(|(zone, clock)| {
        let args = [("zone", zone.clone().into()), ("clock", clock.clone().into())];
        let label = texts.say(locale, "setup-zone-offer", &args);
        Button::main(label, CustomId::UseZone { time, zone: zone.clone() })
    });
    let cancel = Button::plain(texts.say(locale, "button-cancel", &[]), CustomId::Setup(SetupStep::Page1));
    let lines = first.into_iter().chain([texts.say(locale, "setup-which-zone", &[])]);
    Screen::text(paragraphs(lines)).buttons(zones.collect()).buttons(vec![cancel])
}

/// The warning before own words are turned on.
pub fn words_warning(texts: &Texts, locale: &str) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    Screen::text(say("setup-words-warn")).buttons(vec![
        Button::main(say("button-setup-words-yes"), CustomId::Setup(SetupStep::WordsYes)),
        Button::plain(say("button-cancel"), CustomId::Setup(SetupStep::Page2)),
    ])
}

/// How a channel is named in a text: a mention, which pings nobody.
pub fn channel(texts: &Texts, locale: &str, id: Option<ChannelId>) -> String {
    id.map_or_else(|| texts.say(locale, "setup-none", &[]), |id| format!("<#{id}>"))
}

/// How a role is named in a text: a mention, which pings nobody.
pub fn role(texts: &Texts, locale: &str, id: Option<RoleId>) -> String {
    id.map_or_else(|| texts.say(locale, "setup-none", &[]), |id| format!("<@&{id}>"))
}

/// The names of missing rights, as Discord's settings call them.
pub fn rights(texts: &Texts, locale: &str, missing: &[crate::domain::permissions::Permission]) -> String {
    let names = missing.iter().map(|need| texts.say(locale, &format!("right-{}", need.key), &[]));
    texts.list(locale, names)
}

fn first(texts: &Texts, locale: &str, panel: &Panel) -> Screen {
    let known = &panel.community;
    let say = |key| texts.say(locale, key, &[]);
    let with = |key, name, value: String| texts.say(locale, key, &[(name, value.into())]);
    let time = texts.say(
        locale,
        "setup-time",
        &[
            ("time", when::clock(known.time).into()),
            ("zone", known.zone.clone().into()),
            ("clock", panel.clock.clone().into()),
        ],
    );
    let language = texts.say(
        locale,
        "setup-country",
        &[
            ("country", panel.country.clone().unwrap_or_else(|| say("setup-none")).into()),
            ("language", texts.say(&known.locale, "language-name", &[]).into()),
        ],
    );
    let mut lines = top(texts, locale, panel, 1);
    lines.extend([
        with("setup-channel", "channel", channel(texts, locale, known.check_in_channel)),
        standing(texts, locale, panel),
        with("setup-days", "days", when::days(texts, locale, known.days)),
        with("setup-moderators", "role", role(texts, locale, known.moderator_role)),
        with("setup-leaders", "role", role(texts, locale, known.leader_role)),
        time,
        language,
        say("setup-options-hint"),
    ]);
    let pick = |step, key, offers, least, most| Select {
        id: CustomId::Setup(step),
        placeholder: say(key),
        offers,
        least,
        most,
    };
    let days = (1..=7)
        .map(|number| Offer {
            label: when::day_name(texts, locale, number),
            value: number.to_string(),
            chosen: known.days.bits() & (1 << (number - 1)) != 0,
        })
        .collect();
    Screen::text(paragraphs(lines))
        .select(pick(
            SetupStep::CheckInChannel,
            "setup-pick-channel",
            Offers::Channels(known.check_in_channel.filter(|_| panel.standing != Some(Standing::Gone))),
            1,
            1,
        ))
        .select(pick(SetupStep::Days, "setup-pick-days", Offers::Words(days), 1, 7))
        .select(pick(
            SetupStep::ModeratorRole,
            "setup-pick-moderators",
            Offers::Roles(known.moderator_role),
            0,
            1,
        ))
        .select(pick(SetupStep::LeaderRole, "setup-pick-leaders", Offers::Roles(known.leader_role), 0, 1))
        .buttons(vec![
            Button::plain(
                say("button-setup-time"),
                CustomId::TimeForm { time: minute_of_time(known.time), zone: known.zone.clone() },
            ),
            Button::main(say("button-setup-page2"), CustomId::Setup(SetupStep::Page2)),
        ])
}

fn second(texts: &Texts, locale: &str, panel: &Panel) -> Screen {
    let known = &panel.community;
    let say = |key| texts.say(locale, key, &[]);
    let with = |key, name, value: String| texts.say(locale, key, &[(name, value.into())]);
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let people = known.people.map_or_else(|| say("setup-none"), |number| say(people_key(number)));
    let mut lines = top(texts, locale, panel, 2);
    lines.extend([
        with("setup-notices", "channel", channel(texts, locale, known.notice_channel)),
        notices_standing(texts, locale, panel),
        digest(texts, locale, known),
        digest_standing(texts, locale, panel),
        with("setup-people", "people", people),
        with("setup-words", "on", yes_no(known.words)),
        with("setup-sound", "on", yes_no(known.sound)),
        say("setup-audit"),
        say("setup-where"),
    ]);
    let back = panel.undo.as_ref().map(|last| (last, changes::what(texts, locale, &last.back)));
    lines.extend(back.as_ref().map(|(last, what)| {
        let who = format!("<@{}>", last.actor);
        texts.say(locale, "setup-undo-what", &[("what", what.clone().into()), ("who", who.into())])
    }));
    let people = PEOPLE
        .iter()
        .map(|(number, key)| Offer {
            label: say(key),
            value: number.to_string(),
            chosen: known.people.is_some_and(|declared| people_key(declared) == *key),
        })
        .collect();
    let pick = |step, key, offers, least| Select {
        id: CustomId::Setup(step),
        placeholder: say(key),
        offers,
        least,
        most: 1,
    };
    let (words, sound) = (
        if known.words { "button-setup-words-off" } else { "button-setup-words-on" },
        if known.sound { "button-setup-sound-off" } else { "button-setup-sound-on" },
    );
    let posting = known.on_since.is_some() && known.trouble.is_none();
    let power = if posting {
        Button::plain(say("button-setup-off"), CustomId::Setup(SetupStep::TurnOff))
    } else {
        Button {
            label: say("button-setup-on"),
            does: Does::Press(CustomId::Setup(SetupStep::TurnOn)),
            look: Look::Yes,
        }
    };
    let screen = Screen::text(paragraphs(lines))
        .select(pick(
            SetupStep::NoticeChannel,
            "setup-pick-notices",
            Offers::Channels(known.notice_channel.filter(|_| panel.notices_standing != Some(Standing::Gone))),
            0,
        ))
        .select(pick(
            SetupStep::DigestChannel,
            "setup-pick-digest",
            Offers::Channels(known.digest_channel.filter(|_| panel.digest_standing != Some(Standing::Gone))),
            0,
        ))
        .select(pick(SetupStep::People, "setup-pick-people", Offers::Words(people), 1));
    let mut middle = vec![
        Button::plain(say(words), CustomId::Setup(SetupStep::Words)),
        Button::plain(say(sound), CustomId::Setup(SetupStep::Sound)),
        Button::plain(say("button-setup-sample"), CustomId::Setup(SetupStep::Sample)),
    ];
    if panel.starter {
        let starter = CustomId::Setup(SetupStep::Starter);
        middle.push(Button::plain(say("button-setup-starter"), starter));
    }
    let mut last = vec![power];
    last.extend(back.map(|(last, _)| Button::plain(say("button-setup-undo"), CustomId::Undo(last.number))));
    last.push(Button::main(say("button-setup-page1"), CustomId::Setup(SetupStep::Page1)));
    screen.buttons(middle).buttons(last)
}

/// What the starter list would bring in, each with the host it opens, before anything is done.
pub fn starter(texts: &Texts, locale: &str, plan: &Plan) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let back = Button::plain(say("button-cancel"), CustomId::Setup(SetupStep::Page2));
    if plan.added.is_empty() {
        return Screen::text(say("setup-starter-nothing")).buttons(vec![back]);
    }
    let line = |body: &Body| {
        let host = body.link.as_ref().map(|link| link.host().to_owned()).unwrap_or_default();
        texts.say(
            locale,
            "setup-starter-line",
            &[("title", body.title.clone().into()), ("host", host.into())],
        )
    };
    let lines = plan.added.iter().map(|(_, body)| line(body));
    let title = texts.say(locale, "setup-starter", &[("count", plan.added.len().into())]);
    Screen::text(paragraphs(std::iter::once(title).chain(lines))).buttons(vec![
        Button::main(say("button-setup-starter-yes"), CustomId::Setup(SetupStep::StarterYes)),
        back,
    ])
}

/// What stands above the settings of either page.
fn top(texts: &Texts, locale: &str, panel: &Panel, page: u8) -> Vec<String> {
    let title = texts.say(locale, "setup-title", &[("page", page.to_string().into())]);
    let mut lines = panel.notices.clone();
    lines.extend(panel.first.clone());
    lines.extend([title, state(texts, locale, panel)]);
    lines
}

/// Whether cards come, and if not, why.
fn state(texts: &Texts, locale: &str, panel: &Panel) -> String {
    let known = &panel.community;
    match (known.on_since, known.trouble, known.quiet) {
        (None, _, _) => texts.say(locale, "setup-state-off", &[]),
        (Some(_), Some(Trouble::ChannelGone), _) => texts.say(locale, "setup-state-paused-channel", &[]),
        (Some(_), Some(Trouble::PermissionLost), _) => {
            let place = channel(texts, locale, known.check_in_channel);
            texts.say(locale, "setup-state-paused-permission", &[("channel", place.into())])
        }
        (Some(_), None, Some(quiet)) => {
            let until = quiet
                .until
                .map(|day| texts.say(locale, "setup-state-quiet-until", &[("date", day.to_string().into())]));
            texts.say(locale, "setup-state-quiet", &[("until", until.unwrap_or_default().into())])
        }
        (Some(_), None, None) => {
            let next = panel.next.clone().unwrap_or_else(|| texts.say(locale, "setup-none", &[]));
            texts.say(locale, "setup-state-on", &[("next", next.into())])
        }
    }
}

fn standing(texts: &Texts, locale: &str, panel: &Panel) -> String {
    let place = channel(texts, locale, panel.community.check_in_channel);
    match &panel.standing {
        None => String::new(),
        Some(Standing::Good) => texts.say(locale, "setup-rights-good", &[]),
        Some(Standing::Missing(missing)) => texts.say(
            locale,
            "setup-rights-missing",
            &[("channel", place.into()), ("rights", rights(texts, locale, missing).into())],
        ),
        Some(Standing::Gone) => texts.say(locale, "setup-rights-gone", &[]),
        Some(Standing::Unknown) => texts.say(locale, "setup-rights-unknown", &[]),
    }
}

/// Why notices would not reach staff, if so.
fn notices_standing(texts: &Texts, locale: &str, panel: &Panel) -> String {
    let known = &panel.community;
    if known.notice_channel.is_some() && known.notice_channel == known.check_in_channel {
        return texts.say(locale, "setup-notices-same", &[]);
    }
    let place = channel(texts, locale, known.notice_channel);
    match &panel.notices_standing {
        Some(Standing::Missing(missing)) => texts.say(
            locale,
            "setup-rights-missing",
            &[("channel", place.into()), ("rights", rights(texts, locale, missing).into())],
        ),
        Some(Standing::Gone) => texts.say(locale, "setup-rights-gone", &[]),
        _ => String::new(),
    }
}

/// Where the digest goes, and whether it does.
fn digest(texts: &Texts, locale: &str, known: &Community) -> String {
    let stopped = known.digest_channel.is_some() && !known.digest;
    let args = [
        ("channel", channel(texts, locale, known.digest_channel).into()),
        ("stopped", if stopped { "yes" } else { "no" }.into()),
    ];
    texts.say(locale, "setup-digest", &args)
}

/// Why the digest would not get there, if so.
fn digest_standing(texts: &Texts, locale: &str, panel: &Panel) -> String {
    let (Some(channel), Some(standing)) = (panel.community.digest_channel, &panel.digest_standing) else {
        return String::new();
    };
    match standing {
        Standing::Unknown => String::new(),
        known => super::digest::hindrance(texts, locale, channel, known).unwrap_or_default(),
    }
}

/// The text for a declared number: the tier that holds it.
pub fn people_key(number: u32) -> &'static str {
    let tier = PEOPLE.iter().rev().find(|(least, _)| number >= *least);
    tier.map_or(PEOPLE[0].1, |(_, key)| key)
}
