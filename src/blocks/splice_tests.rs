use super::*;
use crate::blocks::region;

const NOTE: &str = "# D\n<!-- coffeechat done -->\n- [ ] **A** <!--aaaaaaaa-->\n- [-] **B** <!--bbbbbbbb-->\n\
    <!-- /coffeechat -->\nmine\n<!-- coffeechat nonsense -->\nleft\n<!-- /coffeechat -->";

/// Refreshes every block with the same content; changed boxes stay as they are.
fn refreshed(text: &str, content: &str) -> Refreshed {
    refreshed_with(text, false, None, content)
}

fn refreshed_with(text: &str, force: bool, refusal: Option<&str>, content: &str) -> Refreshed {
    let regions = region::find(text).0;
    let changed = changed_rows(text, &regions);
    let kept: Vec<KeptRow<'_>> = changed.iter().map(|row| KeptRow { row, refusal }).collect();
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
        .map(|line| match Row::parse(line) {
            Some(Row { checksum: Some(checksum), .. }) => line.replace(&format!(" {checksum}-->"), "-->") + "\n",
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
    let lost = "- [-] **B** <!--bbbbbbbb-->\n";
    let rows = [
        ("- [ ] **B2** <!--bbbbbbbb-->\n", "- [-] **B2** <!--bbbbbbbb-->\n".to_owned()),
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
    assert_eq!(found, [("bbbbbbbb", '-', "- [-] **B** <!--bbbbbbbb-->")]);
}

#[test]
fn of_two_follow_ups_with_one_id_a_kept_box_stays_on_its_own_line() {
    let content = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--aaaaaaaa-->\n";
    let page = refreshed(&block(""), content).text.replace("- [ ] **B**", "- [x] **B**");
    assert_eq!(refreshed(&page, content).text, page);
}

#[test]
fn a_box_that_is_refused_goes_back_and_its_line_says_why() {
    let content = "- [ ] **B** <!--bbbbbbbb-->\n";
    let page = refreshed(&block(""), content).text.replace("[ ]", "[>]");
    let told = refreshed_with(&page, false, Some("not today"), content).text;
    assert!(told.contains("- [ ] **B** *(not today)* <!--bbbbbbbb !> "), "{told}");
    let again = changed_rows(&told, &region::find(&told).0);
    assert!(again.iter().all(|row| row.is_refused && row.mark == '>') && again.len() == 1);
    assert_eq!(refreshed_with(&told, false, Some("not today"), content).text, told);
    // It is as it was once nothing speaks against it any more.
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
    assert_eq!(refreshed(&linked, content), Refreshed { text: linked.clone(), ..Refreshed::default() });
    let ticked = page.replacen("- [ ] **A**", "- [x] **A**", 1).replacen("-->\n- [ ] **B**", "--> ✅ 2026-11-20\n- [ ] **B**", 1);
    let rows = changed_rows(&ticked, &region::find(&ticked).0);
    assert_eq!(rows.iter().map(|row| row.day.unwrap().to_string()).collect::<Vec<_>>(), ["2026-11-20"]);
}

#[test]
fn typed_lines_stay_below_the_line_that_they_stood_under() {
    let old = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--bbbbbbbb-->\n*… 3 more*\n";
    let page = refreshed(&block(""), old).text;
    let (a, b) = (page.lines().nth(1).unwrap(), page.lines().nth(2).unwrap());
    let rows = [
        // Below what stays, below what goes, above all, at the end.
        (format!("{a}\nring her\n{b}\n"), "*new*\n", "ring her\n*new*\n"),
        (format!("{a}\nring her\n{b}\n"), "- [ ] **B** <!--bbbbbbbb-->\n- [ ] **A** <!--aaaaaaaa-->\n", "B A ring her"),
        (format!("{a}\n\nring her\n\ntwice\n\n{b}\n"), "- [ ] **A** <!--aaaaaaaa-->\n", "A\n\nring her\n\ntwice\n"),
        (format!("ring her\n{a}\n{b}\n"), "- [ ] **A** <!--aaaaaaaa-->\n", "ring her A"),
        (format!("{a}\n{b}\nring her\n"), "- [ ] **B** <!--bbbbbbbb-->\n", "B ring her"),
    ];
    for (content, fresh, expected) in rows {
        let text = block(&content);
        let now = refreshed(&text, fresh);
        let body = bare(&now.text).replace("- [ ] **", "").replace("** <!--aaaaaaaa-->", "").replace("** <!--bbbbbbbb-->", "");
        let squeezed = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        let body = body.strip_prefix("<!-- coffeechat done -->\n").unwrap().strip_suffix("<!-- /coffeechat -->\n").unwrap();
        assert_eq!(squeezed(body), squeezed(expected), "{content}");
        assert!(!expected.contains("\n\n") || body == expected, "{body}");
        assert!(typed(&text, &now).contains(&String::from("ring her")), "{now:?}");
        assert_eq!(refreshed(&now.text, fresh), now, "the next build finds the page as it would write it");
        let forced = refreshed_with(&text, true, None, fresh);
        assert!(forced.dropped.contains(&String::from("ring her")) && !forced.text.contains("ring her"), "{forced:?}");
    }
}

#[test]
fn a_line_with_other_words_stands_in_the_place_of_its_own() {
    let content = "- [ ] **A** <!--aaaaaaaa-->\n- [ ] **B** <!--bbbbbbbb-->\n";
    let page = refreshed(&block(""), content).text;
    let edited = page.replacen("**A** ", "**A**, before noon ", 1);
    let now = refreshed(&edited, content);
    assert_eq!((now.text.as_str(), now.typed.len()), (edited.as_str(), 1));
    // A tick on it is never dropped, even where its words are.
    let ticked = edited.replacen("- [ ] **A**", "- [x] **A**", 1);
    assert_eq!(refreshed(&ticked, content).text, ticked);
    let forced = refreshed_with(&ticked, true, None, content);
    assert!(forced.text.contains("- [x] **A** <!--aaaaaaaa ") && forced.dropped.len() == 1, "{forced:?}");
    let gone = refreshed_with(&ticked, true, None, "*new*\n");
    assert!(gone.text.contains("- [x] **A**, before noon <!--aaaaaaaa "), "{gone:?}");
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
    let old = block("- [x] **A** — was due Fri 20 Nov <!--aaaaaaaa-->\n- [ ] **C** — today <!--cccccccc-->\n\n*… 3 more*\n");
    let content = "- [ ] **A** — today <!--aaaaaaaa-->\n";
    let fresh = refreshed(&old, content);
    assert_eq!(bare(&fresh.text), block("- [x] **A** — today <!--aaaaaaaa-->\n"));
    assert!(fresh.typed.is_empty() && !is_filled(&old, &region::find(&old).0));
    assert!(is_filled(&fresh.text, &region::find(&fresh.text).0));
    // Of two sides, one of an older version, the lines of both are known.
    let merged = fresh.text.replacen("<!-- /", "- [ ] **C** — today <!--cccccccc-->\n*Nothing ticked off yet today.*\n<!-- /", 1);
    assert_eq!(refreshed(&merged, content).typed.len(), 1, "a line without an id is known by its checksum alone");
}

/// What the version before checksums made of the example.
const OLDER: &str = include_str!("testdata/page-of-an-older-version.md");

#[test]
fn no_line_of_an_older_version_is_taken_for_a_users() {
    let regions = region::find(OLDER).0;
    assert!(super::super::BlockKind::ALL.iter().all(|kind| OLDER.contains(&format!("coffeechat {}", kind.as_str()))));
    for text in [OLDER.to_owned(), OLDER.replace('\n', "\r\n")] {
        let typed = typed_lines(&text, &region::find(&text).0, |_| String::from("*new*\n"));
        let typed: Vec<&str> = typed.iter().map(|span| slice(&text, span.clone())).collect();
        assert_eq!(typed, [""; 0]);
    }
    let fresh = refresh(OLDER, &regions, false, &[], |_| String::from("*new*\n"));
    assert!(fresh.typed.is_empty() && fresh.dropped.is_empty());
}
