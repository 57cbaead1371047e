//! The rehearsal page's API, over HTTP, with a small bot on the real client behind it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::rehearsal::{self, Host, Person, Rehearsal, Setting, Work};
use chimebot::standin::{Options, StandIn};
use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use reqwest::header::{CONTENT_SECURITY_POLICY, HOST, ORIGIN};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use serenity::all::{
    ActionRowComponent, AutocompleteChoice, ButtonStyle, CommandOptionType, Context, CreateActionRow,
    CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption,
    CreateInputText, CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, CreateModal,
    EditInteractionResponse, EventHandler, GatewayIntents, InputTextStyle, Interaction, Ready,
};

/// A bot with one of each kind of answer.
struct SmallBot;

fn quiet() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn private(text: &str) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().content(text).ephemeral(true).allowed_mentions(quiet())
}

fn button(id: &str, label: &str) -> CreateButton {
    CreateButton::new(id).label(label).style(ButtonStyle::Secondary)
}

#[serenity::async_trait]
impl EventHandler for SmallBot {
    async fn ready(&self, context: Context, _: Ready) {
        let zone =
            CreateCommandOption::new(CommandOptionType::String, "zone", "A zone").set_autocomplete(true);
        let commands = vec![
            CreateCommand::new("checkin").description("Today's card"),
            CreateCommand::new("mute").description("Says nothing"),
            CreateCommand::new("setup").description("Settings").add_option(zone),
        ];
        serenity::all::Command::set_global_commands(&context.http, commands).await.unwrap();
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let http = &context.http;
        match interaction {
            Interaction::Command(command) if command.data.name == "mute" => {}
            Interaction::Command(command) => {
                let rows = vec![CreateActionRow::Buttons(vec![
                    button("more", "Say more"),
                    button("think", "Think"),
                ])];
                let reply = private("Your card.").components(rows);
                command.create_response(http, CreateInteractionResponse::Message(reply)).await.unwrap();
            }
            Interaction::Component(press) if press.data.custom_id == "more" => {
                let input = CreateInputText::new(InputTextStyle::Short, "Your words", "words").max_length(40);
                let modal =
                    CreateModal::new("form", "Say more").components(vec![CreateActionRow::InputText(input)]);
                press.create_response(http, CreateInteractionResponse::Modal(modal)).await.unwrap();
            }
            Interaction::Component(press) if press.data.custom_id == "think" => {
                press.defer_ephemeral(http).await.unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
                let edit = EditInteractionResponse::new().content("Thought.").allowed_mentions(quiet());
                press.edit_response(http, edit).await.unwrap();
            }
            Interaction::Component(press) => {
                let reply = CreateInteractionResponse::Message(private("Thank you for that."));
                press.create_response(http, reply).await.unwrap();
            }
            Interaction::Modal(form) => {
                let ActionRowComponent::InputText(input) = &form.data.components[0].components[0] else {
                    panic!("the form has one field")
                };
                let reply = private(&format!("You wrote: {}", input.value.as_deref().unwrap_or_default()));
                form.create_response(http, CreateInteractionResponse::Message(reply)).await.unwrap();
            }
            Interaction::Autocomplete(typing) => {
                let typed = typing.data.autocomplete().unwrap().value.to_lowercase();
                let zones = ["Europe/London", "Europe/Lisbon", "America/New_York"].into_iter();
                let found = zones.filter(|zone| zone.to_lowercase().contains(&typed));
                let choices = found.map(|zone| AutocompleteChoice::new(zone, zone)).collect();
                let reply = CreateAutocompleteResponse::new().set_choices(choices);
                typing.create_response(http, CreateInteractionResponse::Autocomplete(reply)).await.unwrap();
            }
            _ => {}
        }
    }
}

/// The bot's side of the page: posts a card when the clock stands at nine in London.
struct SmallHost {
    standin: StandIn,
    http: serenity::http::Http,
    channel: ChannelId,
    keeper: UserId,
    stops: Mutex<Vec<Timestamp>>,
}

