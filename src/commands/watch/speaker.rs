//! Says events to a person or to a program, and each trouble once.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::cli::{WatchArgs, WatchFormat};
use crate::clock;
use crate::report::json;
use crate::watch::line::{Code, Event, Line};

use super::super::output::Output;

/// Where events are said, which of them, and what is amiss.
pub(super) struct Speaker<'a> {
    output: &'a mut Output,
    format: WatchFormat,
    is_quiet: bool,
    is_verbose: bool,
    is_heard: bool,
    zone: Option<Tz>,
    troubles: BTreeMap<Code, String>,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(args: &WatchArgs, output: &'a mut Output) -> Self {
        let (is_quiet, is_verbose) = (args.quiet, args.verbose);
        let troubles = BTreeMap::new();
        Self { output, format: args.format, is_quiet, is_verbose, is_heard: true, zone: None, troubles }
    }

    /// Sets the zone in which times are said; `None` is the system's.
    pub(super) fn set_zone(&mut self, zone: Option<Tz>) {
        self.zone = zone;
    }

    /// Says an event, if it is one of those that were asked for.
    pub(super) fn say(&mut self, mut event: Event) {
        let is_trouble = matches!(event, Event::Trouble { .. } | Event::Recovered { .. });
        if !is_trouble && self.is_quiet || matches!(event, Event::Walk { .. }) && !self.is_verbose {
            return;
        }
        if let Event::Changed(changed) = &mut event
            && !self.is_verbose
        {
            (changed.waited_us, changed.took_us) = (None, None);
        }
        let line = Line::new(event, clock::now(self.zone));
        let said = match self.format {
            WatchFormat::Json => self.output.exact(|out| json::write_line(out, &line)),
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

    /// Says what is amiss, unless it was said.
    pub(super) fn trouble(&mut self, code: Code, message: impl Into<String>) {
        let message = message.into();
        if self.troubles.get(&code) != Some(&message) {
            self.troubles.insert(code, message.clone());
            self.say(Event::Trouble { code, message });
        }
    }

    /// Says that it is no longer so, if it was.
    pub(super) fn recovered(&mut self, code: Code) {
        if self.troubles.remove(&code).is_some() {
            self.say(Event::Recovered { code });
        }
    }

    /// Returns whether that was said and is still so.
    pub(super) fn is_troubled(&self, code: Code) -> bool {
        self.troubles.contains_key(&code)
    }
}
