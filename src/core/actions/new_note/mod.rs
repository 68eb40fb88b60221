//! Makes new notes: the path from a name, and the text from a template and facts.
//!
//! A template is a note with gaps such as `{{ name }}`, which `crate::core::template` fills in. After that, each given
//! key is set as by any other edit of a note. So a template works without gaps too, and keeps its comments. The result
//! is read back, and refused if it would not be the intended note.

mod file_name;
mod folder;
mod gaps;
mod link;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Severity;
use crate::core::base::markdown;
use crate::core::base::text::slice;
use crate::core::edit::{Refusal, front_matter};
use crate::core::model::key::{KEYS, Key, Shape};
use crate::core::model::{Day, Moment, Note, NoteKind, NoteType};
use crate::core::parse::NoteParser;
use crate::core::syntax::front_matter::{Split, split};
use crate::core::template;

pub(crate) use file_name::of as file_name;
pub(crate) use folder::folders;
pub(crate) use link::link;

/// The most notes with the same name. A number in the file name distinguishes them.
const MOST_OF_A_NAME: u32 = 999;

/// A template for new notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    /// Its path, for messages.
    pub path: String,
    /// The text.
    pub text: String,
}

impl Template {
    /// Returns the built-in template for notes of a type. `is_first` says that the vault has no such note yet.
    #[must_use]
    pub(crate) fn built_in(kind: NoteType, is_first: bool) -> Self {
        let text = match kind {
            NoteType::Contact | NoteType::Person => include_str!("../../../../templates/contact.md"),
            NoteType::Meeting => include_str!("../../../../templates/meeting.md"),
            NoteType::Questions if is_first => include_str!("../../../../templates/questions.md"),
            NoteType::Questions => include_str!("../../../../templates/bank.md"),
            NoteType::Plain => "",
        };
        Self { path: format!("the built-in template for {}", kind.as_str()), text: text.to_owned() }
    }
}

/// The facts of a new note.
#[derive(Debug, Clone)]
pub(crate) struct NewNoteFacts<'a> {
    /// Its type.
    pub kind: NoteType,
    /// The name of the contact; for other notes, the file name.
    pub name: &'a str,
    /// The day on which the note is made.
    pub today: Day,
    /// The start of the meeting; for other notes, the day on which the note is made.
    pub at: Moment,
    /// Its keys with their values as text; several values make a list. A key that the template lacks is added.
    pub keys: Vec<(&'a str, Vec<String>)>,
}

/// Returns a path for a new note in `folder`, with a file name that is safe on every system: `people/Ann Lee.md`, or
/// `people/Ann Lee 2.md` if the first is taken.
///
/// # Errors
///
/// The reason, if no file can have that name.
pub(crate) fn path(is_taken: &dyn Fn(&NotePath) -> bool, folder: &str, name: &str) -> Result<NotePath, Refusal> {
    let stem = file_name(name)?;
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let numbered = (2..=MOST_OF_A_NAME).map(|number| format!(" {number}"));
    std::iter::once(String::new())
        .chain(numbered)
        .map(|number| NotePath::new(format!("{folder}{stem}{number}.md")))
        .find(|path| !is_taken(path))
        .ok_or_else(|| {
            Refusal::new(format!("{MOST_OF_A_NAME} notes already have the name `{stem}`; choose another name"))
        })
}

/// Returns the text of a new note.
///
/// # Errors
///
/// If the template has an error (with its line), or if the program would read the note differently.
pub(crate) fn text(
    parser: &NoteParser<'_>,
    template: &Template,
    path: &NotePath,
    facts: &NewNoteFacts<'_>,
) -> Result<String, Refusal> {
    let mut text = filled(template, facts)?;
    let mut plain = parser.parse(path, text.as_bytes());
    if matches!(plain.kind, NoteKind::Template) {
        let emptied = gaps::emptied(&text);
        plain = parser.parse(path, emptied.as_bytes());
        if matches!(plain.kind, NoteKind::Template) {
            return Err(left_open(template, &text));
        }
        text = emptied;
    }
    let broken = plain.diagnostics.iter().find(|diagnostic| diagnostic.severity() == Severity::Error);
    if let Some(broken) = broken {
        let line = broken.place.as_ref().map_or(1, |place| place.line);
        return Err(Refusal::new(format!("{}:{line}: {}", template.path, broken.message)));
    }
    for (name, values) in &facts.keys {
        set(parser, &mut text, name, values)?;
    }
    let is_meant = |note: &Note| facts.kind == type_of(note);
    if !is_meant(&parser.parse(path, text.as_bytes())) {
        set(parser, &mut text, "type", &[facts.kind.as_str().to_owned()])?;
    }
    if facts.kind == NoteType::Contact && *parser.parse(path, text.as_bytes()).title != *facts.name {
        set(parser, &mut text, "name", &[facts.name.to_owned()])?;
    }
    let note = parser.parse(path, text.as_bytes());
    if !is_meant(&note) {
        let (kind, read) = (facts.kind.as_str(), type_of(&note).as_str());
        return Err(Refusal::new(format!("{}: the note would be read as {read}, not as {kind}", template.path)));
    }
    let is_new = |message: &str| !plain.diagnostics.iter().any(|diagnostic| diagnostic.message == message);
    match note.diagnostics.iter().find(|diagnostic| is_new(&diagnostic.message)) {
        Some(wrong) => {
            let hint = wrong.hint.as_deref().map_or_else(String::new, |hint| format!("; {hint}"));
            Err(Refusal::new(format!("{}{hint}", wrong.message)))
        }
        None => Ok(text),
    }
}

