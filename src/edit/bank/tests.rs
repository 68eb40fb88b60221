//! Banks before and after.

use super::*;

fn added(text: &str, category: Option<&str>, questions: &[&str]) -> Result<String, String> {
    let added = add(text, category, questions).map_err(|refusal| refusal.to_string())?;
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
        // What stands in code is no bank.
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
        ("- a?\n", None, "<name>", "it could not be read back"),
        ("- a?\n", None, "a\u{202e}b?", "it could not be read back"),
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
