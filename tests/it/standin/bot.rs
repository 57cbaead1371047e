//! A small bot on the real Discord client, which does what the tests ask of it.

use std::sync::{Arc, Mutex};

use chimebot::standin::StandIn;
use serde_json::{Value, json};
use serenity::all::{
    AutocompleteChoice, Client, ClientBuilder, CommandInteraction, ComponentInteraction, Context,
    CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateModal, EditInteractionResponse, Event, EventHandler, GatewayIntents, Guild, Http, HttpBuilder,
    HttpError, InputTextStyle, Interaction, ModalInteraction, RawEventHandler, Ready, ResumedEvent,
};
use serenity::async_trait;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What the bot noticed.
#[derive(Default)]
pub struct Notes {
    pub said: Mutex<Vec<String>>,
    pub unknown: Mutex<Vec<String>>,
    /// Lets the `late` command go on.
    pub go: Notify,
}

impl Notes {
    pub fn note(&self, what: impl Into<String>) {
        self.said.lock().unwrap().push(what.into());
    }

    pub fn count(&self, what: &str) -> usize {
        self.said.lock().unwrap().iter().filter(|said| *said == what).count()
    }

    /// Waits until something was noted `times` times.
    pub async fn until(&self, what: &str, times: usize) {
        for _ in 0..500 {
            if self.count(what) >= times {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{what:?} was not noted {times} times: {:?}", self.said.lock().unwrap());
    }
}

/// The running bot; it stops when dropped.
pub struct Bot {
    pub notes: Arc<Notes>,
    pub http: Arc<Http>,
    task: JoinHandle<Result<(), serenity::Error>>,
}

impl Bot {
    /// Connects to `discord` and waits until it is ready.
    pub async fn start(discord: &StandIn) -> Self {
        let bot = Self::connect(discord, discord.token(), GatewayIntents::GUILDS, 1).await;
        discord.until_ready().await;
        bot
    }

    pub async fn connect(discord: &StandIn, token: &str, intents: GatewayIntents, shards: u32) -> Self {
        let http = http(discord, token);
        http.set_application_id(discord.application_id().into());
        let notes = Arc::new(Notes::default());
        let mut client: Client = ClientBuilder::new_with_http(http, intents)
            .event_handler(Handler(notes.clone()))
            .raw_event_handler(Raw(notes.clone()))
            .await
            .unwrap();
        let http = client.http.clone();
        let task = tokio::spawn(async move { client.start_shards(shards).await });
        Self { notes, http, task }
    }

    /// How the client ended by itself.
    pub async fn end(mut self) -> Result<(), serenity::Error> {
        (&mut self.task).await.unwrap()
    }

    /// Every event was understood.
    pub fn assert_understood(&self) {
        assert_eq!(*self.notes.unknown.lock().unwrap(), Vec::<String>::new());
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The REST side alone.
pub fn http(discord: &StandIn, token: &str) -> Http {
    HttpBuilder::new(token)
        .proxy(discord.base_url())
        .ratelimiter_disabled(true)
        .default_allowed_mentions(CreateAllowedMentions::new())
        .build()
}

/// Discord's JSON error code, or the status where there is none.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, serenity::Error>) -> isize {
    match outcome.expect_err("it was to fail") {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => answer.error.code,
        other => panic!("another failure: {other:?}"),
    }
}

/// The commands the tests use.
pub fn commands() -> Value {
    let plain = |name: &str| json!({ "name": name, "description": name, "type": 1 });
    let mut list: Vec<Value> =
        ["hello", "slow", "follow", "twice", "late", "linger", "form", "wrong"].map(plain).to_vec();
    list.push(json!({ "name": "staff", "description": "s", "default_member_permissions": "32",
        "contexts": [0], "options": [
            { "name": "where", "description": "w", "type": 1, "options": [
                { "name": "room", "description": "r", "type": 7, "required": true },
                { "name": "zone", "description": "z", "type": 3, "autocomplete": true } ] } ] }));
    json!(list)
}

struct Raw(Arc<Notes>);

#[async_trait]
impl RawEventHandler for Raw {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(unknown) = event {
            self.0.unknown.lock().unwrap().push(format!("{}: {}", unknown.kind, unknown.value));
        }
    }
}

struct Handler(Arc<Notes>);

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        self.0.note("ready");
        self.0.note(format!("shard {:?} {} guilds", ready.shard.map(|shard| shard.id.0), ready.guilds.len()));
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.0.note("resumed");
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.0.note(format!("guild {}", guild.name));
    }