fn type_of(note: &Note) -> NoteType {
    match note.kind {
        NoteKind::Contact(_) => NoteType::Contact,
        NoteKind::Meeting(_) => NoteType::Meeting,
        NoteKind::Questions(_) => NoteType::Questions,
        NoteKind::Plain | NoteKind::Template => NoteType::Plain,
    }
}

/// Sets the values of a key, instead of those that the template has. A list keeps its values and gets the new ones too.
fn set(parser: &NoteParser<'_>, text: &mut String, name: &str, values: &[String]) -> Result<(), Refusal> {
    let is = |written: &str| parser.means_same(written, name);
    let key = front_matter::Key { name, is: &is };
    let is_list = parser.key(name).is_some_and(|key| key.row().shape == Shape::List);
    for (at, value) in values.iter().enumerate() {
        let edit = match at {
            _ if is_list => front_matter::add_to_list(text, key, value),
            0 => front_matter::set(text, key, value),
            _ => front_matter::add(text, key, value),
        };
        let edited = edit.and_then(|edit| edit.apply(text));
        *text = front_matter::aligned(text, &edited.map_err(|refusal| Refusal::new(format!("{name}: {refusal}")))?);
    }
    Ok(())
}

/// Returns a template with its gaps filled in. Values are escaped for YAML in the front matter, and for Markdown in the
/// body.
fn filled(template: &Template, facts: &NewNoteFacts<'_>) -> Result<String, Refusal> {
    let Template { path, text } = template;
    let text = gaps::filled(path, &gaps::translated(text), facts.at)?;
    let body = match split(&text) {
        Split::Found { body, .. } => body,
        Split::None(_) | Split::Unclosed(_) => 0,
    };
    let (head, body) = (slice(&text, 0..body), slice(&text, body..text.len()));
    let values = values(facts);
    let is_safe = values.values().all(|value| value.is_empty() || front_matter::is_plain(value));
    let head = if is_safe {
        template::render(path, head, &values)?
    } else {
        let escaped = |value: &String| front_matter::escaped(value);
        template::render(path, &in_quotes(head, &values), mapped(&values, escaped))?
    };
    // Blank lines stand for the front matter, so that errors have the line numbers of the whole template.
    let above = "\n".repeat(slice(&text, 0..text.len() - body.len()).matches('\n').count());
    let shown = |value: &String| if value.is_empty() { String::new() } else { markdown::whole(value) };
    let body = template::render(path, &format!("{above}{body}"), mapped(&values, shown))?;
    Ok(format!("{head}{}", slice(&body, above.len()..body.len())))
}

fn mapped(values: &BTreeMap<String, String>, change: impl Fn(&String) -> String) -> BTreeMap<String, String> {
    values.iter().map(|(name, value)| (name.clone(), change(value))).collect()
}

/// Returns the values for the gaps of a template. A key that was not given is empty.
fn values(facts: &NewNoteFacts<'_>) -> BTreeMap<String, String> {
    let given = |key: Key| {
        let values = facts.keys.iter().find(|(name, _)| *name == key.name()).map_or(&[][..], |(_, values)| values);
        values.iter().map(|value| shown_link(value)).collect::<Vec<_>>().join(", ")
    };
    let options = KEYS.iter().filter(|row| row.option.is_some()).map(|row| row.key);
    let mut values: BTreeMap<String, String> =
        options.chain([Key::With]).map(|key| (key.name().replace('-', "_"), given(key))).collect();
    // The name in templates of older versions.
    values.insert(String::from("next_action"), given(Key::FollowUpWhat));
    for name in ["name", "title"] {
        values.insert(name.to_owned(), facts.name.to_owned());
    }
    values.insert(String::from("type"), facts.kind.as_str().to_owned());
    values.insert(String::from("today"), facts.today.to_string());
    values.insert(String::from("date"), facts.at.day.to_string());
    let time = facts.at.time.map_or_else(String::new, |time| time.format("%H:%M").to_string());
    values.insert(String::from("time"), time);
    values
}

/// Returns the text of a wikilink that a reader sees: `[[people/ann|Ann Lee]]` is `Ann Lee`. Other values stay as they
/// are.
fn shown_link(value: &str) -> String {
    let inner = value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let shown = inner.map(|link| link.rsplit(['|', '/']).next().unwrap_or(link));
    shown.unwrap_or(value).to_owned()
}

/// Puts quotes around a gap that is the whole value of a line, if its value needs them.
fn in_quotes(head: &str, values: &BTreeMap<String, String>) -> String {
    let is_safe = |gap: &str| values.get(gap).is_some_and(|value| value.is_empty() || front_matter::is_plain(value));
    let quoted = |line: &str| {
        let (key, gap) = line.split_once("{{")?;
        let (inner, rest) = gap.split_once("}}")?;
        let is_whole = key.trim_end().ends_with([':', '-']) && (rest.trim().is_empty() || rest.trim().starts_with('#'));
        (is_whole && !is_safe(inner.trim())).then(|| format!("{key}\"{{{{{inner}}}}}\"{rest}"))
    };
    head.split_inclusive('\n').map(|line| quoted(line).unwrap_or_else(|| line.to_owned())).collect()
}

/// Returns the refusal of a template with a gap that was not filled in.
fn left_open(template: &Template, filled: &str) -> Refusal {
    let line = gaps::open_line(filled);
    let (at, line) = line.unwrap_or((0, "its front matter"));
    Refusal::new(format!(
        "{}:{}: `{}` is a gap that only another program can fill in, so the note would stay a template; leave it out, \
         or write `{{{{ name }}}}`, `{{{{ date }}}}` or another key",
        template.path,
        at + 1,
        line.trim()
    ))
}
