//! Lists that come in and go out as files.

use crate::discord::custom_id::CustomId;
use crate::discord::download::Lost;
use crate::discord::render::screen::{Button, Screen};
use crate::discord::render::{paragraphs, staff};
use crate::domain::resource::file::{FileFault, Format};
use crate::domain::resource::import::Plan;
use crate::service::intake::{self, BroughtIn, Exported, Planned};
use crate::words::Texts;

/// How many refused rows, and how many hosts, stand on the screen; the others stand in a file beside it.
const SHOWN: usize = 5;

/// The file a plan was made of, as it goes with the message: what is pressed later is read from there.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// How it is written.
    pub format: Format,
    /// What is in it.
    pub text: &'a str,
}

/// What a file would do.
pub fn planned(texts: &Texts, locale: &str, planned: &Planned, source: Source<'_>) -> Screen {
    match planned {
        Planned::Plan(plan) => plan_screen(texts, locale, "library-plan", plan, source),
        Planned::Unreadable(fault) => unreadable(texts, locale, *fault),
        Planned::Refused => staff::moderators_only(texts, locale),
    }
}

/// What became of *Bring in these*.
pub fn brought_in(texts: &Texts, locale: &str, outcome: &BroughtIn, source: Source<'_>) -> Screen {
    match outcome {
        BroughtIn::Done { added, changed } => {
            let args = [("added", (*added).into()), ("changed", (*changed).into())];
            Screen::text(texts.say(locale, "library-brought-in", &args))
        }
        BroughtIn::Again(plan) => plan_screen(texts, locale, "library-plan-again", plan, source),
        BroughtIn::Unreadable(fault) => unreadable(texts, locale, *fault),
        BroughtIn::Refused => staff::moderators_only(texts, locale),
    }
}

/// After *Cancel*.
pub fn cancelled(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "library-import-cancelled", &[]))
}

/// A file that cannot be read.
pub fn unreadable(texts: &Texts, locale: &str, fault: FileFault) -> Screen {
    Screen::text(texts.file_fault(locale, fault))
}

/// A file that did not come.
pub fn lost(texts: &Texts, locale: &str, lost: Lost) -> Screen {
    let key = match lost {
        Lost::Big => return unreadable(texts, locale, FileFault::Big),
        Lost::Gone => "library-file-gone",
        Lost::Late | Lost::Elsewhere => "library-file-late",
    };
    Screen::text(texts.say(locale, key, &[]))
}

/// The list as a file; none for who may not take it.
pub fn exported(texts: &Texts, locale: &str, format: Format, exported: Option<Exported>) -> Screen {
    match exported {
        None => staff::moderators_only(texts, locale),
        Some((_, 0)) => Screen::text(texts.say(locale, "library-export-empty", &[])),
        Some((content, count)) => {
            let name = match format {
                Format::Csv => "resources.csv",
                Format::Toml => "resources.toml",
            };
            Screen::text(texts.say(locale, "library-exported", &[("count", count.into())]))
                .file(name, content)
        }
    }
}

fn plan_screen(texts: &Texts, locale: &str, title: &str, plan: &Plan, source: Source<'_>) -> Screen {
    let say = |key: &str| texts.say(locale, key, &[]);
    let count = |key: &str, count: usize| match count {
        0 => String::new(),
        count => texts.say(locale, key, &[("count", count.into())]),
    };
    let refused: Vec<String> = plan.refused.iter().map(|row| texts.refused_row(locale, row)).collect();
    let hosts: Vec<String> = plan
        .to_confirm
        .iter()
        .map(|(row, host)| {
            let args = [("row", (*row).into()), ("host", format!("`{host}`").into())];
            texts.say(locale, "library-plan-host", &args)
        })
        .collect();
    let mut parts = vec![
        say(title),
        count("library-plan-added", plan.added.len()),
        count("library-plan-changed", plan.changed.len()),
        count("library-plan-unchanged", plan.unchanged),
    ];
    // The hosts first: were the text too long, its end would be cut.
    if !hosts.is_empty() {
        parts.push(say("library-plan-confirm"));
        parts.extend(hosts.iter().take(SHOWN).map(|line| shortened(line)));
        parts.push(count("library-plan-hosts-more", hosts.len().saturating_sub(SHOWN)));
    }
    parts.push(count("library-plan-refused", refused.len()));
    parts.extend(refused.iter().take(SHOWN).map(|line| shortened(line)));
    // A reason that is cut is told whole in the file.
    let beside = refused.len() > SHOWN || refused.iter().any(|line| shortened(line) != *line);
    if beside {
        parts.push(count("library-plan-more", refused.len()));
    }
    if !refused.is_empty() {
        parts.push(say("library-plan-mend"));
    }
    if !plan.ignored.is_empty() {
        let names = texts.list(locale, plan.ignored.iter().take(SHOWN).cloned());
        parts.push(texts.say(locale, "library-plan-ignored", &[("names", names.into())]));
    }
    parts.push(say(if plan.moves() == 0 { "library-plan-nothing" } else { "library-plan-actor" }));
    let mut screen = Screen::text(paragraphs(parts));
    if beside {
        screen = screen.file("not-taken.txt", refused.join("\n"));
    }
    if hosts.len() > SHOWN {
        screen = screen.file("hosts.txt", hosts.join("\n"));
    }
    if plan.moves() == 0 {
        return screen;
    }
    let label = texts.say(locale, "button-bring-in", &[("count", plan.moves().into())]);
    let name = match source.format {
        Format::Csv => IMPORT_CSV,
        Format::Toml => IMPORT_TOML,
    };
    screen.file(name, source.text.to_owned()).buttons(vec![
        Button::main(label, CustomId::BringIn { mark: intake::mark(plan) }),
        Button::plain(say("button-bring-in-cancel"), CustomId::BringInNot),
    ])
}

/// The names under which a file goes with its plan.
pub const IMPORT_CSV: &str = "import.csv";
/// As [`IMPORT_CSV`].
pub const IMPORT_TOML: &str = "import.toml";

/// A line short enough for some of them to fit with the rest.
fn shortened(line: &str) -> String {
    const MOST: usize = 200;
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
