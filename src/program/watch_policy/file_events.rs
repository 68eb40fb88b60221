//! Turns events of the operating system into hints where to look, never into facts.
//!
//! The hint of an event depends only on its kind and on names; nothing here looks at the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Event, EventKind};

use crate::core::base::copy_name::is_conflict_copy;
use crate::core::base::{NotePath, file_name};
use crate::core::config::FILE_NAME;

/// How many paths are remembered. What touches more of them is a burst, after which a walk is cheaper and surer.
pub const MOST_PATHS: usize = 64;

/// What happened to a note or to the configuration, as far as an event shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileEvent {
    /// Its mode, its times or its links changed; its bytes did not.
    Touched,
    /// It was made or written to, and may still be open.
    Written,
    /// A program that could write to it closed it.
    Closed,
    /// Another file took its name, as in an atomic save.
    RenamedOnto,
    /// It took another name in the vault.
    RenamedAway,
    /// Nothing has its name any more.
    Vanished,
}

impl FileEvent {
    /// Returns the combined sign of this one and the one after it.
    #[must_use]
    pub const fn then(self, next: Self) -> Self {
        match next {
            Self::Touched => self,
            next => next,
        }
    }
}

/// Where an event says to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// At a note, or at the configuration.
    Note(NotePath, FileEvent),
    /// At something without a note's name: if it is, or was, a folder or a link, only a walk shows what changed.
    Other(NotePath),
    /// At a folder that came, went or took another name.
    Folder(NotePath),
    /// At the root itself.
    Root,
    /// At everything.
    Walk,
    /// At everything, for events were lost.
    Lost,
}

/// Returns where an event says to look, for a vault whose root is `root`.
#[must_use]
pub fn read(root: &Path, event: &Event) -> Vec<Hint> {
    // An overflow of the system's queue comes without a path.
    if event.need_rescan() {
        return vec![Hint::Lost];
    }
    let Some(change) = Change::from_kind(event.kind) else { return Vec::new() };
    if event.paths.is_empty() {
        return vec![Hint::Walk];
    }
    if let (Change::RenamedWithin, [from, to]) = (change, event.paths.as_slice()) {
        let to_note = relative(root, to).is_ok_and(|to| file_name::is_note(to.file_name()));
        let away = if to_note { Change::RenamedAway } else { Change::Removed };
        return hint(root, from, away).into_iter().chain(hint(root, to, Change::RenamedOnto)).collect();
    }
    event.paths.iter().filter_map(|path| hint(root, path, change)).collect()
}

/// What happened in an event, to any kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Metadata,
    Made,
    Written,
    Closed,
    /// Made, or renamed to this name; or renamed, in an unknown direction.
    RenamedOnto,
    RenamedAway,
    RenamedWithin,
    Removed,
    FolderMade,
    FolderRemoved,
    Unknown,
}

impl Change {
    /// Returns what has happened; `None` for reading, which changes nothing, and which this program does too.
    const fn from_kind(kind: EventKind) -> Option<Self> {
        Some(match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Self::Closed,
            EventKind::Access(_) => return None,
            EventKind::Create(CreateKind::Folder) => Self::FolderMade,
            EventKind::Create(_) => Self::Made,
            EventKind::Modify(ModifyKind::Data(_)) => Self::Written,
            EventKind::Modify(ModifyKind::Metadata(_)) => Self::Metadata,
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Self::Removed,
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => Self::RenamedWithin,
            EventKind::Modify(ModifyKind::Name(_)) => Self::RenamedOnto,
            EventKind::Remove(RemoveKind::Folder) => Self::FolderRemoved,
            EventKind::Remove(_) => Self::Removed,
            EventKind::Modify(_) | EventKind::Any | EventKind::Other => Self::Unknown,
        })
    }

    /// Returns what this means for a note.
    const fn sign(self) -> FileEvent {
        match self {
            Self::Metadata => FileEvent::Touched,
            Self::Made | Self::Written | Self::Unknown => FileEvent::Written,
            Self::Closed => FileEvent::Closed,
            Self::RenamedOnto | Self::RenamedWithin => FileEvent::RenamedOnto,
            Self::RenamedAway => FileEvent::RenamedAway,
            Self::Removed | Self::FolderMade | Self::FolderRemoved => FileEvent::Vanished,
        }
    }
}

