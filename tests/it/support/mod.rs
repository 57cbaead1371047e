//! A whole bot against a stand-in of its own: what the end-to-end tests are written in.
//!
//! Nothing is global: each test has its server, its files and its clock, and ends
//! with [`TestBot::finish`], which fails on anything unread, unanswered or refused.

pub mod alarms;
pub mod check_ins;
pub mod library;
pub mod tls;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chimebot::app::{App, Ended, Parts};
use chimebot::clock::Clock;
use chimebot::config::Operator;
use chimebot::discord::Bot;
use chimebot::discord::client::Endpoints;
use chimebot::discord::handler::Undecodable;
use chimebot::domain::community::Community;
use chimebot::domain::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};
use chimebot::domain::planner::Timing;
use chimebot::jobs::scheduler::Scheduler;
use chimebot::rng::Chance;
use chimebot::service::Services;
use chimebot::service::caller::Rights;
use chimebot::service::setup::Change;
use chimebot::standin::{Act, Answer, Message, Options, StandIn};
use chimebot::store::{Keyring, Paths, Store, copied_at, copy_into};
use chimebot::words::Words;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A Monday, in a zone with summer time, some minutes before nine.
pub const MORNING: &str = "2026-11-23T08:50:00Z";

/// Discord's Manage Messages: without it `/quiet` is not offered until an admin opens it to a role.
const MANAGE_MESSAGES: u64 = 1 << 13;

thread_local! {
    static OVER_TLS: Cell<bool> = const { Cell::new(false) };
}

/// Runs a test once more as the bot runs live: over TLS as `discord.com`, with serenity's own rate
/// limiter on. A test's bot is started on the test's own thread, so the wish stands there.
pub fn over_tls(test: fn()) {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            OVER_TLS.set(false);
        }
    }
    OVER_TLS.set(true);
    let _back = Back;
    test();
}

/// Whether this test runs over TLS, with serenity's limiter on.
pub fn is_over_tls() -> bool {
    OVER_TLS.get()
}

/// What a test may want to be different.
pub struct Makings {
    pub clock: Clock,
    pub timing: Timing,
    /// Requests in any second before a 429, as at Discord.
    pub global_per_second: Option<usize>,
    /// Called before the bot starts.
    pub before: fn(&StandIn),
}

impl Default for Makings {
    fn default() -> Self {
        let clock = Clock::frozen(MORNING.parse().unwrap());
        Self { clock, timing: Timing::default(), global_per_second: None, before: |_| {} }
    }
}

/// A running bot in a community that is set up for Europe/London at nine.
pub struct TestBot {
    pub standin: StandIn,
    pub clock: Clock,
    pub guild: GuildId,
    pub check_in: ChannelId,
    pub staff: ChannelId,
    pub ana: UserId,
    pub ben: UserId,
    pub moderator: UserId,
    pub admin: UserId,
    pub moderators: RoleId,
    keyring: Keyring,
    timing: Timing,
    tls: Option<tls::Door>,
    running: Running,
    folder: TempDir,
    /// Laid over the compiled-in words; empty until a test writes there.
    words: TempDir,
    /// How often it was started anew: each process has chances of its own.
    starts: u64,
    _watch: Option<alarms::Listening>,
}

struct Running {
    undecodable: Undecodable,
    bot: Arc<Bot>,
    scheduler: Arc<Scheduler>,
    cancel: CancellationToken,
    task: JoinHandle<Result<(), Ended>>,
}

impl TestBot {
    /// A community whose card comes at nine.
    pub async fn set_up() -> Self {
        Self::new().await.in_london().await
    }

    pub async fn set_up_with(makings: Makings) -> Self {
        Self::with(makings).await.in_london().await
    }

    async fn in_london(self) -> Self {
        self.change(vec![
            Change::Zone("Europe/London".to_owned()),
            Change::Country("GB".to_owned()),
            Change::CheckInChannel(self.check_in),
            Change::NoticeChannel(Some(self.staff)),
            Change::ModeratorRole(Some(self.moderators)),
            Change::On,
        ])
        .await;
        self
    }

