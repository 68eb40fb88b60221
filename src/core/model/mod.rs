//! What a note is: plain values without behaviour of their own beyond small, total functions.
//!
//! Nothing here reads a file, a clock or the environment.

mod action;
mod contact;
mod day;
mod format;
mod interval;
pub(crate) mod key;
mod link;
mod meeting;
mod note;
mod page;
mod question;
mod rule;
mod state;
mod task;
pub(crate) mod vocabulary;
pub mod goals;

pub use action::Action;
pub use contact::{Cadence, Contact, ContactStatus, Event, EventKey, LogEntry, Stage, When};
pub use day::{Day, Moment};
pub use format::Format;
pub use interval::Interval;
pub(crate) use link::is_user;
pub use link::{Link, LinkStyle};
pub use meeting::{Meeting, MeetingStatus, Section};
pub use note::{Note, NoteKind, Properties};
pub use page::{PageText, Region};
pub use question::{Bank, BankQuestion, CarriedWords, NoteQuestion, NoteQuestionState};
pub use rule::{NoteType, Rule};
pub use state::{ContactState, Urgency};
pub use task::{Task, TaskSource, TaskStatus};
