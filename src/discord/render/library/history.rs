//! Who changed an entry, and how.

use crate::discord::render::screen::Screen;
use crate::discord::render::{paragraphs, staff, when};
use crate::service::library::History;
use crate::store::EntryChange;
use crate::words::Texts;

/// The newest changes of an entry, newest first.
pub fn screen(texts: &Texts, locale: &str, history: &History, given: &str) -> Screen {
    match history {
        History::Of(title, changes) if changes.is_empty() => {
            Screen::text(texts.say(locale, "library-history-none", &[("title", title.clone().into())]))
        }
        History::Of(title, changes) => {
            let title = texts.say(locale, "library-history", &[("title", title.clone().into())]);
            let lines = changes.iter().map(|change| line(texts, locale, change));
            Screen::text(paragraphs(std::iter::once(title).chain(lines)))
        }
        History::Unknown => {
            Screen::text(texts.say(locale, "library-unknown", &[("given", given.to_owned().into())]))
        }
        History::Refused => staff::moderators_only(texts, locale),
    }
}

fn line(texts: &Texts, locale: &str, change: &EntryChange) -> String {
    let what = texts.say(locale, &format!("library-act-{}", change.act.name()), &[]);
    let args = [
        ("what", what.into()),
        ("who", format!("<@{}>", change.actor).into()),
        ("when", when::stamp(change.at).into()),
    ];
    texts.say(locale, "library-history-line", &args)
}
