//! Copies that sync tools leave of a note: not counted, not filled, not followed, and named.

use harness::vault::TestVault;

const OLA: &str = "---\ntype: contact\nname: Ola Brandt\ncompany: Fjord AB\nrequested: 2026-11-02\n---\n# Ola Brandt\n\n\
    - [ ] Send Ola the map 📅 2026-11-20\n";
const PAGE: &str = "# Dashboard\n\nMy page.\n\n<!-- coffeechat follow-ups -->\n<!-- /coffeechat -->\n\n\
    <!-- coffeechat problems -->\n<!-- /coffeechat -->\n";

/// What tools make of `x`.
const MARKS: [&str; 36] = [
    ".conflict-20261101-101010",
    "-conflict",
    "..path1",
    ".orig",
    ".LOCAL.1234",
    ".bak",
    "~HEAD",
    "~feature",
    " (Autosaved)",
    " old",
    "_backup",
    " (backup)",
    " 2",
    "_2",
    " (1)",
    "(1)",
    " copy",
    "-DESKTOP-AB12CD3",
    "-MacBook Pro",
    "-Anns-iPhone-2",
    " (case clash from ola)",
    " (Case Conflict)",
    " (Unicode Encoding Conflict)",
    " (Selective Sync Conflict)",
    " (Ann's conflicted copy 2026-11-21)",
    " (conflict 2026-11-07-15-46-12)",
    " (copy: conflict #1 on 2026-11-07)",
    " [conflicted]",
    ".Conflict",
    ".conflict1",
    "_Anns-PC_Nov-21-1200-2026_Conflict",
    "-laptop-safeBackup-0001",
    "_LOCAL_1234",
    "_conflict-20261121-120000",
    ".sync-conflict-20261121-120000-ABCDEFG",
    " (SFConflict ann@example.com 2026-11-21)",
];

#[test]
fn a_copy_that_a_sync_tool_left_became_a_second_person_with_the_same_tasks() {
    let edited = OLA.replace("requested: 2026-11-02\n", "requested: 2026-11-02\nreplied: 2026-11-09\n");
    for mark in MARKS {
        let copy = format!("people/Ola Brandt{mark}.md");
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/Ola Brandt.md", OLA).note(&copy, &edited);
        let page = vault.built();
        assert_eq!(page.matches("Send Ola the map").count(), 1, "{mark}: {page}");
        assert_eq!(vault.codes(&copy), ["conflict-copy"], "{mark}");
        assert!(page.contains("sync tool"), "{mark}: {page}");
        assert_eq!(vault.text(&copy), edited);
    }
    // Both were renamed: what is left has to be named all the same.
    let vault = TestVault::new().note("Dashboard.md", PAGE).file("Ola.md.conflict1", OLA.as_bytes());
    assert!(vault.built().contains("Ola.md.conflict1"));
}

/// Names of copies of `x` that stand before it or above it.
const BEFORE: [[&str; 2]; 5] =
    [["Copy of ", ""], ["Kopie von ", ""], ["Copy (2) of ", ""], ["archive/", ""], ["Backup/old ", " 2"]];

#[test]
fn a_copy_whose_name_begins_so_or_that_lies_in_an_archive_became_a_second_person() {
    for [before, behind] in BEFORE {
        let (copy, page_copy) =
            (format!("people/{before}Ola Brandt{behind}.md"), format!("{before}Dashboard{behind}.md"));
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/Ola Brandt.md", OLA).note(&copy, OLA);
        let page = vault.built();
        assert_eq!(page.matches("Send Ola the map").count(), 1, "{copy}: {page}");
        // An older page under another heading, with a tick.
        let older = page.replace("- [ ] **Send", "- [-] **Send").replace("# Dashboard\n\nMy page.", "# Old");
        vault.write(&page_copy, older.as_bytes());
        vault.built();
        assert_eq!(vault.text("people/Ola Brandt.md"), OLA, "{page_copy}");
        assert_eq!(vault.text(&page_copy), older);
        assert_eq!([vault.codes(&copy), vault.codes(&page_copy)], [["conflict-copy"], ["conflict-copy"]]);
        // Alone it is a note like any other.
        std::fs::remove_file(vault.path().join("people/Ola Brandt.md")).unwrap();
        assert!(vault.built().contains("Send Ola the map"), "{copy}");
    }
}

#[test]
fn two_names_that_look_the_same_were_two_people() {
    for (one, other) in [("Zo\u{eb} Berg", "Zoe\u{308} Berg"), ("Ola Brandt", "ola brandt")] {
        let (one, other) = (format!("people/{one}.md"), format!("people/{other}.md"));
        let vault = TestVault::new().note("Dashboard.md", PAGE).note(&one, OLA).note(&other, OLA);
        if harness::vault::files(&vault.path()).len() < 3 {
            return;
        }
        assert_eq!(vault.built().matches("Send Ola the map").count(), 1, "{other}");
        assert_eq!((vault.codes(&one).len(), vault.codes(&other)), (0, vec![String::from("conflict-copy")]));
        vault.write(&other, OLA.replace("Brandt", "Berg").replace("the map", "a book").as_bytes());
        assert!(vault.built().contains("Send Ola a book"), "they say something else");
    }
}

