//! The connection to Discord, or to anything that speaks it.
//!
//! Live, serenity's own rate limiter is on. Over a proxy (a rate-limiting REST
//! proxy, the stand-in, a compatible server) it is off, because serenity ignores
//! the proxy while it is on; the proxy's 429s are then ours to retry.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Once};
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::{DATE, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serenity::all::{
    Client, ClientBuilder, CreateAllowedMentions, EventHandler, GatewayError, GatewayIntents, Http,
    HttpBuilder, LightMethod, OnlineStatus, RawEventHandler, Request, Route, ShardManager,
};
use serenity::model::gateway::Gateway;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::error::brief;
use crate::clock::Clock;
use crate::domain::ids::UserId;

/// Longest wait for the answer to any request; a request that takes longer has an unknown outcome.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Longest pause between two attempts to reach Discord.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How far off the machine's clock may be before somebody should hear of it.
const CLOCK_OFF: SignedDuration = SignedDuration::from_mins(5);

/// Where Discord is.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    /// Base of the REST interface instead of `https://discord.com`, such as `http://127.0.0.1:9200`.
    pub proxy: Option<String>,
    /// Sends `discord.com` to another address and trusts another root there, with the limiter on.
    pub reroute: Option<Reroute>,
}

/// Another address for `discord.com`.
#[derive(Clone, Debug)]
pub struct Reroute {
    /// Where to connect.
    pub address: SocketAddr,
    /// The root certificate to trust, PEM.
    pub root: String,
}

/// Why the gateway cannot go on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fatal {
    /// Close 4004, or a 401.
    #[error(
        "Discord refused the bot token. Copy a fresh one from the Developer Portal (Bot > Reset Token) and start again."
    )]
    BadToken,
    /// Close 4014 or 4013.
    #[error(
        "Discord refused the intents the bot asks for. It asks for GUILDS only; check that the application is not restricted."
    )]
    Intents,
    /// Any other close that a new attempt cannot mend.
    #[error("Discord closed the connection for good: {0}.")]
    Other(&'static str),
    /// The client could not be built.
    #[error("The connection could not be set up: {0}.")]
    Setup(String),
}

/// Closes that serenity hears and keeps to itself, taken from its log.
///
/// serenity 0.12.5 gives back three closes alone. After 4003, 4010 and 4011 its runner reads the ended stream for
/// ever, without a pause, and after 4012 it comes back for ever. No event tells of them; its log does.
#[derive(Clone, Debug)]
pub struct Closes(watch::Sender<Option<Close>>);

/// What to do about such a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Close {
    /// Connect anew.
    Again,
    /// End, and say this.
    ForGood(&'static str),
}

/// What the process knows and no answer of Discord's tells.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// What serenity's log says of closes.
    pub closes: Closes,
    /// The variable with a proxy for all programs that requests go through, to be named when none arrives.
    pub proxy: Option<&'static str>,
}

impl Around {
    fn what_to_look_at(&self) -> String {
        match self.proxy {
            Some(variable) => format!(
                "{variable} sends all programs through a proxy, this one too; `chimebot doctor` says whether it answers"
            ),
            None => "`chimebot doctor` says what to look at".to_owned(),
        }
    }
}

impl Default for Closes {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Closes {
    /// Hears a line of serenity's log.
    pub fn hear(&self, line: &str) {
        if let Some(close) = Close::told_by(line) {
            self.0.send_replace(Some(close));
        }
    }

