//! Equal findings as one: what is said hundreds of times in a folder is said once, with three of the places.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::escape::visible;

use super::diagnostics::{counted, human};

/// How many places of a group are shown.
const MOST_PLACES: usize = 3;
/// The most characters of a line, or of what differs, that stand behind a place.
const LONGEST_QUOTE: usize = 48;
/// What stands for the parts in which messages differ.
const OPEN: &str = "…";

/// Findings of one code and one shape in one folder, in the order of paths and lines; never none.
#[derive(Debug)]
pub struct FindingGroup<'a> {
    folder: &'a str,
    findings: Vec<&'a Diagnostic>,
}

/// Returns the findings in groups: errors, warnings, hints; of each, those that `is_first` before others, then by path.
#[must_use]
pub fn grouped<'a>(findings: &'a [Diagnostic], is_first: impl Fn(&Diagnostic) -> bool) -> Vec<FindingGroup<'a>> {
    let mut groups: Vec<FindingGroup<'a>> = Vec::new();
    let mut known: HashMap<(Code, Severity, &str, String), usize> = HashMap::new();
    for finding in findings {
        let (code, folder) = (finding.code, finding.note.folder());
        let at = *known.entry((code, finding.severity(), folder, shape(&finding.message))).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.findings.push(finding),
            None => groups.push(FindingGroup { folder, findings: vec![finding] }),
        }
    }
    groups.sort_by_key(|group| (group.severity(), !group.findings.iter().any(|finding| is_first(finding))));
    groups
}

impl FindingGroup<'_> {
    fn severity(&self) -> Severity {
        self.findings.first().map_or(Severity::Hint, |first| first.severity())
    }

    /// Returns the first finding of each message with how many say the same, the most frequent first.
    fn by_message(&self) -> Vec<(&Diagnostic, usize)> {
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut alike: Vec<(&Diagnostic, usize)> = Vec::new();
        for finding in &self.findings {
            let at = *known.entry(&finding.message).or_insert(alike.len());
            match alike.get_mut(at) {
                Some((_, times)) => *times += 1,
                None => alike.push((finding, 1)),
            }
        }
        alike.sort_by_key(|(_, times)| Reverse(*times));
        alike
    }

    /// Returns how many findings there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.findings.len()
    }

    /// Returns the group as text, without a final line break: several findings with three of their places, a single one
    /// with its line, unless it `is_short`.
    #[must_use]
    pub fn human(&self, is_short: bool, colour: bool) -> String {
        let Some(first) = self.findings.first() else { return String::new() };
        if self.count() == 1 && !is_short {
            return human(first, colour);
        }
        let is_same =
            |of: fn(&Diagnostic) -> Option<&str>| self.findings.iter().all(|finding| of(finding) == of(first));
        let has_one_message = is_same(|finding| Some(&finding.message));
        let has_one_help = is_same(|finding| finding.hint.as_deref());
        let alike = if has_one_message { self.findings.iter().map(|of| (*of, 1)).collect() } else { self.by_message() };
        let shown = || alike.iter().take(MOST_PLACES);
        let has_short_helps =
            shown().filter_map(|(finding, _)| finding.hint.as_ref()).all(|help| help.len() < LONGEST_QUOTE);
        let message = if has_one_message { first.message.clone() } else { shape(&first.message) };
        let folder = if self.folder.is_empty() { String::new() } else { format!(" in {}/", self.folder) };
        let message = if self.count() == 1 { message } else { format!("{message}: {} times{folder}", self.count()) };
        let title = Diagnostic { message, ..(*first).clone() };
        let mut text = human(&Diagnostic { place: None, hint: None, ..title }, colour);
        text.truncate(text.find('\n').unwrap_or(text.len()));
        for (finding, times) in shown() {
            let parts = if has_one_message { Vec::new() } else { parts(&finding.message) };
            let quote = if parts.is_empty() { source(finding) } else { parts.join(", ") };
            let quote = if *times > 1 { format!("{quote} ({times} times)") } else { quote };
            let help = finding.hint.as_deref().filter(|_| !has_one_help && has_short_helps).unwrap_or_default();
            let said =
                [quote.as_str(), help].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
            let said = if said.is_empty() { said } else { format!("  {}", visible(&said)) };
            let _ = write!(text, "\n --> {}{said}", place(finding));
        }
        if let more @ 1.. = self.count() - shown().map(|(_, times)| times).sum::<usize>() {
            let _ = write!(text, "\n     {OPEN} {more} more");
        }
        match first.hint.as_deref() {
            Some(help) if has_one_help => drop(write!(text, "\n  = help: {}", visible(help))),
            Some(help) if !has_short_helps => drop(write!(text, "\n  = help: for the first, {}", visible(help))),
            _ => {}
        }
        let fixes = self.findings.iter().filter(|finding| finding.fix.is_some()).count();
        if fixes > 0 {
            let _ = write!(text, "\n  = help: `coffeechat check --fix` makes {}", counted(fixes, "edit"));
        }
        text
    }
}

/// Returns the place of a finding, as compilers write it.
fn place(finding: &Diagnostic) -> String {
    let path = visible(finding.note.as_str());
    finding.place.as_ref().map_or_else(|| path.to_string(), |place| format!("{path}:{}:{}", place.line, place.column))
}

