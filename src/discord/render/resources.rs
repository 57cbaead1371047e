//! Resources as members find them: where to begin, a part of the list, one entry.
//!
//! A list names host and number in the open, so that it is an answer by itself. Links are buttons that
//! carry their true host, or stand whole in the text; none is hidden behind words. A long host is cut
//! at its beginning: its end says whose it is.

use jiff::civil::Date;

use super::screen::{Button, Offer, Offers, Screen, Select};
use super::{LONGEST, button, paragraphs, spaced};
use crate::discord::custom_id::{Back, CustomId, FindStep, SuggestStep};
use crate::domain::resource::library::told_apart;
use crate::domain::resource::{Body, Entry, Shelf, Support, Topic};
use crate::domain::suggestion::line;
use crate::service::counting::KeptOfLooks;
use crate::service::resources::{FOUND, Flagged, Looked, Shelved, Something};
use crate::words::Texts;

/// How many entries stand below each other at most: no more link buttons fit into a row.
const SHOWN: usize = 5;
/// The longest host in a line and on a button.
const HOST: usize = 60;
/// The longest part of what was searched for that is said back.
const TYPED: usize = 60;

/// Where to begin: kinds of support, topics, suggesting one; and first what is kept of what is picked.
pub fn start(texts: &Texts, locale: &str, kept: KeptOfLooks) -> Screen {
    let key = match kept {
        KeptOfLooks::Nothing => "resources-start",
        KeptOfLooks::Support => "resources-start-support",
        KeptOfLooks::SupportAndTopic => "resources-start-topic",
    };
    Screen::text(texts.say(locale, key, &[]))
        .buttons(
            Support::ALL
                .iter()
                .map(|support| {
                    let to = FindStep::On(Back { shelf: Shelf::Support(*support), from: 0 });
                    Button::main(support_name(texts, locale, *support), CustomId::Find(to))
                })
                .collect(),
        )
        .select(topics(texts, locale))
        .buttons([suggest(texts, locale)].into_iter().chain(button::ways_to_help(texts, locale)).collect())
}

/// A part of the list from place `from` on.
pub fn shelf(texts: &Texts, locale: &str, shelf: Shelf, from: usize, shelved: &Shelved) -> Screen {
    let name = shelf_name(texts, locale, shelf);
    let all = &shelved.entries;
    if all.is_empty() {
        let none = texts.say(locale, "resources-none", &[("name", name.into())]);
        return Screen::text(none).buttons(ways_on(texts, locale, Vec::new()));
    }
    let blocks = Blocks { texts, locale, today: shelved.today };
    let from = if from < all.len() { from } else { blocks.begin_before(all, all.len()) };
    let shown = blocks.fit(&all[from..]);
    let (first, last, count) = (from + 1, from + shown, all.len());
    let heading = if shown == count {
        texts.say(locale, "resources-heading-whole", &[("name", name.into())])
    } else {
        let args =
            [("name", name.into()), ("first", first.into()), ("last", last.into()), ("count", count.into())];
        texts.say(locale, "resources-heading", &args)
    };
    let turn = |key: &str, from: usize| {
        let from = u16::try_from(from).unwrap_or(u16::MAX);
        Button::plain(texts.say(locale, key, &[]), CustomId::Find(FindStep::On(Back { shelf, from })))
    };
    let mut turns = Vec::new();
    if from > 0 {
        turns.push(turn("button-resources-earlier", blocks.begin_before(all, from)));
    }
    if last < count {
        turns.push(turn("button-resources-more", last));
    }
    let back = Back { shelf, from: u16::try_from(from).unwrap_or(u16::MAX) };
    blocks
        .screen(heading, &all[from..last], &all[from..last], FindStep::Open(back))
        .buttons(ways_on(texts, locale, turns))
}

