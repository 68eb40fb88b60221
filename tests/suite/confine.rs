//! What the program touches, as the kernel sees it: nothing is written but notes with blocks, notes that an edit was asked
//! for, temporary files beside them, and what this machine remembers in its own folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use harness::vault::{PATIENCE, TODAY, TestVault, files, has_program};

const TRACED: &str = "trace=openat,openat2,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,\
    symlink,symlinkat,truncate,ftruncate,chmod,fchmod,fchmodat,chown,fchown,fchownat,utimensat,mknodat,setxattr,fsetxattr,\
    removexattr,fremovexattr,execve,connect";

/// What a run did to the disk.
#[derive(Debug, Default)]
struct Touched {
    /// Files opened for reading, folders left out.
    read: BTreeSet<String>,
    /// Files opened for writing.
    written: BTreeSet<String>,
    /// Every other change, as it was traced.
    changes: Vec<String>,
    /// The paths that these are about.
    changed: BTreeSet<PathBuf>,
    /// Programs started and connections made, beside the program itself.
    started: Vec<String>,
}

/// Runs a command under `strace`.
fn touched(vault: TestVault, args: &[&str]) -> (Touched, TestVault) {
    let vault = traced(vault);
    let output = vault.run(args);
    assert!(output.code.is_some_and(|code| code < 2), "{output:#?}");
    (calls(&vault), vault)
}

/// Returns a vault whose program runs under `strace`.
fn traced(vault: TestVault) -> TestVault {
    let logs = vault.outside("traces");
    fs::create_dir_all(&logs).unwrap();
    let path = logs.join("trace").to_str().unwrap().to_owned();
    vault.through(&["strace", "-ff", "-y", "-s", "4096", "-e", TRACED, "-e", "signal=none", "-o", &path])
}

/// Returns what was traced, and forgets it.
fn calls(vault: &TestVault) -> Touched {
    let logs = vault.outside("traces");
    let mut touched = Touched::default();
    // One file for each thread: no call is cut in two by another.
    let traces: String = files(&logs).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    fs::remove_dir_all(&logs).unwrap();
    fs::create_dir(&logs).unwrap();
    for call in traces.lines() {
        let Some((name, arguments)) = call.split_once('(') else { continue };
        // What failed touched nothing.
        if call.contains(") = -1 ") {
            continue;
        }
        match name {
            "openat" | "openat2" | "open" | "creat" => {
                // `-y` adds the path that the new file descriptor stands for.
                let Some(path) = call.rsplit_once('<').and_then(|(_, path)| path.strip_suffix('>')) else { continue };
                let is_write =
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "creat"].iter().any(|flag| call.contains(flag));
                if is_write {
                    touched.written.insert(path.to_owned());
                } else if !arguments.contains("O_DIRECTORY") && !arguments.contains("O_PATH") {
                    touched.read.insert(path.to_owned());
                }
            }
            "execve" | "connect" => touched.started.push(call.to_owned()),
            _ => {
                touched.changed.extend(paths(arguments));
                touched.changes.push(call.to_owned());
            }
        }
    }
    // One of them is the program itself.
    assert!(!touched.started.is_empty());
    touched.started.retain(|call| !call.contains(env!("CARGO_BIN_EXE_coffeechat")));
    touched
}

/// Returns a vault with a dashboard, a second one, and links that lead out.
fn vault() -> TestVault {
    let vault = TestVault::with_good_contact()
        .note("weekly/W47.md", "# W47\n<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n")
        .note("meetings/m.md", "---\ndate: 2026-11-19\nwith: \"[[Priya Nair]]\"\n---\n")
        .note("coffeechat.yaml", "week-start: monday\n")
        .note(".git/config", "x")
        .note("templates/t.md", "x");
    std::os::unix::fs::symlink("/etc/passwd", vault.path().join("people/leak.md")).unwrap();
    vault
}

/// Returns the paths among the arguments of a call: names below a folder that is open, or files that are.
fn paths(arguments: &str) -> Vec<PathBuf> {
    let (mut folder, mut paths) = (None::<PathBuf>, Vec::new());
    for argument in arguments.rsplit_once(") = ").map_or(arguments, |(arguments, _)| arguments).split(", ") {
        let open = argument.split_once('<').and_then(|(_, path)| path.strip_suffix('>'));
        let name = argument.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        match (open, name) {
            (Some(path), _) => folder = Some(PathBuf::from(path)),
            (_, Some(name)) => paths.push(folder.take().unwrap_or_default().join(name)),
            _ => {}
        }
    }
    // Without a name, it is about the open file itself.
    if paths.is_empty() { folder.into_iter().collect() } else { paths }
}

