//! No command changes a byte that it was not asked to change.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use harness::vault::{TestVault, files};

/// Commands that only look, in the example vault; words with blanks stand in double quotes.
const LOOKING: [&str; 29] = [
    "check",
    "check --format json",
    "list follow-ups",
    "list contacts --format csv",
    "list meetings --format json",
    "list questions",
    "why marta",
    "build --check",
    "build --dry-run",
    "undo --list",
    "questions adopt",
    "questions merge",
    "export csv",
    "export ics",
    "export vcard",
    "export json",
    "draft request theo",
    "draft nudge petra --format eml",
    "draft thank marta --format mailto",
    "draft introduction theo --to petra",
    "prep chen --goal more-contacts --dry-run",
    "prep petra --date tomorrow --dry-run",
    "log marta \"replied: yes\" --dry-run",
    "new contact \"Ann Lee\" --dry-run",
    "new meeting --with petra --date tomorrow --dry-run",
    "new questions Energy --dry-run",
    "draft thank marta --log --dry-run",
    "done thank marta --dry-run",
    "import people.csv --dry-run",
];

/// Commands that write, with all that each may change or make.
const WRITING: [(&str, &[&str]); 13] = [
    ("log petra \"called her\"", &["people/petra-novotna.md"]),
    ("new contact \"Ann Lee\" --referred-by petra", &["people/Ann Lee.md"]),
    ("new meeting --with petra --date tomorrow", &["meetings/2026-11-22 Petra Novotná.md"]),
    ("new questions Energy", &["questions/Energy.md"]),
    ("prep chen --goal more-contacts", &["meetings/2026-11-24-chen-meiling.md"]),
    ("draft nudge petra --log", &["people/petra-novotna.md"]),
    ("draft thank marta --log", &["meetings/2026-11-20-marta-solberg.md"]),
    ("draft introduction theo --to petra --log", &["people/petra-novotna.md", "people/theo-marchetti.md"]),
    ("questions adopt --all --bank Questions", &["questions/Questions.md"]),
    ("import people.csv", &["people/Bo Sandoval.md"]),
    ("import people.csv --merge", &["people/Bo Sandoval.md", "people/theo-marchetti.md"]),
    ("export ics --output calendar.ics", &["calendar.ics"]),
    ("done thank marta", &["meetings/2026-11-20-marta-solberg.md"]),
];

const PEOPLE: &[u8] = b"Name,Phone,Company\nTheo Marchetti,+44 20 7946 0999,\nBo Sandoval,,Northwind Labs\n";

fn example() -> TestVault {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault");
    TestVault::new().copy_of(&root).file("people.csv", PEOPLE)
}

/// Returns the words of a command.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 { words.push(part.to_owned()) } else { words.extend(part.split_whitespace().map(str::to_owned)) }
    }
    words
}

#[test]
fn what_only_looks_changes_nothing() {
    let vault = example();
    let before = vault.snapshot();
    for command in LOOKING {
        let output = vault.run(words(command));
        assert!(output.code.is_some_and(|code| code < 2), "{command}: {output:#?}");
        assert_eq!(vault.snapshot(), before, "{command}");
    }
}

#[test]
fn what_writes_changes_what_it_is_about_and_the_page_alone_and_undo_brings_it_back() {
    for (command, allowed) in WRITING {
        let vault = example();
        let before = files(&vault.path());
        vault.run(words(command)).ok();
        let after = files(&vault.path());
        let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
        let is_page =
            |path: &Path| path.ends_with("Dashboard.md") || path.ends_with("Overview.md") || path.starts_with("weekly");
        let changed: Vec<&PathBuf> =
            paths.into_iter().filter(|path| before.get(*path) != after.get(*path) && !is_page(path)).collect();
        assert_eq!(changed, allowed.iter().map(Path::new).collect::<Vec<_>>(), "{command}");
        if !command.starts_with("export") {
            vault.run(["undo"]).ok();
            assert!(files(&vault.path()) == before, "`undo` does not bring back what was before `{command}`");
        }
    }
}

#[cfg(unix)]
#[test]
fn in_a_vault_that_may_not_be_written_every_command_says_so_and_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let Some(vault) = crate::hostile::as_nobody(example()) else { return };
    let folders = || {
        let mut folders = vec![vault.path()];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            folders
                .extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()));
            at += 1;
        }
        folders
    };
    for folder in folders() {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let before = files(&vault.path());
    for (command, _) in WRITING {
        let output = vault.run(words(command));
        assert_eq!(output.code, Some(2), "{command}: {output:#?}");
        assert!(output.stderr.contains("ermission") || output.stderr.contains("not written"), "{command}: {output:#?}");
        assert!(files(&vault.path()) == before, "{command}");
    }
    for folder in folders() {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
