//! Runs every command of the README and of the pages in `docs/`, and compares what they show of the output. Checks that
//! every link between pages leads somewhere.
//!
//! Each page runs by itself, from top to bottom, in a folder that holds a copy of the example vault.
//!
//! - A ```` ```console ```` block holds commands (`$ …`) and the output to expect of each; a command without output is
//!   only run. `cd` holds for what follows. `…` on a line of its own stands for any lines, inside a line for any text.
//! - A block with a path behind its language, such as ```` ```markdown people/ann.md ````, is a file and is written there.
//! - `cargo run --release --` and `coffeechat` are the program under test. Today is the day of the example vault, or the
//!   day that a comment `<!-- today: 2026-11-02 -->` names for what follows. Every other `cargo` command is not run, but
//!   `.ci/run` has to call it.
//! - A ```` ```sh ```` block is for the reader's machine, and is not run.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "a test runs commands on files of its own")]
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test fails where something cannot be done")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day for which the pages show output.
const TODAY: &str = "2026-11-21";

/// What a page asks its reader to do.
#[derive(Debug)]
enum Step {
    /// Write a file.
    Write { path: String, text: String },
    /// Run a command; with the line it stands on, the day, and the output that is shown.
    Run { line: usize, today: String, command: String, shown: Vec<String> },
}