    /// A community in which nothing was set up.
    pub async fn new() -> Self {
        Self::with(Makings::default()).await
    }

    pub async fn with(makings: Makings) -> Self {
        let Makings { clock, timing, global_per_second, before } = makings;
        let watch = alarms::watch();
        let options = Options { global_per_second, ..Options::new(clock.clone()) };
        let standin = StandIn::start(options).await.unwrap();
        let [ana, ben, moderator, admin] = ["Ana", "Ben", "Mo", "Lee"].map(|name| standin.add_user(name));
        let guild = standin.add_guild("Riverside", admin);
        let moderators = standin.add_role(guild, "moderators", MANAGE_MESSAGES);
        let check_in = standin.add_channel(guild, "check-in");
        let staff = standin.add_channel(guild, "staff");
        for member in [ana, ben] {
            standin.add_member(guild, member, &[]);
        }
        standin.add_member(guild, moderator, &[moderators]);
        let [folder, words] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let keyring = Keyring::generate(&Chance::system());
        let tls = if is_over_tls() { Some(tls::Door::open(&standin).await) } else { None };
        before(&standin);
        let folders = [folder.path(), words.path()];
        let running = start(&standin, tls.as_ref(), folders, keyring.clone(), &clock, timing, 0).await;
        Self {
            standin,
            clock,
            guild,
            check_in,
            staff,
            ana,
            ben,
            moderator,
            admin,
            moderators,
            keyring,
            timing,
            tls,
            running,
            folder,
            words,
            starts: 0,
            _watch: watch,
        }
    }

