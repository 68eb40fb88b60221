//! `done`, `snooze` and `waive`: what a tick in the dashboard does, for one follow-up that is named.

use crate::core::base::escape::visible;
use crate::core::model::{Action, Day};
use crate::core::syntax::when;
use crate::program::cli::{SettleArgs, SnoozeArgs};
use crate::program::error::{Error, Result};
use crate::vault::Journal;

use super::Outcome;
use super::build::diff;
use super::carry::{Asked, Carrier, Wait, changes};
use super::find::{Finder, Found};
use super::output::Output;
use super::refresh::show;
use super::scan::{self, Scan};
use super::state;

/// How often a vault is read again whose note changes while it is being edited.
const MOST_READS: usize = 3;

/// What is asked for.
struct Wish<'a> {
    args: &'a SettleArgs,
    action: Action,
    until: Option<Day>,
}

pub(super) fn run(args: &SettleArgs, action: Action, output: &mut Output) -> Result<Outcome> {
    Wish { args, action, until: None }.fulfil(output)
}

pub(super) fn snooze(args: &SnoozeArgs, output: &mut Output) -> Result<Outcome> {
    let (_, config) = scan::open(None, &args.which.place)?;
    let today = scan::today(&config.unwrap_or_default(), &args.which.place);
    let until = match &args.until {
        Some(until) => Some(when::day(until, today).map_err(Error::option("until"))?),
        None => args.span.map(|span| span.after(today)),
    };
    if let Some(until) = until.filter(|until| *until <= today) {
        return Err(Error::Usage(format!("{until} is not ahead, so nothing can be put off until then")));
    }
    Wish { args: &args.which, action: Action::Snooze, until }.fulfil(output)
}

impl Wish<'_> {
    fn fulfil(&self, output: &mut Output) -> Result<Outcome> {
        for _ in 0..MOST_READS {
            let mut scan = scan::scan(None, &self.args.place)?;
            if let Some(outcome) = self.try_once(&mut scan, output)? {
                return Ok(outcome);
            }
        }
        Err(Error::Refused(String::from("the note kept changing while it was read; nothing was written to it")))
    }

    /// Does what is asked for; `None` if the note is not what was read of it before.
    fn try_once(&self, scan: &mut Scan, output: &mut Output) -> Result<Option<Outcome>> {
        let finder = Finder::new(&scan.picture);
        let found = finder.follow_up(&self.args.what, self.args.rule)?;
        if found.is_done {
            return self.tell_done(&finder, found, output).map(Some);
        }
        let id = found.follow_up.id.to_string();
        let journal = Journal::of(&scan.vault, &state::folders());
        let carrier = Carrier { vault: &scan.vault, journal: &journal, is_sure: false };
        let asked = Asked { follow_up: found.follow_up, action: self.action, until: self.until };
        let plan = carrier.plan(&scan.picture, &[asked]);
        if !plan.refused.is_empty() {
            return Err(Error::Refused(plan.refused.join("\n")));
        }
        if self.args.dry_run {
            for edit in &plan.edits {
                output.data(|out| write!(out, "{}", diff(&edit.path, &edit.old, &edit.new)))?;
            }
            return Ok(Some(Outcome::Done));
        }
        let written = carrier.write(plan);
        let is_written = written.edits.iter().flat_map(|edit| &edit.deeds).any(|deed| deed.id() == id);
        for (line, deed) in written.edits.iter().flat_map(|edit| edit.lines().zip(&edit.deeds)) {
            let undo = if deed.is_recorded() { "  (`coffeechat undo` takes it back)" } else { "" };
            output.data(|out| writeln!(out, "{line}{undo}"))?;
        }
        let changes = changes(&scan.picture, &written.edits);
        scan.picture.update(changes);
        show(scan, &written.kept, &journal, &self.args.place, output)?;
        if is_written {
            return Ok(Some(Outcome::Done));
        }
        let waits = written.waits.iter().map(Wait::reason);
        match waits.chain(written.failures).collect::<Vec<_>>().join("\n") {
            none if none.is_empty() => Ok(None),
            why => Err(Error::Refused(format!("nothing was written: {why}"))),
        }
    }

    /// Tells of what was done today that it is.
    fn tell_done(&self, finder: &Finder<'_>, found: Found<'_>, output: &mut Output) -> Result<Outcome> {
        let (line, id) = (finder.line(found), found.follow_up.id);
        if self.action != Action::Done {
            return Err(Error::Usage(format!(
                "it is done already: {line}; `coffeechat undo {id}` takes that back first"
            )));
        }
        output.data(|out| writeln!(out, "done already: {}", visible(&line)))?;
        Ok(Outcome::Done)
    }
}