#[test]
fn every_command_of_the_pages_does_what_it_shows() {
    let (mut runs, mut faults) = (0, Vec::new());
    for page in pages() {
        let (count, found) = run(&page);
        runs += count;
        faults.extend(found);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(runs > 40, "only {runs} commands were found");
}

/// Runs the commands of a page. Returns how many they are, and what goes another way than the page says.
fn run(page: &str) -> (usize, Vec<String>) {
    let steps = steps(page, &text(page));
    let reader = tempfile::tempdir().unwrap();
    let mut folder = reader.path().to_owned();
    let (mut runs, mut faults) = (0, Vec::new());
    if !steps.is_empty() {
        copy(&root().join("example-vault"), &reader.path().join("example-vault"));
    }
    for step in steps {
        match step {
            Step::Write { path, text } => {
                let file = reader.path().join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            Step::Run { command, .. } if command.starts_with("cd ") => folder.push(command.trim_start_matches("cd ")),
            Step::Run { line, command, .. } if is_only_for_ci(&command) => {
                runs += 1;
                faults.extend((!is_in_ci(&command)).then(|| format!("{page}:{line}: `.ci/run` lacks `{command}`")));
            }
            Step::Run { line, today, command, shown } => {
                runs += 1;
                let fault = differs(&command, &shown, &today, &folder, reader.path());
                faults.extend(fault.map(|fault| format!("{page}:{line}: `{command}` {fault}")));
            }
        }
    }
    (runs, faults)
}

/// Runs a command; returns what differs from what is shown.
fn differs(command: &str, shown: &[String], today: &str, folder: &Path, reader: &Path) -> Option<String> {
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{}{command}", installed())])
        .current_dir(folder)
        .env("XDG_STATE_HOME", reader.join(".state"))
        .env("NO_COLOR", "1")
        .env("TODAY", today)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let code = output.status.code();
    if code != Some(0) && !(code == Some(1) && command.contains("check")) {
        return Some(format!("ends with {code:?}:\n{text}"));
    }
    let lines: Vec<&str> = text.lines().collect();
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    (!shown.is_empty() && !has_lines(&shown, &lines)).then(|| format!("prints something else:\n{text}"))
}

/// Says whether a command is for the source and not for notes.
fn is_only_for_ci(command: &str) -> bool {
    let command = command.split_once("cargo ").filter(|(before, _)| before.is_empty() || before.contains('='));
    command.is_some_and(|(_, cargo)| !cargo.starts_with("run ") && !cargo.starts_with("install "))
}

/// Says whether `.ci/run` calls a command.
fn is_in_ci(command: &str) -> bool {
    let script = text(".ci/run").replace(" --locked", "");
    script.lines().any(|line| line == command || line.ends_with(&format!(" {command}")))
}

#[test]
fn the_readme_says_how_to_run_the_tests() {
    let steps = steps("README.md", &text("README.md"));
    let is_test = |step: &Step| matches!(step, Step::Run { command, .. } if command == "cargo test");
    assert!(steps.iter().any(is_test), "README.md does not say how to run the tests");
    assert!(is_in_ci("cargo test"));
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let all: Vec<String> = pages().collect();
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        all.iter().map(|page| (page.as_str(), anchors(&text(page)))).collect();
    let mut seen = 0;
    for page in &all {
        for target in links(&text(page)) {
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let folder = Path::new(page).parent().unwrap();
            let path = if path.is_empty() { page.clone() } else { joined(folder, path) };
            assert!(root().join(&path).exists(), "{page}: there is no {path}");
            let has_anchor = || anchors.get(path.as_str()).is_some_and(|anchors| anchors.contains(anchor));
            assert!(anchor.is_empty() || has_anchor(), "{page}: {path} has no section `#{anchor}`");
        }
    }
    assert!(seen > 50, "only {seen} links were found");
}

#[test]
fn every_section_that_the_source_names_is_there() {
    let mut seen = 0;
    for file in ["src", "tests", "benches"].iter().flat_map(|folder| files(&root().join(folder))) {
        let Ok(source) = fs::read_to_string(&file) else { continue };
        for named in source.split("docs/").skip(1) {
            let Some((page, rest)) = named.split_once(".md#") else { continue };
            if !page.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                continue;
            }
            seen += 1;
            let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(rest.len());
            let (page, anchor) = (format!("docs/{page}.md"), &rest[..end]);
            assert!(anchors(&text(&page)).contains(anchor), "{}: {page} has no `#{anchor}`", file.display());
        }
    }
    assert!(seen > 20, "only {seen} sections are named");
}

#[test]
fn a_link_is_read_outside_of_code_and_a_heading_has_the_anchor_that_hosts_give_it() {
    let page = "# A `b`: c_d, e!\n\n[x](y.md#z) `[no](no.md)` ![p](p.png) [w](https://example.com)\n\n```sh\n# no\n[no](no)\n```\n## A\n## A\n";
    assert_eq!(links(page), ["y.md#z", "p.png"]);
    assert_eq!(anchors(page), ["a-b-c_d-e", "a", "a-1"].map(String::from).into());
    assert_eq!(joined(Path::new("docs"), "../README.md"), "README.md");
    assert_eq!(joined(Path::new(""), "docs/a.md"), "docs/a.md");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the paths of the pages of the repository.
fn pages() -> impl Iterator<Item = String> {
    let top = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(|page| root().join(page));
    let all = top.into_iter().chain(files(&root().join("docs")));
    let pages = all.filter(|file| file.extension().is_some_and(|end| end == "md"));
    pages.map(|file| file.strip_prefix(root()).unwrap().to_str().unwrap().to_owned())
}

/// Returns the files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Returns a path as seen from a folder, without `..`.
fn joined(folder: &Path, path: &str) -> String {
    let mut parts: Vec<&str> = folder.iter().map(|part| part.to_str().unwrap()).collect();
    for part in path.split('/') {
        match part {
            ".." => parts.truncate(parts.len().saturating_sub(1)),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns the fence that a line opens, and what stands behind it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let info = line.trim_start_matches('`');
    let fence = &line[..line.len() - info.len()];
    (fence.len() >= 3).then_some((fence, info))
}

/// Returns the lines of a page that stand in no fence.
fn prose(page: &str) -> Vec<&str> {
    let (mut prose, mut lines) = (Vec::new(), page.lines());
    while let Some(line) = lines.next() {
        match fence(line) {
            Some((fence, _)) => drop(lines.by_ref().find(|line| *line == fence)),
            None => prose.push(line),
        }
    }
    prose
}

/// Returns where the links and images of a page lead within the repository.
fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(page) {
        let bare: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let targets = bare.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        found.extend(targets.map(|(target, _)| target.to_owned()).filter(|target| !target.contains(':')));
    }
    found
}

/// Returns the anchors of a page's headings, as hosts of Markdown make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for heading in prose(page).into_iter().filter(|line| line.starts_with('#')) {
        let kept = |char: &char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_');
        let words: String = heading.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect();
        let anchor = words.replace(' ', "-");
        let again = (1..).map(|count| format!("{anchor}-{count}"));
        let free = std::iter::once(anchor.clone()).chain(again).find(|anchor| !anchors.contains(anchor));
        anchors.extend(free);
    }
    anchors
}

#[test]
fn the_json_has_the_fields_that_its_page_names() {
    let page = text("docs/json.md");
    let mut commands = 0;
    for section in page.split("\n## ").skip(1) {
        let command = section.lines().next().unwrap().trim_matches('`');
        if !command.starts_with("list ") && command != "check" {
            continue;
        }
        commands += 1;
        let named: Vec<&str> = fields_of(section).collect();
        let output = Command::new(env!("CARGO_BIN_EXE_coffeechat"))
            .args(command.split(' '))
            .args(["--format", "json", "--today", TODAY, "--vault"])
            .arg(root().join("example-vault"))
            .output()
            .unwrap();
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!rows.is_empty(), "`{command}` finds nothing in the example");
        for row in &rows {
            let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            let mut expected = named.clone();
            fields.sort_unstable();
            expected.sort_unstable();
            assert_eq!(fields, expected, "docs/json.md, `{command}`");
        }
    }
    assert_eq!(commands, 5);
}

