//! What a mass loss is, and what only looks like one.

use crate::core::base::NotePath;
use crate::core::config::Config;
use crate::core::lists::View;
use crate::core::model::{Day, Note};
use crate::core::parse::NoteParser;
use crate::core::render::{self, splice};
use crate::core::syntax::block::region;
use crate::core::workspace::Workspace;

use super::{Loss, is_mass_loss, loss_of_pages};

const BLOCK: &str = "<!-- coffeechat follow-ups limit:500 -->\n<!-- /coffeechat -->\n";

/// The notes of a vault: paths and bytes.
type Notes = Vec<(String, Vec<u8>)>;

fn workspace(notes: &Notes) -> Workspace {
    let config = Config::default();
    let parser = NoteParser::new(&config);
    let parse = |(path, bytes): &(String, Vec<u8>)| {
        let path = NotePath::new(path.as_str());
        if bytes.len() > 90_000 { parser.too_large(&path, 90_001) } else { parser.parse(&path, bytes) }
    };
    let notes: Vec<Note> = notes.iter().map(parse).collect();
    let today: Day = "2026-11-21".parse().unwrap();
    Workspace::new(Config::default(), notes, Vec::new(), today)
}

/// Fills the pages of a vault in.
fn built(mut notes: Notes) -> Notes {
    let workspace = workspace(&notes);
    let view = View::new(&workspace, &[]);
    for (path, bytes) in &mut notes {
        let (path, text) = (NotePath::new(path.as_str()), String::from_utf8(bytes.clone()).unwrap());
        let regions = region::find(&text).0;
        let fresh = splice::refresh(&text, &regions, true, &[], |directive| render::render(&view, directive, &path));
        *bytes = fresh.text.into_bytes();
    }
    notes
}

/// Returns a vault of people who each have a row on the page.
fn vault(people: usize) -> Notes {
    let contact = |at: usize| {
        let text = format!("---\ntype: contact\nname: Person {at:03}\nrequested: 2026-11-02\n---\n# Person {at:03}\n");
        (format!("people/p{at:03}.md"), text.into_bytes())
    };
    let mut notes: Notes = (0..people).map(contact).collect();
    notes.push((String::from("Dashboard.md"), BLOCK.into()));
    built(notes)
}

fn loss(notes: &Notes) -> Option<(usize, usize)> {
    loss_of_pages(&workspace(notes)).map(|loss| (loss.gone, loss.all))
}

#[test]
fn more_than_twenty_that_are_more_than_three_of_ten_are_a_mass() {
    let rows = [(20, 20, false), (21, 21, true), (21, 69, true), (21, 70, false), (30, 100, false), (31, 100, true)];
    for (gone, all, expected) in rows {
        assert_eq!(is_mass_loss(gone, all), expected, "{gone} of {all}");
    }
    assert_eq!(Loss { gone: 48, all: 60 }.to_string(), "48 of 60 notes are gone or empty");
}

