//! Returns the whole prose of a contact's note, since some people read it only in an address book.

use rayon::prelude::*;

use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::parse::body::passages::{Said, passages};

use super::ReadNote;
use super::person::ExportedPerson;

/// The most characters for one contact. A cell of a spreadsheet can hold 32,767.
const MOST: usize = 20_000;

/// Returns each contact with their prose.
pub(super) fn with_prose<'a>(
    people: Vec<ExportedPerson<'a>>,
    vocabulary: &Vocabulary,
    read: ReadNote<'_>,
) -> Vec<(ExportedPerson<'a>, String)> {
    people
        .into_par_iter()
        .map(|known| {
            let prose = read(known.row.id).map(|text| prose(&text, vocabulary));
            let first = || known.contact.about.as_deref().unwrap_or_default().to_owned();
            (known, prose.unwrap_or_else(first))
        })
        .collect()
}

/// Returns the paragraphs and items of a note, each on a line, below their headings. The log, tasks and questions are
/// not prose, and a title only names the person.
fn prose(text: &str, vocabulary: &Vocabulary) -> String {
    let mut lines = Vec::new();
    // The level of the heading whose section is left out.
    let mut left_out = None;
    for passage in passages(text, vocabulary) {
        if left_out.is_some_and(|level| passage.level > level) {
            continue;
        }
        let is_prose = matches!(passage.topic, Topic::Other | Topic::Takeaways | Topic::Reflection);
        left_out = (!is_prose).then_some(passage.level);
        if !is_prose {
            continue;
        }
        let said: Vec<Said> = passage.said.into_iter().filter(|said| !said.has_box).collect();
        if !said.is_empty() && passage.level > 1 {
            lines.push(format!("{}:", passage.heading.trim_end_matches(':')));
        }
        lines.extend(said.into_iter().flat_map(|said| std::iter::once(said.words).chain(said.below)));
    }
    let whole = lines.join("\n");
    match whole.char_indices().nth(MOST) {
        None => whole,
        Some(_) => whole.chars().take(MOST).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prose_is_everything_except_the_log_tasks_and_questions() {
        let rows = [
            (
                "---\nname: Ana\n---\n# Ana\n\nMet at the **open\nday**.\n\nLikes tea.\n",
                "Met at the open day.\nLikes tea.",
            ),
            (
                "Above.\n## Background\n- Porto, then\n  - Oslo\n- [ ] ring her\n",
                "Above.\nBackground:\nPorto, then\nOslo",
            ),
            ("## Empty\n\n## Log\n### 2026\n- 2026-11-20 met\n## Follow-ups\n- write\n## Questions\n- How?\n", ""),
            ("<!-- x -->\n<!-- coffeechat meetings -->\n- generated\n<!-- /coffeechat -->\nOwn.\n", "Own."),
            ("## Takeaways\nSmall teams.\n", "Takeaways:\nSmall teams."),
        ];
        for (text, expected) in rows {
            assert_eq!(prose(text, Vocabulary::plain()), expected, "{text}");
        }
    }

    #[test]
    fn only_very_long_prose_is_cut() {
        let sentence = "She said a lot about batteries and meters. ";
        let long = sentence.repeat(400);
        assert_eq!(prose(&long, Vocabulary::plain()), long.trim_end());
        assert_eq!(prose(&sentence.repeat(4000), Vocabulary::plain()).chars().count(), MOST + 1);
    }
}
