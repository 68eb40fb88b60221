//! Tests of letters: refusals, texts, and where their words come from.

use crate::core::base::NotePath;
use crate::core::base::text::and;
use crate::core::config::Config;
use crate::core::edit::Refusal;
use crate::core::model::Day;
use crate::core::parse::NoteParser;

use super::facts::NAMES;
use super::facts::in_a_sentence;
use super::mail::address;
use super::meeting::{length, to_you};
use super::*;
use crate::core::base::text::first_words;

const NOTES: [(&str, &str); 18] = [
    ("people/ann.md", "---\ntype: contact\nname: Ann Lee\nreferred-by: \"[[Bo Park]]\"\n---\nBuilds maps.\n"),
    ("people/bo.md", "---\ntype: contact\nname: Bo Park\nrequested: 2026-11-02\nnudged: 2026-11-10\n---\n"),
    ("people/cy.md", "---\ntype: contact\nname: Cy Tran\nrequested: 2026-11-02\nreplied: 2026-11-04\n---\n"),
    (
        "people/di.md",
        "---\ntype: contact\nname: Di Roe\nrequested: [2026-01-02, 2026-11-18]\nreplied: 2026-02-01\n---\n",
    ),
    (
        "people/ed.md",
        "---\ntype: contact\nname: Ed Moss\nrequested: 2026-11-01\nnudged: [2026-11-08, 2026-11-15]\n---\n",
    ),
    ("people/fi.md", "---\ntype: contact\nname: Fi Cole\nrequested: 2026-11-01\nnudged: no\n---\n"),
    (
        "people/gus.md",
        "---\ntype: contact\nname: Gus Hall\nsource: LinkedIn import\nstatus: closed\ndeclined: 2026-10-01\n---\n",
    ),
    ("people/hal.md", "---\ntype: contact\nname: Hal Ito\nrequested: 2026-11-21\n---\n"),
    (
        "people/ida.md",
        "---\ntype: contact\nname: Ida Voss\nreferred-by: \"[[Cy Tran]]\"\nemail: ida@example.com\n---\n",
    ),
    ("people/jo.md", "---\ntype: contact\nname: Jo Kerr\n---\n"),
    ("people/lu.md", "---\ntype: contact\nname: Lu Day\nrequested: 2026-11-09\nnudged: 2026-11-21\n---\n"),
    ("people/kim.md", "---\ntype: contact\nname: Kim Wu\nrequested: yes\n---\n"),
    (
        "meetings/ida-1.md",
        "---\ndate: 2026-11-10\nwith: \"[[Ida Voss]]\"\nthanked: 2026-11-11\n---\n## Takeaways\n- old\n",
    ),
    (
        "meetings/ida-2.md",
        "---\ndate: 2026-11-19T10:00\nduration: 30m\nchannel: Video\nwith: [\"[[Ida Voss]]\", Pat Low]\n---\n## Takeaways\n\
         - Start [[small|small]].\n- Then grow.\n## Follow-ups\n- [ ] Send Ida the plan of Ida's garden 📅 2026-12-01\n\
         - [x] Send Ida the map\n- [ ] Read up\n",
    ),
    ("meetings/ida-3.md", "---\ndate: 2026-11-24T09:30\nwith: \"[[Ida Voss]]\"\nconfirmed: 2026-11-20\n---\n"),
    ("meetings/jo.md", "---\ndate: 2026-11-20\nwith: \"[[Jo Kerr]]\"\n---\n## Takeaways\n- \n## Reflection\nGood.\n"),
    ("meetings/jo-today.md", "---\ndate: 2026-11-21\nwith: \"[[Jo Kerr]]\"\nthanked:\n---\n## Takeaways\n"),
    ("meetings/jo-off.md", "---\ndate: 2026-11-22\nwith: \"[[Jo Kerr]]\"\nstatus: cancelled\n---\n"),
];

fn workspace(config: &Config) -> Workspace {
    let parser = NoteParser::new(config);
    let notes = NOTES.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
    Workspace::new(config.clone(), notes, Vec::new(), Day::from_ymd_opt(2026, 11, 21).unwrap())
}

fn find(workspace: &Workspace, path: &str) -> NoteId {
    workspace.index.find(&NotePath::new(path)).unwrap()
}

