//! `/my-data`: what is kept about the caller, and erasing it.

use super::Services;
use super::caller::Caller;
use crate::store::{Erased, Holdings, StoreError};

impl Services {
    /// Everything kept about the caller in this community.
    pub async fn holdings(&self, caller: &Caller) -> Result<Option<Holdings>, StoreError> {
        self.store.holdings(caller.holder()).await
    }

    /// Erases everything kept about the caller in this community.
    pub async fn erase(&self, caller: &Caller) -> Result<Erased, StoreError> {
        self.store.erase_member(caller.holder()).await
    }
}
