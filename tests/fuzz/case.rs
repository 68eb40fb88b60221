//! A case: the files of a vault and what is done in it; and how a case that fails is made smaller.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The files of a vault.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What is done. Where, how and with which words follows from the number of its [`Step`] and from what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Builds, and builds again.
    Build,
    /// Lets days pass.
    Days,
    /// Puts a mark into the box of a row.
    Tick,
    /// Takes the mark out of a row under *Done today*.
    Untick,
    /// Types lines into a block.
    TypeLines,
    /// Types a word into a line of a block.
    TypeWords,
    /// Takes out what was typed.
    Erase,
    /// Builds and lets what was typed go.
    Force,
    /// Saves a page with the other kind of line ends.
    LineEnds,
    /// Keeps the pages in an editor.
    Remember,
    /// Saves the pages as that editor has them.
    Restore,
    /// Commits, and goes on on the other of two branches.
    Switch,
    /// Commits, and merges the other branch.
    Merge,
    /// Runs a command with any arguments.
    Command,
    /// Takes back everything that was done, one `undo` after the other.
    UndoAll,
    /// Compares the pages with those of a vault that never had others.
    Fresh,
}

/// Something that is done, and the number from which everything about it follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
}

/// The files of a vault, and what is done in it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) files: Files,
    pub(crate) steps: Vec<Step>,
}

/// What does not hold.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// Which invariant.
    pub(crate) what: &'static str,
    /// What was seen.
    pub(crate) seen: String,
    /// The steps up to it, in words.
    pub(crate) steps: Vec<String>,
    /// The vault before the last run.
    pub(crate) before: Files,
    /// The vault after it.
    pub(crate) after: Files,
}

/// Returns the smallest case that was found to fail in the same way, after at most so many tries.
pub(crate) fn shrink(
    case: Case,
    finding: Finding,
    mut tries: u32,
    run: impl Fn(&Case) -> Result<(), Finding>,
) -> (Case, Finding) {
    let (mut best, mut found) = (case, finding);
    let mut is_smaller = true;
    while is_smaller && tries > 0 {
        is_smaller = false;
        for smaller in smaller(&best) {
            if tries == 0 {
                break;
            }
            tries -= 1;
            if let Err(finding) = run(&smaller)
                && finding.what == found.what
            {
                (best, found, is_smaller) = (smaller, finding, true);
                break;
            }
        }
    }
    (best, found)
}

/// Returns a case without one of its steps, one of its files, or a part of a file.
fn smaller(case: &Case) -> Vec<Case> {
    let without_step = (0..case.steps.len()).rev().map(|at| {
        let mut case = case.clone();
        case.steps.remove(at);
        case
    });
    let without_file = case.files.keys().map(|path| {
        let mut case = case.clone();
        case.files.remove(path);
        case
    });
    let shorter_file = case.files.iter().flat_map(|(path, bytes)| {
        parts(bytes).into_iter().map(move |bytes| {
            let mut case = case.clone();
            case.files.insert(path.clone(), bytes);
            case
        })
    });
    without_step.chain(without_file).chain(shorter_file).collect()
}

/// Returns the bytes of a file without some of its lines: halves first, then single ones.
fn parts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut parts = Vec::new();
    let mut length = lines.len() / 2;
    while length > 0 {
        let cut = |at: usize| [&lines[..at], &lines[(at + length).min(lines.len())..]].concat().concat();
        parts.extend((0..lines.len()).step_by(length).map(cut));
        length /= 2;
    }
    parts
}
