//! What the end of four weeks costs: one community with a million answers behind it, and 10,000 at one midnight.
//!
//! `cargo bench --bench closing` takes half an hour, most of it the 10,000, which close a few at a time;
//! `-- 1000000 1000` takes as many answers, and fewer communities. The aims are 200 ms for a closing, 50 ms
//! for the page, and presses that do not feel either.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::discord::render::engagement;
use chimebot::domain::consent::{CONSENT_VERSION, Choice, ChoiceSet};
use chimebot::domain::engagement::{Counted, Level, Part, Tier, Window};
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::domain::resource::{Support, Topic};
use chimebot::rng::Chance;
use chimebot::service::Services;
use chimebot::service::caller::{Caller, Rights};
use chimebot::store::{Given, Keyring, Paths, Plan, Store};
use chimebot::words::Words;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan as _};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use support::{Stage, percentiles};

/// The community that closes, and another in which people check in meanwhile.
const GROUP: GuildId = GuildId(1);
const NEIGHBOURS: GuildId = GuildId(2);
/// How many people of the community are counted, each in every figure.
const PEOPLE: u64 = 2_000;
const WEEKS: SignedDuration = SignedDuration::from_hours(4 * 7 * 24);
/// How many closings and pages are timed, and for how long check-ins are, before a closing and after it.
const TIMES: usize = 5;
const PAGES: usize = 100;
const HALF: Duration = Duration::from_millis(1_500);

fn main() {
    support::main(bench());
}

async fn bench() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse::<usize>().ok());
    let answers = numbers.next().unwrap_or(1_000_000);
    let communities = numbers.next().unwrap_or(10_000);
    println!(
        "| answers | tallies | closing p50 / max ms | page p50 / p99 ms | check-in p50 / p99 / max ms | with a closing among them |"
    );
    println!("|---|---|---|---|---|---|");
    for answers in [0, answers] {
        one_community(answers).await;
    }
    println!();
    println!(
        "| communities | closed in s | per second | press before p50 / p99 ms | while closing p50 / p99 / max |"
    );
    println!("|---|---|---|---|---|");
    one_midnight(communities).await;
}

async fn one_community(answers: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (clock, chance) =
        (Clock::frozen("2026-11-30T00:00:00Z".parse().expect("a moment")), Chance::system());
    let store = Store::open(Paths::in_folder(folder.path()), Keyring::generate(&chance), clock.clone()).await;
    let store = store.expect("a new store");
    let words = Arc::new(Words::load(None).expect("the built-in words"));
    let services = Services::new(store.clone(), Arc::clone(&words), clock.clone(), chance);
    let choices: ChoiceSet = [Choice::GroupCounts, Choice::KeepAnswers].into_iter().collect();
    let callers: Vec<Caller> =
        (1..=PEOPLE).map(|user| services.caller(GROUP, UserId(user), Rights::default())).collect();
    let neighbours: Vec<Caller> =
        (1..=64).map(|user| services.caller(NEIGHBOURS, UserId(user), Rights::default())).collect();
    for guild in [GROUP, NEIGHBOURS] {
        let on = store.change_community(guild, UserId(1), "setup", move |known| {
            known.check_in_channel = Some(ChannelId(1));
            known.people = Some(5_000);
        });
        on.await.expect("a write");
    }
    all(callers.iter().chain(&neighbours), |caller| {
        let store = store.clone();
        async move { store.turn_on(caller.holder(), choices, CONSENT_VERSION).await.map(drop) }
    })
    .await;
    let days = answers.div_ceil(callers.len());
    for day in 0..days {
        let day = date(2025, 1, 1).saturating_add(i64::try_from(day).unwrap_or(0).days());
        all(callers.iter().take(answers), |caller| {
            let store = store.clone();
            async move { store.record_answer(caller.holder(), given(day, Vec::new())).await.map(drop) }
        })
        .await;
    }
    let mut closings = Vec::new();
    let (mut alone, mut meanwhile) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let start = clock.now();
        let window = Window { start, end: start + WEEKS };
        let plan = Plan { window, zone: "UTC".to_owned() };
        store.plan_period(GROUP, plan.clone()).await.expect("a write");
        assert!(store.open_period(GROUP, plan, Tier::From500).await.expect("a write"));
        for counted in figures() {
            all(callers.iter(), |caller| {
                let store = store.clone();
                async move { store.count(caller.holder(), counted).await }
            })
            .await;
        }
        // As long without a closing as with one in the middle.
        let (stop, checking) = check_ins(&store, &neighbours);
        tokio::time::sleep(2 * HALF).await;
        stop.store(true, Ordering::SeqCst);
        alone.extend(checking.await.expect("check-ins"));
        let (stop, checking) = check_ins(&store, &neighbours);
        tokio::time::sleep(HALF).await;
        clock.set(start + WEEKS);
        let begun = Instant::now();
        assert!(store.close_period(GROUP, start, None).await.expect("a write"));
        closings.push(begun.elapsed());
        tokio::time::sleep(HALF).await;
        stop.store(true, Ordering::SeqCst);
        meanwhile.extend(checking.await.expect("check-ins"));
    }
    let texts = words.now();
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        let begun = Instant::now();
        let page = services.group_page(&callers[0]).await.expect("a read");
        assert!(!page.periods.is_empty(), "there are numbers on it");
        std::hint::black_box(engagement::page(&texts, "en", &page, None, 0));
        pages.push(begun.elapsed());
    }
    let tallies = PEOPLE * figures().len() as u64;
    let (closing, _, slowest) = percentiles(&mut closings);
    let (page, late) = (percentiles(&mut pages).0, percentiles(&mut pages).1);
    let (usual, usual_late, usual_most) = percentiles(&mut alone);
    let (then, then_late, then_most) = percentiles(&mut meanwhile);
    println!(
        "| {answers} | {tallies} | {closing:.1} / {slowest:.1} | {page:.1} / {late:.1} \
         | {usual:.1} / {usual_late:.1} / {usual_most:.1} | {then:.1} / {then_late:.1} / {then_most:.1} |"
    );
    store.close().await;
}

