use crate::core::syntax::block::region;

use super::*;

const NOTE: &str = "# D\n<!-- coffeechat done -->\n- [ ] **A** [a](a.md) <!--aaaaaaaa-->\n- [-] **B** [b](b.md) <!--bbbbbbbb-->\n\
    <!-- /coffeechat -->\nmine\n<!-- coffeechat nonsense -->\nleft\n<!-- /coffeechat -->";

/// Refreshes every block with the same content; changed boxes stay as they are.
fn refreshed(text: &str, content: &str) -> Refreshed {
    refreshed_with(text, false, None, content)
}

/// Returns the parts that are the same the next time.
fn lasting(refreshed: &Refreshed) -> (&str, &[Span], &[String]) {
    (&refreshed.text, &refreshed.typed, &refreshed.dropped)
}

fn refreshed_with(text: &str, force: bool, fate: Option<Fate<'_>>, content: &str) -> Refreshed {
    let regions = region::find(text).0;
    let changed = changed_rows(text, &regions);
    let fate = fate.unwrap_or(Fate::Stays(None));
    let kept: Vec<KeptRow<'_>> = changed.iter().map(|row| KeptRow { row, fate }).collect();
    refresh(text, &regions, force, &kept, |_| content.to_owned())
}

fn block(content: &str) -> String {
    format!("<!-- coffeechat done -->\n{content}<!-- /coffeechat -->\n")
}

fn typed(text: &str, refreshed: &Refreshed) -> Vec<String> {
    let now: Vec<String> = refreshed.typed.iter().map(|span| slice(&refreshed.text, span.clone()).to_owned()).collect();
    let regions = region::find(text).0;
    let before = typed_lines(text, &regions, |_| String::from("*new*\n"));
    assert_eq!(now.len(), before.len());
    now
}

