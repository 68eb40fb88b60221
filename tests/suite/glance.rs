//! What a terminal says at a glance: the program without a command, `status`, and lists by a template.

use harness::vault::{Output, TestVault};

const TALK: &str =
    "---\ntype: meeting\nwith: \"[[Grace Park]]\"\ndate: 2026-11-21 9:05\nconfirmed: yes\n---\n## Goals\n- x\n";

fn vault() -> TestVault {
    let task = |day: &str, words: &str| format!("- [ ] {words} 📅 {day}\n");
    let tasks = [
        task("2026-11-21", "Send the *article* to [[Grace Park]]"),
        task("2026-11-20", "Call the office"),
        task("2026-09-01", "Tidy up"),
        task("2026-11-24", "Read the \u{1b}[2J report"),
        task("2026-11-25", "Book a room"),
        task("2026-11-26", "Water the plants"),
        String::from("- [ ] Learn to juggle\n"),
    ];
    TestVault::with_good_contact()
        .file("coffeechat.yaml", b"")
        .note(
            "people/grace.md",
            &format!("---\ntype: contact\nname: Grace Park\nmet: 2026-11-01\n---\n{}", tasks.concat()),
        )
        .note("meetings/grace.md", TALK)
}

/// Returns what a run printed, which ended well and said nothing else.
fn printed(output: Output) -> String {
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{}", output.command);
    output.stdout
}

#[test]
fn without_a_command_it_says_the_day_and_what_is_next() {
    let vault = vault();
    let shown = printed(vault.run(Vec::<&str>::new()));
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("Saturday 21 November 2026. "), "{shown}");
    assert!(lines[0].contains("Next talk: Grace Park, today 9:05"), "{shown}");
    assert_eq!(lines[2].split_whitespace().collect::<Vec<_>>(), ["due", "what", "id"], "{shown}");
    let rows = &lines[3..8];
    assert!(rows[0].starts_with("today       Prepare the talk on Sat 21 Nov with Grace Park"), "{shown}");
    assert!(rows[1].starts_with("today       Send the article to Grace Park"), "{shown}");
    assert!(rows.iter().any(|row| row.starts_with("Fri 20 Nov  Call the office")), "{shown}");
    assert!(!shown.contains("Tidy up"), "what is late for long does not hide the rest: {shown}");
    assert!(
        lines[9].starts_with("`coffeechat done ID` ticks one off, `coffeechat list follow-ups` lists all "),
        "{shown}"
    );
    // The ids are those that `done` takes.
    let id = rows[0].rsplit(' ').next().unwrap();
    assert_eq!(vault.run(["done", id, "--dry-run"]).code, Some(0));
}

#[test]
fn without_a_command_nothing_is_written() {
    let vault = vault();
    let before = vault.snapshot();
    for args in [vec![], vec!["status"], vec!["list", "contacts", "--format", "{{name}}"]] {
        printed(vault.run(args));
    }
    assert_eq!(before, vault.snapshot());
}

#[test]
fn outside_of_a_vault_it_shows_the_help_and_no_status() {
    let vault = TestVault::new().note("shopping.md", "- [ ] milk\n");
    let bare = vault.run(Vec::<&str>::new());
    assert_eq!(bare.code, Some(0));
    assert!(
        bare.stdout.contains("Usage: coffeechat") && bare.stdout.contains("The vault:\n  init "),
        "{}",
        bare.stdout
    );
    assert_eq!(bare.stderr, "\nthere is no vault here; `coffeechat init my-notes` makes one\n");
    for args in [vec!["status"], vec!["status", "--format", "json"], vec!["status", "--format", "{{late}}"]] {
        assert_eq!(printed(vault.run(args)), "");
    }
    // A dashboard is a sign of a vault, as are settings above.
    let page = TestVault::new().note("Dashboard.md", "<!-- coffeechat summary -->\n<!-- /coffeechat -->\n");
    assert!(printed(page.run(Vec::<&str>::new())).contains("Nobody here yet."));
    let below = self::vault();
    assert!(printed(below.run_in(&below.path().join("people"), ["status"])).contains("Grace 9:05"));
}

