//! The slash commands: one file a command, their names and descriptions from `prompts/`.

mod about;
mod checkin;
mod complete;
mod engagement;
mod help_now;
mod library;
mod me;
mod my_data;
mod prompt;
mod quiet;
mod resources;
mod setup;
mod why_not;

use std::fmt::Write as _;
use std::sync::Arc;

use poise::{BoxFuture, FrameworkError, FrameworkOptions};
use serenity::all::CreateCommand;
use sha2::{Digest as _, Sha256};

use super::Bot;
use super::answer::{self, Place};
use super::error::Fault;
use super::incoming::Incoming;
use super::render::screen::Screen;
use super::render::thanks;
use crate::service::caller::Caller;
use crate::words::Texts;

/// What a command is handed.
type Ctx<'a> = poise::ApplicationContext<'a, Arc<Bot>, Never>;
/// A command answers whatever happens; it has no error of its own.
type Never = std::convert::Infallible;

/// The commands, ready to dispatch and to register.
pub struct Commands {
    options: FrameworkOptions<Arc<Bot>, Never>,
}

/// A command has no name or description in `prompts/`.
#[derive(Debug, thiserror::Error)]
#[error("prompts/: the text `{0}` of a slash command is missing")]
pub struct Unnamed(String);

impl Commands {
    /// All commands, named by `texts`.
    ///
    /// # Errors
    /// When one of them has no name or description there.
    pub fn new(texts: &Texts) -> Result<Self, Unnamed> {
        let mut commands = vec![
            checkin::checkin(),
            help_now::help_now(),
            me::me(),
            about::about(),
            my_data::my_data(),
            resources::resources(),
            engagement::engagement(),
            setup::setup(),
            quiet::quiet(),
            why_not::why_not(),
            library::library(),
            prompt::prompt(),
        ];
        for command in &mut commands {
            name(texts, command, None)?;
        }
        let mut options = FrameworkOptions {
            commands,
            on_error: no_answer,
            manual_cooldowns: true,
            initialize_owners: false,
            ..FrameworkOptions::default()
        };
        poise::set_qualified_names(&mut options.commands);
        Ok(Self { options })
    }

    /// What the framework dispatches by.
    pub fn options(&self) -> &FrameworkOptions<Arc<Bot>, Never> {
        &self.options
    }

    /// The commands as Discord is told of them.
    pub fn to_register(&self) -> Vec<CreateCommand> {
        poise::builtins::create_application_commands(&self.options.commands)
    }
}

/// A short fingerprint of what Discord is told, to notice that it changed.
pub fn fingerprint(commands: &[CreateCommand]) -> String {
    let json = serde_json::to_vec(commands).expect("command builders always make JSON");
    Sha256::digest(json).iter().take(16).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
        hex
    })
}

/// Fills in what a person reads of a command, and of those under it; the names in code are keys.
fn name(
    texts: &Texts,
    command: &mut poise::Command<Arc<Bot>, Never>,
    above: Option<&str>,
) -> Result<(), Unnamed> {
    let key = format!("{}-{}", above.unwrap_or("command"), command.name);
    let text = |attribute: Option<&str>| {
        texts.attribute(&key, attribute).ok_or_else(|| Unnamed(format!("{key}.{}", attribute.unwrap_or(""))))
    };
    let description = text(Some("description"))?;
    let shown = text(None)?;
    for parameter in &mut command.parameters {
        let own = parameter.name.to_string();
        parameter.description = Some(text(Some(&format!("{own}-description")))?.into());
        parameter.name = text(Some(&own))?.into();
    }
    for below in &mut command.subcommands {
        name(texts, below, Some(&key))?;
    }
    command.description = Some(description.into());
    command.name = shown.into();
    Ok(())
}

/// One use of a command, with what every command needs of it.
struct Asked<'a> {
    bot: &'a Arc<Bot>,
    incoming: Incoming,
    texts: Arc<Texts>,
}

impl<'a> Asked<'a> {
    fn new(ctx: &Ctx<'a>) -> Self {
        Self {
            bot: ctx.data(),
            incoming: Incoming::from(ctx.interaction),
            texts: ctx.data().services.words.now(),
        }
    }

    fn locale(&self) -> &str {
        &self.incoming.locale
    }

    /// Who asks, in a community. In a direct message this answers by itself and gives none, and none for
    /// a command that was delivered before.
    async fn caller(&self) -> Option<Caller> {
        if !self.first_time() {
            return None;
        }
        let caller = self.bot.caller(&self.incoming);
        if caller.is_none() {
            self.now(&thanks::open_in_community(&self.texts, self.locale())).await;
        }
        caller
    }

    /// Whether this use was not delivered before.
    fn first_time(&self) -> bool {
        self.bot.recent.first_time(self.incoming.id)
    }

    /// Shows a screen that is ready.
    async fn now(&self, screen: &Screen) {
        answer::show_now(&self.bot.http, &self.incoming, screen).await;
    }

    /// Shows what `work` comes to.
    async fn show(&self, work: impl Future<Output = Result<Screen, Fault>>) {
        answer::show(&self.bot.http, &self.incoming, &self.texts, Place::New, work).await;
    }
}

/// The framework could not run a command, such as one that Discord still shows after an update.
fn no_answer(error: FrameworkError<'_, Arc<Bot>, Never>) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        // The error's own text may hold what somebody typed; its kind is enough to find the fault.
        let kind = match &error {
            FrameworkError::ArgumentParse { .. } => "argument",
            FrameworkError::CommandStructureMismatch { .. } => "version",
            FrameworkError::CommandPanic { .. } => "panic",
            FrameworkError::UnknownInteraction { .. } => "unknown",
            _ => "other",
        };
        super::error::log_command(kind);
        if let Some(poise::Context::Application(ctx)) = error.ctx() {
            let asked = Asked::new(&ctx);
            asked.now(&thanks::lost(&asked.texts, asked.locale())).await;
        }
    })
}
