//! Tests of edits of the front matter.

use proptest::prelude::*;

use crate::core::base::text::slice;
use crate::core::edit::line_end;
use crate::core::syntax::front_matter::{FrontMatter, Split, ValueStyle, split};

use super::field::Field;
use super::*;

/// Makes an edit of the front matter `yaml` and returns the result, or `! ` and the reason of the refusal.
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
        Err(Refusal { reason, .. }) => format!("! {reason}"),
    }
}

/// Returns an edit of one key, by all its names.
fn with(
    name: &'static str,
    edit: impl Fn(&str, Key<'_>) -> Result<TextEdit, Refusal>,
) -> impl Fn(&str) -> Result<TextEdit, Refusal> {
    let is = move |written: &str| match (name, &*key_form(written)) {
        ("follow-up", "followups" | "nextcontact") => true,
        (_, form) => form == key_form(name),
    };
    move |text| edit(text, Key { name, is: &is })
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
        ("thanked:\n  - a # why\n", "! there is a comment among the values of `thanked`"),
        ("thanked:\n  # why\n  - a\n", "! there is a comment among the values of `thanked`"),
        ("thanked:\n  # why\nb: 1", "thanked: 2026-11-21\n  # why\nb: 1"),
        ("thanked: 2026-11-21", "thanked: 2026-11-21"),
        ("x: |\n  thanked: 1\n  # 2\n\ny: 1", "x: |\n  thanked: 1\n  # 2\n\ny: 1\nthanked: 2026-11-21"),
        ("x: >+\n  a\n\n\n# c", "x: >+\n  a\n\n\nthanked: 2026-11-21\n# c"),
        ("x: \"a\n  b\"\n# c", "x: \"a\n  b\"\nthanked: 2026-11-21\n# c"),
        ("x: |\n  a", "x: |\n  a\nthanked: 2026-11-21"),
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
fn a_front_matter_that_cannot_be_edited_safely_is_refused() {
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
    for value in ["", "a\nb", "a\r", "\u{1b}[31m", "\u{85}", "\0", "<full name>"] {
        let left = edited("b: 1", with("thanked", |text, key| set(text, key, value)));
        assert!(left.starts_with("! "), "{value}\n->\n{left}");
    }
}

#[test]
fn any_text_is_a_value_in_quotes_where_it_needs_them() {
    let rows = [
        ("Northwind Labs", "Northwind Labs"),
        ("Zoë Ångström", "Zoë Ångström"),
        ("O'Neill & Sons (Ltd.)", "O'Neill & Sons (Ltd.)"),
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("priya@example.com", "priya@example.com"),
        ("https://www.linkedin.com/in/priya", "https://www.linkedin.com/in/priya"),
        ("3 months", "3 months"),
        ("30m", "30m"),
        ("no", "no"),
        ("2026-11-20T10:00", "2026-11-20T10:00"),
        ("AC: DC #1", "\"AC: DC #1\""),
        ("[[Priya Nair]]", "\"[[Priya Nair]]\""),
        ("yes", "\"yes\""),
        ("No", "\"No\""),
        ("NULL", "\"NULL\""),
        ("~", "\"~\""),
        ("2026", "\"2026\""),
        ("1.10", "\"1.10\""),
        ("1e3", "\"1e3\""),
        ("0x1DA9430", "\"0x1DA9430\""),
        ("10:00", "\"10:00\""),
        ("2026-11-20 10:00:30 +2:00", "\"2026-11-20 10:00:30 +2:00\""),
        ("@handle", "\"@handle\""),
        ("- a", "\"- a\""),
        ("a, b", "\"a, b\""),
        ("a:", "\"a:\""),
        (" a ", "\" a \""),
        ("a\tb", "\"a\\tb\""),
        ("say \"hi\" \\o/", "\"say \\\"hi\\\" \\\\o/\""),
        ("☕ coffee", "\"☕ coffee\""),
        ("{{title}}", "\"\\x7B\\x7Btitle}}\""),
        ("YYYY-MM-DD", "\"\\x59\\x59\\x59\\x59-MM-DD\""),
    ];
    for (value, written) in rows {
        let is = |key: &str| key == "k";
        let note = |value: &str| format!("---\nb: 1\nk:{value}\n---\n");
        let key = Key { name: "k", is: &is };
        assert_eq!(
            set(&note(""), key, value).unwrap().apply(&note("")).unwrap(),
            note(&format!(" {written}")),
            "{value}"
        );
    }
    let rows = [
        ("thanked: \"x\"", "it's \"so\"", "thanked: \"it's \\\"so\\\"\""),
        ("thanked: 'x'", "a: b", "thanked: 'a: b'"),
        ("thanked: 'x'", "it's", "thanked: \"it's\""),
        ("thanked: 'a\\' # c", "b", "thanked: 'b' # c"),
        ("thanked: \"a\\\\\" # c", "b", "thanked: \"b\" # c"),
        ("thanked:      # who", "Ann", "thanked: Ann  # who"),
        ("thanked:    # who", "Ann", "thanked: Ann    # who"),
        ("thanked:   # who", "Ann Lee", "thanked: Ann Lee   # who"),
    ];
    for (before, value, after) in rows {
        assert_eq!(edited(before, with("thanked", |text, key| set(text, key, value))), after, "{before}");
    }
}

#[test]
fn a_comment_keeps_its_column_while_there_is_room() {
    let rows = [
        ("k:        # c", "k: abc        # c", "k: abc    # c"),
        ("k:   # c", "k: abcdef   # c", "k: abcdef  # c"),
        ("k: []     # c", "k: [a, b]     # c", "k: [a, b]  # c"),
        ("k: a      # c", "k: é      # c", "k: é      # c"),
        ("k: a", "k: b", "k: b"),
        ("k: \"a  # b\"", "k: \"ac  # b\"", "k: \"ac  # b\""),
        ("k: a # c\nb: 1", "k: a # c\nb: 12", "k: a # c\nb: 12"),
        ("k:    # c", "k: a   # c\nb: 1", "k: a   # c\nb: 1"),
    ];
    for (old, new, expected) in rows {
        assert_eq!(aligned(old, new), expected, "{new}");
    }
}

#[test]
fn a_list_is_written_as_the_others_are() {
    let rows = [
        ("a: 1", "a: 1\ntags: [data]"),
        ("tags:", "tags: [data]"),
        ("tags: []", "tags: [data]"),
        ("tags:   # what about", "tags: [data]   # what about"),
        ("tags: climate", "tags: [climate, data]"),
        ("tags: Data", "tags: Data"),
        ("a:\n  - x\n", "a:\n  - x\ntags:\n  - data\n"),
        ("a:\n- x\ntags:\nb: 1", "a:\n- x\ntags:\n- data\nb: 1"),
        ("a:\n  - x\nb: [c]", "a:\n  - x\nb: [c]\ntags: [data]"),
    ];
    for (before, after) in rows {
        assert_eq!(edited(before, with("tags", |text, key| add_to_list(text, key, "data"))), after, "{before}");
    }
}

#[test]
fn a_value_is_added_to_its_key() {
    let rows = [
        ("nudged:", "nudged: 2026-11-21"),
        ("nudged: false # c", "nudged: 2026-11-21 # c"),
        ("nudged: \"\"", "nudged: \"2026-11-21\""),
        ("a: 1", "a: 1\nnudged: 2026-11-21"),
        ("nudged: 2026-11-10  # by mail", "nudged: [2026-11-10, 2026-11-21]  # by mail"),
        ("nudged: \"2026-11-10\"", "nudged: [\"2026-11-10\", \"2026-11-21\"]"),
        ("nudged: '[[2026-11-10]]'", "nudged: ['[[2026-11-10]]', '2026-11-21']"),
        ("nudged: 2026-11-10 10:00", "nudged: [2026-11-10 10:00, 2026-11-21]"),
        ("nudged: yes", "nudged: [yes, 2026-11-21]"),
        ("nudged: true", "nudged: [true, 2026-11-21]"),
        ("nudged: []", "nudged: [2026-11-21]"),
        ("nudged: [ ]", "nudged: [2026-11-21 ]"),
        ("nudged: [2026-11-10]", "nudged: [2026-11-10, 2026-11-21]"),
        ("nudged: [a,'2026-11-10' ] # c", "nudged: [a,'2026-11-10','2026-11-21' ] # c"),
        ("nudged: [2026-11-10,]", "nudged: [2026-11-10, 2026-11-21,]"),
        ("nudged: [\n  a,\n  b,\n]", "nudged: [\n  a,\n  b,\n  2026-11-21,\n]"),
        ("nudged: [\n  a\n]\nb: 1", "nudged: [\n  a,\n  2026-11-21\n]\nb: 1"),
        ("nudged: [\"a, b\", c]", "nudged: [\"a, b\", c, 2026-11-21]"),
        ("nudged:\n- a\n- b", "nudged:\n- a\n- b\n- 2026-11-21"),
        (
            "nudged: # c\n  - a # d\n  # e\n  -  \"b\"\n  # f\n\nb: 1",
            "nudged: # c\n  - a # d\n  # e\n  -  \"b\"\n  -  \"2026-11-21\"\n  # f\n\nb: 1",
        ),
        ("nudged:\n  -", "nudged:\n  -\n  - 2026-11-21"),
        // The key has that day already.
        ("nudged: 2026-11-21", "nudged: 2026-11-21"),
        ("nudged: [a, 2026-11-21T10:00]", "nudged: [a, 2026-11-21T10:00]"),
        ("nudged:\n  - \"[[2026-11-21]]\"", "nudged:\n  - \"[[2026-11-21]]\""),
        // These cannot be edited without changing something else.
        ("nudged: a, b", "! `nudged` cannot be edited without changing something else in the note"),
        ("nudged: [[2026-11-10]]", "! `nudged` cannot be edited without changing something else in the note"),
        ("nudged: {a: 1}", "! the value of `nudged` is written in a form that cannot be edited"),
        ("nudged: [a, # why\n  b]", "! the value of `nudged` is written in a form that cannot be edited"),
        ("nudged: |\n  a", "! the value of `nudged` is written in a form that cannot be edited"),
        ("nudged: 1\nNudged: 2", "! the keys `nudged` and `Nudged` mean the same; keep one of them"),
    ];
    for (before, after) in rows {
        assert_eq!(edited(before, with("nudged", |text, key| add(text, key, "2026-11-21"))), after, "{before}");
    }
}

#[test]
fn a_value_is_removed_from_its_key() {
    let rows = [
        ("a: 1\nnudged: 2026-11-21\nb: 2", "a: 1\nb: 2"),
        ("a: 1\nnudged: \"[[2026-11-21]]\"", "a: 1"),
        ("nudged: 2026-11-21T10:00\na: 1", "a: 1"),
        ("nudged: 2026-11-21", "<# Body\n>"),
        // The blank line shows that the note had the front matter before.
        ("nudged: 2026-11-21\n", "<---\n---\n# Body\n>"),
        ("# c\nnudged: 2026-11-21", "# c"),
        ("nudged: 2026-11-21  # when?", "nudged:  # when?"),
        ("nudged: 2026-11-21\n# when?\na: 1", "# when?\na: 1"),
        ("nudged: [2026-11-10, 2026-11-21]", "nudged: [2026-11-10]"),
        ("nudged: [2026-11-21, 2026-11-10] # c", "nudged: [2026-11-10] # c"),
        ("nudged: [a,\"2026-11-21\",b,]", "nudged: [a,b,]"),
        ("nudged: [2026-11-21 10:00, 2026-11-21]", "nudged: [2026-11-21 10:00]"),
        ("a: 1\nnudged: [2026-11-21]", "a: 1"),
        ("nudged: [2026-11-21] # c", "nudged: # c"),
        ("nudged: [\n  a,\n  2026-11-21,\n]", "nudged: [\n  a,\n]"),
        ("nudged: [\n  2026-11-21\n]\na: 1", "a: 1"),
        ("nudged:\n  - a\n  # c\n  - 2026-11-21 # d\na: 1", "nudged:\n  - a\n  # c\na: 1"),
        ("nudged:\n- 2026-11-21\n- a", "nudged:\n- a"),
        ("nudged:\n- 2026-11-21\na: 1", "a: 1"),
        ("nudged: # c\n- 2026-11-21\na: 1", "nudged: # c\na: 1"),
        ("nudged: 2026-11-10\nNudged: 2026-11-21", "nudged: 2026-11-10"),
        ("nudged: 2026-11-21\nNudged: [2026-11-21]", "! more than one key has the value `2026-11-21`"),
        ("nudged: 2026-11-10", "! `nudged` does not have the value `2026-11-21`"),
        ("nudged:", "! `nudged` does not have the value `2026-11-21`"),
        ("a: 1", "! `nudged` does not have the value `2026-11-21`"),
        ("nudged: &a 2026-11-21\nb: *a", "! `nudged` cannot be edited without changing something else in the note"),
    ];
    for (before, after) in rows {
        assert_eq!(edited(before, with("nudged", |text, key| remove(text, key, "2026-11-21"))), after, "{before}");
    }
    // If this front matter went, the text below would be read as one.
    let note = "---\nnudged: 2026-11-21\n---\n---\na: 1\n---\n";
    let left = with("nudged", |text, key| remove(text, key, "2026-11-21"))(note).unwrap().apply(note).unwrap();
    assert_eq!(left, "---\n---\n---\na: 1\n---\n");
}

#[test]
fn removing_a_key_again_leaves_an_old_front_matter_empty() {
    for note in ["# Ann\n", "---\n---\n# Ann\n", "---\n\n---\n# Ann\n", "---\r\n---\r\nAnn\r\n", "---\n\n\n---\n"] {
        let ticked = with("nudged", |text, key| add(text, key, "2026-11-21"))(note).unwrap().apply(note).unwrap();
        assert!(ticked.contains("nudged: 2026-11-21"), "{ticked}");
        let back =
            with("nudged", |text, key| remove(text, key, "2026-11-21"))(&ticked).unwrap().apply(&ticked).unwrap();
        assert_eq!(back, note);
    }
}

#[test]
fn the_day_of_a_follow_up_is_replaced_or_goes() {
    let rows = [
        ("follow-up: 2026-12-01", "follow-up: 2026-12-08", "follow-up:"),
        ("follow-up: 2026-12-01 # c", "follow-up: 2026-12-08 # c", "follow-up: # c"),
        ("follow-up: 2026-12-01 # 2026-12-01", "follow-up: 2026-12-08 # 2026-12-01", "follow-up: # 2026-12-01"),
        ("follow-up: 2026-12-01 send it", "follow-up: 2026-12-08 send it", "follow-up:"),
        ("follow-up: \"2026-12-01: send it\"", "follow-up: \"2026-12-08: send it\"", "follow-up:"),
        ("follow-up: \"[[2026-12-01]]\"", "follow-up: \"[[2026-12-08]]\"", "follow-up:"),
        ("follow-up: [[2026-12-01]]", "follow-up: [[2026-12-08]]", "follow-up:"),
        ("follow-up: 2026-12-01T10:00", "follow-up: 2026-12-08T10:00", "follow-up:"),
        ("follow-up: [2026-12-01]\na: 1", "follow-up: [2026-12-08]\na: 1", "follow-up:\na: 1"),
        ("follow-up: [a, 2026-12-01 b]", "follow-up: [a, 2026-12-08 b]", "follow-up: [a]"),
        ("follow-up:\n- 2026-12-01 b\n- a", "follow-up:\n- 2026-12-08 b\n- a", "follow-up:\n- a"),
        ("follow-up:\n- 2026-12-01 b # c\na: 1", "follow-up:\n- 2026-12-08 b # c\na: 1", "follow-up:\na: 1"),
        (
            "follow-ups:\n  - due: 2026-12-01\n    what: x\n  - {due: 2026-12-02, what: 2026-12-01}",
            "follow-ups:\n  - due: 2026-12-08\n    what: x\n  - {due: 2026-12-02, what: 2026-12-01}",
            "follow-ups:\n  - {due: 2026-12-02, what: 2026-12-01}",
        ),
        (
            "follow-ups: [{what: 2026-12-01, due: '2026-12-01'}, {due: 2026-12-02}]",
            "follow-ups: [{what: 2026-12-01, due: '2026-12-08'}, {due: 2026-12-02}]",
            "follow-ups: [{due: 2026-12-02}]",
        ),
        ("follow-up: {date: 2026-12-01}", "follow-up: {date: 2026-12-08}", "follow-up:"),
        (
            "follow-ups:\n- due: 2026-12-01\n  what: x\n  where: her office",
            "follow-ups:\n- due: 2026-12-08\n  what: x\n  where: her office",
            "! this entry of `follow-up` has more than a day and what to do",
        ),
        (
            "follow-up:\n  on: 2026-12-01\n  what: x\na: 1",
            "follow-up:\n  on: 2026-12-08\n  what: x\na: 1",
            "follow-up:\na: 1",
        ),
        ("follow-up: |\n  2026-12-01\na: 1", "follow-up: |\n  2026-12-08\na: 1", "follow-up:\na: 1"),
        ("follow-up: >-\n  2026-12-01\n  send it", "follow-up: >-\n  2026-12-08\n  send it", "follow-up:"),
        (
            "follow-up: 2026-12-02\nnext-contact: 2026-12-01",
            "follow-up: 2026-12-02\nnext-contact: 2026-12-08",
            "follow-up: 2026-12-02\nnext-contact:",
        ),
        (
            "follow-up: 2026-12-01\nnext-contact: 2026-12-01",
            "follow-up: 2026-12-08\nnext-contact: 2026-12-01",
            "follow-up:\nnext-contact: 2026-12-01",
        ),
        (
            "follow-up: 2026-12-02",
            "! `follow-up` does not have the value `2026-12-01`",
            "! `follow-up` does not have the value `2026-12-01`",
        ),
        (
            "follow-up: &a 2026-12-01\nb: *a",
            "! the value of `follow-up` is written in a form that cannot be edited",
            "! `follow-up` cannot be edited without changing something else in the note",
        ),
    ];
    for (before, moved, gone) in rows {
        let to = |new| with("follow-up", move |text, key| replace(text, key, "2026-12-01", 0, new));
        assert_eq!(edited(before, to(Some("2026-12-08"))), moved, "{before}");
        assert_eq!(edited(before, to(None)), gone, "{before}");
    }
    let second = |new| with("follow-up", move |text, key| replace(text, key, "2026-12-01", 1, new));
    let rows = [
        ("follow-up: 2026-12-01\nnext-contact: 2026-12-01", "follow-up: 2026-12-01\nnext-contact: 2026-12-08"),
        ("follow-up: [2026-12-01, 2026-12-01]", "follow-up: [2026-12-01, 2026-12-08]"),
        ("follow-up: 2026-12-01", "! `follow-up` does not have the value `2026-12-01`"),
    ];
    for (before, moved) in rows {
        assert_eq!(edited(before, second(Some("2026-12-08"))), moved, "{before}");
    }
}

#[test]
fn a_note_without_front_matter_gets_one_and_loses_it_again() {
    for body in ["", "# Ann\n", "# Ann", "\n\ntext", "---\n", "---\ntext\n", "\u{feff}# Ann\n", "# Ann\r\ntext\r\n"] {
        let edit = with("thanked", |text, key| set(text, key, "no"))(body).unwrap();
        let note = edit.apply(body).unwrap();
        let bare = body.trim_start_matches('\u{feff}');
        let end = line_end(body);
        assert_eq!(note.trim_start_matches('\u{feff}'), format!("---{end}thanked: no{end}---{end}{bare}"));
        assert_eq!(note.starts_with('\u{feff}'), body.starts_with('\u{feff}'));
        let back = with("thanked", |text, key| remove(text, key, "no"))(&note).unwrap();
        // Without a key, three hyphens below would become the end of the front matter.
        if bare != "---\n" {
            assert_eq!(back.apply(&note).unwrap(), body);
        }
    }
}

/// Lines of a front matter, most of them common.
fn yaml_lines() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        8 => prop_oneof![
            Just(""), Just(" "), Just(" 2026-11-21"), Just(" \"2026-11-10\""), Just(" '[[2026-11-21]]'"), Just(" no"),
            Just(" [2026-11-10, '2026-11-21']"), Just(" []"), Just(" [a,\n  2026-11-21,\n]"), Just("\n- a\n- 2026-11-21"),
            Just("\n  - 2026-11-21 # c\n  # d\n  -"), Just(" false # c"), Just(" ~"), Just(" text # c"), Just(" [[Ann]]"),
            Just(" 2026-11-21 call"), Just("\n- due: 2026-11-21\n  what: x"), Just(" {due: 2026-11-21}"),
            Just(" |\n  a\n\n"), Just(" >+\n  a\n\n"), Just(" a\n  b"), Just(" \"a\n  b\""),
        ].prop_map(str::to_owned),
        1 => "[ ]?[-#:,a'\"\\[\\]{}&*|>!\n\t 2]{0,6}",
    ];
    let names = ["thanked", "nudged", "requested", "snooze", "Reported Back", "'cadence'", "with", "a", "Thanked"];
    let line = prop_oneof![
        8 => (proptest::sample::select(names.to_vec()), value).prop_map(|(name, value)| format!("{name}:{value}\n")),
        1 => prop_oneof![Just("# c\n"), Just("\n"), Just("  # c\n"), Just("  \n"), Just("x\n"), Just("a: &a 1\nb: *a\n")]
            .prop_map(str::to_owned),
    ];
    proptest::collection::vec(line, 0..5).prop_map(|lines| lines.concat())
}

