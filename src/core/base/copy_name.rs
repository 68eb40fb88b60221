//! Which names sync tools give to the copy that they keep of a note because two devices had changed it.
//!
//! Pure. Some names are certain; others, such as `x 2.md`, only hint at the note that they may be a copy of.

use crate::core::base::NotePath;
use crate::core::base::file_name::is_note;

/// The words in brackets after the name of a copy: Dropbox, Nextcloud, ownCloud, Obsidian Sync, Maestral, Seafile,
/// `FileCloud` and pCloud, in the languages in which Dropbox names them.
const IN_BRACKETS: [&str; 16] = [
    "conflicted copy",
    "conflicting copy",
    "case conflict",
    "unicode encoding conflict",
    "selective sync conflict",
    "whitespace conflict",
    "white space conflict",
    "case clash from ",
    "sfconflict ",
    "conflict_",
    "conflicted)",
    "conflicted]",
    "in konflikt stehende kopie",
    "copie en conflit",
    "copia en conflicto",
    "copia in conflitto",
];
/// What a tool for merging calls the files that it compares: `x_LOCAL_1234.md`.
const SIDES: [&str; 8] = ["_backup_", "_base_", "_local_", "_remote_", ".backup.", ".base.", ".local.", ".remote."];
/// Words that mark a copy, after the name of the original.
const COPY_WORDS: [&str; 12] =
    ["copy", "kopie", "copie", "copia", "cópia", "kopia", "old", "backup", "bak", "orig", "conflict", "autosaved"];
/// Words that mark a copy, before the name of the original.
const COPY_OF: [&str; 11] = [
    "copy of ",
    "kopie von ",
    "kopie van ",
    "copie de ",
    "copia de ",
    "copia di ",
    "cópia de ",
    "kopia ",
    "kopi av ",
    "backup of ",
    "old ",
];
/// Folders into which people put old versions of their notes.
const ARCHIVES: [&str; 8] = ["archive", "archives", "archiv", "backup", "backups", "bak", "old", "copies"];
/// Words in the names of computers and telephones.
const DEVICES: [&str; 16] = [
    "mac", "macbook", "imac", "mbp", "mba", "pc", "laptop", "desktop", "notebook", "thinkpad", "surface", "iphone",
    "ipad", "phone", "pixel", "galaxy",
];
/// How much a name says about the note that it may be a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hint {
    /// Hardly anything: the text after the name may also be a part of it, as in `Ann-MARIA`.
    Vague,
    /// It is what tools and people call copies.
    Clear,
}

/// How many marks of a copy may follow each other.
const MOST_MARKS: usize = 3;
/// The longest name of a device, in bytes.
const LONGEST_DEVICE: usize = 40;

/// Returns whether a sync tool made the note of that name because two devices had changed the same note.
#[must_use]
pub(crate) fn is_conflict_copy(name: &str) -> bool {
    conflict_original(name).is_some()
}

