//! The actions on a follow-up.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An action on a follow-up, by a box of the dashboard or by a command (`docs/format.md#ticks`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// `[x]`: the follow-up is done.
    Done,
    /// `[-]`: the follow-up is not needed.
    Waive,
    /// `[>]`: the follow-up is put off.
    Snooze,
    /// `[ ]` on a line that was done: the follow-up is open again.
    Undo,
}

impl Action {
    /// Returns the action's name, as commands and journals write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waive => "waive",
            Self::Snooze => "snooze",
            Self::Undo => "undo",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
