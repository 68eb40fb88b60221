//! `init`: makes a vault, or adds what is missing to a folder. Never overwrites anything.
#![expect(
    clippy::disallowed_methods,
    reason = "makes the vault's own folder, before there is a vault to write through"
)]

use std::path::Path;

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::config::{self, Config};
use crate::core::model::NoteKind;
use crate::core::render::DASHBOARD;
use crate::program::cli::InitArgs;
use crate::program::error::{Error, Result};
use crate::vault::{Created, Journal, Read, VaultError};

use super::harvest::pending;
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;
use crate::program::commands::{Outcome, refresh, stale};

const QUESTIONS: &str = include_str!("../../../templates/questions.md");
const CONTACT: &str = include_str!("../../../templates/contact.md");
const MEETING: &str = include_str!("../../../templates/meeting.md");

pub(super) fn run(args: &InitArgs, output: &mut Output) -> Result<Outcome> {
    let named = args.folder.as_deref().or(args.place.vault.as_deref());
    let folder = named.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(VaultError::io("make the folder", folder))?;
    let (vault, config) = scan::open(Some(folder), &args.place)?;
    let root = vault.path().display().to_string();
    let above = vault.above().filter(|_| config.is_none()).map(|above| above.display().to_string());
    if let Some(above) = above.as_ref().filter(|_| named.is_none()) {
        return Err(Error::Usage(format!(
            "this folder is inside the vault {above}, which would no longer read it; nothing was made\n\
             `coffeechat init .` makes a vault of its own here, `coffeechat init {above}` adds what that one lacks"
        )));
    }
    let scan = scan::read(vault, config, &args.place)?;
    let mut made = Vec::new();
    for (path, text) in missing(&scan) {
        let path = NotePath::new(path);
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
    let scan = scan::scan(Some(folder), &args.place)?;
    let kept = pending(&scan, &Journal::open(&scan.vault, &environment::folders()));
    match refresh::refreshed(&scan.vault, &scan.workspace, &kept, false).and_then(|refreshed| {
        refreshed.outputs.remember(&scan.vault);
        stale::write_all(&scan.vault, &refreshed.pages.stale)
    }) {
        Err(Error::Refused(reason) | Error::Vault(VaultError::Refused(reason) | VaultError::Changed(reason))) => {
            output.message(&visible_lines(&reason))?;
        }
        result => result?,
    }
    let named = args.folder.as_deref().map_or_else(String::new, |folder| format!(" --vault {}", folder.display()));
    output.message(&format!(
        "next: `coffeechat new contact NAME{}` notes down somebody you would like to talk to",
        visible(&named)
    ))?;
    Ok(Outcome::Done)
}

/// Returns the files that the vault lacks, with their text.
fn missing(scan: &Scan) -> Vec<(String, String)> {
    let Config { dashboard, templates, .. } = &scan.workspace.config;
    let has = |wanted: fn(&NoteKind) -> bool| scan.workspace.index.notes().any(|(_, note)| wanted(&note.kind));
    let mut files = vec![(config::FILE_NAME.to_owned(), config::TEMPLATE.to_owned())];
    if scan.workspace.index.live().next().is_none() {
        files.push((dashboard.clone(), DASHBOARD.to_owned()));
    }
    if !has(|kind| matches!(kind, NoteKind::Questions(_))) {
        files.push((String::from("questions/Questions.md"), QUESTIONS.to_owned()));
    }
    // Git does not keep an empty folder; a file in it describes its purpose.
    if !has(|kind| matches!(kind, NoteKind::Contact(_))) {
        files.push((
            String::from("people/README.md"),
            format!(
                "One note for each person: `coffeechat new contact NAME` makes it, or copy {templates}/contact.md here \
                 and name it after them.\n"
            ),
        ));
    }
    if !has(|kind| matches!(kind, NoteKind::Meeting(_))) {
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
