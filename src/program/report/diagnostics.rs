//! Findings as text in the style of compilers, and as JSON.

use std::io;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Padding, Renderer, Snippet};

use crate::core::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::core::base::escape::{visible, visible_source};
use crate::core::lists::{ProblemRow, json};

use super::groups::grouped;

/// Writes each finding with its place, its line and what to do about it; then the [`summary`] on a line of its own.
/// `notes` is the number of notes that were looked at.
pub fn write_human(out: &mut dyn io::Write, findings: &[Diagnostic], notes: usize, colour: bool) -> io::Result<()> {
    for finding in findings {
        writeln!(out, "{}\n", human(finding, colour))?;
    }
    writeln!(out, "{}", summary(findings, notes))
}

/// The most lines of a report whose equal findings are one, without what `check` says below it.
const MOST_LINES: usize = 56;

/// Writes the findings with equal ones of a folder as one, those that `is_first` before others, as far as a few screens
/// hold them; then how many are left, and the [`summary`].
pub fn write_groups(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    is_first: impl Fn(&Diagnostic) -> bool,
    notes: usize,
    colour: bool,
) -> io::Result<()> {
    let groups = grouped(findings, is_first);
    let texts = |is_short| groups.iter().map(move |group| group.human(is_short, colour) + "\n").collect::<Vec<_>>();
    let lines = |text: &String| text.lines().count() + 1;
    let mut all = texts(false);
    if all.iter().map(lines).sum::<usize>() > MOST_LINES {
        all = texts(true);
    }
    let (mut room, mut shown, mut told) = (MOST_LINES, 0, 0);
    for (group, text) in groups.iter().zip(&all) {
        let Some(left) = room.checked_sub(lines(text)) else { break };
        writeln!(out, "{text}")?;
        (room, shown, told) = (left, shown + 1, told + group.count());
    }
    if let more @ 1.. = groups.len() - shown {
        let (more, left) = (counted(more, "more group"), findings.len() - told);
        writeln!(out, "… {more} of {left} findings; `coffeechat check --all` shows each of them")?;
    }
    writeln!(out, "{}", summary(findings, notes))
}

/// Returns one finding in the style of compilers, without a final line break.
#[must_use]
pub fn human(finding: &Diagnostic, colour: bool) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let title = level.primary_title(visible(&finding.message)).id(finding.code.as_str());
    let path = visible(finding.note.as_str());
    let Some(place) = &finding.place else {
        return renderer.render(&[with_hint(title.element(Origin::path(path)), finding)]);
    };
    if place.source.trim().is_empty() {
        let origin = Origin::path(path).line(place.line as usize).char_column(place.column as usize);
        return renderer.render(&[with_hint(title.element(origin), finding)]);
    }
    let (source, span) = visible_source(&place.source, place.span.clone());
    let column = source.get(..span.start).unwrap_or_default().chars().count() + 1;
    let snippet = Snippet::source(source)
        .path(path)
        .line_start(place.line as usize)
        .annotation(AnnotationKind::Primary.span(span));
    let shown = renderer.render(&[with_hint(title.element(snippet), finding)]);
    with_column(shown, place, column)
}

fn with_hint<'a>(group: Group<'a>, finding: &'a Diagnostic) -> Group<'a> {
    match &finding.hint {
        Some(hint) => group.element(Padding).element(Level::HELP.message(visible(hint))),
        None => group,
    }
}

/// Puts the column of the note where the renderer counted `counted` in a line that was shortened or made visible.
fn with_column(shown: String, place: &Place, counted: usize) -> String {
    if counted == place.column as usize {
        return shown;
    }
    let wrong = format!(":{}:{counted}", place.line);
    // The title is the first line and may say anything; the origin is the second.
    let mut lines = shown.splitn(3, '\n');
    let (Some(title), Some(origin), Some(rest)) = (lines.next(), lines.next(), lines.next()) else { return shown };
    match origin.rsplit_once(&wrong) {
        Some((path, end)) => format!("{title}\n{path}:{}:{}{end}\n{rest}", place.line, place.column),
        None => shown,
    }
}

