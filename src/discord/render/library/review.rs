//! What waits for moderators: suggestions, and entries that are said to be dead.
//!
//! An entry to be stands in the private message, one quoted line for each of its texts, and what was
//! picked for it in the ids of the controls: nothing of it is kept before it is on the list.

use jiff::civil::Date;

use crate::discord::custom_id::{CustomId, PickStep, Picked, ReviewStep};
use crate::discord::render::screen::{Button, Does, Field, Look, Modal, Offer, Offers, Screen, Select};
use crate::discord::render::{button, paragraphs, resources, staff, suggestion};
use crate::domain::ids::SlotToken;
use crate::domain::resource::{Body, Kind, Link, Phone, Support, Topic};
use crate::domain::suggestion::line;
use crate::service::suggestions::{Item, Review, Reviewed};
use crate::words::Texts;

/// The names of the form's fields.
pub const TITLE: &str = "title";
/// The sentence.
pub const SENTENCE: &str = "sentence";
/// The link.
pub const LINK: &str = "link";
/// The number.
pub const PHONE: &str = "phone";
/// What stands in the message for a link or a number that there is none of.
const NONE: &str = "-";
const LINK_LENGTH: u16 = 400;
const PHONE_LENGTH: u16 = 30;

/// The texts of an entry to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    title: String,
    sentence: String,
    link: Option<Link>,
    phone: Option<Phone>,
}

impl Written {
    /// Reads what was typed. None when it is no entry.
    pub fn read(title: &str, sentence: &str, link: &str, phone: &str) -> Option<Self> {
        let (title, sentence) = (line(title, Body::TITLE), line(sentence, Body::SENTENCE));
        let link = link.trim().trim_start_matches('<').trim_end_matches('>');
        let link = if link.is_empty() || link == NONE { None } else { Some(link.parse().ok()?) };
        let phone = if phone.is_empty() || phone == NONE { None } else { Some(phone.parse().ok()?) };
        let whole = !title.is_empty() && !sentence.is_empty() && (link.is_some() || phone.is_some());
        whole.then_some(Self { title, sentence, link, phone })
    }

    /// The one that stands in a message.
    pub fn read_back(content: &str) -> Option<Self> {
        match suggestion::quotes(content)[..] {
            [title, sentence, link, phone] => Self::read(title, sentence, link, phone),
            _ => None,
        }
    }

    /// The entry, once everything was picked.
    pub fn entry(self, picked: Picked, today: Date) -> Option<Body> {
        let kind = picked.kind.filter(|_| !picked.topics.is_empty() && !picked.supports.is_empty())?;
        Some(Body {
            title: self.title,
            sentence: self.sentence,
            link: self.link,
            phone: self.phone,
            kind,
            topics: picked.topics,
            supports: picked.supports,
            components: [].into(),
            country: None,
            languages: [].into(),
            cost: String::new(),
            hours: String::new(),
            audience: String::new(),
            owner: String::new(),
            tags: [].into(),
            checked_on: today,
        })
    }
}

/// What is to be looked at, with `first` above it: what the last press did.
pub fn screen(texts: &Texts, locale: &str, review: &Review, first: Option<String>) -> Screen {
    let (at, of, what) = match review {
        Review::Refused => return staff::moderators_only(texts, locale),
        Review::Nothing => {
            let words = paragraphs(first.into_iter().chain([texts.say(locale, "review-nothing", &[])]));
            return Screen::text(words).buttons(vec![button::help(texts, locale)]);
        }
        Review::Item { at, of, what } => (*at, *of, what),
    };
    let say = |key| texts.say(locale, key, &[]);
    let press = |key, step| Button::plain(say(key), CustomId::Review(step));
    let numbers = [("number", (at + 1).into()), ("count", of.into())];
    let (content, mut buttons) = match &**what {
        Item::Suggested(token, text) => (
            [texts.say(locale, "review-suggested", &numbers), suggestion::quoted(texts, locale, text)],
            vec![
                Button::main(say("button-review-accept"), CustomId::Review(ReviewStep::Accept(*token))),
                press("button-review-decline", ReviewStep::Decline(*token)),
            ],
        ),
        Item::Dead(entry) => {
            let link = entry.body.link.as_ref().map(Link::to_string);
            let link = link.map(|url| texts.say(locale, "help-link", &[("url", url.into())]));
            let phone = entry.body.phone.as_ref().map(Phone::to_string);
            let title = texts.say(locale, "resources-title", &[("title", entry.body.title.clone().into())]);
            let lines = [title, entry.body.sentence.clone()].into_iter().chain(link).chain(phone);
            (
                [texts.say(locale, "review-dead", &numbers), paragraphs(lines)],
                vec![
                    Button::main(
                        say("button-review-still"),
                        CustomId::Review(ReviewStep::Still(entry.id.clone(), entry.version)),
                    ),
                    press("button-review-retire", ReviewStep::Retire(entry.id.clone(), entry.version)),
                ],
            )
        }
    };
    let turn = |key, to: usize| press(key, ReviewStep::Show(u16::try_from(to).unwrap_or(u16::MAX)));
    if at > 0 {
        buttons.push(turn("button-review-earlier", at - 1));
    }
    if at + 1 < of {
        buttons.push(turn("button-review-next", at + 1));
    }
    buttons.push(button::help(texts, locale));
    Screen::text(paragraphs(first.into_iter().chain(content))).buttons(buttons)
}

