//! Writes all of a plan or nothing of it: of half of a command that is taken back, nobody could tell what to do next.

use crate::vault::{Created, Entry, Kind, VaultError};

use super::{Carried, Carrier, Edited, Plan, Wait};

impl Carrier<'_> {
    /// Returns why what was planned could not be written now, as far as that can be foreseen.
    pub(in crate::program::commands) fn foresee(&self, plan: &Plan) -> Carried {
        let mut carried = Carried::default();
        let waits = self.waits();
        for edit in &plan.edits {
            if let Some(wait) = waits(edit) {
                carried.wait(wait);
            } else if let Err(error) = self.vault.foresee_write(&edit.path, edit.old.as_bytes()) {
                carried.stop(edit, error);
            }
        }
        carried
    }

    /// Writes all that was planned, or nothing of it. The picture is not changed by it.
    pub(in crate::program::commands) fn write_whole(&self, plan: Plan) -> Carried {
        let mut carried = self.foresee(&plan);
        if carried.is_stopped() {
            return carried;
        }
        // A note that goes is the hardest to bring back.
        let (going, staying): (Vec<_>, Vec<_>) = plan.edits.into_iter().partition(|edit| edit.goes);
        let mut forgotten = Vec::new();
        for edit in staying.into_iter().chain(going) {
            let (written, entries) = self.write_one(&edit);
            let is_written = written.is_ok() || self.is_written(&edit);
            if let Err(error) = written {
                carried.stop(&edit, error);
            }
            if is_written {
                forgotten.extend(entries);
                carried.edits.push(edit);
            }
            if carried.is_stopped() {
                forgotten = self.bring_back(&mut carried);
                break;
            }
        }
        drop(self.journal.forget(&forgotten));
        carried
    }

    /// Says whether a note holds what it should, although the last step of writing it failed.
    fn is_written(&self, edit: &Edited) -> bool {
        if edit.goes { self.vault.kind(&edit.path) == Kind::Nothing } else { self.holds(&edit.path, &edit.new) }
    }

    /// Puts back what was written. Returns what the journal is to forget: what could not be put back.
    fn bring_back(&self, carried: &mut Carried) -> Vec<Entry> {
        let mut forgotten = Vec::new();
        for edit in std::mem::take(&mut carried.edits) {
            let (old, new) = (edit.old.as_bytes(), edit.new.as_bytes());
            let back = if edit.goes {
                self.vault.create(&edit.path, old).and_then(|created| match created {
                    Created::New => Ok(()),
                    Created::Exists => Err(VaultError::Refused(String::from("somebody made it anew"))),
                })
            } else {
                self.vault.write_if_unchanged(&edit.path, new, old).map(drop)
            };
            if let Err(error) = back {
                let half = "this was undone, but not the rest, and it could not be put back";
                carried.failures.push(format!("{}: {half}: {error}", edit.path));
                forgotten.extend(edit.deeds.iter().filter_map(|deed| deed.undone.clone()));
                carried.edits.push(edit);
            }
        }
        forgotten
    }
}

impl Carried {
    /// Says whether anything speaks against writing.
    pub(in crate::program::commands) const fn is_stopped(&self) -> bool {
        !(self.waits.is_empty() && self.failures.is_empty() && self.behind.is_empty())
    }

    /// Returns why, a line each.
    pub(in crate::program::commands) fn reasons(self) -> Vec<String> {
        let behind = self.behind.iter().map(|path| format!("{path} changed just now; try again"));
        let waits = self.waits.iter().map(Wait::reason);
        waits.chain(self.failures).chain(behind).collect()
    }

    fn wait(&mut self, wait: Wait) {
        if !self.waits.contains(&wait) {
            self.waits.push(wait);
        }
    }

    /// Takes in why a note cannot be written.
    fn stop(&mut self, edit: &Edited, error: VaultError) {
        match error {
            VaultError::Changed(_) => self.behind.push(edit.path.clone()),
            VaultError::InUse(_) => self.wait(Wait::Writer(edit.path.clone())),
            error => self.failures.push(error.to_string()),
        }
    }
}
