//! Short ways to a card with a chosen prompt, to a member with choices on, and to what is kept of them.

use std::path::Path;

use chimebot::domain::bag::Bags;
use chimebot::domain::consent::{CONSENT_VERSION, Choice, ChoiceSet};
use chimebot::domain::ids::UserId;
use chimebot::domain::prompt::PostedPrompt;
use chimebot::service::check_ins::KeptAnswer;
use chimebot::standin::Message;
use chimebot::store::Holdings;

use super::TestBot;

impl TestBot {
    /// A prompt of the English pack as a card would keep it.
    pub fn prompt(&self, id: &str) -> PostedPrompt {
        let texts = self.bot().services.words.now();
        texts.pack("en").get(id).unwrap_or_else(|| panic!("there is no prompt {id}")).posted()
    }

    /// Posts the card of `date` at nine with this prompt, which the bags did not choose.
    pub async fn post(&self, date: &str, prompt: &PostedPrompt) -> Message {
        self.tick().await;
        let date = date.parse().unwrap();
        let slot = self.store().slot_on(self.guild, date).await.unwrap().expect("the next slot is planned");
        let (prompt, bags) =
            (serde_json::to_string(prompt).unwrap(), serde_json::to_string(&Bags::new()).unwrap());
        assert!(self.store().set_slot_prompt(&slot, prompt, bags).await.unwrap());
        self.clock.set(slot.due);
        self.tick().await;
        self.card()
    }

    /// Turns choices on without the screens.
    pub async fn member(&self, user: UserId, choices: &[Choice]) {
        let caller = self.store().caller(self.guild, user);
        let choices: ChoiceSet = choices.iter().copied().collect();
        self.store().turn_on(caller, choices, CONSENT_VERSION).await.unwrap();
    }

    /// All that is kept about somebody, opened.
    pub async fn held(&self, user: UserId) -> Option<Holdings> {
        self.store().holdings(self.store().caller(self.guild, user)).await.unwrap()
    }

    /// Their kept answers as (date, what was given), oldest first.
    pub async fn kept(&self, user: UserId) -> Vec<(String, String)> {
        let answers = self.held(user).await.map(|held| held.answers).unwrap_or_default();
        let open = |text: &str| serde_json::from_str::<KeptAnswer>(text).unwrap().given;
        answers.iter().map(|held| (held.date.to_string(), open(&held.answer))).collect()
    }

    /// Their total of days.
    pub async fn total(&self, user: UserId) -> u32 {
        self.held(user).await.and_then(|held| held.days).map_or(0, |days| days.total())
    }

    /// Where words are laid over the compiled-in ones.
    pub fn words(&self) -> &Path {
        self.words.path()
    }
}