/// What goes with a check-in; where nothing does, a way to a person.
pub fn something(texts: &Texts, locale: &str, shelf: Shelf, found: &Something, kept: KeptOfLooks) -> Screen {
    if found.shelved.entries.is_empty() {
        let words = match found.channel {
            Some(channel) => {
                texts.say(locale, "resources-person", &[("channel", channel.to_string().into())])
            }
            None => texts.say(locale, "resources-person-nowhere", &[]),
        };
        return Screen::text(words).buttons(ways_on(texts, locale, Vec::new()));
    }
    let blocks = Blocks { texts, locale, today: found.shelved.today };
    let name = [("name", texts.say(locale, "resources-near", &[]).into())];
    let heading = texts.say(locale, "resources-heading-whole", &name);
    let kept = match kept {
        KeptOfLooks::Nothing => "resources-near-not-kept",
        KeptOfLooks::Support | KeptOfLooks::SupportAndTopic => "resources-near-kept",
    };
    let heading = paragraphs([heading, texts.say(locale, kept, &[])]);
    let all = &found.shelved.entries[..blocks.fit(&found.shelved.entries)];
    let back = Back { shelf, from: 0 };
    let more =
        Button::plain(texts.say(locale, "button-resources-more", &[]), CustomId::Find(FindStep::On(back)));
    let more = found.more.then_some(more).into_iter().collect();
    blocks.screen(heading, all, all, FindStep::Open(back)).buttons(ways_on(texts, locale, more))
}

/// What a search found, the best in the open and all of it in a select.
pub fn found(texts: &Texts, locale: &str, typed: &str, shelved: &Shelved) -> Screen {
    let typed = [("typed", line(typed, TYPED).into())];
    let all = &shelved.entries[..shelved.entries.len().min(FOUND)];
    if all.is_empty() {
        let none = texts.say(locale, "resources-found-none", &typed);
        return Screen::text(none).buttons(ways_on(texts, locale, Vec::new()));
    }
    let blocks = Blocks { texts, locale, today: shelved.today };
    let shown = blocks.fit(all);
    let mut screen =
        blocks.screen(texts.say(locale, "resources-found", &typed), &all[..shown], all, FindStep::Pick);
    if shown < all.len() {
        screen.content = spaced([screen.content, texts.say(locale, "resources-found-more", &[])]);
    }
    screen.buttons(ways_on(texts, locale, Vec::new()))
}

/// One entry, all of it.
pub fn entry(texts: &Texts, locale: &str, looked: &Looked, back: Option<Back>) -> Screen {
    let Some(entry) = &looked.entry else { return gone(texts, locale, back) };
    let dead = Button::plain(
        texts.say(locale, "button-resources-dead", &[]),
        CustomId::Find(FindStep::Dead(entry.id.clone(), back)),
    );
    let open = way_there(texts, locale, &entry.body);
    Screen::text(whole(texts, locale, &entry.body, looked.today))
        .buttons(
            open.into_iter().chain([dead]).chain(back.map(|back| to_list(texts, locale, back))).collect(),
        )
        .buttons(ways_on(texts, locale, Vec::new()))
}

/// The text of one entry, all of it.
pub fn whole(texts: &Texts, locale: &str, body: &Body, today: Date) -> String {
    let say = |key, name, value: &str| {
        if value.is_empty() {
            String::new()
        } else {
            texts.say(locale, key, &[(name, value.to_owned().into())])
        }
    };
    let country = country(texts, body);
    let link = body.link.as_ref().map_or_else(String::new, |link| say("help-link", "url", link.as_str()));
    let what = texts.say(locale, &format!("kind-{}", body.kind.slug()), &[]);
    let crisis = body.kind.is_crisis().then(|| texts.say(locale, "resources-crisis-note", &[]));
    paragraphs([
        say("resources-title", "title", &body.title),
        body.sentence.clone(),
        what,
        link,
        phone(texts, locale, body, today),
        say("resources-hours", "hours", &body.hours),
        say("resources-cost", "cost", &body.cost),
        say("resources-audience", "audience", &body.audience),
        say("resources-spoken", "languages", &languages(texts, locale, body)),
        say("resources-country", "country", &country),
        say("resources-owner", "owner", &body.owner),
        say("resources-last-checked", "when", &month(texts, locale, body.checked_on)),
        crisis.unwrap_or_default(),
    ])
}

/// The button that opens an entry's link, with its true host.
pub fn way_there(texts: &Texts, locale: &str, body: &Body) -> Option<Button> {
    body.link.as_ref().map(|link| {
        let host = [("host", host(link.host()).into())];
        Button::link(texts.say(locale, "button-resources-open", &host), link.as_str().to_owned())
    })
}

