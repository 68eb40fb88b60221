//! Tests of edits of the log.

use proptest::prelude::*;

use super::*;

const WORDS: &str = "kept in touch";

fn day(text: &str) -> Day {
    crate::core::parse::day(text).unwrap()
}

/// Adds a line of 2026-11-21 and returns the note, or `! ` and the reason of the refusal.
fn appended(note: &str) -> String {
    let edit =
        |note: &str| append(note, Vocabulary::plain(), day("2026-11-21"), WORDS).map(|edit| edit.apply(note).unwrap());
    let after = edit(note);
    for change in [|text: &str| text.replace('\n', "\r\n"), |text: &str| format!("\u{feff}{text}")] {
        // A text of one line does not show its line ends.
        if note.contains('\n') {
            assert_eq!(edit(&change(note)), after.clone().map(|text| change(&text)), "{note}");
        }
    }
    match after {
        Ok(text) => text,
        Err(Refusal { reason, .. }) => format!("! {reason}"),
    }
}

#[test]
fn a_line_is_added_where_the_order_of_the_log_puts_it() {
    let rows = [
        // Oldest first, newest first, one entry.
        ("## Log\n- 2026-11-10 a\n- 2026-11-18 b\n", "## Log\n- 2026-11-10 a\n- 2026-11-18 b\n@\n"),
        ("## Log\n- 2026-11-18 b\n- 2026-11-10 a\n", "## Log\n@\n- 2026-11-18 b\n- 2026-11-10 a\n"),
        ("## Log\n- 2026-11-18 b\n", "## Log\n- 2026-11-18 b\n@\n"),
        ("## Log\n- 2026-11-18 b", "## Log\n- 2026-11-18 b\n@"),
        // Lines of the same day are in the order of their words.
        ("## Log\n- 2026-11-21 a\n- 2026-11-21 z\n", "## Log\n- 2026-11-21 a\n@\n- 2026-11-21 z\n"),
        ("## Log\n- 2026-11-21 z\n- 2026-11-10 a\n", "## Log\n@\n- 2026-11-21 z\n- 2026-11-10 a\n"),
        ("## Log\n- 2026-11-21 a\n- 2026-11-10 a\n", "## Log\n- 2026-11-21 a\n@\n- 2026-11-10 a\n"),
        ("## Log\n- 2026-12-01 a\n- 2026-11-21 a\n", "## Log\n- 2026-12-01 a\n- 2026-11-21 a\n@\n"),
        // The lines below an entry stay with it.
        (
            "## Log\n- 2026-11-18 b\n  - more\n\n    still\n\n## Next\n",
            "## Log\n- 2026-11-18 b\n  - more\n\n    still\n@\n\n## Next\n",
        ),
        ("## Log\n- 2026-11-18 b\nlazy\n## Next\n", "## Log\n- 2026-11-18 b\nlazy\n@\n## Next\n"),
        (
            "## Log\n- 2026-11-18 b\n  ```\n  - 2026-11-20\n  ```\n",
            "## Log\n- 2026-11-18 b\n  ```\n  - 2026-11-20\n  ```\n@\n",
        ),
        // Written like its neighbours.
        (
            "## Log\n\n* 2026-11-10 a\n\n* 2026-11-18 b\n\nx\n",
            "## Log\n\n* 2026-11-10 a\n\n* 2026-11-18 b\n\n* 2026-11-21 kept in touch\n\nx\n",
        ),
        ("## Log\n + [[2026-11-18]] b\n", "## Log\n + [[2026-11-18]] b\n + 2026-11-21 kept in touch\n"),
        ("## Log\n-   2026-11-18 b\n", "## Log\n-   2026-11-18 b\n-   2026-11-21 kept in touch\n"),
        ("## Log\n- 2026\n\t- 2026-11-18 b\n- more\n", "## Log\n- 2026\n\t- 2026-11-18 b\n\t@\n- more\n"),
        ("Interactions\n---\n- 2026-11-18 b\n", "Interactions\n---\n- 2026-11-18 b\n@\n"),
        ("# History #people\n- 2026-11-18 b\n", "# History #people\n- 2026-11-18 b\n\n## Log\n@\n"),
        ("## Log\n- [ ] 2026-11-18 b\n- x\n", "## Log\n- [ ] 2026-11-18 b\n- x\n@\n"),
        // Entries below subheadings.
        ("## Log\n### 2026\n- 2026-11-18 b\n### Else\ntext\n", "## Log\n### 2026\n- 2026-11-18 b\n@\n### Else\ntext\n"),
        ("## Log\n### 2026-11-18\ntext\n", "## Log\n@\n### 2026-11-18\ntext\n"),
        ("## Log\n- x\n### Questions\n- [ ] Why?\n", "## Log\n- x\n@\n### Questions\n- [ ] Why?\n"),
        ("## Log\nnone\n## Log\n- 2026-11-18 b\n", "## Log\nnone\n## Log\n- 2026-11-18 b\n@\n"),
        // No entry yet.
        ("## Log\n", "## Log\n\n@\n"),
        ("## Log", "## Log\n\n@"),
        ("## Log\n\n", "## Log\n\n@\n"),
        ("## Log\n\n## Next\n", "## Log\n\n@\n\n## Next\n"),
        ("## Log\n## Next\n", "## Log\n\n@\n\n## Next\n"),
        ("## A\ntext\n## Log\n\n## Next\n", "## A\ntext\n## Log\n@\n\n## Next\n"),
        ("## Log\n<!-- one line a talk -->\n\n## Next\n", "## Log\n<!-- one line a talk -->\n@\n\n## Next\n"),
        ("## Log\n\nSince 2020.\n", "## Log\n\nSince 2020.\n\n@\n"),
        ("## Log\n\n| Day |\n|---|\n| 2026-11-18 |\n", "## Log\n\n| Day |\n|---|\n| 2026-11-18 |\n\n@\n"),
        ("## Log\n\n- x\n\nSince 2020.\n", "## Log\n\n- x\n\nSince 2020.\n\n@\n"),
        // No log yet.
        ("", "## Log\n\n@\n"),
        ("# Ann\n", "# Ann\n\n## Log\n\n@\n"),
        ("# Ann", "# Ann\n\n## Log\n\n@"),
        ("# Ann\n\n", "# Ann\n\n## Log\n\n@\n"),
        ("# Ann\n### Notes\ntext\n", "# Ann\n### Notes\ntext\n\n### Log\n@\n"),
        ("---\na: 1\n---\n", "---\na: 1\n---\n\n## Log\n\n@\n"),
        // Not in code, comments or blocks.
        ("```\n## Log\n```\n", "```\n## Log\n```\n\n## Log\n\n@\n"),
        ("<!--\n## Log\n-->\n", "<!--\n## Log\n-->\n\n## Log\n\n@\n"),
        ("%%\n## Log\n%%\n", "%%\n## Log\n%%\n\n## Log\n\n@\n"),
        ("> ## Log\n", "> ## Log\n\n## Log\n\n@\n"),
        (
            "## Log\n<!-- coffeechat log -->\n- 2026-11-18 b\n<!-- /coffeechat -->\n",
            "## Log\n\n@\n\n<!-- coffeechat log -->\n- 2026-11-18 b\n<!-- /coffeechat -->\n",
        ),
        (
            "## Log\n- 2026-11-18 b\n<!-- coffeechat log -->\n- 2026-11-19 c\n<!-- /coffeechat -->\n",
            "## Log\n- 2026-11-18 b\n@\n<!-- coffeechat log -->\n- 2026-11-19 c\n<!-- /coffeechat -->\n",
        ),
        (
            "## Log\n- 2026-11-18 b %% c\n  d\n\ne %%\n",
            "! there is a comment or formula of several lines among the entries of the log",
        ),
        ("```\nopen", "! the log cannot be edited without changing other text"),
        ("<!-- open", "! the log cannot be edited without changing other text"),
        ("## Log\n<<<<<<< ours\n", "! a merge conflict was left in the note"),
        ("---\na: 1\n", "! the front matter is never closed"),
    ];
    for (before, after) in rows {
        assert_eq!(appended(before), after.replace('@', "- 2026-11-21 kept in touch"), "{before}");
    }
    append("## Log\n", Vocabulary::plain(), day("2026-11-21"), "two\nlines").unwrap_err();
}