/// Asserts that nothing was written or changed but these notes, temporary files beside them, and the state of this
/// machine; and that each of these notes was.
fn assert_confined(what: &str, touched: &Touched, vault: &TestVault, notes: &[&str]) {
    assert_nothing_outside(touched, vault);
    let root = vault.path().canonicalize().unwrap();
    let notes: BTreeSet<PathBuf> = notes.iter().map(|note| root.join(note)).collect();
    let folders: BTreeSet<&Path> = notes.iter().filter_map(|note| note.parent()).collect();
    let state = vault.outside("state");
    let written = touched.written.iter().filter(|path| !is_terminal(path)).map(PathBuf::from);
    for path in written.chain(touched.changed.iter().cloned()) {
        let is_beside =
            is_temporary(path.file_name().unwrap().to_str().unwrap()) && folders.contains(path.parent().unwrap());
        let is_state = path == state || path == state.join("coffeechat") || path.starts_with(state.join("coffeechat"));
        assert!(notes.contains(&path) || is_beside || is_state, "{what}: {} was changed: {touched:#?}", path.display());
    }
    let replaced: BTreeSet<PathBuf> = notes.intersection(&touched.changed).cloned().collect();
    assert_eq!(replaced, notes, "{what}: {touched:#?}");
}

fn assert_nothing_outside(touched: &Touched, vault: &TestVault) {
    assert!(touched.started.is_empty(), "{:#?}", touched.started);
    let root = vault.path().canonicalize().unwrap();
    let system =
        ["/proc/", "/sys/", "/lib", "/usr/lib", "/usr/share/zoneinfo", "/etc/ld.so", "/etc/localtime", "/dev/"];
    for path in &touched.read {
        let is_ours = path.starts_with(root.to_str().unwrap());
        let is_ours = is_ours || path.starts_with(vault.outside("state/coffeechat").to_str().unwrap());
        assert!(is_ours || system.iter().any(|start| path.starts_with(start)), "{path} was read");
        assert!(!path.contains("/.git/") && !path.contains("/templates/"), "{path} was read");
    }
}

#[test]
fn commands_that_read_write_nothing() {
    if !has_program("strace") {
        return;
    }
    let commands: [&[&str]; 8] = [
        &["build", "--check"],
        &["build", "--dry-run"],
        &["check"],
        &["check", "--format", "json"],
        &["list", "follow-ups"],
        &["list", "questions", "--format", "json"],
        &["list", "contacts", "--format", "csv"],
        &["why", "Priya Nair"],
    ];
    for args in commands {
        let (touched, vault) = touched(vault(), args);
        assert_nothing_outside(&touched, &vault);
        let written: Vec<&String> = touched.written.iter().filter(|path| !is_terminal(path)).collect();
        assert!(written.is_empty(), "{args:?}: {written:#?}");
        assert!(touched.changes.is_empty(), "{args:?}: {:#?}", touched.changes);
    }
}

#[test]
fn building_writes_notes_with_blocks_and_nothing_else() {
    if !has_program("strace") {
        return;
    }
    let (touched, vault) = touched(vault(), &["build"]);
    assert_confined("build", &touched, &vault, &["Dashboard.md", "weekly/W47.md"]);
    assert!(!vault.outside("state").exists(), "nothing was to be remembered");
    // Once all is up to date, nothing is written at all.
    let (again, vault) = self::touched(vault, &["build"]);
    assert_nothing_outside(&again, &vault);
    assert!(again.written.iter().all(|path| is_terminal(path)), "{again:#?}");
    assert!(again.changes.is_empty(), "{again:#?}");
}

/// Ticks the box of the line with some words on the dashboard.
fn tick(vault: &TestVault, words: &str, from: &str, to: &str) {
    let page = vault.text("Dashboard.md");
    let row = page.lines().find(|line| line.starts_with(from) && line.contains(words));
    let row = row.unwrap_or_else(|| panic!("no line `{from} … {words}`: {page}"));
    vault.write("Dashboard.md", page.replace(row, &row.replacen(from, to, 1)).as_bytes());
}

