//! `/engagement`: what staff and bot did, the group's numbers in words, and what a group could do next.
//!
//! It shows printed values and clear differences alone; which, the domain says. A page that would not
//! fit into one message is turned in parts, and no part is cut.

mod next;
pub mod sheet;
mod words;

use jiff::civil::Date;

use super::screen::{Button, Screen};
use super::{button, digest, paragraphs, setup, spaced, when};
use crate::discord::custom_id::{CustomId, GroupStep};
use crate::domain::engagement::{Account, Coming, Deeds, ReleasedPeriod, Shelves, ideas};
use crate::service::engagement::{GroupPage, Next};
use crate::words::Texts;
use words::Say;

pub use words::in_short;

/// What the picture is called.
pub const PICTURE: &str = "engagement.png";
/// As much of a page as one part of it holds, beside its title; Discord counts like this.
const PART: usize = 1_850;

/// The page of the period that began on `first`, or of the last one; and which part of it.
pub fn page(texts: &Texts, locale: &str, page: &GroupPage, first: Option<Date>, part: usize) -> Screen {
    let say = Say { texts, locale };
    let at = place(page, first);
    let parts = parts(sections(say, page, at));
    let part = part.min(parts.len() - 1);
    let title = if parts.len() > 1 {
        say.with("engagement-title-part", &[("part", (part + 1).into()), ("parts", parts.len().into())])
    } else {
        say.plain("engagement-title")
    };
    let period = page.periods.get(at).map(|period| period.first);
    let turn = |key, to| Button::plain(say.plain(key), CustomId::Group(to));
    let part_of = |part: usize| GroupStep::Show(period, u8::try_from(part).unwrap_or(0));
    let mut buttons = Vec::new();
    if part > 0 {
        buttons.push(turn("button-engagement-back", part_of(part - 1)));
    }
    if part + 1 < parts.len() {
        let on = part_of(part + 1);
        buttons.push(Button::main(say.plain("button-engagement-on"), CustomId::Group(on)));
    }
    if let Some(older) = page.periods.get(at + 1) {
        buttons.push(turn("button-engagement-older", GroupStep::Show(Some(older.first), 0)));
    }
    if let Some(newer) = at.checked_sub(1).and_then(|newer| page.periods.get(newer)) {
        buttons.push(turn("button-engagement-newer", GroupStep::Show(Some(newer.first), 0)));
    }
    if page.leader && !page.periods.is_empty() {
        buttons.push(turn("button-engagement-file", GroupStep::File));
    }
    let (channel, posted) = page.digest;
    if page.leader && (channel.is_some() || !page.periods.is_empty()) {
        buttons.push(digest::switch(texts, locale, posted));
    }
    Screen::text(spaced([title, parts[part].clone()]))
        .buttons(buttons)
        .buttons(button::ways_to_help(texts, locale))
}

/// The period that began on `first`; the last one for none, and for a day on which none began.
pub fn shown(page: &GroupPage, first: Option<Date>) -> Option<&ReleasedPeriod> {
    page.periods.get(place(page, first))
}

fn place(page: &GroupPage, first: Option<Date>) -> usize {
    page.periods.iter().position(|period| Some(period.first) == first).unwrap_or(0)
}

/// The way to the page, for other screens.
pub fn open(texts: &Texts, locale: &str) -> Button {
    let page = CustomId::Group(GroupStep::Show(None, 0));
    Button::plain(texts.say(locale, "button-engagement-page", &[]), page)
}

