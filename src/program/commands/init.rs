//! `init`: makes a vault, or adds what is missing to a folder. Never overwrites anything.
#![expect(
    clippy::disallowed_methods,
    reason = "makes the vault's own folder, before there is a vault to write through"
)]

use std::path::Path;

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::shell::word;
use crate::core::config::{self, Config};
use crate::core::model::{NoteKind, NoteType};
use crate::core::render::DASHBOARD;
use crate::core::survey::{Guesses, MANY_KNOWN, Survey, folders_of_contacts};
use crate::core::workspace::Workspace;
use crate::program::cli::{InitArgs, VaultArgs};
use crate::program::error::{Error, Result};
use crate::vault::{Created, Journal, Kind, Read, Vault, VaultError};

use super::harvest::pending;
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;
use crate::program::commands::{Outcome, refresh, stale};

const QUESTIONS: &str = include_str!("../../../templates/questions.md");
const CONTACT: &str = include_str!("../../../templates/contact.md");
const MEETING: &str = include_str!("../../../templates/meeting.md");

/// The paths for a dashboard where the usual one is taken.
const OTHER_DASHBOARDS: [&str; 3] = ["Coffeechat.md", "Coffee chats.md", "Coffeechat dashboard.md"];

pub(super) fn run(args: &InitArgs, output: &mut Output) -> Result<Outcome> {
    let named = args.folder.as_deref().or(args.place.vault.as_deref());
    let folder = named.unwrap_or(Path::new("."));
    if args.dry_run && !folder.exists() {
        let nothing =
            Workspace::new(Config::default(), Vec::new(), Vec::new(), scan::today(&Config::default(), &args.place));
        let files = missing(&nothing, &[], &Guesses::default());
        return show(files.iter().map(|(path, _)| path.as_str()), output);
    }
    if !args.dry_run {
        std::fs::create_dir_all(folder).map_err(VaultError::io("make the folder", folder))?;
    }
    let (vault, config) = scan::open(Some(folder), &args.place)?;
    let root = vault.path().display().to_string();
    let above = vault.above().filter(|_| config.is_none()).map(|above| above.display().to_string());
    if let Some(above) = above.as_ref().filter(|_| named.is_none()) {
        return Err(Error::Usage(format!(
            "this folder is inside the vault {above}, which would no longer read it; nothing was made\n\
             `coffeechat init .` makes a vault of its own here, `coffeechat init {}` adds what that one lacks",
            word(above)
        )));
    }
    let (scan, guesses) = look_around(vault, config, &args.place, output)?;
    let files = missing(&scan.workspace, &scan.folders, &guesses).into_iter();
    let files = files.map(|(path, text)| (NotePath::new(path), text));
    if args.dry_run {
        let files: Vec<NotePath> =
            files.map(|(path, _)| path).filter(|path| scan.vault.kind(path) == Kind::Nothing).collect();
        if let Some(above) = above {
            let message = format!(
                "{root} is inside the vault {above}: it would be a separate vault, which {above} no longer reads"
            );
            output.message(&visible(&message))?;
        }
        return show(files.iter().map(NotePath::as_str), output);
    }
    let mut made = Vec::new();
    for (path, text) in files {
        if scan.vault.create(&path, text.as_bytes())? == Created::New {
            made.push(path);
        }
    }
    for path in &made {
        output.data(|out| writeln!(out, "made {}", visible(path.as_str())))?;
    }
    let line = attributes(&scan.workspace.config.dashboard);
    if scan.vault.path().join(".git").exists() && !has_line(&scan, ".gitattributes", line.trim_end()) {
        output.message(&format!(
            ".gitattributes already exists and was left alone; to merge pages without conflicts, add the line\n  {}",
            visible(line.trim_end())
        ))?;
    }
    if let Some(above) = above {
        let message =
            format!("{root} is inside the vault {above}: it is now a separate vault, and {above} no longer reads it");
        output.message(&visible(&message))?;
    }
    if made.is_empty() {
        output.message(&format!("nothing was missing in {}", visible(&root)))?;
    }
    fill_pages(folder, args, output)?;
    let named = args
        .folder
        .as_deref()
        .map_or_else(String::new, |folder| format!(" --vault {}", word(&folder.display().to_string())));
    let has_known =
        if guesses.known.is_empty() { "" } else { "`ask: yes` in the note of somebody you would like to talk to, or " };
    output.message(&format!(
        "next: {has_known}`coffeechat new contact NAME{}`{}",
        visible(&named),
        if guesses.known.is_empty() { " notes down somebody you would like to talk to" } else { " for somebody new" }
    ))?;
    Ok(Outcome::Done)
}

