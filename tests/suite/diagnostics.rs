//! The codes of diagnostics: each is documented, and each is shown by a golden case or by a test.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use coffeechat::Code;

use harness::is_blessing;
use harness::vault::TestVault;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const HEAD: &str = "# Diagnostics

What `coffeechat check` finds, by code. `coffeechat check --explain CODE` prints a section of this page, and
`coffeechat check --explain` lists the codes. An error is something that could not be read or written, a warning
is something that probably does not say what was meant, and a hint is a suggestion. Only errors make `check` exit with 1.
";

#[test]
fn the_page_of_codes_is_current() {
    let mut page = String::from(HEAD);
    for code in Code::ALL {
        let severity = code.severity().as_str();
        let _ = write!(page, "\n## `{code}`\n\nSeverity: {severity}.\n\n{}", code.explanation());
    }
    let path = Path::new(ROOT).join("docs/diagnostics.md");
    if is_blessing() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == page,
        "docs/diagnostics.md is out of date: run with COFFEECHAT_BLESS=1"
    );
}

#[test]
fn check_explains_its_codes() {
    let vault = TestVault::new();
    let explained = vault.run(["check", "--explain", "not-a-date"]).ok().stdout;
    assert_eq!(explained, format!("error[not-a-date]\n\n{}", Code::NotADate.explanation()));
    let listed = vault.run(["check", "--explain"]).ok().stdout;
    assert!(listed.lines().eq(Code::ALL.iter().map(|code| code.as_str())), "{listed}");
    let wrong = vault.run(["check", "--explain", "not-date"]).code(2).says("not-a-date").stderr;
    assert!(!wrong.contains("typed-in-block"), "{wrong}");
    vault.run(["check", "--explain", "zzz"]).code(2).says("zzz");
}

/// Returns the texts of the files below a folder whose paths `is_meant`.
fn texts(folder: &Path, is_meant: &dyn Fn(&Path) -> bool) -> Vec<String> {
    let paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let text = |path: PathBuf| match path.is_dir() {
        true => texts(&path, is_meant),
        false if is_meant(&path) => vec![String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()],
        false => Vec::new(),
    };
    paths.into_iter().flat_map(text).collect()
}

#[test]
fn every_code_is_shown_by_a_case_or_a_test() {
    let printed =
        texts(&Path::new(ROOT).join("tests/cases"), &|path| path.ends_with("stdout") || path.ends_with("stderr"));
    assert!(printed.len() > 100, "the cases are missing");
    let is_test = |path: &Path| path.extension().is_some_and(|end| end == "rs") && !path.ends_with("diagnostics.rs");
    let tests = texts(&Path::new(ROOT).join("tests/suite"), &is_test);
    let unit_tests = texts(&Path::new(ROOT).join("src/vault/tests"), &is_test);
    let is_shown = |code: &&Code| {
        let (tagged, quoted) = (format!("[{code}]"), format!("\"{code}\""));
        let begun = format!("\"{code} ");
        printed.iter().any(|text| text.contains(&tagged))
            || tests
                .iter()
                .chain(&unit_tests)
                .any(|text| [&tagged, &quoted, &begun].iter().any(|form| text.contains(*form)))
    };
    let missing: Vec<&str> = Code::ALL.iter().filter(|code| !is_shown(code)).map(|code| code.as_str()).collect();
    assert!(missing.is_empty(), "no case or test shows {}", missing.join(", "));
}
