//! Lines that versions before checksums wrote into blocks. Their shape distinguishes them from what a user types there.
//!
//! Each kind of block has its own shapes. The sentences are those of that time and do not change with the renderers.

use chrono::Weekday;

use super::BlockKind;

/// Returns whether an older version may have written a line other than a follow-up's into a block of that kind;
/// `in_fence` is set for a line in a chart. `fresh` is the content of the block now: words added to a line of it were
/// typed.
pub(super) fn wrote(kind: BlockKind, line: &str, in_fence: bool, fresh: &str) -> bool {
    let line = line.trim();
    let is_remark = REMARKS.iter().any(|(of, remarks)| *of == kind && remarks.contains(&line));
    if is_remark || (line.starts_with("*… ") && is_more(line)) {
        return true;
    }
    let has_shape = match kind {
        BlockKind::Summary => is_summary(line) || STEPS.contains(&line),
        BlockKind::Meetings | BlockKind::Contacts | BlockKind::Activity => is_table(kind, line),
        BlockKind::Pipeline => is_pipeline(line) || is_chart(line, in_fence),
        BlockKind::Referrals => is_chart(line, in_fence),
        BlockKind::Questions => is_question(line),
        BlockKind::QuestionReport => is_question(line) || is_table(kind, line),
        BlockKind::Problems => PROBLEMS.iter().any(|start| line.starts_with(start)),
        // Lines of follow-ups have ids, and younger kinds of block have checksums.
        _ => false,
    };
    has_shape && !fresh.lines().any(|now| has_more(line, now.trim()))
}

/// Words that follow a line at one time and not at another.
const TAILS: [&str; 3] = [" Next talk: ", " (beside them: ", "; "];

fn has_more(line: &str, now: &str) -> bool {
    let more = line.strip_prefix(now).filter(|more| !now.is_empty() && !more.is_empty() && !line.starts_with('|'));
    more.is_some_and(|more| !TAILS.iter().any(|tail| more.starts_with(tail)))
}

const PROBLEMS: [&str; 3] = ["- **Error** in [", "- **Warning** in [", "- **Hint** in ["];

const STEPS: [&str; 3] = [
    "1. **Add somebody you want to talk to:** a note of their own in `people/`; `templates/contact.md` shows what fits into it.",
    "2. **Ask them for a talk,** and write the day behind `requested:` in their note.",
    "3. **Run `coffeechat build`:** this page then says whom to nudge, prepare for and thank, and when.",
];

/// What stood in a block that had nothing to show.
const REMARKS: [(BlockKind, &[&str]); 10] = [
    (
        BlockKind::FollowUps,
        &[
            "*Nothing to do here. Enjoy the quiet.*",
            "*Nothing due. Enjoy the quiet.*",
            "*Nothing late. Well kept.*",
            "*Nothing more in the days ahead.*",
            "*Nothing waiting without a date.*",
            "*Nobody here yet. Write a note for somebody into `people/`, with the day you ask them behind `requested:`, \
             run `coffeechat build`, and the next step appears here.*",
        ],
    ),
    (BlockKind::Done, &["*Nothing ticked off yet today.*"]),
    (BlockKind::Meetings, &["*No talks ahead.*", "*No such talks.*"]),
    (
        BlockKind::Questions,
        &[
            "*Every question has been put to somebody.*",
            "*No such questions.*",
            "*No questions yet. A note of type `questions` collects them, one list item each.*",
        ],
    ),
    (BlockKind::Contacts, &["*Nobody here yet.*"]),
    (BlockKind::Pipeline, &["*Nobody here yet.*"]),
    (BlockKind::Referrals, &["*Nobody has led you to anybody yet. Ask at the end of a talk who else to meet.*"]),
    (BlockKind::Activity, &["*Nothing in the last twelve weeks.*"]),
    (
        BlockKind::QuestionReport,
        &["*No question was asked yet, and none waits to be adopted.*", "*No such questions.*"],
    ),
    (BlockKind::Problems, &["*Nothing needs attention.*"]),
];

/// `*… 12 more*` and `*… 12 more: `coffeechat check`*`.
fn is_more(line: &str) -> bool {
    let rest = line.trim_start_matches("*… ").trim_start_matches(|char: char| char.is_ascii_digit());
    rest == " more*" || (rest.starts_with(" more: `coffeechat ") && rest.ends_with("`*"))
}

