//! Finds whether two notes have nearly the same text, such as a note and its copy that a sync tool kept because both
//! had changed.

use crate::core::syntax::block::region;

/// Keys that distinguish people or talks: if they differ, the notes are about different ones.
const TELLING: [&str; 13] = [
    "name",
    "date",
    "day",
    "time",
    "start",
    "when",
    "email",
    "e-mail",
    "mail",
    "company",
    "organization",
    "organisation",
    "with",
];
/// Ends of keys for what only one note has: `granola_id`.
const IDS: [&str; 4] = ["_id", "-id", "uid", "uuid"];
/// Keys that two people hardly share; `#` is the first heading.
const PERSONAL: [&str; 5] = ["name", "email", "e-mail", "mail", "#"];
/// How much two notes must have in common if the name of one hardly shows that it is a copy: a shared key counts one, a
/// shared line of text two, a shared name four. Two people who were asked on one day have less.
const EVIDENCE: usize = 5;
/// Keys that notes from one template have in common.
const USUAL: [&str; 6] = ["type", "kind", "category", "tags", "added", "created"];

/// The parts of a note that distinguish it from others.
struct Gist<'t> {
    /// The lines without blanks, headings, empty keys and lines in live blocks, sorted.
    lines: Vec<&'t str>,
    /// Those of them that are keys, sorted.
    keys: Vec<&'t str>,
    /// The values of the telling keys, and the first heading.
    telling: Vec<(String, &'t str)>,
}

/// Returns whether two notes have nearly the same text: no distinguishing key differs, and most of the shorter one is
/// also in the other.
pub(crate) fn is_nearly_same(one: &str, other: &str) -> bool {
    is_alike(&Gist::from_text(one), &Gist::from_text(other))
}

/// Returns whether two notes have so much in common that it cannot be chance.
pub(crate) fn is_surely_same(one: &str, other: &str) -> bool {
    let (one, other) = (Gist::from_text(one), Gist::from_text(other));
    let keys = shared(&one.keys, &other.keys);
    let written = shared(&one.lines, &other.lines) - keys;
    let is_personal = |telling: &&(String, &str)| PERSONAL.contains(&&*telling.0) && other.telling.contains(telling);
    let names = one.telling.iter().filter(is_personal).count();
    is_alike(&one, &other) && keys + 2 * written + 4 * names >= EVIDENCE
}

/// Returns whether two notes have live blocks, and the same ones in the same order.
pub(crate) fn has_same_blocks(one: &str, other: &str) -> bool {
    let (one, other) = (blocks(one), blocks(other));
    !one.is_empty() && one == other
}

/// Returns the lines that open the blocks of a note.
fn blocks(text: &str) -> Vec<&str> {
    let opening = |at: usize| text.get(..at).and_then(|before| before.lines().last()).map(str::trim);
    region::find(text).0.into_iter().filter_map(|block| opening(block.content.start)).collect()
}

fn is_alike(one: &Gist<'_>, other: &Gist<'_>) -> bool {
    let differs = |(key, value): &(String, &str)| other.telling.iter().any(|(it, other)| it == key && other != value);
    if one.telling.iter().any(differs) {
        return false;
    }
    let shared = shared(&one.lines, &other.lines);
    let shorter = one.lines.len().min(other.lines.len());
    // One common line means little, unless there is no other.
    let is_enough = shared > 1 || shared == 1 && one.lines == other.lines;
    is_enough && shared * 5 >= shorter * 3
}

impl<'t> Gist<'t> {
    fn from_text(text: &'t str) -> Self {
        let mut gist = Self { lines: Vec::new(), keys: Vec::new(), telling: Vec::new() };
        let mut at = 0;
        for block in region::find(text).0 {
            let (before, inside) = (text.get(at..block.content.start), block.content.end);
            gist.take(before.unwrap_or_default(), at == 0);
            at = inside;
        }
        gist.take(text.get(at..).unwrap_or_default(), at == 0);
        gist.lines.sort_unstable();
        gist.keys.sort_unstable();
        gist
    }

    /// Takes in lines; at the start of a note, they may be keys.
    fn take(&mut self, text: &'t str, is_start: bool) {
        let mut has_keys = is_start && text.trim_start_matches('\u{feff}').starts_with("---");
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.starts_with("---") {
                has_keys &= number == 0;
            } else if has_keys && line.contains(':') {
                self.key(line.split(" #").next().unwrap_or(line).trim_end());
            } else if let Some(heading) = line.strip_prefix("# ") {
                if !self.telling.iter().any(|(key, _)| key == "#") {
                    self.telling.push((String::from("#"), heading.trim()));
                }
            } else if !line.is_empty() && !line.starts_with('#') && line != "<!-- /coffeechat -->" {
                self.lines.push(without_box(line));
            }
        }
    }

    /// Takes in a line with a key, without the remark after it.
    fn key(&mut self, line: &'t str) {
        let Some((key, value)) = line.split_once(':') else { return };
        let (key, value) = (key.trim().to_lowercase(), value.trim());
        if matches!(value, "" | "[]" | "{}" | "\"\"" | "''") || USUAL.contains(&key.as_str()) {
            return;
        }
        self.lines.push(line);
        self.keys.push(line);
        if TELLING.contains(&key.as_str()) || key == "id" || IDS.iter().any(|end| key.ends_with(end)) {
            self.telling.push((key, value.trim_matches(['"', '\''])));
        }
    }
}

