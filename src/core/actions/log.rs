//! A line in the log of a contact: who is meant, and what the line would record.

use crate::core::base::suggest::nearest;
use crate::core::base::text::fold_name;
use crate::core::edit::{CommandEdit, Refusal, log};
use crate::core::index::{Index, NoteId};
use crate::core::lookup::Finder;
use crate::core::model::key::events_of;
use crate::core::model::{Day, Event, EventKey, NoteType};
use crate::core::parse::NoteParser;
use crate::core::parse::body::event_of;
use crate::core::workspace::Workspace;

/// The most words that are tried as a name.
const LONGEST_NAME: usize = 8;

/// What a line in a log comes to.
pub(crate) struct LogPlan {
    /// The edit; `None` if the line is there already.
    pub(crate) edit: Option<CommandEdit>,
    /// The line that is there already, with its note.
    pub(crate) there: Option<String>,
    /// The event that the first word almost names.
    pub(crate) meant: Option<&'static str>,
}

/// Returns the edit that writes what happened on a day to the log of a contact. `said` begins with the name. `read`
/// returns the text of a note as it is now.
///
/// # Errors
///
/// If nobody or several people have the name, nothing is said, the words would record an event
/// by accident, or the note cannot be edited; and as `read`.
pub(crate) fn plan<E: From<Refusal>>(
    workspace: &Workspace,
    said: &[String],
    day: Day,
    read: impl FnOnce(NoteId) -> Result<String, E>,
) -> Result<LogPlan, E> {
    let (name, words) = split(&workspace.index, said);
    let id = Finder::new(workspace).contact(&name)?;
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::new(format!("there is nothing to note down: write what happened after `{name}`")).into());
    }
    if let Some((event, with_colon)) = accident(words) {
        return Err(Refusal::new(format!(
            "`{words}` would record the event `{event}`\n\
             write `{with_colon}` if it did; if it did not, begin with another word, as in `she {event} …`"
        ))
        .into());
    }
    let note = workspace.index.note(id);
    let old = read(id)?;
    let refused = |refusal| Refusal::new(format!("{}: not written: {refusal}", note.path));
    let meant = near_miss(words);
    let vocabulary = &workspace.config.words();
    if log::has(&old, vocabulary, day, words).map_err(refused)? {
        let there = format!("{}: `- {day} {words}` is already there", note.path);
        return Ok(LogPlan { edit: None, there: Some(there), meant });
    }
    let line = log::append(&old, vocabulary, day, words).map_err(refused)?;
    let new = line.apply(&old).map_err(refused)?;
    let events = |text: &str| {
        let note = NoteParser::new(&workspace.config).parse(&note.path, text.as_bytes());
        note.as_contact().map_or_else(Vec::new, |contact| contact.events.clone())
    };
    let before = events(&old);
    let is_new = |event: &Event| !before.iter().any(|other| (other.key, other.when) == (event.key, event.when));
    let told: Vec<&str> =
        events(&new).into_iter().filter(|event| is_new(event)).map(|event| event.key.as_str()).collect();
    let event = if told.is_empty() { String::new() } else { format!(" (event: {})", told.join(", ")) };
    let edit = CommandEdit {
        path: note.path.clone(),
        new,
        old: Some(old),
        verb: "log",
        what: note.title.to_string(),
        says: format!("`- {day} {words}`{event}"),
    };
    Ok(LogPlan { edit: Some(edit), there: None, meant })
}

