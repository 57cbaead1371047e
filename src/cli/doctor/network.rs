//! The checks that ask Discord: whether it answers, what time it says, and whether it knows the token.

use std::error::Error as _;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::{AUTHORIZATION, DATE, HeaderValue};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::machine::{others_may_read, readable};
use super::{Check, FROM_SYSTEMD, Verdict};
use crate::clock::Clock;
use crate::config::{Config, Environment, ProxySetting, TokenError, TokenSource};

/// A person waits for this; Discord answers in well under a second when all is well.
const PATIENCE: Duration = Duration::from_secs(10);
/// A card may be this late without anybody noticing.
const CLOCK_WARNS: SignedDuration = SignedDuration::from_secs(30);
/// From here on posts land on the wrong day or in the wrong hour, and certificates may not hold.
const CLOCK_FAILS: SignedDuration = SignedDuration::from_mins(10);

/// The part of `GET /users/@me` that tells a bot's token from another's.
#[derive(Deserialize)]
struct Me {
    #[serde(default)]
    bot: bool,
}

/// The part of `GET /applications/@me` that tells one application from another.
#[derive(Deserialize)]
struct Application {
    id: String,
}

/// Every check that needs Discord. Where it does not answer, only that is told.
pub async fn checks(config: &Config, environment: &Environment) -> Vec<Check> {
    let (token, present) = match environment.token() {
        Ok((token, from)) => (Some(token), found(&from)),
        Err(why) => {
            let todo = if matches!(why, TokenError::None) { FROM_SYSTEMD } else { "" };
            (None, Check::not_ok("token", Verdict::Fail, why.to_string(), todo))
        }
    };
    let mut checks = vec![present];
    let loopback = config.discord.is_loopback();
    let proxy = config.discord.through(environment);
    let mut builder = reqwest::Client::builder().timeout(PATIENCE).user_agent(user_agent(config));
    if loopback {
        builder = builder.no_proxy();
    }
    let base = config.discord.base();
    let reply = match builder.build() {
        Ok(client) => {
            let reply = client.get(format!("{base}/api/v10/gateway")).send().await;
            reply.map(|reply| (client, reply))
        }
        Err(why) => Err(why),
    };
    let (client, reply) = match reply {
        Ok(both) => both,
        Err(why) => {
            checks.push(unreachable(base, &why, proxy.as_ref()));
            return checks;
        }
    };
    let via =
        proxy.as_ref().map_or(String::new(), |proxy| format!(" through {} ({})", proxy.host, proxy.variable));
    checks.push(if reply.status().is_success() {
        Check::ok("Discord", format!("{base} answers{via}"))
    } else {
        Check::not_ok(
            "Discord",
            Verdict::Unreachable,
            format!("{base} answers with {}{via}", reply.status()),
            "Look at discordstatus.com and try again; if it stays so, check `proxy` in [discord].",
        )
    });
    checks.extend(clock(&reply, &Clock::system()));
    if let Some(token) = token {
        checks.push(identity(config, &client, &token).await);
    }
    checks
}

/// Where the token was, and whether it is as private there as it must be.
fn found(from: &TokenSource) -> Check {
    if let TokenSource::File(path) | TokenSource::Credential(path) = from
        && let Some(mode) = others_may_read(path)
    {
        return readable("token", path, mode);
    }
    Check::ok("token", format!("found in {from}"))
}

/// Discord turns away what does not name itself in this form: a page about the bot, and its version.
fn user_agent(config: &Config) -> String {
    let page = config.operator().map_or("https://example.org", |operator| operator.privacy_url.as_str());
    // A header takes plain characters alone; an address may hold others.
    let page: String = page.chars().filter(char::is_ascii_graphic).collect();
    format!("DiscordBot ({page}, {})", env!("CARGO_PKG_VERSION"))
}

/// Says why nothing answered. The address is ours to show; a reply's text is not looked at.
fn unreachable(base: &str, why: &reqwest::Error, proxy: Option<&ProxySetting>) -> Check {
    let mut cause = why.source();
    let mut innermost = None;
    while let Some(deeper) = cause {
        innermost = Some(deeper.to_string());
        cause = deeper.source();
    }
    let reason = if why.is_timeout() {
        format!("no answer within {} seconds", PATIENCE.as_secs())
    } else {
        innermost.unwrap_or_else(|| "the connection failed".to_owned())
    };
    let todo = way_out(base, proxy);
    Check::not_ok("Discord", Verdict::Unreachable, format!("{base} cannot be reached: {reason}"), todo)
}

/// What to look at when nothing answers.
fn way_out(base: &str, proxy: Option<&ProxySetting>) -> String {
    match proxy {
        Some(ProxySetting { variable, host }) => format!(
            "{variable} sends all programs through {host}. If nothing listens there, correct or unset it, and start \
             the bot without it too."
        ),
        None if base == crate::config::Discord::LIVE => {
            "Check this machine's network, its name service, and that a firewall lets it out to port 443. A clock \
             that is days wrong makes certificates fail too."
                .to_owned()
        }
        None => "Check that what `proxy` in [discord] names is running, and on that port.".to_owned(),
    }
}

