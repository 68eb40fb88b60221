//! Boxes ticked in real editors, which go on with the text that they had read.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::terminal::Terminal;
use crate::watcher::{PATIENCE, Watcher};
use harness::say;
use harness::vault::{TestVault, has_program};

const PAGE: &str = "Dashboard.md";
const PAGE_TEXT: &str = "# My page\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n\
    <!-- coffeechat done -->\n<!-- /coffeechat -->\n";
const INES: &str = "people/ines.md";
const ROBIN: &str = "people/robin.md";

/// An editor, and the keys for it. It starts on the file whose name is put behind the command.
struct Editor {
    program: &'static str,
    command: &'static str,
    /// Ticks the line that names somebody, and saves.
    tick: fn(&mut Terminal, &str),
    /// Writes a line at the end, ticks the box of somebody else, and saves over what changed meanwhile.
    tick_on: fn(&mut Terminal, &str, &str),
    /// Writes a line at the end and does not save.
    write: fn(&mut Terminal, &str),
    /// Saves and leaves.
    leave: fn(&mut Terminal),
}

const EDITORS: &[Editor] = &[
    Editor {
        program: "vim",
        command: "vim -u NONE -i NONE -N -c 'set backupskip='",
        tick: vim_tick,
        tick_on: vim_tick_on,
        write: |vim, line| vim.types(&format!("Go{line}\x1b")),
        leave: |vim| vim.types(":wq!\r"),
    },
    Editor {
        program: "nvim",
        command: "nvim -u NONE -i NONE -c 'set backupskip='",
        tick: vim_tick,
        tick_on: vim_tick_on,
        write: |vim, line| vim.types(&format!("Go{line}\x1b")),
        leave: |vim| vim.types(":wq!\r"),
    },
    Editor {
        program: "emacs",
        command: "emacs -nw -Q",
        tick: |emacs, who| {
            emacs_tick(emacs, who);
            emacs.types("\x18\x13");
        },
        tick_on: |emacs, who, line| {
            // To the end, which nothing asks about; the first change does.
            emacs.types("\x1b>Z");
            emacs.shows("really edit the buffer?");
            emacs.types("y");
            emacs.types(&format!("\x7f{line}\r"));
            emacs_tick(emacs, who);
            emacs.types("\x18\x13");
            emacs.shows("Save anyway?");
            emacs.types("yes\r");
        },
        write: |emacs, line| emacs.types(&format!("\x1b>{line}\r")),
        leave: |emacs| emacs.types("\x18\x13\x18\x03"),
    },
    Editor {
        program: "nano",
        command: "nano --ignorercfiles --locking",
        tick: |nano, who| {
            nano_tick(nano, who);
            nano.types("\x0f\r");
        },
        tick_on: |nano, who, line| {
            nano_tick(nano, who);
            nano.types(&format!("\x1b/{line}\r\x0f\r"));
            nano.shows("continue saving");
            nano.types("y");
        },
        write: |nano, line| nano.types(&format!("\x1b/{line}\r")),
        leave: |nano| nano.types("\x0f\r\x18"),
    },
];

fn vim_tick(vim: &mut Terminal, who: &str) {
    vim.types(&format!(":g/^- \\[ \\].*{who}/s/\\[ \\]/[x]/\r:w\r"));
}

fn vim_tick_on(vim: &mut Terminal, who: &str, line: &str) {
    vim.types(&format!(":g/^- \\[ \\].*{who}/s/\\[ \\]/[x]/\rGo{line}\x1b:w!\r"));
    vim.shows("really want to write");
    vim.types("y");
}

/// From the top to the name, to the box at the start of its line, and over it.
fn emacs_tick(emacs: &mut Terminal, who: &str) {
    emacs.types(&format!("\x1b<\x13{who}\r\x01\x06\x06\x06\x04x"));
}

fn nano_tick(nano: &mut Terminal, who: &str) {
    nano.types(&format!("\x1b\\\x17{who}\r\x01\x06\x06\x06\x04x"));
}

