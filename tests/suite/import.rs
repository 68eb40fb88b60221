//! People taken in from other programs, and from this one.

use std::path::Path;
use std::process::Command;

use harness::vault::TestVault;

/// Cards written by a library that shares no code with ours, with everything in them that folds, quotes and escapes.
const CARDS: &str = r#"
import sys, base64, vobject
people = [
    ("Priya", "Nair", ["Acme, Inc.; North", "Research"], "Head of grid; storage", "priya@example.com", "+1 555 0100",
     "Met at a fair in Leeds,\nwith rain; she said: \"write\".", ["climate", "grid"]),
    ("Zoë", "Lindqvist-Ångström", ["Käse & Söhne"], "x" * 200, "zoe@example.com", "+46 555 0101", "ü" * 120, ["a"]),
    ("Meiling", "陳", ["北風"], "研究員", "chen@example.com", "+886 555 0102", "", ["b"]),
]
out = []
for first, last, org, title, mail, phone, note, tags in people:
    card = vobject.vCard()
    card.add("n").value = vobject.vcard.Name(family=last, given=first)
    card.add("fn").value = first + " " + last
    card.add("org").value = org
    card.add("title").value = title
    card.add("email").value = mail
    card.email.type_param = "INTERNET"
    card.add("tel").value = phone
    if note:
        card.add("note").value = note
    card.add("categories").value = tags
    photo = card.add("photo")
    photo.value = bytes(range(256)) * 40
    photo.encoding_param = "b"
    photo.type_param = "JPEG"
    card.add("url").value = "https://www.linkedin.com/in/" + mail.split("@")[0]
    out.append(card.serialize())
sys.stdout.buffer.write("".join(out).encode())
"#;

/// Returns what is written in the values of `keys` for each contact, in the order of the names.
fn people(vault: &TestVault, keys: &[&str]) -> Vec<String> {
    let listed = vault.run(["list", "contacts", "--format", "json"]);
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    let rows: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let rows = rows.as_array().or_else(|| rows.get("contacts").and_then(|rows| rows.as_array())).unwrap();
    let line = |row: &serde_json::Value| {
        let value = |key: &&str| row.get(key).map(ToString::to_string).unwrap_or_default();
        keys.iter().map(value).collect::<Vec<_>>().join(" ")
    };
    let mut people: Vec<String> = rows.iter().map(line).collect();
    people.sort();
    people
}

#[test]
fn cards_of_another_library_are_read_right() {
    let cards = match Command::new("/usr/bin/python3").args(["-c", CARDS]).output() {
        Ok(output) if output.status.success() => output.stdout,
        _ => {
            eprintln!("skipped: python3-vobject is not installed");
            return;
        }
    };
    let vault = TestVault::new().file("coffeechat.yaml", b"").file("cards.vcf", &cards);
    let run = vault.run(["import", "cards.vcf"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, "people/Priya Nair.md\npeople/Zoë Lindqvist-Ångström.md\npeople/Meiling 陳.md\n");
    let expected = [
        "\"Meiling 陳\" \"北風\" \"研究員\" \"chen@example.com\"".to_owned(),
        "\"Priya Nair\" \"Acme, Inc.; North\" \"Head of grid; storage\" \"priya@example.com\"".to_owned(),
        format!("\"Zoë Lindqvist-Ångström\" \"Käse & Söhne\" \"{}\" \"zoe@example.com\"", "x".repeat(200)),
    ];
    assert_eq!(people(&vault, &["name", "company", "role", "email"]), expected);
    let priya = vault.text("people/Priya Nair.md");
    for part in [
        "phone: +1 555 0100\n",
        "linkedin: https://www.linkedin.com/in/priya\n",
        "tags: [climate, grid]\n",
        "\nMet at a fair in Leeds,\n\nwith rain; she said: \"write\".\n",
    ] {
        assert!(priya.contains(part), "{part}\n{priya}");
    }
    assert!(vault.text("people/Zoë Lindqvist-Ångström.md").contains(&"ü".repeat(120)));
    assert!(!priya.contains("AAEC"), "a picture came along\n{priya}");
}

#[test]
fn what_was_exported_comes_back_as_the_same_people() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault");
    let known = b"---\ntype: person\nask: no\n---\n# Ada Vik\n";
    let old = TestVault::new().file("coffeechat.yaml", b"").copy_of(&example).file("people/ada-vik.md", known);
    for (kind, file) in [("csv", "people.csv"), ("vcard", "people.vcf")] {
        let exported = old.run(["export", kind]);
        assert_eq!(exported.code, Some(0), "{}", exported.stderr);
        let new = TestVault::new().file("coffeechat.yaml", b"").file(file, exported.stdout.as_bytes());
        let run = new.run(["import", file]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let keys = ["name", "company", "role", "email"];
        assert_eq!(people(&new, &keys), people(&old, &keys), "{kind}");
        // Only the spreadsheet says who is to be asked for a talk.
        let known = people(&new, &["standing"]).iter().filter(|standing| *standing == "\"known\"").count();
        assert_eq!(known, if kind == "csv" { 1 } else { 25 });
        // Where they came from, there is nobody new among them.
        old.write(file, exported.stdout.as_bytes());
        let again = old.run(["import", file]);
        assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""), "{}", again.stderr);
        std::fs::remove_file(old.path().join(file)).unwrap();
    }
}

#[test]
fn standard_input_is_read_and_a_pipe_is_not_waited_for() {
    let vault = TestVault::new().file("coffeechat.yaml", b"").file("people.csv", b"Name,Company\nAnn Lee,Orb\n");
    let mut command = vault.command(&["import", "-"]);
    command.stdin(std::fs::File::open(vault.path().join("people.csv")).unwrap());
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "people/Ann Lee.md\n");
    #[cfg(unix)]
    {
        assert!(Command::new("mkfifo").arg(vault.path().join("pipe")).status().unwrap().success());
        let run = vault.run(["import", "pipe"]);
        assert!(run.code == Some(2) && run.stderr.contains("it is not a file"), "{}", run.stderr);
    }
}
