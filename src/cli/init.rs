//! `chimebot init`: settings and keys for a new bot, and the link that invites it.
//!
//! It writes nothing until it has every answer, never replaces a file, and takes back
//! what it wrote when it cannot finish. The keys go to files that only their owner may
//! read; a copy on paper, the recovery sheet, is printed because without the master
//! key nothing that members kept can ever be read again.

use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use clap::Args;
use zeroize::Zeroizing;

use crate::config::{check_line, check_privacy_url, parse_application_id};
use crate::domain::permissions::{self, invite_link};
use crate::keyfile::{self, KeyBytes, KeyFileError, KeyName};
use crate::rng::Chance;

/// What `init` is told. What is left out is asked for on a terminal.
#[derive(Clone, Debug, Default, Args)]
pub struct InitArgs {
    /// The settings file to write
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    pub config: PathBuf,
    /// The folder for database and keys, seen from the settings file
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// The application's id, from the portal's page "General Information"
    #[arg(long, value_name = "ID")]
    pub application_id: Option<String>,
    /// Who runs the bot: a person or a group
    #[arg(long, value_name = "NAME")]
    pub operator_name: Option<String>,
    /// How members reach them: an address or a link
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// The https page that tells what is kept and why
    #[arg(long, value_name = "URL")]
    pub privacy_url: Option<String>,
    /// Write the recovery sheet to this new file instead of printing it
    #[arg(long, value_name = "FILE")]
    pub sheet: Option<PathBuf>,
}

/// Why nothing was set up.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// A file is in the way.
    #[error(
        "{path} is already there and nothing was written. A new key would make everything members kept unreadable, \
         so `init` never replaces a file. To set up a second bot use another folder; to change a setting edit \
         config.toml; to begin again move the old files away first",
        path = .0.display()
    )]
    AlreadyThere(PathBuf),
    /// A folder that `init` does not make is not there.
    #[error(
        "nothing was written: there is no folder {folder} for {file}. Make the folder first, or name another place",
        folder = folder.display(), file = file.display()
    )]
    NoFolder {
        /// What is missing.
        folder: PathBuf,
        /// What was to lie in it.
        file: PathBuf,
    },
    /// A file stands where a folder is needed.
    #[error(
        "nothing was written: {path} is a file, and a folder of that name is needed. Move the file away, or choose \
         another folder with --data-dir",
        path = .0.display()
    )]
    NotAFolder(PathBuf),
    /// The system refused a file or a folder.
    #[error(
        "nothing was kept: {path} cannot be written: {why}. Check that this user may write there and that the disk \
         has room, and begin again",
        path = path.display()
    )]
    CannotWrite {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// An answer is missing and there is nobody to ask.
    #[error("nothing was written: {flag} is needed, and there is no terminal to ask on")]
    NotAsked {
        /// The flag that gives the answer.
        flag: &'static str,
    },
    /// A flag's answer cannot be used.
    #[error("nothing was written: {flag}: {why}")]
    BadAnswer {
        /// The flag.
        flag: &'static str,
        /// What is wrong with its value.
        why: &'static str,
    },
}

