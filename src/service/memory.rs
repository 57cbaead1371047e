//! A small memory of what every press reads and few acts change.
//!
//! It is never the only place of anything: what is forgotten is read again, and a
//! restart begins with nothing in it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// More entries than this and all are forgotten: a bound, far above what one process serves.
const MOST: usize = 10_000;

/// Remembers values by key until they are forgotten.
#[derive(Debug)]
pub struct Memory<K, V> {
    entries: RwLock<HashMap<K, V>>,
    /// Moves with each `forget`, so that a value read before a change is not remembered after it.
    age: AtomicU64,
}

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self { entries: RwLock::default(), age: AtomicU64::new(0) }
    }
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    /// The value of `key`: remembered, or as `read` gives it.
    ///
    /// # Errors
    /// That of `read`; nothing is remembered then.
    pub async fn get<E>(&self, key: K, read: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        if let Some(known) = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let age = self.age.load(Ordering::SeqCst);
        let value = read.await?;
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if self.age.load(Ordering::SeqCst) == age {
            if entries.len() >= MOST {
                entries.clear();
            }
            entries.insert(key, value.clone());
        }
        Ok(value)
    }

    /// The value of `key` if it is at hand. Waits for nothing.
    pub fn peek(&self, key: &K) -> Option<V> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Forgets `key`. To be called after each change of it, before anybody is told of the change.
    pub fn forget(&self, key: &K) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        self.age.fetch_add(1, Ordering::SeqCst);
        entries.remove(key);
    }

    /// Forgets everything: for what many keys may hold.
    pub fn forget_all(&self) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        self.age.fetch_add(1, Ordering::SeqCst);
        entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_value_is_read_once_and_again_after_it_was_forgotten() {
        let memory = Memory::default();
        let read = |value: u32| async move { Ok::<_, ()>(value) };
        assert_eq!(memory.get(1, read(10)).await, Ok(10));
        assert_eq!(memory.get(1, read(11)).await, Ok(10));
        memory.forget(&1);
        assert_eq!(memory.get(1, read(11)).await, Ok(11));
    }

    #[tokio::test]
    async fn a_value_that_changed_while_it_was_read_is_not_remembered() {
        let memory = Memory::default();
        let stale = async {
            memory.forget(&1);
            Ok::<_, ()>("before")
        };
        assert_eq!(memory.get(1, stale).await, Ok("before"));
        assert_eq!(memory.get(1, async { Ok::<_, ()>("after") }).await, Ok("after"));
    }

    #[tokio::test]
    async fn a_failed_read_is_not_remembered() {
        let memory: Memory<u8, u8> = Memory::default();
        assert_eq!(memory.get(1, async { Err("disk") }).await, Err("disk"));
        assert_eq!(memory.get(1, async { Ok::<_, &str>(2) }).await, Ok(2));
    }
}