/// After *This is dead*.
pub fn flagged(texts: &Texts, locale: &str, flagged: Flagged, back: Option<Back>) -> Screen {
    match flagged {
        Flagged::Noted => Screen::text(texts.say(locale, "resources-flagged", &[])).buttons(ways_on(
            texts,
            locale,
            back.map(|back| to_list(texts, locale, back)).into_iter().collect(),
        )),
        Flagged::Gone => gone(texts, locale, back),
    }
}

fn gone(texts: &Texts, locale: &str, back: Option<Back>) -> Screen {
    let back = back.map(|back| to_list(texts, locale, back));
    Screen::text(texts.say(locale, "resources-gone", &[])).buttons(ways_on(
        texts,
        locale,
        back.into_iter().collect(),
    ))
}

/// The name of a topic.
pub fn topic_name(texts: &Texts, locale: &str, topic: Topic) -> String {
    texts.say(locale, &format!("topic-{}", topic.slug()), &[])
}

/// The name of a kind of support.
pub fn support_name(texts: &Texts, locale: &str, support: Support) -> String {
    texts.say(locale, &format!("support-{}", support.slug()), &[])
}

/// *Something that may help*, under a thank-you.
pub fn near(texts: &Texts, locale: &str, shelf: Shelf) -> Button {
    Button::plain(texts.say(locale, "button-resources-near", &[]), CustomId::Find(FindStep::Near(shelf)))
}

fn shelf_name(texts: &Texts, locale: &str, shelf: Shelf) -> String {
    match shelf {
        Shelf::Support(support) => support_name(texts, locale, support),
        Shelf::Topic(topic) => topic_name(texts, locale, topic),
        Shelf::Near(..) => texts.say(locale, "resources-near", &[]),
    }
}

fn topics(texts: &Texts, locale: &str) -> Select {
    let offers = Topic::ALL.iter().map(|topic| Offer {
        label: topic_name(texts, locale, *topic),
        value: topic.slug().to_owned(),
        chosen: false,
    });
    Select {
        id: CustomId::Find(FindStep::Topics),
        placeholder: texts.say(locale, "resources-pick-topic", &[]),
        offers: Offers::Words(offers.collect()),
        least: 1,
        most: 1,
    }
}

/// What stands under every screen of the list: `first`, the beginning, suggesting one, and help.
pub fn ways_on(texts: &Texts, locale: &str, mut first: Vec<Button>) -> Vec<Button> {
    first.push(Button::plain(
        texts.say(locale, "button-resources-start", &[]),
        CustomId::Find(FindStep::Start),
    ));
    first.push(suggest(texts, locale));
    first.push(button::help(texts, locale));
    first
}

fn suggest(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-suggest", &[]), CustomId::Suggest(SuggestStep::Form))
}

fn to_list(texts: &Texts, locale: &str, back: Back) -> Button {
    Button::plain(texts.say(locale, "button-resources-back", &[]), CustomId::Find(FindStep::On(back)))
}

/// Some entries below each other.
struct Blocks<'a> {
    texts: &'a Texts,
    locale: &'a str,
    today: Date,
}