fn note() -> impl Strategy<Value = String> {
    let body = prop_oneof![Just(""), Just("# Ann\n"), Just("\n---\nthanked: 2026-11-21\n---"), Just("text")];
    (yaml_lines(), body, 0..12_u8).prop_map(|(yaml, body, kind)| match kind {
        0 => body.to_owned(),
        1 => format!("---\n{yaml}"),
        2 => format!("---\n{yaml}---"),
        _ => format!("---\n{yaml}---\n{body}"),
    })
}

fn any_edit() -> impl Strategy<Value = (usize, &'static str, &'static str)> {
    (
        0..5_usize,
        proptest::sample::select(vec!["thanked", "nudged", "with", "snooze"]),
        prop_oneof![Just("2026-11-21"), Just("no")],
    )
}

fn make(note: &str, (edit, name, value): (usize, &'static str, &'static str)) -> Result<TextEdit, Refusal> {
    with(name, |text, key| match edit {
        0 => set(text, key, value),
        1 => add(text, key, value),
        2 => remove(text, key, value),
        3 => replace(text, key, value, 0, None),
        _ => replace(text, key, value, 0, Some("2026-12-08")),
    })(note)
}

fn applied(note: &str, edit: (usize, &'static str, &'static str)) -> Option<String> {
    make(note, edit).ok().map(|edit| edit.apply(note).unwrap())
}

