//! The page's questions and acts, as JSON over HTTP.
//!
//! Every act waits for the bot's first answer, as a person at Discord would, and
//! says what it was; what then changes in a channel arrives by `/api/events`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::Stream;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use super::passage::{self, Wish};
use super::{Rehearsal, view};
use crate::domain::ids::{ChannelId, GuildId, MessageId, UserId};
use crate::standin::{Act, Answer, StandIn};

/// Discord gives a bot three seconds; a little more here, for the stand-in says "failed" itself.
const PATIENCE: Duration = Duration::from_millis(3_300);

/// Forms that were opened and may still be sent. Older ones are forgotten.
const OPEN_FORMS: usize = 64;

/// Changes that come this close together are told as one.
const GATHER: Duration = Duration::from_millis(25);

/// The largest file a person may choose for an option, in bytes: Discord's limit.
const LARGEST_FILE: usize = 10 * 1024 * 1024;

struct Shared {
    rehearsal: Rehearsal,
    forms: Mutex<VecDeque<Act>>,
    /// Bumped by what the stand-in cannot know: a moved clock, a new community.
    pulse: watch::Sender<u64>,
    /// Held while time passes, so that two visitors do not move the clock at once.
    passing: tokio::sync::Mutex<()>,
}

type Host = State<Arc<Shared>>;

/// The API's routes.
pub(super) fn routes(rehearsal: Rehearsal) -> Router {
    let shared = Shared {
        rehearsal,
        forms: Mutex::default(),
        pulse: watch::Sender::new(0),
        passing: tokio::sync::Mutex::default(),
    };
    Router::new()
        .route("/api/world", get(world))
        .route("/api/channel/{id}", get(channel))
        .route("/api/dm", get(dm))
        .route("/api/stored", get(stored))
        .route("/api/attachment/{message}/{name}", get(attachment))
        .route("/api/events", get(events))
        .route("/api/press", post(press))
        .route("/api/slash", post(slash))
        .route("/api/autocomplete", post(autocomplete))
        .route("/api/modal", post(modal))
        .route("/api/upload", post(upload).layer(DefaultBodyLimit::max(LARGEST_FILE)))
        .route("/api/say", post(say))
        .route("/api/clock", post(clock))
        .route("/api/empty_community", post(empty_community))
        .route("/api/fill", post(fill))
        .with_state(Arc::new(shared))
}

/// A snowflake: text in JSON, because a browser's numbers are too small for it.
#[derive(Clone, Copy)]
struct Id(u64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom("an id is a number, written as text"))
    }
}

/// Why the page's wish was not done, in words for the person at it.
struct Refusal(StatusCode, String);

impl Refusal {
    fn unable(why: impl Into<String>) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, why.into())
    }

    fn broken(what: &str, error: &anyhow::Error) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, format!("{what}: {error:#}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

type Reply = Result<Json<Value>, Refusal>;

#[derive(Deserialize)]
struct Viewer {
    r#as: Option<Id>,
    guild: Option<Id>,
}

impl Shared {
    fn standin(&self) -> &StandIn {
        &self.rehearsal.standin
    }

    /// The person the page looks through, or acts as: one of those it may be.
    fn person(&self, id: Id) -> Result<UserId, Refusal> {
        let known = self.rehearsal.people.iter().find(|person| person.user.0 == id.0);
        known
            .map(|person| person.user)
            .ok_or_else(|| Refusal::unable("There is no such person here. Reload the page."))
    }

    fn viewer(&self, viewer: &Viewer) -> Result<UserId, Refusal> {
        match viewer.r#as {
            Some(id) => self.person(id),
            None => self
                .rehearsal
                .people
                .first()
                .map(|person| person.user)
                .ok_or_else(|| Refusal::unable("Nobody is here.")),
        }
    }

    fn guild(&self, id: Option<Id>) -> Result<GuildId, Refusal> {
        let wanted = id.map_or(self.rehearsal.home, |id| GuildId(id.0));
        let known = self.standin().guilds().iter().any(|guild| guild.id == wanted);
        known.then_some(wanted).ok_or_else(|| Refusal::unable("There is no such community here."))
    }

    /// Waits for the bot's first answer and says what kind it was.
    async fn answered(&self, act: Act) -> Json<Value> {
        let answer = self.standin().try_answer(&act, PATIENCE).await;
        let (kind, form) = match answer {
            None | Some(Answer::Failed) => ("failed", None),
            Some(Answer::Message(_)) => ("message", None),
            Some(Answer::Deferred(_)) => ("deferred", None),
            Some(Answer::Update(_)) => ("update", None),
            Some(Answer::DeferredUpdate | Answer::Choices(_)) => ("none", None),
            Some(Answer::Modal(form)) => ("modal", Some(form)),
        };
        let id = act.id.to_string();
        if form.is_some() {
            let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
            forms.truncate(OPEN_FORMS - 1);
            forms.push_front(act);
        }
        Json(json!({ "act": id, "kind": kind, "modal": form }))
    }

    /// Keeps time still for others.
    fn passing(&self) -> Result<tokio::sync::MutexGuard<'_, ()>, Refusal> {
        let busy = || Refusal(StatusCode::CONFLICT, "Time is already passing. Wait a moment.".to_owned());
        self.passing.try_lock().map_err(|_| busy())
    }

    fn bump(&self) {
        self.pulse.send_modify(|count| *count += 1);
    }
}