#[test]
fn status_is_one_line_or_nothing() {
    let vault = vault();
    let status = |args: &[&str]| printed(vault.run(["status"].iter().chain(args)));
    assert_eq!(status(&[]), "2 today · 3 late · Grace 9:05\n");
    assert_eq!(
        status(&["--format", "{{late}}/{{today}} {% if talk %}{{talk.with[0]}} {{talk.time}}{% endif %}"]),
        "3/2 Grace Park 09:05\n"
    );
    let json: serde_json::Value = serde_json::from_str(&status(&["--format", "json"])).unwrap();
    assert_eq!(
        (&json["class"], &json["late"], &json["talk"]["date"]),
        (&"late".into(), &3.into(), &"2026-11-21".into())
    );
    assert_eq!(status(&["--today", "2026-11-20"]), "2 today · 2 late · Grace tomorrow 9:05\n");

    let quiet =
        TestVault::new().file("coffeechat.yaml", b"").note("people/ann.md", "---\ntype: contact\nask: no\n---\n");
    assert_eq!(printed(quiet.run(["status"])), "");
    assert!(printed(quiet.run(["status", "--format", "json"])).contains("\"class\":\"quiet\""));
    // A mistake in the settings is not hidden.
    quiet.write("coffeechat.yaml", b"rules: [");
    assert_eq!(quiet.run(["status"]).code, Some(2));
}

#[test]
fn a_template_prints_each_row_and_its_texts_do_nothing() {
    let vault = TestVault::new()
        .note(
            "people/a.md",
            "---\ntype: contact\nname: \"Ann \\e[2J}}\\n::error::x\"\ncompany: \"::stop-commands::x\"\n---\n",
        )
        .note("people/b.md", "---\ntype: contact\nname: Bo Lee\nemail: bo@example.com\ntags: [a, b]\n---\n");
    let list = |template: &str| vault.run(["list", "contacts", "--format", template]);
    let shown = printed(list("{{name}}\t{{email or '-'}}\t{{tags | join(' ')}}"));
    assert!(shown.contains("Bo Lee\tbo@example.com\ta b\n"), "{shown}");
    assert!(shown.contains("Ann <U+001B>[2J}}<U+000A>::error::x\t-\t\n"), "{shown}");
    let shown = printed(list("{{company}}"));
    assert!(shown.contains("<U+003A>:stop-commands::x\n"), "{shown}");
    let rows = [
        ("{{nmae}}", "--format:1: `nmae` is undefined; did you mean `name`?"),
        ("{{name", "--format:1: "),
        ("{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}", "--format:1: "),
        ("{{ name * 999999999 }}", "--format:1: this may repeat too much text"),
        ("{% include 'coffeechat.yaml' %}", "--format:1: unknown statement include"),
    ];
    for (template, expected) in rows {
        let output = list(template);
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{template}");
        assert!(output.stderr.starts_with(&format!("error: {expected}")), "{template}: {}", output.stderr);
    }
    assert_eq!(list("tabel").code, Some(2));
    // Without a row, a template that cannot be read is still wrong.
    assert_eq!(vault.run(["list", "meetings", "--format", "{{date"]).code, Some(2));
}

#[test]
fn commands_that_are_suggested_name_paths_as_one_word() {
    let vault = TestVault::new();
    let made = vault.run(["init", "my $HOME notes"]);
    assert!(made.stderr.contains("`coffeechat new contact NAME --vault 'my $HOME notes'`"), "{}", made.stderr);
    let made = vault.run(["init", "my notes"]);
    assert!(made.stderr.contains("--vault \"my notes\"`"), "{}", made.stderr);
    let below = vault.run_in(&vault.path().join("my notes/people"), ["build", "."]);
    let above = vault.path().join("my notes");
    assert!(below.stderr.contains("`coffeechat build \"[VAULT]/my notes\"`"), "{}: {}", above.display(), below.stderr);
}
