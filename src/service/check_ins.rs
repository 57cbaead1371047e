//! Answering a check-in, and serving one privately.
//!
//! Somebody who has none of the choices on is read about and never written about:
//! the path ends before the writer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::counting::counts_for;
use super::days::DaysShown;
use super::person::Person;
use super::{Card, Services};
use crate::domain::bag::card_less;
use crate::domain::check_in::{CheckInRef, Counts, Given, GivenOn, counts};
use crate::domain::community::Community;
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::ids::SlotToken;
use crate::domain::keeping::KeepAnswers;
use crate::domain::prompt::{Component, PostedPrompt};
use crate::store::{self, HeldAnswer, Recorded, StoreError};

/// The choices a member can be offered as of this version.
pub const OFFERED: [Choice; 4] = Choice::ALL;

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is an answer, and thanked for.
    Thanked(Box<Thanks>),
    /// That card has closed; here is today's, if there is one.
    Closed(Option<Box<Served>>),
    /// There is no such check-in here, or it has no such answer.
    Unknown,
}

/// What there is to say after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button under the thank-you, there or not")]
pub struct Thanks {
    /// The check-in.
    pub at: CheckInRef,
    /// Its prompt as it was shown.
    pub prompt: PostedPrompt,
    /// The answer.
    pub given: Given,
    /// The day it counts for.
    pub day: Date,
    /// What was done with it.
    pub kept: Kept,
    /// The member's days, where they are counted.
    pub days: Option<DaysShown>,
    /// Whether there is a choice that is not on yet.
    pub more_to_choose: bool,
    /// Whether the member may write a few words beside this answer.
    pub can_write: bool,
    /// Whether the community has resources, among which something may help.
    pub resources: bool,
    /// Whether any choice is on.
    pub something_on: bool,
}

impl Thanks {
    /// The answer as an offer under it carries it along.
    pub fn given_on(&self) -> GivenOn {
        GivenOn { at: self.at.clone(), given: self.given, day: self.day }
    }
}

/// What was done with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing: no answers are kept.
    Nothing,
    /// It was kept.
    New,
    /// It took the place of another.
    Changed,
    /// It was there before.
    Same,
}

/// A prompt served to one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The prompt.
    pub prompt: PostedPrompt,
    /// What its controls speak of.
    pub at: CheckInRef,
}

/// A check-in found.
pub(super) enum Found {
    /// It takes answers.
    Open {
        prompt: Box<PostedPrompt>,
        /// The first day for which an answer to it could count.
        since: Date,
        /// The day for which an answer to it counts now.
        day: Date,
    },
    Closed,
    /// No such question is asked any more, if it ever was.
    Gone,
    Unknown,
}

impl Services {
    /// Takes one answer.
    pub async fn answer(
        &self,
        caller: &Caller,
        at: &CheckInRef,
        given: Given,
    ) -> Result<Answered, StoreError> {
        let known = self.community_or_new(caller).await?;
        let person = self.person(caller, &known).await?;
        let (prompt, day) = match self.find_check_in(caller, &known, &person, at).await? {
            Found::Open { prompt, day, .. } => (*prompt, day),
            Found::Closed | Found::Gone => {
                return Ok(Answered::Closed(Some(Box::new(self.today(caller).await?))));
            }
            Found::Unknown => return Ok(Answered::Unknown),
        };
        if !fits(&prompt, given) {
            return Ok(Answered::Unknown);
        }
        let recorded = if person.on.is_empty() {
            Recorded { answer: store::Answered::NotKept, days: None }
        } else {
            self.store
                .record_answer(caller.holder(), to_keep(at, &prompt, given, day, person.keep_answers))
                .await?
        };
        let kept = kept(&recorded);
        let days = match recorded.days {
            Some(told) => Some(self.days_shown(caller, &person, &told.days, told.counted, day).await?),
            None => None,
        };
        Ok(Answered::Thanked(Box::new(Thanks {
            at: at.clone(),
            can_write: known.words && kept != Kept::Nothing,
            resources: self.has_resources(caller).await,
            something_on: !person.on.is_empty(),
            kept,
            days,
            more_to_choose: OFFERED.iter().any(|choice| !person.on.contains(*choice)),
            prompt,
            given,
            day,
        })))
    }

    /// The card of the member's day, or a prompt of their own when there is none.
    pub async fn today(&self, caller: &Caller) -> Result<Served, StoreError> {
        let known = self.community_or_new(caller).await?;
        let person = self.person(caller, &known).await?;
        let today = person.day_of(self.clock.now());
        if let Some(card) = self.newest_card(caller.guild).await?
            && (person.day_of(card.posted_at) == today || card.local_date == today)
        {
            return Ok(Served { prompt: card.prompt.clone(), at: CheckInRef::Slot(card.token) });
        }
        let hash = self.store.keyring().daily_hash(caller.member, today);
        let counted = self.days_before(caller, &person, today).await?;
        let prompt = card_less(self.prompts(&known).await?.pack(), hash, counted).posted();
        let at = CheckInRef::CardLess {
            prompt: prompt.prompt_id.clone(),
            content: prompt.content_hash(),
            date: today,
        };
        Ok(Served { prompt, at })
    }

