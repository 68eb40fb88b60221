//! Prepares a talk: finds what to add to its note. Nothing in the note is changed or removed.
//!
//! It adds a brief above the questions, the questions to ask, and the given goals. It does not add what the note
//! already has, even crossed out, so that a second run changes nothing.

mod brief;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::BTreeSet;

use crate::core::base::NotePath;
use crate::core::base::markdown;
use crate::core::base::text::{question_key, question_words};
use crate::core::derive::questions::{Choice, ChooseOptions, USUAL_LENGTH, questions_for};
use crate::core::edit::read_back::adds;
use crate::core::edit::section::{NewSection, add_items, drop_unfilled};
use crate::core::edit::{Refusal, front_matter};
use crate::core::index::{NoteId, Person};
use crate::core::model::goals::Goal;
use crate::core::model::vocabulary::{Key, Topic, Vocabulary};
use crate::core::model::{Meeting, Note, NoteQuestion, NoteQuestionState};
use crate::core::parse::NoteParser;
use crate::core::parse::body::passages::passages;
use crate::core::parse::body::plain_text;
use crate::core::workspace::Workspace;

pub(crate) use wording::Wording;

/// The place of the brief.
const PREPARATION: NewSection<'static> = NewSection {
    name: "Preparation",
    is: &|words, _| matches!(question_words(words).as_str(), "preparation" | "brief" | "briefing"),
    above: &|_, topic| topic.is_questions() || matches!(topic, Topic::Takeaways | Topic::Tasks | Topic::Reflection),
};
/// The place of the questions.
const QUESTIONS: NewSection<'static> = NewSection {
    name: "Questions",
    is: &|_, topic| matches!(topic, Topic::Questions | Topic::ToAsk),
    above: &|_, topic| matches!(topic, Topic::Takeaways | Topic::Tasks | Topic::Reflection),
};

/// The note of a talk to prepare; it may not be in the vault yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk<'a> {
    /// Its path.
    pub path: &'a NotePath,
    /// Its text.
    pub text: &'a str,
    /// The people of the talk.
    pub people: &'a [Person],
    /// Whether the note is still to be made, so that nobody has written into it yet.
    pub is_new: bool,
}

/// The options of a preparation.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PrepOptions<'a> {
    /// Goals to add: names of known goals, or the user's own words.
    pub goals: &'a [String],
    /// How many questions the note should have in all; if not given, the length of the talk decides.
    pub count: Option<usize>,
    /// Categories to choose questions from; if empty, all.
    pub categories: &'a [String],
}

/// The result of a preparation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preparation<'q> {
    /// The new text of the note.
    pub text: String,
    /// The goals that the note has now.
    pub goals: Vec<String>,
    /// The goals that are new.
    pub new_goals: Vec<String>,
    /// The new lines of the brief, as Markdown without the marker.
    pub brief: Vec<String>,
    /// The new questions.
    pub questions: Vec<Choice<'q>>,
    /// How many questions the note had before.
    pub carried: usize,
    /// How many questions are missing, because the banks have no more.
    pub missing: usize,
    /// How long the talk is, or is taken to be, in minutes.
    pub minutes: u32,
}

