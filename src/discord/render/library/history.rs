//! Who changed an entry, and how, field by field; and taking the last change back.

use super::Page;
use super::entry::plain;
use crate::discord::custom_id::{CustomId, LibraryStep};
use crate::discord::render::screen::{Button, Screen, fitted};
use crate::discord::render::{button, paragraphs, spaced, when};
use crate::domain::resource::Entry;
use crate::domain::resource::draft::Typed;
use crate::domain::resource::pages::size;
use crate::service::library::History;
use crate::service::rechecks::TakenBack;
use crate::store::{Act, EntryChange};

/// How much of changes stands on one page, in the units in which Discord counts: the rest of a message is its title and what was done.
const ON_A_PAGE: usize = 1_400;

impl Page<'_> {
    /// A page of an entry's changes, newest first; `given` is what was asked for.
    pub fn history(&self, history: &History, given: &str, number: u16, first: Option<String>) -> Screen {
        let (entry, changes) = match history {
            History::Of(entry, changes) => (entry, changes),
            History::Unknown => {
                return Screen::text(self.with("library-unknown", "given", plain(given)))
                    .buttons(vec![button::help(self.texts, self.locale)]);
            }
            History::Refused => return self.refused(),
        };
        let first = first.unwrap_or_default();
        if changes.is_empty() {
            let none = self.with("library-history-none", "title", plain(&entry.body.title));
            return Screen::text(paragraphs([first, none]))
                .buttons(vec![button::help(self.texts, self.locale)]);
        }
        let pages = self.pages(changes);
        let at = usize::from(number).min(pages.len() - 1);
        let title = self.with("library-history", "title", plain(&entry.body.title));
        let numbers = [("page", (at + 1).into()), ("pages", pages.len().into())];
        let numbers = if pages.len() > 1 {
            self.texts.say(self.locale, "library-history-page", &numbers)
        } else {
            String::new()
        };
        let turn = |key, to: usize| {
            let to = LibraryStep::History(entry.id.clone(), u16::try_from(to).unwrap_or(0));
            Button::plain(self.say(key), CustomId::Library(to))
        };
        let mut buttons = Vec::new();
        if let Some(last) = changes.first().filter(|last| at == 0 && can_be_taken_back(entry, last)) {
            let undo = LibraryStep::Undo(entry.id.clone(), last.number);
            buttons.push(Button::plain(self.say("button-library-undo"), CustomId::Library(undo)));
        }
        if at > 0 {
            buttons.push(turn("button-library-newer-changes", at - 1));
        }
        if at + 1 < pages.len() {
            buttons.push(turn("button-library-older-changes", at + 1));
        }
        buttons.push(button::help(self.texts, self.locale));
        let top = paragraphs([first, title, numbers]);
        Screen::text(spaced([top, pages[at].clone()])).buttons(buttons)
    }

    /// What became of taking a change back, above the history as it is then.
    pub fn taken_back(&self, outcome: &TakenBack, history: &History) -> Screen {
        let key = match outcome {
            TakenBack::Done(_) => "library-undone",
            TakenBack::Newer => "library-undo-newer",
            TakenBack::Unknown => return self.no_entry(),
            TakenBack::Refused => return self.refused(),
        };
        self.history(history, "", 0, Some(self.say(key)))
    }

    /// The changes, as many on a page as fit there.
    fn pages(&self, changes: &[EntryChange]) -> Vec<String> {
        let mut pages: Vec<String> = Vec::new();
        for change in changes {
            let block = self.change(change);
            let block = fitted(&block, ON_A_PAGE);
            match pages.last_mut() {
                Some(page) if size(page) + size(&block) < ON_A_PAGE => {
                    page.push('\n');
                    page.push_str(&block);
                }
                _ => pages.push(block.into_owned()),
            }
        }
        pages
    }

    fn change(&self, change: &EntryChange) -> String {
        let what = self.say(&format!("library-act-{}", change.act.name()));
        let args = [
            ("what", what.into()),
            ("who", format!("<@{}>", change.actor).into()),
            ("when", when::stamp(change.at).into()),
        ];
        let line = self.texts.say(self.locale, "library-history-line", &args);
        let Some(before) = &change.before else { return line };
        let mut lines = vec![line];
        let moved = match (before.retired, change.after.retired) {
            (false, true) => Some("library-moved-off"),
            (true, false) => Some("library-moved-on"),
            _ => None,
        };
        if matches!(change.act, Act::Edit | Act::Import | Act::Undo) {
            lines.extend(moved.map(|key| self.say(key)));
        }
        lines.extend(self.changes(&Typed::of(&before.body), &Typed::of(&change.after.body)));
        lines.extend(self.checked_anew(&before.body, &change.after.body));
        paragraphs(lines)
    }
}

/// Whether the entry still stands as its last change left it.
fn can_be_taken_back(entry: &Entry, last: &EntryChange) -> bool {
    last.after.body == entry.body && last.after.retired == entry.retired
}