    /// Stops the bot and starts another on the same files.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| {}).await
    }

    /// Stops the bot, lets something happen while nobody hears of it, and starts another on the same files.
    pub async fn restart_after(self, meanwhile: impl FnOnce(&StandIn)) -> Self {
        self.running.stop().await;
        meanwhile(&self.standin);
        let starts = self.starts + 1;
        let (tls, keyring) = (self.tls.as_ref(), self.keyring.clone());
        let folders = [self.folder.path(), self.words.path()];
        let running = start(&self.standin, tls, folders, keyring, &self.clock, self.timing, starts).await;
        Self { running, starts, ..self }
    }

    /// Copies the files of the running bot, as a backup does.
    pub async fn copy_files(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        let paths = Paths::in_folder(self.folder());
        copy_into(copy.path(), &paths, &self.keyring, self.clock.now()).await.unwrap();
        copy
    }

    /// Stops the bot, puts a copy of its files back as `restore` does, and starts another on them.
    pub async fn put_back(self, copy: TempDir) -> Self {
        self.running.stop().await;
        let (paths, keyring) = (Paths::in_folder(self.folder.path()), self.keyring.clone());
        for (from, to) in [("chimebot.db", &paths.main), ("keys.db", &paths.keys)] {
            std::fs::copy(copy.path().join(from), to).unwrap();
        }
        let made = copied_at(&paths.main).await.unwrap();
        let store = Store::open(paths, keyring.clone(), self.clock.clone()).await.unwrap();
        let words = Arc::new(Words::load(None).unwrap());
        let services = Services::new(store.clone(), words, self.clock.clone(), Chance::system());
        services.settle_restored(made).await.unwrap();
        store.close().await;
        let (starts, tls) = (self.starts + 1, self.tls.as_ref());
        let folders = [self.folder.path(), self.words.path()];
        let running = start(&self.standin, tls, folders, keyring, &self.clock, self.timing, starts).await;
        Self { running, starts, ..self }
    }

    /// Changes settings as the admin would.
    pub async fn change(&self, changes: Vec<Change>) {
        let rights = Rights { manage_server: true, ..Rights::default() };
        let caller = self.bot().services.caller(self.guild, self.admin, rights);
        self.bot().services.change(&caller, changes).await.unwrap();
    }

    pub fn bot(&self) -> &Arc<Bot> {
        &self.running.bot
    }

    pub fn store(&self) -> &Store {
        &self.running.bot.services.store
    }

    /// Where the bot keeps its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Moves the clock to `moment` and does what is due.
    pub async fn at(&self, moment: &str) {
        self.clock.set(moment.parse::<Timestamp>().unwrap());
        self.tick().await;
    }

    /// Lets time pass until `moment` with the bot connected all the while, and does what is then due.
    pub async fn live_to(&self, moment: &str) {
        let end: Timestamp = moment.parse().unwrap();
        loop {
            let next = self.clock.now() + SignedDuration::from_mins(9);
            if next >= end {
                break;
            }
            self.clock.set(next);
            self.store().beat(0, 1).await.unwrap();
        }
        self.at(moment).await;
    }

    pub async fn tick(&self) {
        self.running.scheduler.tick().await.unwrap();
    }

    /// What stands in a channel for everybody.
    pub fn posts(&self, channel: ChannelId) -> Vec<Message> {
        self.standin.messages(channel, None)
    }

    /// The newest card in the check-in channel.
    pub fn card(&self) -> Message {
        self.posts(self.check_in).pop().expect("a card stands in the channel")
    }

    /// Presses the button with this label on a message, and gives what the person then sees.
    pub async fn press(&self, user: UserId, message: &Message, label: &str) -> Message {
        let id = message.find_button(label).unwrap_or_else(|| {
            let labels: Vec<_> = message.buttons().into_iter().map(|button| button.label).collect();
            panic!("no button {label:?} among {labels:?}")
        });
        self.press_id(user, message.id, &id).await
    }

    pub async fn press_id(&self, user: UserId, message: MessageId, custom_id: &str) -> Message {
        let act = self.standin.press(user, message, custom_id);
        self.private(&act).await
    }

    pub async fn select(&self, user: UserId, message: &Message, custom_id: &str, values: &[&str]) -> Message {
        let act = self.standin.select(user, message.id, custom_id, values);
        self.private(&act).await
    }

    /// Chooses in the select that shows this while nothing is chosen.
    pub async fn choose(
        &self,
        user: UserId,
        message: &Message,
        placeholder: &str,
        values: &[&str],
    ) -> Message {
        let selects = message.selects();
        let found = selects.iter().find(|select| select.placeholder == placeholder);
        let found = found.unwrap_or_else(|| panic!("no select {placeholder:?} among {selects:?}"));
        self.select(user, message, &found.custom_id, values).await
    }

    /// Presses a button that opens a form. [`Self::submit`] sends it.
    pub async fn open_form(&self, user: UserId, message: &Message, label: &str) -> (Act, Value) {
        let id = message.find_button(label).unwrap_or_else(|| panic!("no button {label:?}"));
        let act = self.standin.press(user, message.id, &id);
        match self.standin.answer(&act).await {
            Answer::Modal(form) => (act, form),
            other => panic!("no form opened: {other:?}"),
        }
    }

    /// Fills in and sends a form. Fields not named keep what stands in them.
    pub async fn submit(&self, user: UserId, opened: &Act, values: &[(&str, &str)]) -> Message {
        let act = self.standin.submit_modal(user, opened, values);
        self.private(&act).await
    }

    /// What comes up while somebody types an option: what is shown and what is sent.
    pub async fn complete(
        &self,
        user: UserId,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Vec<(String, String)> {
        let options = json!({ option: typed });
        let act = self.standin.autocomplete(user, self.check_in, command, options, option);
        match self.standin.answer(&act).await {
            Answer::Choices(list) => {
                list.into_iter().map(|(name, value)| (name, value.as_str().unwrap().to_owned())).collect()
            }
            other => panic!("nothing came up: {other:?}"),
        }
    }

    /// The settings as they stand.
    pub async fn community(&self) -> Community {
        self.bot().services.community(self.guild).await.unwrap().expect("it was set up")
    }

    /// Uses a slash command in the check-in channel.
    pub async fn slash(&self, user: UserId, command: &str) -> Message {
        self.slash_with(user, command, json!({})).await
    }

    pub async fn slash_with(&self, user: UserId, command: &str, options: Value) -> Message {
        let act = self.standin.slash(user, self.check_in, command, options);
        self.private(&act).await
    }

    /// The settled answer to an act, which only one person may see.
    async fn private(&self, act: &Act) -> Message {
        let message = self.standin.settled(act).await;
        assert!(message.ephemeral_to.is_some(), "every answer is private: {}", message.text());
        message
    }

    /// Every byte of both files and their logs. Equal before and after means that nothing was written.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(self.folder()).unwrap().map(Result::unwrap);
        let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
        // The shared-memory index is for readers: it changes when somebody looks, and holds no content.
        let kept = named.filter(|(name, _)| !name.ends_with("-shm"));
        kept.map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
    }

    /// How many rows there are about one person.
    pub async fn rows_about(&self, user: UserId) -> usize {
        self.store().raw_rows(self.store().caller(self.guild, user)).await.unwrap().len()
    }

    /// How many events serenity could not decode.
    pub fn undecodable(&self) -> u64 {
        self.running.undecodable.count()
    }

    /// Waits until the bot has ended by itself, and says why.
    pub async fn ended(self) -> Ended {
        let ended = tokio::time::timeout(std::time::Duration::from_secs(8), self.running.task).await;
        ended.expect("it ends").unwrap().expect_err("it was not asked to stop")
    }

    /// Ends the test: the bot stops by itself, and the stand-in has nothing against it.
    pub async fn finish(self) {
        self.running.stop().await;
        if let Err(leftovers) = self.standin.finish() {
            panic!("the stand-in is not content:\n{}", leftovers.join("\n"));
        }
        let alarms = alarms::unexpected();
        assert!(alarms.is_empty(), "the log holds what needs a person:\n{}", alarms.join("\n"));
        super::judge::submit(&self.standin);
    }
}

