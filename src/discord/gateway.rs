//! Whether the connection to Discord stands right now.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::all::ShardManager;
use serenity::gateway::ConnectionStage;

/// A shard that is being restarted holds the list for a moment; longer than this is no good sign.
const PATIENCE: Duration = Duration::from_secs(1);

/// The shards of the client in force; none before the first.
#[derive(Default)]
pub struct Gateway(Mutex<Option<Arc<ShardManager>>>);

impl Gateway {
    /// Takes note of a new client's shards.
    pub fn on_client(&self, shards: Arc<ShardManager>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(shards);
    }

    /// Whether every shard is connected.
    pub async fn is_connected(&self) -> bool {
        let shards = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(shards) = shards else { return false };
        let Ok(runners) = tokio::time::timeout(PATIENCE, shards.runners.lock()).await else { return false };
        !runners.is_empty() && runners.values().all(|shard| shard.stage == ConnectionStage::Connected)
    }
}
