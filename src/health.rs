//! `/healthz`: whether the bot is connected to Discord and its scheduler at work.
//!
//! For a watchdog on the same machine, so it is served on loopback alone. It tells
//! two facts about the bot and nothing that members do changes a byte of it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;

use crate::discord::gateway::Gateway;
use crate::jobs::scheduler::Scheduler;

/// Longer ago than this, the last finished tick is no sign of life. Ten thousand cards
/// at once take one tick some three and a half minutes at Discord's pace.
const LATE: Duration = Duration::from_mins(5);

/// The page cannot be served there.
#[derive(Debug, thiserror::Error)]
#[error("the health page cannot be served on {address}: {why}. Choose a free port for `listen` in [health]")]
pub struct ListenError {
    address: SocketAddr,
    why: io::Error,
}

/// The parts of the bot that the page looks at.
#[derive(Clone)]
pub struct Vitals {
    /// The connection to Discord.
    pub gateway: Arc<Gateway>,
    /// What ticks.
    pub scheduler: Arc<Scheduler>,
}

/// Takes the address of the page.
///
/// # Errors
/// When it is taken, with what to do.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    let listener = TcpListener::bind(address).await.map_err(|why| ListenError { address, why })?;
    if let Ok(at) = listener.local_addr() {
        tracing::info!("the health page is at http://{at}/healthz");
    }
    Ok(listener)
}

/// Serves the page until the listener fails. To stop it, drop the future.
pub async fn serve(listener: TcpListener, vitals: Vitals) {
    let router = Router::new().route("/healthz", get(healthz)).with_state(vitals);
    if axum::serve(listener, router).await.is_err() {
        tracing::warn!("the health page is no longer served");
    }
}

async fn healthz(State(vitals): State<Vitals>) -> Response {
    let gateway = vitals.gateway.is_connected().await;
    let scheduler = vitals.scheduler.idle_for().is_some_and(|idle| idle < LATE);
    let ready = gateway && scheduler;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "gateway": gateway, "scheduler": scheduler }))).into_response()
}
