//! The common part of commands that make notes: the path of a new note, and its text.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use unicode_normalization::UnicodeNormalization as _;

use crate::core::actions::new_note::{self, NewNoteFacts, Template};
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::fold_name;
use crate::core::edit::Refusal;
use crate::core::index::{Index, NoteId};
use crate::core::model::{Moment, NoteKind, NoteType};
use crate::core::parse::NoteParser;
use crate::core::syntax::date;
use crate::program::error::{Error, Result};
use crate::vault::{Kind, Read};

use crate::program::commands::scan::Scan;

/// Makes notes of one type in one folder, from one template.
pub(crate) struct NoteBuilder<'s> {
    scan: &'s Scan,
    parser: NoteParser<'s>,
    kind: NoteType,
    template: Template,
    folder: String,
    /// The paths that were given away, folded.
    given: BTreeSet<String>,
}

impl<'s> NoteBuilder<'s> {
    /// Returns the builder of notes of that type, in `folder` or where this vault has such notes.
    ///
    /// # Errors
    ///
    /// If notes in that folder would not be read, or the vault's template cannot be.
    pub(crate) fn new(scan: &'s Scan, kind: NoteType, folder: Option<&str>) -> Result<Self> {
        let config = &scan.workspace.config;
        let usual = || {
            let folders = new_note::folders(&scan.workspace.index, config, kind);
            let is_there = |folder: &&String| scan.vault.kind(&NotePath::new(folder.as_str())) != Kind::Nothing;
            folders.iter().find(is_there).or_else(|| folders.first()).cloned().unwrap_or_default()
        };
        let folder = folder.map(|folder| named_folder(scan, folder)).transpose()?.unwrap_or_else(usual);
        let probe = if folder.is_empty() { String::from("x.md") } else { format!("{folder}/x.md") };
        if !scan.vault.belongs(config, &NotePath::new(probe)) {
            return Err(Error::Usage(format!(
                "a note in `{folder}` would not be read: name a folder of the vault that is not hidden, not ignored, \
                 no link, and not the one of templates"
            )));
        }
        let template = template(scan, kind)?;
        Ok(Self { scan, parser: NoteParser::new(config), kind, template, folder, given: BTreeSet::new() })
    }

    /// Returns the scanned vault that the notes are made for.
    pub(crate) const fn scan(&self) -> &'s Scan {
        self.scan
    }

    /// Returns the path of a new note, and gives it away.
    pub(crate) fn path(&mut self, name: &str) -> Result<NotePath> {
        let is_taken = |path: &NotePath| {
            self.given.contains(fold_name(path.as_str()).as_ref())
                || self.scan.workspace.index.has_path_like(path)
                || self.scan.vault.kind(path) != Kind::Nothing
        };
        let path = new_note::path(&is_taken, &self.folder, name).map_err(|refusal| Error::Usage(refusal.reason))?;
        if !self.scan.vault.belongs(&self.scan.workspace.config, &path) {
            return Err(Error::Usage(format!("{path} would not be read: a rule of the vault ignores it")));
        }
        self.given.insert(fold_name(path.as_str()).into_owned());
        Ok(path)
    }

    /// Returns the text of a new note at `path`, with its keys.
    pub(crate) fn text(
        &self,
        path: &NotePath,
        name: &str,
        at: Option<Moment>,
        keys: Vec<(&str, Vec<String>)>,
    ) -> Result<String> {
        let today = self.scan.workspace.today();
        let at = at.unwrap_or(Moment::on(today));
        let name: String = name.nfc().collect();
        let facts = NewNoteFacts { kind: self.kind, name: &name, today, at, keys };
        let refused = |refusal: Refusal| Error::Refused(format!("no note was made: {refusal}"));
        new_note::text(&self.parser, &self.template, path, &facts).map_err(refused)
    }

    /// Returns the path and the text of a note for a talk, with further keys.
    pub(crate) fn meeting(
        &mut self,
        with: &[NoteId],
        date: Moment,
        keys: Vec<(&str, Vec<String>)>,
    ) -> Result<(NotePath, String)> {
        let index = &self.scan.workspace.index;
        let names: Vec<&str> = with.iter().map(|id| &*index.note(*id).title).collect();
        let name = match names.as_slice() {
            [first, .., last] if names.len() == 2 => format!("{} {first} and {last}", date.day),
            [first, _, ..] => format!("{} {first} and {} others", date.day, names.len() - 1),
            names => format!("{} {}", date.day, names.concat()),
        };
        // A talk with a person of any name can have a note.
        let path = self.path(&name.replace(['/', '\\'], " "))?;
        let links = with.iter().map(|id| new_note::link(index, *id, &path)).collect();
        let time = date.time.map_or_else(String::new, |time| time.format("T%H:%M").to_string());
        let mut all = vec![("with", links), ("date", vec![format!("{}{time}", date.day)])];
        all.extend(keys);
        let text = self.text(&path, &name, Some(date), all)?;
        Ok((path, text))
    }
}