/// Returns where to look for a change of one path; `None` if it cannot concern a note.
fn hint(root: &Path, path: &Path, change: Change) -> Option<Hint> {
    if path == root {
        return Some(Hint::Root);
    }
    let Ok(path) = relative(root, path) else { return Some(Hint::Walk) };
    let name = path.file_name();
    if path.folder().split('/').any(file_name::is_hidden) {
        return None;
    }
    // Settings or a repository below the root add or remove a border.
    if !path.folder().is_empty() && (name == FILE_NAME || name == ".git") {
        return (!matches!(change, Change::Written | Change::Closed | Change::Metadata)).then_some(Hint::Walk);
    }
    if matches!(change, Change::FolderMade | Change::FolderRemoved) {
        return (!file_name::is_hidden(name)).then_some(Hint::Folder(path));
    }
    // The walk decides what is excluded, and which notes are conflict copies or still in a cloud.
    let is_come_or_gone = !matches!(change, Change::Made | Change::Written | Change::Closed | Change::Metadata);
    if name == ".gitignore" || name == ".ignore" {
        return Some(Hint::Walk);
    }
    if is_conflict_copy(name) || file_name::placeholder_of(name).is_some() {
        return (is_come_or_gone || change == Change::Closed).then_some(Hint::Walk);
    }
    if file_name::is_hidden(name) || file_name::is_temporary(name) {
        return None;
    }
    let is_config = path.as_str() == FILE_NAME;
    if is_config || file_name::is_note(name) {
        return Some(Hint::Note(path, change.sign()));
    }
    // A file without a note's name is written to, so no note is concerned.
    (!matches!(change, Change::Written | Change::Closed)).then_some(Hint::Other(path))
}

/// Returns a path below the root; as an error if it lies elsewhere or is not UTF-8.
fn relative(root: &Path, path: &Path) -> Result<NotePath, ()> {
    let inside = path.strip_prefix(root).ok().and_then(Path::to_str).ok_or(())?;
    let inside = if cfg!(windows) { inside.replace('\\', "/") } else { inside.to_owned() };
    Ok(NotePath::new(inside))
}

/// A sign with the times at which the first and the last event about its note came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The combined events.
    pub sign: FileEvent,
    /// When the first came.
    pub first: Duration,
    /// When the last came.
    pub last: Duration,
}

/// Hints that wait to be followed: at most [`MOST_PATHS`] paths, however many arrive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Notes and the configuration.
    pub notes: BTreeMap<NotePath, Signed>,
    /// Paths without a note's name.
    pub others: BTreeSet<NotePath>,
    /// Folders that came, went or took another name.
    pub folders: BTreeSet<NotePath>,
    /// Whether to look at the root.
    pub root: bool,
    /// Since when to look at everything, and the time of the last hint for it.
    pub walk: Option<(Duration, Duration)>,
    /// Whether hints were dropped: which folders came and went is not known.
    pub is_lossy: bool,
    /// When the last hint came.
    pub last: Option<Duration>,
}

impl Hints {
    /// Takes in a hint that came at that time.
    pub fn add(&mut self, hint: Hint, at: Duration) {
        self.last = Some(at);
        if self.notes.len() + self.others.len() + self.folders.len() >= MOST_PATHS && !self.holds(&hint) {
            return self.overflow(at);
        }
        match hint {
            Hint::Note(path, sign) => {
                let signed = self.notes.entry(path).or_insert(Signed { sign, first: at, last: at });
                signed.sign = signed.sign.then(sign);
                signed.last = at;
            }
            Hint::Other(path) => drop(self.others.insert(path)),
            Hint::Folder(path) => {
                self.folders.insert(path);
                self.walk_at(at);
            }
            Hint::Root => self.root = true,
            Hint::Walk => self.walk_at(at),
            Hint::Lost => self.overflow(at),
        }
    }

    /// Forgets the paths: only a walk can find what happened.
    fn overflow(&mut self, at: Duration) {
        self.notes.clear();
        self.others.clear();
        self.folders.clear();
        self.is_lossy = true;
        self.walk_at(at);
    }

