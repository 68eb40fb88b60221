//! Hints about notes that are read otherwise than their writer may think, or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::suggest::is_slip;
use crate::core::base::text::unaccented;
use crate::core::model::key::{KEYS, is_called};
use crate::core::model::vocabulary::{self, Vocabulary};
use crate::core::model::{KindSource, Note, NoteKind, NoteType};
use crate::core::syntax::date::{self, Unread};
use crate::core::workspace::Workspace;

use super::elsewhere;
use super::folders::Lookalike;
use super::{key_in, lookalikes};

/// How many notes have a key that is meant.
const SEVERAL: usize = 3;

/// Returns the hints about a vault: folders that look like people or talks, keys one letter off, people that are passed
/// over, templates, tasks and contact in other notes. `texts` are the notes as they are now.
pub(crate) fn hints(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = lookalikes(workspace).iter().map(folder).collect();
    found.extend(workspace.index.notes().filter_map(|(_, note)| passed_over(workspace, note)));
    let slips = slips(workspace, texts);
    let days = unread_days(workspace, texts);
    let told: HashSet<(&NotePath, Option<u32>)> = slips.iter().map(|slip| (&slip.note, slip.line())).collect();
    found.extend(days.into_iter().filter(|day| !told.contains(&(&day.note, day.line()))));
    found.extend(slips);
    found.extend(elsewhere::hints(workspace, texts));
    found
}

/// Returns whether a note lies in a folder of people.
pub(crate) fn is_among_people(workspace: &Workspace, note: &NotePath) -> bool {
    let kind = workspace.config.type_of_folder(note.folder());
    matches!(kind, Some(NoteType::Contact | NoteType::Person))
}

fn folder(lookalike: &Lookalike) -> Diagnostic {
    let (word, kind) = (plural(lookalike.kind), lookalike.kind.as_str());
    let message = format!("{}: {word}?", lookalike.says());
    let hint = match lookalike.setting() {
        Some(setting) => {
            let none = lookalike.none();
            format!(
                "if they are, write `{setting}` into coffeechat.yaml, or `type: {kind}` into the notes; `{none}` if not"
            )
        }
        None => format!("if they are, write `type: {kind}` into the notes"),
    };
    Diagnostic::new(Code::UnreadFolder, &lookalike.first, message).hint(hint)
}

pub(super) const fn plural(kind: NoteType) -> &'static str {
    match kind {
        NoteType::Meeting => "meetings",
        _ => "people",
    }
}

/// Returns why a note of a folder of people is not read as a person, or that a note is a template.
fn passed_over(workspace: &Workspace, note: &Note) -> Option<Diagnostic> {
    if note.kind == NoteKind::Template {
        let finding = Diagnostic::new(Code::Template, &note.path, "this note is a template, so nothing in it is read");
        return Some(
            finding
                .hint("if it is none, fill in its placeholders, and name and place it so that nothing says `template`"),
        );
    }
    let is_plain = note.kind == NoteKind::Plain && note.page.is_none() && !note.is_blank;
    if is_plain && note.kind_source == KindSource::Bare {
        let message = "this note is not read as a meeting: it tells neither a day nor who took part";
        let finding = Diagnostic::new(Code::PassedOver, &note.path, message);
        return Some(finding.hint("if it is about one, write `date: 2026-11-20` or `with: \"[[Name]]\"` into it"));
    }
    let is_readme = note.path.stem().eq_ignore_ascii_case("readme");
    if !is_plain || is_readme || !is_among_people(workspace, &note.path) {
        return None;
    }
    let written_type = note.clues.as_ref().and_then(|clues| clues.written_type.as_deref());
    let why = match (note.kind_source, written_type) {
        (KindSource::Type, Some(written)) => format!("its type is `{written}`"),
        (KindSource::Index, _) => String::from("a tag, its name or its title says that it is a list"),
        (KindSource::Nothing, _) if starts_with_digit(&note.path) => String::from("its name begins with a day"),
        (KindSource::Nothing, _) => String::from("it bears the name of its folder, as a list does"),
        _ => return None,
    };
    let finding = Diagnostic::new(Code::PassedOver, &note.path, format!("this note is not read as a person: {why}"));
    Some(finding.hint("if it is about one, write `type: person` or `type: contact` into it"))
}

/// Returns the keys of people and meetings that differ in one letter from one with a meaning, unless several notes have
/// them.
fn slips(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Vec<Diagnostic> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for (_, note) in workspace.index.notes() {
        let keys: BTreeSet<&str> = note.properties.iter().map(|(key, _)| key).collect();
        for key in keys {
            *uses.entry(key).or_default() += 1;
        }
    }
    let mut meant: HashMap<(&str, bool), Option<&str>> = HashMap::new();
    let mut found = Vec::new();
    for (_, note) in workspace.index.notes() {
        let kind = match note.kind {
            NoteKind::Contact(_) => NoteType::Contact,
            NoteKind::Meeting(_) => NoteType::Meeting,
            _ => continue,
        };
        for (key, _) in note.properties.iter().filter(|(key, _)| uses.get(key).is_some_and(|uses| *uses < SEVERAL)) {
            let meant = *meant.entry((key, kind == NoteType::Meeting)).or_insert_with(|| meant_by(key, kind));
            found.extend(meant.map(|meant| slip(note, key, meant, texts)));
        }
    }
    found
}

