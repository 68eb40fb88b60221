//! Saves by real editors in a terminal, and by programs that save as others do.
//!
//! A save adds a task at the end of a long note. A dashboard made from half of the note, or while it was away, would
//! lack rows; none such may ever stand on the disk.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::folders::save;
use crate::observer::Observer;
use crate::terminal::Terminal;
use crate::watcher::Watcher;
use harness::vault::{TODAY, TestVault, has_program};
use harness::{number, say};

const NOTE: &str = "people/robin-vale.md";
/// A save of which no step takes longer than this is never taken for one that is over: that takes 300 ms.
const SLOW: Duration = Duration::from_millis(200);
/// How many saves may be slower, because the computer is busy, before an editor is left out.
const MOST_SLOW: u64 = 20;

/// A way to save.
struct Editor {
    name: &'static str,
    /// The program that has to be installed.
    program: Option<&'static str>,
    save: fn(&Save),
}

/// What is to be saved.
struct Save {
    /// The note.
    note: PathBuf,
    /// The line that comes to its end.
    line: String,
    home: PathBuf,
}

const EDITORS: &[Editor] = &[
    real("vim", "vim", |save| save.vim("vim", "")),
    real("vim with backups", "vim", |save| save.vim("vim", "backup")),
    real("vim that copies", "vim", |save| save.vim("vim", "backupcopy=yes")),
    real("vim and a note of two names", "vim", |save| {
        let second = save.home.join("second name.md");
        let _ = fs::remove_file(&second);
        fs::hard_link(&save.note, second).unwrap();
        save.vim("vim", "");
    }),
    real("neovim", "nvim", |save| save.vim("nvim", "")),
    real("emacs", "emacs", |save| save.emacs("(setq backup-enable-predicate (lambda (_) t))")),
    real("emacs that takes care of precious files", "emacs", |save| save.emacs("(setq file-precious-flag t)")),
    real("nano", "nano", |save| save.nano("")),
    real("nano with backups", "nano", |save| save.nano("-B")),
    real("kakoune", "kak", |save| save.kakoune("overwrite")),
    real("kakoune that replaces", "kak", |save| save.kakoune("replace")),
    real("sed -i", "sed", |save| save.run("sed", &["-i", &format!("$a\\{}", save.line), save.note.to_str().unwrap()])),
    real("cp over the note", "cp", |save| {
        let other = save.beside("other.txt");
        fs::write(&other, save.text()).unwrap();
        save.run("cp", &[other.to_str().unwrap(), save.note.to_str().unwrap()]);
        fs::remove_file(other).unwrap();
    }),
    like("VS Code: empties the note and writes it", |save| fs::write(&save.note, save.text()).unwrap()),
    like("a slow program: a piece every 50 ms", |save| {
        let text = save.text();
        let mut file = File::create(&save.note).unwrap();
        for piece in text.as_bytes().chunks(4096) {
            file.write_all(piece).unwrap();
            thread::sleep(Duration::from_millis(50));
        }
    }),
    like("a slow program that closes after each piece", |save| {
        let text = save.text();
        fs::write(&save.note, "").unwrap();
        for piece in text.as_bytes().chunks(4096) {
            OpenOptions::new().append(true).open(&save.note).unwrap().write_all(piece).unwrap();
            thread::sleep(Duration::from_millis(50));
        }
    }),
    like("JetBrains: two renames", |save| {
        let (new, old) = (save.beside("robin-vale.md___jb_tmp___"), save.beside("robin-vale.md___jb_old___"));
        fs::write(&new, save.text()).unwrap();
        fs::rename(&save.note, &old).unwrap();
        fs::rename(&new, &save.note).unwrap();
        fs::remove_file(&old).unwrap();
    }),
    like("Syncthing: a hidden download, renamed", |save| save.by_rename(".syncthing.robin-vale.md.tmp")),
    like("an atomic save", |save| save.by_rename("robin-vale.md.tmp")),
    like("an atomic save under the name of a note", |save| save.by_rename("untitled.txt")),
    like("a save that gives the note its old time back", |save| {
        let modified = fs::metadata(&save.note).unwrap().modified().unwrap();
        fs::write(&save.note, save.text()).unwrap();
        OpenOptions::new().write(true).open(&save.note).unwrap().set_modified(modified).unwrap();
    }),
    like("a save that swaps the note with its successor", |save| {
        let new = save.beside(".successor");
        fs::write(&new, save.text()).unwrap();
        let (here, flags) = (rustix::fs::CWD, rustix::fs::RenameFlags::EXCHANGE);
        rustix::fs::renameat_with(here, &new, here, &save.note, flags).unwrap();
        fs::remove_file(&new).unwrap();
    }),
];

