//! The queue of entries to be checked again, and taking one off the list or putting it back.

use super::Page;
use super::entry::plain;
use crate::discord::custom_id::{CustomId, EntryStep, LibraryStep};
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{button, paragraphs, spaced};
use crate::domain::resource::Entry;
use crate::service::rechecks::{OnEntry, Queue};

impl Page<'_> {
    /// The next entry of the queue, with what the last press did above it.
    pub fn queue(&self, queue: &Queue, first: Option<String>) -> Screen {
        let first = first.unwrap_or_default();
        let (entry, place, of) = match queue {
            Queue::Next { entry, place, of } => (entry, *place, *of),
            Queue::Empty => {
                return Screen::text(paragraphs([first, self.say("library-check-none")]))
                    .buttons(vec![button::help(self.texts, self.locale)]);
            }
            Queue::Refused => return self.refused(),
        };
        let title =
            self.texts.say(self.locale, "library-check", &[("place", place.into()), ("of", of.into())]);
        let why = self.say(if entry.dead { "library-check-dead" } else { "library-check-old" });
        let top = paragraphs([first, title, why]);
        let id = |step| CustomId::Library(step);
        let mut buttons = vec![
            Button::main(
                self.say("button-library-right"),
                id(LibraryStep::Entry(EntryStep::Check, entry.id.clone(), entry.version)),
            ),
            Button::plain(self.say("button-library-edit"), id(LibraryStep::Edit(entry.id.clone()))),
            Button::plain(self.say("button-library-retire"), id(LibraryStep::AskRetire(entry.id.clone()))),
        ];
        if of > 1 {
            let next = LibraryStep::Next(Some(entry.id.clone()));
            buttons.push(Button::plain(self.say("button-library-next"), id(next)));
        }
        buttons.push(button::help(self.texts, self.locale));
        let shown = [top, self.card(&entry.body), self.hidden_number(&entry.body)];
        let screen = Screen::text(spaced(shown));
        screen.buttons(self.way_there(&entry.body).into_iter().collect()).buttons(buttons)
    }

    /// Before an entry is taken off the list, or put back on it; `first` says what the last press did.
    pub fn ask(&self, entry: &Entry, step: EntryStep, first: Option<String>) -> Screen {
        let already = match step {
            EntryStep::Retire => entry.retired,
            EntryStep::Restore | EntryStep::Check => !entry.retired,
        };
        let name = step.name();
        if already {
            return self.moved(entry, &format!("library-{name}-already"));
        }
        let ask = self.say(&format!("library-{name}-ask"));
        let yes = CustomId::Library(LibraryStep::Entry(step, entry.id.clone(), entry.version));
        let top = paragraphs([first.unwrap_or_default(), ask]);
        Screen::text(spaced([top, self.card(&entry.body)])).buttons(vec![
            Button::main(self.say(&format!("button-library-{name}-yes")), yes),
            Button::plain(
                self.say("button-library-history"),
                CustomId::Library(LibraryStep::History(entry.id.clone(), 0)),
            ),
            button::help(self.texts, self.locale),
        ])
    }

    /// What became of taking an entry off or putting it back.
    pub fn on_entry(&self, outcome: &OnEntry, step: EntryStep) -> Screen {
        let name = step.name();
        match outcome {
            OnEntry::Done(entry) => self.moved(entry, &format!("library-{name}-done")),
            OnEntry::Already(entry) => self.moved(entry, &format!("library-{name}-already")),
            OnEntry::Newer(entry) => self.ask(entry, step, Some(self.say("library-changed-since"))),
            OnEntry::Unknown => self.no_entry(),
            OnEntry::Refused => self.refused(),
        }
    }

    /// After an entry was moved: the way back is the next button.
    fn moved(&self, entry: &Entry, key: &str) -> Screen {
        let said = self.with(key, "title", plain(&entry.body.title));
        let (label, back) = if entry.retired {
            ("button-library-restore-yes", EntryStep::Restore)
        } else {
            ("button-library-retire-yes", EntryStep::Retire)
        };
        let back = CustomId::Library(LibraryStep::Entry(back, entry.id.clone(), entry.version));
        Screen::text(said).buttons(vec![
            Button::plain(self.say(label), back),
            Button::plain(
                self.say("button-library-check-more"),
                CustomId::Library(LibraryStep::Next(Some(entry.id.clone()))),
            ),
            button::help(self.texts, self.locale),
        ])
    }
}
