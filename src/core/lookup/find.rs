//! Finds what words name: a follow-up by its id or by words of its line, a note by a name.

use crate::core::base::text::{fold_name, slice};
use crate::core::derive::follow_ups::phrase::Wording;
use crate::core::derive::follow_ups::{FollowUp, Pair};
use crate::core::edit::Refusal;
use crate::core::index::{NoteId, Person};
use crate::core::model::Rule;
use crate::core::workspace::Workspace;

/// The shortest start of an id that is looked up.
const SHORTEST_ID: usize = 4;
/// The most candidates that a message lists.
pub(crate) const MOST_NAMED: usize = 10;

/// A follow-up that was found.
#[derive(Clone, Copy)]
pub(crate) struct FoundFollowUp<'a> {
    pub(crate) follow_up: &'a FollowUp,
    /// Whether it was done today.
    pub(crate) is_done: bool,
}

/// Looks up what a workspace shows.
pub(crate) struct Finder<'a> {
    workspace: &'a Workspace,
    pub(crate) wording: Wording<'a>,
}

/// Returns an id as it is written, without the comment around it; `None` for a text that is not an id or the start of
/// one.
pub(crate) fn id(text: &str) -> Option<&str> {
    let id = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (id.len() >= SHORTEST_ID && id.bytes().all(is_letter)).then_some(id)
}

impl<'a> Finder<'a> {
    pub(crate) fn new(workspace: &'a Workspace) -> Self {
        let wording = Wording { index: &workspace.index, config: &workspace.config, today: workspace.today() };
        Self { workspace, wording }
    }

    /// Returns the words of a follow-up: what to do, or what was done.
    pub(crate) fn line(&self, found: FoundFollowUp<'a>) -> String {
        let FoundFollowUp { follow_up, is_done } = found;
        let pieces = if is_done { self.wording.done(follow_up) } else { self.wording.what(follow_up) };
        self.wording.plain(&pieces)
    }