const fn real(name: &'static str, program: &'static str, save: fn(&Save)) -> Editor {
    Editor { name, program: Some(program), save }
}

const fn like(name: &'static str, save: fn(&Save)) -> Editor {
    Editor { name, program: None, save }
}

impl Save {
    /// Returns what the note is to hold.
    fn text(&self) -> String {
        format!("{}{}\n", fs::read_to_string(&self.note).unwrap(), self.line)
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.note.with_file_name(name)
    }

    fn by_rename(&self, name: &str) {
        let new = self.beside(name);
        let mut file = File::create(&new).unwrap();
        file.write_all(self.text().as_bytes()).unwrap();
        file.sync_all().unwrap();
        fs::rename(new, &self.note).unwrap();
    }

    fn vim(&self, program: &str, option: &str) {
        // Without this, vim keeps no backup of notes in temporary folders and saves in another way.
        let set = format!("set backupskip= {option}");
        self.in_terminal(
            &format!("{program} -u NONE -i NONE -N -c '{set}' -c 'normal Go{}' -c wq robin-vale.md", self.line),
            None,
        );
    }

    fn emacs(&self, setting: &str) {
        let steps = format!(
            "(progn {setting} (find-file \"robin-vale.md\") (goto-char (point-max)) (insert \"{}\\n\") (save-buffer) (kill-emacs))",
            self.line
        );
        self.in_terminal(&format!("emacs -nw -Q --eval '{steps}'"), None);
    }

    fn nano(&self, option: &str) {
        // To the end (nano adds the line break itself), the text, Ctrl+O and Return to save, Ctrl+X to leave.
        let keys = format!("\x1b/{}\x0f\r\x18", self.line);
        self.in_terminal(&format!("nano --ignorercfiles {option} robin-vale.md"), Some(("GNU nano", &keys)));
    }

    fn kakoune(&self, method: &str) {
        let steps = format!("set global writemethod {method}; exec %{{geo{}<esc>}}; write; quit", self.line);
        self.run("kak", &["-ui", "dummy", "-n", "-e", &steps, self.note.to_str().unwrap()]);
    }

    fn run(&self, program: &str, args: &[&str]) {
        let output = Command::new(program).args(args).env("HOME", &self.home).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
    }

    /// Runs a command in a terminal of its own, and types keys as soon as it shows a text.
    fn in_terminal(&self, command: &str, typed: Option<(&str, &str)>) {
        let mut terminal = Terminal::open(command, self.note.parent().unwrap(), &self.home);
        if let Some((sign, keys)) = typed {
            terminal.shows(sign);
            terminal.types(keys);
        }
        terminal.ended();
    }
}

#[test]
fn no_save_of_any_editor_ever_shows_half_a_note() {
    let saves = number("COFFEECHAT_SAVES", 1);
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(editor) = EDITORS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // The message of a panic was printed; the other editors go on.
                    let outcome = catch_unwind(|| drive(editor, saves));
                    outcomes.lock().unwrap().push((editor.name, outcome.ok()));
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let of = |wanted: Option<bool>| outcomes.iter().filter(|(_, it)| *it == wanted).map(|(name, _)| *name).collect();
    let (done, skipped, failed): (Vec<_>, Vec<_>, Vec<_>) = (of(Some(true)), of(Some(false)), of(None));
    let counts = (done.len(), failed.len(), skipped.len());
    say(&format!("{} ways to save right, {saves} saves each, {} wrong, {} skipped", counts.0, counts.1, counts.2));
    assert!(failed.is_empty(), "{failed:?}");
}