/// Prints what would be made.
fn show<'p>(paths: impl Iterator<Item = &'p str>, output: &mut Output) -> Result<Outcome> {
    for path in paths {
        output.data(|out| writeln!(out, "would make {}", visible(path)))?;
    }
    Ok(Outcome::Done)
}

/// Fills the live blocks of the new vault.
fn fill_pages(folder: &Path, args: &InitArgs, output: &mut Output) -> Result<()> {
    let scan = scan::scan(Some(folder), &args.place)?;
    let kept = pending(&scan, &Journal::open(&scan.vault, &environment::folders()));
    match refresh::refreshed(&scan.vault, &scan.workspace, &kept, false).and_then(|refreshed| {
        refreshed.outputs.remember(&scan.vault);
        stale::write_all(&scan.vault, &refreshed.pages.stale)
    }) {
        Err(Error::Refused(reason) | Error::Vault(VaultError::Refused(reason) | VaultError::Changed(reason))) => {
            output.message(&visible_lines(&reason))
        }
        result => result,
    }
}

/// Reads a vault. If it has no settings yet, finds what its notes and folders say about them, reads it by these, and
/// prints how.
fn look_around(
    vault: Vault,
    config: Option<Config>,
    place: &VaultArgs,
    output: &mut Output,
) -> Result<(Scan, Guesses)> {
    let is_new = config.is_none();
    let mut scan = scan::read(vault, config, place)?;
    if !is_new || scan.is_bare {
        return Ok((scan, Guesses::default()));
    }
    let texts = |note: &NotePath| scan::text(&scan.vault, &scan.workspace.config, note);
    let mut guesses = Guesses::new(&scan.workspace, scan.folders.iter().map(NotePath::as_str), &texts);
    guesses.dashboard = other_dashboard(&scan);
    if scan.workspace.index.contacts().count() >= MANY_KNOWN {
        let config = Config::parse(&guesses.settings())?;
        let folders = folders_of_contacts(&scan.workspace);
        let mut as_known = config.clone();
        as_known.folders.extend(folders.iter().map(|folder| (folder.clone(), NoteType::Person)));
        scan = scan::read(scan.vault, Some(as_known), place)?;
        guesses.count_known(&folders, &scan.workspace);
    }
    let config = Config::parse(&guesses.settings())?;
    if config != scan.workspace.config {
        scan = scan::read(scan.vault, Some(config), place)?;
    }
    let texts = |note: &NotePath| scan::text(&scan.vault, &scan.workspace.config, note);
    let survey = Survey::new(&scan.workspace, &texts);
    output.data(|out| writeln!(out, "{}", survey.sentence()))?;
    for found in guesses.sentences() {
        output.data(|out| writeln!(out, "  {}", visible(&found)))?;
    }
    let how =
        "not so? `coffeechat check --survey` shows how each folder is read, `folders:` in coffeechat.yaml changes it";
    output.data(|out| writeln!(out, "{how}"))?;
    Ok((scan, guesses))
}