impl Host for SmallHost {
    fn time_passed(&self) -> Work<'_, ()> {
        Box::pin(async {})
    }

    fn fill(&self, _: GuildId) -> Work<'_, Result<usize, String>> {
        Box::pin(async { Err("nobody comes here".to_owned()) })
    }

    fn stored(&self, _: GuildId, user: UserId) -> Work<'_, anyhow::Result<Value>> {
        let kept = json!({
            "rows": [{ "table": "member", "columns": { "sealed": "a7c4" } }],
            "plain": [{ "what": "Days you showed up", "text": "1" }],
        });
        let none = json!({ "rows": [], "plain": [] });
        Box::pin(async move { Ok(if user == self.keeper { kept } else { none }) })
    }

    fn setting(&self, _: GuildId) -> Work<'_, Setting> {
        Box::pin(async {
            Setting { zone: TimeZone::get("Europe/London").unwrap(), card_time: time(9, 0, 0, 0), on: true }
        })
    }

    fn clock_moved(&self) -> Work<'_, ()> {
        Box::pin(async {
            let now = self.standin.clock().now();
            self.stops.lock().unwrap().push(now);
            let local = now.to_zoned(TimeZone::get("Europe/London").unwrap());
            if (local.hour(), local.minute()) == (9, 0) {
                post_card(&self.http, self.channel).await;
            }
        })
    }

    fn empty_community(&self) -> Work<'_, anyhow::Result<GuildId>> {
        Box::pin(async { Ok(self.standin.add_guild("Empty", self.keeper)) })
    }
}

async fn post_card(http: &serenity::http::Http, channel: ChannelId) {
    let row = CreateActionRow::Buttons(vec![button("a:1", "A little"), button("a:2", "A lot")]);
    let card =
        CreateMessage::new().content("Who was near today?").components(vec![row]).allowed_mentions(quiet());
    serenity::all::ChannelId::new(channel.0).send_message(http, card).await.unwrap();
}

/// A rehearsal in Harbour Street at noon on 3 March 2026: Sam keeps something, Noor nothing.
struct Scene {
    standin: StandIn,
    host: Arc<SmallHost>,
    web: reqwest::Client,
    base: String,
    sam: UserId,
    noor: UserId,
    channel: ChannelId,
}

impl Scene {
    async fn start() -> Self {
        let clock = Clock::running_from("2026-03-03T12:00:00Z".parse().unwrap());
        let standin = StandIn::start(Options::new(clock)).await.unwrap();
        let (sam, noor, ada) = (standin.add_user("Sam"), standin.add_user("Noor"), standin.add_user("Ada"));
        let home = standin.add_guild("Harbour Street", ada);
        let channel = standin.add_channel(home, "check-in");
        for user in [sam, noor, ada] {
            standin.add_member(home, user, &[]);
        }

        let web = reqwest::Client::builder().no_proxy().build().unwrap();
        let http = || {
            serenity::http::HttpBuilder::new(standin.token())
                .client(web.clone())
                .proxy(standin.base_url())
                .ratelimiter_disabled(true)
                .build()
        };
        let mut client = serenity::client::ClientBuilder::new_with_http(http(), GatewayIntents::GUILDS)
            .event_handler(SmallBot)
            .await
            .unwrap();
        tokio::spawn(async move { client.start().await });
        standin.until_ready().await;
        wait_for("the commands", || standin.commands().as_array().is_some_and(|list| list.len() == 3)).await;

        let host = Arc::new(SmallHost {
            standin: standin.clone(),
            http: http(),
            channel,
            keeper: sam,
            stops: Mutex::default(),
        });
        let person = |user, name: &str, role: &str| Person {
            user,
            name: name.to_owned(),
            role_label: role.to_owned(),
        };
        let rehearsal = Rehearsal {
            standin: standin.clone(),
            people: vec![
                person(sam, "Sam", "member"),
                person(noor, "Noor", "member"),
                person(ada, "Ada", "leader"),
            ],
            home,
            host: Arc::clone(&host) as Arc<dyn Host>,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(rehearsal::serve(rehearsal, listener));
        Self { standin, host, web, base, sam, noor, channel }
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.web.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    async fn send(&self, path: &str, body: &Value) -> Response {
        self.web
            .post(format!("{}{path}", self.base))
            .header(ORIGIN, &self.base)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let response = self.send(path, &body).await;
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path} {body}: {answer}");
        answer
    }

    /// The words of a refusal.
    async fn refused(&self, path: &str, body: Value) -> String {
        let response = self.send(path, &body).await;
        assert!(response.status().is_client_error(), "{path} {body}: {}", response.status());
        response.json::<Value>().await.unwrap()["error"].as_str().expect("words").to_owned()
    }

    async fn messages(&self, user: UserId) -> Vec<Value> {
        let answer = self.get(&format!("/api/channel/{}?as={user}", self.channel)).await;
        answer["messages"].as_array().unwrap().clone()
    }

    async fn slash(&self, user: UserId, command: &str) -> Value {
        let channel = self.channel.to_string();
        self.post("/api/slash", json!({ "as": user.to_string(), "channel": channel, "command": command }))
            .await
    }

    async fn press(&self, user: UserId, message: &Value, custom_id: &str) -> Value {
        let body = json!({ "as": user.to_string(), "message": message["id"], "custom_id": custom_id });
        self.post("/api/press", body).await
    }
}

async fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(5), "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_press_is_answered_and_only_that_person_sees_the_reply() {
    let scene = Scene::start().await;
    post_card(&scene.host.http, scene.channel).await;
    let card = scene.messages(scene.sam).await.remove(0);
    assert_eq!((&card["content"], &card["ephemeral"]), (&json!("Who was near today?"), &json!(false)));