/// Saves with an editor under a watcher; returns whether it is installed.
fn drive(editor: &Editor, saves: u64) -> bool {
    if let Some(program) = editor.program
        && !has_program(program)
    {
        say(&format!("skipped: {program} is not installed"));
        return false;
    }
    let vault = TestVault::beneath(Path::new(env!("CARGO_TARGET_TMPDIR")));
    let filler = "What they said about the work, at length and without a task in it.\n".repeat(300);
    let front = "---\ntype: contact\nname: Robin Vale\nrequested: 2026-11-02\n---\n# Robin Vale\n";
    let vault = vault
        .note("Dashboard.md", harness::vault::DASHBOARD)
        .note(NOTE, &format!("{front}\n- [ ] Send the programme\n\n{filler}\n- [ ] Send form 0\n"))
        .note("people/ines.md", "---\ntype: contact\nname: Ines Alba\nrequested: 2026-11-03\n---\n# Ines Alba\n");
    vault.built();
    let mut watcher = Watcher::start(&vault);
    let mut before = watcher.settled(&vault);
    let mut done = 0;
    for number in 1.. {
        if done == saves {
            break;
        }
        if number > saves + MOST_SLOW {
            say(&format!("skipped: {}: the computer is too busy for {} saves", editor.name, saves - done));
            return false;
        }
        watcher.forget();
        let (observer, steps) = (Observer::start(&vault), Observer::of(&vault, NOTE));
        let save = Save {
            note: vault.path().join(NOTE),
            line: format!("- [ ] Send form {number}"),
            home: vault.outside("home"),
        };
        (editor.save)(&save);
        assert!(vault.text(NOTE).ends_with(&format!("{}\n", save.line)), "{} did not save", editor.name);
        let is_slow = steps.slowest() > SLOW;
        let after = watcher.settled(&vault);
        assert!(after.contains(&format!("**Send form {number}**")), "{}: {after}", editor.name);
        let before = std::mem::replace(&mut before, after);
        // Nobody can tell a save that takes its time from one that is over.
        if is_slow {
            continue;
        }
        done += 1;
        observer.saw_only(&[&before, &vault.text("Dashboard.md")]);
        assert_eq!(watcher.writes("Dashboard.md"), 1, "{}: {}", editor.name, watcher.story());
        let troubles = watcher.news().iter().filter(|event| event["event"] == "trouble").count();
        assert_eq!(troubles, 0, "{}: {}", editor.name, watcher.story());
    }
    vault.run(["check", "--today", TODAY]).ok();
    true
}

#[test]
fn what_editors_and_sync_tools_leave_behind_is_never_a_note() {
    let vault = TestVault::with_good_contact();
    let mut watcher = Watcher::start(&vault);
    let before = watcher.settled(&vault);
    watcher.forget();
    let contact = "---\ntype: contact\nname: Nobody At All\nrequested: 2026-11-02\n---\n# Nobody At All\n";
    let names = [
        "#good.md#",
        "good.md~",
        ".good.md.swp",
        ".good.md.swx",
        "4913",
        ".syncthing.good.md.tmp",
        "~syncthing~good.md.tmp",
        ".good.md.kak.AbCdEf",
        "sedAbCdEf",
        "tmpAbCdEf",
        "good.md___jb_tmp___",
        "good.md___jb_old___",
        ".stversions/good~20261121-120000.md",
        ".trash/good.md",
        ".obsidian/good.md",
        ".good.md.coffeechat.tmp",
    ];
    for name in names {
        vault.write(format!("people/{name}"), contact.as_bytes());
    }
    std::os::unix::fs::symlink("priya@laptop.example.com.4711:1763700000", vault.path().join("people/.#good.md"))
        .unwrap();
    // A note that counts comes after them, so that the watcher is known to have passed them by.
    save(&vault, "people/ines.md", "---\ntype: contact\nname: Ines Alba\nrequested: 2026-11-03\n---\n# Ines Alba\n");
    let after = watcher.settled(&vault);
    assert!(after.contains("Ines Alba") && !after.contains("Nobody"), "{after}");
    assert_ne!(before, after);
    assert_eq!(watcher.writes("Dashboard.md"), 1, "{}", watcher.story());
    // Copies of a conflict are told apart: they are problems, and no notes.
    for name in ["good.sync-conflict-20261121-120000-ABCDEFG.md", "good (Ann's conflicted copy 2026-11-21).md"] {
        vault.write(format!("people/{name}"), contact.as_bytes());
    }
    let after = watcher.settled(&vault);
    assert!(after.contains("sync-conflict") && !after.contains("Nobody At All"), "{after}");
}
