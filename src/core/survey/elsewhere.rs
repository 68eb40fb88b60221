//! Hints about people of whom other notes tell something that counts only in the right place: a task that is a note of its
//! own, and contact in a journal.

use std::collections::BTreeMap;

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::shell::word;
use crate::core::base::text::{key_form, unaccented};
use crate::core::base::{NotePath, Span};
use crate::core::index::{NoteId, Resolution};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::model::{Day, KindSource, Note, NoteKind};
use crate::core::parse::{links, tells_contact};
use crate::core::syntax::date;
use crate::core::syntax::front_matter::{self, FrontMatter, Split, Value};
use crate::core::workspace::Workspace;

/// Words for a task in a type, a tag or the name of a folder, without accents.
const TASKS: [&str; 18] = [
    "task",
    "tasks",
    "todo",
    "todos",
    "aufgabe",
    "aufgaben",
    "tache",
    "taches",
    "tarea",
    "tareas",
    "tarefa",
    "tarefas",
    "compito",
    "taak",
    "taken",
    "zadanie",
    "задача",
    "任务",
];
/// Keys by which a task is over, and the beginnings of words for it, without accents.
const OVER: [&str; 4] = ["completed", "completeddate", "done", "cancelled"];
const IS_OVER: [&str; 14] = [
    "done", "compl", "cancel", "closed", "archiv", "dropped", "erledigt", "fertig", "termin", "fait", "hech", "feit",
    "fatto", "gedaan",
];

/// Returns the hints about tasks and contact that stand elsewhere.
pub(super) fn hints(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Vec<Diagnostic> {
    let words = workspace.config.words();
    let mut found = Vec::new();
    let mut contact: BTreeMap<NoteId, (Day, Diagnostic)> = BTreeMap::new();
    for (_, note) in workspace.index.notes().filter(|(_, note)| is_other(note)) {
        let day = date::in_name(note.path.stem(), words.order).filter(|day| *day <= workspace.standing.today());
        if day.is_none() && !may_be_task(note) {
            continue;
        }
        let Some(text) = texts(&note.path) else { continue };
        match day {
            Some(day) => in_journal(workspace, note, (&text, day), &words, &mut contact),
            None => found.extend(task(workspace, note, &text)),
        }
    }
    found.extend(contact.into_values().map(|(_, hint)| hint));
    found
}

fn is_other(note: &Note) -> bool {
    note.kind == NoteKind::Plain && note.page.is_none() && !note.is_blank
}

/// Returns the contact whom the first of some links names.
fn contact_of(workspace: &Workspace, note: &Note, text: &str) -> Option<NoteId> {
    links(text).iter().find_map(|link| match workspace.index.resolve(note, link) {
        Resolution::Found(id) => {
            workspace.index.note(id).as_contact().filter(|of| !of.is_known && !of.is_user).map(|_| id)
        }
        _ => None,
    })
}

/// Adds the last contact with each person of which a journal tells and nothing else does.
fn in_journal(
    workspace: &Workspace,
    note: &Note,
    (text, day): (&str, Day),
    words: &Vocabulary,
    found: &mut BTreeMap<NoteId, (Day, Diagnostic)>,
) {
    let is_open = |at: usize| note.tasks.iter().any(|task| task.status.is_open() && task.line as usize == at + 1);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        if !line.contains(['[', '<']) || is_open(at) {
            continue;
        }
        let Some(id) = contact_of(workspace, note, line) else { continue };
        let person = workspace.index.note(id);
        let is_told = |touch: Day| touch >= day;
        let last = workspace.standing.contact(id).and_then(|standing| standing.last_touch).map(|touch| touch.day);
        let before = found.get(&id).map(|(day, _)| *day);
        if last.into_iter().chain(before).any(is_told) || !tells_contact(line, day, &person.title, words) {
            continue;
        }
        let message = format!("this line tells of contact with `{}`, which counts only in their note", person.title);
        let hint = format!("`coffeechat log {} …`, or a line under `## Log` in {}", word(&person.title), person.path);
        let start = line.as_ptr().addr() - text.as_ptr().addr();
        let at = start..start + line.trim_end().len();
        found.insert(id, (day, Diagnostic::new(Code::ContactInJournal, &note.path, message).hint(hint).at(text, at)));
    }
}

fn is_word_for_task(word: &str) -> bool {
    let word = unaccented(&word.to_lowercase());
    word.split(|char: char| !char.is_alphanumeric()).any(|part| TASKS.contains(&part))
}

/// Returns whether a note's type, tags or folder may say that it is a task.
fn may_be_task(note: &Note) -> bool {
    let folder = note.path.folder().rsplit('/').next().unwrap_or_default();
    note.kind_source == KindSource::Type
        || note.tags.iter().any(|tag| is_word_for_task(tag))
        || is_word_for_task(folder)
}

/// Returns the hint about an open task that is a note of its own and names a contact.
fn task(workspace: &Workspace, note: &Note, text: &str) -> Option<Diagnostic> {
    let Split::Found { open, .. } = front_matter::split(text) else { return None };
    let FrontMatter { entries, .. } = FrontMatter::read(text, front_matter::split(text));
    let values = |value: &Value<'_>| -> Vec<String> {
        match value {
            Value::Text(scalar) => vec![scalar.text.to_string()],
            Value::List(items) => items.iter().map(|item| item.text.to_string()).collect(),
            Value::Flag(flag) => vec![flag.to_string()],
            Value::Empty | Value::Nested(_) => Vec::new(),
        }
    };
    let of = |names: &[&str]| -> Vec<String> {
        entries
            .iter()
            .filter(|entry| names.contains(&&*key_form(entry.key)))
            .flat_map(|entry| values(&entry.value))
            .collect()
    };
    let is_task = of(&["type", "category", "tags", "tag", "class"]).iter().any(|word| is_word_for_task(word))
        || (!of(&["due", "scheduled", "duedate", "status"]).is_empty()
            && is_word_for_task(note.path.folder().rsplit('/').next().unwrap_or_default()));
    let is_over = of(&OVER).iter().any(|value| value != "false")
        || of(&["status", "state"]).iter().any(|status| {
            let status = unaccented(&status.to_lowercase());
            IS_OVER.iter().any(|word| status.starts_with(word))
        });
    if !is_task || is_over {
        return None;
    }
    contact_of(workspace, note, text)?;
    let message = "this note is a task of its own, and tasks are read from lines";
    let hint = "write it as `- [ ] …` into somebody's note, or with a link to them into any other";
    let at: Span = open..open + 3;
    Some(Diagnostic::new(Code::TaskNote, &note.path, message).hint(hint).at(text, at))
}
