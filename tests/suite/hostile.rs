//! What a disk may hold beside notes: pipes, devices, links that lead away, names that act, and what may not be read.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hostile_text::ACTIVE;
use crate::rendered::Rendered;
use harness::vault::{Output, TestVault, assert_nothing_acts, has_program};

/// Text that acts in a terminal or turns the direction of writing.
const ESCAPES: [&str; 8] = [
    "\u{1b}[2K\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;aGk=\u{7}",
    "\u{9b}31m",
    "gpj.\u{202e}exe",
    "\u{2066}isolate\u{2069}",
    "back\u{8}space",
    "zero\u{200b}width\u{feff}",
];

/// Returns the dashboard that `init` makes, without its limits.
fn dashboard() -> String {
    let template = include_str!("../../templates/dashboard.md");
    let words = template.split_inclusive(' ').filter(|word| !word.starts_with("limit:"));
    words.collect()
}

/// Runs every command that reads the vault, and asserts that the good contact is known to all of them.
#[track_caller]
fn all_commands(vault: &TestVault) -> String {
    let dashboard = vault.built();
    assert!(TestVault::good_row(&dashboard), "{dashboard}");
    assert_nothing_acts("Dashboard.md", &dashboard);
    let check = vault.run(["check"]);
    assert!(check.code.is_some_and(|code| code < 2), "{check:#?}");
    vault.json(&["check"]);
    for kind in ["follow-ups", "contacts", "meetings", "questions"] {
        for format in ["table", "json", "csv"] {
            vault.run(["list", kind, "--format", format]).ok();
        }
    }
    let why = vault.run(["why", "Priya Nair"]).ok();
    assert!(why.stdout.contains("people/good.md"), "{why:#?}");
    vault.run(["build", "--check"]).ok();
    if let Some(rendered) = Rendered::new(&dashboard) {
        rendered.assert_harmless();
    }
    dashboard
}

#[test]
fn pipes_sockets_and_devices_are_never_opened() {
    let vault = TestVault::with_good_contact();
    if has_program("mkfifo") {
        assert!(Command::new("mkfifo").arg(vault.path().join("people/pipe.md")).status().unwrap().success());
        assert!(Command::new("mkfifo").arg(vault.path().join("questions.md")).status().unwrap().success());
    }
    let _socket = UnixListener::bind(vault.path().join("socket.md")).unwrap();
    let zero = vault.path().join("zero.md");
    let made = Command::new("mknod").arg(&zero).args(["c", "1", "5"]).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no device can be made here");
    }
    all_commands(&vault);
    for note in ["people/pipe.md", "questions.md", "socket.md", "zero.md"] {
        if vault.path().join(note).symlink_metadata().is_ok() {
            assert_eq!(vault.codes(note), ["not-a-file"], "{note}");
        }
    }
}

#[test]
fn a_pipe_where_the_configuration_or_the_dashboard_should_be_is_refused() {
    if !has_program("mkfifo") {
        return;
    }
    for name in ["coffeechat.yaml", "Dashboard.md"] {
        let vault = TestVault::new().note("people/good.md", "---\nrequested: 2026-11-02\n---\n");
        assert!(Command::new("mkfifo").arg(vault.path().join(name)).status().unwrap().success());
        vault.run(["build"]).code(2).says(name);
    }
    let vault = TestVault::with_good_contact();
    for rules in [".gitignore", "people/.ignore"] {
        assert!(Command::new("mkfifo").arg(vault.path().join(rules)).status().unwrap().success());
    }
    all_commands(&vault);
}

#[test]
fn links_that_leave_the_vault_are_never_read() {
    let vault = TestVault::with_good_contact();
    let secret = "---\ntype: contact\nname: Secret Person\nrequested: 2026-11-01\n---\n- [ ] SECRET 📅 2026-11-20\n";
    fs::write(vault.outside("secret.md"), secret).unwrap();
    fs::create_dir(vault.outside("folder")).unwrap();
    fs::write(vault.outside("folder/secret.md"), secret).unwrap();
    symlink("/etc/passwd", vault.path().join("people/passwd.md")).unwrap();
    symlink("../../secret.md", vault.path().join("people/secret.md")).unwrap();
    symlink(vault.outside("folder"), vault.path().join("linked")).unwrap();
    symlink("..", vault.path().join("up")).unwrap();
    symlink("/proc/self/environ", vault.path().join("environment.md")).unwrap();
    let dashboard = all_commands(&vault);
    let listed = vault.run(["list", "contacts", "--format", "json"]).stdout;
    for text in [&dashboard, &listed] {
        assert!(!text.contains("Secret Person") && !text.contains("SECRET") && !text.contains("root:"), "{text}");
    }
    for note in ["people/passwd.md", "people/secret.md", "linked", "up", "environment.md"] {
        assert_eq!(vault.codes(note), ["link-outside"], "{note}");
    }
}