    assert_eq!(scene.press(scene.sam, &card, "a:2").await["kind"], "message");
    let seen = scene.messages(scene.sam).await;
    assert_eq!(seen.len(), 2);
    assert_eq!((&seen[1]["content"], &seen[1]["ephemeral"]), (&json!("Thank you for that."), &json!(true)));
    assert_eq!(scene.messages(scene.noor).await.len(), 1, "another person sees the card alone");
}

#[tokio::test]
async fn a_form_opens_for_one_person_and_is_answered() {
    let scene = Scene::start().await;
    scene.slash(scene.sam, "checkin").await;
    let reply = scene.messages(scene.sam).await.remove(0);
    let opened = scene.press(scene.sam, &reply, "more").await;
    assert_eq!((&opened["kind"], &opened["modal"]["title"]), (&json!("modal"), &json!("Say more")));

    let form = |user: UserId| json!({ "as": user.to_string(), "act": opened["act"], "values": { "words": "A walk" } });
    assert!(
        scene.refused("/api/modal", form(scene.noor)).await.contains("no longer open"),
        "it is Sam's form"
    );
    assert_eq!(scene.post("/api/modal", form(scene.sam)).await["kind"], "message");
    assert_eq!(scene.messages(scene.sam).await[1]["content"], "You wrote: A walk");
}

#[tokio::test]
async fn a_deferred_answer_is_filled_in_later() {
    let scene = Scene::start().await;
    scene.slash(scene.sam, "checkin").await;
    let reply = scene.messages(scene.sam).await.remove(0);
    assert_eq!(scene.press(scene.sam, &reply, "think").await["kind"], "deferred");
    wait_for("the answer", || {
        scene
            .standin
            .messages(scene.channel, Some(scene.sam))
            .iter()
            .any(|message| message.content == "Thought.")
    })
    .await;
}

#[tokio::test]
async fn a_bot_that_says_nothing_is_a_failed_interaction() {
    let scene = Scene::start().await;
    let start = Instant::now();
    assert_eq!(scene.slash(scene.sam, "mute").await["kind"], "failed");
    assert!(start.elapsed() < Duration::from_secs(4), "three seconds and a little");
}

#[tokio::test]
async fn what_is_typed_is_completed_by_the_bot() {
    let scene = Scene::start().await;
    let channel = scene.channel.to_string();
    let body = json!({
        "as": scene.sam.to_string(), "channel": channel, "command": "setup", "options": { "zone": "li" }, "focused": "zone",
    });
    let answer = scene.post("/api/autocomplete", body).await;
    assert_eq!(answer["choices"], json!([{ "name": "Europe/Lisbon", "value": "Europe/Lisbon" }]));
}

#[tokio::test]
async fn the_next_morning_brings_the_card() {
    let scene = Scene::start().await;
    let moved = scene.post("/api/clock", json!({ "next_morning": true })).await;
    let nine: Timestamp = "2026-03-04T09:00:00Z".parse().unwrap();
    let late = moved["now_ms"].as_i64().unwrap() - nine.as_millisecond();
    assert!((0..5_000).contains(&late), "{late} ms after nine");
    assert_eq!(scene.messages(scene.noor).await.len(), 1);
    let stops = scene.host.stops.lock().unwrap();
    assert!(stops.len() > 100, "the bot lived the night: {} stops", stops.len());
    assert!(stops.is_sorted());
}

#[tokio::test]
async fn changes_arrive_by_themselves() {
    let scene = Scene::start().await;
    let mut events = scene.web.get(format!("{}/api/events", scene.base)).send().await.unwrap();
    scene.standin.say(scene.sam, scene.channel, "Good morning");
    let news = tokio::time::timeout(Duration::from_secs(5), events.chunk()).await.expect("news in time");
    let news = String::from_utf8(news.unwrap().unwrap().to_vec()).unwrap();
    assert!(news.contains("event: changed") && news.contains("now_ms"), "{news}");
}

