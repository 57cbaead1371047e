//! The gate before Discord: the bot's own requests wait here for their turn.
//!
//! The rules of order and pace are `domain::pacing`; this hands out the turns. Posts,
//! looks at a channel's history, notices, permission checks and the registration of
//! commands go through it. Answers to interactions do not: Discord does not count
//! them, and nobody who pressed a button waits behind a herd of cards.
//!
//! The pacer alone would let 48 requests go at the same instant, and a second later 48
//! more; those of the first lot that are slow on their way would meet the second at
//! Discord's counter. So turns are handed out one by one, `GAP` apart. Between its
//! turn and its way out a post is committed to disk, which takes its time; so the
//! requests are counted once more where they leave.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::all::HttpError;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::pacing::{Answered, Class, PER_SECOND, Pace, Pacer, Turn};

/// The time between two turns at the full pace: 46.5 in a second, a little less than may leave.
const GAP: Duration = Duration::from_micros(21_500);

/// How much of a delay is made up for by handing out the next turn sooner: what a busy machine is late.
const MADE_UP: Duration = Duration::from_millis(50);

/// The least time between two requests on their way out, so that those whose commits came in one go do
/// not leave in one go.
const APART: Duration = Duration::from_millis(18);

/// The gate. Its clones are the same one.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    started: Instant,
    closed: CancellationToken,
}

struct State {
    pacer: Pacer<oneshot::Sender<Pass>>,
    /// When the gate looks again by itself.
    alarm: Option<Duration>,
    /// When the last turn was to be handed out; it may have been a little later.
    last_turn: Option<Duration>,
    /// When the last requests left, at most [`PER_SECOND`] of them.
    left: VecDeque<Duration>,
    /// As last said in the log.
    pace: Pace,
}

/// The right to make one request. Whoever drops it unused gives the channel free.
pub struct Pass {
    gate: Gate,
    channel: ChannelId,
    answered: Answered,
}

/// Why a request brought nothing.
#[derive(Debug)]
pub enum Failed {
    /// Discord or the connection said so.
    Said(serenity::Error),
    /// No answer in time: the outcome is unknown.
    Silent,
    /// The bot is stopping; nothing was sent.
    Stopping,
}

impl Default for Gate {
    fn default() -> Self {
        let state = State {
            pacer: Pacer::default(),
            alarm: None,
            last_turn: None,
            left: VecDeque::new(),
            pace: Pace::Full,
        };
        Self(Arc::new(Inner {
            state: Mutex::new(state),
            started: Instant::now(),
            closed: CancellationToken::new(),
        }))
    }
}

impl Gate {
    /// Waits for a turn. None when the bot is stopping.
    pub async fn pass(&self, class: Class, guild: GuildId, channel: ChannelId) -> Option<Pass> {
        let (turn, waiter) = oneshot::channel();
        if self.0.closed.is_cancelled() {
            return None;
        }
        self.0.lock().pacer.push(class, guild, channel, turn);
        self.grant();
        tokio::select! {
            () = self.0.closed.cancelled() => None,
            pass = waiter => pass.ok(),
        }
    }

    /// Makes one request of the slower class, once it has its turn.
    ///
    /// # Errors
    /// Whatever kept it from an answer within `limit`.
    pub async fn ask<T>(
        &self,
        (guild, channel): (GuildId, ChannelId),
        limit: Duration,
        request: impl Future<Output = serenity::Result<T>>,
    ) -> Result<T, Failed> {
        let pass = self.pass(Class::Other, guild, channel).await.ok_or(Failed::Stopping)?;
        pass.make(limit, request).await
    }

    /// Lets nothing more through: the bot is stopping. What is under way goes on.
    pub fn close(&self) {
        self.0.closed.cancel();
    }

    /// How fast requests go at present.
    pub fn pace(&self) -> Pace {
        self.0.lock().pacer.pace(self.0.now())
    }

