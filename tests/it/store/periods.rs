//! The group's numbers through the store: who counts, what a closing leaves, and those who attack it.
//!
//! Three mistakes would undo the promise, and each fails here or beside the domain. Keeping the noise
//! instead of the number: `what_was_released_is_never_drawn_again`. Counting somebody twice:
//! `one_answer_or_two_thousand_leave_the_same_row`. Rounding before the noise:
//! `noise_is_added_to_the_count_itself_and_rounding_comes_after` in `domain::engagement`.

use chimebot::domain::consent::Choice::{CountDays, GroupCounts};
use chimebot::domain::engagement::{Counted, Level, Part, Released, Tier, Window};
use chimebot::domain::resource::{Support, Topic};
use chimebot::store::{Plan, StoreError, is_wrapped_by};
use futures_util::future::join_all;
use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

const WEEKS: SignedDuration = SignedDuration::from_hours(4 * 7 * 24);

impl Home {
    fn person(&self, number: u64) -> Caller {
        self.store.caller(GUILD, UserId(5_000 + number))
    }

    /// So many people who chose to be counted.
    async fn crowd(&self, people: u64) {
        let choices = [GroupCounts, CountDays].into_iter().collect();
        let all = (0..people).map(|number| self.store.turn_on(self.person(number), choices, CONSENT_VERSION));
        for done in join_all(all).await {
            done.unwrap();
        }
    }

    /// Opens a period that begins now.
    async fn open(&self, tier: Tier) -> Timestamp {
        let now = self.clock.now();
        let plan = Plan { window: Window { start: now, end: now + WEEKS }, zone: "Europe/London".to_owned() };
        self.store.plan_period(GUILD, plan.clone()).await.unwrap();
        assert!(self.store.open_period(GUILD, plan, tier).await.unwrap());
        now
    }

    /// Everybody of the crowd counts for this.
    async fn count(&self, people: std::ops::Range<u64>, counted: Counted) {
        for done in join_all(people.map(|number| self.store.count(self.person(number), counted))).await {
            done.unwrap();
        }
    }

    async fn close(&self, start: Timestamp) -> bool {
        self.clock.set(start + WEEKS);
        self.store.close_period(GUILD, start, None).await.unwrap()
    }

    async fn all_of(&self, table: &str) -> Vec<String> {
        self.tables().await.remove(table).unwrap()
    }

    async fn sql(&self, file: &str, statement: &'static str) -> Result<(), sqlx::Error> {
        let mut file = connect(&self.folder.path().join(file)).await;
        sqlx::query(statement).execute(&mut file).await.map(|_| ())
    }
}