/// Returns the occasion for `kind who [meeting] [> other] [= about]`, or the refusal.
fn occasion_of(workspace: &Workspace, asked: &str) -> Result<Occasion, Refusal> {
    let (asked, about) = asked.split_once(" = ").map_or((asked, None), |(asked, about)| (asked, Some(about)));
    let (asked, other) = asked.split_once(" > ").map_or((asked, None), |(asked, other)| (asked, Some(other)));
    let words: Vec<&str> = asked.split(' ').collect();
    let wish = LetterRequest {
        kind: Kind::from_name(words[0]).unwrap(),
        who: find(workspace, &format!("people/{}.md", words[1])),
        other: other.map(|other| find(workspace, &format!("people/{other}.md"))),
        meeting: words.get(2).map(|meeting| find(workspace, &format!("meetings/{meeting}.md"))),
        about,
    };
    let read = |id: NoteId| {
        let path = workspace.index.note(id).path.as_str();
        Ok(NOTES.iter().find(|(other, _)| *other == path).unwrap().1.to_owned())
    };
    occasion(workspace, &wish, &read)
}

fn letter_of(workspace: &Workspace, asked: &str) -> Letter {
    let kind = Kind::from_name(asked.split(' ').next().unwrap()).unwrap();
    letter(&occasion_of(workspace, asked).unwrap(), "t.txt", kind.template()).unwrap()
}

#[test]
fn a_letter_that_makes_no_sense_is_refused_with_what_to_do_instead() {
    let workspace = workspace(&Config::default());
    let rows = [
        ("request bo", "you asked Bo Park on Mon 2 Nov and have no answer yet; `coffeechat draft nudge` reminds"),
        ("request kim", "you asked Kim Wu and have no answer yet"),
        ("request cy", "Cy Tran answered (replied: 2026-11-04); agree on a day"),
        ("request di", "you asked Di Roe on Wed 18 Nov and have no answer yet"),
        ("request ida", "a talk with Ida Voss is already planned for Tue 24 Nov; `coffeechat draft confirm`"),
        ("nudge ann", "you have not asked Ann Lee for a talk yet; ask first with `coffeechat draft request`"),
        ("nudge cy", "Cy Tran answered (replied: 2026-11-04); there is nothing to nudge about"),
        ("nudge ed", "Ed Moss was nudged as often as `max-nudges` allows (2); let it rest"),
        ("nudge fi", "the note of Fi Cole says not to nudge (`nudged: no`)"),
        ("nudge gus", "you have not asked Gus Hall"),
        ("confirm ann", "no talk with Ann Lee is planned; add one with `coffeechat new meeting`"),
        ("confirm ida ida-1", "meetings/ida-1.md is not a planned talk: its status is `held`"),
        ("confirm jo jo-off", "meetings/jo-off.md is not a planned talk: its status is `cancelled`"),
        ("confirm ann ida-3", "meetings/ida-3.md is not about a talk with Ann Lee"),
        ("thank ann", "no talk with Ann Lee was held"),
        (
            "thank jo",
            "what did you learn from Jo that you did not know before? Write a line about it under *Takeaways*",
        ),
        (
            "thank jo jo-today",
            "meetings/jo-today.md is planned for today, and nothing in it shows that the talk took place",
        ),
        ("thank jo jo-off", "meetings/jo-off.md is cancelled, so there is nothing to thank for"),
        ("thank ida ida-3", "meetings/ida-3.md is still ahead, Tue 24 Nov"),
        ("update ann", "you have not talked with Ann Lee yet, so there is nothing to report"),
        ("introduction ann", "no contact to introduce is named; add one with `--to`"),
        ("introduction ann > ann", "no contact to introduce is named; add one with `--to`"),
    ];
    for (asked, expected) in rows {
        match occasion_of(&workspace, asked) {
            Err(Refusal { reason, .. }) => assert!(reason.starts_with(expected), "{asked}: {reason}"),
            other => panic!("{asked}: {other:?}"),
        }
    }
}