/// Returns the name of the only key of such notes from which a key without a meaning differs in one letter.
fn meant_by(form: &str, kind: NoteType) -> Option<&'static str> {
    // A snooze of no rule has a finding of its own.
    if vocabulary::meaning(form).is_some() || form.starts_with("snooze") {
        return None;
    }
    let is_near = |name: &&str| is_slip(form, &name.replace('-', "")) && !is_called(name, form);
    let mut near = KEYS.iter().filter(|row| row.owner.has(kind)).filter_map(|row| row.names().find(is_near));
    near.next().filter(|_| near.next().is_none())
}

fn slip(note: &Note, form: &str, meant: &str, texts: &dyn Fn(&NotePath) -> Option<String>) -> Diagnostic {
    let hint = format!("did you mean `{meant}`?");
    let finding = |written: &str| {
        Diagnostic::new(Code::KeyMisspelt, &note.path, format!("the key `{written}` has no meaning")).hint(&*hint)
    };
    let placed = |text: String| key_in(&text, form).map(|(key, span)| finding(&key).at(&text, span));
    texts(&note.path).and_then(placed).unwrap_or_else(|| finding(form))
}

/// Parts of names of keys whose day is about the note, or a day of somebody's life, and no contact: in lower case and
/// without accents.
const OTHER_DAYS: [&str; 67] = [
    "creat",
    "cread",
    "criad",
    "datecree",
    "creele",
    "creee",
    "erstell",
    "angelegt",
    "gemaakt",
    "utworzon",
    "созда",
    "створен",
    "创建",
    "作成",
    "modif",
    "geandert",
    "aktualis",
    "updat",
    "edited",
    "gewijzigd",
    "zmodyfik",
    "измен",
    "обновл",
    "оновл",
    "修改",
    "更新",
    "misajour",
    "actualiz",
    "atualiz",
    "aggiorn",
    "bijgewerkt",
    "review",
    "birth",
    "born",
    "bday",
    "dob",
    "geburt",
    "naiss",
    "nacim",
    "nasc",
    "cumple",
    "aniver",
    "anniv",
    "compleanno",
    "verjaard",
    "urodz",
    "рожд",
    "народж",
    "生日",
    "誕生",
    "出生",
    "death",
    "died",
    "wedding",
    "hochzeit",
    "hire",
    "joined",
    "connected",
    "publish",
    "import",
    "sync",
    "expir",
    "archived",
    "generated",
    "processed",
    "captured",
    "timestamp",
];

/// Returns the keys of people and meetings that hold a day and have no meaning.
fn unread_days(workspace: &Workspace, texts: &dyn Fn(&NotePath) -> Option<String>) -> Vec<Diagnostic> {
    let words = workspace.config.words();
    let is_meant = |key: &str| words.key(key).is_some() || is_of_the_note(key);
    let mut found = Vec::new();
    for (_, note) in workspace.index.notes() {
        if !matches!(note.kind, NoteKind::Contact(_) | NoteKind::Meeting(_)) {
            continue;
        }
        for (form, _) in note.properties.iter().filter(|(key, value)| is_day(value, &words) && !is_meant(key)) {
            let finding = |written: &str| {
                let message = format!("`{written}` holds a day and is not read");
                let hint = format!(
                    "if it is a day of contact, write `vocabulary: {{last-contact: {written}}}` into coffeechat.yaml; \
                     another key may fit better"
                );
                Diagnostic::new(Code::DayUnread, &note.path, message).hint(hint)
            };
            let placed = |text: String| key_in(&text, form).map(|(key, span)| finding(&key).at(&text, span));
            found.push(texts(&note.path).and_then(placed).unwrap_or_else(|| finding(form)));
        }
    }
    found
}

/// Returns whether a key has a day that is about the note itself, or in somebody's life.
fn is_of_the_note(form: &str) -> bool {
    let form = unaccented(form);
    // A snooze of no rule has a finding of its own.
    form.starts_with("snooze") || form.starts_with("first") || OTHER_DAYS.iter().any(|part| form.contains(part))
}

/// Returns whether a value is a day and not a number that looks like one.
pub(super) fn is_day(value: &str, words: &Vocabulary) -> bool {
    !value.bytes().all(|byte| byte.is_ascii_digit()) && !matches!(date::read(value, words.order), Err(Unread::No))
}

fn starts_with_digit(path: &NotePath) -> bool {
    path.stem().starts_with(|char: char| char.is_ascii_digit())
}
