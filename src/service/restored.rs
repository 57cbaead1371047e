//! After a backup was put back: what fell due since it was made is not sent a second time.
//!
//! Nobody knows any more what went out and what was answered in that time. So a card that was
//! due is noted as missed, which counts against nobody, and no reminder that was due comes
//! again, and no digest. What falls due after the restore comes as always.

use jiff::{SignedDuration, Timestamp};

use super::{Services, zone_of};
use crate::domain::ids::SlotToken;
use crate::domain::planner::Timing;
use crate::domain::reminder::Event;
use crate::domain::schedule;
use crate::domain::slot::{Slot, SlotState};
use crate::store::StoreError;

/// Under which key the time of which nothing is known is kept.
const LOST: &str = "lost_time";
/// So far back it is taken to reach where the backup carries no date.
const UNDATED: SignedDuration = SignedDuration::from_hours(24);
/// A card that was due so long before a backup was made may have waited to be sent again.
const WAITED: SignedDuration = SignedDuration::from_hours(3);

/// The time of which nothing is known, because a backup was put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostTime {
    from: Timestamp,
    until: Timestamp,
}

impl LostTime {
    /// Whether it is why this card is noted as missed.
    pub fn explains(self, slot: &Slot) -> bool {
        let from = self.from.saturating_sub(WAITED).unwrap_or(Timestamp::MIN);
        slot.state == SlotState::Missed && from < slot.due && slot.due <= self.until
    }

    fn write(self) -> String {
        format!("{}/{}", self.from.as_millisecond(), self.until.as_millisecond())
    }

    fn read(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('/')?;
        let moment = |ms: &str| Timestamp::from_millisecond(ms.parse().ok()?).ok();
        Some(Self { from: moment(from)?, until: moment(until)? })
    }
}

impl Services {
    /// Settles what fell due since the backup was made, at `made`, and by now. For its files, before a bot
    /// opens them; calling it again is harmless.
    pub async fn settle_restored(&self, made: Option<Timestamp>) -> Result<(), StoreError> {
        let now = self.clock.now();
        let from = made.unwrap_or_else(|| now.saturating_sub(UNDATED).unwrap_or(Timestamp::MIN));
        for slot in self.store.unfinished_slots().await?.into_iter().filter(|slot| slot.due <= now) {
            let missed = Slot { state: SlotState::Missed, next_try: None, ..slot.clone() };
            self.store.save_slot(slot.state, &missed).await?;
        }
        for token in self.store.unfinished_digests().await? {
            let Some(digest) = self.store.find_digest(token).await? else { continue };
            if digest.slot.due <= now {
                let missed = Slot { state: SlotState::Missed, next_try: None, ..digest.slot.clone() };
                self.store.save_digest(digest.slot.state, &missed).await?;
            }
        }
        for known in self.store.communities_on().await? {
            for due in schedule::due_between(&known, &zone_of(&known), from, now) {
                let token = SlotToken(self.chance.bytes());
                let slot = Slot::planned(token, known.guild, due.channel, due.occurrence);
                self.store.plan_slot(&Slot { state: due.state, ..slot }).await?;
            }
        }
        for of in self.store.due_reminders(Timestamp::MAX, u32::MAX).await? {
            self.step_reminder(of, Event::Restored, &Timing::default()).await?;
        }
        self.store.set_meta(LOST, &LostTime { from, until: now }.write()).await
    }

    /// The time of which nothing is known, if a backup was ever put back.
    pub(super) async fn lost_time(&self) -> Result<Option<LostTime>, StoreError> {
        Ok(self.store.meta(LOST).await?.as_deref().and_then(LostTime::read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lost_time_is_read_as_it_was_written() {
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        let lost = LostTime { from: moment("2026-11-23T08:00:00Z"), until: moment("2026-11-25T08:00:00.5Z") };
        assert_eq!(LostTime::read(&lost.write()), Some(lost));
        for bad in ["", "5", "a/b", "1/"] {
            assert_eq!(LostTime::read(bad), None, "{bad}");
        }
    }
}
