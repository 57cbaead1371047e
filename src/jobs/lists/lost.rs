//! After a backup was put back: messages of published lists that stand in a channel and of which the backup
//! does not know, because they were posted after it was made.
//!
//! They are not posted a second time. Before a list posts a new message, it looks for such a one and takes
//! it over: what it says is brought up to date like that of any other. One that nobody needs stays, for a
//! moderator to publish that list again or to delete it.

use std::sync::{Arc, PoisonError};

use jiff::SignedDuration;

use super::plan::Page;
use super::{Go, Lists, PAUSE};
use crate::discord::permissions::Standing;
use crate::domain::ids::MessageId;
use crate::domain::planner::{Event, History};
use crate::domain::resource::list::{List, ListTrouble};
use crate::domain::slot::{Slot, SlotState};
use crate::store::StoreError;

/// The clocks of Discord and of this machine may differ by so much.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

impl Lists {
    /// Lets messages that were never sent take over those that stand in the channel already.
    pub(super) async fn take_over_lost(&self, list: &List, pages: &mut [Page]) -> Result<Go, StoreError> {
        let waits = |page: &Page| page.message.slot.state == SlotState::Planned && !page.message.surplus;
        let Some(first) = pages.iter().find(|page| waits(page)).map(|page| page.message.slot.clone()) else {
            return Ok(Go::On);
        };
        let Some(gap) = self.bot.services.lost_time().await? else { return Ok(Go::On) };
        let door = {
            let mut doors = self.searched.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(doors.entry(list.channel).or_default())
        };
        // Two lists of one channel must not take the same message over.
        let mut searched = door.lock().await;
        if *searched {
            return Ok(Go::On);
        }
        // To a bot that may not read the history Discord gives an empty page and no refusal.
        match self.bot.standing_for_lists(list.guild, list.channel).await {
            Standing::Good => {}
            Standing::Missing(_) => return Ok(Go::Stop(ListTrouble::Permission)),
            Standing::Gone => return Ok(Go::Stop(ListTrouble::Gone)),
            Standing::Unknown => return Ok(Go::Rest(self.after(PAUSE))),
        }
        let (from, until) = gap.span();
        let span =
            (from.saturating_sub(MARGIN).unwrap_or(from), until.saturating_add(MARGIN).unwrap_or(until));
        let mut found = match self.poster.own_lists(&first, span).await {
            Ok(found) => found,
            Err(Event::Gone) => return Ok(Go::Stop(ListTrouble::Gone)),
            Err(Event::History(History::NotAllowed)) => return Ok(Go::Stop(ListTrouble::Permission)),
            Err(Event::Unauthorized) => return Ok(Go::Token),
            Err(_) => return Ok(Go::Rest(self.after(PAUSE))),
        };
        let store = &self.bot.services.store;
        let known = store.list_messages_in(list.guild, list.channel).await?;
        found.retain(|(token, message, _)| {
            // One under a token that was planned and never sent, as far as the backup knows, is that one.
            let own = pages.iter().any(|page| waits(page) && page.message.slot.token == *token);
            own || !known.iter().any(|(held, id)| held == token || *id == Some(*message))
        });
        let mut taken = 0;
        for page in pages.iter_mut().filter(|page| waits(page)) {
            let own = found.iter().position(|(token, ..)| *token == page.message.slot.token);
            let Some(at) = own.or((!found.is_empty()).then_some(0)) else { break };
            let (_, message, posted_at) = found.remove(at);
            page.message.slot = stands(&page.message.slot, message, posted_at);
            // What it says is not known: it is edited like any other.
            page.message.shown = None;
            if !store.save_list_message(SlotState::Planned, &page.message).await? {
                return Ok(Go::Leave);
            }
            taken += 1;
        }
        if taken > 0 {
            tracing::info!(list = list.id, taken, "messages from before a restore were taken over");
        }
        *searched = found.is_empty();
        Ok(Go::On)
    }
}

fn stands(slot: &Slot, message: MessageId, posted_at: jiff::Timestamp) -> Slot {
    Slot {
        state: SlotState::Posted,
        message: Some(message),
        posted_at: Some(posted_at),
        next_try: None,
        ..slot.clone()
    }
}
