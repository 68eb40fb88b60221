//! `log`: a dated line in the log of a contact.

use crate::core::actions::log::{self, LogPlan};
use crate::core::base::escape::visible;
use crate::core::syntax::when;
use crate::program::cli::LogArgs;
use crate::program::error::{Error, Result};

use super::Outcome;
use super::apply::{apply, text_of};
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &LogArgs, output: &mut Output) -> Result<Outcome> {
    let said = [std::slice::from_ref(&args.name), &args.words].concat();
    let (there, meant) = apply(&args.place, args.dry_run, output, |scan| {
        let today = scan.workspace.today();
        let day = match &args.date {
            Some(date) => {
                when::past_day(date, today, scan.workspace.config.date_order).map_err(Error::option("date"))?
            }
            None => today,
        };
        if day > today {
            return Err(Error::Usage(format!("--date: {day} is still ahead; a log records what has happened")));
        }
        let LogPlan { edit, there, meant } = log::plan(&scan.workspace, &said, day, |id| text_of(scan, id))?;
        Ok((edit.into_iter().collect(), (there, meant)))
    })?;
    if let Some(there) = there {
        output.data(|out| writeln!(out, "{}", visible(&there)))?;
    }
    if let Some(meant) = meant {
        output.message(&format!("the line names no event; did you mean `{meant}:`?"))?;
    }
    Ok(Outcome::Done)
}
