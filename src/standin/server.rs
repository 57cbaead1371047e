//! The listener and the routes. A connection can be cut off in the middle of a request.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::{any, get};
use axum::serve::{IncomingStream, Listener};
use axum::{Router, serve};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::state::Shared;
use super::{control, gateway, rest};

/// The largest request Discord takes, in bytes.
const LARGEST_REQUEST: usize = 25 * 1024 * 1024;

/// All routes, without a listener.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/ws", get(upgrade))
        .route("/ws/", get(upgrade))
        .route("/standin/clock", get(control::clock).post(control::set_clock))
        .route("/standin/messages", get(control::messages))
        .route("/attachments/{message}/{name}", get(control::attachment))
        .fallback(any(rest::handle))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(shared)
}

/// Serves until the stand-in stops.
pub async fn run(listener: TcpListener, shared: Arc<Shared>) {
    let stop = shared.stop.clone();
    let service = router(shared).into_make_service_with_connect_info::<Line>();
    tokio::select! {
        () = stop.cancelled() => {}
        // It ends only when the listener does, which ours never does.
        _ = async { serve(Door(listener), service).await } => {}
    }
}

async fn upgrade(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| gateway::serve(socket, shared))
}

/// One connection, as a request handler knows it.
#[derive(Clone, Debug)]
pub struct Line(Arc<AtomicBool>);

impl Line {
    /// Cuts the connection: whatever is written on it next fails, and it is reset.
    pub fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().1.clone()
    }
}

/// A listener whose connections can be cut, and which sends small frames at once.
pub struct Door(TcpListener);

impl Listener for Door {
    type Io = Wire;
    type Addr = (SocketAddr, Line);

    async fn accept(&mut self) -> (Wire, Self::Addr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Without it small answers wait some 40 ms; failing costs time, not truth.
        let _ = stream.set_nodelay(true);
        let line = Line(Arc::default());
        (Wire { stream, line: line.clone() }, (peer, line))
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok((self.0.local_addr()?, Line(Arc::default())))
    }
}

/// A TCP stream that its [`Line`] can cut.
pub struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Wire {
    fn check(&self) -> io::Result<()> {
        if !self.line.0.load(Ordering::SeqCst) {
            return Ok(());
        }
        // So that the other side meets a reset and not an orderly end.
        let _ = self.stream.set_zero_linger();
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