/// `**Saturday 21 November 2026.** …`
fn is_summary(line: &str) -> bool {
    let Some((date, rest)) = line.strip_prefix("**").and_then(|rest| rest.split_once(".**")) else { return false };
    let words: Vec<&str> = date.split(' ').collect();
    let [weekday, day, month, year] = words.as_slice() else { return false };
    weekday.len() > 3
        && weekday.parse::<Weekday>().is_ok()
        && month.parse::<chrono::Month>().is_ok()
        && [day, year].iter().all(|number| number.parse::<u32>().is_ok())
        && is_count(rest.trim_start())
}

/// `Nothing due …`, `Nobody here yet; …` and `5 late, …`.
fn is_count(text: &str) -> bool {
    let (count, rest) = text.split_at(text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len());
    let is_of = |what: &&str| rest.starts_with(*what);
    text.starts_with("Nothing due ")
        || text == "Nobody here yet; three steps to begin:"
        || !count.is_empty() && [" late", " today", " in the next 7 days"].iter().any(is_of)
}

/// `identified 4 · requested 6 · …`
fn is_pipeline(line: &str) -> bool {
    let mut states = line.split(" (beside them: ").next().unwrap_or_default().split(" · ");
    let is_count = |state: &str, name: &str| {
        state
            .strip_prefix(name)
            .and_then(|count| count.strip_prefix(' '))
            .is_some_and(|count| count.parse::<u32>().is_ok())
    };
    ["identified", "requested", "replied", "scheduled", "met", "in touch"]
        .iter()
        .all(|name| states.next().is_some_and(|state| is_count(state, name)))
        && states.next().is_none()
}

/// A Mermaid chart. An unclosed fence does not make the lines below it a chart.
fn is_chart(line: &str, in_fence: bool) -> bool {
    matches!(line, "```mermaid" | "```") || in_fence && (line == "flowchart LR" || is_arrow(line).unwrap_or(false))
}

/// `n1["identified 4"] --> n2["requested 6"]`, `n3["Ann Lee"]` and `n3 --> n4`, and nothing else.
fn is_arrow(line: &str) -> Option<bool> {
    let mut rest = line;
    loop {
        let number = rest.strip_prefix('n')?;
        let behind = number.trim_start_matches(|char: char| char.is_ascii_digit());
        if behind.len() == number.len() {
            return None;
        }
        rest = match behind.strip_prefix("[\"") {
            Some(name) => name.split_once("\"]")?.1,
            None => behind,
        };
        if rest.is_empty() {
            return Some(true);
        }
        rest = rest.strip_prefix(" --> ")?;
    }
}

/// The head of a list of questions, and its lines: `- *Work:* …`, `- *For* …, prepared for [`.
fn is_question(line: &str) -> bool {
    /// The start of a head, up to its count, and what may follow the count.
    const HEADS: [(&str, &[&str]); 8] = [
        ("**Prepared, not asked** (", &[", take them back to the person"]),
        ("**Not yet asked of** ", &[", "]),
        ("**Never asked anyone** (", &[""]),
        ("**Asked** (", &[""]),
        (
            "**In no bank yet** (",
            &[", adopt what is worth asking again: `coffeechat questions adopt`", ", adopt what is worth asking again"],
        ),
        ("**What earns answers** (", &[""]),
        ("**Asked, no answer noted** (", &[""]),
        ("**Almost the same** (", &[", make one a wording of the other"]),
    ];
    let is_head = HEADS.iter().any(|(start, tails)| {
        let Some((count, tail)) = line.strip_prefix(start).and_then(|rest| rest.rsplit_once(')')) else { return false };
        if start.ends_with('(') {
            count.parse::<u32>().is_ok() && tails.contains(&tail)
        } else {
            // Names and a link to the talk, whose end is the last bracket.
            count.contains(" (") && tail.is_empty()
        }
    });
    let is_line = || {
        let rest = line.strip_prefix("- *").filter(|rest| !rest.starts_with('*'))?;
        let category = rest.split_once(":* ").map(|(category, _)| category.replace("\\*", ""));
        let is_prepared = rest.starts_with("For* ") && rest.contains(", prepared for [");
        Some(is_prepared || category.is_some_and(|category| !category.contains('*')))
    };
    is_head || is_line().unwrap_or(false)
}

