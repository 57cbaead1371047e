//! How moderators keep the list of resources, as a whole: the same steps for commands, buttons and forms.
//!
//! Each asks one use case, which asks for the right to keep the list again, and renders what came of it.

use super::Bot;
use super::custom_id::{DraftStep, EntryStep, SureStep};
use super::error::Fault;
use super::render::library::Page;
use super::render::library::entry::plain;
use super::render::screen::Screen;
use crate::domain::ids::SlotToken;
use crate::domain::resource::draft::Field;
use crate::domain::resource::{Draft, DraftOf, EntryId};
use crate::service::caller::Caller;
use crate::service::drafts::{Published, Step};
use crate::service::rechecks::OnEntry;
use crate::service::suggestions::Reviewed;
use crate::words::Texts;

/// One moderator at the list.
#[derive(Clone, Copy)]
pub struct Keeper<'a> {
    /// The bot.
    pub bot: &'a Bot,
    /// The words.
    pub texts: &'a Texts,
    /// The moderator's locale.
    pub locale: &'a str,
    /// Who it is, with their rights at this moment.
    pub caller: &'a Caller,
}

/// Which screen shows a draft after a step went well.
type Shown = fn(&Page<'_>, &Draft, Option<String>) -> Screen;

impl Keeper<'_> {
    async fn page(&self) -> Result<Page<'_>, Fault> {
        let today = self.bot.services.local_today(self.caller).await?;
        Ok(Page { texts: self.texts, locale: self.locale, today })
    }

    /// `/library add`: a new entry, or the draft that is there already.
    pub async fn add(&self) -> Result<Screen, Fault> {
        let page = self.page().await?;
        Ok(match self.bot.services.draft(self.caller).await? {
            Step::Gone => page.blank(None),
            Step::Here(held) => page.other(&held, &DraftOf::New, &[]),
            step => shown(&page, &step, &DraftOf::New, &[], overview),
        })
    }

    /// The draft of an entry, begun where there is none.
    pub async fn edit(&self, entry: &EntryId) -> Result<Screen, Fault> {
        let (page, of) = (self.page().await?, DraftOf::Entry(entry.clone()));
        let step = self.bot.services.begin_draft(self.caller, &of, false).await?;
        Ok(shown(&page, &step, &of, &[], overview))
    }

    /// A suggestion becomes a draft: its words are there, and what it is, is picked next.
    pub async fn accept(&self, suggestion: SlotToken, anew: bool) -> Result<Screen, Fault> {
        let (page, of) = (self.page().await?, DraftOf::Suggestion(suggestion));
        let step = self.bot.services.begin_draft(self.caller, &of, anew).await?;
        let shows: Shown = if lists_are_next(&step) { picks } else { overview };
        Ok(shown(&page, &step, &of, &[], shows))
    }

    /// A step with the draft of `of`.
    pub async fn draft(&self, step: DraftStep, of: &DraftOf, values: &[String]) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        let field = match step {
            DraftStep::Begin => return self.begin(of).await,
            DraftStep::Drop => return self.drop(&page, of).await,
            DraftStep::Show | DraftStep::Picks | DraftStep::Preview => {
                let shows: Shown = match step {
                    DraftStep::Picks => picks,
                    DraftStep::Preview => preview,
                    _ => overview,
                };
                return Ok(shown(&page, &services.draft_of(self.caller, of).await?, of, &[], shows));
            }
            DraftStep::Kind => Field::Kind,
            DraftStep::Topics => Field::Topics,
            DraftStep::Supports => Field::Supports,
            DraftStep::Components => Field::Components,
        };
        let picked = services.pick(self.caller, of, field, values).await?;
        Ok(shown(&page, &picked, of, &[], picks))
    }

    /// A draft of `of` in place of another.
    async fn begin(&self, of: &DraftOf) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        match of {
            DraftOf::New => {}
            DraftOf::Entry(_) => {
                let step = services.begin_draft(self.caller, of, true).await?;
                return Ok(shown(&page, &step, of, &[], overview));
            }
            DraftOf::Suggestion(token) => return self.accept(*token, true).await,
        }
        if services.draft(self.caller).await? == Step::Refused {
            return Ok(page.refused());
        }
        services.throw_draft_away(self.caller).await?;
        Ok(page.blank(None))
    }

    /// Throws the draft of `of` away. It is the presser's own, so it goes whatever they may do now.
    async fn drop(&self, page: &Page<'_>, of: &DraftOf) -> Result<Screen, Fault> {
        let services = &self.bot.services;
        Ok(match services.draft_of(self.caller, of).await? {
            Step::Here(_) | Step::Refused => page.dropped(of, services.throw_draft_away(self.caller).await?),
            Step::Gone => page.dropped(of, false),
            step => shown(page, &step, of, &[], overview),
        })
    }

    /// A step with the draft of `of` as it was shown.
    pub async fn sure(&self, step: SureStep, of: &DraftOf, stamp: i64) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        match step {
            SureStep::Confirm => {
                let confirmed = services.confirm_link(self.caller, of, stamp).await?;
                Ok(shown(&page, &confirmed, of, &[], overview))
            }
            SureStep::OnTop => {
                let laid = services.lay_on_top(self.caller, of, stamp).await?;
                Ok(shown(&page, &laid, of, &[], preview))
            }
            SureStep::Save => Ok(match services.publish_draft(self.caller, of, stamp).await? {
                Published::Done(entry, new) => page.published(of, &entry, new),
                Published::Newer(held, stands) => page.newer(&held, stands.as_deref()),
                Published::Not(step) => shown(&page, &step, of, &[], preview),
            }),
        }
    }

    /// What was typed in a form of the draft of `of`.
    pub async fn typed(
        &self,
        of: &DraftOf,
        typed: Vec<(Field, String)>,
        filled: bool,
    ) -> Result<Screen, Fault> {
        let page = self.page().await?;
        let step = self.bot.services.type_in(self.caller, of, typed.clone(), filled).await?;
        if let Step::Anew(held) = &step {
            // The first form of a new entry begins it; any other was sent to a draft that is gone.
            let first_form = typed.iter().any(|(field, _)| *field == Field::Title);
            let begins = first_form
                && match of {
                    DraftOf::New => !filled,
                    DraftOf::Entry(_) => false,
                    // It may have opened with the suggestion's own words.
                    DraftOf::Suggestion(_) => true,
                };
            let first = (!begins).then(|| page.say("library-anew"));
            let lists = held.raw.typed.kind.is_none();
            return Ok(if begins && lists { page.picks(held) } else { page.overview(held, first) });
        }
        let shows: Shown = if lists_are_next(&step) { picks } else { overview };
        Ok(shown(&page, &step, of, &typed, shows))
    }

    /// The next entry to be checked again after `after`.
    pub async fn next(&self, after: Option<&EntryId>) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        let library = services.library(self.caller.guild).await?;
        let after = after.and_then(|id| library.get(id));
        Ok(page.queue(&services.next_to_check(self.caller, after).await?, None))
    }

    /// Asks before an entry is taken off the list or put back on it.
    pub async fn ask(&self, entry: &EntryId, step: EntryStep) -> Result<Screen, Fault> {
        let page = self.page().await?;
        Ok(match self.bot.services.entry_kept(self.caller, entry).await? {
            OnEntry::Done(entry) => page.ask(&entry, step, None),
            outcome => page.on_entry(&outcome, step),
        })
    }

    /// A step with an entry as it stood at `version`.
    pub async fn on_entry(&self, step: EntryStep, entry: &EntryId, version: u32) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        let retired = match step {
            EntryStep::Check => return self.still_right(&page, entry, version).await,
            EntryStep::Retire => true,
            EntryStep::Restore => false,
        };
        Ok(page.on_entry(&services.set_retired(self.caller, entry, version, retired).await?, step))
    }

    /// *Still right*, and the next one.
    async fn still_right(&self, page: &Page<'_>, entry: &EntryId, version: u32) -> Result<Screen, Fault> {
        let services = &self.bot.services;
        // Its place in the queue is where it stood before.
        let stood = services.library(self.caller.guild).await?.get(entry).cloned();
        let first = match services.still_right(self.caller, entry, version).await? {
            OnEntry::Done(entry) | OnEntry::Already(entry) => {
                page.with("library-check-done", "title", plain(&entry.body.title))
            }
            OnEntry::Newer(newer) => match services.check_at(self.caller, entry).await? {
                Some(queue) => return Ok(page.queue(&queue, Some(page.say("library-changed-since")))),
                None => page.with("library-check-elsewhere", "title", plain(&newer.body.title)),
            },
            OnEntry::Unknown => page.say("library-no-entry"),
            OnEntry::Refused => return Ok(page.refused()),
        };
        Ok(page.queue(&services.next_to_check(self.caller, stood.as_ref()).await?, Some(first)))
    }

    /// What waits for a moderator at place `at`, with what the last press came to above it.
    pub async fn review(&self, at: usize, last: Option<(Reviewed, &str)>) -> Result<Screen, Fault> {
        let page = self.page().await?;
        let waiting = self.bot.services.review(self.caller, at).await?;
        let said = last.and_then(|(reviewed, done)| page.reviewed(reviewed, done));
        Ok(page.review(&waiting, said))
    }

    /// A page of the history of the entry that `given` means.
    pub async fn history(&self, given: &str, number: u16) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        let found = services.entry_meant(self.caller, given).await?;
        let history = services.entry_history(self.caller, found.as_ref()).await?;
        Ok(page.history(&history, given, number, None))
    }

    /// Takes a change of an entry back.
    pub async fn undo(&self, entry: &EntryId, number: i64) -> Result<Screen, Fault> {
        let (services, page) = (&self.bot.services, self.page().await?);
        let outcome = services.undo_entry(self.caller, entry, number).await?;
        let history = services.entry_history(self.caller, Some(entry)).await?;
        Ok(page.taken_back(&outcome, &history))
    }

    /// What a command says when no entry is meant by what was given.
    pub async fn unknown(&self, given: &str) -> Result<Screen, Fault> {
        self.history(given, 0).await
    }
}