/// What a decision came to, to stand above the next screen.
pub fn said(texts: &Texts, locale: &str, reviewed: Reviewed, done: &str) -> Option<String> {
    match reviewed {
        Reviewed::Done => Some(texts.say(locale, done, &[])),
        Reviewed::Gone => Some(texts.say(locale, "review-gone", &[])),
        Reviewed::Refused => None,
    }
}

/// The form for a suggestion that is taken, filled in as it stands in the message.
pub fn form(texts: &Texts, locale: &str, token: SlotToken, content: &str) -> Option<Modal> {
    let text = suggestion::read_back(content)?;
    let field = |name, key, value: String, most, lines| {
        let label = texts.say(locale, key, &[]);
        Field { name, label, value, most, lines, needed: !lines }
    };
    let length = |most: usize| u16::try_from(most).unwrap_or(LINK_LENGTH);
    let (link, phone) = (text.link.as_ref().map(Link::to_string), text.phone.as_ref().map(Phone::to_string));
    Some(Modal {
        id: CustomId::Review(ReviewStep::Accept(token)),
        title: texts.say(locale, "review-accept", &[]),
        fields: vec![
            field(TITLE, "review-title", text.title, length(Body::TITLE), false),
            field(SENTENCE, "review-sentence", text.why, length(Body::SENTENCE), false),
            field(LINK, "review-link", link.unwrap_or_default(), LINK_LENGTH, true),
            field(PHONE, "review-phone", phone.unwrap_or_default(), PHONE_LENGTH, true),
        ],
    })
}

/// What was typed is no entry.
pub fn refused(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "review-bad", &[]))
        .buttons(vec![back(texts, locale), button::help(texts, locale)])
}

/// The entry to be, with what was picked so far.
pub fn pick(texts: &Texts, locale: &str, token: SlotToken, written: &Written, picked: &Picked) -> Screen {
    let link = written
        .link
        .as_ref()
        .map(|link| texts.say(locale, "help-link", &[("url", link.as_str().to_owned().into())]));
    let phone = written.phone.as_ref().map(Phone::to_string);
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    let lines = [written.title.clone(), written.sentence.clone(), or_none(link), or_none(phone)];
    let lines = lines.into_iter().map(|line| texts.say(locale, "suggest-quoted", &[("line", line.into())]));
    let content = paragraphs([texts.say(locale, "review-pick", &[])].into_iter().chain(lines));
    let id = |step| CustomId::Review(ReviewStep::Pick(token, step, picked.clone()));
    let select = |step, key: &str, offers: Vec<Offer>, most| Select {
        id: id(step),
        placeholder: texts.say(locale, key, &[]),
        offers: Offers::Words(offers),
        least: 1,
        most,
    };
    let offer = |label: String, value: &str, chosen| Offer { label, value: value.to_owned(), chosen };
    let kinds = Kind::ALL.iter().map(|kind| {
        let label = texts.say(locale, &format!("kind-{}", kind.slug()), &[]);
        offer(label, kind.slug(), picked.kind == Some(*kind))
    });
    let topics = Topic::ALL.iter().map(|topic| {
        let label = resources::topic_name(texts, locale, *topic);
        offer(label, topic.slug(), picked.topics.contains(topic))
    });
    let supports = Support::ALL.iter().map(|support| {
        let label = resources::support_name(texts, locale, *support);
        offer(label, support.slug(), picked.supports.contains(support))
    });
    let whole = picked.kind.is_some() && !picked.topics.is_empty() && !picked.supports.is_empty();
    let list = id(PickStep::List);
    let list = Button {
        label: texts.say(locale, "button-review-list", &[]),
        does: if whole { Does::Press(list) } else { Does::Wait(list) },
        look: Look::Yes,
    };
    Screen::text(content)
        .select(select(PickStep::Kind, "review-pick-kind", kinds.collect(), 1))
        .select(select(PickStep::Topics, "review-pick-topics", topics.collect(), 12))
        .select(select(PickStep::Supports, "review-pick-supports", supports.collect(), 4))
        .buttons(vec![list, back(texts, locale), button::help(texts, locale)])
}

fn back(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-review-back", &[]), CustomId::Review(ReviewStep::Show(0)))
}
