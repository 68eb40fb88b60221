//! Limits, disks and permissions: what runs out is said once, survived, and made up for.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::folders::{Unmount, contact, stays_for};
use crate::watcher::{PATIENCE, Watcher, dashboard_of, page};
use harness::vault::{DASHBOARD, TODAY, TestVault, has_program};
use harness::{number, say};

fn run(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}

fn vault_of(contacts: usize) -> TestVault {
    let vault = TestVault::with_good_contact();
    for index in 0..contacts {
        vault.write(format!("people/p{index}.md"), contact(&format!("Person {index}")).as_bytes());
    }
    vault.built();
    vault
}

/// Starts the watcher behind the words of another command, which becomes it.
fn start_through(vault: &TestVault, words: &[&str], args: &[&str]) -> Watcher {
    let (first, rest) = words.split_first().unwrap();
    let root = vault.path();
    let watch = [env!("CARGO_BIN_EXE_coffeechat"), "watch", root.to_str().unwrap(), "--format", "json", "--verbose"];
    let mut command = Command::new(first);
    command.args(rest).args(watch).args(["--today", TODAY]).args(args).current_dir("/").env_clear();
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", vault.outside("home")).env("TZ", "UTC");
    Watcher::spawn(command.env("XDG_STATE_HOME", vault.outside("state")))
}

/// Gives everything of a vault to nobody, and returns the words that become nobody; or says why that cannot be.
fn as_nobody(vault: &TestVault) -> Option<Vec<&'static str>> {
    let words = vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let folder = vault.outside("");
    let is_given = run("chown", &["-R", "65534:65534", folder.to_str().unwrap()]);
    let program = env!("CARGO_BIN_EXE_coffeechat");
    if !is_given || !run(words[0], &[&words[1..], &[program, "--version"]].concat()) {
        say("skipped: the program cannot be run here as another user");
        return None;
    }
    Some(words)
}

#[test]
fn what_cannot_be_read_takes_no_follow_ups_along() {
    for unreadable in ["people", "people/p3.md", "."] {
        let vault = vault_of(5).note("beside.md", &contact("Beside Them"));
        vault.built();
        let Some(words) = as_nobody(&vault) else { return };
        let mut watcher = start_through(&vault, &words, &[]);
        watcher.wait_for("ready", |_| true);
        let before = watcher.settled(&vault);
        watcher.forget();
        let path = vault.path().join(unreadable);
        let mode = path.metadata().unwrap().permissions();
        fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        // We are not nobody, and write what they cannot read.
        vault.write("beside.md", contact("Beside Us").as_bytes());
        vault.write("people/p3.md", contact("Nobody Knows").as_bytes());
        watcher.wait_for("trouble", |event| matches!(event["code"].as_str(), Some("unreadable" | "vault-missing")));
        stays_for(Duration::from_secs(3), || page(&vault) == before);
        // It is said again only where more cannot be read.
        let troubles = watcher.everything().iter().filter(|event| event["code"] == "unreadable");
        let messages: Vec<String> = troubles.map(|event| event["message"].to_string()).collect();
        assert!(messages.is_sorted_by_key(String::len) && messages.len() <= 2, "{}", watcher.story());
        fs::set_permissions(&path, mode).unwrap();
        let after = watcher.settled(&vault);
        assert!(after.contains("Beside Us") && after.contains("Nobody Knows"), "{after}");
        watcher.wait_for("recovered", |_| true);
    }
}

#[test]
fn too_few_open_files_are_survived() {
    let vault = vault_of(50);
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let process = watcher.process().to_string();
    let limit = |files: &str| run("prlimit", &["--pid", &process, &format!("--nofile={files}:")]);
    assert!(limit("3"));
    for index in 0..50 {
        vault.write(format!("people/p{index}.md"), contact(&format!("Human {index}")).as_bytes());
    }
    watcher.wait_for("trouble", |event| event["code"] == "unreadable");
    assert_eq!(page(&vault), before);
    assert!(limit("1024"));
    assert_eq!(watcher.settled(&vault).matches("[Human ").count(), 50);
    watcher.wait_for("recovered", |event| event["code"] == "unreadable");
}

