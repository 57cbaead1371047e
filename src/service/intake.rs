//! Lists of resources that come in and go out as files, and the starter list. Moderators alone, asked at
//! each step; a file is planned first, and brought in whole or not at all.

use std::fmt::Write as _;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::caller::Caller;
use super::library::Kept;
use super::{Services, zone_of};
use crate::domain::resource::export;
use crate::domain::resource::file::{self, FileFault, Format, Sheet};
use crate::domain::resource::import::{self, Plan};
use crate::domain::resource::{Body, EntryId};
use crate::store::{Act, Change, StoreError};

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// This.
    Plan(Box<Plan>),
    /// It cannot be read.
    Unreadable(FileFault),
    /// Only moderators may do that.
    Refused,
}

/// What became of a wish to bring a file in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BroughtIn {
    /// All of it is on the list.
    Done {
        /// How many entries are new.
        added: usize,
        /// How many are different now.
        changed: usize,
    },
    /// Nothing was done: the list is not as it was when the plan was shown. This is what it would do now.
    Again(Box<Plan>),
    /// It cannot be read.
    Unreadable(FileFault),
    /// Only moderators may do that.
    Refused,
}

/// A list as a file, and how many entries are in it.
pub type Exported = (String, usize);

impl Services {
    /// Whether the caller may bring in a file, to be asked before one is fetched.
    pub async fn may_import(&self, caller: &Caller) -> Result<bool, StoreError> {
        self.keeps_library(caller).await
    }

    /// What a file would do to the list. Changes nothing.
    pub async fn plan_import(
        &self,
        caller: &Caller,
        format: Format,
        text: &str,
    ) -> Result<Planned, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Planned::Refused);
        }
        match file::rows(format, text) {
            Ok(sheet) => self.plan_rows(caller, sheet).await,
            Err(fault) => Ok(Planned::Unreadable(fault)),
        }
    }

    /// Brings a file in, if it would still do what was shown: `seen` is the [`mark`] of that plan.
    pub async fn bring_in(
        &self,
        caller: &Caller,
        format: Format,
        text: &str,
        seen: &str,
    ) -> Result<BroughtIn, StoreError> {
        let planned = self.plan_import(caller, format, text).await?;
        let outcome = self.carry_out(caller, planned, Some(seen)).await?;
        // Somebody may have been quicker by a moment: what is shown is what the file would do now.
        if let BroughtIn::Again(_) = outcome
            && let Planned::Plan(plan) = self.plan_import(caller, format, text).await?
        {
            return Ok(BroughtIn::Again(plan));
        }
        Ok(outcome)
    }

    /// What the starter list would do.
    pub async fn starter(&self, caller: &Caller) -> Result<Planned, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Planned::Refused);
        }
        self.plan_rows(caller, self.words.now().starter().clone()).await
    }

    /// Puts the starter list on the list. An entry of its own that a community changed meanwhile is left so.
    pub async fn bring_in_starter(&self, caller: &Caller) -> Result<BroughtIn, StoreError> {
        let mut planned = self.starter(caller).await?;
        if let Planned::Plan(plan) = &mut planned {
            plan.changed.clear();
        }
        self.carry_out(caller, planned, None).await
    }

    /// What members see of the list, as a file; none for who may not take it.
    pub async fn export_library(
        &self,
        caller: &Caller,
        format: Format,
    ) -> Result<Option<Exported>, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(None);
        }
        let library = self.library(caller.guild).await?;
        Ok(Some((export::file(format, library.live()), library.live().count())))
    }

    async fn plan_rows(&self, caller: &Caller, sheet: Sheet) -> Result<Planned, StoreError> {
        let known = self.community_or_new(caller).await?;
        let today = zone_of(&known).to_datetime(self.clock.now()).date();
        let library = self.library(caller.guild).await?;
        // Ten thousand rows keep a thread busy, and others wait for their answers.
        let work = tokio::task::spawn_blocking(move || import::plan(&sheet, &library, today));
        let planned = work.await.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
        Ok(planned.map_or_else(Planned::Unreadable, |plan| Planned::Plan(Box::new(plan))))
    }

    async fn carry_out(
        &self,
        caller: &Caller,
        planned: Planned,
        seen: Option<&str>,
    ) -> Result<BroughtIn, StoreError> {
        let plan = match planned {
            Planned::Plan(plan) => plan,
            Planned::Unreadable(fault) => return Ok(BroughtIn::Unreadable(fault)),
            Planned::Refused => return Ok(BroughtIn::Refused),
        };
        if seen.is_some_and(|seen| seen != mark(&plan)) {
            return Ok(BroughtIn::Again(plan));
        }
        let done = BroughtIn::Done { added: plan.added.len(), changed: plan.changed.len() };
        if plan.moves() == 0 {
            return Ok(done);
        }
        Ok(match self.change_entries(caller, changes(&plan)).await? {
            Kept::Done(_) => done,
            Kept::Stale(..) => BroughtIn::Again(plan),
            Kept::Refused => BroughtIn::Refused,
        })
    }
}

fn changes(plan: &Plan) -> Vec<Change> {
    let added = plan.added.iter().map(|(id, body)| (id, None, body));
    let changed = plan.changed.iter().map(|(id, version, body)| (id, Some(*version), body));
    let change = |(id, seen, body): (&EntryId, Option<u32>, &Body)| Change {
        id: id.clone(),
        seen,
        act: Act::Import,
        body: body.clone(),
        retired: false,
    };
    added.chain(changed).map(change).collect()
}

/// A short mark of what a plan does: 16 hexadecimal digits, the same for the same changes to the same list.
pub fn mark(plan: &Plan) -> String {
    // Not on which day: where a file does not say, an entry counts as checked on the day it comes in.
    let undated = |body: &Body| Body { checked_on: Date::ZERO, ..body.clone() };
    let added: Vec<_> = plan.added.iter().map(|(id, body)| (id, undated(body))).collect();
    let changed: Vec<_> = plan.changed.iter().map(|(id, seen, body)| (id, seen, undated(body))).collect();
    let json = serde_json::to_vec(&(added, changed)).expect("entries always serialise");
    Sha256::digest(json).iter().take(8).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
        hex
    })
}
