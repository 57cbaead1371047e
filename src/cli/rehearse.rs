//! `chimebot rehearse`: the bot without Discord, on a page on this machine.
//!
//! Stand-in, bot, a database that is thrown away, and the page, in one process.

mod crowd;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::crowd::Crowd;
use super::RehearseArgs;
use super::run::Signals;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::config::{Environment, LogLevel, Operator};
use crate::discord::Bot;
use crate::discord::client::Endpoints;
use crate::discord::render::my_data;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::planner::Timing;
use crate::domain::resource::read::read;
use crate::domain::resource::{RawEntry, country};
use crate::domain::schedule;
use crate::jobs::scheduler::Scheduler;
use crate::rehearsal::{self, Host, Person, Rehearsal, Setting, Work};
use crate::rng::Chance;
use crate::service::caller::Rights;
use crate::service::setup::Change;
use crate::service::zone_of;
use crate::standin::{Options, StandIn};
use crate::store::{self, Keyring, Paths, Store};
use crate::telemetry;
use crate::words::{BASE_LOCALE, Words};

/// How long a stop waits for the bot's connection to end.
const HANG_UP: Duration = Duration::from_secs(2);
/// Where the rehearsal's community lives.
const ZONE: &str = "Europe/London";
/// The community is set up this long before its first card, which must not count as missed.
const BEFORE_NINE: SignedDuration = SignedDuration::from_secs(20);
/// How many people there are when the community is filled.
const FULL: usize = 40;
/// Discord's Manage Messages, for the moderators' role.
const MANAGE_MESSAGES: u64 = 1 << 13;
/// Discord's View Channel.
const VIEW_CHANNEL: u64 = 1 << 10;
/// Discord's Manage Server, for the leaders' role.
const MANAGE_SERVER: u64 = 1 << 5;

/// The page's port cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum NoPort {
    /// Another program listens there.
    #[error("port {0} is taken: choose another with --port, or --port 0 for any that is free")]
    Taken(u16),
    /// This machine does not give it to us.
    #[error("port {0} cannot be used: {1}. Choose another with --port, or --port 0 for any that is free")]
    Refused(u16, io::Error),
}

/// Runs stand-in, bot and page until it is asked to stop.
pub async fn main(args: RehearseArgs) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::listen().context("the program cannot hear when it is to stop")?;
    telemetry::init(LogLevel::Warn, &Environment::read());
    let listener = listen(args.port).await?;
    let stage = Stage::build(local_prompts().as_deref()).await?;
    println!("The rehearsal is open: http://{}", listener.local_addr()?);
    println!("Nothing leaves this machine. Stop it with Ctrl-C; what it kept is thrown away.");
    let page = rehearsal::serve(stage.rehearsal(), listener);
    let host = Arc::clone(&stage.host);
    let cancel = CancellationToken::new();
    let mut bot = tokio::spawn(stage.app.run(cancel.clone()));
    tokio::select! {
        ended = page => ended.context("the page could not be served")?,
        ended = &mut bot => ended.context("the bot failed")??,
        () = signals.asked_to_stop() => {
            cancel.cancel();
            bot.await.context("the bot failed")??;
        }
    }
    hung_up(&stage.standin).await;
    host.bot.services.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits a little for the bot's connection to end. If the stand-in went first, the bot would call that a loss.
async fn hung_up(standin: &StandIn) {
    let gone = async {
        while standin.connected() > 0 {
            tokio::time::sleep(HANG_UP / 100).await;
        }
    };
    // Somebody who stops the program waits for no connection that will not end.
    drop(tokio::time::timeout(HANG_UP, gone).await);
}

/// Takes the port, on this machine's own address and no other.
async fn listen(port: u16) -> Result<TcpListener, NoPort> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|why| match why.kind() {
        io::ErrorKind::AddrInUse => NoPort::Taken(port),
        _ => NoPort::Refused(port, why),
    })
}