#[test]
fn a_start_with_few_open_files_works_or_says_why_not() {
    let vault = vault_of(100);
    let mut before = vault.built();
    for limit in 4..=24 {
        let mut watcher = start_through(&vault, &["prlimit", &format!("--nofile={limit}")], &[]);
        vault.write("people/good.md", contact(&format!("Priya {limit}")).as_bytes());
        let began = Instant::now();
        // It is ready, or says why it is not.
        let is_up = loop {
            let says = |event: &serde_json::Value| event["event"] == "ready" || event["code"] == "unreadable";
            if watcher.news().iter().any(says) {
                break true;
            }
            if watcher.has_ended() {
                break false;
            }
            assert!(began.elapsed() < PATIENCE, "neither up nor down with {limit} files: {}", watcher.story());
            thread::sleep(Duration::from_millis(5));
        };
        let is_told = |watcher: &mut Watcher| {
            watcher.everything().iter().any(|event| event["event"] == "trouble" && event["code"] == "unreadable")
        };
        if is_up && is_told(&mut watcher) {
            // It cannot read: then nothing is written.
            assert_eq!(page(&vault), before);
        } else if is_up {
            before = watcher.settled(&vault);
            assert!(before.contains(&format!("Priya {limit}")));
        } else {
            // With too few for the program to be loaded, its loader says so.
            let code = watcher.ended();
            assert!(matches!(code, Some(2 | 127)), "{limit}: {code:?} {}", watcher.story());
            assert!(!watcher.messages().is_empty() && !watcher.messages().contains("panicked"), "{}", watcher.story());
        }
    }
}

#[test]
fn at_the_limit_of_watches_it_says_which_and_looks_by_itself() {
    if !run("unshare", &["-Ur", "true"]) {
        return say("skipped: user namespaces are not permitted");
    }
    for (limit, sysctl) in
        [("max_inotify_watches", "max_user_watches"), ("max_inotify_instances", "max_user_instances")]
    {
        let vault = vault_of(3);
        for index in 0..30 {
            vault.write(format!("folder-{index}/p.md"), contact(&format!("Folder {index}")).as_bytes());
        }
        let value = if limit == "max_inotify_watches" { 10 } else { 0 };
        let shell = format!("echo {value} > /proc/sys/user/{limit} && exec \"$@\"");
        let mut watcher = start_through(&vault, &["unshare", "-Ur", "sh", "-c", &shell, "sh"], &[]);
        let message = watcher.trouble("watch-limit");
        assert!(message.contains(&format!("fs.inotify.{sysctl}")), "{message}");
        watcher.settled(&vault);
        for index in [3, 17, 29] {
            vault.write(format!("folder-{index}/p.md"), contact(&format!("Edited {index}")).as_bytes());
        }
        vault.write("folder-new/p.md", contact("Newly There").as_bytes());
        let dashboard = watcher.settled(&vault);
        assert!(dashboard.contains("Edited 29") && dashboard.contains("Newly There"), "{dashboard}");
        assert_eq!(watcher.troubles("watch-limit"), 0, "said twice: {}", watcher.story());
    }
}

#[test]
fn a_file_system_that_tells_nothing_is_looked_at() {
    let vault = TestVault::new();
    if !has_program("bindfs") {
        return say("skipped: bindfs is not installed");
    }
    let (real, place) = (vault.outside("real"), vault.path());
    fs::create_dir(&real).unwrap();
    let place = place.to_str().unwrap();
    if !run("bindfs", &[real.to_str().unwrap(), place]) {
        return say("skipped: bindfs cannot be mounted");
    }
    let _unmount = Unmount(place);
    fs::write(real.join("Dashboard.md"), DASHBOARD).unwrap();
    fs::write(real.join("one.md"), contact("One Nair")).unwrap();
    let mut watcher = Watcher::start(&vault);
    let said = |event: &&serde_json::Value| event["code"] == "no-events";
    // It is said before or behind `ready`.
    let began = Instant::now();
    while !watcher.everything().iter().any(|event| said(&event)) {
        assert!(began.elapsed() < PATIENCE, "{}", watcher.story());
        thread::sleep(Duration::from_millis(10));
    }
    watcher.settled(&vault);
    // Behind the back of the mounted folder: nobody is told.
    fs::write(real.join("one.md"), contact("Two Nair")).unwrap();
    assert!(watcher.settled(&vault).contains("Two Nair"));
    fs::rename(real.join("one.md"), real.join("two.md")).unwrap();
    assert!(watcher.settled(&vault).contains("(two.md)"));
    assert_eq!(watcher.everything().iter().filter(said).count(), 1, "{}", watcher.story());
    drop(watcher);

    // A pace of one's own.
    let mut watcher = Watcher::start_with(&vault, &["--today", TODAY, "--poll", "1"]);
    for number in 3..6 {
        fs::write(real.join("two.md"), contact(&format!("Nair {number}"))).unwrap();
        let dashboard = watcher.settled(&vault);
        assert!(dashboard.contains(&format!("Nair {number}")), "{dashboard}");
    }
}

