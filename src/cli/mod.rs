//! The command line: one file a subcommand, and the exit codes they share.

pub mod backup;
pub mod doctor;
pub mod init;
pub mod keys;
pub mod member;
pub mod prompts;
pub mod rehearse;
pub mod resources;
pub mod restore;
pub mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::backup::RestoreError;
use crate::config::{Config, ConfigError, Environment, TokenError};
use crate::keyfile::KeyFileError;
use crate::store::Paths;

/// Something went wrong that no setting mends.
pub const EXIT_FAULT: u8 = 1;
/// `doctor` found things to think about, and nothing that stops the bot.
pub const EXIT_WARNINGS: u8 = 1;
/// Discord could not be reached.
pub const EXIT_UNREACHABLE: u8 = 69;
/// A setting, the token, a key or a database must be put right first. Starting again does not help.
pub const EXIT_CONFIG: u8 = 78;

const EXIT_CODES: &str = "\
Exit codes:
   0  all went well
   1  something failed; for `doctor`: warnings only
   2  the command line was not understood
  69  Discord cannot be reached (doctor)
  78  a setting, the token, a key or a database must be put right first";

/// A peer-support Discord bot built around CHIME. To try it without Discord: `chimebot rehearse`
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole bot on this machine against a stand-in for Discord, with a page to try it on
    Rehearse(RehearseArgs),
    /// Set up a new bot: write its settings and its keys, and print the invite link
    Init(init::InitArgs),
    /// Check settings, keys, database, disk, clock, token and the way to Discord, and say what to do
    Doctor(ConfigArgs),
    /// Run the bot
    Run(RunArgs),
    /// Make a backup now, encrypted to the recipient in [backup]; the bot may run
    Backup(ConfigArgs),
    /// Put a backup back, without what was erased since; stop the bot first
    Restore(restore::RestoreArgs),
    /// Show or erase what is kept about one person, where they cannot do it themselves; stop the bot first
    Member {
        #[command(subcommand)]
        command: MemberCommand,
    },
    /// Bring in a list of resources from a file, or take one as a file
    Resources {
        #[command(subcommand)]
        command: ResourcesCommand,
    },
    /// Look after the keys
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Look after the prompts
    Prompts {
        #[command(subcommand)]
        command: PromptsCommand,
    },
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    /// Print it as JSON
    Export(member::MemberArgs),
    /// Erase it for good
    Erase(member::MemberArgs),
}

#[derive(Debug, Subcommand)]
enum ResourcesCommand {
    /// Bring in a CSV or TOML file, whole or not at all; stop the bot first, but for a dry run
    Import(resources::ImportArgs),
    /// Print what members see of the list; the bot may run
    Export(resources::ExportArgs),
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Change the master key, while the bot runs or not; what members keep stays readable
    RotateMaster(keys::RotateArgs),
}

#[derive(Debug, Subcommand)]
enum PromptsCommand {
    /// Check prompt files as the bot does before it uses them
    Check(prompts::CheckArgs),
}

/// Where the settings are.
#[derive(Clone, Debug, Args)]
pub struct ConfigArgs {
    /// The settings file
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    pub config: PathBuf,
}

/// What `run` is told.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Take the time from a stand-in at this address (tests alone; refused on live Discord)
    #[arg(long, value_name = "URL", hide = true)]
    pub clock: Option<String>,
}

/// What `rehearse` is told.
#[derive(Clone, Debug, Args)]
pub struct RehearseArgs {
    /// The port of the page on this machine
    #[arg(long, default_value_t = 8137)]
    pub port: u16,
}

/// Does what the command line says.
pub async fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Rehearse(args) => rehearse::main(args).await,
        Command::Init(args) => init::main(&args),
        Command::Doctor(args) => doctor::main(&args, &doctor::PROBES).await,
        Command::Run(args) => run::main(args).await,
        Command::Backup(args) => backup::main(&args).await,
        Command::Restore(args) => restore::main(&args).await,
        Command::Member { command: MemberCommand::Export(args) } => member::export(&args).await,
        Command::Member { command: MemberCommand::Erase(args) } => member::erase(&args).await,
        Command::Resources { command: ResourcesCommand::Import(args) } => resources::import(&args).await,
        Command::Resources { command: ResourcesCommand::Export(args) } => resources::export(&args).await,
        Command::Keys { command: KeysCommand::RotateMaster(args) } => keys::rotate(&args).await,
        Command::Prompts { command: PromptsCommand::Check(args) } => prompts::main(&args),
    }
}

/// Reads settings and environment for a subcommand that needs both.
pub fn load(args: &ConfigArgs) -> Result<(Config, Environment), ConfigError> {
    Ok((Config::load(&args.config)?, Environment::read()))
}

/// Where the bot of these settings keeps its files.
pub fn paths(config: &Config) -> Paths {
    let storage = &config.storage;
    Paths { main: storage.database(), keys: storage.keys_database(), erasures: storage.erasures() }
}

/// Prints why a subcommand failed and gives the exit code that fits.
pub fn explain(why: &anyhow::Error) -> ExitCode {
    eprintln!("chimebot: {why:#}");
    let must_be_mended = why.chain().any(|cause| {
        cause.is::<ConfigError>()
            || cause.is::<TokenError>()
            || cause.is::<KeyFileError>()
            || cause.is::<init::InitError>()
            || cause.is::<backup::NoBackupSection>()
            || cause.is::<restore::BadIdentity>()
            || cause.is::<RestoreError>()
            || cause.is::<keys::RotateError>()
            || cause.is::<rehearse::NoPort>()
            || cause.is::<run::WordsError>()
            || cause.is::<crate::health::ListenError>()
            || cause.is::<crate::store::OpenError>()
            || cause.is::<crate::store::KeyError>()
    });
    ExitCode::from(if must_be_mended { EXIT_CONFIG } else { EXIT_FAULT })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_clock_of_a_stand_in_is_understood_and_not_advertised() {
        let cli = Cli::try_parse_from(["chimebot", "run", "--clock", "http://127.0.0.1:1"]).unwrap();
        assert!(matches!(cli.command, Command::Run(RunArgs { clock: Some(_), .. })));
        let mut command = Cli::command();
        let help = command.find_subcommand_mut("run").unwrap().render_long_help().to_string();
        assert!(help.contains("--config") && !help.contains("--clock"), "{help}");
    }
}
