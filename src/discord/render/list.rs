//! A published list as members read it: each entry's words, and each message.
//!
//! Nothing here decides what stands on which message; that is `domain::resource::pages`. An entry's
//! address is always written out, so that its true host is seen before anybody opens it.

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::resources::{country, language};
use super::screen::{Button, Screen};
use super::{button, paragraphs, when};
use crate::discord::custom_id::CustomId;
use crate::domain::ids::SlotToken;
use crate::domain::resource::pages::{self, Piece};
use crate::domain::resource::{Body, Library, Topic};
use crate::words::Texts;

/// As many languages of one entry are named.
const LANGUAGES: usize = 12;

/// What is said above the entries of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// It is the first one, and says what the list is.
    pub first: bool,
    /// The list is being brought up to date, and that takes long.
    pub updating: bool,
}

/// The live entries of a list in order, each in the words in which it is shown.
pub fn pieces(
    texts: &Texts,
    locale: &str,
    library: &Library,
    topic: Option<Topic>,
    today: Date,
) -> Vec<Piece> {
    let listed = pages::listed(library, topic).into_iter();
    listed
        .map(|(under, entry)| {
            // The list's own title names its topic, if it has one.
            let heading = if topic.is_some() {
                String::new()
            } else {
                let name = topic_name(texts, locale, under);
                texts.say(locale, "list-entry-heading", &[("topic", name.into())])
            };
            Piece::new(entry.id.clone(), &heading, &entry_text(texts, locale, &entry.body, today))
        })
        .collect()
}

/// One message: its stretch of the list, and *Search*.
pub fn message(
    texts: &Texts,
    locale: &str,
    topic: Option<Topic>,
    pieces: &[Piece],
    token: SlotToken,
    head: Head,
) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let mut lines = Vec::new();
    if head.first {
        lines.push(match topic {
            Some(topic) => {
                let name = topic_name(texts, locale, topic);
                texts.say(locale, "list-title-topic", &[("topic", name.into())])
            }
            None => say("list-title"),
        });
        lines.push(say("list-about"));
        lines.extend(head.updating.then(|| say("list-updating")));
        lines.extend(pieces.is_empty().then(|| say("list-none")));
    }
    let screen =
        Screen { content: paragraphs(lines), embeds: Some(pages::descriptions(pieces)), ..Screen::default() };
    let search = Button::main(say("button-search"), CustomId::Search { token });
    screen.buttons([vec![search], button::ways_to_help(texts, locale)].concat())
}

/// A mark of what a message says: two that say the same have the same.
pub fn mark(screen: &Screen) -> String {
    let mut digest = Sha256::new();
    for text in std::iter::once(&screen.content).chain(screen.embeds.iter().flatten()) {
        // With its length, so that no text can flow over into the next.
        digest.update(text.len().to_be_bytes());
        digest.update(text);
    }
    let number = digest.finalize().iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("{number:016x}")
}

/// What a topic is called.
pub fn topic_name(texts: &Texts, locale: &str, topic: Topic) -> String {
    texts.say(locale, &format!("topic-{}", topic.slug()), &[])
}

/// The words of one entry: its title, its sentence, where it is, and what is good to know.
fn entry_text(texts: &Texts, locale: &str, body: &Body, today: Date) -> String {
    let say = |key, name, value: &str| texts.say(locale, key, &[(name, value.to_owned().into())]);
    let mut lines = vec![say("list-entry-title", "title", &body.title), body.sentence.clone()];
    // Between angle brackets Discord shows an address as it is written and makes no preview of it.
    lines.extend(body.link.as_ref().map(|link| format!("<{link}>")));
    lines.extend(body.phone.as_ref().map(|phone| {
        if body.hides_number(today) {
            texts.say(locale, "list-entry-number-old", &[])
        } else {
            say("list-entry-phone", "phone", phone.as_str())
        }
    }));
    let notes = [
        ("list-entry-cost", "cost", &body.cost),
        ("list-entry-hours", "hours", &body.hours),
        ("list-entry-audience", "audience", &body.audience),
    ];
    let notes = notes.into_iter().filter(|(_, _, text)| !text.is_empty());
    lines.extend(notes.map(|(key, name, text)| say(key, name, text)));
    if body.country.is_some() {
        lines.push(say("list-entry-country", "country", &country(texts, body)));
    }
    if !body.languages.is_empty() {
        let names = body.languages.iter().take(LANGUAGES).map(|code| language(texts, locale, code));
        let more = body.languages.len().saturating_sub(LANGUAGES);
        let args = [("languages", texts.list(locale, names).into()), ("more", more.into())];
        lines.push(texts.say(locale, "list-entry-languages", &args));
    }
    let checked = [
        ("date", when::date(texts, locale, body.checked_on).into()),
        ("year", body.checked_on.year().to_string().into()),
    ];
    lines.push(texts.say(locale, "list-entry-checked", &checked));
    paragraphs(lines)
}
