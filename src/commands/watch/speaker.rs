//! Says events: to a person or to a program.

use crate::cli::{WatchArgs, WatchFormat};
use crate::clock;
use crate::config::Config;
use crate::report::json;
use crate::watch::line::{Event, Line};

use super::super::output::Output;

/// Where events are said, and which.
pub(super) struct Speaker<'a> {
    output: &'a mut Output,
    format: WatchFormat,
    is_quiet: bool,
    is_verbose: bool,
    is_heard: bool,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(args: &WatchArgs, output: &'a mut Output) -> Self {
        let (is_quiet, is_verbose) = (args.quiet, args.verbose);
        Self { output, format: args.format, is_quiet, is_verbose, is_heard: true }
    }

    /// Says an event, if it is one of those that were asked for.
    pub(super) fn say(&mut self, mut event: Event, config: &Config) {
        let is_trouble = matches!(event, Event::Trouble { .. } | Event::Recovered { .. });
        if !is_trouble && self.is_quiet || matches!(event, Event::Walk { .. }) && !self.is_verbose {
            return;
        }
        if let Event::Changed(changed) = &mut event
            && !self.is_verbose
        {
            (changed.waited_us, changed.took_us) = (None, None);
        }
        let line = Line::new(event, clock::now(config));
        let said = match self.format {
            WatchFormat::Json => self.output.data(|out| json::write_line(out, &line)),
            WatchFormat::Human if is_trouble => self.output.message(&line.human()),
            WatchFormat::Human => self.output.data(|out| writeln!(out, "{}", line.human())),
        };
        // A full disk under a log is no reason to stop; it is said once, where it can still be read.
        if let Err(error) = said
            && std::mem::replace(&mut self.is_heard, false)
        {
            drop(self.output.message(&format!("error: {error}")));
        }
    }
}
