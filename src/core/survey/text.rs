//! A survey as text, aligned, for 80 columns.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::core::base::escape::visible;
use crate::core::model::KindSource;

use super::folders::shown;
use super::hints::plural;
use super::{Folders, Survey, Taken};

/// How wide a line is at most, where a single word is not wider.
const WIDTH: usize = 80;
/// The most lines that the folders of one row take.
const MOST_LINES: usize = 2;
/// The most folders that are shown of those that look like people or talks.
const MOST_LOOKALIKES: usize = 6;
/// The most folders that a sentence names.
const MOST_NAMED: usize = 3;

impl Taken {
    const fn label(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Known => "known people",
            Self::Talk => "talks",
            Self::OnRecord => "meetings on record",
            Self::Bank => "question banks",
            Self::Template => "templates",
            Self::Page => "pages",
            Self::WithTasks => "notes with tasks",
            Self::Alone => "left alone",
        }
    }
}

const fn label(source: KindSource) -> &'static str {
    match source {
        KindSource::Type => "type",
        KindSource::Tag => "tag",
        KindSource::Folder => "folder",
        KindSource::Name => "name",
        KindSource::Attendees => "attendees",
        KindSource::Index | KindSource::Bare | KindSource::Placeholder | KindSource::Nothing => "",
    }
}

impl Survey {
    /// Returns the survey as lines that end in `\n`.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}, read as\n\n", counted(self.notes, "note", "notes"));
        for what in Taken::ALL {
            let count = self.count(&[what]);
            let folders = self.taken.get(&what).map(|folders| places(what, folders)).unwrap_or_default();
            let head = format!("  {:<18} {count:>6}  ", what.label());
            row(&mut text, &head, &folders);
        }
        if !self.lookalikes.is_empty() {
            text.push_str("\nThese look like people or meetings, and nothing says that they are:\n\n");
            for lookalike in self.lookalikes.iter().take(MOST_LOOKALIKES) {
                let setting = lookalike.setting().unwrap_or_else(|| format!("type: {}", lookalike.kind.as_str()));
                let place = short_path(&visible(&shown(&lookalike.folder)));
                let line = format!("  {}: {}?", lookalike.says_of(&place), plural(lookalike.kind));
                let gap = if line.width() + setting.width() + 2 > WIDTH { "\n    " } else { "  " };
                let _ = writeln!(text, "{line}{gap}{}", visible(&setting));
            }
            if let more @ 1.. = self.lookalikes.len().saturating_sub(MOST_LOOKALIKES) {
                let _ = writeln!(text, "  … {}", counted(more, "more folder", "more folders"));
            }
        }
        if self.unknown_keys.iter().any(|keys| !keys.is_empty()) {
            text.push_str("\nThese keys are often there and mean nothing; `vocabulary:` can change that:\n\n");
            for (whose, keys) in ["of people", "of meetings"].into_iter().zip(&self.unknown_keys) {
                if !keys.is_empty() {
                    let keys: Vec<String> =
                        keys.iter().map(|(key, count)| format!("{} {count}", visible(key))).collect();
                    row(&mut text, &format!("  {whose:<18} {:>6}  ", ""), &keys);
                }
            }
        }
        text
    }

    /// Returns the survey as a sentence: `I read 4 people (People/), 2 talks (Meetings/), 1 question bank.`
    pub(crate) fn sentence(&self) -> String {
        let parts = [
            (&[Taken::Contact, Taken::Known][..], "person", "people"),
            (&[Taken::Talk], "talk", "talks"),
            (&[Taken::OnRecord], "other meeting", "other meetings"),
            (&[Taken::Bank], "question bank", "question banks"),
        ];
        let said: Vec<String> = parts.iter().filter_map(|(of, one, many)| self.part(of, one, many)).collect();
        let rest = self.notes - self.count(&Taken::ALL[..5]);
        let are = if rest == 1 { "is" } else { "are" };
        let among = self
            .passed
            .as_ref()
            .map(|(folder, plain)| format!(", {plain} of them in {}, where most are read", visible(&shown(folder))));
        let tasks = match self.tasks {
            0 => String::new(),
            1 => String::from(" 1 open task links to nobody and is left out; `tasks: all` reads it."),
            tasks => format!(" {tasks} open tasks link to nobody and are left out; `tasks: all` reads them."),
        };
        let rest = match rest {
            0 => tasks,
            rest => {
                let others = counted(rest, "other note", "other notes");
                format!(" {others} {are} left alone{}.{tasks}", among.unwrap_or_default())
            }
        };
        if said.is_empty() {
            return format!("I read {}, none of it about a person or a talk.", counted(self.notes, "note", "notes"));
        }
        format!("I read {}.{rest}", said.join(", "))
    }

    fn part(&self, of: &[Taken], one: &str, many: &str) -> Option<String> {
        let count = self.count(of);
        let mut folders: Vec<&str> = of
            .iter()
            .filter_map(|what| self.taken.get(what))
            .flat_map(|folders| folders.keys())
            .map(String::as_str)
            .collect();
        folders.sort_unstable();
        folders.dedup();
        let hidden = folders.len().saturating_sub(MOST_NAMED);
        let mut named: Vec<String> = folders.iter().take(MOST_NAMED).map(|folder| shown(folder)).collect();
        if hidden > 0 {
            named.push(format!("{hidden} more"));
        }
        let places = visible(&named.join(", ")).into_owned();
        (count > 0).then(|| format!("{} ({places})", counted(count, one, many)))
    }
}

