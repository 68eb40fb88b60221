//! `log`: a dated line in the log of a contact.

use crate::cli::LogArgs;
use crate::edit::log;
use crate::error::{Error, Result};
use crate::when;

use super::Outcome;
use super::amend::{Amending, Amendment, text_of};
use super::find::Finder;
use super::output::Output;

pub(super) fn run(args: &LogArgs, output: &mut Output) -> Result<Outcome> {
    let words = args.words.join(" ");
    if words.trim().is_empty() {
        return Err(Error::Usage(String::from("there is nothing to note down: say what happened, in quotes")));
    }
    Amending { place: &args.place, dry_run: args.dry_run }.run(output, |scan| {
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
        let edit = log::append(&old, day, &words).map_err(refused)?;
        Ok(vec![Amendment {
            path: note.path.clone(),
            new: edit.apply(&old).map_err(refused)?,
            old: Some(old),
            verb: "log",
            what: note.title.to_string(),
            says: format!("`- {day} {}`", words.trim()),
        }])
    })
}