/// The stored number of a cell, from the line of its row.
fn noisy(rows: &[String], cell: &str) -> i64 {
    let row = rows.iter().find(|row| row.contains(&format!("'{cell}'"))).unwrap();
    row.rsplit(',').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn one_answer_or_two_thousand_leave_the_same_row() {
    let home = Home::new().await;
    home.crowd(2).await;
    home.open(Tier::From10).await;
    home.count(0..1, Counted::TookPart).await;
    let once = home.all_of("tally").await;
    for _ in 0..20 {
        let again = (0..100).map(|_| home.store.count(home.person(0), Counted::TookPart));
        join_all(again).await.into_iter().for_each(Result::unwrap);
    }
    assert_eq!(home.all_of("tally").await, once, "the same bytes, whatever the noise will be");
    let answer = Given { counts: vec![Counted::TookPart], ..given("3", TODAY) };
    home.store.record_answer(home.person(0), answer.clone()).await.unwrap();
    home.store.record_answer(home.person(1), answer).await.unwrap();
    assert_eq!(home.all_of("tally").await.len(), 2, "one row each");
}

#[tokio::test]
async fn of_picks_the_first_stands_and_of_scales_the_last() {
    let home = Home::new().await;
    home.crowd(1).await;
    home.open(Tier::From500).await;
    let (part, one) = (Part::Hope, home.person(0));
    for counted in [
        Counted::Support(Support::Practical),
        Counted::Support(Support::Emotional),
        Counted::Topic(Topic::Food),
        Counted::Topic(Topic::Money),
        Counted::Scale(part, Level::Low),
        Counted::Scale(part, Level::High),
        Counted::Scale(Part::Meaning, Level::Middle),
    ] {
        home.store.count(one, counted).await.unwrap();
    }
    let held = home.store.counted(one).await.unwrap().unwrap();
    let cells: Vec<_> = held.cells.iter().map(|cell| (cell.figure().slug(), cell.slug())).collect();
    assert_eq!(
        cells,
        [("support", "practical"), ("topic", "food"), ("scale_hope", "high"), ("scale_meaning", "middle")]
    );
    assert_eq!(held.last_day(), date(2026, 12, 20));
    let raw = home.store.raw_rows(one).await.unwrap();
    assert_eq!(raw.iter().filter(|row| row.table == "tally").count(), 4);
    assert_eq!(home.store.counted(home.person(7)).await.unwrap(), None);
}

#[tokio::test]
async fn nobody_counts_without_the_choice_outside_a_period_or_in_a_figure_their_group_is_too_small_for() {
    let home = Home::new().await;
    home.crowd(1).await;
    let only_days = home.person(9);
    home.store.turn_on(only_days, [CountDays].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    let answer = || Given { counts: vec![Counted::TookPart], ..given("3", TODAY) };
    home.store.record_answer(home.person(0), answer()).await.unwrap();
    assert!(home.all_of("tally").await.is_empty(), "no period is open");
    let start = home.open(Tier::From10).await;
    for person in [only_days, home.person(8)] {
        home.store.record_answer(person, answer()).await.unwrap();
        home.store.count(person, Counted::TookPart).await.unwrap();
    }
    for counted in [Counted::Support(Support::Practical), Counted::Scale(Part::Hope, Level::Low)] {
        home.store.count(home.person(0), counted).await.unwrap();
    }
    assert!(home.all_of("tally").await.is_empty(), "not chosen, or not released for a group of this size");
    for moment in [start - SignedDuration::from_secs(1), start + WEEKS] {
        home.clock.set(moment);
        home.store.record_answer(home.person(0), answer()).await.unwrap();
    }
    assert!(home.all_of("tally").await.is_empty(), "before its first moment, and at its end");
    home.clock.set(start + WEEKS - SignedDuration::from_millis(1));
    // The yes came after the answer it carried: that one does not count.
    let carried = home.store.agree(only_days, [GroupCounts].into_iter().collect(), 3, Some(answer()));
    carried.await.unwrap();
    assert!(home.all_of("tally").await.is_empty());
    home.store.record_answer(only_days, answer()).await.unwrap();
    assert_eq!(home.all_of("tally").await.len(), 1, "the last moment is in it");
}

#[tokio::test]
async fn a_closing_releases_every_cell_charges_the_budget_and_leaves_no_tally_and_no_key() {
    let home = Home::new().await;
    home.crowd(60).await;
    let start = home.open(Tier::From25).await;
    home.count(0..60, Counted::TookPart).await;
    home.count(0..40, Counted::Support(Support::Belonging)).await;
    let raw = home.store.raw_rows(home.person(3)).await.unwrap();
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    };
    let secrets: Vec<Vec<u8>> = raw
        .iter()
        .filter(|row| row.table == "tally")
        .flat_map(|row| &row.columns)
        .filter(|(name, _)| name == "tag" || name == "box")
        .map(|(_, value)| bytes(value.as_ref().unwrap()))
        .collect();
    assert_eq!(secrets.len(), 4);
    assert!(secrets.iter().all(|secret| home.on_disk(secret) > 0), "the control: it is on disk before");
    assert_eq!(home.store.budgets(GUILD).await.unwrap(), [(0, 3_000_000)]);

    assert!(home.close(start).await);
    let tables = home.tables().await;
    assert!(tables["tally"].is_empty() && tables["period_key"].is_empty());
    assert!(secrets.iter().all(|secret| home.on_disk(secret) == 0), "in no page and no log");
    assert_eq!(tables["release"].len(), 5, "one for taking part and four kinds, empty ones too");
    // Noise of more than 25 comes up once in 10^11 numbers.
    for (cell, count) in
        [("people", 60), ("belonging", 40), ("practical", 0), ("emotional", 0), ("information", 0)]
    {
        assert!((noisy(&tables["release"], cell) - count).abs() <= 25, "{cell}: {:?}", tables["release"]);
    }
    assert_eq!(home.store.budgets(GUILD).await.unwrap(), [(2_000_000, 3_000_000)]);
    let released = home.store.released(GUILD).await.unwrap();
    assert_eq!((released[0].first, released[0].last), (date(2026, 11, 23), date(2026, 12, 20)));
    assert_eq!(released[0].numbers.len(), 5);
    assert_eq!(home.store.counted(home.person(3)).await.unwrap(), None);
}

/// Whoever looks again, comes late, leaves, is erased or starts the bot anew sees the same bytes. With the
/// noise kept in place of the number, the first late answer would show itself.
#[tokio::test]
async fn what_was_released_is_never_drawn_again() {
    let home = Home::new().await;
    home.crowd(30).await;
    let start = home.open(Tier::From10).await;
    home.count(0..30, Counted::TookPart).await;
    assert!(home.close(start).await);
    let released = home.store.released(GUILD).await.unwrap();
    let stored = home.all_of("release").await;
    // The number itself is stored, not its noise, which would lie around 0.
    assert!((noisy(&stored, "people") - 30).abs() <= 20 && stored.len() == 1);
    for _ in 0..1_000 {
        assert_eq!(home.store.released(GUILD).await.unwrap(), released);
    }
    // Late answers, a second closing, a choice turned off, an erasure, somebody who comes back.
    home.clock.set(start + SignedDuration::from_hours(1));
    home.count(0..30, Counted::TookPart).await;
    assert!(!home.store.close_period(GUILD, start, None).await.unwrap(), "closed once");
    home.store.turn_off(home.person(1), GroupCounts).await.unwrap();
    home.store.erase_member(home.person(2)).await.unwrap();
    home.store.community_left(GUILD).await.unwrap();
    home.store.community_is_back(GUILD).await.unwrap();
    home.crowd(3).await;
    assert_eq!(home.all_of("release").await, stored);
    let home = home.restart().await;
    assert_eq!(home.all_of("release").await, stored);
    assert_eq!(home.store.released(GUILD).await.unwrap(), released);
    assert!(home.all_of("tally").await.is_empty());
    assert_eq!(home.store.budgets(GUILD).await.unwrap(), [(1_000_000, 2_000_000)]);
}

#[tokio::test]
async fn whoever_turns_it_off_or_erases_is_taken_out_of_the_open_period_and_nobody_else_is() {
    let home = Home::new().await;
    home.crowd(4).await;
    home.open(Tier::From25).await;
    home.count(0..4, Counted::TookPart).await;
    home.count(0..4, Counted::Support(Support::Emotional)).await;
    let left = home.store.turn_off(home.person(0), GroupCounts).await.unwrap();
    assert!(left.contains(CountDays));
    home.store.erase_member(home.person(1)).await.unwrap();
    home.store.turn_off(home.person(2), CountDays).await.unwrap();
    assert_eq!(home.all_of("tally").await.len(), 4, "of the two who stayed");
    for (number, counts) in [(0, false), (1, false), (2, true), (3, true)] {
        assert_eq!(home.store.counted(home.person(number)).await.unwrap().is_some(), counts, "{number}");
    }
    // The last choice takes the member along.
    home.store.turn_off(home.person(2), GroupCounts).await.unwrap();
    assert_eq!(home.all_of("tally").await.len(), 2);
    // Whoever comes back in the same period counts anew, and stays counted after the next start.
    home.store.turn_on(home.person(0), [GroupCounts].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    home.count(0..1, Counted::TookPart).await;
    let home = home.restart().await;
    assert_eq!(home.all_of("tally").await.len(), 3);
}

#[tokio::test]
async fn a_start_finishes_what_a_crash_left_between_the_two_files() {
    let home = Home::new().await;
    home.crowd(3).await;
    let start = home.open(Tier::From10).await;
    home.count(0..3, Counted::TookPart).await;
    // An erasure that got as far as the key.
    let member = home.person(0).member.0.map(|byte| format!("{byte:02x}")).concat();
    let cut: &'static str =
        format!("DELETE FROM member_key WHERE hex(member_ref) = upper('{member}')").leak();
    home.sql("keys.db", cut).await.unwrap();
    let home = home.restart().await;
    assert_eq!(home.all_of("tally").await.len(), 2, "the rest of that erasure");
    assert!(home.store.live_period(GUILD).await.unwrap().is_some());

    // A closing whose key stayed: it opens nothing, and goes.
    assert!(home.close(start).await);
    let stored = home.all_of("release").await;
    home.sql("keys.db", "INSERT INTO period_key VALUES (1000000000000000001, 1, zeroblob(73))")
        .await
        .unwrap();
    let home = home.restart().await;
    assert!(home.all_of("period_key").await.is_empty());
    assert_eq!(home.all_of("release").await, stored);

    // An open period without its key, as a backup holds it: void, and never released.
    home.open(Tier::From10).await;
    home.count(1..3, Counted::TookPart).await;
    home.sql("keys.db", "DELETE FROM period_key").await.unwrap();
    let home = home.restart().await;
    assert!(home.all_of("tally").await.is_empty());
    assert!(home.all_of("period").await.iter().any(|row| row.contains("'void'")));
    assert_eq!(home.store.live_period(GUILD).await.unwrap(), None);
    assert_eq!(home.all_of("release").await, stored);
}

#[tokio::test]
async fn a_closing_that_cannot_be_written_leaves_everything_and_is_made_later() {
    let home = Home::new().await;
    home.crowd(12).await;
    let start = home.open(Tier::From10).await;
    home.count(0..12, Counted::TookPart).await;
    home.clock.set(start + WEEKS);
    let before = home.tables().await;
    let mut other = connect(&home.folder.path().join("chimebot.db")).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let refused = home.store.close_period(GUILD, start, None).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotSaved(_)), "{refused}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(home.tables().await, before);
    assert_eq!(home.store.periods_to_close(home.clock.now(), 9).await.unwrap().len(), 1);
    assert!(home.close(start).await);
    assert_eq!(home.all_of("release").await.len(), 1);
}

#[tokio::test]
async fn a_new_master_key_wraps_the_open_period_too() {
    let home = Home::new().await;
    home.crowd(2).await;
    let start = home.open(Tier::From10).await;
    home.count(0..1, Counted::TookPart).await;
    let before = home.all_of("period_key").await;
    let new = zeroize::Zeroizing::new([9; 32]);
    home.store.rotate_master(new.clone()).await.unwrap();
    assert!(is_wrapped_by(&home.folder.path().join("keys.db"), &new).await.unwrap());
    assert_ne!(home.all_of("period_key").await, before);
    home.count(0..2, Counted::TookPart).await;
    assert_eq!(home.all_of("tally").await.len(), 2, "the same person has the same tag");
    assert!(home.close(start).await);
}

#[tokio::test]
async fn the_end_of_a_community_takes_its_periods_and_releases() {
    let home = Home::new().await;
    home.crowd(2).await;
    let start = home.open(Tier::From10).await;
    assert!(home.close(start).await);
    home.open(Tier::From10).await;
    home.count(0..2, Counted::TookPart).await;
    home.store.delete_community(GUILD).await.unwrap();
    let tables = home.tables().await;
    for table in ["period", "tally", "release", "budget", "period_key"] {
        assert!(tables[table].is_empty(), "{table}");
    }
}

#[tokio::test]
async fn the_ledger_takes_no_more_than_its_cap_whoever_writes() {
    let home = Home::new().await;
    home.open(Tier::From25).await;
    for more in ["UPDATE budget SET spent_micro = 3000001", "UPDATE budget SET spent_micro = -1"] {
        assert!(home.sql("chimebot.db", more).await.is_err(), "{more}");
    }
    home.sql("chimebot.db", "UPDATE budget SET spent_micro = 2000000").await.unwrap();
    // A period that was charged already cannot be charged again: the closing is undone as a whole.
    let start = home.clock.now();
    let refused = home.store.close_period(GUILD, start, None).await.unwrap_err();
    assert!(refused.nothing_saved(), "{refused}");
    assert!(home.all_of("release").await.is_empty());
    assert_eq!(home.store.budgets(GUILD).await.unwrap(), [(2_000_000, 3_000_000)]);
}

/// What may come in any order.
#[derive(Clone, Copy, Debug)]
enum Act {
    Open(Tier),
    Close,
    CloseAgain,
    Count(u64),
    Erase(u64),
    Restart,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        proptest::sample::select(Tier::ALL.to_vec()).prop_map(Act::Open),
        Just(Act::Close),
        Just(Act::CloseAgain),
        (0..3_u64).prop_map(Act::Count),
        (0..3_u64).prop_map(Act::Erase),
        Just(Act::Restart),
    ];
    proptest::collection::vec(act, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_order_of_acts_spends_more_than_a_period_may_or_changes_what_was_released(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut home = Home::new().await;
            let (mut open, mut spent, mut stored) = (None, Vec::new(), Vec::<String>::new());
            for act in acts {
                match act {
                    Act::Open(tier) if open.is_none() => {
                        home.clock.advance(SignedDuration::from_secs(1));
                        open = Some((home.open(tier).await, tier));
                        spent.push((0, tier.cap()));
                    }
                    Act::Open(_) => {}
                    Act::Close => if let Some((start, tier)) = open.take() {
                        assert!(home.close(start).await);
                        *spent.last_mut().unwrap() = (tier.spends(), tier.cap());
                        let now = home.all_of("release").await;
                        assert!(stored.iter().all(|row| now.contains(row)), "{act:?}");
                        stored = now;
                    },
                    Act::CloseAgain => for period in 0..spent.len().min(2) {
                        let starts = home.all_of("period").await;
                        let start = starts[period].split(',').nth(1).unwrap().parse().unwrap();
                        let start = Timestamp::from_millisecond(start).unwrap();
                        if open.is_none_or(|(open, _)| open != start) {
                            assert!(!home.store.close_period(GUILD, start, None).await.unwrap());
                        }
                    },
                    Act::Count(number) => {
                        home.crowd(3).await;
                        home.count(number..number + 1, Counted::TookPart).await;
                    }
                    Act::Erase(number) => drop(home.store.erase_member(home.person(number)).await.unwrap()),
                    Act::Restart => home = home.restart().await,
                }
                assert_eq!(home.store.budgets(GUILD).await.unwrap(), spent);
                assert!(spent.iter().all(|(spent, cap)| spent <= cap));
                assert_eq!(home.all_of("release").await, stored);
            }
        });
    }
}

/// A release is printed as it was stored; the type gives nothing else away.
#[tokio::test]
async fn a_released_number_shows_its_printed_form_alone() {
    let home = Home::new().await;
    let start = home.open(Tier::From100).await;
    assert!(home.close(start).await);
    let released = home.store.released(GUILD).await.unwrap();
    assert_eq!(released[0].numbers.len(), 1 + 4 + 12);
    let printed: Vec<_> = released[0].numbers.iter().map(Released::printed).collect();
    assert_eq!(printed.len(), 17);
    assert!(released[0].numbers.windows(2).all(|pair| pair[0].cell() < pair[1].cell()), "in a fixed order");
}