/// Returns the given folder of the vault: relative to its root, or absolute within it. The name of a new folder must be
/// valid on every system.
fn named_folder(scan: &Scan, named: &str) -> Result<String> {
    let refuse = |why: &str| Err(Error::Usage(format!("--folder `{}`: {why}", visible(named))));
    let path = Path::new(named);
    let path = match path.strip_prefix(scan.vault.path()) {
        Ok(inside) => inside,
        Err(_) if path.is_absolute() => return refuse("it is not a folder of the vault"),
        Err(_) => path,
    };
    let mut folder = String::new();
    for part in path.components().filter(|part| *part != Component::CurDir) {
        let Component::Normal(part) = part else { return refuse("it is not a folder of the vault") };
        let part = part.to_string_lossy();
        let above = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        folder = format!("{above}{part}");
        let is_there = scan.vault.kind(&NotePath::new(folder.as_str())) != Kind::Nothing;
        let is_safe = !part.starts_with('-') && new_note::file_name(&part).is_ok_and(|safe| safe == part);
        if !is_there && !is_safe && !part.starts_with('.') {
            return refuse("some systems do not allow a folder with that name");
        }
    }
    Ok(spelled(&scan.workspace.index, folder))
}

/// Returns a folder in the spelling that notes use: a disk that ignores case has it only once.
fn spelled(index: &Index, folder: String) -> String {
    let depth = folder.split('/').count();
    let alike = fold_name(&folder);
    let mut found = None;
    for (_, note) in index.notes() {
        let other = note.path.folder().split('/').take(depth).collect::<Vec<_>>().join("/");
        if other == folder {
            return folder;
        }
        if found.is_none() && fold_name(&other) == alike {
            found = Some(other);
        }
    }
    found.unwrap_or(folder)
}

/// Refuses an invalid length of a talk.
pub(crate) fn check_duration(text: Option<&str>) -> Result<()> {
    match text.filter(|text| date::minutes(text).is_none()) {
        Some(text) => Err(Error::Usage(format!("--duration: `{text}` is not a length of time; write it as 30m or 1h"))),
        None => Ok(()),
    }
}

/// Returns the vault's template for notes of that type, otherwise the program's own.
fn template(scan: &Scan, kind: NoteType) -> Result<Template> {
    let config = &scan.workspace.config;
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let folder = &config.templates;
    let names: &[&str] = match kind {
        NoteType::Contact | NoteType::Person => &["contact", "person"],
        NoteType::Meeting => &["meeting", "interview"],
        NoteType::Questions | NoteType::Plain => &["questions"],
    };
    for folder in [folder.clone(), capital(folder)] {
        for name in names.iter().flat_map(|name| [(*name).to_owned(), capital(name)]) {
            let path = NotePath::new(format!("{folder}/{name}.md"));
            let why = match scan.vault.read(&path, config.max_note_size) {
                Read::Vanished => continue,
                Read::Bytes(bytes) => match String::from_utf8(bytes) {
                    Ok(text) => return Ok(Template { path: path.to_string(), text }),
                    Err(_) => String::from("it is not UTF-8"),
                },
                other => other.why_not(),
            };
            return Err(Error::Refused(format!("the template {path} cannot be read: {why}")));
        }
    }
    let has_some = |kind: &NoteKind| matches!(kind, NoteKind::Questions(_));
    let is_first = !scan.workspace.index.notes().any(|(_, note)| has_some(&note.kind));
    Ok(Template::built_in(kind, is_first))
}
