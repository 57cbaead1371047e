//! What a job works on at this moment: nothing is begun twice, and a tick can wait until all is done.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use super::scheduler::Ticked;

/// The things of one kind that are being seen through, and whether Discord refused the token meanwhile.
pub struct UnderWay<K> {
    keys: watch::Sender<HashSet<K>>,
    token_refused: AtomicBool,
}

impl<K> Default for UnderWay<K> {
    fn default() -> Self {
        Self { keys: watch::Sender::default(), token_refused: AtomicBool::new(false) }
    }
}

impl<K: Copy + Eq + Hash> UnderWay<K> {
    /// Whether `key` is being seen through.
    pub fn contains(&self, key: &K) -> bool {
        self.keys.borrow().contains(key)
    }

    /// Whether `most` are, so that the next has to wait.
    pub fn is_full(&self, most: usize) -> bool {
        self.keys.borrow().len() >= most
    }

    /// Notes that `key` is being seen through. It leaves with what is returned, however its task ends.
    pub fn begin(&self, key: K) -> Leaves<K> {
        self.keys.send_modify(|keys| {
            keys.insert(key);
        });
        Leaves { keys: self.keys.clone(), key }
    }

    /// Waits until nothing is.
    pub async fn idle(&self) {
        // An error would mean that the sender is gone, and that is ours.
        drop(self.keys.subscribe().wait_for(HashSet::is_empty).await);
    }

    /// Notes what one of them came to.
    pub fn came_to(&self, ticked: Ticked) {
        if ticked == Ticked::TokenRefused {
            self.token_refused.store(true, Ordering::Relaxed);
        }
    }

    /// Whether Discord still takes the token.
    pub fn ticked(&self) -> Ticked {
        if self.token_refused.load(Ordering::Relaxed) { Ticked::TokenRefused } else { Ticked::Done }
    }
}

/// Takes a key out of those under way when it is dropped.
#[must_use = "it leaves at once where nobody holds this"]
pub struct Leaves<K: Copy + Eq + Hash> {
    keys: watch::Sender<HashSet<K>>,
    key: K,
}

impl<K: Copy + Eq + Hash> Drop for Leaves<K> {
    fn drop(&mut self) {
        self.keys.send_modify(|keys| {
            keys.remove(&self.key);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_has_begun_is_known_until_it_ends_however_it_ends() {
        let under_way = UnderWay::default();
        let one = under_way.begin(1);
        assert!(under_way.contains(&1) && under_way.is_full(1) && !under_way.is_full(2));
        drop(one);
        under_way.idle().await;
        assert!(!under_way.contains(&1));
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _leaves = under_way.begin(2);
            panic!("a task that breaks");
        }));
        assert!(broken.is_err() && !under_way.contains(&2));
    }

    #[test]
    fn a_refused_token_is_remembered() {
        let under_way = UnderWay::<u8>::default();
        under_way.came_to(Ticked::Done);
        assert_eq!(under_way.ticked(), Ticked::Done);
        under_way.came_to(Ticked::TokenRefused);
        under_way.came_to(Ticked::Done);
        assert_eq!(under_way.ticked(), Ticked::TokenRefused);
    }
}
