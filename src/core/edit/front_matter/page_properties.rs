//! Edits of page properties: the same operations as on front matter, on lines of `key:: value`.
//!
//! Everything else in the note stays byte for byte, and the result is read back.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::edit::read_back::adds;
use crate::core::edit::{Refusal, TextEdit, has_conflict, line_end};
use crate::core::model::vocabulary::is_unset;
use crate::core::parse;
use crate::core::syntax::date;
use crate::core::syntax::page_properties::{self, Property, items, read};

use super::{Key, rank};

/// The page properties of a note.
pub(super) struct PageProperties<'t> {
    text: &'t str,
    lines: Vec<Property>,
}

impl<'t> PageProperties<'t> {
    /// Reads the page properties of a note; `None` if it has none.
    ///
    /// # Errors
    ///
    /// If the note must not be edited.
    pub(super) fn read(text: &'t str) -> Result<Option<Self>, Refusal> {
        let lines = read(text);
        if lines.is_empty() {
            return Ok(None);
        }
        if has_conflict(text) {
            return Err(Refusal::new("a merge conflict was left in the note"));
        }
        let entries = page_properties::entries(text, &lines);
        if parse::are_template(text, &entries) {
            return Err(Refusal::new("the note is a template"));
        }
        Ok(Some(Self { text, lines }))
    }

    pub(super) fn is_filled(&self, key: Key<'_>) -> Result<bool, Refusal> {
        Ok(self.only(key)?.is_some_and(|at| !self.values(at).is_empty()))
    }

    pub(super) fn set(&self, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let Some(at) = self.only(key)? else { return self.insert(key.name, value) };
        let span = self.line(at)?.value.clone();
        let blank = if span.is_empty() { self.blank_before(at) } else { "" };
        self.checked(Some((at, vec![value.to_owned()])), vec![(span, format!("{blank}{value}"))])
    }

    pub(super) fn add(&self, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let Some(at) = self.only(key)? else { return self.insert(key.name, value) };
        let values = self.values(at);
        if values.is_empty() || values.iter().all(|value| is_unset(value)) {
            return self.set(key, value);
        }
        if self.place_of(at, value).is_some() {
            return Ok(TextEdit::default());
        }
        let end = self.line(at)?.value.end;
        let meant = values.iter().map(|value| (*value).to_owned()).chain([value.to_owned()]).collect();
        self.checked(Some((at, meant)), vec![(end..end, format!(", {value}"))])
    }

    pub(super) fn remove(&self, key: Key<'_>, value: &str) -> Result<TextEdit, Refusal> {
        let places: Vec<(usize, usize)> = (0..self.lines.len())
            .filter(|at| self.is(*at, key))
            .filter_map(|at| Some((at, self.place_of(at, value)?)))
            .collect();
        match places.as_slice() {
            [(at, item)] => self.take(*at, *item),
            [] => Err(Refusal::new(format!("`{}` does not have the value `{value}`", key.name))),
            _ => Err(Refusal::new(format!("more than one key has the value `{value}`"))),
        }
    }

    pub(super) fn replace(&self, key: Key<'_>, old: &str, nth: usize, new: Option<&str>) -> Result<TextEdit, Refusal> {
        let begins = |value: &str| value.strip_prefix("[[").unwrap_or(value).starts_with(old);
        let values = (0..self.lines.len())
            .filter(|at| self.is(*at, key))
            .flat_map(|at| self.values(at).into_iter().enumerate().map(move |(item, value)| (at, item, value)));
        let found = values.filter(|(_, _, value)| begins(value)).nth(nth);
        let (at, item, value) =
            found.ok_or_else(|| Refusal::new(format!("`{}` does not have the value `{old}`", key.name)))?;
        let Some(new) = new else { return self.take(at, item) };
        let mut meant: Vec<String> = self.values(at).into_iter().map(str::to_owned).collect();
        meant.get_mut(item).into_iter().for_each(|item| *item = item.replacen(old, new, 1));
        let start = self.item(at, item)?.start + value.find(old).unwrap_or(0);
        self.checked(Some((at, meant)), vec![(start..start + old.len(), new.to_owned())])
    }

    fn line(&self, at: usize) -> Result<&Property, Refusal> {
        self.lines.get(at).ok_or_else(|| Refusal::new("its line is not there any more"))
    }

    fn item(&self, at: usize, item: usize) -> Result<Span, Refusal> {
        let found = items(self.text, self.line(at)?).into_iter().nth(item);
        found.ok_or_else(|| Refusal::new("its value is not there any more"))
    }

