//! From a folder to an index: walk, read and parse on all cores. A vault is read completely or not at all.
#![expect(clippy::disallowed_methods, reason = "where an editor keeps its locks is a matter of the environment")]

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::core::actions::Sources;
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::escape::visible;
use crate::core::config::Config;
use crate::core::edit::JournalEntry;
use crate::core::model::{Day, Note};
use crate::core::parse::NoteParser;
use crate::core::workspace::Workspace;
use crate::program::cli::VaultArgs;
use crate::program::clock;
use crate::program::error::{Error, Result};
use crate::vault::withheld::Withheld;
use crate::vault::{Journal, Kind, Read, Vault, VaultError};

use super::progress::Progress;
use crate::program::commands::terminal::Output;

/// How many notes are named that are locked or not downloaded.
const MOST_WITHHELD: usize = 10;

/// A vault and what it means.
pub struct Scan {
    /// The vault.
    pub vault: Vault,
    /// What it means today.
    pub workspace: Workspace,
    /// Whether it has no note and no configuration.
    pub is_bare: bool,
    /// The notes whose text is not here, sorted. The workspace is made without them.
    pub withheld: Vec<(NotePath, Withheld)>,
    /// The folders below the root, that of templates included.
    pub folders: Vec<NotePath>,
}

impl Scan {
    /// Returns what edits of the vault are made from.
    pub(super) const fn sources<'a>(&'a self, journal: &'a Journal) -> OnDisk<'a> {
        OnDisk { vault: &self.vault, journal, config: &self.workspace.config }
    }

    /// Prints which notes are not read.
    pub(super) fn tell_withheld(&self, output: &mut Output) -> Result<()> {
        for (path, why) in self.withheld.iter().take(MOST_WITHHELD) {
            output.message(&visible(&format!("note: {path} is not read: {}", why.reason())))?;
        }
        match self.withheld.len().saturating_sub(MOST_WITHHELD) {
            0 => Ok(()),
            more => output.message(&format!("note: … and {more} more; `coffeechat check` names all of them")),
        }
    }

    /// Returns why nothing may be written, if notes are locked or not downloaded.
    fn unread(&self) -> Option<VaultError> {
        let failure = |(path, why): &(NotePath, Withheld)| (PathBuf::from(path.as_str()), why.reason().to_owned());
        let failures: Vec<_> = self.withheld.iter().map(failure).collect();
        (!failures.is_empty()).then_some(VaultError::Unreadable { failures })
    }
}

/// The notes and the journal of a vault as they are now.
pub(super) struct OnDisk<'a> {
    pub(super) vault: &'a Vault,
    pub(super) journal: &'a Journal,
    pub(super) config: &'a Config,
}

impl Sources for OnDisk<'_> {
    fn text(&self, path: &NotePath) -> Option<String> {
        text(self.vault, self.config, path)
    }

    fn exists(&self, path: &NotePath) -> bool {
        self.vault.kind(path) != Kind::Nothing
    }

    fn commands(&self) -> Vec<Vec<JournalEntry>> {
        self.journal.commands()
    }
}

/// What was read of one note.
enum NoteRead {
    Note(Note),
    /// It was deleted while the vault was read.
    Gone,
    /// It is no longer a file.
    Not(Diagnostic),
    Withheld(NotePath, Withheld),
    Failed(PathBuf, String),
}

/// Opens the vault that the command line names: its last argument, `--vault`, or the nearest one. Reads its
/// configuration, if it has one.
pub fn open(folder: Option<&Path>, place: &VaultArgs) -> Result<(Vault, Option<Config>)> {
    let vault = match (folder, place.vault.as_deref()) {
        (Some(folder), Some(vault)) if folder != vault => {
            return Err(Error::Usage(format!("two vaults are named: {} and {}", folder.display(), vault.display())));
        }
        (Some(folder), _) | (None, Some(folder)) => vault_at(folder)?,
        (None, None) => vault_at(&Vault::find(Path::new(".")))?,
    };
    let config = vault.config_text()?.map(|text| Config::parse(&text)).transpose()?;
    if config.is_none() && vault.holds_everything(std::env::home_dir().as_deref()) {
        return Err(Error::Usage(format!(
            "{} holds far more than notes, so it is not searched for any: name the folder of your notes, or make one with \
             `coffeechat init my-notes`\nto use this folder anyway, put a `coffeechat.yaml` into it, which may be empty",
            vault.path().display()
        )));
    }
    Ok((vault, config))
}

/// Returns whether there is a vault where the command line looks for one: a folder with settings, or with a dashboard that
/// holds a live block.
pub(super) fn is_in_vault(place: &VaultArgs) -> Result<bool> {
    let vault = match &place.vault {
        Some(folder) => Vault::open(folder)?,
        None => match Vault::open(&Vault::find(Path::new("."))) {
            Ok(vault) => vault,
            Err(_) => return Ok(false),
        },
    };
    let config = Config::default();
    let has_page = || {
        let page = text(&vault, &config, &NotePath::new(config.dashboard.as_str()));
        page.is_some_and(|text| text.contains("<!-- coffeechat "))
    };
    Ok(vault.has_settings() || has_page())
}