/// A rehearsal put together, not yet running.
pub struct Stage {
    /// The bot.
    pub app: App,
    /// The stand-in Discord.
    pub standin: StandIn,
    /// The people whom the visitor can be.
    pub people: Vec<Person>,
    /// The community that is set up.
    pub home: GuildId,
    host: Arc<Backstage>,
}

impl Stage {
    /// A community of four people, set up, at nine: its first card is due as the bot starts.
    ///
    /// # Errors
    /// When the texts or a temporary database cannot be used.
    pub async fn build(prompts: Option<&Path>) -> anyhow::Result<Self> {
        let clock = Clock::system();
        let zone = schedule::zone(ZONE).context("the bundled zone data lacks the rehearsal's zone")?;
        let nine = zone.to_datetime(clock.now()).date().at(9, 0, 0, 0).to_zoned(zone)?.timestamp();
        clock.set(nine - BEFORE_NINE);

        let standin =
            StandIn::start(Options::new(clock.clone())).await.context("the stand-in did not start")?;
        let folder = tempfile::tempdir().context("no temporary folder could be made")?;
        let chance = Chance::system();
        let keyring = Keyring::generate(&chance);
        let store = Store::open(Paths::in_folder(folder.path()), keyring, clock.clone()).await?;
        let words = Words::load(prompts).map_err(|findings| {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("the prompts in ./prompts cannot be used:\n{}", lines.join("\n"))
        })?;
        let app = App::build(Parts {
            store,
            words: Arc::new(words),
            clock: clock.clone(),
            chance,
            operator: Operator {
                name: "Riverside volunteers (pretend)".to_owned(),
                contact: "hello@riverside.example".to_owned(),
                privacy_url: "https://example.org/privacy".to_owned(),
            },
            token: SecretString::from(standin.token().to_owned()),
            endpoints: Endpoints { proxy: Some(standin.base_url()), reroute: None },
            timing: Timing::default(),
        })?;
        let cast = Cast::enter(&standin);
        let host = Arc::new(Backstage {
            bot: app.bot(),
            scheduler: app.scheduler(),
            crowd: Crowd::new(standin.clone(), Arc::clone(&app.bot().services.words)),
            standin: standin.clone(),
            people: cast.people.clone(),
            _folder: folder,
        });
        let home = cast.found(&standin, "Riverside");
        set_up(&app.bot(), &cast, &home).await?;
        // Whoever opens the page finds this morning's card there.
        clock.set(nine);
        Ok(Self { app, standin, people: cast.people, home: home.guild, host })
    }

    /// What the page is made of.
    pub fn rehearsal(&self) -> Rehearsal {
        Rehearsal {
            standin: self.standin.clone(),
            people: self.people.clone(),
            home: self.home,
            host: Arc::clone(&self.host) as Arc<dyn Host>,
        }
    }
}

/// The people of the rehearsal.
struct Cast {
    people: Vec<Person>,
}

/// A community of theirs.
struct Home {
    guild: GuildId,
    check_in: crate::domain::ids::ChannelId,
    staff: crate::domain::ids::ChannelId,
    moderators: crate::domain::ids::RoleId,
    leaders: crate::domain::ids::RoleId,
}

impl Cast {
    fn enter(standin: &StandIn) -> Self {
        let person = |name: &str, role_label: &str| Person {
            user: standin.add_user(name),
            name: name.to_owned(),
            role_label: role_label.to_owned(),
        };
        let people = vec![
            person("Ana", "member"),
            person("Ben", "member"),
            person("Mo", "moderator"),
            person("Lee", "group leader"),
        ];
        Self { people }
    }

    /// A community in which nothing is set up.
    fn found(&self, standin: &StandIn, name: &str) -> Home {
        found(standin, &self.people, name)
    }

    fn leader(&self) -> UserId {
        self.people[3].user
    }
}

