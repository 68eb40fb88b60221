//! What is bounded: blocks and pages, templates, what an export may replace, what one command is in the journal.

use std::fs;

use harness::vault::TestVault;

const BLOCK: &str = "<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n";

/// Returns a vault with so many contacts.
fn people(count: usize) -> TestVault {
    let vault = TestVault::new();
    for at in 0..count {
        let note = format!("---\ntype: contact\nname: Person {at:03}\nrequested: 2026-11-02\n---\n");
        vault.write(format!("people/{at:03}.md"), note.as_bytes());
    }
    vault
}

#[test]
fn a_page_of_blocks_grew_beyond_what_is_read_and_had_no_block_the_next_day() {
    let page = BLOCK.repeat(200);
    let vault =
        people(100).note("coffeechat.yaml", "max-note-size: 64 KiB\n").note("Page.md", &page).note("Small.md", BLOCK);
    for args in [&["build"][..], &["build", "--force"]] {
        vault.run(args).code(2).says("page-too-large").says("Page.md").says("`max-note-size`");
        assert_eq!(vault.text("Page.md"), page);
    }
    assert_eq!(vault.codes("Page.md"), ["page-too-large"]);
    assert!(vault.text("Small.md").contains("Person 099"), "the other pages are kept up to date");
    vault.run(["build", "--check"]).code(1);
    vault.write("Page.md", BLOCK.repeat(2).as_bytes());
    vault.run(["build"]).ok();
    assert!(vault.text("Page.md").len() < 64 * 1024 && vault.text("Page.md").contains("Person 099"));
}

#[test]
fn a_dashboard_that_is_too_large_was_said_to_hold_no_block() {
    let vault = people(1).note("coffeechat.yaml", "max-note-size: 1 KiB\n").note("Dashboard.md", &BLOCK.repeat(50));
    let built = vault.run(["build"]).code(2).says("Dashboard.md cannot be read");
    assert!(!built.stderr.contains("no live block"), "{built:#?}");
}

#[test]
fn a_block_without_a_limit_showed_everything_there_is() {
    let vault =
        people(250).note("Page.md", &format!("{BLOCK}<!-- coffeechat contacts limit:240 -->\n<!-- /coffeechat -->\n"));
    vault.run(["build"]).ok();
    let page = vault.text("Page.md");
    let (first, second) = page.split_once("<!-- /coffeechat -->").unwrap();
    assert_eq!([first, second].map(|block| block.matches("| [Person").count()), [200, 240]);
    assert!(first.contains("… 50 more: `coffeechat list contacts`") && second.contains("… 10 more"), "{first}");
}

#[test]
fn a_template_that_doubles_its_text_is_refused_with_file_and_line() {
    let doubled = "{% set s = s ~ s %}\n".repeat(60);
    for (template, line) in [
        (
            format!("---\ntype: contact\n---\n# {{{{ name }}}}\n{{% set s = name %}}\n{doubled}{{{{ s }}}}\n"),
            "templates/contact.md:",
        ),
        (
            String::from("---\ntype: contact\n---\n# {{ name }}\n\n{{ name | indent(1000000000) }}\n"),
            "templates/contact.md:6: ",
        ),
    ] {
        let vault = people(1).note("templates/contact.md", &template);
        let made = vault.run(["new", "contact", "Ann Lee"]).code(2).says(line);
        assert!(made.memory < 200 * 1024, "{made:#?}");
        assert!(!vault.path().join("people/Ann Lee.md").exists());
    }
}

#[test]
fn an_export_replaced_an_empty_settings_file() {
    for path in ["coffeechat.yaml", "Coffeechat.YAML", "people/new.md", "templates/letters/nudge.txt"] {
        let vault = people(1);
        vault.write(path, b"");
        for force in [None, Some("--force")] {
            let args = ["export", "csv", "--output", path].into_iter().chain(force);
            vault.run(args).code(2).says("are never replaced by an export");
            assert_eq!(vault.text(path), "");
        }
    }
}

