//! Folders that come, go and move, links, pipes, and a vault that is not there.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::observer::Observer;
use crate::watcher::{PATIENCE, Watcher, dashboard_of, page};
use harness::vault::{DASHBOARD, TODAY, TestVault};
use harness::{number, say};

/// Returns a contact with a follow-up.
pub(crate) fn contact(name: &str) -> String {
    format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-02\n---\n# {name}\n")
}

/// Saves a note of which nobody ever sees a part.
pub(crate) fn save(vault: &TestVault, path: &str, text: &str) {
    let (new, path) = (vault.outside("saved"), vault.path().join(path));
    fs::write(&new, text).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::rename(new, path).unwrap();
}

/// Fills a folder with contacts, in three folders beneath each other.
fn fill(folder: &Path, contacts: usize, word: &str) {
    for index in 0..contacts {
        let place = folder.join(format!("f{}/g{}", index % 5, index % 3));
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join(format!("{word}-{index}.md")), contact(&format!("{word} {index}"))).unwrap();
    }
}

fn run(program: &str, args: &[&str]) -> bool {
    let output = Command::new(program).args(args).output();
    output.is_ok_and(|output| output.status.success())
}

/// Makes a vault of that many contacts.
pub(crate) fn vault_of(contacts: usize) -> TestVault {
    let vault = TestVault::with_good_contact();
    fill(&vault.path().join("all"), contacts, "Person");
    vault.built();
    vault
}

#[test]
fn no_note_of_a_tree_that_is_copied_in_is_missed() {
    let copies = number("COFFEECHAT_COPIES", 8);
    let page = "# Dashboard\n\n<!-- coffeechat follow-ups limit:100000 -->\n<!-- /coffeechat -->\n";
    let vault = TestVault::with_good_contact().note("Dashboard.md", page);
    fill(&vault.outside("tree"), 60, "Copy");
    let mut watcher = Watcher::start(&vault);
    for copy in 0..copies {
        let target = vault.path().join(format!("copy-{copy}"));
        assert!(run("cp", &["-r", vault.outside("tree").to_str().unwrap(), target.to_str().unwrap()]));
        let dashboard = watcher.settled(&vault);
        assert_eq!(dashboard.matches(&format!("](copy-{copy}/")).count(), 60);
    }
    say(&format!("{copies} trees copied in, 0 notes missed"));
}

