//! `/library publish`: what would be posted, what stands, and what can be done about it.

use crate::discord::custom_id::{CustomId, ListStep};
use crate::discord::permissions::Standing;
use crate::discord::render::list::{self, Head};
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{paragraphs, setup, spaced, staff};
use crate::domain::ids::{ChannelId, SlotToken};
use crate::domain::resource::Topic;
use crate::domain::resource::list::ListState;
use crate::domain::resource::pages::{self, Piece};
use crate::service::lists::Published;
use crate::words::Texts;

/// Which list a screen speaks of.
pub struct Of<'a> {
    /// The texts.
    pub texts: &'a Texts,
    /// Their language.
    pub locale: &'a str,
    /// Where it stands or is to stand.
    pub channel: ChannelId,
    /// Of what it is.
    pub topic: Option<Topic>,
}

impl Of<'_> {
    /// One that is not there yet: what would be posted, in the community's `locale`, or why it cannot be.
    pub fn new_one(&self, locale: &str, pieces: &[Piece], standing: &Standing) -> Screen {
        match self.hindrance(standing) {
            Some(why) => Screen::text(why),
            None if pieces.is_empty() => Screen::text(self.say("list-empty")),
            None => self.preview(locale, pieces),
        }
    }

    /// Why it cannot be posted there.
    pub fn hindrance(&self, standing: &Standing) -> Option<String> {
        match standing {
            Standing::Good => None,
            Standing::Missing(missing) => {
                let rights = setup::rights(self.texts, self.locale, missing);
                let args = [("channel", self.place().into()), ("rights", rights.into())];
                Some(self.texts.say(self.locale, "list-need-rights", &args))
            }
            Standing::Gone => Some(self.say("list-rights-gone")),
            Standing::Unknown => Some(self.say("list-rights-unknown")),
        }
    }

    /// Why it was not done, with the way to try once more.
    pub fn hindered(&self, why: String, step: ListStep) -> Screen {
        Screen::text(why).buttons(vec![
            Button::main(self.say("button-try-again"), self.id(step)),
            Button::plain(self.say("button-cancel"), self.id(ListStep::Cancel)),
        ])
    }

    /// After *Publish*.
    pub fn started(&self) -> Screen {
        Screen::text(self.say("list-started"))
    }

    /// After *Go back*.
    pub fn not_posted(&self) -> Screen {
        Screen::text(self.say("list-not-posted"))
    }

    /// Before it is taken down.
    pub fn ask_down(&self) -> Screen {
        Screen::text(self.say("list-ask-down")).buttons(vec![
            Button::danger(self.say("button-list-down-yes"), self.id(ListStep::Down)),
            Button::plain(self.say("button-cancel"), self.id(ListStep::Cancel)),
        ])
    }

    /// It is being taken down.
    pub fn leaving(&self) -> Screen {
        Screen::text(self.say("list-leaving"))
    }

    /// It is being put right again.
    pub fn back(&self) -> Screen {
        Screen::text(self.say("list-back"))
    }

    /// There is no such list any more.
    pub fn gone(&self) -> Screen {
        Screen::text(self.say("list-gone"))
    }

    /// Only moderators may.
    pub fn refused(&self) -> Screen {
        staff::moderators_only(self.texts, self.locale)
    }

    fn preview(&self, locale: &str, pieces: &[Piece]) -> Screen {
        let pages = pages::pack(pieces);
        let what = [
            ("what", self.what().into()),
            ("entries", pieces.len().into()),
            ("messages", pages.len().into()),
        ];
        // The first message as it would stand there. Its token is that of no message.
        let shown = pages.first().map(|page| &pieces[page.clone()]).unwrap_or_default();
        let head = Head { first: true, updating: false };
        let first = list::message(self.texts, locale, self.topic, shown, SlotToken([0; 16]), head);
        let lines = [
            self.say("list-preview"),
            self.texts.say(self.locale, "list-preview-what", &what),
            self.say("list-preview-later"),
            self.say("list-preview-audit"),
            self.say("list-preview-first"),
        ];
        let screen =
            Screen { embeds: first.embeds, ..Screen::text(spaced([paragraphs(lines), first.content])) };
        screen.buttons(vec![
            Button::main(self.say("button-list-publish"), self.id(ListStep::Publish)),
            Button::plain(self.say("button-cancel"), self.id(ListStep::Cancel)),
        ])
    }

    /// How it stands there; where it stopped, whether the bot may post there by now.
    pub fn there(&self, published: &Published, standing: &Standing) -> Screen {
        let counted = |key, messages: usize| {
            let args = [
                ("what", self.what().into()),
                ("channel", self.place().into()),
                ("messages", messages.into()),
            ];
            self.texts.say(self.locale, key, &args)
        };
        let mut lines = Vec::new();
        let mut buttons = Vec::new();
        let button = |key, step| Button::main(self.say(key), self.id(step));
        match published.state {
            ListState::Leaving => {
                let Some(why) = self.hindrance(standing) else { return self.leaving() };
                return Screen::text(paragraphs([self.say("list-leaving"), why]))
                    .buttons(vec![button("button-try-again", ListStep::Down)]);
            }
            ListState::Stopped => {
                lines.push(self.say("list-stopped"));
                lines.extend(self.hindrance(standing));
                buttons.push(button("button-list-on", ListStep::Restore));
            }
            ListState::Live => {
                lines.push(counted("list-stands", published.standing));
                lines.extend(published.under_way.then(|| self.say("list-under-way")));
                lines.extend(published.waits.then(|| self.say("list-waits")));
                lines.extend(published.slow.then(|| self.say("list-slow")));
            }
        }
        if published.removed > 0 {
            lines.push(counted("list-removed", published.removed));
            if published.state == ListState::Live {
                buttons.push(button("button-list-back", ListStep::Restore));
            }
        }
        buttons.push(Button::danger(self.say("button-list-down"), self.id(ListStep::AskDown)));
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// A text about this list.
    fn say(&self, key: &str) -> String {
        self.texts.say(self.locale, key, &[("what", self.what().into()), ("channel", self.place().into())])
    }

    fn what(&self) -> String {
        match self.topic {
            Some(topic) => list::topic_name(self.texts, self.locale, topic),
            None => self.texts.say(self.locale, "list-everything", &[]),
        }
    }

    fn place(&self) -> String {
        setup::channel(self.texts, self.locale, Some(self.channel))
    }

    fn id(&self, step: ListStep) -> CustomId {
        CustomId::List(step, self.channel, self.topic)
    }
}

/// A topic was typed that there is not.
pub fn unknown_topic(texts: &Texts, locale: &str, given: String) -> Screen {
    Screen::text(texts.say(locale, "list-unknown-topic", &[("given", given.into())]))
}