#[test]
fn a_letter_says_what_the_notes_hold_and_leaves_gaps_for_the_rest() {
    let config = Config { names: vec!["Robin Marsh".into()], ..Config::default() };
    let workspace = workspace(&config);
    let rows: [(&str, &[&str], &[&str]); 13] = [
        (
            "request ann",
            &[
                "Hello Ann,",
                "Bo Park suggested that I write",
                "twenty minutes",
                "next two weeks",
                "not a job",
                "Robin Marsh",
            ],
            &["what interests you about their work"],
        ),
        ("request ann = maps", &["especially about maps."], &[]),
        ("request gus = ice", &["I came across your name ([how you found them])."], &["how you found them"]),
        ("nudge bo", &["Subject: My note of Monday 2 November", "once more since", "my last note"], &[]),
        ("nudge di = maps", &["about your work, especially about maps."], &[]),
        ("nudge di", &["My note of Wednesday 18 November", "short reminder"], &[]),
        (
            "nudge kim",
            &["My note of [the day of your request]"],
            &["the day of your request", "the day of your request"],
        ),
        ("confirm ida", &["Hello Ida,", "on Tuesday 24 November at 9:30."], &[]),
        (
            "thank ida",
            &[
                "Hello Ida and Pat,",
                "on Thursday. This is what stays with me most: Start small.",
                "- send you the plan of your garden\n\nI will",
            ],
            &[],
        ),
        ("thank ida ida-1", &["on Tuesday 10 November", "most: old"], &[]),
        ("update cy", &["You pointed me to Ida Voss"], &["what came of it"]),
        ("update ida = I planted a tree", &["When we talked on Thursday", "Since then, I planted a tree."], &[]),
        (
            "introduction ann > bo = both build maps",
            &["Ann Lee, meet Bo Park", "because both build maps."],
            &["their role"; 2],
        ),
    ];
    for (asked, parts, gaps) in rows {
        let letter = letter_of(&workspace, asked);
        let text = letter.text();
        for part in parts {
            assert!(text.contains(part), "{asked}: {part}: {text}");
        }
        assert_eq!(letter.gaps(), gaps, "{asked}: {text}");
        assert!(!text.contains("\n\n\n") && !text.contains("  ") && !text.contains(" \n"), "{asked}: {text}");
        assert!(letter.body.split_whitespace().count() <= 120, "{asked}: {text}");
    }
}

#[test]
fn a_letter_records_the_same_as_a_tick() {
    let workspace = workspace(&Config::default());
    let at = |path: &str| find(&workspace, path);
    let rows = [
        ("request ann", vec![Record::Event(at("people/ann.md"), EventKey::Requested)]),
        ("nudge bo", vec![Record::Event(at("people/bo.md"), EventKey::Nudged)]),
        ("confirm ida", vec![Record::Event(at("meetings/ida-3.md"), EventKey::Confirmed)]),
        ("thank ida", vec![Record::Event(at("meetings/ida-2.md"), EventKey::Thanked)]),
        ("update cy", vec![Record::Event(at("people/ida.md"), EventKey::ReportedBack)]),
        ("update ida", vec![Record::InTouch(at("people/ida.md"))]),
        (
            "introduction ann > bo",
            vec![
                Record::Log(at("people/ann.md"), String::from("introduced to Bo Park")),
                Record::Log(at("people/bo.md"), String::from("introduced to Ann Lee")),
            ],
        ),
    ];
    for (asked, expected) in rows {
        assert_eq!(occasion_of(&workspace, asked).unwrap().records, expected, "{asked}");
    }
}

#[test]
fn remarks_say_what_the_writer_should_know() {
    let workspace = workspace(&Config::default());
    let rows = [
        ("request ann", "their note says: Builds maps."),
        ("request gus", "Gus Hall is closed"),
        ("request hal", "the note of Hal Ito says that you asked today"),
        ("nudge lu", "the note of Lu Day says that you nudged today"),
        ("nudge di", "it is early: the nudge is due Wed 25 Nov"),
        ("confirm ida", "meetings/ida-3.md says that it is confirmed (2026-11-20)"),
        ("thank ida", "the talk was 2 days ago; thanks are best within a day"),
        ("thank ida ida-1", "meetings/ida-1.md says that you thanked (2026-11-11)"),
        ("introduction ann > bo", "ask Ann Lee and Bo Park first whether they would like it"),
    ];
    for (asked, expected) in rows {
        let remarks = occasion_of(&workspace, asked).unwrap().remarks;
        assert!(remarks.iter().any(|remark| remark.starts_with(expected)), "{asked}: {remarks:?}");
    }
}

#[test]
fn a_template_needs_a_subject() {
    let occasion = occasion_of(&workspace(&Config::default()), "request ann").unwrap();
    let subject = |template: &str| letter(&occasion, "t.txt", template).map(|letter| (letter.subject, letter.body));
    assert_eq!(subject("Subject: a {{ name }}\r\n\r\nb\r\n"), Ok(("a Ann Lee".into(), "b\n".into())));
    for template in ["", "Hello", "Hello\nSubject: a\n", "Subject:\n\nb\n", "Subject: \nb\n"] {
        assert!(subject(template).unwrap_err().reason.starts_with("t.txt:1: the first line"), "{template:?}");
    }
    // A user's own template may ask for every fact.
    for (name, _) in NAMES {
        let template =
            format!("Subject: s\n{{% if {name} %}}{{{{ {name} }}}}{{% else %}}{{{{ {name} }}}}{{% endif %}}");
        assert!(letter(&occasion, "t.txt", &template).is_ok(), "{name}");
    }
    let table = include_str!("../../../docs/letters.md");
    assert!(NAMES.iter().all(|(name, _)| table.contains(&format!("`{name}`"))), "docs/letters.md names every fact");
}