#[test]
fn a_note_in_a_folder_that_was_just_made_is_not_missed() {
    let vault = TestVault::with_good_contact();
    let mut watcher = Watcher::start(&vault);
    let began = Instant::now();
    for index in 0..12 {
        let folder = vault.path().join(format!("n{index}/b/c/d"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("new.md"), contact(&format!("New {index}"))).unwrap();
        assert!(watcher.settled(&vault).contains(&format!("[New {index}]")));
    }
    // Had no event told of them, a walk would have found each after half a minute or so.
    assert!(began.elapsed() < PATIENCE, "{}", watcher.story());
}

#[test]
fn folders_and_notes_that_move_are_shown_where_they_are_once() {
    let vault = TestVault::with_good_contact().note("people/deep/ines.md", &contact("Ines Alba"));
    fill(&vault.outside("outside"), 20, "Outer");
    vault.built();
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let at = |path: &str| vault.path().join(path);
    let mut move_to = |from: &Path, to: &Path, shown: &str| {
        let before = vault.text("Dashboard.md");
        let observer = Observer::start(&vault);
        fs::rename(from, to).unwrap();
        let after = watcher.settled(&vault);
        observer.saw_only(&[&before, &after]);
        assert!(after.contains(shown), "{shown}: {after}");
        after
    };
    move_to(&at("people/good.md"), &at("people/renamed.md"), "(people/renamed.md)");
    move_to(&at("people/renamed.md"), &at("renamed.md"), "(renamed.md)");
    move_to(&at("renamed.md"), &at("Renamed.md"), "(Renamed.md)");
    move_to(&at("people/deep"), &at("people/deeper"), "(people/deeper/ines.md)");
    move_to(&at("people"), &at("People"), "(People/deeper/ines.md)");
    move_to(&at("People"), &at("friends"), "(friends/deeper/ines.md)");
    let dashboard = move_to(&vault.outside("outside"), &at("inside"), "(inside/");
    assert_eq!(dashboard.matches("(inside/").count(), 20);
    let dashboard = move_to(&at("inside"), &vault.outside("outside"), "Ines Alba");
    assert!(!dashboard.contains("Outer"), "{dashboard}");
    // A note that moved is followed at its new place.
    let text = contact("Ines Alba").replace("11-02", "11-09");
    vault.write("friends/deeper/ines.md", text.as_bytes());
    assert!(watcher.settled(&vault).contains("Mon 9 Nov"));
}

#[test]
fn more_events_than_the_queue_holds_are_made_up_for() {
    let vault = vault_of(10);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    watcher.signal(Signal::STOP);
    // Twenty thousand files come and go, and fill the queue; what follows is not in it.
    for index in 0..20_000 {
        let path = vault.path().join(format!("passing-{index}.txt"));
        File::create(&path).unwrap();
        fs::remove_file(path).unwrap();
    }
    fill(&vault.path().join("late"), 30, "Late");
    watcher.signal(Signal::CONT);
    let dashboard = watcher.settled(&vault);
    assert_eq!(dashboard.matches("(late/").count(), 30);
}

#[test]
fn links_pipes_and_second_names_neither_stop_nor_confuse_the_watcher() {
    let vault = vault_of(3);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    symlink(".", vault.path().join("loop")).unwrap();
    symlink("..", vault.path().join("up")).unwrap();
    symlink("loop/loop/people/good.md", vault.path().join("far.md")).unwrap();
    symlink("/etc/hostname", vault.path().join("leak.md")).unwrap();
    symlink("nowhere.md", vault.path().join("dangling.md")).unwrap();
    assert!(run("mkfifo", &[vault.path().join("pipe.md").to_str().unwrap()]));
    watcher.settled(&vault);
    fs::hard_link(vault.path().join("people/good.md"), vault.path().join("people/twin.md")).unwrap();
    watcher.settled(&vault);
    // A change through one name of a note is a change of both; only one of them is told of, the other is looked for.
    drop(watcher);
    let mut watcher = Watcher::start_with(&vault, &["--today", TODAY, "--poll", "2"]);
    let path = vault.path().join("people/twin.md");
    let text = fs::read_to_string(&path).unwrap().replace("11-02", "11-09");
    OpenOptions::new().write(true).open(&path).unwrap().write_all(text.as_bytes()).unwrap();
    let dashboard = watcher.settled(&vault);
    assert!(!dashboard.contains("Priya Nair](people/good.md), no answer since Mon 2 Nov"), "{dashboard}");
}

#[test]
fn a_vault_that_is_moved_away_is_waited_for() {
    let vault = vault_of(5);
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let away = vault.outside("away");
    fs::rename(vault.path(), &away).unwrap();
    watcher.trouble("vault-missing");
    fs::write(away.join("people/good.md"), contact("Priya Sharma")).unwrap();
    stays_for(Duration::from_secs(3), || !vault.path().exists());
    assert_eq!(fs::read_to_string(away.join("Dashboard.md")).unwrap(), before);
    assert_eq!(watcher.troubles("vault-missing"), 0, "{}", watcher.story());
    fs::rename(&away, vault.path()).unwrap();
    watcher.wait_for("recovered", |event| event["code"] == "vault-missing");
    assert!(watcher.settled(&vault).contains("Priya Sharma"));
    // Events are heard again.
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
}

#[test]
fn another_folder_in_the_place_of_the_vault_is_not_written_to() {
    let vault = vault_of(5).note("coffeechat.yaml", "rules:\n  nudge: 5d\n");
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let away = vault.outside("away");
    fs::rename(vault.path(), &away).unwrap();
    fs::create_dir(vault.path()).unwrap();
    vault.write("Dashboard.md", harness::vault::DASHBOARD.as_bytes());
    vault.write("people/other.md", contact("Somebody Else").as_bytes());
    let other = vault.snapshot();
    watcher.trouble("vault-missing");
    stays_for(Duration::from_secs(3), || vault.snapshot() == other);
    fs::rename(vault.path(), vault.outside("other")).unwrap();
    fs::rename(&away, vault.path()).unwrap();
    watcher.wait_for("recovered", |event| event["code"] == "vault-missing");
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
}

#[test]
fn a_link_that_comes_to_lead_to_another_vault_is_noticed() {
    let vault = vault_of(3).note("coffeechat.yaml", "rules:\n  nudge: 5d\n");
    let other = vault.outside("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("Dashboard.md"), harness::vault::DASHBOARD).unwrap();
    fs::write(other.join("else.md"), contact("Somebody Else")).unwrap();
    let link = vault.outside("current");
    symlink("vault", &link).unwrap();
    let words = ["watch", link.to_str().unwrap(), "--format", "json", "--today", TODAY];
    let mut watcher = Watcher::spawn(vault.command(&words).env("XDG_STATE_HOME", vault.outside("state")));
    watcher.wait_for("ready", |_| true);
    watcher.settled(&vault);
    fs::remove_file(&link).unwrap();
    symlink("other", &link).unwrap();
    fs::write(other.join("new.md"), contact("Newly There")).unwrap();
    stays_for(Duration::from_secs(3), || {
        fs::read_to_string(other.join("Dashboard.md")).unwrap() == harness::vault::DASHBOARD
    });
    fs::remove_file(&link).unwrap();
    symlink("vault", &link).unwrap();
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
}

#[test]
fn a_vault_that_is_unmounted_or_covered_is_waited_for() {
    let vault = TestVault::new();
    let place = vault.path();
    let place = place.to_str().unwrap();
    let real = vault.outside("real");
    fs::create_dir(&real).unwrap();
    if !run("mount", &["--bind", real.to_str().unwrap(), place]) {
        return say("skipped: mounting is not permitted");
    }
    let _unmount = Unmount(place);
    let vault = vault.note("Dashboard.md", harness::vault::DASHBOARD).note("people/good.md", &contact("Priya Nair"));
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);

    // Gone, as when a disk is pulled out: below is an empty folder.
    assert!(run("umount", &["--lazy", place]));
    watcher.trouble("vault-missing");
    stays_for(Duration::from_secs(3), || fs::read_dir(place).unwrap().next().is_none());
    assert!(run("mount", &["--bind", real.to_str().unwrap(), place]));
    watcher.wait_for("recovered", |event| event["code"] == "vault-missing");
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    let after = watcher.settled(&vault);
    assert!(after.contains("Priya Varma") && after != before);

    // Covered by another, empty disk.
    assert!(run("mount", &["-t", "tmpfs", "none", place]));
    watcher.trouble("vault-missing");
    stays_for(Duration::from_secs(3), || fs::read_dir(place).unwrap().next().is_none());
    assert_eq!(fs::read_to_string(real.join("Dashboard.md")).unwrap(), after);
    assert!(run("umount", &[place]));
    watcher.wait_for("recovered", |event| event["code"] == "vault-missing");
    vault.write("people/good.md", contact("Priya Sharma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Sharma"));
}

/// Takes away what a test mounted, also when it fails.
pub(crate) struct Unmount<'a>(pub(crate) &'a str);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        while run("umount", &["--lazy", self.0]) {}
    }
}

