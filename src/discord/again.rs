//! Asking again: for requests that may be made twice without harm.
//!
//! A post is not one of them, it has the planner. Over a proxy serenity tells the
//! status of a 429 and not its wait, so the pauses are our own.

use std::time::Duration;

use super::pace::Failed;
use crate::domain::pacing::backoff;
use crate::rng::Chance;

/// Makes a request up to `tries` times, 1, 2, 4 ... 60 s apart, as long as it may fare better.
///
/// # Errors
/// That of the last try.
pub async fn again<T, F>(chance: &Chance, tries: u32, mut ask: impl FnMut() -> F) -> Result<T, Failed>
where
    F: Future<Output = Result<T, Failed>>,
{
    let mut attempts = 0;
    loop {
        attempts += 1;
        match ask().await {
            Err(failed) if attempts < tries && failed.may_pass() => {
                tokio::time::sleep(pause(chance, attempts)).await;
            }
            outcome => return outcome,
        }
    }
}

/// How long to wait after so many failures in a row.
pub fn pause(chance: &Chance, failures: u32) -> Duration {
    chance.with(|rng| backoff(failures, rng))
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[tokio::test]
    async fn what_may_fare_better_is_asked_again_and_not_for_ever() {
        let chance = Chance::seeded(1);
        let begun = tokio::time::Instant::now();
        let mut asked = 0;
        let outcome: Result<(), _> = again(&chance, 2, || {
            asked += 1;
            ready(Err(Failed::Silent))
        })
        .await;
        assert!(matches!(outcome, Err(Failed::Silent)));
        assert_eq!(asked, 2);
        let waited = begun.elapsed();
        assert!(waited >= Duration::from_secs(1), "{waited:?}");
    }

    #[tokio::test]
    async fn what_cannot_fare_better_is_asked_once() {
        let mut asked = 0;
        let outcome: Result<(), _> = again(&Chance::seeded(1), 4, || {
            asked += 1;
            ready(Err(Failed::Stopping))
        })
        .await;
        assert!(matches!(outcome, Err(Failed::Stopping)));
        assert_eq!(asked, 1);
    }
}
