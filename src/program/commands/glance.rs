//! `coffeechat` alone: the day at a glance and what to do next; outside of a vault, the help.

use clap::CommandFactory;

use crate::core::base::escape::visible;
use crate::core::lists::Column;
use crate::core::syntax::calendar;
use crate::program::cli::{Cli, VaultArgs};
use crate::program::error::Result;
use crate::program::report::table::Table;
use crate::program::report::wrap::wrapped;
use crate::vault::Journal;

use super::Outcome;
use super::harvest::pending;
use super::scan;
use crate::program::commands::environment;
use crate::program::commands::terminal::Output;

/// How many follow-ups are shown.
const MOST: usize = 5;

pub(super) fn run(place: &VaultArgs, output: &mut Output) -> Result<Outcome> {
    if place.vault.is_none() && !scan::is_in_vault(place)? {
        let help = Cli::command().render_help();
        output.exact(|out| write!(out, "{help}"))?;
        output.message("\nthere is no vault here; `coffeechat init my-notes` makes one")?;
        return Ok(Outcome::Done);
    }
    let scan = scan::look(None, place)?;
    scan.tell_withheld(output)?;
    let kept = pending(&scan, &Journal::open(&scan.vault, &environment::folders()));
    let glance = scan.workspace.glance(&kept, MOST);
    let today = scan.workspace.today();
    let mut table = Table::new(&[Column::whole("due"), Column::text("what", 40), Column::whole("id")]);
    for row in &glance.next {
        let due = row.due.map(|due| calendar::due(due, today).replace("was due ", "")).unwrap_or_default();
        table.row([due.as_str(), &row.what, &row.id]);
    }
    let width = output.width();
    let mut text = filled(&visible(&glance.summary), width);
    if !glance.next.is_empty() {
        text.extend(["\n", &table.render(width)]);
    }
    text.extend(["\n", &filled(&more(glance.next.len(), glance.total, glance.is_new_vault), width)]);
    output.data(|out| write!(out, "{text}"))?;
    Ok(Outcome::Done)
}

/// Returns what can be done from here on.
fn more(shown: usize, total: usize, is_new_vault: bool) -> String {
    const HELP: &str = "`coffeechat help` names every command";
    let rest = if total > shown { format!(", `coffeechat list follow-ups` lists all {total}") } else { String::new() };
    match shown {
        _ if is_new_vault => {
            format!("`coffeechat new contact NAME` notes down somebody you would like to talk to, {HELP}.")
        }
        0 => format!("Nothing to do. Enjoy the quiet. {HELP}."),
        _ => format!("`coffeechat done ID` ticks one off{rest}, {HELP}."),
    }
}

/// Returns a text on lines of a terminal; whole, if there is none.
fn filled(text: &str, width: Option<usize>) -> String {
    let lines = width.map_or_else(|| vec![text.to_owned()], |width| wrapped(text, width, 0, usize::MAX));
    lines.join("\n") + "\n"
}
