//! Questions: those of a bank, and those in the note of a meeting or contact.

use crate::core::base::Location;

/// A question bank: a note of type `questions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bank {
    /// Its questions, in the order of the note.
    pub questions: Vec<BankQuestion>,
}

/// A question of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankQuestion {
    /// The question as written, without tags and block id.
    pub text: Box<str>,
    /// The keys (`text::question_key`) of the question and of its other wordings.
    pub keys: Vec<u64>,
    /// Its block ids and those of its other wordings, without `^`.
    pub block_ids: Vec<Box<str>>,
    /// The headings above it, joined by ` / `: `Work / Tools`. The note's title does not count.
    pub category: Box<str>,
    /// Its tags, those of its other wordings and those of the headings above it, without `#`.
    pub tags: Vec<Box<str>>,
    /// Its place in the note.
    pub location: Location,
}

/// The state of a question in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteQuestionState {
    /// An item with an open box, or without one where what is still to be asked stands: prepared.
    Open,
    /// An item with a ticked box, or without one under a heading for asked questions.
    Ticked,
    /// Another item without a box, a line of a paragraph, or a heading with something under it.
    Plain,
    /// An item with a cancelled box: neither prepared nor asked.
    Dropped,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionPlace {
    /// It is an item or a heading.
    Item,
    /// It is an item with a box that ends in a question mark, under no heading for questions: a question if the meeting is
    /// a talk.
    Boxed,
    /// It is a line of a paragraph under a heading for questions: a question if it matches one of a bank.
    Prose,
}

/// A list item or heading of a meeting or contact that is, or may be, a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteQuestion {
    /// The key of its text (`text::question_key`).
    pub key: u64,
    /// The keys of the beginnings of its text that may be a question with its answer behind it, the longest first.
    pub beginnings: Box<[u64]>,
    /// Its text or its link to a bank. Most items have neither.
    pub words: Option<Box<CarriedWords>>,
    /// Where it stands.
    pub place: QuestionPlace,
    /// Its state.
    pub state: NoteQuestionState,
    /// Whether it has a box.
    pub has_box: bool,
    /// Whether its answer stands below it.
    pub answered: bool,
    /// Its place in the note.
    pub location: Location,
}

/// The words of an item that is under a heading for questions, or that links to a bank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarriedWords {
    /// The text of an item under a heading for questions, or with a box, up to its first question mark; empty for other
    /// items, which are questions only if they match one of a bank.
    pub text: Box<str>,
    /// The link to a question of a bank, such as `Questions#^culture`, if it holds one.
    pub block_link: Option<Box<str>>,
    /// The names that its answer gives.
    pub names: Box<[Box<str>]>,
}

impl NoteQuestion {
    /// Returns the text of a question under a heading for questions; empty for any other item.
    #[must_use]
    pub fn text(&self) -> &str {
        self.words.as_ref().map_or("", |words| &words.text)
    }

    /// Returns the link to a question of a bank, if the item holds one.
    #[must_use]
    pub fn block_link(&self) -> Option<&str> {
        self.words.as_ref()?.block_link.as_deref()
    }

    /// Says whether it is under a heading for questions.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.place == QuestionPlace::Item && !self.text().is_empty()
    }

    /// Returns the names that its answer gives.
    #[must_use]
    pub fn names(&self) -> &[Box<str>] {
        self.words.as_ref().map_or(&[], |words| &words.names)
    }
}