#[test]
fn a_file_system_that_hangs_does_not_keep_it_alive() {
    let vault = TestVault::new();
    if !has_program("bindfs") {
        return say("skipped: bindfs is not installed");
    }
    let (real, place) = (vault.outside("real"), vault.path());
    fs::create_dir(&real).unwrap();
    let place = place.to_str().unwrap().to_owned();
    let Ok(mut mounted) = Command::new("bindfs").args(["-f", real.to_str().unwrap(), &place]).spawn() else { return };
    let is_up = || {
        fs::metadata(&place).is_ok_and(|at| at.permissions().mode() & 0o777 != 0) && run("mountpoint", &["-q", &place])
    };
    let began = Instant::now();
    while !is_up() {
        if mounted.try_wait().unwrap().is_some() || began.elapsed() > PATIENCE {
            return say("skipped: bindfs cannot be mounted");
        }
        thread::sleep(Duration::from_millis(5));
    }
    fs::write(real.join("Dashboard.md"), DASHBOARD).unwrap();
    fs::write(real.join("one.md"), contact("One Nair")).unwrap();
    let mut watcher = Watcher::start_with(&vault, &["--today", TODAY, "--poll", "1"]);
    watcher.settled(&vault);
    let process = rustix::process::Pid::from_child(&mounted);
    rustix::process::kill_process(process, Signal::STOP).unwrap();
    // By now it looks at the vault and hangs; whoever asks twice is heard.
    thread::sleep(Duration::from_secs(2));
    watcher.signal(Signal::INT);
    thread::sleep(Duration::from_millis(200));
    watcher.signal_if_alive(Signal::INT);
    let began = Instant::now();
    while !watcher.has_ended() && began.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(10));
    }
    let has_ended = watcher.has_ended();
    rustix::process::kill_process(process, Signal::CONT).unwrap();
    drop(Unmount(&place));
    let _ = mounted.wait();
    assert!(has_ended, "{}", watcher.story());
}

#[test]
fn on_a_full_disk_the_old_dashboard_stays_until_there_is_room() {
    let vault = TestVault::new();
    let place = vault.path();
    let place = place.to_str().unwrap();
    if !run("mount", &["-t", "tmpfs", "-o", "size=400k", "none", place]) {
        return say("skipped: mounting is not permitted");
    }
    let _unmount = Unmount(place);
    let vault = vault.note("Dashboard.md", DASHBOARD).note("good.md", &contact("Priya 00"));
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let filler = vault.path().join("filler.bin");
    let mut file = File::create(&filler).unwrap();
    while file.write_all(&[7; 512]).is_ok() {}
    // A save of the same size needs no room.
    let note = fs::OpenOptions::new().write(true).open(vault.path().join("good.md")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&note, contact("Priya 99").as_bytes(), 0).unwrap();
    drop(note);
    watcher.trouble("write-failed");
    assert_eq!(vault.text("Dashboard.md"), before);
    stays_for(Duration::from_secs(2), || vault.text("Dashboard.md") == before);
    let names: Vec<_> = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    // As long as it is open, its blocks are not free.
    drop(file);
    fs::remove_file(filler).unwrap();
    assert!(watcher.settled(&vault).contains("Priya 99"));
    watcher.wait_for("recovered", |event| event["code"] == "write-failed");
}

#[test]
fn without_a_place_for_its_lock_it_says_so_and_goes_on() {
    let vault = vault_of(3);
    fs::write(vault.outside("state"), "a file, not a folder").unwrap();
    fs::write(vault.outside("home/.local"), "so is this").unwrap();
    let mut watcher = Watcher::launch(&vault, &["--format", "json", "--today", TODAY]);
    watcher.trouble("no-lock");
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
    assert_eq!(watcher.troubles("no-lock"), 0, "said twice: {}", watcher.story());
}

#[test]
fn a_full_disk_for_its_lock_is_no_reason_to_stop() {
    let vault = vault_of(3);
    let state = vault.outside("state");
    fs::create_dir(&state).unwrap();
    let state = state.to_str().unwrap();
    if !run("mount", &["-t", "tmpfs", "-o", "nr_inodes=1", "none", state]) {
        return say("skipped: mounting is not permitted");
    }
    let _unmount = Unmount(state);
    let mut watcher = Watcher::start(&vault);
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
}

