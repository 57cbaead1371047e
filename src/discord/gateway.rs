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
        let stages = self.stages().await;
        !stages.is_empty() && stages.into_iter().all(|(_, connected)| connected)
    }

    /// The shards that are connected, by number.
    pub async fn connected(&self) -> Vec<u32> {
        self.stages().await.into_iter().filter_map(|(shard, connected)| connected.then_some(shard)).collect()
    }

    /// Each shard, and whether it is connected; none when nobody can say.
    async fn stages(&self) -> Vec<(u32, bool)> {
        let shards = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(shards) = shards else { return Vec::new() };
        let Ok(runners) = tokio::time::timeout(PATIENCE, shards.runners.lock()).await else {
            return Vec::new();
        };
        runners.iter().map(|(id, shard)| (id.0, shard.stage == ConnectionStage::Connected)).collect()
    }
}