    /// Returns the follow-up with that id, or with an id that starts so.
    pub(crate) fn by_id(&self, text: &str) -> Result<Option<FoundFollowUp<'a>>, Refusal> {
        let Some(id) = id(text) else { return Ok(None) };
        let all = self.all().chain(self.hidden());
        let found: Vec<_> = all.filter(|found| found.follow_up.id.to_string().starts_with(id)).collect();
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            many => {
                let line = |found: &FoundFollowUp<'a>| format!("\n  {}  {}", found.follow_up.id, self.line(*found));
                let lines: String = many.iter().take(MOST_NAMED).map(line).collect();
                Err(Refusal::new(format!(
                    "several ids start with {id}; write more of it, or words of the line:{lines}"
                )))
            }
        }
    }

    /// Returns the open halves of the pair with that id, or with an id that starts so.
    pub(crate) fn by_pair(&self, text: &str) -> Vec<FoundFollowUp<'a>> {
        let Some(id) = id(text) else { return Vec::new() };
        let Workspace { index, agenda, .. } = self.workspace;
        let mut meant = index
            .meetings()
            .filter(|(talk, ..)| Pair::of(index, *talk, self.workspace.today()).id.to_string().starts_with(id));
        let (Some((talk, ..)), None) = (meant.next(), meant.next()) else { return Vec::new() };
        let is_half = |follow_up: &&FollowUp| matches!(follow_up.rule, Rule::Confirm | Rule::Prepare);
        agenda.open_of(talk).filter(is_half).map(|follow_up| FoundFollowUp { follow_up, is_done: false }).collect()
    }

    /// Returns the note with that name, or with a name that contains it.
    pub(crate) fn by_name(&self, name: &str) -> Result<NoteId, Refusal> {
        let found = self.search(name);
        match found.as_slice() {
            [] => Err(Refusal::new(format!(
                "no follow-up has the id `{name}`, and nobody has that name; `coffeechat list contacts` names everybody"
            ))),
            [one] => Ok(*one),
            many => {
                let paths: Vec<&str> =
                    many.iter().take(MOST_NAMED).map(|id| self.workspace.index.note(*id).path.as_str()).collect();
                Err(Refusal::new(format!(
                    "`{name}` may mean any of these; write more of it, or the path:\n  {}",
                    paths.join("\n  ")
                )))
            }
        }
    }

    /// Returns the contact with that name, with a name that contains it, or at that path.
    pub(crate) fn contact(&self, name: &str) -> Result<NoteId, Refusal> {
        let index = &self.workspace.index;
        let found = self.search(name);
        let is_contact = |id: &NoteId| index.note(*id).as_contact().is_some();
        let mut people: Vec<NoteId> = found.into_iter().filter(is_contact).collect();
        if people.is_empty() {
            people = index.search_among(name, &is_contact);
        }
        match people.as_slice() {
            [one] => Ok(*one),
            [] => Err(Refusal::new(format!(
                "nobody has the name `{name}`; `coffeechat list contacts` names everybody, `coffeechat new contact` adds somebody"
            ))),
            many => {
                let line = |id: &NoteId| {
                    let note = index.note(*id);
                    let company = note.as_contact().and_then(|contact| contact.company.as_deref());
                    let company = company.map_or_else(String::new, |company| format!(", {company}"));
                    format!("\n  {}  {}{company}", note.path, note.title)
                };
                let lines: String = many.iter().take(MOST_NAMED).map(line).collect();
                Err(Refusal::new(format!(
                    "`{name}` may mean any of these; write more of the name, or the path:{lines}"
                )))
            }
        }
    }

    /// Returns the meeting with a contact whose path or title contains the words; a day is enough if it had only one.
    pub(crate) fn meeting_with(&self, contact: NoteId, name: &str) -> Result<NoteId, Refusal> {
        let index = &self.workspace.index;
        let folded = fold_name(name);
        let is_it = |id: &&NoteId| {
            let note = index.note(**id);
            [note.path.as_str(), &note.title].into_iter().any(|text| fold_name(text).contains(&*folded))
        };
        let talks = index.meetings_with(contact);
        let found: Vec<&NoteId> = talks.iter().filter(is_it).collect();
        let (all, why) = match found.as_slice() {
            [one] => return Ok(**one),
            [] => (talks.iter().collect(), "is in no path or title of a talk with"),
            _ => (found, "may mean several talks with"),
        };
        let paths = all.iter().take(MOST_NAMED).map(|id| index.note(**id).path.as_str());
        let first = format!("`{name}` {why} {}", index.note(contact).title);
        Err(Refusal::new([first.as_str()].into_iter().chain(paths).collect::<Vec<_>>().join("\n  ")))
    }

    /// Returns the contact or the meeting with that name, with a name that contains it, or at that path.
    pub(crate) fn talk(&self, name: &str) -> Result<NoteId, Refusal> {
        let index = &self.workspace.index;
        let is_meeting = |id: &NoteId| index.note(*id).as_meeting().is_some();
        match self.search(name).as_slice() {
            [one] if is_meeting(one) => Ok(*one),
            _ => self.contact(name),
        }
    }

    /// Returns the follow-up that is meant: by its id, otherwise by words that are all in its line, in the names of its
    /// people, or in the path of its note or of theirs. Open follow-ups come first, then those that were done today,
    /// then those that are put off or lapsed.
    pub(crate) fn follow_up(&self, words: &[String], rule: Option<Rule>) -> Result<FoundFollowUp<'a>, Refusal> {
        let asked = words.join(" ");
        if let Some(found) = self.by_id(&asked)? {
            return Ok(found);
        }
        let is_of_rule = |found: &FoundFollowUp<'a>| rule.is_none_or(|rule| rule == found.follow_up.rule);
        let folded = fold_name(&asked);
        let is_meant = |found: &FoundFollowUp<'a>| is_of_rule(found) && holds(&self.haystack(*found), &folded);
        let (done, open): (Vec<_>, Vec<_>) = self.all().filter(is_meant).partition(|found| found.is_done);
        // The same command again does not mean the next nudge or the next occurrence of a recurring task.
        let meant = match (open.as_slice(), done.as_slice()) {
            ([next], [done]) if self.is_same_job(*next, *done) => vec![*done],
            ([], []) => self.hidden().filter(is_meant).collect(),
            ([], _) => done,
            _ => open,
        };
        match meant.as_slice() {
            [] => {
                let of_rule = rule.map(|rule| format!(" of the rule `{rule}`")).unwrap_or_default();
                Err(Refusal::new(format!(
                    "no follow-up{of_rule} matches `{asked}`; `coffeechat list follow-ups` names all of them"
                )))
            }
            [one] => Ok(*one),
            many => {
                let line = |found: &FoundFollowUp<'a>| format!("\n  {}  {}", found.follow_up.id, self.line(*found));
                let lines: String = many.iter().take(MOST_NAMED).map(line).collect();
                let hidden = many.len().saturating_sub(MOST_NAMED);
                let more = if hidden > 0 { format!("\n  … {hidden} more") } else { String::new() };
                Err(Refusal::new(format!("several follow-ups match; name one by its id:{lines}{more}")))
            }
        }
    }

    /// Returns whether two follow-ups of a note are about the same thing on different days.
    fn is_same_job(&self, one: FoundFollowUp<'a>, other: FoundFollowUp<'a>) -> bool {
        let key = |found: FoundFollowUp<'a>| (found.follow_up.rule, found.follow_up.note);
        key(one) == key(other) && (one.follow_up.rule != Rule::Task || self.line(one) == self.line(other))
    }

    /// Returns the follow-ups that are open, and those that were done today.
    pub(crate) fn all(&self) -> impl Iterator<Item = FoundFollowUp<'a>> {
        let agenda = &self.workspace.agenda;
        let open = agenda.follow_ups().map(|follow_up| FoundFollowUp { follow_up, is_done: false });
        open.chain(agenda.done().map(|follow_up| FoundFollowUp { follow_up, is_done: true }))
    }

    /// Returns what is put off, and what lapsed.
    fn hidden(&self) -> impl Iterator<Item = FoundFollowUp<'a>> {
        let agenda = &self.workspace.agenda;
        agenda.held().chain(agenda.lapsed()).map(|follow_up| FoundFollowUp { follow_up, is_done: false })
    }

    /// Returns the notes with that name.
    fn search(&self, name: &str) -> Vec<NoteId> {
        let mut found = self.workspace.index.search(name);
        let is_contact = |id: &NoteId| self.workspace.index.note(*id).as_contact().is_some();
        // Of a person and the notes about talks with them, the person is meant.
        if found.iter().filter(|id| is_contact(id)).count() == 1 {
            found.retain(is_contact);
        }
        found
    }

    /// Returns everything by which a follow-up may be named, folded.
    fn haystack(&self, found: FoundFollowUp<'a>) -> String {
        let mut text = self.line(FoundFollowUp { is_done: false, ..found });
        let mut add = |more: &str| {
            text.push(' ');
            text.push_str(more);
        };
        if found.is_done {
            add(&self.line(found));
        }
        add(self.workspace.index.note(found.follow_up.note).path.as_str());
        for person in &found.follow_up.who {
            add(self.workspace.index.name(person));
            if let Person::Known(id) = person {
                let note = self.workspace.index.note(*id);
                add(note.path.as_str());
                note.aliases.iter().for_each(|alias| add(alias));
            }
        }
        fold_name(&text).into_owned()
    }
}

