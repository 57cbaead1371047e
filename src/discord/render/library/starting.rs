//! Before a draft and after it: beginning one, another in the way, none any more, and what became of it.

use super::Page;
use super::draft::{form_of, step};
use super::entry::plain;
use crate::discord::custom_id::{CustomId, DraftStep, LibraryStep, Part};
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{button, paragraphs, spaced, staff};
use crate::domain::resource::draft::Field;
use crate::domain::resource::{Draft, Entry, EntryId};

impl Page<'_> {
    /// Before a new entry: what will happen, and what is kept.
    pub fn blank(&self, first: Option<String>) -> Screen {
        Screen::text(paragraphs([first.unwrap_or_default(), self.say("library-blank")])).buttons(vec![
            Button::main(self.say("button-library-begin"), form_of(Part::Words, None)),
            button::help(self.texts, self.locale),
        ])
    }

    /// There is a draft already, of `wanted` or another. What was just typed for `wanted` stands below, so
    /// that it is not lost.
    pub fn other(&self, draft: &Draft, wanted: Option<&EntryId>, typed: &[(Field, String)]) -> Screen {
        let mut title = draft.raw.typed.title.clone();
        if title.is_empty() {
            title = self.say("library-untitled");
        }
        let typed = typed.iter().filter(|(_, words)| !words.is_empty()).map(|(field, words)| {
            let args = [("field", self.field(*field).into()), ("value", plain(words).into())];
            self.texts.say(self.locale, "library-field", &args)
        });
        let typed: Vec<_> = typed.collect();
        let just = if typed.is_empty() { String::new() } else { self.say("library-other-typed") };
        let typed = paragraphs(std::iter::once(just).chain(typed));
        let again = CustomId::Library(LibraryStep::Draft(DraftStep::Begin, wanted.cloned()));
        let title = self.with("library-other", "title", plain(&title));
        Screen::text(spaced([title, typed])).buttons(vec![
            Button::main(self.say("button-library-continue"), step(draft, DraftStep::Show)),
            Button::plain(self.say("button-library-anew"), again),
            button::help(self.texts, self.locale),
        ])
    }

    /// The draft that was meant is not there any more.
    pub fn gone(&self, of: Option<&EntryId>) -> Screen {
        let again = match of {
            Some(entry) => CustomId::Library(LibraryStep::Edit(entry.clone())),
            None => form_of(Part::Words, None),
        };
        self.plain_with("library-gone", vec![Button::main(self.say("button-library-begin"), again)])
    }

    /// After a draft was thrown away; `was_there` when it was.
    pub fn dropped(&self, was_there: bool) -> Screen {
        let key = if was_there { "library-dropped" } else { "library-dropped-nothing" };
        self.plain_with(key, Vec::new())
    }

    /// The entry that was meant is not there.
    pub fn no_entry(&self) -> Screen {
        self.plain_with("library-no-entry", Vec::new())
    }

    /// Only moderators may do that.
    pub fn refused(&self) -> Screen {
        staff::moderators_only(self.texts, self.locale)
    }

    /// After a draft came onto the list: what members see now.
    pub fn published(&self, entry: &Entry, new: bool) -> Screen {
        let key = if new { "library-added" } else { "library-saved" };
        self.stands(entry, self.say(key))
    }

    /// An entry as it stands, after something was done.
    pub fn stands(&self, entry: &Entry, first: String) -> Screen {
        let history = CustomId::Library(LibraryStep::History(entry.id.clone(), 0));
        let edit = CustomId::Library(LibraryStep::Edit(entry.id.clone()));
        Screen::text(spaced([first, self.card(&entry.body)])).buttons(vec![
            Button::plain(self.say("button-library-edit"), edit),
            Button::plain(self.say("button-library-history"), history),
            button::help(self.texts, self.locale),
        ])
    }

    fn plain_with(&self, key: &str, mut buttons: Vec<Button>) -> Screen {
        buttons.push(button::help(self.texts, self.locale));
        Screen::text(self.say(key)).buttons(buttons)
    }
}
