//! Tests of edits of sections.

use proptest::prelude::*;

use super::*;

const QUESTIONS: NewSection<'static> = NewSection {
    name: "Questions",
    is: &|_, topic| topic.is_questions(),
    above: &|_, topic| matches!(topic, Topic::Takeaways | Topic::Reflection | Topic::Tasks),
};

/// Adds two items and returns the note, or `! ` and the reason of the refusal.
fn added(note: &str) -> String {
    let edit = |note: &str| {
        add_items(note, Vocabulary::plain(), QUESTIONS, &["[ ] Why?", "[ ] How?"]).map(|edit| edit.apply(note).unwrap())
    };
    let after = edit(note);
    for change in [|text: &str| text.replace('\n', "\r\n"), |text: &str| format!("\u{feff}{text}")] {
        // A text of one line does not show its line ends.
        if note.contains('\n') {
            assert_eq!(edit(&change(note)), after.clone().map(|text| change(&text)), "{note}");
        }
    }
    match after {
        Ok(text) => text.replace("- [ ] Why?\n- [ ] How?\n", "@"),
        Err(Refusal { reason, .. }) => format!("! {reason}"),
    }
}

#[test]
fn items_are_added_after_the_others() {
    let rows = [
        // After the last item and the lines below it.
        ("## Questions\n- [x] a\n", "## Questions\n- [x] a\n@"),
        (
            "## Questions\n\n- a\n  - b\n\n    c\n\n## Takeaways\n",
            "## Questions\n\n- a\n  - b\n\n    c\n@\n## Takeaways\n",
        ),
        ("## Questions\n- [x] a\nlazy\n## Takeaways\n", "## Questions\n- [x] a\nlazy\n@## Takeaways\n"),
        ("## Questions\n1. a\n2. b\n", "## Questions\n1. a\n2. b\n3. [ ] Why?\n4. [ ] How?\n"),
        ("## Questions\n1) a\n1) b\n", "## Questions\n1) a\n1) b\n1) [ ] Why?\n1) [ ] How?\n"),
        ("## Questions\n* a\n", "## Questions\n* a\n* [ ] Why?\n* [ ] How?\n"),
        ("## Questions\n\n* a\n\n* b\n", "## Questions\n\n* a\n\n* b\n\n* [ ] Why?\n\n* [ ] How?\n"),
        ("## Questions\n- a", "## Questions\n- a\n- [ ] Why?\n- [ ] How?"),
        // Before items that are still empty.
        ("## Questions\n\n- [ ] \n\n## Takeaways\n", "## Questions\n\n@- [ ] \n\n## Takeaways\n"),
        ("## Questions\n- a\n- [ ] \n- \n", "## Questions\n- a\n@- [ ] \n- \n"),
        // A section without a list.
        ("## Questions\n\n## Takeaways\n", "## Questions\n\n@\n## Takeaways\n"),
        ("# Zoë\n\n## Questions\n\n\n## Takeaways\n", "# Zoë\n\n## Questions\n\n@\n## Takeaways\n"),
        ("## Questions\n", "## Questions\n\n@"),
        ("## Questions\n\nAsk well.\n\n## Takeaways\n", "## Questions\n\nAsk well.\n\n@\n## Takeaways\n"),
        ("## Questions\n<!-- ask -->\n", "## Questions\n<!-- ask -->\n@"),
        ("## Questions\n### Company\n- a\n", "## Questions\n@### Company\n- a\n"),
        ("Questions\n---\n- a\n", "Questions\n---\n- a\n@"),
        // Of several sections, the one with items.
        ("## Questions\n## What to ask\n- a\n", "## Questions\n## What to ask\n- a\n@"),
        // Headings that only look like a section.
        ("```\n## Questions\n```\n", "```\n## Questions\n```\n\n## Questions\n\n@"),
        ("<!--\n## Questions\n-->\n", "<!--\n## Questions\n-->\n\n## Questions\n\n@"),
        ("%%\n## Questions\n%%\n", "%%\n## Questions\n%%\n\n## Questions\n\n@"),
        ("> ## Questions\n", "> ## Questions\n\n## Questions\n\n@"),
        // A new section, above what comes after a talk.
        ("", "## Questions\n\n@"),
        ("---\na: b\n---\n## Takeaways\n\nx\n", "---\na: b\n---\n## Questions\n\n@\n## Takeaways\n\nx\n"),
        ("# T\nBring it.\n## Takeaways\nx\n", "# T\nBring it.\n\n## Questions\n@\n## Takeaways\nx\n"),
        ("# T\n\n### Next steps\n", "# T\n\n### Questions\n\n@\n### Next steps\n"),
        ("# T\n\ntext\n", "# T\n\ntext\n\n## Questions\n\n@"),
        ("---\na: b\n", "! the front matter is never closed"),
        ("a\n<<<<<<< HEAD\n", "! a merge conflict was left in the note"),
    ];
    for (note, expected) in rows {
        assert_eq!(added(note), expected, "{note}");
    }
}

#[test]
fn only_single_lines_are_items() {
    for item in ["", " ", "a\nb", "a\u{b}b"] {
        assert!(add_items("## Questions\n", Vocabulary::plain(), QUESTIONS, &[item]).is_err(), "{item:?}");
    }
    assert!(add_items("## Questions\n", Vocabulary::plain(), QUESTIONS, &[]).unwrap().is_empty());
    // Texts that could be read as something other than an item.
    for item in ["```", "<!-- open", "# x", "- x", "    x"] {
        let text = "## Questions\n\n## Takeaways\n\n- x -->\n";
        if let Ok(edit) = add_items(text, Vocabulary::plain(), QUESTIONS, &[item]) {
            let edited = edit.apply(text).unwrap();
            let note = Note::read(&edited, Vocabulary::plain()).unwrap();
            assert!(note.shapes().iter().any(|(_, shape)| shape.contains("Takeaways")), "{item}: {edited}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_whole_lines_are_added(lines in proptest::collection::vec(prop_oneof![
        Just("## Questions"), Just("# Talk"), Just("### Takeaways"), Just("- a"), Just("- [ ] "), Just("  - b"), Just(""),
        Just("text"), Just("```"), Just("%%"), Just("> - q"), Just("1. n"), Just("<!-- c -->"), Just("\tx"), Just("---"),
        Just("* [x] s"), Just("| a |"), Just("key:: v"), Just("<div>"), Just("$$"),
    ], 0..14), is_windows: bool, ends: bool) {
        let end = if is_windows { "\r\n" } else { "\n" };
        let text = lines.join(end) + if ends { end } else { "" };
        if let Ok(edit) = add_items(&text, Vocabulary::plain(), QUESTIONS, &["[ ] Why?", "[ ] How?"]) {
            let edited = edit.apply(&text).unwrap();
            prop_assert_eq!(edit.replacements().len(), 1);
            prop_assert!(edit.replacements()[0].old.is_empty());
            prop_assert_eq!(edited.matches("[ ] Why?").count(), 1);
            prop_assert_eq!(edit.inverse().apply(&edited).unwrap(), text);
        }
    }
}
