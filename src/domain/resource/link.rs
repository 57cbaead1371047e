//! A link of an entry: https only, shown with its true host, and nothing that hides where it leads.
//!
//! The bot opens no link. Whoever reads one sees the host it opens, in ASCII: a name in other letters is
//! shown as punycode, and a moderator confirms it before it goes on the list.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::hosts;
use crate::domain::plain::is_unseen;

/// An https link with a plain host name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Link(Url);

/// The longest link, in characters.
const LONGEST: usize = 400;

/// Why a text is no link of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It is not an address at all.
    #[error("not a web address")]
    Unreadable,
    /// It begins with something other than `https://`.
    #[error("not https")]
    Scheme,
    /// It begins with no scheme, such as `example.org`.
    #[error("no https:// before it")]
    Bare,
    /// It is too long.
    #[error("too long")]
    Long,
    /// It holds a space, a backslash, a control or an unseen mark.
    #[error("a mark that no address has")]
    Marks,
    /// It holds a name or a password before the host.
    #[error("a user name in it")]
    User,
    /// It names a port.
    #[error("a port in it")]
    Port,
    /// It has numbers in place of a host name.
    #[error("numbers in place of a name")]
    Address,
    /// Its host is not one that everybody can reach.
    #[error("no public host")]
    Host,
    /// It passes its reader on to another place.
    #[error("a shortener")]
    Shortener,
    /// It is an invite.
    #[error("an invite")]
    Invite,
    /// It holds a mention.
    #[error("a mention in it")]
    Mention,
}

impl LinkFault {
    /// Every fault.
    pub const ALL: [Self; 12] = [
        Self::Unreadable,
        Self::Scheme,
        Self::Bare,
        Self::Long,
        Self::Marks,
        Self::User,
        Self::Port,
        Self::Address,
        Self::Host,
        Self::Shortener,
        Self::Invite,
        Self::Mention,
    ];

    /// The key of the sentence that tells a moderator.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Scheme => "scheme",
            Self::Bare => "bare",
            Self::Long => "long",
            Self::Marks => "marks",
            Self::User => "user",
            Self::Port => "port",
            Self::Address => "address",
            Self::Host => "host",
            Self::Shortener => "shortener",
            Self::Invite => "invite",
            Self::Mention => "mention",
        }
    }
}

impl Link {
    /// The whole address, in ASCII.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host to be shown beside the title, in ASCII.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The host as it must be shown to a moderator first: in punycode, for its name is written in letters
    /// that may be taken for others.
    pub fn needs_confirm(&self) -> Option<&str> {
        let host = self.host();
        host.split('.').any(|label| label.starts_with("xn--")).then_some(host)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Link {
    type Err = LinkFault;

    fn from_str(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim();
        if text.encode_utf16().count() > LONGEST {
            return Err(LinkFault::Long);
        }
        // The parser would drop or turn some of these, and then open another address than was read.
        if text.contains(|mark: char| {
            mark.is_control() || mark.is_whitespace() || mark == '\\' || is_unseen(mark)
        }) {
            return Err(LinkFault::Marks);
        }
        let Some((scheme, rest)) = text.split_once("://") else { return Err(without_scheme(text)) };
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(LinkFault::Scheme);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(LinkFault::User);
        }
        if authority.starts_with('[') {
            return Err(LinkFault::Address);
        }
        if authority.contains(':') {
            return Err(LinkFault::Port);
        }
        if authority.is_empty() || authority.contains('%') {
            return Err(LinkFault::Unreadable);
        }
        let mut url = Url::parse(text).map_err(|_| LinkFault::Unreadable)?;
        if url.as_str().contains(['|', '`']) {
            // No address needs them bare, and in a message two bars hide what stands between.
            let text = url.as_str().replace('|', "%7C").replace('`', "%60");
            url = Url::parse(&text).map_err(|_| LinkFault::Unreadable)?;
        }
        if url.as_str().encode_utf16().count() > LONGEST {
            return Err(LinkFault::Long);
        }
        judge(&url)?;
        Ok(Self(url))
    }
}

/// Why a text without `://` is no link.
fn without_scheme(text: &str) -> LinkFault {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    match text.split_once(':') {
        Some((scheme, _)) if !scheme.contains('.') => LinkFault::Scheme,
        _ if host.contains('.') => LinkFault::Bare,
        _ => LinkFault::Unreadable,
    }
}

/// Whether everybody can reach it, and it leads where its host says.
fn judge(url: &Url) -> Result<(), LinkFault> {
    let host = match url.host() {
        Some(Host::Domain(host)) => host,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(LinkFault::Address),
        None => return Err(LinkFault::Unreadable),
    };
    let fits = |label: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        (1..=63).contains(&label.len()) && label.chars().all(fits)
    };
    let public = host.rsplit_once('.').is_some_and(|(_, last)| {
        host.len() <= 253
            && host.split('.').all(fits)
            && (last.starts_with("xn--") || (last.len() >= 2 && last.chars().all(|c| c.is_ascii_lowercase())))
    });
    if !public || hosts::is_inside(host) {
        return Err(LinkFault::Host);
    }
    let path = unfolded(url.path());
    if hosts::is_invite(host, &path) {
        return Err(LinkFault::Invite);
    }
    if hosts::is_shortener(host, &path) {
        return Err(LinkFault::Shortener);
    }
    let whole = unfolded(url.as_str());
    if ["@everyone", "@here"].iter().any(|call| whole.contains(call)) {
        return Err(LinkFault::Mention);
    }
    Ok(())
}

/// A path as a server reads it: `%69` as `i`, several slashes as one, in lower case.
fn unfolded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        let byte = code.unwrap_or(*first);
        if byte != b'/' || bytes.last() != Some(&b'/') {
            bytes.push(byte.to_ascii_lowercase());
        }
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

impl TryFrom<String> for Link {
    type Error = LinkFault;

    /// What was kept was judged when it came in. A host that is listed later must not make the whole list
    /// unreadable, so only that it is an https link is asked here.
    fn try_from(text: String) -> Result<Self, LinkFault> {
        let url = Url::parse(&text).map_err(|_| LinkFault::Unreadable)?;
        if url.scheme() == "https" && url.has_host() { Ok(Self(url)) } else { Err(LinkFault::Scheme) }
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_other_letters_is_shown_as_it_is_opened_and_confirmed() {
        let link: Link = "https://www.аррӏе.com/free".parse().unwrap();
        assert_eq!(link.needs_confirm(), Some("www.xn--80ak6aa92e.com"));
        let link: Link = "https://www.mind.org.uk/".parse().unwrap();
        assert_eq!((link.needs_confirm(), link.host()), (None, "www.mind.org.uk"));
    }

    #[test]
    fn what_is_kept_stays_readable_when_its_host_is_listed_later() {
        assert!(serde_json::from_str::<Link>("\"https://bit.ly/x\"").is_ok());
        assert!(serde_json::from_str::<Link>("\"http://a.example\"").is_err());
    }

    #[test]
    fn an_invite_is_known_however_its_path_is_written() {
        for text in [
            "https://discord.com/invite/x",
            "https://discord.com/%69nvite/x",
            "https://DISCORD.com//Invite/x",
            "https://discord.com/a/../invite/x",
        ] {
            assert_eq!(text.parse::<Link>(), Err(LinkFault::Invite), "{text}");
        }
        assert!("https://discord.com/safety".parse::<Link>().is_ok());
    }
}