/// Prepares the note of a talk. `read` returns the text of another note.
///
/// # Errors
///
/// If nothing can be added to the note without changing the rest of it.
pub(crate) fn prepare<'q>(
    workspace: &'q Workspace,
    talk: &Talk<'_>,
    wishes: &PrepOptions<'_>,
    read: &dyn Fn(NoteId) -> Option<String>,
) -> Result<Preparation<'q>, Refusal> {
    let parser = NoteParser::new(&workspace.config);
    let words = parser.vocabulary();
    let (before, old) = meeting_of(&parser, talk.path, talk.text)?;
    let mut text = talk.text.to_owned();
    let mut goals: Vec<String> = old.goals.iter().map(ToString::to_string).collect();
    let mut new_goals = Vec::new();
    for goal in wishes.goals {
        let slug = Goal::find(goal).map_or(goal.trim(), |goal| goal.slug);
        let is_same = |other: &String| {
            question_key(Goal::find(other).map_or(other.as_str(), |goal| goal.slug)) == question_key(slug)
        };
        if !goals.iter().any(is_same) {
            let key = front_matter::Key { name: "goals", is: &|written| parser.is_key(written, Key::Goals) };
            text = front_matter::aligned(&text, &front_matter::add_to_list(&text, key, slug)?.apply(&text)?);
            goals.push(slug.to_owned());
            new_goals.push(slug.to_owned());
        }
    }
    let brief = new_lines(&text, words, brief::lines(workspace, talk, &old, read));
    text = add_items(&text, words, PREPARATION, &brief.iter().map(String::as_str).collect::<Vec<_>>())?.apply(&text)?;

    let carried = workspace.questions.count_carried(&workspace.index, &before.carried);
    let minutes = old.duration.unwrap_or(USUAL_LENGTH);
    let room = wishes.count.unwrap_or_else(|| questions_for(minutes)).saturating_sub(carried);
    // If a question serves several goals equally, the goals given now come first.
    let mut known: Vec<&'static Goal> = Vec::new();
    for goal in new_goals.iter().chain(&goals).filter_map(|goal| Goal::find(goal)) {
        if !known.contains(&goal) {
            known.push(goal);
        }
    }
    let wish =
        ChooseOptions { people: talk.people, carried: &before.carried, goals: &known, categories: wishes.categories };
    let choices = workspace.questions.choose(&workspace.index, &workspace.standing, &wish).into_iter();
    let mut questions: Vec<Choice<'q>> = choices.filter(|choice| reads_back(&parser, choice.text)).take(room).collect();
    questions.sort_by_key(Choice::is_closing);
    let items: Vec<String> = questions.iter().map(|choice| item(choice.text)).collect();
    text = add_items(&text, words, QUESTIONS, &items.iter().map(String::as_str).collect::<Vec<_>>())?.apply(&text)?;
    if talk.is_new {
        // The template has an empty box for a first question.
        text = drop_unfilled(&text, words, QUESTIONS)?.apply(&text)?;
    }

    let (after, new) = meeting_of(&parser, talk.path, &text)?;
    let known = |note: &Note| -> Vec<_> {
        let all = note.carried.iter().filter(|carried| workspace.questions.is_question(&workspace.index, carried));
        all.map(|carried| (carried.key, carried.state, carried.answered)).collect()
    };
    let unasked = questions.iter().map(|choice| (question_key(choice.text), NoteQuestionState::Open, false));
    let is_meant = rest(&before, &old) == rest(&after, &new)
        && new.goals.iter().map(|goal| &**goal).eq(goals.iter().map(String::as_str))
        && adds(&known(&before), known(&after), |new| new.iter().copied().eq(unasked));
    if !is_meant {
        return Err(Refusal::new("the note would not read as intended after the edit"));
    }
    let missing = room.saturating_sub(questions.len());
    Ok(Preparation { text, goals, new_goals, brief, questions, carried, missing, minutes })
}

/// Returns a question as the text of an item with an open box: `[ ] Who reads your reports?`
fn item(question: &str) -> String {
    format!("[ ] {}", markdown::whole(question))
}

/// Returns whether a question is read back as that question after it is written.
fn reads_back(parser: &NoteParser<'_>, question: &str) -> bool {
    let text = format!("---\ntype: meeting\ndate: 2026-01-01\n---\n## Questions\n\n- {}\n", item(question));
    let note = parser.parse(&NotePath::new("talk.md"), text.as_bytes());
    let is_it = |carried: &NoteQuestion| {
        carried.key == question_key(question) && carried.is_declared() && carried.state == NoteQuestionState::Open
    };
    matches!(note.carried.as_slice(), [one] if is_it(one)) && note.tasks.is_empty() && note.diagnostics.is_empty()
}

/// Returns the lines whose words the note does not have yet.
fn new_lines(text: &str, vocabulary: &Vocabulary, lines: Vec<String>) -> Vec<String> {
    let said = passages(text, vocabulary).into_iter().flat_map(|passage| passage.said);
    let said = said.flat_map(|said| std::iter::once(said.words).chain(said.below));
    let mut known: BTreeSet<String> = said.map(|words| question_words(&words)).collect();
    lines.into_iter().filter(|line| known.insert(question_words(&plain_text(line)))).collect()
}

fn meeting_of(parser: &NoteParser<'_>, path: &NotePath, text: &str) -> Result<(Note, Meeting), Refusal> {
    let note = parser.parse(path, text.as_bytes());
    let meeting = note.as_meeting().cloned().ok_or_else(|| Refusal::new("it is not read as the note of a meeting"))?;
    Ok((note, meeting))
}

/// Returns what a note contains besides goals and questions, without the places.
fn rest(note: &Note, meeting: &Meeting) -> impl PartialEq + use<> {
    let with: Vec<_> = meeting.with.iter().map(|link| (link.target.clone(), link.text.clone())).collect();
    let events: Vec<_> = meeting.events.iter().map(|event| (event.key, event.when)).collect();
    let empty = [meeting.takeaways, meeting.reflection].map(|section| section.map(|section| section.is_empty));
    let days = (meeting.date.map(|date| date.value), note.snooze.map(|snooze| snooze.value));
    let talk =
        (with, events, empty, days, meeting.status.map(|at| at.value), meeting.duration, meeting.channel.clone());
    let tasks: Vec<_> = note.tasks.iter().map(|task| (task.fingerprint, task.status, task.due)).collect();
    (talk, tasks, note.title.clone(), note.aliases.clone(), note.tags.clone())
}
