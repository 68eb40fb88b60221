//! Edits of generated contacts and meetings, each of which a reader of the default dashboard can see.

use std::fs;
use std::path::{Path, PathBuf};

use super::generator::TODAY;
use super::generator::random::{Rng, Stream};
use super::must;

/// How the line of a task begins that an edit adds.
const TASK: &str = "- [ ] Ring back, round ";
/// How many years of days the tasks are spread over.
const YEARS: usize = 10;

/// Chooses notes and edits them; the same seed gives the same edits.
pub struct Editor {
    /// The notes to choose from, in order.
    pub notes: Vec<PathBuf>,
    /// Draws what to edit, and how.
    pub rng: Rng,
    round: usize,
}

impl Editor {
    /// Looks up the contacts and meetings of a vault.
    pub fn new(vault: &Path, seed: u64) -> Self {
        let mut notes = Vec::new();
        collect(&vault.join("people"), &mut notes);
        collect(&vault.join("meetings"), &mut notes);
        notes.sort();
        Self { notes, rng: Rng::new(seed, Stream::Edit, 0), round: 0 }
    }

    /// Returns one of the notes, and its text with an edit.
    pub fn edit(&mut self) -> (PathBuf, String) {
        let at = self.rng.below(self.notes.len());
        let note = self.notes.get(at).cloned().unwrap_or_default();
        let text = self.edited(&note);
        (note, text)
    }

    /// Returns the text of a note with an edit: a line that an earlier edit added goes, or one comes.
    ///
    /// What comes is a request or thanks of today, counted in the table of weeks, or a task so late that it stands among
    /// the first.
    pub fn edited(&mut self, note: &Path) -> String {
        let text = must(note.display(), fs::read_to_string(note));
        let key = if note.components().any(|part| part.as_os_str() == "meetings") { "thanked" } else { "requested" };
        let event = format!("{key}: {TODAY}\n");
        let is_mark = |line: &str| line.starts_with(TASK) || line == event;
        if text.split_inclusive('\n').any(is_mark) {
            return text.split_inclusive('\n').filter(|line| !is_mark(line)).collect();
        }
        self.round += 1;
        let is_new_key = !text.to_lowercase().contains(key);
        match text.strip_prefix("---\n") {
            Some(rest) if is_new_key && self.rng.percent(50) => format!("---\n{event}{rest}"),
            _ => {
                let end = if text.ends_with('\n') { "" } else { "\n" };
                format!("{text}{end}{TASK}{} 📅 {}\n", self.round, past(self.round))
            }
        }
    }

    /// Returns a place for a new contact beside another, and its text.
    pub fn create(&mut self) -> (PathBuf, String) {
        self.round += 1;
        let at = self.rng.below(self.notes.len());
        let folder = self.notes.get(at).and_then(|note| note.parent()).unwrap_or(Path::new(""));
        let round = self.round;
        let text =
            format!("---\ntype: contact\nname: Newcomer {round}\nrequested: {TODAY}\n---\n\n# Newcomer {round}\n");
        (folder.join(format!("newcomer-{round}.md")), text)
    }
}

/// Writes a text beside a note, as an editor does that then renames it over the note.
pub fn stage(note: &Path, text: &str) -> PathBuf {
    let name = note.file_name().unwrap_or_default().to_string_lossy();
    let staged = note.with_file_name(format!(".{name}.swap"));
    must(staged.display(), fs::write(&staged, text));
    staged
}

/// Returns a day long past, another for each round.
fn past(round: usize) -> String {
    let number = round % (YEARS * 12 * 28);
    format!("{}-{:02}-{:02}", 2019 - number / (12 * 28), 12 - number / 28 % 12, 28 - number % 28)
}

fn collect(folder: &Path, notes: &mut Vec<PathBuf>) {
    for entry in must(folder.display(), fs::read_dir(folder)) {
        let path = must(folder.display(), entry).path();
        if path.is_dir() {
            collect(&path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            notes.push(path);
        }
    }
}