    /// Which choices the caller has on.
    pub async fn choices(&self, caller: &Caller) -> Result<ChoiceSet, StoreError> {
        let Some(member) = self.store.find_member(caller.holder()).await? else { return Ok(ChoiceSet::NONE) };
        self.note_seen(caller, &member).await;
        Ok(member.choices)
    }

    /// How many days the caller showed up before `today`; none where days are not counted. Without
    /// today, so that the prompt served stays the same all day.
    async fn days_before(
        &self,
        caller: &Caller,
        person: &Person,
        today: Date,
    ) -> Result<Option<u32>, StoreError> {
        let Some(held) = self.store.holdings(caller.holder()).await? else { return Ok(None) };
        let Some(days) = held.days else { return Ok(None) };
        let before = days.total().saturating_sub(u32::from(days.dates().contains(&today)));
        let counting = held.consents.iter().find(|held| held.choice == Choice::CountDays);
        let began_today = counting.is_some_and(|choice| person.day_of(choice.given_at) >= today);
        // Whoever turned it on under today's question is asked the same one again.
        Ok((before > 0 || !began_today).then_some(before))
    }

    /// Finds a check-in of the caller's community, and the day it counts for.
    pub(super) async fn find_check_in(
        &self,
        caller: &Caller,
        known: &Community,
        person: &Person,
        at: &CheckInRef,
    ) -> Result<Found, StoreError> {
        match at {
            CheckInRef::Slot(token) => self.find_card(caller, person, *token).await,
            CheckInRef::CardLess { prompt, content, date } => {
                let today = person.day_of(self.clock.now());
                let prompts = self.prompts(known).await?;
                let Some(found) = prompts.pack().get(prompt) else { return Ok(Found::Gone) };
                let posted = found.posted();
                // One whose words changed since is no longer this question.
                if *date > today || posted.content_hash() != *content {
                    return Ok(Found::Gone);
                }
                let prompt = Box::new(posted);
                Ok(if *date == today {
                    Found::Open { prompt, since: today, day: today }
                } else {
                    Found::Closed
                })
            }
        }
    }

    async fn find_card(
        &self,
        caller: &Caller,
        person: &Person,
        token: SlotToken,
    ) -> Result<Found, StoreError> {
        let newest = self.newest_card(caller.guild).await?;
        let (zone, now) = (&person.zone, self.clock.now());
        if let Some(newest) = newest.as_ref().filter(|newest| newest.token == token) {
            let counted = counts(zone, person.day_start, now, None);
            return Ok(Found::on(counted, newest, person));
        }
        let Some(found) = self.store.find_slot(token).await? else { return Ok(Found::Unknown) };
        if found.slot.guild != caller.guild {
            return Ok(Found::Unknown);
        }
        let Some(card) = Card::read(found).transpose()? else { return Ok(Found::Closed) };
        // A card whose answer from Discord was lost is pressed before it is known to be posted: it is the newest.
        let older = newest.is_some_and(|newest| newest.local_date > card.local_date);
        let counted = counts(zone, person.day_start, now, older.then_some(card.posted_at));
        Ok(Found::on(counted, &card, person))
    }
}

impl Found {
    fn on(counted: Counts, card: &Card, person: &Person) -> Self {
        match counted {
            Counts::On(day) => {
                let since = person.day_of(card.posted_at);
                Self::Open { prompt: Box::new(card.prompt.clone()), since, day }
            }
            Counts::Closed => Self::Closed,
        }
    }
}

/// A kept answer as it lies sealed: all that is needed to show it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// The answer as a `custom_id` writes it.
    pub given: String,
    /// The question.
    pub question: String,
    /// The answer's words; empty for *Hard day* and *Skip*.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// Which part of CHIME the question was about; none in answers kept by an older version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<Component>,
}

impl KeptAnswer {
    /// A kept answer as it lies sealed; none when this version cannot read it.
    pub fn read(held: &HeldAnswer) -> Option<Self> {
        serde_json::from_str(&held.answer).ok()
    }
}

/// The answer as the store takes it.
pub(super) fn to_keep(
    at: &CheckInRef,
    prompt: &PostedPrompt,
    given: Given,
    date: Date,
    keep: KeepAnswers,
) -> store::Given {
    let answer = match given {
        Given::Answer(index) => prompt.answers.get(usize::from(index)).cloned().unwrap_or_default(),
        Given::Hard | Given::Skip => String::new(),
    };
    let kept = KeptAnswer {
        given: given.to_string(),
        question: prompt.question.clone(),
        answer,
        component: Some(prompt.component),
    };
    store::Given {
        what: at.to_string(),
        date,
        answer: serde_json::to_string(&kept).expect("a few texts always make JSON"),
        keep_until: keep.until(date),
        counts: counts_for(prompt, given),
    }
}

/// What was done with an answer, as the member is told.
pub(super) fn kept(recorded: &Recorded) -> Kept {
    match recorded.answer {
        store::Answered::NotKept => Kept::Nothing,
        store::Answered::Stored => Kept::New,
        store::Answered::Replaced { .. } => Kept::Changed,
        store::Answered::Same => Kept::Same,
    }
}

/// Whether a prompt has such an answer.
pub(super) fn fits(prompt: &PostedPrompt, given: Given) -> bool {
    match given {
        Given::Answer(index) => usize::from(index) < prompt.answers.len(),
        Given::Hard | Given::Skip => true,
    }
}