    /// The next close.
    async fn next(&self) -> Close {
        let mut told = self.0.subscribe();
        loop {
            let mut heard = None;
            // Taken without a word: whoever waits here would wake itself for ever.
            self.0.send_if_modified(|close| {
                heard = close.take();
                false
            });
            if let Some(close) = heard {
                return close;
            }
            if told.changed().await.is_err() {
                // The sender is ours; it outlives this.
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Close {
    fn told_by(line: &str) -> Option<Self> {
        if line.contains("Gateway(InvalidShardData)") || line.contains("Gateway(OverloadedShard)") {
            Some(Self::ForGood(SHARDS))
        } else if line.contains("Unknown unclean close 4012") {
            Some(Self::ForGood("it no longer speaks as this version of chimebot does; install a newer one"))
        } else if line.contains("Gateway(NoAuthentication)") {
            Some(Self::Again)
        } else {
            None
        }
    }
}

const SHARDS: &str = "it wants another number of shards than it named; wait some minutes and start again, and look \
                      for a newer chimebot if it stays so";

/// The REST client.
///
/// # Errors
/// When the root certificate or the base address cannot be used.
pub fn http(token: &SecretString, endpoints: &Endpoints) -> Result<Http, Fatal> {
    let mut client = reqwest::Client::builder().timeout(REQUEST_LIMIT).connect_timeout(CONNECT_LIMIT);
    if endpoints.proxy.as_deref().is_some_and(is_loopback) {
        // HTTP_PROXY is for the way out; nothing on this machine is reached through it.
        client = client.no_proxy();
    }
    if let Some(reroute) = &endpoints.reroute {
        let root = reqwest::Certificate::from_pem(reroute.root.as_bytes())
            .map_err(|_| Fatal::Setup("the root certificate is not PEM".to_owned()))?;
        client = client
            .no_proxy()
            .tls_built_in_root_certs(false)
            .add_root_certificate(root)
            .resolve("discord.com", reroute.address);
    }
    let client = client.build().map_err(|_| Fatal::Setup("the HTTP client could not be built".to_owned()))?;
    let mut builder = HttpBuilder::new(token.expose_secret())
        .client(client)
        .default_allowed_mentions(CreateAllowedMentions::new());
    if let Some(proxy) = &endpoints.proxy {
        builder = builder.proxy(proxy.as_str()).ratelimiter_disabled(true);
    }
    Ok(builder.build())
}

/// Whether a base address is on this machine.
pub fn is_loopback(base: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(base) else { return false };
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

/// Asks Discord who the bot is, and notes its application. None when it could not be asked now.
///
/// # Errors
/// When the token is refused.
pub async fn introduce(http: &Http) -> Result<Option<UserId>, Fatal> {
    let asked = async {
        http.set_application_id(http.get_current_application_info().await?.id);
        http.get_current_user().await
    };
    match asked.await {
        Ok(user) => Ok(Some(UserId(user.id.get()))),
        Err(fault) => {
            if let Some(fatal) = fatal(&fault) {
                return Err(fatal);
            }
            tracing::warn!(why = brief(&fault), "Discord cannot be asked who the bot is; trying again");
            Ok(None)
        }
    }
}

/// Keeps the gateway connected until `cancel`, or until Discord says never again.
///
/// `on_client` hears of each new client's shard manager before it connects.
///
/// # Errors
/// A [`Fatal`] close. Everything else is retried, with pauses up to a minute.
pub async fn stay_connected<H>(
    token: &SecretString,
    http: impl Fn() -> Result<Http, Fatal>,
    handler: Arc<H>,
    raw: impl RawEventHandler + Clone + 'static,
    on_client: impl Fn(Arc<ShardManager>),
    around: &Around,
    cancel: &CancellationToken,
) -> Result<(), Fatal>
where
    H: EventHandler + 'static,
{
    let mut pause = Duration::from_secs(1);
    let mut told = false;
    let clock = LookAtClock(Once::new());
    loop {
        let attempt = connect(token, http()?, Arc::clone(&handler), raw.clone(), &on_client, &clock);
        let ended = tokio::select! {
            () = cancel.cancelled() => return Ok(()),
            ended = attempt => ended,
        };
        match ended {
            Ok(mut client) => {
                let manager = Arc::clone(&client.shard_manager);
                let started = tokio::time::Instant::now();
                let outcome = tokio::select! {
                    outcome = client.start_autosharded() => outcome,
                    close = around.closes.next() => {
                        end_runners(&manager).await;
                        match close {
                            Close::ForGood(why) => return Err(Fatal::Other(why)),
                            Close::Again => Err(serenity::Error::Gateway(GatewayError::NoAuthentication)),
                        }
                    }
                    () = cancel.cancelled() => {
                        // With no shard up `shutdown_all` returns at once and `start` never does.
                        let closing = manager.shutdown_all();
                        drop(tokio::time::timeout(Duration::from_secs(2), closing).await);
                        return Ok(());
                    }
                };
                if let Some(fatal) = outcome.as_ref().err().and_then(fatal) {
                    return Err(fatal);
                }
                if started.elapsed() > LONGEST_PAUSE {
                    pause = Duration::from_secs(1);
                }
                let why =
                    outcome.err().map_or_else(|| "the shards stopped".to_owned(), |fault| brief(&fault));
                tracing::warn!(why, "the gateway stopped; trying again");
            }
            Err(fault) => {
                if let Some(fatal) = fatal(&fault) {
                    return Err(fatal);
                }
                tracing::warn!(why = brief(&fault), "Discord cannot be reached; trying again");
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!("{}", around.what_to_look_at());
                }
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// Compares the machine's clock with the first answer that tells its time, and warns when it is far off.
struct LookAtClock(Once);

impl LookAtClock {
    fn compare(&self, date: Option<&HeaderValue>) {
        // The machine's own clock: the bot's may stand where a test put it.
        let ahead = date.and_then(|date| Clock::system().ahead_of(date.to_str().ok()?));
        let Some(ahead) = ahead else { return };
        self.0.call_once(|| {
            if ahead.abs() > CLOCK_OFF {
                tracing::warn!(
                    seconds_ahead = ahead.as_secs(),
                    "this machine's clock is wrong, and posts go out by it: turn on time synchronisation"
                );
            }
        });
    }
}

/// Ends runners whose connection is closed. One that reads an ended stream heeds no shutdown, but leaves when there
/// is something to send and it cannot.
async fn end_runners(manager: &ShardManager) {
    for runner in manager.runners.lock().await.values() {
        runner.runner_tx.set_status(OnlineStatus::Online);
    }
}

async fn connect<H: EventHandler + 'static>(
    token: &SecretString,
    http: Http,
    handler: Arc<H>,
    raw: impl RawEventHandler + 'static,
    on_client: impl Fn(Arc<ShardManager>),
    clock: &LookAtClock,
) -> Result<Client, serenity::Error> {
    // serenity falls back to the public gateway when this request fails; asking first keeps it from that.
    let reply = http.request(Request::new(Route::Gateway, LightMethod::Get)).await?;
    clock.compare(reply.headers().get(DATE));
    let gateway: Gateway = reply.json().await?;
    // serenity takes the gateway's token from the REST client.
    debug_assert!(http.token().ends_with(token.expose_secret()), "one token for both doors");
    let client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .event_handler_arc(handler)
        .raw_event_handler(raw)
        .await?;
    *client.ws_url.lock().await = gateway.url;
    on_client(Arc::clone(&client.shard_manager));
    Ok(client)
}

/// What makes a fault one that no new attempt mends.
fn fatal(fault: &serenity::Error) -> Option<Fatal> {
    use serenity::all::HttpError;
    match fault {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Some(Fatal::BadToken),
        serenity::Error::Gateway(
            GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents,
        ) => Some(Fatal::Intents),
        serenity::Error::Gateway(GatewayError::InvalidShardData | GatewayError::OverloadedShard) => {
            Some(Fatal::Other(SHARDS))
        }
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused))
            if refused.status_code.as_u16() == 401 =>
        {
            Some(Fatal::BadToken)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_tell_of_a_close_are_taken_for_one() {
        for (line, close) in [
            ("Shard handler received err: Gateway(OverloadedShard)", Some(Close::ForGood(SHARDS))),
            ("Shard handler received err: Gateway(InvalidShardData)", Some(Close::ForGood(SHARDS))),
            ("Shard handler received err: Gateway(NoAuthentication)", Some(Close::Again)),
            ("[ShardInfo] Unknown unclean close 4000: Some(\"\")", None),
            ("[ShardRunner] Error heartbeating", None),
        ] {
            assert_eq!(Close::told_by(line), close, "{line}");
        }
    }

    #[tokio::test]
    async fn waiting_for_a_close_rests_until_one_is_heard() {
        struct Woken(std::sync::atomic::AtomicUsize);
        impl std::task::Wake for Woken {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
        }
        let woken = Arc::new(Woken(std::sync::atomic::AtomicUsize::new(0)));
        let waker = std::task::Waker::from(Arc::clone(&woken));
        let closes = Closes::default();
        let mut next = std::pin::pin!(closes.next());
        let mut cx = std::task::Context::from_waker(&waker);
        assert!(next.as_mut().poll(&mut cx).is_pending());
        assert_eq!(woken.0.load(std::sync::atomic::Ordering::SeqCst), 0, "it does not wake itself");
        closes.hear("Shard handler received err: Gateway(NoAuthentication)");
        assert_eq!(next.await, Close::Again);
    }

    #[test]
    fn only_addresses_on_this_machine_are_loopback() {
        for here in ["http://127.0.0.1:9200", "http://localhost:1", "http://[::1]:80", "http://127.8.8.8"] {
            assert!(is_loopback(here), "{here}");
        }
        for there in ["https://discord.com", "http://10.0.0.1", "http://127.0.0.1.example", "nonsense", ""] {
            assert!(!is_loopback(there), "{there}");
        }
    }
}