/// Compares this machine's clock with the time the reply was sent.
fn clock(reply: &Response, clock: &Clock) -> Option<Check> {
    clock.ahead_of(reply.headers().get(DATE)?.to_str().ok()?).map(compare)
}

fn compare(ahead: SignedDuration) -> Check {
    let off = ahead.abs();
    let way = if ahead.is_negative() { "behind" } else { "ahead of" };
    let found = format!("this machine is {off:#} {way} Discord");
    let todo = "Turn on time synchronisation (systemd-timesyncd or chrony): posts go out by this clock.";
    if off > CLOCK_FAILS {
        Check::not_ok("clock", Verdict::Fail, found, todo)
    } else if off > CLOCK_WARNS {
        Check::not_ok("clock", Verdict::Warn, found, todo)
    } else {
        Check::ok("clock", "agrees with Discord's")
    }
}

/// Asks who the token belongs to.
async fn identity(config: &Config, client: &reqwest::Client, token: &SecretString) -> Check {
    let Ok(mut header) = HeaderValue::from_str(&format!("Bot {}", token.expose_secret())) else {
        return rejected("the token holds characters that cannot be sent");
    };
    header.set_sensitive(true);
    let ask = |path| {
        let url = format!("{}/api/v10/{path}", config.discord.base());
        client.get(url).header(AUTHORIZATION, header.clone()).send()
    };
    let reply = match ask("users/@me").await {
        Ok(reply) => reply,
        Err(why) => return Check { name: "token", ..unreachable(config.discord.base(), &why, None) },
    };
    match reply.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return rejected("Discord does not accept the token");
        }
        status if !status.is_success() => {
            return Check::not_ok(
                "token",
                Verdict::Unreachable,
                format!("Discord answered {status} when it was asked about the token"),
                "Try again in a few minutes.",
            );
        }
        _ => {}
    }
    let Ok(me) = reply.json::<Me>().await else {
        return Check::not_ok(
            "token",
            Verdict::Unreachable,
            "what answered does not speak as Discord does",
            "Check `proxy` in [discord].",
        );
    };
    // Bots made before 2016 have another id than their application, so it is the application that is asked for.
    let application = match ask("applications/@me").await {
        Ok(reply) if reply.status().is_success() => reply.json::<Application>().await.ok(),
        // The token is known to be good; without this answer there is nothing to compare.
        _ => None,
    };
    belongs(&me, application.as_ref(), config.discord.application_id)
}

fn belongs(me: &Me, application: Option<&Application>, application_id: Option<u64>) -> Check {
    if !me.bot {
        return Check::not_ok(
            "token",
            Verdict::Fail,
            "the token belongs to a person's account, not to a bot",
            "Discord forbids that. Use the token from the portal's page \"Bot\".",
        );
    }
    match (application, application_id) {
        (Some(Application { id }), Some(set)) if *id != set.to_string() => Check::not_ok(
            "token",
            Verdict::Warn,
            format!("the token belongs to the application {id}, while application_id says {set}"),
            "If you have two bots, take the token of this one; else correct application_id in [discord].",
        ),
        _ => Check::ok("token", "Discord accepts it"),
    }
}

fn rejected(found: &str) -> Check {
    Check::not_ok(
        "token",
        Verdict::Fail,
        found,
        "Make a new one: developer portal, your application, Bot, Reset Token. The old one stops working at once.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_a_day_wrong_fails_and_one_a_minute_wrong_warns() {
        for (ahead, verdict, words) in [
            (SignedDuration::from_hours(24), Verdict::Fail, "ahead of"),
            (SignedDuration::from_hours(-24), Verdict::Fail, "behind"),
            (SignedDuration::from_mins(-1), Verdict::Warn, "behind"),
            (SignedDuration::from_secs(2), Verdict::Ok, "agrees"),
        ] {
            let check = compare(ahead);
            assert_eq!(check.verdict, verdict, "{check:?}");
            assert!(check.found.contains(words), "{check:?}");
        }
    }

    #[test]
    fn a_persons_token_and_another_bots_are_told_apart() {
        let me = |bot| Me { bot };
        let own = Application { id: "1234567890123456789".into() };
        assert_eq!(belongs(&me(false), None, None).verdict, Verdict::Fail);
        assert_eq!(belongs(&me(true), Some(&own), Some(1)).verdict, Verdict::Warn);
        assert_eq!(belongs(&me(true), Some(&own), Some(1_234_567_890_123_456_789)).verdict, Verdict::Ok);
        assert_eq!(belongs(&me(true), Some(&own), None).verdict, Verdict::Ok);
        assert_eq!(belongs(&me(true), None, Some(1)).verdict, Verdict::Ok);
    }
}
