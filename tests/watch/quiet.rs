//! What it does not do: write twice, look without need, fight, run twice; and what it says.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::folders::{OnDrop, contact, save, stays_for};
use crate::observer::Observer;
use crate::watcher::{PATIENCE, Watcher, dashboard_of};
use harness::repository;
use harness::say;
use harness::vault::{TODAY, TestVault, has_program};

/// Starts the watcher under `strace`, which writes the calls that name files or list folders to the file `calls`.
fn traced(vault: &TestVault) -> Option<Watcher> {
    if !has_program("strace") {
        say("skipped: strace is not installed");
        return None;
    }
    let calls = vault.outside("calls");
    let (root, program) = (vault.path(), env!("CARGO_BIN_EXE_coffeechat"));
    let mut command = Command::new("strace");
    // With -D the watcher itself is our child, so that signals reach it.
    command.args([
        "-D",
        "-f",
        "-y",
        "-o",
        calls.to_str().unwrap(),
        "-e",
        "trace=%file,getdents64,write,pwrite64,ftruncate,mmap",
    ]);
    command.args([program, "watch", root.to_str().unwrap(), "--format", "json", "--today", TODAY]).env_clear();
    command.env("PATH", "/usr/bin:/bin").env("HOME", vault.outside("home")).env("TZ", "UTC");
    let mut watcher = Watcher::spawn(command.env("XDG_STATE_HOME", vault.outside("state")));
    watcher.wait_for("ready", |_| true);
    Some(watcher)
}

/// Returns whether a traced call may change a file.
fn changes(call: &str) -> bool {
    let words = call.split_once(' ').map_or("", |(_, rest)| rest.trim_start());
    let Some((name, arguments)) = words.split_once('(') else { return false };
    match name {
        "open" | "openat" | "openat2" => {
            ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| arguments.contains(flag))
        }
        // What it prints, and what wakes its own threads, is no file of anybody's.
        "write" | "pwrite64" => !["<pipe:", "<anon_inode:", "<socket:"].iter().any(|kind| arguments.contains(kind)),
        "creat" | "link" | "linkat" | "ftruncate" | "truncate" => true,
        _ => ["rename", "unlink", "mkdir", "rmdir", "symlink", "chmod", "fchmod", "chown", "utime"]
            .iter()
            .any(|change| name.starts_with(change)),
    }
}

#[test]
fn at_rest_it_neither_writes_nor_looks() {
    let vault = TestVault::with_good_contact();
    let Some(mut watcher) = traced(&vault) else { return };
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    watcher.settled(&vault);
    let calls = || fs::read_to_string(vault.outside("calls")).unwrap();
    let mut before = 0;
    // What it still does about the change is no rest.
    while std::mem::replace(&mut before, calls().lines().count()) != before {
        thread::sleep(Duration::from_secs(1));
    }
    let began = Instant::now();
    // Comparing with `build` reads the vault, too; that others read is no reason to look.
    dashboard_of(&vault);
    let rest = Duration::from_secs(harness::number("COFFEECHAT_REST", 10));
    thread::sleep(rest);
    let calls = calls();
    let since: Vec<&str> = calls.lines().skip(before).collect();
    let writes: Vec<&&str> = since.iter().filter(|call| changes(call)).collect();
    assert!(writes.is_empty(), "{writes:#?}");
    // Two folders, each listed with two calls, once a minute.
    let listings = since.iter().filter(|call| call.contains("getdents64(")).count();
    let most = 4 * (1 + usize::try_from(began.elapsed().as_secs()).unwrap() / 60);
    assert!(listings <= most, "{listings} listings\n{}", since.join("\n"));
}

#[test]
fn nothing_is_opened_for_writing_but_the_dashboard_and_the_lock() {
    let vault = TestVault::with_good_contact();
    vault.built();
    repository::init(&vault, false);
    let git_before = harness::vault::files(&vault.path().join(".git"));
    let Some(mut watcher) = traced(&vault) else { return };
    for number in 0..5 {
        vault.write("people/ines.md", contact(&format!("Ines {number}")).as_bytes());
        watcher.settled(&vault);
    }
    fs::remove_file(vault.path().join("people/ines.md")).unwrap();
    watcher.settled(&vault);
    watcher.signal(Signal::TERM);
    assert_eq!(watcher.ended(), Some(0));
    let calls = fs::read_to_string(vault.outside("calls")).unwrap();
    let state = vault.outside("state").to_str().unwrap().to_owned();
    for call in calls.lines().filter(|call| changes(call)) {
        let is_ours = call.contains(".coffeechat-") || call.contains(&state) || call.contains("/dev/null");
        let is_harmless = call.contains("/proc/self") || call.contains("/sys/fs/cgroup");
        assert!(is_ours || is_harmless, "{call}");
    }
    // A file that somebody shortens while it is mapped would end the program.
    let root = format!("<{}/", vault.path().display());
    let mapped = calls.lines().filter(|call| call.contains(" mmap(")).find(|call| call.contains(&root));
    assert_eq!(mapped, None);
    assert!(!calls.contains("execve(") || calls.matches("execve(").count() == 1, "it runs nothing");
    assert_eq!(harness::vault::files(&vault.path().join(".git")), git_before);
}

