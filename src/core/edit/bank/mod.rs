//! Edits of question banks: adding questions under a heading, and making a question a wording of another one.
//!
//! New lines are written like their neighbours. After the edit the bank is read back: it must hold the old questions
//! and the new ones, and nothing else may change.

#[cfg(test)]
mod tests;
mod wordings;

use crate::core::base::LineIndex;
use crate::core::base::markdown;
use crate::core::base::text::{question_key, question_words};
use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::model::{BankQuestion, NoteType};
use crate::core::parse::body;
use crate::core::parse::body::outline::{Part, PartKind};
use crate::core::parse::body::split_tags;

use super::note::Note;
use super::read_back::{Fact, ReadBack};
use super::{Refusal, TextEdit};

pub(crate) use wordings::{Taken, merge, put_under, take_out};

const BANK: ReadBack = ReadBack {
    kind: NoteType::Questions,
    counts: |fact| matches!(fact, Fact::Question(_)),
    reason: "the bank would not read it back as the same question",
};

/// The heading for questions without a category.
const UNSORTED: &str = "Met in talks";

/// Where questions were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Added {
    /// The edit.
    pub edit: TextEdit,
    /// The heading above them; `None` in a bank without headings.
    pub heading: Option<String>,
}

/// Returns the edit that adds questions to a bank, under the heading with the name of the category. A missing heading
/// is made at the end. Questions without a category go under *Met in talks*, or to the end of a bank without
/// categories.
///
/// # Errors
///
/// If the bank would not read one of the questions back, or would change elsewhere.
pub(crate) fn add(
    text: &str,
    vocabulary: &Vocabulary,
    category: Option<&str>,
    questions: &[&str],
) -> Result<Added, Refusal> {
    let note = Note::read(text, vocabulary)?;
    let sections = BankSection::all(&note);
    let has_categories = sections.iter().any(BankSection::is_category);
    let title = match category.map(str::trim) {
        Some(category) => Some(category),
        None => has_categories.then_some(UNSORTED),
    };
    let section = match title {
        Some(title) => sections
            .iter()
            .find(|section| section.is_called(title, true))
            .or_else(|| sections.iter().find(|section| section.is_called(title, false))),
        // The last section, since the text above the first heading may be about the bank.
        None => sections.iter().rev().find(|section| section.has_items()).or(sections.last()),
    };
    let written: Vec<String> = questions.iter().map(|question| markdown::whole(question)).collect();
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    let place = match (section, title) {
        (Some(section), _) => note.below(section.parts, &written),
        (None, Some(title)) => {
            if question_key(title) == 0 || title.contains(char::is_control) || vocabulary.topic(title) != Topic::Other {
                return Err(Refusal::new(format!("`{title}` cannot be the heading of a category")));
            }
            note.section_at_end(&markdown::whole(title), &written)
        }
        (None, None) => note.under_heading(&(note.body..note.body), None, None, &written),
    };
    let heading = section.map_or_else(|| title.map(str::to_owned), |section| section.titles.last().cloned());
    let is_new = |(fact, text): (&Fact, &&str)| {
        matches!(fact, Fact::Question(question) if question.keys == [question_key(text)]
            && question.block_ids.is_empty()
            && *question.text == **text)
    };
    let is_meant = |new: &[Fact]| new.len() == questions.len() && new.iter().zip(questions).all(is_new);
    let edit = BANK.inserted(&note, place, is_meant)?;
    Ok(Added { edit, heading })
}

/// Returns the questions of a bank.
fn read(note: &Note<'_>) -> Vec<BankQuestion> {
    let lines = LineIndex::new(note.text);
    body::read(note.text, note.body, &lines, (NoteType::Questions, note.words), &|| None, &note.hidden).bank
}

/// A heading and the text below it, up to the next heading.
struct BankSection<'n> {
    /// The titles of its heading and of those above, without tags. Only categories count: not the title of the note,
    /// and not a heading such as *Questions*.
    titles: Vec<String>,
    /// Its heading and the parts below it. The first section of a note may have no heading.
    parts: &'n [Part],
}

impl<'n> BankSection<'n> {
    fn all(note: &'n Note<'_>) -> Vec<Self> {
        let mut above: Vec<(u8, Option<String>)> = Vec::new();
        let mut has_heading = false;
        let is_next = |_: &Part, next: &Part| !matches!(next.kind, PartKind::Heading(..));
        let of = |parts: &'n [Part]| {
            if let Some(Part { kind: PartKind::Heading(level, topic), span }) = parts.first() {
                above.retain(|(other, _)| other < level);
                let is_title = *level == 1 && !has_heading;
                has_heading = true;
                let title = || split_tags(&note.heading_words(span)).0.into_owned();
                above.push((*level, (!is_title && !topic.is_questions()).then(title)));
            }
            Self { titles: above.iter().filter_map(|(_, title)| title.clone()).collect(), parts }
        };
        note.parts.chunk_by(is_next).map(of).collect()
    }

    fn has_items(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.kind, PartKind::Item(_)))
    }

    fn is_category(&self) -> bool {
        !self.titles.is_empty()
    }

    /// Says whether the category has that name. With `is_whole` the name has all headings, as in `Work / Tools`;
    /// otherwise only the last one.
    fn is_called(&self, name: &str, is_whole: bool) -> bool {
        let words = question_words(name);
        let own = if is_whole { Some(self.titles.join(" / ")) } else { self.titles.last().cloned() };
        own.is_some_and(|own| !words.is_empty() && question_words(&own) == words)
    }
}