    /// Returns whether there is nothing to look at.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    fn holds(&self, hint: &Hint) -> bool {
        match hint {
            Hint::Note(path, _) => self.notes.contains_key(path),
            Hint::Other(path) => self.others.contains(path),
            Hint::Folder(path) => self.folders.contains(path),
            Hint::Root | Hint::Walk | Hint::Lost => true,
        }
    }

    fn walk_at(&mut self, at: Duration) {
        self.walk = Some((self.walk.map_or(at, |(first, _)| first), at));
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind};

    use super::*;

    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const CREATE_FOLDER: EventKind = EventKind::Create(CreateKind::Folder);
    const DATA: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const METADATA: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);
    const REMOVE_FOLDER: EventKind = EventKind::Remove(RemoveKind::Folder);
    const FROM: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const TO: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const ANY_NAME: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::Any));
    const BOTH: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::Both));

    fn event(kind: EventKind, paths: &[&str]) -> Event {
        paths.iter().fold(Event::new(kind), |event, path| event.add_path(Path::new("/v").join(path)))
    }

    fn note(path: &str, sign: FileEvent) -> Hint {
        Hint::Note(NotePath::new(path), sign)
    }

    fn other(path: &str) -> Hint {
        Hint::Other(NotePath::new(path))
    }

    fn folder(path: &str) -> Hint {
        Hint::Folder(NotePath::new(path))
    }

    #[test]
    fn events_say_where_to_look() {
        let rows = [
            (CREATE, vec!["a/n.md"], vec![note("a/n.md", FileEvent::Written)]),
            (DATA, vec!["n.md"], vec![note("n.md", FileEvent::Written)]),
            (CLOSE, vec!["n.md"], vec![note("n.md", FileEvent::Closed)]),
            (METADATA, vec!["n.md"], vec![note("n.md", FileEvent::Touched)]),
            (REMOVE, vec!["n.md"], vec![note("n.md", FileEvent::Vanished)]),
            (FROM, vec!["n.md"], vec![note("n.md", FileEvent::Vanished)]),
            (TO, vec!["n.md"], vec![note("n.md", FileEvent::RenamedOnto)]),
            (ANY_NAME, vec!["n.md"], vec![note("n.md", FileEvent::RenamedOnto)]),
            (
                BOTH,
                vec!["a.md", "b.md"],
                vec![note("a.md", FileEvent::RenamedAway), note("b.md", FileEvent::RenamedOnto)],
            ),
            (BOTH, vec!["a.md", "a.md~"], vec![note("a.md", FileEvent::Vanished)]),
            (BOTH, vec!["a.md", "a.md___jb_old___"], vec![note("a.md", FileEvent::Vanished)]),
            (BOTH, vec!["sedX1", "a.md"], vec![other("sedX1"), note("a.md", FileEvent::RenamedOnto)]),
            (EventKind::Any, vec!["n.md"], vec![note("n.md", FileEvent::Written)]),
            (CLOSE, vec!["coffeechat.yaml"], vec![note("coffeechat.yaml", FileEvent::Closed)]),
            (CREATE, vec!["a/coffeechat.yaml"], vec![Hint::Walk]),
            (CLOSE, vec!["a/coffeechat.yaml"], vec![]),
            (CREATE_FOLDER, vec!["a/.git"], vec![Hint::Walk]),
            (TO, vec!["a/b/.git"], vec![Hint::Walk]),
            (CREATE_FOLDER, vec![".git"], vec![]),
            (CREATE_FOLDER, vec!["people"], vec![folder("people")]),
            (REMOVE_FOLDER, vec!["people/x.md"], vec![folder("people/x.md")]),
            (FROM, vec!["people"], vec![other("people")]),
            (TO, vec!["people"], vec![other("people")]),
            (METADATA, vec!["people"], vec![other("people")]),
            (CREATE, vec!["photo.jpg"], vec![other("photo.jpg")]),
            (DATA, vec!["log.txt"], vec![]),
            (CREATE, vec![".gitignore"], vec![Hint::Walk]),
            (CLOSE, vec!["a/.ignore"], vec![Hint::Walk]),
            (CREATE, vec!["x (conflicted copy).md"], vec![]),
            (CLOSE, vec!["x (conflicted copy).md"], vec![Hint::Walk]),
            (REMOVE, vec!["x.sync-conflict-20261121-120000-ABCDEFG.md"], vec![Hint::Walk]),
            (TO, vec![".x.md.icloud"], vec![Hint::Walk]),
            (REMOVE_FOLDER, vec![""], vec![Hint::Root]),
            (FROM, vec![""], vec![Hint::Root]),
            (EventKind::Other, vec![], vec![Hint::Walk]),
        ];
        for (kind, paths, expected) in rows {
            assert_eq!(read(Path::new("/v"), &event(kind, &paths)), expected, "{kind:?} {paths:?}");
        }
    }

    #[test]
    fn reading_and_passing_files_say_nothing() {
        let kinds = [AccessKind::Any, AccessKind::Open(AccessMode::Any), AccessKind::Close(AccessMode::Read)];
        for kind in kinds {
            assert_eq!(read(Path::new("/v"), &event(EventKind::Access(kind), &["n.md"])), [], "{kind:?}");
        }
        let names = ["4913", "n.md~", ".n.md.swp", ".#n.md", "#n.md#", ".syncthing.n.md.tmp", ".git/index.lock"];
        for name in names.into_iter().chain([".coffeechat-0123456789abcdef.tmp", ".obsidian/x.md", "a/.b/c.md"]) {
            for kind in [CREATE, DATA, CLOSE, METADATA, FROM, TO, REMOVE] {
                assert_eq!(read(Path::new("/v"), &event(kind, &[name])), [], "{kind:?} {name}");
            }
        }
    }

    #[test]
    fn what_was_lost_can_only_be_walked_for() {
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(read(Path::new("/v"), &overflow), [Hint::Lost]);
        assert_eq!(read(Path::new("/v"), &event(DATA, &["n.md"]).set_flag(Flag::Rescan)), [Hint::Lost]);
        assert_eq!(read(Path::new("/v"), &Event::new(DATA).add_path("/elsewhere/n.md".into())), [Hint::Walk]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_can_only_be_walked_for() {
        use std::os::unix::ffi::OsStrExt as _;

        let path = Path::new("/v").join(std::ffi::OsStr::from_bytes(b"a\xff.md"));
        assert_eq!(read(Path::new("/v"), &Event::new(CREATE).add_path(path)), [Hint::Walk]);
    }

    #[test]
    fn the_last_sign_that_matters_counts() {
        let rows = [
            (vec![FileEvent::Vanished, FileEvent::Written, FileEvent::Closed, FileEvent::Touched], FileEvent::Closed),
            (vec![FileEvent::Closed, FileEvent::Written], FileEvent::Written),
            (vec![FileEvent::RenamedOnto, FileEvent::Touched], FileEvent::RenamedOnto),
            (vec![FileEvent::Vanished, FileEvent::RenamedAway], FileEvent::RenamedAway),
            (vec![FileEvent::Touched], FileEvent::Touched),
        ];
        for (signs, expected) in rows {
            let mut hints = Hints::default();
            for (at, sign) in signs.iter().enumerate() {
                hints.add(note("n.md", *sign), Duration::from_millis(at as u64));
            }
            let signed = hints.notes.into_values().next().unwrap();
            let last = Duration::from_millis(signs.len() as u64 - 1);
            assert_eq!(signed, Signed { sign: expected, first: Duration::ZERO, last }, "{signs:?}");
        }
    }

    #[test]
    fn hints_about_too_many_paths_become_a_walk() {
        let mut hints = Hints::default();
        for at in 0..MOST_PATHS {
            hints.add(note(&format!("{at}.md"), FileEvent::Closed), Duration::ZERO);
        }
        hints.add(note("0.md", FileEvent::Written), Duration::from_secs(1));
        assert_eq!((hints.notes.len(), hints.walk), (MOST_PATHS, None));
        hints.add(note("one more.md", FileEvent::Written), Duration::from_secs(2));
        assert_eq!((hints.notes.len(), hints.is_lossy), (0, true));
        for at in 0..10_000 {
            hints.add(folder(&format!("{at}")), Duration::from_secs(3));
            assert!(hints.folders.len() <= MOST_PATHS);
        }
        assert_eq!(hints.walk, Some((Duration::from_secs(2), Duration::from_secs(3))));
        assert!(!hints.is_empty() && Hints::default().is_empty());
    }
}
