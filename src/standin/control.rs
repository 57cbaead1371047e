//! The stand-in's own routes, for a bot in another process and for counting.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::StandIn;
use super::faults::FaultKind;
use super::model::File;
use super::state::Shared;

impl StandIn {
    /// Gives whoever follows the clock next an order, once: a fault on demand for a process
    /// that cannot be reached otherwise. What it means is the follower's to know.
    pub fn order(&self, order: Value) {
        self.shared.world().order = Some(order);
    }

    /// A person chooses a file of their own for an option of a command. Gives what stands in the option.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> String {
        let mut world = self.shared.world();
        let id = world.new_id();
        world.uploads.insert(id, File { name: name.to_owned(), bytes: bytes.to_vec() });
        id.to_string()
    }
}

/// `GET /standin/clock`
pub async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let clock = &shared.options.clock;
    let order = shared.world().order.take();
    Json(json!({ "now_ms": clock.now().as_millisecond(), "running": clock.is_running(), "order": order }))
}

/// What `POST /standin/clock` takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Move {
    SetMs(i64),
    AdvanceMs(i64),
}

/// `POST /standin/clock` with `{"set_ms": n}` or `{"advance_ms": n}`
pub async fn set_clock(State(shared): State<Arc<Shared>>, Json(to): Json<Move>) -> Response {
    let clock = &shared.options.clock;
    match to {
        Move::SetMs(ms) => match Timestamp::from_millisecond(ms) {
            Ok(moment) => clock.set(moment),
            Err(_) => return (StatusCode::BAD_REQUEST, "set_ms is out of range").into_response(),
        },
        Move::AdvanceMs(ms) => clock.advance(SignedDuration::from_millis(ms)),
    }
    shared.world().stir();
    self::clock(State(shared)).await.into_response()
}

/// Which messages to list.
#[derive(Debug, Deserialize)]
pub struct Which {
    channel: Option<u64>,
}

/// `GET /standin/messages?channel=`: the public messages of one channel, or of all.
pub async fn messages(State(shared): State<Arc<Shared>>, Query(which): Query<Which>) -> Json<Value> {
    let mut world = shared.world();
    let chosen = world.messages.values_mut().filter(|message| {
        message.ephemeral_to.is_none() && which.channel.is_none_or(|channel| channel == message.channel)
    });
    let list: Vec<Value> = chosen
        .map(|message| {
            message.read = true;
            message.json.clone()
        })
        .collect();
    Json(Value::Array(list))
}

/// `GET /attachments/{of}/{name}`: an uploaded file, of a message or of a command. It is no request to the
/// interface, and yet faults strike it, by its path.
pub async fn attachment(
    State(shared): State<Arc<Shared>>,
    Path((of, name)): Path<(u64, String)>,
) -> Response {
    let fault = shared.world().strike("GET", &format!("/attachments/{of}/{name}"));
    match fault {
        None => {}
        Some(FaultKind::Status(status, _)) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
        Some(FaultKind::Delay(time)) => tokio::time::sleep(time).await,
        Some(_) => {
            shared.stop.cancelled().await;
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    let world = shared.world();
    let files = world.messages.get(&of).map(|message| message.files.as_slice()).unwrap_or_default();
    let file = files.iter().find(|file| file.name == name);
    match file.or_else(|| world.uploads.get(&of).filter(|file| file.name == name)) {
        Some(file) => file.bytes.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
