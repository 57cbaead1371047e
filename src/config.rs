//! Settings, and the only reader of the process's environment.
//!
//! `config.toml` holds what may be read by anybody: where things lie, who runs the
//! bot. Secrets never stand in it: the token comes from the environment or a file,
//! the keys from files of their own. A mistake in the file is answered with its
//! file, its line and what to do; no message repeats a value, for a value may be a
//! token pasted into the wrong place.

mod environment;
mod explain;
mod storage;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

pub use self::environment::{Environment, ProxySetting, TokenError, TokenSource};
pub use self::storage::{Backup, Storage};

/// What `config.toml` says, with every path made absolute or relative to that file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who runs this bot. Required by `run`; see [`Config::operator`].
    operator: Option<Operator>,
    /// How Discord is reached.
    pub discord: Discord,
    /// Where the bot keeps what it keeps.
    pub storage: Storage,
    /// Backups, if any are to be made.
    pub backup: Option<Backup>,
    /// Texts and prompts of your own.
    pub words: Words,
    /// The page that says whether the bot is well.
    pub health: Health,
    /// How much the bot writes to its log.
    pub log: Log,
    /// The file these settings came from.
    #[serde(skip)]
    pub path: PathBuf,
}

/// The people behind the bot, shown by `/about` and before anything is stored.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// A person or group.
    pub name: String,
    /// How members reach them: an address or a link.
    pub contact: String,
    /// The `https` page that tells what is kept and why.
    pub privacy_url: String,
}

/// How Discord is reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Discord {
    /// A base URL that speaks Discord's API, in place of `https://discord.com`.
    pub proxy: Option<String>,
    /// The application's id, where it is known before Discord is asked.
    #[serde(deserialize_with = "snowflake")]
    pub application_id: Option<u64>,
}

/// Texts and prompts of your own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// A folder of prompt files laid over the built-in ones.
    pub prompts_dir: Option<PathBuf>,
    /// A file of help lines that a community adds or corrects.
    pub help_overrides: Option<PathBuf>,
}

/// The page that says whether the bot is well.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Health {
    /// A loopback address and port for `/healthz`; off when unset.
    pub listen: Option<SocketAddr>,
}

/// How much the bot writes to its log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// The bot's own lines. What the libraries below it may write is fixed.
    pub level: LogLevel,
}

/// How much of its own doings the bot logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Only what needs a person.
    Error,
    /// And what may need one.
    Warn,
    /// And the bot's working day.
    #[default]
    Info,
    /// And each step.
    Debug,
    /// And everything.
    Trace,
}

/// Why the settings cannot be used. Its text says where and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read the settings in {path}: {why}. {advice}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
        /// What to do.
        advice: &'static str,
    },
    /// Something in the file is wrong.
    #[error("{path}, line {line}: {problem}", path = path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// `run` needs to know who runs the bot.
    #[error(
        "{path} does not say who runs this bot. Add a section [operator] with name, contact and privacy_url: \
         members are shown it before anything is stored",
        path = path.display()
    )]
    NoOperator {
        /// The file.
        path: PathBuf,
    },
}

