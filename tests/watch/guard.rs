//! What holds the watcher up: most of the notes say nothing any more, some cannot be read, somebody fights; and that the
//! page says so.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::folders::{stays_for, vault_of};
use crate::watcher::{PATIENCE, Watcher, page};
use harness::vault::TestVault;

const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";
const NOTICE: &str = "**`coffeechat watch` waits:** ";

/// What becomes of a note, and the trouble that this is.
type Fate = (&'static str, fn(&[u8]) -> Vec<u8>, &'static str);

/// Waits until the dashboard says what holds the watcher up, and returns that line.
#[track_caller]
fn notice(vault: &TestVault) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = vault.text("Dashboard.md");
        let first = text.lines().skip_while(|line| !line.starts_with("<!-- coffeechat ")).nth(1);
        if let Some(line) = first.filter(|line| line.starts_with(NOTICE)) {
            assert_eq!(text.matches(NOTICE).count(), 1, "{text}");
            return line.to_owned();
        }
        assert!(Instant::now() < until, "the page says nothing: {text}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn people(vault: &TestVault) -> Vec<PathBuf> {
    let files = harness::vault::files(&vault.path());
    files.into_keys().filter(|path| path.starts_with("all")).map(|path| vault.path().join(path)).collect()
}

fn change_all(vault: &TestVault, change: fn(&[u8]) -> Vec<u8>) {
    for path in people(vault) {
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, change(&bytes)).unwrap();
    }
}

