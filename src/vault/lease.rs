//! Finds whether a program has a file open for writing. Only the system knows: it grants a lease on a file if no
//! program has.
//!
//! The only module with `unsafe`: no crate wraps leases. Systems other than Linux have none.
#![expect(unsafe_code, reason = "only the C library offers leases")]

use std::fs::File;

/// Who has a file open for writing.
pub(super) enum Writers<'a> {
    /// Nobody, and as long as the lease is held, a program that wants to write waits before it can open the file.
    Nobody(Lease<'a>),
    /// Somebody has.
    Somebody,
    /// Unknown: this file, file system or user does not allow a lease.
    Untold,
}

/// A lease on an open file, given back when dropped. It should be held only for an instant.
pub(super) struct Lease<'a>(&'a File);

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::os::fd::AsRawFd as _;

    use libc::{F_GETLEASE, F_RDLCK, F_SETLEASE, F_UNLCK, SIGURG, c_int};

    use super::{Lease, Writers};

    /// Chooses the signal for events; the number is that of `fcntl(2)`, which `libc` does not have.
    const F_SETSIG: c_int = 10;

    fn control(file: &File, command: c_int, argument: c_int) -> std::io::Result<c_int> {
        // SAFETY: the descriptor is open as long as the file is borrowed, and these commands take a number, no pointer.
        let answer = unsafe { libc::fcntl(file.as_raw_fd(), command, argument) };
        if answer < 0 { Err(std::io::Error::last_os_error()) } else { Ok(answer) }
    }

    /// Takes a lease on a file that was opened for reading.
    pub(in super::super) fn writers(file: &File) -> Writers<'_> {
        // A program that wants to write makes the system send a signal, and the usual signal ends a process that does
        // not expect it.
        if control(file, F_SETSIG, SIGURG).is_err() {
            return Writers::Untold;
        }
        match control(file, F_SETLEASE, F_RDLCK) {
            Ok(_) => Writers::Nobody(Lease(file)),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Writers::Somebody,
            Err(_) => Writers::Untold,
        }
    }

    impl Lease<'_> {
        /// Returns whether somebody waits for this lease to end, to write.
        pub(in super::super) fn is_wanted(&self) -> bool {
            control(self.0, F_GETLEASE, 0).is_ok_and(|lease| lease != F_RDLCK)
        }
    }

    impl Drop for Lease<'_> {
        fn drop(&mut self) {
            // It ends at the latest when the file is closed.
            let _ = control(self.0, F_SETLEASE, F_UNLCK);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;

    use super::{Lease, Writers};

    pub(in super::super) fn writers(_: &File) -> Writers<'_> {
        Writers::Untold
    }

    impl Lease<'_> {
        #[expect(clippy::unused_self, reason = "there are no leases here")]
        pub(in super::super) fn is_wanted(&self) -> bool {
            false
        }
    }
}

pub(super) use system::writers;