#[test]
fn links_inside_the_vault_neither_loop_nor_count_twice() {
    let vault = TestVault::with_good_contact();
    symlink(".", vault.path().join("loop")).unwrap();
    symlink("loop", vault.path().join("people/again")).unwrap();
    symlink("itself.md", vault.path().join("itself.md")).unwrap();
    symlink("good.md", vault.path().join("people/twin.md")).unwrap();
    symlink("nowhere.md", vault.path().join("dangling.md")).unwrap();
    // Emacs locks a note by a link that leads nowhere.
    symlink("user@host.1:2", vault.path().join("people/.#good.md")).unwrap();
    all_commands(&vault);
    assert_eq!(vault.json(&["list", "contacts"]).len(), 1);
}

#[test]
fn a_dashboard_that_is_a_link_is_not_written_through() {
    for target in ["../outside.md", "people/real.md"] {
        let vault = TestVault::with_good_contact();
        fs::remove_file(vault.path().join("Dashboard.md")).unwrap();
        let text = "<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n";
        fs::write(vault.outside("outside.md"), text).unwrap();
        symlink(target, vault.path().join("Dashboard.md")).unwrap();
        vault.run(["build"]).code(2);
        assert_eq!(fs::read_to_string(vault.outside("outside.md")).unwrap(), text);
        assert!(vault.path().join("Dashboard.md").is_symlink());
        assert!(!vault.path().join("people/real.md").exists());
    }
}

#[test]
fn a_dashboard_in_a_folder_that_is_a_link_is_not_made_outside() {
    let vault = TestVault::new()
        .note("people/good.md", "---\nname: Priya Nair\n---\n")
        .note("coffeechat.yaml", "dashboard: linked/Dashboard.md\n");
    fs::create_dir(vault.outside("folder")).unwrap();
    symlink(vault.outside("folder"), vault.path().join("linked")).unwrap();
    vault.run(["build"]).code(2);
    vault.run(["init"]).code(2);
    assert_eq!(fs::read_dir(vault.outside("folder")).unwrap().count(), 0);
}

