//! The gateway: hello, identify, heartbeats, events, resume.
//!
//! A session outlives its connection: events go on being numbered and kept, and
//! a RESUME replays what the bot has not seen.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::state::{Shared, World};

/// How many events a session keeps for a RESUME.
const KEPT: usize = 20_000;
/// Intents that need Discord's approval: members, presences, message content.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// How many communities a session is told of at a time. The world is locked meanwhile, and other
/// requests must not be held up by it; Discord too makes its guilds available one after the other.
const TOLD_AT_ONCE: usize = 50;
/// Every intent there is.
const KNOWN: u64 = (1 << 26) - 1;

/// What a connection's task is told to do.
#[derive(Debug)]
pub enum Out {
    /// Send this text.
    Text(String),
    /// Close with this code and reason.
    Close(u16, &'static str),
    /// Vanish without a closing frame.
    Drop,
}

/// What one IDENTIFY began.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    shard: (u64, u64),
    seq: u64,
    kept: VecDeque<(u64, String)>,
    /// The connection it is attached to: its number and the way to it.
    link: Option<(u64, mpsc::UnboundedSender<Out>)>,
}

impl Session {
    pub fn is_connected(&self) -> bool {
        self.link.is_some()
    }

    /// Tells the connection something, if there is one.
    pub fn tell(&self, out: Out) {
        if let Some((_, link)) = &self.link {
            // A connection that is just going down takes nothing more; RESUME will ask again.
            let _ = link.send(out);
        }
    }

    fn serves(&self, guild: Option<u64>) -> bool {
        guild.map_or(0, |guild| (guild >> 22) % self.shard.1) == self.shard.0
    }

    fn event(&mut self, name: &str, data: &str) {
        self.seq += 1;
        let text = format!(r#"{{"op":0,"t":"{name}","s":{},"d":{data}}}"#, self.seq);
        self.kept.push_back((self.seq, text.clone()));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        self.tell(Out::Text(text));
    }
}

impl World {
    /// Sends an event to the shard that serves `guild`, or to shard 0.
    pub fn dispatch(&mut self, name: &str, data: &Value, guild: Option<u64>) {
        let twice = name == "INTERACTION_CREATE" && std::mem::take(&mut self.duplicate_next);
        let data = data.to_string();
        for session in self.sessions.iter_mut().filter(|session| session.serves(guild)) {
            session.event(name, &data);
            if twice {
                session.event(name, &data);
            }
        }
    }

    /// Everything `GUILD_CREATE` says.
    pub fn guild_create(&self, id: u64) -> Value {
        let Some(guild) = self.guilds.get(&id) else { return Value::Null };
        let mut json = guild.json(self.bot);
        let channels: Vec<Value> = guild
            .channels
            .iter()
            .filter_map(|channel| self.channels.get(channel))
            .map(|channel| self.channel_json(channel))
            .collect();
        let own = self.users.get(&self.bot).map(|bot| guild.member_json(bot));
        json["joined_at"] = json!(super::model::moment(guild.joined_ms));
        json["large"] = json!(false);
        json["unavailable"] = json!(false);
        json["member_count"] = json!(guild.members.len());
        json["members"] = json!(own.as_slice());
        json["channels"] = json!(channels);
        for empty in [
            "voice_states",
            "threads",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            json[empty] = json!([]);
        }
        json
    }

