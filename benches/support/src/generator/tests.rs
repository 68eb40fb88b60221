//! The generator is deterministic, and its vaults have the shape they promise.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::{fs, io};

use harness::vault::files;
use tempfile::TempDir;

use super::bank::question;
use super::day::Day;
use super::plan::Plan;
use super::{Census, TODAY, generate};

type Files = BTreeMap<PathBuf, String>;

fn vault(notes: usize, seed: u64) -> io::Result<(Census, Files)> {
    let root = TempDir::new()?;
    let census = generate(root.path(), notes, seed)?;
    let text = |bytes| String::from_utf8(bytes).map_err(io::Error::other);
    let files = files(root.path()).into_iter().map(|(path, bytes)| Ok((path, text(bytes)?)));
    Ok((census, files.collect::<io::Result<Files>>()?))
}

#[test]
fn same_seed_gives_same_bytes() -> io::Result<()> {
    let one = vault(300, 11)?;
    assert!(one == vault(300, 11)?, "two runs differ");
    assert!(one != vault(300, 12)?, "the seed has no effect");
    Ok(())
}

#[test]
fn census_agrees_with_the_files() -> io::Result<()> {
    for notes in [0, 1, 2, 3, 12, 250] {
        let (census, files) = vault(notes, 3)?;
        assert_eq!((census.notes(), files.len()), (notes, notes));
        assert_eq!(census.bytes, files.values().map(String::len).sum::<usize>());
        assert_eq!(census.largest, files.values().map(String::len).max().unwrap_or(0));
        assert_eq!(census.crlf, files.values().filter(|text| text.contains("\r\n")).count());
        assert_eq!(census.banks, notes.min((notes / 100).max(1)));
    }
    Ok(())
}

#[test]
fn sizes_and_kinds_are_those_of_a_real_vault() -> io::Result<()> {
    let (census, files) = vault(2000, 5)?;
    assert_eq!((census.contacts, census.meetings, census.plain, census.banks), (900, 900, 180, 20));
    let mut sizes: Vec<usize> = files.values().map(String::len).collect();
    sizes.sort_unstable();
    assert!((1400..=1600).contains(&sizes[1000]), "median {}", sizes[1000]);
    assert!((10_000..=21_000).contains(&sizes[1979]), "p99 {}", sizes[1979]);
    assert!(sizes[1997] <= 22_000, "tail {}", sizes[1997]);
    assert!(sizes[1998] >= 190_000 && sizes[1999] <= 215_000, "largest {:?}", &sizes[1998..]);
    assert!((30..=60).contains(&census.due_contacts), "{census}");
    assert!((500..=700).contains(&census.notes_with_tasks), "{census}");
    let (open, closed) = (census.open_tasks, census.closed_tasks);
    assert!(open.abs_diff(closed) * 8 < open + closed, "{census}");
    assert!((20..=60).contains(&census.crlf) && census.look_alikes > 100, "{census}");
    Ok(())
}

#[test]
fn folders_and_front_matter_keep_their_bounds() -> io::Result<()> {
    let (_, files) = vault(3000, 8)?;
    let mut folders: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (path, text) in &files {
        *folders.entry(path.with_file_name("")).or_default() += 1;
        let mut lines = text.lines();
        if lines.next() == Some("---") {
            let starts_key = |line: &&str| line.starts_with(char::is_alphabetic) && line.contains(':');
            let keys = lines.take_while(|line| *line != "---").filter(starts_key).count();
            assert!((6..=14).contains(&keys), "{} has {keys} keys", path.display());
        }
    }
    assert!(folders.values().all(|count| *count <= 200), "{folders:?}");
    let shallow = folders.values().filter(|count| **count < 20).count();
    assert!(shallow * 4 < folders.len(), "{folders:?}");
    Ok(())
}

#[test]
fn names_and_questions_are_unique() {
    let plan = Plan::new(0, 42);
    let names: BTreeSet<String> = (0..200_000).map(|number| plan.person(number).name).collect();
    assert_eq!(names.len(), 200_000);
    let wordings: BTreeSet<String> =
        (0..30_000).flat_map(|number| (0..3).map(move |wording| question(number, wording))).collect();
    assert_eq!(wordings.len(), 90_000);
}

#[test]
fn days_are_those_of_the_calendar() {
    let days = [(0, "2025-01-01"), (59, "2025-03-01"), (364, "2025-12-31"), (365, "2026-01-01"), (729, "2026-12-31")];
    for (number, day) in days {
        assert_eq!(Day(number).to_string(), day);
    }
    assert_eq!(Day::TODAY.to_string(), TODAY);
    assert!(Day::TODAY.is_weekend() && Day::TOMORROW.is_weekend() && !Day::TODAY.minus(1).is_weekend());
}

#[test]
fn a_folder_in_use_is_refused() -> io::Result<()> {
    let root = TempDir::new()?;
    fs::write(root.path().join("mine.md"), "mine")?;
    let refused = generate(root.path(), 10, 1);
    assert_eq!(refused.err().map(|error| error.kind()), Some(io::ErrorKind::DirectoryNotEmpty));
    assert_eq!(files(root.path()).len(), 1);
    Ok(())
}