/// Opens the vault whose root is that folder.
pub(super) fn vault_at(folder: &Path) -> Result<Vault> {
    let mut vault = Vault::open(folder)?;
    vault.look_for_swaps_in(swap_folders());
    Ok(vault)
}

/// Returns the folders in which Neovim may keep its swap files; older versions keep them with their data.
fn swap_folders() -> Vec<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let at = |name: &str, below: &str| folder(name).or_else(|| Some(folder("HOME")?.join(below)));
    let folders = [at("XDG_STATE_HOME", ".local/state"), at("XDG_DATA_HOME", ".local/share")];
    folders.into_iter().flatten().map(|folder| folder.join("nvim/swap")).collect()
}

/// Reads the vault that the command line names, all of it.
///
/// The process ends with the command: freeing the memory of a large vault piece by piece would only take time.
pub fn scan(folder: Option<&Path>, place: &VaultArgs) -> Result<ManuallyDrop<Scan>> {
    let (vault, config) = open(folder, place)?;
    read(vault, config, place).map(ManuallyDrop::new)
}

/// Reads the vault that the command line names as far as its notes are here, for a command that writes nothing.
pub(super) fn look(folder: Option<&Path>, place: &VaultArgs) -> Result<ManuallyDrop<Scan>> {
    let (vault, config) = open(folder, place)?;
    read_part(vault, config, place).map(ManuallyDrop::new)
}

/// Reads every note of a vault; without a configuration, the defaults hold.
pub fn read(vault: Vault, config: Option<Config>, place: &VaultArgs) -> Result<Scan> {
    let scan = read_part(vault, config, place)?;
    match scan.unread() {
        Some(error) => Err(error.into()),
        None => Ok(scan),
    }
}

/// Reads every note of a vault whose text is here.
fn read_part(vault: Vault, config: Option<Config>, place: &VaultArgs) -> Result<Scan> {
    let is_configured = config.is_some();
    let config = config.unwrap_or_default();
    let config = Config { read_on: Some(today(&config, place)), ..config };
    let listing = vault.walk(&config)?;
    let parser = NoteParser::new(&config);
    let progress = Progress::new(listing.notes.len());
    let outcomes: Vec<NoteRead> = listing
        .notes
        .par_iter()
        .map(|path| {
            progress.step();
            read_note(&vault, &config, &parser, path)
        })
        .collect();
    drop(progress);
    let mut failures = listing.failures;
    let mut beside = listing.diagnostics;
    let mut withheld = listing.withheld;
    let notes: Vec<Note> = outcomes
        .into_iter()
        .filter_map(|outcome| {
            match outcome {
                NoteRead::Note(note) => return Some(note),
                NoteRead::Gone => {}
                NoteRead::Not(diagnostic) => beside.push(diagnostic),
                NoteRead::Withheld(path, why) => withheld.push((path, why)),
                NoteRead::Failed(path, reason) => failures.push((path, reason)),
            }
            None
        })
        .collect();
    if !failures.is_empty() {
        return Err(VaultError::Unreadable { failures }.into());
    }
    withheld.sort_unstable();
    beside.extend(withheld.iter().map(|(path, why)| why.finding(path)));
    let is_bare = notes.is_empty() && withheld.is_empty() && !is_configured;
    let today = today(&config, place);
    let mut workspace = Workspace::new(config, notes, beside, today);
    workspace.set_repositories(&listing.repositories);
    let folders = listing.folders.into_iter().chain(listing.templates).filter(|folder| !folder.as_str().is_empty());
    Ok(Scan { vault, workspace, is_bare, withheld, folders: folders.collect() })
}

/// Returns the day that counts as today: from the command line, otherwise from the clock in the vault's zone.
#[must_use]
pub fn today(config: &Config, place: &VaultArgs) -> Day {
    place.today.unwrap_or_else(|| clock::today(config))
}

/// Returns the text of a note as it is now.
pub(super) fn text(vault: &Vault, config: &Config, path: &NotePath) -> Option<String> {
    match vault.read(path, config.max_note_size) {
        Read::Bytes(bytes) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}

fn read_note(vault: &Vault, config: &Config, parser: &NoteParser<'_>, path: &NotePath) -> NoteRead {
    match vault.read(path, config.max_note_size) {
        Read::Bytes(bytes) => match Withheld::from_bytes(&bytes) {
            Some(why) => NoteRead::Withheld(path.clone(), why),
            None => NoteRead::Note(parser.parse(path, &bytes)),
        },
        Read::TooLarge { size } => NoteRead::Note(parser.too_large(path, size)),
        Read::Vanished => NoteRead::Gone,
        Read::NotAFile => {
            let message = "this is not a file and was not read";
            NoteRead::Not(Diagnostic::new(Code::NotAFile, path, message))
        }
        Read::Failed(reason) => NoteRead::Failed(PathBuf::from(path.as_str()), reason),
    }
}
