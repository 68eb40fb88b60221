//! Letters: the mails around an informational interview, filled in from the notes.
//!
//! This module finds the facts for a letter, or the reason why no such letter can be written. A template makes the
//! text. A fact that the notes lack becomes a gap in square brackets, and is never invented. This module does not read
//! files, write files or send anything.

mod asking;
mod facts;
mod keeping;
mod mail;
mod meeting;
#[cfg(test)]
mod tests;

use crate::core::edit::Refusal;
use crate::core::index::{Index, NoteId};
use crate::core::model::EventKey;
use crate::core::template;
use crate::core::workspace::Workspace;

pub(crate) use facts::LetterFacts;
pub(crate) use mail::Mailbox;

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To ask for a talk.
    Request,
    /// To ask again.
    Nudge,
    /// To confirm a planned talk.
    Confirm,
    /// To thank for a talk.
    Thank,
    /// To report what a talk led to, or just to keep in touch.
    Update,
    /// To introduce two contacts to each other.
    Introduction,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Request, Self::Nudge, Self::Confirm, Self::Thank, Self::Update, Self::Introduction];

    /// Returns the kind as the command line and the files of templates name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Nudge => "nudge",
            Self::Confirm => "confirm",
            Self::Thank => "thank",
            Self::Update => "update",
            Self::Introduction => "introduction",
        }
    }

    /// Returns the kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the template for vaults without their own.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Request => include_str!("../../../templates/letters/request.txt"),
            Self::Nudge => include_str!("../../../templates/letters/nudge.txt"),
            Self::Confirm => include_str!("../../../templates/letters/confirm.txt"),
            Self::Thank => include_str!("../../../templates/letters/thank.txt"),
            Self::Update => include_str!("../../../templates/letters/update.txt"),
            Self::Introduction => include_str!("../../../templates/letters/introduction.txt"),
        }
    }

    /// Returns the path of the vault's own template in its folder of templates.
    #[must_use]
    pub fn template_path(self) -> String {
        format!("letters/{}.txt", self.as_str())
    }
}

/// The letter that somebody wants to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LetterRequest<'a> {
    /// The kind of letter.
    pub kind: Kind,
    /// The recipient.
    pub who: NoteId,
    /// The other contact of an introduction.
    pub other: Option<NoteId>,
    /// The talk that it is about, if the user names one.
    pub meeting: Option<NoteId>,
    /// The specific part, in the user's own words.
    pub about: Option<&'a str>,
}

/// What to write into the notes once a letter is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    /// An event of today in a note.
    Event(NoteId, EventKey),
    /// A line in the log of a contact that says that there was contact.
    InTouch(NoteId),
    /// A line with these words in the log of a contact.
    Log(NoteId, String),
}

/// Everything that a letter is made from.
#[derive(Debug)]
pub(crate) struct Occasion {
    /// Its recipients.
    pub to: Vec<Mailbox>,
    /// The facts for its template.
    pub facts: LetterFacts,
    /// What to write into the notes once it is sent.
    pub records: Vec<Record>,
    /// What the writer should know before sending it.
    pub remarks: Vec<String>,
}

/// A letter that is ready to send, except for its gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Its recipients.
    pub to: Vec<Mailbox>,
    /// Its subject: one line.
    pub subject: String,
    /// Its text; each paragraph is one line.
    pub body: String,
}

/// Where the facts of a letter come from.
struct Source<'a, E> {
    workspace: &'a Workspace,
    wish: &'a LetterRequest<'a>,
    read: &'a dyn Fn(NoteId) -> Result<String, E>,
}

/// Finds everything that a letter is made from. `read` returns the text of a note.
///
/// # Errors
///
/// If such a letter makes no sense (the reason says what to do instead), or if `read` fails.
pub(crate) fn occasion<E: From<Refusal>>(
    workspace: &Workspace,
    wish: &LetterRequest<'_>,
    read: &dyn Fn(NoteId) -> Result<String, E>,
) -> Result<Occasion, E> {
    let source = Source { workspace, wish, read };
    match wish.kind {
        Kind::Request => source.request(),
        Kind::Nudge => source.nudge(),
        Kind::Confirm => source.confirm(),
        Kind::Thank => source.thank(),
        Kind::Update => source.update(),
        Kind::Introduction => source.introduction(),
    }
}

/// Returns the letter that a template makes from the facts; `path` names the template in messages.
///
/// # Errors
///
/// If the template has an error, or its first line is not a subject; with file and line.
pub(crate) fn letter(occasion: &Occasion, path: &str, template: &str) -> Result<Letter, Refusal> {
    let text = template::render(path, template, occasion.facts.to_value())?.replace("\r\n", "\n");
    let subject = || Refusal::new(format!("{path}:1: the first line must be `Subject: …`, followed by a blank line"));
    let (head, body) = text.trim_start().split_once('\n').ok_or_else(subject)?;
    let subject = head.strip_prefix("Subject:").map(str::trim).filter(|text| !text.is_empty()).ok_or_else(subject)?;
    let body = format!("{}\n", body.trim());
    Ok(Letter { to: occasion.to.clone(), subject: subject.to_owned(), body })
}

impl Occasion {
    fn new(to: Vec<Mailbox>, facts: LetterFacts, records: Vec<Record>) -> Self {
        Self { to, facts, records, remarks: Vec::new() }
    }
}

impl Letter {
    /// Returns whether words are in the letter.
    #[must_use]
    pub(crate) fn says(&self, words: &str) -> bool {
        let words = mail::one_line(words);
        [&self.subject, &self.body].into_iter().any(|text| text.contains(&words))
    }

    /// Returns the gaps that are left to fill: texts in square brackets, with the brackets.
    #[must_use]
    pub(crate) fn gaps(&self) -> Vec<&str> {
        let texts = [self.subject.as_str(), self.body.as_str()].into_iter();
        let gaps = texts.flat_map(|text| text.split('[').skip(1)).filter_map(|rest| rest.split_once(']'));
        gaps.map(|(gap, _)| gap).filter(|gap| gap.starts_with(char::is_alphabetic) && !gap.contains('\n')).collect()
    }
}

impl<E: From<Refusal>> Source<'_, E> {
    fn index(&self) -> &Index {
        &self.workspace.index
    }
}