#[test]
fn one_save_is_one_write() {
    let vault = TestVault::with_good_contact();
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    for number in 0..10 {
        watcher.forget();
        save(&vault, "people/good.md", &contact(&format!("Priya {number}")));
        watcher.settled(&vault);
        assert_eq!(watcher.writes("Dashboard.md"), 1, "{}", watcher.story());
    }
    // What changes nothing that the dashboard shows, writes nothing.
    watcher.forget();
    save(&vault, "people/good.md", &(contact("Priya 9") + "\nSome prose.\n"));
    watcher.wait_for("changed", |_| true);
    stays_for(Duration::from_secs(1), || true);
    assert_eq!(watcher.writes("Dashboard.md"), 0, "{}", watcher.story());
}

#[test]
fn a_formatter_that_undoes_every_write_is_not_fought() {
    // It wants a blank behind every row.
    is_not_fought(|text| {
        text.replace("-->\n- [ ]", "--> \n- [ ]").replace("-->\n<!-- /coffeechat", "--> \n<!-- /coffeechat")
    });
}

#[test]
fn a_formatter_that_wraps_lines_made_the_page_grow_without_end() {
    is_not_fought(|text| {
        let wrapped = |line: &str| match line.get(..60).and_then(|start| start.rsplit_once(' ')) {
            Some((start, _)) if !line.starts_with(['|', '<', ' ']) => {
                format!("{start}\n  {}\n", line.split_at(start.len() + 1).1)
            }
            _ => format!("{line}\n"),
        };
        text.lines().map(wrapped).collect()
    });
}

