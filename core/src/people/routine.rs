//! Whether commands are pasted, stand in a script, or belong to a tool; and how often they go wrong.

use serde::{Deserialize, Serialize};

use super::Typing;

/// How well a person knows what they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Practice {
    /// For the first time: looks each step up.
    FirstTime,
    /// With a tutorial beside it.
    #[default]
    #[serde(rename = "tutorial")]
    TutorialAtHand,
    /// By heart.
    Practised,
}

impl Practice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FirstTime, Self::TutorialAtHand, Self::Practised];

    /// Its name on the command line, in scenarios and in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::FirstTime => "first-time",
            Self::TutorialAtHand => "tutorial",
            Self::Practised => "practised",
        }
    }

    /// Finds one by its key.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// How work is done.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Routine {
    /// Every command by hand, each time.
    #[default]
    Pasted,
    /// Commands are written into a script for each task, the first time that it is done; from then on one command runs it. A
    /// line that was written wrong is wrong each time, until somebody looks for it.
    Script,
    /// One command of a tool that knows the commands. Getting to know the tool is not in it.
    Tool,
}

impl Routine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pasted, Self::Script, Self::Tool];

    /// Its key in the catalogues, and its name on the command line and in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pasted => "pasted",
            Self::Script => "script",
            Self::Tool => "tool",
        }
    }

    /// Finds one by its key.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// What somebody sets out to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// To bring an application up.
    Deploy,
    /// To bring another version out.
    Update,
    /// To go back to the version before.
    Rollback,
    /// To change the number of replicas.
    Scale,
    /// To remove everything.
    Destroy,
}

impl Task {
    /// Its name, as the script or the tool's command is called.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Update => "update",
            Self::Rollback => "rollback",
            Self::Scale => "scale",
            Self::Destroy => "destroy",
        }
    }
}

/// How often somebody does something wrong, as it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chance {
    /// They get everything right.
    #[default]
    Never,
    /// As often as the model says of people with such practice.
    Model,
    /// With this probability at each command, from 0 to 1; a run of a script or a tool goes wrong as often as the model says.
    Command(f64),
}

/// How probable it is that somebody does something wrong without noticing, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// At a command that is typed or pasted, or written into a script.
    pub command: f64,
    /// Each time that a script is run.
    pub script_run: f64,
    /// Each time that a tool is run.
    pub tool_run: f64,
}

/// Who works, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct People {
    /// How fast they type.
    pub typing: Typing,
    /// How the work is done.
    pub routine: Routine,
    /// How often it goes wrong; none when nobody ever does anything wrong.
    pub slips: Option<Chances>,
}

impl From<Typing> for People {
    /// Somebody who pastes commands and gets none wrong.
    fn from(typing: Typing) -> Self {
        Self {
            typing,
            routine: Routine::Pasted,
            slips: None,
        }
    }
}
