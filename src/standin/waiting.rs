//! Waiting for the bot: until an answer, until it is final, until it is there.

use std::sync::Arc;
use std::time::Duration;

use super::interaction::{Interaction, Response};
use super::rest::is_loading;
use super::state::World;
use super::{Act, Answer, Message, StandIn};

/// How long a person in a test waits, in machine time.
const PATIENCE: Duration = Duration::from_secs(5);

impl StandIn {
    /// Waits up to five seconds of machine time for the first response. Panics when none comes.
    pub async fn answer(&self, act: &Act) -> Answer {
        let answer = self.try_answer(act, PATIENCE).await;
        answer.unwrap_or_else(|| panic!("no answer within 5 s to: {}; {}", act.what, self.trouble()))
    }

    /// Waits up to `patience` of machine time for the first response.
    pub async fn try_answer(&self, act: &Act, patience: Duration) -> Option<Answer> {
        self.wait_for(patience, |world| world.answer_to(act.id)).await
    }

    /// Waits for the first response and nothing else, woken by it alone. True when it came in `patience`
    /// of machine time. For loads, where looking at every change would be the load.
    pub async fn was_answered(&self, act: &Act, patience: Duration) -> bool {
        let bell = {
            let world = self.shared.world();
            let Some(known) = world.interactions.get(&act.id) else { return false };
            if known.response != Response::None {
                return true;
            }
            Arc::clone(&known.answered)
        };
        tokio::time::timeout(patience, bell.notified()).await.is_ok()
    }

    /// Waits until what the person sees is final: a deferred reply counts once it is filled in.
    /// Panics after five seconds, or when the answer is no message.
    pub async fn settled(&self, act: &Act) -> Message {
        let settled = self.try_settled(act, PATIENCE).await;
        settled.unwrap_or_else(|| panic!("no final answer within 5 s to: {}; {}", act.what, self.trouble()))
    }

    /// As `settled`, waiting up to `patience` of machine time.
    pub async fn try_settled(&self, act: &Act, patience: Duration) -> Option<Message> {
        self.wait_for(patience, |world| {
            let known = world.interactions.get(&act.id)?;
            assert!(
                !matches!(known.response, Response::Modal(_) | Response::Choices(_)),
                "the answer is no message: {}",
                act.what
            );
            let id = world.final_message(&known.clone())?;
            world.look(id)
        })
        .await
    }

    /// Waits until a shard is ready and has been sent its guilds. Panics after ten seconds.
    pub async fn until_ready(&self) {
        let ready = self
            .wait_for(Duration::from_secs(10), |world| {
                world.sessions.iter().any(super::gateway::Session::is_connected).then_some(())
            })
            .await;
        assert!(ready.is_some(), "no shard was ready within 10 s; {}", self.trouble());
    }

    /// Waits until `look` finds something; `None` when `patience` (machine time) is over.
    /// It looks again after each change of the world.
    pub(super) async fn wait_for<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&mut World) -> Option<T>,
    ) -> Option<T> {
        let mut stirred = self.shared.world().stirred();
        let end = tokio::time::Instant::now() + patience;
        loop {
            if let Some(found) = look(&mut self.shared.world()) {
                return Some(found);
            }
            // The clock may be moved without a change of the world: look now and then as well.
            let soon = end.min(tokio::time::Instant::now() + Duration::from_millis(50));
            // Both outcomes mean "look again"; the sender lives as long as the world.
            let _ = tokio::time::timeout_at(soon, stirred.changed()).await;
            if tokio::time::Instant::now() >= end {
                return look(&mut self.shared.world());
            }
        }
    }

    fn trouble(&self) -> String {
        format!("violations so far: {:?}", self.shared.world().violations)
    }
}

impl World {
    /// The first response, as the person meets it.
    fn answer_to(&mut self, id: u64) -> Option<Answer> {
        let now = self.now_ms();
        let act = self.interactions.get_mut(&id)?;
        let response = act.response.clone();
        let original = act.original;
        if response == Response::None {
            return (!act.in_time(now)).then_some(Answer::Failed);
        }
        act.read = true;
        Some(match response {
            Response::None => return None,
            Response::Message => Answer::Message(self.look(original?)?),
            Response::Deferred => Answer::Deferred(self.messages.get(&original?)?.shown()),
            Response::Update => Answer::Update(self.look(original?)?),
            Response::DeferredUpdate => Answer::DeferredUpdate,
            Response::Modal(form) => Answer::Modal(form),
            Response::Choices(list) => Answer::Choices(list),
        })
    }

    /// The message that is the outcome of an act, once it is final.
    fn final_message(&self, act: &Interaction) -> Option<u64> {
        if !act.is_settled() {
            return None;
        }
        let shows = |id: &u64| self.messages.get(id).is_some_and(|message| !is_loading(message));
        let untouched = act.response == Response::DeferredUpdate && act.edits == 0;
        act.original
            .filter(|_| !untouched)
            .filter(shows)
            .or_else(|| act.followups.iter().copied().find(shows))
    }
}
