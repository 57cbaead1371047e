//! Hosts that no entry leads to: those that hide where they lead, and those nobody outside can reach.
//!
//! A shortener shows its own name and opens another, and may open a third tomorrow; so does a page
//! that only passes on. An invite brings strangers into another server. Keep the lists sorted.

use std::borrow::Cow;

/// Shorteners: the host itself and all below it.
const SHORTENERS: &[&str] = &[
    "0rz.tw",
    "1url.com",
    "adf.ly",
    "adfoc.us",
    "aka.ms",
    "amzn.to",
    "b23.ru",
    "bc.vc",
    "bit.do",
    "bit.ly",
    "bitly.com",
    "bl.ink",
    "buff.ly",
    "chilp.it",
    "clck.ru",
    "cli.gs",
    "cutt.ly",
    "db.tt",
    "dlvr.it",
    "dub.sh",
    "fb.me",
    "flip.it",
    "geni.us",
    "gg.gg",
    "git.io",
    "goo.gl",
    "grabify.link",
    "hyperurl.co",
    "ift.tt",
    "iplogger.com",
    "iplogger.org",
    "is.gd",
    "j.mp",
    "kutt.it",
    "linkd.in",
    "lnk.to",
    "lnkd.in",
    "lstu.fr",
    "mcaf.ee",
    "n9.cl",
    "ouo.io",
    "ow.ly",
    "po.st",
    "qr.ae",
    "qrco.de",
    "rb.gy",
    "rebrand.ly",
    "rebrandly.com",
    "rotf.lol",
    "s.id",
    "short.gy",
    "short.io",
    "shorte.st",
    "shorturl.asia",
    "shorturl.at",
    "shorturl.fm",
    "shrtco.de",
    "smarturl.it",
    "snip.ly",
    "soo.gd",
    "spoo.me",
    "su.pr",
    "surl.li",
    "t.co",
    "t.ly",
    "tiny.cc",
    "tiny.one",
    "tinyurl.com",
    "tny.im",
    "tr.im",
    "trib.al",
    "u.to",
    "urlz.fr",
    "v.gd",
    "vk.cc",
    "wp.me",
    "x.co",
    "x.gd",
    "yourls.org",
    "zpr.io",
];

/// Pages that pass a reader on: host, and how the path begins.
const PASSING_ON: &[(&str, &str)] = &[
    ("bing.com", "/ck/"),
    ("duckduckgo.com", "/l/"),
    ("facebook.com", "/l.php"),
    ("google.com", "/amp/"),
    ("google.com", "/url"),
    ("href.li", "/"),
    ("l.facebook.com", "/"),
    ("l.instagram.com", "/"),
    ("l.messenger.com", "/"),
    ("linkedin.com", "/redir"),
    ("linkedin.com", "/safety/go"),
    ("lm.facebook.com", "/"),
    ("out.reddit.com", "/"),
    ("safelinks.protection.outlook.com", "/"),
    ("slack-redir.net", "/"),
    ("steamcommunity.com", "/linkfilter"),
    ("translate.goog", "/"),
    ("translate.google.com", "/"),
    ("urldefense.com", "/"),
    ("urldefense.proofpoint.com", "/"),
    ("vk.com", "/away"),
    ("webcache.googleusercontent.com", "/"),
    ("youtube.com", "/redirect"),
];

/// Invites into a server or a group, and what brings a bot or a gift: host, and how the path begins.
const INVITES: &[(&str, &str)] = &[
    ("chat.whatsapp.com", "/"),
    ("disboard.org", "/server"),
    ("discord.com", "/api"),
    ("discord.com", "/gifts"),
    ("discord.com", "/invite"),
    ("discord.com", "/oauth2"),
    ("discord.gg", "/"),
    ("discord.gift", "/"),
    ("discord.io", "/"),
    ("discord.li", "/"),
    ("discord.link", "/"),
    ("discord.me", "/"),
    ("discord.new", "/"),
    ("discordapp.com", "/api"),
    ("discordapp.com", "/gifts"),
    ("discordapp.com", "/invite"),
    ("discordapp.com", "/oauth2"),
    ("dsc.gg", "/"),
    ("guilded.gg", "/i/"),
    ("invite.gg", "/"),
    ("join.slack.com", "/"),
    ("signal.group", "/"),
    ("t.me", "/+"),
    ("t.me", "/joinchat"),
    ("telegram.dog", "/+"),
    ("telegram.dog", "/joinchat"),
    ("telegram.me", "/+"),
    ("telegram.me", "/joinchat"),
];

/// Endings of names that only a machine or a house knows, and names that lead there from outside.
const INSIDE: &[&str] = &[
    "alt",
    "arpa",
    "corp",
    "home",
    "i2p",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "localtest.me",
    "lvh.me",
    "nip.io",
    "onion",
    "private",
    "sslip.io",
    "xip.io",
];

/// Whether the host hides where it leads.
pub fn is_shortener(host: &str, path: &str) -> bool {
    SHORTENERS.iter().any(|known| is_below(host, known)) || begins(PASSING_ON, host, path)
}

/// Whether it is an invite.
pub fn is_invite(host: &str, path: &str) -> bool {
    begins(INVITES, host, path)
}

/// Whether nobody outside can reach it.
pub fn is_inside(host: &str) -> bool {
    INSIDE.iter().any(|ending| is_below(host, ending))
}

fn begins(table: &[(&str, &str)], host: &str, path: &str) -> bool {
    let host = &without_country(host);
    table.iter().any(|(known, start)| is_below(host, known) && path.starts_with(start))
}

/// The name of Google's pages, which have one in each country, as it is at home.
fn without_country(host: &str) -> Cow<'_, str> {
    let country = |end: &str| {
        let last = end.strip_prefix("co.").or_else(|| end.strip_prefix("com.")).unwrap_or(end);
        last.len() == 2 && !last.contains('.')
    };
    match host.rsplit_once("google.") {
        Some((above, end)) if country(end) && (above.is_empty() || above.ends_with('.')) => {
            format!("{above}google.com").into()
        }
        _ => host.into(),
    }
}

fn is_below(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_with_all_below_it_and_no_neighbour_is() {
        assert!(is_shortener("bit.ly", "/x") && is_shortener("www.bit.ly", "/"));
        assert!(!is_shortener("orbit.ly", "/x") && !is_shortener("bit.ly.example", "/"));
        assert!(is_shortener("www.google.com", "/url") && !is_shortener("www.google.com", "/maps"));
        for host in ["google.co.uk", "www.google.de", "google.com.au"] {
            assert!(
                is_shortener(host, "/url") && is_shortener(host, "/amp/s/x") && !is_shortener(host, "/maps")
            );
        }
        assert!(is_shortener("translate.google.fr", "/translate") && is_shortener("a-b.translate.goog", "/"));
        assert!(!is_shortener("notgoogle.de", "/url") && !is_shortener("google.example.de", "/url"));
        assert!(
            is_invite("t.me", "/+abc")
                && is_invite("t.me", "/joinchat/abc")
                && !is_invite("t.me", "/channel")
        );
        assert!(is_invite("ptb.discord.com", "/invite/x") && !is_invite("discord.com", "/safety"));
        assert!(is_inside("printer.local") && !is_inside("local.example"));
    }
}
