//! The group's numbers in words: each as it is printed, what stands out, and what changed.

use jiff::civil::Date;

use super::super::{paragraphs, when};
use super::ReleasedPeriod;
use crate::domain::engagement::{Account, Cards, Cell, Difference, Figure, Printed, Since, Told};
use crate::words::{Args, Texts};

/// The words of one reader.
#[derive(Clone, Copy)]
pub(super) struct Say<'a> {
    pub texts: &'a Texts,
    pub locale: &'a str,
}

impl Say<'_> {
    pub fn plain(self, key: &str) -> String {
        self.with(key, &[])
    }

    pub fn with(self, key: &str, args: Args<'_>) -> String {
        self.texts.say(self.locale, key, args)
    }

    pub fn list(self, names: impl IntoIterator<Item = String>) -> String {
        self.texts.list(self.locale, names)
    }

    /// What a cell is called within its figure.
    pub fn cell(self, cell: Cell) -> String {
        match cell.figure() {
            Figure::TookPart => self.plain("engagement-people"),
            Figure::Support => self.plain(&format!("support-{}", cell.slug())),
            Figure::Topic => self.plain(&format!("topic-{}", cell.slug())),
            Figure::Scale(_) => self.plain(&format!("engagement-level-{}", cell.slug())),
        }
    }

    /// What a figure is called.
    pub fn figure(self, figure: Figure) -> String {
        match figure {
            Figure::TookPart => self.plain("engagement-figure-took-part"),
            Figure::Support => self.plain("engagement-figure-support"),
            Figure::Topic => self.plain("engagement-figure-topic"),
            Figure::Scale(part) => {
                let part = self.plain(&format!("component-{}", part.slug()));
                self.with("engagement-figure-scale", &[("part", part.into())])
            }
        }
    }

    /// What a cell is called where its figure is not named beside it.
    fn named(self, cell: Cell) -> String {
        let Figure::Scale(part) = cell.figure() else { return self.cell(cell) };
        let part = self.plain(&format!("component-{}", part.slug()));
        self.with("engagement-named", &[("figure", part.into()), ("name", self.cell(cell).into())])
    }

    /// A number as it is printed, the same in words, picture and file.
    pub fn printed(self, printed: Printed) -> String {
        match printed {
            Printed::Handful => self.plain("engagement-few"),
            Printed::About { value, low, high } => self.with(
                "engagement-about",
                &[("value", value.into()), ("low", low.into()), ("high", high.into())],
            ),
        }
    }

    /// "30 November to 27 December 2026".
    pub fn span(self, first: Date, last: Date) -> String {
        let from = if first.year() == last.year() {
            when::date(self.texts, self.locale, first)
        } else {
            when::full_date(self.texts, self.locale, first)
        };
        let to = when::full_date(self.texts, self.locale, last);
        self.with("engagement-span", &[("first", from.into()), ("last", to.into())])
    }
}

/// A period in a few lines, for where there is room for no more: who took part, and what stood out.
///
/// The digest shows this, the picture, and the way to the page.
pub fn in_short(texts: &Texts, locale: &str, period: &ReleasedPeriod, cards: &Cards) -> String {
    let say = Say { texts, locale };
    let account = Account::of(period, None).with_cards(cards);
    let mut lines = vec![heading(say, &account), cards_in(say, &account)];
    for told in &account.figures {
        match told.figure {
            Figure::TookPart => lines.push(took_part(say, told)),
            Figure::Support | Figure::Topic if !told.most.is_empty() => {
                let names = say.list(told.most.iter().map(|cell| say.cell(*cell)));
                let args = [("figure", say.figure(told.figure).into()), ("names", names.into())];
                lines.push(say.with("engagement-short", &args));
            }
            _ => {}
        }
    }
    paragraphs(lines)
}

/// Every figure of a period, each a section of its own; the five parts of CHIME are one.
pub(super) fn figures(say: Say<'_>, account: &Account) -> Vec<String> {
    let mut sections = Vec::new();
    let mut levels = Vec::new();
    for told in &account.figures {
        match told.figure {
            Figure::TookPart => {
                sections.push(paragraphs([
                    heading(say, account),
                    cards_in(say, account),
                    took_part(say, told),
                ]));
            }
            Figure::Support => sections.push(cells(say, "engagement-support", told)),
            Figure::Topic => sections.push(cells(say, "engagement-topic", told)),
            Figure::Scale(_) => levels.push(told),
        }
    }
    if !levels.is_empty() {
        sections.push(scales(say, &levels));
    }
    sections
}