#[test]
fn whatever_is_asked_for_only_its_note_and_the_pages_are_written() {
    if !has_program("strace") {
        return;
    }
    let contact = |name: &str| format!("---\ntype: contact\nname: {name}\nrequested: 2026-11-02\n---\n# {name}\n");
    let mut vault = vault().note("people/ines.md", &contact("Ines Alba")).note("people/jon.md", &contact("Jon Reyes"));
    vault.write("people/mara.md", contact("Mara Quist").as_bytes());
    vault.write("a/b/list.md", "# List\n\n- [ ] Send the list to [[Mara Quist]] 📅 2026-11-20\n".as_bytes());
    vault.write("coffeechat.yaml", b"tasks: all\n");
    let state = vault.outside("state").to_str().unwrap().to_owned();
    vault = traced(vault.env("XDG_STATE_HOME", &state));
    vault.run(["build"]).ok();
    calls(&vault);
    tick(&vault, "the list", "- [ ]", "- [x]");
    vault.run(["build"]).ok();
    assert_confined("a task", &calls(&vault), &vault, &["a/b/list.md", "Dashboard.md"]);
    let commands: [(&[&str], &str); 5] = [
        (&["done", "nudge", "ines"], "people/ines.md"),
        (&["snooze", "nudge", "jon"], "people/jon.md"),
        (&["undo"], "people/jon.md"),
        (&["waive", "nudge", "jon"], "people/jon.md"),
        (&["undo", "2"], "people/jon.md"),
    ];
    for (words, note) in commands {
        let before = vault.snapshot();
        vault.run(words.iter().chain(&["--dry-run"])).ok();
        assert_confined("a dry run", &calls(&vault), &vault, &[]);
        vault.run(words).ok();
        let after = vault.snapshot();
        let is_changed =
            |path: &&PathBuf| before.get(*path).map(|entry| &entry.bytes) != after.get(*path).map(|entry| &entry.bytes);
        let changed: Vec<&str> = after.keys().filter(is_changed).map(|path| path.to_str().unwrap()).collect();
        let touched = calls(&vault);
        assert!(changed.contains(&note), "{words:?}: {changed:?}");
        let allowed = [note, "people/ines.md", "Dashboard.md", "weekly/W47.md"];
        assert!(changed.iter().all(|path| allowed.contains(path)), "{words:?}: {changed:?}");
        assert_confined(&words.join(" "), &touched, &vault, &changed);
    }
    vault.run(["undo", "--list"]).ok();
    assert_confined("a list", &calls(&vault), &vault, &[]);
}

#[test]
fn watching_writes_the_notes_of_ticks_and_pages_and_nothing_else() {
    if !has_program("strace") {
        return;
    }
    let mut vault = vault();
    vault.run(["build"]).ok();
    let state = vault.outside("state").to_str().unwrap().to_owned();
    vault = traced(vault.env("XDG_STATE_HOME", &state));
    let words = ["watch", vault.path().to_str().unwrap(), "--today", TODAY].map(str::to_owned);
    let mut watch =
        vault.command(&words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    tick(&vault, "meetings/m.md", "- [ ]", "- [x]");
    let deadline = Instant::now() + PATIENCE;
    let is_carried = || vault.text("meetings/m.md").contains("thanked: 2026-11-21");
    let is_shown = || vault.text("Dashboard.md").lines().all(|line| !line.starts_with("- [x]") || line.contains(" x "));
    while !(is_carried() && is_shown()) {
        assert!(Instant::now() < deadline, "{}", vault.text("Dashboard.md"));
        std::thread::sleep(Duration::from_millis(10));
    }
    // There is one trace for each thread; the first thread has the number of the process.
    let threads = files(&vault.outside("traces")).into_keys();
    let threads = threads.filter_map(|path| path.extension()?.to_str()?.parse::<i32>().ok());
    kill_process(Pid::from_raw(threads.min().unwrap()).unwrap(), Signal::TERM).unwrap();
    assert!(watch.wait().unwrap().success());
    let weekly = fs::read_to_string(vault.path().join("weekly/W47.md")).unwrap();
    let mut notes = vec!["meetings/m.md", "Dashboard.md"];
    let touched = calls(&vault);
    notes.extend(weekly.contains("21 Nov").then_some("weekly/W47.md"));
    assert_confined("watch", &touched, &vault, &notes);
}

fn is_terminal(path: &str) -> bool {
    path == "/dev/null" || path == "/dev/tty"
}

/// Returns whether a file of that name is one of the program's own temporary files.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".coffeechat-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some())
}
