//! Turning choices on: nothing is stored before this, and this stores only what was ticked.

use super::Services;
use super::caller::Caller;
use super::check_ins::{Found, Kept, OFFERED, fits, kept, to_keep};
use crate::domain::check_in::{CheckInRef, Given};
use crate::domain::consent::{CONSENT_VERSION, ChoiceSet};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// There was none.
    None,
    /// It was taken along as far as what is on asks for it.
    Taken {
        /// It is kept.
        kept: bool,
        /// Its day counts.
        counted: bool,
    },
    /// Its card has closed; it was not stored.
    Closed,
}

impl Services {
    /// Turns `ticked` on for the caller, who has just said that they are 18 or older and agree.
    pub async fn agree(
        &self,
        caller: &Caller,
        ticked: ChoiceSet,
        answer: Option<&(CheckInRef, Given)>,
    ) -> Result<Agreed, StoreError> {
        let on = self.choices(caller).await?;
        let ticked: ChoiceSet = ticked.iter().filter(|choice| OFFERED.contains(choice)).collect();
        let turned_on: ChoiceSet = ticked.iter().filter(|choice| !on.contains(*choice)).collect();
        if turned_on.is_empty() {
            return Ok(Agreed { turned_on, answer: Carried::None, total: None });
        }
        self.store.turn_on(caller.holder(), turned_on, CONSENT_VERSION).await?;
        let Some((at, given)) = answer else {
            return Ok(Agreed { turned_on, answer: Carried::None, total: None });
        };
        let (prompt, date) = match self.find_check_in(caller, at).await? {
            Found::Open(prompt, date) if fits(&prompt, *given) => (prompt, date),
            _ => return Ok(Agreed { turned_on, answer: Carried::Closed, total: None }),
        };
        let recorded = self.store.record_answer(caller.holder(), to_keep(at, &prompt, *given, date)).await?;
        let total = recorded.days.as_ref().map(|days| days.total);
        let carried =
            Carried::Taken { kept: kept(&recorded) != Kept::Nothing, counted: recorded.days.is_some() };
        Ok(Agreed { turned_on, answer: carried, total })
    }

    /// Turns choices off, which deletes what they kept.
    pub async fn turn_off(&self, caller: &Caller, choices: ChoiceSet) -> Result<(), StoreError> {
        for choice in choices.iter() {
            self.store.turn_off(caller.holder(), choice).await?;
        }
        Ok(())
    }
}