    /// Hands out every turn there is now, and sees to it that the next is not forgotten.
    fn grant(&self) {
        let mut granted = Vec::new();
        {
            let mut state = self.0.lock();
            let now = self.0.now();
            loop {
                if let Some(next) = state.last_turn.map(|last| last + GAP).filter(|next| *next > now) {
                    if !state.pacer.is_empty() {
                        self.look_again(&mut state, next);
                    }
                    break;
                }
                match state.pacer.next(now) {
                    Turn::Go { channel, job } if job.is_closed() => state.pacer.unused(channel),
                    Turn::Go { channel, job } => {
                        let planned = state.last_turn.map_or(now, |last| last + GAP);
                        state.last_turn = Some(planned.max(now.saturating_sub(MADE_UP)));
                        granted.push((channel, job));
                    }
                    Turn::Wait(until) => {
                        self.look_again(&mut state, until);
                        break;
                    }
                    Turn::Idle => break,
                }
            }
            state.say_pace(now);
        }
        for (channel, waiter) in granted {
            // Outside the lock: a pass that nobody takes comes back here.
            let pass = Pass { gate: self.clone(), channel, answered: Answered::Fine };
            drop(waiter.send(pass));
        }
    }

    fn look_again(&self, state: &mut State, until: Duration) {
        if state.alarm.is_some_and(|alarm| alarm <= until) {
            return;
        }
        // Without a runtime the process is ending and nobody waits.
        let Ok(runtime) = Handle::try_current() else { return };
        state.alarm = Some(until);
        let (inner, at) = (Arc::downgrade(&self.0), self.0.started + until);
        runtime.spawn(async move {
            tokio::time::sleep_until(at).await;
            if let Some(inner) = inner.upgrade() {
                {
                    let mut state = inner.lock();
                    if state.alarm == Some(until) {
                        state.alarm = None;
                    }
                }
                Self(inner).grant();
            }
        });
    }

    /// Waits until a request may leave: 48 in any second, however bunched their commits were.
    async fn leave(&self) {
        loop {
            let free = {
                let mut state = self.0.lock();
                let now = self.0.now();
                let oldest = state.left.front().filter(|_| state.left.len() == PER_SECOND);
                let window = oldest.map(|left| *left + Duration::from_secs(1));
                let free = state.left.back().map(|left| *left + APART).max(window);
                match free {
                    Some(free) if free > now => free,
                    _ => {
                        if state.left.len() == PER_SECOND {
                            state.left.pop_front();
                        }
                        state.left.push_back(now);
                        return;
                    }
                }
            };
            tokio::time::sleep_until(self.0.started + free).await;
        }
    }
}

impl Inner {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Tells the operator when the pace changes.
    fn say_pace(&mut self, now: Duration) {
        let pace = self.pacer.pace(now);
        let kind = std::mem::discriminant(&pace);
        if kind == std::mem::discriminant(&self.pace) {
            return;
        }
        match pace {
            Pace::Full => tracing::info!("Discord refuses few requests again; they go at the full pace"),
            Pace::Slow => tracing::warn!("Discord refuses many requests; they go one a second"),
            Pace::Stopped { .. } => {
                tracing::error!(
                    "Discord refuses too many requests; no posts for ten minutes, or it would ban this address"
                );
            }
        }
        self.pace = pace;
    }
}

impl Pass {
    /// Makes the request, counts what came of it, and gives the channel free.
    ///
    /// # Errors
    /// Whatever kept it from an answer within `limit`.
    pub async fn make<T>(
        mut self,
        limit: Duration,
        request: impl Future<Output = serenity::Result<T>>,
    ) -> Result<T, Failed> {
        self.gate.leave().await;
        match tokio::time::timeout(limit, request).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) => {
                if matches!(status(&fault), Some(401 | 403 | 404 | 429)) {
                    self.answered = Answered::Invalid;
                }
                Err(Failed::Said(fault))
            }
            Err(_) => Err(Failed::Silent),
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let inner = &self.gate.0;
        inner.lock().pacer.done(self.channel, self.answered, inner.now());
        self.gate.grant();
    }
}