#[test]
fn paths_that_climb_out_are_refused_in_the_configuration() {
    let paths =
        ["../out.md", "/tmp/out.md", "a/../../out.md", "~/out.md", "", ".", "a//b.md", "C:\\out.md", "a\\..\\b.md"];
    for path in paths {
        let vault = TestVault::new().note("coffeechat.yaml", &format!("dashboard: '{path}'\n"));
        let output = vault.run(["build"]);
        let outside: Vec<PathBuf> =
            fs::read_dir(vault.outside("")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(outside.len(), 2, "{path}: {outside:?}");
        assert!(output.code.is_some_and(|code| code == 0 || code == 2), "{path}: {output:#?}");
    }
}

#[test]
fn names_that_act_are_shown_and_do_nothing() {
    let mut vault = TestVault::with_good_contact();
    let mut names: Vec<Vec<u8>> = ACTIVE.iter().chain(&ESCAPES).map(|name| name.as_bytes().to_vec()).collect();
    names.push(b"line\n- [x] forged <!--k3f9a2bc-->".to_vec());
    names.push(b"latin \xe9".to_vec());
    names.push(b"\xff\xfe".to_vec());
    names.push(vec![b'x'; 252]);
    let mut made = 0;
    for name in names {
        let name: Vec<u8> = name.into_iter().map(|byte| if byte == b'/' { b'_' } else { byte }).collect();
        for folder in ["people", "meetings", "questions", "elsewhere"] {
            let mut file = name.clone();
            file.extend(b".md");
            let path = vault.path().join(folder).join(OsStr::from_bytes(&file));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = "---\nwith: \"[[Priya Nair]]\"\ndate: 2026-11-24\n---\n- [ ] A task 📅 2026-11-20\n- Why [[Priya Nair]]?\n";
            if fs::write(&path, text).is_ok() {
                made += 1;
            }
        }
        // As the name of a folder, too.
        let folder = vault.path().join(OsStr::from_bytes(&name));
        if fs::create_dir(&folder).is_ok() {
            vault = vault
                .file(folder.join("contacts/inside.md"), b"- [ ] Inside [[Priya Nair]] \xf0\x9f\x93\x85 2026-11-20\n");
        }
    }
    assert!(made > 150, "the names could not be made");
    let dashboard = all_commands(&vault);
    let forged = dashboard.lines().filter(|line| line.starts_with("- [x]")).count();
    assert_eq!(forged, 0);
    let found = vault.json(&["check"]);
    assert!(found.iter().any(|found| found["code"] == "name-not-utf8"), "{found:#?}");
}

#[test]
fn text_that_acts_is_shown_and_does_nothing() {
    let mut vault = TestVault::new().note("Dashboard.md", &dashboard());
    for (at, text) in ACTIVE.iter().chain(&ESCAPES).enumerate() {
        let quoted = serde_json::to_string(text).unwrap();
        let day = format!("2026-11-{:02}", at % 28 + 1);
        vault = vault
            .note(
                &format!("people/p{at}.md"),
                &format!(
                    "---\ntype: contact\nname: {quoted}\ncompany: {quoted}\nrole: {quoted}\nreferred-by: {quoted}\n\
                     tags: [{quoted}]\nrequested: {day}\n{}: x\n---\n# {text}\n- [ ] {text} 📅 {day}\n",
                    serde_json::to_string(&format!("k{text}")).unwrap(),
                ),
            )
            .note(
                &format!("meetings/m{at}.md"),
                &format!(
                    "---\ntype: meeting\nwith: [{quoted}]\ndate: {day}\nchannel: {quoted}\n---\n# {text}\n\
                     ## Questions\n- [ ] {text}\n- [x] Why {text}?\n"
                ),
            )
            .note(
                &format!("questions/q{at}.md"),
                &format!("---\ntype: questions\n---\n# Bank\n## {text}\n- What about {text}?\n- {text}\n"),
            );
    }
    let vault = vault.note("people/good.md", "---\ntype: contact\nname: Priya Nair\nrequested: 2026-11-02\n---\n");
    let dashboard = all_commands(&vault);
    let Some(rendered) = Rendered::new(&dashboard) else { return };
    let rows = dashboard.lines().filter(|line| line.starts_with("- [ ] ") && line.ends_with("-->")).count();
    assert_eq!(rendered.boxes(), rows);
    let template = Rendered::new(&self::dashboard()).unwrap();
    let sums = dashboard.lines().filter(|line| line.starts_with("<!--lines ")).count();
    assert_eq!(rendered.comments(), template.comments() + rows + sums, "no comment is hidden in a text");
    for text in ["<script", "<img", "onerror=alert(1)>", "http://x.example/t.png\""] {
        assert!(!rendered.html().contains(text), "{text}");
    }
}

#[test]
fn what_sync_tools_and_editors_leave_behind_is_never_a_note() {
    let text = "---\ntype: contact\nname: Left Behind\nrequested: 2026-11-01\n---\n";
    let names = [
        "people/x.sync-conflict-20261121-120000-ABCDEFG.md",
        "people/x (Ann's conflicted copy 2026-11-21).md",
        "people/x (conflicted copy).md",
        "people/.syncthing.x.md.tmp",
        "people/~syncthing~x.md.tmp",
        "people/x.md~",
        "people/#x.md#",
        "people/.x.md.swp",
        "people/4913",
        "people/x.md___jb_tmp___",
        "people/sedAbC123",
        "people/.x.md.kak.abcdef",
        ".stversions/people/x~2026.md",
        ".trash/people/x.md",
        ".obsidian/people/y.md",
        ".git/people/z.md",
        ".coffeechat-0123456789abcdef.tmp",
    ];
    let mut vault = TestVault::with_good_contact();
    for name in names {
        vault = vault.note(name, text);
    }
    let before = vault.snapshot();
    let dashboard = all_commands(&vault);
    assert!(!dashboard.contains("Left Behind"));
    assert_eq!(dashboard.matches("a sync tool kept this copy").count(), 3);
    assert_eq!(vault.json(&["list", "contacts"]).len(), 1);
    for (path, entry) in vault.snapshot() {
        assert!(path.ends_with("Dashboard.md") || before.get(&path) == Some(&entry), "{} was touched", path.display());
    }
}

#[test]
fn a_folder_too_deep_is_reported() {
    let vault = TestVault::with_good_contact();
    let mut path = PathBuf::new();
    for _ in 0..230 {
        path.push("d");
    }
    let vault = vault.note(path.join("x.md").to_str().unwrap(), "- [ ] [[Priya Nair]] deep 📅 2026-11-20\n");
    let dashboard = all_commands(&vault);
    assert!(dashboard.contains("folders deep"), "{dashboard}");
}

#[test]
fn two_names_of_one_note_both_count_and_a_dashboard_with_two_names_is_refused() {
    let vault = TestVault::with_good_contact();
    fs::hard_link(vault.path().join("people/good.md"), vault.path().join("people/same.md")).unwrap();
    vault.run(["build"]).ok();
    assert_eq!(vault.json(&["list", "contacts"]).len(), 2);
    let vault = TestVault::with_good_contact();
    fs::hard_link(vault.path().join("Dashboard.md"), vault.outside("second")).unwrap();
    vault.run(["build"]).code(2).says("second name");
}

/// Returns a vault whose program runs as a user who may not read everything; `None` where that cannot be.
pub(crate) fn as_nobody(vault: TestVault) -> Option<TestVault> {
    let owner = Command::new("id").arg("-u").output().unwrap();
    if owner.stdout.trim_ascii() != b"0" {
        return Some(vault);
    }
    if !has_program("setpriv") {
        return None;
    }
    // The target folder may lie where only the superuser gets.
    let program = vault.outside("coffeechat");
    // Another process copies it: a process that another test starts at that instant would hold a copy open for writing that
    // this one makes, and what is open for writing cannot be run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_coffeechat")).arg(&program).status().unwrap();
    assert!(copied.success());
    open_up(&vault.outside(""));
    let vault = vault.program(program).through(&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    let runs = Command::new("setpriv").args(["--reuid=65534", "true"]).status().is_ok_and(|status| status.success());
    if !runs {
        eprintln!("skipped: no other user can be taken on here");
    }
    runs.then_some(vault)
}

/// Gives everything in a folder to everybody.
fn open_up(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            open_up(&path);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
            if has_program("chown") {
                Command::new("chown").arg("65534:65534").arg(&path).status().unwrap();
            }
        }
    }
}

