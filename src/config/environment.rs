//! What the bot takes from the process's environment: its token, systemd's
//! credentials and the proxies that other programs may have set.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

use secrecy::SecretString;
use zeroize::Zeroizing;

/// The variables that are read, in one place.
const READ: [&str; 10] = [
    TOKEN_FILE,
    TOKEN,
    CREDENTIALS,
    "NO_COLOR",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];
const TOKEN_FILE: &str = "CHIMEBOT_TOKEN_FILE";
const TOKEN: &str = "CHIMEBOT_TOKEN";
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// The name under which systemd lays the token into its credentials.
const TOKEN_CREDENTIAL: &str = "chimebot-token";

/// A copy of the variables the bot reads. Printing it shows which are set, never what they hold.
#[derive(Clone)]
pub struct Environment(HashMap<&'static str, OsString>);

/// A proxy that was set for all programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxySetting {
    /// The variable.
    pub variable: &'static str,
    /// Host and port, without a user name or password.
    pub host: String,
}

/// Where a token was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// The file that `CHIMEBOT_TOKEN_FILE` names.
    File(PathBuf),
    /// `CHIMEBOT_TOKEN` itself.
    Variable,
    /// A credential laid by systemd.
    Credential(PathBuf),
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file {} ({TOKEN_FILE})", path.display()),
            Self::Variable => write!(f, "the environment variable {TOKEN}"),
            Self::Credential(path) => write!(f, "the systemd credential {}", path.display()),
        }
    }
}

/// Why there is no token. Its text holds nothing of a token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// None of the three places has one.
    #[error(
        "there is no bot token. Copy it from the Bot page of Discord's developer portal into a file that only you \
         may read, and name that file in the environment variable CHIMEBOT_TOKEN_FILE"
    )]
    None,
    /// The file cannot be read.
    #[error("the bot token cannot be read from {from}: {why}. {}", unreadable(*why))]
    Unreadable {
        /// Where it should be.
        from: TokenSource,
        /// What the system said.
        why: ErrorKind,
    },
    /// It is empty, or no single word.
    #[error(
        "what stands in {from} is not a bot token: {why}. Copy it once more from the Bot page of Discord's \
         developer portal"
    )]
    NotAToken {
        /// Where it was found.
        from: TokenSource,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// What to do about a token that cannot be read.
fn unreadable(why: ErrorKind) -> &'static str {
    match why {
        ErrorKind::NotFound => {
            "There is no such file: put the token from the Bot page of Discord's developer portal into it, or correct \
             the path in CHIMEBOT_TOKEN_FILE"
        }
        ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            "It must be a file that holds the token: correct the path in CHIMEBOT_TOKEN_FILE"
        }
        ErrorKind::PermissionDenied => {
            "Let the file belong to the user who runs the bot, and be readable by that user alone (chown, chmod 600)"
        }
        _ => "Look at the disk it lies on and at the system's log",
    }
}