#[test]
fn only_the_given_line_is_removed() {
    let rows = [
        ("## Log\n- 2026-11-10 a\n@\n- 2026-11-25 b\n", "## Log\n- 2026-11-10 a\n- 2026-11-25 b\n"),
        ("## Log\n- 2026-11-10 a\n@", "## Log\n- 2026-11-10 a"),
        ("## Log\n\n@\n", "## Log\n\n"),
        ("## Log\n@\n- x\n## History\n@\n", "## Log\n@\n- x\n## History\n"),
        ("## Log\n* 2026-11-21 kept in touch  \n", "## Log\n"),
        ("## Log\n@\n  more\n", "! something was written below `2026-11-21 kept in touch`"),
        ("## Log\n@\n  - more\n", "! something was written below `2026-11-21 kept in touch`"),
        ("## Log\n- 2026-11-21 kept in touch.\n", "! the log has no line `2026-11-21 kept in touch`"),
        ("## Log\n- [ ] 2026-11-21 kept in touch\n", "! the log has no line `2026-11-21 kept in touch`"),
        ("## Other\n@\n", "! the log has no line `2026-11-21 kept in touch`"),
        ("```\n## Log\n@\n```\n", "! the log has no line `2026-11-21 kept in touch`"),
        ("## Log\n%%\n@\n%%\n", "! the log has no line `2026-11-21 kept in touch`"),
    ];
    for (before, after) in rows {
        let [before, after] = [before, after].map(|text| text.replace('@', "- 2026-11-21 kept in touch"));
        for change in [str::to_owned as fn(&str) -> String, |text| text.replace('\n', "\r\n")] {
            let note = change(&before);
            let left = match remove(&note, Vocabulary::plain(), day("2026-11-21"), WORDS) {
                Ok(edit) => edit.apply(&note).unwrap(),
                Err(Refusal { reason, .. }) => format!("! {reason}"),
            };
            assert_eq!(left, change(&after), "{before}");
        }
    }
}

