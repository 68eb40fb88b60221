//! Tests of edits of question banks.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn added(text: &str, category: Option<&str>, questions: &[&str]) -> Result<String, String> {
    let added = add(text, Vocabulary::plain(), category, questions).map_err(|refusal| refusal.to_string())?;
    Ok(added.edit.apply(text).unwrap())
}

#[test]
fn a_question_is_written_as_its_neighbours_are() {
    let rows = [
        // A bank without headings takes it at its end, and so does one that is empty.
        ("- a?\n- b?\n", None, "- a?\n- b?\n- How so?\n"),
        ("# Bank\n\nWords.\n", None, "# Bank\n\nWords.\n\n- How so?\n"),
        ("---\ntype: questions\n---\n", None, "---\ntype: questions\n---\n\n- How so?\n"),
        ("# Bank\n", None, "# Bank\n\n- How so?\n"),
        ("* a?\n  - wording\n\n  words\n", None, "* a?\n  - wording\n\n  words\n* How so?\n"),
        ("- a?\n\n- b?\n", None, "- a?\n\n- b?\n\n- How so?\n"),
        ("- a?", None, "- a?\n- How so?"),
        ("- a?\r\n- b?\r\n", None, "- a?\r\n- b?\r\n- How so?\r\n"),
        // Headings are categories.
        ("# Bank\n## Work\n- a?\n", None, "# Bank\n## Work\n- a?\n\n## Met in talks\n- How so?\n"),
        (
            "## Work\n\n- a?\n\n## Met in talks\n\n- b?\n",
            None,
            "## Work\n\n- a?\n\n## Met in talks\n\n- b?\n- How so?\n",
        ),
        ("## Work\n- a?\n## Pay\n- b?\n", Some("work"), "## Work\n- a?\n- How so?\n## Pay\n- b?\n"),
        ("## Work #x\n\n## Pay\n\n- b?\n", Some("Work"), "## Work #x\n\n- How so?\n\n## Pay\n\n- b?\n"),
        ("## A\n### B\n- a?\n## C\n### B\n- b?\n", Some("C / B"), "## A\n### B\n- a?\n## C\n### B\n- b?\n- How so?\n"),
        ("## A\n- a?\n### B\n- b?\n", Some("A"), "## A\n- a?\n- How so?\n### B\n- b?\n"),
        ("Work\n----\n\n1) a?\n", Some("Work"), "Work\n----\n\n1) a?\n1) How so?\n"),
        ("## Work\n\n- a?\n", Some("New *one*"), "## Work\n\n- a?\n\n## New \\*one\\*\n\n- How so?\n"),
        ("## Work\n<!-- no -->\n", Some("Work"), "## Work\n<!-- no -->\n- How so?\n"),
        // Items in code are not questions.
        ("```\n## Work\n- a?\n```\n", Some("Work"), "```\n## Work\n- a?\n```\n\n## Work\n\n- How so?\n"),
    ];
    for (text, category, expected) in rows {
        assert_eq!(added(text, category, &["How so?"]).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn several_questions_keep_their_order() {
    let rows = [
        ("- a?\n", "- a?\n- Why?\n- \\[b\\] \\*c\\*?\n"),
        ("- a?\n\n- b?\n", "- a?\n\n- b?\n\n- Why?\n\n- \\[b\\] \\*c\\*?\n"),
        ("", "\n- Why?\n- \\[b\\] \\*c\\*?\n"),
    ];
    for (text, expected) in rows {
        assert_eq!(added(text, None, &["Why?", "[b] *c*?"]).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_read_back_is_refused() {
    let rows = [
        ("- a?\n", None, "<name>", "the bank would not read it back as the same question"),
        ("- a?\n", None, "a\u{202e}b?", "the bank would not read it back as the same question"),
        ("- a?\n", Some("?"), "How so?", "`?` cannot be the heading of a category"),
        ("- a?\n", Some("Questions"), "How so?", "`Questions` cannot be the heading of a category"),
        ("- a?\n", Some("x\ny"), "How so?", "`x\ny` cannot be the heading of a category"),
        ("---\ntype: questions\n", None, "How so?", "the front matter is never closed"),
        ("- a?\n<<<<<<< HEAD\n", None, "How so?", "a merge conflict was left in the note"),
    ];
    for (text, category, question, reason) in rows {
        assert_eq!(added(text, category, &[question]), Err(String::from(reason)), "{text}");
    }
}

/// Returns the line of a question, counted from 1; 0 if the bank does not have it.
fn line(text: &str, question: &str) -> u32 {
    let all = read(&Note::read(text, Vocabulary::plain()).unwrap());
    all.iter().find(|one| &*one.text == question).map_or(0, |one| one.location.line)
}

fn merged(text: &str, from: &str, into: &str) -> Result<String, String> {
    let edit =
        merge(text, Vocabulary::plain(), line(text, from), line(text, into)).map_err(|refusal| refusal.to_string())?;
    Ok(edit.apply(text).unwrap())
}

#[test]
fn a_question_moves_under_another_with_all_its_words() {
    // `a?` becomes a wording of `b?`.
    let rows = [
        ("- a?\n- b?\n", "- b?\n  - a?\n"),
        ("- b?\n- a?\n", "- b?\n  - a?\n"),
        ("- b?\n- a?", "- b?\n  - a?\n"),
        ("- a?\n- b?", "- b?\n  - a?"),
        ("- a?\r\n- b?\r\n", "- b?\r\n  - a?\r\n"),
        (
            "- a? #x ^ay\n  - a2?\n    - a3? ^ax\n- b?\n  - b2?\n",
            "- b?\n  - b2?\n  - a? #x ^ay\n  - a2?\n  - a3? ^ax\n",
        ),
        ("- **a**?\n- b?\n    * b2?\n", "- b?\n    * b2?\n    * **a**?\n"),
        ("* a?\n* b?\n", "* b?\n  * a?\n"),
        ("1. a?\n2. b?\n", "2. b?\n   - a?\n"),
        ("-\ta?\n-\tb?\n", "-\tb?\n\t- a?\n"),
        ("- [ ] a?\n- [ ] b?\n", "- [ ] b?\n  - [ ] a?\n"),
        ("- a\n  ?\n- b?\n", "- b?\n  - a ?\n"),
        ("- c?\n\n- a?\n\n- b?\n", "- c?\n\n- b?\n  - a?\n"),
        ("- b?\n\n- a?\n", "- b?\n  - a?\n"),
        ("- b?\n\n  words\n- a?\n", "- b?\n\n  words\n  - a?\n"),
        ("## A\n\n- a?\n\n## B\n\n- b?\n", "## A\n\n## B\n\n- b?\n  - a?\n"),
    ];
    for (text, expected) in rows {
        let from = if text.contains("a\n  ?") { "a ?" } else { "a?" };
        assert_eq!(merged(text, from, "b?").as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn a_question_with_other_text_below_is_not_moved() {
    let more = "there is other text than wordings below the question";
    let rows = [
        ("- a?\n\n  Words about it.\n- b?\n", more),
        ("- a?\n  - a2?\n\n  Words.\n- b?\n", more),
        ("- a?\n  ```\n  code\n  ```\n- b?\n", more),
        ("- a?\n  %%\n  - hidden\n  %%\n- b?\n", more),
        ("- a?\n  > quoted\n- b?\n", more),
        ("- b?\n> - a?\n", "line 2 is not a question of its own"),
        ("- - a?\n- b?\n", "it is not a question"),
    ];
    for (text, reason) in rows {
        let from = read(&Note::read(text, Vocabulary::plain()).unwrap())
            .iter()
            .map(|one| one.location.line)
            .find(|at| *at != line(text, "b?"));
        let refusal = merge(text, Vocabulary::plain(), from.unwrap_or(1), line(text, "b?")).unwrap_err();
        assert_eq!(refusal.to_string(), reason, "{text}");
    }
}

#[test]
fn a_question_moves_from_one_bank_to_another_with_its_lines() {
    let (edit, taken) = take_out("# A\n\n- a? #x\n  - a2?\n- c?\n", Vocabulary::plain(), 3).unwrap();
    assert_eq!(edit.apply("# A\n\n- a? #x\n  - a2?\n- c?\n").unwrap(), "# A\n\n- c?\n");
    let under =
        |text: &str, taken: &Taken| put_under(text, Vocabulary::plain(), 1, taken).unwrap().apply(text).unwrap();
    assert_eq!(under("- b?\n", &taken), "- b?\n  - a? #x\n  - a2?\n");
    assert_eq!(under("- b?\n", &Taken::new("a [b] *c*?")), "- b?\n  - a \\[b\\] \\*c\\*?\n");
    assert!(put_under("- b?\n", Vocabulary::plain(), 1, &Taken::new("a\u{202e}?")).is_err());
    assert_eq!(take_out("- a? ^ay\n", Vocabulary::plain(), 1).unwrap().1.block_ids, [Box::from("ay")]);
}

/// Lines as people and machines leave them in banks.
const LINES: [&str; 18] = [
    "- Why?",
    "- How so? #x",
    "- What then? ^y",
    "* Who?",
    "1. Which?",
    "  - In other words?",
    "    - Deeper?",
    "\t- By tab?",
    "  text",
    "text",
    "",
    "",
    "## Work",
    "### Tools #t",
    "# Bank",
    "```",
    "> - Quoted?",
    "<!-- comment -->",
];

fn bank() -> impl Strategy<Value = String> {
    let lines = proptest::collection::vec(proptest::sample::select(LINES.as_slice()), 0..14);
    (lines, any::<bool>(), any::<bool>()).prop_map(|(lines, is_windows, has_end)| {
        let end = if is_windows { "\r\n" } else { "\n" };
        lines.join(end) + if has_end { end } else { "" }
    })
}

/// Returns the keys and block ids of all questions of a bank.
fn found(text: &str) -> (BTreeSet<u64>, BTreeSet<Box<str>>) {
    let all = read(&Note::read(text, Vocabulary::plain()).unwrap());
    let ids = all.iter().flat_map(|one| one.block_ids.iter().cloned()).collect();
    (all.iter().flat_map(|one| one.keys.iter().copied()).collect(), ids)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_new_question_leaves_the_old_bytes_as_they_are(text in bank(), category in proptest::option::of("(Work|Tools|New)")) {
        let Ok(added) = add(&text, Vocabulary::plain(), category.as_deref(), &["Is this new?", "And this?"]) else { return Ok(()) };
        let edited = added.edit.apply(&text).unwrap();
        prop_assert!(matches!(added.edit.replacements(), [one] if one.old.is_empty()), "{}", edited);
        let questions: Vec<BankQuestion> = read(&Note::read(&edited, Vocabulary::plain()).unwrap());
        let new: Vec<&BankQuestion> = questions.iter().filter(|one| one.text.contains("this")).collect();
        prop_assert_eq!(new.len(), 2);
        if let Some(category) = category {
            prop_assert!(new.iter().all(|one| one.category.rsplit(" / ").next() == Some(&*category)), "{}", edited);
        }
    }

    #[test]
    fn a_merge_loses_no_wording_and_no_block_id(text in bank(), picks in any::<[proptest::sample::Index; 2]>()) {
        let lines: Vec<u32> = read(&Note::read(&text, Vocabulary::plain()).unwrap()).iter().map(|one| one.location.line).collect();
        let [from, into] = if lines.is_empty() { return Ok(()) } else { picks.map(|pick| *pick.get(&lines)) };
        let Ok(edit) = merge(&text, Vocabulary::plain(), from, into) else { return Ok(()) };
        let edited = edit.apply(&text).unwrap();
        prop_assert_ne!(from, into);
        prop_assert_eq!(found(&edited), found(&text), "{}", edited);
        prop_assert_eq!(read(&Note::read(&edited, Vocabulary::plain()).unwrap()).len(), lines.len() - 1);
        let words = |text: &str| -> BTreeSet<String> { text.split_whitespace().map(str::to_owned).collect() };
        prop_assert!(words(&text).is_subset(&(&words(&edited) | &["-", "*", "1."].map(str::to_owned).into())), "{}", edited);
    }
}