#[tokio::test]
async fn the_world_says_who_may_do_what_and_where() {
    let scene = Scene::start().await;
    let said = json!({ "as": scene.noor.to_string(), "channel": scene.channel.to_string(), "text": "Hello" });
    let said = scene.post("/api/say", said).await;
    let founded = scene.post("/api/empty_community", json!({})).await;
    let world = scene.get(&format!("/api/world?as={}", scene.sam)).await;
    let home = &world["guilds"][0];
    assert_eq!((&home["zone"], &home["card_time"]), (&json!("Europe/London"), &json!("09:00")));
    assert_eq!(home["channels"][0]["last"], said["message"]);
    assert_eq!(world["guilds"][1]["id"], founded["guild"]);
    assert_eq!(world["commands"].as_array().unwrap().len(), 3);
    let members = home["members"].as_array().unwrap();
    let bits =
        |name: &str| members.iter().find(|member| member["name"] == name).unwrap()["permissions"].clone();
    assert_eq!(bits("Ada"), "8", "the owner may do everything");
    assert_ne!(bits("Sam"), "8");
    assert!(members.iter().all(|member| member["id"] != world["bot"]["id"]), "the bot is nobody to choose");
}

#[tokio::test]
async fn what_is_stored_is_shown_for_the_person_it_is_about() {
    let scene = Scene::start().await;
    let sam = scene.get(&format!("/api/stored?as={}", scene.sam)).await;
    assert_eq!(sam["rows"][0]["columns"]["sealed"], "a7c4");
    let noor = scene.get(&format!("/api/stored?as={}", scene.noor)).await;
    assert_eq!(noor, json!({ "rows": [], "plain": [] }));
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_in_words() {
    let scene = Scene::start().await;
    post_card(&scene.host.http, scene.channel).await;
    let card = scene.messages(scene.sam).await.remove(0);
    let (sam, channel) = (scene.sam.to_string(), scene.channel.to_string());
    for (path, body) in [
        ("/api/press", json!({ "as": sam, "message": card["id"], "custom_id": "never offered" })),
        ("/api/press", json!({ "as": sam, "message": "1", "custom_id": "a:1" })),
        ("/api/press", json!({ "as": "1", "message": card["id"], "custom_id": "a:1" })),
        ("/api/slash", json!({ "as": sam, "channel": channel, "command": "nothing" })),
        ("/api/slash", json!({ "as": sam, "channel": "1", "command": "checkin" })),
        ("/api/modal", json!({ "as": sam, "act": "1", "values": {} })),
        ("/api/say", json!({ "as": sam, "channel": channel, "text": "  " })),
        ("/api/say", json!({ "as": sam, "channel": channel, "text": "x".repeat(2_001) })),
        ("/api/say", json!({ "as": sam, "channel": "1", "text": "Hello" })),
        ("/api/clock", json!({ "advance_minutes": -5 })),
        ("/api/clock", json!({ "set_local": "2020-01-01T09:00" })),
        ("/api/clock", json!({ "guild": "1", "next_morning": true })),
        ("/api/clock", json!({})),
    ] {
        let words = scene.refused(path, body.clone()).await;
        assert!(words.len() > 10, "{path} {body}: {words}");
    }
    assert_eq!(scene.messages(scene.sam).await.len(), 1, "nothing happened");
}

#[tokio::test]
async fn a_foreign_name_or_page_is_turned_away() {
    let scene = Scene::start().await;
    let world = format!("{}/api/world", scene.base);
    let rebound = scene.web.get(&world).header(HOST, "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), StatusCode::FORBIDDEN);

    let said = json!({ "as": scene.sam.to_string(), "channel": scene.channel.to_string(), "text": "Hello" });
    let say = format!("{}/api/say", scene.base);
    let foreign =
        scene.web.post(&say).header(ORIGIN, "https://evil.example").json(&said).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    // A form on another site cannot set this type, and a browser that hides its origin sends "null".
    let plain = scene
        .web
        .post(&say)
        .header("content-type", "text/plain")
        .body(said.to_string())
        .send()
        .await
        .unwrap();
    assert!(plain.status().is_client_error());
    assert!(scene.messages(scene.sam).await.is_empty(), "nothing was said");
}

#[tokio::test]
async fn the_page_is_held_to_its_own_files() {
    let scene = Scene::start().await;
    let page = scene.web.get(&scene.base).send().await.unwrap();
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"));
    let html = page.text().await.unwrap();
    for path in html.split('"').filter(|part| part.starts_with('/')) {
        let file = scene.web.get(format!("{}{path}", scene.base)).send().await.unwrap();
        assert_eq!(file.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn an_address_others_can_reach_is_refused() {
    let scene = Scene::start().await;
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let home = scene.standin.guilds()[0].id;
    let host = Arc::clone(&scene.host) as Arc<dyn Host>;
    let open = Rehearsal { standin: scene.standin.clone(), people: Vec::new(), home, host };
    let refused = rehearsal::serve(open, listener).await.unwrap_err();
    assert!(refused.to_string().contains("127.0.0.1"));
}