/// Returns the folders with what is taken for something, the fullest first, with what says so.
fn places(what: Taken, folders: &Folders) -> Vec<String> {
    let count = |folder: &str| folders.get(folder).map_or(0, |sources| sources.values().sum::<usize>());
    let mut names: Vec<&str> = folders.keys().map(String::as_str).collect();
    names.sort_by(|one, other| count(other).cmp(&count(one)).then_with(|| one.cmp(other)));
    let place = |folder: &str| {
        let sources = folders.get(folder).into_iter().flatten();
        let said: Vec<String> = sources
            .filter(|(source, _)| !label(**source).is_empty() && what < Taken::Template)
            .map(|(source, part)| {
                let label = label(*source);
                if *part == count(folder) { label.to_owned() } else { format!("{label} {part}") }
            })
            .collect();
        let why = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
        format!("{} {}{why}", short_path(&visible(&shown(folder))), count(folder))
    };
    names.into_iter().map(place).collect()
}

/// Returns a long path with its beginning and its end.
fn short_path(path: &str) -> String {
    const LONGEST: usize = 32;
    const HEAD: usize = 12;
    let length = path.chars().count();
    if length <= LONGEST {
        return path.to_owned();
    }
    let head: String = path.chars().take(HEAD).collect();
    let tail: String = path.chars().skip(length - (LONGEST - HEAD - 1)).collect();
    format!("{head}…{tail}")
}

/// Writes a row: its head, and behind it as many of the items as a few lines hold.
fn row(text: &mut String, head: &str, items: &[String]) {
    let mut line = head.to_owned();
    let mut lines = 1;
    for (at, item) in items.iter().enumerate() {
        let left = items.len() - at;
        let is_last_line = lines == MOST_LINES;
        // The last line keeps room for saying how many are left.
        let room = if is_last_line && left > 1 { WIDTH - 16 } else { WIDTH };
        if line.width() + item.width() + 2 > room && line.width() > head.width() {
            if is_last_line {
                let _ = write!(line, "{left} more");
                break;
            }
            let _ = writeln!(text, "{}", line.trim_end());
            line = " ".repeat(head.width());
            lines += 1;
        }
        line.push_str(item);
        if left > 1 {
            line.push_str(", ");
        }
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
