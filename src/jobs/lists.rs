//! Published lists: posts them, and keeps them right as the entries change.
//!
//! A message is posted by the cards' own planner, once only, under a token of its own; a list is never too
//! late, so its slots have no deadline. The messages of a list are posted one after the other, or they
//! would stand in another order than the entries. Changing a message and taking one away may be asked
//! twice without harm: they need no planner, only a mark of what stands there. That mark is taken back
//! before an edit goes out, so that after a crash the edit is simply made again.
//!
//! A list is due 10 minutes after the first change of an entry, and once a day, when each of its messages
//! is looked at: one that was removed by hand is noticed then, or at its next edit, and put back only when
//! a moderator asks.

mod lost;
mod plan;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

use self::plan::Page;
use super::scheduler::Ticked;
use super::under_way::UnderWay;
use crate::discord::Bot;
use crate::discord::permissions::Standing;
use crate::discord::post::{Amended, Poster};
use crate::discord::render::list;
use crate::domain::community::Trouble;
use crate::domain::ids::ChannelId;
use crate::domain::pacing::backoff;
use crate::domain::planner::{Effect, Event, Step, Timing, step};
use crate::domain::resource::list::{List, ListMessage, ListState, ListTrouble};
use crate::domain::slot::SlotState;
use crate::store::StoreError;

/// How many lists one look takes up at most, and how many are worked on at once.
const LOOK: u32 = 200;
const AT_ONCE: usize = 64;
/// How many steps one message takes in one go at most: a guard, far above what one needs.
const STEPS: usize = 16;
/// How long a list rests at first after an edit of unknown outcome; longer than a lost request may still be
/// under way, so that an older text never comes after a newer one. It doubles each time, up to [`SLOWLY`].
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// How long it rests when Discord puts edits of older messages off: it counts them by the hour.
const SLOWLY: SignedDuration = SignedDuration::from_mins(10);

/// How work on a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Go {
    /// With the next step.
    On,
    /// Not before this moment.
    Rest(Timestamp),
    /// As `Rest`, and the list says of itself that this takes long.
    Slow(Timestamp),
    /// Not at all, until it is mended.
    Stop(ListTrouble),
    /// Not in this process: it is stopping.
    Leave,
    /// The token is refused.
    Token,
}

/// Posts lists and keeps them right.
pub struct Lists {
    bot: Arc<Bot>,
    poster: Poster,
    timing: Timing,
    /// Lists that are worked on at this moment.
    under_way: UnderWay<i64>,
    /// For each channel whether messages were looked for that a backup did not know; one list at a time.
    searched: Mutex<HashMap<ChannelId, Arc<tokio::sync::Mutex<bool>>>>,
}

