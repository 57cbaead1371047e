//! The controls by which moderators keep the list of resources.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::{EntryStep, LibraryStep, Part};
use crate::discord::library::Keeper;
use crate::discord::render::library::form;
use crate::discord::render::staff;
use crate::domain::resource::{DraftOf, Typed};
use crate::service::caller::Caller;
use crate::service::drafts::Form;

/// One control.
pub async fn step(press: &Press<'_>, caller: &Caller, step: LibraryStep) {
    if let LibraryStep::Form { part, of, .. } = step {
        return open(press, caller, part, of, None).await;
    }
    let keeper = Keeper { bot: press.bot, texts: &press.texts, locale: press.locale(), caller };
    // Boxed: what it may do is much, and would make the future of every press as large.
    let work = Box::pin(async {
        match &step {
            LibraryStep::Draft(step, of) => keeper.draft(*step, of, &press.values).await,
            LibraryStep::Sure(step, of, stamp) => keeper.sure(*step, of, *stamp).await,
            LibraryStep::Edit(entry) => keeper.edit(entry).await,
            LibraryStep::AskRetire(entry) => keeper.ask(entry, EntryStep::Retire).await,
            LibraryStep::Entry(step, entry, version) => keeper.on_entry(*step, entry, *version).await,
            LibraryStep::Next(after) => keeper.next(after.as_ref()).await,
            LibraryStep::Waiting(_) | LibraryStep::Form { .. } => keeper.next(None).await,
            LibraryStep::History(entry, page) => keeper.history(entry.as_str(), *page).await,
            LibraryStep::Undo(entry, number) => keeper.undo(entry, *number).await,
        }
    });
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// A form must be the first answer and never waits for the store: what stands in it comes from memory, or
/// is what was `shown` above it.
pub(super) async fn open(press: &Press<'_>, caller: &Caller, part: Part, of: DraftOf, shown: Option<Typed>) {
    let held = match press.bot.services.form_of(caller, &of) {
        Form::Filled(held) => Some(held),
        Form::Empty => None,
        Form::Refused => {
            let screen = staff::moderators_only(&press.texts, press.locale());
            return answer::show_at(press.http(), &press.incoming, press.place, &screen).await;
        }
    };
    let typed = held.as_ref().map(|held| &held.raw.typed).or(shown.as_ref());
    let form = form::form(&press.texts, press.locale(), part, of, typed);
    answer::open(press.http(), &press.incoming, &form).await;
}