impl Environment {
    /// Copies what the process was started with.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn read() -> Self {
        Self(READ.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))).collect())
    }

    /// An environment of these variables, for tests and rehearsals.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let known = |name: &str| READ.into_iter().find(|known| *known == name);
        Self(pairs.into_iter().filter_map(|(name, value)| Some((known(name)?, value.into()))).collect())
    }

    /// The bot token: from `CHIMEBOT_TOKEN_FILE`, else `CHIMEBOT_TOKEN`, else systemd's credential.
    pub fn token(&self) -> Result<(SecretString, TokenSource), TokenError> {
        let (text, from) = if let Some(path) = self.get(TOKEN_FILE) {
            read_secret(TokenSource::File(path.into()))?
        } else if let Some(text) = self.get(TOKEN) {
            (Zeroizing::new(text.to_string_lossy().into_owned()), TokenSource::Variable)
        } else if let Some(path) = self.credential(TOKEN_CREDENTIAL) {
            read_secret(TokenSource::Credential(path))?
        } else {
            return Err(TokenError::None);
        };
        let token = text.trim();
        let token = token.strip_prefix("Bot ").unwrap_or(token).trim_start();
        let why = if token.is_empty() {
            "it is empty"
        } else if token.contains(['"', '\'', '`']) {
            "it stands in quotes, which are no part of it"
        } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            "it holds spaces, several lines or characters that a token does not have"
        } else {
            return Ok((SecretString::from(token), from));
        };
        Err(TokenError::NotAToken { from, why })
    }

    /// The file of a credential that systemd laid for this service, if it is there.
    pub fn credential(&self, name: &str) -> Option<PathBuf> {
        let path = PathBuf::from(self.get(CREDENTIALS)?).join(name);
        path.is_file().then_some(path)
    }

    /// The proxy set for all programs that a request to an address of this scheme goes through.
    ///
    /// It is used for Discord, never for a base on this machine.
    pub fn proxy(&self, scheme: &str) -> Option<ProxySetting> {
        let own =
            if scheme == "https" { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
        own.into_iter().chain(["ALL_PROXY", "all_proxy"]).find_map(|variable| {
            let value = self.get(variable)?.to_string_lossy().into_owned();
            let after_scheme = value.split_once("://").map_or(value.as_str(), |(_, rest)| rest);
            let after_user = after_scheme.rsplit_once('@').map_or(after_scheme, |(_, rest)| rest);
            let host = after_user.split('/').next().unwrap_or_default().to_owned();
            Some(ProxySetting { variable, host })
        })
    }

    /// Whether the person asked for plain text (`NO_COLOR`).
    pub fn wants_no_colour(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// A variable that is set and not empty.
    fn get(&self, name: &str) -> Option<&OsString> {
        self.0.get(name).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.0.keys().collect();
        names.sort_unstable();
        f.debug_tuple("Environment").field(&names).finish()
    }
}

fn read_secret(from: TokenSource) -> Result<(Zeroizing<String>, TokenSource), TokenError> {
    let (TokenSource::File(path) | TokenSource::Credential(path)) = &from else {
        return Err(TokenError::None);
    };
    match std::fs::read(path) {
        // A file that is no text fails as a token below: its odd characters are replaced, not repeated.
        Ok(bytes) => Ok((Zeroizing::new(String::from_utf8_lossy(&Zeroizing::new(bytes)).into_owned()), from)),
        Err(why) => Err(TokenError::Unreadable { from, why: why.kind() }),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn the_file_goes_before_the_variable_and_that_before_the_credential() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        std::fs::write(&file, "  from.the.file\n").unwrap();
        std::fs::write(dir.path().join("chimebot-token"), "from.the.credential").unwrap();
        let (file, dir) = (file.to_str().unwrap(), dir.path().to_str().unwrap());
        let all = [(TOKEN_FILE, file), (TOKEN, "Bot from.the.variable"), (CREDENTIALS, dir)];
        for (skip, expected) in
            ["from.the.file", "from.the.variable", "from.the.credential"].iter().enumerate()
        {
            let (token, _) = Environment::from_pairs(all.into_iter().skip(skip)).token().unwrap();
            assert_eq!(token.expose_secret(), *expected);
        }
        assert!(matches!(Environment::from_pairs([]).token(), Err(TokenError::None)));
    }

    #[test]
    fn a_token_shows_in_no_debug_output_and_no_error() {
        let environment =
            Environment::from_pairs([(TOKEN, "SECRET.a.b"), ("HTTPS_PROXY", "http://u:SECRET@p:1")]);
        let token = environment.token().unwrap();
        let said = format!("{environment:?} {token:?} {:?}", environment.proxy("https"));
        assert!(said.contains("CHIMEBOT_TOKEN") && !said.contains("SECRET"), "{said}");
        for bad in ["SECRET a", "SECRET\nSECRET", "SECRÉT"] {
            let fault = Environment::from_pairs([(TOKEN, bad)]).token().unwrap_err();
            let said = format!("{fault} {fault:?}");
            assert!(!said.contains("SECR"), "{said}");
        }
    }

    #[test]
    fn a_token_in_quotes_is_refused_and_one_among_spaces_is_taken() {
        for quoted in ["\"SECRET.a.b\"", "'SECRET.a.b'\n", "SECRET.a.b\""] {
            let fault = Environment::from_pairs([(TOKEN, quoted)]).token().unwrap_err().to_string();
            assert!(fault.contains("it stands in quotes") && !fault.contains("SECRET"), "{fault}");
        }
        let (token, _) = Environment::from_pairs([(TOKEN, "\r\n Bot  a.b.c \t\n")]).token().unwrap();
        assert_eq!(token.expose_secret(), "a.b.c");
    }

    #[test]
    fn a_token_file_that_is_missing_or_empty_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let environment = Environment::from_pairs([(TOKEN_FILE, path.to_str().unwrap())]);
        let fault = environment.token().unwrap_err().to_string();
        assert!(fault.contains(path.to_str().unwrap()) && fault.contains("put the token"), "{fault}");
        let folder = Environment::from_pairs([(TOKEN_FILE, dir.path().to_str().unwrap())]);
        let fault = folder.token().unwrap_err().to_string();
        assert!(fault.contains("correct the path in CHIMEBOT_TOKEN_FILE"), "{fault}");
        std::fs::write(&path, "\n").unwrap();
        let fault = environment.token().unwrap_err().to_string();
        assert!(fault.contains("it is empty"), "{fault}");
    }

    #[test]
    fn a_proxy_is_told_by_host_alone_and_only_where_it_is_used() {
        let environment =
            Environment::from_pairs([("HTTP_PROXY", "http://user:pass@10.0.0.1:3128/"), ("no_proxy", "x")]);
        let http = ProxySetting { variable: "HTTP_PROXY", host: "10.0.0.1:3128".into() };
        assert_eq!(environment.proxy("http"), Some(http.clone()));
        assert_eq!(environment.proxy("https"), None, "what is for http is not for https");
        let environment = Environment::from_pairs([("HTTP_PROXY", "10.0.0.1:3128"), ("all_proxy", "b:1")]);
        assert_eq!(environment.proxy("http"), Some(http), "its own goes before the one for all");
        assert_eq!(environment.proxy("https").map(|proxy| proxy.variable), Some("all_proxy"));
    }
}