fn found(standin: &StandIn, people: &[Person], name: &str) -> Home {
    let guild = standin.add_guild(name, people[3].user);
    let moderators = standin.add_role(guild, "moderators", MANAGE_MESSAGES);
    let leaders = standin.add_role(guild, "group leaders", MANAGE_SERVER);
    let check_in = standin.add_channel(guild, "check-in");
    standin.add_channel(guild, "lounge");
    let staff = standin.add_channel(guild, "staff");
    // Notices are for staff: a newcomer learns that the channel for them is a closed one.
    standin.overwrite_role(staff, crate::domain::ids::RoleId(guild.0), 0, VIEW_CHANNEL);
    for role in [moderators, leaders] {
        standin.overwrite_role(staff, role, VIEW_CHANNEL, 0);
    }
    standin.overwrite_bot(staff, VIEW_CHANNEL, 0);
    for person in people {
        let roles = match person.role_label.as_str() {
            "moderator" => vec![moderators],
            "group leader" => vec![leaders],
            _ => Vec::new(),
        };
        standin.add_member(guild, person.user, &roles);
    }
    Home { guild, check_in, staff, moderators, leaders }
}

/// Sets the community up as its leader would.
async fn set_up(bot: &Bot, cast: &Cast, home: &Home) -> anyhow::Result<()> {
    let rights = Rights { manage_server: true, ..Rights::default() };
    let leader = bot.services.caller(home.guild, cast.leader(), rights);
    let changes = vec![
        Change::Zone(ZONE.to_owned()),
        Change::Country("GB".to_owned()),
        Change::CheckInChannel(home.check_in),
        Change::NoticeChannel(Some(home.staff)),
        Change::ModeratorRole(Some(home.moderators)),
        Change::LeaderRole(Some(home.leaders)),
        Change::People(10),
        Change::On,
    ];
    bot.services.change(&leader, changes).await?;
    // What members find, and moderators keep, is there from the first morning.
    bot.services.bring_in_starter(&leader).await?;
    let pretended = pretended();
    let today =
        zone_of(&bot.services.community_or_new(&leader).await?).to_datetime(bot.services.clock.now()).date();
    let body = read(&pretended, country::is_country, today)
        .map_err(|faults| anyhow::anyhow!("the pretended entry cannot be read: {faults:?}"))?;
    let entry =
        store::Change { id: pretended.id.parse()?, seen: None, act: store::Act::Add, body, retired: false };
    bot.services.change_entries(&leader, vec![entry]).await?;
    Ok(())
}

/// A place of the pretended community's own, so that not all of its list is far away.
fn pretended() -> RawEntry {
    let text = str::to_owned;
    RawEntry {
        id: text("riverside-food-bank"),
        title: text("Riverside food bank"),
        sentence: text("A bag of food each Friday, no questions asked."),
        link: text("https://food.riverside.example"),
        phone: text("0113 496 0000"),
        kind: text("practical"),
        topics: text("food"),
        supports: text("practical"),
        country: text("GB"),
        languages: text("en"),
        cost: text("free"),
        hours: text("Fridays, 10 to 14"),
        ..RawEntry::default()
    }
}

/// The bot's side of the page.
struct Backstage {
    bot: Arc<Bot>,
    scheduler: Arc<Scheduler>,
    crowd: Crowd,
    standin: StandIn,
    people: Vec<Person>,
    /// The database's folder; it goes when the rehearsal ends.
    _folder: tempfile::TempDir,
}

