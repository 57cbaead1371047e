//! The bots that are measured, each the whole of a child process.

use std::sync::Arc;
use std::time::Duration;

use chimebot::app::{App, Parts};
use chimebot::clock::Clock;
use chimebot::config::Operator;
use chimebot::discord::client::Endpoints;
use chimebot::domain::consent::{CONSENT_VERSION, Choice, ChoiceSet};
use chimebot::domain::engagement::{Counted, Tier, Window};
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::domain::planner::Timing;
use chimebot::rng::Chance;
use chimebot::store::{self, Keyring, Paths, Store};
use chimebot::words::Words;
use jiff::SignedDuration;
use secrecy::SecretString;
use serenity::all::{
    ChannelId as SerenityChannel, ClientBuilder, Context, CreateActionRow, CreateAllowedMentions,
    CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, EventHandler,
    GatewayIntents, HttpBuilder, Interaction, Ready,
};
use serenity::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use tokio_util::sync::CancellationToken;

use super::{Kind, Plan};

/// Runs until it is killed.
pub async fn run(kind: Kind, plan: Plan) {
    match kind {
        Kind::Chimebot => chimebot(plan).await,
        Kind::Bare => peer(plan, None).await,
        Kind::Autocommit => {
            let pool = pool(&plan.folder.join("peer.db")).await;
            peer(plan, Some(pool)).await;
        }
    }
}

/// Makes the files of a bot that has been set up for a while, and ends.
pub async fn prepare(plan: Plan) {
    let store = opened(&plan).await;
    set_up(&store, &plan).await;
    store.close().await;
}

async fn opened(plan: &Plan) -> Store {
    // The same keys in both processes: a number makes them.
    let keyring = Keyring::generate(&Chance::seeded(1));
    Store::open(Paths::in_folder(&plan.folder), keyring, Clock::system()).await.expect("a store")
}

async fn chimebot(plan: Plan) {
    let app = App::build(Parts {
        store: opened(&plan).await,
        words: Arc::new(Words::load(None).expect("the built-in words")),
        clock: Clock::system(),
        chance: Chance::system(),
        operator: Operator {
            name: "bench".to_owned(),
            contact: "bench".to_owned(),
            privacy_url: "https://example.org".to_owned(),
        },
        token: SecretString::from(plan.token.clone()),
        endpoints: Endpoints { proxy: Some(plan.base.clone()), reroute: None },
        timing: Timing::default(),
    });
    app.expect("a bot").run(CancellationToken::new()).await.expect("it runs until it is killed");
}

/// Communities that are on, people who keep answers and count days, and, if the plan says so, a card
/// that is due now.
async fn set_up(store: &Store, plan: &Plan) {
    let mut choices: ChoiceSet = [Choice::CountDays, Choice::KeepAnswers].into_iter().collect();
    if plan.ends_in.is_some() {
        choices = choices.with(Choice::GroupCounts);
    }
    let now = Clock::system().now();
    let minute = jiff::tz::TimeZone::UTC.to_datetime(now).with().second(0).subsec_nanosecond(0).build();
    let minute = minute.expect("every minute begins").time();
    let cards = plan.cards;
    let end = plan.ends_in.map(|seconds| now + Duration::from_secs(seconds));
    let mut work = Vec::new();
    for (guild, channel, people) in plan.homes.clone() {
        let store = store.clone();
        work.push(tokio::spawn(async move {
            let guild = GuildId(guild);
            let changed = store.change_community(guild, UserId(1), "setup", move |known| {
                known.check_in_channel = Some(ChannelId(channel));
                known.on_since = Some(now);
                if cards {
                    // The planner posts what fell due after posting was turned on.
                    known.time = minute;
                    known.on_since = Some(now - SignedDuration::from_mins(2));
                }
            });
            changed.await.expect("room in the queue");
            if let Some(end) = end {
                let window = Window { start: now - SignedDuration::from_hours(27 * 24), end };
                let plan = store::Plan { window, zone: "UTC".to_owned() };
                store.plan_period(guild, plan.clone()).await.expect("room in the queue");
                store.open_period(guild, plan, Tier::From10).await.expect("room in the queue");
            }
            for user in people {
                let holder = store.caller(guild, UserId(user));
                store.turn_on(holder, choices, CONSENT_VERSION).await.expect("room in the queue");
                if end.is_some() {
                    store.count(holder, Counted::TookPart).await.expect("room in the queue");
                }
            }
        }));
        // Groups, so that the writer's queue is never full.
        if work.len() == 500 {
            for done in work.drain(..) {
                done.await.expect("set up");
            }
        }
    }
    for done in work {
        done.await.expect("set up");
    }
}

/// serenity with nothing around it.
async fn peer(plan: Plan, pool: Option<SqlitePool>) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let http = HttpBuilder::new(&plan.token)
        .client(client)
        .proxy(plan.base.as_str())
        .ratelimiter_disabled(true)
        .default_allowed_mentions(CreateAllowedMentions::new())
        .build();
    let handler = Peer { plan, pool };
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .event_handler(handler)
        .await
        .expect("the stand-in answers");
    client.start().await.expect("it runs until it is killed");
}

async fn pool(path: &std::path::Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new().max_connections(5).connect_with(options).await.expect("a database");
    sqlx::query("CREATE TABLE press (guild INTEGER, user INTEGER, day TEXT, answer TEXT, at INTEGER) STRICT")
        .execute(&pool)
        .await
        .expect("a table");
    pool
}

struct Peer {
    plan: Plan,
    pool: Option<SqlitePool>,
}

#[async_trait]
impl EventHandler for Peer {
    async fn ready(&self, ctx: Context, _ready: Ready) {
        if !self.plan.cards {
            return;
        }
        for (_, channel, _) in &self.plan.homes {
            let buttons =
                (0..5).map(|n| CreateButton::new(format!("answer:{n}")).label(n.to_string())).collect();
            let card = CreateMessage::new()
                .content("How is it?")
                .components(vec![CreateActionRow::Buttons(buttons)]);
            SerenityChannel::new(*channel).send_message(&ctx.http, card).await.expect("a card");
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Component(press) = interaction else { return };
        if let Some(pool) = &self.pool {
            let guild = press.guild_id.map_or(0, |guild| i64::try_from(guild.get()).unwrap_or(0));
            let user = i64::try_from(press.user.id.get()).unwrap_or(0);
            sqlx::query("INSERT INTO press (guild, user, day, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)")
                .bind(guild)
                .bind(user)
                .bind("2026-11-23")
                .bind(press.data.custom_id.as_str())
                .bind(0_i64)
                .execute(pool)
                .await
                .expect("a row");
        }
        let reply = CreateInteractionResponseMessage::new().content("Thank you.").ephemeral(true);
        let answered = press.create_response(&ctx.http, CreateInteractionResponse::Message(reply)).await;
        answered.expect("an answer");
    }
}
