//! Turning choices on: nothing is stored before this, and this stores only what was ticked.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use super::check_ins::{Found, Kept, OFFERED, fits, kept, to_keep};
use crate::domain::check_in::{Given, GivenOn};
use crate::domain::consent::{CONSENT_VERSION, ChoiceSet};
use crate::domain::prompt::PostedPrompt;
use crate::store::StoreError;

/// What a yes came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// What was turned on by it.
    pub turned_on: ChoiceSet,
    /// What became of the answer the offer stood under.
    pub answer: Carried,
    /// The total of days, where they are counted now.
    pub total: Option<u32>,
}

/// What became of the answer that a yes carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// There was none.
    None,
    /// It was taken along as far as the yes asks for it.
    Taken {
        /// What is kept by it: the answer, with the prompt it was given to.
        kept: Option<Box<(PostedPrompt, Given)>>,
        /// Its day counts.
        counted: bool,
    },
    /// Its card has closed, or its question was taken back; it was not stored.
    Closed,
}

impl Services {
    /// Turns `ticked` on for the caller, who has just said that they are 18 or older and agree, and stores
    /// the answer the offer stood under in the same step.
    ///
    /// None when that answer is to no check-in of this community: then the button is not one of ours, and
    /// nothing is changed.
    pub async fn agree(
        &self,
        caller: &Caller,
        ticked: ChoiceSet,
        answer: Option<&GivenOn>,
    ) -> Result<Option<Agreed>, StoreError> {
        let known = self.community_or_new(caller).await?;
        let person = self.person(caller, &known).await?;
        let on = person.on;
        let turned_on: ChoiceSet =
            OFFERED.into_iter().filter(|choice| ticked.contains(*choice) && !on.contains(*choice)).collect();
        let open = match answer {
            None => None,
            Some(answer) => match self.find_check_in(caller, &known, &person, &answer.at).await? {
                Found::Open { prompt, since, day } if fits(&prompt, answer.given) => {
                    was_given(answer.day, since, day).then_some((answer, prompt))
                }
                Found::Closed | Found::Gone => None,
                Found::Open { .. } | Found::Unknown => return Ok(None),
            },
        };
        let given = open.as_ref().map(|(answer, prompt)| {
            to_keep(&answer.at, prompt, answer.given, answer.day, person.keep_answers)
        });
        let recorded = self.store.agree(caller.holder(), turned_on, CONSENT_VERSION, given).await?;
        let total = recorded.days.as_ref().map(|told| told.days.total());
        let answer = match (answer, open) {
            (None, _) => Carried::None,
            (Some(_), None) => Carried::Closed,
            (Some(_), Some((answer, prompt))) => Carried::Taken {
                kept: (kept(&recorded) != Kept::Nothing).then(|| Box::new((*prompt, answer.given))),
                counted: recorded.days.is_some(),
            },
        };
        Ok(Some(Agreed { turned_on, answer, total }))
    }

    /// Whether the caller has something on that they agreed to under an older text.
    pub async fn text_changed(&self, caller: &Caller) -> Result<bool, StoreError> {
        self.store.agreed_before(caller.holder(), CONSENT_VERSION).await
    }

    /// Notes that the caller agrees to the text as it is now. False when they had already.
    pub async fn agree_again(&self, caller: &Caller) -> Result<bool, StoreError> {
        self.store.agree_again(caller.holder(), CONSENT_VERSION).await
    }

    /// Turns choices off, which deletes what they kept.
    pub async fn turn_off(&self, caller: &Caller, choices: ChoiceSet) -> Result<(), StoreError> {
        for choice in choices.iter() {
            self.store.turn_off(caller.holder(), choice).await?;
        }
        Ok(())
    }
}

/// Whether an answer to a check-in that is open from `since` and counts for `now` today can have been
/// given on `day`: at most a night may lie between the tap and the yes.
fn was_given(day: Date, since: Date, now: Date) -> bool {
    (since..=now).contains(&day) && now.saturating_sub(1.day()) <= day
}