#[test]
fn somebody_asked_on_the_same_day_was_hidden_as_a_copy() {
    let asked = "---\ntype: contact\nrequested: 2026-11-02\n---\n";
    let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/Ann.md", asked);
    let vault = vault.note("people/Ann-MARIA.md", asked).note("people/Ann-DESKTOP-AB12CD3.md", OLA);
    assert_eq!(vault.json(&["list", "contacts"]).len(), 3);
    vault.write("people/Ann.md", OLA.as_bytes());
    vault.write("people/Ann-MARIA.md", OLA.as_bytes());
    assert_eq!(vault.json(&["list", "contacts"]).len(), 1);
}

#[test]
fn a_copy_was_to_be_merged_into_a_note_that_is_not_there() {
    let copy = "people/Per (conflicted copy 2026-11-02).md";
    let vault = TestVault::new().note("Dashboard.md", PAGE).note(copy, OLA);
    let said = vault.run(["check"]);
    assert!(said.stdout.contains("`Per.md` is not there: rename this to it, or delete it"), "{said:#?}");
    vault.write("people/Per.md", OLA.as_bytes());
    assert!(vault.run(["check"]).stdout.contains("merge it into `Per.md`, then delete it"));
}

#[test]
fn a_note_was_taken_for_a_copy_because_of_its_name_alone() {
    for mark in [" 2", " (1)", " copy", "-DESKTOP-AB12CD3", " (conflict)"] {
        let other = format!("people/Ola Brandt{mark}.md");
        let alone = TestVault::new().note("Dashboard.md", PAGE).note(&other, OLA);
        assert_eq!(alone.codes(&other), [""; 0], "{mark}");
        assert!(alone.built().contains("Send Ola the map"), "{mark}");
        let namesake =
            "---\ntype: contact\ncompany: Grid Ltd\nrequested: 2026-11-03\n---\n# Ola Brandt\n\nFrom the fair.\n";
        let two = alone.note("people/Ola Brandt.md", namesake);
        let page = two.built();
        assert!(page.contains("Send Ola the map") && !page.contains("sync tool"), "{mark}: {page}");
    }
    // Two talks with somebody on one day, prepared alike.
    let talk = |time: &str| {
        format!(
            "---\ntype: meeting\nwith: Ola Brandt\ndate: 2026-11-24T{time}\nduration: 30m\n---\n\n- [ ] How did you start?\n"
        )
    };
    let vault = TestVault::new()
        .note("people/Ola Brandt.md", OLA)
        .note("meetings/2026-11-24 Ola Brandt.md", &talk("10:00"))
        .note("meetings/2026-11-24 Ola Brandt 2.md", &talk("15:00"));
    assert_eq!(vault.json(&["list", "meetings"]).len(), 2);
}

#[test]
fn a_copy_of_the_dashboard_was_filled_and_its_ticks_were_obeyed() {
    for mark in MARKS {
        let vault = TestVault::new().note("Dashboard.md", PAGE).note("people/Ola Brandt.md", OLA);
        let page = vault.built();
        // Older than the page, and ticked.
        let copy = page.replace("- [ ] **Send", "- [-] **Send");
        assert_ne!(copy, page);
        let path = format!("Dashboard{mark}.md");
        vault.write(&path, copy.as_bytes());
        vault.write("people/Per Ek.md", b"---\ntype: contact\nrequested: 2026-11-02\n---\n");
        vault.run(["build"]).ok();
        assert_eq!(vault.text("people/Ola Brandt.md"), OLA, "{mark}");
        assert_eq!(vault.text(&path), copy, "{mark}");
        assert!(vault.text("Dashboard.md").contains("Per Ek"), "{mark}");
        assert_eq!(vault.codes(&path), ["conflict-copy"], "{mark}");
    }
}

#[test]
fn a_second_person_of_a_name_is_not_made_as_a_copy_of_the_first() {
    let vault = TestVault::new().note("coffeechat.yaml", "");
    let new = |more: &[&str]| vault.run([&["new", "contact", "Ola Brandt", "--another"], more].concat());
    vault.run(["new", "contact", "Ola Brandt", "--company", "Fjord AB", "--email", "ola@example.com"]).ok();
    new(&["--company", "Fjord AB", "--email", "ola@example.com"])
        .code(2)
        .says("taken for a copy of people/Ola Brandt.md");
    new(&["--company", "Grid Ltd"]).ok();
    new(&[]).ok();
    assert_eq!(vault.json(&["list", "contacts"]).len(), 3);
}