#[test]
fn the_export_has_the_fields_that_its_page_names() {
    let page = text("docs/json.md");
    let section = |name: &str| page.split("\n## ").find(|section| section.starts_with(name)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coffeechat"))
        .args(["export", "json", "--today", TODAY, "--vault"])
        .arg(root().join("example-vault"))
        .output()
        .unwrap();
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let tables: Vec<&str> = section("`export json`").split("\nFurther fields").collect();
    let [object, of_contacts, of_meetings] = tables[..] else { panic!("{} tables", tables.len()) };
    let rows = |kind: &str| all[kind].as_array().unwrap().iter().collect::<Vec<_>>();
    let parts = [
        (vec![&all], vec![object]),
        (rows("contacts"), vec![section("`list contacts`"), of_contacts]),
        (rows("meetings"), vec![section("`list meetings`"), of_meetings]),
        (rows("follow_ups"), vec![section("`list follow-ups`")]),
        (rows("questions"), vec![section("`list questions`")]),
        (rows("problems"), vec![section("`check`")]),
    ];
    for (rows, tables) in parts {
        let mut named: Vec<&str> = tables.iter().flat_map(|table| fields_of(table)).collect();
        named.sort_unstable();
        assert!(!rows.is_empty());
        for row in rows {
            let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            fields.sort_unstable();
            assert_eq!(fields, named, "docs/json.md");
        }
    }
}

#[test]
fn dots_stand_for_any_lines_and_any_text() {
    let rows: [(&[&str], &[&str], bool); 7] = [
        (&["a", "…", "d"], &["a", "b", "c", "d"], true),
        (&["a", "…", "d"], &["a", "d"], true),
        (&["…", "d"], &["d", "e"], false),
        (&["a", "…"], &["a"], true),
        (&["x … y … z"], &["x 1 y 2 z"], true),
        (&["x … y"], &["x 1 z"], false),
        (&["ab…ba"], &["aba"], false),
    ];
    for (shown, lines, expected) in rows {
        assert_eq!(has_lines(shown, lines), expected, "{shown:?} {lines:?}");
    }
}

/// Returns the names in the first column of a section's tables, several of them where they are alike.
fn fields_of(section: &str) -> impl Iterator<Item = &str> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" |"));
    rows.flat_map(|(names, _)| names.split(',')).map(|name| name.trim_matches([' ', '`']))
}

/// Returns the steps of a page in their order.
fn steps(page: &str, text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut today = TODAY;
    let mut lines = text.lines().enumerate();
    while let Some((_, open)) = lines.next() {
        today = open.strip_prefix("<!-- today: ").and_then(|rest| rest.strip_suffix(" -->")).unwrap_or(today);
        let Some((fence, info)) = fence(open) else { continue };
        let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, line)| *line != fence).collect();
        if let Some((_, path)) = info.split_once(' ') {
            let text = block.iter().flat_map(|(_, line)| [line, "\n"]).collect();
            steps.push(Step::Write { path: path.to_owned(), text });
        }
        if info != "console" {
            continue;
        }
        for (at, line) in block {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    let (today, command) = (today.to_owned(), command.to_owned());
                    steps.push(Step::Run { line: at + 1, today, command, shown: Vec::new() });
                }
                (None, Some(Step::Run { shown, .. })) => shown.push(line.to_owned()),
                (None, _) => panic!("{page}:{}: output without a command", at + 1),
            }
        }
    }
    steps
}

/// Says whether `lines` are the lines that are shown.
fn has_lines(shown: &[&str], lines: &[&str]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((&"…", rest)) => (0..=lines.len()).any(|from| has_lines(rest, lines.get(from..).unwrap_or_default())),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, others)| has_text(first, line) && has_lines(rest, others))
        }
    }
}

/// Says whether `line` is the line that is shown; trailing white space is not compared.
fn has_text(shown: &str, line: &str) -> bool {
    let (shown, line) = (shown.trim_end(), line.trim_end());
    match shown.split_once('…') {
        None => shown == line,
        Some((start, rest)) => line.strip_prefix(start).is_some_and(|line| {
            let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.filter_map(|at| line.get(at..)).any(|end| has_text(rest, end))
        }),
    }
}

/// Returns shell functions that stand for what a reader has installed.
fn installed() -> String {
    let program = env!("CARGO_BIN_EXE_coffeechat");
    format!(
        "coffeechat() {{\n\
           case \" $* \" in\n\
           *' --today '* | ' completions '* | ' man '*) '{program}' \"$@\" ;;\n\
           *) '{program}' \"$@\" --today \"$TODAY\" ;;\n\
           esac\n\
         }}\n\
         cargo() {{\n\
           case \"$*\" in\n\
           'install --path .') ;;\n\
           'run --release -- '*) shift 3; coffeechat \"$@\" ;;\n\
           *) echo \"a page runs cargo $*, which its test does not know\"; return 2 ;;\n\
           esac\n\
         }}\n"
    )
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
