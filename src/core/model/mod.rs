//! The model of a note: plain values with a few small functions.
//!
//! Nothing here reads a file, a clock or the environment.

mod action;
mod contact;
mod day;
mod format;
mod interval;
pub(crate) mod key;
mod languages;
mod link;
mod meeting;
mod note;
mod page;
mod question;
mod rule;
mod state;
mod task;
mod user;
pub(crate) mod vocabulary;
pub(crate) mod goals;

pub use action::Action;
pub(crate) use contact::{
    Agreed, Cadence, Contact, ContactStatus, Event, EventKey, LogEntry, LogTells, Report, Stage, When,
};
pub use day::Day;
pub(crate) use day::{DateOrder, Moment};
pub(crate) use format::Format;
pub(crate) use interval::Interval;
pub(crate) use link::{Link, LinkStyle, bare_name, is_user, name_words};
pub(crate) use meeting::{Meeting, MeetingStatus, Section};
pub(crate) use note::{Clues, KindSource, Note, NoteKind, Properties};
pub(crate) use page::{PageText, Region};
pub(crate) use question::{Bank, BankQuestion, CarriedWords, NoteQuestion, NoteQuestionState, QuestionPlace};
pub(crate) use rule::{NoteType, Rule, RuleTiming};
pub(crate) use state::{ContactState, Standing, Urgency};
pub(crate) use task::{Aim, EMOJI_STYLE, Purpose, Task, TaskPlace, TaskSource, TaskStatus};
pub(crate) use user::User;