impl Host for Backstage {
    fn stored(&self, guild: GuildId, user: UserId) -> Work<'_, anyhow::Result<serde_json::Value>> {
        Box::pin(async move {
            let store = &self.bot.services.store;
            let holder = store.caller(guild, user);
            let mut rows = store.raw_rows(holder).await?;
            let changes = store.changes_by(guild, user).await?;
            let noted = changes.len();
            rows.extend(changes);
            rows.extend(store.draft_row(guild, user).await?);
            let rows: Vec<_> = rows
                .iter()
                .map(|row| {
                    let columns: serde_json::Map<String, serde_json::Value> =
                        row.columns.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
                    json!({ "table": row.table, "columns": columns })
                })
                .collect();
            let held = store.holdings(holder).await?;
            let mut plain = held.map(|held| self.readable(&held)).unwrap_or_default();
            if noted > 0 {
                let texts = self.bot.services.words.now();
                let text = texts.say(BASE_LOCALE, "data-staff", &[("count", noted.into())]);
                plain.push(json!({ "what": "as staff", "text": text }));
            }
            Ok(json!({ "rows": rows, "plain": plain }))
        })
    }

    fn setting(&self, guild: GuildId) -> Work<'_, Setting> {
        Box::pin(async move {
            let known = self.bot.services.community(guild).await.ok().flatten();
            let known = known.unwrap_or_else(|| crate::domain::community::Community::new(guild));
            Setting { zone: zone_of(&known), card_time: known.time, on: known.on_since.is_some() }
        })
    }

    fn clock_moved(&self) -> Work<'_, ()> {
        Box::pin(async move {
            if let Err(fault) = self.scheduler.tick().await {
                tracing::warn!(%fault, "what is due could not be done");
            }
            if let Err(stuck) = self.crowd.live().await {
                tracing::warn!(stuck, "somebody in the rehearsal could not go on");
            }
        })
    }

    fn time_passed(&self) -> Work<'_, ()> {
        Box::pin(async move {
            let services = &self.bot.services;
            if let Err(fault) = services.store.beat(0, services.shards()).await {
                tracing::warn!(%fault, "that the bot was there could not be noted");
            }
        })
    }

    fn fill(&self, guild: GuildId) -> Work<'_, Result<usize, String>> {
        Box::pin(async move {
            let people = self.standin.members(guild).into_iter().filter(|member| !member.bot).count();
            let missing = FULL.saturating_sub(people);
            if missing == 0 {
                return Err("The community is full already. Let some weeks pass.".to_owned());
            }
            let services = &self.bot.services;
            let known = services.community(guild).await.map_err(|fault| fault.to_string())?;
            let channel =
                known.filter(|known| known.on_since.is_some()).and_then(|known| known.check_in_channel);
            let channel = channel.ok_or("Set this community up first: be its leader, and use /setup.")?;
            self.crowd.join(guild, channel, missing).await?;
            let rights = Rights { manage_server: true, ..Rights::default() };
            let leader = services.caller(guild, self.people[3].user, rights);
            let declared = Change::People(u32::try_from(FULL).unwrap_or(u32::MAX));
            services.change(&leader, vec![declared]).await.map_err(|fault| fault.to_string())?;
            Ok(missing)
        })
    }

    fn empty_community(&self) -> Work<'_, anyhow::Result<GuildId>> {
        Box::pin(async move {
            let name = match self.standin.guilds().len() {
                0 | 1 => "New community".to_owned(),
                more => format!("New community {more}"),
            };
            Ok(found(&self.standin, &self.people, &name).guild)
        })
    }
}

impl Backstage {
    /// What is held, as its owner would read it.
    fn readable(&self, held: &store::Holdings) -> Vec<serde_json::Value> {
        let texts = self.bot.services.words.now();
        let mut plain = vec![json!({
            "what": "turned on",
            "text": crate::discord::render::keep::names(&texts, BASE_LOCALE, held.member.choices),
        })];
        if let Some(days) = &held.days {
            plain.push(json!({ "what": "days", "text": days.total().to_string() }));
        }
        if held.reminder.is_some() {
            let text = my_data::reminders(&texts, BASE_LOCALE, held.reminder.as_ref());
            plain.push(json!({ "what": "reminders", "text": text }));
        }
        plain.extend(held.answers.iter().map(|answer| {
            let line = my_data::answer_line(&texts, BASE_LOCALE, answer, false);
            json!({ "what": "answer", "text": line.trim_start_matches("- ") })
        }));
        plain
    }
}

/// The prompts of the folder one stands in, so that an edit shows at once.
fn local_prompts() -> Option<PathBuf> {
    let folder = PathBuf::from("prompts");
    folder.join(BASE_LOCALE).is_dir().then_some(folder)
}
