//! What waits for moderators: suggestions, and entries that are said to be dead.

use super::Page;
use crate::discord::custom_id::{CustomId, LibraryStep, ReviewStep};
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{button, paragraphs, spaced, suggestion};
use crate::service::suggestions::{Item, Review, Reviewed};

impl Page<'_> {
    /// What is to be looked at, with `first` above it: what the last press did.
    pub fn review(&self, review: &Review, first: Option<String>) -> Screen {
        let first = first.unwrap_or_default();
        let help = button::help(self.texts, self.locale);
        let (at, of, what) = match review {
            Review::Refused => return self.refused(),
            Review::Nothing => {
                return Screen::text(paragraphs([first, self.say("review-nothing")])).buttons(vec![help]);
            }
            Review::Item { at, of, what } => (*at, *of, what),
        };
        let press = |key, step| Button::plain(self.say(key), CustomId::Review(step));
        let numbers = [("number", (at + 1).into()), ("count", of.into())];
        let (content, opens, buttons) = match &**what {
            Item::Suggested(token, text) => (
                paragraphs([
                    first,
                    self.texts.say(self.locale, "review-suggested", &numbers),
                    suggestion::quoted(self.texts, self.locale, text),
                ]),
                None,
                vec![
                    Button::main(
                        self.say("button-review-accept"),
                        CustomId::Review(ReviewStep::Accept(*token)),
                    ),
                    press("button-review-edit", ReviewStep::Edit(*token)),
                    press("button-review-decline", ReviewStep::Decline(*token)),
                ],
            ),
            Item::Dead(entry) => {
                let top = paragraphs([first, self.texts.say(self.locale, "review-dead", &numbers)]);
                let still = ReviewStep::Still(entry.id.clone(), entry.version);
                let retire = ReviewStep::Retire(entry.id.clone(), entry.version);
                let edit = CustomId::Library(LibraryStep::Edit(entry.id.clone()));
                (
                    spaced([top, self.card(&entry.body), self.hidden_number(&entry.body)]),
                    self.way_there(&entry.body),
                    vec![
                        Button::main(self.say("button-review-still"), CustomId::Review(still)),
                        Button::plain(self.say("button-review-edit"), edit),
                        press("button-review-retire", retire),
                    ],
                )
            }
        };
        let turn = |key, to: usize| press(key, ReviewStep::Show(u16::try_from(to).unwrap_or(u16::MAX)));
        let mut ways = Vec::new();
        if at > 0 {
            ways.push(turn("button-review-earlier", at - 1));
        }
        if at + 1 < of {
            ways.push(turn("button-review-next", at + 1));
        }
        ways.push(help);
        let screen = Screen::text(content).buttons(opens.into_iter().collect());
        screen.buttons(buttons).buttons(ways)
    }

    /// What a decision came to, to stand above the next screen.
    pub fn reviewed(&self, reviewed: Reviewed, done: &str) -> Option<String> {
        match reviewed {
            Reviewed::Done => Some(self.say(done)),
            Reviewed::Gone => Some(self.say("review-gone")),
            Reviewed::Refused => None,
        }
    }
}