    fn key(&self, at: usize) -> &'t str {
        self.lines.get(at).map_or("", |line| slice(self.text, line.key.clone()))
    }

    fn is(&self, at: usize, key: Key<'_>) -> bool {
        (key.is)(self.key(at))
    }

    fn values(&self, at: usize) -> Vec<&'t str> {
        let spans = self.lines.get(at).map(|line| items(self.text, line)).unwrap_or_default();
        spans.into_iter().map(|span| slice(self.text, span)).collect()
    }

    /// Returns the line of a key, if the note has it.
    fn only(&self, key: Key<'_>) -> Result<Option<usize>, Refusal> {
        let mut found = (0..self.lines.len()).filter(|at| self.is(*at, key));
        match (found.next(), found.next()) {
            (Some(one), Some(other)) => {
                let (one, other) = (self.key(one), self.key(other));
                Err(Refusal::new(format!("the keys `{one}` and `{other}` mean the same; keep one of them")))
            }
            (found, _) => Ok(found),
        }
    }

    /// Returns the index of the last value that is written like `value`, or else of the last one with the same day.
    fn place_of(&self, at: usize, value: &str) -> Option<usize> {
        let day = |text: &str| date::moment(text, None).map(|moment| moment.day);
        let values = self.values(at);
        let same = values.iter().rposition(|other| other.eq_ignore_ascii_case(value));
        same.or_else(|| values.iter().rposition(|other| day(other).is_some() && day(other) == day(value)))
    }

    /// Returns the space to write behind the colons of a line.
    fn blank_before(&self, at: usize) -> &'static str {
        let colon = self.lines.get(at).map_or(0, |line| line.colon);
        if slice(self.text, 0..colon).ends_with("::") { " " } else { "" }
    }

    /// Inserts a line where the order of keys puts it.
    fn insert(&self, name: &str, value: &str) -> Result<TextEdit, Refusal> {
        let rank = rank(name);
        let before = (0..self.lines.len()).rev().find(|at| rank == 0 || super::rank(self.key(*at)) < rank);
        let end = line_end(self.text);
        let indent = self.indent();
        let (at, line) = match before {
            Some(before) => (self.line(before)?.line.end, format!("{end}{indent}{name}:: {value}")),
            None => (self.line(0)?.key.start, format!("{name}:: {value}{end}{indent}")),
        };
        let edit = TextEdit::replace(self.text, at..at, line)?;
        self.checked_edit(edit, None, Some((name, value)))
    }

    /// Returns the space before lines that are not the first.
    fn indent(&self) -> String {
        let lead = |line: &Property| slice(self.text, line.line.start..line.key.start).trim_start_matches('\u{feff}');
        match self.lines.as_slice() {
            [_, second, ..] => lead(second).to_owned(),
            [first] => lead(first).chars().map(|char| if char == '\t' { '\t' } else { ' ' }).collect(),
            [] => String::new(),
        }
    }

    /// Removes a value; with the only one, the line goes.
    fn take(&self, at: usize, item: usize) -> Result<TextEdit, Refusal> {
        let line = self.line(at)?;
        let spans = items(self.text, line);
        let mut meant: Vec<String> = self.values(at).into_iter().map(str::to_owned).collect();
        if spans.len() > 1 {
            let span = match (item.checked_sub(1).and_then(|before| spans.get(before)), spans.get(item)) {
                (Some(before), Some(own)) => before.end..own.end,
                (None, Some(own)) => own.start..spans.get(1).map_or(own.end, |next| next.start),
                _ => return Err(Refusal::new("its value is not there any more")),
            };
            meant.remove(item);
            return self.checked(Some((at, meant)), vec![(span, String::new())]);
        }
        let span = match (at.checked_sub(1).and_then(|above| self.lines.get(above)), self.lines.get(at + 1)) {
            (Some(above), _) => above.line.end..line.line.end,
            // The mark of a list stays before the next.
            (None, Some(next)) => line.key.start..next.key.start,
            (None, None) => line.key.start..line.line.end,
        };
        let edit = TextEdit::replace(self.text, span, "")?;
        self.checked_edit(edit, Some((at, Vec::new())), None)
    }

    fn checked(&self, meant: Option<(usize, Vec<String>)>, edits: Vec<(Span, String)>) -> Result<TextEdit, Refusal> {
        self.checked_edit(TextEdit::new(self.text, edits)?, meant, None)
    }

    /// Returns the edit if one line has the values `meant` after it, or is gone without any, or one line is `new`, and all
    /// else is as before.
    fn checked_edit(
        &self,
        edit: TextEdit,
        meant: Option<(usize, Vec<String>)>,
        new: Option<(&str, &str)>,
    ) -> Result<TextEdit, Refusal> {
        let key = new.map_or_else(|| self.key(meant.as_ref().map_or(0, |(at, _)| *at)), |(name, _)| name);
        let refusal = || Refusal::new(format!("`{key}` cannot be edited without changing something else in the note"));
        let edited = edit.apply(self.text)?;
        let after = PageProperties { text: &edited, lines: read(&edited) };
        let changed = meant.as_ref().map(|(at, _)| *at);
        let said = |page: &PageProperties<'_>, at: usize| {
            (page.key(at).to_owned(), page.values(at).into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let others: Vec<_> = (0..self.lines.len()).filter(|at| Some(*at) != changed).map(|at| said(self, at)).collect();
        let expected = match (meant, new) {
            (Some((_, values)), _) if values.is_empty() => None,
            (Some((at, values)), _) => Some((self.key(at).to_owned(), values)),
            (None, new) => new.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])),
        };
        let is_meant = |new: &[(String, Vec<String>)]| new == expected.as_slice();
        let now = (0..after.lines.len()).map(|at| said(&after, at)).collect();
        let end =
            |page: &PageProperties<'_>| page_properties::whole(&page.lines).map(|span| page.text.len() - span.end);
        let is_around_same = after.lines.is_empty() || end(self) == end(&after);
        if is_around_same && adds(&others, now, is_meant) { Ok(edit) } else { Err(refusal()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{add, add_to_list, is_filled, remove, replace, set};
    use super::*;
    use crate::core::base::text::key_form;

    type Edit = fn(&str, Key<'_>) -> Result<TextEdit, Refusal>;

    /// Makes an edit of a key, also with other line ends and a byte order mark, and returns the result or the refusal.
    fn edited(text: &str, name: &str, edit: impl Fn(&str, Key<'_>) -> Result<TextEdit, Refusal>) -> String {
        let is = |written: &str| key_form(written) == key_form(name);
        let made = |text: &str| match edit(text, Key { name, is: &is }) {
            Ok(edit) => edit.apply(text).unwrap(),
            Err(refusal) => format!("! {refusal}"),
        };
        let result = made(text);
        if !result.starts_with('!') {
            // A text of one line does not show its line end.
            if text.contains('\n') {
                assert_eq!(made(&text.replace('\n', "\r\n")), result.replace('\n', "\r\n"), "{text:?}");
            }
            assert_eq!(made(&format!("\u{feff}{text}")), format!("\u{feff}{result}"), "{text:?}");
        }
        result
    }

    #[test]
    fn keys_are_written_as_page_properties_where_a_note_has_them() {
        let rows: [(&str, &str, Edit, &str); 12] = [
            (
                "type:: person\n\n- a",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "type:: person\nthanked:: 2026-11-21\n\n- a",
            ),
            (
                "type:: person",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "type:: person\nthanked:: 2026-11-21",
            ),
            (
                "- type:: person\n\t- a",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "- type:: person\n  thanked:: 2026-11-21\n\t- a",
            ),
            (
                "- type:: person\n   id:: 1\n- a",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "- type:: person\n   id:: 1\n   thanked:: 2026-11-21\n- a",
            ),
            (
                "\ttype:: person\n\tid:: 1\n",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "\ttype:: person\n\tid:: 1\n\tthanked:: 2026-11-21\n",
            ),
            (
                "- thanked:: no\n- a",
                "requested",
                |text, key| add(text, key, "2026-11-21"),
                "- requested:: 2026-11-21\n  thanked:: no\n- a",
            ),
            (
                "thanked:: 2026-11-20\n",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "thanked:: 2026-11-20, 2026-11-21\n",
            ),
            (
                "Thanked:: [[2026-11-20]]  \nx:: y",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "Thanked:: [[2026-11-20]], 2026-11-21  \nx:: y",
            ),
            (
                "thanked:: [[2026-11-21]]\n",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "thanked:: [[2026-11-21]]\n",
            ),
            ("thanked::\nx:: y", "thanked", |text, key| add(text, key, "no"), "thanked:: no\nx:: y"),
            ("thanked:: TBD\n", "thanked", |text, key| add(text, key, "2026-11-21"), "thanked:: 2026-11-21\n"),
            (
                "thanked:: some day\n",
                "thanked",
                |text, key| add(text, key, "2026-11-21"),
                "! `thanked` cannot be edited without changing something else in the note",
            ),
        ];
        for (before, name, edit, after) in rows {
            assert_eq!(edited(before, name, edit), after, "{before:?}");
        }
    }

    #[test]
    fn values_are_replaced_and_removed_and_the_last_takes_its_line_along() {
        let rows: [(&str, &str, Edit, &str); 7] = [
            ("cadence:: 90d\n", "cadence", |text, key| set(text, key, "never"), "cadence:: never\n"),
            (
                "goals:: gain-insight\n",
                "goals",
                |text, key| add_to_list(text, key, "more-contacts"),
                "goals:: gain-insight, more-contacts\n",
            ),
            (
                "type:: person\nthanked:: 2026-11-21\n- a",
                "thanked",
                |text, key| remove(text, key, "2026-11-21"),
                "type:: person\n- a",
            ),
            (
                "- thanked:: 2026-11-21\n  type:: person",
                "thanked",
                |text, key| remove(text, key, "2026-11-21"),
                "- type:: person",
            ),
            (
                "thanked:: 2026-11-20, 2026-11-21, no",
                "thanked",
                |text, key| remove(text, key, "2026-11-21"),
                "thanked:: 2026-11-20, no",
            ),
            (
                "follow-up:: [[2026-11-20]]",
                "follow-up",
                |text, key| replace(text, key, "2026-11-20", 0, Some("2026-11-28")),
                "follow-up:: [[2026-11-28]]",
            ),
            (
                "a:: b\nfollow-up:: 2026-11-20 call, then write\nc:: d",
                "follow-up",
                |text, key| replace(text, key, "2026-11-20", 0, None),
                "a:: b\nc:: d",
            ),
        ];
        for (before, name, edit, after) in rows {
            assert_eq!(edited(before, name, edit), after, "{before:?}");
        }
        let key = Key { name: "thanked", is: &|written| written == "thanked" };
        assert!(is_filled("thanked:: no", key).unwrap() && !is_filled("thanked::", key).unwrap());
        assert!(add("thanked:: a\nthanked:: b", key, "no").is_err() && add("thanked:: <% day %>", key, "no").is_err());
    }

    fn page() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            Just("tags:: [[Person]], #friend"),
            Just("alias:: O, B"),
            Just("icon::"),
            Just("requested:: 2026-11-10, [[2026-11-12]]"),
            Just("company:: Fjord, Inc.  "),
            Just("snooze-thank:: 2026-12-01"),
        ];
        let body =
            prop_oneof![Just(""), Just("\n"), Just("\n\n- a\n\t- thanked:: x\n"), Just("\n# T\n"), Just("\nProse.")];
        let mark = prop_oneof![Just(("", "")), Just(("- ", "  ")), Just(("\t", "\t")), Just(("*   ", "    "))];
        (
            proptest::sample::subsequence((0..6).collect::<Vec<usize>>(), 1..5),
            proptest::collection::vec(line, 6),
            mark,
            body,
        )
            .prop_map(|(chosen, lines, (first, next), body)| {
                let mut keys: Vec<&str> = chosen.into_iter().filter_map(|at| lines.get(at).copied()).collect();
                keys.sort_by_key(|line| line.len());
                keys.dedup_by_key(|line| line.split("::").next());
                format!("{first}{}{body}", keys.join(&format!("\n{next}")))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_added_and_removed_leaves_the_note_as_it_was(text in page(), name in prop_oneof![Just("thanked"), Just("requested")]) {
            let is = |written: &str| key_form(written) == name;
            let key = Key { name, is: &is };
            let added = add(&text, key, "2026-11-21").unwrap().apply(&text).unwrap();
            prop_assert!(added.contains("2026-11-21"));
            let removed = remove(&added, key, "2026-11-21").unwrap().apply(&added).unwrap();
            prop_assert_eq!(removed, text);
        }

        #[test]
        fn no_text_makes_an_edit_panic(text in "(- |[ \\t\\r\\n,]|thanked|::|: |\\[\\[|\\]\\]|2026-11-21|[xé#\"]){0,20}") {
            let key = Key { name: "thanked", is: &|written| written == "thanked" };
            for edit in [add(&text, key, "2026-11-21"), set(&text, key, "no"), remove(&text, key, "2026-11-21"), replace(&text, key, "2026-11-21", 0, None)].into_iter().flatten() {
                let edited = edit.apply(&text).unwrap();
                prop_assert_eq!(edit.inverse().apply(&edited).unwrap(), text.clone());
            }
        }
    }
}