fn vault() -> TestVault {
    // Vim saves in another way where files are temporary.
    let vault = TestVault::beneath(Path::new(env!("CARGO_TARGET_TMPDIR"))).note(PAGE, PAGE_TEXT);
    let contact = |name: &str| format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-02\n---\n# {name}\n");
    vault.note(INES, &contact("Ines Alba")).note(ROBIN, &contact("Robin Vale"))
}

/// Waits until something holds of a file of the vault, and returns its text.
#[track_caller]
fn becomes(vault: &TestVault, path: &str, watcher: &Watcher, holds: impl Fn(&str) -> bool) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = fs::read_to_string(vault.path().join(path)).unwrap_or_default();
        if holds(&text) {
            return text;
        }
        assert!(Instant::now() < deadline, "{path} is still\n{text}\n{}", watcher.story());
        thread::sleep(Duration::from_millis(10));
    }
}

fn is_nudged(text: &str) -> bool {
    text.contains("\nnudged: 2026-11-21\n")
}

/// Does something with each editor that is installed, two at once.
fn with_each(drive: fn(&Editor)) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(editor) = EDITORS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if has_program(editor.program) {
                        drive(editor);
                        say(&format!("{} was driven", editor.program));
                    }
                }
            });
        }
    });
}

#[test]
fn what_is_ticked_in_an_editor_reaches_the_note_and_the_editors_next_save_loses_nothing() {
    with_each(|editor| {
        let vault = vault();
        vault.built();
        let mut watcher = Watcher::start(&vault);
        watcher.settled(&vault);
        let mut terminal = Terminal::open(&format!("{} {PAGE}", editor.command), &vault.path(), &vault.outside("home"));
        terminal.shows("My page");
        (editor.tick)(&mut terminal, "Ines Alba");
        becomes(&vault, INES, &watcher, is_nudged);
        let is_done = |page: &str| page.lines().any(|line| line.starts_with("- [x] **Nudged** [Ines Alba]"));
        becomes(&vault, PAGE, &watcher, is_done);
        let ines = vault.text(INES);
        // The editor still has the page on which the box is ticked, and saves that.
        (editor.tick_on)(&mut terminal, "Robin Vale", "My last words.");
        becomes(&vault, ROBIN, &watcher, is_nudged);
        let page = watcher.settled(&vault);
        assert!(is_done(&page) && page.contains("- [x] **Nudged** [Robin Vale]"), "{page}");
        assert!(page.contains("\nMy last words.\n"), "{}: {page}", editor.program);
        assert_eq!(vault.text(INES), ines, "{} ticked twice", editor.program);
        assert!(!page.contains("- [x] **Nudge**"), "{page}");
    });
}

#[test]
fn a_tick_waits_while_its_note_is_open_in_an_editor() {
    with_each(|editor| {
        let vault = vault();
        let page = vault.built();
        let before = vault.text(INES);
        let mut watcher = Watcher::start(&vault);
        watcher.settled(&vault);
        let mut terminal = Terminal::open(&format!("{} {INES}", editor.command), &vault.path(), &vault.outside("home"));
        terminal.shows("requested");
        (editor.write)(&mut terminal, "Not saved yet.");
        terminal.shows("Not saved yet.");
        let ticked = page
            .lines()
            .map(|line| if line.contains("Ines Alba") { line.replace("- [ ]", "- [x]") } else { line.to_owned() });
        vault.write(PAGE, (ticked.collect::<Vec<_>>().join("\n") + "\n").as_bytes());
        let message = watcher.trouble("editor-at-work");
        assert!(message.contains(INES), "{message}");
        assert_eq!(vault.text(INES), before);
        assert!(vault.text(PAGE).contains("- [x] **Nudge** [Ines Alba]"));
        (editor.leave)(&mut terminal);
        let text = becomes(&vault, INES, &watcher, is_nudged);
        assert!(text.contains("\nNot saved yet.\n"), "{}: {text}", editor.program);
        terminal.ended();
        let page = watcher.settled(&vault);
        assert!(page.contains("- [x] **Nudged** [Ines Alba]") && !page.contains("- [x] **Nudge** "), "{page}");
    });
}