    /// Begins a session; returns it and the communities that it has still to be told of.
    fn identify(
        &mut self,
        data: &Value,
        link: (u64, mpsc::UnboundedSender<Out>),
        url: &str,
    ) -> (String, Vec<u64>) {
        let shard = (data["shard"][0].as_u64().unwrap_or(0), data["shard"][1].as_u64().unwrap_or(1));
        self.sessions.retain(|session| session.shard != shard || session.is_connected());
        let id = format!("{:032x}", self.new_id());
        let kept = VecDeque::new();
        let mut session = Session { id: id.clone(), shard, seq: 0, kept, link: Some(link) };
        let mut guilds: Vec<u64> =
            self.guilds.keys().copied().filter(|&id| session.serves(Some(id))).collect();
        let unavailable = guilds.iter().map(|id| json!({ "id": id.to_string(), "unavailable": true }));
        let ready = json!({
            "v": 10, "user": self.user_json(self.bot), "guilds": unavailable.collect::<Vec<_>>(),
            "session_id": id, "resume_gateway_url": url, "session_type": "normal",
            "shard": [shard.0, shard.1], "private_channels": [], "relationships": [], "presences": [],
            "guild_join_requests": [], "geo_ordered_rtc_regions": [], "user_settings": {}, "_trace": ["stand-in"],
            "application": { "id": self.application.to_string(), "flags": 0 },
        });
        session.event("READY", &ready.to_string());
        self.sessions.push(session);
        let later = guilds.split_off(guilds.len().min(TOLD_AT_ONCE));
        self.tell_of(&id, &guilds);
        self.identified += 1;
        self.stir();
        (id, later)
    }

    /// Tells a session of communities that are still there; false if the session is not.
    fn tell_of(&mut self, session: &str, guilds: &[u64]) -> bool {
        let there = guilds.iter().filter(|id| self.guilds.contains_key(id));
        let told: Vec<String> = there.map(|&id| self.guild_create(id).to_string()).collect();
        let Some(session) = self.sessions.iter_mut().find(|known| known.id == session) else { return false };
        for guild in told {
            session.event("GUILD_CREATE", &guild);
        }
        true
    }