impl Blocks<'_> {
    /// Room for headings and a last sentence beside the entries, in the units in which Discord counts.
    const BESIDE: usize = 300;

    /// `shown` in the open, each link a button, and `all` in a select.
    fn screen(&self, heading: String, shown: &[Entry], all: &[Entry], pick: FindStep) -> Screen {
        let blocks = shown.iter().map(|entry| self.block(entry));
        let links = shown.iter().filter_map(|entry| entry.body.link.as_ref());
        let links = links.map(|link| Button::link(host(link.host()), link.as_str().to_owned()));
        let names = told_apart(&all.iter().collect::<Vec<_>>(), |entry| entry.body.way());
        let offers = names.iter().zip(all).map(|(name, entry)| Offer {
            label: short(name),
            value: entry.id.to_string(),
            chosen: false,
        });
        Screen::text(spaced([heading].into_iter().chain(blocks)))
            .select(Select {
                id: CustomId::Find(pick),
                placeholder: self.texts.say(self.locale, "resources-pick-entry", &[]),
                offers: Offers::Words(offers.collect()),
                least: 1,
                most: 1,
            })
            .buttons(links.collect())
    }

    /// How many of the first entries fit into one message; at least one.
    fn fit(&self, entries: &[Entry]) -> usize {
        self.count(entries.iter())
    }

    /// Where the page that ends before `end` begins.
    fn begin_before(&self, entries: &[Entry], end: usize) -> usize {
        end - self.count(entries[..end].iter().rev())
    }

    fn count<'e>(&self, entries: impl Iterator<Item = &'e Entry>) -> usize {
        let mut room = LONGEST - Self::BESIDE;
        let fitting = entries.take(SHOWN).take_while(|entry| {
            let needed = self.block(entry).encode_utf16().count() + 2;
            let fits = needed <= room;
            room = room.saturating_sub(needed);
            fits
        });
        fitting.count().max(1)
    }

    /// Title, sentence, the ways there, and what else decides whether to go.
    fn block(&self, entry: &Entry) -> String {
        let (texts, locale, body) = (self.texts, self.locale, &entry.body);
        let host = body.link.as_ref().map(|link| host(link.host()));
        let phone = phone(texts, locale, body, self.today);
        let spoken = languages(texts, locale, body);
        let spoken = if spoken.is_empty() {
            spoken
        } else {
            texts.say(locale, "resources-languages", &[("languages", spoken.into())])
        };
        let country = country(texts, body);
        let checked = [("when", month(texts, locale, body.checked_on).into())];
        let checked = texts.say(locale, "resources-checked", &checked);
        paragraphs([
            texts.say(locale, "resources-title", &[("title", body.title.clone().into())]),
            body.sentence.clone(),
            self.joined(host.into_iter().chain([phone])),
            self.joined([body.cost.clone(), body.hours.clone(), spoken, country, checked].into_iter()),
        ])
    }

    fn joined(&self, parts: impl Iterator<Item = String>) -> String {
        let full = parts.filter(|part| !part.is_empty());
        let joined = full.reduce(|first, second| {
            let args = [("first", first.into()), ("second", second.into())];
            self.texts.say(self.locale, "resources-join", &args)
        });
        joined.unwrap_or_default()
    }
}

/// A title that fits into a line of a select, as Discord counts.
pub fn short(title: &str) -> String {
    const LINE: usize = 100;
    if title.encode_utf16().count() <= LINE {
        return title.to_owned();
    }
    let mut room = LINE - 1;
    let fitting = title.chars().take_while(|mark| {
        let fits = mark.len_utf16() <= room;
        room = room.saturating_sub(mark.len_utf16());
        fits
    });
    fitting.chain(['…']).collect()
}

/// The number, or that it is hidden; empty where there is none.
fn phone(texts: &Texts, locale: &str, body: &Body, today: Date) -> String {
    match &body.phone {
        Some(_) if body.hides_number(today) => texts.say(locale, "resources-hidden", &[]),
        Some(phone) => texts.say(locale, "resources-phone", &[("phone", phone.to_string().into())]),
        None => String::new(),
    }
}

/// The country an entry is for, by name; empty for anywhere. A number may lead nowhere from another one.
pub fn country(texts: &Texts, body: &Body) -> String {
    let code = body.country.as_deref().unwrap_or_default();
    texts.help().country_name(code).unwrap_or(code).to_owned()
}

/// The first languages of an entry by name.
fn languages(texts: &Texts, locale: &str, body: &Body) -> String {
    const MOST: usize = 4;
    let names = body.languages.iter().take(MOST).map(|code| language(texts, locale, code));
    texts.list(locale, names)
}

/// A language by name where there is one, else by its code.
pub fn language(texts: &Texts, locale: &str, code: &str) -> String {
    let key = format!("lang-{code}");
    if texts.has(&key) { texts.say(locale, &key, &[]) } else { code.to_owned() }
}

fn month(texts: &Texts, locale: &str, date: Date) -> String {
    let month = texts.say(locale, &format!("month-{}", date.month()), &[]);
    texts.say(locale, "month-year", &[("month", month.into()), ("year", date.year().to_string().into())])
}

/// A host that fits on a button. Its end says whose it is, so a long one loses its beginning.
fn host(host: &str) -> String {
    let length = host.chars().count();
    if length <= HOST {
        return host.to_owned();
    }
    std::iter::once('…').chain(host.chars().skip(length - HOST + 1)).collect()
}