/// Returns the keys and values that the YAML parser reads, without one key. A lone hyphen is not a value.
fn without(note: &str, name: &str) -> Vec<(String, Value)> {
    let map = FrontMatter::read(note, split(note)).decode().unwrap_or_default();
    map.into_iter().filter(|(key, _)| key_form(key) != name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_changes_the_lines_of_its_key_and_can_be_taken_back(note in note(), edit in any_edit()) {
        let Ok(change) = make(&note, edit) else { return Ok(()) };
        let after = change.apply(&note).unwrap();
        prop_assert_eq!(change.inverse().apply(&after).unwrap(), note.clone());
        prop_assert_eq!(without(&after, edit.1), without(&note, edit.1));
        let kept = |text: &str| {
            let comments = text.lines().filter(|line| line.trim_start().starts_with('#')).count();
            (comments, text.split_once("---\n").and_then(|(_, rest)| rest.rsplit_once("---")).map(|(_, body)| body.to_owned()))
        };
        // A front matter comes or goes as a whole; otherwise comments and body stay.
        if matches!((split(&note), split(&after)), (Split::Found { .. }, Split::Found { .. })) {
            prop_assert_eq!(kept(&after), kept(&note));
        }
        for replacement in change.replacements() {
            let others = replacement.old.lines().skip(1).filter(|line| line.contains(':') && !line.starts_with([' ', '-']));
            prop_assert!(replacement.old.starts_with("---") || others.count() == 0, "{:?}", replacement);
        }
    }

    #[test]
    fn line_ends_and_a_bom_make_no_difference(note in note(), edit in any_edit()) {
        // A text of one line does not show its line ends.
        if !note.contains('\n') {
            return Ok(());
        }
        let after = applied(&note, edit);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        let bom = |text: &str| format!("\u{feff}{text}");
        prop_assert_eq!(applied(&crlf(&note), edit), after.as_deref().map(crlf), "CRLF");
        prop_assert_eq!(applied(&bom(&note), edit), after.as_deref().map(bom), "BOM");
    }

    #[test]
    fn the_order_of_edits_makes_no_difference(
        note in note(),
        mut names in proptest::sample::subsequence(
            vec!["requested", "nudged", "closed", "reported-back", "thanked", "cadence", "snooze"], 1..6),
        seed in 0..720_usize,
    ) {
        let all = |names: &[&'static str]| {
            names.iter().try_fold(note.clone(), |note, name| applied(&note, (0, name, "2026-11-21")))
        };
        let one = all(&names);
        let length = names.len();
        names.rotate_left(seed % length);
        names.swap(0, seed / length % length);
        prop_assert_eq!(all(&names), one);
    }

    #[test]
    fn any_text_of_one_line_is_read_back_and_nothing_else_changes(
        value in "\\PC{1,24}|([a-z0-9 ,:#'\"\\[\\]{}&*!|>%@`~?+.é☕\u{2028}\u{feff}\t\\\\-]|yes|null|\\{\\{|YYYY-MM-DD|<%){1,12}",
        before in proptest::sample::select(vec![
            "", "nudged:\n", "nudged:      # c\n", "nudged: x # c\n", "nudged: 'x' # c\n", "nudged: \"x\"\n", "nudged: [x, 'y', \"z\"] # c\n",
            "nudged:\n  - x\n", "nudged:\n  - \"x\"\n", "nudged: []\n",
        ]),
        kind in 0..3_u8,
    ) {
        let note = format!("---\na: 1\n{before}b: 2\n---\n# Ann\n");
        let make = match kind { 0 => set, 1 => add, _ => add_to_list };
        let edit = with("nudged", |text, key| make(text, key, &value))(&note);
        // Only a text that looks like the placeholder of a template is refused.
        if value.starts_with('<') && value.ends_with('>') {
            return Ok(());
        }
        let after = edit.unwrap().apply(&note).unwrap();
        let Split::Found { yaml, .. } = split(&after) else { panic!("{after}") };
        let Ok(Value::Map(map)) = crate::core::syntax::yaml::decode(slice(&after, yaml)) else { panic!("{after}") };
        // A value that differs only in case is there already.
        let read = |item: &Value| matches!(item, Value::Text(text) if text.eq_ignore_ascii_case(&value));
        let has = |found: &Value| match found {
            Value::List(items) => items.iter().any(read),
            found => read(found),
        };
        prop_assert!(has(&map["nudged"]), "{}", after);
        let FrontMatter { entries, problems, .. } = FrontMatter::read(&after, split(&after));
        prop_assert!(problems.is_empty(), "{:?} {}", problems, after);
        let entry = entries.iter().find(|entry| entry.key == "nudged").unwrap();
        let own = match &entry.value {
            front_matter::Value::Text(scalar) => vec![scalar.text.as_ref()],
            front_matter::Value::List(items) => items.iter().map(|item| item.text.as_ref()).collect(),
            _ => Vec::new(),
        };
        prop_assert!(own.iter().any(|text| text.eq_ignore_ascii_case(&value)), "{:?} {}", own, after);
        prop_assert_eq!(without(&after, "nudged"), without(&note, "nudged"));
    }

    #[test]
    fn what_was_added_can_be_removed(note in note(), name in prop_oneof![Just("nudged"), Just("thanked")]) {
        let Some(after) = applied(&note, (1, name, "2026-11-25")) else { return Ok(()) };
        let before = Editable::read(&note).unwrap();
        let old = before.fields.iter().find(|field| key_form(field.entry.key) == name);
        let expected = match old {
            // An empty front matter goes with its only key.
            None if before.note.is_there() && before.fields.is_empty() => None,
            // One value has become a list of one, and an empty key without a comment is gone.
            Some(field) if matches!(field.entry.style, ValueStyle::Scalar(_) | ValueStyle::Empty(_)) => None,
            Some(Field { value: Value::List(items), .. }) if items.is_empty() => None,
            _ => Some(note.clone()),
        };
        let Some(removed) = applied(&after, (2, name, "2026-11-25")) else {
            // Without the key, blank lines below it would become part of such a text above.
            prop_assert!(note.contains(">+"), "{}", after);
            return Ok(());
        };
        if let Some(expected) = expected {
            prop_assert_eq!(removed, expected);
        } else {
            prop_assert_eq!(without(&removed, name), without(&note, name));
        }
    }

    #[test]
    fn no_text_makes_an_edit_panic(
        text in "(---\r?\n)?(\u{feff}|[ \\t]|(thanked|a)?:|\n|\r|- |#|---|[a-z\\[\\]{}\"'&*!|>%@`,é\u{85}\u{2028}0]){0,24}(\n---\n)?",
        edit in any_edit(),
    ) {
        if let Some(after) = applied(&text, edit) {
            prop_assert_eq!(without(&after, edit.1), without(&text, edit.1));
        }
    }
}