/// Returns a text without checksums.
fn bare(text: &str) -> String {
    let lines = text.lines().filter(|line| checksum::listed(line).is_none());
    lines
        .map(|line| match PageRow::parse(line) {
            Some(PageRow { checksum: Some(checksum), .. }) => line.replace(&format!(" {checksum}-->"), "-->") + "\n",
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn only_the_content_of_blocks_changes() {
    let text = NOTE.replace("[-]", "[ ]");
    let fresh = refreshed(&text, "*new*\n").text;
    let expected = "# D\n<!-- coffeechat done -->\n*new*\n<!-- /coffeechat -->\nmine\n\
        <!-- coffeechat nonsense -->\nleft\n<!-- /coffeechat -->\n";
    assert_eq!(bare(&fresh), expected);
    assert_eq!(refreshed(&fresh, "*new*\n").text, fresh);
}

#[test]
fn line_ends_stay_those_of_the_file() {
    let windows = NOTE.replace('\n', "\r\n");
    let fresh = refreshed(&windows, "*new*\n").text;
    assert_eq!(fresh, refreshed(NOTE, "*new*\n").text.replace('\n', "\r\n"));
    assert_eq!(refreshed(&fresh, "*new*\n").text, fresh);
    let mixed = refreshed(&block(""), "*new*\n").text.replacen("*new*\n", "*new*\r\n", 1);
    assert_eq!(refreshed(&mixed, "*new*\n").text, mixed);
}

#[test]
fn a_kept_box_stays_as_the_user_made_it() {
    let lost = "- [-] **B** [b](b.md) <!--bbbbbbbb-->\n";
    let rows = [
        ("- [ ] **B2** [b](b.md) <!--bbbbbbbb-->\n", "- [-] **B2** [b](b.md) <!--bbbbbbbb-->\n".to_owned()),
        // It has the id but is about somebody else.
        ("- [ ] **B** [c](c.md) <!--bbbbbbbb-->\n", format!("- [ ] **B** [c](c.md) <!--bbbbbbbb-->\n{lost}")),
        ("- [x] **B2** <!--bbbbbbbb x-->\n", format!("- [x] **B2** <!--bbbbbbbb x-->\n{lost}")),
        ("- [ ] **A** [y] <!--aaaaaaaa-->\n", format!("- [ ] **A** [y] <!--aaaaaaaa-->\n{lost}")),
        ("*nothing*\n", format!("*nothing*\n\n{lost}")),
    ];
    for (content, expected) in rows {
        let fresh = refreshed(NOTE, content).text;
        assert!(bare(&fresh).contains(&format!("done -->\n{expected}<!-- /")), "{content}: {fresh}");
        assert_eq!(refreshed(&fresh, content).text, fresh);
    }
    let ticks = changed_rows(NOTE, &region::find(NOTE).0);
    let found: Vec<_> = ticks.iter().map(|tick| (&*tick.id, tick.mark, slice(NOTE, tick.line.clone()))).collect();
    assert_eq!(found, [("bbbbbbbb", '-', "- [-] **B** [b](b.md) <!--bbbbbbbb-->")]);
}

#[test]
fn of_two_follow_ups_with_one_id_a_kept_box_stays_on_its_own_line() {
    let content = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--aaaaaaaa-->\n";
    let page = refreshed(&block(""), content).text.replace("- [ ] **B**", "- [x] **B**");
    assert_eq!(refreshed(&page, content).text, page);
}

#[test]
fn a_box_that_stays_said_nothing_on_its_line() {
    let content = "- [ ] **B** [b](b.md) — today <!--bbbbbbbb-->\n";
    let why = Some(Fate::Stays(Some("means `nothing` here")));
    let page = refreshed(&block(""), content).text.replace("[ ]", "[y]");
    let told = refreshed_with(&page, false, why, content).text;
    assert!(told.contains("- [y] **B** [b](b.md) — today *(the tick means `nothing` here)* <!--bbbbbbbb "), "{told}");
    assert_eq!(refreshed_with(&told, false, why, content).text, told);
    // So it is on a line that the page would not have any more.
    let gone = refreshed_with(&told, false, why, "*new*\n").text;
    assert!(gone.contains("- [y] **B** [b](b.md) — today *(the tick means `nothing` here)* <!--bbbbbbbb "), "{gone}");
    assert_eq!(refreshed_with(&gone, false, why, "*new*\n").text, gone);
    let back = told.replace("[y]", "[ ]");
    assert_eq!(refreshed(&back, content).text, page.replace("[y]", "[ ]"));
}

#[test]
fn a_box_that_is_refused_goes_back_and_its_line_says_why() {
    let content = "- [ ] **B** [b](b.md) <!--bbbbbbbb-->\n";
    let page = refreshed(&block(""), content).text.replace("[ ]", "[>]");
    let told = refreshed_with(&page, false, Some(Fate::GoesBack("not today")), content).text;
    assert!(told.contains("- [ ] **B** [b](b.md) *(taken back: not today)* <!--bbbbbbbb !> "), "{told}");
    let again = changed_rows(&told, &region::find(&told).0);
    assert!(again.iter().all(|row| row.is_refused && row.mark == '>') && again.len() == 1);
    assert_eq!(refreshed_with(&told, false, Some(Fate::GoesBack("not today")), content).text, told);
    // It is as before once nothing prevents it any more.
    let regions = region::find(&told).0;
    assert_eq!(refresh(&told, &regions, false, &[], |_| content.to_owned()).text, page.replace("[>]", "[ ]"));
    assert!(!changed_rows(&told.replace("[ ]", "[x]"), &region::find(&told).0).iter().any(|row| row.is_refused));
}

#[test]
fn what_other_programs_put_behind_a_line_stays_with_it() {
    let content = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--bbbbbbbb-->\n";
    let page = refreshed(&block(""), content).text;
    let linked = page.replacen("-->\n- [ ] **B**", "--> ^link1\n- [ ] **B**", 1);
    assert_ne!(linked, page);
    assert_eq!(lasting(&refreshed(&linked, content)), (&*linked, &[][..], &[][..]));
    let ticked = page.replacen("- [ ] **A**", "- [x] **A**", 1).replacen(
        "-->\n- [ ] **B**",
        "--> ✅ 2026-11-20\n- [ ] **B**",
        1,
    );
    let rows = changed_rows(&ticked, &region::find(&ticked).0);
    assert_eq!(rows.iter().map(|row| row.day.unwrap().to_string()).collect::<Vec<_>>(), ["2026-11-20"]);
}

#[test]
fn typed_lines_stay_below_the_line_that_they_stood_under() {
    let old = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--bbbbbbbb-->\n*… 3 more*\n";
    let page = refreshed(&block(""), old).text;
    let (a, b) = (page.lines().nth(1).unwrap(), page.lines().nth(2).unwrap());
    let rows = [
        // Below a line that stays, below one that goes, above all lines, at the end.
        (format!("{a}\nring her\n{b}\n"), "*new*\n", "ring her\n*new*\n"),
        (format!("{a}\nring her\n{b}\n"), "- [ ] **B** <!--bbbbbbbb-->\n- [ ] **A** <!--aaaaaaaa-->\n", "B A ring her"),
        (format!("{a}\n\nring her\n\ntwice\n\n{b}\n"), "- [ ] **A** <!--aaaaaaaa-->\n", "A\n\nring her\n\ntwice\n"),
        (format!("ring her\n{a}\n{b}\n"), "- [ ] **A** <!--aaaaaaaa-->\n", "ring her A"),
        (format!("{a}\n{b}\nring her\n"), "- [ ] **B** <!--bbbbbbbb-->\n", "B ring her"),
    ];
    for (content, fresh, expected) in rows {
        let text = block(&content);
        let now = refreshed(&text, fresh);
        let body =
            bare(&now.text).replace("- [ ] **", "").replace("** <!--aaaaaaaa-->", "").replace("** <!--bbbbbbbb-->", "");
        let squeezed = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        let body =
            body.strip_prefix("<!-- coffeechat done -->\n").unwrap().strip_suffix("<!-- /coffeechat -->\n").unwrap();
        assert_eq!(squeezed(body), squeezed(expected), "{content}");
        assert!(!expected.contains("\n\n") || body == expected, "{body}");
        assert!(typed(&text, &now).contains(&String::from("ring her")), "{now:?}");
        assert_eq!(
            lasting(&refreshed(&now.text, fresh)),
            lasting(&now),
            "the next build finds the page as it would write it"
        );
        let forced = refreshed_with(&text, true, None, fresh);
        assert!(forced.dropped.contains(&String::from("ring her")) && !forced.text.contains("ring her"), "{forced:?}");
    }
}

#[test]
fn a_line_with_other_words_stands_in_the_place_of_its_own() {
    let content = "- [ ] **A** [a](a.md) <!--aaaaaaaa-->\n- [ ] **B** <!--bbbbbbbb-->\n";
    let page = refreshed(&block(""), content).text;
    let edited = page.replacen("**A** ", "**A**, before noon ", 1);
    let now = refreshed(&edited, content);
    assert_eq!((now.text.as_str(), now.typed.len()), (edited.as_str(), 1));
    // A tick on it is never dropped, even where its words are.
    let ticked = edited.replacen("- [ ] **A**", "- [x] **A**", 1);
    assert_eq!(refreshed(&ticked, content).text, ticked);
    let forced = refreshed_with(&ticked, true, None, content);
    assert!(forced.text.contains("- [x] **A** [a](a.md) <!--aaaaaaaa ") && forced.dropped.len() == 1, "{forced:?}");
    let gone = refreshed_with(&ticked, true, None, "*new*\n");
    assert!(gone.text.contains("- [x] **A**, before noon [a](a.md) <!--aaaaaaaa "), "{gone:?}");
}

#[test]
fn what_was_typed_before_went_when_the_line_of_checksums_was_spoiled() {
    let content = "```mermaid\nflowchart LR\n  n1[\"identified 1\"] --> n2[\"requested 0\"]\n```\n";
    let page = refreshed(&block("").replace("done", "pipeline"), content).text;
    let line = page.lines().find(|line| line.contains("<!--lines ")).unwrap();
    for spoiled in
        [line.replacen(' ', " milk ", 1), format!("{line} milk"), format!("milk {line}"), line.replacen("-->", "", 1)]
    {
        // A line of another day, which only its checksum distinguishes from a typed one.
        let text = page.replacen("flowchart LR\n", "flowchart LR\n  n3 --> n4\n", 1).replacen(line, &spoiled, 1);
        let fresh = refreshed(&text, content);
        let typed: Vec<&str> = fresh.typed.iter().map(|span| slice(&fresh.text, span.clone()).trim()).collect();
        assert_eq!(typed, ["n3 --> n4", &*spoiled]);
        assert_eq!(refreshed(&fresh.text, content).text, fresh.text);
    }
}

#[test]
fn a_block_in_a_list_stays_in_it() {
    let text = "- Today\n\n  <!-- coffeechat done -->\n  <!-- /coffeechat -->\n- Mine\n";
    let content = "- [ ] **A** <!--aaaaaaaa-->\n\n*new*\n";
    let fresh = refreshed(text, content).text;
    let lines: Vec<&str> = fresh.lines().collect();
    assert!(lines[3].starts_with("  - [ ] **A**") && lines[4].is_empty() && lines[5] == "  *new*", "{fresh}");
    assert_eq!(refreshed(&fresh, content).text, fresh);
}

#[test]
fn a_page_of_an_older_version_is_brought_up_to_date() {
    let old = block(
        "- [x] **A** [a](a.md) — was due Fri 20 Nov <!--aaaaaaaa-->\n- [ ] **C** — today <!--cccccccc-->\n\n*… 3 more*\n",
    );
    let content = "- [ ] **A** [a](a.md) — today <!--aaaaaaaa-->\n";
    let fresh = refreshed(&old, content);
    assert_eq!(bare(&fresh.text), block("- [x] **A** [a](a.md) — today <!--aaaaaaaa-->\n"));
    assert!(fresh.typed.is_empty() && !is_filled(&old, &region::find(&old).0));
    assert!(is_filled(&fresh.text, &region::find(&fresh.text).0));
    // Of two sides, one of an older version, the lines of both are known.
    let merged = fresh.text.replacen(
        "<!-- /",
        "- [ ] **C** — today <!--cccccccc-->\n*Nothing ticked off yet today.*\n<!-- /",
        1,
    );
    assert_eq!(refreshed(&merged, content).typed.len(), 1, "a line without an id is known by its checksum alone");
}

/// The example as the version before checksums wrote it.
const OLDER: &str = include_str!("../testdata/page-of-an-older-version.md");

#[test]
fn no_line_of_an_older_version_is_taken_for_a_users() {
    let regions = region::find(OLDER).0;
    let kinds = crate::core::syntax::block::BlockKind::ALL;
    // Kinds that came after checksums are not on that page.
    assert_eq!(kinds.iter().filter(|kind| OLDER.contains(&format!("coffeechat {}", kind.as_str()))).count(), 11);
    for text in [OLDER.to_owned(), OLDER.replace('\n', "\r\n")] {
        let typed = typed_lines(&text, &region::find(&text).0, |_| String::from("*new*\n"));
        let typed: Vec<&str> = typed.iter().map(|span| slice(&text, span.clone())).collect();
        assert_eq!(typed, [""; 0]);
    }
    let fresh = refresh(OLDER, &regions, false, &[], |_| String::from("*new*\n"));
    assert!(fresh.typed.is_empty() && fresh.dropped.is_empty());
}

/// What a block asks for, and what the example shows there.
fn shown() -> HashMap<String, String> {
    let regions = region::find(OLDER).0;
    let content = |region: &Region| {
        (slice(OLDER, region.directive.clone()).to_owned(), slice(OLDER, region.content.clone()).to_owned())
    };
    regions.iter().map(content).collect()
}

/// Returns the example with other content: lines that are dropped, and others that had another number then.
fn page_of(other: &HashMap<String, String>) -> String {
    let empty: String = OLDER.to_owned();
    let regions = region::find(&empty).0;
    let mut at = 0;
    refresh(&empty, &regions, false, &[], |_| {
        let directive = regions.get(at).map(|region| slice(&empty, region.directive.clone())).unwrap_or_default();
        at += 1;
        other.get(directive).cloned().unwrap_or_default()
    })
    .text
}

/// Returns what blocks showed on another day.
fn of_another_day(shown: &HashMap<String, String>, seed: usize) -> HashMap<String, String> {
    let change = |content: &String| -> String {
        let lines = content.lines().enumerate();
        let changed = lines.filter_map(|(at, line)| match (at + seed) % 7 {
            0 if !line.trim().is_empty() => None,
            1 | 2 if !line.contains("<!--") => Some(line.replace(['1', '2'], "3")),
            3 => Some(line.replace("was due ", "")),
            _ => Some(line.to_owned()),
        });
        changed.map(|line| line + "\n").collect()
    };
    shown.iter().map(|(directive, content)| (directive.clone(), change(content))).collect()
}

const TYPED: [&str; 20] = [
    "ring her first",
    "*ring the plumber*",
    "| plumber | 555 |",
    "| [Ann](people/ann.md) | Northwind | met | 3 Nov | call |",
    "|---|---|---|",
    "1. **Buy** milk",
    "- [ ] Water plants",
    "- [ ] Water plants <!--home-->",
    "- [x] **Thank** [Ann](people/ann.md) <!--zzzzzzzz-->",
    "- *Work:* What would you change?",
    "**Never asked anyone** (7)",
    "- **Error** in my head",
    "=======anything",
    "## A heading",
    "> a quote",
    "  - an inner item",
    "```",
    "<!-- a comment -->",
    "identified 4 of 5",
    "Straße, 東京 🙂",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 96, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..Default::default()
    })]

    #[test]
    fn no_line_that_somebody_typed_is_dropped_and_none_of_ours_is_taken_for_one(
        page_seed in 0_usize..40,
        is_merged in proptest::bool::ANY,
        is_windows in proptest::bool::ANY,
        is_older in proptest::bool::ANY,
        typed in proptest::collection::vec((0_usize..20, 0_usize..10_000, 0_usize..4), 0..5),
    ) {
        let now = shown();
        let mut page = match page_seed {
            0..10 => page_of(&now),
            seed => page_of(&of_another_day(&now, seed)),
        };
        if is_merged {
            // The result of git's union where both sides wrote: the lines of one below those of the other.
            let other = page_of(&of_another_day(&now, page_seed + 3));
            let contents: Vec<String> =
                region::find(&other).0.iter().map(|region| slice(&other, region.content.clone()).to_owned()).collect();
            for (region, content) in region::find(&page).0.iter().zip(contents).rev() {
                page.insert_str(region.content.end, &content);
            }
        }
        let is_older = is_older && !is_merged && page_seed < 10 && typed.is_empty();
        if is_older {
            page = bare(&page);
        }
        let mut expected: Vec<String> = Vec::new();
        for (line, at, how) in typed {
            let regions = region::find(&page).0;
            let places: Vec<usize> = regions
                .iter()
                .flat_map(|region| lines(&page, &region.content).map(|(span, _)| span.start).chain([region.content.end]))
                .collect();
            let at = places[at % places.len()];
            let rest = slice(&page, at..page.len()).lines().next().unwrap_or_default().to_owned();
            let is_ours = !rest.trim().is_empty() && !rest.contains("coffeechat") && !expected.contains(&rest)
                && checksum::listed(&rest).is_none();
            let words = format!(" and {line}");
            match how {
                // At the end of a line, in its middle, or in front of its comment.
                1 if is_ours => {
                    page.insert_str(at + rest.len(), &words);
                    expected.push(format!("{rest}{words}"));
                }
                2 if is_ours => {
                    let middle = rest.char_indices().map(|(at, _)| at).nth(rest.chars().count() / 2).unwrap();
                    page.insert_str(at + middle, &words);
                    let (head, tail) = rest.split_at(middle);
                    expected.push(format!("{head}{words}{tail}"));
                }
                3 if is_ours && rest.contains(" <!--") => {
                    let end = rest.rfind(" <!--").unwrap();
                    page.insert_str(at + end, &words);
                    let (head, tail) = rest.split_at(end);
                    expected.push(format!("{head}{words}{tail}"));
                }
                _ => {
                    page.insert_str(at, &format!("{}\n", TYPED[line]));
                    expected.push(TYPED[line].to_owned());
                }
            }
        }
        if is_windows {
            page = page.replace('\n', "\r\n");
        }
        let rebuild = |page: &str, force: bool| {
            let regions = region::find(page).0;
            let directives: Vec<&str> = regions.iter().map(|region| slice(page, region.directive.clone())).collect();
            let changed = changed_rows(page, &regions);
            let kept: Vec<KeptRow<'_>> = changed.iter().map(|row| KeptRow { row, fate: Fate::Stays(None) }).collect();
            let mut at = 0;
            refresh(page, &regions, force, &kept, |_| {
                at += 1;
                now.get(directives[at - 1]).cloned().unwrap_or_default()
            })
        };
        let fresh = rebuild(&page, false);
        let said: Vec<&str> = fresh.typed.iter().map(|span| slice(&fresh.text, span.clone())).collect();
        for line in &expected {
            proptest::prop_assert!(fresh.text.lines().any(|now| now == line), "{line} is gone");
        }
        // A line that the program writes too is the program's.
        let is_shown = |line: &&String| now.values().any(|content| content.lines().any(|own| own == *line));
        let is_copy = |line: &&String| page.lines().filter(|other| other == line).count() > 1 || is_shown(line);
        let mut told: Vec<&str> = expected.iter().filter(|line| !is_copy(line)).map(String::as_str).collect();
        told.retain(|line| !said.contains(line) && !line.contains("<!--zzzzzzzz-->"));
        proptest::prop_assert!(told.is_empty(), "not said: {told:?}");
        let is_typed = |line: &&str| expected.iter().any(|typed| typed == line);
        proptest::prop_assert!(said.iter().all(is_typed), "{said:#?} {expected:#?}");
        let again = rebuild(&fresh.text, false);
        proptest::prop_assert_eq!(lasting(&again), lasting(&fresh));
        let forced = rebuild(&page, true);
        proptest::prop_assert_eq!(forced.dropped.len(), fresh.typed.len());
        // Of two equal lines with a tick in a block, one is enough.
        let ticked = |text: &str| -> HashSet<String> {
            let rows = changed_rows(text, &region::find(text).0);
            rows.iter().map(|row| slice(text, row.line.clone()).to_owned()).collect()
        };
        proptest::prop_assert_eq!(ticked(&forced.text), ticked(&fresh.text));
    }
}