impl Config {
    /// Reads and checks the file at `path`.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable {
            path: path.to_owned(),
            why: why.to_string(),
            advice: if why.kind() == std::io::ErrorKind::NotFound {
                "`chimebot init` writes one; `--config` names another"
            } else {
                "Check that it is a text file and that this user may read it"
            },
        })?;
        Self::parse(&text, path)
    }

    /// Checks `text` as if it stood in the file at `path`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let wrong = |line, problem| ConfigError::Wrong { path: path.to_owned(), line, problem };
        let mut config: Self = toml::from_str(text)
            .map_err(|fault| wrong(explain::line(text, &fault), explain::problem(text, &fault)))?;
        if let Some((key, problem)) = config.first_fault() {
            return Err(wrong(explain::line_of_key(text, key), problem));
        }
        path.clone_into(&mut config.path);
        config.storage.root_at(path.parent().unwrap_or(Path::new("")));
        if let Some(backup) = &mut config.backup {
            backup.folder = path.parent().unwrap_or(Path::new("")).join(&backup.folder);
        }
        for path in [&mut config.words.prompts_dir, &mut config.words.help_overrides].into_iter().flatten() {
            *path = config.path.parent().unwrap_or(Path::new("")).join(&*path);
        }
        Ok(config)
    }

    /// Who runs the bot, or the sentence that asks for it.
    pub fn operator(&self) -> Result<&Operator, ConfigError> {
        self.operator.as_ref().ok_or_else(|| ConfigError::NoOperator { path: self.path.clone() })
    }

    /// What the types alone do not rule out: the key at fault and what to do.
    fn first_fault(&self) -> Option<((&'static str, &'static str), String)> {
        if let Some(operator) = &self.operator {
            for (key, value) in [("name", &operator.name), ("contact", &operator.contact)] {
                if value.trim().is_empty() {
                    return Some((
                        ("operator", key),
                        format!("`{key}` is empty. Members are shown it: say who you are"),
                    ));
                }
                if let Err(why) = check_line(value) {
                    return Some((("operator", key), format!("`{key}` cannot be shown to members: {why}")));
                }
            }
            if let Err(why) = check_privacy_url(&operator.privacy_url) {
                return Some((("operator", "privacy_url"), why.to_owned()));
            }
        }
        if let Some(Err(why)) = self.discord.proxy.as_deref().map(check_base) {
            return Some((("discord", "proxy"), why.to_owned()));
        }
        if let Some((key, why)) = self.backup.as_ref().and_then(Backup::fault) {
            return Some((("backup", key), why));
        }
        if self.health.listen.is_some_and(|at| !at.ip().is_loopback()) {
            let why = "`listen` must be a loopback address such as 127.0.0.1:9300: the page is for this machine only";
            return Some((("health", "listen"), why.to_owned()));
        }
        None
    }
}

impl Discord {
    /// Discord's own address, where no proxy is set.
    pub const LIVE: &str = "https://discord.com";

    /// The base URL of REST calls, without a slash at its end.
    pub fn base(&self) -> &str {
        self.proxy.as_deref().map_or(Self::LIVE, |proxy| proxy.trim_end_matches('/'))
    }

    /// The proxy set for all programs that REST calls go through, if any.
    pub fn through(&self, environment: &Environment) -> Option<ProxySetting> {
        let scheme = if self.base().starts_with("https:") { "https" } else { "http" };
        if self.is_loopback() { None } else { environment.proxy(scheme) }
    }

    /// Whether REST calls stay on this machine. Clients for such a base ignore `HTTP_PROXY`.
    pub fn is_loopback(&self) -> bool {
        let Ok(url) = reqwest::Url::parse(self.base()) else { return false };
        url.host_str().is_some_and(|host| {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        })
    }
}

/// Says what is wrong with a name or a contact, as members are shown it.
pub fn check_line(text: &str) -> Result<(), &'static str> {
    if text.chars().any(char::is_control) {
        Err("it must be one line of text")
    } else if text.chars().count() > 100 {
        Err("it must be 100 characters or fewer, so that it fits where members see it")
    } else {
        Ok(())
    }
}

/// Says what is wrong with a privacy page's address.
pub fn check_privacy_url(url: &str) -> Result<(), &'static str> {
    // The reader of addresses drops line breaks without a word; a member would be shown them.
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) || url.chars().count() > 200 {
        return Err(
            "`privacy_url` must be one address of 200 characters or fewer, without spaces and line breaks",
        );
    }
    match reqwest::Url::parse(url) {
        Ok(url) if url.scheme() == "https" && url.host_str().is_some_and(|host| host.contains('.')) => Ok(()),
        _ => Err("`privacy_url` must be a page people can open, such as \"https://example.org/privacy\""),
    }
}