#[test]
fn a_page_tells_which_of_its_notes_say_nothing_any_more() {
    type Change = (&'static str, fn(&[u8]) -> Vec<u8>);
    let utf_16 = |text: &[u8]| text.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<u8>>();
    let rows: [Change; 6] = [
        ("emptied", |_| Vec::new()),
        ("nothing but a line", |_| b"\n".to_vec()),
        ("over the size cap", |_| vec![b'x'; 100_000]),
        ("filled with NUL by a crash", |text| vec![0; text.len()]),
        ("encrypted", |_| b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n".to_vec()),
        ("latin-1", |_| b"caf\xe9".to_vec()),
    ];
    for (what, change) in rows {
        let mut notes = vault(40);
        assert_eq!(loss(&notes), None, "{what}");
        for (_, bytes) in notes.iter_mut().take(30) {
            *bytes = change(bytes);
        }
        assert_eq!(loss(&notes), Some((30, 40)), "{what}");
    }
    let mut notes = vault(40);
    notes.iter_mut().take(30).for_each(|(_, bytes)| *bytes = utf_16(bytes));
    assert_eq!(loss(&notes), Some((30, 40)), "UTF-16 without its mark");
    let notes = vault(40).split_off(19);
    assert_eq!(loss(&notes), None, "19 are few");
    assert_eq!(loss(&vault(40).split_off(21)), Some((21, 40)));
    assert_eq!(loss(&vault(100).split_off(30)), None);
    assert_eq!(loss(&vault(100).split_off(31)), Some((31, 100)));
}

#[test]
fn what_was_moved_settled_or_is_something_else_now_is_not_lost() {
    type Change = (&'static str, fn(usize, &mut String, &mut Vec<u8>));
    let rows: [Change; 6] = [
        ("moved", |_, path, _| *path = path.replace("people/", "archive/2026/")),
        ("moved and renamed", |at, path, _| *path = format!("contacts/other {at}.md")),
        ("renamed, and called otherwise too", |at, path, bytes| {
            *path = format!("contacts/other {at}.md");
            *bytes = String::from_utf8_lossy(bytes).replace("name: Person", "aliases: Nobody\nname: Person").into();
        }),
        ("a company now", |_, _, bytes| *bytes = b"---\ntype: company\n---\n# A company\n".to_vec()),
        ("rewritten", |_, _, bytes| *bytes = b"Only prose is left.\n".to_vec()),
        ("settled", |_, _, bytes| {
            *bytes = String::from_utf8_lossy(bytes).replace("requested:", "replied: 2026-11-20\nrequested:").into();
        }),
    ];
    for (what, change) in rows {
        let mut notes = vault(40);
        for (at, (path, bytes)) in notes.iter_mut().take(40).enumerate() {
            change(at, path, bytes);
        }
        assert_eq!(loss(&notes), None, "{what}");
    }
}

#[test]
fn talks_that_all_took_other_names_are_known_by_their_rows() {
    let mut notes = vault(0);
    for at in 0..30 {
        let contact = format!("---\ntype: contact\nname: Person {at:03}\nreplied: 2026-11-10\n---\n");
        notes.push((format!("people/p{at:03}.md"), contact.into_bytes()));
        let talk = format!("---\ntype: meeting\nwith: \"[[Person {at:03}]]\"\ndate: 2026-11-19\n---\n## Reflection\n");
        notes.push((format!("meetings/2026-11-19 talk {at:03}.md"), talk.into_bytes()));
    }
    let mut notes = built(notes);
    assert_eq!(loss(&notes), None);
    for (path, _) in &mut notes {
        *path = path.replace("meetings/2026-11-19 talk ", "talks/n");
    }
    assert_eq!(loss(&notes), None, "renamed");
    notes.retain(|(path, _)| !path.starts_with("talks/"));
    assert_eq!(loss(&notes), Some((30, 60)), "deleted");
}

#[test]
fn people_whose_notes_were_always_empty_are_not_lost() {
    let mut notes = vault(0);
    notes.extend((0..30).map(|at| (format!("people/Person {at:03}.md"), Vec::new())));
    let notes = built(notes);
    assert!(String::from_utf8_lossy(&notes[0].1).contains("**Ask** [Person 000]"));
    assert_eq!(loss(&notes), None);
}

#[test]
fn a_note_with_rows_on_two_pages_counts_once() {
    let mut notes = vault(25);
    notes.push((String::from("weekly/page.md"), BLOCK.into()));
    let mut notes = built(notes);
    notes.drain(..15);
    assert_eq!(loss(&notes), None);
}

#[test]
fn rows_of_what_is_done_do_not_count() {
    let done = |at: usize| format!("- [x] **Nudged** [Person {at}](people/x{at}.md) <!--{at:08} x-->\n");
    let rows: String = (10..50).map(done).collect();
    let notes =
        vec![(String::from("Dashboard.md"), format!("<!-- coffeechat done -->\n{rows}<!-- /coffeechat -->\n").into())];
    assert_eq!(loss(&notes), None);
    let open = rows.replace("- [x]", "- [ ]").replace(" x-->", "-->");
    let notes =
        vec![(String::from("Dashboard.md"), format!("<!-- coffeechat done -->\n{open}<!-- /coffeechat -->\n").into())];
    assert_eq!(loss(&notes), Some((40, 40)));
}
