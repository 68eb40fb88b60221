//! Tests of reading the configuration.

use chrono::Weekday;

use super::*;

fn parse(text: &str) -> Config {
    Config::parse(text).unwrap()
}

fn message(text: &str) -> String {
    Config::parse(text).unwrap_err().to_string()
}

/// Returns the template with its settings in force: each `# key:` line without the `# `.
fn uncommented() -> String {
    let is_setting = |line: &str| {
        let key = line.trim_start().split_once(':').map_or("", |(key, _)| key);
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    };
    let lines = TEMPLATE.lines().map(|line| line.strip_prefix("# ").filter(|line| is_setting(line)).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_template_equals_the_defaults_as_shipped_and_uncommented() {
    assert_eq!(parse(TEMPLATE), Config::default());
    let uncommented = uncommented();
    assert_eq!(parse(&uncommented), Config::default(), "{uncommented}");
    let has = |key: &str| uncommented.lines().any(|line| line.trim_start().starts_with(&format!("{key}:")));
    let rules = Rule::ALL.map(Rule::as_str);
    for key in load::KEYS.into_iter().chain(rules) {
        assert!(has(key), "the template does not document `{key}`");
    }
}

#[test]
fn an_empty_file_gives_the_defaults() {
    let rows =
        ["", "\u{feff}", "# nothing\n", "---\n", "{}", "~", "rules:\nignore:\n", "rules:\n  nudge:\n", "ignore: []"];
    for text in rows {
        assert_eq!(parse(text), Config::default(), "{text:?}");
    }
}

fn day((year, month, day): (i32, u32, u32)) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn every_key_is_read() {
    let config = parse(
        "\u{feff}dashboard: ./job//Chats.md\r\nTemplates: _templates/\r\nignore:\r\n  - drafts/\r\n  - '*.tmp.md'\r\n\
         max_note_size: 500 KB\r\nTASKS: All\r\nWeek Start: sun\r\ntimeZone: america/new york\r\n\
         folders: {Kontakte: contact, people: plain}\r\n\
         vocabulary:\r\n  company: Firma\r\n  Referred By: [durch, via]\r\n\
         rules:\r\n  nudge: 5b\r\n  close: off\r\n  thank: false\r\n  keep in touch: 6 weeks\r\n  reflect: on\r\n\
         max-nudges: 3\r\ncadences: {Climate: 90d, \"#vendor\": never}\r\nname: ' Robin Marsh'\r\narrive-early: 1 hour\r\n\
         away: [2026-12-20 to 2027-01-05, 2027-02-01]\r\n\
         targets: [2 talks by 2026-10-16, 1 interview from 1 Oct 2026 to 31 Oct 2026, 12 coffee chats by 2026-12-31]\r\n\
         outputs: {ICS: ./out//talks.ics, vcard: people.vcf}\r\n",
    );
    let mut expected = Config {
        dashboard: "job/Chats.md".into(),
        templates: "_templates".into(),
        ignore: vec!["drafts/".into(), "*.tmp.md".into()],
        max_note_size: 500_000,
        tasks: TaskScope::All,
        week_start: Weekday::Sun,
        time_zone: Some(chrono_tz::America::New_York),
        max_nudges: 3,
        names: vec!["Robin Marsh".into()],
        arrive_early: 60,
        away: [((2026, 12, 20), (2027, 1, 5)), ((2027, 2, 1), (2027, 2, 1))]
            .map(|(first, last)| (day(first), day(last)))
            .to_vec(),
        targets: [(2, None, (2026, 10, 16)), (1, Some((2026, 10, 1)), (2026, 10, 31)), (12, None, (2026, 12, 31))]
            .map(|(talks, from, by)| Target { talks, from: from.map(day), by: day(by) })
            .to_vec(),
        ..Config::default()
    };
    expected.folders.insert("kontakte".into(), NoteType::Contact);
    expected.folders.insert("people".into(), NoteType::Plain);
    expected.vocabulary.insert("company".into(), vec!["Firma".into()]);
    expected.vocabulary.insert("referred-by".into(), vec!["durch".into(), "via".into()]);
    let after = |rule: Rule, after| RuleTiming { after, ..rule.default_timing() };
    expected.rules.insert(Rule::Nudge, after(Rule::Nudge, Interval::BusinessDays(5)));
    expected.rules.insert(Rule::KeepInTouch, after(Rule::KeepInTouch, Interval::Days(42)));
    expected.rules.remove(&Rule::Close);
    expected.rules.remove(&Rule::Thank);
    expected.outputs.insert(Format::Ics, NotePath::new("out/talks.ics"));
    expected.outputs.insert(Format::Vcard, NotePath::new("people.vcf"));
    expected.cadences.insert("climate".into(), Cadence::Every(Interval::Days(90)));
    expected.cadences.insert("vendor".into(), Cadence::Never);
    assert_eq!(config, expected);
}

#[test]
fn units_and_words_are_read() {
    for (text, bytes) in [("1", 1), ("4 MiB", 4 << 20), ("4mib", 4 << 20), ("2 MB", 2_000_000), ("1GiB", 1 << 30)] {
        assert_eq!(parse(&format!("max-note-size: {text}")).max_note_size, bytes, "{text}");
    }
    for (text, minutes) in [("15", 15), ("15m", 15), ("20 minutes", 20), ("1h", 60), ("off", 0), ("0", 0)] {
        assert_eq!(parse(&format!("arrive-early: {text}")).arrive_early, minutes, "{text}");
    }
    for (text, day) in [("Monday", Weekday::Mon), ("SATURDAY", Weekday::Sat), ("thu", Weekday::Thu)] {
        assert_eq!(parse(&format!("week-start: {text}")).week_start, day, "{text}");
    }
    for text in ["off", "no", "false", "Never", "none"] {
        assert_eq!(parse(&format!("rules: {{nudge: {text}}}")).interval(Rule::Nudge), None, "{text}");
    }
    for text in ["on", "yes", "true", "7d", "weekly", "7"] {
        assert_eq!(
            parse(&format!("rules: {{nudge: {text}}}")).interval(Rule::Nudge),
            Some(Interval::Days(7)),
            "{text}"
        );
    }
    assert_eq!(parse("ignore: drafts/").ignore, ["drafts/"]);
    assert_eq!(parse("time-zone: local").time_zone, None);
    assert_eq!(parse("time-zone: Etc/GMT-5").time_zone, Some(chrono_tz::Etc::GMTMinus5));
}

/// The text of the file, and the message after `coffeechat.yaml:`.
const MISTAKES: &[(&str, &str)] = &[
    ("outputs: people.csv\n", "1: `outputs` is `people.csv`; expected formats with files, such as `csv: people.csv`"),
    ("outputs:\n  vcards: people.vcf\n", "2: unknown key `vcards` under `outputs`; did you mean `vcard`?"),
    (
        "outputs:\n  csv: people.md\n",
        "2: `csv` under `outputs` is `people.md`; expected the path of a file that is not a note, such as `people.csv`",
    ),
    (
        "outputs:\n  csv: ../people.csv\n",
        "2: `csv` under `outputs` is `../people.csv`; expected a path inside the vault, relative to its root, without `..`",
    ),
    (
        "outputs:\n  ics: .git/config\n",
        "2: `ics` under `outputs` is `.git/config`; expected a path without a leading `.` in a name",
    ),
    (
        "outputs:\n  json: Coffeechat.yaml\n",
        "2: `json` under `outputs` is `Coffeechat.yaml`; expected a file other than the settings file",
    ),
    ("outputs:\n  json: Templates/all.json\n", "2: this file would be in the templates folder; choose another path"),
    (
        "outputs:\n  csv: Out\n  ics: out\n",
        "3: `ics` and `csv` name the same file; choose another path for one of them",
    ),
    ("# x\nrules:\n  thank: 1d\n  nuge: 3d\n", "4: unknown key `nuge` under `rules`; did you mean `nudge`?"),
    ("weekstart: monday\ndashbord: a.md\n", "2: unknown key `dashbord`; did you mean `dashboard`?"),
    ("nudge: 5d\n", "1: unknown key `nudge`; it belongs under `rules`"),
    ("on-change: rm -rf /\n", "1: unknown key `on-change`"),
    ("command: x\n", "1: unknown key `command`"),
    ("hooks: x\n", "1: unknown key `hooks`"),
    (
        "week-start: mondey\n",
        "1: `week-start` is `mondey`; expected one of `Monday`, `Tuesday`, `Wednesday`, `Thursday`, `Friday`, \
             `Saturday`, `Sunday`; did you mean `Monday`?",
    ),
    (
        "time-zone: Berlin\n",
        "1: `time-zone` is `Berlin`; expected the name of a time zone, such as `Europe/Berlin`, or `system`; did you \
             mean `Europe/Berlin`?",
    ),
    (
        "time-zone: Europe/Lodnon\n",
        "1: `time-zone` is `Europe/Lodnon`; expected the name of a time zone, such as `Europe/Berlin`, or `system`; \
             did you mean `Europe/London`?",
    ),
    ("tasks: [people]\n", "1: `tasks` is a list; expected one of `people`, `all`"),
    ("\nmax-nudges: -1\n", "2: `max-nudges` is `-1`; expected a whole number from 0 to 100"),
    (
        "max-note-size: 4 apples\n",
        "1: `max-note-size` is `4 apples`; expected a size from 1 byte to 1 GiB, such as `4 MiB`, `500 KB` or a \
             number of bytes",
    ),
    (
        "arrive-early: 2 days\n",
        "1: `arrive-early` is `2 days`; expected at most a day, such as `15m`, `1h` or a number of minutes",
    ),
    (
        "rules:\n  nudge: soon\n",
        "2: `nudge` under `rules` is `soon`; expected an interval such as `7d`, `2 weeks`, `3 months`, `3b` \
             (business days) or `quarterly`, or `off` or `on`",
    ),
    (
        "away: 2027-01-05 to 2026-12-20\n",
        "1: `away` is `2027-01-05 to 2026-12-20`; expected the first and the last day, such as \
             `2026-12-20 to 2027-01-05`, or a list",
    ),
    (
        "targets: [two talks by 16 Oct]\n",
        "1: `targets` is a list; expected how many talks by which day, such as `2 talks by 2026-10-16` or `3 talks from \
             2026-10-01 to 2026-10-31`, or a list",
    ),
    (
        "targets: 2 talkers by 2026-10-16\n",
        "1: `targets` is `2 talkers by 2026-10-16`; expected how many talks by which day, such as `2 talks by 2026-10-16` or \
             `3 talks from 2026-10-01 to 2026-10-31`, or a list",
    ),
    ("rules: off\n", "1: `rules` is `off`; expected rules with intervals, such as `nudge: 7d`"),
    (
        "cadences: {a: 0}\n",
        "1: `a` under `cadences` is `0`; expected an interval such as `7d`, `2 weeks`, \
             `3 months`, `3b` (business days) or `quarterly`, or `never`",
    ),
    (
        "folders:\n  team: contacts\n",
        "2: `team` under `folders` is `contacts`; expected one of `contact`, `person`, `meeting`, `questions`, `plain`; did you \
             mean `contact`?",
    ),
    (
        "folders:\n  ../b: contact\n",
        "2: `../b` does not fit under `folders`; expected the name of a folder at any depth, or a path such as `work/people`",
    ),
    (
        "vocabulary:\n  compny: firma\n",
        "2: `compny` does not fit under `vocabulary`; expected a key such as `company`, or one of the types \
             `contact`, `meeting`, `questions`; did you mean `company`?",
    ),
    (
        "ignore:\n  - a\n  - !keep.md\n",
        "1: `ignore` is a list; expected a text or a list of texts; put a text that starts with `!`, `*` or `#` in quotes",
    ),
    (
        "tasks: all\nignore: [[a]]\n",
        "2: `ignore` is a list; expected a text or a list of texts; put a text that starts with `!`, `*` or `#` in quotes",
    ),
    ("max-nudges: 1\nmax_nudges: 2\n", "2: `max_nudges` and `max-nudges` are the same key; keep one of them"),
    ("tasks: all\n\ntasks: all\n", "3: `tasks` is written twice; keep one of them"),
    (
        "tasks: all\nrules:\n\tnudge: 1d\n",
        "3: this is not YAML: found character that cannot start any token; indent \
             with spaces, not tabs",
    ),
    (
        "tasks: all\n<<<<<<< HEAD\nmax-nudges: 1\n=======\nmax-nudges: 2\n>>>>>>> other\n",
        "2: git left a merge conflict here; keep the right lines and delete the markers",
    ),
    (
        "dashboard: templates/D.md\n",
        "1: the dashboard would be in the templates folder, whose notes are not read; choose another path",
    ),
];

#[test]
fn a_mistake_is_reported_with_its_line_and_what_was_expected() {
    for (text, expected) in MISTAKES {
        assert_eq!(message(text), format!("coffeechat.yaml:{expected}"), "{text}");
    }
    assert_eq!(message("- a\n"), "coffeechat.yaml: expected keys with values, such as `week-start: Monday`");
}

#[test]
fn all_mistakes_are_reported_up_to_a_limit() {
    let lines = message("tasks: x\nmax-nudges: y\n");
    assert_eq!(lines.lines().count(), 2, "{lines}");
    let many: Vec<String> = (0..50).map(|at| format!("key{at}: 1")).collect();
    let lines = message(&many.join("\n"));
    assert_eq!((lines.lines().count(), lines.lines().last()), (11, Some("coffeechat.yaml: … and 40 more")));
}

#[test]
fn paths_stay_inside_the_vault() {
    let rows = [
        "/etc/x.md",
        "../x.md",
        "a/../../x.md",
        "C:/x.md",
        "c:x.md",
        "~/x.md",
        "a\\\\x.md",
        "a\\0.md",
        "a\\nb.md",
        "x.txt",
        ".md",
        ".hidden/x.md",
        "",
        " ",
        ".",
        "./",
    ];
    for path in rows {
        let text = message(&format!("dashboard: \"{path}\""));
        assert!(text.starts_with("coffeechat.yaml:1: `dashboard` is "), "{path}: {text}");
    }
    for path in ["/t", "../t", "t/..", "D:t", ".", "a\\\\b"] {
        assert!(Config::parse(&format!("templates: \"{path}\"")).is_err(), "{path}");
    }
    assert_eq!(parse("dashboard: Notes/Übersicht.Markdown").dashboard, "Notes/Übersicht.Markdown");
}

#[test]
fn oversized_settings_are_refused() {
    let globs = |count: usize, glob: &str| format!("ignore: [{}]", vec![glob; count].join(","));
    assert!(Config::parse(&globs(1_000, "a")).is_ok());
    let rows = [
        globs(1_001, "a"),
        globs(100_000, "(a{1,1000}){1,1000}"),
        globs(1, &"a".repeat(1_001)),
        format!("a: {}", "[".repeat(20_000)),
        "x".repeat(1_000_000),
        format!("cadences:\n{}", (0..1_001).map(|at| format!("  t{at}: 1d\n")).collect::<Vec<_>>().concat()),
    ];
    for text in rows {
        let message = message(&text);
        assert!(message.starts_with("coffeechat.yaml") && message.len() < 2_000, "{message}");
    }
}

#[test]
fn a_message_does_not_act_in_a_terminal() {
    let rows = ["\"\\e]0;x\\a\": 1", "tasks: \"\\e[2J\\r\"", "rules: {\"a\\nb\": \"\\u202e\"}", "a: \"\\e\" b: c"];
    for text in ["ignore: *.tmp", "ignore: [a, *b]"] {
        let message = message(text);
        assert!(message.ends_with("; put a text that starts with `*` or `&` in quotes"), "{message}");
    }
    for text in rows {
        let message = message(text);
        assert_eq!(message, crate::core::base::escape::visible(&message), "{message:?}");
    }
}

#[test]
fn a_folder_may_be_named_by_its_path() {
    let config = parse("folders: {Rowboat/People: person, a/x: meeting, x: plain, ./work/Team/: person}");
    let rows = [
        ("Rowboat/People", Some(NoteType::Person)),
        ("rowboat/people/firm", Some(NoteType::Person)),
        ("Vault/Rowboat/People", Some(NoteType::Person)),
        ("MyRowboat/People", Some(NoteType::Contact)),
        ("People", Some(NoteType::Contact)),
        ("a/x", Some(NoteType::Meeting)),
        ("b/x", Some(NoteType::Plain)),
        ("a/x/People", Some(NoteType::Contact)),
        ("work/team", Some(NoteType::Person)),
        ("team", None),
    ];
    for (folder, expected) in rows {
        assert_eq!(config.type_of_folder(folder), expected, "{folder}");
    }
}

#[test]
fn the_users_name_may_be_a_list() {
    let rows = [
        ("name: Robin Marsh", &["Robin Marsh"][..]),
        ("name: [Robin Marsh, Robbie]", &["Robin Marsh", "Robbie"]),
        ("name:\n- Robin Marsh\n- robin-marsh-kc\n", &["Robin Marsh", "robin-marsh-kc"]),
        ("name: []", &[]),
        ("name:", &[]),
    ];
    for (text, expected) in rows {
        assert_eq!(parse(text).names, expected, "{text}");
    }
}