/// Returns another path for the dashboard if somebody's own note has the usual one.
fn other_dashboard(scan: &Scan) -> Option<String> {
    let Workspace { index, config, .. } = &scan.workspace;
    let is_taken = |path: &str| {
        let path = NotePath::new(path);
        index.has_path_like(&path) || scan.vault.kind(&path) != Kind::Nothing
    };
    // A note that was not read may hold blocks.
    let usual = index.find(&NotePath::new(config.dashboard.as_str())).map(|id| index.note(id));
    let is_unread = usual.is_some_and(|note| note.is_blank && !note.diagnostics.is_empty());
    if index.live().next().is_some() || is_unread || !is_taken(&config.dashboard) {
        return None;
    }
    OTHER_DASHBOARDS.into_iter().find(|path| !is_taken(path)).map(str::to_owned)
}

/// Returns the files that the vault lacks, with their text.
fn missing(workspace: &Workspace, folders: &[NotePath], guesses: &Guesses) -> Vec<(String, String)> {
    let Config { dashboard, templates, .. } = &workspace.config;
    // As it is spelt on the disk, so that no second one is made beside it.
    let is_templates = |folder: &&str| folder.to_lowercase() == templates.to_lowercase();
    let templates = folders.iter().map(NotePath::as_str).find(is_templates).unwrap_or(templates);
    let has = |wanted: fn(&NoteKind) -> bool| workspace.index.notes().any(|(_, note)| wanted(&note.kind));
    let folder_of = |kinds: &[NoteType]| {
        let is_of = |name: &str| {
            workspace
                .config
                .folders
                .iter()
                .any(|(folder, kind)| name.eq_ignore_ascii_case(folder) && kinds.contains(kind))
        };
        folders.iter().map(NotePath::as_str).find(|folder| folder.rsplit('/').next().is_some_and(is_of))
    };
    let mut files = vec![(config::FILE_NAME.to_owned(), guesses.settings())];
    if workspace.index.live().next().is_none() {
        files.push((dashboard.clone(), DASHBOARD.to_owned()));
    }
    if !has(|kind| matches!(kind, NoteKind::Questions(_))) {
        let folder = folder_of(&[NoteType::Questions]).unwrap_or("questions");
        files.push((format!("{folder}/Questions.md"), QUESTIONS.to_owned()));
    }
    // Git does not keep an empty folder; a file in it describes its purpose.
    if !has(|kind| matches!(kind, NoteKind::Contact(_))) && folder_of(&[NoteType::Contact, NoteType::Person]).is_none()
    {
        files.push((
            String::from("people/README.md"),
            format!(
                "One note for each person: `coffeechat new contact NAME` makes it, or copy {templates}/contact.md here \
                 and name it after them.\n"
            ),
        ));
    }
    if !has(|kind| matches!(kind, NoteKind::Meeting(_))) && folder_of(&[NoteType::Meeting]).is_none() {
        files.push((
            String::from("meetings/README.md"),
            format!(
                "One note for each talk: `coffeechat new meeting --with NAME --date DAY` makes it, or copy \
                 {templates}/meeting.md here and name it after the day and the person.\n"
            ),
        ));
    }
    files.push((format!("{templates}/contact.md"), CONTACT.to_owned()));
    files.push((format!("{templates}/meeting.md"), MEETING.to_owned()));
    files.push((String::from(".gitattributes"), attributes(dashboard)));
    files
}

/// Returns whether a file of the vault holds that line.
fn has_line(scan: &Scan, path: &str, line: &str) -> bool {
    match scan.vault.read(&NotePath::new(path), scan.workspace.config.max_note_size) {
        Read::Bytes(bytes) => String::from_utf8_lossy(&bytes).lines().any(|other| other.trim_end() == line),
        _ => false,
    }
}

fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Returns the line that lets git unite two versions of the dashboard (`docs/format.md#merges`).
fn attributes(dashboard: &str) -> String {
    format!("{} merge=union\n", git_pattern(dashboard))
}

/// Returns a path as `.gitattributes` writes it: in quotes if it holds a space.
fn git_pattern(path: &str) -> String {
    if path.contains([' ', '"', '\\']) {
        format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        path.to_owned()
    }
}