/// Says what is wrong with the base URL of a proxy.
fn check_base(base: &str) -> Result<(), &'static str> {
    let whole = "`proxy` must be a base URL such as \"http://127.0.0.1:9200\", with nothing after the port";
    match reqwest::Url::parse(base) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() => Err(whole),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("`proxy` must hold no user name or password: settings are not a place for secrets")
        }
        Ok(url) if url.path() != "/" || url.query().is_some() || url.fragment().is_some() => Err(whole),
        Ok(_) => Ok(()),
        Err(_) => Err(whole),
    }
}

/// An id as Discord shows it: digits, in quotes or without.
fn snowflake<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Text(String),
    }
    match Id::deserialize(from) {
        Ok(Id::Number(id)) if id > 0 => Ok(Some(id)),
        Ok(Id::Text(text)) if parse_application_id(&text).is_some() => Ok(parse_application_id(&text)),
        _ => Err(D::Error::custom("an id is 17 to 20 digits, such as \"1234567890123456789\"")),
    }
}

/// Reads an id that Discord shows as 17 to 20 digits.
pub fn parse_application_id(text: &str) -> Option<u64> {
    let text = text.trim();
    (17..=20).contains(&text.len()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyfile::KeyName;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("bot/config.toml")).map_err(|fault| fault.to_string())
    }

    const OPERATOR: &str = "[operator]\nname = \"River Group\"\ncontact = \"hello@example.org\"\nprivacy_url = \"https://example.org/p\"\n";

    #[test]
    fn an_empty_file_has_usable_defaults_but_no_operator() {
        let config = parse("").unwrap();
        assert_eq!(config.discord.base(), "https://discord.com");
        assert_eq!(config.storage.database(), Path::new("bot/data/chimebot.db"));
        assert!(config.operator().unwrap_err().to_string().contains("[operator]"));
        assert_eq!(parse(OPERATOR).unwrap().operator().unwrap().name, "River Group");
    }

    #[test]
    fn a_typo_names_its_line_and_the_nearest_key() {
        let fault = parse("[operator]\nname = \"A\"\nprivacy_ulr = \"x\"\n").unwrap_err();
        assert_eq!(
            fault,
            "bot/config.toml, line 3: there is no setting `privacy_ulr` here. Did you mean `privacy_url`?"
        );
        let fault = parse("\n\n[discrod]\n").unwrap_err();
        assert!(fault.contains("line 3") && fault.contains("Did you mean `discord`?"), "{fault}");
    }

    #[test]
    fn a_key_that_resembles_none_lists_what_there_is() {
        let fault = parse("[health]\nfrobnicate = 1\n").unwrap_err();
        assert!(fault.contains("line 2") && fault.contains("`listen`"), "{fault}");
    }

    #[test]
    fn a_token_in_the_settings_is_sent_elsewhere_and_never_repeated() {
        for text in [
            "[discord]\ntoken = \"SECRET.a.b\"\n",
            "[discord]\napplication_id = \"SECRET.a.b\"\n",
            "[log]\nlevel = \"SECRET.a.b\"\n",
            "[health]\nlisten = \"SECRET.a.b\"\n",
            "[discord]\nproxy = \"SECRET.a.b\"\n",
            "[discord]\nproxy = \"http://me:SECRET.a.b@127.0.0.1/\"\n",
            "[discord]\nproxy = SECRET.a.b\n",
            "discord = \"SECRET.a.b\"\n",
            "token = \"SECRET.a.b\"\n",
        ] {
            let fault = parse(text).unwrap_err();
            assert!(!fault.contains("SECRET"), "{text}: {fault}");
            assert!(fault.contains("line "), "{text}: {fault}");
        }
        let fault = parse("[discord]\ntoken = \"x\"\n").unwrap_err();
        assert!(fault.contains("CHIMEBOT_TOKEN_FILE"), "{fault}");
    }

    #[test]
    fn a_missing_key_a_wrong_kind_and_bad_grammar_each_name_their_line() {
        let fault = parse("\n[operator]\nname = \"A\"\ncontact = \"B\"\n").unwrap_err();
        assert!(fault.contains("line 2") && fault.contains("`privacy_url`"), "{fault}");
        let fault = parse("[storage]\n\ndir = 7\n").unwrap_err();
        assert!(fault.contains("line 3") && fault.contains("quotes"), "{fault}");
        let fault = parse("[storage]\ndir = \"data\n").unwrap_err();
        assert!(fault.contains("line 2"), "{fault}");
        let fault = parse("[log]\nlevel = \"loud\"\n").unwrap_err();
        assert!(fault.contains("line 2") && fault.contains("`debug`"), "{fault}");
    }

    #[test]
    fn values_that_could_do_harm_are_refused_with_their_line() {
        let fault = parse("[health]\nlisten = \"0.0.0.0:9300\"\n").unwrap_err();
        assert!(fault.contains("line 2") && fault.contains("127.0.0.1"), "{fault}");
        let fault = parse(&OPERATOR.replace("https", "http")).unwrap_err();
        assert!(fault.contains("line 4") && fault.contains("privacy_url"), "{fault}");
        for (from, to, line) in [
            ("River Group", "R".repeat(101), 2),
            ("River Group", "River\\nGroup".to_owned(), 2),
            ("hello@example.org", "h".repeat(101), 3),
            ("hello@example.org", "hello\\u0007@example.org".to_owned(), 3),
            ("org/p", format!("org/{}", "p".repeat(200)), 4),
            ("org/p", "org/\\np".to_owned(), 4),
        ] {
            let fault = parse(&OPERATOR.replace(from, &to)).unwrap_err();
            let key = ["name", "contact", "privacy_url"][line - 2];
            assert!(
                fault.contains(&format!("line {line}")) && fault.contains(&format!("`{key}`")),
                "{fault}"
            );
        }
        assert!(parse(&OPERATOR.replace("River Group", &"R".repeat(100))).is_ok());
        let fault = parse(&OPERATOR.replace("River Group", " ")).unwrap_err();
        assert!(fault.contains("line 2") && fault.contains("name"), "{fault}");
    }

    #[test]
    fn a_proxy_base_is_loopback_only_where_it_says_so() {
        for (base, loopback) in [
            ("http://127.0.0.1:9200", true),
            ("http://127.0.0.1:9200/", true),
            ("http://[::1]:9200", true),
            ("http://localhost:9200", true),
            ("https://discord.example.org", false),
            ("http://127.0.0.1.example.org", false),
        ] {
            let config = parse(&format!("[discord]\nproxy = \"{base}\"\n")).unwrap();
            assert_eq!(config.discord.is_loopback(), loopback, "{base}");
            assert!(!config.discord.base().ends_with('/'));
        }
        assert!(!Discord::default().is_loopback());
    }

    #[test]
    fn an_application_id_may_stand_in_quotes_or_not() {
        for text in ["\"1234567890123456789\"", "1234567890123456789"] {
            let config = parse(&format!("[discord]\napplication_id = {text}\n")).unwrap();
            assert_eq!(config.discord.application_id, Some(1_234_567_890_123_456_789));
        }
        assert!(parse("[discord]\napplication_id = \"my bot\"\n").is_err());
    }

    #[test]
    fn a_path_may_be_set_apart_and_keys_may_come_as_credentials() {
        let none = Environment::from_pairs([]);
        let systemd = Environment::from_pairs([("CREDENTIALS_DIRECTORY", "/run/credentials/x")]);
        let config = parse("[storage]\ndir = \"/srv/bot\"\nkeys_database = \"/vault/keys.db\"\n").unwrap();
        assert_eq!(config.storage.keys_database(), Path::new("/vault/keys.db"));
        assert_eq!(config.storage.key_file(KeyName::Master, &none), Path::new("/srv/bot/keys/master.key"));
        // A credential is taken only when systemd really laid it there.
        assert_eq!(config.storage.key_file(KeyName::Master, &systemd), Path::new("/srv/bot/keys/master.key"));
        let config = parse("[storage]\nmaster_key = \"k/m.key\"\n").unwrap();
        assert_eq!(config.storage.key_file(KeyName::Master, &none), Path::new("bot/k/m.key"));
    }
}