fn deny(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn assert_refused(output: Output, path: &str) {
    output.code(2).says("a part of the vault cannot be read, so nothing was written").says(path);
}

#[test]
fn no_dashboard_is_made_from_half_a_vault() {
    for denied in ["people", "people/good.md", "secret"] {
        let vault = TestVault::with_good_contact().note("secret/people/x.md", "---\nname: Xaver\n---\n");
        let Some(vault) = as_nobody(vault) else { return };
        let before = vault.text("Dashboard.md");
        deny(&vault.path().join(denied), 0o000);
        for command in ["build", "check"] {
            assert_refused(vault.run([command]), denied);
        }
        assert_refused(vault.run(["list", "contacts"]), denied);
        assert_refused(vault.run(["why", "Priya Nair"]), denied);
        assert_eq!(vault.text("Dashboard.md"), before);
        // What is named under `ignore:` is not missed.
        let vault = vault.note("coffeechat.yaml", &format!("ignore: [\"/{denied}\"]\n"));
        vault.run(["build"]).ok();
        deny(&vault.path().join(denied), 0o777);
    }
}

#[test]
fn a_read_only_dashboard_is_left_alone() {
    let Some(vault) = as_nobody(TestVault::with_good_contact()) else { return };
    let before = vault.text("Dashboard.md");
    deny(&vault.path().join("Dashboard.md"), 0o444);
    vault.run(["build"]).code(2).says("read-only");
    deny(&vault.path().join("Dashboard.md"), 0o644);
    deny(&vault.path(), 0o555);
    vault.run(["build"]).code(2).says("Dashboard.md");
    deny(&vault.path(), 0o777);
    assert_eq!(vault.text("Dashboard.md"), before);
    assert_eq!(fs::read_dir(vault.path()).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn a_vault_that_is_missing_is_no_empty_vault() {
    let vault = TestVault::with_good_contact();
    fs::remove_dir_all(vault.path()).unwrap();
    let parent = vault.outside("");
    for args in [["build", "vault"], ["check", "vault"]] {
        vault.run_in(&parent, args).code(2).says("there is no vault at vault");
    }
    assert!(!vault.path().exists());
}

#[test]
fn a_reader_that_leaves_is_no_failure_and_a_full_disk_is_one() {
    let program = env!("CARGO_BIN_EXE_coffeechat");
    let mut vault = TestVault::new();
    for at in 0..3000 {
        vault = vault.note(&format!("people/p{at}.md"), "---\ntype: contact\n---\n");
    }
    let run = |line: &str| {
        let output = Command::new("sh").args(["-c", line]).current_dir(vault.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, stderr) = run(&format!("'{program}' list contacts | head -1 > /dev/null"));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    if Path::new("/dev/full").exists() {
        let (code, stderr) = run(&format!("'{program}' list contacts > /dev/full"));
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("cannot write to standard output"), "{stderr}");
    }
}
