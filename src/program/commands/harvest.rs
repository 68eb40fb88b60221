//! Writes ticks to the disk, and finds which of them stay on their pages.

use crate::core::actions::harvest::{Harvest, harvest};
use crate::core::actions::ticks::{Kept, Why};
use crate::vault::{Applied, Applier, Journal, Obstacle};

use super::apply::applier;
use super::scan::Scan;

/// Returns the ticks that are on pages, each with why it is not in its note.
pub(super) fn pending(scan: &Scan, journal: &Journal) -> Vec<Kept> {
    let mut harvest = harvest(&scan.workspace, &scan.sources(journal), &[], false);
    let applier = applier(scan, journal);
    for edit in std::mem::take(&mut harvest.edit.notes) {
        harvest.keep(&edit, &Why::Waits(applier.wait(&edit).map(|wait| wait.reason())));
    }
    harvest.kept
}

/// Writes what was harvested, as long as it may go on. Ticks that are not written stay on their pages.
pub(super) fn write(applier: &Applier<'_>, harvest: &mut Harvest, may_go_on: impl Fn() -> bool) -> Applied {
    let result = applier.apply_while(std::mem::take(&mut harvest.edit), may_go_on);
    for (part, obstacles) in &result.left {
        let why = obstacles.first().map_or(Why::Waits(None), why);
        part.notes.iter().for_each(|edit| harvest.keep(edit, &why));
    }
    result
}

fn why(obstacle: &Obstacle) -> Why {
    match obstacle {
        Obstacle::Waits(wait) => Why::Waits(Some(wait.reason())),
        Obstacle::Refused(message) => Why::NotWritten(message.clone()),
        Obstacle::Behind(_) | Obstacle::Failed(_) | Obstacle::Stopped => Why::Waits(None),
    }
}
