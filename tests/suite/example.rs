//! The example vault from outside of it, and its dashboard as Markdown. `tests/cases.rs` builds it on its day.

use std::path::{Path, PathBuf};

use crate::rendered::Rendered;
use harness::vault::{TestVault, assert_nothing_acts, files};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault")
}

#[test]
fn the_main_job_works_from_outside_of_the_vault() {
    let vault = TestVault::new().copy_of(&example());
    let parent = vault.path().parent().unwrap().to_path_buf();
    let built = vault.run_in(&parent, ["build", "vault"]).ok();
    assert!(built.stdout.contains("everything is up to date"), "{built:#?}");
    vault.run_in(&parent, ["list", "follow-ups", "overdue", "--vault", "vault"]).ok();
    vault.run_in(&parent, ["build", "vault", "--check"]).ok();
    // On another day the dashboard is another one.
    let later = vault.run_in(&parent, ["build", "vault", "--today", "2026-12-01"]).ok();
    assert!(later.stdout.contains("updated Dashboard.md"), "{later:#?}");
    vault.run_in(&parent, ["build", "vault"]).ok();
    assert_eq!(files(&vault.path()), files(&example()));
}

#[test]
fn the_examples_dashboard_reads_as_markdown() {
    let vault = TestVault::new().copy_of(&example());
    let dashboard = vault.text("Dashboard.md");
    assert_nothing_acts("Dashboard.md", &dashboard);
    let Some(rendered) = Rendered::new(&dashboard) else { return };
    rendered.assert_harmless();
    let boxes = dashboard.lines().filter(|line| line.starts_with("- [") && line.ends_with("-->")).count();
    assert!(boxes > 10, "the example shows a full dashboard");
    assert_eq!(rendered.boxes(), boxes);
    assert_eq!(rendered.tables().len(), dashboard.lines().filter(|line| line.starts_with("|---")).count());
    for link in rendered.links().iter().filter(|link| !link.starts_with("mailto:")) {
        assert!(vault.path().join(rendered_path(link)).exists(), "{link} leads nowhere");
    }
}

/// Returns the path that a link's destination stands for.
fn rendered_path(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if let (b'%', Some(code)) = (first, code) {
            bytes.push(code);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}
