//! Before a draft and after it: beginning one, another in the way, none any more, and what became of it.

use super::Page;
use super::draft::{form_of, step};
use super::entry::plain;
use crate::discord::custom_id::{CustomId, DraftStep, EntryStep, LibraryStep, Part, ReviewStep};
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{button, paragraphs, spaced, staff};
use crate::domain::ids::SlotToken;
use crate::domain::resource::draft::Field;
use crate::domain::resource::{Draft, DraftOf, Entry};

impl Page<'_> {
    /// Before a new entry: what will happen, and what is kept.
    pub fn blank(&self, first: Option<String>) -> Screen {
        Screen::text(paragraphs([first.unwrap_or_default(), self.say("library-blank")])).buttons(vec![
            Button::main(self.say("button-library-begin"), form_of(Part::Words, DraftOf::New)),
            button::help(self.texts, self.locale),
        ])
    }

    /// There is a draft already, of `wanted` or another. What was just typed for `wanted` stands below, so
    /// that it is not lost.
    pub fn other(&self, draft: &Draft, wanted: &DraftOf, typed: &[(Field, String)]) -> Screen {
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
        let again = CustomId::Library(LibraryStep::Draft(DraftStep::Begin, wanted.clone()));
        let title = self.with("library-other", "title", plain(&title));
        Screen::text(spaced([title, typed])).buttons(vec![
            Button::main(self.say("button-library-continue"), step(draft, DraftStep::Show)),
            Button::plain(self.say("button-library-anew"), again),
            button::help(self.texts, self.locale),
        ])
    }

    /// The draft that was meant is not there any more.
    pub fn gone(&self, of: &DraftOf) -> Screen {
        let again = match of {
            DraftOf::Entry(entry) => CustomId::Library(LibraryStep::Edit(entry.clone())),
            DraftOf::Suggestion(token) => CustomId::Review(ReviewStep::Accept(*token)),
            DraftOf::New => form_of(Part::Words, DraftOf::New),
        };
        self.plain_with("library-gone", vec![Button::main(self.say("button-library-begin"), again)])
    }

    /// After the draft of `of` was thrown away; `was_there` when it was.
    pub fn dropped(&self, of: &DraftOf, was_there: bool) -> Screen {
        let waits = of.suggestion().map(|_| self.what_waits());
        let key = match (was_there, &waits) {
            (true, Some(_)) => "library-dropped-suggested",
            (true, None) => "library-dropped",
            (false, _) => "library-dropped-nothing",
        };
        self.plain_with(key, waits.into_iter().collect())
    }

    /// Somebody else decided about a suggestion, or it was taken back. A draft of it that `stands` as one of
    /// a new entry by now is the reader's own to go on with.
    pub fn decided(&self, token: SlotToken, stands: Option<&Draft>) -> Screen {
        let Some(draft) = stands.filter(|draft| draft.raw.was_of == Some(token)) else {
            return self.plain_with("review-gone", vec![self.what_waits()]);
        };
        let title = self.with("review-listed-meanwhile", "title", plain(&draft.raw.typed.title));
        Screen::text(title).buttons(vec![
            Button::plain(self.say("button-library-continue"), step(draft, DraftStep::Show)),
            Button::plain(self.say("button-library-drop"), step(draft, DraftStep::Drop)),
            self.what_waits(),
            button::help(self.texts, self.locale),
        ])
    }

    /// The way to what else waits for a moderator.
    fn what_waits(&self) -> Button {
        Button::plain(self.say("button-review-more"), CustomId::Review(ReviewStep::Show(0)))
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
    pub fn published(&self, of: &DraftOf, entry: &Entry, new: bool) -> Screen {
        let key = match (new, entry.retired) {
            (true, _) => "library-added",
            (false, false) => "library-saved",
            (false, true) => "library-saved-retired",
        };
        let screen = self.stands(entry, self.say(key));
        if of.suggestion().is_some() { screen.buttons(vec![self.what_waits()]) } else { screen }
    }

    /// An entry as it stands, after something was done.
    pub fn stands(&self, entry: &Entry, first: String) -> Screen {
        let history = CustomId::Library(LibraryStep::History(entry.id.clone(), 0));
        let edit = CustomId::Library(LibraryStep::Edit(entry.id.clone()));
        let screen = Screen::text(spaced([first, self.card(&entry.body)]));
        let mut buttons = vec![
            Button::plain(self.say("button-library-edit"), edit),
            Button::plain(self.say("button-library-history"), history),
        ];
        if entry.retired {
            let back = LibraryStep::Entry(EntryStep::Restore, entry.id.clone(), entry.version);
            buttons.push(Button::plain(self.say("button-library-restore-yes"), CustomId::Library(back)));
        }
        buttons.push(button::help(self.texts, self.locale));
        screen.buttons(self.way_there(&entry.body).into_iter().collect()).buttons(buttons)
    }

    fn plain_with(&self, key: &str, mut buttons: Vec<Button>) -> Screen {
        buttons.push(button::help(self.texts, self.locale));
        Screen::text(self.say(key)).buttons(buttons)
    }
}