impl Lists {
    /// The lists of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        Self { bot, poster, timing, under_way: UnderWay::default(), searched: Mutex::default() }
    }

    /// Tells the planner of each message that was on its way that its listener is gone.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let store = &self.bot.services.store;
        for id in store.lists_under_way().await? {
            let Some(list) = store.find_list(id).await? else { continue };
            for mut message in store.list_messages(&list).await? {
                let before = message.slot.clone();
                message.slot = self.step(&message, Event::Restarted).slot;
                if message.slot != before {
                    store.save_list_message(before.state, &message).await?;
                }
            }
        }
        Ok(())
    }

    /// Does all that is due, and waits until it is done.
    pub async fn tick(self: &Arc<Self>) -> Result<Ticked, StoreError> {
        let mut seen = HashSet::new();
        loop {
            let before = seen.len();
            self.look_but(&mut seen).await?;
            self.under_way.idle().await;
            if seen.len() == before {
                return Ok(self.ticked());
            }
        }
    }

    /// Sets going what is due. Waits for no answer of Discord's.
    pub async fn look(self: &Arc<Self>) -> Result<(), StoreError> {
        self.look_but(&mut HashSet::new()).await
    }

    /// Whether Discord still takes the token.
    pub fn ticked(&self) -> Ticked {
        self.under_way.ticked()
    }

    async fn look_but(self: &Arc<Self>, seen: &mut HashSet<i64>) -> Result<(), StoreError> {
        let services = &self.bot.services;
        for list in services.store.lists_due(services.clock.now(), LOOK).await? {
            if self.under_way.is_full(AT_ONCE) {
                return Ok(());
            }
            if seen.contains(&list) || self.under_way.contains(&list) {
                continue;
            }
            seen.insert(list);
            self.set_going(list);
        }
        Ok(())
    }

    fn set_going(self: &Arc<Self>, list: i64) {
        let (lists, leaves) = (Arc::clone(self), self.under_way.begin(list));
        // Among the tasks that a stop waits for: what is claimed is finished.
        self.bot.tasks.spawn(async move {
            let _leaves = leaves;
            match lists.bring(list).await {
                Ok(ticked) => lists.under_way.came_to(ticked),
                Err(fault) => tracing::warn!(%fault, "a published list waits for the store"),
            }
        });
    }

    /// Brings one list up to date, as far as it goes now.
    async fn bring(&self, id: i64) -> Result<Ticked, StoreError> {
        let services = &self.bot.services;
        let Some(list) = services.store.find_list(id).await? else { return Ok(Ticked::Done) };
        let looks = list.look <= services.clock.now();
        let go = match list.state {
            ListState::Live => self.keep_right(&list, looks).await?,
            ListState::Leaving => self.take_down(&list).await?,
            ListState::Stopped => return self.see_whether_mended(&list).await,
        };
        match go {
            Go::On if list.state == ListState::Leaving => {
                services.store.delete_list(id).await?;
                tracing::info!(list = id, "a published list was taken down");
            }
            Go::On => services.store.list_done(id, list.changes, looks.then_some(list.look)).await?,
            Go::Rest(until) => services.store.rest_list(id, until, false).await?,
            Go::Slow(until) => services.store.rest_list(id, until, true).await?,
            // With its channel a list that is to go is gone.
            Go::Stop(ListTrouble::Gone) if list.state == ListState::Leaving => {
                services.store.delete_list(id).await?;
            }
            // Its messages are there, and would be kept by nobody: it is tried again each day.
            Go::Stop(_) if list.state == ListState::Leaving => {
                services.store.list_cannot_leave(&list).await?;
            }
            Go::Stop(trouble) => {
                if services.store.stop_list(&list, trouble).await? {
                    tracing::warn!(list = id, trouble = trouble.slug(), "a published list was stopped");
                }
            }
            Go::Leave => {}
            Go::Token => return Ok(Ticked::TokenRefused),
        }
        Ok(Ticked::Done)
    }

    async fn keep_right(&self, list: &List, looks: bool) -> Result<Go, StoreError> {
        if looks {
            let go = self.look_at_each(list).await?;
            if go != Go::On {
                return Ok(go);
            }
            if list.is_wanted_back() {
                self.bot.services.store.removed_wanted_back(list.id).await?;
            }
        }
        let mut pages = self.plan(list).await?;
        let go = self.take_over_lost(list, &mut pages).await?;
        if go != Go::On {
            return Ok(go);
        }
        for page in pages.iter_mut().filter(|page| !page.message.slot.state.is_final()) {
            let go = self.post(list, page).await?;
            if go != Go::On {
                return Ok(go);
            }
        }
        let stale = |page: &&Page| {
            page.message.slot.state == SlotState::Posted
                && !page.message.surplus
                && page.message.shown.as_deref() != Some(page.mark.as_str())
        };
        // The first message last while it says that the list is being brought up to date.
        let (first, rest): (Vec<_>, Vec<_>) =
            pages.iter().filter(stale).partition(|page| page.first && list.updating);
        for page in rest.into_iter().chain(first) {
            match self.edit(list, page).await? {
                Go::On => {}
                Go::Slow(until) => {
                    self.say_updating(list, &pages).await?;
                    return Ok(Go::Slow(until));
                }
                other => return Ok(other),
            }
        }
        for page in pages.iter().filter(|page| page.message.surplus) {
            let go = self.remove(list, &page.message).await?;
            if go != Go::On {
                return Ok(go);
            }
        }
        Ok(Go::On)
    }

    /// Sees one message through to where it stands.
    async fn post(&self, list: &List, page: &mut Page) -> Result<Go, StoreError> {
        let services = &self.bot.services;
        // One that became too many before it was posted is not sent any more, only looked for.
        let look = if page.message.surplus { Event::Rest } else { Event::Tick };
        let mut event = look;
        for _ in 0..STEPS {
            let mut moved = self.step(&page.message, event);
            let mut turn = None;
            if matches!(moved.effect, Effect::Send | Effect::AskHistory { .. }) {
                turn = self.poster.turn(&page.message.slot).await;
                if turn.is_none() {
                    return Ok(Go::Leave);
                }
                // The wait may have been long; the time of the request is in the slot.
                moved = self.step(&page.message, look);
            }
            let before = page.message.slot.clone();
            if moved.effect == Effect::Send {
                page.note_what_is_sent();
            }
            page.message.slot = moved.slot;
            if (page.message.slot != before || moved.effect == Effect::Send)
                && !services.store.save_list_message(before.state, &page.message).await?
            {
                return Ok(Go::Leave);
            }
            event = match (moved.effect, turn) {
                (Effect::Send, Some(turn)) => {
                    self.poster.send(turn, &page.message.slot, &page.screen, false).await
                }
                (Effect::AskHistory { after }, Some(turn)) => {
                    self.poster.find(turn, &page.message.slot, after).await
                }
                (Effect::Wait { until }, _) if until <= services.clock.now() => look,
                (Effect::Wait { until }, _) => return Ok(Go::Rest(until)),
                (Effect::PauseSchedule(Trouble::ChannelGone), _) => return Ok(Go::Stop(ListTrouble::Gone)),
                // Whether it was posted is not known where the history may not be read: a right is missing.
                (Effect::PauseSchedule(Trouble::PermissionLost) | Effect::Notice, _) => {
                    return Ok(Go::Stop(ListTrouble::Permission));
                }
                (Effect::StopProcess, _) => return Ok(Go::Token),
                (Effect::Record, _) if page.message.slot.state == SlotState::FailedBug => {
                    tracing::error!(list = list.id, "Discord called a message of a list malformed");
                    return Ok(Go::Stop(ListTrouble::Refused));
                }
                _ => return Ok(Go::On),
            };
            if let Event::TooMany { .. } = event {
                let wait = services.chance.with(|rng| backoff(list.tries.saturating_add(1), rng));
                let retry_after = SignedDuration::try_from(wait).unwrap_or(PAUSE);
                event = Event::TooMany { retry_after };
            }
        }
        Ok(Go::Rest(self.after(PAUSE)))
    }

    async fn edit(&self, list: &List, page: &Page) -> Result<Go, StoreError> {
        let (store, token) = (&self.bot.services.store, page.message.slot.token);
        let Some(message) = page.message.slot.message else { return Ok(Go::On) };
        if page.message.shown.is_some() {
            store.list_message_shows(token, None).await?;
        }
        match self.poster.edit(list.guild, list.channel, message, &page.screen).await {
            Amended::Done => {
                store.list_message_shows(token, Some(page.mark.clone())).await?;
                Ok(Go::On)
            }
            Amended::Removed => {
                store.list_message_removed(token).await?;
                Ok(Go::On)
            }
            other => Ok(self.go_after(list, other)),
        }
    }

    /// Tries to let the list say that it takes long. Where that is refused too, `/library publish` says it.
    async fn say_updating(&self, list: &List, pages: &[Page]) -> Result<(), StoreError> {
        let first = pages.iter().find(|page| page.first && page.message.slot.state == SlotState::Posted);
        let Some((page, screen)) = first.and_then(|page| Some((page, page.updating.as_ref()?))) else {
            return Ok(());
        };
        let (Some(message), token) = (page.message.slot.message, page.message.slot.token) else {
            return Ok(());
        };
        let store = &self.bot.services.store;
        let mark = list::mark(screen);
        if page.message.shown.as_deref() == Some(mark.as_str()) {
            return Ok(());
        }
        store.list_message_shows(token, None).await?;
        if self.poster.edit(list.guild, list.channel, message, screen).await == Amended::Done {
            store.list_message_shows(token, Some(mark)).await?;
        }
        Ok(())
    }

    /// Takes one message away.
    async fn remove(&self, list: &List, message: &ListMessage) -> Result<Go, StoreError> {
        let store = &self.bot.services.store;
        if let (SlotState::Posted, Some(id)) = (message.slot.state, message.slot.message) {
            match self.poster.remove(list.guild, list.channel, id).await {
                Amended::Done | Amended::Removed => {}
                other => return Ok(self.go_after(list, other)),
            }
        }
        store.drop_list_message(message.slot.token).await?;
        Ok(Go::On)
    }

    async fn take_down(&self, list: &List) -> Result<Go, StoreError> {
        for mut message in self.bot.services.store.list_messages(list).await? {
            message.surplus = true;
            let mut page = Page::of_nothing(message);
            if !page.message.slot.state.is_final() {
                let go = self.post(list, &mut page).await?;
                if go != Go::On {
                    return Ok(go);
                }
            }
            let go = self.remove(list, &page.message).await?;
            if go != Go::On {
                return Ok(go);
            }
        }
        Ok(Go::On)
    }

    /// The daily look: whether each message is still there.
    async fn look_at_each(&self, list: &List) -> Result<Go, StoreError> {
        let store = &self.bot.services.store;
        for message in store.list_messages(list).await? {
            let (SlotState::Posted, Some(id)) = (message.slot.state, message.slot.message) else { continue };
            match self.poster.look(list.guild, list.channel, id).await {
                Amended::Done => {}
                Amended::Removed => store.list_message_removed(message.slot.token).await?,
                other => return Ok(self.go_after(list, other)),
            }
        }
        Ok(Go::On)
    }

    /// A list that stopped goes on by itself when the bot may again; asked once a day.
    async fn see_whether_mended(&self, list: &List) -> Result<Ticked, StoreError> {
        let store = &self.bot.services.store;
        if self.bot.standing_for_lists(list.guild, list.channel).await == Standing::Good {
            store.list_mended(list.guild, list.id).await?;
        } else {
            store.look_at_list_again(list.id).await?;
        }
        Ok(Ticked::Done)
    }

    fn go_after(&self, list: &List, amended: Amended) -> Go {
        match amended {
            Amended::Done | Amended::Removed => Go::On,
            Amended::Gone => Go::Stop(ListTrouble::Gone),
            Amended::Forbidden => Go::Stop(ListTrouble::Permission),
            Amended::Slow => Go::Slow(self.after(SLOWLY)),
            Amended::Later => {
                let pause = PAUSE.saturating_mul(1 << list.tries.min(8)).min(SLOWLY);
                // Where the client itself waits out a limit, "too many edits" looks like silence.
                if list.tries > 0 { Go::Slow(self.after(pause)) } else { Go::Rest(self.after(pause)) }
            }
            Amended::Malformed => {
                tracing::error!(list = list.id, "Discord called an edit of a list malformed");
                Go::Stop(ListTrouble::Refused)
            }
            Amended::Unauthorized => Go::Token,
            Amended::Stopping => Go::Leave,
        }
    }

    fn after(&self, wait: SignedDuration) -> Timestamp {
        self.bot.services.clock.now().saturating_add(wait).unwrap_or(Timestamp::MAX)
    }

    fn step(&self, message: &ListMessage, event: Event) -> Step {
        let now = self.bot.services.clock.now();
        self.bot.services.chance.with(|rng| step(&message.slot, event, now, &self.timing, rng))
    }
}