/// Sets up a new bot and prints what to do next.
pub fn main(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let terminal = io::stdin().is_terminal();
    let mut asker = terminal.then(|| (io::stdin().lock(), io::stderr()));
    let plan =
        Plan::new(args, asker.as_mut().map(|(from, to)| (from as &mut dyn BufRead, to as &mut dyn Write)))?;
    let keys = plan.write(&Chance::system())?;
    let sheet = recovery_sheet(&keys, &plan.backups);
    let mut out = io::stdout().lock();
    if args.sheet.is_none() {
        out.write_all(sheet.as_bytes())?;
    }
    out.write_all(plan.farewell().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A question: its flag, its words, and what makes an answer good.
struct Question {
    flag: &'static str,
    ask: &'static str,
    check: fn(&str) -> Result<(), &'static str>,
}

const APPLICATION: Question = Question {
    flag: "--application-id",
    ask: "Application ID (developer portal, your application, General Information)",
    check: |text| match parse_application_id(text) {
        Some(_) => Ok(()),
        None => Err("an application id is 17 to 20 digits"),
    },
};
const NAME: Question = Question {
    flag: "--operator-name",
    ask: "Who runs this bot? A person or a group; members see it",
    check: check_line,
};
const CONTACT: Question = Question {
    flag: "--contact",
    ask: "How do members reach you? An e-mail address or a link",
    check: check_line,
};
const PRIVACY: Question = Question {
    flag: "--privacy-url",
    ask: "The https address of your privacy page (PRIVACY.md is a text to start from)",
    check: |text| {
        check_privacy_url(text).map_err(|_| "it must be one https page, such as https://example.org/privacy")
    },
};

impl Question {
    /// The flag's value, or what the terminal answers; asks again until the answer is good.
    fn answer(
        &self,
        given: Option<&String>,
        terminal: &mut Option<(&mut dyn BufRead, &mut dyn Write)>,
    ) -> anyhow::Result<String> {
        let good = |text: &str| if text.is_empty() { Err("it is empty") } else { (self.check)(text) };
        if let Some(given) = given {
            let given = given.trim();
            good(given).map_err(|why| InitError::BadAnswer { flag: self.flag, why })?;
            return Ok(given.to_owned());
        }
        let Some((from, to)) = terminal else { return Err(InitError::NotAsked { flag: self.flag }.into()) };
        loop {
            write!(to, "{}\n> ", self.ask)?;
            to.flush()?;
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Err(InitError::NotAsked { flag: self.flag }.into());
            }
            match good(line.trim()) {
                Ok(()) => return Ok(line.trim().to_owned()),
                Err(why) => writeln!(to, "Not yet: {why}.")?,
            }
        }
    }
}

/// All answers, and the files they lead to.
struct Plan {
    config: PathBuf,
    keys_dir: PathBuf,
    data_dir: PathBuf,
    sheet: Option<PathBuf>,
    application_id: u64,
    settings: String,
    /// Opens backups; it goes onto the sheet and nowhere else.
    backups: Identity,
}

impl Plan {
    fn new(
        args: &InitArgs,
        mut terminal: Option<(&mut dyn BufRead, &mut dyn Write)>,
    ) -> anyhow::Result<Self> {
        let data_dir = args.config.parent().unwrap_or(Path::new("")).join(&args.data_dir);
        let keys_dir = data_dir.join("keys");
        let mut plan = Self {
            config: args.config.clone(),
            keys_dir,
            data_dir,
            sheet: args.sheet.clone(),
            application_id: 0,
            settings: String::new(),
            backups: Identity::generate(),
        };
        // Before the first question: nobody should answer four and then hear that it was for nothing.
        if let Some(path) = plan.files().into_iter().find(|path| path.symlink_metadata().is_ok()) {
            return Err(InitError::AlreadyThere(path).into());
        }
        plan.check_folders()?;
        let application = APPLICATION.answer(args.application_id.as_ref(), &mut terminal)?;
        let name = NAME.answer(args.operator_name.as_ref(), &mut terminal)?;
        let contact = CONTACT.answer(args.contact.as_ref(), &mut terminal)?;
        let privacy = PRIVACY.answer(args.privacy_url.as_ref(), &mut terminal)?;
        plan.application_id = parse_application_id(&application).unwrap_or_default();
        let data_dir = args.data_dir.display().to_string();
        let recipient = plan.backups.to_public().to_string();
        plan.settings = settings(plan.application_id, [&name, &contact, &privacy, &data_dir], &recipient);
        Ok(plan)
    }

    /// That each file has a folder, or gets one here.
    fn check_folders(&self) -> Result<(), InitError> {
        if let Some(file) = self.keys_dir.ancestors().find(|path| path.is_file()) {
            return Err(InitError::NotAFolder(file.to_owned()));
        }
        for file in [Some(&self.config), self.sheet.as_ref()].into_iter().flatten() {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            let Some(folder) = folder else { continue };
            if !folder.is_dir() && !self.keys_dir.starts_with(folder) {
                return Err(InitError::NoFolder { folder: folder.to_owned(), file: file.clone() });
            }
        }
        Ok(())
    }

    fn key_file(&self, name: KeyName) -> PathBuf {
        self.keys_dir.join(name.file_name())
    }

    /// Every file that is about to be written.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![self.config.clone()];
        files.extend(KeyName::ALL.map(|name| self.key_file(name)));
        files.extend(self.sheet.clone());
        files
    }

    /// Writes all files, or none.
    fn write(&self, chance: &Chance) -> anyhow::Result<Vec<(KeyName, KeyBytes)>> {
        let mut written = Vec::new();
        let new_folders: Vec<_> = self.keys_dir.ancestors().take_while(|path| !is_there(path)).collect();
        let done = self.write_each(chance, &mut written);
        if done.is_err() {
            for path in written {
                // What cannot be taken back is named by the next run, which refuses to replace it.
                let _ = std::fs::remove_file(path);
            }
            for folder in new_folders {
                // From the innermost outwards; one that somebody else has put something into stays.
                let _ = std::fs::remove_dir(folder);
            }
        }
        done
    }

    fn write_each(
        &self,
        chance: &Chance,
        written: &mut Vec<PathBuf>,
    ) -> anyhow::Result<Vec<(KeyName, KeyBytes)>> {
        make_private_dir(&self.data_dir)?;
        make_private_dir(&self.keys_dir)?;
        let keys = KeyName::ALL.map(|name| (name, Zeroizing::new(chance.bytes())));
        for (name, key) in &keys {
            let path = self.key_file(*name);
            keyfile::write_new(*name, &path, key).map_err(|why| match why {
                KeyFileError::Unusable { path, why } => InitError::CannotWrite { path, why }.into(),
                other => anyhow::Error::from(other),
            })?;
            written.push(path);
        }
        if let Some(path) = &self.sheet {
            put(path, &recovery_sheet(&keys, &self.backups))?;
            written.push(path.clone());
        }
        put(&self.config, &self.settings)?;
        written.push(self.config.clone());
        Ok(keys.into())
    }

    /// What was written and what comes next.
    fn farewell(&self) -> String {
        let mut text = String::from("Written, readable by you alone:\n");
        for path in self.files() {
            let _ = writeln!(text, "  {}", path.display());
        }
        let _ = writeln!(
            text,
            "\nInvite the bot to your server with this link:\n  {}",
            invite_link(self.application_id)
        );
        text.push_str("It asks for these permissions and no others:\n");
        for permission in permissions::NEEDED {
            let _ = writeln!(text, "  {}: {}", permission.label, permission.why);
        }
        let config = for_shell(&self.config);
        let _ = write!(
            text,
            "\nNext:\n  1. Put the recovery sheet somewhere safe, away from this machine.\n  \
             2. Copy the bot token (developer portal, Bot, Reset Token) into a file only you may read,\n     \
             and name it: export CHIMEBOT_TOKEN_FILE=/path/to/that/file\n  \
             3. chimebot doctor --config {config}\n  4. chimebot run --config {config}\n"
        );
        text
    }
}