fn is_not_fought(format: fn(&str) -> String) {
    let vault = TestVault::with_good_contact().note("Week.md", harness::vault::DASHBOARD);
    vault.built();
    let mut watcher = Watcher::start(&vault);
    watcher.settled(&vault);
    watcher.forget();
    let stop = AtomicBool::new(false);
    let path = vault.path().join("Dashboard.md");
    thread::scope(|scope| {
        let _stop = OnDrop(&stop);
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let formatted = format(&text);
                if formatted != text {
                    fs::write(&path, formatted).unwrap();
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        let message = watcher.trouble("fight");
        let until = Instant::now() + Duration::from_secs(10);
        // It may be wrapped by then.
        while !vault.text("Dashboard.md").contains("keeps undoing the updates") {
            assert!(Instant::now() < until, "the page does not say why it is left alone");
            thread::sleep(Duration::from_millis(10));
        }
        let writes =
            watcher.everything().iter().filter(|event| event["written"].to_string().contains("Dashboard.md")).count();
        stays_for(Duration::from_secs(5), || true);
        let since = watcher.writes("Dashboard.md");
        assert!(message.contains("Dashboard.md"), "{message}");
        assert!(writes <= 6 && since == 0, "{writes} writes, then {since}\n{}", watcher.story());
        let lines = vault.text("Dashboard.md").lines().count();
        assert!(lines < 200, "{lines} lines\n{}", vault.text("Dashboard.md"));
    });
    // Other notes are kept up all the same.
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    let until = Instant::now() + PATIENCE;
    while !vault.text("Week.md").contains("Priya Varma") {
        assert!(Instant::now() < until, "{}", watcher.story());
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_second_watcher_of_a_vault_says_so_and_ends() {
    let vault = TestVault::with_good_contact();
    let first = Watcher::start(&vault);
    std::os::unix::fs::symlink("vault", vault.outside("link")).unwrap();
    let link = vault.outside("link");
    for path in [vault.path(), link] {
        let words = ["watch", path.to_str().unwrap(), "--today", TODAY];
        let mut second = Watcher::spawn(vault.command(&words).env("XDG_STATE_HOME", vault.outside("state")));
        assert_eq!(second.ended(), Some(2), "{}", second.story());
        assert!(second.messages().contains("watch"), "{}", second.story());
    }
    // Another vault is nobody's business, and a lock does not outlive its watcher.
    let other = TestVault::with_good_contact();
    let words = ["watch", &other.path().to_string_lossy(), "--format", "json", "--today", TODAY].map(str::to_owned);
    let mut watcher = Watcher::spawn(vault.command(&words).env("XDG_STATE_HOME", vault.outside("state")));
    watcher.wait_for("ready", |_| true);
    drop(first);
    Watcher::start(&vault).settled(&vault);
}

#[test]
fn both_signals_end_it_in_order() {
    for signal in [Signal::INT, Signal::TERM] {
        let vault = TestVault::with_good_contact();
        let mut watcher = Watcher::start(&vault);
        watcher.forget();
        watcher.signal(signal);
        watcher.wait_for("stopped", |_| true);
        assert_eq!(watcher.ended(), Some(0));
        assert_eq!(watcher.messages(), "");
    }
}

#[test]
fn broken_settings_leave_the_last_good_ones_in_force() {
    let vault = TestVault::with_good_contact().note("coffeechat.yaml", "rules:\n  nudge: 5d\n");
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    assert!(before.contains("was due Sat 7 Nov"), "{before}");
    vault.write("coffeechat.yaml", b"rules:\n  nudge: [\n");
    let message = watcher.trouble("config");
    assert!(message.contains("coffeechat.yaml"), "{message}");
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    let shown = || {
        let dashboard = vault.text("Dashboard.md");
        dashboard.contains("[Ines Alba](people/ines.md), no answer since Mon 2 Nov — was due Sat 7 Nov")
    };
    let until = Instant::now() + PATIENCE;
    while !shown() {
        assert!(Instant::now() < until, "{}\n{}", vault.text("Dashboard.md"), watcher.story());
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(watcher.troubles("config"), 0, "said twice: {}", watcher.story());
    vault.write("coffeechat.yaml", b"rules:\n  nudge: 9d\n");
    watcher.wait_for("recovered", |event| event["code"] == "config");
    assert!(watcher.settled(&vault).contains("was due Wed 11 Nov"));
}

#[test]
fn settings_that_were_gone_for_a_moment_were_forgotten() {
    let settings = "rules:\n  nudge: 5d\n";
    let vault = TestVault::with_good_contact().note("coffeechat.yaml", settings);
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    assert!(before.contains("was due Sat 7 Nov"), "{before}");
    let observer = Observer::start(&vault);
    fs::remove_file(vault.path().join("coffeechat.yaml")).unwrap();
    let message = watcher.trouble("config");
    assert!(
        message.contains("coffeechat.yaml is gone") && message.contains("the previous settings apply"),
        "{message}"
    );
    // What changes meanwhile is shown as those settings say.
    save(&vault, "people/good.md", &contact("Priya Varma"));
    watcher.wait_for("changed", |event| event["written"].to_string().contains("Dashboard.md"));
    let meanwhile = vault.text("Dashboard.md");
    assert!(meanwhile.contains("Priya Varma") && meanwhile.contains("was due Sat 7 Nov"), "{meanwhile}");
    assert_eq!(watcher.troubles("config"), 0, "said twice: {}", watcher.story());
    save(&vault, "coffeechat.yaml", settings);
    watcher.wait_for("recovered", |event| event["code"] == "config");
    assert_eq!(watcher.settled(&vault), meanwhile);
    observer.saw_only(&[&before, &meanwhile]);
    // They are followed as before.
    vault.write("coffeechat.yaml", b"rules:\n  nudge: 9d\n");
    assert!(watcher.settled(&vault).contains("was due Wed 11 Nov"));
}

#[test]
fn settings_that_were_emptied_for_a_moment_were_forgotten() {
    let settings = "ignore: [private/]\n";
    let vault = TestVault::with_good_contact().note("coffeechat.yaml", settings);
    vault.write("private/me.md", contact("Nobody Else").as_bytes());
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    assert!(!before.contains("Nobody Else"), "{before}");
    let observer = Observer::start(&vault);
    for empty in ["", "\n \n"] {
        vault.write("coffeechat.yaml", empty.as_bytes());
        let message = watcher.trouble("config");
        assert!(
            message.contains("coffeechat.yaml is empty") && message.contains("the previous settings apply"),
            "{message}"
        );
        save(&vault, "coffeechat.yaml", settings);
        watcher.wait_for("recovered", |event| event["code"] == "config");
    }
    assert_eq!(watcher.settled(&vault), before);
    observer.saw_only(&[&before]);
}

#[test]
fn text_in_a_block_and_conflicts_wait_for_their_user() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let typed = before.replacen("- [ ] ", "I must not forget this.\n- [ ] ", 1);
    for (code, text) in [
        ("typed-in-block", typed),
        (
            "conflict",
            before.replacen("# Dashboard\n", "<<<<<<< HEAD\n# Dashboard\n=======\n# Board\n>>>>>>> other\n", 1),
        ),
    ] {
        vault.write("Dashboard.md", text.as_bytes());
        vault.write("people/ines.md", contact(&format!("Ines {code}")).as_bytes());
        let message = watcher.trouble(code);
        assert!(message.contains("Dashboard.md"), "{message}");
        // What was typed stays, and the lines around it are brought up to date; a page with a conflict is left alone.
        let is_kept =
            |page: &str| page == text || code == "typed-in-block" && page.contains("I must not forget this.\n");
        stays_for(Duration::from_secs(1), || is_kept(&vault.text("Dashboard.md")));
        assert_eq!(watcher.troubles(code), 0, "said twice: {}", watcher.story());
        vault.write("Dashboard.md", before.as_bytes());
        watcher.wait_for("recovered", |event| event["code"] == code);
        assert!(watcher.settled(&vault).contains(&format!("Ines {code}")));
    }
}

#[test]
fn a_tick_reaches_its_note_and_prose_beside_blocks_stays() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let mine = before.replacen("- [ ] ", "- [x] ", 1).replacen("# Dashboard", "# My page", 1);
    for style in ["in place", "renamed", "as vim"] {
        save_as(&vault.path().join("Dashboard.md"), &mine, style);
        vault.write("people/ines.md", contact(&format!("Ines {style}")).as_bytes());
        let after = watcher.settled(&vault);
        assert!(
            after.starts_with("# My page\n") && !after.contains("[x]") && after.contains(style),
            "{style}: {after}"
        );
        assert_eq!(vault.text("people/good.md").matches("nudged: 2026-11-21").count(), 1, "{style}");
    }
}

fn save_as(path: &Path, text: &str, style: &str) {
    let beside = path.with_extension("md~");
    match style {
        "renamed" => {
            fs::write(&beside, text).unwrap();
            fs::rename(beside, path).unwrap();
        }
        "as vim" => {
            fs::rename(path, &beside).unwrap();
            fs::write(path, text).unwrap();
            fs::remove_file(beside).unwrap();
        }
        _ => fs::write(path, text).unwrap(),
    }
}

#[test]
fn people_read_one_line_a_change() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let mut watcher = Watcher::launch(&vault, &["--today", TODAY]);
    let next = |watcher: &mut Watcher| {
        let line = watcher.line();
        assert!(!line.starts_with('{'), "{line}");
        line
    };
    let first = next(&mut watcher);
    assert!(first.contains("2 notes"), "{first}");
    save(&vault, "people/good.md", &contact("Priya Varma").replace("11-02", "11-03"));
    let line = next(&mut watcher);
    let (time, rest) = line.split_at(5);
    assert!(time.chars().enumerate().all(|(at, c)| if at == 2 { c == ':' } else { c.is_ascii_digit() }), "{line}");
    assert!(rest.starts_with(" people/good.md → "), "{line}");
    assert!(rest.ends_with(" changed"), "{line}");
    watcher.signal(Signal::INT);
    assert!(next(&mut watcher).ends_with("stopped"));
    assert_eq!(watcher.ended(), Some(0));

    // Names that act in a terminal are shown and do nothing.
    let mut watcher = Watcher::launch(&vault, &["--today", TODAY]);
    watcher.line();
    vault.write("people/\u{1b}[2K\u{202e}x.md", contact("Ines Alba").as_bytes());
    let line = watcher.line();
    harness::vault::assert_nothing_acts("watch", &line);
    assert!(line.contains("x.md"), "{line}");
    drop(watcher);

    // Quiet says nothing but trouble.
    let mut watcher = Watcher::launch(&vault, &["--today", TODAY, "--quiet"]);
    vault.write("people/good.md", contact("Priya Quiet").as_bytes());
    watcher.settled(&vault);
    vault.write("coffeechat.yaml", b"rules: [\n");
    let line = watcher.line_or_message();
    assert!(line.contains("coffeechat.yaml"), "{line}");
}
