//! Discord's REST interface: one door for every request, then one function a route.

mod commands;
mod compose;
mod guilds;
mod interactions;
mod messages;
mod reply;
mod route;
mod upload;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

pub use self::messages::is_loading;
use self::reply::Reply;
use self::route::Route;
use super::faults::{FaultKind, Scope};
use super::model::File;
use super::rules;
use super::server::Line;
use super::state::{Shared, World};

/// The largest request body read, in bytes.
const LARGEST: usize = 25 * 1024 * 1024;

/// A request, taken apart.
pub(super) struct Ask {
    method: Method,
    /// The path after `/api/v10`.
    path: String,
    query: Vec<(String, String)>,
    body: Value,
    files: Vec<File>,
    headers: HeaderMap,
}

impl Ask {
    /// A request that says nothing.
    fn silent() -> Self {
        Self {
            method: Method::POST,
            path: String::new(),
            query: Vec::new(),
            body: Value::Null,
            files: Vec::new(),
            headers: HeaderMap::new(),
        }
    }

    fn query(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn query_id(&self, key: &str) -> Option<u64> {
        self.query(key)?.parse().ok()
    }
}

/// Answers one request.
pub async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let line = request.extensions().get::<ConnectInfo<Line>>().map(|ConnectInfo(line)| line.clone());
    let ask = match read(request).await {
        Ok(ask) => ask,
        Err(reply) => return reply.into_response(),
    };
    let fault = {
        let mut world = shared.world();
        world.requests.push(format!("{} {}", ask.method, ask.path));
        world.strike(ask.method.as_str(), &ask.path)
    };
    let reply = match fault {
        None => serve(&shared, &ask),
        Some(FaultKind::Delay(time)) => {
            tokio::time::sleep(time).await;
            serve(&shared, &ask)
        }
        Some(FaultKind::AfterApply(inner)) => {
            let done = serve(&shared, &ask);
            match suffer(*inner, line).await {
                Some(reply) => reply,
                None => done,
            }
        }
        Some(kind) => match suffer(kind, line).await {
            Some(reply) => reply,
            None => serve(&shared, &ask),
        },
    };
    if reply.is_invalid() {
        shared.world().invalid += 1;
    }
    reply.into_response()
}

/// Carries out a fault: the reply it forces, or none when the request's own is to follow.
async fn suffer(kind: FaultKind, line: Option<Line>) -> Option<Reply> {
    match kind {
        FaultKind::Status(status, body) => Some(Reply::of(status, body)),
        FaultKind::RateLimited { scope, retry_after } => Some(Reply::rate_limited(scope, retry_after)),
        FaultKind::Delay(time) => {
            tokio::time::sleep(time).await;
            None
        }
        FaultKind::Hang => std::future::pending().await,
        FaultKind::Reset => Some(match line {
            Some(line) => {
                line.cut();
                Reply::empty(500)
            }
            None => Reply::torn(),
        }),
        FaultKind::AfterApply(_) => None,
    }
}

async fn read(request: Request) -> Result<Ask, Reply> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let path = path.strip_prefix("/api/v10").unwrap_or(path).to_owned();
    let query = parts.uri.query().map(route::pairs).unwrap_or_default();
    let bytes: Bytes =
        to_bytes(body, LARGEST).await.map_err(|_| Reply::error(413, 40005, "Request entity too large"))?;
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (body, files) = upload::parse(kind.unwrap_or_default(), &bytes)
        .ok_or_else(|| Reply::error(400, 50109, "The request body contains invalid JSON."))?;
    Ok(Ask { method: parts.method, path, query, body, files, headers: parts.headers })
}

/// Checks a request and does what it asks.
fn serve(shared: &Shared, ask: &Ask) -> Reply {
    let mut world = shared.world();
    let world = &mut *world;
    let method = ask.method.as_str();
    let Some(route) = Route::parse(method, &ask.path) else {
        world.violation(format!("unknown route: {method} {}", route::mask(&ask.path)));
        return Reply::error(404, 0, "404: Not Found");
    };
    let agent = ask.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    if !agent.unwrap_or_default().starts_with("DiscordBot (") {
        world.violation(format!("{method} {}: no DiscordBot user agent", route.template()));
        return Reply::error(403, 40333, "internal network error");
    }
    let token = ask.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if route.needs_bot_token()
        && token.and_then(|token| token.strip_prefix("Bot ")) != Some(&shared.options.token)
    {
        return Reply::error(401, 0, "401: Unauthorized");
    }
    if !route.carries_its_token() && world.over_the_limit() {
        return Reply::rate_limited(Scope::Global, 1.0);
    }
    if ask.body.is_object() || ask.body.is_array() {
        world.keep_body(method, route.template(), &ask.body);
        let wrong = rules::check(method, &ask.path, &ask.body);
        for what in &wrong {
            world.violation(format!("{method} {}: {what}", route.template()));
        }
        if wrong.iter().any(|what| rules::discord_refuses(what)) {
            return Reply::of(400, rules::form_error(&wrong));
        }
    }
    route.answer(world, shared, ask)
}

impl World {
    /// The fault that meets this request, counted down.
    pub fn strike(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        let at = self.faults.iter().position(|fault| {
            (fault.method.is_empty() || fault.method.eq_ignore_ascii_case(method))
                && path.contains(&fault.path_contains)
        })?;
        let fault = &mut self.faults[at];
        let kind = fault.kind.clone();
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.faults.remove(at);
            }
        }
        Some(kind)
    }

    /// Counts a request against the bot's global limit, and says whether it is one too many.
    fn over_the_limit(&mut self) -> bool {
        let Some(limit) = self.global_per_second else { return false };
        let now = self.now_ms();
        while self.recent.front().is_some_and(|&then| now - then >= 1_000 || then > now) {
            self.recent.pop_front();
        }
        if self.recent.len() >= limit {
            return true;
        }
        self.recent.push_back(now);
        false
    }

    fn keep_body(&mut self, method: &str, template: &str, body: &Value) {
        if !self.keep_bodies {
            return;
        }
        let key = (method.to_owned(), template.to_owned(), body.to_string());
        if self.seen_bodies.insert(key) {
            self.bodies.push((method.to_owned(), template.to_owned(), body.clone()));
        }
    }
}

/// A body that breaks off in the middle, for listeners whose connections cannot be cut.
fn torn_body() -> Body {
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(futures_util::stream::once(std::future::ready(Err::<Bytes, _>(broken))))
}

/// The status of a number that is one by construction.
fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