/// Returns how many findings of each severity there are, such as `2 errors, 3 warnings in 40 notes`. Templates are no
/// findings of theirs.
#[must_use]
pub fn summary(findings: &[Diagnostic], notes: usize) -> String {
    let is_of = |finding: &Diagnostic, severity| finding.severity() == severity && finding.code != Code::Template;
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .map(|severity| (severity, findings.iter().filter(|finding| is_of(finding, severity)).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| counted(count, severity.as_str()))
        .collect();
    let found = if counts.is_empty() { String::from("no problems") } else { counts.join(", ") };
    format!("{found} in {}", counted(notes, "note"))
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Writes the findings as one JSON array; missing values are `null`.
pub fn write_json(out: &mut dyn io::Write, findings: &[Diagnostic]) -> io::Result<()> {
    json::write(out, &findings.iter().map(ProblemRow::new).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::base::escape::is_hidden;
    use crate::core::base::{Location, NotePath};

    fn finding(code: Code) -> Diagnostic {
        let note = NotePath::new("people/jo-park.md");
        Diagnostic::new(code, &note, "`31.11.2026` is not a date")
    }

    fn on_a_line() -> Diagnostic {
        let text = "---\ntype: contact\nrequested:\t31.11.2026\n---\n";
        finding(Code::NotADate).at(text, 29..39).hint("write 2026-11-30")
    }

    #[test]
    fn a_finding_is_shown_with_its_line() {
        let expected = "\
error[not-a-date]: `31.11.2026` is not a date
 --> people/jo-park.md:3:12
  |
3 | requested:    31.11.2026
  |               ^^^^^^^^^^
  |
  = help: write 2026-11-30";
        assert_eq!(human(&on_a_line(), false), expected);
    }

    #[test]
    fn a_finding_without_a_line_is_shown_without_one() {
        let hint = finding(Code::NearMiss).hint("ask it openly");
        let expected = "\
hint[near-miss]: `31.11.2026` is not a date
--> people/jo-park.md
 |
 = help: ask it openly";
        assert_eq!(human(&hint, false), expected);
        let expected = "\
warning[not-a-cadence]: `31.11.2026` is not a date
--> people/jo-park.md:12:1";
        assert_eq!(
            human(&finding(Code::NotACadence).located(Location { line: 12, column: 1, width: 0 }), false),
            expected
        );
    }

    #[test]
    fn the_text_of_a_note_is_shown_and_does_not_act() {
        let note = NotePath::new("a\u{1b}]0;x\u{7}.md");
        let text = "\u{1b}[2Jname: \u{202e}x";
        let finding = Diagnostic::new(Code::Encrypted, &note, "line\nbreak").at(text, 10..14).hint("\r\u{9b}");
        let expected = "\
warning[encrypted]: line<U+000A>break
 --> a<U+001B>]0;x<U+0007>.md:1:11
  |
1 | <U+001B>[2Jname: <U+202E>x
  |                  ^^^^^^^^^
  |
  = help: <U+000D><U+009B>";
        assert_eq!(human(&finding, false), expected);
    }

    #[test]
    fn the_column_is_that_of_the_note() {
        let text = format!("{}\u{200b}31.11.2026", "x".repeat(900));
        for colour in [false, true] {
            let shown = human(&finding(Code::NotADate).at(&text, 903..913), colour);
            assert!(shown.contains("people/jo-park.md:1:902"), "{shown}");
        }
    }

    #[test]
    fn the_summary_counts_by_severity() {
        let (error, warning, hint) = (finding(Code::NotADate), finding(Code::NotACadence), finding(Code::NearMiss));
        let rows = [
            (vec![], 0, "no problems in 0 notes"),
            (vec![hint], 1, "1 hint in 1 note"),
            (vec![error.clone(), warning.clone(), error.clone()], 40, "2 errors, 1 warning in 40 notes"),
        ];
        for (findings, notes, expected) in rows {
            assert_eq!(summary(&findings, notes), expected);
        }
        let mut out = Vec::new();
        write_human(&mut out, &[warning.located(Location { line: 2, column: 1, width: 0 })], 3, false).unwrap();
        let expected =
            "warning[not-a-cadence]: `31.11.2026` is not a date\n--> people/jo-park.md:2:1\n\n1 warning in 3 notes\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_has_every_field() {
        let mut out = Vec::new();
        write_json(&mut out, &[on_a_line(), finding(Code::NotACadence)]).unwrap();
        let expected = r#"[
  {
    "code": "not-a-date",
    "severity": "error",
    "note": "people/jo-park.md",
    "line": 3,
    "column": 12,
    "message": "`31.11.2026` is not a date",
    "hint": "write 2026-11-30"
  },
  {
    "code": "not-a-cadence",
    "severity": "warning",
    "note": "people/jo-park.md",
    "line": null,
    "column": null,
    "message": "`31.11.2026` is not a date",
    "hint": null
  }
]
"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        let mut out = Vec::new();
        write_json(&mut out, &[]).unwrap();
        assert_eq!(out, b"[]\n");
    }

    #[test]
    fn colour_is_used_only_where_it_is_asked_for() {
        assert!(human(&on_a_line(), true).contains("\u{1b}["));
        assert!(!human(&on_a_line(), false).contains('\u{1b}'));
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_is_rendered(text in any::<String>(), start in 0_usize..99, length in 0_usize..99) {
            let mut finding = finding(Code::NotADate).at(&text, start..start + length).hint(text);
            // Not every span was made by `Place::new`.
            if let Some(place) = finding.place.as_mut().filter(|_| length % 2 == 0) {
                place.span = start..start + length;
            }
            let shown = human(&finding, false);
            let acts = |c| c != '\n' && is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}');
            prop_assert!(!shown.chars().any(acts), "{shown:?}");
        }
    }
}
