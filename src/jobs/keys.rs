//! Takes a new master key up while the bot runs: `chimebot keys rotate-master` lays it beside the old one.

use std::path::PathBuf;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::keyfile::{self, KeyFileError, KeyName};
use crate::store::Store;

/// The pause between two looks at the file.
const PAUSE: Duration = Duration::from_secs(1);

/// Wraps every member's key anew whenever another master key lies at `path`, until `stop`.
pub async fn follow(path: PathBuf, store: Store, stop: CancellationToken) {
    let mut told = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        let fault = take_up(&path, &store).await.err();
        if let Some(fault) = fault.as_ref().filter(|_| !told) {
            tracing::error!(%fault, "a new master key lies here and cannot be taken up");
        }
        told = fault.is_some();
    }
}

async fn take_up(path: &std::path::Path, store: &Store) -> Result<(), String> {
    match keyfile::read(KeyName::Master, path) {
        Ok(master) if store.keyring().wraps_with(&master) => Ok(()),
        Ok(master) => {
            store.rotate_master(master).await.map_err(|fault| fault.to_string())?;
            tracing::info!("every member's key is wrapped by the new master key");
            Ok(())
        }
        Err(KeyFileError::Missing { .. }) => Ok(()),
        Err(fault) => Err(fault.to_string()),
    }
}