#[test]
fn too_little_memory_never_makes_half_a_dashboard() {
    let vault = vault_of(200);
    let before = vault.text("Dashboard.md");
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    let after = dashboard_of(&vault);
    let (mut up, mut down) = (0, 0);
    for megabytes in (8..160).step_by(8) {
        vault.write("Dashboard.md", before.as_bytes());
        let mut watcher = start_through(&vault, &["prlimit", &format!("--as={}", megabytes << 20)], &[]);
        let began = Instant::now();
        while !watcher.has_ended() && !watcher.everything().iter().any(|event| event["event"] == "ready") {
            assert!(began.elapsed() < PATIENCE, "neither up nor down with {megabytes} MB: {}", watcher.story());
            thread::sleep(Duration::from_millis(5));
        }
        *if watcher.has_ended() { &mut down } else { &mut up } += 1;
        let dashboard = vault.text("Dashboard.md");
        assert!(dashboard == before || dashboard == after, "{megabytes} MB: {dashboard}");
    }
    assert!(up > 0 && down > 0, "{up} up, {down} down: these sizes try nothing");
}

/// Returns the memory that a process holds, in KiB, and how many files it has open.
fn holds(process: u32) -> (u64, usize) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let memory = line.trim().trim_end_matches(" kB").parse().unwrap();
    (memory, fs::read_dir(format!("/proc/{process}/fd")).unwrap().count())
}

#[test]
fn saves_leave_neither_memory_nor_open_files_behind() {
    let saves = number("COFFEECHAT_SOAK", 240);
    let vault = vault_of(50);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let mut at_first = (0, 0);
    for save in 0..saves {
        let path = format!("people/p{}.md", save % 50);
        vault.write(&path, contact(&format!("Human {save}")).as_bytes());
        watcher.wait_for("changed", |event| {
            event["notes"].as_array().is_some_and(|notes| notes.contains(&path.as_str().into()))
        });
        if save == saves / 3 {
            at_first = holds(watcher.process());
        }
    }
    watcher.settled(&vault);
    let in_the_end = holds(watcher.process());
    say(&format!("{saves} saves, {} → {} KiB, {} → {} open files", at_first.0, in_the_end.0, at_first.1, in_the_end.1));
    assert!(in_the_end.1 <= at_first.1 + 2, "open files");
    assert!(in_the_end.0 < at_first.0 + 8 * 1024, "memory");
}

#[test]
fn a_storm_of_events_takes_no_memory() {
    let vault = vault_of(10);
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    let (before, _) = holds(watcher.process());
    let mut most = before;
    for index in 0..40_000 {
        let path = vault.path().join(format!("people/storm-{}.md", index % 500));
        File::create(&path).unwrap();
        fs::remove_file(path).unwrap();
        if index % 1000 == 0 {
            most = most.max(holds(watcher.process()).0);
        }
    }
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    assert!(watcher.settled(&vault).contains("Priya Varma"));
    assert!(most < before + 16 * 1024, "{before} → {most} KiB");
}

#[test]
fn when_its_ears_fail_it_hears_again_or_says_that_it_cannot() {
    if !has_program("strace") {
        return say("skipped: strace is not installed");
    }
    for (when, is_for_ever) in [("4", false), ("4+", true)] {
        let vault = vault_of(3);
        let fail = format!("inject=read:error=EBADF:when={when}");
        let mut watcher = start_through(
            &vault,
            &["strace", "-D", "-f", "-o", "/dev/null", "-P", "anon_inode:inotify", "-e", "trace=read", "-e", &fail],
            &[],
        );
        watcher.wait_for("ready", |_| true);
        // In the end it looks every ten seconds.
        for number in 0..if is_for_ever { 4 } else { 10 } {
            // A watcher that cannot hear and does not look has to end, so that somebody notices.
            if watcher.has_ended() {
                break;
            }
            vault.write("people/good.md", contact(&format!("Priya {number}")).as_bytes());
            match watcher.settles(&vault, TODAY, PATIENCE) {
                Ok(_) => {}
                Err(_) if is_for_ever && watcher.has_ended() => break,
                Err(difference) => panic!("when={when}: {difference}\n{}", watcher.story()),
            }
        }
        assert!(!watcher.messages().contains("panicked"), "when={when}: {}", watcher.story());
        if watcher.has_ended() {
            assert!(is_for_ever, "when={when}: {}", watcher.story());
            assert_eq!(watcher.ended(), Some(2), "{}", watcher.story());
        }
    }
}
