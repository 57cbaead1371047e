//! The people who fill the rehearsal's community.
//!
//! They act as clients do: they press what stands on a message, choose in its menus and type commands, so
//! the bot cannot tell them from anybody else. No row is made for them in any other way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::domain::ids::{ChannelId, GuildId, MessageId, UserId};
use crate::domain::resource::{Support, Topic};
use crate::rng::Chance;
use crate::standin::{Act, Message, StandIn};
use crate::words::{BASE_LOCALE, Words};

/// How long a person waits for the bot.
const PATIENCE: Duration = Duration::from_secs(5);
/// The buttons at the end of each card that answer nothing: help and about.
const NO_ANSWERS: usize = 2;
/// Of 256 mornings, on so many somebody lively answers the card, and somebody quiet.
const LIVELY: u8 = 60;
const QUIET: u8 = 3;
/// Of 256 who answered, so many look for something among the resources.
const LOOKS: u8 = 48;

/// Why somebody could not go on.
type Stuck = String;

/// Everybody who came, community by community.
pub(super) struct Crowd {
    standin: StandIn,
    words: Arc<Words>,
    chance: Chance,
    here: Mutex<BTreeMap<GuildId, Here>>,
}

/// The people of one community, and the last card they looked at.
#[derive(Clone)]
struct Here {
    channel: ChannelId,
    people: Vec<UserId>,
    seen: Option<MessageId>,
}

impl Crowd {
    /// Nobody yet.
    pub(super) fn new(standin: StandIn, words: Arc<Words>) -> Self {
        Self { standin, words, chance: Chance::seeded(40), here: Mutex::default() }
    }

    /// So many people join, answer a check-in, and choose *Add me to group counts*.
    pub(super) async fn join(&self, guild: GuildId, channel: ChannelId, people: usize) -> Result<(), Stuck> {
        let mut came = Vec::new();
        for number in 1..=people {
            let user = self.standin.add_user(&format!("Neighbour {number}"));
            self.standin.add_member(guild, user, &[]);
            self.says_yes(user, channel).await?;
            came.push(user);
        }
        let seen = self.card(channel).map(|card| card.id);
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        let known = here.entry(guild).or_insert(Here { channel, people: Vec::new(), seen });
        known.people.append(&mut came);
        Ok(())
    }

    /// Where a new card stands, some of its people answer it, and some of those look for more.
    pub(super) async fn live(&self) -> Result<(), Stuck> {
        let here = self.here.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (guild, known) in here {
            let Some(card) = self.card(known.channel).filter(|card| Some(card.id) != known.seen) else {
                continue;
            };
            self.has_seen(guild, card.id);
            for (number, user) in known.people.iter().enumerate() {
                // Three of ten are here and say little.
                if !self.happens(if number % 10 < 3 { QUIET } else { LIVELY }) {
                    continue;
                }
                self.answers(*user, &card).await?;
                if self.happens(LOOKS) {
                    self.looks_for_help(*user, known.channel).await?;
                }
            }
        }
        Ok(())
    }

    fn has_seen(&self, guild: GuildId, card: MessageId) {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = here.get_mut(&guild) {
            known.seen = Some(card);
        }
    }

    async fn says_yes(&self, user: UserId, channel: ChannelId) -> Result<(), Stuck> {
        let card = self.types(user, channel, "checkin").await?;
        let mut screen = self.answers(user, &card).await?;
        for key in ["button-keep", "choice-group-counts", "button-keep-on", "button-age-yes"] {
            screen = self.presses(user, &screen, &self.say(key)).await?;
        }
        Ok(())
    }

    async fn answers(&self, user: UserId, card: &Message) -> Result<Message, Stuck> {
        let ids: Vec<String> = card.buttons().into_iter().filter_map(|button| button.custom_id).collect();
        let answers = ids.len().saturating_sub(NO_ANSWERS);
        let id = ids.get(self.one_of(answers)).ok_or("the card has no answer")?;
        self.settled(&self.standin.try_press(user, card.id, id)?).await
    }

    /// Practical help is what most of them look for; some pick a topic too.
    async fn looks_for_help(&self, user: UserId, channel: ChannelId) -> Result<(), Stuck> {
        const KINDS: [Support; 8] = [
            Support::Practical,
            Support::Practical,
            Support::Practical,
            Support::Practical,
            Support::Practical,
            Support::Emotional,
            Support::Belonging,
            Support::Information,
        ];
        let start = self.types(user, channel, "resources").await?;
        let kind = KINDS[self.one_of(KINDS.len())];
        self.presses(user, &start, &self.say(&format!("support-{}", kind.slug()))).await?;
        if let Some(menu) = start.selects().first() {
            let topic = Topic::ALL[self.one_of(Topic::ALL.len())];
            let chosen = self.standin.try_select(user, start.id, &menu.custom_id, &[topic.slug()]);
            // The menu is gone where the answer replaced it.
            if let Ok(act) = chosen {
                self.settled(&act).await?;
            }
        }
        Ok(())
    }

    async fn types(&self, user: UserId, channel: ChannelId, command: &str) -> Result<Message, Stuck> {
        self.settled(&self.standin.try_slash(user, channel, command, json!({}))?).await
    }

    async fn presses(&self, user: UserId, message: &Message, label: &str) -> Result<Message, Stuck> {
        let id = message.find_button(label).ok_or_else(|| format!("there is no button {label:?}"))?;
        self.settled(&self.standin.try_press(user, message.id, &id)?).await
    }

    async fn settled(&self, act: &Act) -> Result<Message, Stuck> {
        let message = self.standin.try_settled(act, PATIENCE).await;
        message.ok_or_else(|| format!("no answer in time to: {}", act.what))
    }

    /// The newest card of a channel.
    fn card(&self, channel: ChannelId) -> Option<Message> {
        let mut posts = self.standin.messages(channel, None);
        posts.retain(|post| post.find_button(&self.say("button-help")).is_some());
        posts.pop()
    }

    fn say(&self, key: &str) -> String {
        self.words.now().say(BASE_LOCALE, key, &[])
    }

    fn happens(&self, of_256: u8) -> bool {
        self.chance.bytes::<1>()[0] < of_256
    }

    fn one_of(&self, many: usize) -> usize {
        usize::from(self.chance.bytes::<1>()[0]) % many.max(1)
    }
}
