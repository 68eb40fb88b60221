//! Which notes a walk finds.

use crate::core::config::Config;
use crate::vault::error::VaultError;

use super::{TestVault, codes, joined};

#[test]
fn notes_are_found_at_any_depth_and_sorted() {
    let test = TestVault::new(&[
        ("b.md", ""),
        ("a/z.MD", ""),
        ("a/deep/er/x.markdown", ""),
        ("a.txt", ""),
        ("folder.md/inner.md", ""),
        ("Zoë Ü.md", ""),
    ]);
    let listing = test.walk();
    assert_eq!(joined(&listing), "Zoë Ü.md a/deep/er/x.markdown a/z.MD b.md folder.md/inner.md");
    assert!(listing.diagnostics.is_empty() && listing.failures.is_empty());
}

#[test]
fn hidden_and_temporary_files_are_skipped_without_a_word() {
    let test = TestVault::new(&[
        ("a.md", ""),
        (".obsidian/y.md", ""),
        (".Obsidian2/y.md", ""),
        (".trash/x.md", ""),
        (".stversions/x~2026.md", ""),
        ("logseq/bak/pages/a/2026.md", ""),
        ("graph/logseq/version-files/base/a.md", ""),
        (".GIT/x.md", ""),
        (".hidden.md", ""),
        ("a.md~", ""),
        ("#a.md#", ""),
        (".#a.md", ""),
        ("4913", ""),
        (".syncthing.x.md.tmp", ""),
        ("~syncthing~x.md.tmp", ""),
        ("~syncthing~x.md", ""),
        ("a.md___jb_tmp___", ""),
        (".coffeechat-0011223344556677.tmp", ""),
    ]);
    let listing = test.walk();
    assert_eq!(joined(&listing), "a.md");
    assert_eq!(codes(&listing), Vec::<String>::new());
}

#[test]
fn conflict_copies_are_named_and_not_read() {
    let test = TestVault::new(&[
        ("p/x.md", ""),
        ("p/x.sync-conflict-20261121-120000-ABCDEFG.md", ""),
        ("p/x (Ann's conflicted copy 2026-11-21).md", ""),
    ]);
    let listing = test.walk();
    assert_eq!(joined(&listing), "p/x.md");
    let expected = [
        "conflict-copy p/x (Ann's conflicted copy 2026-11-21).md",
        "conflict-copy p/x.sync-conflict-20261121-120000-ABCDEFG.md",
    ];
    assert_eq!(codes(&listing), expected);
    assert!(listing.diagnostics.iter().take(2).all(|found| found.message.contains("`x.md`")));
}

#[test]
fn notes_of_which_only_a_placeholder_is_here_are_named() {
    let test = TestVault::new(&[
        ("p/x.md", ""),
        ("p/.x.md.icloud", "its note has come meanwhile"),
        ("p/.y.md.icloud", ""),
        ("p/z.md.nextcloud", ""),
        ("a.md.owncloud", ""),
        ("p/picture.png.nextcloud", ""),
        ("private/b.md.owncloud", ""),
        (".trash/.c.md.icloud", ""),
    ]);
    let globs = |ignore: &[&str]| Config {
        ignore: ignore.iter().map(|glob| (*glob).to_owned()).collect(),
        ..Config::default()
    };
    let withheld = |config: &Config| {
        let listing = test.walk_with(config);
        assert_eq!(joined(&listing), "p/x.md");
        listing.withheld.iter().map(|(path, _)| path.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(withheld(&globs(&["private/"])), "a.md p/y.md p/z.md");
    // Both the note's own name and the placeholder's may be ignored.
    assert_eq!(withheld(&globs(&["private/", "a.md", "*.nextcloud"])), "p/y.md");
}

#[cfg(unix)]
#[test]
fn a_link_into_git_annex_is_a_note_that_is_not_here() {
    let test = TestVault::new(&[("a.md", ""), (".git/annex/objects/x/K/K", "# here\n")]);
    for (link, target) in
        [("here.md", ".git/annex/objects/x/K/K"), ("away.md", ".git/annex/objects/y/K/K"), ("b.md", "a.md")]
    {
        std::os::unix::fs::symlink(target, test.path(link)).unwrap();
    }
    let withheld: Vec<String> = test.walk().withheld.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(withheld, ["away.md", "here.md"]);
}

#[test]
fn the_template_folder_is_skipped_where_it_is_configured() {
    let test =
        TestVault::new(&[("Templates/a.md", ""), ("b/templates/c.md", ""), ("meta/Vorlagen/d.md", ""), ("e.md", "")]);
    assert_eq!(test.notes(), "b/templates/c.md e.md meta/Vorlagen/d.md");
    let templates = |folder: &str| Config { templates: folder.to_owned(), ..Config::default() };
    for folder in ["meta/vorlagen", "./Meta/Vorlagen/", "/meta//vorlagen"] {
        let listing = test.walk_with(&templates(folder));
        assert_eq!(joined(&listing), "Templates/a.md b/templates/c.md e.md", "{folder}");
    }
    assert_eq!(test.walk_with(&templates("")).notes.len(), 4);
}

#[test]
fn rules_of_gitignore_hold_where_they_stand() {
    let test = TestVault::new(&[
        (".gitignore", "\u{feff}private/\r\n*.draft.md\r\n/top.md\n# a comment\n[broken\n"),
        ("top.md", ""),
        ("a/top.md", ""),
        ("a/x.draft.md", ""),
        ("a/private/x.md", ""),
        ("a/.gitignore", "!keep.draft.md\nlocal/*\n!local/yes.md\n"),
        ("a/keep.draft.md", ""),
        ("a/local/no.md", ""),
        ("a/local/yes.md", ""),
        ("b/local/no.md", ""),
        ("b/keep.draft.md", ""),
        ("c/.gitignore", "*.md\n"),
        ("c/.ignore", "!x.md\n"),
        ("c/x.md", ""),
        ("c/y.md", ""),
        ("d/y.md", ""),
    ]);
    assert_eq!(test.notes(), "a/keep.draft.md a/local/yes.md a/top.md b/local/no.md c/x.md d/y.md");
}

#[test]
fn globs_of_the_configuration_come_first() {
    let test = TestVault::new(&[
        (".gitignore", "people/\n"),
        ("people/a.md", ""),
        ("archive/2020/b.md", ""),
        ("archive/c.md", ""),
        ("archive.md", ""),
    ]);
    let with =
        |globs: &[&str]| Config { ignore: globs.iter().map(|&glob| glob.to_owned()).collect(), ..Config::default() };
    let rows: [(&[&str], &str); 5] = [
        (&[], "archive.md archive/2020/b.md archive/c.md"),
        (&["archive/"], "archive.md"),
        (&["archive/*/"], "archive.md archive/c.md"),
        (&["/archive/**", "!/archive/c.md"], "archive.md archive/c.md"),
        (&["!people/", "arch*"], "people/a.md"),
    ];
    for (globs, expected) in rows {
        assert_eq!(joined(&test.walk_with(&with(globs))), expected, "{globs:?}");
    }
    for globs in [vec!["ok", "[z-a]"], vec!["x"; 1001]] {
        let error = test.vault.walk(&with(&globs)).unwrap_err();
        assert!(matches!(error, VaultError::Config(_)), "{error}");
    }
}
