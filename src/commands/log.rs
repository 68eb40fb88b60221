//! `log`: a dated line in the log of a contact.

use std::cell::RefCell;

use crate::cli::LogArgs;
use crate::edit::log;
use crate::error::{Error, Result};
use crate::model::EventKey;
use crate::parse::body::event_of;
use crate::report::escape::visible;
use crate::suggest::nearest;
use crate::when;

use super::Outcome;
use super::amend::{Amending, Amendment, text_of};
use super::find::Finder;
use super::output::Output;

/// The events that a first word may name.
const EVENTS: [EventKey; 11] = [
    EventKey::Added,
    EventKey::Requested,
    EventKey::Nudged,
    EventKey::Replied,
    EventKey::Declined,
    EventKey::Scheduled,
    EventKey::Confirmed,
    EventKey::Thanked,
    EventKey::Closed,
    EventKey::ReportedBack,
    EventKey::LastContact,
];

pub(super) fn run(args: &LogArgs, output: &mut Output) -> Result<Outcome> {
    let words = args.words.join(" ");
    let words = words.trim();
    if words.is_empty() {
        return Err(Error::Usage(String::from("there is nothing to note down: say what happened, in quotes")));
    }
    let there = RefCell::new(None);
    let outcome = Amending { place: &args.place, dry_run: args.dry_run }.run(output, |scan| {
        let picture = &scan.picture;
        let day = match &args.date {
            Some(date) => when::past_day(date, picture.today()).map_err(Error::Usage)?,
            None => picture.today(),
        };
        if day > picture.today() {
            return Err(Error::Usage(format!("{day} is still ahead; a log tells what was")));
        }
        let id = Finder::new(picture).contact(&args.name)?;
        let note = picture.index.note(id);
        let old = text_of(scan, id)?;
        let refused = |refusal| Error::Refused(format!("{}: not written: {refusal}", note.path));
        if log::has(&old, day, words).map_err(refused)? {
            there.replace(Some(format!("{}: `- {day} {words}` is there already", note.path)));
            return Ok(Vec::new());
        }
        let edit = log::append(&old, day, words).map_err(refused)?;
        let event = event_of(words).map_or_else(String::new, |event| format!(" (event: {})", event.as_str()));
        Ok(vec![Amendment {
            path: note.path.clone(),
            new: edit.apply(&old).map_err(refused)?,
            old: Some(old),
            verb: "log",
            what: note.title.to_string(),
            says: format!("`- {day} {words}`{event}"),
        }])
    })?;
    if let Some(there) = there.into_inner() {
        output.data(|out| writeln!(out, "{}", visible(&there)))?;
    }
    if let Some(meant) = near_miss(words) {
        output.message(&format!("the line names no event; did you mean `{meant}:`?"))?;
    }
    Ok(outcome)
}

/// Returns the event that a first word with a colon behind it almost names.
fn near_miss(words: &str) -> Option<&'static str> {
    let (first, _) = words.split_once(':').filter(|(first, _)| !first.contains(char::is_whitespace))?;
    nearest(first, EVENTS.map(EventKey::as_str)).filter(|_| event_of(words).is_none())
}

#[cfg(test)]
mod tests {
    use super::near_miss;

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