/// Bodies with logs, and with lines that only look like a log.
fn body() -> impl Strategy<Value = String> {
    let lines = [
        "# Ann",
        "## Log",
        "## History",
        "### 2026",
        "## Questions",
        "Log",
        "---",
        "===",
        "",
        "",
        "  ",
        "text",
        "- 2026-11-10 replied: yes",
        "- 2026-11-18 call",
        "- 2026-11-21 a",
        "- 2026-11-21 z",
        "- 2026-11-25 b",
        "* 2026-11-18 met",
        "1. 2026-11-18 met",
        "  - 2026-11-19 more",
        "\t- 2026-11-19 more",
        "  lazy",
        "    code",
        "- [ ] task",
        "- item",
        "- 2026",
        "-",
        "> ## Log",
        "> - 2026-11-01 quoted",
        "```",
        "~~~",
        "%%",
        "$$",
        "<!-- note -->",
        "<!--",
        "-->",
        "<div>",
        "| a |",
        "|---|",
        "| 2026-11-18 |",
        "key:: value",
        "[a]: b",
        "<!-- coffeechat log -->",
        "<!-- /coffeechat -->",
        "- 2026-11-18 %% x",
        "[^1]: note",
        "***",
    ];
    let lines = proptest::collection::vec(proptest::sample::select(lines.to_vec()), 0..10);
    (lines, any::<bool>(), 0..4_u8).prop_map(|(lines, is_ended, kind)| {
        let start = if kind == 0 { "---\ntype: contact\n---\n" } else { "" };
        format!("{start}## Log\n{}{}", lines.join("\n"), if is_ended { "\n" } else { "" })
    })
}

fn log_of(text: &str) -> (Vec<Day>, usize) {
    let config = crate::core::config::Config::default();
    let note = crate::core::parse::NoteParser::new(&config)
        .parse(&crate::core::base::NotePath::new("people/Ann.md"), text.as_bytes());
    let mut log: Vec<Day> = note.as_contact().unwrap().log.iter().map(|entry| entry.day).collect();
    log.sort_unstable();
    (log, note.tasks.len())
}

fn after(text: &str, words: &str) -> Option<String> {
    append(text, Vocabulary::plain(), day("2026-11-21"), words).ok().map(|edit| edit.apply(text).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_note_gets_one_entry_and_keeps_its_other_bytes(body in body()) {
        let Ok(edit) = append(&body, Vocabulary::plain(), day("2026-11-21"), WORDS) else { return Ok(()) };
        let text = edit.apply(&body).unwrap();
        prop_assert_eq!(edit.inverse().apply(&text).unwrap(), body.clone());
        let (mut log, tasks) = log_of(&body);
        log.push(day("2026-11-21"));
        log.sort_unstable();
        prop_assert_eq!(log_of(&text), (log, tasks));
        prop_assert!(edit.replacements().iter().all(|replacement| replacement.old.is_empty()));
        let back = remove(&text, Vocabulary::plain(), day("2026-11-21"), WORDS).unwrap().apply(&text).unwrap();
        prop_assert_eq!(log_of(&back), log_of(&body));
        prop_assert_eq!(back.split_whitespace().collect::<Vec<_>>(), body.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn line_ends_and_a_bom_make_no_difference(body in body()) {
        let lf = after(&body, WORDS);
        let crlf = |text: &str| text.replace('\n', "\r\n");
        let bom = |text: &str| format!("\u{feff}{text}");
        prop_assert_eq!(after(&crlf(&body), WORDS), lf.as_deref().map(crlf), "CRLF");
        prop_assert_eq!(after(&bom(&body), WORDS), lf.as_deref().map(bom), "BOM");
    }

    #[test]
    fn the_order_of_lines_makes_no_difference(body in body(), one in "[a-z]{1,2}", other in "[a-z]{1,2}") {
        let both = |one: &str, other: &str| after(&body, one).and_then(|text| after(&text, other));
        prop_assert_eq!(both(&one, &other), both(&other, &one));
    }
}