    async fn channel_delete(
        &self,
        _: Context,
        channel: serenity::all::GuildChannel,
        _: Option<Vec<serenity::all::Message>>,
    ) {
        self.0.note(format!("gone {}", channel.name));
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        self.0.note(format!("interaction {}", interaction.id()));
        let done = match interaction {
            Interaction::Command(act) => self.command(&ctx, &act).await,
            Interaction::Component(act) => self.component(&ctx, &act).await,
            Interaction::Modal(act) => modal(&ctx, &act).await,
            Interaction::Autocomplete(act) => {
                let typed = act.data.autocomplete().map(|typed| typed.value.to_owned()).unwrap_or_default();
                let choice = AutocompleteChoice::new(format!("{typed}…"), "Europe/London");
                let answer = CreateAutocompleteResponse::new().set_choices(vec![choice]);
                act.create_response(&ctx, CreateInteractionResponse::Autocomplete(answer)).await
            }
            _ => Ok(()),
        };
        if let Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(answer))) = done {
            self.0.note(format!("error {}", answer.error.code));
        }
    }
}

fn words(text: &str) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().content(text).ephemeral(true)
}

/// The client's default for mentions does not reach this one builder.
fn edited(text: &str) -> EditInteractionResponse {
    EditInteractionResponse::new().content(text).allowed_mentions(CreateAllowedMentions::new())
}

impl Handler {
    async fn command(&self, ctx: &Context, act: &CommandInteraction) -> serenity::Result<()> {
        let hello = || CreateInteractionResponse::Message(words("hello"));
        match act.data.name.as_str() {
            "hello" => {
                let row = CreateActionRow::Buttons(vec![
                    CreateButton::new("change").label("Change"),
                    CreateButton::new("quietly").label("Quietly"),
                    CreateButton::new("grey").label("Grey").disabled(true),
                ]);
                let answer = words("hello").components(vec![row]);
                act.create_response(ctx, CreateInteractionResponse::Message(answer)).await
            }
            "slow" | "follow" => {
                let wait = CreateInteractionResponseMessage::new().ephemeral(true);
                act.create_response(ctx, CreateInteractionResponse::Defer(wait)).await?;
                if act.data.name == "slow" {
                    act.edit_response(ctx, edited("done")).await?;
                } else {
                    for text in ["first", "second"] {
                        let more = CreateInteractionResponseFollowup::new().content(text);
                        act.create_followup(ctx, more).await?;
                    }
                }
                Ok(())
            }
            "twice" => {
                act.create_response(ctx, hello()).await?;
                act.create_response(ctx, hello()).await
            }
            "late" => {
                self.0.go.notified().await;
                act.create_response(ctx, hello()).await
            }
            "linger" => {
                act.create_response(
                    ctx,
                    CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new()),
                )
                .await?;
                self.0.go.notified().await;
                act.edit_response(ctx, edited("done")).await?;
                Ok(())
            }
            "form" => {
                let field = CreateInputText::new(InputTextStyle::Short, "Why?", "why").max_length(20);
                let form =
                    CreateModal::new("form", "A form").components(vec![CreateActionRow::InputText(field)]);
                act.create_response(ctx, CreateInteractionResponse::Modal(form)).await
            }
            "wrong" => {
                act.create_response(
                    ctx,
                    CreateInteractionResponse::UpdateMessage(
                        CreateInteractionResponseMessage::new().content("no"),
                    ),
                )
                .await
            }
            name => {
                let json = serde_json::to_string(&act.data).unwrap();
                act.create_response(ctx, CreateInteractionResponse::Message(words(&format!("{name} {json}"))))
                    .await
            }
        }
    }

    async fn component(&self, ctx: &Context, act: &ComponentInteraction) -> serenity::Result<()> {
        match act.data.custom_id.as_str() {
            "change" => {
                let changed = CreateInteractionResponseMessage::new().content("changed").components(vec![]);
                act.create_response(ctx, CreateInteractionResponse::UpdateMessage(changed)).await
            }
            "quietly" => {
                act.create_response(ctx, CreateInteractionResponse::Acknowledge).await?;
                act.edit_response(ctx, edited("quietly changed")).await?;
                Ok(())
            }
            other => {
                let seen = format!("pressed {other} on {}", act.message.content);
                act.create_response(ctx, CreateInteractionResponse::Message(words(&seen))).await
            }
        }
    }
}

async fn modal(ctx: &Context, act: &ModalInteraction) -> serenity::Result<()> {
    let json = serde_json::to_value(&act.data.components).unwrap();
    let text = json[0]["components"][0]["value"].as_str().unwrap_or_default().to_owned();
    act.create_response(ctx, CreateInteractionResponse::Message(words(&format!("because {text}")))).await
}
