//! Tasks: GFM list items with a box, and the follow-up keys of the front matter.

use super::{Day, Link};

/// What the box of a task says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// `[ ]`.
    Open,
    /// `[x]` or `[X]`.
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
    /// Returns the status that the character between the brackets stands for.
    #[must_use]
    pub const fn from_char(mark: char) -> Self {
        match mark {
            ' ' => Self::Open,
            'x' | 'X' => Self::Done,
            '-' => Self::Cancelled,
            '/' => Self::InProgress,
            '>' => Self::Deferred,
            other => Self::Other(other),
        }
    }

    /// Says whether something remains to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }
}

/// Where a task was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskSource {
    /// A list item with a box.
    Item,
    /// A `follow-up` key that tells the day and nothing else.
    FollowUpDay,
    /// A `follow-up` or `follow-ups` key with words of its own.
    FollowUp,
}

/// Something to do, with the dates of its dialect (`docs/format.md#tasks`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What the box says.
    pub status: TaskStatus,
    /// Where it was read.
    pub source: TaskSource,
    /// What is to be done: the line's text without box, dates, priority and block id; links as their text.
    pub text: Box<str>,
    /// A hash of the line without its box and without the day it was settled, the same before a tick and after it: part of
    /// the follow-up's id.
    pub fingerprint: u64,
    /// How many lines with the same fingerprint stand above it in the note.
    pub twin: u32,
    /// How many lines with the same fingerprint stand in the note, this one among them.
    pub twins: u32,
    /// Its line in the note, counted from 1.
    pub line: u32,
    /// The day by which it is due.
    pub due: Option<Day>,
    /// The day it is planned for.
    pub scheduled: Option<Day>,
    /// The day before which it cannot be started.
    pub start: Option<Day>,
    /// The day it was done or cancelled.
    pub settled: Option<Day>,
    /// The links on the line.
    pub links: Vec<Link>,
}
