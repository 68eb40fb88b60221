//! A question bank: questions are added under their heading, and made wordings of others.
//!
//! What is added looks like what stands there. The bank is read again, and has to hold what it held, and the new.

#[cfg(test)]
mod tests;
mod wordings;

use crate::blocks::markdown;
use crate::model::{BankQuestion, LineIndex, NoteType, Span};
use crate::parse::body;
use crate::parse::body::outline::PartKind;
use crate::parse::body::topic::Topic;
use crate::parse::body::{plain_text, split_tags};
use crate::text::{question_key, question_words, slice};

use super::note::{Note, Side};
use super::{Refusal, TextEdit};

pub use wordings::{Taken, merge, put_under, take_out};

/// The heading under which questions are put that come without a category.
const UNSORTED: &str = "Met in talks";

/// Where questions were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The edit.
    pub edit: TextEdit,
    /// The heading that they stand under; `None` in a bank without headings.
    pub heading: Option<String>,
}

/// Returns the edit that adds questions to a bank: under the heading that is called like the category, which is made at
/// the end if it is not there. Without a category, they go to the end of a bank that has none, else under *Met in talks*.
///
/// # Errors
///
/// If there is no place for them, or the bank would not read one of them back as it is.
pub fn add(text: &str, category: Option<&str>, questions: &[&str]) -> Result<Added, Refusal> {
    let note = Note::read(text)?;
    let sections = Section::all(&note);
    let has_categories = sections.iter().any(Section::is_category);
    let title = match category.map(str::trim) {
        Some(category) => Some(category),
        None => has_categories.then_some(UNSORTED),
    };
    let section = match title {
        Some(title) => sections
            .iter()
            .find(|section| section.is_called(title, true))
            .or_else(|| sections.iter().find(|section| section.is_called(title, false))),
        // Not the first: what stands above every heading may be words about the bank.
        None => sections.iter().rev().find(|section| !section.items.is_empty()).or(sections.last()),
    };
    let written: Vec<String> = questions.iter().map(|question| markdown::whole(question)).collect();
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    let (at, lines) = match (section, title) {
        (Some(section), _) => section.place(&note, &written),
        (None, Some(title)) => {
            if question_key(title) == 0 || title.contains(char::is_control) || Topic::of(title) != Topic::Other {
                return Err(Refusal::new(format!("`{title}` cannot be the heading of a category")));
            }
            note.section_at_end(&markdown::whole(title), &written)
        }
        (None, None) => return Err(Refusal::new("there is no place for a question")),
    };
    let heading = section.map_or_else(|| title.map(str::to_owned), |section| section.titles.last().cloned());
    let before = read(&note);
    let checked = |lines: String| {
        let edit = TextEdit::replace(text, at..at, lines)?;
        let edited = edit.apply(text)?;
        let after = read(&Note::read(&edited)?);
        if has_more(&after, &before, questions) { Ok(edit) } else { Err(Refusal::new("it could not be read back")) }
    };
    let edit = checked(lines.clone()).or_else(|refusal| {
        // Without a blank line, what follows would become part of the new line.
        let end = if lines.ends_with("\r\n") { "\r\n" } else { "\n" };
        if at < text.len() { checked(lines + end) } else { Err(refusal) }
    })?;
    Ok(Added { edit, heading })
}

/// Returns the questions that are read from a bank.
fn read(note: &Note<'_>) -> Vec<BankQuestion> {
    let lines = LineIndex::new(note.text);
    body::read(note.text, note.body, &lines, NoteType::Questions, &note.hidden).bank
}

/// Says whether two questions differ in nothing but their lines.
fn is_same(one: &BankQuestion, other: &BankQuestion) -> bool {
    BankQuestion { line: 0, ..one.clone() } == BankQuestion { line: 0, ..other.clone() }
}

/// Says whether a bank holds new questions next to each other, and beside them what it held, in its order.
fn has_more(after: &[BankQuestion], before: &[BankQuestion], new: &[&str]) -> bool {
    let start = after.iter().zip(before).take_while(|(one, other)| is_same(one, other)).count();
    let Some((added, rest)) = after.get(start..).and_then(|rest| rest.split_at_checked(new.len())) else {
        return false;
    };
    let is_new = |(question, text): (&BankQuestion, &&str)| {
        question.keys == [question_key(text)] && question.block_ids.is_empty() && *question.text == **text
    };
    let old = before.get(start..).unwrap_or_default();
    added.iter().zip(new).all(is_new)
        && rest.len() == old.len()
        && rest.iter().zip(old).all(|(one, other)| is_same(one, other))
}

/// What stands under a heading, up to the next one.
struct Section {
    /// The heading; empty, at the start of the body, for what stands above every heading.
    heading: Span,
    /// The headings above, without tags, and its own; none for the title of the note and what is not a category.
    titles: Vec<String>,
    /// The items that are in no other.
    items: Vec<Span>,
    /// The end of the last comment, and of anything else but lists.
    comment: Option<usize>,
    content: Option<usize>,
}

impl Section {
    fn all(note: &Note<'_>) -> Vec<Self> {
        let of = |heading, titles| Self { heading, titles, items: Vec::new(), comment: None, content: None };
        let mut all = vec![of(note.body..note.body, Vec::new())];
        let mut above: Vec<(u8, Option<String>)> = Vec::new();
        let mut has_heading = false;
        for part in &note.parts {
            if let PartKind::Heading(level, topic) = &part.kind {
                above.retain(|(other, _)| other < level);
                let is_title = *level == 1 && !has_heading;
                has_heading = true;
                let title = (!is_title && *topic != Topic::Questions).then(|| title(note, &part.span));
                above.push((*level, title));
                all.push(of(part.span.clone(), above.iter().filter_map(|(_, title)| title.clone()).collect()));
                continue;
            }
            let Some(section) = all.last_mut() else { continue };
            match part.kind {
                PartKind::Item(0) if note.has_own_line(&part.span) => section.items.push(part.span.clone()),
                PartKind::Html => section.comment = Some(part.span.end),
                PartKind::Other => section.content = Some(part.span.end),
                _ => {}
            }
        }
        all
    }

    fn is_category(&self) -> bool {
        !self.titles.is_empty()
    }

    /// Says whether the category is called so: the whole of it, or its last heading.
    fn is_called(&self, name: &str, is_whole: bool) -> bool {
        let words = question_words(name);
        let own = if is_whole { Some(self.titles.join(" / ")) } else { self.titles.last().cloned() };
        own.is_some_and(|own| !words.is_empty() && question_words(&own) == words)
    }

    /// Returns the place of new questions: behind the last, and their lines.
    fn place(&self, note: &Note<'_>, questions: &[&str]) -> (usize, String) {
        let last = self.items.last().filter(|last| self.content.is_none_or(|content| content < last.end));
        match last {
            Some(last) => {
                let items: Vec<&Span> = self.items.iter().collect();
                note.beside(last, Side::Behind, note.is_loose(&items, last), questions)
            }
            None => note.under_heading(&self.heading, self.content, self.comment, questions),
        }
    }
}

/// Returns the words of a heading, without its tags.
fn title(note: &Note<'_>, heading: &Span) -> String {
    let source = slice(note.text, heading.clone());
    let line = source.lines().next().unwrap_or_default().trim();
    let own = if source.starts_with('#') { line.trim_matches('#').trim() } else { line };
    split_tags(&plain_text(own)).0.into_owned()
}
