//! The rehearsal: a local web page on which people live with the bot, without Discord.
//!
//! It stands on the [`StandIn`] alone. What it needs of the bot (what is stored
//! about a person, the community's clock settings, a turn of the scheduler) it
//! asks of a [`Host`]. It answers on loopback only and refuses other names.

mod api;
mod guard;
mod page;
mod passage;
mod view;

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use jiff::civil;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use crate::domain::ids::{GuildId, UserId};
use crate::standin::StandIn;

/// Work that a [`Host`] does for the page.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the page asks of the bot's side.
pub trait Host: Send + Sync + 'static {
    /// Everything held about a person: `{"rows": [{"table", "columns": {..}}], "plain": [{"what", "text"}]}`,
    /// the rows as they lie on disk, the rest readable with the person's key. Both empty when nothing is held.
    fn stored(&self, guild: GuildId, user: UserId) -> Work<'_, anyhow::Result<serde_json::Value>>;

    /// The zone and the hour of the card in this community.
    fn setting(&self, guild: GuildId) -> Work<'_, Setting>;

    /// The clock was moved: do at once what is due by now, and return when it is done.
    /// Called many times on the way to a far moment, in order.
    fn clock_moved(&self) -> Work<'_, ()>;

    /// The clock was moved a little, and the bot was connected all the while. Nothing is looked at.
    fn time_passed(&self) -> Work<'_, ()>;

    /// Fills a community with people, who choose to be counted and answer from then on as time passes. How
    /// many came; or why not, in words for the person at the page.
    fn fill(&self, guild: GuildId) -> Work<'_, Result<usize, String>>;

    /// Founds one more community, in which nothing is set up, with the same people in it.
    fn empty_community(&self) -> Work<'_, anyhow::Result<GuildId>>;
}

/// When a community lives.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its zone; UTC while none is set.
    pub zone: TimeZone,
    /// The local time of its card; nine while none is set.
    pub card_time: civil::Time,
    /// Whether its cards were turned on.
    pub on: bool,
}

/// Somebody the visitor can be.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their account in the stand-in.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// What they are, such as "moderator".
    pub role_label: String,
}

/// All that a rehearsal is made of.
pub struct Rehearsal {
    /// The stand-in the bot is connected to.
    pub standin: StandIn,
    /// Whom the visitor can be; the first is who they are at the start.
    pub people: Vec<Person>,
    /// The community that is shown first.
    pub home: GuildId,
    /// The bot's side.
    pub host: Arc<dyn Host>,
}

/// Serves the page until the listener fails. To stop it, drop the future.
///
/// The listener must be bound to a loopback address; another is refused.
pub async fn serve(rehearsal: Rehearsal, listener: TcpListener) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the rehearsal page is for this machine only: bind it to 127.0.0.1",
        ));
    }
    axum::serve(listener, router(rehearsal)).await
}

/// The routes of page and API, behind the guard.
fn router(rehearsal: Rehearsal) -> axum::Router {
    page::routes().merge(api::routes(rehearsal)).layer(axum::middleware::from_fn(guard::guard))
}
