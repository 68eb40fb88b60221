//! Tasks: list items with a box, and the follow-up keys of the front matter.

use super::{Day, Link};

/// The invisible character that some keyboards put behind a sign, such as the one in `[✔️]`.
pub(crate) const EMOJI_STYLE: char = '\u{fe0f}';

/// The status of a task, which its box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// `[ ]`.
    Open,
    /// `[x]`, `[X]`, `[✓]`, `[✔]` or `[✅]`.
    Done,
    /// `[-]`.
    Cancelled,
    /// `[/]`.
    InProgress,
    /// `[>]`.
    Deferred,
    /// Any other character; counts as open.
    Other(char),
}

impl TaskStatus {
    /// Returns the status for the character in the box.
    #[must_use]
    pub const fn from_char(mark: char) -> Self {
        match mark {
            ' ' => Self::Open,
            'x' | 'X' | '✓' | '✔' | '✅' | '☑' => Self::Done,
            '-' => Self::Cancelled,
            '/' => Self::InProgress,
            '>' => Self::Deferred,
            other => Self::Other(other),
        }
    }

    /// Says whether the task is neither done nor cancelled.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }
}

/// The source of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskSource {
    /// A list item with a box.
    Item,
    /// A `follow-up` key with only a day.
    FollowUpDay,
    /// A `follow-up` or `follow-ups` key with a day and words.
    FollowUp,
}

/// What a task is to do with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To get in touch: to write, to call, to meet.
    Contact,
    /// To say thanks.
    Thanks,
}

/// That a task is to get in touch with somebody, or to thank them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// Which of the two.
    pub purpose: Purpose,
    /// Whom: links, and words that may begin with a name. Empty if the words leave it to the note who is meant.
    pub whom: Vec<Link>,
}

/// Something to do, with the dates of its dialect (`docs/format.md#tasks`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The status.
    pub status: TaskStatus,
    /// The source.
    pub source: TaskSource,
    /// What to do: the line's text without box, dates, priority and block id, and with links as their text.
    pub text: Box<str>,
    /// A hash of the line without its box and without the day on which it was done or cancelled. A tick does not change
    /// it. It is a part of the follow-up's id.
    pub fingerprint: u64,
    /// How many lines above it in the note have the same fingerprint.
    pub twin: u32,
    /// How many lines of the note have the same fingerprint, this one included.
    pub twins: u32,
    /// Its line in the note, counted from 1.
    pub line: u32,
    /// The day on which it is due.
    pub due: Option<Day>,
    /// Whether its words name a day by which it is due, and it is not certain which one.
    pub is_unclear: bool,
    /// The day for which it is planned.
    pub scheduled: Option<Day>,
    /// The first day on which it can be started.
    pub start: Option<Day>,
    /// The day on which it was done or cancelled.
    pub settled: Option<Day>,
    /// The links on the line.
    pub links: Vec<Link>,
    /// The day on which it was written down, from which the days in its words count.
    pub from: Option<Day>,
    /// Whether it is to get in touch with somebody or to thank them.
    pub aim: Option<Box<Aim>>,
}

/// Which of the tasks of a note one is: the fingerprint of its line, and its place among those with the same one. A change
/// to one of several identical lines changes the places of all, since nothing shows which of them changed.
pub(crate) type TaskPlace = (u64, u32);

impl Task {
    /// Returns which task a line is that is so many of so many with one fingerprint.
    pub(crate) const fn place_of(fingerprint: u64, twin: u32, twins: u32) -> TaskPlace {
        (fingerprint, twin ^ twins.saturating_sub(1).rotate_left(16))
    }

    /// Returns which of the tasks of its note it is.
    pub(crate) const fn place(&self) -> TaskPlace {
        Self::place_of(self.fingerprint, self.twin, self.twins)
    }
}
