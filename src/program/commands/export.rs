//! `export`: the vault as a spreadsheet, a calendar, address cards, JSON or a page, printed or written to a file.

use std::path::Path;

use crate::core::actions::pages::{self, RefreshedPages};
use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::file_name::{is_hidden, is_note, is_rules};
use crate::core::base::text::fold_name;
use crate::core::config::FILE_NAME;
use crate::core::export;
use crate::core::index::NoteId;
use crate::core::model::Format;
use crate::core::syntax::block::BlockKind;
use crate::core::syntax::block::filter::Filter;
use crate::program::cli::ExportArgs;
use crate::program::error::{Error, Result};
use crate::vault::{Journal, Vault, VaultError};

use super::Outcome;
use super::harvest::pending;
use super::list::split_folder;
use super::scan::{self, Scan};
use crate::program::commands::environment;
use crate::program::commands::kept_exports::{Foreign, stale};
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &ExportArgs, output: &mut Output) -> Result<Outcome> {
    let (filters, folder) = split_folder(&args.filters);
    let filter = Filter::parse(BlockKind::Contacts, filters.iter().map(String::as_str))
        .map_err(|fault| Error::Usage(format!("{}\n{}", fault.message, fault.hint)))?;
    let scan = scan::scan(folder.as_deref(), &args.place)?;
    for message in filter.unknown_keys(&scan.workspace.index) {
        output.message(&visible(&format!("note: {message}")))?;
    }
    let workspace = &scan.workspace;
    let pages = match args.format {
        Format::Html => pages_now(&scan),
        _ => RefreshedPages::default(),
    };
    let read = |id: NoteId| scan::text(&scan.vault, &workspace.config, &workspace.index.note(id).path);
    let text = export::text(args.format, workspace, &pages, &filter, &read);
    // As for `import`, `-` is the standard stream.
    match args.output.as_deref().filter(|file| *file != Path::new("-")) {
        None => output.exact(|out| out.write_all(text.as_bytes()))?,
        Some(file) => {
            let done = write(&scan, file, args.format, text, args.force)?;
            output.message(&format!("{done} {}", visible(&file.display().to_string())))?;
        }
    }
    Ok(Outcome::Done)
}

/// Returns the pages as a build would leave them; without any, the dashboard that it would make. Nothing is written.
fn pages_now(scan: &Scan) -> RefreshedPages {
    let workspace = &scan.workspace;
    let kept = pending(scan, &Journal::open(&scan.vault, &environment::folders()));
    let is_without = workspace.index.live().next().is_none();
    let dashboard = is_without.then(|| NotePath::new(workspace.config.dashboard.as_str()));
    pages::refresh(workspace, dashboard.as_ref(), &kept, false)
}

/// Writes an export to a file anywhere on the disk, as safely as into a vault, and says what was done.
fn write(scan: &Scan, file: &Path, format: Format, text: String, force: bool) -> Result<&'static str> {
    let refuse = |why: &str| Error::Usage(format!("{}: not written: {why}", file.display()));
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| refuse("name a file"))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Vault::open(folder).map_err(|error| match error {
        VaultError::NoVault { reason, .. } => refuse(&format!("its folder cannot be opened: {reason}")),
        error => error.into(),
    })?;
    let is_template = folder.path().strip_prefix(scan.vault.path()).is_ok_and(|inside| {
        let top = inside.components().next().and_then(|top| top.as_os_str().to_str()).unwrap_or_default();
        fold_name(top) == fold_name(&scan.workspace.config.templates)
    });
    if name.eq_ignore_ascii_case(FILE_NAME) || is_note(name) || is_rules(name) || is_template {
        return Err(refuse("settings, notes and templates are never replaced by an export; name another file"));
    }
    // Somebody's empty hidden file means something by being there.
    let is_meant = |text: &str| !text.is_empty() || !is_hidden(name);
    let is_sure = |text: &str| force || export::is_ours(format, text) && is_meant(text);
    match stale(&folder, &NotePath::new(name), text, is_sure) {
        Ok(None) => Ok("up to date:"),
        Ok(Some(stale)) => {
            super::stale::write(&folder, &stale)?;
            Ok(if stale.old.is_some() { "updated" } else { "made" })
        }
        Err(Foreign { why, is_replaceable }) => {
            let hint =
                if is_replaceable { "name another file, or add `--force` to replace it" } else { "name another file" };
            Err(Error::Refused(format!("{}: not written: {why}\n{hint}", file.display())))
        }
    }
}
