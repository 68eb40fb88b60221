//! The walls of the source: which room may know which, and that the documents name files that are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Returns the files below a folder of the repository, with their paths in it.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let inside = path.strip_prefix(ROOT).unwrap();
        if path.is_dir() { found.extend(files(inside.to_str().unwrap())) } else { found.push(inside.to_path_buf()) }
    }
    found.sort();
    found
}

/// Returns the modules that a text names by a path from the root of the crate, as `core::render::splice`.
///
/// Paths that begin with `super` count too: those that leave their room are resolved.
fn named(text: &str, module: &[&str]) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for line in text.lines().map(|line| line.split("//").next().unwrap()) {
        for start in ["crate::", "super::"] {
            for (at, _) in line.match_indices(start) {
                let is_start = !line[..at].ends_with(|char: char| char.is_alphanumeric() || matches!(char, '_' | ':'));
                let path: Vec<&str> = line[at..].split("::").collect();
                let ups = path.iter().take_while(|part| **part == "super").count();
                if !is_start || ups > module.len() {
                    continue;
                }
                let above = if ups == 0 { &[] } else { &module[..module.len() - ups] };
                let name = |part: &&str| {
                    part.split(|char: char| !char.is_alphanumeric() && char != '_').next().unwrap().to_owned()
                };
                let rest = path.iter().skip(ups.max(1)).map(name).take_while(|part| !part.is_empty());
                found.insert(above.iter().map(|part| (*part).to_owned()).chain(rest).collect());
            }
        }
    }
    found
}

/// Returns the rooms of a module's folder in the order in which it declares them.
fn declared(file: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
    let name = |line: &str| Some(line.split_once("mod ")?.1.strip_suffix(';')?.to_owned());
    text.lines().filter(|line| line.starts_with("pub")).filter_map(name).collect()
}

#[test]
fn each_room_of_the_core_knows_only_those_above_it() {
    let rooms = declared("src/core/mod.rs");
    assert!(rooms.len() > 10, "{rooms:?}");
    let place = |room: &str| rooms.iter().position(|other| other == room);
    let mut seen = 0;
    for file in files("src/core") {
        let parts: Vec<&str> = file.iter().skip(1).map(|part| part.to_str().unwrap()).collect();
        let name = parts.last().unwrap().trim_end_matches(".rs");
        let is_test = name == "tests" || name.ends_with("_tests") || parts.contains(&"tests");
        let Some(room) = parts.get(1).map(|room| room.trim_end_matches(".rs")).filter(|room| place(room).is_some())
        else {
            continue;
        };
        if is_test || file.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text = fs::read_to_string(Path::new(ROOT).join(&file)).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut module: Vec<&str> = parts[..parts.len() - 1].to_vec();
        if name != "mod" {
            module.push(name);
        }
        for path in named(text, &module) {
            let [core, other, ..] = path.as_slice() else { continue };
            assert_eq!(core, "core", "{} names {}", file.display(), path.join("::"));
            let Some(other) = place(other) else { continue };
            assert!(place(room) >= Some(other), "{} names {}", file.display(), path.join("::"));
            seen += usize::from(place(room) > Some(other));
        }
    }
    assert!(seen > 500, "only {seen} imports were seen");
}

#[test]
fn the_vault_knows_nothing_of_the_program() {
    for file in files("src/vault") {
        let text = fs::read_to_string(Path::new(ROOT).join(&file)).unwrap();
        assert!(!text.contains("crate::program"), "{}", file.display());
    }
}

#[test]
fn the_files_that_documents_name_are_there() {
    let mut seen = 0;
    let documents = files("docs").into_iter().chain(["ARCHITECTURE.md", "README.md"].map(PathBuf::from));
    for document in documents.filter(|file| file.extension().is_some_and(|end| end == "md")) {
        let text = fs::read_to_string(Path::new(ROOT).join(&document)).unwrap();
        for quoted in text.split('`').skip(1).step_by(2).filter(|quoted| quoted.starts_with("src/")) {
            let path = quoted.split("::").next().unwrap();
            assert!(Path::new(ROOT).join(path).exists(), "{}: there is no `{path}`", document.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} files were seen");
}
