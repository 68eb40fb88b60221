//! Outputs: exports in files of the vault, kept up to date like the dashboard.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::thread;
use std::time::{Duration, Instant};

use crate::folders::{contact, stays_for};
use crate::watcher::{PATIENCE, Watcher};
use harness::vault::{TODAY, TestVault};

/// A vault with these outputs.
fn vault(outputs: &str) -> TestVault {
    TestVault::with_good_contact().note("coffeechat.yaml", &format!("outputs: {outputs}\n"))
}

/// Waits until a file holds what `export` prints.
#[track_caller]
fn follows(vault: &TestVault, watcher: &Watcher, format: &str, file: &str) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let export = vault.command(&["export", format, "--today", TODAY]).output().unwrap();
        assert!(export.status.success());
        if fs::read(vault.path().join(file)).is_ok_and(|bytes| bytes == export.stdout) {
            return;
        }
        assert!(Instant::now() < deadline, "{file} is not what `export {format}` prints\n{}", watcher.story());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_output_appears_follows_a_change_and_is_made_again() {
    let vault = vault("{csv: people.csv, ics: out/talks.ics}");
    let mut watcher = Watcher::start(&vault);
    follows(&vault, &watcher, "csv", "people.csv");
    follows(&vault, &watcher, "ics", "out/talks.ics");
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    watcher.settled(&vault);
    follows(&vault, &watcher, "csv", "people.csv");
    follows(&vault, &watcher, "ics", "out/talks.ics");
    assert!(vault.text("people.csv").contains("Ines Alba"));
    // Nothing else happens in the vault than this.
    fs::remove_file(vault.path().join("people.csv")).unwrap();
    follows(&vault, &watcher, "csv", "people.csv");
}

#[test]
fn an_output_of_which_nothing_changed_is_not_written() {
    let vault = vault("{csv: people.csv}");
    let mut watcher = Watcher::start(&vault);
    follows(&vault, &watcher, "csv", "people.csv");
    watcher.settled(&vault);
    let written =
        || fs::metadata(vault.path().join("people.csv")).map(|found| (found.ino(), found.mtime_nsec())).unwrap();
    let before = written();
    watcher.forget();
    vault.write("reading/plain.md", b"Nothing that an export shows.\n");
    watcher.wait_for("changed", |_| true);
    stays_for(Duration::from_secs(1), || written() == before);
    assert_eq!(watcher.writes("people.csv"), 0, "{}", watcher.story());
}

#[test]
fn a_file_of_ones_own_in_the_place_of_an_output_is_kept_until_it_is_moved_away() {
    let vault = vault("{csv: people.csv}").note("people.csv", "Name,Phone\nAna,mine\n");
    let mut watcher = Watcher::start_with(&vault, &["--today", TODAY]);
    watcher.forget();
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    watcher.wait_for("changed", |_| true);
    stays_for(Duration::from_secs(1), || vault.text("people.csv") == "Name,Phone\nAna,mine\n");
    assert!(watcher.everything().iter().any(|event| event["code"] == "foreign-output"), "{}", watcher.story());
    fs::rename(vault.path().join("people.csv"), vault.path().join("mine.csv")).unwrap();
    watcher.wait_for("recovered", |event| event["code"] == "foreign-output");
    follows(&vault, &watcher, "csv", "people.csv");
    assert_eq!(vault.text("mine.csv"), "Name,Phone\nAna,mine\n");
}

#[test]
fn an_output_follows_the_end_of_a_long_note() {
    let long = "She told me how the plant is run. ".repeat(20);
    let text = |end: &str| format!("---\ntype: contact\nname: Ines Alba\n---\n{long}\n\n## Background\n\n{end}\n");
    let vault = vault("{csv: people.csv}").note("people/ines.md", &text("Porto."));
    let mut watcher = Watcher::start(&vault);
    follows(&vault, &watcher, "csv", "people.csv");
    vault.write("people/ines.md", text("Porto, then Oslo.").as_bytes());
    watcher.settled(&vault);
    follows(&vault, &watcher, "csv", "people.csv");
    assert!(vault.text("people.csv").contains("Porto, then Oslo."));
}
