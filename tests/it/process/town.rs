//! Communities in the stand-in, set up in the bot's own files before it starts, and people who press.

use std::sync::Arc;
use std::time::Duration;

use chimebot::cli::keys::keyring;
use chimebot::clock::Clock;
use chimebot::config::{Config, Environment};
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::rng::Chance;
use chimebot::service::Services;
use chimebot::service::caller::Rights;
use chimebot::service::setup::Change;
use chimebot::standin::{Act, Message, Options, StandIn};
use chimebot::store::Store;
use chimebot::words::Words;
use jiff::Timestamp;
use serde_json::json;

use super::child::{Home, Process, until};

/// How long a person waits for an answer in these tests: faults may take their time.
const PATIENCE: Duration = Duration::from_secs(40);

/// One community with a card at nine, London time, and a member who presses.
pub struct Town {
    pub standin: StandIn,
    pub clock: Clock,
    pub guild: GuildId,
    pub channel: ChannelId,
    pub ana: UserId,
    pub ben: UserId,
}

impl Town {
    /// The stand-in with one community, at `moment`.
    pub async fn at(moment: &str) -> Self {
        let clock = Clock::frozen(moment.parse::<Timestamp>().unwrap());
        let standin = StandIn::start(Options::new(clock.clone())).await.unwrap();
        let [ana, ben, lee] = ["Ana", "Ben", "Lee"].map(|name| standin.add_user(name));
        let guild = standin.add_guild("Riverside", lee);
        let channel = standin.add_channel(guild, "check-in");
        for member in [ana, ben] {
            standin.add_member(guild, member, &[]);
        }
        Self { standin, clock, guild, channel, ana, ben }
    }

    /// The folder of a bot that knows the community.
    pub async fn home(&self) -> Home {
        let home = Home::of(&self.standin);
        let changes = vec![
            Change::Zone("Europe/London".to_owned()),
            Change::Country("GB".to_owned()),
            Change::CheckInChannel(self.channel),
            Change::On,
        ];
        set_up(&home, &self.clock, [(self.guild, changes)]).await;
        home
    }

    /// Waits for the cards in the channel to be `count`, and gives the newest.
    pub async fn card(&self, count: usize) -> Message {
        until("a card", || {
            let mut posts = self.standin.messages(self.channel, None);
            assert!(posts.len() <= count, "{} cards where {count} were due", posts.len());
            (posts.len() == count).then(|| posts.pop()).flatten()
        })
        .await
    }

    /// Presses a button, and gives what the person then sees.
    pub async fn press(&self, user: UserId, message: &Message, label: &str) -> Message {
        self.settled(&self.start_press(user, message, label)).await
    }

    /// Presses a button and does not wait.
    pub fn start_press(&self, user: UserId, message: &Message, label: &str) -> Act {
        let id = message.find_button(label).unwrap_or_else(|| panic!("no {label:?}: {}", message.text()));
        self.standin.press(user, message.id, &id)
    }

    /// What the person sees in the end.
    pub async fn settled(&self, act: &Act) -> Message {
        let settled = self.standin.try_settled(act, PATIENCE).await;
        settled.unwrap_or_else(|| panic!("no answer to: {}", act.what))
    }

    /// Types a command that must be registered first.
    pub async fn slash(&self, user: UserId, command: &str) -> Message {
        until("the commands", || {
            self.standin.commands().as_array().is_some_and(|list| !list.is_empty()).then_some(())
        })
        .await;
        self.settled(&self.standin.slash(user, self.channel, command, json!({}))).await
    }

    /// Runs the bot until its first card, on which Ana turns on that answers and days are kept.
    pub async fn first_morning(&self, home: &Home) -> (Process, Message) {
        let mut bot = home.run(&self.standin);
        bot.until_said("connected to Discord").await;
        self.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
        let card = self.card(1).await;
        bot.until_said("state=Posted").await;
        self.keep_everything(self.ana, &card).await;
        (bot, card)
    }

    /// Turns on that answers and days are kept, as a member does it.
    pub async fn keep_everything(&self, user: UserId, card: &Message) {
        let thanks = self.press(user, card, "Skip").await;
        let choices = self.press(user, &thanks, "Keep something?").await;
        let choices = self.press(user, &choices, "Count my days").await;
        let choices = self.press(user, &choices, "Keep my answers for me").await;
        let age = self.press(user, &choices, "Turn these on").await;
        let done = self.press(user, &age, "Yes, I agree").await;
        assert!(done.content.starts_with("Done."), "{}", done.content);
    }

    /// Sees that the stand-in has nothing against the bot.
    pub fn finish(self) {
        if let Err(leftovers) = self.standin.finish() {
            panic!("the stand-in is not content:\n{}", leftovers.join("\n"));
        }
        crate::judge::submit(&self.standin);
    }
}

/// Sets communities up in the files of a bot that does not run.
pub async fn set_up(
    home: &Home,
    clock: &Clock,
    communities: impl IntoIterator<Item = (GuildId, Vec<Change>)>,
) {
    let config = Config::load(&home.path().join("config.toml")).unwrap();
    let keyring = keyring(&config, &Environment::from_pairs([])).unwrap();
    let paths = chimebot::cli::paths(&config);
    let store = Store::open(paths, keyring, clock.clone()).await.unwrap();
    let words = Arc::new(Words::load(None).unwrap());
    let services = Services::new(store.clone(), words, clock.clone(), Chance::system());
    let user = UserId(1);
    for (guild, changes) in communities {
        let rights = Rights { manage_server: true, ..Rights::default() };
        let caller = services.caller(guild, user, rights);
        services.change(&caller, changes).await.unwrap();
    }
    store.close().await;
}