/// Returns the name of the original of a conflict copy, or `None` unless its name alone shows that it is one.
///
/// Besides names with brackets, it knows the names given by Syncthing (`x.sync-conflict-20261121-120000-ABCDEFG.md`),
/// ownCloud (`x_conflict-20261121-120000.md`, `x.conflict-20261121-120000.md`), Resilio (`x.Conflict.md`), rclone
/// (`x.md.conflict1`, `x.md..path1`, `x..path1.md`), Synology (`x_Anns-PC_Nov-21-1200-2026_Conflict.md`), the
/// `OneDrive` client for Linux (`x-laptop-safeBackup-0001.md`) and by git and tools that merge for it
/// (`x_LOCAL_1234.md`, `x.LOCAL.1234.md`, `x~HEAD.md`).
#[must_use]
pub(crate) fn conflict_original(name: &str) -> Option<String> {
    // Nearly every name is done with here, without a copy.
    let ends_so = |part: &str| part.ends_with(|char: char| char.is_ascii_digit() || char == ')');
    let is_marked = ends_so(name) || name.rsplit_once('.').is_some_and(|(stem, _)| ends_so(stem));
    let has = |part: &str| name.as_bytes().windows(part.len()).any(|bytes| bytes == part.as_bytes());
    let has_side = || ["_", ".LOCAL.", ".REMOTE.", ".BASE.", ".BACKUP."].iter().any(|part| has(part));
    let may_be = has("onfli")
        || is_marked && (has_side() || has("..path") || has("safeBackup-") || has("ase clash "))
        || has("~HEAD");
    if !may_be {
        return None;
    }
    if let Some(note) = renamed_by_rclone(name) {
        return Some(note.to_owned());
    }
    let path = NotePath::new(name);
    let stem = path.stem();
    let extension = name.get(stem.len()..).filter(|extension| !extension.is_empty())?;
    // Lower-casing ASCII keeps every offset where it is.
    let lower = stem.to_ascii_lowercase();
    let end = lower
        .find(".sync-conflict-")
        .or_else(|| dated(&lower, "_conflict-"))
        .or_else(|| dated(&lower, ".conflict-"))
        .or_else(|| numbered(&lower, "..path"))
        .or_else(|| stem.strip_suffix("~HEAD").map(str::len))
        .or_else(|| IN_BRACKETS.into_iter().find_map(|words| bracketed(&lower, words)))
        .or_else(|| named_by_resilio(&lower))
        .or_else(|| named_by_synology(&lower))
        .or_else(|| SIDES.into_iter().find_map(|side| numbered(&lower, side)))
        .or_else(|| lower.get(..numbered(&lower, "-safebackup-")?)?.rfind('-'))?;
    Some(format!("{}{extension}", stem.get(..end).filter(|stem| !stem.is_empty())?))
}

/// Returns the notes that a note may be a copy of by its name, the likeliest first, each with how much the name says:
/// `x.md` for `x 2.md`, `x_2.md`, `x (1).md`, `x copy.md`, `Copy of x.md`, `x old.md`, `x~feature.md`, `x
/// (conflict).md`, `x-DESKTOP-AB12CD3.md` or `archive/x.md`.
pub(crate) fn possible_originals(path: &NotePath) -> Vec<(NotePath, Hint)> {
    let whole = path.without_extension();
    let Some(extension) = path.as_str().get(whole.len()..) else { return Vec::new() };
    let stem = path.stem();
    let folder = whole.get(..whole.len() - stem.len()).unwrap_or_default();
    let mut found: Vec<(NotePath, Hint)> = Vec::new();
    let mut add = |folder: &str, stem: &str, hint: Hint| {
        let original = NotePath::new(format!("{folder}{stem}{extension}"));
        if !found.iter().any(|(known, _)| *known == original) {
            found.push((original, hint));
        }
    };
    let folders = without_archive(folder);
    for folder in &folders {
        add(folder, stem, Hint::Clear);
    }
    let mut stems = vec![(stem, Hint::Clear)];
    for _ in 0..MOST_MARKS {
        if stems.is_empty() {
            break;
        }
        stems = stems
            .into_iter()
            .flat_map(|(stem, hint)| without_mark(stem).into_iter().map(move |(stem, other)| (stem, hint.min(other))))
            .collect();
        for (stem, hint) in &stems {
            add(folder, stem, *hint);
            for folder in &folders {
                add(folder, stem, *hint);
            }
        }
    }
    found
}

/// Returns a folder's path, which ends with `/`, without one of the folders in it that keep old notes.
fn without_archive(folder: &str) -> Vec<String> {
    let is_archive = |part: &str| ARCHIVES.iter().any(|archive| part.eq_ignore_ascii_case(archive));
    if !folder.split('/').any(is_archive) {
        return Vec::new();
    }
    let parts: Vec<&str> = folder.split('/').collect();
    let archives = (0..parts.len()).filter(|at| parts.get(*at).copied().is_some_and(is_archive));
    let without =
        |at| parts.iter().enumerate().filter(|(part, _)| *part != at).map(|(_, part)| *part).collect::<Vec<_>>();
    archives.map(|at| without(at).join("/")).collect()
}

/// Returns the texts that may be the original's name: before the last mark of a copy, or after the first.
fn without_mark(stem: &str) -> Vec<(&str, Hint)> {
    let clear = [
        number_behind(stem).or_else(|| brackets_behind(stem)),
        word_behind(stem),
        branch_behind(stem),
        behind_word(stem),
    ];
    let mut found: Vec<(&str, Hint)> = clear.into_iter().flatten().map(|stem| (stem, Hint::Clear)).collect();
    let is_device_behind = |at: &usize| stem.get(at + 1..).is_some_and(is_device);
    let dashes = memchr::memchr_iter(b'-', stem.as_bytes()).filter(is_device_behind);
    found.extend(dashes.filter_map(|at| Some((stem.get(..at)?, Hint::Vague))));
    found.retain(|(stem, _)| !stem.is_empty());
    found
}

