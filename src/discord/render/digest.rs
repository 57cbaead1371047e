//! The digest: a period's numbers in short, for everybody in a channel; and the switch for it.

use super::button;
use super::engagement::{PICTURE, in_short};
use super::screen::{Button, Screen};
use super::{paragraphs, setup, when};
use crate::discord::custom_id::{CustomId, GroupStep};
use crate::discord::permissions::Standing;
use crate::domain::engagement::{Cards, ReleasedPeriod};
use crate::domain::ids::{ChannelId, SlotToken};
use crate::picture::Picture;
use crate::service::digests::{NextDigest, Switched};
use crate::words::Texts;

/// The digest of a period.
pub fn message(
    texts: &Texts,
    locale: &str,
    period: &ReleasedPeriod,
    cards: &Cards,
    picture: Option<Picture>,
    token: SlotToken,
) -> Screen {
    let words =
        paragraphs([in_short(texts, locale, period, cards), texts.say(locale, "digest-blurred", &[])]);
    let page = texts.say(locale, "button-engagement-page", &[]);
    let page = Button::main(page, CustomId::Group(GroupStep::Digest(token, Some(period.first))));
    Screen::text(words)
        .picture(PICTURE, picture)
        .buttons([vec![page], button::ways_to_help(texts, locale)].concat())
}

/// The switch, for those who may press it: the other way than it stands.
pub fn switch(texts: &Texts, locale: &str, on: bool) -> Button {
    let (key, step) = if on {
        ("button-digest-stop", GroupStep::StopDigest)
    } else {
        ("button-digest-post", GroupStep::PostDigest)
    };
    Button::plain(texts.say(locale, key, &[]), CustomId::Group(step))
}

/// After a press on the switch.
pub fn switched(texts: &Texts, locale: &str, switched: &Switched) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let place = |channel: ChannelId| setup::channel(texts, locale, Some(channel));
    let content = match switched {
        Switched::On { channel, next } => {
            let (key, day) = match next {
                NextDigest::On(day) => ("digest-on", Some(*day)),
                NextDigest::NotOn(day) => ("digest-on-quiet", Some(*day)),
                NextDigest::Later => ("digest-on-later", None),
                NextDigest::Off => ("digest-on-off", None),
            };
            let date = day.map(|day| when::date(texts, locale, day)).unwrap_or_default();
            texts.say(locale, key, &[("channel", place(*channel).into()), ("date", date.into())])
        }
        Switched::Off => say("digest-off"),
        Switched::NoChannel => say("digest-no-channel"),
        Switched::Refused => say("digest-only-leader"),
    };
    Screen::text(content).buttons(vec![super::engagement::open(texts, locale), button::help(texts, locale)])
}

/// Why the digest cannot go where it is to go; none where it can.
pub fn hindrance(texts: &Texts, locale: &str, channel: ChannelId, standing: &Standing) -> Option<String> {
    match standing {
        Standing::Good => None,
        Standing::Missing(missing) => {
            let place = setup::channel(texts, locale, Some(channel));
            let rights = setup::rights(texts, locale, missing);
            Some(texts.say(
                locale,
                "setup-rights-missing",
                &[("channel", place.into()), ("rights", rights.into())],
            ))
        }
        Standing::Gone => Some(texts.say(locale, "digest-channel-gone", &[])),
        Standing::Unknown => Some(texts.say(locale, "digest-rights-unknown", &[])),
    }
}