/// Splits the words into the name and what happened. The name is the longest start that consists of whole words of a
/// contact's name: in `Sam Okafor met her`, two words, even if `Sam` alone would be enough.
fn split(index: &Index, said: &[String]) -> (String, String) {
    let head =
        |count: usize| said.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(" ").trim().to_owned();
    let is_name = |count: &usize| {
        let name = head(*count);
        let folded = format!(" {} ", fold_name(&name));
        let has = |own: &str| format!(" {} ", fold_name(own)).contains(&folded);
        index.contacts().any(|(_, note, _)| has(&note.title) || note.aliases.iter().any(|alias| has(alias)))
    };
    let count = (2..=said.len().min(LONGEST_NAME)).rev().find(is_name).unwrap_or(1);
    (head(count), said.iter().skip(count).map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// Returns the event that the first word of a sentence names without a colon, and the sentence with it: notes would
/// read it as that event, and few users mean that.
fn accident(words: &str) -> Option<(&'static str, String)> {
    // `thanked her` can mean nothing else.
    let event = event_of(words).filter(|event| *event != EventKey::Thanked)?;
    let (first, rest) = words.split_once([':', ' ', ',', '.', ';'])?;
    let is_meant = words.as_bytes().get(first.len()) == Some(&b':') || !rest.contains(char::is_alphanumeric);
    (!is_meant).then(|| (event.as_str(), format!("{first}: {}", rest.trim_matches([' ', ':']))))
}

/// Returns the event that a first word with a colon after it almost names.
fn near_miss(words: &str) -> Option<&'static str> {
    let (first, _) = words.split_once(':').filter(|(first, _)| !first.contains(char::is_whitespace))?;
    nearest(first, events_of(NoteType::Contact).map(EventKey::as_str)).filter(|_| event_of(words).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::NotePath;
    use crate::core::config::Config;

    #[test]
    fn the_name_is_as_many_words_as_somebody_is_called() {
        let config = Config::default();
        let parser = NoteParser::new(&config);
        let note = |at: usize, keys: &str| {
            let text = format!("---\ntype: contact\n{keys}\n---\n");
            parser.parse(&NotePath::new(format!("people/p{at}.md")), text.as_bytes())
        };
        let people =
            ["name: Sam Okafor\naliases: [The Captain]", "name: Jo Anders", "name: Zoë van der Berg", "name: Bo"];
        let index = Index::new(people.iter().enumerate().map(|(at, keys)| note(at, keys)).collect());
        let rows: [(&[&str], &str, &str); 14] = [
            (&["Sam", "Okafor", "met", "her"], "Sam Okafor", "met her"),
            (&["sam", "okafor", "met her"], "sam okafor", "met her"),
            (&["sam", "met", "her"], "sam", "met her"),
            (&["Sam Okafor", "met", "her"], "Sam Okafor", "met her"),
            (&["Sam", "Okafor met her"], "Sam", "Okafor met her"),
            (&["sam", "okafor"], "sam okafor", ""),
            (&["the", "captain", "rang"], "the captain", "rang"),
            (&["zoë", "van", "der", "berg", "rang", "me"], "zoë van der berg", "rang me"),
            (&["van", "der", "Berg", "rang"], "van der Berg", "rang"),
            // The beginning of a word does not count as a word.
            (&["jo", "an", "old", "friend"], "jo", "an old friend"),
            (&["jo", "and", "I", "met"], "jo", "and I met"),
            (&["bo", "met", "Sam", "Okafor"], "bo", "met Sam Okafor"),
            (&["bo", "bo", "said"], "bo", "bo said"),
            (&["nobody", "said", "so"], "nobody", "said so"),
        ];
        for (said, name, words) in rows {
            let said: Vec<String> = said.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(split(&index, &said), (name.to_owned(), words.to_owned()), "{said:?}");
        }
    }

    #[test]
    fn a_sentence_that_begins_like_an_event_is_none() {
        let rows = [
            ("closed the deal with her firm", Some("closed: the deal with her firm")),
            ("Declined my coffee, but happy to talk", Some("Declined: my coffee, but happy to talk")),
            ("replied, and at length", Some("replied: and at length")),
            ("scheduled :tomorrow", Some("scheduled: tomorrow")),
            ("closed: the deal fell through", None),
            ("replied:yes", None),
            ("replied", None),
            ("Replied.", None),
            ("she closed the deal", None),
            ("closed-door meeting", None),
            ("reply came", None),
        ];
        for (words, expected) in rows {
            assert_eq!(accident(words).map(|(_, with_colon)| with_colon).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn a_word_that_is_almost_an_event_is_offered_the_event() {
        let rows = [
            ("replyed: yes", Some("replied")),
            ("requsted: by mail", Some("requested")),
            ("Replied: yes", None),
            ("replied yes", None),
            ("asked: how did you start?", None),
            ("replyed yes", None),
            ("note: fine", None),
        ];
        for (words, expected) in rows {
            assert_eq!(near_miss(words), expected, "{words}");
        }
    }
}
