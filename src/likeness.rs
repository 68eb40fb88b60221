//! Whether two notes say nearly the same, as a note and the copy of it do that a sync tool kept because both had changed.

use crate::blocks::region;

/// Keys that tell one person or talk from another: where they differ, the notes are about different ones.
const TELLING: [&str; 12] = [
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
];
/// Keys that notes from one template have in common.
const USUAL: [&str; 6] = ["type", "kind", "category", "tags", "added", "created"];

/// What a note says, as far as that tells it from others.
struct Gist<'t> {
    /// The lines that are no blanks, headings, empty keys or lines in live blocks, sorted.
    lines: Vec<&'t str>,
    /// The values of the telling keys, and the first heading.
    telling: Vec<(String, &'t str)>,
}

/// Returns whether two notes say nearly the same: nothing that tells one person or talk from another differs, and most of
/// what the shorter one says stands in the other one too.
pub(crate) fn is_nearly_same(one: &str, other: &str) -> bool {
    let (one, other) = (Gist::of(one), Gist::of(other));
    let differs = |(key, value): &(String, &str)| other.telling.iter().any(|(it, other)| it == key && other != value);
    if one.telling.iter().any(differs) {
        return false;
    }
    let shared = shared(&one.lines, &other.lines);
    let shorter = one.lines.len().min(other.lines.len());
    // One line in common says little, unless there is no other.
    let is_enough = shared > 1 || shared == 1 && one.lines == other.lines;
    is_enough && shared * 5 >= shorter * 3
}

impl<'t> Gist<'t> {
    fn of(text: &'t str) -> Self {
        let mut gist = Self { lines: Vec::new(), telling: Vec::new() };
        let mut at = 0;
        for block in region::find(text).0 {
            let (before, inside) = (text.get(at..block.content.start), block.content.end);
            gist.take(before.unwrap_or_default(), at == 0);
            at = inside;
        }
        gist.take(text.get(at..).unwrap_or_default(), at == 0);
        gist.lines.sort_unstable();
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

    /// Takes in a line with a key, without the remark behind it.
    fn key(&mut self, line: &'t str) {
        let Some((key, value)) = line.split_once(':') else { return };
        let (key, value) = (key.trim().to_lowercase(), value.trim());
        if matches!(value, "" | "[]" | "{}" | "\"\"" | "''") || USUAL.contains(&key.as_str()) {
            return;
        }
        self.lines.push(line);
        if TELLING.contains(&key.as_str()) {
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
        let fresh = include_str!("../templates/contact.md");
        assert!(!is_nearly_same(fresh, fresh), "nothing is said in it");
        let named = fresh.replace("company:", "company: Fjord\nemail: ola@example.com").replace("\nemail:\n", "\n");
        assert!(is_nearly_same(&named, &named) && !is_nearly_same(&named, &named.replace("Fjord", "Grid")));
    }
}
