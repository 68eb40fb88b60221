//! `status`: one line for a shell prompt or a status bar. Where there is nothing to say, it prints nothing.

use crate::core::base::escape::visible;
use crate::core::lists::json;
use crate::program::cli::{OrTemplate, StatusArgs, StatusFormat};
use crate::program::clock;
use crate::program::error::Result;
use crate::program::report::filled_in::RowTemplate;

use super::Outcome;
use super::scan;
use crate::program::commands::terminal::Output;

pub(super) fn run(args: &StatusArgs, output: &mut Output) -> Result<Outcome> {
    let template = match &args.format {
        OrTemplate::Template(template) => Some(RowTemplate::new(template)?),
        OrTemplate::Named(_) => None,
    };
    if !scan::is_in_vault(&args.place)? {
        return Ok(Outcome::Done);
    }
    let workspace = &scan::look(None, &args.place)?.workspace;
    // On a day that was named, it is no time of the day.
    let now = args.place.today.is_none().then(|| clock::now(workspace.config.time_zone).time());
    let status = workspace.status(now);
    let line = match (&template, &args.format) {
        (Some(template), _) => template.line(&status)?,
        (_, OrTemplate::Named(StatusFormat::Json)) => {
            output.exact(|out| json::write_line(out, &status))?;
            return Ok(Outcome::Done);
        }
        _ => visible(&status.text).into_owned(),
    };
    if !line.is_empty() {
        output.data(|out| writeln!(out, "{line}"))?;
    }
    Ok(Outcome::Done)
}