/// A line of the table of a kind: its head, the rule below it, or a row with as many cells.
fn is_table(kind: BlockKind, line: &str) -> bool {
    let heads: &[&[&str]] = match kind {
        BlockKind::Contacts => &[&["Name", "Company", "Where it stands", "Last contact", "Next step"]],
        BlockKind::Meetings => &[&["When", "With", "Where", "Ready?"], &["When", "With", "Where", "Status"]],
        BlockKind::Activity => &[&["Week of", "Requests", "Replies", "Talks", "Thanks"]],
        BlockKind::QuestionReport => {
            &[&["Question", "Asked of", "Asked", "Answered", "Takeaways", "Referrals", "Last asked"]]
        }
        _ => &[],
    };
    let Some(cells) = cells(line) else { return false };
    let has_length = heads.iter().any(|head| head.len() == cells.len());
    let is_rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|char| matches!(char, '-' | ':')));
    let is_number = |cell: &&str| cell.is_empty() || *cell == "·" || cell.parse::<u32>().is_ok();
    let is_row = || match kind {
        BlockKind::Activity => cells.iter().skip(1).all(is_number),
        BlockKind::QuestionReport => cells.iter().skip(2).take(4).all(is_number),
        _ => cells.first().is_some_and(|cell| cell.starts_with('[') && cell.ends_with(')')),
    };
    heads.contains(&cells.as_slice()) || has_length && (is_rule || is_row())
}

/// Returns the cells of a row of a table, without the space around them.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let mut is_escaped = false;
    let cells = inner.split(|char| {
        let is_end = char == '|' && !is_escaped;
        is_escaped = char == '\\' && !is_escaped;
        is_end
    });
    Some(cells.map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_type_was_not_written_by_an_older_version() {
        let lines = [
            "remember the milk",
            "- call her",
            "- [ ] call her",
            "- [ ] **Thank** Fi <!--k3f9a2bc--> in the evening",
            "- **bold** thought",
            "* a list item",
            "- *really* good",
            "*ring the plumber*",
            "*… more of the same*",
            "| plumber | 555 |",
            "| plumber | 555 | | |",
            "1. **Buy** milk",
            "=======anything",
            "=======",
            "**Saturday** was fine",
            "**Saturday 21 November 2026.** Buy milk",
            "## A heading",
            "> a quote",
            "1. first",
            "identified a bug",
            "identified 4 · requested 6 · milk",
            "<!-- a comment -->",
            "text *with emphasis*",
            "- [ ] x <!--not an id-->",
            "**Never asked anyone** (3) but should",
            "flowchart of mine",
            "n1 is the first",
            "n1[\"identified 1\"] --> n2[\"requested 0\"], milk",
            "n1 --> n2 and milk",
            "```rust",
        ];
        for line in lines {
            for kind in BlockKind::ALL {
                assert!(!wrote(kind, line, false, "") && !wrote(kind, line, true, ""), "{}: {line}", kind.as_str());
            }
        }
    }

    #[test]
    fn a_line_is_one_of_its_own_kind_of_block_and_words_added_to_it_were_typed() {
        let rows = [
            (BlockKind::Contacts, "| [A](a.md) |  | met |  |  |", ""),
            (BlockKind::Contacts, "| Name | Company | Where it stands | Last contact | Next step |", ""),
            (BlockKind::Meetings, "| ---- | --- | :-: | --- |", ""),
            (BlockKind::Activity, "| 16 Nov | 1 | · | · | 2 |", ""),
            (BlockKind::Questions, "- *Work:* What else?", " and when"),
            (BlockKind::Questions, "**Not yet asked of** [A](a.md) (12), [tomorrow](b.md)", "!"),
            (BlockKind::Problems, "- **Error** in [a](a.md) line 3: `x` is not a date", " I know"),
            (BlockKind::Pipeline, "identified 4 · requested 6 · replied 0 · scheduled 1 · met 2 · in touch 3", " good"),
            (BlockKind::Summary, "**Saturday 21 November 2026.** 5 late.", " Phew."),
        ];
        for (kind, line, more) in rows {
            let of: Vec<BlockKind> = BlockKind::ALL.into_iter().filter(|kind| wrote(*kind, line, false, "")).collect();
            let is_table_rule = line.contains("---");
            assert!(of.contains(&kind) && (of.len() <= 2 || is_table_rule), "{line}: {of:?}");
            if !more.is_empty() {
                assert!(!wrote(kind, &format!("{line}{more}"), false, line), "{line}");
            }
        }
        assert!(wrote(BlockKind::Summary, "**Saturday 21 November 2026.** 5 late. Next talk: x", false, ""));
    }
}
