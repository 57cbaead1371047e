//! Fetching a file that somebody handed to the bot: from Discord's own file servers, and from nowhere else.
//!
//! The address comes out of an interaction, which Discord signs for; all the same only two hosts are asked,
//! no redirect is followed, no token is sent, and what is too large or too slow is given up.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use super::client::{Endpoints, Fatal, is_loopback};

/// Where Discord keeps the files of messages.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// How long a file may take, from the first step to the last byte.
const LIMIT: Duration = Duration::from_secs(4);

/// What fetches files.
#[derive(Clone, Debug)]
pub struct Downloads {
    client: Client,
    /// A stand-in on this machine that has the files in place of Discord.
    instead: Option<Url>,
}

/// A file as a message names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Its name.
    pub name: String,
    /// How large it is, as Discord says.
    pub size: u64,
    /// Where it is.
    pub url: String,
}

impl From<&serenity::all::Attachment> for Remote {
    fn from(file: &serenity::all::Attachment) -> Self {
        Self { name: file.filename.clone(), size: u64::from(file.size), url: file.url.clone() }
    }
}

/// Why a file is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It is larger than asked for.
    #[error("too large")]
    Big,
    /// It is not there any more.
    #[error("gone")]
    Gone,
    /// It did not come in time, or not whole.
    #[error("not delivered")]
    Late,
    /// It lies where nothing is fetched from.
    #[error("not on Discord's file servers")]
    Elsewhere,
}

impl Downloads {
    /// Fetches from Discord, or from the stand-in that `endpoints` name on this machine.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn new(endpoints: &Endpoints) -> Result<Self, Fatal> {
        let near = endpoints.proxy.as_deref().filter(|base| is_loopback(base));
        let instead = near.and_then(|base| Url::parse(base).ok());
        let mut client = Client::builder().timeout(LIMIT).redirect(Policy::none());
        if instead.is_some() {
            client = client.no_proxy();
        }
        let client =
            client.build().map_err(|_| Fatal::Setup("the client for files could not be built".to_owned()))?;
        Ok(Self { client, instead })
    }

    /// The content of a file of at most `most` bytes.
    ///
    /// # Errors
    /// Why it is not here.
    pub async fn fetch(&self, file: &Remote, most: usize) -> Result<Vec<u8>, Lost> {
        let url = self.allowed(&file.url).ok_or(Lost::Elsewhere)?;
        let most_said = u64::try_from(most).unwrap_or(u64::MAX);
        if file.size > most_said {
            return Err(Lost::Big);
        }
        let mut answer = self.client.get(url).send().await.map_err(|_| Lost::Late)?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE => return Err(Lost::Gone),
            _ => return Err(Lost::Late),
        }
        if answer.content_length().is_some_and(|length| length > most_said) {
            return Err(Lost::Big);
        }
        let mut content = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|_| Lost::Late)? {
            if content.len() + part.len() > most {
                return Err(Lost::Big);
            }
            content.extend_from_slice(&part);
        }
        Ok(content)
    }

    fn allowed(&self, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        let known = match &self.instead {
            Some(base) => url.origin() == base.origin(),
            None => {
                url.scheme() == "https"
                    && url.port().is_none()
                    && url.host_str().is_some_and(|host| HOSTS.contains(&host))
            }
        };
        (plain && known).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn downloads(proxy: Option<&str>) -> Downloads {
        Downloads::new(&Endpoints { proxy: proxy.map(str::to_owned), reroute: None }).unwrap()
    }

    #[test]
    fn only_discords_file_servers_are_asked() {
        let live = downloads(None);
        for good in [
            "https://cdn.discordapp.com/ephemeral-attachments/1/2/a.csv?ex=1&is=2&hm=3",
            "https://media.discordapp.net/attachments/1/2/a.csv",
        ] {
            assert!(live.allowed(good).is_some(), "{good}");
        }
        for bad in [
            "http://cdn.discordapp.com/a.csv",
            "https://cdn.discordapp.com:8443/a.csv",
            "https://cdn.discordapp.com.example/a.csv",
            "https://user@cdn.discordapp.com/a.csv",
            "https://cdn.discordapp.com@127.0.0.1/a.csv",
            "https://127.0.0.1/a.csv",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
            "/a.csv",
        ] {
            assert!(live.allowed(bad).is_none(), "{bad}");
            assert!(downloads(Some("https://proxy.example")).allowed(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_stand_in_on_this_machine_has_the_files_itself() {
        let near = downloads(Some("http://127.0.0.1:9200"));
        assert!(near.allowed("http://127.0.0.1:9200/attachments/1/a.csv").is_some());
        for bad in
            ["http://127.0.0.1:9201/a.csv", "https://cdn.discordapp.com/a.csv", "http://a.example/a.csv"]
        {
            assert!(near.allowed(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn what_says_that_it_is_too_large_is_not_asked_for() {
        let near = downloads(Some("http://127.0.0.1:9"));
        let file = Remote { name: "a.csv".to_owned(), size: 11, url: "http://127.0.0.1:9/a.csv".to_owned() };
        assert_eq!(near.fetch(&file, 10).await, Err(Lost::Big));
        assert_eq!(near.fetch(&file, 11).await, Err(Lost::Late));
    }
}