/// Returns the line of a finding, shortened.
fn source(finding: &Diagnostic) -> String {
    finding.place.as_ref().map_or_else(String::new, |place| shortened(place.source.trim()))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((at, _)) => format!("{}{OPEN}", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns a message without what is particular to a note: quotes, numbers and days are `…`.
fn shape(message: &str) -> String {
    let mut shape = String::with_capacity(message.len());
    for (part, is_own) in pieces(message) {
        // What stands behind a colon is a reason or a detail.
        if let Some((said, _)) = part.split_once(": ").filter(|_| !is_own) {
            shape.push_str(said);
            break;
        }
        match part.chars().next() {
            Some('`') if is_own => shape.push_str("`…`"),
            Some('“') if is_own => shape.push_str("“…”"),
            _ if is_own => shape.push_str(OPEN),
            _ => shape.push_str(part),
        }
    }
    // However many names a message lists, it is the same.
    while shape.contains("`…` or `…`") {
        shape = shape.replace("`…` or `…`", "`…`");
    }
    shape
}

/// Returns what is particular to a note in a message, shortened.
fn parts(message: &str) -> Vec<String> {
    pieces(message).filter(|(_, is_own)| *is_own).map(|(part, _)| shortened(part)).collect()
}

/// Cuts a message into what every such finding says and what is particular to this one.
fn pieces(message: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let own = match first {
            '`' => rest.get(1..)?.find('`').map(|at| at + 2),
            '“' => rest.find('”').map(|at| at + '”'.len_utf8()),
            '0'..='9' => Some(
                rest.find(|char: char| !char.is_ascii_digit() && !matches!(char, '-' | '.' | ':'))
                    .unwrap_or(rest.len()),
            ),
            _ => None,
        };
        let to = own.unwrap_or_else(|| {
            let next = rest.char_indices().skip(1).find(|(_, char)| matches!(char, '`' | '“' | '0'..='9'));
            next.map_or(rest.len(), |(at, _)| at)
        });
        let (part, left) = rest.split_at(to);
        rest = left;
        Some((part, own.is_some()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::base::NotePath;

    fn finding(code: Code, note: &str, message: &str) -> Diagnostic {
        Diagnostic::new(code, &NotePath::new(note), message)
    }

    #[test]
    fn what_differs_from_note_to_note_is_left_out_of_a_shape() {
        let rows = [
            ("`10.11.2026` is not a date", "`…` is not a date"),
            (
                "this meeting is `planned`, but its day, 2026-11-10, has passed",
                "this meeting is `…`, but its day, …, has passed",
            ),
            ("`Ann` may mean `a.md` or `b/a.md` or `c.md`", "`…` may mean `…`"),
            ("“x `y`” was typed inside a block", "“…” was typed inside a block"),
            ("an open ` stays", "an open ` stays"),
            ("this is not valid YAML: unknown anchor", "this is not valid YAML"),
            ("", ""),
        ];
        for (message, expected) in rows {
            assert_eq!(shape(message), expected);
        }
    }

    #[test]
    fn equal_findings_of_a_folder_are_one_block() {
        let text = "---\ndate: soon\n---\n";
        let bad = |note: &str, value: &str| {
            finding(Code::NotADate, note, &format!("`{value}` is not a date")).at(text, 10..14).hint("write the day")
        };
        let findings = [
            finding(Code::UnknownPerson, "a/1.md", "no contact has the name `Ann`").aside(),
            bad("a/1.md", "soon"),
            bad("a/2.md", "soon"),
            bad("a/3.md", "soon"),
            bad("a/4.md", "later"),
            bad("a/5.md", "never mind"),
            bad("a/6.md", "some day"),
            bad("b/1.md", "soon").hint("write 2026-11-20"),
            bad("b/2.md", "soon").hint("write 2026-11-21"),
        ];
        let groups = grouped(&findings, |finding| finding.note.as_str().starts_with('b'));
        let shown: Vec<String> = groups.iter().map(|group| group.human(false, false)).collect();
        let expected = [
            "error[not-a-date]: `soon` is not a date: 2 times in b/
 --> b/1.md:2:7  date: soon; write 2026-11-20
 --> b/2.md:2:7  date: soon; write 2026-11-21",
            "error[not-a-date]: `…` is not a date: 6 times in a/
 --> a/1.md:2:7  `soon` (3 times)
 --> a/4.md:2:7  `later`
 --> a/5.md:2:7  `never mind`
     … 1 more
  = help: write the day",
            "hint[unknown-person]: no contact has the name `Ann`
--> a/1.md",
        ];
        assert_eq!(shown, expected);
        let short = "hint[unknown-person]: no contact has the name `Ann`\n --> a/1.md";
        assert_eq!(groups.last().map(|group| group.human(true, false)).as_deref(), Some(short));
        assert_eq!(groups.iter().map(FindingGroup::count).sum::<usize>(), findings.len());
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_message_are_the_message(message in ".*|[`“”0-9a ]*") {
            prop_assert_eq!(pieces(&message).map(|(part, _)| part).collect::<String>(), message);
        }
    }
}
