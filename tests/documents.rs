//! Runs every command of the README, in its order, in a copy of what a reader has before them, and compares what the
//! README shows of the output.
//!
//! - A ```` ```console ```` block holds commands (`$ …`) and the output to expect of each; none shown, none compared.
//!   `cd` holds for what follows. `…` on a line of its own stands for any lines, inside a line for any text.
//! - A ```` ```markdown PATH ```` block is a note, and is written to that path; so is a ```` ```csv PATH ```` block.
//! - `cargo run --release --` and `coffeechat` are the program under test, and today is the day of the example vault, or
//!   the one that a comment `<!-- today: 2026-11-02 -->` names for what follows. `cargo test` is not run inside itself,
//!   but has to be what `.ci/run` calls.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "a test runs commands on files of its own")]
#![expect(clippy::unwrap_used, reason = "a test fails where something cannot be done")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The day for which the README shows output.
const TODAY: &str = "2026-11-21";

/// What the README asks its reader to do.
#[derive(Debug)]
enum Step {
    /// Write a note.
    Write { path: String, text: String },
    /// Run a command; with the line it stands on, the day, and the output that is shown.
    Run { line: usize, today: String, command: String, shown: Vec<String> },
}

#[test]
fn every_command_of_the_readme_does_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let steps = steps(&fs::read_to_string(root.join("README.md")).unwrap());
    let reader = tempfile::tempdir().unwrap();
    copy(&root.join("example-vault"), &reader.path().join("example-vault"));
    let installed = installed();

    let mut runs = 0;
    let mut folder = reader.path().to_owned();
    for step in &steps {
        match step {
            Step::Write { path, text } => {
                let file = reader.path().join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            Step::Run { command, .. } if command.starts_with("cd ") => folder.push(command.trim_start_matches("cd ")),
            Step::Run { line, today, command, shown } => {
                runs += 1;
                let output = Command::new("sh")
                    .args(["-c", &format!("exec 2>&1\n{installed}{command}")])
                    .current_dir(&folder)
                    .env("XDG_STATE_HOME", reader.path().join(".state"))
                    .env("NO_COLOR", "1")
                    .env("TODAY", today)
                    .output()
                    .unwrap();
                let text = String::from_utf8(output.stdout).unwrap();
                let code = output.status.code();
                assert!(
                    code == Some(0) || (code == Some(1) && command.contains("check")),
                    "README.md:{line}: `{command}` ended with {code:?}:\n{text}"
                );
                let lines: Vec<&str> = text.lines().collect();
                let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
                assert!(
                    shown.is_empty() || has_lines(&shown, &lines),
                    "README.md:{line}: `{command}` prints something else:\n{text}"
                );
            }
        }
    }
    assert!(runs >= 8, "only {runs} commands were found in README.md");
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let steps = steps(&fs::read_to_string(root.join("README.md")).unwrap());
    let is_test = |step: &Step| matches!(step, Step::Run { command, .. } if command == "cargo test");
    assert!(steps.iter().any(is_test), "README.md does not say how to run the tests");
    let script = fs::read_to_string(root.join(".ci/run")).unwrap();
    assert!(script.lines().any(|line| line == "cargo test" || line == "cargo test --locked"), "{script}");
}

#[test]
fn the_json_has_the_fields_that_its_page_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/json.md")).unwrap();
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
            .arg(root.join("example-vault"))
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/json.md")).unwrap();
    let section = |name: &str| page.split("\n## ").find(|section| section.starts_with(name)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coffeechat"))
        .args(["export", "json", "--today", TODAY, "--vault"])
        .arg(root.join("example-vault"))
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

/// Returns the steps of a README in their order.
fn steps(readme: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut today = TODAY;
    let mut lines = readme.lines().enumerate();
    while let Some((_, open)) = lines.next() {
        today = open.strip_prefix("<!-- today: ").and_then(|rest| rest.strip_suffix(" -->")).unwrap_or(today);
        let Some(info) = open.strip_prefix("```") else { continue };
        let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, line)| *line != "```").collect();
        if let Some(path) = info.strip_prefix("markdown ").or_else(|| info.strip_prefix("csv ")) {
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
                (None, _) => panic!("README.md:{}: output without a command", at + 1),
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
           'test' | 'install --path .') ;;\n\
           'run --release -- '*) shift 3; coffeechat \"$@\" ;;\n\
           *) echo \"the README runs cargo $*, which its test does not know\"; return 2 ;;\n\
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