    /// Attaches a connection to its session again and replays; false if there is none such.
    fn resume(&mut self, data: &Value, link: (u64, mpsc::UnboundedSender<Out>)) -> bool {
        let id = data["session_id"].as_str().unwrap_or_default();
        let Some(session) = self.sessions.iter_mut().find(|session| session.id == id) else { return false };
        let seen = data["seq"].as_u64().unwrap_or(0);
        // What was dropped from the replay cannot be made up for: Discord calls that session invalid.
        if session.kept.front().is_some_and(|(first, _)| *first > seen + 1) {
            return false;
        }
        session.tell(Out::Drop);
        session.link = Some(link);
        for (_, text) in session.kept.iter().filter(|(seq, _)| *seq > seen) {
            session.tell(Out::Text(text.clone()));
        }
        session.event("RESUMED", r#"{"_trace":["stand-in"]}"#);
        self.resumed += 1;
        self.stir();
        true
    }

    /// Forgets the events that the bot says it has seen.
    fn seen(&mut self, connection: u64, seq: u64) {
        for session in &mut self.sessions {
            if session.link.as_ref().is_some_and(|(number, _)| *number == connection) {
                session.kept.retain(|(kept, _)| *kept > seq);
            }
        }
    }

    fn detach(&mut self, connection: u64) {
        for session in &mut self.sessions {
            if session.link.as_ref().is_some_and(|(number, _)| *number == connection) {
                session.link = None;
            }
        }
        self.stir();
    }
}

/// Serves one gateway connection until it ends.
pub async fn serve(mut socket: WebSocket, shared: Arc<Shared>) {
    let hello = json!({ "op": 10, "s": null, "t": null, "d": {
        "heartbeat_interval": shared.options.heartbeat_ms, "_trace": ["stand-in"] } });
    if socket.send(Frame::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    let (link, mut orders) = mpsc::unbounded_channel();
    let connection = {
        let mut world = shared.world();
        world.connections += 1;
        world.connections
    };
    let mut known = false;
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => break,
            order = orders.recv() => match order {
                Some(Out::Text(text)) => if socket.send(Frame::Text(text.into())).await.is_err() { break },
                Some(Out::Close(code, reason)) => {
                    close(&mut socket, code, reason).await;
                    break;
                }
                Some(Out::Drop) | None => break,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => hear(&shared, &text, (connection, &link), &mut known),
                Some(Ok(Frame::Binary(_))) => { let _ = link.send(Out::Close(4002, "Error while decoding payload.")); }
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
                Some(Ok(Frame::Close(_))) => {
                    // Our closing frame goes out with the next read; then the bot hangs up.
                    let _ = tokio::time::timeout(std::time::Duration::from_secs(1), socket.recv()).await;
                    break;
                }
                Some(Err(_)) | None => break,
            },
        }
    }
    shared.world().detach(connection);
}

/// Takes one payload from the bot.
fn hear(shared: &Arc<Shared>, text: &str, link: (u64, &mpsc::UnboundedSender<Out>), known: &mut bool) {
    let (connection, sender) = link;
    let tell = |out| {
        // The receiver lives in the task that calls this.
        let _ = sender.send(out);
    };
    let Ok(payload) = serde_json::from_str::<Value>(text) else {
        return tell(Out::Close(4002, "Error while decoding payload."));
    };
    let data = &payload["d"];
    let mut world = shared.world();
    match payload["op"].as_u64() {
        Some(1) => {
            if let Some(seen) = data.as_u64() {
                world.seen(connection, seen);
            }
            if world.acks {
                tell(Out::Text(r#"{"op":11,"s":null,"t":null,"d":null}"#.to_owned()));
            }
        }
        Some(op @ (2 | 6)) => {
            let token = data["token"].as_str().unwrap_or_default();
            if token.strip_prefix("Bot ").unwrap_or(token) != shared.options.token {
                return tell(Out::Close(4004, "Authentication failed."));
            }
            if *known {
                return tell(Out::Close(4005, "Already authenticated."));
            }
            if op == 6 {
                *known = world.resume(data, (connection, sender.clone()));
                if !*known {
                    tell(Out::Text(r#"{"op":9,"s":null,"t":null,"d":false}"#.to_owned()));
                }
                return;
            }
            if let Some((code, reason)) = refuses(data, &world) {
                world.violation(format!("IDENTIFY refused with {code}: {reason}"));
                return tell(Out::Close(code, reason));
            }
            *known = true;
            let (session, later) = world.identify(data, (connection, sender.clone()), &gateway_url(shared));
            tokio::spawn(tell_the_rest(Arc::clone(shared), session, later));
        }
        // Presence, voice state and member requests change nothing here.
        Some(3 | 4 | 8) if *known => {}
        Some(3 | 4 | 8) => tell(Out::Close(4003, "Not authenticated.")),
        _ => {
            world.violation(format!("gateway: unknown opcode {}", payload["op"]));
            tell(Out::Close(4001, "Unknown opcode."));
        }
    }
}

/// Tells a session of the communities that its IDENTIFY did not.
async fn tell_the_rest(shared: Arc<Shared>, session: String, guilds: Vec<u64>) {
    for some in guilds.chunks(TOLD_AT_ONCE) {
        tokio::task::yield_now().await;
        if !shared.world().tell_of(&session, some) {
            return;
        }
    }
}

fn refuses(data: &Value, world: &World) -> Option<(u16, &'static str)> {
    let shard = &data["shard"];
    if shard.is_array() {
        let (number, count) = (shard[0].as_u64(), shard[1].as_u64());
        if count.is_none_or(|count| count == 0) || number >= count {
            return Some((4010, "Invalid shard."));
        }
    }
    let shards = shard[1].as_u64().unwrap_or(1);
    if world.guilds.len() as u64 > shards.saturating_mul(2500) {
        return Some((4011, "Sharding required."));
    }
    match data["intents"].as_u64() {
        Some(intents) if intents & !KNOWN != 0 => Some((4013, "Invalid intent(s).")),
        Some(intents) if intents & PRIVILEGED != 0 => Some((4014, "Disallowed intent(s).")),
        Some(_) => None,
        None => Some((4013, "Invalid intent(s).")),
    }
}

/// Where the gateway listens.
pub fn gateway_url(shared: &Shared) -> String {
    format!("ws://{}/ws", shared.address)
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    if socket.send(Frame::Close(Some(CloseFrame { code, reason: reason.into() }))).await.is_ok() {
        // The other side answers with a closing frame of its own; it need not.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), socket.recv()).await;
    }
}
