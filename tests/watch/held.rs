//! Others who hold something: a program that has notes open for writing, and a reader who does not read.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::folders::contact;
use crate::terminal::Terminal;
use crate::watcher::{PATIENCE, Watcher};
use harness::vault::{DASHBOARD, TODAY, TestVault};

/// Waits until something holds.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

// Notes that are open for writing.

/// So many that it would take longer than a test waits if each were waited for.
const MANY: usize = 40;

fn path(number: usize) -> String {
    format!("people/p{number}.md")
}

/// Makes a vault of many contacts and ticks all their boxes while a program has their notes open; returns the open notes.
fn ticked_and_open(vault: &TestVault, page: &str) -> Vec<File> {
    let open = |number| OpenOptions::new().append(true).open(vault.path().join(path(number))).unwrap();
    let opened = (0..MANY).map(open).collect();
    let tick = |line: &str| if line.contains("[Person ") { line.replace("- [ ]", "- [x]") } else { line.to_owned() };
    let ticked: Vec<String> = page.lines().map(tick).collect();
    vault.write("Dashboard.md", (ticked.join("\n") + "\n").as_bytes());
    opened
}

fn vault_of_many() -> TestVault {
    let vault = TestVault::with_good_contact();
    (0..MANY).for_each(|number| vault.write(path(number), contact(&format!("Person {number:02}")).as_bytes()));
    vault
}

#[test]
fn notes_that_a_program_has_open_held_up_everything_else_and_the_end() {
    let vault = vault_of_many();
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let page = watcher.settled(&vault);
    let opened = ticked_and_open(&vault, &page);
    let message = watcher.trouble("editor-at-work");
    assert!(message.contains("people/p0.md: another program has it open for writing"), "{message}");
    assert!(message.contains("… and 37 more"), "{message}");
    // Everything else goes on, and the ticks stay on the page.
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    until("another note is shown", || vault.text("Dashboard.md").contains("Priya Varma"));
    assert_eq!(vault.text("Dashboard.md").matches("- [x] **Nudge** [Person ").count(), MANY);
    assert_eq!(watcher.troubles("editor-at-work"), 0, "said twice: {}", watcher.story());
    // One is closed.
    let mut opened = opened.into_iter();
    drop(opened.next());
    until("its tick is in its note", || vault.text(&path(0)).contains("\nnudged: 2026-11-21\n"));
    assert!((1..MANY).all(|number| !vault.text(&path(number)).contains("nudged")));
    watcher.signal(Signal::TERM);
    assert_eq!(watcher.ended(), Some(0), "{}", watcher.story());
    drop(opened);
    let page = Watcher::start(&vault).settled(&vault);
    assert!((0..MANY).all(|number| vault.text(&path(number)).contains("\nnudged: 2026-11-21\n")), "{page}");
}

#[test]
fn a_page_that_a_program_has_open_is_brought_up_to_date_when_it_is_closed() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    let open = OpenOptions::new().append(true).open(vault.path().join("Dashboard.md")).unwrap();
    vault.write("people/good.md", contact("Priya Varma").as_bytes());
    let message = watcher.trouble("editor-at-work");
    assert!(message.contains("Dashboard.md: another program has it open for writing"), "{message}");
    assert_eq!(vault.text("Dashboard.md"), before);
    drop(open);
    assert!(watcher.settled(&vault).contains("Priya Varma"));
    watcher.wait_for("recovered", |event| event["code"] == "editor-at-work");
}

#[test]
fn a_build_waited_for_each_open_note_by_itself() {
    let vault = vault_of_many();
    let page = vault.built();
    let opened = ticked_and_open(&vault, &page);
    let output = vault.run(["build"]).ok();
    assert_eq!(output.stderr.matches("has it open for writing; its ticks wait until it is closed").count(), MANY);
    assert_eq!(vault.text("Dashboard.md").matches("- [x] **Nudge** [Person ").count(), MANY);
    drop(opened);
    vault.built();
    assert!((0..MANY).all(|number| vault.text(&path(number)).contains("\nnudged: 2026-11-21\n")));
}

// Readers who do not read.

/// A watcher whose output nobody reads yet.
struct Unread(Child);

impl Unread {
    fn start(vault: &TestVault) -> Self {
        let root = vault.path();
        let words = ["watch", root.to_str().unwrap(), "--format", "json", "--verbose", "--today", TODAY];
        let mut command: Command = vault.command(&words);
        command.env("XDG_STATE_HOME", vault.outside("state"));
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self(child)
    }

    fn ends(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Changes notes with names so long that a pipe, and what may wait before it, is full after a few rounds.
fn talk_much(vault: &TestVault, rounds: std::ops::Range<usize>) {
    let folder = vec!["a".repeat(240); 11].join("/");
    for round in rounds {
        for note in 0..20 {
            vault.write(format!("{folder}/{note}.md"), contact(&format!("Long {note} round {round}")).as_bytes());
        }
        until("the page goes on", || vault.text("Dashboard.md").contains(&format!("[Long 19 round {round}]")));
    }
}

#[test]
fn a_reader_who_does_not_read_stopped_the_page_and_the_end() {
    let vault = TestVault::new().note("Dashboard.md", DASHBOARD);
    let mut watcher = Unread::start(&vault);
    talk_much(&vault, 0..12);
    // The reader is back.
    let lines = BufReader::new(watcher.0.stdout.take().unwrap()).lines();
    let mut events = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let dropped = events.find(|event| event["event"] == "dropped").unwrap();
    assert!(dropped["events"].as_u64().is_some_and(|events| events > 0), "{dropped}");
    // And hears what comes then.
    vault.write("people/ines.md", contact("Ines Alba").as_bytes());
    let is_news = |event: &Value| event["notes"].to_string().contains("people/ines.md");
    assert!(events.any(|event| is_news(&event)));
    kill_process(Pid::from_child(&watcher.0), Signal::TERM).unwrap();
    assert_eq!(events.last().unwrap()["event"], "stopped");
    assert_eq!(watcher.ends(), Some(0));
}

#[test]
fn a_reader_who_does_not_read_keeps_no_signal_from_ending_it() {
    for signal in [Signal::TERM, Signal::INT] {
        let vault = TestVault::new().note("Dashboard.md", DASHBOARD);
        let mut watcher = Unread::start(&vault);
        talk_much(&vault, 0..4);
        kill_process(Pid::from_child(&watcher.0), signal).unwrap();
        assert_eq!(watcher.ends(), Some(0));
    }
}

#[test]
fn a_terminal_that_was_stopped_stopped_the_page() {
    let vault = TestVault::with_good_contact();
    vault.built();
    let command = format!("exec {} watch --today {TODAY}", env!("CARGO_BIN_EXE_coffeechat"));
    let mut terminal = Terminal::open(&command, &vault.path(), &vault.outside("home"));
    terminal.shows("watching 2 notes");
    // Ctrl-S.
    terminal.types("\x13");
    for name in ["Priya Varma", "Priya Sharma", "Priya Bose"] {
        vault.write("people/good.md", contact(name).as_bytes());
        until("the page goes on", || vault.text("Dashboard.md").contains(name));
    }
    // Ctrl-Q: what was said meanwhile is shown. Ctrl-C.
    terminal.types("\x11");
    terminal.wait("three changes are shown", |shown| shown.matches("people/good.md → ").count() == 3);
    terminal.types("\x03");
    terminal.ended();
}