impl Failed {
    /// Whether the same request may fare better a little later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Said(fault) => may_pass(fault),
            Self::Silent => true,
            Self::Stopping => false,
        }
    }

    /// What went wrong, in words that hold no URL, token or body.
    pub fn brief(&self) -> String {
        match self {
            Self::Said(fault) => super::error::brief(fault),
            Self::Silent => "no answer in time".to_owned(),
            Self::Stopping => "the bot is stopping".to_owned(),
        }
    }
}

/// The HTTP status a request was refused with.
pub fn status(fault: &serenity::Error) -> Option<u16> {
    match fault {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) => Some(refused.status_code.as_u16()),
        _ => None,
    }
}

/// Whether the same request may fare better a little later: a limit, a fault of Discord's, a broken line.
pub fn may_pass(fault: &serenity::Error) -> bool {
    match fault {
        serenity::Error::Http(_) => status(fault).is_none_or(|status| status == 429 || status >= 500),
        // An answer cut off in the middle is no JSON.
        serenity::Error::Json(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId(1);

    #[tokio::test]
    async fn requests_leave_one_after_the_other_at_48_a_second() {
        let gate = Gate::default();
        let begun = Instant::now();
        let left = futures_util::future::join_all((1..=120).map(|n| {
            let gate = gate.clone();
            async move {
                let pass = gate.pass(Class::Post, GuildId(n), ChannelId(n)).await.unwrap();
                let mut at = Duration::ZERO;
                let request = async {
                    at = begun.elapsed();
                    Ok(())
                };
                pass.make(Duration::from_secs(10), request).await.unwrap();
                at
            }
        }))
        .await;
        let mut left = left;
        left.sort_unstable();
        for window in left.windows(PER_SECOND + 1) {
            // Each is noted a little after it left, as the machine has time for it.
            let span = window[PER_SECOND].saturating_sub(window[0]);
            assert!(span >= Duration::from_millis(900), "{} requests in {span:?}", PER_SECOND + 1);
        }
        assert!(left[119] > Duration::from_secs(2), "{:?}", left[119]);
    }

    #[tokio::test]
    async fn one_request_at_a_time_goes_to_a_channel() {
        let gate = Gate::default();
        let first = gate.pass(Class::Post, GUILD, ChannelId(1)).await.unwrap();
        let second = gate.pass(Class::Post, GUILD, ChannelId(1));
        tokio::pin!(second);
        assert!(tokio::time::timeout(Duration::from_millis(50), &mut second).await.is_err());
        drop(first);
        assert!(second.await.is_some());
    }

    #[tokio::test]
    async fn who_gives_up_waiting_holds_nobody_up() {
        let gate = Gate::default();
        let first = gate.pass(Class::Post, GUILD, ChannelId(1)).await.unwrap();
        let impatient = gate.pass(Class::Post, GUILD, ChannelId(1));
        assert!(tokio::time::timeout(Duration::from_millis(10), impatient).await.is_err());
        let patient = gate.pass(Class::Post, GUILD, ChannelId(1));
        let ((), passed) = tokio::join!(async { drop(first) }, patient);
        assert!(passed.is_some());
    }

    #[tokio::test]
    async fn a_closed_gate_lets_nobody_through_and_leaves_nobody_standing() {
        let gate = Gate::default();
        let first = gate.pass(Class::Post, GUILD, ChannelId(1)).await.unwrap();
        let waiting = gate.pass(Class::Post, GUILD, ChannelId(1));
        let ((), passed) = tokio::join!(async { gate.close() }, waiting);
        assert!(passed.is_none());
        drop(first);
        assert!(gate.pass(Class::Post, GUILD, ChannelId(2)).await.is_none());
    }
}