/// What is said of the period at this place, in order. Older ones are about their numbers alone.
fn sections(say: Say<'_>, page: &GroupPage, at: usize) -> Vec<String> {
    let Some(period) = page.periods.get(at) else { return without_numbers(say, page) };
    let account = Account::of(period, page.periods.get(at + 1)).with_cards(&page.cards);
    let mut sections = Vec::new();
    if at == 0 {
        sections.push(deeds(say, &page.deeds, page.questions, &page.shelves));
    }
    sections.extend(words::figures(say, &account));
    sections.push(words::changed(say, &account));
    sections.push(say.plain("engagement-rules"));
    if at == 0 {
        sections.push(paragraphs([coming(say, page.next, false), posted_where(say, page)]));
        // A group that fell under ten is told how to ask, and not what old numbers would have it do.
        let small = page.next == Next::Small;
        sections.extend(small.then(|| say.plain("engagement-ask")));
        let account = (!small).then_some(&account);
        sections.push(next::ideas(say, &ideas(account, &page.deeds, &page.shelves)));
    }
    sections.retain(|section| !section.is_empty());
    sections
}

/// The page of a group that has none yet, or never will: it can still learn how things are.
fn without_numbers(say: Say<'_>, page: &GroupPage) -> Vec<String> {
    let mut sections = vec![
        deeds(say, &page.deeds, page.questions, &page.shelves),
        paragraphs([coming(say, page.next, true), posted_where(say, page)]),
        say.plain("engagement-ask"),
        next::ideas(say, &ideas(None, &page.deeds, &page.shelves)),
    ];
    sections.retain(|section| !section.is_empty());
    sections
}

/// What staff and bot did.
fn deeds(say: Say<'_>, deeds: &Deeds, (asked, all): (usize, usize), shelves: &Shelves) -> String {
    let cards = if deeds.missed > 0 { "engagement-cards-missed" } else { "engagement-cards" };
    let list = if shelves.entries == 0 { "engagement-list-empty" } else { "engagement-list" };
    paragraphs([
        say.plain("engagement-deeds"),
        say.with(cards, &[("posted", deeds.posted.into()), ("missed", deeds.missed.into())]),
        say.with(
            list,
            &[
                ("added", deeds.added.into()),
                ("checked", deeds.checked.into()),
                ("overdue", shelves.overdue.into()),
            ],
        ),
        // Of the whole round, not of four weeks.
        say.with("engagement-questions", &[("asked", asked.into()), ("all", all.into())]),
    ])
}

/// Which numbers come next, or why none do; `first` where there are none yet.
fn coming(say: Say<'_>, next: Next, first: bool) -> String {
    let on =
        |key: &str, date: Date| say.with(key, &[("date", when::date(say.texts, say.locale, date).into())]);
    match next {
        Next::Coming(Coming::Runs(date)) if first => on("engagement-runs-first", date),
        Next::Coming(Coming::Runs(date)) => on("engagement-runs", date),
        Next::Coming(Coming::Begins(date)) => on("engagement-begins", date),
        Next::Coming(Coming::Ended) => say.plain("engagement-ended"),
        Next::Small => say.plain(if first { "engagement-small" } else { "engagement-small-now" }),
        Next::Off => say.plain("engagement-off"),
        Next::Unasked if first => say.plain("engagement-unasked"),
        Next::Soon if first => say.plain("engagement-soon"),
        Next::Unasked | Next::Soon => String::new(),
    }
}

/// Where the numbers are posted in short, if they are, and if any come.
fn posted_where(say: Say<'_>, page: &GroupPage) -> String {
    let (channel, posted) = page.digest;
    let posted = posted && page.on && matches!(page.next, Next::Coming(_) | Next::Soon);
    let channel =
        channel.filter(|_| posted).map(|channel| setup::channel(say.texts, say.locale, Some(channel)));
    channel.map(|channel| say.with("digest-shown", &[("channel", channel.into())])).unwrap_or_default()
}

/// The sections laid on as few parts as hold them, each section whole.
fn parts(sections: Vec<String>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for section in sections {
        match parts.last_mut() {
            Some(part) if length(part) + length(&section) + 2 <= PART => {
                *part = spaced([std::mem::take(part), section]);
            }
            _ => parts.push(section),
        }
    }
    if parts.is_empty() { vec![String::new()] } else { parts }
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests;
