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
//! `COFFEECHAT_BLESS=1 cargo test --test suite cases` writes all but the first two from what the program does. Read the
//! difference before it is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::vault::{TestVault, files};

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

/// Returns whether expectations are to be written, not compared.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("COFFEECHAT_BLESS").is_some_and(|value| value == "1")
}

#[test]
fn every_case_does_what_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 10, "the cases are missing");
    let failures: Vec<String> = cases.iter().filter_map(|case| fault(case)).collect();
    assert!(failures.is_empty(), "{} of {} cases failed\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// Runs a case; returns what differs.
fn fault(case: &Path) -> Option<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    for entry in fs::read_dir(case).unwrap() {
        let part = entry.unwrap().file_name();
        if !PARTS.iter().any(|known| part == *known) {
            return Some(format!("{name}: `{}` is no part of a case", part.to_string_lossy()));
        }
    }
    let Ok(args) = fs::read_to_string(case.join("args")) else { return Some(format!("{name}: has no `args`")) };
    let outcome = outcome(&case.join("vault"), &args);
    if is_blessing() {
        bless(case, &outcome);
        return None;
    }
    let read = |part: &str| fs::read_to_string(case.join(part));
    let (Ok(stdout), Ok(stderr), Ok(code)) = (read("stdout"), read("stderr"), read("code")) else {
        return Some(format!("{name}: `stdout`, `stderr` or `code` is missing"));
    };
    let expected = Outcome { stdout, stderr, code, files: files(&case.join("expected")) };
    difference(&name, &expected, &outcome)
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

fn difference(name: &str, expected: &Outcome, found: &Outcome) -> Option<String> {
    let mut text = String::new();
    let streams = [
        ("stdout", &expected.stdout, &found.stdout),
        ("stderr", &expected.stderr, &found.stderr),
        ("code", &expected.code, &found.code),
    ];
    for (part, expected, found) in streams {
        if expected != found {
            let _ = write!(text, "--- {name}/{part}\n{}", diff(expected, found));
        }
    }
    for (path, bytes) in &found.files {
        match expected.files.get(path) {
            Some(expected) if expected == bytes => {}
            Some(expected) => {
                let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(bytes));
                let _ = write!(text, "--- {name}/expected/{}\n{}", path.display(), diff(&expected, &found));
            }
            None => {
                let _ = writeln!(text, "--- {name}: {} was made or changed unexpectedly", path.display());
            }
        }
    }
    for path in expected.files.keys().filter(|path| !found.files.contains_key(*path)) {
        let _ = writeln!(text, "--- {name}: {} was expected, but not made or changed", path.display());
    }
    (!text.is_empty()).then_some(text)
}

pub(crate) fn diff(expected: &str, found: &str) -> String {
    similar::TextDiff::from_lines(expected, found).unified_diff().context_radius(2).to_string()
}

#[test]
fn a_case_fails_for_what_is_missing_and_for_what_is_not_used() {
    let files = |path: &str| BTreeMap::from([(PathBuf::from(path), b"x".to_vec())]);
    let of = |files| Outcome { files, ..Outcome::default() };
    assert_eq!(difference("a", &of(files("x.md")), &of(files("x.md"))), None);
    assert!(difference("a", &of(files("x.md")), &of(BTreeMap::new())).unwrap().contains("x.md was expected"));
    assert!(difference("a", &of(BTreeMap::new()), &of(files("x.md"))).unwrap().contains("unexpectedly"));
    let code = Outcome { code: String::from("1\n"), ..Outcome::default() };
    assert!(difference("a", &Outcome::default(), &code).unwrap().contains("+1"));
    assert_eq!(words("why \"Ann Lee\" x"), ["why", "Ann Lee", "x"]);
}