async fn world(State(shared): Host, Query(viewer): Query<Viewer>) -> Reply {
    let user = shared.viewer(&viewer)?;
    Ok(Json(view::world(&shared.rehearsal, user).await))
}

async fn channel(State(shared): Host, Path(id): Path<u64>, Query(viewer): Query<Viewer>) -> Reply {
    let user = shared.viewer(&viewer)?;
    if !view::sees(shared.standin(), user, ChannelId(id)) {
        return Err(Refusal::unable("This channel is not open to you."));
    }
    let list = shared.standin().messages(ChannelId(id), Some(user));
    Ok(Json(json!({ "channel": id.to_string(), "messages": view::messages(&list) })))
}

async fn dm(State(shared): Host, Query(viewer): Query<Viewer>) -> Reply {
    let user = shared.viewer(&viewer)?;
    let channel = shared.standin().dm_channel(user);
    let list = shared.standin().messages(channel, Some(user));
    Ok(Json(json!({ "channel": channel.to_string(), "messages": view::messages(&list) })))
}

async fn stored(State(shared): Host, Query(viewer): Query<Viewer>) -> Reply {
    let user = shared.viewer(&viewer)?;
    let guild = shared.guild(viewer.guild)?;
    let held = shared.rehearsal.host.stored(guild, user).await;
    held.map(Json).map_err(|error| Refusal::broken("What is stored could not be read", &error))
}

