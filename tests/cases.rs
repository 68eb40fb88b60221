//! The golden cases: folders in `tests/cases`, none of which needs a line of Rust.
//!
//! A case holds
//!
//! - `vault/`: the notes before the run; missing for an empty vault;
//! - `args`: one command a line, run in this order inside a copy of the vault; words with blanks stand in double quotes;
//! - `stdout`, `stderr`: what each command printed, below a line `$ command`;
//! - `code`: the exit code of each command, one a line;
//! - `expected/`: every file that was changed or made, and no other; missing if there is none.
//!
//! Each folder is a test that bears its name: `cargo test --test cases -- snooze` runs those that hold `snooze` in theirs.
//! `COFFEECHAT_BLESS=1 cargo test --test cases` writes all but the first two from what the program does. Read the
//! difference before it is committed. `example-vault` is a case too: building it on its day changes nothing.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests make files and may fail loudly"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use harness::vault::{TestVault, files};
use harness::{diff, is_blessing};
use libtest_mimic::{Arguments, Failed, Trial};

/// What a case may hold.
const PARTS: [&str; 6] = ["args", "code", "expected", "stderr", "stdout", "vault"];

/// What a case expects, or what came of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    code: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 10, "the cases are missing");
    let mut trials: Vec<Trial> = cases.into_iter().map(trial).collect();
    trials.push(Trial::test("example-vault", building_the_example_changes_nothing));
    trials.push(Trial::test("a-case-fails-for-what-differs", || {
        what_differs_is_seen();
        Ok(())
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trial(case: PathBuf) -> Trial {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    Trial::test(name, move || run(&case))
}

/// Runs a case; fails with what differs.
fn run(case: &Path) -> Result<(), Failed> {
    for entry in fs::read_dir(case)? {
        let part = entry?.file_name();
        if !PARTS.iter().any(|known| part == *known) {
            return Err(format!("`{}` is no part of a case", part.to_string_lossy()).into());
        }
    }
    let read = |part: &str| fs::read_to_string(case.join(part)).map_err(|error| format!("`{part}`: {error}"));
    let outcome = outcome(&case.join("vault"), &read("args")?);
    if is_blessing() {
        bless(case, &outcome);
        return Ok(());
    }
    let files = files(&case.join("expected"));
    let expected = Outcome { stdout: read("stdout")?, stderr: read("stderr")?, code: read("code")?, files };
    difference(&expected, &outcome).map_or(Ok(()), |text| Err(text.into()))
}

fn outcome(notes: &Path, args: &str) -> Outcome {
    let before = files(notes);
    let vault = TestVault::new().copy_of(notes);
    let mut outcome = Outcome::default();
    for line in args.lines().filter(|line| !line.is_empty()) {
        let run = vault.run(words(line));
        let _ = write!(outcome.stdout, "$ {line}\n{}", run.stdout);
        let _ = write!(outcome.stderr, "$ {line}\n{}", run.stderr);
        let _ = writeln!(outcome.code, "{}", run.code.expect("a signal ended the run"));
    }
    outcome.files = files(&vault.path());
    for path in before.keys() {
        assert!(outcome.files.contains_key(path), "{} was deleted", path.display());
    }
    outcome.files.retain(|path, bytes| before.get(path) != Some(bytes));
    outcome
}

/// Cuts a line into words; double quotes hold blanks and are left out.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for char in line.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            char => words.last_mut().unwrap().push(char),
        }
    }
    words
}

fn bless(case: &Path, outcome: &Outcome) {
    let expected = case.join("expected");
    if expected.exists() {
        fs::remove_dir_all(&expected).unwrap();
    }
    for (path, bytes) in &outcome.files {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for (part, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr), ("code", &outcome.code)] {
        fs::write(case.join(part), text).unwrap();
    }
}

fn difference(expected: &Outcome, found: &Outcome) -> Option<String> {
    let mut text = String::new();
    let streams = [
        ("stdout", &expected.stdout, &found.stdout),
        ("stderr", &expected.stderr, &found.stderr),
        ("code", &expected.code, &found.code),
    ];
    for (part, expected, found) in streams {
        if expected != found {
            let _ = write!(text, "--- {part}\n{}", diff(expected, found));
        }
    }
    for (path, bytes) in &found.files {
        match expected.files.get(path) {
            Some(expected) if expected == bytes => {}
            Some(expected) => {
                let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(bytes));
                let _ = write!(text, "--- expected/{}\n{}", path.display(), diff(&expected, &found));
            }
            None => {
                let _ = writeln!(text, "--- {} was made or changed unexpectedly", path.display());
            }
        }
    }
    for path in expected.files.keys().filter(|path| !found.files.contains_key(*path)) {
        let _ = writeln!(text, "--- {} was expected, but not made or changed", path.display());
    }
    (!text.is_empty()).then_some(text)
}

fn building_the_example_changes_nothing() -> Result<(), Failed> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault");
    let vault = TestVault::new().copy_of(&example);
    let built = vault.run(["build"]).ok();
    let (before, after) = (files(&example), files(&vault.path()));
    if is_blessing() {
        for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
            fs::write(example.join(path), bytes)?;
        }
        return Ok(());
    }
    for (path, bytes) in &after {
        let old = before.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let new = String::from_utf8_lossy(bytes);
        assert!(old == new, "{}\n{}\nbless it with COFFEECHAT_BLESS=1", path.display(), diff(&old, &new));
    }
    assert!(built.stdout.starts_with("everything is up to date\n"), "{built:#?}");
    vault.run(["build", "--check"]).ok();
    Ok(())
}

fn what_differs_is_seen() {
    let files = |path: &str| BTreeMap::from([(PathBuf::from(path), b"x".to_vec())]);
    let of = |files| Outcome { files, ..Outcome::default() };
    assert_eq!(difference(&of(files("x.md")), &of(files("x.md"))), None);
    assert!(difference(&of(files("x.md")), &of(BTreeMap::new())).unwrap().contains("x.md was expected"));
    assert!(difference(&of(BTreeMap::new()), &of(files("x.md"))).unwrap().contains("unexpectedly"));
    let code = Outcome { code: String::from("1\n"), ..Outcome::default() };
    assert!(difference(&Outcome::default(), &code).unwrap().contains("+1"));
    assert_eq!(words("why \"Ann Lee\" x"), ["why", "Ann Lee", "x"]);
}