impl Running {
    async fn stop(self) {
        self.cancel.cancel();
        tokio::time::timeout(std::time::Duration::from_secs(8), self.task).await.unwrap().unwrap().unwrap();
        self.bot.services.store.close().await;
    }
}

async fn start(
    standin: &StandIn,
    tls: Option<&tls::Door>,
    folders: [&Path; 2],
    keyring: Keyring,
    clock: &Clock,
    timing: Timing,
    starts: u64,
) -> Running {
    let endpoints = match tls {
        Some(door) => Endpoints { proxy: None, reroute: Some(door.reroute()) },
        None => Endpoints { proxy: Some(standin.base_url()), reroute: None },
    };
    let [folder, words] = folders;
    let store = Store::open(Paths::in_folder(folder), keyring, clock.clone()).await.unwrap();
    let app = App::build(Parts {
        store,
        words: Arc::new(Words::load(Some(words)).unwrap()),
        clock: clock.clone(),
        chance: Chance::seeded(7 + starts),
        operator: operator(),
        token: SecretString::from(standin.token().to_owned()),
        endpoints,
        timing,
    })
    .unwrap();
    let (bot, scheduler, cancel) = (app.bot(), app.scheduler(), CancellationToken::new());
    let undecodable = app.undecodable();
    let told = cancel.clone();
    let task = tokio::spawn(async move { app.run(told).await });
    standin.until_ready().await;
    // Commands are registered right after the start; a test that types one must not be faster.
    while standin.commands().as_array().is_none_or(Vec::is_empty) {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    Running { undecodable, bot, scheduler, cancel, task }
}

pub fn operator() -> Operator {
    Operator {
        name: "Riverside Peers".to_owned(),
        contact: "hello@example.org".to_owned(),
        privacy_url: "https://example.org/privacy".to_owned(),
    }
}
