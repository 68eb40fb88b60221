//! Reports events to a person or to a program, and each trouble once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;

use crate::core::lists::json;
use crate::program::cli::{WatchArgs, WatchFormat};
use crate::program::clock;
use crate::program::error::Result;
use crate::program::watch_policy::messages::{EventLine, TroubleCode, WatchEvent};

use super::printer::{Printed, Printer};

/// Where to report events, which of them, and the current troubles.
pub(super) struct Reporter {
    printer: Printer,
    format: WatchFormat,
    is_quiet: bool,
    is_verbose: bool,
    /// The zone of reported times; `None` is the system's.
    zone: Arc<Mutex<Option<Tz>>>,
    troubles: BTreeMap<TroubleCode, String>,
}

impl Reporter {
    pub(super) fn new(args: &WatchArgs) -> Result<Self> {
        let (format, is_quiet, is_verbose) = (args.format, args.quiet, args.verbose);
        let zone = Arc::default();
        let in_zone = Arc::clone(&zone);
        let printer =
            Printer::start(Box::new(move |events| printed(WatchEvent::Dropped { events }, format, &in_zone)))?;
        Ok(Self { printer, format, is_quiet, is_verbose, zone, troubles: BTreeMap::new() })
    }

    /// Sets the zone of reported times; `None` is the system's.
    pub(super) fn set_zone(&mut self, zone: Option<Tz>) {
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// Reports an event, if it was asked for.
    pub(super) fn say(&mut self, mut event: WatchEvent) {
        let is_trouble = matches!(event, WatchEvent::Trouble { .. } | WatchEvent::Recovered { .. });
        if !is_trouble && self.is_quiet || matches!(event, WatchEvent::Walk { .. }) && !self.is_verbose {
            return;
        }
        if let WatchEvent::Changed(changed) = &mut event
            && !self.is_verbose
        {
            (changed.waited_us, changed.took_us) = (None, None);
        }
        self.printer.print(printed(event, self.format, &self.zone));
    }

    /// Prints the remaining lines, if somebody reads them.
    pub(super) fn finish(&self) {
        self.printer.finish();
    }

    /// Reports a trouble, unless it was already reported.
    pub(super) fn trouble(&mut self, code: TroubleCode, message: impl Into<String>) {
        let message = message.into();
        if self.troubles.get(&code) != Some(&message) {
            self.troubles.insert(code, message.clone());
            self.say(WatchEvent::Trouble { code, message });
        }
    }

    /// Reports that a trouble is over, if there was one.
    pub(super) fn recovered(&mut self, code: TroubleCode) {
        if self.troubles.remove(&code).is_some() {
            self.say(WatchEvent::Recovered { code });
        }
    }

    /// Returns whether a trouble was reported and still lasts.
    pub(super) fn is_troubled(&self, code: TroubleCode) -> bool {
        self.troubles.contains_key(&code)
    }
}

/// Returns the line that reports an event now.
fn printed(event: WatchEvent, format: WatchFormat, zone: &Mutex<Option<Tz>>) -> Printed {
    let is_trouble =
        matches!(event, WatchEvent::Trouble { .. } | WatchEvent::Recovered { .. } | WatchEvent::Dropped { .. });
    let line = EventLine::new(event, clock::now(*zone.lock().unwrap_or_else(PoisonError::into_inner)));
    match format {
        WatchFormat::Human if is_trouble => Printed::Message(line.human()),
        WatchFormat::Human => Printed::Data(line.human()),
        WatchFormat::Json => {
            let mut bytes = Vec::new();
            // Writing to memory cannot fail.
            drop(json::write_line(&mut bytes, &line));
            Printed::Exact(bytes)
        }
    }
}
