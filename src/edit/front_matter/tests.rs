//! Tables and properties of edits of the front matter.

use super::*;

fn key(name: &str) -> (String, Box<dyn Fn(&str) -> bool>) {
    let form = key_form(name);
    (
        name.to_owned(),
        Box::new(move |written| {
            key_form(written) == form || (form == "followup" && key_form(written) == "nextcontact")
        }),
    )
}

/// Makes an edit of the front matter `yaml` and returns the one that it leaves, or the reason against it.
fn edited(yaml: &str, edit: impl Fn(&str) -> Result<TextEdit, Refusal>) -> String {
    let note = format!("---\n{yaml}\n---\n# Body\n");
    let lf = edit(&note).map(|edit| edit.apply(&note).unwrap());
    for change in [|text: &str| text.replace('\n', "\r\n"), |text: &str| format!("\u{feff}{text}")] {
        let other = edit(&change(&note)).map(|edit| edit.apply(&change(&note)).unwrap());
        assert_eq!(other, lf.clone().map(|text| change(&text)), "{note}");
    }
    match lf {
        Ok(text) => match text.strip_prefix("---\n").and_then(|rest| rest.strip_suffix("\n---\n# Body\n")) {
            Some(yaml) => yaml.to_owned(),
            None => format!("<{text}>"),
        },
        Err(Refusal(reason)) => format!("! {reason}"),
    }
}

fn with(
    name: &str,
    edit: impl Fn(&str, Key<'_>) -> Result<TextEdit, Refusal>,
) -> impl Fn(&str) -> Result<TextEdit, Refusal> {
    let (name, is) = key(name);
    move |text| edit(text, Key { name: &name, is: &is })
}

#[test]
fn a_value_is_set_in_its_place() {
    let rows = [
        ("thanked:", "thanked: 2026-11-21"),
        ("thanked: ", "thanked: 2026-11-21"),
        ("thanked:   # when?", "thanked: 2026-11-21   # when?"),
        ("thanked:\t", "thanked: 2026-11-21\t"),
        ("thanked: null # c", "thanked: 2026-11-21 # c"),
        ("thanked: ~", "thanked: 2026-11-21"),
        ("thanked: false", "thanked: 2026-11-21"),
        ("thanked: \"\"", "thanked: \"2026-11-21\""),
        ("thanked: no", "thanked: 2026-11-21"),
        ("thanked:  2026-11-10  # c", "thanked:  2026-11-21  # c"),
        ("a: 1\nThanked : \"2026-11-10\"\nb: 2", "a: 1\nThanked : \"2026-11-21\"\nb: 2"),
        ("\"thanked\": '2026-11-10'", "\"thanked\": '2026-11-21'"),
        ("thanked: \"[[2026-11-10]]\"", "thanked: \"2026-11-21\""),
        ("thanked: [[2026-11-10]]", "thanked: 2026-11-21"),
        ("thanked: [2026-11-10, \"x\"] # c", "thanked: 2026-11-21 # c"),
        ("thanked: [\n  a,\n  b\n]\nb: 1", "thanked: 2026-11-21\nb: 1"),
        ("thanked:\n- a\n- b\n\nb: 1", "thanked: 2026-11-21\n\nb: 1"),
        ("thanked:\n  - a # why\n", "! a comment stands among the values of `thanked`"),
        ("thanked:\n  # why\n  - a\n", "! a comment stands among the values of `thanked`"),
        ("thanked:\n  # why\nb: 1", "thanked: 2026-11-21\n  # why\nb: 1"),
        ("thanked: 2026-11-21", "thanked: 2026-11-21"),
        ("x: |\n  thanked: 1\n  # 2\n\ny: 1", "x: |\n  thanked: 1\n  # 2\n\ny: 1\nthanked: 2026-11-21"),
        ("x: >+\n  a\n\n\n# c", "x: >+\n  a\n\n\nthanked: 2026-11-21\n# c"),
        ("x: \"a\n  b\"\n# c", "x: \"a\n  b\"\nthanked: 2026-11-21\n# c"),
        ("x: a\n  b", "x: a\n  b\nthanked: 2026-11-21"),
        ("# only this", "thanked: 2026-11-21\n# only this"),
        ("with: [[Ann Lee]]", "with: [[Ann Lee]]\nthanked: 2026-11-21"),
        ("a: &x 1\nb: *x", "a: &x 1\nb: *x\nthanked: 2026-11-21"),
        ("ünï: ☕", "ünï: ☕\nthanked: 2026-11-21"),
    ];
    for (before, after) in rows {
        assert_eq!(edited(before, with("thanked", |text, key| set(text, key, "2026-11-21"))), after, "{before}");
    }
}

#[test]
fn what_cannot_be_edited_without_a_doubt_is_refused() {
    let rows = [
        "{thanked: 2026-11-10, b: 2}",
        "{b: 2}",
        "? thanked\n: 2026-11-10",
        "thanked: &a 2026-11-10\nb: *a",
        "b: &a 1\nthanked: *a",
        "thanked: !!str 2026-11-10",
        "thanked: &a",
        "thanked: |\n  2026-11-10",
        "thanked: >-\n  2026-11-10",
        "thanked: 2026-11-10\n  2026-11-11",
        "thanked: \"a\n  b\"",
        "thanked:\n  2026-11-10",
        "thanked:\n  day: 2026-11-10",
        "thanked: {day: 2026-11-10}",
        "thanked: [a, # why\n  b]",
        "thanked: 1\nthanked: 2",
        "b: 1\nb: 2",
        "thanked: 1\nThanked: 2",
        "thanked: 1\n\tb: 2",
        "thanked: a: b",
        "b: @x",
        "b: [1",
        "b: 1\n...\nc: 2",
        "just words",
        "- thanked",
        "b: {{title}}",
        "b: <name>",
        "date: YYYY-MM-DD",
        "<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs",
        "  b: 1\n  c: 2",
        "%YAML 1.2",
        "b: \"x\ny: z\"",
        "b: *nothing",
        "b: \"\0\"",
    ];
    for yaml in rows {
        let left = edited(yaml, with("thanked", |text, key| set(text, key, "2026-11-21")));
        assert!(left.starts_with("! "), "{yaml}\n->\n{left}");
    }
    for note in ["---\nb: 1\n", "---\nb: 1\n---\n\n<<<<<<< ours\n", &format!("---\nb: {}\n---\n", "x".repeat(70_000))] {
        with("thanked", |text, key| set(text, key, "2026-11-21"))(note).unwrap_err();
    }
    for value in ["", "a b: c", "- a", "[x]", "x # y", "true", "null", "1.10", "ü", "a\nb"] {
        let left = edited("b: 1", with("thanked", |text, key| set(text, key, value)));
        assert!(left.starts_with("! "), "{value}\n->\n{left}");
    }
}
