//! What somebody suggested for the list of resources, on `/my-data`.

use super::MyDataPage;
use crate::discord::custom_id::MyDataStep;
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{button, paragraphs, suggestion};
use crate::service::my_data::MyData;
use crate::store::HeldSuggestion;

impl MyDataPage<'_> {
    /// The page of somebody of whom nothing is kept but what they suggested.
    pub(super) fn suggestions_alone(&self, data: &MyData) -> Screen {
        let say = |key| self.texts.say(self.locale, key, &[]);
        let lines = [self.title(), self.goes(data)].into_iter().chain(self.suggestion_lines(data));
        let staff = data.changes > 0 || data.draft.is_some();
        let rest = if staff { String::new() } else { say("data-suggestions-only") };
        let lines = lines.chain([rest, self.staff(data.changes), self.draft(data)]);
        let mut buttons: Vec<Button> = self.way_to_drop(data).into_iter().collect();
        buttons.extend(self.way_to_suggestions(data));
        buttons.push(self.copy());
        buttons.push(Button::danger(say("button-data-erase"), self.id(MyDataStep::AskErase)));
        buttons.extend(self.others());
        buttons.extend(button::ways_to_help(self.texts, self.locale));
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// How many suggestions are kept, and what of them is locked.
    pub(super) fn suggestion_lines(&self, data: &MyData) -> Vec<String> {
        if data.suggestions.is_empty() {
            return Vec::new();
        }
        let count = [("count", data.suggestions.len().into())];
        let lock = self.texts.say(self.locale, "data-suggestions-lock", &[]);
        vec![self.texts.say(self.locale, "data-suggestions", &count), lock]
    }

    /// The way to them, where there are any.
    pub(super) fn way_to_suggestions(&self, data: &MyData) -> Option<Button> {
        let label = self.texts.say(self.locale, "button-data-suggestions", &[]);
        (!data.suggestions.is_empty()).then(|| Button::plain(label, self.id(MyDataStep::Suggested)))
    }

    /// One suggestion, why it is kept and until when.
    fn suggestion(&self, held: &HeldSuggestion) -> String {
        let (texts, locale) = (self.texts, self.locale);
        let until = [("until", suggestion::day(texts, locale, held.keep_until).into())];
        let text = held.suggestion.as_ref().map(|text| suggestion::quoted(texts, locale, text));
        let key = if text.is_some() { "data-suggestion" } else { "data-suggestion-decided" };
        let until = texts.say(locale, key, &until);
        let tell = held.tell.map(|_| texts.say(locale, "data-suggestion-tell", &[]));
        paragraphs(text.into_iter().chain([until]).chain(tell))
    }

    /// What the member suggested, each with the way to take it back; `gone` says what became of that.
    pub fn suggested(&self, data: &MyData, gone: Option<bool>) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let key = |gone| if gone { "data-taken-back" } else { "data-take-back-nothing" };
        let first = gone.map(|gone| texts.say(locale, key(gone), &[]));
        let count = [("count", data.suggestions.len().into())];
        let heading = texts.say(locale, "data-suggestions", &count);
        // As many as may wait at once, and those about which somebody is still to be told: the newest.
        let shown = || data.suggestions.iter().rev().take(5);
        let lines = [self.place()]
            .into_iter()
            .chain(first)
            .chain([heading])
            .chain(shown().map(|held| self.suggestion(held)));
        let back = shown().enumerate().map(|(at, held)| {
            let title = held.suggestion.as_ref().map(|text| text.title.clone());
            let title = title.unwrap_or_else(|| (at + 1).to_string());
            let label = texts.say(locale, "button-data-take-back", &[("title", title.into())]);
            Button::plain(label, self.id(MyDataStep::TakeBack(held.id)))
        });
        Screen::text(paragraphs(lines))
            .buttons(back.collect())
            .buttons(vec![self.back(), button::help(texts, locale)])
    }
}
