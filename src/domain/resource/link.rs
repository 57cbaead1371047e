//! A link of an entry: https only, shown with its true host, and nothing that hides where it leads.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

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
    /// It is too long.
    #[error("too long")]
    Long,
}

impl LinkFault {
    /// The key of the sentence that tells a moderator.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Scheme => "scheme",
            Self::Long => "long",
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
        if text.chars().count() > LONGEST {
            return Err(LinkFault::Long);
        }
        let url = Url::parse(text).map_err(|_| LinkFault::Unreadable)?;
        if url.scheme() != "https" {
            return Err(LinkFault::Scheme);
        }
        Ok(Self(url))
    }
}

impl TryFrom<String> for Link {
    type Error = LinkFault;

    fn try_from(text: String) -> Result<Self, LinkFault> {
        text.parse()
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0.into()
    }
}
