//! The program ends, or a call to the system fails, anywhere in a build: the dashboard is the old one or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use crate::folders::contact;
use crate::say;
use crate::vault::{DASHBOARD, TODAY, TestVault, has_program};
use crate::watcher::dashboard_of;

/// The calls that look for, make, fill and exchange files.
const CALLS: [&str; 14] = [
    "openat",
    "openat2",
    "statx",
    "write",
    "fchmod",
    "fsetxattr",
    "fsync",
    "fdatasync",
    "renameat2",
    "renameat",
    "rename",
    "fcntl",
    "unlinkat",
    "getdents64",
];
const ERRORS: [&str; 5] = ["EIO", "ENOSPC", "EACCES", "EMFILE", "EINTR"];

/// Builds under `strace` with more options for it.
fn traced(vault: &TestVault, options: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-o", vault.outside("calls").to_str().unwrap()]).args(options);
    command.args([env!("CARGO_BIN_EXE_coffeechat"), "build", vault.path().to_str().unwrap(), "--today", TODAY]);
    // One thread, so that the calls come in the same order each time.
    command.env_clear().env("PATH", "/usr/bin:/bin").env("RAYON_NUM_THREADS", "1").env("TZ", "UTC").output().unwrap()
}

/// Returns how often each call is made by one thread at most.
fn counts(vault: &TestVault) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in fs::read_to_string(vault.outside("calls")).unwrap().lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        *counts.entry((process.to_owned(), name.to_owned())).or_insert(0) += 1;
    }
    let mut most = BTreeMap::new();
    for ((_, name), count) in counts {
        let entry = most.entry(name).or_insert(0);
        *entry = count.max(*entry);
    }
    most
}

#[test]
fn wherever_a_build_ends_or_fails_the_dashboard_is_old_or_new() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    let vault = TestVault::new().note("Dashboard.md", DASHBOARD);
    for number in 0..3 {
        vault.write(format!("people/p{number}.md"), contact(&format!("Person {number}")).as_bytes());
    }
    let before = vault.built();
    vault.write("people/p1.md", contact("Somebody Else").as_bytes());
    let after = dashboard_of(&vault);
    traced(&vault, &[]);
    assert_eq!(vault.text("Dashboard.md"), after);
    let counts = counts(&vault);
    let (mut points, mut old, mut new) = (0, 0, 0);
    for call in CALLS {
        for when in 1..=counts.get(call).copied().unwrap_or(0) {
            let kill = [format!("inject={call}:signal=KILL:when={when}")];
            let fail = ERRORS.map(|error| format!("inject={call}:error={error}:when={when}"));
            // The first calls load the program itself.
            for inject in kill.iter().chain(&fail) {
                fs::write(vault.path().join("Dashboard.md"), &before).unwrap();
                let output = traced(&vault, &["-e", inject]);
                let (dashboard, message) = (vault.text("Dashboard.md"), String::from_utf8_lossy(&output.stderr));
                assert!(dashboard == before || dashboard == after, "{inject}: {dashboard}");
                assert!(!message.contains("panicked"), "{inject}: {message}");
                points += 1;
                *if dashboard == after { &mut new } else { &mut old } += 1;
                if output.status.code() == Some(0) {
                    assert_eq!(dashboard, after, "{inject} ended well");
                }
                for entry in fs::read_dir(vault.path()).unwrap().map(|entry| entry.unwrap()) {
                    let name = entry.file_name().into_string().unwrap();
                    // Where it could not see whose text it took away, it keeps that text and says where.
                    if name.contains("(conflicted copy") {
                        assert!(message.contains(&name), "{inject}: {message}");
                        assert_eq!(fs::read_to_string(entry.path()).unwrap(), before, "{inject}");
                        fs::remove_file(entry.path()).unwrap();
                    } else if name.starts_with(".coffeechat-") {
                        assert!(inject.contains("KILL") || call == "unlinkat", "{inject}: {name}");
                        fs::remove_file(entry.path()).unwrap();
                    }
                }
            }
        }
    }
    say(&format!("{points} points of a build ended or failed, {old} old and {new} new dashboards, 0 torn"));
    assert!(old > 0 && new > 0);
}
