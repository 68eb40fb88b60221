//! Finds whether an editor has a note open. It only looks at the editor's lock, and never writes it.
//!
//! Vim, Neovim, nano, Emacs and joe leave a lock next to the note or in a folder of their own. Editors without locks,
//! such as most with windows, cannot be detected.

use std::ffi::OsStr;
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::core::base::NotePath;

use super::stamp::Stamp;
use super::{Root, Vault};

/// How old a lock may be. An older one was left behind by the editor or its user.
const STALE_LOCK: Duration = Duration::from_hours(12);
/// The endings of swap files, the usual one first: an editor takes the next if one is taken.
const SWAP_ENDINGS: &[u8] = b"ponmlkjihgfedcba";
/// How much of a swap file identifies its owner: two letters, the program, and at fixed places the process and the
/// host.
const SWAP_HEAD: usize = 108;

/// An editor that has a note open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditorLock {
    program: &'static str,
}

impl fmt::Display for EditorLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has it open", self.program)
    }
}

/// The process that made a lock.
#[derive(Debug, PartialEq, Eq)]
struct Owner {
    program: &'static str,
    host: Vec<u8>,
    process: i32,
}

impl Vault {
    /// Looks for locks of editors in these folders too, under names made of the whole path, as Neovim does.
    pub fn look_for_swaps_in(&mut self, folders: Vec<PathBuf>) {
        self.swaps = folders;
    }

    /// Returns the editor that has a note open, if one left a lock that counts.
    ///
    /// A lock does not count if its process ran on this computer and has ended, or if it is older than twelve hours.
    #[must_use]
    pub fn editor_at_work(&self, note: &NotePath) -> Option<EditorLock> {
        let (folder, name) = (note.folder(), note.file_name());
        let owner = linked(&self.root, folder, name)
            .or_else(|| swapped(&self.root, folder, &format!(".{name}")))
            .or_else(|| self.swaps.iter().find_map(|swaps| elsewhere(swaps, &self.path.join(note.as_str()))))?;
        Some(EditorLock { program: owner.program })
    }
}

/// Returns the owner of a lock of Emacs or joe: a link that leads nowhere and whose text names the owner.
fn linked(root: &Root, folder: &str, name: &str) -> Option<Owner> {
    let (text, stamp) = root.folder(folder).ok()??.link(&format!(".#{name}"))?;
    is_fresh(&stamp).then(|| link_owner(&text)).flatten().filter(Owner::may_be_at_work)
}

/// Returns the owner of a swap file of Vim or nano that is called `name.swp` or so.
fn swapped(root: &Root, folder: &str, name: &str) -> Option<Owner> {
    let folder = root.folder(folder).ok()??;
    SWAP_ENDINGS.iter().find_map(|&ending| {
        let name = format!("{name}.sw{}", char::from(ending));
        // Only a file is opened.
        folder.stamp(&name).ok()?.filter(is_fresh)?;
        let mut head = Vec::with_capacity(SWAP_HEAD);
        folder.open(&name)?.take(SWAP_HEAD as u64).read_to_end(&mut head).ok()?;
        swap_owner(&head).filter(Owner::may_be_at_work)
    })
}

/// Returns the owner of a swap file in a shared folder, which is named after the path of the note.
fn elsewhere(swaps: &Path, note: &Path) -> Option<Owner> {
    let name = note.to_str()?.replace(std::path::MAIN_SEPARATOR, "%");
    let owner = swapped(&Root::open(swaps).ok()?, "", &name)?;
    Some(if swaps.parent()?.file_name() == Some(OsStr::new("nvim")) {
        Owner { program: "neovim", ..owner }
    } else {
        owner
    })
}

fn is_fresh(stamp: &Stamp) -> bool {
    stamp.is_younger_than(STALE_LOCK, SystemTime::now())
}

/// Reads `user@host.process`; Emacs may add a colon and the time when the computer was started.
fn link_owner(text: &[u8]) -> Option<Owner> {
    let text = str::from_utf8(text).ok()?;
    let (who, program) = text.split_once(':').map_or((text, "emacs or joe"), |(who, _)| (who, "emacs"));
    let (who, process) = who.rsplit_once('.')?;
    let (_, host) = who.rsplit_once('@')?;
    Some(Owner { program, host: host.as_bytes().to_vec(), process: process.parse().ok()? })
}

/// Reads the head of a swap file.
fn swap_owner(head: &[u8]) -> Option<Owner> {
    let program = match head.get(..6)? {
        b"b0nano" => "nano",
        // The second letter is the kind of encryption.
        [b'b', b'0' | b'c' | b'C' | b'd', b'V', b'I', b'M', b' '] => "vim",
        _ => return None,
    };
    let process = i32::from_le_bytes(head.get(24..28)?.try_into().ok()?);
    let host = head.get(68..SWAP_HEAD)?.split(|&byte| byte == 0).next()?.to_vec();
    Some(Owner { program, host, process })
}

impl Owner {
    /// Returns whether the process still runs, or ran on another computer, where nobody can check it.
    fn may_be_at_work(&self) -> bool {
        !is_this_computer(&self.host) || is_running(self.process)
    }
}

#[cfg(unix)]
fn is_this_computer(host: &[u8]) -> bool {
    // A swap file has room for the beginning of a long name only.
    const ROOM: usize = 39;
    let name = rustix::system::uname().nodename().to_bytes().to_vec();
    host == name || (host.len() >= ROOM && name.starts_with(host))
}

#[cfg(unix)]
fn is_running(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};

    // A number below one would stand for a group of processes.
    let process = if process > 0 { Pid::from_raw(process) } else { None };
    process.is_some_and(|process| test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_this_computer(_: &[u8]) -> bool {
    false
}

#[cfg(not(unix))]
fn is_running(_: i32) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_tells_whose_lock_it_is() {
        let owner = |program, host: &str, process| Some(Owner { program, host: host.into(), process });
        let rows = [
            (&b"ines@laptop.4711:1763700000"[..], owner("emacs", "laptop", 4711)),
            (b"ines@laptop.example.com.4711:1763700000", owner("emacs", "laptop.example.com", 4711)),
            (b"ines@example.com@laptop.7", owner("emacs or joe", "laptop", 7)),
            (b"nowhere.md", None),
            (b"ines@laptop", None),
            (b"ines@laptop.", None),
            (b"ines@laptop.99999999999", None),
            (b"\xff@laptop.7", None),
        ];
        for (text, expected) in rows {
            assert_eq!(link_owner(text), expected, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn the_head_of_a_swap_file_tells_whose_it_is() {
        let head = |start: &[u8]| {
            let mut head = vec![0; SWAP_HEAD];
            head[..start.len()].copy_from_slice(start);
            head[24..28].copy_from_slice(&4711_i32.to_le_bytes());
            head[68..74].copy_from_slice(b"laptop");
            head
        };
        for (start, program) in [(&b"b0VIM 9.0"[..], "vim"), (b"bdVIM 9.1", "vim"), (b"b0nano 7.2", "nano")] {
            let expected = Owner { program, host: b"laptop".to_vec(), process: 4711 };
            assert_eq!(swap_owner(&head(start)), Some(expected));
            assert_eq!(swap_owner(&head(start)[..107]), None, "cut short");
        }
        for start in [&b""[..], b"b0", b"%PDF-1.7", b"bxVIM 9.0"] {
            assert_eq!(swap_owner(&head(start)), None);
        }
    }
}
