//! Tables of meetings, and of who was there.

use crate::core::model::Day;

use super::Workspace;

type Notes<'a> = &'a [(&'a str, &'a str)];

/// Returns the names of those who took part in the meeting at `path`.
fn people(settings: &str, notes: Notes<'_>, path: &str, text: &str) -> String {
    let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    let notes = notes.iter().copied().chain([(path, text)]);
    let workspace = Workspace::from_texts(settings, notes, today).unwrap();
    let index = &workspace.index;
    let (id, ..) = index.meetings().find(|(_, note, _)| note.path.as_str() == path).unwrap();
    index.people(id).iter().map(|person| index.name(person)).collect::<Vec<_>>().join(" + ")
}

const ANN: (&str, &str) = ("people/Ann Lee.md", "");

#[test]
fn the_user_is_nobody_among_those_who_took_part() {
    let own_note = ("people/rm.md", "---\nname: Robin Marsh\naliases: [Chief]\n---\n");
    let own_file = ("people/robin-marsh-kc.md", "# Profile\n");
    let settings = "name: [Robin Marsh, Robbie]";
    let rows: [(&str, Notes<'_>, &str, &str); 17] = [
        (settings, &[ANN], "[Robin Marsh, Ann Lee]", "Ann Lee"),
        (settings, &[ANN], "[Robbie, Ann Lee]", "Ann Lee"),
        (settings, &[ANN], "[robin-marsh-kc, Robin J. Marsh, Ann Lee]", "Ann Lee"),
        (settings, &[ANN], "Robin Marsh (creator), Ann Lee", "Ann Lee"),
        (settings, &[ANN], "Robin Marsh and Ann Lee", "Ann Lee"),
        (settings, &[ANN], "Robin & Ann Lee", "Ann Lee"),
        (settings, &[ANN], "\"[[Robin-Marsh-KC]], [[Ann Lee]]\"", "Ann Lee"),
        (settings, &[ANN], "[Robin, Ann Lee]", "Ann Lee"),
        ("name: Robin Marsh", &[ANN], "[Robin Marsh, Robin]", ""),
        ("name: Robin", &[ANN], "[Robin, Robin Ek]", "Robin Ek"),
        ("", &[ANN], "[Robin, Ann Lee]", "Robin + Ann Lee"),
        // Somebody else may be meant.
        (settings, &[ANN, ("people/Robin Ek.md", "")], "[Robin, Ann Lee]", "Robin Ek + Ann Lee"),
        // The user's own note.
        (settings, &[ANN, own_note], "\"[[rm]], [[Ann Lee]]\"", "Ann Lee"),
        (settings, &[ANN, own_note], "[Chief, Ann Lee]", "Ann Lee"),
        (settings, &[ANN, own_note], "[Robin, Ann Lee]", "Ann Lee"),
        (settings, &[ANN, own_file], "\"[[robin-marsh-kc|R]], [[Ann Lee]]\"", "Ann Lee"),
        ("", &[ANN, own_note], "[Chief, Ann Lee]", "Robin Marsh + Ann Lee"),
    ];
    for (settings, notes, with, expected) in rows {
        let text = format!("---\ndate: 2026-11-10\nwith: {with}\n---\n");
        assert_eq!(people(settings, notes, "meetings/x.md", &text), expected, "{settings} {with}");
    }
}

#[test]
fn groups_numbers_and_rooms_are_nobody() {
    let rows = [
        ("[Ann Lee, None identified]", "Ann Lee"),
        ("none yet", ""),
        ("Ann Lee, et al.", "Ann Lee"),
        ("Ann Lee and others", "Ann Lee"),
        ("[Ann Lee, ~141 employees company-wide]", "Ann Lee"),
        ("13 participants including Cy Ott, Bo Diaz", "Cy Ott + Bo Diaz"),
        ("[Ann Lee, Bo Diaz (Product Manager, Fjord)]", "Ann Lee + Bo Diaz"),
        ("Bo Diaz (Product Manager, Fjord)", "Bo Diaz"),
        ("[Ann Lee, Marketing Team, Equipo de ventas]", "Ann Lee"),
        ("\"[[HR Department]], [[Ann Lee]]\"", "Ann Lee"),
        ("[Fjord HQ Meeting Room B (4), Ann Lee]", "Ann Lee"),
        ("\"[[Fjord HQ Meeting Room B (4)]], [[Ann Lee]]\"", "Ann Lee"),
        ("Ann Lee, Bo Diaz, and Cy Ott", "Ann Lee + Bo Diaz + Cy Ott"),
    ];
    for (with, expected) in rows {
        let text = format!("---\ndate: 2026-11-10\nwith: {with}\n---\n");
        assert_eq!(people("", &[ANN], "meetings/x.md", &text), expected, "{with}");
    }
    let group = [ANN, ("people/pta.md", "---\ntype: contact\nname: Parent Council\n---\n")];
    let text = "---\ndate: 2026-11-10\nwith: Parent Council\n---\n";
    assert_eq!(people("", &group, "meetings/x.md", text), "Parent Council", "a contact with such a name is somebody");
}

#[test]
fn labels_of_the_body_add_nobody_to_those_of_the_front_matter() {
    let rows = [
        ("people: [Ann Lee]", "- Participants: Token Trade, P0\n", "Ann Lee"),
        ("people: [Ann Lee]", "**People:** [[X]]\n", "Ann Lee"),
        ("with: \"[[Ann Lee]]\"", "with:: [[Bo Diaz]]\n", "Ann Lee"),
        ("attendees: [Robin Marsh]", "**People:** [[Bo Diaz]]\n", "Bo Diaz"),
        ("people: []", "**People:** [[Bo Diaz]]\n", "Bo Diaz"),
        // Labels in a quote at the head of the note.
        ("x: y", "> Date: 2026-11-10\n> 参会者：[[甄健]], [[邱航]]\n", "甄健 + 邱航"),
        ("x: y", "> [!info]\n> **Attendees:** Ann Lee, Bo Diaz\n", "Ann Lee + Bo Diaz"),
        ("x: y", "> - Avec : Ann Lee\n", "Ann Lee"),
        ("x: y", "**Avec** : Ann Lee\n", "Ann Lee"),
    ];
    for (keys, body, expected) in rows {
        let text = format!("---\ndate: 2026-11-10\n{keys}\n---\n{body}");
        assert_eq!(people("name: Robin Marsh", &[ANN], "meetings/x.md", &text), expected, "{keys} {body}");
    }
    let far = format!("---\ndate: 2026-11-10\n---\n{}> Attendees: Ann Lee\n", "Line\n\n".repeat(30));
    assert_eq!(people("", &[ANN], "meetings/x.md", &far), "", "a quote further down is a quote");
}

#[test]
fn a_slug_or_a_handle_finds_a_name_and_a_name_may_hold_a_slash() {
    let she = ("people/x.md", "---\nname: \"Ann Lee (She/Her)\"\n---\n");
    let rows: [(Notes<'_>, &str, &str); 11] = [
        (&[ANN], "[ann-lee]", "Ann Lee"),
        (&[ANN], "[ann_lee]", "Ann Lee"),
        (&[ANN], "[Ann.Lee]", "Ann Lee"),
        (&[ANN], "\"[[Annlee]]\"", "Ann Lee"),
        (&[ANN], "\"@annlee\"", "Ann Lee"),
        (&[("people/x.md", "# Hans-Rüdiger Kaufmann\n")], "\"[[hans-ruediger-kaufmann]]\"", "Hans-Rüdiger Kaufmann"),
        (&[("people/josé-vega.md", "# José Vega\n")], "[Jose Vega]", "José Vega"),
        (&[ANN, ("people/Ann-Lee.md", "")], "[ann-lee]", "Ann-Lee"),
        (&[ANN, ("people/An Nlee.md", "")], "[annlee]", "annlee"),
        (&[she], "\"[[Ann Lee (She/Her)]]\"", "Ann Lee (She/Her)"),
        (&[she], "[Ann Lee (She/Her)]", "Ann Lee (She/Her)"),
    ];
    for (notes, with, expected) in rows {
        let text = format!("---\ndate: 2026-11-10\nwith: {with}\n---\n");
        assert_eq!(people("", notes, "meetings/x.md", &text), expected, "{with}");
    }
}

#[test]
fn names_in_titles_say_who_was_there() {
    let bo = ("people/Bo Diaz.md", "");
    let chanchal = ("people/Chanchal.md", "");
    let jose = ("people/José Vega.md", "");
    let rows: [(Notes<'_>, &str, &str, &str); 36] = [
        (&[ANN], "2026-11-10 Ann Lee", "", "Ann Lee"),
        (&[ANN], "2026-02-10-coachgesprek-ann-lee-sessie-2", "", "Ann Lee"),
        (&[ANN], "2026-02-10_coachgesprek_ann_lee_2", "", "Ann Lee"),
        (&[jose], "2026-02-10-jose-vega", "", "José Vega"),
        (&[ANN, bo], "2026-02-10 Sync", "# Ann Lee - Bo Diaz sync\n", "Ann Lee + Bo Diaz"),
        (&[ANN], "2026-11-10 Ann", "", "Ann Lee"),
        (&[ANN], "ann 10 Nov", "", "Ann Lee"),
        (&[ANN], "prep Ann", "---\ndate: 2026-11-10\n---\n", "Ann Lee"),
        (&[ANN], "10 Nov Call notes Ann plan", "", ""),
        (&[ANN], "2026-11-10 Coffee with Ann L.", "", "Ann Lee"),
        (&[ANN], "2026-11-10 Coffee with Ann K.", "", "Ann K."),
        (&[], "2026-11-10 x", "# Ola Brandt\nola@example.com\n", "Ola Brandt"),
        (&[], "2026-11-10 x", "# Ola Brandt\nFjord, +47 22 33 44 55\n", "Ola Brandt"),
        (&[], "2026-11-10 x", "# Ola Brandt\nBoats.\n", ""),
        (&[chanchal], "2026-11-10 With Chanchal sir", "", "Chanchal"),
        (&[ANN, bo], "2026-11-10 with Bo and Ann Lee", "", "Ann Lee + Bo Diaz"),
        (&[ANN, bo], "2026-11-10-call-with-bo", "", "Bo Diaz"),
        (&[bo], "2026-11-10 Kaffee mit Bo (Fjord)", "", "Bo Diaz"),
        (&[bo], "2026-11-10 Déjeuner", "# Déjeuner avec Bo, Ola Brandt\n", "Bo Diaz + Ola Brandt"),
        (&[bo, ("people/Bo Ek.md", "")], "2026-11-10 call with Bo", "", ""),
        (&[], "2026-11-10 Coffee with Ola Brandt", "", "Ola Brandt"),
        (&[], "2026-11-10 Coffee with Ola Brandt", "# Coffee with Ola Brandt about boats\n", "Ola Brandt"),
        (&[], "2026-11-10 Coffee with Ola Brandt & Cy van Ott", "", "Ola Brandt + Cy van Ott"),
        (&[], "2026-11-10 Kaffee mit Ola Brandt – Fjord", "", "Ola Brandt"),
        (&[], "2026-11-10 Coffee with Ola", "", ""),
        (&[], "2026-11-10 Coffee with Marketing Team", "", ""),
        (&[], "2026-11-10 Call with Fjord Ventures", "", ""),
        (&[], "2026-11-10 Planning with the new plan", "", ""),
        (&[], "2026-11-10 Coffee with Robin Marsh", "", ""),
        (&[], "2026-11-10 Sync", "---\nwith: Cy Ott\n---\n# Coffee with Ola Brandt\n", "Cy Ott"),
        (&[ANN], "Ann Lee and Jo Park, 2026-11-10", "", "Ann Lee + Jo Park"),
        (&[ANN], "2026-11-10 Jo Park x Ann Lee (Fjord)", "", "Ann Lee + Jo Park"),
        (&[ANN], "2026-11-10 Jo Park and Cy Ott", "", ""),
        (&[ANN], "2026-11-10 Ann Lee, Product Strategy", "", "Ann Lee"),
        (&[ANN], "2026-11-10 Ann Lee", "# Ann Lee / Product Strategy\n", "Ann Lee"),
        (&[bo], "2026-11-10 Coffee with Bo", "---\nwith: Marketing Team\n---\n", "Bo Diaz"),
    ];
    for (notes, stem, text, expected) in rows {
        let found = people("name: Robin Marsh", notes, &format!("meetings/{stem}.md"), text);
        assert_eq!(found, expected, "{stem} {text}");
    }
}