fn put(path: &Path, text: &str) -> Result<(), InitError> {
    keyfile::write_private(path, text).map_err(|why| InitError::CannotWrite { path: path.to_owned(), why })
}

/// Whether there is anything under this path; nothing is made of the empty one, which is here.
fn is_there(path: &Path) -> bool {
    path.as_os_str().is_empty() || path.symlink_metadata().is_ok()
}

/// A path as a shell takes it for one word.
fn for_shell(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Makes a folder that only its owner may enter; one that is there stays as it is.
fn make_private_dir(path: &Path) -> Result<(), InitError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|why| InitError::CannotWrite { path: path.to_owned(), why })
}

/// The settings of a new bot. `config.example.toml` explains each key there is.
fn settings(
    application_id: u64,
    [name, contact, privacy_url, data_dir]: [&str; 4],
    recipient: &str,
) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    format!(
        "# Settings of this bot. config.example.toml explains every key.\n\
         # The bot token does not belong here: see CHIMEBOT_TOKEN_FILE there.\n\n\
         [operator]\nname = {}\ncontact = {}\nprivacy_url = {}\n\n\
         [discord]\napplication_id = \"{application_id}\"\n\n\
         [storage]\ndir = {}\n\n\
         # Backups: name a folder on another disk, and take the marks away. The sheet has what opens them.\n\
         # [backup]\n# folder = \"/srv/backups/chimebot\"\n# recipient = \"{recipient}\"\n",
        quoted(name),
        quoted(contact),
        quoted(privacy_url),
        quoted(data_dir),
    )
}

/// Both keys and what opens backups, for paper.
fn recovery_sheet(keys: &[(KeyName, KeyBytes)], backups: &Identity) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from(
        "------------------------- chimebot recovery sheet -------------------------\n\
         Print this or copy it by hand, and keep it away from the machine. Whoever\n\
         has it and the database can read what members kept. Without the master key\n\
         nobody can, and a backup is of no use. To restore a key, copy its lines into\n\
         a file: master.key or reference.key. The check tells whether all is right.\n\n",
    ));
    for (name, key) in keys {
        text.push_str(&keyfile::render(*name, key));
        text.push('\n');
    }
    text.push_str(
        "What opens the backups, once [backup] is set: copy the next line into a file of its own\n\
         when you put one back. It lies nowhere else.\n\n",
    );
    text.push_str(backups.to_string().expose_secret());
    text.push_str("\n----------------------------------------------------------------------------\n\n");
    text
}

#[cfg(test)]
mod tests;