/// What changed since the period before.
pub(super) fn changed(say: Say<'_>, account: &Account) -> String {
    let Some(since) = &account.since else { return say.plain("engagement-changed-first") };
    let title = if since.directly {
        say.plain("engagement-changed")
    } else {
        say.with("engagement-changed-since", &[("span", say.span(since.first, since.last).into())])
    };
    let people = since.cells.iter().find(|(cell, _)| cell.figure() == Figure::TookPart);
    let people = people.map_or_else(String::new, |(_, difference)| {
        say.plain(match difference {
            Difference::More => "engagement-people-more",
            Difference::Fewer => "engagement-people-fewer",
            Difference::NotClear => "engagement-people-same",
        })
    });
    let named = |wanted, key: &str| match moved(since, wanted) {
        cells if cells.is_empty() => String::new(),
        cells => {
            let names = say.list(cells.into_iter().map(|cell| say.named(cell)));
            say.with(key, &[("names", names.into())])
        }
    };
    let (more, fewer) =
        (named(Difference::More, "engagement-more"), named(Difference::Fewer, "engagement-fewer"));
    let others = since.cells.iter().filter(|(cell, _)| cell.figure() != Figure::TookPart).count();
    let rest = match others - moved(since, Difference::More).len() - moved(since, Difference::Fewer).len() {
        0 => String::new(),
        _ => say.plain("engagement-rest-same"),
    };
    let resized = if since.resized { say.plain("engagement-resized") } else { String::new() };
    let cards = account.cards.zip(since.cards).map_or_else(String::new, |(now, before)| {
        say.with("engagement-cards-apart", &[("now", now.into()), ("before", before.into())])
    });
    paragraphs([title, people, more, fewer, rest, resized, cards])
}

/// The cells that went one way, but for how many took part, which has a line of its own.
fn moved(since: &Since, way: Difference) -> Vec<Cell> {
    let moved = since.cells.iter().filter(|(cell, gone)| *gone == way && cell.figure() != Figure::TookPart);
    moved.map(|(cell, _)| *cell).collect()
}

fn heading(say: Say<'_>, account: &Account) -> String {
    say.with("engagement-period", &[("span", say.span(account.first, account.last).into())])
}

/// How many cards came: nobody takes part in what does not come.
fn cards_in(say: Say<'_>, account: &Account) -> String {
    account
        .cards
        .map_or_else(String::new, |cards| say.with("engagement-cards-in", &[("cards", cards.into())]))
}

fn took_part(say: Say<'_>, told: &Told) -> String {
    match told.cells.first().map(|(_, printed)| *printed) {
        Some(Printed::About { value, low, high }) => say.with(
            "engagement-took-part",
            &[("value", value.into()), ("low", low.into()), ("high", high.into())],
        ),
        _ => say.plain("engagement-took-part-few"),
    }
}

/// A figure of several cells: those with a number, one a line, then those without in one.
fn cells(say: Say<'_>, title: &str, told: &Told) -> String {
    let mut lines = vec![say.plain(title)];
    let (few, many): (Vec<_>, Vec<_>) =
        told.cells.iter().copied().partition(|(_, printed)| *printed == Printed::Handful);
    lines.extend(many.into_iter().map(|(cell, printed)| {
        let args = [("name", say.cell(cell).into()), ("number", say.printed(printed).into())];
        say.with("engagement-cell", &args)
    }));
    if !few.is_empty() {
        let names = say.list(few.into_iter().map(|(cell, _)| say.cell(cell)));
        lines.push(say.with("engagement-cells-few", &[("names", names.into())]));
    }
    lines.push(if told.most.is_empty() { say.plain("engagement-most-none") } else { most(say, told) });
    paragraphs(lines)
}

fn most(say: Say<'_>, told: &Told) -> String {
    let key = if told.most.len() == 1 { "engagement-most" } else { "engagement-most-some" };
    let names = say.list(told.most.iter().map(|cell| say.cell(*cell)));
    say.with(key, &[("names", names.into())])
}

/// The five parts: one line each, and what stands out in any.
fn scales(say: Say<'_>, levels: &[&Told]) -> String {
    let mut lines = vec![say.plain("engagement-scale")];
    for told in levels {
        let Figure::Scale(part) = told.figure else { continue };
        let numbers = say.list(told.cells.iter().map(|(cell, printed)| {
            let args = [("level", say.cell(*cell).into()), ("number", say.printed(*printed).into())];
            say.with("engagement-level", &args)
        }));
        let part = say.plain(&format!("component-{}", part.slug()));
        lines.push(say.with("engagement-levels", &[("part", part.into()), ("numbers", numbers.into())]));
    }
    let most: Vec<String> = levels.iter().flat_map(|told| &told.most).map(|cell| say.named(*cell)).collect();
    lines.push(if most.is_empty() {
        say.plain("engagement-most-none-levels")
    } else {
        say.with("engagement-most-levels", &[("names", say.list(most).into())])
    });
    paragraphs(lines)
}