#[test]
fn notes_that_said_nothing_all_at_once_took_their_lines_along() {
    let utf_16 = |text: &[u8]| text.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<u8>>();
    let fates: [Fate; 6] = [
        ("emptied", |_| Vec::new(), "mass-disappearance"),
        ("UTF-16", utf_16, "mass-disappearance"),
        ("over the size cap", |_| vec![b'x'; 3_000], "mass-disappearance"),
        ("encrypted", |_| b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n".to_vec(), "mass-disappearance"),
        ("pointers of Git LFS", |_| LFS.to_vec(), "unreadable"),
        ("locked by git-crypt", |_| b"\0GITCRYPT\0\x01\x02\xff".to_vec(), "unreadable"),
    ];
    let vault = vault_of(60).note("coffeechat.yaml", "max-note-size: 2000\ndashboard: Dashboard.md\n");
    // The page is larger than a note may be here.
    vault.write("Dashboard.md", b"# D\n\n<!-- coffeechat follow-ups limit:12 -->\n<!-- /coffeechat -->\n");
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let texts: Vec<(PathBuf, Vec<u8>)> =
        people(&vault).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    for (what, change, code) in fates {
        watcher.forget();
        // All at once for the watcher, however busy the computer is: a part of them would be no mass.
        watcher.signal(Signal::STOP);
        change_all(&vault, change);
        watcher.signal(Signal::CONT);
        let message = watcher.trouble(code);
        assert!(message.contains("are gone or empty") || message.contains("all/f"), "{message}");
        let notice = notice(&vault);
        assert!(notice.contains("60 of 62") || notice.contains("such as all/f"), "{what}: {notice}");
        stays_for(Duration::from_secs(1), || page(&vault) == before);
        vault.run(["check"]);
        for (path, bytes) in &texts {
            fs::write(path, bytes).unwrap();
        }
        watcher.wait_for("recovered", |event| event["code"] == code);
        assert_eq!(watcher.settled(&vault), before, "{what}");
    }
}

#[test]
fn a_watcher_that_starts_when_the_notes_are_gone_already_dropped_their_lines() {
    let vault = vault_of(60);
    let before = vault.text("Dashboard.md");
    change_all(&vault, |_| Vec::new());
    let mut watcher = Watcher::start(&vault);
    assert!(notice(&vault).contains("are gone or empty"));
    assert_eq!(page(&vault), before);
    vault.run(["build"]).code(2).says("--accept-loss");
    vault.run(["build", "--accept-loss"]).ok();
    watcher.wait_for("recovered", |event| event["code"] == "mass-disappearance");
    let after = watcher.settled(&vault);
    assert!(after != before && !after.contains(NOTICE), "{after}");
}

#[test]
fn a_mass_loss_that_was_held_was_written_away_by_a_build_or_by_another_watcher() {
    let vault = vault_of(80).note("coffeechat.yaml", "");
    // Most of the notes stand on no row, and hardly any of those that are lost.
    vault.write("Dashboard.md", b"# D\n\n<!-- coffeechat summary -->\n<!-- /coffeechat -->\n\n<!-- coffeechat follow-ups limit:12 -->\n<!-- /coffeechat -->\n");
    let before = vault.built();
    let texts: Vec<(PathBuf, Vec<u8>)> =
        people(&vault).into_iter().rev().take(30).map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    watcher.signal(Signal::STOP);
    for (path, _) in &texts {
        fs::write(path, "").unwrap();
    }
    watcher.signal(Signal::CONT);
    watcher.trouble("mass-disappearance");
    let said = notice(&vault);
    assert!(said.contains("30 of 82 notes"), "{said}");
    drop(watcher);
    // Neither a build nor a command nor the next watcher writes the page without them.
    vault.run(["build"]).code(2).says("30 of 82 notes are gone or empty").says("--accept-loss");
    vault.run(["build", "--check"]).code(2);
    vault.run(["log", "good", "rang"]).says("will bring the dashboard up to date");
    assert_eq!(page(&vault), before);
    let mut watcher = Watcher::start(&vault);
    assert!(watcher.everything().iter().any(|event| event["code"] == "mass-disappearance"), "{}", watcher.story());
    stays_for(Duration::from_secs(1), || page(&vault) == before && notice(&vault) == said);
    drop(watcher);
    // New notes are not those that are gone.
    fs::write(vault.path().join("all/new.md"), "---\ntype: contact\n---\n# New\n").unwrap();
    vault.run(["build"]).code(2).says("--accept-loss");
    fs::remove_file(vault.path().join("all/new.md")).unwrap();
    // They are back, under other names or their own.
    for (path, bytes) in &texts {
        fs::remove_file(path).unwrap();
        fs::write(path.with_extension("txt.md"), bytes).unwrap();
    }
    vault.run(["build"]).ok();
    assert!(!vault.text("Dashboard.md").contains(NOTICE));
}

#[test]
fn what_the_watcher_says_of_itself_was_taken_for_a_line_of_the_page() {
    let vault = vault_of(30);
    let before = vault.text("Dashboard.md");
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let (away, place) = (vault.outside("away"), vault.path().join("all"));
    fs::rename(&place, &away).unwrap();
    watcher.trouble("mass-disappearance");
    let notice = notice(&vault);
    // It ends without having been able to go on; the notes come back when nobody looks.
    drop(watcher);
    fs::rename(&away, &place).unwrap();
    vault.run(["build", "--check"]).ok();
    assert!(vault.text("Dashboard.md").contains(&notice), "a check writes nothing");
    let twice = vault.text("Dashboard.md").replacen(&notice, &format!("{notice}\n{notice}"), 1);
    vault.write("Dashboard.md", twice.as_bytes());
    vault.run(["build", "--check"]).ok();
    assert_eq!(vault.built(), before);
    // The next one takes away what it finds.
    vault.write("Dashboard.md", twice.as_bytes());
    let mut watcher = Watcher::start(&vault);
    assert_eq!(watcher.settled(&vault), before);
}

#[test]
fn a_note_that_goes_to_the_cloud_under_the_watcher_was_dropped() {
    let vault = vault_of(3);
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    for placeholder in ["people/.good.md.icloud", "people/good.md.nextcloud"] {
        let (note, placeholder) = (vault.path().join("people/good.md"), vault.path().join(placeholder));
        let text = fs::read(&note).unwrap();
        watcher.forget();
        fs::write(&placeholder, "").unwrap();
        fs::remove_file(&note).unwrap();
        assert!(watcher.trouble("unreadable").contains("people/good.md"));
        assert!(notice(&vault).contains("people/good.md"));
        stays_for(Duration::from_secs(1), || page(&vault) == before);
        fs::remove_file(&placeholder).unwrap();
        fs::write(&note, text).unwrap();
        watcher.wait_for("recovered", |event| event["code"] == "unreadable");
        assert_eq!(watcher.settled(&vault), before);
    }
}