/// Returns the words of a task, whether it is done or not.
fn without_box(line: &str) -> &str {
    let boxed = line.strip_prefix("- [").and_then(|rest| rest.split_once("] ")).filter(|(mark, _)| mark.len() <= 4);
    boxed.map_or(line, |(_, words)| words)
}

/// Returns how many lines two sorted lists have in common.
fn shared(one: &[&str], other: &[&str]) -> usize {
    let (mut count, mut others) = (0, other.iter().peekable());
    for line in one {
        while others.next_if(|other| *other < line).is_some() {}
        count += usize::from(others.next_if_eq(&line).is_some());
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLA: &str = "---\ntype: contact\ncompany: Fjord\nrole: Analyst\nrequested: 2026-11-02\n---\n# Ola Brandt\n\n\
        ## Log\n\n- 2026-11-03 sent a link\n";
    const TALK: &str = "---\ntype: meeting\nwith: \"[[Ola Brandt]]\"\ndate: 2026-11-20T10:00\nduration: 30m\nchannel: video\n\
        ---\n## Questions\n\n- [ ] How did you get into this field?\n- [ ] What changes fastest?\n";
    const PAGE: &str = "# Dashboard\n\n<!-- coffeechat follow-ups -->\nold\n<!-- /coffeechat -->\n";

    #[test]
    fn copies_say_nearly_the_same_and_namesakes_do_not() {
        let namesake = OLA.replace("Fjord", "Grid").replace("Analyst", "Cook").replace("sent a link", "met at a fair");
        let rows = [
            (OLA, OLA.to_owned(), true),
            (OLA, OLA.replace("requested: 2026-11-02", "requested: 2026-11-02\nreplied: 2026-11-09"), true),
            (OLA, OLA.replace("- 2026-11-03 sent a link", "- 2026-11-04 called\n- 2026-11-05 wrote"), true),
            (OLA, OLA.replace('\n', "\r\n"), true),
            (OLA, format!("{OLA}\n{}", "More and more prose.\n".repeat(40)), true),
            (OLA, namesake, false),
            (OLA, OLA.replace("Fjord", "Grid"), false),
            (OLA, OLA.replace("# Ola Brandt", "# Ola Brandt the younger"), false),
            (OLA, String::new(), false),
            (OLA, String::from("Something else.\n"), false),
            (TALK, TALK.to_owned(), true),
            (TALK, TALK.replace("- [ ] How", "- [x] How").replace("fastest?\n", "fastest?\n  - Rates.\n"), true),
            (TALK, TALK.replace("T10:00", "T15:00"), false),
            (TALK, TALK.replace("type:", "granola_id: 1\ntype:"), true),
            (PAGE, PAGE.replace("old", "new\nand more"), true),
            (PAGE, PAGE.replace("follow-ups", "contacts"), false),
            (PAGE, format!("{PAGE}<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n"), false),
            ("", String::new(), false),
            // Fresh from a template, notes of two people of one name hold the same.
            ("---\ntype: contact\nadded: 2026-11-02\ncompany:\n---\n# Ola\n\n## Log\n", String::new(), false),
        ];
        for (one, other, expected) in rows {
            assert_eq!(is_nearly_same(one, &other), expected, "{one}\n=====\n{other}");
            assert_eq!(is_nearly_same(&other, one), expected, "{other}\n=====\n{one}");
        }
        let with_id = |id: &str| TALK.replace("type:", &format!("granola_id: {id}\ntype:"));
        assert!(!is_nearly_same(&with_id("a7c5"), &with_id("31db")), "two notes with ids of their own");
        assert!(!is_nearly_same(TALK, &TALK.replace("Ola Brandt", "Ola-MARIA Brandt")), "two talks on one day");
        let fresh = include_str!("../../templates/contact.md");
        assert!(!is_nearly_same(fresh, fresh), "nothing is said in it");
        let named = fresh.replace("company:", "company: Fjord\nemail: ola@example.com").replace("\nemail:\n", "\n");
        assert!(is_nearly_same(&named, &named) && !is_nearly_same(&named, &named.replace("Fjord", "Grid")));
    }
    #[test]
    fn what_two_people_may_have_in_common_is_no_evidence() {
        let asked = "---\ntype: contact\nrequested: 2026-11-02\n---\n";
        let met = "---\ntype: contact\nrequested: 2026-11-02\nsource: fair\ncompany: Fjord\n---\n";
        let rows = [
            (asked.to_owned(), false),
            (met.to_owned(), false),
            (format!("{met}- 2026-11-02 met at the fair, wants to see the grid\n"), true),
            (format!("{asked}# Ann\n"), true),
            (asked.replace("type: contact", "name: Ann"), true),
            (OLA.to_owned(), true),
            (TALK.to_owned(), true),
        ];
        for (text, expected) in rows {
            assert!(is_nearly_same(&text, &text));
            assert_eq!(is_surely_same(&text, &text), expected, "{text}");
        }
    }

    #[test]
    fn pages_are_told_by_their_blocks() {
        let page = format!("{PAGE}<!-- coffeechat contacts -->\n<!-- /coffeechat -->\n");
        assert!(has_same_blocks(&page, &page.replace("# Dashboard", "# Old one").replace("old\n", "new\nnewer\n")));
        assert!(!has_same_blocks(&page, PAGE) && !has_same_blocks(OLA, OLA));
        assert!(!has_same_blocks(PAGE, &PAGE.replace("follow-ups", "follow-ups tag:grid")));
    }
}