fn overview(page: &Page<'_>, draft: &Draft, first: Option<String>) -> Screen {
    page.overview(draft, first)
}

fn preview(page: &Page<'_>, draft: &Draft, first: Option<String>) -> Screen {
    page.preview(draft, first)
}

fn picks(page: &Page<'_>, draft: &Draft, _first: Option<String>) -> Screen {
    page.picks(draft)
}

/// Whether nothing was picked yet in a draft that was just typed in.
fn lists_are_next(step: &Step) -> bool {
    matches!(step, Step::Here(held) if held.raw.typed.kind.is_none() && held.raw.typed.topics.is_empty())
}

/// A step's outcome: the draft by `shows`, or in words why there is none.
fn shown(page: &Page<'_>, step: &Step, of: &DraftOf, typed: &[(Field, String)], shows: Shown) -> Screen {
    match step {
        Step::Here(held) | Step::Anew(held) => shows(page, held, None),
        Step::Changed(held) => shows(page, held, Some(page.say("library-draft-changed"))),
        Step::Other(held) => page.other(held, of, typed),
        Step::Gone => page.gone(of),
        Step::Decided(stands) => match of.suggestion() {
            Some(token) => page.decided(token, stands.as_deref()),
            None => page.gone(of),
        },
        Step::Unknown => page.no_entry(),
        Step::Refused => page.refused(),
    }
}
