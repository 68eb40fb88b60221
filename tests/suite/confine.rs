//! What the program touches, as the kernel sees it: nothing is written but temporary files beside a note with blocks and
//! that note, and nothing outside of the vault is touched at all.

use std::collections::BTreeSet;
use std::fs;

use crate::vault::{TestVault, files, has_program};

const TRACED: &str = "trace=openat,openat2,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,\
    symlink,symlinkat,truncate,ftruncate,chmod,fchmodat,chown,fchownat,utimensat,mknodat,execve,connect";

/// What a run did to the disk.
#[derive(Debug, Default)]
struct Touched {
    /// Files opened for reading, folders left out.
    read: BTreeSet<String>,
    /// Files opened for writing.
    written: BTreeSet<String>,
    /// Every other change, as it was traced.
    changes: Vec<String>,
    /// Programs started and connections made, beside the program itself.
    started: Vec<String>,
}

/// Runs a command under `strace`.
fn touched(vault: TestVault, args: &[&str]) -> (Touched, TestVault) {
    let logs = vault.outside("traces");
    fs::create_dir_all(&logs).unwrap();
    let path = logs.join("trace").to_str().unwrap().to_owned();
    let vault = vault.through(&["strace", "-ff", "-y", "-s", "4096", "-e", TRACED, "-e", "signal=none", "-o", &path]);
    let output = vault.run(args);
    assert!(output.code.is_some_and(|code| code < 2), "{output:#?}");
    let mut touched = Touched::default();
    // One file for each thread: no call is cut in two by another.
    let traces: String = files(&logs).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    fs::remove_dir_all(logs).unwrap();
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
            _ => touched.changes.push(call.to_owned()),
        }
    }
    // One of them is the program itself.
    assert!(!touched.started.is_empty());
    touched.started.retain(|call| !call.contains(env!("CARGO_BIN_EXE_coffeechat")));
    (touched, vault)
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

fn assert_nothing_outside(touched: &Touched, vault: &TestVault) {
    assert!(touched.started.is_empty(), "{:#?}", touched.started);
    let root = vault.path().canonicalize().unwrap();
    let system =
        ["/proc/", "/sys/", "/lib", "/usr/lib", "/usr/share/zoneinfo", "/etc/ld.so", "/etc/localtime", "/dev/"];
    for path in &touched.read {
        let is_ours = path.starts_with(root.to_str().unwrap());
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
    assert_nothing_outside(&touched, &vault);
    let root = vault.path().canonicalize().unwrap();
    let root = root.to_str().unwrap();
    let folders = [root.to_owned(), format!("{root}/weekly")];
    let mut temporaries = 0;
    for path in touched.written.iter().filter(|path| !is_terminal(path)) {
        let (folder, name) = path.rsplit_once('/').unwrap();
        assert!(is_temporary(name) && folders.iter().any(|known| known == folder), "{path} was written");
        temporaries += 1;
    }
    assert_eq!(temporaries, 2, "{touched:#?}");
    let mut renamed = 0;
    for change in &touched.changes {
        let names: Vec<&str> = change.split('"').skip(1).step_by(2).collect();
        if change.starts_with("rename") {
            let [from, to] = names[..] else { panic!("{change}") };
            assert!(is_temporary(from) && (is_temporary(to) || to == "Dashboard.md" || to == "W47.md"), "{change}");
            renamed += u32::from(!is_temporary(to));
        } else {
            assert!(change.starts_with("unlink") && is_temporary(names[0]), "{change}");
        }
    }
    assert_eq!(renamed, 2, "{touched:#?}");
    // Once all is up to date, nothing is written at all.
    let (again, vault) = self::touched(vault, &["build"]);
    assert_nothing_outside(&again, &vault);
    assert!(again.written.iter().all(|path| is_terminal(path)), "{again:#?}");
    assert!(again.changes.is_empty(), "{again:#?}");
}

fn is_terminal(path: &str) -> bool {
    path == "/dev/null" || path == "/dev/tty"
}

/// Returns whether a file of that name is one of the program's own temporary files.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".coffeechat-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some())
}