/// Returns the text before the name of a branch, as git writes it: `x~feature`.
fn branch_behind(stem: &str) -> Option<&str> {
    let (before, branch) = stem.rsplit_once('~')?;
    (!branch.is_empty() && !branch.contains(' ')).then_some(before)
}

/// Returns the text after the words for a copy: `Copy of x`, `Copy (2) of x`.
fn behind_word(stem: &str) -> Option<&str> {
    if !stem.starts_with(['b', 'B', 'c', 'C', 'k', 'K', 'o', 'O']) {
        return None;
    }
    let begins = |word: &str| {
        let start = stem.get(..word.len()).map(|start| start.chars().flat_map(char::to_lowercase));
        start.is_some_and(|start| start.eq(word.chars()))
    };
    let rest = COPY_OF.into_iter().find(|word| begins(word)).and_then(|word| stem.get(word.len()..));
    let numbered = || {
        let (word, rest) = stem.split_once(" (")?;
        let (number, rest) = rest.split_once(") of ")?;
        (word.eq_ignore_ascii_case("copy") && is_small_number(number)).then_some(rest)
    };
    rest.or_else(numbered).map(str::trim_start)
}

/// Returns the text before a number of one or two digits: `x 2`, `x_2`.
fn number_behind(stem: &str) -> Option<&str> {
    let before = stem.trim_end_matches(|char: char| char.is_ascii_digit());
    let is_number = is_small_number(stem.get(before.len()..)?);
    before.strip_suffix([' ', '_']).filter(|_| is_number).map(str::trim_end)
}

/// Returns the text before brackets that hold a number, or words about a conflict or a copy.
fn brackets_behind(stem: &str) -> Option<&str> {
    let open = if stem.ends_with(')') { '(' } else { '[' };
    let (before, inside) = stem.strip_suffix([')', ']'])?.rsplit_once(open)?;
    let lower = inside.to_lowercase();
    let is_mark = is_small_number(inside)
        || lower.contains("conflict")
        || lower.split(|char: char| !char.is_alphanumeric()).any(|word| COPY_WORDS.contains(&word));
    is_mark.then_some(before.trim_end())
}

/// Returns the text before the word for a copy: `x copy`, `x - Copy`, `x.bak`.
fn word_behind(stem: &str) -> Option<&str> {
    let (before, last) = stem.rsplit_once([' ', '-', '_', '.'])?;
    COPY_WORDS.iter().any(|word| last.eq_ignore_ascii_case(word)).then(|| before.trim_end_matches([' ', '-', '_', '.']))
}

