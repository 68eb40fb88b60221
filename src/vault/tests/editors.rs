//! Locks of real editors, of editors that ended, and files that only look like locks.

use std::fs::{self, File, FileTimes, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::{TestVault, note, run, skip};

/// Returns the editor that has `people/a.md` open, in the words of a message.
fn at_work(test: &TestVault) -> Option<String> {
    test.vault.editor_at_work(&note("people/a.md")).map(|lock| lock.to_string())
}

fn this_computer() -> String {
    rustix::system::uname().nodename().to_str().unwrap().to_owned()
}

/// Returns the number of a process that has ended.
fn ended() -> u32 {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

fn swap(program: &str, process: u32, host: &str) -> Vec<u8> {
    let mut head = vec![0; 1024];
    head[..program.len()].copy_from_slice(program.as_bytes());
    head[24..28].copy_from_slice(&process.to_le_bytes());
    let host = &host.as_bytes()[..host.len().min(39)];
    head[68..68 + host.len()].copy_from_slice(host);
    head
}

#[test]
fn a_lock_counts_while_its_process_may_run() {
    let (here, me, gone) = (this_computer(), std::process::id(), ended());
    let rows = [
        (".a.md.swp", "b0VIM 9.0", me, here.as_str(), Some("vim has it open")),
        (".a.md.swo", "b0VIM 9.0", me, &here, Some("vim has it open")),
        (".a.md.swa", "b0VIM 9.0", me, &here, Some("vim has it open")),
        (".a.md.swp", "b0nano 7.2", me, &here, Some("nano has it open")),
        (".a.md.swp", "b0VIM 9.0", gone, "elsewhere.example.com", Some("vim has it open")),
        (".a.md.swp", "b0VIM 9.0", gone, &here, None),
        (".a.md.swp", "b0nano 7.2", gone, &here, None),
        (".a.md.swp", "b0VIM 9.0", 0, &here, None),
        (".a.md.swp", "b0VIM 9.0", u32::MAX, &here, None),
        (".a.md.swx", "b0VIM 9.0", me, &here, None),
        (".b.md.swp", "b0VIM 9.0", me, &here, None),
        ("a.md.swp", "b0VIM 9.0", me, &here, None),
    ];
    for (name, program, process, host, expected) in rows {
        let test = TestVault::new(&[("people/a.md", "")]);
        fs::write(test.path("people").join(name), swap(program, process, host)).unwrap();
        assert_eq!(at_work(&test).as_deref(), expected, "{name} {program} {process} {host}");
    }
    let rows = [
        (format!("ines@{here}.{me}:1763700000"), Some("emacs has it open")),
        (format!("ines@{here}.{me}"), Some("emacs or joe has it open")),
        (format!("ines@elsewhere.{gone}:1763700000"), Some("emacs has it open")),
        (format!("ines@{here}.{gone}:1763700000"), None),
        (String::from("a.md"), None),
    ];
    for (text, expected) in rows {
        let test = TestVault::new(&[("people/a.md", "")]);
        symlink(&text, test.path("people/.#a.md")).unwrap();
        assert_eq!(at_work(&test).as_deref(), expected, "{text}");
    }
}

#[test]
fn a_stale_lock_hides_no_other() {
    let (here, me, gone) = (this_computer(), std::process::id(), ended());
    let test = TestVault::new(&[("people/a.md", "")]);
    symlink(format!("ines@{here}.{gone}:1763700000"), test.path("people/.#a.md")).unwrap();
    fs::write(test.path("people/.a.md.swp"), swap("b0VIM 9.0", gone, &here)).unwrap();
    assert_eq!(at_work(&test), None);
    fs::write(test.path("people/.a.md.swo"), swap("b0VIM 9.0", me, &here)).unwrap();
    assert_eq!(at_work(&test).as_deref(), Some("vim has it open"));
}

#[test]
fn an_old_lock_does_not_count() {
    let test = TestVault::new(&[("people/a.md", "")]);
    let path = test.path("people/.a.md.swp");
    fs::write(&path, swap("b0VIM 9.0", std::process::id(), &this_computer())).unwrap();
    let ages = [(11, true), (13, false)];
    for (hours, counts) in ages {
        let time = SystemTime::now() - Duration::from_hours(hours);
        File::options().write(true).open(&path).unwrap().set_times(FileTimes::new().set_modified(time)).unwrap();
        assert_eq!(at_work(&test).is_some(), counts, "{hours}");
    }
}

#[test]
fn what_only_has_the_name_of_a_lock_is_neither_followed_nor_waited_for() {
    let alive = swap("b0VIM 9.0", std::process::id(), &this_computer());
    let test = TestVault::new(&[("people/a.md", ""), ("people/.#a.md", "ines@elsewhere.7"), ("lock", "")]);
    assert_eq!(at_work(&test), None, "a lock of Emacs is a link");
    let path = test.path("people/.a.md.swp");
    fs::write(test.path("lock"), &alive).unwrap();
    symlink("../lock", &path).unwrap();
    assert_eq!(at_work(&test), None, "a link");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(at_work(&test), None, "a folder");
    fs::remove_dir(&path).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert_eq!(at_work(&test), None, "a pipe");
    fs::remove_file(&path).unwrap();
    for bytes in [&b""[..], b"b0VIM 9.0", b"a picture"] {
        fs::write(&path, bytes).unwrap();
        assert_eq!(at_work(&test), None, "{}", bytes.escape_ascii());
    }
    fs::write(&path, &alive).unwrap();
    fs::set_permissions(test.path("people"), Permissions::from_mode(0o700)).unwrap();
    assert!(at_work(&test).is_some());
    let name = format!("{}.md", "x".repeat(252));
    assert_eq!(test.vault.editor_at_work(&note(&name)), None, "a name with no room for a lock");
    assert_eq!(test.vault.editor_at_work(&note("gone/a.md")), None);
}

/// An editor in a terminal of its own, ended with the test.
struct Editor {
    terminal: Child,
}

impl Editor {
    /// Starts an editor in the folder of the note, and types.
    fn start(test: &TestVault, command: &str, keys: &str) -> Self {
        let mut script = Command::new("script");
        script.args(["-qec", &format!("stty rows 24 cols 80; exec {command} a.md"), "/dev/null"]);
        script.current_dir(test.path("people")).env("HOME", test.path("home")).env_remove("XDG_STATE_HOME");
        script.env_remove("XDG_DATA_HOME").env("TERM", "xterm").env("SHELL", "/bin/sh").env("LC_ALL", "C.UTF-8");
        let mut terminal = script.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        terminal.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        Self { terminal }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.terminal.kill();
        let _ = self.terminal.wait();
    }
}

/// Waits until something is true, for a long time, since the computer may be busy.
fn waited_for(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > Duration::from_mins(3) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    true
}

#[test]
fn real_editors_are_seen_while_they_run() {
    let editors = [
        ("vim", "vim -u NONE -i NONE -N", "", "vim"),
        ("nvim", "nvim -u NONE -i NONE", "", "neovim"),
        ("nano", "nano --ignorercfiles -G", "", "nano"),
        ("emacs", "emacs -nw -Q --eval '(run-at-time 0 nil (lambda () (insert \"x\")))'", "", "emacs"),
        ("joe", "joe", "x", "emacs or joe"),
    ];
    for (program, command, keys, words) in editors {
        if !run("sh", &["-c", &format!("command -v {program}")]) {
            skip(&format!("{program} is not installed"));
            continue;
        }
        let mut test = TestVault::new(&[("people/a.md", "text\n"), ("home/.hushlogin", "")]);
        let home = test.path("home");
        test.vault.look_for_swaps_in(
            [".local/state/nvim/swap", ".local/share/nvim/swap"].map(|swaps| home.join(swaps)).to_vec(),
        );
        assert_eq!(at_work(&test), None);
        let editor = Editor::start(&test, command, keys);
        let seen = waited_for(|| at_work(&test).is_some());
        assert!(seen, "{program}: {:?}", test.names("people"));
        assert!(at_work(&test).unwrap().starts_with(words), "{program}: {:?}", at_work(&test));
        assert_eq!(test.vault.editor_at_work(&note("people/b.md")), None);
        // Its terminal is gone, and the editor with it; what lock it leaves does not count.
        drop(editor);
        assert!(waited_for(|| at_work(&test).is_none()), "{program}: {:?}", test.names("people"));
    }
}