/// A file on a message. What is no picture is saved and not shown, so that no file of the bot's runs as a page.
async fn attachment(State(shared): Host, Path((message, name)): Path<(u64, String)>) -> Response {
    let (kind, place) = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("png") => ("image/png", "inline"),
        Some("jpg" | "jpeg") => ("image/jpeg", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    match shared.standin().attachment(MessageId(message), &name) {
        Some(bytes) => {
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, place)], bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct Press {
    r#as: Id,
    message: Id,
    custom_id: String,
    values: Option<Vec<String>>,
}

async fn press(State(shared): Host, Json(press): Json<Press>) -> Reply {
    let user = shared.person(press.r#as)?;
    let message = MessageId(press.message.0);
    let act = match press.values {
        None => shared.standin().try_press(user, message, &press.custom_id),
        Some(values) => {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            shared.standin().try_select(user, message, &press.custom_id, &values)
        }
    };
    Ok(shared.answered(act.map_err(Refusal::unable)?).await)
}

#[derive(Deserialize)]
struct Slash {
    r#as: Id,
    channel: Id,
    command: String,
    #[serde(default)]
    options: Map<String, Value>,
    #[serde(default)]
    focused: String,
}

async fn slash(State(shared): Host, Json(slash): Json<Slash>) -> Reply {
    let user = shared.person(slash.r#as)?;
    let channel = ChannelId(slash.channel.0);
    let act = shared.standin().try_slash(user, channel, &slash.command, slash.options.into());
    Ok(shared.answered(act.map_err(Refusal::unable)?).await)
}

async fn autocomplete(State(shared): Host, Json(slash): Json<Slash>) -> Reply {
    let user = shared.person(slash.r#as)?;
    let channel = ChannelId(slash.channel.0);
    let standin = shared.standin();
    let act = standin.try_autocomplete(user, channel, &slash.command, slash.options.into(), &slash.focused);
    let act = act.map_err(Refusal::unable)?;
    match standin.try_answer(&act, PATIENCE).await {
        Some(Answer::Choices(choices)) => {
            let choices: Vec<Value> =
                choices.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
            Ok(Json(json!({ "choices": choices })))
        }
        _ => Err(Refusal::unable("Loading options failed: the bot proposed nothing in time.")),
    }
}

#[derive(Deserialize)]
struct Form {
    r#as: Id,
    act: Id,
    values: Map<String, Value>,
}

async fn modal(State(shared): Host, Json(form): Json<Form>) -> Reply {
    let user = shared.person(form.r#as)?;
    let opened = {
        let forms = shared.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.iter().find(|act| act.id == form.act.0 && act.user == user).cloned()
    };
    let opened = opened.ok_or_else(|| Refusal::unable("This form is no longer open. Open it again."))?;
    let values: Vec<(&str, &str)> =
        form.values.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
    let act = shared.standin().try_submit_modal(user, &opened, &values).map_err(Refusal::unable)?;
    Ok(shared.answered(act).await)
}

#[derive(Deserialize)]
struct Chosen {
    name: String,
}

/// A file that a person chose for an option; what stands in the option then.
async fn upload(State(shared): Host, Query(chosen): Query<Chosen>, bytes: Bytes) -> Reply {
    let fits = |mark: char| mark.is_ascii_alphanumeric() || "._-".contains(mark);
    // As Discord does with names that no address can hold.
    let name: String =
        chosen.name.chars().map(|mark| if fits(mark) { mark } else { '_' }).take(100).collect();
    if name.is_empty() {
        return Err(Refusal::unable("A file has a name."));
    }
    Ok(Json(json!({ "id": shared.standin().upload(&name, &bytes) })))
}

#[derive(Deserialize)]
struct Say {
    r#as: Id,
    channel: Id,
    text: String,
}

async fn say(State(shared): Host, Json(say): Json<Say>) -> Reply {
    let user = shared.person(say.r#as)?;
    let length = say.text.trim().chars().count();
    if length == 0 || length > 2_000 {
        return Err(Refusal::unable("A message has between 1 and 2,000 characters."));
    }
    let channel = ChannelId(say.channel.0);
    let standin = shared.standin();
    let open =
        standin.guilds().iter().any(|guild| standin.channels(guild.id).iter().any(|each| each.id == channel));
    if !open && standin.dm_channel(user) != channel {
        return Err(Refusal::unable("This channel is gone."));
    }
    let message = standin.say(user, channel, &say.text);
    Ok(Json(json!({ "kind": "said", "message": message.to_string() })))
}

#[derive(Deserialize)]
struct Move {
    guild: Option<Id>,
    advance_minutes: Option<i64>,
    away_minutes: Option<i64>,
    weeks: Option<i64>,
    #[serde(default)]
    next_morning: bool,
    set_ms: Option<i64>,
    set_local: Option<DateTime>,
}

impl Move {
    fn wish(&self) -> Result<Wish, Refusal> {
        let moment = self.set_ms.map(Timestamp::from_millisecond).transpose();
        let moment = moment.map_err(|_| Refusal::unable("That is no date this program can count to."))?;
        let said = [
            self.advance_minutes.map(Wish::Minutes),
            self.away_minutes.map(Wish::Away),
            self.weeks.map(Wish::Weeks),
            self.next_morning.then_some(Wish::NextMorning),
            moment.map(Wish::Moment),
            self.set_local.map(Wish::Local),
        ];
        match said.into_iter().flatten().collect::<Vec<_>>()[..] {
            [wish] => Ok(wish),
            _ => Err(Refusal::unable(
                "Say one of: advance_minutes, away_minutes, weeks, next_morning, set_ms, set_local.",
            )),
        }
    }
}

/// Lets time pass, stop by stop, and lets the bot do at each what has fallen due.
async fn clock(State(shared): Host, Json(wanted): Json<Move>) -> Reply {
    let wish = wanted.wish()?;
    let guild = shared.guild(wanted.guild)?;
    let _passing = shared.passing()?;
    let host = &shared.rehearsal.host;
    let clock = shared.standin().clock();
    let setting = host.setting(guild).await;
    for stop in passage::stops(clock.now(), wish, &setting).map_err(Refusal::unable)? {
        clock.set(stop.at);
        if stop.looks {
            host.clock_moved().await;
        } else {
            host.time_passed().await;
        }
    }
    shared.bump();
    Ok(Json(json!({ "now_ms": clock.now().as_millisecond() })))
}

async fn empty_community(State(shared): Host) -> Reply {
    let founded = shared.rehearsal.host.empty_community().await;
    let guild = founded.map_err(|error| Refusal::broken("The community could not be founded", &error))?;
    shared.bump();
    Ok(Json(json!({ "guild": guild.to_string() })))
}

#[derive(Deserialize)]
struct Place {
    guild: Option<Id>,
}

/// Fills the community with people.
async fn fill(State(shared): Host, Json(place): Json<Place>) -> Reply {
    let guild = shared.guild(place.guild)?;
    let _passing = shared.passing()?;
    let came = shared.rehearsal.host.fill(guild).await.map_err(Refusal::unable)?;
    shared.bump();
    Ok(Json(json!({ "people": came })))
}

/// Says "changed" at each change, with the clock's time; ends with the stand-in.
async fn events(State(shared): Host) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let start = (shared.standin().changed(), shared.pulse.subscribe(), shared);
    let stream = futures_util::stream::unfold(start, |(mut changed, mut pulse, shared)| async move {
        let alive = tokio::select! {
            seen = changed.changed() => seen.is_ok(),
            seen = pulse.changed() => seen.is_ok(),
        };
        if !alive {
            return None;
        }
        tokio::time::sleep(GATHER).await;
        changed.mark_unchanged();
        pulse.mark_unchanged();
        let now = shared.standin().clock().now().as_millisecond();
        let event = Event::default().event("changed").data(json!({ "now_ms": now }).to_string());
        Some((Ok(event), (changed, pulse, shared)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
