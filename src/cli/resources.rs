//! `chimebot resources import|export`: a community's list as a file, for an operator who keeps many of them or
//! checks their links from outside. The same reader as `/library import`, and the same rules.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{ConfigArgs, EXIT_FAULT};
use crate::clock::Clock;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::resource::file::{self, Format, LARGEST};
use crate::domain::resource::import::{Plan, plan};
use crate::domain::resource::{Library, export};
use crate::rng::Chance;
use crate::service::Services;
use crate::service::caller::Rights;
use crate::service::intake::{BroughtIn, Planned, mark};
use crate::store::{Store, entries_beside, examine};
use crate::words::{BASE_LOCALE, Texts, Words};

/// What `resources import` is told.
#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The file, ending in .csv or .toml
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose list, by its server id
    #[arg(long, value_name = "ID")]
    pub guild: u64,
    /// Only say what it would change; the bot may run
    #[arg(long)]
    pub dry_run: bool,
    /// Your Discord user id: the history of each entry names it for 180 days
    #[arg(long, value_name = "ID", required_unless_present = "dry_run", value_parser = clap::value_parser!(u64).range(1..))]
    pub actor: Option<u64>,
    /// Bring in the other rows where some are not taken
    #[arg(long)]
    pub partly: bool,
    /// I looked at the hosts that can pass for others
    #[arg(long)]
    pub hosts_seen: bool,
}

/// What `resources export` is told.
#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Whose list, by its server id
    #[arg(long, value_name = "ID")]
    pub guild: u64,
    /// For a spreadsheet, or for a text editor
    #[arg(long, value_enum)]
    pub format: Written,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Written {
    /// A table, for spreadsheets
    Csv,
    /// For text editors
    Toml,
}

/// Nobody set that community up.
#[derive(Debug, thiserror::Error)]
#[error("there is no community {0} here: copy its server id from Discord, and set it up there first")]
pub struct NoCommunity(GuildId);

/// Prints what members see of a community's list.
pub async fn export(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let (config, _) = super::load(&args.config)?;
    let library = beside(&super::paths(&config), GuildId(args.guild)).await?;
    let format = match args.format {
        Written::Csv => Format::Csv,
        Written::Toml => Format::Toml,
    };
    std::io::stdout().write_all(export::file(format, library.live()).as_bytes())?;
    eprintln!("Entries on the list: {}.", library.live().count());
    Ok(ExitCode::SUCCESS)
}

/// Says what a file would change, and changes it unless this is a dry run.
pub async fn import(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(&args.config)?;
    let texts = Words::load(config.words.prompts_dir.as_deref())
        .map_err(|_| anyhow::anyhow!("the words cannot be used; `chimebot prompts check` says why"))?;
    let (format, text) = match opened(&args.file, &texts.now())? {
        Ok(opened) => opened,
        Err(why) => return Ok(refused(&why)),
    };
    let guild = GuildId(args.guild);
    let Some(actor) = args.actor.filter(|_| !args.dry_run) else {
        let library = beside(&super::paths(&config), guild).await?;
        let today = Clock::system().now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let planned = file::rows(format, &text).and_then(|sheet| plan(&sheet, &library, today));
        return Ok(match planned {
            Ok(plan) => {
                tell(&texts.now(), &plan);
                println!("A dry run: nothing was changed.");
                if plan.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FAULT) }
            }
            Err(fault) => refused(&texts.now().file_fault(BASE_LOCALE, fault)),
        });
    };
    let keyring = super::keys::keyring(&config, &environment)?;
    let store = Store::open(super::paths(&config), keyring, Clock::system()).await?;
    let services = Services::new(store.clone(), Arc::new(texts), Clock::system(), Chance::system());
    let outcome = bring_in(args, &services, UserId(actor), (format, &text)).await;
    store.close().await;
    outcome
}

async fn bring_in(
    args: &ImportArgs,
    services: &Services,
    actor: UserId,
    (format, text): (Format, &str),
) -> anyhow::Result<ExitCode> {
    let guild = GuildId(args.guild);
    if services.community(guild).await?.is_none() {
        return Err(NoCommunity(guild).into());
    }
    let texts = services.words.now();
    let caller = services.caller(guild, actor, Rights { manage_server: true, ..Rights::default() });
    let plan = match services.plan_import(&caller, format, text).await? {
        Planned::Plan(plan) => plan,
        Planned::Unreadable(fault) => return Ok(refused(&texts.file_fault(BASE_LOCALE, fault))),
        Planned::Refused => unreachable!("who runs the bot may manage every list"),
    };
    tell(&texts, &plan);
    if !plan.refused.is_empty() && !args.partly {
        return Ok(refused("Nothing was changed. Mend the rows above, or say --partly to leave them out."));
    }
    if !plan.to_confirm.is_empty() && !args.hosts_seen {
        return Ok(refused(
            "Nothing was changed. Look at the hosts above; if they are right, say --hosts-seen.",
        ));
    }
    match services.bring_in(&caller, format, text, &mark(&plan)).await? {
        BroughtIn::Done { added, changed } => {
            println!("Done. New: {added}. Changed: {changed}.");
            Ok(ExitCode::SUCCESS)
        }
        _ => Ok(refused("Nothing was changed: the list is not as it was a moment ago. Try again.")),
    }
}

/// What a file would do, line by line.
fn tell(texts: &Texts, plan: &Plan) {
    println!(
        "New: {}. Changed: {}. As on the list: {}.",
        plan.added.len(),
        plan.changed.len(),
        plan.unchanged
    );
    for row in &plan.refused {
        println!("{}", texts.refused_row(BASE_LOCALE, row));
    }
    for (row, host) in &plan.to_confirm {
        println!("Row {row}: the host {host} is written in letters that can pass for others.");
    }
    for name in &plan.ignored {
        println!("Not read: the column {name}.");
    }
}

fn refused(why: &str) -> ExitCode {
    eprintln!("chimebot: {why}");
    ExitCode::from(EXIT_FAULT)
}

/// The file's text, or why it is none that can be brought in.
fn opened(path: &std::path::Path, texts: &Texts) -> anyhow::Result<Result<(Format, String), String>> {
    let failed = || format!("{} cannot be read", path.display());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let length = std::fs::metadata(path).with_context(failed)?.len();
    let fault = |fault| texts.file_fault(BASE_LOCALE, fault);
    if usize::try_from(length).is_ok_and(|length| length > LARGEST) {
        return Ok(Err(fault(file::FileFault::Big)));
    }
    Ok(file::open(&name, &std::fs::read(path).with_context(failed)?).map_err(fault))
}

async fn beside(paths: &crate::store::Paths, guild: GuildId) -> anyhow::Result<Library> {
    examine(paths).await?;
    let entries = entries_beside(paths, guild).await?.ok_or(NoCommunity(guild))?;
    Ok(Library::new(entries))
}