fn is_small_number(text: &str) -> bool {
    matches!(text.len(), 1 | 2) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether a text may be the name of a computer or telephone: in capitals, as Windows has them, or with a word
/// for one.
fn is_device(text: &str) -> bool {
    let is_capitals = || {
        let has = |is: fn(char) -> bool| text.chars().any(is);
        text.len() > 2 && has(char::is_uppercase) && !has(char::is_lowercase)
    };
    let is_word = |word: &str| DEVICES.iter().any(|device| word.eq_ignore_ascii_case(device));
    // Most dashes are in days.
    let is_name = text.len() <= LONGEST_DEVICE && text.starts_with(char::is_alphabetic);
    is_name && (is_capitals() || text.split(|char: char| !char.is_alphanumeric()).any(is_word))
}

/// Returns where the last bracket before `words` opens, if a closing one follows them.
fn bracketed(stem: &str, words: &str) -> Option<usize> {
    let at = stem.find(words)?;
    let open = stem.get(..at)?.rfind(['(', '['])?;
    stem.get(at..)?.contains([')', ']']).then(|| stem.get(..open).map_or(0, |before| before.trim_end().len()))
}

/// Returns the place of `mark`, if eight digits (a day) follow it.
fn dated(stem: &str, mark: &str) -> Option<usize> {
    let at = stem.find(mark)?;
    let day = stem.as_bytes().get(at + mark.len()..)?.get(..8)?;
    day.iter().all(u8::is_ascii_digit).then_some(at)
}

/// Returns the place of `mark`, if only digits follow it.
fn numbered(stem: &str, mark: &str) -> Option<usize> {
    let at = stem.rfind(mark)?;
    let number = stem.get(at + mark.len()..)?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(at)
}

/// Returns the note whose name rclone lengthened.
fn renamed_by_rclone(name: &str) -> Option<&str> {
    let before = name.trim_end_matches(|char: char| char.is_ascii_digit());
    let note = before.strip_suffix(".conflict").or_else(|| before.strip_suffix("..path"))?;
    is_note(note).then_some(note)
}

/// Returns the first place of `.conflict`, if only it and numbers follow.
fn named_by_resilio(stem: &str) -> Option<usize> {
    let mut end = None;
    let mut rest = stem;
    while let Some(before) = rest.trim_end_matches(|char: char| char.is_ascii_digit()).strip_suffix(".conflict") {
        (end, rest) = (Some(before.len()), before);
    }
    end
}

/// Returns where the name of the computer begins before a day and the kind of a conflict.
fn named_by_synology(stem: &str) -> Option<usize> {
    let stem = numbered(stem, "_").and_then(|at| stem.get(..at)).unwrap_or(stem);
    let (rest, kind) = stem.rsplit_once('_')?;
    let (rest, day) = rest.rsplit_once('_')?;
    let parts: Vec<&str> = day.split('-').collect();
    let is_day = matches!(parts.as_slice(), [month, day, time, year] if month.len() == 3
        && [day, time, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())));
    (kind.ends_with("conflict") && is_day).then(|| rest.rfind('_')).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflict_copies_name_their_original() {
        let rows = [
            ("x.sync-conflict-20261121-120000-ABCDEFG.md", Some("x.md")),
            ("x.sync-conflict-20261121-120000-ABCDEFG.Markdown", Some("x.Markdown")),
            ("x (conflicted copy).md", Some("x.md")),
            ("x (Ann's conflicted copy 2026-11-21).md", Some("x.md")),
            ("x (Conflicted copy phone 202611211200).md", Some("x.md")),
            ("Zoë (Acme) (conflicted copy 2026-11-21 120000).md", Some("Zoë (Acme).md")),
            ("x_conflict-20261121-120000.md", Some("x.md")),
            ("x (SFConflict ann@example.com 2026-11-21-12-00-00).md", Some("x.md")),
            ("İ (conflicted copy).md", Some("İ.md")),
            ("x (Case Conflict).md", Some("x.md")),
            ("x (Ann's Case Conflict 1).md", Some("x.md")),
            ("x (Unicode Encoding Conflict).md", Some("x.md")),
            ("x (Selective Sync Conflict 2).md", Some("x.md")),
            ("x (Copie en conflit de Ann 2026-11-21).md", Some("x.md")),
            ("x (case clash from ola).md", Some("x.md")),
            ("x [conflicted].md", Some("x.md")),
            ("x(Conflict_Ann_2026-11-21-22-50-36).md", Some("x.md")),
            ("x.Conflict.md", Some("x.md")),
            ("x.Conflict2.md", Some("x.md")),
            ("x.Conflict.Conflict.md", Some("x.md")),
            ("x.conflict1.md", Some("x.md")),
            ("x.md.conflict1", Some("x.md")),
            ("x.md..path2", Some("x.md")),
            ("x_Anns-PC_Jan-03-0901-2026_CaseConflict_1.md", Some("x.md")),
            ("x_y_Anns-PC_Nov-21-1200-2026_Conflict.md", Some("x_y.md")),
            ("x_LOCAL_1234.md", Some("x.md")),
            ("x_REMOTE_99.md", Some("x.md")),
            ("x-laptop-safeBackup-0001.md", Some("x.md")),
            ("x.conflict-20261101-101010.md", Some("x.md")),
            ("x..path1.md", Some("x.md")),
            ("x.LOCAL.1234.md", Some("x.md")),
            ("x.REMOTE.1234.md", Some("x.md")),
            ("x~HEAD.md", Some("x.md")),
            ("x~feature.md", None),
            ("x-conflict.md", None),
            ("x.local.1.md", None),
            ("~HEAD.md", None),
            ("x.md", None),
            ("x.conflict1", None),
            ("x.png.conflict1", None),
            ("LOCAL_1234.md", None),
            ("x_local.md", None),
            ("x_2.md", None),
            ("The conflict.md", None),
            ("x (conflict).md", None),
            (".conflict.md", None),
            ("conflicted copy.md", None),
            ("How to live with a conflicted copy (1).md", None),
            ("role_conflict-notes.md", None),
            ("x (conflicted copy).txt", None),
        ];
        for (name, original) in rows {
            assert_eq!(conflict_original(name).as_deref(), original, "{name}");
        }
    }

    #[test]
    fn a_name_that_may_be_a_copys_names_the_notes_it_may_be_a_copy_of() {
        let rows: [(&str, &[&str]); 43] = [
            ("people/Ola Brandt 2.md", &["people/Ola Brandt.md"]),
            ("people/Ola Brandt_2.md", &["people/Ola Brandt.md"]),
            ("Ola Brandt (1).md", &["Ola Brandt.md"]),
            ("Ola Brandt(1).markdown", &["Ola Brandt.markdown"]),
            ("Ola Brandt 2 (1).md", &["Ola Brandt 2.md", "Ola Brandt.md"]),
            ("Ola Brandt-DESKTOP-AB12CD3.md", &["Ola Brandt.md", "Ola Brandt-DESKTOP.md"]),
            ("Ola-Brandt-MacBook Pro.md", &["Ola.md", "Ola-Brandt.md"]),
            ("Ola-Anns-iPhone-2.md", &["Ola.md", "Ola-Anns.md"]),
            ("Ola copy.md", &["Ola.md"]),
            ("Ola copy 2.md", &["Ola copy.md", "Ola.md"]),
            ("Ola - Copy.md", &["Ola.md"]),
            ("Ola - Kopie (2).md", &["Ola - Kopie.md", "Ola.md"]),
            ("Ola (3rd copy).md", &["Ola.md"]),
            ("Ola (conflict 2026-11-07-15-46-12).md", &["Ola.md"]),
            ("Ola (copy: conflict #1 on 2026-11-07).md", &["Ola.md"]),
            ("Ola [Conflict].md", &["Ola.md"]),
            ("Copy of Ola.md", &["Ola.md"]),
            ("people/Copy (2) of Ola.md", &["people/Ola.md"]),
            ("Kopie von Ola.md", &["Ola.md"]),
            ("Cópia de Ola.md", &["Ola.md"]),
            ("Ola-conflict.md", &["Ola.md"]),
            ("Ola.orig.md", &["Ola.md"]),
            ("Ola.bak.md", &["Ola.md"]),
            ("Ola old.md", &["Ola.md"]),
            ("Ola_backup.md", &["Ola.md"]),
            ("Ola~feature/x.md", &[]),
            ("Ola~feature.md", &["Ola.md"]),
            ("Ola (Autosaved).md", &["Ola.md"]),
            ("archive/Ola.md", &["Ola.md"]),
            ("people/Archive/2025/Ola.md", &["people/2025/Ola.md"]),
            ("old/Ola copy.md", &["Ola copy.md", "old/Ola.md", "Ola.md"]),
            ("Archive.md", &[]),
            ("Old.md", &[]),
            ("Ola.md", &[]),
            ("2026-11-20.md", &[]),
            ("2026-11-20 Ola.md", &[]),
            ("Sprint 100.md", &[]),
            ("Room 07.md", &[]),
            ("Ola-Brandt.md", &[]),
            ("Zoë (Acme).md", &[]),
            ("2.md", &[]),
            (" 2.md", &[]),
            ("copy.md", &[]),
        ];
        for (name, expected) in rows {
            let found = possible_originals(&NotePath::new(name));
            let found: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
            assert!(expected.iter().all(|it| found.contains(it)) && found.len() == expected.len(), "{name}: {found:?}");
        }
        for (name, hint) in
            [("Ann 2.md", Hint::Clear), ("Ann-MARIA.md", Hint::Vague), ("Ann-MARIA (1).md", Hint::Vague)]
        {
            let found = possible_originals(&NotePath::new(name));
            assert!(found.contains(&(NotePath::new("Ann.md"), hint)), "{name}: {found:?}");
        }
    }
}
