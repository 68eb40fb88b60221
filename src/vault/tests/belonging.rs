//! A path belongs to the vault if and only if a walk would list it.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::core::config::Config;

use super::{TestVault, note};

const FOLDERS: [&str; 10] = ["", "a", "a/b", "a/templates", "Templates", ".git", "skip", "skip/a", "n.md", "a/.x/b"];
const FILES: [&str; 12] = [
    "n.md",
    "m.MD",
    "o.markdown",
    "t.txt",
    ".h.md",
    "n (conflicted copy).md",
    "4913",
    "n.md~",
    "#n.md#",
    "~syncthing~n.md",
    "draft n.md",
    "ü.md",
];
const RULES: [&str; 12] =
    ["*.MD", "skip/", "!n.md", "/a", "b/**", "n.md", "a/b/*.md", "/n.md", "draft *", "*", "!*/", "[broken"];

fn tree() -> impl Strategy<Value = Vec<(String, String)>> {
    let file = (select(&FOLDERS[..]), select(&FILES[..]))
        .prop_map(|(folder, name)| (join(folder, name), String::from("text")));
    let rules = (select(&FOLDERS[..]), select(&[".gitignore", ".ignore"][..]), vec(select(&RULES[..]), 1..3))
        .prop_map(|(folder, name, rules)| (join(folder, name), rules.join("\n")));
    (vec(file, 0..16), vec(rules, 0..3)).prop_map(|(files, rules)| files.into_iter().chain(rules).collect())
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn config() -> impl Strategy<Value = Config> {
    let globs = vec(select(&["skip", "*.markdown", "!n.md", "a/b/", "/a/*"][..]), 0..3);
    (globs, select(&["templates", "a/b", "./Skip/", "none"][..])).prop_map(|(globs, templates)| Config {
        ignore: globs.into_iter().map(str::to_owned).collect(),
        templates: templates.to_owned(),
        ..Config::default()
    })
}

/// Writes a file unless a file or folder of the same name is in its way.
fn put(vault: &TestVault, path: &str, text: &str) -> bool {
    let place = vault.path(path);
    fs::create_dir_all(place.parent().unwrap()).is_ok() && !place.is_dir() && fs::write(place, text).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_belongs_if_a_walk_would_list_it(tree in tree(), config in config(), linked: bool) {
        let test = TestVault::new(&[]);
        for (path, text) in &tree {
            put(&test, path, text);
        }
        let mut folders = FOLDERS.to_vec();
        #[cfg(unix)]
        if linked && fs::create_dir_all(test.path("a")).is_ok() {
            std::os::unix::fs::symlink("a", test.path("link")).unwrap();
            folders.extend(["link", "link/b"]);
        }
        let names = folders.iter().flat_map(|folder| FILES.map(|name| note(&join(folder, name))));
        let expected: Vec<_> = names.map(|path| (test.vault.belongs(&config, &path), path)).collect();
        let made: Vec<_> = expected.into_iter().filter(|(_, path)| put(&test, path.as_str(), "text")).collect();
        prop_assert!(made.len() >= FILES.len());
        let listed = test.vault.walk(&config).unwrap().notes;
        for (belongs, path) in made {
            prop_assert_eq!(belongs, listed.binary_search(&path).is_ok(), "{}", path);
        }
    }
}

#[test]
fn what_is_no_path_of_a_note_belongs_nowhere() {
    let test = TestVault::new(&[]);
    let belongs = |path: &str| test.vault.belongs(&Config::default(), &note(path));
    for path in ["", "/", "../a.md", "a//b.md", "/a.md", "a/../b.md", "a/", "a", "a.md/"] {
        assert!(!belongs(path), "{path}");
    }
    assert!(belongs("a.md") && belongs("new/folder/a.md"));
    let deep = |folders: usize| format!("{}a.md", "d/".repeat(folders));
    assert!(belongs(&deep(200)) && !belongs(&deep(201)));
    let broken = Config { ignore: vec![String::from("[broken")], ..Config::default() };
    assert!(!test.vault.belongs(&broken, &note("a.md")), "a walk with these globs lists nothing");
}
