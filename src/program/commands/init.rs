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
use crate::core::derive::questions::starter::STARTER_QUESTIONS;
use crate::core::model::{NoteKind, NoteType};
use crate::core::render::{self, default_pages};
use crate::core::survey::{Guesses, MANY_KNOWN, Survey, folders_of_contacts};
use crate::core::workspace::Workspace;
use crate::program::cli::{InitArgs, VaultArgs};
use crate::program::error::{Error, Result};
use crate::vault::{Created, Journal, Kind, Read, Vault, VaultError};

use super::build::diff;
use super::harvest::pending;
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;
use crate::program::commands::{Outcome, refresh, stale};

const CONTACT: &str = include_str!("../../../templates/contact.md");
const MEETING: &str = include_str!("../../../templates/meeting.md");

/// The file that tells git how to merge.
const ATTRIBUTES: &str = ".gitattributes";
/// The names for an overview, the usual one first.
const OVERVIEWS: [&str; 2] = ["Overview.md", "Coffeechat overview.md"];
/// The paths for a dashboard where the usual one is taken.
const OTHER_DASHBOARDS: [&str; 3] = ["Coffeechat.md", "Coffee chats.md", "Coffeechat dashboard.md"];

pub(super) fn run(args: &InitArgs, output: &mut Output) -> Result<Outcome> {
    let named = args.folder.as_deref().or(args.place.vault.as_deref());
    let folder = named.unwrap_or(Path::new("."));
    if args.dry_run && !folder.exists() {
        let nothing =
            Workspace::new(Config::default(), Vec::new(), Vec::new(), scan::today(&Config::default(), &args.place));
        let files = missing(&nothing, &[], &Guesses::default(), |_| false);
        return show(files.iter().map(|(path, _)| path.as_str()), output);
    }
    if args.refresh_page {
        return refresh_page(folder, args, output);
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
    let is_taken = |path: &NotePath| scan.vault.kind(path) != Kind::Nothing;
    let files = missing(&scan.workspace, &scan.folders, &guesses, is_taken).into_iter();
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
    if made.iter().any(is_overview) && !made.iter().any(|path| path.as_str() == scan.workspace.config.dashboard) {
        output.message(&format!(
            "no page leads to it yet; `coffeechat init --refresh-page` shows the newest arrangement of {}",
            visible(&scan.workspace.config.dashboard)
        ))?;
    }
    merge_pages(&scan, &made, output)?;
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
fn missing(
    workspace: &Workspace,
    folders: &[NotePath],
    guesses: &Guesses,
    is_taken: impl Fn(&NotePath) -> bool,
) -> Vec<(String, String)> {
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
    let page = NotePath::new(dashboard.as_str());
    let known = default_pages::overview_of(&workspace.index).cloned();
    let new = free_overview(&page, is_taken).filter(|_| known.is_none());
    if workspace.index.live().next().is_none() {
        files.push((dashboard.clone(), default_pages::dashboard(&page, known.as_ref().or(new.as_ref()))));
    }
    if let Some(overview) = &new {
        files.push((overview.as_str().to_owned(), default_pages::overview(overview, &page)));
    }
    if !has(|kind| matches!(kind, NoteKind::Questions(_))) {
        let folder = folder_of(&[NoteType::Questions]).unwrap_or("questions");
        files.push((format!("{folder}/Questions.md"), STARTER_QUESTIONS.to_owned()));
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
    let pages = std::iter::once(&page).chain(known.as_ref().or(new.as_ref()));
    files.push((String::from(ATTRIBUTES), pages.map(attributes).collect()));
    files
}

/// Returns a path beside the dashboard for the overview.
fn free_overview(dashboard: &NotePath, is_taken: impl Fn(&NotePath) -> bool) -> Option<NotePath> {
    let folder = dashboard.folder();
    let paths = OVERVIEWS.map(|name| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
    paths.into_iter().map(NotePath::new).find(|path| !is_taken(path))
}

fn is_overview(path: &NotePath) -> bool {
    OVERVIEWS.contains(&path.file_name())
}

/// Says which lines of `.gitattributes` are missing for the pages, or adds them to a file that `init` made.
fn merge_pages(scan: &Scan, made: &[NotePath], output: &mut Output) -> Result<()> {
    let path = NotePath::new(ATTRIBUTES);
    if made.contains(&path) || !scan.vault.path().join(".git").exists() {
        return Ok(());
    }
    let dashboard = NotePath::new(scan.workspace.config.dashboard.as_str());
    let overview = default_pages::overview_of(&scan.workspace.index);
    let pages = std::iter::once(&dashboard).chain(overview.or_else(|| made.iter().find(|path| is_overview(path))));
    let Read::Bytes(old) = scan.vault.read(&path, scan.workspace.config.max_note_size) else { return Ok(()) };
    let text = String::from_utf8_lossy(&old);
    let has = |line: &str| text.lines().any(|other| other.trim_end() == line.trim_end());
    let missing: Vec<String> = pages.map(attributes).filter(|line| !has(line)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // Of no more than the line for the dashboard, `init` is the author.
    if text.trim_end() == attributes(&dashboard).trim_end() {
        let new = format!("{}\n{}", text.trim_end(), missing.concat());
        scan.vault.write_if_unchanged(&path, &old, new.as_bytes())?;
        return output.data(|out| writeln!(out, "added to {ATTRIBUTES}: {}", visible(missing.concat().trim_end())));
    }
    let lines: Vec<String> = missing.iter().map(|line| format!("  {}", visible(line.trim_end()))).collect();
    output.message(&format!(
        "{ATTRIBUTES} already exists and was left alone; to merge pages without conflicts, add\n{}",
        lines.join("\n")
    ))
}

/// Shows how the newest default arrangement differs from that of the dashboard.
fn refresh_page(folder: &Path, args: &InitArgs, output: &mut Output) -> Result<Outcome> {
    let scan = scan::look(Some(folder), &args.place)?;
    let path = NotePath::new(scan.workspace.config.dashboard.as_str());
    let Some(page) = render::page(&scan.workspace.index, &path) else {
        return Err(Error::Usage(format!("there is no dashboard at {path}; `coffeechat init` makes one")));
    };
    let overview = default_pages::overview_of(&scan.workspace.index);
    let new = default_pages::rearranged(&page.text, &default_pages::dashboard(&path, overview));
    if page.text == new {
        output.message(&format!("{} has the newest arrangement", visible(path.as_str())))?;
        return Ok(Outcome::Done);
    }
    output.data(|out| write!(out, "{}", diff(&path, &page.text, &new)))?;
    output.message(
        "nothing was changed; take over by hand what you like, or all of it with \
         `coffeechat init --refresh-page | git apply`, and run `coffeechat build`",
    )?;
    Ok(Outcome::Done)
}

fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Returns the line that lets git unite two versions of a page (`docs/format.md#merges`).
fn attributes(page: &NotePath) -> String {
    format!("{} merge=union\n", git_pattern(page.as_str()))
}

/// Returns a path as `.gitattributes` writes it: in quotes if it holds a space.
fn git_pattern(path: &str) -> String {
    if path.contains([' ', '"', '\\']) {
        format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        path.to_owned()
    }
}
