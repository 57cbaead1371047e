//! What a control of each screen does, and the word for it in a `custom_id`.

use crate::domain::check_in::GivenOn;
use crate::domain::consent::ChoiceSet;
use crate::domain::ids::SlotToken;

/// A step of turning choices on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepStep {
    /// Show the choices, with those of the state ticked.
    Choose,
    /// Show the whole consent text, and the way back.
    Read,
    /// Ask once for 18 and over.
    Age,
    /// Yes: turn the ticked choices on.
    Agree,
    /// Under 18: nothing is kept, and nothing remembers it.
    Under18,
    /// Not now.
    NotNow,
}

/// What a consent step carries along, so that nothing is stored before the yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepState {
    /// The answer that *Keep something?* stood under, if it stood under one.
    pub answer: Option<GivenOn>,
    /// The choices ticked so far.
    pub ticked: ChoiceSet,
}

/// A step in `/my-data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MyDataStep {
    /// Show what is kept.
    Show,
    /// Ask before turning these choices off.
    AskOff(ChoiceSet),
    /// Turn them off, which deletes what they kept.
    Off(ChoiceSet),
    /// Ask before erasing everything.
    AskErase,
    /// Erase everything.
    Erase,
    /// Ask before a file with everything is sent.
    AskExport,
    /// Send it.
    Export,
    /// Throw the draft of an entry away.
    DropDraft,
    /// Show a page of kept answers, newest first.
    Answers(u16),
    /// Show what the member suggested.
    Suggested,
    /// Take a suggestion back.
    TakeBack(SlotToken),
}

/// A step in agreeing to a consent text that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewStep {
    /// Show the text as it is now.
    Read,
    /// Yes.
    Agree,
}

/// A control of `/me`, the member's own page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeStep {
    /// Show the page.
    Show,
    /// Show the settings.
    Settings,
    /// Begin a rest.
    Rest,
    /// End it.
    EndRest,
    /// Show the current run.
    RunOn,
    /// Do not show it.
    RunOff,
    /// The select of hours at which the day begins.
    DayStart,
    /// The select of countries.
    Country,
    /// The select of how long answers are kept.
    KeepAnswers,
    /// The select of how long own words are kept.
    KeepWords,
    /// Yes: keep answers for 90 days, although some go by that.
    Answers90,
    /// Yes: keep own words for 7 days, although some go by that.
    Words7,
    /// The same for 30 days.
    Words30,
    /// The form for the zone: opens it, and is its id.
    Zone,
    /// Use the community's zone.
    ZoneBack,
    /// *I had a setback*.
    Setback,
    /// *Nothing, thanks* under it.
    SetbackNothing,
    /// *What leaders can see*.
    Leaders,
}

/// A step with one kept answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastStep {
    /// Show it.
    Show,
    /// Ask before it is deleted.
    AskDelete,
    /// Delete it.
    Delete,
    /// The form for own words beside it: opens it, and is its id.
    Words,
    /// Opens that form where there are own words already, which it will replace.
    Anew,
    /// Ask before the own words are deleted.
    AskForget,
    /// Delete them.
    Forget,
}

/// A control of the `/quiet` panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietStep {
    /// Let the cards rest until somebody ends it.
    Start,
    /// End the rest.
    End,
    /// Show the next card.
    Tomorrow,
}

/// A control of `/library publish`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// Publish the list.
    Publish,
    /// Leave it.
    Cancel,
    /// Put back what was removed by hand, and go on where it stopped.
    Restore,
    /// Ask before it is taken down.
    AskDown,
    /// Take it down.
    Down,
}

/// A control of the set-up panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the control that the panel shows under this name")]
pub enum SetupStep {
    Page1,
    Page2,
    CheckInChannel,
    Days,
    ModeratorRole,
    LeaderRole,
    TimeAndZone,
    NoticeChannel,
    DigestChannel,
    People,
    Words,
    WordsYes,
    Sound,
    Sample,
    TurnOn,
    TurnOff,
    Starter,
    StarterYes,
}

impl KeepStep {
    pub(super) const ALL: [(Self, &'static str); 6] = [
        (Self::Choose, "choose"),
        (Self::Read, "read"),
        (Self::Age, "age"),
        (Self::Agree, "agree"),
        (Self::Under18, "under18"),
        (Self::NotNow, "notnow"),
    ];
}

impl RenewStep {
    pub(super) const ALL: [(Self, &'static str); 2] = [(Self::Read, "read"), (Self::Agree, "agree")];
}

impl MeStep {
    pub(super) const ALL: [(Self, &'static str); 18] = [
        (Self::Show, "show"),
        (Self::Settings, "settings"),
        (Self::Rest, "rest"),
        (Self::EndRest, "endrest"),
        (Self::RunOn, "runon"),
        (Self::RunOff, "runoff"),
        (Self::DayStart, "daystart"),
        (Self::Country, "country"),
        (Self::KeepAnswers, "keepanswers"),
        (Self::KeepWords, "keepwords"),
        (Self::Answers90, "answers90"),
        (Self::Words7, "words7"),
        (Self::Words30, "words30"),
        (Self::Zone, "zone"),
        (Self::ZoneBack, "zoneback"),
        (Self::Setback, "setback"),
        (Self::SetbackNothing, "nothing"),
        (Self::Leaders, "leaders"),
    ];
}

impl PastStep {
    pub(super) const ALL: [(Self, &'static str); 7] = [
        (Self::Show, "show"),
        (Self::AskDelete, "askdelete"),
        (Self::Delete, "delete"),
        (Self::Words, "words"),
        (Self::Anew, "anew"),
        (Self::AskForget, "askforget"),
        (Self::Forget, "forget"),
    ];
}

impl QuietStep {
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Start, "start"), (Self::End, "end"), (Self::Tomorrow, "tomorrow")];
}

impl ListStep {
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Publish, "publish"),
        (Self::Cancel, "cancel"),
        (Self::Restore, "restore"),
        (Self::AskDown, "askdown"),
        (Self::Down, "down"),
    ];
}

impl SetupStep {
    pub(super) const PLAIN: [(Self, &'static str); 18] = [
        (Self::Page1, "page1"),
        (Self::Page2, "page2"),
        (Self::CheckInChannel, "channel"),
        (Self::Days, "days"),
        (Self::ModeratorRole, "moderators"),
        (Self::LeaderRole, "leaders"),
        (Self::TimeAndZone, "time"),
        (Self::NoticeChannel, "notices"),
        (Self::DigestChannel, "digest"),
        (Self::People, "people"),
        (Self::Words, "words"),
        (Self::WordsYes, "wordsyes"),
        (Self::Sound, "sound"),
        (Self::Sample, "sample"),
        (Self::TurnOn, "on"),
        (Self::TurnOff, "off"),
        (Self::Starter, "starter"),
        (Self::StarterYes, "starteryes"),
    ];
}
