//! `done`, `snooze` and `waive`: the same as a tick in the dashboard, for one given follow-up.

use crate::core::actions::harvest::{SettleRequest, harvest};
use crate::core::base::escape::visible;
use crate::core::model::{Action, Day};
use crate::core::syntax::when;
use crate::program::cli::{SettleArgs, SnoozeArgs};
use crate::program::error::{Error, Result};
use crate::vault::{Journal, Wait};

use super::Outcome;
use super::apply::{applier, retry, show_diffs, take_in, tell};
use super::harvest;
use super::refresh::show;
use super::scan::{self, Scan};
use crate::core::lookup::{Finder, FoundFollowUp};
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;

/// What is asked for.
struct Settling<'a> {
    args: &'a SettleArgs,
    action: Action,
    until: Option<Day>,
}

pub(super) fn run(args: &SettleArgs, action: Action, output: &mut Output) -> Result<Outcome> {
    Settling { args, action, until: None }.run(output)
}

pub(super) fn snooze(args: &SnoozeArgs, output: &mut Output) -> Result<Outcome> {
    let (_, config) = scan::open(None, &args.which.place)?;
    let config = config.unwrap_or_default();
    let today = scan::today(&config, &args.which.place);
    let until = match &args.until {
        Some(until) => Some(when::day(until, today, config.date_order).map_err(Error::option("until"))?),
        None => args.span.map(|span| span.after(today)),
    };
    if let Some(until) = until.filter(|until| *until <= today) {
        return Err(Error::Usage(format!("{until} is not in the future, so nothing can be put off until then")));
    }
    Settling { args: &args.which, action: Action::Snooze, until }.run(output)
}

impl Settling<'_> {
    fn run(&self, output: &mut Output) -> Result<Outcome> {
        retry(&self.args.place, |scan| self.try_once(scan, output))
    }

    /// Does what is asked for; `None` if the note has changed since it was read.
    fn try_once(&self, scan: &mut Scan, output: &mut Output) -> Result<Option<Outcome>> {
        let finder = Finder::new(&scan.workspace);
        let pair = finder.by_pair(&self.args.what.join(" "));
        let found = if pair.is_empty() { vec![finder.follow_up(&self.args.what, self.args.rule)?] } else { pair };
        if let Some(done) = found.iter().find(|found| found.is_done) {
            return self.tell_done(&finder, *done, output).map(Some);
        }
        let ids: Vec<String> = found.iter().map(|found| found.follow_up.id.to_string()).collect();
        let journal = Journal::open(&scan.vault, &environment::folders());
        let (action, until) = (self.action, self.until);
        let asked = found.iter().map(|found| SettleRequest { follow_up: found.follow_up, action, until });
        let asked: Vec<SettleRequest<'_>> = asked.collect();
        let mut harvest = harvest(&scan.workspace, &scan.sources(&journal), &asked, false);
        if !harvest.refused.is_empty() {
            return Err(Error::Refused(harvest.refused.join("\n")));
        }
        if self.args.dry_run {
            show_diffs(&harvest.edit, output)?;
            return Ok(Some(Outcome::Done));
        }
        let applied = harvest::write(&applier(scan, &journal), &mut harvest, || true);
        tell(&applied, output)?;
        take_in(&mut scan.workspace, &applied);
        show(scan, &harvest.kept, &journal, &self.args.place, output)?;
        if applied.written.iter().any(|edit| edit.ids().any(|written| ids.iter().any(|id| id == written))) {
            return Ok(Some(Outcome::Done));
        }
        let waits = applied.waits().into_iter().map(Wait::reason);
        match waits.chain(applied.failures()).collect::<Vec<_>>().join("\n") {
            none if none.is_empty() => Ok(None),
            why => Err(Error::Refused(format!("nothing was written: {why}"))),
        }
    }

    /// Reports that a follow-up of today is already done.
    fn tell_done(&self, finder: &Finder<'_>, found: FoundFollowUp<'_>, output: &mut Output) -> Result<Outcome> {
        let (line, id) = (finder.line(found), found.follow_up.id);
        if self.action != Action::Done {
            return Err(Error::Usage(format!(
                "it is already done: {line}; `coffeechat undo {id}` takes that back first"
            )));
        }
        output.data(|out| writeln!(out, "done already: {}", visible(&line)))?;
        Ok(Outcome::Done)
    }
}