/// Tells a thread to stop, also when the test fails.
pub(crate) struct OnDrop<'a>(pub(crate) &'a AtomicBool);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asserts that something holds, again and again.
#[track_caller]
pub(crate) fn stays_for(time: Duration, holds: impl Fn() -> bool) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        assert!(holds());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn when_most_notes_vanish_the_dashboard_stays_until_they_return_or_it_is_meant() {
    let vault = TestVault::with_good_contact();
    fill(&vault.path().join("all"), 12, "Person");
    fill(&vault.path().join("most"), 48, "Other");
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let (inside, outside) = (vault.path().join("most"), vault.outside("most"));
    // All at once: a part of them would be no mass.
    let go = || fs::rename(&inside, &outside).unwrap();
    let observer = Observer::start(&vault);
    go();
    let message = watcher.trouble("mass-disappearance");
    assert!(message.contains("48"), "{message}");
    // Other notes may change; the dashboard stays nevertheless.
    vault.write("people/good.md", contact("Priya Nair").as_bytes());
    stays_for(Duration::from_secs(3), || page(&vault) == before);
    observer.saw_only(&[&before]);
    fs::rename(&outside, &inside).unwrap();
    watcher.wait_for("recovered", |event| event["code"] == "mass-disappearance");
    assert_eq!(watcher.settled(&vault), before);

    // This time it is meant.
    go();
    watcher.trouble("mass-disappearance");
    assert_eq!(page(&vault), before);
    vault.run(["build"]).code(2).says("--accept-loss");
    assert_eq!(page(&vault), before);
    vault.run(["build", "--accept-loss"]).ok();
    assert_ne!(page(&vault), before);
    watcher.wait_for("recovered", |event| event["code"] == "mass-disappearance");
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_loss_that_was_accepted_while_the_notice_about_it_was_written_was_held_for_ever() {
    if !harness::vault::has_program("strace") {
        return harness::say("skipped: strace is not installed");
    }
    let vault = TestVault::with_good_contact();
    fill(&vault.path().join("most"), 48, "Other");
    vault.built();
    // Between the look at the page and the write of the notice there is time to accept the loss.
    let slow = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=renameat2:delay_enter=2s"];
    let vault = vault.through(&slow);
    let mut watcher = Watcher::start(&vault);
    let vault = vault.through(&[]);
    fs::rename(vault.path().join("most"), vault.outside("most")).unwrap();
    watcher.trouble("mass-disappearance");
    vault.run(["build", "--accept-loss"]).ok();
    watcher.wait_for("recovered", |event| event["code"] == "mass-disappearance");
    let text = watcher.settled(&vault);
    assert!(!text.contains("are gone") && !text.contains("Other-"), "{text}");
}

#[test]
fn a_vault_that_is_emptied_is_not_begun_anew() {
    // Few notes or many; with settings, which vanish too; and what comes back comes bit by bit, the dashboard last.
    for (notes, settings) in [(3, false), (40, false), (40, true)] {
        let vault = vault_of(notes);
        if settings {
            vault.write("coffeechat.yaml", b"max-nudges: 1\n");
        }
        let mut watcher = Watcher::start(&vault);
        let before = watcher.settled(&vault);
        let names: Vec<_> = fs::read_dir(vault.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        fs::create_dir(vault.outside("kept")).unwrap();
        let kept = |name: &std::ffi::OsString| vault.outside("kept").join(name);
        for name in &names {
            fs::rename(vault.path().join(name), kept(name)).unwrap();
        }
        watcher.trouble("mass-disappearance");
        stays_for(Duration::from_secs(3), || fs::read_dir(vault.path()).unwrap().next().is_none());
        let (last, first): (Vec<_>, Vec<_>) = names.iter().partition(|name| *name == "Dashboard.md");
        for name in first {
            fs::rename(kept(name), vault.path().join(name)).unwrap();
            stays_for(Duration::from_secs(1), || !vault.path().join("Dashboard.md").exists());
        }
        for name in last {
            fs::rename(kept(name), vault.path().join(name)).unwrap();
        }
        assert_eq!(watcher.settled(&vault), before);
    }
}

#[test]
fn somebody_who_never_stops_writing_holds_up_nobody_else() {
    let vault = vault_of(5);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stop = OnDrop(&stop);
        scope.spawn(|| {
            let mut log = File::create(vault.path().join("log.md")).unwrap();
            while !stop.load(Ordering::Relaxed) {
                writeln!(log, "one more line").unwrap();
                thread::sleep(Duration::from_millis(50));
            }
        });
        vault.write("people/good.md", contact("Priya Varma").as_bytes());
        let shown = || vault.text("Dashboard.md").contains("Priya Varma");
        let until = Instant::now() + PATIENCE;
        while !shown() && Instant::now() < until {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(shown(), "{}", watcher.story());
    });
    watcher.settled(&vault);
}

#[test]
fn times_of_notes_are_not_believed() {
    let vault = vault_of(5);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let touch =
        |when: &str| assert!(run("touch", &["-d", when, vault.path().join("people/good.md").to_str().unwrap()]));
    for (name, when) in [("Priya Aa", "2099-01-01"), ("Priya Bb", "1970-01-01"), ("Priya Cc", "1960-01-01")] {
        vault.write("people/good.md", contact(name).as_bytes());
        touch(when);
        assert!(watcher.settled(&vault).contains(name));
    }
    watcher.forget();
    stays_for(Duration::from_secs(2), || true);
    assert_eq!(watcher.writes("Dashboard.md"), 0, "{}", watcher.story());
}

#[test]
fn two_saves_of_one_size_within_one_tick_of_a_coarse_clock_are_two() {
    let vault = TestVault::new();
    let (image, place) = (vault.outside("image"), vault.path());
    let place = place.to_str().unwrap();
    File::create(&image).unwrap().set_len(16 << 20).unwrap();
    // Inodes of 128 bytes hold times in whole seconds.
    let made = run("mkfs.ext4", &["-q", "-I", "128", image.to_str().unwrap()]);
    if !made || !run("mount", &["-o", "loop", image.to_str().unwrap(), place]) {
        return say("skipped: a file system in a file cannot be mounted");
    }
    let _unmount = Unmount(place);
    let vault = vault.note("Dashboard.md", harness::vault::DASHBOARD).note("good.md", &contact("Priya 00"));
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    for number in 1..40 {
        let name = format!("Priya {number:02}");
        fs::write(vault.path().join("good.md"), contact(&name)).unwrap();
        thread::sleep(Duration::from_millis(number * 3));
    }
    assert!(watcher.settled(&vault).contains("Priya 39"));
    assert_eq!(vault.text("Dashboard.md"), dashboard_of(&vault));
}

#[test]
fn on_a_disk_without_upper_and_lower_case_a_note_is_one_note() {
    let vault = TestVault::new();
    let (image, place) = (vault.outside("image"), vault.path());
    let place = place.to_str().unwrap();
    File::create(&image).unwrap().set_len(16 << 20).unwrap();
    let image = image.to_str().unwrap();
    if !run("mkfs.exfat", &[image]) || !run("mount", &["-t", "exfat-fuse", "-o", "loop", image, place]) {
        return say("skipped: an exFAT disk cannot be mounted");
    }
    let _unmount = Unmount(place);
    let vault = vault.note("Dashboard.md", harness::vault::DASHBOARD).note("People/Good.md", &contact("Priya Nair"));
    let mut watcher = Watcher::start_with(&vault, &["--today", TODAY, "--poll", "1"]);
    assert_eq!(watcher.settled(&vault).matches("](People/Good.md)").count(), 1);
    fs::rename(vault.path().join("People/Good.md"), vault.path().join("People/good.md")).unwrap();
    let dashboard = watcher.settled(&vault);
    assert_eq!(
        (dashboard.matches("Priya").count(), dashboard.matches("](People/good.md)").count()),
        (1, 1),
        "{dashboard}"
    );
    fs::rename(vault.path().join("People"), vault.path().join("people")).unwrap();
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    let dashboard = watcher.settled(&vault);
    assert_eq!(dashboard.matches("[Priya Varma](people/good.md)").count(), 1, "{dashboard}");
}

#[test]
fn names_that_look_the_same_are_two_notes() {
    let vault = vault_of(2);
    let mut watcher = Watcher::start(&vault);
    vault.write("people/caf\u{e9}.md", contact("Composed Nair").as_bytes());
    vault.write("people/cafe\u{301}.md", contact("Decomposed Nair").as_bytes());
    let dashboard = watcher.settled(&vault);
    assert!(dashboard.contains("[Composed Nair]") && dashboard.contains("[Decomposed Nair]"), "{dashboard}");
    fs::remove_file(vault.path().join("people/caf\u{e9}.md")).unwrap();
    let dashboard = watcher.settled(&vault);
    assert!(!dashboard.contains("[Composed Nair]") && dashboard.contains("[Decomposed Nair]"), "{dashboard}");
}

#[test]
fn a_copy_that_came_while_it_watched_became_a_second_person_until_the_next_walk() {
    let ola = "---\ntype: contact\nname: Ola Brandt\ncompany: Fjord AB\nrequested: 2026-11-02\n---\n";
    let vault = TestVault::new().note("Dashboard.md", DASHBOARD).note("people/Ola Brandt.md", ola);
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    vault.write("people/Ola Brandt 2.md", ola.as_bytes());
    watcher.wait_for("walk", |_| true);
    let after = watcher.settled(&vault);
    assert_eq!(after.matches("**Nudge**").count(), 1, "{after}");
    assert!(after.contains("is nearly the same"), "{after}");
    // It says something else now, so it is somebody else.
    vault.write("people/Ola Brandt 2.md", ola.replace("Fjord AB", "Grid Ltd").replace("11-02", "11-01").as_bytes());
    watcher.wait_for("walk", |_| true);
    let other = watcher.settled(&vault);
    assert_eq!(other.matches("**Nudge**").count(), 2, "{other}");
    std::fs::remove_file(vault.path().join("people/Ola Brandt 2.md")).unwrap();
    assert_eq!(watcher.settled(&vault), before);
}