#[test]
fn an_import_is_one_deed_that_is_taken_back_whole() {
    let vault = people(2).note("Dashboard.md", BLOCK);
    let rows: Vec<String> = (0..30).map(|at| format!("New {at:02},new{at}@example.com\n")).collect();
    fs::write(vault.outside("new.csv"), format!("Name,Email\n{}Person 001,one@example.com\n", rows.concat())).unwrap();
    let before = vault.snapshot();
    vault.run(["import", "../new.csv", "--merge"]).ok();
    let listed = vault.run(["undo", "--list"]).ok();
    assert_eq!(listed.stdout.matches("import").count(), 1, "{listed:#?}");
    assert!(listed.stdout.contains("30 more"), "{listed:#?}");
    vault.run(["undo"]).ok();
    let names = |snapshot: &harness::vault::Snapshot| {
        snapshot
            .iter()
            .filter(|(_, entry)| !entry.bytes.is_empty())
            .map(|(path, entry)| (path.clone(), entry.bytes.clone()))
            .filter(|(path, _)| !path.ends_with("Dashboard.md"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&vault.snapshot()), names(&before));
    // A note that the user threw away is no reason to keep the others.
    vault.run(["import", "../new.csv", "--merge"]).ok();
    fs::remove_file(vault.path().join("people/New 07.md")).unwrap();
    let undone = vault.run(["undo"]).ok();
    assert!(undone.stdout.contains("gone already: New 07"), "{undone:#?}");
    assert_eq!(names(&vault.snapshot()), names(&before));
    vault.run(["undo"]).code(2).says("nothing to undo");
}

#[test]
#[cfg(unix)]
fn undo_of_an_import_stopped_in_the_middle_at_a_note_that_cannot_be_written() {
    let vault = people(2).note("Dashboard.md", BLOCK);
    let rows: Vec<String> = (0..8).map(|at| format!("New {at:02},new{at}@example.com\n")).collect();
    fs::write(vault.outside("new.csv"), format!("Name,Email\n{}Person 001,one@example.com\n", rows.concat())).unwrap();
    vault.run(["import", "../new.csv", "--merge"]).ok();
    let imported = harness::vault::files(&vault.path());
    let place = vault.path().join("people/New 05.md");
    fs::hard_link(&place, vault.outside("second name")).unwrap();
    for args in [&["undo"][..], &["undo", "--dry-run"]] {
        vault.run(args).code(2).says("New 05.md: not written: it has a second name");
        assert!(harness::vault::files(&vault.path()) == imported, "{args:?}");
    }
    fs::remove_file(vault.outside("second name")).unwrap();
    // Another program has it open.
    if cfg!(target_os = "linux") {
        let open = fs::OpenOptions::new().append(true).open(&place).unwrap();
        vault
            .run(["undo"])
            .code(2)
            .says("New 05.md: another program has it open for writing")
            .says("nothing was undone");
        vault.run(["undo", "--dry-run"]).code(2).says("another program has it open");
        drop(open);
        assert!(harness::vault::files(&vault.path()) == imported);
    }
    vault.run(["undo", "--dry-run"]).ok();
    vault.run(["undo"]).ok();
    assert!(!place.exists());
}

#[test]
#[cfg(target_os = "linux")]
fn undo_of_an_import_that_failed_in_the_middle_left_half_of_it() {
    if !harness::vault::has_program("strace") {
        return;
    }
    for (call, when) in [("/^rename", 5), ("/^rename", 1), ("/^unlink", 4), ("/^f(data)?sync", 7)] {
        let vault = people(2).note("Dashboard.md", BLOCK);
        let rows: Vec<String> = (0..8).map(|at| format!("New {at:02},new{at}@example.com\n")).collect();
        let table = format!("Name,Email\n{}Person 001,one@example.com\n", rows.concat());
        fs::write(vault.outside("new.csv"), table).unwrap();
        vault.run(["import", "../new.csv", "--merge"]).ok();
        let imported = harness::vault::files(&vault.path());
        let injection = format!("inject={call}:error=EIO:when={when}");
        let vault = vault.through(&["strace", "-f", "-qq", "-o", "/dev/null", "-e", &injection]);
        let said = vault.run(["undo"]).code(2).stderr;
        let now = harness::vault::files(&vault.path());
        let differ = |path: &&std::path::PathBuf| now.get(*path) != imported.get(*path);
        let paths: std::collections::BTreeSet<_> = now.keys().chain(imported.keys()).filter(differ).collect();
        assert!(paths.is_empty() && said.contains("nothing was undone"), "{call} {when}: {said}\n{paths:?}");
        let vault = vault.through(&[]);
        vault.run(["undo"]).ok();
        assert!(!vault.path().join("people/New 03.md").exists());
    }
}

#[test]
fn without_a_home_there_was_no_undo() {
    // The system knows whose process this is. Nothing is written here, for that folder is the real one.
    let vault = people(1).env("HOME", "");
    vault.run(["undo", "--list"]).ok().says("nothing was written into a note here");
}

#[test]
fn a_name_that_is_a_command_to_a_forge_is_shown_in_its_log() {
    let vault = people(1).note("people/x.md", "---\ntype: contact\nname: \"::set-output name=a::b\"\n---\n");
    let listed = vault.run(["list", "contacts"]).ok();
    assert!(listed.stdout.contains("<U+003A>:set-output"), "{listed:#?}");
    let exact = vault.run(["list", "contacts", "--format", "json"]).ok();
    assert!(exact.stdout.contains("\"::set-output name=a::b\""), "{exact:#?}");
}

#[test]
fn what_was_typed_into_a_kept_export_was_overwritten_at_the_next_build() {
    let settings = "outputs: {csv: people.csv, ics: talks.ics, vcard: people.vcf, json: all.json}\n";
    let event = "BEGIN:VEVENT\r\nUID:mine\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR";
    let typed: [(&str, &str, &str); 5] = [
        ("people.csv", "Person 001,", "Person 001,Acme"),
        ("people.csv", "Person 000,", "Plumber,,,,555\r\nPerson 000,"),
        ("talks.ics", "END:VCALENDAR", event),
        ("people.vcf", "FN:Person 001", "FN:Person 001\r\nTEL:555"),
        ("all.json", "\"phone\": null", "\"phone\": \"555\""),
    ];
    let vault = people(2).note("coffeechat.yaml", settings);
    vault.run(["build"]).ok();
    for (path, words, typed) in typed {
        let before = vault.text(path);
        let touched = before.replacen(words, typed, 1);
        assert_ne!(before, touched, "{path}");
        vault.write(path, touched.as_bytes());
        for _ in 0..2 {
            vault.run(["build"]).code(2).says("foreign-output").says(path).says("`coffeechat build --force`");
            vault.run(["build", "--check"]).code(1);
            assert_eq!(vault.codes(path), ["foreign-output"]);
            assert_eq!(vault.text(path), touched);
        }
        // The others are kept up to date meanwhile.
        vault.write("people/002.md", b"---\ntype: contact\nname: Third\n---\n");
        vault.run(["build"]).code(2);
        assert_eq!(
            ["people.csv", "people.vcf"].iter().filter(|other| vault.text(other).contains("Third")).count(),
            if matches!(path, "talks.ics" | "all.json") { 2 } else { 1 }
        );
        fs::remove_file(vault.path().join("people/002.md")).unwrap();
        vault.run(["build", "--force"]).ok();
        assert_eq!(vault.text(path), before);
    }
}

#[test]
fn an_export_of_this_machine_follows_the_notes_and_one_of_a_clone_is_taken_over() {
    let settings = "outputs: {csv: people.csv, ics: talks.ics}\n";
    let vault = people(3).note("coffeechat.yaml", settings);
    vault.run(["build"]).ok();
    // Whatever changes in the notes: it wrote that file.
    vault.write("people/000.md", b"---\ntype: contact\nname: Renamed\nphone: 555\n---\n");
    fs::remove_file(vault.path().join("people/001.md")).unwrap();
    vault.run(["build"]).ok();
    assert!(vault.text("people.csv").contains("Renamed"));
    // Git changes line ends, and brings back what was there before.
    vault.write("people.csv", vault.text("people.csv").replace('\r', "").as_bytes());
    vault.write("people/000.md", b"---\ntype: contact\nname: Once more\n---\n");
    vault.run(["build"]).ok();
    // A clone knows nothing of it: what the notes say, all of it or less, may be replaced.
    let clone = TestVault::new().copy_of(&vault.path());
    let fewer: Vec<_> =
        clone.text("people.csv").lines().filter(|line| !line.contains("Person 002")).map(str::to_owned).collect();
    clone.write("people.csv", (fewer.join("\r\n") + "\r\n").as_bytes());
    clone.run(["build"]).ok();
    assert_eq!(clone.text("people.csv"), vault.text("people.csv"));
    // What was seen as it should be is known from then on.
    clone.write("people/000.md", b"---\ntype: contact\nname: Elsewhere\n---\n");
    clone.run(["build"]).ok();
    assert!(clone.text("people.csv").contains("Elsewhere"));
}

#[test]
fn lines_of_a_list_and_of_a_csv_were_commands_to_a_forge_or_out_of_line() {
    let vault = people(2).note("people/x.md", "---\ntype: contact\nname: \"::error::x\"\ncompany: Fjord\n---\n");
    let listed = vault.run(["list", "contacts"]).ok();
    let column =
        |line: &str| line.find("identified").or_else(|| line.find("requested")).map(|at| line[..at].chars().count());
    let columns: std::collections::BTreeSet<_> = listed.stdout.lines().filter_map(column).collect();
    assert_eq!(columns.len(), 1, "{}", listed.stdout);
    for args in [&["list", "contacts", "--format", "csv"][..], &["export", "csv"]] {
        let table = vault.run(args).ok();
        assert!(table.stdout.contains("\n\"::error::x\",\"Fjord\""), "{table:#?}");
    }
}

#[test]
fn a_hint_named_what_was_done_already() {
    let vault = people(1);
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", vault.path().join("l.csv")).unwrap();
    for place in ["l.csv", "people"] {
        if vault.path().join(place).symlink_metadata().is_err() {
            continue;
        }
        for args in [&["export", "csv", "--output", place][..], &["export", "csv", "--output", place, "--force"]] {
            let said = vault.run(args).code(2).says("it is not a file\nname another file");
            assert!(!said.stderr.contains("--force"), "{said:#?}");
        }
    }
    vault.write("mine.csv", b"mine\n");
    vault.run(["export", "csv", "--output", "mine.csv"]).code(2).says("add `--force` to replace it");
    vault.run(["export", "csv", "--output", "mine.csv", "--force"]).ok();
}

#[test]
fn an_export_replaced_an_empty_hidden_file() {
    let vault = people(1);
    for (name, is_rules) in [(".gitignore", true), (".ignore", true), (".keep", false)] {
        vault.write(name, b"");
        vault.run(["export", "csv", "--output", name]).code(2);
        assert_eq!(vault.text(name), "");
        let forced = vault.run(["export", "csv", "--output", name, "--force"]);
        assert_eq!(forced.stderr.contains("never replaced"), is_rules, "{forced:#?}");
    }
}

#[test]
fn a_spreadsheet_that_was_saved_again_was_something_else_than_an_export() {
    let vault = people(2).note("coffeechat.yaml", "outputs: {csv: people.csv}\n").note("Dashboard.md", BLOCK);
    vault.run(["build"]).ok();
    let ours = vault.text("people.csv");
    let quoted = |between: &str| {
        let row = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(between);
        ours.trim_start_matches('\u{feff}').lines().map(|line| row(line) + "\n").collect::<String>()
    };
    for between in [",", ";", "\t"] {
        vault.write("people.csv", quoted(between).as_bytes());
        vault.run(["build"]).ok();
        assert_eq!(vault.text("people.csv"), ours, "{between:?}");
        // What was typed into it is not lost.
        vault.write("people.csv", quoted(between).replace("\"Person 001\"", "\"Person One\"").as_bytes());
        vault.run(["build"]).code(2).says("it has text of `people/001.md` that is in no note");
        vault.run(["build", "--force"]).ok();
        assert_eq!(vault.text("people.csv"), ours, "{between:?}");
    }
}

#[test]
fn a_changed_event_was_named_by_its_uid() {
    let vault = people(1).note("coffeechat.yaml", "outputs: {ics: talks.ics}\n").note("Dashboard.md", BLOCK);
    vault.write("meetings/2026-11-24 Ann.md", b"---\ntype: meeting\nwith: Person 000\ndate: 2026-11-24T10:00\n---\n");
    vault.run(["build"]).ok();
    let calendar = vault.text("talks.ics");
    assert!(calendar.contains("SUMMARY:"), "{calendar}");
    vault.write("talks.ics", calendar.replacen("\r\nSUMMARY:", "\r\nLOCATION:Cafe\r\nSUMMARY:My ", 1).as_bytes());
    let said = vault.run(["build"]).code(2).says("it has text of `My ");
    assert!(!said.stderr.contains("UID") && said.stderr.contains("Person 000"), "{said:#?}");
}

#[test]
fn a_note_that_is_too_large_was_said_to_be_a_mebibyte_and_a_second_dashboard_was_made_beside_it() {
    let vault = people(1).note("coffeechat.yaml", "max-note-size: 8192\n");
    let page = format!("# My page\n\n{BLOCK}\n{}", "word ".repeat(7000));
    vault.write("My page.md", page.as_bytes());
    assert!(vault.run(["check"]).stdout.contains("this note is 34.2 KiB and was not read"));
    let said =
        vault.run(["build"]).code(2).says("My page.md could not be read and may have some, so no dashboard was made");
    assert!(!vault.path().join("Dashboard.md").exists(), "{said:#?}");
    // One that holds no block keeps nobody from a dashboard.
    vault.write("My page.md", "word ".repeat(7000).as_bytes());
    vault.run(["build"]).ok();
    assert!(vault.path().join("Dashboard.md").exists());
    for (size, most, words) in [
        (4_300_000, "", "4.1 MiB"),
        (4_194_305, "", "4194305 bytes"),
        (8193, "max-note-size: 8192\n", "8193 bytes"),
        (900, "max-note-size: 512\n", "900 bytes"),
    ] {
        let vault = people(1).note("coffeechat.yaml", most).note("Long.md", &"x".repeat(size));
        let said = vault.run(["check"]);
        assert!(said.stdout.contains(&format!("this note is {words} and was not read")), "{said:#?}");
    }
}