/// Returns whether every one of `words` begins a word of a text, both folded: `grid` does not match Ingrid.
pub(crate) fn holds(text: &str, words: &str) -> bool {
    let begins = |at: usize| !slice(text, 0..at).ends_with(|char: char| char.is_lowercase() || char.is_numeric());
    let mut words = words.split(' ').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| text.match_indices(word).any(|(at, _)| begins(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::NotePath;
    use crate::core::config::Config;
    use crate::core::model::Day;
    use crate::core::parse::NoteParser;

    const NOTES: [(&str, &str); 5] = [
        (
            "people/zoe.md",
            "---\ntype: contact\nname: Zoë Quinn\naliases: [Captain]\n---\n- [ ] Send the article on grid storage\n",
        ),
        ("people/ann.md", "---\ntype: contact\nname: Ann Lee\n---\n"),
        ("people/bo.md", "---\ntype: contact\nname: Bo Park\nrequested: 2026-11-02\nnudged: 2026-11-21\n---\n"),
        ("meetings/a.md", "---\ndate: 2026-11-19\nwith: \"[[Zoë Quinn]]\"\n---\n## Reflection\nfine\n"),
        (
            "meetings/b.md",
            "---\ndate: 2026-11-18\nwith: \"[[Ann Lee]]\"\nthanked: 2026-11-21\n---\n## Reflection\nyes\n",
        ),
    ];

    fn workspace() -> Workspace {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let notes = NOTES.iter().map(|(path, text)| parser.parse(&NotePath::new(*path), text.as_bytes())).collect();
        Workspace::new(config.clone(), notes, Vec::new(), Day::from_ymd_opt(2026, 11, 21).unwrap())
    }

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_follow_up_is_found_by_any_words_that_are_only_its_own() {
        let workspace = workspace();
        let finder = Finder::new(&workspace);
        let rows = [
            ("grid article", None, Ok("Send the article on grid storage (Zoë Quinn)")),
            ("ZOE\u{308} thank", None, Ok("Thank Zoë Quinn for the talk on Thu 19 Nov")),
            ("captain talk", None, Ok("Thank Zoë Quinn for the talk on Thu 19 Nov")),
            ("zoë", Some(Rule::Task), Ok("Send the article on grid storage (Zoë Quinn)")),
            ("meetings/a", None, Ok("Thank Zoë Quinn for the talk on Thu 19 Nov")),
            // He was nudged today, so the next nudge is in a week.
            ("nudge bo", None, Ok("Nudged Bo Park")),
            ("thank ann", None, Ok("Thanked Ann Lee for the talk on Wed 18 Nov")),
            ("zoë", None, Err("several follow-ups match; name one by its id:\n  ")),
            ("zoe", None, Err("several follow-ups match; name one by its id:\n  ")),
            ("zoé", None, Err("no follow-up matches `zoé`; `coffeechat list follow-ups`")),
            ("rid storage", None, Err("no follow-up matches `rid storage`")),
            ("zoë", Some(Rule::Nudge), Err("no follow-up of the rule `nudge` matches `zoë`")),
            ("zzzzzzzz", None, Err("no follow-up matches `zzzzzzzz`")),
            ("", None, Err("no follow-up matches ``")),
            (" ", None, Err("no follow-up matches ` `")),
        ];
        for (text, rule, expected) in rows {
            let found = finder.follow_up(&words(text), rule).map(|found| finder.line(found));
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
                (Err(error), Err(expected)) => assert!(error.to_string().starts_with(expected), "{text}: {error}"),
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn an_id_is_enough_however_it_is_copied() {
        let workspace = workspace();
        let finder = Finder::new(&workspace);
        for found in finder.all() {
            let id = found.follow_up.id.to_string();
            for text in [id.clone(), format!("<!--{id}-->"), format!(" {} ", id.get(..6).unwrap())] {
                assert_eq!(finder.follow_up(&[text], None).unwrap().follow_up.id, found.follow_up.id);
            }
        }
        assert!(finder.all().any(|found| found.is_done) && finder.all().any(|found| !found.is_done));
        assert_eq!([id("k3f"), id("K3F9A"), id("k3f9 a2bc")], [None; 3]);
    }
}
