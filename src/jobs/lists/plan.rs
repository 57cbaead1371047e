//! What each message of a list is to show now: the domain's layout, in the community's words.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Lists;
use crate::discord::render::list::{self, Head};
use crate::discord::render::screen::Screen;
use crate::domain::community::Community;
use crate::domain::ids::SlotToken;
use crate::domain::resource::list::{List, ListMessage};
use crate::domain::resource::pages::arrange;
use crate::domain::resource::{EntryId, Library};
use crate::domain::schedule::Occurrence;
use crate::domain::slot::{Slot, SlotState};
use crate::service::zone_of;
use crate::store::StoreError;

/// One message of a list, and what it is to show.
pub(super) struct Page {
    pub message: ListMessage,
    pub screen: Screen,
    /// The mark of that screen.
    pub mark: String,
    /// It is the first one, which says what the list is.
    pub first: bool,
    /// What the first one says while the rest waits for Discord.
    pub updating: Option<Screen>,
}

impl Page {
    /// A message that is to go: it shows nothing.
    pub fn of_nothing(message: ListMessage) -> Self {
        Self { message, screen: Screen::default(), mark: String::new(), first: false, updating: None }
    }

    /// Before a request goes out: when it is the first under its nonce, or says the same as those before,
    /// it is known what will stand there. Otherwise it is not, for Discord keeps the first to come.
    pub fn note_what_is_sent(&mut self) {
        let known = self.message.slot.first_send.is_none()
            || self.message.shown.as_deref() == Some(self.mark.as_str());
        self.message.shown = known.then(|| self.mark.clone());
    }
}

impl Lists {
    /// Lays the list out anew, keeps that, and says what each of its messages is to show.
    pub(super) async fn plan(&self, list: &List) -> Result<Vec<Page>, StoreError> {
        let services = &self.bot.services;
        let known = services.community(list.guild).await?.unwrap_or_else(|| Community::new(list.guild));
        // From the disk, and after the list was: it must not be called right by an older memory of the entries.
        let library = Library::new(services.store.entries(list.guild).await?);
        let texts = services.words.now();
        let today = zone_of(&known).to_datetime(services.clock.now()).date();
        let mut pieces = list::pieces(&texts, &known.locale, &library, list.topic, today);
        let before = services.store.list_messages(list).await?;
        let next_place = before.last().map_or(0, |message| message.place + 1);
        let (gone, there): (Vec<_>, Vec<_>) =
            before.into_iter().partition(|message| message.slot.state == SlotState::PostedRemoved);
        // What stood on a message that was removed by hand stays away until somebody wants it back.
        let hidden: HashSet<&EntryId> = gone.iter().flat_map(|message| &message.entries).collect();
        pieces.retain(|piece| !hidden.contains(&piece.id));
        let (leaving, mut kept): (Vec<_>, Vec<_>) = there.into_iter().partition(|message| message.surplus);
        if kept.is_empty() && !gone.is_empty() {
            return Ok(leaving.into_iter().map(Page::of_nothing).collect());
        }
        let former: Vec<Vec<EntryId>> = kept.iter().map(|message| message.entries.clone()).collect();
        let mut stretches = arrange(&former, &pieces);
        if stretches.is_empty() {
            stretches.push(0..0);
        }
        for place in (next_place..).take(stretches.len() - kept.len()) {
            kept.push(self.new_message(list, place));
        }
        let first = stretches.iter().position(|stretch| !stretch.is_empty()).unwrap_or(0);
        let mut changed = Vec::new();
        let mut pages = Vec::with_capacity(kept.len());
        for (at, (mut message, stretch)) in kept.into_iter().zip(stretches).enumerate() {
            let shows = &pieces[stretch];
            let names: Vec<EntryId> = shows.iter().map(|piece| piece.id.clone()).collect();
            let surplus = names.is_empty() && at != first;
            let new = message.slot.state == SlotState::Planned;
            if message.entries != names || message.surplus != surplus || new {
                message.entries = names;
                message.surplus = surplus;
                changed.push(message.clone());
            }
            if surplus {
                pages.push(Page::of_nothing(message));
                continue;
            }
            let screen = |updating| {
                let head = Head { first: at == first, updating };
                list::message(&texts, &known.locale, list.topic, shows, message.slot.token, head)
            };
            let (now, updating) = (screen(false), (at == first).then(|| screen(true)));
            let mark = list::mark(&now);
            pages.push(Page { message, screen: now, mark, first: at == first, updating });
        }
        if !changed.is_empty() {
            services.store.arrange_list(list.id, changed).await?;
        }
        pages.extend(leaving.into_iter().map(Page::of_nothing));
        Ok(pages)
    }

    fn new_message(&self, list: &List, place: u32) -> ListMessage {
        let services = &self.bot.services;
        let due = services.clock.now();
        // Posted now or later, and never too late.
        let local_date = TimeZone::UTC.to_datetime(due).date();
        let occurrence = Occurrence { local_date, due, deadline: Timestamp::MAX };
        let token = SlotToken(services.chance.bytes());
        ListMessage {
            slot: Slot::planned(token, list.guild, list.channel, occurrence),
            place,
            entries: Vec::new(),
            shown: None,
            surplus: false,
        }
    }
}