/// What each of the people is counted for.
fn figures() -> Vec<Counted> {
    let scales = Part::ALL.iter().map(|part| Counted::Scale(*part, Level::Middle));
    let picked = [Counted::TookPart, Counted::Support(Support::Practical), Counted::Topic(Topic::Food)];
    picked.into_iter().chain(scales).collect()
}

fn given(date: Date, counts: Vec<Counted>) -> Given {
    let answer = r#"{"given":"1","question":"What helped?","answer":"A walk","component":"hope"}"#.to_owned();
    Given { what: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(), date, answer, keep_until: date, counts }
}

/// Does something for each, many at once, so that the writer groups them and its queue is never full.
async fn all<'a, F>(callers: impl Iterator<Item = &'a Caller>, act: impl Fn(Caller) -> F)
where
    F: Future<Output = Result<(), chimebot::store::StoreError>>,
{
    let callers: Vec<Caller> = callers.cloned().collect();
    for some in callers.chunks(500) {
        for done in futures_util::future::join_all(some.iter().map(|caller| act(caller.clone()))).await {
            done.expect("room in the queue");
        }
    }
}

/// People who check in, one after the other, until they are told to stop; how long each waited.
fn check_ins(store: &Store, callers: &[Caller]) -> (Arc<AtomicBool>, tokio::task::JoinHandle<Vec<Duration>>) {
    let stop = Arc::new(AtomicBool::new(false));
    let (told, store, callers) = (Arc::clone(&stop), store.clone(), callers.to_vec());
    let checking = tokio::spawn(async move {
        let (mut times, mut number) = (Vec::new(), 0_usize);
        while !told.load(Ordering::SeqCst) || times.is_empty() {
            let day =
                date(2026, 1, 1).saturating_add(i64::try_from(number / callers.len()).unwrap_or(0).days());
            let holder = callers[number % callers.len()].holder();
            let begun = Instant::now();
            store
                .record_answer(holder, given(day, vec![Counted::TookPart]))
                .await
                .expect("room in the queue");
            times.push(begun.elapsed());
            number += 1;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        times
    });
    (stop, checking)
}

/// Communities of twelve whose periods all end at one moment, and people who press before it and after.
async fn one_midnight(communities: usize) {
    let after = Duration::from_secs(20 + communities as u64 / 40);
    let mut stage = Stage::ending(communities, 12, after).await;
    stage.cards(Duration::from_mins(10)).await;
    let main = stage.folder().join("chimebot.db");
    let mut file =
        SqliteConnectOptions::new().filename(main).read_only(true).connect().await.expect("the bot's file");
    let mut count_of = async |state: &'static str| -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM period WHERE state = ?1").bind(state);
        count.fetch_one(&mut file).await.expect("a read")
    };
    let whole = i64::try_from(communities).unwrap_or(i64::MAX);
    let (mut before, mut meanwhile, mut number) = (Vec::new(), Vec::new(), 0);
    let mut begun: Option<Instant> = None;
    loop {
        let sent = Instant::now();
        let act = stage.press(number);
        number += 1;
        assert!(stage.standin.was_answered(&act, Duration::from_secs(20)).await, "a press went unanswered");
        let times = if begun.is_some() { &mut meanwhile } else { &mut before };
        times.push(sent.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
        if number % 20 == 0 {
            let closed = count_of("closed").await;
            if closed > 0 {
                begun.get_or_insert_with(Instant::now);
            }
            if closed == whole {
                break;
            }
        }
    }
    let took = begun.map_or(0.0, |begun| begun.elapsed().as_secs_f64());
    let (usual, usual_late, _) = percentiles(&mut before);
    let (then, late, most) = percentiles(&mut meanwhile);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let rate = communities as f64 / took;
    println!(
        "| {communities} | {took:.0} | {rate:.1} | {usual:.1} / {usual_late:.1} | {then:.1} / {late:.1} / {most:.0} |"
    );
}