#[test]
fn a_line_about_somebody_is_said_to_them() {
    let names = ["Marta Solberg", "Marta"].map(String::from);
    let rows = [
        ("Send Marta the file", Some("send you the file")),
        ("Ask for Marta Solberg's napkin", Some("ask for your napkin")),
        ("Return Marta’s book to Marta", Some("return your book to you")),
        ("Marta: intro to Kari", None),
        ("Tell Ines that Marta is nice", None),
        ("Thank Ines for the Marta intro", None),
        ("Marta to send the deck", None),
        ("Martand, Kmarta and SMarta", None),
        ("Read up", None),
        ("", None),
    ];
    for (line, expected) in rows {
        assert_eq!(to_you(line, &names).as_deref(), expected, "{line}");
    }
}

#[test]
fn a_length_is_said_in_words() {
    let rows = [(30, "30 minutes"), (60, "an hour"), (90, "an hour and a half"), (120, "2 hours"), (0, "0 minutes")];
    for (minutes, expected) in rows {
        assert_eq!(length(minutes), expected);
    }
}

#[test]
fn names_and_words_stand_in_sentences_as_people_write_them() {
    let rows = [
        ("Priya Nair", "Priya"),
        ("Dr. Zoë Quinn", "Zoë"),
        ("Rivera, Sam", "Sam"),
        ("陳美玲 (Chen Meiling)", "陳美玲"),
        ("\"Bo\" Park", "Bo"),
    ];
    for (name, expected) in rows {
        assert_eq!(first_words(name).first(), Some(&expected), "{name}");
    }
    assert!(first_words("").is_empty() && first_words("()").is_empty());
    let rows = [("Data engineer", "data engineer"), ("CTO", "CTO"), ("Élue", "élue"), ("", ""), ("R", "R")];
    for (words, expected) in rows {
        assert_eq!(in_a_sentence(words), expected);
    }
    assert_eq!(
        [and(&[""; 0]), and(&["a"]), and(&["a", "b"]), and(&["a", "b", "c"])],
        ["", "a", "a and b", "a, b and c"]
    );
}

#[test]
fn an_address_is_one_that_mail_can_go_to() {
    let rows = [
        ("ann@example.com", Some("ann@example.com")),
        ("Ann <ann+a@mail.example.com>, b@example.com", Some("ann+a@mail.example.com")),
        ("mailto:ann@example.com", Some("ann@example.com")),
        ("ask Bo; b.o@example.com", Some("b.o@example.com")),
        ("ann@example.com\r\nBcc: all@example.com", Some("ann@example.com")),
        ("ann@example.com?bcc=all@example.com", None),
        ("ann@exa@mple.com", None),
        ("ann@.com", None),
        ("zoë@example.com", None),
        ("@example.com", None),
        ("later", None),
    ];
    for (written, expected) in rows {
        assert_eq!(address(written).as_deref(), expected, "{written}");
    }
}

#[test]
fn a_message_has_its_headers_and_no_others() {
    let hostile = "a\r\nBcc: all@example.com\r\n\r\nbody";
    let to = |name: &str| Mailbox { name: super::mail::one_line(name), address: Some("ann@example.com".into()) };
    let letter =
        Letter {
            to: vec![to(hostile), to("Zoë, \"Z\" <z>")], subject: "Ünï, x".into(), body: "é\n.\nend\n".into()
        };
    let message = String::from_utf8(letter.message()).unwrap();
    let head = message.split_once("\r\n\r\n").unwrap().0;
    let names: Vec<&str> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .filter_map(|line| Some(line.split_once(':')?.0))
        .collect();
    let expected = ["To", "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];
    assert_eq!(names, expected, "{message}");
    assert_eq!(letter.message(), letter.message());
    assert!(
        !letter.link().contains(['\r', '\n', ' ', '"', '<']) && letter.link().contains("&body=%C3%A9%0D%0A.%0D%0A")
    );
    assert!(
        letter
            .text()
            .starts_with("To: \"a Bcc: all@example.com body\" <ann@example.com>, \"Zoë, \\\"Z\\\" <z>\" <ann@")
    );
}
