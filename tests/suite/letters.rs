//! Letters as others read them: Python's mail parser and its parser of links, which share no code with ours.

use std::io::Write as _;
use std::process::{Command, Stdio};

use harness::vault::{TestVault, has_program};

/// What a draft is read with: as JSON, the headers by name, the addresses and the body.
const READ_MESSAGE: &str = "\
import email, email.policy, json, sys
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
to = [[a.display_name, a.addr_spec] for a in m['To'].addresses] if m['To'] else []
defects = [str(d) for d in m.defects] + [str(d) for h in m.values() for d in h.defects]
print(json.dumps([m.keys(), to, m['Subject'], m.get_content().replace('\\r\\n', '\\n'), defects]))";
const READ_LINK: &str = "\
import json, sys
from urllib.parse import urlsplit, unquote, parse_qsl
link = urlsplit(sys.stdin.read().strip())
query = parse_qsl(link.query, strict_parsing=True)
to = [unquote(a) for a in link.path.split(',') if a]
print(json.dumps([link.scheme, to, dict(query)['subject'], dict(query)['body'].replace('\\r\\n', '\\n'), [k for k, v in query]]))";

/// Names, addresses and companies that could become another header, another recipient or other text; with the address
/// that is meant, if one is.
const PEOPLE: [(&str, &str, &str, Option<&str>); 10] = [
    ("Ann Lee", "ann@example.com", "Northwind Labs", Some("ann@example.com")),
    ("Rivera, Sam", "Sam <sam@example.com>, all@example.com", "AC: DC & Co", Some("sam@example.com")),
    ("陳美玲 (Chen Meiling)", "meiling.chen@example.com", "熱網", Some("meiling.chen@example.com")),
    ("Zoë \"Zed\" O'Neil-Łukasz", "zoe+talks@mail.example.com", "Ünïcode GmbH", Some("zoe+talks@mail.example.com")),
    ("Evil <all@example.com>", "evil@example.com", "x?bcc=all@example.com&y=1#z", Some("evil@example.com")),
    (
        "Bcc: all@example.com",
        "a@example.com\\nBcc: all@example.com",
        "l\\r\\nBcc: all@example.com",
        Some("a@example.com"),
    ),
    ("No Address", "ask Bo for it", "100% =?utf-8?q?Bcc?= 🚀", None),
    ("Query Mark", "q@example.com?bcc=all@example.com", "a\\tb", None),
    ("Rtl \\u202Eevil", "r@example.com", "\\u2028Bcc: x", Some("r@example.com")),
    (
        "Long name that goes on and on and on and on and on and on and on and on and on, and never ends",
        "l@example.com",
        "A company whose name is longer than any line of a mail header may ever be, since it has no end",
        Some("l@example.com"),
    ),
];

fn read(script: &str, input: &[u8]) -> serde_json::Value {
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn drafts_read_the_same_in_another_program() {
    if !has_program("/usr/bin/python3") {
        return;
    }
    for (name, address, company, expected) in PEOPLE {
        let quote = |text: &str| text.replace("\\\"", "\"").replace('"', "\\\"");
        let note = format!(
            "---\ntype: contact\nname: \"{}\"\nemail: \"{}\"\ncompany: \"{}\"\n---\n",
            quote(name),
            quote(address),
            quote(company)
        );
        let vault = TestVault::new().note("people/p.md", &note);
        let draft = |format: &str| {
            let run = vault.run(["draft", "request", "people/p.md", "--about", "é 100% & “so”", "--format", format]);
            assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
            run.stdout
        };
        let text = draft("text");
        let (head, body) = text.split_once("\n\n").unwrap();
        let subject = head.lines().last().unwrap().strip_prefix("Subject: ").unwrap();
        assert_eq!(head.lines().count(), if expected.is_some() { 2 } else { 1 }, "{name}: {head}");

        let message = read(READ_MESSAGE, draft("eml").as_bytes());
        let mut headers =
            vec!["To", "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];
        headers.retain(|header| expected.is_some() || *header != "To");
        assert_eq!(message[0], serde_json::json!(headers), "{name}");
        let addresses: Vec<&str> = message[1].as_array().unwrap().iter().map(|to| to[1].as_str().unwrap()).collect();
        assert_eq!(addresses, expected.into_iter().collect::<Vec<_>>(), "{name}");
        assert_eq!(message[4], serde_json::json!([]), "{name}");

        let link = read(READ_LINK, draft("mailto").as_bytes());
        assert_eq!(link[0], "mailto", "{name}");
        assert_eq!(link[1], serde_json::json!(expected.into_iter().collect::<Vec<_>>()), "{name}");
        assert_eq!(link[4], serde_json::json!(["subject", "body"]), "{name}");
        assert_eq!([&link[2], &link[3]], [&message[2], &message[3]], "{name}");
        // What could act in a terminal is shown there, and sent as it is.
        if !name.contains("\\u") && !company.contains("\\u") {
            assert_eq!(message[2], subject, "{name}");
            assert_eq!(message[3], body, "{name}");
            // Python keeps the blank between two encoded words of a long name, which RFC 2047 (6.2) says to drop.
            let shown = message[1].get(0).map(|to| to[0].as_str().unwrap().replace("  ", " "));
            assert_eq!(shown.as_deref(), expected.map(|_| name), "{name}");
        }
    }
}
